"""The model lane: any OpenAI-compatible chat model, streamed through LangChain.

Three clocks bound a reply: to the first token (one quick retry included), between tokens, and in all. The
SDK's own retries are off. LangChain is imported when the lane is prepared, not before; its token counter,
which downloads tables, is never called, and LangSmith tracing is off whatever the environment says.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from agent.lanes.base import Ask
from agent.lanes.prompt import Prompt, prompt
from knowledge.model import Fact, Product
from persona.schema import Persona

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

log = logging.getLogger(__name__)

_KEEP_ALIVE_S = 300
_PAUSE_S = 0.1
_MOST_CHARACTERS = 8_000
"""Of one reply; a model that goes on is cut off."""


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


class ModelLane:
    """One chat model."""

    def __init__(self, config: ModelConfig, persona: Persona) -> None:
        """Use a model; nothing is imported or connected yet.

        Args:
            config: Which model, and its time limits.
            persona: Who speaks.
        """
        self.config = config
        self._persona = persona
        self._chat: ChatOpenAI | None = None

    async def warm(self) -> None:
        """Import, build and connect before the first question. A model that is away is no error here."""
        chat = await asyncio.to_thread(self._ready)
        import openai

        try:
            async with asyncio.timeout(self.config.first_token_s):
                await chat.root_async_client.models.list()
        except (openai.OpenAIError, TimeoutError, OSError, ValueError, TypeError, AttributeError) as error:
            log.info("the model did not answer while warming up: %s", type(error).__name__)

    async def close(self) -> None:
        """Close the connections. Safe to call twice."""
        chat, self._chat = self._chat, None
        if chat is not None:
            await chat.root_async_client.close()

    async def stream(
        self, ask: Ask, products: Sequence[Product], facts: Sequence[Fact]
    ) -> AsyncGenerator[str, None]:
        """The reply's tagged text as it comes. Closing the iterator ends the request at once.

        Args:
            ask: The question.
            products: What it may be about, the likeliest first.
            facts: All that the reply may rest on; see `agent.lanes.prompt.relevant`.

        Raises:
            ModelError: No reply in time, a refusal, rubbish, or a reply cut off before its end. What was
                yielded before stands, but its last sentence may be half.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        first_by = begun + self.config.first_token_s
        words = prompt(ask, self._persona, products, facts, self.config.history)
        try:
            async with aclosing(self._once(words, begun, first_by)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        except _NotBegun as error:
            if not error.retryable or loop.time() >= first_by:
                raise ModelError(str(error), retryable=error.retryable) from error
            log.info("the model failed (%s); it is asked once more", error)
        await asyncio.sleep(_PAUSE_S)
        async with aclosing(self._once(words, begun, first_by)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _once(self, words: Prompt, begun: float, first_by: float) -> AsyncGenerator[str, None]:
        loop = asyncio.get_running_loop()
        chat = self._chat if self._chat is not None else await asyncio.to_thread(self._ready)
        messages = [("system", words.system), ("human", words.user)]
        source = cast("AsyncGenerator[Any, None]", chat.astream(messages))
        size = 0
        deadline, waiting = first_by, "the first token"
        async with aclosing(source):
            while True:
                chunk = await self._next(source, deadline, waiting, begun=size > 0)
                if chunk is None:
                    break
                text = chunk.text
                if text:
                    size += len(text)
                    yield text
                if size > _MOST_CHARACTERS or chunk.response_metadata.get("finish_reason") == "length":
                    raise ModelError("the reply was longer than allowed", retryable=False)
                if size:
                    soon = loop.time() + self.config.between_tokens_s
                    total = begun + self.config.total_s
                    deadline, waiting = (
                        (soon, "the next token") if soon < total else (total, "the whole reply")
                    )
        if not size:
            raise _NotBegun("the reply was empty", retryable=True)

    async def _next(
        self, source: AsyncGenerator[Any, None], deadline: float, waiting: str, *, begun: bool
    ) -> Any:
        """The next chunk, or None at the end.

        Raises:
            ModelError: It did not come.
        """
        import openai
        from langsmith import tracing_context

        failure = ModelError if begun else _NotBegun
        try:
            async with asyncio.timeout_at(deadline):
                with tracing_context(enabled=False):
                    return await anext(source, None)
        except TimeoutError as error:
            raise failure(f"{waiting} did not come in time", retryable=True) from error
        except openai.APIStatusError as error:
            raise failure(
                f"the model answered {error.status_code}", retryable=_passing(error.status_code)
            ) from error
        except (openai.APIConnectionError, openai.APIError, OSError) as error:
            raise failure(f"the model cannot be reached ({type(error).__name__})", retryable=True) from error
        except (openai.OpenAIError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise failure(
                f"the model sent what cannot be read ({type(error).__name__})", retryable=True
            ) from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise failure(
                f"the model sent a malformed reply ({type(error).__name__})", retryable=False
            ) from error

    def _ready(self) -> ChatOpenAI:
        """The client, built on first use. Blocking: the imports take seconds."""
        chat = self._chat or _client(self.config)
        self._chat = chat
        return chat


class _NotBegun(ModelError):
    """A failure before anything was said: it may be tried once more in the time left."""


def _passing(status: int) -> bool:
    return status in (408, 409, 425, 429, 499) or status >= 500


def _client(config: ModelConfig) -> ChatOpenAI:
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    timeout = openai.Timeout(config.total_s, connect=config.first_token_s)
    # The SDK closes idle connections after 5 s, so nearly every question would open a new one. Which HTTP
    # library it is built on differs from version to version: take the one its own client comes from.
    library = import_module(openai.DefaultAsyncHttpxClient.__mro__[1].__module__)
    limits = library.Limits(keepalive_expiry=_KEEP_ALIVE_S)
    http = openai.DefaultAsyncHttpxClient(timeout=timeout, limits=limits)
    base_url = config.resolved_base_url
    return ChatOpenAI(
        model=config.resolved_name,
        base_url=base_url or "https://api.openai.com/v1",
        api_key=SecretStr(os.environ.get("OPENAI_API_KEY") or "none"),
        temperature=config.temperature,
        timeout=timeout,
        max_retries=0,
        stream_usage=False,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=http,
        # Other servers than OpenAI's may know only the older name of this limit.
        max_completion_tokens=None if base_url else config.max_tokens,
        extra_body={"max_tokens": config.max_tokens} if base_url else None,
    )
