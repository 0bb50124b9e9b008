import fcntl
import io
import signal
import subprocess
import sys
import termios

from agent.chat.stdin import StdinChat


async def comments(typed: bytes) -> list[tuple[str, str]]:
    source = StdinChat(StdinChat.Config(), now=lambda: 5.0, stream=io.BytesIO(typed))
    return [(message.author, message.text) async for message in source.messages()]


async def test_each_line_is_a_comment_and_the_end_ends_it() -> None:
    assert await comments(b"how much?\n\n  \nLin: is it red?\n") == [
        ("terminal", "how much?"),
        ("Lin", "is it red?"),
    ]


async def test_words_before_a_colon_that_are_no_name_stay_in_the_text() -> None:
    assert await comments(b"one more thing: does it float?\n") == [
        ("terminal", "one more thing: does it float?")
    ]


async def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    [(_, text)] = await comments(b"\xff\xfe how much?\n")
    assert "how much?" in text


_WATCHING = """
import asyncio, contextlib, signal
from agent.chat.stdin import StdinChat

async def watch():
    # As `nightshift live` does: a signal that comes just before the loop waits must wake it.
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, asyncio.current_task().cancel)
    async for message in StdinChat(StdinChat.Config(), now=lambda: 5.0).messages():
        print(message.text, flush=True)

with contextlib.suppress(asyncio.CancelledError):
    asyncio.run(watch())
"""


def test_a_program_may_end_while_a_line_is_awaited() -> None:
    watching = [sys.executable, "-c", _WATCHING]
    with subprocess.Popen(watching, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(b"hello\n")
        assert program.stdout.readline() == b"hello\n"
        program.stdin.write(b"half a li")
        while fcntl.ioctl(program.stdin, termios.FIONREAD, b"\0\0\0\0") != b"\0\0\0\0":
            assert program.poll() is None
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == 0
