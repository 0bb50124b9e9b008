"""One window of engagement: who was there, what they did, what was on air."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from agent.strategy.config import Weights
from agent.strategy.tactics import Tactics

AUTHORS = 20_000
"""(kind, viewer) pairs remembered in a window; what comes beyond them is not counted."""
PRODUCTS = 20
"""Products on air that a window names."""
_MOST_MINUTES = 1e9
"""Viewer-minutes of an outcome; more was never measured."""
WELL_ATTENDED = 20.0
"""Viewer-minutes at which a window weighs half of the most it can: beyond them it is less the number of
viewers than the hour and the product that make two windows differ."""


@dataclass(slots=True)
class Window:
    """What is measured between two changes of tactics."""

    number: int
    tactics: Tactics
    began: float
    """Unix seconds."""
    ended: float = 0.0
    """Unix seconds; up to where it is measured."""
    viewer_seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    on_air: list[str] = field(default_factory=list)
    """Product ids, in order."""
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def count(self, kind: str, n: int, author: str) -> None:
        """Count events of a kind; of one viewer only the first, so that a loud one is not the room."""
        if author:
            key = (kind, author)
            if key in self._seen or len(self._seen) >= AUTHORS:
                return
            self._seen.add(key)
            n = 1
        self.counts[kind] += n

    def attend(self, viewers: float, until: float) -> None:
        """So many viewers were there up to a time (Unix seconds)."""
        since = max(self.ended, self.began)
        self.viewer_seconds += viewers * max(0.0, until - since)
        self.ended = max(since, until)

    def show(self, product_id: str) -> None:
        """A product is on air."""
        if product_id and product_id not in self.on_air and len(self.on_air) < PRODUCTS:
            self.on_air.append(product_id)

    @property
    def empty(self) -> bool:
        """Whether nobody was there."""
        return not self.viewer_seconds and not self.counts

    def outcome(self, weights: Weights, full_at: float) -> dict[str, Any]:
        """What came of it, as the journal keeps it."""
        minutes = self.viewer_seconds / 60.0
        points = sum(weights.of(kind) * n for kind, n in self.counts.items())
        reward = min(1.0, points / minutes / full_at) if minutes else 0.0
        return {
            "window": self.number,
            "tactics": asdict(self.tactics),
            "began": self.began,
            "ended": self.ended,
            "viewer_minutes": round(minutes, 3),
            "counts": dict(self.counts),
            "on_air": list(self.on_air),
            "reward": round(reward, 6),
        }


def weight(viewer_minutes: float) -> float:
    """How much a window tells, 0 … 1, by its viewer-minutes."""
    return viewer_minutes / (viewer_minutes + WELL_ATTENDED) if viewer_minutes > 0 else 0.0


def read_outcome(data: Mapping[str, Any]) -> tuple[dict[str, str], float, float, float] | None:
    """Options chosen, reward, viewer-minutes and end of a window from the journal; ``None`` if it is none."""
    try:
        chosen = {str(slot): str(option) for slot, option in data["tactics"].items()}
        reward, minutes, ended = float(data["reward"]), float(data["viewer_minutes"]), float(data["ended"])
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None
    sound = 0.0 <= reward <= 1.0 and 0.0 <= minutes <= _MOST_MINUTES and isfinite(ended)
    return (chosen, reward, minutes, ended) if sound else None
