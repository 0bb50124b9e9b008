"""How often the scorers of conversations say of a sentence what people said of it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from agent.demo import ensure_shop
from evals.scorers.agreement import agreement, labelled
from evals.scorers.known import known_facts, known_products
from knowledge.shop import Shop


def run(*, quick: bool) -> dict[str, Any]:
    """Judge the labelled sentences, which speak of the demo shop.

    Args:
        quick: The same: it takes a second or so.

    Raises:
        DocumentError: The labelled sentences cannot be read.
    """
    del quick
    lines = labelled()
    with closing(Shop.open(ensure_shop("demo"))) as shop:
        approved = (one.fact for one in shop.approved_answers if one.fact is not None)
        products = shop.products()
        facts = known_facts(products, (*shop.shop_facts(), *approved))
        found = agreement(lines, known_products(products), facts)
    return {
        "lines": len(lines),
        "agreed": sum(one.agreed for one in found.values()),
        "scorers": {
            name: {
                "lines": one.lines, "agreed": one.agreed, "missed": list(one.missed),
                "false_alarms": list(one.alarms),
            }
            for name, one in found.items()
        },
    }  # fmt: skip
