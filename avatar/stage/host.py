"""The host's face as the stage holds it: whatever a face does, there is a picture in time.

A face that raises, gives something else than a picture, or does not answer is left, and what it showed last
stands still; a new one is made after a rest that grows. Faces of this repository are called directly. Any
other runs in a thread of its own, so that one which hangs holds up nothing.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from pydantic import ValidationError

from avatar.faces.base import Face
from avatar.media import Performance, Picture
from avatar.registry import BACKENDS, UnknownBackend, load
from avatar.stage.calls import Apart, Here
from avatar.stage.config import BackendConfig

_LATE_S = 0.02
"""Seconds that the stage waits for a picture; it shows the last one again then, and takes the late one up."""
_HUNG_S = 5.0
"""Seconds after which a face that does not answer is left."""
_START_S = 20.0
"""Seconds that a face may take to be made."""
_REST_S, _LONGEST_REST_S = 1.0, 60.0
_FORGIVING = 0.999
"""By so much a rest gets shorter with every picture."""
_THREADS = 4
"""Threads that may hang; after that the picture stands until the stage is started again."""
_MEMBERS = ("perform", "clear", "frame")

_log = logging.getLogger(__name__)


class NoFace(ValueError):
    """A back end cannot be the host's face. One line."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What a face is doing."""

    future: Future[Any]
    since_s: float
    """Monotonic time."""
    making: bool
    """Whether it is being made; else it draws."""


class HostFace:
    """A face that always answers. One thread may call it."""

    def __init__(self, backend: BackendConfig, backdrop: Picture, *, patient: bool = False) -> None:
        """Make the face.

        Args:
            backend: Which face, with its options.
            backdrop: uint8 (height, width, 4), RGBA: what it stands before.
            patient: Wait for late pictures, as nobody is watching.

        Raises:
            NoFace: It is none, or it does not take its options.
            UnknownBackend: There is no such face.
        """
        self._name = backend.engine
        self._backdrop = backdrop
        self._apart = backend.engine not in BACKENDS["face"]
        self._late_s = _HUNG_S if patient else _LATE_S
        self._make = partial(_made, backend, backdrop)
        self._caller = self._opened()
        self._hung = 0
        self._rest_s = _REST_S
        self._again_s = 0.0
        self._faults: deque[str] = deque(maxlen=16)
        self._job: _Job | None = None
        self._told: deque[Future[None]] = deque(maxlen=64)
        self._begins = True
        self._picture: Picture = backdrop.copy()
        height, width = backdrop.shape[:2]
        self._whole = slice(0, height), slice(0, width)
        self.changed = self._whole
        """Rows and columns that the last ``frame`` changed; empty when nothing did."""
        making = self._caller.call(self._make)
        wait([making], timeout=_START_S)
        if not making.done():
            raise NoFace(f"face {self._name}: it is not ready after {_START_S:g} s")
        if error := making.exception():
            if isinstance(error, (NoFace, UnknownBackend)):
                raise error
            raise NoFace(self._named(error)) from error
        self._face: Face | None = making.result()
        self._untouched = True

    def perform(self, performance: Performance) -> None:
        """Hand a piece of speech on."""
        if self._face is not None:
            self._told.append(self._caller.call(partial(self._face.perform, performance)))

    def clear(self, at: int) -> None:
        """Let the face forget what would come from sample ``at`` on."""
        if self._face is not None:
            self._told.append(self._caller.call(partial(self._face.clear, at)))

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``, or the last one where there is none in time.

        Returns:
            uint8 (height, width, 4), RGBA. Valid until the next call.
        """
        self.changed = self._whole if self._untouched else (slice(0, 0), slice(0, 0))
        self._untouched = False
        self._job = self._job or self._begun(at)
        if self._job is None:
            return self._picture
        future, making = self._job.future, self._job.making
        if not future.done() and not wait([future], timeout=self._late_s).done:
            if time.monotonic() - self._job.since_s > (_START_S if making else _HUNG_S):
                self._leave()
            return self._picture
        self._job = None
        if fault := self._fault_of(future):
            self._failed(fault)
        elif making:
            self._face = future.result()
        else:
            self._show(future.result())
        return self._picture

    def faults(self) -> list[str]:
        """What went wrong since the last call, a line each."""
        faults = list(self._faults)
        self._faults.clear()
        return faults

    def close(self) -> None:
        """End its thread. A face that hangs is left behind."""
        self._caller.end()

    def _opened(self) -> Here | Apart:
        return Apart() if self._apart else Here()

    def _begun(self, at: int) -> _Job | None:
        """Draw; or make the face anew, when it has rested enough."""
        now_s = time.monotonic()
        if self._face is not None:
            return _Job(self._caller.call(partial(self._face.frame, at)), now_s, making=False)
        if now_s < self._again_s or self._hung >= _THREADS:
            return None
        return _Job(self._caller.call(self._make), now_s, making=True)

    def _fault_of(self, future: Future[Any]) -> str:
        """What is wrong with an answer, or with what the face was told before it; empty for nothing."""
        while self._told and self._told[0].done():
            if error := self._told.popleft().exception():
                return self._named(error)
        if error := future.exception():
            return self._named(error)
        return ""

    def _show(self, picture: object) -> None:
        whole = self._backdrop.shape
        if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8 or picture.shape != whole:
            self._failed(f"face {self._name}: frame() must give uint8 {whole}, not {_what(picture)}")
            return
        told = None if self._begins else getattr(self._face, "changed", None)
        area = _inside(told, self._whole)
        if self._apart:
            self._picture[area] = picture[area]
        else:
            self._picture = picture
        self.changed = area
        self._begins = False
        self._rest_s = max(_REST_S, self._rest_s * _FORGIVING)

    def _failed(self, fault: str) -> None:
        _log.warning("%s; its picture stands still for %.1f s", fault, self._rest_s)
        self._faults.append(fault)
        self._face = None
        self._begins = True
        self._told.clear()
        self._again_s = time.monotonic() + self._rest_s
        self._rest_s = min(2 * self._rest_s, _LONGEST_REST_S)

    def _leave(self) -> None:
        """Give up a face that does not answer, with its thread."""
        self._job = None
        self._caller.end()
        self._caller = self._opened()
        self._hung += 1
        self._failed(f"face {self._name}: it does not answer")

    def _named(self, error: BaseException) -> str:
        text = " ".join(str(error).split())[:300]
        return f"face {self._name}: {type(error).__name__}{': ' + text if text else ''}"


def _made(backend: BackendConfig, backdrop: Picture) -> Face:
    """Load and make a face.

    Raises:
        NoFace: It is none, or does not take its options; one line.
    """
    kind = load("face", backend.engine)
    if missing := [member for member in _MEMBERS if not callable(getattr(kind, member, None))]:
        raise NoFace(f"face {backend.engine}: it has no {', '.join(f'{name}()' for name in missing)}")
    config = getattr(kind, "Config", None)
    if config is None or not hasattr(config, "model_validate"):
        raise NoFace(f"face {backend.engine}: it has no Config (a pydantic model)")
    try:
        face: Face = kind(config.model_validate(backend.options), backdrop.copy())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "options"
        message = first["msg"].removeprefix("Value error, ")
        raise NoFace(f"face {backend.engine}: {field}: {message}") from error
    return face


def _inside(changed: object, whole: tuple[slice, slice]) -> tuple[slice, slice]:
    """What a face says it changed, if that can be so; else the whole picture."""
    match changed:
        case (slice(start=int(top), stop=int(bottom)), slice(start=int(left), stop=int(right))) if (
            0 <= top <= bottom <= whole[0].stop and 0 <= left <= right <= whole[1].stop
        ):
            return slice(top, bottom), slice(left, right)
    return whole


def _what(given: object) -> str:
    if isinstance(given, np.ndarray):
        return f"{given.dtype} {given.shape}"
    return type(given).__name__
