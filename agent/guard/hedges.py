"""Numbers said roughly: "about 20 percent", "just under three kilos", 一百多把. True when near enough."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

Hedge = Literal["", "about", "nearly", "under", "over"]

_BEFORE: tuple[tuple[Hedge, re.Pattern[str]], ...] = (
    (
        "nearly",
        re.compile(
            r"\b(?:nearly|almost|close to|(?:just|a (?:bit|hair|touch|penny|cent|little)) (?:under|"
            r"below|short of)"
            r"|not quite)(?: (?:a|an|the))? ?$|(?:将近|接近|近|快到|差不多|不到|小)$",
            re.IGNORECASE,
        ),
    ),
    (
        "under",
        re.compile(r"\b(?:under|less than|below|no more than|within)(?: (?:a|an|the))? ?$", re.IGNORECASE),
    ),
    (
        "over",
        re.compile(
            r"\b(?:over|more than|upwards of|north of|above|at least|well over)(?: (?:a|an|the))? ?$"
            r"|(?:超过|不止|多达|起码|至少)$",
            re.IGNORECASE,
        ),
    ),
    (
        "about",
        re.compile(
            r"\b(?:about|around|roughly|approximately|approx\.?|some|more or less|something like|basically"
            r"|pretty much|give or take|call it|say|which is)(?: (?:a|an|the))? ?$"
            r"|(?:大约|大概|约莫|约|差不多(?:是|有)?|大致|基本(?:是|上)?|等于打了?|相当于)$",
            re.IGNORECASE,
        ),
    ),
)
_AFTER: tuple[tuple[Hedge, re.Pattern[str]], ...] = (
    (
        "about",
        re.compile(
            r",? ?(?:or so|or thereabouts|-?ish|give or take|roughly|approximately|pretty much|more "
            r"or less)\b"
            r"|(?:左右|上下|的样子)",
            re.IGNORECASE,
        ),
    ),
    ("over", re.compile(r"(?:多|出头|余|\+| ?(?:and )?(?:a bit|change)\b| plus\b)", re.IGNORECASE)),
)
_NEAR = {"about": Decimal("0.03"), "nearly": Decimal("0.06")}
_NEAR_PRICE = {"about": Decimal("0.015"), "nearly": Decimal("0.03")}
_BOUND = Decimal("1.5")
"""How far a thing may lie from the bound that is said of it: "under ten minutes" of seven."""
_BOUND_PRICE = Decimal("1.03")


def hedge(text: str, start: int, end: int) -> Hedge:
    """How a number of a plain text is hedged, from the words around it."""
    before = text[max(0, start - 24) : start]
    for kind, pattern in _BEFORE:
        if pattern.search(before):
            return kind
    return next((kind for kind, pattern in _AFTER if pattern.match(text, end)), "")


def near(said: Decimal, known: Decimal, kind: Hedge, *, price: bool = False) -> bool:
    """Whether a hedged number is true of the known one.

    Args:
        said: As said.
        known: As on file.
        kind: The hedge.
        price: Whether they are amounts of money: those are held to more.
    """
    if said <= 0 or known <= 0 or not kind:
        return False
    bound = _BOUND_PRICE if price else _BOUND
    if kind == "under":
        return known < said <= known * bound
    if kind == "over":
        return said < known <= said * (Decimal("1.03") if price else bound)
    if kind == "about" and known >= 5 and said % 1 == 0 and abs(said - known) <= Decimal("0.5"):
        return True
    allowed = (_NEAR_PRICE if price else _NEAR)[kind]
    return abs(said - known) <= known * allowed and (kind == "about" or known <= said)
