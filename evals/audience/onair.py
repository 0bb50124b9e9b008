"""A whole room on air before a simulated audience: everything real but picture, sound and waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from agent.config import RoomConfig
from agent.journal import Event, Journal
from agent.lanes.model import ModelLane
from agent.room import Parts, Room
from agent.speaker import Speaking
from avatar.stage.base import Stage
from avatar.stage.silent import SilentStage
from evals.audience.audience import Audience
from evals.audience.virtual import Inline
from evals.audience.voice import RestingLips, SilentVoice
from knowledge.shop import Shop
from persona.loader import load_persona

EPOCH = 1_800_000_000.0
"""Unix seconds at which virtual time begins."""


class OverheardJournal(Journal):
    """A journal that tells the audience what it writes."""

    def __init__(self, path: Path, listener: Callable[[str, dict[str, Any]], None]) -> None:
        """Open it, writing at once.

        Args:
            path: The SQLite file.
            listener: Gets the kind and data of every event, once it is written.
        """
        super().__init__(path, executor=Inline())
        self._listener = listener

    async def write(self, kind: str, at: float, **data: Any) -> int:
        """Append one event, then tell of it."""
        number = await super().write(kind, at, **data)
        self._listener(kind, data)
        return number

    async def write_all(self, events: Sequence[Event]) -> range:
        """Append several at once, then tell of them."""
        events = list(events)
        numbers = await super().write_all(events)
        for kind, _, data in events:
            self._listener(kind, dict(data))
        return numbers


async def _start_stage(at: int) -> Stage:
    return await SilentStage.start(at)


def on_air(
    audience: Callable[[Callable[[], float]], Audience],
    *,
    shop: Shop,
    folder: Path,
    model: ModelLane | None = None,
    started: Callable[[Speaking], None] | None = None,
    overhear: Callable[[str, dict[str, Any]], None] = lambda kind, data: None,
    **config: Any,
) -> tuple[Room, Audience]:
    """A room before an audience; call it on the virtual loop, then ``run`` the room.

    Args:
        audience: Makes the audience; given the clock (Unix seconds).
        shop: What is sold. The room closes it.
        folder: Gets ``journal.sqlite``.
        model: The chat model; without one the facts answer alone.
        started: Called when a line's first sample goes out.
        overhear: Gets the kind and data of every event in the journal.
        config: Fields of the room's configuration.
    """
    loop = asyncio.get_running_loop()
    ids = count(1)

    def now() -> float:
        return EPOCH + loop.time()

    viewers = audience(now)

    def listen(kind: str, data: dict[str, Any]) -> None:
        viewers.heard(kind, data)
        overhear(kind, data)

    as_it_comes = {"mastering": None, "parallel": 0}
    room_config = RoomConfig.model_validate(
        {"page": None, "shop": shop.name, "speech": as_it_comes, **config}
    )
    parts = Parts(
        shop=shop,
        persona=load_persona(room_config.persona),
        journal=OverheardJournal(folder / "journal.sqlite", listen),
        start_stage=_start_stage,
        voices=[("silent", SilentVoice())],
        lips=RestingLips(),
        model=model,
        chats=[("audience", viewers)],
        executor=Inline(),
        new_id=lambda: f"id{next(ids)}",
        now=now,
    )
    room = Room(room_config, parts, started=started)
    viewers.sees = lambda: room.host.answering.on_stage if room.host is not None else ""
    return room, viewers
