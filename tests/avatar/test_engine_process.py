from __future__ import annotations

import asyncio
import os
import signal
import textwrap
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatar.voices.base import VoiceError
from avatar.voices.engine.messages import Sound
from avatar.voices.engine.process import LONGEST_REST_S, EngineProcess

HEAD = """
import os, sys, threading, time
import numpy as np
from avatar.voices.engine.child import Unspeakable, serve
from avatar.voices.engine.messages import Failed, Sound, Up
from avatar.worker_child import connect

channel = connect()
"""
ENGINE = """
class Engine:
    def rate_hz(self, request):
        return 16_000

    def speak(self, request, emit):
        if request == "die":
            os._exit(3)
        if request == "hang":
            threading.Event().wait()
        if request == "refuse":
            raise Unspeakable("this text cannot be said")
        if request == "nan":
            emit(np.array([0.0, np.nan], np.float32))
        if request == "loud":
            emit(np.full(1600, 9.0, np.float32))
        if request == "half":
            emit(np.zeros(1600, np.float32))
            os._exit(4)
        if request == "stuck":
            emit(np.zeros(1600, np.float32))
            threading.Event().wait()
        if request == "endless":
            while emit(np.zeros(1600, np.float32)):
                pass
            open(sys.argv[1], "w").write("stopped")
        if isinstance(request, int):
            for _ in range(request):
                if not emit(np.full(1600, 8000, np.int16)):
                    return

channel.write(Up({"speakers": 2}))
serve(channel, Engine())
"""
Make = Callable[..., EngineProcess]


@pytest.fixture
async def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    made: list[EngineProcess] = []

    def make(body: str = ENGINE, **options: Any) -> EngineProcess:
        (tmp_path / "stub_engine.py").write_text(HEAD + textwrap.dedent(body))
        settings: dict[str, Any] = {"start_s": 20.0, "silent_s": 20.0, "longest_s": 30.0, **options}
        made.append(EngineProcess("stub", "stub_engine", str(tmp_path / "note"), **settings))
        return made[-1]

    yield make
    for process in made:
        await process.close()


async def said(process: EngineProcess, request: object) -> list[Sound]:
    return [sound async for sound in process.run(request)]


async def test_sound_comes_in_pieces_at_48_khz_and_ends_once(make: Make) -> None:
    process = make()
    assert (await process.start()).facts == {"speakers": 2}
    sounds = await said(process, 10)
    assert [sound.last for sound in sounds] == [False] * (len(sounds) - 1) + [True]
    whole = np.concatenate([sound.pcm for sound in sounds])
    assert whole.dtype == np.float32
    assert len(whole) == pytest.approx(48_000, abs=50)
    assert np.abs(whole[1000:-1000] - 8000 / 32768).max() < 1e-3
    assert max(len(sound.pcm) for sound in sounds) <= 12_000


async def test_sound_that_is_too_loud_is_clipped_and_no_number_is_refused(make: Make) -> None:
    process = make()
    loud = np.concatenate([sound.pcm for sound in await said(process, "loud")])
    assert np.abs(loud).max() == 1.0
    with pytest.raises(VoiceError, match="NaN"):
        await said(process, "nan")
    assert len(await said(process, 3)) > 1


async def test_a_text_that_cannot_be_said_is_not_tried_again(make: Make) -> None:
    process = make()
    with pytest.raises(VoiceError, match="stub: this text cannot be said") as failure:
        await said(process, "refuse")
    assert not failure.value.retryable
    before = process.pid
    await said(process, 1)
    assert process.pid == before


async def test_jobs_at_once_keep_their_sound_in_the_order_they_came(make: Make) -> None:
    process = make()
    one, two, three = await asyncio.gather(said(process, 2), said(process, 4), said(process, 6))
    assert [sum(len(sound.pcm) for sound in it) for it in (one, two, three)] == [9600, 19200, 28800]


async def test_a_job_that_nobody_reads_does_not_hold_up_the_next(make: Make) -> None:
    process = make()
    slow = process.run(20)
    assert (await anext(slow)).job == 1
    assert (await said(process, 1))[-1].last
    assert sum([len(sound.pcm) async for sound in slow]) > 19 * 4800
    await slow.aclose()


async def test_closing_a_job_stops_the_engine_itself(make: Make, tmp_path: Path) -> None:
    process = make()
    endless = process.run("endless")
    await anext(endless)
    await endless.aclose()
    assert (await said(process, 1))[-1].last
    assert (tmp_path / "note").read_text() == "stopped"


async def test_a_cancelled_job_that_has_not_begun_is_left_out(make: Make) -> None:
    process = make()
    first = process.run(3)
    await anext(first)
    waiting = asyncio.create_task(said(process, "die"))
    await asyncio.sleep(0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    assert [sound async for sound in first][-1].last
    assert (await said(process, 1))[-1].last


async def test_too_much_sound_is_stopped(make: Make, tmp_path: Path) -> None:
    process = make(longest_s=1.0)
    with pytest.raises(VoiceError, match="over 1 s of one sentence"):
        await said(process, "endless")
    assert (await said(process, 1))[-1].last
    assert (tmp_path / "note").read_text() == "stopped"


async def test_a_crash_is_told_and_followed_by_a_fresh_process(make: Make) -> None:
    process = make()
    await process.start()
    before = process.pid
    with pytest.raises(VoiceError, match="status 3") as failure:
        await said(process, "die")
    assert failure.value.retryable
    assert (await said(process, 1))[-1].last
    assert process.pid != before


async def test_a_crash_after_half_a_sentence_is_not_repeated(make: Make) -> None:
    process = make(tries=2)
    sounds = process.run("half")
    assert len((await anext(sounds)).pcm) > 0
    with pytest.raises(VoiceError, match="status 4"):
        await anext(sounds)


async def test_a_process_that_hangs_is_ended_and_all_its_jobs_fail(make: Make) -> None:
    process = make(silent_s=0.3)
    await process.start()
    jobs = [asyncio.create_task(said(process, request)) for request in ("hang", 1)]
    for job in jobs:
        with pytest.raises(VoiceError, match=r"took over 0\.3 s"):
            await job
    assert process.pid is None
    assert (await said(process, 1))[-1].last


async def test_a_cancelled_job_that_does_not_stop_ends_the_process(make: Make) -> None:
    process = make(silent_s=0.3)
    await process.start()
    stuck = process.run("stuck")
    await anext(stuck)
    await stuck.aclose()
    with pytest.raises(VoiceError, match="took over"):
        await said(process, 1)
    assert (await said(process, 1))[-1].last


async def test_a_frozen_process_is_noticed(make: Make) -> None:
    process = make(silent_s=0.3)
    await process.start()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(VoiceError, match="took over"):
        await said(process, 1)
    assert (await said(process, 1))[-1].last


async def test_a_process_that_cannot_work_says_why(make: Make) -> None:
    process = make("channel.write(Failed(None, 'the model is not there'))")
    with pytest.raises(VoiceError, match="stub: the model is not there") as failure:
        await process.start()
    assert not failure.value.retryable


async def test_a_process_that_never_gets_ready_is_given_up(make: Make) -> None:
    process = make("threading.Event().wait()", start_s=0.3)
    with pytest.raises(VoiceError, match=r"not ready after 0\.3 s"):
        await process.start()
    assert process.pid is None


async def test_a_process_that_always_crashes_gets_a_rest(make: Make) -> None:
    process = make("os._exit(5)")
    for _ in range(3):
        with pytest.raises(VoiceError, match="status 5"):
            await said(process, 1)
    with pytest.raises(VoiceError, match="it rests"):
        await said(process, 1)
    assert process._rest_until - asyncio.get_running_loop().time() <= LONGEST_REST_S


async def test_too_many_sentences_are_refused(make: Make) -> None:
    process = make()
    jobs = [process.run(1) for _ in range(33)]
    for job in jobs[:-1]:
        await anext(job)
    with pytest.raises(VoiceError, match="32 sentences"):
        await anext(jobs[-1])
    for job in jobs:
        await job.aclose()


async def test_closing_fails_what_is_being_said_and_leaves_no_process(make: Make) -> None:
    process = make()
    await process.start()
    pid = process.pid
    assert pid is not None
    hanging = asyncio.create_task(said(process, "hang"))
    await asyncio.sleep(0)
    await process.close()
    await process.close()
    with pytest.raises(VoiceError, match="closed"):
        await hanging
    with pytest.raises(VoiceError, match="closed"):
        await said(process, 1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
