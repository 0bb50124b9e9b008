"""Moods as expressions that blend, and how fast each comes and goes."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from avatar.faces.drawn.spring import Vector
from persona.schema import FEELS


@dataclass(frozen=True, slots=True)
class Expression:
    """What a mood does to a face."""

    smile: float
    """-1 … 1, mouth corners."""
    lids: float
    """How far the eyes are open, 1 at ease."""
    squint: float
    """0 … 1, lower lids."""
    brow_raise: float
    """-1 … 1."""
    brow_tilt: float
    """-1 sad … 1 angry."""
    blush: float
    """0 … 1."""
    roll: float
    """Degrees the head is tilted to the viewer's right."""
    pitch: float
    """-1 … 1, head down."""
    lift: float
    """-1 … 1, shoulders and chest up."""
    energy: float
    """How lively the host moves, 1 at ease."""


MOODS: dict[str, Expression] = {
    "neutral": Expression(0.42, 1.0, 0.08, 0.0, -0.08, 0.1, 0.0, 0.0, 0.0, 1.0),
    "happy": Expression(1.0, 0.97, 0.62, 0.42, -0.18, 0.75, 2.2, -0.1, 0.3, 1.25),
    "angry": Expression(-0.42, 0.84, 0.3, -0.4, 1.0, 0.0, -1.0, 0.22, 0.4, 1.1),
    "sad": Expression(-0.62, 0.76, 0.05, 0.1, -1.0, 0.0, -3.0, 0.32, -0.7, 0.65),
    "relaxed": Expression(0.68, 0.66, 0.34, 0.12, -0.22, 0.35, 3.2, 0.05, -0.25, 0.75),
    "surprised": Expression(0.1, 1.26, 0.0, 1.0, -0.3, 0.2, 0.0, -0.25, 0.55, 1.2),
}

_ATTACK = {"surprised": 11.0, "angry": 7.5, "happy": 6.5, "relaxed": 4.0, "sad": 3.6}
_RELEASE = 2.6
"""Angular rates in 1/s: surprise is there within half a second, and every mood fades slowly to neutral."""

_VALENCE = Expression(0.5, 0.0, 0.35, 0.1, -0.25, 0.2, 1.0, -0.1, 0.2, 0.0)
_AROUSAL = Expression(0.1, 0.28, -0.1, 0.55, 0.0, 0.35, 0.0, -0.2, 0.7, 0.9)
"""What one unit more of each than the preset's adds."""
_LOWEST = Expression(-1.0, 0.5, 0.0, -0.6, -1.0, 0.0, -4.0, -0.4, -1.0, 0.5)
_HIGHEST = Expression(1.0, 1.3, 0.8, 1.1, 1.0, 1.0, 4.0, 0.4, 1.0, 1.6)

_VECTORS = {name: np.array(astuple(expression), dtype=np.float64) for name, expression in MOODS.items()}
_PLEASED, _AROUSED = np.array(astuple(_VALENCE)), np.array(astuple(_AROUSAL))
_BOUNDS = np.array(astuple(_LOWEST)), np.array(astuple(_HIGHEST))


def vector(mood: str, feel: tuple[float, float] | None = None) -> Vector:
    """The expression of a mood as float64 (10,); one that is not known here is neutral.

    Args:
        mood: A VRM preset.
        feel: Valence and arousal of a persona's own mood, which shows as more or less of the preset.
    """
    base = _VECTORS.get(mood, _VECTORS["neutral"])
    if feel is None:
        return base
    valence, arousal = FEELS.get(mood, FEELS["neutral"])
    felt = base + (feel[0] - valence) * _PLEASED + (feel[1] - arousal) * _AROUSED
    return np.clip(felt, *_BOUNDS)


def rate(mood: str) -> float:
    """Angular rate, 1/s, at which a face takes on a mood: its attack, or the release to neutral."""
    return _ATTACK.get(mood, _RELEASE)


def expression(values: Vector) -> Expression:
    """The expression of a blended vector."""
    return Expression(*values.tolist())
