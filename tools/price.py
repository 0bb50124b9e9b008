"""The price a product has at this moment."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from knowledge.model import Fact, FactKind, Money, Product
from tools.amounts import Units, money_at, said
from tools.base import ToolResult
from tools.cleaning import AnswerError, plain_data
from tools.config import LookupConfig, Pointer, Strict
from tools.lookup import Asked, Context
from tools.product import ProductLookup

LABELS = {"price": {"en": "price", "zh": "价格"}, "list_price": {"en": "list price", "zh": "原价"}}


class PriceFields(Strict):
    """Where in the answer things stand."""

    price: Pointer
    currency: Pointer = ""
    list_price: Pointer = ""
    """The price it is compared with; left out where it is not above the price."""


class PriceConfig(LookupConfig):
    """How a price is asked for."""

    fields: PriceFields
    units: Units = "major"
    """What the numbers count."""
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    """ISO 4217 of the prices; the shop's when empty. A price in another is refused."""
    most_times: float = Field(default=5.0, gt=1.0)
    """A price that is more than so many times the catalogue's, or less than that part of it, is a mistake
    (most often of ``units``) and is refused."""


class PriceTool(ProductLookup):
    """Looks up a product's price."""

    Config: ClassVar = PriceConfig
    NAME = "price"
    ABOUT = "The current price of a product. Use it before naming a price."

    def __init__(self, config: PriceConfig, context: Context) -> None:
        """Ask as configured."""
        super().__init__(config, context)
        self.config = config

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """Price and list price."""
        fields = self.config.fields
        currency = self.config.currency or self.context.products.currency
        price = money_at(answer, fields.price, self.config.units, currency, fields.currency)
        if price is None or price.minor <= 0:
            raise AnswerError(f"no price above nothing at {fields.price}")
        before = _before(asked.product, currency)
        if before and not 1 / self.config.most_times <= price.minor / before <= self.config.most_times:
            raise AnswerError("the price is out of all proportion to the catalogue's; are the units right?")
        facts = [self._fact("price", price, asked.subject, at)]
        listed = money_at(answer, fields.list_price, self.config.units, currency, fields.currency)
        if listed is not None and price.minor < listed.minor <= price.minor * self.config.most_times:
            facts.append(self._fact("list_price", listed, asked.subject, at))
        data = plain_data({"product": asked.subject, "price": said(price)["en"], "currency": currency})
        return ToolResult(self.spec.name, at, tuple(facts), data)

    def _fact(self, kind: FactKind, value: Money, subject: str, at: float) -> Fact:
        return self.fact(kind, kind, value, at, subject=subject, label=LABELS[kind])


def _before(product: Product | None, currency: str) -> int:
    """The catalogue's price, in the smallest unit; 0 where it has none in that currency."""
    fact = product.fact("price") if product is not None else None
    if fact is None or not isinstance(fact.value, Money) or fact.value.currency != currency:
        return 0
    return fact.value.minor
