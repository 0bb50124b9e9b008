"""A face that is a person's likeness: shown only with their consent, and every showing in the journal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from agent.config import RoomConfig
from avatar import registry
from avatar.stage.base import Stage
from avatar.stage.config import BackendConfig, StageConfig

log = logging.getLogger(__name__)

Write = Callable[..., Awaitable[Any]]
"""``Journal.write``."""
Starter = Callable[[int], Awaitable[Stage]]
"""Starts a stage at a sample of the audio clock."""


class Likeness(Protocol):
    """Somebody's likeness, used with consent."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def person(self) -> str:
        """Whose it is."""
        ...

    def check(self, now: float) -> None:
        """See that it may be shown at a time (Unix seconds).

        Raises:
            ValueError: It may not.
        """
        ...


def in_room(face: BackendConfig, config: RoomConfig) -> BackendConfig:
    """The face, told the shop and the outputs it is for where it asks for them, as a likeness does.

    Raises:
        UnknownBackend: There is no such face.
    """
    asked = registry.load("face", face.engine).Config.model_fields
    told = {"shop": config.shop, "channels": config.channels}
    known = {name: value for name, value in told.items() if name in asked}
    return face.model_copy(update={"options": {**face.options, **known}})


def consenting(
    config: StageConfig,
    starter: Callable[[StageConfig], Starter],
    likeness: Likeness | None,
    write: Write,
    now: Callable[[], float],
) -> Starter:
    """Starts a stage at a sample of the audio clock, with a drawn face once a likeness may not be shown.

    Args:
        config: The stage's.
        starter: Gives what starts a stage as configured.
        likeness: Whose face is shown; ``None`` for nobody's.
        write: Of the journal; what is shown stands there before it is seen.
        now: Gives Unix seconds.
    """

    async def begin(at: int) -> Stage:
        face = config.face
        if likeness is not None:
            try:
                await asyncio.to_thread(likeness.check, now())
            except ValueError as error:
                log.warning("%s; a drawn host takes over", error)
                await write("fault", now(), part="face", detail=str(error))
                face = BackendConfig(engine="drawn")
            else:
                await write("likeness", now(), face=likeness.name, person=likeness.person)
        return await starter(config.model_copy(update={"face": face}))(at)

    return begin
