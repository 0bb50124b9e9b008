"""What a shop has of what a question filters by."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.filters import Understood
from knowledge.model import Hit


@dataclass(frozen=True, slots=True)
class Selection:
    """Products that are known to fit, each with its facts."""

    understood: Understood
    hits: tuple[Hit, ...]
    """In the order asked for."""
    total: int
    """How many of the topic fit."""
    considered: int
    """How many are of the topic at all; 0: the shop has nothing of that kind."""
