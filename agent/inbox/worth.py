"""Why one question is answered before another: reasons, each worth so many seconds of waiting.

Every question ages alike, so two questions keep their order for as long as their reasons stay the same:
what is compared is when a question was asked, brought forward by what it is worth. Nothing needs sorting
again as time goes by.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from agent.events import ChatMessage
from agent.inbox.config import Worth
from knowledge.model import Money
from knowledge.money import minor_digits

TOP_S = 1_000_000_000.0
"""What an operator's word is worth: more than anything else together."""
_MOST_DOUBLINGS = 12
_BUYS = re.compile(
    r"\b(?:buy|buying|purchase|check ?out|(?:my|the|to) (?:cart|basket|bag)|add(?:ed)? (?:it|this|one) to"
    r"|i[' ]?ll (?:take|have|get)|i (?:want|need|take|wanna get) (?:it|this|that|one|two|the)"
    r"|(?:to|can i|could i|i|let me) order|order (?:it|this|that|one|two|now|here)"
    r"|(?:the|a|your) link|link (?:to|for)"
    r"|where (?:do|can|could) i (?:get|find|order))\b"
    r"|怎么[买拍]|怎样买|如何买|哪里[买拍]|哪儿买|在哪[里儿]?[买拍下]|下单|想[买要拍]|要买|购买|买[一两二三几个它这]|[来要拍]一[个件台套单份瓶只双盒]"
    r"|[几哪]号链接|链接|购物车|加购|小黄车|已拍|拍了|拍下|怎么付",
    re.IGNORECASE,
)
_CONSIDERS = re.compile(
    r"\b(?:price|cost|how much|in stock|available|left|sold out|ship|shipping|deliver|delivery|coupon"
    r"|discount|promo|code|deal|sale|cheaper|afford|pay|payment|warranty|return|refund)\b"
    r"|多少[钱米]|什么价|价[格钱位]|几块|几元|怎么卖|贵不贵|便宜|优惠|券|折|有货|现货|库存|还有[吗没]|发货|包邮|运费|几天[能可]?到|保修|退[货换款]|付款",
    re.IGNORECASE,
)
_PER_DOLLAR = {
    "JPY": 150, "KRW": 1400, "CNY": 7, "TWD": 32, "HKD": 8, "INR": 85, "RUB": 90, "THB": 35, "VND": 25_000,
    "IDR": 16_000, "PHP": 57, "MYR": 4.5, "TRY": 35, "BRL": 5.5, "MXN": 18, "ARS": 1000, "CLP": 950,
    "COP": 4200, "CZK": 23, "HUF": 370, "PLN": 4, "SEK": 10.5, "NOK": 11, "DKK": 7, "ZAR": 18, "EGP": 50,
    "NGN": 1500, "UAH": 41, "ILS": 3.6, "AED": 3.7, "SAR": 3.75, "ISK": 138, "PKR": 280, "BDT": 120,
}  # fmt: skip
"""Units of a currency in one US dollar, roughly: only the order of paid messages rests on it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason."""

    says: str
    """For the operator and the journal."""
    seconds: float
    """What it is worth, in seconds of waiting; negative against."""


def dollars(paid: Money) -> float:
    """About how many US dollars that is, to compare what was paid in different currencies."""
    units: float = paid.minor / 10 ** minor_digits(paid.currency)
    return float(units / _PER_DOLLAR.get(paid.currency, 1.0))


def pays(message: ChatMessage) -> bool:
    """Whether somebody paid for a message."""
    return message.kind == "superchat" or (message.paid is not None and dollars(message.paid) > 0)


def amount(paid: Money) -> str:
    """A sum as text: ``5.00 USD``."""
    digits = minor_digits(paid.currency)
    return f"{paid.minor / 10**digits:.{digits}f} {paid.currency}"


def of_money(worth: Worth, paid: Money | None) -> Reason:
    """What having paid counts; without a sum, as the least that can be paid."""
    if paid is None:
        return Reason("paid message", worth.paid)
    doublings = min(_MOST_DOUBLINGS, math.log2(1 + dollars(paid)))
    return Reason(f"paid message, {amount(paid)}", worth.paid + worth.paid_doubling * doublings)


def of_words(worth: Worth, text: str) -> Reason | None:
    """What the question's words say of its asker's mind."""
    if _BUYS.search(text):
        return Reason("wants to buy", worth.buys)
    if _CONSIDERS.search(text):
        return Reason("asks about price, stock or delivery", worth.considers)
    return None


def of_message(worth: Worth, message: ChatMessage, *, new_here: bool) -> dict[str, Reason]:
    """What a message counts that asks something, by the kind of reason.

    Args:
        worth: What each is worth.
        message: The message.
        new_here: Whether it is its author's first question.
    """
    reasons: dict[str, Reason] = {}
    if pays(message):
        reasons["paid"] = of_money(worth, message.paid)
    if (words := of_words(worth, message.text)) is not None:
        reasons["words"] = words
    if new_here:
        reasons["first"] = Reason("first question", worth.first)
    return reasons


def of_lately(worth: Worth, since_s: float, lately_s: float) -> Reason:
    """What having been answered counts.

    Args:
        worth: What each is worth.
        since_s: Seconds ago.
        lately_s: Seconds after which it counts no more.
    """
    left = 1.0 - since_s / lately_s if lately_s else 0.0
    return Reason(f"answered {since_s:.0f} s ago", -worth.answered * max(0.0, left))


def of_askers(worth: Worth, count: int) -> Reason | None:
    """What the number of different people counts."""
    if count < 2:
        return None
    return Reason(f"{count} askers", worth.asker * math.log2(count))
