"""Pictures from files that strangers may have supplied: opened in a process apart, remembered, never fatal.

A new picture costs about a quarter of a second of another core, once; a stage that waits for one goes on.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass

import numpy as np

from avatar.media import Picture

WAIT_S = 15.0
"""Wall-clock seconds that one picture may take."""
_KEPT = 12
"""Pictures that are remembered."""
_WAITING = 16
"""Pictures that may wait; one more is taken as not to be shown, and asked for again when it is next."""
_FAULTS = 16
_LARGEST_HEAD = 4096

Key = tuple[str, int, int, bool]
"""Path, width and height of the room for it in pixels, whether it is to fill that."""


class PictureError(ValueError):
    """A picture cannot be shown; one line says which and why."""


def open_picture(path: str, width: int, height: int, *, cover: bool) -> Picture:
    """Open a picture file; waits for it.

    Args:
        path: A PNG, JPEG, WebP, GIF or SVG file.
        width: Pixels there are for it.
        height: The same.
        cover: Fill that and crop, instead of fitting into it whole.

    Returns:
        uint8 (height, width, 4), premultiplied RGBA, writable.

    Raises:
        PictureError: It cannot be shown.
    """
    arguments = [path, str(width), str(height), "cover" if cover else "contain"]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "avatar.stage.picture.opening_main", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_S,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _unshown(path, "it takes too long to draw") from None
    except (OSError, ValueError) as error:
        raise _unshown(path, f"it cannot be opened: {error}") from error
    head, _, pixels = done.stdout.partition(b"\n")
    try:
        said = json.loads(head[:_LARGEST_HEAD])
    except ValueError:
        ended = done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        why = "it takes too long to draw" if ended else "it is broken, or takes too much memory to draw"
        raise _unshown(path, why) from None
    if "fault" in said:
        raise _unshown(path, str(said["fault"]))
    wide, tall = (int(side) for side in said["size"])
    if len(pixels) != wide * tall * 4 or wide > width or tall > height:
        raise _unshown(path, "it takes too much memory to draw")
    return np.frombuffer(bytearray(pixels), np.uint8).reshape(tall, wide, 4)


def _unshown(path: str, why: str) -> PictureError:
    shown = "".join(character if character.isprintable() else "?" for character in path)
    return PictureError(f"the picture {shown[-120:]} is not shown: {' '.join(why.split())[:200]}")


@dataclass(frozen=True, slots=True)
class _Result:
    stamp: tuple[int, int]
    """Of the file, when it was read: a changed one is read again."""
    picture: Picture | None


class Pictures:
    """Picture files as they are needed; each is asked for until it is there. Calls come from one thread."""

    def __init__(self) -> None:
        self._results: OrderedDict[Key, _Result] = OrderedDict()
        self._asked: queue.Queue[Key | None] = queue.Queue(_WAITING)
        self._under_way: set[Key] = set()
        self._changed = threading.Condition()
        self._faults: deque[str] = deque(maxlen=_FAULTS)
        self._thread: threading.Thread | None = None

    def get(self, path: str, width: int, height: int, *, cover: bool = False) -> Picture | None:
        """A picture, or ``None`` when it is not there yet or cannot be shown."""
        key = (path, width, height, cover)
        with self._changed:
            result = self._results.get(key)
            if result is not None and (key in self._under_way or result.stamp == _stamp(path)):
                self._results.move_to_end(key)
                return result.picture
            if key not in self._under_way:
                self._ask(key)
        return None

    def pending(self, path: str, width: int, height: int, *, cover: bool = False) -> bool:
        """Whether a picture is being opened."""
        return (path, width, height, cover) in self._under_way

    @property
    def busy(self) -> bool:
        """Whether any picture is being opened."""
        return bool(self._under_way)

    def wait(self, timeout_s: float) -> bool:
        """Wait until all are opened that were asked for; whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, timeout_s)

    def faults(self) -> list[str]:
        """Why pictures could not be shown since the last call, one line each."""
        found = []
        while self._faults:
            found.append(self._faults.popleft())
        return found

    def close(self) -> None:
        """Open no more."""
        if self._thread is not None:
            with self._changed:
                self._under_way.clear()
            while not self._asked.empty():
                self._asked.get_nowait()
            self._asked.put_nowait(None)

    def _ask(self, key: Key) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
            self._thread.start()
        try:
            self._asked.put_nowait(key)
        except queue.Full:
            return
        self._under_way.add(key)

    def _run(self) -> None:
        while (key := self._asked.get()) is not None:
            stamp, picture = _stamp(key[0]), None
            try:
                picture = open_picture(key[0], key[1], key[2], cover=key[3])
            except PictureError as error:
                self._faults.append(str(error))
            with self._changed:
                self._results[key] = _Result(stamp, picture)
                while len(self._results) > _KEPT:
                    self._results.popitem(last=False)
                self._under_way.discard(key)
                self._changed.notify_all()


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return 0, 0
    return found.st_mtime_ns, found.st_size
