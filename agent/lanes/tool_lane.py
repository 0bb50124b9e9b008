"""Questions that a tool plainly answers, without a model: an order, a coupon, shipping to a place, a link.

A question is taken only if every word of it is understood; anything else is left to the other lanes.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from agent.lanes import attributes, lexicon
from agent.lanes.base import Ask, Composed
from agent.lanes.intent import unexplained, vetoed
from agent.lanes.phrasing import Phrasing
from agent.lanes.reading import scan, tokenise
from agent.language import detect
from knowledge.model import text_in
from knowledge.names import NameMatch
from knowledge.tokens import normal
from persona.phrases import spoken_language
from tools.base import ToolError, ToolResult
from tools.order import OrderTool
from tools.shipping import ShippingTool
from tools.toolbox import Toolbox

LONGEST = 300
"""Characters of a question that are read."""
CATALOGUE_S = 1.0
"""Longest wait for the catalogue."""

_ORDER = re.compile(
    r"\bmy (?:order|package|parcel|delivery)\b|\border (?:status|number|no|#)|\bstatus of (?:my"
    r"|the|an) order\b"
    r"|\btrack(?:ing)?\b|\border #?[a-z]{0,4}-?[0-9]{4}"
    r"|订单|单号|我的(?:快递|包裹|物流)|(?:快递|包裹|物流)(?:现在)?(?:到哪|到了哪)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:where|track|tracking|status|when|has|did|is|check|look up|update)\b|\?|到哪|到了"
    r"|什么时候|多久|发货|状态|查|吗|怎么样|进度",
    re.IGNORECASE,
)
_OTHER_DEED = re.compile(
    r"\b(?:cancel|change|refund|return|wrong|broken|damaged|missing|incomplete|complain|address"
    r"|edit|add to|place an"
    r"|exchange|invoice|how (?:do|can|to))\w*|取消|修改|改地址|改|退|换|少发|漏发|破损|坏|发错"
    r"|错了|投诉|发票|怎么下|下单",
    re.IGNORECASE,
)
_COUPON = re.compile(
    r"\b(?:coupons?|promo ?codes?|promos?|discount codes?|voucher|vouchers)\b|优惠券|优惠码"
    r"|折扣码|领券|有券|券吗|什么券",
    re.IGNORECASE,
)
_SHIPPING = re.compile(
    r"\b(?:ship|ships|shipping|shipped|deliver|delivers|delivered|delivery|postage|send|arrive"
    r"|get (?:it|this|them) to)\b"
    r"|寄|运费|邮费|发货|快递|送到|发到|到货|几天到|多久到|包邮",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\blinks?\b|\b(?:add|put)\b.{0,40}\b(?:cart|basket)\b|\bcheckout\b|链接|购物车|上车链接", re.IGNORECASE
)
_PASSED_OVER = re.compile(
    r"\b(?:when|free|link|cart|basket|checkout|add|code|valid|work|right now|currently|running"
    r"|applicable|send|drop|post|share|days?|possible|me)\b"
    r"|什么时候|包邮|免邮|免运费|链接|购物车|加入|加车|上车|领|码|使用|能用|多久|几天|天|发一下"
    r"|发个|发下|发我",
    re.IGNORECASE,
)
"""Words that explain themselves beside a coupon, shipping or a link."""
_OF_A_THING = (attributes.PREFIX, attributes.COLOR_PREFIX, attributes.SIZE_PREFIX)
_LEAST = 2
"""Letters of a word that matters."""


class Shop(Protocol):
    """What is needed of a shop."""

    def named(self, question: str) -> list[NameMatch]:
        """The products a question names."""
        ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A call, and how its result is said."""

    tool: str
    arguments: dict[str, str]
    phrase: str
    product_id: str = ""


class ToolLane:
    """The lane of the tools. For one event loop."""

    def __init__(
        self,
        tools: Toolbox,
        shop: Shop,
        phrasing: Phrasing,
        *,
        now: Callable[[], float] = time.time,
        executor: Executor | None = None,
        shows_links: bool = False,
    ) -> None:
        """Answer with tools.

        Args:
            tools: The room's.
            shop: Knows what a question names.
            phrasing: Says the persona's phrases.
            now: Unix seconds.
            executor: Where the catalogue is read.
            shows_links: Whether viewers see what ``Toolbox.link`` gives; else no link is promised.
        """
        self._tools = tools
        self._shop = shop
        self._phrasing = phrasing
        self._now = now
        self._executor = executor
        self._shows_links = shows_links

    async def answer(self, ask: Ask) -> Composed | None:
        """The reply, or ``None`` where no tool plainly answers, or the tool that would is away.

        Of an order it always says something: nobody else could.
        """
        question = ask.question[:LONGEST]
        persona = self._phrasing.persona
        language = spoken_language(persona, detect(question, ask.language))
        if _ORDER.search(question) and not _OTHER_DEED.search(question):
            return await self._order(question, language)
        wanted = await self._wanted(question, ask)
        if wanted is None:
            return None
        try:
            result = await self._tools.call(wanted.tool, wanted.arguments)
        except ToolError:
            return None
        return self._told(wanted, result, language)

    async def _order(self, question: str, language: str) -> Composed | None:
        tool = self._tools.get("order")
        if not isinstance(tool, OrderTool):
            return None
        number = tool.number_in(question)
        if not number:
            asked = _WHERE.search(question) and not any(char.isdigit() for char in question)
            return self._plain("tool_order_number", language) if asked else None
        try:
            result = await tool.call({"order": number})
        except ToolError:
            return self._plain("tool_order_away", language)
        if not result.facts:
            return self._plain("tool_order_unclear", language)
        return self._told(_Wanted("order", {}, "tool_order"), result, language)

    async def _wanted(self, question: str, ask: Ask) -> _Wanted | None:
        coupon = _COUPON.search(question) and self._tools.get("coupon")
        link = self._shows_links and _LINK.search(question) and self._tools.get("cart")
        shipping = self._tools.get("shipping") if _SHIPPING.search(question) else None
        place = shipping.places.find(question) if isinstance(shipping, ShippingTool) else None
        if not coupon and not link and place is None:
            return None
        left = question
        if place is not None and not coupon and not link:
            left = question[: place.start] + " " + question[place.end :]
        named = await self._named(left)
        if named is None:
            return None
        product_id, left = named
        if not _understood(left):
            return None
        about = product_id or ask.on_stage
        if coupon:
            takes = any(one.name == "product" for one in coupon.spec.parameters)
            return _Wanted("coupon", {"product": about} if takes and about else {}, "tool_coupon", product_id)
        if link:
            return _Wanted("cart", {"product": about}, "tool_link", about) if about else None
        assert place is not None
        assert shipping is not None
        arguments = {"place": place.place.code}
        if any(one.name == "product" for one in shipping.spec.parameters):
            if not about:
                return None
            arguments["product"] = about
        return _Wanted("shipping", arguments, "tool_shipping", product_id)

    async def _named(self, text: str) -> tuple[str, str] | None:
        """The one product that a text names, if any, and the text without its name; ``None``: unclear."""
        work = asyncio.get_running_loop().run_in_executor(self._executor, self._shop.named, text)
        try:
            async with asyncio.timeout(CATALOGUE_S):
                matches = await work
        except TimeoutError:
            return None
        sure = [match for match in matches if match.sure]
        if not sure:
            return "", text
        if len(sure) > 1:
            return None
        plain = normal(text)
        return sure[0].product_id, plain[: sure[0].start] + " " + plain[sure[0].end :]

    def _told(self, wanted: _Wanted, result: ToolResult, language: str) -> Composed | None:
        said = [text_in(fact.text, language) for fact in result.facts]
        if not said or not said[0]:
            return None
        text = self._phrasing.say(wanted.phrase, language, text=_inside(said[0], language))
        products = (wanted.product_id,) if wanted.product_id else ()
        return Composed(text, result.facts, products, reason=f"tool {wanted.tool}")

    def _plain(self, phrase: str, language: str) -> Composed:
        return Composed(self._phrasing.say(phrase, language), reason=phrase.replace("_", " "))


def _understood(text: str) -> bool:
    """Whether every word of a text explains itself, and none speaks of a property of a thing."""
    tokens = tokenise(_PASSED_OVER.sub(" ", text))
    marks = scan(tokens.words, (attributes.PHRASES, lexicon.PHRASES))
    if any(mark.concept.startswith(_OF_A_THING) for mark in marks):
        return False
    unknown = [tokens.words[index] for index in unexplained(tokens)]
    return not vetoed(tokens) and not [word for word in unknown if len(word) >= _LEAST or not word.isascii()]


def _inside(text: str, language: str) -> str:
    """A sentence as it stands behind a colon."""
    if language != "en" or text.startswith(("I ", "I'")):
        return text
    return text[:1].lower() + text[1:]
