"""Who watches: the viewers that are there, and one of them at random in constant time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from evals.audience.topics import Topic

NAMES = {
    "en": ("Lin", "Maya", "Tom", "Ines", "Kofi", "Zoe", "Raj", "Nils", "Ada", "Omar", "June", "Pia"),
    "zh": ("小林", "阿哲", "圆圆", "大熊", "一禾", "南南", "老周", "青青", "豆包", "木木", "可乐", "晨晨"),
}


@dataclass(slots=True, eq=False)
class Waiting:
    """A question whose asker waits."""

    topic: Topic
    message_id: str
    asked_at: float
    """Loop time."""
    tries: int = 1


@dataclass(slots=True, eq=False)
class Viewer:
    """One of them."""

    name: str
    language: str
    patience_s: float
    """Seconds until an unanswered question is asked again, or given up."""
    interest: str
    """The product they came for; empty for none."""
    came_at: float = 0.0
    """Loop time."""
    place: int = -1
    """In the list of those present; -1 for gone."""
    waiting: Waiting | None = None
    answered: int = 0


@dataclass(slots=True)
class Present:
    """The viewers that are there; at most ``limit``."""

    limit: int
    _list: list[Viewer] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._list)

    def come(self, viewer: Viewer) -> bool:
        """Let one in; false when the room is full."""
        if len(self._list) >= self.limit:
            return False
        viewer.place = len(self._list)
        self._list.append(viewer)
        return True

    def go(self, viewer: Viewer) -> bool:
        """Let one go; false when gone already."""
        if viewer.place < 0:
            return False
        last = self._list.pop()
        if last is not viewer:
            self._list[viewer.place] = last
            last.place = viewer.place
        viewer.place = -1
        return True

    def any(self, rng: random.Random) -> Viewer | None:
        """One of them."""
        return rng.choice(self._list) if self._list else None


def born(rng: random.Random, number: int, language: str, patience_s: float, interest: str) -> Viewer:
    """A viewer with a name of their own.

    Args:
        rng: Whose luck decides.
        number: Counts viewers.
        language: ``en`` or ``zh``.
        patience_s: The median of all viewers'.
        interest: A product id, or empty.
    """
    patience = patience_s * rng.lognormvariate(0.0, 0.5)
    return Viewer(f"{rng.choice(NAMES[language])}{number}", language, patience, interest)
