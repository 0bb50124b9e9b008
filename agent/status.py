"""What a room can say of itself."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from avatar.stage.messages import OutputState, Stats


@dataclass(slots=True)
class Status:
    """How a room is doing."""

    stats: Stats | None = None
    outputs: dict[str, OutputState] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=lambda: deque(maxlen=20))
