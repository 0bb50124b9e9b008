"""The operator's three levers."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from agent.chat.page import clean

logger = logging.getLogger(__name__)

MAX_SAY = 500
"""Characters the host can be given to say at once."""

_MAX_BODY_BYTES = 8 * 1024
_ACT_S = 10.0


class Operator(Protocol):
    """What the operator can have done. Each returns one line that says what happened."""

    async def stop(self) -> str:
        """Silence the host now and drop everything it was about to say.

        Raises:
            OperatorError: It cannot be done now.
        """
        ...

    async def skip(self) -> str:
        """End the present turn and go on with the next.

        Raises:
            OperatorError: It cannot be done now.
        """
        ...

    async def say(self, text: str) -> str:
        """Have the host say these words next. At most ``MAX_SAY`` characters, one line.

        Raises:
            OperatorError: It cannot be done now, or the words may not be said.
        """
        ...


class OperatorError(RuntimeError):
    """What the operator asked for was not done; the message says why, in one line."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=MAX_SAY)


class OperatorDesk:
    """The routes under ``/operator``. Answers are ``{"done": line}`` or ``{"error": line}``."""

    def __init__(self, operator: Operator, token: str) -> None:
        self._operator = operator
        self._expected = f"Bearer {token}".encode()

    def router(self) -> APIRouter:
        """The three routes."""
        router = APIRouter(prefix="/operator")
        router.add_api_route("/stop", self._stop, methods=["POST"], response_model=None)
        router.add_api_route("/skip", self._skip, methods=["POST"], response_model=None)
        router.add_api_route("/say", self._say, methods=["POST"], response_model=None)
        return router

    async def _stop(self, request: Request) -> Response:
        return self._refusal(request) or await _act(self._operator.stop())

    async def _skip(self, request: Request) -> Response:
        return self._refusal(request) or await _act(self._operator.skip())

    async def _say(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        try:
            text = clean(_Words.model_validate_json(await _body(request)).text)
        except (ValidationError, ClientDisconnect):
            text = ""
        if not text:
            return _error(422, f'send {{"text": …}} with 1 to {MAX_SAY} characters')
        return await _act(self._operator.say(text))

    def _refusal(self, request: Request) -> Response | None:
        given = request.headers.get("authorization", "").encode()
        if hmac.compare_digest(given, self._expected):
            return None
        return _error(
            403, "this needs the operator's token: open the page by the operator address of this start"
        )


async def _act(doing: Coroutine[Any, Any, str]) -> Response:
    try:
        async with asyncio.timeout(_ACT_S):
            return JSONResponse({"done": await doing})
    except OperatorError as error:
        return _error(409, str(error))
    except TimeoutError:
        logger.warning("an operator's request took longer than %g s", _ACT_S)
        return _error(504, "the room did not answer in time")


async def _body(request: Request) -> bytes:
    """The body, or nothing if it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MAX_BODY_BYTES:
            return b""
    return body


def _error(status: int, line: str) -> Response:
    return JSONResponse({"error": line}, status)
