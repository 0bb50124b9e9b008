"""A product's attributes as a pitch tells them: which of them, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.agenda.telling import in_language
from agent.lanes import spoken
from knowledge.model import OFFER_ENDS, Fact, Product

BRIEF = 20
"""Characters of a value that is told together with another one."""
_PROVES_LITTLE = ("warranty", "weight", "color", "pieces")
"""Attributes that are told after the others."""
_SEVERAL = re.compile(r"[,，、;；和]|\b(?:and|or)\b")
"""A value of several parts."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_AWKWARD = re.compile(
    r"^(?:works?|fits?|suits?|suitable|made|comes?|for|with|use[sd]?|in|on|at|to|per|max|time)\b|(?: \S+){3}"
    r"|^[适配可能是否]|内含|用$"
)


def attributes(product: Product, language: str, now: float) -> list[Fact]:
    """Current ones that have a name, and whose value can be said in a language; strong ones first.

    When an offer ends is no property: the card counts it down, and who asks is told.

    Args:
        product: Whose.
        language: ``en`` or ``zh``.
        now: Unix seconds.
    """
    named = [
        fact
        for fact in product.facts
        if fact.kind == "attribute"
        and fact.name != OFFER_ENDS
        and fact.fresh(now)
        and (label := spoken.label(fact.label, language))
        and in_language(label, language)
        and in_language(spoken.value(fact, language), language)
    ]
    return sorted(named, key=lambda fact: (fact.name in _PROVES_LITTLE, fact.value is False))


def untold(facts: Sequence[Fact], product: Product, language: str) -> list[Fact]:
    """Attributes, those last whose numbers a selling point of the product tells anyway."""
    points = [_numbers(spoken.value(fact, language)) for fact in product.facts if fact.kind == "point"]

    def told(fact: Fact) -> bool:
        said = _numbers(spoken.value(fact, language))
        return bool(said) and any(said <= point for point in points)

    return sorted(facts, key=told)


def awkward(fact: Fact, language: str) -> bool:
    """Whether its label is no noun: "the works with of the kettle" is no English."""
    return _AWKWARD.search(spoken.label(fact.label, language)) is not None


def brief(*values: str) -> bool:
    """Whether values can be told two in one sentence."""
    return all(len(value) <= BRIEF and not _SEVERAL.search(value) for value in values)


def _numbers(text: str) -> set[str]:
    """Numbers of two digits or more, or with a fraction; smaller ones are in many sentences."""
    return {found.replace(",", "") for found in _NUMBER.findall(text) if len(found) > 1}
