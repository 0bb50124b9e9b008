"""The coupon that holds at this moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, model_validator

from knowledge.model import SHOP, Money, Text
from tools.amounts import Units, money_at, said
from tools.base import Parameter, ToolResult, ToolSpec
from tools.cleaning import AnswerError, number_at, plain_data, text_at
from tools.config import LookupConfig, Pointer, Strict
from tools.lookup import Asked, Context, Lookup, moment, said_day, today

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,23}")


class CouponFields(Strict):
    """Where in the answer things stand."""

    code: Pointer
    percent: Pointer = ""
    """Percent off."""
    amount: Pointer = ""
    """Money off."""
    minimum: Pointer = ""
    """The order it needs, in money."""
    currency: Pointer = ""
    until: Pointer = ""
    """ISO 8601: when it ends."""

    @model_validator(mode="after")
    def _has_a_worth(self) -> CouponFields:
        if bool(self.percent) == bool(self.amount):
            raise ValueError("give either percent or amount")
        return self


class CouponConfig(LookupConfig):
    """How a coupon is asked for."""

    fields: CouponFields
    units: Units = "major"
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    """ISO 4217 of the amounts; the shop's when empty."""
    fresh_s: float = 300.0
    most_percent: float = Field(default=90.0, gt=0, le=100)
    """More is taken for a mistake and not said."""


class CouponTool(Lookup):
    """Looks up the coupon that holds now, for the shop or for a product."""

    Config: ClassVar = CouponConfig
    PARAMETERS = ("product",)

    def __init__(self, config: CouponConfig, context: Context) -> None:
        """Ask for coupons as configured."""
        about = "The coupon code that holds right now and what it takes off. Never name another."
        product = Parameter("product", "The product's id, where one is meant", required=False)
        wanted = (product,) if "product" in config.parameters() else ()
        super().__init__(config, context, ToolSpec("coupon", about, wanted, config.changes_money))
        self.config = config

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The product, where one is named."""
        if not self.spec.parameters or not arguments.get("product"):
            return Asked({"product": ""})
        product = await self.product_of(arguments)
        return Asked({"product": self.theirs(product)}, product, product.id)

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """The code, what it takes off, from which order on and until when."""
        fields = self.config.fields
        code = text_at(answer, fields.code)
        if not code:
            return self.nothing(asked, at)
        if not _CODE.fullmatch(code):
            raise AnswerError("the coupon's code has no form that can be said")
        until = text_at(answer, fields.until)
        ends = moment(until) if until else None
        if until and ends is None:
            raise AnswerError("the coupon's end is no date")
        if ends is not None and ends <= at:
            return self.nothing(asked, at)
        currency = self.config.currency or self.context.products.currency
        percent = self._percent(answer)
        amount = money_at(answer, fields.amount, self.config.units, currency, fields.currency)
        minimum = money_at(answer, fields.minimum, self.config.units, currency, fields.currency)
        if percent is None and (amount is None or amount.minor <= 0):
            raise AnswerError("the coupon takes nothing off")
        text = _text(code, percent, amount, minimum, said_day(today(ends), today(at)) if ends else {})
        label = {"en": "coupon", "zh": "优惠券"}
        subject = asked.subject if asked.product else SHOP
        fact = self.fact("lookup", "coupon", code, at, subject=subject, label=label, text=text, until=ends)
        data = plain_data({"code": code, "percent": percent, "until": until[:10]})
        return ToolResult(self.spec.name, at, (fact,), data)

    def nothing(self, asked: Asked, at: float) -> ToolResult:
        """No coupon: that, too, may be said."""
        text = {"en": "There is no coupon code at the moment.", "zh": "目前没有优惠码。"}
        label = {"en": "coupon", "zh": "优惠券"}
        subject = asked.subject if asked.product else SHOP
        fact = self.fact("lookup", "coupon", False, at, subject=subject, label=label, text=text)
        return ToolResult(self.spec.name, at, (fact,), problem="not_found")

    def _percent(self, answer: Any) -> Decimal | None:
        if not self.config.fields.percent:
            return None
        percent = number_at(answer, self.config.fields.percent)
        if percent is None or not 0 < percent <= Decimal(str(self.config.most_percent)):
            raise AnswerError("the coupon's percentage is none")
        return percent.normalize()


def _text(
    code: str, percent: Decimal | None, amount: Money | None, minimum: Money | None, ends: Text
) -> Text:
    off = {"en": f"{percent:f}% off", "zh": f"打{_tenths(percent)}折"} if percent is not None else {}
    if amount is not None and not off:
        off = {"en": f"{said(amount)['en']} off", "zh": f"减{said(amount)['zh']}"}
    english, chinese = f"With the code {code} you get {off['en']}", f"用优惠码{code}下单{off['zh']}"
    if minimum is not None and minimum.minor > 0:
        english += f" orders from {said(minimum)['en']}"
        chinese = f"满{said(minimum)['zh']}，" + chinese
    if ends:
        english += f", until {ends['en']}"
        chinese += f"，{ends['zh']}前有效"
    return {"en": english + ".", "zh": chinese + "。"}


def _tenths(percent: Decimal) -> str:
    """What is left to pay in tenths, as Chinese shops say it: 10 % off is 9折, 15 % off is 8.5折."""
    return f"{((100 - percent) / 10).normalize():f}"
