"""The model lane: any OpenAI-compatible chat model, streamed through LangChain, with tools if there are any.

Three clocks bound a reply: to the first token of each request (for the first one a quick retry included),
between tokens, and in all; tools have a clock of their own. LangChain is imported when the lane is prepared,
not before, and LangSmith tracing is off whatever the environment says. What a reply costs is reserved before
it is asked for (see ``agent.spending``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from agent.lanes.base import Ask
from agent.lanes.model_client import (
    BudgetUsedUpError,
    ModelConfig,
    ModelError,
    RefusedError,
    Slots,
    connect,
    plain_failures,
)
from agent.lanes.model_events import Event, Step, Told
from agent.lanes.prompt import Prompt, prompt
from agent.spending import Purpose, Spending, estimated_tokens
from knowledge.model import Fact, Product
from persona.schema import Persona
from tools.base import Tool

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI
    from langgraph.graph.state import CompiledStateGraph

__all__ = ["ModelConfig", "ModelError", "ModelLane"]

log = logging.getLogger(__name__)

_PAUSE_S = 0.1
_MOST_CHARACTERS = 8_000
"""Of one reply; a model that goes on is cut off."""


class ModelLane:
    """One chat model."""

    def __init__(
        self,
        config: ModelConfig,
        persona: Persona,
        *,
        tools: Callable[[], Sequence[Tool]] = tuple,
        spending: Spending | None = None,
    ) -> None:
        """Use a model; nothing is imported or connected yet.

        Args:
            config: Which model, and its limits.
            persona: Who speaks.
            tools: The tools that it may use now; asked for each question, so that they may come and go.
            spending: The meter and the budget; a meter without limits when not given.
        """
        self.config = config
        self.spending = spending or Spending()
        self._persona = persona
        self._tools = tools
        self._slots = Slots(config.at_once)
        self._chat: ChatOpenAI | None = None
        self._agents: dict[str, tuple[tuple[Tool, ...], CompiledStateGraph[Any, Any, Any, Any]]] = {}

    async def warm(self) -> None:
        """Import, build and connect before the first question. A model that is away is no error here."""
        chat = await asyncio.to_thread(self._ready)
        for language in self._persona.languages:
            await self._agent_for(chat, language)
        import openai

        try:
            async with asyncio.timeout(self.config.first_token_s):
                await chat.root_async_client.models.list()
        except (openai.OpenAIError, TimeoutError, OSError, ValueError, TypeError, AttributeError) as error:
            log.info("the model did not answer while warming up: %s", type(error).__name__)

    async def close(self) -> None:
        """Close the connections and the meter. Safe to call twice."""
        chat, self._chat, self._agents = self._chat, None, {}
        if chat is not None:
            await chat.root_async_client.close()
        await self.spending.close()

    async def stream(
        self, ask: Ask, products: Sequence[Product], facts: Sequence[Fact], *, beside: bool = False
    ) -> AsyncGenerator[Told, None]:
        """The reply's tagged text as it comes, and word of its tools. Closing it ends everything at once.

        Args:
            ask: The question.
            products: What it may be about, the likeliest first.
            facts: All that the reply may rest on; see `agent.lanes.prompt.relevant`.
            beside: Whether it is written beside the answer on air.

        Raises:
            ModelError: No reply in time, a refusal, rubbish, no budget, or a reply cut off before its end.
                What was yielded before stands, but its last sentence may be half.
        """
        loop = asyncio.get_running_loop()
        chat = self._chat if self._chat is not None else await asyncio.to_thread(self._ready)
        agent = await self._agent_for(chat, ask.language)
        begun = loop.time()
        words = prompt(ask, self._persona, products, facts, self.config.history, tools=agent is not None)
        purpose: Purpose = "prepare" if beside else "answer"
        waits = self.config.total_s if beside else self.config.first_token_s
        async with self._slots.hold(begun + waits, beside=beside):
            if beside:
                begun = loop.time()
            first_by = begun + self.config.first_token_s
            for attempt in range(2):
                source = self._source(chat, agent, words, purpose)
                watched = self._watched(source, begun, first_by)
                try:
                    async with aclosing(watched) as told:
                        async for piece in told:
                            yield piece
                    return
                except _NotBegunError as error:
                    if attempt or not self._again(error, loop.time() >= first_by):
                        raise
                    log.info("the model failed (%s); it is asked once more", error)
                    if not isinstance(error.__cause__, RefusedError):
                        await asyncio.sleep(_PAUSE_S)

    async def complete(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int = 600,
        purpose: Purpose = "script",
        timeout_s: float | None = None,
    ) -> str:
        """A text that is not streamed, written beside the answers on air and within the budget.

        Args:
            system: The instructions.
            user: What to work on; strangers' words belong into `agent.lanes.prompt.bounded`.
            max_tokens: The most that may be written.
            purpose: What for, in the meter.
            timeout_s: Longest wait, that for a free slot included; ``complete_s`` when not given.

        Raises:
            ModelError: No text in time, a refusal, rubbish, or no budget.
        """
        until = asyncio.get_running_loop().time() + (timeout_s or self.config.complete_s)
        chat = self._chat if self._chat is not None else await asyncio.to_thread(self._ready)
        async with self._slots.hold(until, beside=True):
            reservation = self.spending.reserve(purpose, estimated_tokens(system, user), max_tokens)
            if reservation is None:
                raise BudgetUsedUpError
            from langsmith import tracing_context

            from agent.lanes.model_agent import settle

            messages = [("system", system), ("human", user)]
            with reservation, plain_failures(), tracing_context(enabled=False):
                try:
                    async with asyncio.timeout_at(until):
                        message = await chat.ainvoke(messages, **self.config.limit(max_tokens))
                except TimeoutError as error:
                    raise ModelError("the text did not come in time", retryable=True) from error
                reservation.wrote(message.text)
                settle(reservation, message)
        if message.response_metadata.get("finish_reason") == "length":
            raise ModelError("the text was longer than allowed", retryable=False)
        if not message.text.strip():
            raise ModelError("the text was empty", retryable=True)
        return message.text

    def _again(self, error: ModelError, late: bool) -> bool:
        """Whether a request that failed before its first token is made once more."""
        chat = self._chat
        if isinstance(error.__cause__, RefusedError) and chat is not None and chat.stream_usage:
            # The only thing that we ask for and not every server knows.
            log.info("the model's server may not count tokens; they are estimated from now on")
            chat.stream_usage = False
            return not late
        return error.retryable and not late

    def _source(
        self,
        chat: ChatOpenAI,
        agent: CompiledStateGraph[Any, Any, Any, Any] | None,
        words: Prompt,
        purpose: Purpose,
    ) -> AsyncGenerator[Event, None]:
        if agent is None:
            return self._plain(chat, words, purpose)
        from agent.lanes.model_agent import events

        return events(agent, words, self.config, self.spending, purpose)

    async def _plain(self, chat: ChatOpenAI, words: Prompt, purpose: Purpose) -> AsyncGenerator[Event, None]:
        """One request, without tools."""
        size = estimated_tokens(words.system, words.user)
        reservation = self.spending.reserve(purpose, size, self.config.max_tokens)
        if reservation is None:
            raise BudgetUsedUpError
        source = chat.astream([("system", words.system), ("human", words.user)])
        with reservation:
            async with aclosing(cast("AsyncGenerator[Any, None]", source)) as chunks:
                async for chunk in chunks:
                    if chunk.text:
                        reservation.wrote(chunk.text)
                        yield chunk.text
                    if chunk.response_metadata.get("finish_reason") == "length":
                        raise ModelError("the reply was longer than allowed", retryable=False)
                    if chunk.usage_metadata:
                        usage = chunk.usage_metadata
                        reservation.settle(usage["input_tokens"], usage["output_tokens"])

    async def _watched(
        self, source: AsyncGenerator[Event, None], begun: float, first_by: float
    ) -> AsyncGenerator[Told, None]:
        """A reply held to its clocks and its length."""
        loop = asyncio.get_running_loop()
        total = begun + self.config.total_s
        size, begins = 0, True
        deadline, waiting = first_by, "the first token"
        async with aclosing(source):
            while True:
                event = await self._next(source, deadline, waiting, not_begun=begins)
                if event is None:
                    break
                soon = loop.time() + self.config.between_tokens_s
                if isinstance(event, Step) and event.what == "asked":
                    if not begins:
                        soon = loop.time() + self.config.first_token_s
                        deadline, waiting = min(soon, total), "the first token after a tool"
                    continue
                begins = False
                deadline, waiting = (soon, "the next token") if soon < total else (total, "the whole reply")
                if isinstance(event, Step):
                    if event.what == "tools":
                        deadline, waiting = total, "a tool's result"
                    continue
                if isinstance(event, str):
                    size += len(event)
                else:
                    deadline, waiting = total, "a tool's result"
                yield event
                if size > _MOST_CHARACTERS:
                    raise ModelError("the reply was longer than allowed", retryable=False)
        if not size:
            failure = _NotBegunError if begins else ModelError
            raise failure("the reply was empty", retryable=True)

    async def _next(
        self, source: AsyncGenerator[Event, None], deadline: float, waiting: str, *, not_begun: bool
    ) -> Event | None:
        """The next event, or None at the end.

        Raises:
            ModelError: It did not come.
        """
        from langsmith import tracing_context

        try:
            with plain_failures(), tracing_context(enabled=False):
                try:
                    async with asyncio.timeout_at(deadline):
                        return await anext(source, None)
                except TimeoutError as error:
                    raise ModelError(f"{waiting} did not come in time", retryable=True) from error
        except ModelError as error:
            if not_begun:
                raise _NotBegunError(str(error), retryable=error.retryable) from error
            raise

    async def _agent_for(
        self, chat: ChatOpenAI, language: str
    ) -> CompiledStateGraph[Any, Any, Any, Any] | None:
        """The agent with the tools there are now; None without any."""
        tools = tuple(self._tools()) if self.config.tool_rounds else ()
        if not tools:
            return None
        known = self._agents.get(language)
        if known is None or known[0] != tools:
            known = tools, await asyncio.to_thread(_built, chat, tools, language)
            self._agents[language] = known
        return known[1]

    def _ready(self) -> ChatOpenAI:
        """The client, made on first use. Blocking: the imports take seconds."""
        chat = self._chat or connect(self.config)
        self._chat = chat
        return chat


def _built(
    chat: ChatOpenAI, tools: tuple[Tool, ...], language: str
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The agent with these tools. Blocking: the first time it imports LangGraph."""
    from agent.lanes.model_agent import build
    from tools.langchain import as_langchain

    return build(chat, as_langchain(tools, language))


class _NotBegunError(ModelError):
    """A failure before anything came: it may be tried once more in the time left."""
