"""What shipping to a place costs, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, model_validator

from knowledge.model import SHOP, Money, Text, text_in
from tools.amounts import Units, money_at, said
from tools.base import Parameter, ToolError, ToolResult, ToolSpec, text_argument
from tools.cleaning import AnswerError, at, plain_data, whole_at
from tools.config import LookupConfig, Pointer, Strict
from tools.lookup import Asked, Context, Lookup
from tools.places import Places

_MOST_DAYS = 180


class ShippingFields(Strict):
    """Where in the answer things stand."""

    cost: Pointer = ""
    currency: Pointer = ""
    days: Pointer = ""
    """How many days it takes, or the fewest."""
    most_days: Pointer = ""
    possible: Pointer = ""
    """Whether it is shipped there at all: true or false; true where the answer does not say."""

    @model_validator(mode="after")
    def _has_one(self) -> ShippingFields:
        if not self.cost and not self.days:
            raise ValueError("give cost or days")
        return self


class ShippingConfig(LookupConfig):
    """How shipping is asked for."""

    fields: ShippingFields
    units: Units = "major"
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    """ISO 4217 of the cost; the shop's when empty."""
    working_days: bool = False
    """Whether the days are working days; it is said so."""
    places: dict[Annotated[str, StringConstraints(min_length=2, max_length=60)], str] = Field(
        default={}, max_length=1000
    )
    """Places by name that are no countries, each with the API's code for it: ``{Alaska: US-AK}``."""
    fresh_s: float = 900.0


class ShippingTool(Lookup):
    """Looks up what shipping to a place costs and how long it takes."""

    Config: ClassVar = ShippingConfig
    PARAMETERS = ("place", "product")

    def __init__(self, config: ShippingConfig, context: Context) -> None:
        """Ask for shipping as configured."""
        about = "What shipping to a country costs and how long it takes. Use it before naming either."
        wanted = [Parameter("place", "The country: its name, or its ISO code of two letters", example="CA")]
        if "product" in config.parameters():
            wanted.append(Parameter("product", "The product's id"))
        super().__init__(config, context, ToolSpec("shipping", about, tuple(wanted), config.changes_money))
        self.config = config
        self.places = Places(config.places)

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The place, and the product where the API needs it."""
        place = self.places.by_code(text_argument(arguments, "place"))
        if place is None:
            raise ToolError("place must be a country or one of the shop's places", "arguments")
        if len(self.spec.parameters) == 1:
            return Asked({"place": place.code, "product": ""})
        product = await self.product_of(arguments)
        return Asked({"place": place.code, "product": self.theirs(product)}, product, product.id)

    def read(self, answer: Any, asked: Asked, when: float) -> ToolResult:
        """Cost and days."""
        fields, code = self.config.fields, asked.values["place"]
        if fields.possible:
            possible = at(answer, fields.possible)
            if not isinstance(possible, bool | None):
                raise AnswerError(f"{fields.possible} is neither true nor false")
            if possible is False:
                return self.nothing(asked, when)
        currency = self.config.currency or self.context.products.currency
        cost = money_at(answer, fields.cost, self.config.units, currency, fields.currency)
        fewest = whole_at(answer, fields.days, 0, _MOST_DAYS)
        most = whole_at(answer, fields.most_days, 0, _MOST_DAYS)
        if cost is None and fewest is None and most is None:
            raise AnswerError("neither cost nor days")
        days = [one for one in (fewest, most) if one is not None]
        days = sorted({min(days), max(days)}) if days else []
        data = plain_data(
            {"place": code, "cost": said(cost)["en"] if cost else "", "days": "-".join(map(str, days))}
        )
        text = _text(self._called(code), cost, days, working=self.config.working_days)
        return ToolResult(self.spec.name, when, (self._told(asked, text, when),), data)

    def nothing(self, asked: Asked, at: float) -> ToolResult:
        """It is not shipped there: that, too, may be said."""
        place = self._called(asked.values["place"])
        text = {
            "en": f"We don't ship to {place['en']} at the moment.",
            "zh": f"目前不能寄到{place['zh']}。",
        }
        return ToolResult(self.spec.name, at, (self._told(asked, text, at),), problem="not_found")

    def _called(self, code: str) -> dict[str, str]:
        place = self.places.own(code) or self.places.by_code(code)
        return {language: text_in(place.name, language) if place else code for language in ("en", "zh")}

    def _told(self, asked: Asked, text: Text, when: float) -> Any:
        label = {"en": "shipping", "zh": "运费"}
        name, subject = f"shipping-{asked.values['place']}", asked.subject if asked.product else SHOP
        return self.fact("lookup", name, True, when, subject=subject, label=label, text=text)


def _text(place: Mapping[str, str], cost: Money | None, days: list[int], *, working: bool) -> Text:
    span = {"en": " to ".join(map(str, days)), "zh": "到".join(map(str, days))}
    unit = "working day" if working else "day"
    unit += "" if days == [1] else "s"
    taken = {"en": f"takes {span['en']} {unit}", "zh": f"{span['zh']}{'个工作日' if working else '天'}到"}
    if cost is None:
        return {
            "en": f"Shipping to {place['en']} {taken['en']}.",
            "zh": f"寄到{place['zh']}要{span['zh']}{'个工作日' if working else '天'}。",
        }
    price = said(cost) if cost.minor else {"en": "nothing", "zh": "免运费"}
    english = f"Shipping to {place['en']} costs {price['en']}"
    chinese = f"寄到{place['zh']}，运费{price['zh']}" if cost.minor else f"寄到{place['zh']}免运费"
    if days:
        english, chinese = f"{english} and {taken['en']}", f"{chinese}，{taken['zh']}"
    return {"en": english + ".", "zh": chinese + "。"}
