"""The LangChain agent of one question: it asks the model, runs the tools it calls for, and asks again.

What bounds it stands in one middleware: how many rounds of tools there may be, how many calls in one of them,
how long each may take, and what each request to the model may cost. In the last round the model is given no
tools, and calls that it makes all the same are thrown away.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.tools import BaseTool

from agent.lanes.model_client import BudgetUsedUpError, ModelConfig, ModelError
from agent.lanes.model_events import Event, Learnt, Looking, Step
from agent.lanes.prompt import Prompt, tool_result
from agent.spending import Purpose, Reservation, Spending, estimated_tokens
from tools.base import ToolResult

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI
    from langgraph.graph.state import CompiledStateGraph

log = logging.getLogger(__name__)

_CALLS_A_ROUND = 4
"""Tool calls that one message of the model may make."""
_STEPS = 4
"""Steps of the graph for each round; its own limit, beyond ours."""


@dataclass(slots=True)
class _Course:
    """What happens in one reply."""

    config: ModelConfig
    spending: Spending
    purpose: Purpose
    mark: str
    tell: Callable[[Event], None] = lambda _: None
    rounds: int = 0
    """Requests to the model so far."""
    reservation: Reservation | None = None
    alarm: asyncio.TimerHandle | None = None
    looked: bool = False
    results: dict[str, str] = field(default_factory=dict)
    """What was shown for calls so far, so that the same call is not made twice."""

    def tools_begin(self) -> None:
        self.tell(Step("tools"))
        if self.alarm is None and not self.looked:
            self.alarm = asyncio.get_running_loop().call_later(self.config.filler_s, self._look)

    def _look(self) -> None:
        self.looked = True
        self.tell(Looking())

    def spoke(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None


class _Bounds(AgentMiddleware[Any, Any]):
    """Holds a reply to its limits."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """One request to the model, within the budget."""
        course = cast(_Course, request.runtime.context)
        course.tell = request.runtime.stream_writer
        course.rounds += 1
        last = course.rounds > course.config.tool_rounds
        if last:
            request = request.override(tools=[])
        shown = [request.system_message, *request.messages] if request.system_message else request.messages
        size = estimated_tokens(*(message.text for message in shown)) + (
            0 if last else _schemas(request.tools)
        )
        reservation = course.spending.reserve(course.purpose, size, course.config.max_tokens)
        if reservation is None:
            raise BudgetUsedUpError
        course.tell(Step("asked"))
        with reservation:
            course.reservation = reservation
            response = await handler(request)
            for message in response.result:
                settle(reservation, message)
        return ModelResponse([_within(message, last=last) for message in response.result])

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> ToolMessage:
        """One tool, within its time; its facts are told before the model hears of them."""
        course = cast(_Course, request.runtime.context)
        name, call_id = request.tool_call["name"], request.tool_call["id"]
        course.tools_begin()
        asked = f"{name} {json.dumps(request.tool_call['args'], sort_keys=True, default=str)}"
        if asked not in course.results:
            course.results[asked] = tool_result(
                name, await self._looked_up(course, request, handler), course.mark
            )
        return ToolMessage(course.results[asked], tool_call_id=call_id, name=name)

    async def _looked_up(
        self,
        course: _Course,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[Any]],
    ) -> str:
        name = request.tool_call["name"]
        if request.tool is None:
            return "there is no such tool"
        try:
            async with asyncio.timeout(course.config.tool_s):
                message = await handler(request)
        except TimeoutError:
            log.info("the tool %s took too long", name)
            return "no result in time"
        except (ValueError, TypeError, LookupError, AttributeError, RuntimeError, OSError) as error:
            log.warning("the tool %s failed: %s", name, type(error).__name__)
            return "it could not be looked up"
        result = getattr(message, "artifact", None)
        if isinstance(result, ToolResult):
            course.tell(Learnt(name, result.facts))
        return str(getattr(message, "text", ""))


def settle(reservation: Reservation, message: BaseMessage) -> None:
    """Book what a finished reply cost, where the endpoint says so."""
    usage = getattr(message, "usage_metadata", None)
    if usage:
        reservation.settle(usage["input_tokens"], usage["output_tokens"])


def _within(message: BaseMessage, *, last: bool) -> BaseMessage:
    """A reply with no more tool calls than it may make."""
    most = 0 if last else _CALLS_A_ROUND
    if not isinstance(message, AIMessage) or len(message.tool_calls) <= most:
        return message
    log.info("the model made %d tool calls where %d are allowed", len(message.tool_calls), most)
    return AIMessage(message.text, tool_calls=message.tool_calls[:most], id=message.id)


def _schemas(tools: Sequence[BaseTool | dict[str, Any]]) -> int:
    return estimated_tokens(
        *(json.dumps(one.args) + one.name + one.description for one in tools if isinstance(one, BaseTool))
    )


def build(chat: ChatOpenAI, tools: Sequence[BaseTool]) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The agent; it serves any number of questions at the same time."""
    return create_agent(chat, list(tools), middleware=[_Bounds()], context_schema=_Course)


async def events(
    agent: CompiledStateGraph[Any, Any, Any, Any],
    words: Prompt,
    config: ModelConfig,
    spending: Spending,
    purpose: Purpose,
) -> AsyncGenerator[Event, None]:
    """One reply as it comes. Closing the iterator ends the request and the tools at once.

    Raises:
        BudgetUsedUpError: A request would go beyond the hour's budget.
        ModelError: The reply was cut off for its length.
        openai.OpenAIError: The endpoint failed; see `agent.lanes.model_client.plain_failures`.
    """
    course = _Course(config, spending, purpose, words.mark)
    said_in, said = "", False
    source = agent.astream(
        {"messages": [("system", words.system), ("human", words.user)]},
        {"recursion_limit": _STEPS * (config.tool_rounds + 2)},
        context=course,
        stream_mode=["messages", "custom"],
    )
    try:
        async with aclosing(cast("AsyncGenerator[Any, None]", source)) as items:
            async for mode, item in items:
                if mode == "custom":
                    yield item
                    continue
                chunk = item[0]
                if not isinstance(chunk, AIMessageChunk):
                    continue
                text = chunk.text
                if text:
                    course.spoke()
                    if course.reservation is not None:
                        course.reservation.wrote(text)
                    if said and chunk.id != said_in:
                        yield "\n"
                    said_in, said = chunk.id or "", True
                    yield text
                else:
                    yield Step("alive")
                if chunk.response_metadata.get("finish_reason") == "length":
                    raise ModelError("the reply was longer than allowed", retryable=False)
    finally:
        course.spoke()
