"""A face that lives outside the repository, named in the configuration, in a real stage process."""

from __future__ import annotations

import asyncio
import io
import textwrap
from pathlib import Path

import av
import numpy as np
import pytest

from agent.config import load_room
from avatar.media import MouthTrack, Speech
from avatar.stage.base import StageLost
from avatar.stage.config import BackendConfig, EncoderConfig, StageConfig
from avatar.stage.messages import Begin, Ended, Fault, Feed, Fragment, Report
from avatar.stage.process import ProcessStage

WAIT_S = 30.0

FACE = textwrap.dedent(
    """
    import time
    from pydantic import BaseModel

    class Red:
        class Config(BaseModel, extra="forbid", frozen=True):
            fault: str = ""

        def __init__(self, config, backdrop):
            self.fault, self.picture, self.count = config.fault, backdrop, 0

        def perform(self, performance):
            self.said = performance.utterance

        def clear(self, at):
            pass

        def frame(self, at):
            self.count += 1
            if self.count > 5 and self.fault == "raise":
                raise RuntimeError("out of paint")
            if self.count > 5 and self.fault == "hang":
                time.sleep(60)
            self.picture[..., :3] = 255, 0, 0
            return self.picture
    """
)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "my_red_face.py").write_text(FACE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "my_red_face:Red"


def config(engine: str, **options: str) -> StageConfig:
    return StageConfig(
        width=640,
        height=360,
        face=BackendConfig(engine=engine, options=options),
        encoder=EncoderConfig(preset="ultrafast"),
    )


async def said(stage: ProcessStage, seconds: float) -> list[Report]:
    """Speak, and everything that is reported until that was heard."""
    sound = np.full(int(seconds * 48_000), 0.1, np.float32)
    await stage.send(Begin("a", "one"))
    await stage.send(Feed(Speech("a", sound), MouthTrack(0, np.zeros((1, 15), np.float32))))
    seen: list[Report] = []
    async with asyncio.timeout(WAIT_S):
        async for report in stage.reports():
            seen.append(report)
            if isinstance(report, Ended):
                break
    return seen


def pictures(seen: list[Report]) -> list[np.ndarray]:
    data = b"".join(each.data for each in seen if isinstance(each, Fragment))
    with av.open(io.BytesIO(data), "r") as media:
        return [frame.to_ndarray(format="rgb24") for frame in media.decode(video=0)]


def test_a_room_file_names_it(tmp_path: Path) -> None:
    room = tmp_path / "room.yaml"
    room.write_text('picture:\n  face: {engine: "my_red_face:Red", options: {fault: raise}}\n')
    stage = load_room(room).stage(title="", host_name="", face=BackendConfig(engine="drawn"))
    assert stage.face == BackendConfig(engine="my_red_face:Red", options={"fault": "raise"})


async def test_it_is_on_air(module: str) -> None:
    stage = await ProcessStage.start(config(module))
    seen = await said(stage, 0.5)
    await stage.close()
    assert not [each for each in seen if isinstance(each, Fault)]
    red = pictures(seen)[-1].astype(int)
    assert ((red[..., 0] > 200) & (red[..., 1] < 60) & (red[..., 2] < 60)).mean() > 0.1


@pytest.mark.parametrize("fault", ["raise", "hang"])
async def test_when_it_fails_the_stream_goes_on(module: str, fault: str) -> None:
    stage = await ProcessStage.start(config(module, fault=fault))
    seen = await said(stage, 1.5)
    await stage.close()
    (ended,) = [each for each in seen if isinstance(each, Ended)]
    assert (ended.heard, ended.complete) == (72_000, True)
    shown = pictures(seen)
    assert len(shown) >= 30
    assert ((shown[-1][..., 0] > 200) & (shown[-1][..., 1] < 60)).mean() > 0.1
    faults = [each.detail for each in seen if isinstance(each, Fault)]
    if fault == "raise":
        assert set(faults) == {"face my_red_face:Red: RuntimeError: out of paint"}


async def test_a_face_that_does_not_load_keeps_the_stage_from_starting_and_says_why() -> None:
    with pytest.raises(
        StageLost, match="face 'no_such_face:Red' does not load: No module named 'no_such_face'"
    ):
        await ProcessStage.start(config("no_such_face:Red"))
