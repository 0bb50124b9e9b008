"""Moods as expressions that blend."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from avatar.faces.drawn.spring import Vector


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
    brow_tilt: float
    """-1 sad … 1 angry."""
    blush: float
    """0 … 1."""
    jaw: float
    """How far the mouth stands open when silent."""
    roll: float
    """Degrees the head is tilted to the viewer's right."""
    pitch: float
    """-1 … 1, head down."""


MOODS: dict[str, Expression] = {
    "neutral": Expression(0.42, 1.0, 0.08, 0.0, -0.08, 0.1, 0.0, 0.0, 0.0),
    "happy": Expression(1.0, 0.97, 0.62, 0.42, -0.18, 0.75, 0.0, 2.2, -0.1),
    "angry": Expression(-0.42, 0.84, 0.3, -0.4, 1.0, 0.0, 0.0, -1.0, 0.22),
    "sad": Expression(-0.62, 0.76, 0.05, 0.1, -1.0, 0.0, 0.0, -3.0, 0.32),
    "relaxed": Expression(0.68, 0.66, 0.34, 0.12, -0.22, 0.35, 0.0, 3.2, 0.05),
    "surprised": Expression(0.1, 1.26, 0.0, 1.0, -0.3, 0.2, 0.24, 0.0, -0.25),
}

_VECTORS = {name: np.array(astuple(expression), dtype=np.float64) for name, expression in MOODS.items()}


def vector(mood: str) -> Vector:
    """The expression as float64 (9,); a mood that is not known here is neutral."""
    return _VECTORS.get(mood, _VECTORS["neutral"])


def expression(values: Vector) -> Expression:
    """The expression of a blended vector."""
    return Expression(*values.tolist())
