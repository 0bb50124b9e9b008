"""Sentences that were said before, on disk.

A file each, written aside and moved into place, so that several processes may share the folder and one killed
while writing leaves nothing behind that is believed. Read and written in threads. What cannot be read is a
miss; a full disk only means that nothing is kept for a while.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import math
import os
import secrets
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Utterance
from avatar.voices.cache.entry import BrokenEntry, Entry, packed, unpacked

log = logging.getLogger(__name__)

_SUFFIX = ".speech"
_CLONES = "clones"
_PLAIN = "plain"
_READ_S = 0.25
"""Seconds after which a read that hangs is a miss."""
_KEPT = 0.9
"""Share of the size that is left when the oldest are removed."""
_LOOK_EVERY = 200
"""Entries written until the folder is looked at again: other processes write to it too."""
_STALE_S = 3600.0
"""Seconds after which a file that was never moved into place is removed."""
_REST_S = 60.0
"""Seconds without writing after the disk refused."""
_LARGEST_S = 60.0


class CacheConfig(BaseModel):
    """Sentences that were said before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    size_mb: int = Field(default=512, ge=1, le=1_000_000)
    """Megabytes on disk, about eleven minutes of speech for 64; the longest unused go first."""


def cache_key(voice: str, fingerprint: str, finish: str, utterance: Utterance) -> str:
    """All that the sound of an utterance depends on.

    Args:
        voice: The engine's name.
        fingerprint: Its version, model, voice and options.
        finish: How it is mastered.
        utterance: What is said, with its prosody on the grid of ``prosody.snapped``: a mood that drifts by
            less than a step has the same key.
    """
    said = utterance
    prosody = [round(value, 4) for value in (said.rate, said.pitch, said.energy, said.pause)]
    return json.dumps([voice, fingerprint, finish, said.language, said.mood, *prosody, said.text])


class SpeechCache:
    """A folder of spoken sentences with a size limit. For one event loop; the folder may be shared."""

    def __init__(
        self,
        folder: Path,
        config: CacheConfig | None = None,
        *,
        executor: Executor | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Set it up; the folder is made with the first entry.

        Args:
            folder: Where the files are.
            config: How many.
            executor: Reads and writes; asyncio's own when not given.
            now: Unix seconds.
        """
        self._folder = folder
        self._config = config or CacheConfig()
        self._executor = executor
        self._now = now
        self._size: int | None = None
        self._written = 0
        self._rest_until = -math.inf

    async def get(self, key: str, clone: str = "") -> Entry | None:
        """The entry of a key, or None.

        Args:
            key: Of ``cache_key``.
            clone: The cloned voice it was said with.
        """
        if not self._config.enabled:
            return None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_READ_S):
                return await loop.run_in_executor(self._executor, self._read, key, clone)
        except TimeoutError:
            log.warning("the cache of spoken sentences does not answer: %s", self._folder)
            return None

    async def put(self, entry: Entry, clone: str = "") -> None:
        """Keep an entry, unless the disk is full or it is too long."""
        if self._config.enabled and self._now() >= self._rest_until:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._executor, self._write, entry, clone)

    def _path(self, key: str, clone: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()
        kind = Path(_CLONES) / clone if clone else Path(_PLAIN)
        return self._folder / kind / name[:2] / (name + _SUFFIX)

    def _read(self, key: str, clone: str) -> Entry | None:
        path = self._path(key, clone)
        try:
            data = path.read_bytes()
            entry = unpacked(data, key)
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, BrokenEntry, ValueError, KeyError, TypeError) as error:
            log.warning("a cached sentence is not used: %s: %s", path, error)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return entry

    def _write(self, entry: Entry, clone: str) -> None:
        data = packed(entry)
        path = self._path(entry.key, clone)
        aside = path.with_name(f".{path.stem}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.write_bytes(data)
            aside.replace(path)
        except OSError as error:
            self._rest_until = self._now() + _REST_S
            log.warning("sentences are not kept for %g s: %s: %s", _REST_S, self._folder, error.strerror)
            with contextlib.suppress(OSError):
                aside.unlink()
            return
        self._written += 1
        if self._size is None or self._written % _LOOK_EVERY == 0:
            self._size = sum(size for _, size, _ in self._files())
        else:
            self._size += len(data)
        if self._size > self._config.size_mb * 1_000_000:
            self._make_room()

    def _make_room(self) -> None:
        """Remove the longest unused."""
        files = sorted(self._files())
        size = sum(bytes_ for _, bytes_, _ in files)
        wanted = self._config.size_mb * 1_000_000 * _KEPT
        for _, bytes_, path in files:
            if size <= wanted:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
            size -= bytes_
        self._size = size

    def _files(self) -> list[tuple[float, int, str]]:
        """Time of last use, size and path of every file; leftovers are removed on the way."""
        found = []
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(folder, name)
                with contextlib.suppress(OSError):
                    about = os.stat(path)
                    if name.endswith(_SUFFIX):
                        found.append((about.st_mtime, about.st_size, path))
                    elif time.time() - about.st_mtime > _STALE_S:
                        os.unlink(path)
        return found


def forget_clone(folder: Path, clone: str) -> None:
    """Remove every sentence that was said with a cloned voice. Blocking.

    Raises:
        OSError: Some could not be removed.
    """
    place = folder / _CLONES / clone
    if place.is_dir():
        shutil.rmtree(place)
