"""The client of an OpenAI-compatible chat model: its settings, its connection, its failures in one line.

LangChain is imported when the client is made, not before; its token counter, which downloads tables, is never
called, and the SDK's own retries are off.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_KEEP_ALIVE_S = 300


class ModelConfig(BaseModel):
    """Which chat model answers, and how long it may take. The key comes from ``OPENAI_API_KEY`` alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    """Empty for OPENAI_MODEL, else ``gpt-4o-mini``."""
    base_url: str = ""
    """Of an OpenAI-compatible endpoint, ``/v1`` included; empty for OPENAI_BASE_URL, else OpenAI's own."""
    first_token_s: float = Field(default=2.0, gt=0, le=60)
    between_tokens_s: float = Field(default=1.5, gt=0, le=60)
    total_s: float = Field(default=15.0, gt=0, le=300)
    max_tokens: int = Field(default=300, ge=16, le=4096)
    temperature: float | None = Field(default=0.4, ge=0, le=2)
    """``None`` for models that allow no choice."""
    history: int = Field(default=4, ge=0, le=20)
    """Earlier exchanges that the model is shown."""
    tool_rounds: int = Field(default=3, ge=0, le=8)
    """How often in one reply the model may ask for tools; 0 to give it none."""
    tool_s: float = Field(default=4.0, gt=0, le=60)
    """Longest wait for one tool."""
    filler_s: float = Field(default=1.2, gt=0, le=30)
    """A look-up that takes longer than this is bridged with "let me look"."""
    at_once: int = Field(default=4, ge=1, le=64)
    """Requests at the same time. From two on, one is kept for the answer on air."""
    complete_s: float = Field(default=60.0, gt=0, le=600)
    """Longest wait for a text that is not streamed, such as a script."""
    count_tokens: bool = True
    """Ask the endpoint for its count of tokens; where it refuses, they are estimated."""

    @property
    def available(self) -> bool:
        """Whether a model is set up: a key, or the address of a server that may need none."""
        return bool(os.environ.get("OPENAI_API_KEY") or self.resolved_base_url)

    @property
    def resolved_name(self) -> str:
        """The model's name."""
        return self.name or os.environ.get("OPENAI_MODEL") or "gpt-4o-mini"

    @property
    def resolved_base_url(self) -> str:
        """The endpoint; empty for OpenAI's own."""
        return self.base_url or os.environ.get("OPENAI_BASE_URL", "")

    def limit(self, tokens: int) -> dict[str, Any]:
        """How a request says the most tokens that may be written.

        Other servers than OpenAI's may know only the older name of this limit.
        """
        if self.resolved_base_url:
            return {"extra_body": {"max_tokens": tokens}}
        return {"max_completion_tokens": tokens}


class ModelError(RuntimeError):
    """The model gave no usable reply."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        """Say what went wrong.

        Args:
            message: One line, without any of the prompt's or the viewer's words.
            retryable: Whether the same request may succeed a little later.
        """
        super().__init__(message)
        self.retryable = retryable


class BudgetUsedUpError(ModelError):
    """The hour's budget does not allow the call."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the model's budget for this hour is used up", retryable=False)


class RefusedError(ModelError):
    """The endpoint calls the request itself wrong."""


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn what the client raises into one clear line. Needs the client's libraries to be imported.

    Raises:
        ModelError: What went wrong.
    """
    import openai

    try:
        yield
    except ModelError:
        raise
    except openai.APIStatusError as error:
        status = error.status_code
        kind = RefusedError if status in (400, 422) else ModelError
        passing = status in (408, 409, 425, 429, 499) or status >= 500
        raise kind(f"the model answered {status}", retryable=passing) from error
    except (openai.APIConnectionError, openai.APIError, OSError) as error:
        raise ModelError(f"the model cannot be reached ({type(error).__name__})", retryable=True) from error
    except (openai.OpenAIError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ModelError(
            f"the model sent what cannot be read ({type(error).__name__})", retryable=True
        ) from error
    except (ValueError, TypeError, LookupError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"the model sent a malformed reply ({type(error).__name__})", retryable=False
        ) from error


def connect(config: ModelConfig) -> ChatOpenAI:
    """A client. Blocking: the imports take a second or so."""
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    longest = max(config.total_s, config.complete_s)
    timeout = openai.Timeout(longest, connect=config.first_token_s)
    # The SDK closes idle connections after 5 s, so nearly every question would open a new one. Which HTTP
    # library it is built on differs from version to version: take the one its own client comes from.
    library = import_module(openai.DefaultAsyncHttpxClient.__mro__[1].__module__)
    limits = library.Limits(keepalive_expiry=_KEEP_ALIVE_S)
    http = openai.DefaultAsyncHttpxClient(timeout=timeout, limits=limits)
    return ChatOpenAI(
        model=config.resolved_name,
        base_url=config.resolved_base_url or "https://api.openai.com/v1",
        api_key=SecretStr(os.environ.get("OPENAI_API_KEY") or "none"),
        temperature=config.temperature,
        timeout=timeout,
        max_retries=0,
        stream_usage=config.count_tokens,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=http,
        **config.limit(config.max_tokens),
    )


class Slots:
    """How many requests run at the same time. One slot is kept for the answer on air where there are two."""

    def __init__(self, at_once: int) -> None:
        """Begin with all slots free."""
        self._all = asyncio.Semaphore(at_once)
        self._beside = asyncio.Semaphore(max(1, at_once - 1))

    @asynccontextmanager
    async def hold(self, until: float, *, beside: bool) -> AsyncIterator[None]:
        """Hold a slot.

        Args:
            until: Loop time by which one must be free.
            beside: For work beside the answer on air, which leaves it a slot.

        Raises:
            ModelError: None became free in time.
        """
        taken: list[asyncio.Semaphore] = []
        try:
            try:
                async with asyncio.timeout_at(until):
                    for slots in (self._beside, self._all) if beside else (self._all,):
                        await slots.acquire()
                        taken.append(slots)
            except TimeoutError as error:
                raise ModelError("too many requests to the model at the same time", retryable=True) from error
            yield
        finally:
            for slots in taken:
                slots.release()
