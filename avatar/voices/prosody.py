"""Relative rate and pitch, as utterances carry them."""

from __future__ import annotations

import math


def within_octave(relative: float) -> float:
    """A relative rate or pitch, 0.5 … 2; what is no number counts as normal."""
    return min(max(relative, 0.5), 2.0) if math.isfinite(relative) else 1.0
