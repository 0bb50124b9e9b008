"""Tools by name. A new one is one file and one line here; ``module:Class`` names one that lives elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tools.base import ToolConfigError
from tools.config import LookupConfig

TOOLS = {
    "price": "tools.price:PriceTool",
    "stock": "tools.stock:StockTool",
    "coupon": "tools.coupon:CouponTool",
    "shipping": "tools.shipping:ShippingTool",
    "order": "tools.order:OrderTool",
    "cart": "tools.cart:CartTool",
}
"""The tools that come with Nightshift."""


def load(name: str) -> Any:
    """The class of a tool.

    Raises:
        ToolConfigError: There is none of that name, or it does not load.
    """
    target = TOOLS.get(name, name)
    module, colon, attribute = target.partition(":")
    if not colon:
        raise ToolConfigError(f"no tool is called {name!r}; there are {', '.join(TOOLS)}, or module:Class")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ToolConfigError(f"the tool {name} does not load: {error}") from error
    if not isinstance(found, type) or not hasattr(found, "Config") or not hasattr(found, "call"):
        raise ToolConfigError(f"{name} is no tool: it needs a Config and a call()")
    return found


def checked_options(use: Mapping[str, Mapping[str, Any]]) -> dict[str, LookupConfig]:
    """The options of each tool as its own configuration.

    Raises:
        ToolConfigError: An option is unknown or wrong; names the tool and the option.
    """
    return {name: _checked(name, options) for name, options in use.items()}


def _checked(name: str, options: Mapping[str, Any]) -> LookupConfig:
    try:
        tool = load(name)
    except ToolConfigError as error:
        raise ToolConfigError(error.fault, ("use", name)) from error
    try:
        config = tool.Config.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ToolConfigError(_fault(first, tool.Config), ("use", name, *first["loc"])) from error
    assert isinstance(config, LookupConfig)
    unknown = sorted(config.parameters() - set(tool.PARAMETERS))
    if unknown:
        known = ", ".join(f"{{{one}}}" for one in tool.PARAMETERS) or "no parameters"
        raise ToolConfigError(f"there is no {{{unknown[0]}}} here; there is {known}", ("use", name))
    return config


def _fault(item: ErrorDetails, model: type[BaseModel]) -> str:
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "extra_forbidden":
        for step in item["loc"][:-1]:
            inner = model.model_fields[str(step)].annotation
            if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
                return "is no known field"
            model = inner
        return f"is no known field; there are {', '.join(model.model_fields)}"
    if item["type"] in ("model_type", "dict_type"):
        return "must be fields: {name: value, …}"
    message = item["msg"].removeprefix("Value error, ")
    return message.removeprefix("Input ").removeprefix("String ")
