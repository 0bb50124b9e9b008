"""The time and the stock left, as facts and as words: announced as they are, or not at all."""

from __future__ import annotations

from datetime import datetime, tzinfo

from agent.lanes import spoken
from knowledge.model import SHOP, Fact

_PARTS_ZH = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_TIME_S = 90.0
"""Seconds for which a time that was read from the clock may be told."""


def time_words(now: float, language: str, zone: tzinfo | None) -> str:
    """The time of day as said: ``8:05 pm``; ``晚上8点5分``.

    Args:
        now: Unix seconds.
        language: ``zh`` or another.
        zone: Where; the machine's own when ``None``.
    """
    local = datetime.fromtimestamp(now, zone)
    hour = local.hour % 12 or 12
    if language == "zh":
        part = next(name for end, name in _PARTS_ZH if local.hour < end)
        spoken_hour = local.hour if local.hour in (0, 12) else hour
        minutes = "整" if local.minute == 0 else f"{local.minute}分"
        return f"{part}{spoken_hour}点{minutes}"
    return f"{hour}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def time_fact(said: str, language: str, now: float) -> Fact:
    """The time of day as a fact that the guard can check words against."""
    return Fact(
        f"{SHOP}/time", "policy", SHOP, "time", said, {"en": "time", "zh": "时间"}, {language: said},
        "the clock", now, now + _TIME_S,
    )  # fmt: skip


def stock_left(stock: Fact | None, low: int) -> Fact | None:
    """The stock, if it is a count that is really low and not nothing.

    Args:
        stock: A fresh fact.
        low: From how many pieces on.
    """
    if stock is None or isinstance(stock.value, bool) or not isinstance(stock.value, int):
        return None
    return stock if 0 < stock.value <= low else None


def stock_words(stock: Fact, language: str) -> str:
    """A count of pieces as said."""
    return spoken.number(stock.value, language) if isinstance(stock.value, int) else ""
