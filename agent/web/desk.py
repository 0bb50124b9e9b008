"""The operator's requests: the three levers of the viewers' page, and the actions of the console."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from agent.chat.page import clean
from agent.journal import JournalError
from agent.web.console_command import Command
from agent.web.security import Allowance

logger = logging.getLogger(__name__)

MAX_SAY = 500
"""Characters the host can be given to say at once."""

ACTS_PER_S = 8.0
"""Actions a second in the long run, of all consoles together; a stop always gets through."""
ACTS_AT_ONCE = 40
STRANGERS_PER_S = 1.0
"""Requests without the token that are answered a second; the others are turned away unheard."""
STRANGERS_AT_ONCE = 20
TOO_FAST = "too many actions at once; wait a second"

_MAX_BODY_BYTES = 8 * 1024
_ACT_S = 10.0


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did."""

    code: str
    """For the console's own words."""
    line: str
    """One English sentence."""
    warning: str = ""
    """What the guard would have stopped, had the words not been the operator's; empty for nothing."""


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


class Acting(Protocol):
    """What a console can have done."""

    async def act(self, command: Command, who: str) -> Done:
        """Do one thing.

        Args:
            command: What, of what, in which words.
            who: Which console.

        Raises:
            OperatorError: It was not done; one line says why.
        """
        ...


class OperatorError(RuntimeError):
    """What the operator asked for was not done; the message says why, in one line."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=MAX_SAY)


class OperatorDesk:
    """The routes under ``/operator``. Answers are ``{"done": line}`` or ``{"error": line}``.

    Args:
        operator: Carries out stop, skip and say.
        token: What a request has to know.
        acting: Carries out a console's actions; without one there is no ``/operator/act``.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        operator: Operator,
        token: str,
        acting: Acting | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._operator = operator
        self._acting = acting
        self._expected = f"Bearer {token}".encode()
        self._allowance = Allowance(ACTS_PER_S, ACTS_AT_ONCE, clock)
        self._strangers = Allowance(STRANGERS_PER_S, STRANGERS_AT_ONCE, clock)

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/operator")
        router.add_api_route("/stop", self._stop, methods=["POST"], response_model=None)
        router.add_api_route("/skip", self._skip, methods=["POST"], response_model=None)
        router.add_api_route("/say", self._say, methods=["POST"], response_model=None)
        if self._acting is not None:
            router.add_api_route("/act", self._act, methods=["POST"], response_model=None)
        return router

    async def _stop(self, request: Request) -> Response:
        return self._refusal(request, urgent=True) or await _answer(self._operator.stop())

    async def _skip(self, request: Request) -> Response:
        return self._refusal(request) or await _answer(self._operator.skip())

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
        return await _answer(self._operator.say(text))

    async def _act(self, request: Request) -> Response:
        assert self._acting is not None
        refusal = self._refusal(request, urgent=True)
        if refusal is not None:
            return refusal
        try:
            command = Command.model_validate_json(await _body(request))
        except ClientDisconnect:
            return _error(422, "the request ended too early")
        except ValidationError as error:
            return _error(422, _complaint(error))
        if command.action != "stop" and self._allowance.take():
            return _error(429, TOO_FAST)
        return await _answer(self._acting.act(command, f"console {command.console}"))

    def _refusal(self, request: Request, *, urgent: bool = False) -> Response | None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            if self._strangers.take():
                return _error(429, "too many requests without the operator's token")
            return _error(
                403, "this needs the operator's token: open the page by the operator address of this start"
            )
        return _error(429, TOO_FAST) if not urgent and self._allowance.take() else None


def _complaint(error: ValidationError) -> str:
    """What is wrong with a command, without repeating it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {first['msg']}" if field else "send one action as JSON, of at most 8 KiB"


async def _answer(doing: Coroutine[Any, Any, str | Done]) -> Response:
    try:
        async with asyncio.timeout(_ACT_S):
            done = await doing
    except OperatorError as error:
        return _error(409, str(error))
    except JournalError as error:
        return _error(503, f"it was not done: {error}")
    except TimeoutError:
        logger.warning("an operator's request took longer than %g s", _ACT_S)
        return _error(504, "the room did not answer in time")
    if isinstance(done, Done):
        warning = {"warning": done.warning} if done.warning else {}
        return JSONResponse({"done": done.line, "code": done.code, **warning})
    return JSONResponse({"done": done})


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
