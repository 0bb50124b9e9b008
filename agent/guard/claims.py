"""What a text says of stock and offers without a number, by the rules of the pack ``shop``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from agent.guard.plain import plain
from agent.guard.quantities import counts_stock
from agent.guard.rulepack import RuleSet, built_in

__all__ = ["Category", "Claim", "claims", "counts_stock"]

Category: TypeAlias = str
"""A rule's id: ``in_stock``, ``sold_out``, ``scarce``, ``last_one``, ``discount``…"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim that a fact must carry."""

    category: Category
    start: int
    end: int
    text: str


def claims(text: str) -> list[Claim]:
    """Claims of a text, in order. A denial claims nothing, but "not in stock" says sold out, and back."""
    hits = RuleSet(built_in("shop")).hits(plain(text))
    return [Claim(hit.id, hit.start, hit.end, hit.text) for hit in hits]
