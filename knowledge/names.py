"""Which products a question names, and whether it surely does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.catalogue import Searchable
from knowledge.phrases import Phrase, Token, code_of, phrases_of, pieces_of, read, small_words, text_of
from knowledge.vocabulary import COUNTED, ORDINARY, SIZES, VARIANTS

Reason = Literal["name", "alias", "brand", "category"]

_GAP = 2
"""Words that may stand between two words of a Latin name."""
_CODE_TOKENS = 5
_MOST_OWNERS = 3
"""A phrase of more products than this names none of them."""
_MEASURE = re.compile(
    r"\d+(st|nd|rd|th|x|l|ml|cl|oz|kg|g|lbs?|mm|cm|m|in|ft|w|kw|v|a|ah|mah|wh|hz|khz|mhz|ghz|k|mp|gb|mb|tb|h|hrs?|"
    r"min|mins|s|sec|pcs|pm|am|d|days?|years?|p|fps|db|%)?"
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A product that the question names, or nearly."""

    product_id: str
    reason: Reason
    sure: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a phrase stands in a question, as positions of tokens."""

    phrase: Phrase
    start: int
    end: int
    """Of the last token, inclusive."""
    skipped: tuple[int, ...] = ()
    corrected: bool = False
    """Whether one of its words was mistyped."""

    @property
    def places(self) -> frozenset[int]:
        """Of its own words."""
        return frozenset(range(self.start, self.end + 1)).difference(self.skipped)


class NameIndex:
    """Names, aliases, model numbers and brands of a shop.

    A match is *sure* only under these rules, each of which can only say no:

    - the phrase belongs to one product, and is not part of a longer phrase that the question holds;
    - nothing unknown stands inside it, and no number, size or variant word (``2``, ``Pro``, ``升级版``)
      that is not the product's own stands beside it, unless the number counts something;
    - the word before it is an ordinary word or the product's own (not ``Philips Lumen kettle``); so is the
      word after it where the phrase is only a product line's name (``Lumen``, not ``Lumen toaster``) or only
      ordinary words (``umbrella``, not ``umbrella stand``); and all words of the question are where it is
      only the kind of thing (``the kettle``);
    - the question holds no model number that the shop does not know; only the product's own model number
      is sure beside one;
    - a mistyped word counts only beside a well typed one of the same name.
    """

    def __init__(self, products: Iterable[Searchable], words_of: Callable[[str], frozenset[str]]) -> None:
        """Index the names.

        Args:
            products: All of the shop's.
            words_of: All words of one product by id, as ``phrases.words_in`` gives them.
        """
        self._words_of = words_of
        owners: dict[tuple[str, ...], list[Phrase]] = defaultdict(list)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        products = list(products)
        small = small_words(products)
        for product in products:
            for phrase in phrases_of(product, small):
                if (phrase.product_id, phrase.tokens) not in seen:
                    seen.add((phrase.product_id, phrase.tokens))
                    owners[phrase.tokens].append(phrase)
        for parts, phrases in owners.items():
            literal = [phrase for phrase in phrases if not phrase.derived]
            owners[parts] = literal or phrases
        counts = Counter(token for parts in owners for token in set(parts))
        self._known = frozenset(counts)
        self._shared = frozenset(parts for parts, phrases in owners.items() if len(phrases) > 1)
        self._piece_owners = _piece_owners(owners)
        self._code_parts: set[str] = set()
        self._codes: dict[str, list[Phrase]] = defaultdict(list)
        self._by_key: dict[str, list[Phrase]] = defaultdict(list)
        for parts, phrases in owners.items():
            if len(phrases) > _MOST_OWNERS:
                continue
            codes = [phrase for phrase in phrases if phrase.kind == "code"]
            if codes:
                self._codes[code_of(parts)] += codes
                self._code_parts.update(parts)
            others = [phrase for phrase in phrases if phrase.kind != "code"]
            if others:
                self._by_key[min(parts, key=lambda token: counts[token])] += others

    def corrected(self, question: str) -> str:
        """The question with words mistyped by one letter put right, where a name is meant."""
        return text_of(self._correct(read(question))[0])

    def match(self, question: str) -> list[NameMatch]:
        """The products that are named, sure ones first; at most one match each."""
        tokens, mistyped = self._correct(read(question))
        spans = self._longest(list(self._spans(tokens, mistyped)))
        unknown_code = any(self._unknown_code(tokens, at) for at in range(len(tokens)))
        best: dict[str, NameMatch] = {}
        for span in spans:
            phrase = span.phrase
            sure = self._sure(span, tokens, spans) and (phrase.kind == "code" or not unknown_code)
            held = best.get(phrase.product_id)
            if held is None or (sure and not held.sure):
                best[phrase.product_id] = NameMatch(phrase.product_id, phrase.reason, sure)
        return sorted(best.values(), key=lambda match: not match.sure)

    def _spans(self, tokens: list[Token], mistyped: frozenset[int]) -> Iterator[_Span]:
        yield from self._code_spans(tokens)
        texts = [token.text for token in tokens]
        seen: set[int] = set()
        for text in dict.fromkeys(texts):
            for phrase in self._by_key.get(text, ()):
                if id(phrase) in seen:
                    continue
                seen.add(id(phrase))
                span = _find(phrase, texts)
                if span is not None:
                    corrected = bool(span.places & mistyped)
                    if not span.places <= mistyped:
                        yield _Span(phrase, span.start, span.end, span.skipped, corrected)

    def _code_spans(self, tokens: list[Token]) -> Iterator[_Span]:
        for start in range(len(tokens)):
            joined = ""
            for end in range(start, min(len(tokens), start + _CODE_TOKENS)):
                joined += tokens[end].text
                if tokens[start].tied_before or tokens[end].tied_after:
                    continue
                for phrase in self._codes.get(joined, ()):
                    yield _Span(phrase, start, end)

    def _longest(self, spans: list[_Span]) -> list[_Span]:
        """Without those that are part of a longer one; model numbers always stay."""
        return [
            span
            for span in spans
            if span.phrase.kind == "code" or not any(span.places < other.places for other in spans)
        ]

    def _sure(self, span: _Span, tokens: list[Token], spans: list[_Span]) -> bool:
        phrase = span.phrase
        if phrase.tokens in self._shared or self._claimed_by_another(span, spans):
            return False
        if phrase.kind == "code":
            return True
        own = self._words_of(phrase.product_id)
        if any(not _explained(tokens, at, own, 1) or _is_number(tokens[at].text) for at in span.skipped):
            return False
        if self._variant(tokens, span.end + 1, own, 1) or self._variant(tokens, span.start - 1, own, -1):
            return False
        before, after = _explained(tokens, span.start - 1, own, -1), _explained(tokens, span.end + 1, own, 1)
        if phrase.kind == "head":
            outside = [at for at in range(len(tokens)) if not span.start <= at <= span.end]
            all_known = all(_explained(tokens, at, own, 1, anywhere=True) for at in outside)
            return all_known and not span.corrected and self._only_its_own(phrase)
        if phrase.kind == "line" and phrase.derived and not self._only_its_own(phrase):
            return False
        return before and (after or phrase.kind == "full")

    def _only_its_own(self, phrase: Phrase) -> bool:
        """Whether no other product's names hold these words."""
        owners = [self._piece_owners.get(piece, 0) for piece in pieces_of(phrase.tokens)]
        return min(owners, default=1) <= 1

    def _claimed_by_another(self, span: _Span, spans: list[_Span]) -> bool:
        place = (span.start, span.end)
        return any(
            (other.start, other.end) == place and other.phrase.product_id != span.phrase.product_id
            for other in spans
        )

    def _unknown_code(self, tokens: list[Token], at: int) -> bool:
        """Whether a token looks like a model number and no name of the shop has it."""
        text = tokens[at].text
        if text in self._known or text in self._code_parts or not text[0].isascii():
            return False
        if text.isdigit():
            following = tokens[at + 1].text if at + 1 < len(tokens) else ""
            return len(text) >= 5 and not tokens[at].amount and following not in SIZES | COUNTED
        return any(char.isdigit() for char in text) and not _MEASURE.fullmatch(text)

    def _variant(self, tokens: list[Token], at: int, own: frozenset[str], direction: int) -> bool:
        """Whether the word at a place makes it another product: a variant word, a number or a size."""
        if not 0 <= at < len(tokens) or tokens[at].pause_towards(direction):
            return False
        text = tokens[at].text
        if _is_number(text):
            following = tokens[at + 1].text if at + 1 < len(tokens) else ""
            return direction > 0 and not tokens[at].amount and not self._counts(text, following, own)
        if not tokens[at].han:
            return text in VARIANTS and text not in own
        near = tokens[at : at + 3] if direction > 0 else tokens[max(0, at - 2) : at + 1]
        words = ["".join(token.text for token in near[:length] if direction > 0) for length in (1, 2, 3)]
        words += ["".join(token.text for token in near[-length:] if direction < 0) for length in (1, 2, 3)]
        return any(word in VARIANTS and word not in own for word in words)

    def _counts(self, text: str, following: str, own: frozenset[str]) -> bool:
        """Whether a number after a name counts, prices or times it, or is a size that the product has."""
        digits = text.rstrip(_ALPHABET)
        unit = text[len(digits) :] or following
        if unit in SIZES:
            return f"{digits}{unit}" in own or (len(digits) >= 3 and digits in own)
        return unit in COUNTED or (text == digits and len(digits) >= 6)

    def _correct(self, tokens: list[Token]) -> tuple[list[Token], frozenset[int]]:
        """Replace words that are one edit away from exactly one word of a name (Norvig's candidates)."""
        mistyped: set[int] = set()
        found = list(tokens)
        for at, token in enumerate(tokens):
            word = token.text
            if not (5 <= len(word) <= 20 and word.isascii() and word.isalpha()):
                continue
            if word in self._known or word in ORDINARY:
                continue
            meant = {edit for edit in _edits(word) if edit in self._known and len(edit) >= 5}
            if len(meant) == 1:
                found[at] = Token(meant.pop(), token.tied_before, token.tied_after, token.amount)
                mistyped.add(at)
        return found, frozenset(mistyped)


def _find(phrase: Phrase, texts: list[str]) -> _Span | None:
    """The first place where the phrase's words stand in order, Han without gaps, others nearly."""
    for start, text in enumerate(texts):
        if text != phrase.tokens[0]:
            continue
        at = start
        skipped: list[int] = []
        for wanted in phrase.tokens[1:]:
            gap = 0 if phrase.han else _GAP
            following = texts[at + 1 : at + 2 + gap]
            if wanted not in following:
                break
            step = following.index(wanted) + 1
            skipped += range(at + 1, at + step)
            at += step
        else:
            return _Span(phrase, start, at, tuple(skipped))
    return None


def _explained(
    tokens: list[Token], at: int, own: frozenset[str], direction: int, *, anywhere: bool = False
) -> bool:
    """Whether the word at a place is ordinary or the product's own; the edge of the question is.

    Han text has no word boundaries: any word of up to four characters that begins there (or, reading
    backwards, ends there; or, with ``anywhere``, holds it) will do.
    """
    if not 0 <= at < len(tokens) or tokens[at].pause_towards(direction):
        return True
    text = tokens[at].text
    if not tokens[at].han:
        return text in ORDINARY or text in own or bool(_MEASURE.fullmatch(text))
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
    return text[0].isdigit()


def _edits(word: str) -> set[str]:
    """All words at one deletion, transposition, replacement or insertion."""
    splits = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in splits if right for letter in _ALPHABET}
    inserted = {left + letter + right for left, right in splits for letter in _ALPHABET}
    return deleted | swapped | replaced | inserted


def _piece_owners(owners: dict[tuple[str, ...], list[Phrase]]) -> Counter[str]:
    """How many products have a word, or a pair of Han characters, in a name or alias."""
    found = {
        (piece, phrase.product_id)
        for parts, phrases in owners.items()
        for piece in pieces_of(parts)
        for phrase in phrases
    }
    return Counter(piece for piece, _ in found)
