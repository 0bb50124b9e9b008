"""Phrases by which viewers call a product, and questions as tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from knowledge.catalogue import Searchable
from knowledge.model import Product, Quantity
from knowledge.rows import merged
from knowledge.tokens import TOKEN, han_runs, is_han, normal, singular, tokens
from knowledge.vocabulary import ORDINARY

Kind = Literal["full", "code", "line", "plain", "head"]
"""``full``: a name with a word of its own; ``code``: a model number, SKU or EAN; ``line``: the word of its
own alone; ``plain``: ordinary words only; ``head``: the kind of thing alone."""

_MAX_QUESTION = 1000
_MAX_PHRASE = 40
_SMALL = re.compile(r"\b[a-z]{3,}\b")
_TIES = "-_/.+"
_PAUSES = ",;.!?，；。！？、:：()（）"
_AMOUNT_BEFORE = "$€£¥￥"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or Han character of a question."""

    text: str
    tied_before: bool = False
    """Whether ``-``, ``/``, ``.`` or ``+`` ties it to a word before it."""
    tied_after: bool = False
    amount: bool = False
    """Whether a currency sign stands before it or ``%`` after it."""
    pause_before: bool = False
    """Whether punctuation stands before it."""
    pause_after: bool = False

    @property
    def han(self) -> bool:
        """Whether it is a Han character."""
        return is_han(self.text)

    def pause_towards(self, direction: int) -> bool:
        """Whether punctuation parts it from what it was reached from, reading that way (1 or -1)."""
        return self.pause_before if direction > 0 else self.pause_after


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of calling a product."""

    product_id: str
    tokens: tuple[str, ...]
    kind: Kind
    reason: Literal["name", "alias", "brand", "category"]
    derived: bool = False
    """Whether nobody wrote it: a name that another product really has goes before it."""

    @property
    def han(self) -> bool:
        """Whether its tokens must follow each other without gaps."""
        return any(is_han(token) for token in self.tokens)


def read(question: str) -> list[Token]:
    """A question as tokens; only its first 1,000 characters are read."""
    text = normal(question[:_MAX_QUESTION])
    found = []
    for match in TOKEN.finditer(text):
        before, after = text[: match.start()][-2:], text[match.end() :][:2]
        word = match.group()
        found.append(
            Token(
                word if is_han(word) else singular(word),
                tied_before=before[-1:] != "" and before[-1:] in _TIES and before[:1].isalnum(),
                tied_after=after[:1] != ""
                and after[0] in _TIES
                and after[1:].isalnum()
                and after[1:].isascii(),
                amount=before.rstrip()[-1:] in tuple(_AMOUNT_BEFORE) or after.lstrip()[:1] == "%",
                pause_before=before.strip()[-1:] in tuple(_PAUSES) and not before[-1:].isalnum(),
                pause_after=after.strip()[:1] in tuple(_PAUSES) and not after[1:].isalnum(),
            )
        )
    return found


def text_of(found: list[Token]) -> str:
    """Tokens as text again, normal and without punctuation."""
    joined = ""
    for token in found:
        joined += token.text if token.han else f" {token.text} "
    return re.sub(r" +", " ", joined).strip()


def code_of(parts: tuple[str, ...]) -> str:
    """A model number without what separates its parts."""
    return "".join(parts)


def pieces_of(parts: tuple[str, ...]) -> set[str]:
    """Single words and pairs of neighbouring Han characters of a phrase."""
    pairs = {left + right for left, right in pairwise(parts) if is_han(left) and is_han(right)}
    return pairs | {part for part in parts if not is_han(part)}


def small_words(products: Iterable[Searchable]) -> Counter[str]:
    """In how many products' descriptions and categories each Latin word stands without a capital."""
    return Counter(word for product in products for word in _small(product))


def _small(product: Searchable) -> set[str]:
    texts = (*product.description.values(), *product.category.values())
    return {word for text in texts for word in _SMALL.findall(text)}


def phrases_of(product: Searchable, small: Mapping[str, int]) -> Iterator[Phrase]:
    """All ways of calling a product, the surest first.

    Args:
        product: Its names, aliases, brand and category.
        small: Of the whole shop, as ``small_words`` gives them: what another product's text writes small is
            not the name of a product line.
    """
    brand = tuple(tokens(normal(product.brand)))
    names = [_bare(tuple(tokens(normal(name))), brand) for name in product.name.values()]
    names = [name[:_MAX_PHRASE] for name in names if name]
    aliases = [tuple(tokens(normal(alias)))[:_MAX_PHRASE] for alias in product.aliases]
    lines = _lines(names, aliases, product, small)
    for name in names:
        yield _phrase(product.id, name, lines, "name")
        line = next((own for own in lines if name[: len(own)] == own), None)
        if line and 3 <= len(name) <= 6 and not is_han(name[-1]):
            yield Phrase(product.id, (*line, name[-1]), "full", "name", derived=True)
    for alias in aliases:
        if alias:
            yield from _alias(product.id, alias, lines)
    for line in lines:
        yield Phrase(product.id, line, "line", "name", derived=True)
    yield from _kinds(product, names, brand)


def _alias(product_id: str, alias: tuple[str, ...], lines: list[tuple[str, ...]]) -> Iterator[Phrase]:
    if not _is_code(alias):
        yield _phrase(product_id, alias, lines, "alias")
        return
    yield Phrase(product_id, alias, "code", "alias")
    for part in alias if len(alias) > 1 else ():
        if len(part) >= 4 and part.isalnum() and not part.isalpha() and not part.isdigit():
            yield Phrase(product_id, (part,), "code", "alias")


def _phrase(
    product_id: str, words: tuple[str, ...], lines: list[tuple[str, ...]], reason: Literal["name", "alias"]
) -> Phrase:
    if words in lines:
        return Phrase(product_id, words, "line", reason)
    own = any(words[: len(line)] == line for line in lines) or any(_is_model(word) for word in words)
    return Phrase(product_id, words, "full" if own else "plain", reason)


def _bare(name: tuple[str, ...], brand: tuple[str, ...]) -> tuple[str, ...]:
    return name[len(brand) :] if brand and name[: len(brand)] == brand and len(name) > len(brand) else name


def _is_model(word: str) -> bool:
    return len(word) >= 3 and any(char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _is_code(alias: tuple[str, ...]) -> bool:
    joined = code_of(alias)
    if joined.isdigit():
        return len(joined) >= 6
    return (
        len(joined) >= 3 and len(alias) <= 5 and joined.isascii() and any(char.isdigit() for char in joined)
    )


def _lines(
    names: list[tuple[str, ...]],
    aliases: list[tuple[str, ...]],
    product: Searchable,
    small: Mapping[str, int],
) -> list[tuple[str, ...]]:
    """The words of its own that begin its names.

    That is a Latin word that no other product's text writes small, or the Han characters before an alias
    or the category that ends the name.
    """
    ends = [*aliases, *(tuple(tokens(normal(category))) for category in product.category.values())]
    own = _small(product)
    found: list[tuple[str, ...]] = []
    for name in names:
        first = name[0]
        if not is_han(first):
            elsewhere = small.get(first, 0) - (first in own)
            if len(first) >= 4 and first not in ORDINARY and not elsewhere:
                found.append((first,))
            continue
        tails = [end for end in ends if 0 < len(end) < len(name) - 1 and name[-len(end) :] == end]
        if tails:
            found.append(name[: -len(max(tails, key=len))])
    return list(dict.fromkeys(found))


def _kinds(product: Searchable, names: list[tuple[str, ...]], brand: tuple[str, ...]) -> Iterator[Phrase]:
    """Brand with category, and the kind of thing alone: the category and the last word of a short name."""
    for category in product.category.values():
        words = tuple(tokens(normal(category)))
        if words and len(words) <= 6:
            yield Phrase(product.id, words, "head", "category")
            if brand:
                yield Phrase(product.id, (*brand, *words), "plain", "brand")
    for name in names:
        last = name[-1]
        if is_han(last) and len(name) >= 4:
            yield Phrase(product.id, name[-2:], "head", "category")
        if len(name) <= 6 and last.isalpha() and not is_han(last) and len(last) >= 3 and last not in ORDINARY:
            yield Phrase(product.id, (last,), "head", "category")
            if brand:
                yield Phrase(product.id, (*brand, last), "plain", "brand")


def words_in(product: Product) -> frozenset[str]:
    """All words of a product: names, aliases, texts, labels and values of facts; Han as pieces of 2 to 4."""
    parts = [merged(product.name), product.brand, merged(product.category), merged(product.description)]
    parts += product.aliases
    for fact in product.facts:
        if isinstance(fact.value, Quantity):
            parts += (f"{fact.value.number:g}", f"{fact.value.number:g}{fact.value.unit}")
        parts += (fact.name, merged(fact.label), merged(fact.text), str(fact.value)[:500])
    text = normal(" ".join(parts))
    found = {token for token in tokens(text) if not is_han(token)}
    for run in han_runs(text):
        found.update(
            run[start : start + length] for length in (2, 3, 4) for start in range(len(run) - length + 1)
        )
    return frozenset(found)
