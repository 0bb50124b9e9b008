"""Tools as LangChain's, for the chat model. What they answer is data: the ``artifact`` holds the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools.base import Tool, ToolError, ToolResult, ToolSpec

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


def as_langchain(tools: Sequence[Tool], language: str = "en") -> list[BaseTool]:
    """The tools as LangChain calls them.

    The message a call gives holds JSON on one line; its ``artifact`` is the ``ToolResult``, or ``None`` where
    there is none.

    Args:
        tools: Which.
        language: Of the sentences in what they answer.
    """
    return [_one(tool, language) for tool in tools]


def _one(tool: Tool, language: str) -> BaseTool:
    from langchain_core.tools import StructuredTool

    async def call(**arguments: Any) -> tuple[str, ToolResult | None]:
        try:
            result = await tool.call(arguments)
        except ToolError as error:
            return f'{{"problem":"could not be looked up ({error.kind})"}}', None
        return result.text(language), result

    return StructuredTool(
        name=tool.spec.name,
        description=tool.spec.about,
        args_schema=schema(tool.spec),
        coroutine=call,
        response_format="content_and_artifact",
    )


def schema(spec: ToolSpec) -> dict[str, Any]:
    """JSON Schema of a tool's arguments."""
    if spec.schema is not None:
        return {"type": "object", "properties": {}, **spec.schema}
    return {
        "type": "object",
        "properties": {one.name: {"type": "string", "description": one.about} for one in spec.parameters},
        "required": [one.name for one in spec.parameters if one.required],
        "additionalProperties": False,
    }
