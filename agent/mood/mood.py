"""How the host feels, and what that does to words, voice and face.

Two numbers, valence (unpleasant to pleasant) and arousal (calm to excited), as in J. A. Russell, "A
circumplex model of affect" (1980). What happens moves them; they fall back to the persona's temperament, by
half every ``decay_s`` seconds, and never leave its bounds. The same thing again moves them less.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent.events import ChatMessage
from agent.mood.feelings import Feeling, Judged, feelings_of
from persona.schema import Mood, Persona

_PUSH: Mapping[Feeling, tuple[float, float]] = MappingProxyType(
    {
        "praise": (0.25, 0.12),
        "thanks": (0.12, 0.0),
        "joke": (0.18, 0.15),
        "sale": (0.30, 0.25),
        "gift": (0.25, 0.20),
        "follow": (0.10, 0.08),
        "abuse": (-0.30, 0.10),
        "silence": (-0.06, -0.20),
        "long_question": (0.02, -0.08),
    }
)
"""How far each thing moves valence and arousal the first time; a long question makes attentive, so calmer."""
_MOST_COUNTED = 16
"""Of many at once (gifts), so many count."""
_MOST_AT_ONCE = 2.0
"""Many at once move the host at most so much more than one."""
_MOST_USED = 1e6
_MOST_PUSH = 3.0
_STEADY = ("angry", "sad", "surprised")
"""Presets that mean something in a line: such a mood is never put on a line nor taken off it."""
_FASTER, _HIGHER = 0.16, 0.08
"""Rate gained by one unit of arousal, pitch by one of either."""
_WIDEST_RATE, _WIDEST_PITCH = 0.08, 0.05
_APART = 0.45
"""Distance at which a mood fits a feeling only by a third."""
_MOST_AUTHORS = 2048
_NOTICED = 0.15
"""Change of either number that is worth an entry in the journal."""


class MoodConfig(BaseModel):
    """How the host's feelings move."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strength: float = Field(default=1.0, ge=0.0, le=2.0)
    """How far things move the host; 0: not at all."""
    silence_s: float = Field(default=60.0, ge=5.0, le=3600.0)
    """A chat that is quiet for so long is felt, and again after as long."""
    colour: float = Field(default=0.7, ge=0.0, le=1.0)
    """How much of the feeling goes over a line's own mood."""
    calm_every_s: float = Field(default=300.0, ge=10.0, le=86_400.0)
    """Abuse, of one person or of many at once, is answered at most so often."""
    calm_author_s: float = Field(default=3600.0, ge=10.0, le=86_400.0)
    """And that of the same person at most so often."""
    journal_every_s: float = Field(default=5.0, ge=1.0, le=3600.0)
    """The journal is told of a changed mood at most so often."""


@dataclass(frozen=True, slots=True)
class Affect:
    """How the host feels."""

    valence: float
    """-1 unpleasant … 1 pleasant."""
    arousal: float
    """0 calm … 1 excited."""


class MoodState:
    """One host's feelings. Times are Unix seconds; for one thread."""

    def __init__(self, persona: Persona, config: MoodConfig | None = None) -> None:
        """Feel as the persona does at rest.

        Args:
            persona: Whose temperament and moods.
            config: How its feelings move.
        """
        self._persona = persona
        self._config = config or MoodConfig()
        self._rest = persona.temperament
        self._valence = 0.0
        self._arousal = 0.0
        self._at = -math.inf
        self._used: dict[Feeling, tuple[float, float]] = {}
        self._why: Feeling | None = None
        self._heard_at: float | None = None
        self._told = Affect(self._rest.valence, self._rest.arousal)
        self._told_at = -math.inf
        self._met: OrderedDict[str, float] = OrderedDict()
        self._met_at = -math.inf

    def feel(self, what: Feeling, at: float, n: int = 1) -> None:
        """Something happened.

        Args:
            what: What.
            at: When.
            n: How many at once.
        """
        if not math.isfinite(at) or n < 1:
            return
        size = self._size(what, at, n)
        late = 1.0
        if at >= self._at:
            fading = self._fading(at - self._at) if math.isfinite(self._at) else 0.0
            self._valence, self._arousal, self._at = self._valence * fading, self._arousal * fading, at
        else:
            late = self._fading(self._at - at)
        valence, arousal = _PUSH[what]
        self._valence = _kept(self._valence + valence * size * late)
        self._arousal = _kept(self._arousal + arousal * size * late)
        self._why = what

    def heard(self, message: ChatMessage, judgement: Judged, at: float) -> tuple[Feeling, ...]:
        """A viewer's message came in: feel what it does to the host.

        Returns:
            What was felt.
        """
        felt = feelings_of(message, judgement)
        for what in felt:
            self.feel(what, at, message.count if what == "gift" else 1)
        self._heard_at = at
        return felt

    def affect(self, now: float) -> Affect:
        """How the host feels."""
        valence, arousal = self._left(now)
        return Affect(self._rest.valence + valence, self._rest.arousal + arousal)

    def colour(self, tag: str, now: float) -> str:
        """The mood in which a line is said that was written in another; at rest, as written.

        Args:
            tag: A mood of the persona; any other is given back.
            now: When.
        """
        own = self._persona.moods.get(tag)
        if own is None or own.preset in _STEADY:
            return tag
        valence, arousal = self._left(now)
        weight = self._config.colour
        wanted = Affect(own.at[0] + weight * valence, own.at[1] + weight * arousal)
        nearest, least = tag, _distance(own, wanted)
        for name, mood in self._persona.moods.items():
            if mood.preset not in _STEADY and (apart := _distance(mood, wanted)) < least - 1e-9:
                nearest, least = name, apart
        return nearest

    def delivery(self, now: float) -> tuple[float, float]:
        """Factors of the voice's rate and pitch; 1 at rest, never far from it."""
        valence, arousal = self._left(now)
        rate = _softly(_FASTER * arousal, _WIDEST_RATE)
        pitch = _softly(_HIGHER * (valence + arousal) / 2, _WIDEST_PITCH)
        return 1 + rate, 1 + pitch

    def prefers(self, tag: str, now: float) -> float:
        """How well a mood fits how the host feels, 0 … 1; of an unknown one, 0."""
        mood = self._persona.moods.get(tag)
        if mood is None:
            return 0.0
        return math.exp(-((_distance(mood, self.affect(now)) / _APART) ** 2))

    def words(self, language: str, now: float) -> str:
        """How the host feels, for a model's prompt."""
        felt = self.affect(now)
        row = 0 if felt.valence < -0.1 else 1 if felt.valence < 0.45 else 2
        column = 0 if felt.arousal < 0.3 else 1 if felt.arousal < 0.6 else 2
        return _WORDS["zh" if language == "zh" else "en"][row][column]

    def meets(self, abuse: ChatMessage, at: float) -> bool:
        """Whether this abuse is answered, calmly: once, and then nobody's for a while."""
        author = f"{abuse.platform}\n{abuse.author}"
        if at - self._met_at < self._config.calm_every_s:
            return False
        if at - self._met.get(author, -math.inf) < self._config.calm_author_s:
            return False
        self._met_at = at
        self._met[author] = at
        self._met.move_to_end(author)
        while len(self._met) > _MOST_AUTHORS:
            self._met.popitem(last=False)
        return True

    def noticed(self, now: float) -> dict[str, Any] | None:
        """What the journal's ``mood`` entry says, if the mood has changed noticeably.

        Ask about once a second: a quiet chat is felt here.
        """
        if self._heard_at is None:
            self._heard_at = now
        elif now - self._heard_at >= self._config.silence_s:
            self.feel("silence", now)
            self._heard_at = now
        felt = self.affect(now)
        moved = max(abs(felt.valence - self._told.valence), abs(felt.arousal - self._told.arousal))
        if moved < _NOTICED or now - self._told_at < self._config.journal_every_s:
            return None
        self._told, self._told_at = felt, now
        return {"valence": round(felt.valence, 2), "arousal": round(felt.arousal, 2), "why": self._why or ""}

    def _left(self, now: float) -> tuple[float, float]:
        """What is left of the feelings, from rest."""
        fading = self._fading(max(0.0, now - self._at)) if math.isfinite(self._at) else 0.0
        rest = self._rest
        valence = _within(
            self._valence * fading, rest.lowest_valence - rest.valence, rest.highest_valence - rest.valence
        )
        arousal = _within(
            self._arousal * fading, rest.lowest_arousal - rest.arousal, rest.highest_arousal - rest.arousal
        )
        return valence, arousal

    def _fading(self, seconds: float) -> float:
        """How much of a feeling is left after so many seconds."""
        return math.exp2(-min(seconds / self._rest.decay_s, 1000.0))

    def _size(self, what: Feeling, at: float, n: int) -> float:
        """How far it moves the host: less each time, as it was felt lately."""
        used, since = self._used.get(what, (0.0, at))
        used *= self._fading(max(0.0, at - since))
        weight = min(_MOST_AT_ONCE, 1 + math.log2(min(n, _MOST_COUNTED)) / 2)
        self._used[what] = (min(used + weight, _MOST_USED), max(at, since))
        return self._config.strength * weight / (1 + used)


def _kept(push: float) -> float:
    """What is kept of all pushes: far more than can be felt, so that the order of things does not matter."""
    return min(max(push, -_MOST_PUSH), _MOST_PUSH)


def _within(push: float, lowest: float, highest: float) -> float:
    """What is felt of a push, from rest: all of a small one, never more than the bound."""
    bound = highest if push > 0 else -lowest
    return _softly(push, bound) if bound > 0 else 0.0


def _softly(value: float, widest: float) -> float:
    """A value that bends before it reaches its widest."""
    return widest * math.tanh(value / widest)


def _distance(mood: Mood, felt: Affect) -> float:
    """How far a mood is from a feeling; arousal has half the range of valence and counts twice."""
    valence, arousal = mood.at
    return math.hypot(valence - felt.valence, 2 * (arousal - felt.arousal)) / 2


_WORDS = {
    "en": (
        (
            "You are a little subdued, and gentle.",
            "You stay composed and kind.",
            "You are tense; you stay composed and kind.",
        ),
        ("You are calm.", "You are attentive and friendly.", "You are wide awake and lively."),
        ("You are content and relaxed.", "You are in a good mood.", "You are delighted and full of energy."),
    ),
    "zh": (
        ("你有点低落，语气温和。", "你沉着、友善。", "你有些紧绷，但依然沉着友善。"),
        ("你很平静。", "你专注而友好。", "你很精神，很有活力。"),
        ("你满足而放松。", "你心情不错。", "你非常开心，充满干劲。"),
    ),
}  # fmt: skip
"""By valence (low, middle, high), then arousal."""
