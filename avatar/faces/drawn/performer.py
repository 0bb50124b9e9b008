"""What the host is to do at a given moment, from the performances it was given."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from avatar.faces.drawn.arms import ArmPose
from avatar.faces.drawn.clips import CLIPS
from avatar.faces.drawn.gestures import STANCE_FIELDS, Clip, Play, Stance, mirrored, stance_values
from avatar.faces.drawn.life import chance
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, GazeCue, GestureCue, Performance

LEAD = SAMPLE_RATE_HZ * 60 // 1000
"""Samples by which the lips lead the sound; seen late they look wrong, seen early they do not."""

_ROW = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_FADE = SAMPLE_RATE_HZ * 80 // 1000
_HOLD = SAMPLE_RATE_HZ // 2
_PIECES, _CUES = 512, 256
_WEAKEST, _STRONGEST = 0.3, 1.5
_HEAD_TURN, _HEAD_PITCH = 0.5, 0.35
"""How far the head goes along with the eyes."""

_AT_EASE = Stance()
_FARTHEST = np.array(stance_values(Stance(1.0, 1.3, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0)))
"""However many clips add up."""

Weights = NDArray[np.float32]
_SILENT: Weights = np.zeros(len(VISEMES), dtype=np.float32)
_OTHER_ARM = {name: mirrored(clip) for name, clip in CLIPS.items() if clip.either}


@dataclass(frozen=True, slots=True)
class _Piece:
    utterance: str
    start: int
    end: int
    weights: Weights
    mood: str
    feel: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Cue:
    """A clip and when it plays."""

    clip: Clip
    name: str
    start: int
    end: int
    number: int = 0
    strength: float = 1.0

    def play(self, at: int) -> Play:
        """How it is played at a sample."""
        return Play((at - self.start) / SAMPLE_RATE_HZ, self.number, self.strength)


@dataclass(frozen=True, slots=True)
class _Look:
    x: float
    y: float
    start: int
    end: int


class Performer:
    """Keeps what is to be played, bounded, and answers for one moment at a time."""

    def __init__(self) -> None:
        """Have nothing to play."""
        self._pieces: deque[_Piece] = deque(maxlen=_PIECES)
        self._cues: deque[Cue] = deque(maxlen=_CUES)
        self._looks: deque[_Look] = deque(maxlen=_CUES)
        self._cut: int | None = None
        self._cut_weights = _SILENT

    def perform(self, performance: Performance) -> None:
        """Add one piece."""
        track = performance.mouth
        start = performance.start + track.start
        if len(track.weights):
            end = start + len(track.weights) * _ROW
            self._pieces.append(
                _Piece(performance.utterance, start, end, track.weights, performance.mood, performance.feel)
            )
        for cue in performance.gestures:
            self._cue(performance.start + cue.at, cue)
        for look in performance.gaze:
            self._look(performance.start + look.at, look)

    def _cue(self, start: int, cue: GestureCue) -> None:
        clip = CLIPS.get(cue.name)
        known = any(other.start == start and other.name == cue.name for other in self._cues)
        if clip is None or known:
            return
        if cue.name in _OTHER_ARM and chance(0, 40, start) < 0.5:
            clip = _OTHER_ARM[cue.name]
        end = start + round(clip.seconds(cue.number) * SAMPLE_RATE_HZ)
        strength = min(max(cue.strength, _WEAKEST), _STRONGEST)
        self._cues.append(Cue(clip, cue.name, start, end, cue.number, strength))

    def _look(self, start: int, look: GazeCue) -> None:
        self._looks.append(_Look(look.x, look.y, start, start + round(look.seconds * SAMPLE_RATE_HZ)))

    def clear(self, at: int) -> None:
        """Forget what would be played from ``at`` on."""
        self._cut_weights = self._sample(at + LEAD)
        self._cut = at + LEAD
        self._pieces = deque(
            (
                piece if piece.end <= at else replace(piece, end=at)
                for piece in self._pieces
                if piece.start < at
            ),
            maxlen=_PIECES,
        )
        self._cues = deque(
            (replace(cue, end=min(cue.end, at)) for cue in self._cues if cue.start < at), maxlen=_CUES
        )
        self._looks = deque(
            (replace(look, end=min(look.end, at)) for look in self._looks if look.start < at), maxlen=_CUES
        )

    def forget_before(self, at: int) -> None:
        """Drop what is over, so that nothing grows."""
        while self._pieces and self._pieces[0].end + _HOLD + LEAD < at:
            self._pieces.popleft()
        while self._cues and self._cues[0].end < at:
            self._cues.popleft()
        while self._looks and self._looks[0].end < at:
            self._looks.popleft()

    def weights(self, at: int) -> Weights:
        """Viseme weights of the lips drawn at sample ``at``: float32 (15,)."""
        moment = at + LEAD
        now = self._sample(moment)
        if self._cut is not None and moment < self._cut + _FADE:
            rest = 1.0 - max(0, moment - self._cut) / _FADE
            now = np.maximum(now, self._cut_weights * np.float32(rest))
        return now

    def _sample(self, moment: int) -> Weights:
        for piece in reversed(self._pieces):
            if piece.start <= moment < piece.end:
                place = (moment - piece.start) / _ROW
                row = int(place)
                after = min(row + 1, len(piece.weights) - 1)
                part = np.float32(place - row)
                return np.asarray(
                    piece.weights[row] * (1 - part) + piece.weights[after] * part, dtype=np.float32
                )
        return _SILENT

    def mood(self, at: int) -> str:
        """The mood of what is said, or was said just now: a VRM preset."""
        piece = self._felt(at)
        return piece.mood if piece else "neutral"

    def feel(self, at: int) -> tuple[float, float] | None:
        """Valence and arousal of that mood, where they are its own."""
        piece = self._felt(at)
        return piece.feel if piece else None

    def _felt(self, at: int) -> _Piece | None:
        for piece in reversed(self._pieces):
            if piece.start - LEAD <= at < piece.end + _HOLD:
                return piece
        return None

    def speaking(self, at: int) -> bool:
        """Whether something is said at ``at``."""
        return any(piece.start <= at < piece.end for piece in self._pieces)

    def playing(self, at: int) -> list[Cue]:
        """The clips that play at ``at``, the latest begun last."""
        return sorted((cue for cue in self._cues if cue.start <= at < cue.end), key=lambda cue: cue.start)

    def stance(self, at: int) -> Stance:
        """Where head, shoulders and eyes are to be at ``at``: all clips together, and the gaze."""
        stance = _AT_EASE
        playing = self.playing(at)
        if playing:
            total = np.zeros(len(STANCE_FIELDS))
            for cue in playing:
                play = cue.play(at)
                total += np.array(stance_values(cue.clip.stance(play))) * play.strength
            stance = Stance(*np.clip(total, -_FARTHEST, _FARTHEST).tolist())
        look = self._looking(at)
        if look is None:
            return stance
        return replace(
            stance,
            turn=max(-1.0, min(1.0, stance.turn * 0.5 + _HEAD_TURN * look.x)),
            pitch=stance.pitch + _HEAD_PITCH * look.y,
            gaze_x=look.x,
            gaze_y=look.y,
        )

    def _looking(self, at: int) -> _Look | None:
        looks = [look for look in self._looks if look.start <= at < look.end]
        return max(looks, key=lambda look: look.start) if looks else None

    def arm(self, at: int, side: Literal["right", "left"]) -> tuple[ArmPose | None, float]:
        """Where an arm is to be at ``at``, ``None`` for at rest, and the degrees its hand waves."""
        for cue in reversed(self.playing(at)):
            pose = cue.clip.right if side == "right" else cue.clip.left
            if pose is not None:
                play = cue.play(at)
                return pose(play), cue.clip.sway * play.strength
        return None, 0.0
