import asyncio

import numpy as np
import pytest

from avatar.media import MouthTrack, Speech
from avatar.stage.base import StageLost
from avatar.stage.messages import Begin, Clear, Ended, Feed, Quit, Ready, Report, Started, Stats
from avatar.stage.silent import SilentStage

pytestmark = pytest.mark.looptime

MOUTH = MouthTrack(0, np.zeros((1, 15), np.float32))


async def say(stage: SilentStage, name: str, seconds: float, **rest: bool) -> None:
    await stage.send(Begin(name, name, **rest))  # type: ignore[arg-type]
    await stage.send(Feed(Speech(name, np.ones(int(seconds * 48_000), np.float32)), MOUTH))


async def until_ended(stage: SilentStage, name: str) -> list[Report]:
    seen: list[Report] = []
    async for report in stage.reports():
        seen.append(report)
        if isinstance(report, Ended) and report.utterance == name:
            break
    return seen


async def test_speech_takes_its_time_on_the_loops_clock() -> None:
    stage = await SilentStage.start()
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await asyncio.sleep(100.004)
    await say(stage, "a", 3.0)
    seen = await until_ended(stage, "a")
    assert loop.time() - began_s == pytest.approx(103.0, abs=0.03)
    assert seen[0] == Ready(0)
    (started,) = [report for report in seen if isinstance(report, Started)]
    assert started.monotonic_s - began_s == pytest.approx(100.01, abs=0.011)
    assert started.at == pytest.approx(100.01 * 48_000, abs=480)
    assert seen[-1] == Ended("a", 144_000, True, started.at + 144_000)
    await stage.close()


async def test_clear_reports_only_what_was_heard() -> None:
    stage = await SilentStage.start()
    await say(stage, "a", 10.0)
    await say(stage, "b", 10.0)
    await asyncio.sleep(2.0)
    await stage.send(Clear())
    seen = await until_ended(stage, "a")
    endings = {report.utterance: report for report in seen if isinstance(report, Ended)}
    assert endings["b"].heard == 0
    assert endings["a"].heard / 48_000 == pytest.approx(2.0, abs=0.04)
    assert not endings["a"].complete
    await stage.close()


async def test_it_reports_its_clock_every_second_and_goes_on_where_it_was_told() -> None:
    stage = await SilentStage.start(at=96_000)
    await asyncio.sleep(5.05)
    await stage.send(Quit())
    reports = [report async for report in stage.reports()]
    assert reports[0] == Ready(96_000)
    assert [report.at for report in reports if isinstance(report, Stats)] == [
        96_000 + second * 48_000 for second in range(1, 6)
    ]


async def test_a_closed_stage_takes_nothing_more() -> None:
    stage = await SilentStage.start()
    await stage.close()
    await stage.close()
    with pytest.raises(StageLost):
        await stage.send(Clear())
    assert [report async for report in stage.reports()] == [Ready(0)]
