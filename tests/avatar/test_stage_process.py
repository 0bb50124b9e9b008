import asyncio
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from avatar.aigc import Aigc
from avatar.media import MouthTrack, Speech
from avatar.stage.base import StageLost
from avatar.stage.config import BackendConfig, EncoderConfig, LabelConfig, StageConfig
from avatar.stage.messages import Begin, Clear, Ended, Feed, Fragment, OutputState, Ready, Report, Started
from avatar.stage.process import ProcessStage

WAIT_S = 30.0
MOUTH = MouthTrack(0, np.zeros((1, 15), np.float32))


def config(*outputs: BackendConfig, start_at: int = 0) -> StageConfig:
    return StageConfig(
        width=640,
        height=360,
        label=LabelConfig(text="AI GENERATED"),
        encoder=EncoderConfig(preset="ultrafast"),
        outputs=outputs or (BackendConfig(engine="page"),),
        start_at=start_at,
    )


def tone(name: str, seconds: float) -> Feed:
    times = np.arange(int(seconds * 48_000)) / 48_000
    return Feed(Speech(name, (0.4 * np.sin(2 * np.pi * 1000 * times)).astype(np.float32)), MOUTH)


async def until(stage: ProcessStage, name: str) -> list[Report]:
    """Reports up to the end of an utterance."""
    seen: list[Report] = []
    async with asyncio.timeout(WAIT_S):
        async for report in stage.reports():
            seen.append(report)
            if isinstance(report, Ended) and report.utterance == name:
                break
    return seen


async def test_speech_goes_on_air_and_into_the_recording(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    stage = await ProcessStage.start(
        config(BackendConfig(engine="page"), BackendConfig(engine="file", options={"path": str(path)}))
    )
    await stage.send(Begin("a", "one"))
    await stage.send(tone("a", 0.5))
    await stage.send(Begin("b", "two"))
    await stage.send(tone("b", 20.0))
    seen = await until(stage, "a")
    await stage.send(Clear())
    seen += await until(stage, "b")
    await stage.close()
    await stage.close()

    assert seen[0] == Ready(0)
    (started,) = [each for each in seen if isinstance(each, Started) and each.utterance == "a"]
    (ended,) = [each for each in seen if isinstance(each, Ended) and each.utterance == "a"]
    (cleared,) = [each for each in seen if isinstance(each, Ended) and each.utterance == "b"]
    assert (ended.heard, ended.complete) == (24_000, True)
    assert cleared.heard < 10 * 48_000
    assert not cleared.complete
    fragments = [each for each in seen if isinstance(each, Fragment)]
    assert fragments[0].kind == "init"
    assert fragments[1].keyframe

    with av.open(str(path)) as media:
        assert Aigc.read(media.metadata).content_producer == "nightshift"
        pictures = [frame.time for frame in media.decode(video=0)]
    with av.open(str(path)) as media:
        frames = list(media.decode(audio=0))
    pcm = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    sound_s = float(frames[0].time or 0.0)
    loud = np.flatnonzero(np.abs(pcm) > 0.1) / 48_000 + sound_s
    assert loud[0] == pytest.approx(started.at / 48_000, abs=0.005)
    assert loud[-1] == pytest.approx((cleared.at) / 48_000, abs=0.03)
    assert [round(time * 25) for time in pictures] == list(range(len(pictures)))
    assert abs(len(pictures) / 25 - (sound_s + pcm.size / 48_000)) < 0.04


async def test_a_restarted_stage_goes_on_at_its_sample() -> None:
    stage = await ProcessStage.start(config(start_at=48_000 * 3600 + 7))
    await stage.send(Begin("a", "one"))
    await stage.send(tone("a", 0.1))
    seen = await until(stage, "a")
    await stage.close()
    assert isinstance(seen[0], Ready)
    assert 48_000 * 3600 + 7 <= seen[0].at < 48_000 * 3600 + 1927
    assert seen[0].at % 1920 == 0


async def test_a_killed_stage_is_reported_lost() -> None:
    stage = await ProcessStage.start(config())
    os.kill(stage.pid, signal.SIGKILL)
    with pytest.raises(StageLost, match="SIGKILL"):
        await until(stage, "never begun")
    with pytest.raises(StageLost):
        await stage.send(Clear())
    await stage.close()


async def test_a_stage_that_cannot_start_says_why() -> None:
    with pytest.raises(StageLost, match="no face named 'ghost'"):
        await ProcessStage.start(
            config().model_copy(update={"face": BackendConfig(engine="ghost")}),
        )


async def test_an_output_that_does_not_work_leaves_the_stage_on_air(tmp_path: Path) -> None:
    missing = BackendConfig(engine="file", options={"path": str(tmp_path / "nowhere" / "out.mp4")})
    stage = await ProcessStage.start(config(missing, BackendConfig(engine="page")))
    await stage.send(Begin("a", "one"))
    await stage.send(tone("a", 0.3))
    seen = await until(stage, "a")
    await stage.close()
    states = [each for each in seen if isinstance(each, OutputState) and each.name == "file"]
    assert [state.up for state in states] == [False]
    assert "cannot record to" in states[0].detail
    assert any(isinstance(each, Fragment) for each in seen)


async def test_the_pages_stream_plays() -> None:
    stage = await ProcessStage.start(config())
    await stage.send(Begin("a", "one"))
    await stage.send(tone("a", 1.5))
    seen = await until(stage, "a")
    await stage.close()
    data = b"".join(each.data for each in seen if isinstance(each, Fragment))
    with av.open(io.BytesIO(data), "r") as media:
        pictures = list(media.decode(video=0))
    assert len(pictures) >= 30
    assert pictures[-1].to_ndarray(format="gray").std() > 5


PARENT = """
import asyncio, sys
from avatar.stage.config import StageConfig
from avatar.stage.process import ProcessStage

async def main():
    stage = await ProcessStage.start(StageConfig(width=320, height=320))
    print(stage.pid, flush=True)
    async for _ in stage.reports():
        pass

asyncio.run(main())
"""


def test_killing_the_room_leaves_no_stage_behind() -> None:
    room = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert room.stdout is not None
    stage = psutil.Process(int(room.stdout.readline()))
    room.kill()
    room.wait()
    room.stdout.close()
    stage.wait(WAIT_S)
    assert not stage.is_running()
