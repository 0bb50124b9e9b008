"""What stands around a product's mention in a question, and whether it contradicts it.

"Philips Lumen kettle" is not the Lumen kettle, nor is "Lumen 2 kettle", "Lumen kettle Pro" or "Lumen kettle
stand"; "the charger for the dv7" is not the dv7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from knowledge.namewords import NameWords
from knowledge.phrases import Token
from knowledge.tokens import is_han
from knowledge.vocabulary import BUYING, COUNTED, JOINTS, MONEY, ORDINARY, SIZES, VARIANTS

_INCHES = frozenset({"inch", "in", "寸", "英"})
"""What a catalogue often writes as a mark after the number."""
_CODE = 4
"""Letters and digits of the shortest code that a product must have just so."""
_MOST_PIECES = 99
"""The largest number before a name that may count pieces."""


class Place(Protocol):
    """A mention, as far as its surroundings matter."""

    @property
    def start(self) -> int:
        """Position of its first token."""
        ...

    @property
    def end(self) -> int:
        """Of its last."""
        ...

    @property
    def words(self) -> frozenset[int]:
        """Of its telling ones."""
        ...

    @property
    def fitting(self) -> tuple[int, ...]:
        """Products that fit."""
        ...

    @property
    def decisive(self) -> bool:
        """Whether a whole name or model number is in it."""
        ...

    @property
    def typed(self) -> bool:
        """Whether a telling word is typed well."""
        ...


class Surroundings:
    """The tokens of one question around its mentions."""

    def __init__(self, words: NameWords, tokens: Sequence[Token], mentions: Sequence[Place]) -> None:
        """Look at a question.

        Args:
            words: Of all names.
            tokens: The question.
            mentions: All that were found in it.
        """
        self._names = words
        self._tokens = tokens
        self._mentions = mentions
        self._covered = {at for one in mentions for at in range(one.start, one.end + 1)}

    def allow(self, mention: Place, own: frozenset[str], *, heard: bool = False) -> bool:
        """Whether nothing around a mention says that another product is meant.

        Args:
            mention: Of one product.
            own: All words of that product: labels and values of its facts and its texts as well.
            heard: Whether words beside it that are in no name, and amounts, are understood in another way.
        """
        if (
            not mention.typed
            or self._tied(mention)
            or self._unknown_code()
            or self._written_otherwise(mention)
        ):
            return False
        if not self._told_apart(mention) or self._beside_a_name(mention):
            return False
        if heard:
            return not self._amiss_beside(mention, own) and self._harmless_elsewhere(mention, own)
        before = self._harmless_before(mention, own)
        return before and self._harmless_after(mention, own) and self._harmless_elsewhere(mention, own)

    def strangers(self, mention: Place) -> frozenset[str]:
        """The words of other mentions in the same sentence that are not surely one product's."""
        found: set[str] = set()
        for other in self._mentions:
            first, last = sorted((mention, other), key=lambda one: one.start)
            parted = any(self._tokens[at].pause_before for at in range(first.end + 1, last.start + 1))
            one = len(other.fitting) == 1 and (other.decisive or self._joined(first, last))
            if other is not mention and not one and not parted:
                found.update(self._tokens[at].text for at in other.words)
        return frozenset(found)

    def _tied(self, mention: Place) -> bool:
        """Whether it is part of a longer word (``K100`` of ``K100-B``)."""
        first, last = self._tokens[mention.start], self._tokens[mention.end]
        return first.tied_before or (last.tied_after and not self._tokens[mention.end + 1].han)

    def _unknown_code(self) -> bool:
        """Whether the question holds what looks like a model number and is in no name."""
        return any(at not in self._covered and self._like_code(at) for at in range(len(self._tokens)))

    def _like_code(self, at: int) -> bool:
        token = self._tokens[at]
        text = token.text
        if token.han or text in self._names or token.amount:
            return False
        if text.isdigit():
            after = self._tokens[at + 1].text if at + 1 < len(self._tokens) else ""
            return len(text) >= 5 and after not in SIZES | COUNTED
        return any(char.isdigit() for char in text) and any(char.isalpha() for char in text)

    def _beside_a_name(self, mention: Place) -> bool:
        """Whether it only stands beside a product that is named better, and is not joined to it."""
        if mention.decisive:
            return False
        better = [one for one in self._mentions if one.decisive]
        ordered = [sorted((mention, one), key=lambda place: place.start) for one in better]
        return bool(better) and not any(self._joined(first, last) for first, last in ordered)

    def _joined(self, first: Place, last: Place) -> bool:
        """Whether a word like "and" or "than" stands between two mentions."""
        return any(self._tokens[at].text in JOINTS for at in range(first.end + 1, last.start))

    def _written_otherwise(self, mention: Place) -> bool:
        """Whether it holds a code of the product's own words that the product has not (``2-in-2``)."""
        at = mention.start
        while at <= mention.end:
            last = at
            while last < mention.end and self._tokens[last + 1].tied_before:
                last += 1
            group = self._tokens[at : last + 1]
            code = "".join(token.text for token in group)
            apart = group[-1].end - group[0].start > len(code)
            coded = apart and len(code) >= _CODE and any(char.isdigit() for char in code)
            if coded and not any(self._names.has_written(product, code) for product in mention.fitting):
                return True
            at = last + 1
        return False

    def _told_apart(self, mention: Place) -> bool:
        """Whether its words name a thing at all: one word that other products' texts use does not."""
        if mention.decisive or len(mention.words) != 1:
            return True
        (place,) = mention.words
        return not self._names.told_elsewhere(self._tokens[place].text, mention.fitting[0])

    def _amiss_beside(self, mention: Place, own: frozenset[str]) -> bool:
        """Whether a word beside it is of another name, a variant or a bare number."""
        return any(
            not harmless
            and (at < 0 or self._tokens[at].text in self._names or self._varies(at, own, direction))
            for at, direction, harmless in (
                (mention.start - 1, -1, self._harmless_before(mention, own)),
                (mention.end + 1, 1, self._harmless_after(mention, own)),
            )
        )

    def _varies(self, at: int, own: frozenset[str], direction: int) -> bool:
        text = self._tokens[at].text
        if _is_number(text):
            following = self._tokens[at + 1].text if at + 1 < len(self._tokens) else ""
            return direction < 0 or following not in SIZES
        return text in VARIANTS or (self._tokens[at].han and self._han_variant(at, own, direction))

    def _harmless_before(self, mention: Place, own: frozenset[str]) -> bool:
        at = mention.start - 1
        if self._names.brand_ends([token.text for token in self._tokens[max(0, at - 5) : at + 1]]):
            return False
        if at < 0 or self._tokens[at].pause_towards(-1):
            return True
        text = self._tokens[at].text
        if text in SIZES and at > 0 and _is_number(self._tokens[at - 1].text):
            number = self._tokens[at - 1].text
            return f"{number}{text}" in own or (len(number) > 2 and number in own)
        if _is_number(text):
            buying = at > 0 and self._tokens[at - 1].text in BUYING
            return self._tokens[at].amount or (_pieces(text) and (mention.decisive or buying))
        if self._tokens[at].han or self._tokens[mention.start].han:
            latin = not self._tokens[mention.start].han
            return not self._han_variant(at, own, -1) and (latin or self._explained(at, own, -1))
        if text in VARIANTS or self._names.is_brand(text):
            return text in own and text not in VARIANTS and not self._names.is_whole_brand(text)
        return text in ORDINARY or text in own

    def _harmless_after(self, mention: Place, own: frozenset[str]) -> bool:
        at = mention.end + 1
        if at >= len(self._tokens) or self._tokens[at].pause_towards(1):
            return True
        token = self._tokens[at]
        if _is_number(token.text):
            following = self._tokens[at + 1].text if at + 1 < len(self._tokens) else ""
            return token.amount or _counts(token.text, following, own)
        if token.text in _INCHES and _is_number(self._tokens[mention.end].text):
            return True
        if token.han:
            if self._han_variant(at, own, 1):
                return False
            latin = not self._tokens[mention.end].han
            return latin or self._explained(at, own, 1)
        if token.text in VARIANTS or self._names.is_brand(token.text):
            return token.text in own and not self._names.is_whole_brand(token.text)
        unheard_of = mention.decisive and mention.end > mention.start and token.text not in self._names
        return unheard_of or token.text in ORDINARY or token.text in own

    def _harmless_elsewhere(self, mention: Place, own: frozenset[str]) -> bool:
        """Whether the other words name nothing else: words that are in no name are not for this to judge."""
        for other in self._mentions:
            several = other.start != mention.start and len(other.fitting) != 1
            if several and not mention.decisive and not self._own_words(other, own):
                return False
        for at, token in enumerate(self._tokens):
            if (
                at in self._covered
                or _is_number(token.text)
                or (mention.decisive and self._apart(mention, at))
            ):
                continue
            if token.han:
                apart = mention.decisive or not self._tokens[mention.start].han
                known = apart or self._explained(at, own, 1, anywhere=True)
            else:
                own_word = token.text in ORDINARY or token.text in own
                known = own_word or not self._names.is_brand(token.text)
            if not known:
                return False
        return True

    def _apart(self, mention: Place, at: int) -> bool:
        """Whether a pause stands between a mention and a word."""
        between = range(mention.end + 1, at + 1) if at > mention.end else range(at + 1, mention.start + 1)
        return any(self._tokens[place].pause_before for place in between)

    def _own_words(self, other: Place, own: frozenset[str]) -> bool:
        """Whether what looks like another mention is said of the product itself (``processor frequency``)."""
        for at in other.words:
            text = self._tokens[at].text
            if is_han(text):
                if not self._explained(at, own, 1, anywhere=True):
                    return False
            elif text not in own and text not in ORDINARY:
                return False
        return True

    def _explained(self, at: int, own: frozenset[str], direction: int, *, anywhere: bool = False) -> bool:
        return explained(self._tokens, at, own, direction, anywhere=anywhere)

    def _han_variant(self, at: int, own: frozenset[str], direction: int) -> bool:
        """Whether the Chinese word at a place makes it another product (升级版)."""
        near = self._tokens[at : at + 3] if direction > 0 else self._tokens[max(0, at - 2) : at + 1]
        words = ["".join(token.text for token in near[:length] if direction > 0) for length in (1, 2, 3)]
        words += ["".join(token.text for token in near[-length:] if direction < 0) for length in (1, 2, 3)]
        return any(word in VARIANTS and word not in own for word in words)


def priced(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number at a place is an amount of money or a percentage."""
    if not _is_number(tokens[at].text):
        return False
    return tokens[at].amount or (at + 1 < len(tokens) and tokens[at + 1].text in MONEY)


def ordinary(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at a place is one that questions are made of."""
    if tokens[at].han:
        return explained(tokens, at, frozenset(), 1, anywhere=True)
    return tokens[at].text in ORDINARY


def explained(
    tokens: Sequence[Token], at: int, own: frozenset[str], direction: int, *, anywhere: bool = False
) -> bool:
    """Whether the word at a place is ordinary or one of some words; the edge of the question is.

    Han text has no word boundaries: any word of up to four characters that begins there (or, reading
    backwards, ends there; or, with ``anywhere``, holds it) will do.
    """
    if not 0 <= at < len(tokens) or tokens[at].pause_towards(direction):
        return True
    if not tokens[at].han:
        return tokens[at].text in ORDINARY or tokens[at].text in own
    offsets = range(4) if anywhere else (0,)
    for length in range(1, 5):
        for offset in offsets:
            if offset >= length:
                break
            start = at - offset if direction > 0 else at - length + 1
            if start < 0 or start + length > len(tokens):
                continue
            word = "".join(token.text for token in tokens[start : start + length])
            if word in ORDINARY or (length > 1 and word in own):
                return True
    return False


def _is_number(text: str) -> bool:
    return text[0].isdigit() and not any(char.isalpha() for char in text)


def _pieces(text: str) -> bool:
    return text.isdigit() and 0 < int(text[:4]) <= _MOST_PIECES


def _counts(text: str, following: str, own: frozenset[str]) -> bool:
    """Whether a number after a name counts, prices or times it, or is a size that the product has."""
    if following in SIZES:
        return f"{text}{following}" in own or (len(text) >= 3 and text in own)
    return following in COUNTED
