"""The child's side of ``avatar.worker``: framed messages over the pipes it was started with.

A worker module looks like this::

    def main() -> None:
        channel = connect()
        for request in channel:
            channel.write(answer(request))

    if __name__ == "__main__":
        main()

Messages are pickles, read only from the process that started this one. Their classes must live in
an importable module, not in the worker module itself, which runs under the name ``__main__``.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

HEADER = struct.Struct(">I")
"""Before every message: its size in bytes."""

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""Bytes. Five minutes of sound; nothing honest is larger."""

_PR_SET_PDEATHSIG = 1


class Channel:
    """Blocking messages to and from the parent. One thread reads; any number may write."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO, *, grace_s: float = 0.0) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._grace_s = grace_s
        self._writing = threading.Lock()

    def __iter__(self) -> Iterator[Any]:
        """Yield the parent's messages until it closes the channel or dies.

        After the end a process with ``grace_s`` has that many seconds to finish, then the kernel
        ends it, whatever its threads are doing.
        """
        while message := self._read():
            yield pickle.loads(message)
        if self._grace_s:
            signal.setitimer(signal.ITIMER_REAL, self._grace_s)

    def write(self, message: object) -> None:
        """Send one message; waits while the parent has not read the ones before.

        Raises:
            BrokenPipeError: The parent is gone or does not listen any more.
            ValueError: The message is larger than ``MAX_MESSAGE_BYTES``.
        """
        data = pack(message)
        with self._writing:
            self._outgoing.write(data)
            self._outgoing.flush()

    def _read(self) -> bytes:
        header = self._incoming.read(HEADER.size)
        if len(header) < HEADER.size:
            return b""
        (size,) = HEADER.unpack(header)
        body = self._incoming.read(size)
        return body if len(body) == size else b""


def connect(*, grace_s: float = 0.0) -> Channel:
    """Take over the pipes and tie this process's life to its parent's.

    Standard output becomes standard error, so that whatever a library prints cannot get between
    the messages. Call it once, first thing, in the main thread.

    Args:
        grace_s: Seconds to finish in (files to close) when the parent is gone. With 0 the process
            ends at once, on Linux even while it is inside native code.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if not grace_s and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    return Channel(os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb"), grace_s=grace_s)


def pack(message: object) -> bytes:
    """One message with its header.

    Raises:
        ValueError: It is larger than ``MAX_MESSAGE_BYTES``.
    """
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    if len(body) > MAX_MESSAGE_BYTES:
        raise ValueError(f"a message of {len(body)} bytes is larger than {MAX_MESSAGE_BYTES}")
    return HEADER.pack(len(body)) + body
