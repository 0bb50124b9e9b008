from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from agent.config import RoomConfig
from agent.likeness import consenting, in_room
from avatar.stage.base import Stage
from avatar.stage.config import BackendConfig, StageConfig
from avatar.stage.silent import SilentStage


class Person:
    """A likeness whose consent the test decides on."""

    name, person = "ann", "Ann Example"
    holds = True

    def check(self, now: float) -> None:
        if not self.holds:
            raise ValueError("Ann Example's consent ended")


class Records:
    """What was journaled and started, in order."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    async def write(self, kind: str, at: float, **fields: Any) -> None:
        self.seen.append((kind, fields))

    def starter(self, config: StageConfig) -> Callable[[int], Awaitable[Stage]]:
        async def start(at: int) -> Stage:
            self.seen.append(("start", (config.face.engine, at)))
            return SilentStage(at)

        return start


PHOTO = StageConfig(face=BackendConfig(engine="photo", options={"avatar": "ann"}))


async def test_a_likeness_is_journaled_before_it_is_shown() -> None:
    records = Records()
    await consenting(PHOTO, records.starter, Person(), records.write, lambda: 5.0)(480)
    assert records.seen == [
        ("likeness", {"face": "ann", "person": "Ann Example"}),
        ("start", ("photo", 480)),
    ]


async def test_without_consent_a_drawn_host_goes_on_air_and_the_reason_is_journaled() -> None:
    records, person = Records(), Person()
    begin = consenting(PHOTO, records.starter, person, records.write, lambda: 5.0)
    await begin(0)
    person.holds = False
    await begin(960)
    assert records.seen[2:] == [
        ("fault", {"part": "face", "detail": "Ann Example's consent ended"}),
        ("start", ("drawn", 960)),
    ]


async def test_a_face_that_is_nobodys_is_started_as_it_is() -> None:
    records = Records()
    await consenting(StageConfig(), records.starter, None, records.write, lambda: 5.0)(0)
    assert records.seen == [("start", ("drawn", 0))]


def test_a_face_is_told_shop_and_outputs_only_where_it_asks() -> None:
    config = RoomConfig(name="evening", shop="lumen")
    photo = in_room(BackendConfig(engine="photo", options={"avatar": "ann"}), config)
    assert photo.options == {"avatar": "ann", "shop": "lumen", "channels": ("page",)}
    drawn = BackendConfig(engine="drawn", options={"theme": "kai"})
    assert in_room(drawn, config) == drawn
