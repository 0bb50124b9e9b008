"""The operator's levers: stop, skip, say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent.host import Host
from agent.web.desk import OperatorError
from agent.web.feed import silence_event, status_event


class Levers:
    """The operator's three levers, as the page's server wants them."""

    def __init__(self, host: Callable[[], Host | None], tell: Callable[[dict[str, Any]], None]) -> None:
        """Set up.

        Args:
            host: The room's host, once there is one.
            tell: Tells every page an event.
        """
        self._now_host = host
        self._tell = tell

    async def stop(self) -> str:
        """Silence now."""
        await self._host().stop()
        self._tell(status_event("stopped"))
        self._tell(silence_event())
        return "The host is silent. Skip, or give it something to say, and it goes on."

    async def skip(self) -> str:
        """Go on with the next thing."""
        host = self._host()
        was_held = host.held
        await host.skip()
        self._tell(status_event("live"))
        return "The host goes on." if was_held else "Skipped; the next thing follows."

    async def say(self, text: str) -> str:
        """Say these words next."""
        try:
            await self._host().say(text)
        except ValueError as error:
            raise OperatorError(str(error)) from error
        self._tell(status_event("live"))
        return "The host says it next."

    def _host(self) -> Host:
        host = self._now_host()
        if host is None:
            raise OperatorError("the room is not on air yet")
        return host
