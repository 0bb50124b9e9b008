"""One WebSocket's sending, receiving and end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

SEND_TIMEOUT_S = 10.0
"""Whoever takes nothing for so long is gone."""


async def until_one_ends(*jobs: Coroutine[Any, Any, None]) -> None:
    """Run jobs side by side until the first ends; a connection's own end is not an error."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect | TimeoutError):
            raise result


async def send(socket: WebSocket, message: str | bytes) -> None:
    """Send one message; half a character, which no connection takes, becomes a question mark.

    Raises:
        TimeoutError: It was not taken in time.
    """
    async with asyncio.timeout(SEND_TIMEOUT_S):
        if isinstance(message, str):
            await socket.send_text(message.encode(errors="replace").decode())
        else:
            await socket.send_bytes(message)


async def receive_text(socket: WebSocket) -> str:
    """The next message; empty if it is no text.

    Raises:
        WebSocketDisconnect: The other side is gone.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    return message.get("text") or ""


async def close(socket: WebSocket) -> None:
    """Close a connection that is still open."""
    if (
        socket.application_state is WebSocketState.CONNECTED
        and socket.client_state is WebSocketState.CONNECTED
    ):
        await socket.close(1001)
