"""What a question filters by: price, colour, material, yes-or-no properties, sizes and brand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.amounts import read_bounds
from knowledge.facets import Facets
from knowledge.facetwords import (
    COLOUR_NAMES,
    COLOURS,
    LENGTH_NAMES,
    MATERIAL_NAMES,
    MATERIALS,
    SAID_OF_LENGTHS,
    SIZES,
    UNITS,
    WORN,
    WORN_AS,
    WORN_NAMES,
    WORN_WRITTEN,
)
from knowledge.model import Money, Quantity
from knowledge.phrases import name_words
from knowledge.rewording import said_otherwise
from knowledge.tokens import is_han, normal
from knowledge.topics import topic_of
from knowledge.vocabulary import FUNCTION

Order = Literal["", "cheapest", "dearest"]
Mask = NDArray[np.bool_]
"""Of products, by position in the catalogue."""

_MAX_QUESTION = 1000
_SAME = 0.02
"""How far apart two sizes may be, as a share, and still be called the same."""
_MAX_BOOLEANS = 500
_VALUES = 20_000
_VERDICTS = {None: -1, False: 0, True: 1}
_CHEAPEST = re.compile(
    r"\b(?:the )?(?:cheapest|least expensive|most affordable|lowest[- ]priced?|lowest price)\b"
    r"|最便宜|最低价|价格最低|最实惠|最划算"
)
_DEAREST = re.compile(
    r"\b(?:the )?(?:most expensive|priciest|highest[- ]priced?|dearest)\b|最贵|价格最高|最高价"
)
_CHEAP = re.compile(
    r"\b(?:cheap|cheaper|inexpensive|affordable|low[- ]cost|budget[- ]friendly)\b|便宜|平价|实惠"
)
_WITHOUT = re.compile(r"\b(?:without|no|non)[ -]$|(?:不带|没有|无|不含|不)$")
_WITH = re.compile(r"\b(?:with|has|have|having|supports?)(?: an?)? $|(?:带|支持|有|能|可)$")
_ADJECTIVE = re.compile(r"(?:able|ible|proof|less|safe|resistant|free)$|^[可防无][一-鿿]+$")
_NO_WORD = re.compile(r"[\W_]+")
_QUANTITY = re.compile(rf"(?<![\w.])(\d{{1,5}}(?:[.,]\d{{1,3}})?)[ -]?({'|'.join(SIZES)})(?![a-z])")


@dataclass(frozen=True, slots=True)
class Wish:
    """One property wanted."""

    names: tuple[str, ...]
    """Machine names of the attributes that may say it; empty if no product has one."""
    label: str
    """As the question says it."""
    value: str | Quantity | bool


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read from a question."""

    text: str
    """The question without what it says of the price, normal."""
    topic: str = ""
    """What it is about: ``laptop`` of "do you have a red laptop under $500"; empty if anything will do."""
    at_least: Money | None = None
    """Inclusive, in the shop's currency."""
    at_most: Money | None = None
    order: Order = ""
    wishes: tuple[Wish, ...] = ()
    brands: tuple[str, ...] = ()
    """As the catalogue writes them."""
    other_currency: str = ""
    """ISO 4217 of a bound that was not applied, as the shop's prices are in another."""

    @property
    def filtered(self) -> bool:
        """Whether it asks for anything but a topic."""
        return bool(self.at_least or self.at_most or self.order or self.wishes or self.brands)


class Filters:
    """The filters of one state of the catalogue."""

    def __init__(self, facets: Facets, brands: Sequence[str], currency: str) -> None:
        """Index what can be filtered by.

        Args:
            facets: Prices and attributes.
            brands: Of all products, by position.
            currency: ISO 4217, the shop's.
        """
        self._facets = facets
        self._currency = currency
        self._value = lru_cache(_VALUES)(facets.value)
        self._known: dict[tuple[int, bool], frozenset[str]] = {}
        self._brands: dict[tuple[str, ...], list[int]] = {}
        self._written: dict[tuple[str, ...], str] = {}
        for place, brand in enumerate(brands):
            words = tuple(name_words(brand[:100]))
            if words:
                self._brands.setdefault(words, []).append(place)
                self._written.setdefault(words, brand)

    def read(self, question: str) -> Understood:
        """What a question filters by; only its first 1,000 characters are read."""
        text = normal(question[:_MAX_QUESTION])
        bounds = read_bounds(text, self._currency)
        rest = bounds.rest
        order: Order = "cheapest" if _CHEAPEST.search(rest) else "dearest" if _DEAREST.search(rest) else ""
        for form in (_CHEAPEST, _DEAREST, _CHEAP):
            rest = form.sub(" ", rest)
        wishes = (
            *self._coloured(rest),
            *self._made_of(rest),
            *self._sized(rest),
            *self._worn(rest),
            *self._switched(rest),
        )
        rest = " ".join(rest.split())
        brands = self._branded(rest)
        return Understood(
            text=rest,
            topic=topic_of(rest, (*(wish.label for wish in wishes), *brands, *self._brands_in_han(rest))),
            at_least=bounds.at_least,
            at_most=bounds.at_most,
            order=order,
            wishes=wishes,
            brands=brands,
            other_currency=bounds.other_currency,
        )

    def allowed(self, understood: Understood) -> Mask | None:
        """Products not known to differ from what is wanted; ``None``: all.

        Brands are left to the ranking, and so are sizes of clothing: whether *this* shirt comes in XS is
        asked.
        """
        kept = replace(
            understood, wishes=tuple(wish for wish in understood.wishes if not self._is_worn(wish))
        )
        judged = self._judged(kept, with_brands=False)
        return self._all([~differs for _, differs in judged]) if judged else None

    def fitting(self, understood: Understood) -> Mask:
        """Products that are known to be as wanted."""
        masks = [fits for fits, _ in self._judged(understood, with_brands=True)]
        if understood.order:
            masks.append(self._priced)
        return self._all(masks)

    def in_order(self, places: NDArray[np.intp], order: Order) -> NDArray[np.intp]:
        """Products by price; those without one, or with one in another currency, last."""
        prices = self._facets.prices[places].astype(np.float64)
        prices = np.where(self._priced[places], prices if order == "cheapest" else -prices, np.inf)
        found: NDArray[np.intp] = places[np.argsort(prices, kind="stable")]
        return found

    def _all(self, masks: Sequence[Mask]) -> Mask:
        found = np.ones(self._count, bool)
        for mask in masks:
            found &= mask
        return found

    @property
    def _count(self) -> int:
        return len(self._facets.prices)

    @cached_property
    def _priced(self) -> Mask:
        """Products with a price in the shop's currency."""
        codes = self._facets.codes
        own = codes.index(self._currency) if self._currency in codes else -2
        return np.asarray(self._facets.currencies == own)

    def _judged(self, understood: Understood, *, with_brands: bool) -> list[tuple[Mask, Mask]]:
        """For each filter, which products are known to fit and which to differ."""
        judged = []
        if understood.at_least or understood.at_most:
            low = understood.at_least.minor if understood.at_least else 0
            high = understood.at_most.minor if understood.at_most else np.iinfo(np.int64).max
            inside = (self._facets.prices >= low) & (self._facets.prices <= high)
            judged.append((self._priced & inside, self._priced & ~inside))
        judged += [self._wished(wish) for wish in understood.wishes]
        if with_brands and understood.brands:
            fits = np.zeros(self._count, bool)
            for brand in understood.brands:
                fits[self._brands.get(tuple(name_words(brand)), [])] = True
            judged.append((fits, ~fits))
        return judged

    def _wished(self, wish: Wish) -> tuple[Mask, Mask]:
        fits, known = np.zeros(self._count, bool), np.zeros(self._count, bool)
        for name in wish.names:
            places, values = self._facets.having(self._numbers[name])
            kinds, which = np.unique(values, return_inverse=True)
            says = np.array([_VERDICTS[self._says(int(value), wish)] for value in kinds], np.int8)[which]
            known[places[says >= 0]] = True
            fits[places[says > 0]] = True
        return fits, known & ~fits

    def _says(self, number: int, wish: Wish) -> bool | None:
        """Whether a value is the one wanted; ``None`` if it is of another sort altogether."""
        value = self._value(number)
        if isinstance(wish.value, bool):
            return value == wish.value if isinstance(value, bool) else None
        if isinstance(wish.value, Quantity):
            return _same_size(value, wish.value) if isinstance(value, Quantity) else None
        if not isinstance(value, str | tuple):
            return None
        if self._is_worn(wish):
            written = _worn_sizes(value)
            return wish.value in written if written else None
        named = self._qualities(number, coloured=wish.value in COLOURS)
        return wish.value in named if named else None

    def _qualities(self, number: int, *, coloured: bool) -> frozenset[str]:
        """The colours or materials that a value names; remembered, as a catalogue has few."""
        known = self._known.get((number, coloured))
        if known is None:
            value = self._value(number)
            text = " ".join(value) if isinstance(value, tuple) else str(value)
            known = frozenset(_named(text, COLOURS if coloured else MATERIALS))
            self._known[number, coloured] = known
        return known

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self._facets.names)}

    @cached_property
    def _colour_names(self) -> tuple[str, ...]:
        return self._called(COLOUR_NAMES)

    @cached_property
    def _material_names(self) -> tuple[str, ...]:
        return self._called(MATERIAL_NAMES)

    @cached_property
    def _worn_names(self) -> tuple[str, ...]:
        return self._called(WORN_NAMES)

    def _is_worn(self, wish: Wish) -> bool:
        return wish.names == self._worn_names

    def _called(self, form: re.Pattern[str]) -> tuple[str, ...]:
        facets = self._facets
        pairs = zip(facets.names, facets.labels, strict=True)
        return tuple(name for name, label in pairs if form.search(normal(f"{name} {label}")))

    @cached_property
    def _switches(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """Yes-or-no attributes, by the words they are called by."""
        yes_or_no = {number for number, text in enumerate(self._facets.texts) if text.startswith('["bool"')}
        found: dict[tuple[str, ...], list[str]] = {}
        for number, name in enumerate(self._facets.names):
            values = self._facets.having(number)[1]
            if len(found) < _MAX_BOOLEANS and len(values) and int(values[0]) in yes_or_no:
                for called in {name.replace("_", " "), *self._facets.labels[number].split("\n")}:
                    words = tuple(name_words(called))
                    if 0 < len(words) <= 6:
                        found.setdefault(words, []).append(name)
        return {words: tuple(names) for words, names in found.items()}

    @cached_property
    def _measured(self) -> Mapping[str, tuple[str, ...]]:
        """Attributes with a quantity, by what it measures."""
        sorts = [_sort(text) for text in self._facets.texts]
        found: dict[str, dict[str, None]] = {}
        for number, name in enumerate(self._facets.names):
            for value in np.unique(self._facets.having(number)[1]):
                if sorts[value] and (sorts[value] != "length" or name in self._lengths):
                    found.setdefault(sorts[value], {})[name] = None
        return {sort: tuple(names) for sort, names in found.items()}

    @cached_property
    def _lengths(self) -> frozenset[str]:
        return frozenset(self._called(LENGTH_NAMES))

    def _coloured(self, text: str) -> list[Wish]:
        return [Wish(self._colour_names, said, key) for key, said in _named(text, COLOURS).items()]

    def _made_of(self, text: str) -> list[Wish]:
        return [Wish(self._material_names, said, key) for key, said in _named(text, MATERIALS).items()]

    def _sized(self, text: str) -> list[Wish]:
        found = []
        for match in _QUANTITY.finditer(text):
            sort, times = UNITS[SIZES[match[2]]]
            is_brand = tuple(name_words(match[0])) in self._written
            if sort == "length" and (is_brand or SIZES[match[2]] not in SAID_OF_LENGTHS):
                continue
            size = Quantity(float(match[1].replace(",", ".")), SIZES[match[2]])
            if size.number * times > 0 and sort in self._measured:
                found.append(Wish(self._measured[sort], match[0], size))
        return found[:3]

    def _worn(self, text: str) -> list[Wish]:
        """A size of clothing, where the catalogue has such sizes."""
        match = WORN.search(text) if self._worn_names else None
        if match is None:
            return []
        said = next(group for group in match.groups() if group)
        return [Wish(self._worn_names, match[0].strip(), WORN_AS.get(said, said))]

    def _switched(self, text: str) -> list[Wish]:
        """Yes-or-no properties: asked for by "with" or "without", or called by an adjective."""
        found = []
        spaced = f" {_NO_WORD.sub(' ', text)} "
        for words, names in self._switches.items():
            han = is_han(words[0])
            said = "".join(words) if han else " ".join(words)
            before, there, _ = text.partition(said) if han else spaced.partition(f" {said} ")
            if not there:
                continue
            before = before if han else f"{before} "
            without = bool(_WITHOUT.search(before))
            if without or _WITH.search(before) or _ADJECTIVE.search(said):
                found.append(Wish(names, said, not without))
        return found[:3]

    def _brands_in_han(self, text: str) -> list[str]:
        """Parts of a text that are another script's names of brands."""
        parts = [pair for pair in said_otherwise(text) if not pair[0].isascii()]
        return [
            part for part, others in parts if any(tuple(name_words(each)) in self._written for each in others)
        ]

    def _branded(self, text: str) -> tuple[str, ...]:
        said = [name_words(text)]
        said += [
            name_words(other)
            for part, others in said_otherwise(text)
            if not part.isascii()
            for other in others
        ]
        found: dict[str, None] = {}
        for words in said:
            for at in range(len(words)):
                for length in range(4, 0, -1):
                    key = tuple(words[at : at + length])
                    if key in self._written and not set(key) <= FUNCTION:
                        found[self._written[key]] = None
                        break
        return tuple(found)


def _named(text: str, table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Which of some colours or materials a text names, and how."""
    plain = normal(text[:_MAX_QUESTION])
    spaced = f" {' '.join(name_words(plain))} "
    found: dict[str, str] = {}
    for key, ways in table.items():
        for way in ways:
            if f" {way} " in spaced if way.isascii() else way in plain:
                found.setdefault(key, way)
    return found


def _worn_sizes(value: str | tuple[str, ...]) -> frozenset[str]:
    """The sizes of clothing that a value names."""
    text = normal(" ".join(value) if isinstance(value, tuple) else value)[:_MAX_QUESTION]
    return frozenset(WORN_AS.get(size, size) for size in WORN_WRITTEN.findall(text))


def _sort(text: str) -> str:
    """What a stored value measures, if that can be asked for; else empty."""
    if not text.startswith('["quantity"'):
        return ""
    unit = normal(text.rpartition(",")[2].strip('"] '))
    return UNITS[SIZES[unit]][0] if unit in SIZES else ""


def _same_size(value: Quantity, wanted: Quantity) -> bool | None:
    unit = normal(value.unit).strip(". ")
    if unit not in SIZES or UNITS[SIZES[unit]][0] != UNITS[wanted.unit][0]:
        return None
    mine, theirs = (
        value.number * UNITS[SIZES[unit]][1],
        wanted.number * UNITS[wanted.unit][1],
    )
    return abs(mine - theirs) <= _SAME * max(abs(mine), abs(theirs))
