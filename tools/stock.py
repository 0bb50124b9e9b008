"""How many of a product are left at this moment."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import model_validator

from tools.base import ToolResult
from tools.cleaning import AnswerError, at, plain_data, text_at, whole_at
from tools.config import LookupConfig, Pointer, Strict
from tools.lookup import Asked, Context
from tools.product import ProductLookup

MOST = 10_000_000
"""Pieces; more is no count."""
_WORDS = {
    **dict.fromkeys(("in_stock", "instock", "available", "true", "yes", "in stock", "有货", "1"), True),
    **dict.fromkeys(("out_of_stock", "outofstock", "sold_out", "soldout", "unavailable"), False),
    **dict.fromkeys(("false", "no", "out of stock", "sold out", "售罄", "无货", "0"), False),
}
"""What shop systems write that do not count; ``in_stock`` and ``out_of_stock`` as in Google Merchant."""


class StockFields(Strict):
    """Where in the answer things stand; the count goes first."""

    count: Pointer = ""
    available: Pointer = ""
    """Whether there is any: true, false, or a word like ``in_stock``."""

    @model_validator(mode="after")
    def _has_one(self) -> StockFields:
        if not self.count and not self.available:
            raise ValueError("give count or available")
        return self


class StockConfig(LookupConfig):
    """How stock is asked for."""

    fields: StockFields
    fresh_s: float = 20.0


class StockTool(ProductLookup):
    """Looks up a product's stock."""

    Config: ClassVar = StockConfig
    NAME = "stock"
    ABOUT = "How many of a product are left right now. Use it before saying that one can be bought."

    def __init__(self, config: StockConfig, context: Context) -> None:
        """Ask as configured."""
        super().__init__(config, context)
        self.config = config

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """The count, or whether there is any."""
        fields = self.config.fields
        held: int | bool | None = whole_at(answer, fields.count, 0, MOST)
        if held is None and fields.available:
            held = _available(answer, fields.available)
        if held is None:
            raise AnswerError(f"no stock at {fields.available or fields.count}")
        label = {"en": "stock", "zh": "库存"}
        fact = self.fact("stock", "stock", held, at, subject=asked.subject, label=label)
        return ToolResult(self.spec.name, at, (fact,), plain_data({"product": asked.subject, "stock": held}))


def _available(answer: Any, pointer: str) -> bool:
    held = at(answer, pointer)
    if isinstance(held, bool):
        return held
    word = text_at(answer, pointer).casefold().rsplit("/", 1)[-1]
    if word not in _WORDS:
        raise AnswerError(f"{pointer} says neither yes nor no")
    return _WORDS[word]
