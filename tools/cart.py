"""A link that puts a product into the viewer's cart."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from knowledge.model import Product, text_in
from tools.base import Parameter, ToolResult, ToolSpec
from tools.cleaning import AnswerError, cleaned, plain_data, text_at
from tools.config import HostName, LookupConfig, Pointer, Strict, web_address
from tools.lookup import Asked, Context, Lookup

LINKS = 256
"""Links that are remembered."""
_LONGEST_LINK = 500
_LONGEST_NAME = 40


class CartFields(Strict):
    """Where in the answer things stand."""

    url: Pointer


class CartConfig(LookupConfig):
    """How a cart link is asked for."""

    fields: CartFields
    hosts: tuple[HostName, ...] = Field(max_length=20)
    """Host names that a link may lead to; to no other is a viewer ever sent."""
    fresh_s: float = 600.0


class CartTool(Lookup):
    """Asks for a link that puts a product into the cart. It buys nothing."""

    Config: ClassVar = CartConfig
    PARAMETERS = ("product",)

    def __init__(self, config: CartConfig, context: Context) -> None:
        """Ask for links as configured."""
        about = "Shows viewers a link that puts a product into their cart. Use it when somebody wants to buy."
        super().__init__(
            config,
            context,
            ToolSpec("cart", about, (Parameter("product", "The product's id"),), config.changes_money),
        )
        self.config = config
        self._links: OrderedDict[str, str] = OrderedDict()

    def link(self, fact_ids: Sequence[str]) -> str:
        """The https address that a line with these facts promises; empty for none."""
        return next((self._links[fact_id] for fact_id in fact_ids if fact_id in self._links), "")

    async def asked(self, arguments: Mapping[str, Any]) -> Asked:
        """The product."""
        product = await self.product_of(arguments)
        return Asked({"product": self.theirs(product)}, product, product.id)

    def read(self, answer: Any, asked: Asked, at: float) -> ToolResult:
        """The link, if it leads to the shop."""
        url = text_at(answer, self.config.fields.url)
        if len(url) > _LONGEST_LINK or not url.isascii() or any(char in url for char in " \"'<>\\()"):
            raise AnswerError("the link is none")
        try:
            web_address(url.partition("?")[0])
            parts = urlsplit(url)
        except ValueError as error:
            raise AnswerError("the link is no https address") from error
        if parts.scheme != "https":
            raise AnswerError("the link is no https address")
        host = (parts.hostname or "").lower()
        if host not in self.config.hosts:
            raise AnswerError(f"the link leads to {cleaned(host, 60)}, which is not among cart.hosts")
        assert asked.product is not None
        english, chinese = (_called(asked.product, language) for language in ("en", "zh"))
        text = {
            "en": f"The link to {english or 'it'} is right below the picture.",
            "zh": f"{chinese or '这款'}的购买链接就在画面下方。",
        }
        label = {"en": "link", "zh": "链接"}
        fact = self.fact("lookup", "cart", True, at, subject=asked.subject, label=label, text=text)
        self._links[fact.id] = url
        self._links.move_to_end(fact.id)
        while len(self._links) > LINKS:
            self._links.popitem(last=False)
        return ToolResult(self.spec.name, at, (fact,), plain_data({"url": url, "product": asked.subject}))


def _called(product: Product, language: str) -> str:
    """A product's name where it is short and plain enough to be said as it stands; else nothing."""
    name = cleaned(text_in(product.name, language), 2 * _LONGEST_NAME)
    plain = all(char.isalnum() or char in " -'’·" for char in name)
    return name if plain and len(name) <= _LONGEST_NAME else ""
