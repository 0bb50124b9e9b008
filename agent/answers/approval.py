"""Whether an approved reply says what the catalogue says now.

A person approved its words once; prices and stock go on changing. So a reply that is about a product is read
again by the guard whenever it is approved and whenever it is about to be spoken, against the product's own
facts and the policies alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.events import Line, Turn
from agent.guard.claims import Category, claims, counts_stock
from agent.guard.guard import Guard
from agent.guard.numbers import Number, read
from agent.lanes import spoken
from agent.writer import LineWriter
from knowledge.answerbook.placeholders import PlaceholderError, filled, gaps
from knowledge.model import Fact, Money, Product

_STOCK_CLAIMS: frozenset[Category] = frozenset(["in_stock", "sold_out", "scarce", "last_one"])
_NAMED = 3
"""Products named in a reply for the whole shop that are looked at."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A reply as it would be spoken now."""

    text: str
    facts: tuple[Fact, ...]
    """What its placeholders were filled from."""


class NotSoError(ValueError):
    """The catalogue says otherwise, or does not say it now; one clear line."""


class Approval:
    """Checks approved replies against one shop."""

    def __init__(
        self,
        now: Callable[[], float],
        product: Callable[[str], Product | None],
        policies: Callable[[], Sequence[Fact]],
        named: Callable[[str], Sequence[Product]],
    ) -> None:
        """Check replies of a shop.

        Args:
            now: Unix seconds, for the freshness of facts.
            product: The product of an id, as the catalogue has it now.
            policies: The shop's own facts.
            named: The products that a text surely names.
        """
        self._now, self._product, self._policies, self._named = now, product, policies, named
        self._guard = Guard(now)  # with the pack `shop`: what every room goes by, whatever packs it adds

    def ready(self, text: str, language: str, product_id: str = "") -> Ready:
        """The reply with its placeholders filled, if the catalogue does not contradict it.

        Args:
            text: A wording of the reply; tags may stand in it.
            language: Its language.
            product_id: The product it is about; empty for the whole shop.

        Raises:
            NotSoError: It does, or a placeholder cannot be filled now.
        """
        try:
            names = gaps(text, product_id)
        except PlaceholderError as error:
            raise NotSoError(str(error)) from error
        product = self._product(product_id) if product_id else None
        if product_id and product is None:
            raise NotSoError(f"the catalogue has no product {product_id!r}")
        facts: tuple[Fact, ...] = ()
        if product is not None and names:
            values = {name: self._value(name, product, language) for name in names}
            text = filled(text, lambda name: values[name])
            facts = tuple(fact for name in names if (fact := product.fact(name)) is not None)
        self._check(text, language, product)
        return Ready(text, facts)

    def speakable(self, text: str, language: str, product_id: str, fact: Fact | None) -> None:
        """Whether the guard would let a reply be spoken.

        Args:
            text: A wording of the reply.
            language: Its language.
            product_id: The product it is about; empty for the whole shop.
            fact: What it rests on: itself.

        Raises:
            NotSoError: It stops one of the reply's sentences.
        """
        ready = self.ready(text, language, product_id)
        product = self._product(product_id) if product_id else None
        ledger = self._guard.ledger(
            [*([fact] if fact else []), *ready.facts], _names([product] if product else [])
        )
        writer = LineWriter(self._guard, (), ())
        for line in writer.write(ready.text, Turn("approval", "answer", language), ledger):
            if line.verdict.decision == "block":
                evidence = ", ".join(line.verdict.evidence[:2])
                raise NotSoError(
                    f'the guard does not let "{line.line.text}" be said ({line.verdict.rule}: {evidence})'
                )

    def _value(self, name: str, product: Product, language: str) -> str:
        if name == "product":
            return spoken.name(product, language)
        fact = product.fact(name)
        what = f"the {name.replace('_', ' ')} of {spoken.name(product, 'en')}"
        if fact is None:
            raise NotSoError(f"needs {what}, which the catalogue does not have")
        if not fact.fresh(self._now()):
            raise NotSoError(f"needs {what}, and the one on file is too old to be said")
        if isinstance(fact.value, Money):
            return spoken.money(fact.value, language)
        if isinstance(fact.value, bool) or not isinstance(fact.value, int) or fact.value < 1:
            raise NotSoError(f"needs {what} as a number above zero")
        return spoken.number(fact.value, language)

    def _check(self, text: str, language: str, product: Product | None) -> None:
        numbers = [number for number in read(text) if _about_sale(number, text)]
        said = [claim for claim in claims(text) if claim.category in _STOCK_CLAIMS]
        if not numbers and not said:
            return
        subjects = [product] if product is not None else list(self._named(text))[:_NAMED]
        if not subjects:
            return
        problems = self._uncarried(text, language, subjects)
        for number in numbers:
            kind = _kind(number)
            if number.text in problems and (holds := _holds(kind, subjects, language, self._now())):
                raise NotSoError(f'says "{number.text}" but {holds}')
        for claim in said:
            if claim.text in problems and (holds := _holds("stock", subjects, language, self._now())):
                raise NotSoError(f'says "{claim.text}" but {holds}')

    def _uncarried(self, text: str, language: str, subjects: Sequence[Product]) -> frozenset[str]:
        """What of a text neither the products' facts nor the policies carry."""
        facts = [fact for product in subjects for fact in product.facts] + list(self._policies())
        ledger = self._guard.ledger(facts, _names(subjects))
        verdict = self._guard.check(Line("approval", "approval", 0, text, language), ledger)
        return frozenset(verdict.evidence)


def _names(products: Sequence[Product]) -> Mapping[str, str]:
    return {name: one.id for one in products for name in one.name.values()} | {
        alias: "" for one in products for alias in (one.brand, *one.aliases) if alias
    }


def _kind(number: Number) -> str:
    if number.kind == "price":
        return "price"
    return "discount" if number.kind == "percent" else "stock"


def _about_sale(number: Number, text: str) -> bool:
    """Whether a number is a price, a discount, or how many are left."""
    if number.kind == "price":
        return True
    if number.kind == "percent":
        return number.unit in ("off", "折")
    return number.kind == "count" and counts_stock(text[: number.start], number.noun)


def _holds(kind: str, products: Sequence[Product], language: str, now: float) -> str:
    """What the catalogue says instead; empty if it says nothing of the kind."""
    for product in products:
        name = spoken.name(product, language)
        price, listed, stock = (product.fact(key) for key in ("price", "list_price", "stock"))
        if kind == "stock" and stock is not None:
            if not stock.fresh(now):
                return f"the stock on file of {name} is too old to be said"
            return f"the stock of {name} is {spoken.value(stock, 'en')}"
        if price is None or not isinstance(price.value, Money):
            continue
        if kind == "price":
            if not price.fresh(now):
                return f"the price on file of {name} is too old to be said"
            return f"the price of {name} is {spoken.money(price.value, language)}"
        if kind == "discount" and listed is not None and isinstance(listed.value, Money):
            amounts = [spoken.money(fact.value, language) for fact in (price, listed)]  # type: ignore[arg-type]
            return f"the price of {name} is {amounts[0]}, down from {amounts[1]}"
    return ""
