from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from avatar.worker import Worker, WorkerLost
from avatar.worker_child import MAX_MESSAGE_BYTES, pack

CHILDREN = {
    "echoes": """
        print("a library that prints")
        os.system("echo another one, from C")
        for message in connect():
            match message:
                case str("die"):
                    os._exit(3)
                case str("leave"):
                    break
            channel.write(message)
    """,
    "never_reads": """
        channel.write("up")
        threading.Event().wait()
    """,
    "never_stops": """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        channel.write("up")
        while True:
            channel.write(bytes(100_000))
    """,
    "never_finishes": """
        channel.write("up")
        for _ in channel:
            pass
        threading.Event().wait()
    """,
    "talks_nonsense": """
        channel._outgoing.write(bytes([0, 0, 0, 3]) + b"abc")
        channel._outgoing.flush()
        threading.Event().wait()
    """,
}

PARENT = """
import asyncio, sys
from avatar.worker import Worker

async def main():
    worker = await Worker.start(sys.argv[1])
    await worker.receive()
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""

Start = Callable[[str], Awaitable[Worker]]


@pytest.fixture
def children(tmp_path: Path) -> Path:
    for name, body in CHILDREN.items():
        head = "import os, signal, threading\nfrom avatar.worker_child import connect\n"
        grace = "grace_s=0.05" if name == "never_finishes" else ""
        lines = textwrap.dedent(body).replace("in connect():", "in channel:")
        (tmp_path / f"{name}.py").write_text(f"{head}channel = connect({grace})\n{lines}")
    return tmp_path


@pytest.fixture
def start(children: Path) -> Start:
    return lambda name: Worker.start(name, env={"PYTHONPATH": str(children)})


async def receive_in_slices(worker: Worker) -> object:
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.0005):
                return await worker.receive()


async def test_messages_come_back_in_order_and_prints_do_not_disturb_them(start: Start) -> None:
    worker = await start("echoes")
    for number in range(20):
        await worker.send({"number": number, "text": "夜班"})
    assert [(await worker.receive())["number"] for _ in range(20)] == list(range(20))
    await worker.close()
    assert not worker.alive


async def test_large_messages_and_arrays_pass_unchanged(start: Start) -> None:
    worker = await start("echoes")
    sound = np.random.default_rng(1).standard_normal(1_250_000).astype(np.float32)
    sending = asyncio.create_task(worker.send(sound))
    back = await worker.receive()
    await sending
    assert back.dtype == np.float32
    assert np.array_equal(back, sound)
    back[0] = 0.0
    await worker.close()


async def test_a_crash_is_noticed_by_whoever_receives(start: Start) -> None:
    worker = await start("echoes")
    waiting = asyncio.create_task(worker.receive())
    await worker.send("die")
    with pytest.raises(WorkerLost, match="ended with status 3") as lost:
        await waiting
    assert lost.value.exit_status == 3
    with pytest.raises(WorkerLost, match="ended with status 3"):
        await worker.send("anything")
    await worker.close()


async def test_a_killed_child_is_named_with_its_signal(start: Start) -> None:
    worker = await start("never_reads")
    assert await worker.receive() == "up"
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerLost, match="SIGKILL"):
        await worker.receive()
    await worker.close()


async def test_what_was_sent_before_an_orderly_end_is_received(start: Start) -> None:
    worker = await start("echoes")
    for message in ("one", "two", "leave"):
        await worker.send(message)
    assert [message async for message in worker] == ["one", "two"]
    await worker.close()


async def test_iteration_raises_after_a_crash(start: Start) -> None:
    worker = await start("echoes")
    await worker.send("die")
    with pytest.raises(WorkerLost):
        async for _ in worker:
            pass
    await worker.close()


async def test_a_cancelled_receive_loses_nothing(start: Start) -> None:
    worker = await start("echoes")
    big = bytes(3_000_000)
    await worker.send(big)
    assert await receive_in_slices(worker) == big
    await worker.send("next")
    assert await worker.receive() == "next"
    await worker.close()


async def test_a_child_that_does_not_read_is_given_up(start: Start) -> None:
    worker = await start("never_reads")
    with pytest.raises(WorkerLost, match="has not read"):
        await worker.send(bytes(2_000_000), timeout_s=0.05)
    await worker.close(timeout_s=0.05)
    assert not worker.alive


async def test_a_child_that_ignores_every_request_is_killed(start: Start) -> None:
    worker = await start("never_stops")
    assert await worker.receive() == "up"
    await worker.close(timeout_s=0.05)
    assert not worker.alive
    await worker.close()


async def test_closing_ends_a_task_that_is_receiving(start: Start) -> None:
    worker = await start("echoes")
    receiving = asyncio.create_task(anext(aiter(worker), "over"))
    await asyncio.sleep(0)
    await worker.close()
    assert await receiving == "over"


async def test_a_child_that_talks_nonsense_is_lost(start: Start) -> None:
    worker = await start("talks_nonsense")
    with pytest.raises(WorkerLost, match="no message"):
        await worker.receive()
    await worker.close(timeout_s=0.05)


async def test_a_module_that_is_not_there_is_lost(start: Start) -> None:
    worker = await start("no_such_module_anywhere")
    with pytest.raises(WorkerLost, match="status 1"):
        await worker.receive()
    await worker.close()


def test_a_message_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than"):
        pack(bytes(MAX_MESSAGE_BYTES))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
@pytest.mark.parametrize("child", ["never_reads", "never_stops", "never_finishes"])
def test_a_killed_parent_leaves_no_child(children: Path, child: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, child],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(children)},
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    parent.kill()
    parent.communicate(timeout=20)  # the child holds standard error open until it has ended
    assert parent.returncode == -signal.SIGKILL
