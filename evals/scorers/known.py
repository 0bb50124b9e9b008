"""What could be spoken of a shop, and while it was so: the facts that a transcript carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evals.transcript import KnownFact, KnownProduct
from knowledge.model import Fact, Money, Product, Quantity
from knowledge.money import minor_digits

PIECE = "piece"
"""The unit of a stock count."""
_YES_NO = {True: ("yes", "有", "是"), False: ("no", "没有", "否")}


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that took the place of another, or was new."""

    at_s: float
    """Seconds from on air."""
    fact: Fact


def known_products(products: Iterable[Product]) -> tuple[KnownProduct, ...]:
    """The names of products, in every language, with their aliases."""
    return tuple(
        KnownProduct(id=one.id, names=tuple(dict.fromkeys([*one.name.values(), *one.aliases])))
        for one in products
    )


def known_facts(
    products: Iterable[Product], shop_facts: Iterable[Fact], changes: Iterable[Change] = ()
) -> tuple[KnownFact, ...]:
    """Facts as they were at each moment.

    Args:
        products: As they were when the room went on air.
        shop_facts: Policies, answers and what tools found, likewise.
        changes: What was different from some moment on.
    """
    found: dict[str, list[KnownFact]] = {}
    for fact in (*(fact for product in products for fact in product.facts), *shop_facts):
        found[fact.id] = [known(fact)]
    for change in sorted(changes, key=lambda one: one.at_s):
        held = found.setdefault(change.fact.id, [])
        if held:
            held[-1] = held[-1].model_copy(update={"to_s": change.at_s})
        held.append(known(change.fact, change.at_s))
    return tuple(one for held in found.values() for one in held)


def known(fact: Fact, from_s: float = 0.0) -> KnownFact:
    """One fact, true from a moment on."""
    amount, unit = _amount(fact)
    return KnownFact(
        id=fact.id,
        subject=fact.subject,
        kind=fact.kind,
        texts=tuple(dict.fromkeys(_texts(fact))),
        labels=tuple(dict.fromkeys(fact.label.values())),
        amount=amount,
        unit=unit,
        from_s=from_s,
    )


def _amount(fact: Fact) -> tuple[str, str]:
    value = fact.value
    if isinstance(value, Money):
        return str(Decimal(value.minor).scaleb(-minor_digits(value.currency))), value.currency
    if isinstance(value, Quantity):
        return str(Decimal(repr(value.number)).normalize()), value.unit
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), PIECE
    return "", ""


def _texts(fact: Fact) -> Iterator[str]:
    value = fact.value
    match value:
        case Money():
            yield f"{_amount(fact)[0]} {value.currency}"
        case Quantity():
            yield f"{value.number:g} {value.unit}".strip()
        case bool():
            yield from _YES_NO[value]
        case int():
            yield str(value)
        case tuple():
            yield ", ".join(value)
        case str():
            yield value
    yield from fact.text.values()
