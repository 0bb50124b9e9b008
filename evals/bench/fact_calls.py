"""How viewers call a product, and whether what they say fits only that one."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Product, text_in
from knowledge.tokens import is_han, normal, tokens

Expect = Literal["answer", "ask", "either"]
"""``ask``: several products fit; ``either``: it is one product's whole name, and part of others'."""

_LONGEST = 300
_KIND_WORDS = 2
_CUT = re.compile(r" - | \| |, |，| \(|（|/")


@dataclass(frozen=True, slots=True)
class Call:
    """One way of calling one product."""

    text: str
    style: str
    """``title``, ``head``, ``brand+name``, ``name``, ``brand+kind+name``, ``code``; variants after ``~``."""
    expect: Expect
    fitting: tuple[str, ...] = ()
    """Ids of the products that have every word of it, where there are few."""


class Calls:
    """Ways of calling the products of one catalogue."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Index the words of all names."""
        self.products = {product.id: product for product in products}
        self.brands = sorted({product.brand for product in products if product.brand})
        self._with: dict[str, set[str]] = defaultdict(set)
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._compact: set[str] = set()
        for product in products:
            texts = [*product.name.values(), product.brand, *product.aliases, *product.category.values()]
            for text in texts:
                for word in _words(text):
                    self._with[word].add(product.id)
                for piece in text.split():
                    self._compact.add(compact(piece))
            for name in (*product.name.values(), *product.aliases):
                for called in (name, f"{product.brand} {name}"):
                    self._exact[_words(called)].add(product.id)
                    self._compact.add(compact(called))

    def of(self, product: Product, language: str, rng: random.Random) -> list[Call]:
        """All ways of calling a product, each with what a host that knows its shop should do."""
        found = {text: style for style, text in self._plain(product, language) if text}
        calls = [self._call(text, style, product) for text, style in found.items()]
        return [call for call in calls if call is not None] + [
            Call(text, f"{call.style}~{how}", call.expect, call.fitting)
            for call in calls
            if call is not None
            for how, text in self._variants(call, rng)
        ]

    def knows(self, text: str) -> bool:
        """Whether some product has every word of a text, or it is a name when written together."""
        return bool(self.fitting(text)) or compact(text) in self._compact

    def has_word(self, word: str) -> bool:
        """Whether a word, or a code written together, is in any name."""
        return compact(word) in self._compact or any(part in self._with for part in _words(word))

    def fitting(self, text: str) -> set[str]:
        """The products that have every word of a text in their names, brand or category."""
        sets = sorted((self._with.get(word, set()) for word in set(_words(text))), key=len)
        return set.intersection(*sets) if sets else set()

    def _plain(self, product: Product, language: str) -> Iterator[tuple[str, str]]:
        title = text_in(product.name, language)[:_LONGEST]
        brand = product.brand
        yield "title", title
        head = _CUT.split(title)[0].strip()
        if len(_words(head)) >= 2 and head != title:
            yield "head", head
        for alias in product.aliases:
            if alias.isdigit() and len(alias) >= 8:
                yield "code", alias
            elif len(alias) > 2:
                yield "name", alias
                if brand and brand.casefold() not in alias.casefold():
                    yield "brand+name", f"{brand} {alias}"
                    if kind := _kind(title, alias):
                        yield "brand+kind+name", f"{brand} {kind} {alias}"

    def _call(self, text: str, style: str, product: Product) -> Call | None:
        words = _words(text)
        fitting = self.fitting(text) | {product.id}
        exact = self._exact.get(words, set())
        if style in ("title", "code") and exact == {product.id}:
            expect: Expect = "answer"
        elif len(exact) > 1 or not exact:
            expect = "answer" if len(fitting) == 1 else "ask"
        elif exact != {product.id}:
            return None
        else:
            expect = "answer" if len(fitting) == 1 else "either"
        return Call(text, style, expect, tuple(sorted(fitting))[:50])

    def _variants(self, call: Call, rng: random.Random) -> Iterator[tuple[str, str]]:
        lower = call.text.lower()
        if lower != call.text:
            yield "lower", lower
        if call.style in ("name", "brand+name"):
            parts = call.text.split(" ")
            for at, part in enumerate(parts):
                if is_code(part) and "-" in part:
                    yield "spaced", " ".join([*parts[:at], part.replace("-", " "), *parts[at + 1 :]])
                    yield "glued", " ".join([*parts[:at], part.replace("-", ""), *parts[at + 1 :]])
                    break
        slip = self._slip(call.text, rng)
        if slip:
            yield "typo", slip

    def _slip(self, text: str, rng: random.Random) -> str:
        """The text with one letter of one long word left out, doubled or swapped; numbers are left alone."""
        places = [match for match in re.finditer(r"(?<![\w-])[A-Za-z]{6,}(?![\w-])", text)]
        if not places or len(_words(text)) < 2:
            return ""
        place = rng.choice(places)
        word, at = place.group(), rng.randrange(1, len(place.group()) - 2)
        how = rng.randrange(3)
        if how == 0:
            typed = word[:at] + word[at + 1 :]
        elif how == 1:
            typed = word[: at + 1] + word[at] + word[at + 1 :]
        else:
            typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if typed == word or self.has_word(typed):
            return ""
        return text[: place.start()] + typed + text[place.end() :]


def is_code(text: str) -> bool:
    """Whether a word looks like a model number."""
    return len(text) >= 4 and any(char.isdigit() for char in text) and any(char.isalpha() for char in text)


def compact(text: str) -> str:
    """Letters and digits only."""
    return "".join(char for char in normal(text) if char.isalnum())


def _words(text: str) -> tuple[str, ...]:
    return tuple(tokens(normal(text)))


def _kind(title: str, alias: str) -> str:
    """The plain words that follow a model number in a title."""
    at = title.casefold().find(alias.casefold())
    if at < 0:
        return ""
    kind: list[str] = []
    for word in title[at + len(alias) :].split():
        if not (word.isascii() and word.isalpha() and word.islower()) or len(kind) == _KIND_WORDS:
            break
        kind.append(word)
    return " ".join(kind)


def has_han(text: str) -> bool:
    """Whether there is Chinese in a text."""
    return any(is_han(token) for token in tokens(normal(text)))
