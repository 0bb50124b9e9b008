"""Where an order is, by its number; said in public, so nothing of it but that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator

from knowledge.model import SHOP, Text
from tools.base import Parameter, ToolError, ToolResult, ToolSpec, text_argument
from tools.cleaning import last_digits, plain_data, text_at
from tools.config import LookupConfig, Pointer, Strict
from tools.lookup import Asked, Context, Lookup, day, said_day, today

State = Literal["received", "paid", "packing", "shipped", "delivering", "delivered", "cancelled", "refunded"]

_STATES: Mapping[State, tuple[str, str, str]] = {
    "received": ("pending created open new received unpaid awaiting_payment", "has been received", "已收到"),
    "paid": ("paid confirmed payment_received authorized", "is paid and waiting to be packed",
             "已付款，等待打包"),
    "packing": ("processing packing packed picking preparing ready unfulfilled fulfilling",
                "is being packed", "正在打包"),
    "shipped": ("shipped sent dispatched in_transit fulfilled on_the_way", "is on its way",
                "已经发货，正在路上"),
    "delivering": ("out_for_delivery delivering", "is out for delivery", "正在派送"),
    "delivered": ("delivered completed complete received_by_customer", "has been delivered", "已经送达"),
    "cancelled": ("cancelled canceled voided", "has been cancelled", "已经取消"),
    "refunded": ("refunded returned", "has been refunded", "已经退款"),
}  # fmt: skip
"""Words that shop systems use, and how the state is said in English and Chinese."""
_WORDS: Mapping[str, State] = {
    word: state for state, (words, *_) in _STATES.items() for word in words.split()
}
_ON_ITS_WAY = ("paid", "packing", "shipped", "delivering")


class OrderFields(Strict):
    """Where in the answer things stand. Names, addresses and contents are never read."""

    status: Pointer
    arrives: Pointer = ""
    """ISO 8601: the day it should arrive."""


class OrderConfig(LookupConfig):
    """How an order is asked for."""

    fields: OrderFields
    number: Annotated[str, StringConstraints(min_length=1, max_length=200)] = r"[A-Za-z]{0,4}[-#]?[0-9]{5,20}"
    """Regular expression of an order's number; what does not fit is never asked for."""
    states: dict[Annotated[str, StringConstraints(max_length=60)], State] = Field(default={}, max_length=200)
    """The API's own words for the states, where they are not the usual ones."""
    fresh_s: float = 120.0

    @field_validator("number")
    @classmethod
    def _is_a_pattern(cls, number: str) -> str:
        try:
            re.compile(number)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return number


class OrderTool(Lookup):
    """Looks up an order's state."""

    Config: ClassVar = OrderConfig
    PARAMETERS = ("order",)

    def __init__(self, config: OrderConfig, context: Context) -> None:
        """Ask for orders as configured."""
        about = "Where an order is. Only with the number that the viewer wrote; never guess one."
        number = Parameter("order", "The order's number as the viewer wrote it")
        super().__init__(config, context, ToolSpec("order", about, (number,), config.changes_money))
        self.config = config
        self._number = re.compile(config.number)
        self._states = {_word(word): state for word, state in config.states.items()}

    def number_in(self, text: str) -> str:
        """The first order number in a viewer's words; empty where there is none."""
        for piece in re.findall(r"[A-Za-z0-9#_-]{3,40}", text[:400]):
            if self._number.fullmatch(piece.strip("#")):
                return str(piece).strip("#")
        return ""

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The number, if it has the form of one."""
        number = text_argument(arguments, "order").strip("# ")
        if len(number) > 40 or not self._number.fullmatch(number):
            raise ToolError("this is no order number", "arguments")
        return Asked({"order": number})

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """Its state, and the day it should arrive where that lies ahead."""
        word = _word(text_at(answer, self.config.fields.status))
        state = self._states.get(word) or _WORDS.get(word)
        if state is None:
            return ToolResult(self.spec.name, at, problem="unknown")
        _, english, chinese = _STATES[state]
        last = last_digits(asked.values["order"])
        arrives = day(text_at(answer, self.config.fields.arrives))
        ahead = arrives is not None and arrives >= today(at) and state in _ON_ITS_WAY
        when = said_day(arrives, today(at)) if arrives is not None and ahead else {}
        text = {
            "en": f"The order ending in {last} {english}"
            + (f" and should arrive by {when['en']}." if when else "."),
            "zh": f"尾号{last}的订单{chinese}" + (f"，预计{when['zh']}送达。" if when else "。"),
        }
        data = plain_data({"state": state, "arrives": arrives.isoformat() if arrives and ahead else ""})
        return ToolResult(self.spec.name, at, (self._told(last, state, text, at),), data)

    def nothing(self, asked: Asked, at: float) -> ToolResult:
        """No such order: that, too, may be said of its last digits."""
        last = last_digits(asked.values["order"])
        text = {
            "en": f"I can't find an order ending in {last}.",
            "zh": f"没有查到尾号{last}的订单。",
        }
        return ToolResult(self.spec.name, at, (self._told(last, "none", text, at),), problem="not_found")

    def _told(self, last: str, state: str, text: Text, at: float) -> Any:
        label = {"en": "order", "zh": "订单"}
        return self.fact("lookup", f"order-{last}", state, at, subject=SHOP, label=label, text=text)


def _word(text: str) -> str:
    """A state as the tables write it."""
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())
