"""The process of a voice that speaks with a model the user downloaded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from avatar.voices.base import VoiceError
from avatar.voices.engine.process import EngineProcess
from avatar.voices.models.installed import ModelError


class ModelProcess:
    """Set up when it is first wanted: what the model is must be read from the disk before."""

    def __init__(self, make: Callable[[], EngineProcess]) -> None:
        """Nothing is read or started yet.

        Args:
            make: Looks at the model and sets its process up. Blocking; may raise ``ModelError``.
        """
        self._make = make
        self._made: EngineProcess | None = None
        self._making = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id; None while there is no process."""
        return self._made.pid if self._made is not None else None

    async def ready(self) -> EngineProcess:
        """The process, set up but not started.

        Raises:
            VoiceError: The voice is closed, or the extra or the model is missing.
        """
        if self._closed:
            raise VoiceError("the voice is closed", retryable=False)
        async with self._making:
            if self._made is None:
                try:
                    self._made = await asyncio.to_thread(self._make)
                except (ModelError, OSError) as error:
                    raise VoiceError(str(error), retryable=False) from error
        return self._made

    async def close(self) -> None:
        """End the process. Safe to call twice."""
        self._closed = True
        if self._made is not None:
            await self._made.close()
