"""One encoded stream, fanned out to the page's viewers.

What a viewer receives, in this order and nothing else:

1. a text message ``{"type": "init", "codecs": "avc1.…,mp4a.40.2", "epoch": 3}``;
2. a binary message: the initialisation segment (``ftyp`` + ``moov``);
3. binary messages, each one media segment (``moof`` + ``mdat``), the first beginning with a keyframe.

A new epoch repeats it from 1. Timestamps inside the segments say where each belongs, so a viewer that
was skipped forward sees a gap in time and needs no further word.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent.web.outbox import Outbox
from avatar.stage.messages import Fragment

MAX_KEYFRAMES_WAITING = 2
"""A viewer for whom this many keyframes wait is skipped to the next one: at most two or three seconds."""

MAX_WAITING = 512
"""Messages for one viewer, whatever the distance of keyframes."""


class RoomFullError(RuntimeError):
    """The room has as many viewers as it may."""


@dataclass(frozen=True, slots=True)
class _Message:
    data: str | bytes
    keyframe: bool = False
    opening: bool = False
    """Part of the epoch's beginning, without which nothing after it can be played."""


class Viewer(Outbox[_Message]):
    """One viewer's part of the stream: iterate it for WebSocket messages, text or binary."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        super().__init__()
        self._max_waiting = max_waiting
        self._needs_keyframe = True
        self.skipped = 0
        """Media fragments this viewer was too slow for."""

    def __aiter__(self) -> Viewer:
        return self

    async def __anext__(self) -> str | bytes:
        return (await self._take()).data

    def begin(self, opening: Fragment) -> None:
        """Drop what waits and begin a new epoch."""
        self._waiting.clear()
        self._needs_keyframe = True
        told = json.dumps({"type": "init", "codecs": opening.codecs, "epoch": opening.epoch})
        self._put(_Message(told, opening=True), _Message(opening.data, opening=True))

    def offer(self, media: Fragment) -> None:
        """Queue a media fragment, or skip forward when too much waits already."""
        if self._overdue(media):
            self._skip()
        if self._needs_keyframe and not media.keyframe:
            self.skipped += 1
            return
        self._needs_keyframe = False
        self._put(_Message(media.data, keyframe=media.keyframe))

    def _overdue(self, media: Fragment) -> bool:
        if len(self._waiting) >= self._max_waiting:
            return True
        return media.keyframe and sum(m.keyframe for m in self._waiting) >= MAX_KEYFRAMES_WAITING

    def _skip(self) -> None:
        opening = [message for message in self._waiting if message.opening]
        self.skipped += len(self._waiting) - len(opening)
        self._waiting.clear()
        self._waiting.extend(opening)
        self._needs_keyframe = True


class FragmentHub:
    """Gives every viewer the stream from the latest keyframe on, and lets none delay another.

    Args:
        max_viewers: How many may watch at once. A ``WebServer`` sets it to its configuration's.
        max_waiting: Messages that may wait for one viewer, and fragments kept for those to come.
    """

    def __init__(self, max_viewers: int = 200, max_waiting: int = MAX_WAITING) -> None:
        self.max_viewers = max_viewers
        self._max_waiting = max_waiting
        self._viewers: set[Viewer] = set()
        self._opening: Fragment | None = None
        self._since_keyframe: deque[Fragment] = deque()
        self._closed = False

    @property
    def viewers(self) -> int:
        """How many watch now."""
        return len(self._viewers)

    def publish(self, fragment: Fragment) -> None:
        """Hand a fragment to every viewer. Never waits; call it on the event loop.

        Media of another epoch than the latest ``init`` is of a stream that is over, and dropped.
        """
        if self._closed:
            return
        if fragment.kind == "init":
            self._opening = fragment
            self._since_keyframe.clear()
            for viewer in self._viewers:
                viewer.begin(fragment)
        elif self._opening is not None and fragment.epoch == self._opening.epoch:
            self._keep(fragment)
            for viewer in self._viewers:
                viewer.offer(fragment)

    def _keep(self, media: Fragment) -> None:
        if media.keyframe or len(self._since_keyframe) >= self._max_waiting:
            self._since_keyframe.clear()
        if media.keyframe or self._since_keyframe:
            self._since_keyframe.append(media)

    @contextmanager
    def subscribe(self) -> Iterator[Viewer]:
        """Watch the stream for the length of a ``with`` block.

        Raises:
            RoomFullError: ``max_viewers`` watch already.
        """
        if len(self._viewers) >= self.max_viewers:
            raise RoomFullError(f"this room is full: {self.max_viewers} viewers are watching")
        viewer = Viewer(self._max_waiting)
        if self._opening is not None:
            viewer.begin(self._opening)
        for media in self._since_keyframe:
            viewer.offer(media)
        if self._closed:
            viewer.close()
        self._viewers.add(viewer)
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)

    def close(self) -> None:
        """End every viewer's stream. Safe to call twice."""
        self._closed = True
        for viewer in self._viewers:
            viewer.close()
