"""Which products a line names, and names that nobody knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from agent.guard.plain import plain
from knowledge.vocabulary import FUNCTION, ORDINARY, VARIANTS

_PREFIX = 8
_LONGEST_NAME = 300
_WORD = re.compile(r"[A-Za-z0-9][\w'+-]{0,40}")
_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]{0,30}[\w-]{0,20}")
_HAN = re.compile(r"[\u3400-\u9fff]{1,40}")
_ZH_VARIANT = re.compile(
    r"[ -]?(?:(?:Pro|Plus|Max|Mini|Lite|Ultra|Air|SE|[IVX]{2,3}|[A-Z]?[0-9]{1,4}[A-Za-z]?)(?![A-Za-z0-9]|"
    r"[.][0-9])("
    r"?! ?(?:元|块|美|升|毫|克|公|瓦|流|分|小|个|档|件|%|折|厘|L|ml|W|cm|kg|g|h|V|mAh|lm))|[二三四五六]代|"
    r"第[二三四五]代|升级版|旗舰版|青春版|迷你版|豪华版|尊享版)",
    re.IGNORECASE,
)
_GLUED_VARIANT = re.compile(r"(?:pro|plus|max|mini|lite|ultra|air|se|ii|iii)(?![a-z0-9])")
_CAPITALS = """
i i'm i'll i've i'd ai us uk eu usa usb usb-c led lcd pc tv vip ok okay q&a faq diy id gps nfc
english chinese visa mastercard paypal apple google pay american express america canada europe china
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december christmas easter halloween thanksgiving new year eastern
pacific central qi wi-fi wifi bluetooth
"""
_COMMON_CAPITALS = frozenset(_CAPITALS.split())
_ACTS = re.compile(r" (?:can't|cannot|charges|sells|makes|costs|doesn't|won't|couldn't|never|wants|asks) ")
_LEADS = re.compile(
    r"(?:\b(?:the|our|this|that|(?:the|our) new|called|named|a|an|also|and|or|with)\s|^)$", re.IGNORECASE
)


class Names:
    """Product names and aliases, found in a text in time that does not grow with how many there are."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Index names.

        Args:
            names: Names, and the product id of each; an empty id for one that may be spoken but does not
                say which product is meant.
        """
        self._by_prefix: dict[str, set[int]] = defaultdict(set)
        self._subjects: dict[str, str] = {}
        self.words: set[str] = set()
        self._own: dict[str, set[str]] = defaultdict(set)
        self._heads: set[str] = set()
        self._owners: dict[str, set[str]] = defaultdict(set)
        self._lines: set[str] = set()
        for name, subject in names.items():
            self._add(plain(name).casefold().strip()[:_LONGEST_NAME], subject)
        self._line_of = {
            word: next(iter(owners)) for word, owners in self._owners.items() if len(owners) == 1
        }
        self._name_lengths = {
            prefix: sorted(lengths, reverse=True) for prefix, lengths in self._by_prefix.items()
        }
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)

    def _add(self, name: str, subject: str) -> None:
        if len(name) < 2 or (name.isdigit() and len(name) < 6):
            return
        if name not in self._subjects:
            self._by_prefix[name[:_PREFIX]].add(len(name))
        self._subjects[name] = subject
        words = [word.lower() for word in _WORD.findall(name)]
        self.words.update(words)
        self._own[subject].update(words)
        for word in words:
            self.words.update(word.split("-"))
        if words and subject:
            if words[-1].isalpha() and len(words) > 1:
                self._heads.add(words[-1])
            first = next((word for word in words if word not in FUNCTION), "")
            if first.isalpha() and len(first) > 2 and first not in ORDINARY:
                self._lines.add(first)
                self._owners[first].add(subject)

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text names products, in order: start, end, product id (or empty)."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = text
        found: list[tuple[int, int, str]] = []
        at = 0
        while at < len(lower):
            name = self._at(lower, at) if lower[at].isalnum() else None
            if name is None:
                at += 1
                continue
            found.append((at, at + len(name), self._subjects[name]))
            at += len(name)
        for match in _CAPITAL.finditer(text) if self._line_of else ():
            subject = self._line_of.get(match[0].lower(), "")
            if subject and not any(start <= match.start() < end for start, end, _ in found):
                found.append((*match.span(), subject))
        return sorted(found)

    def _at(self, lower: str, at: int) -> str | None:
        if lower[at].isascii() and at and lower[at - 1].isascii() and lower[at - 1].isalnum():
            return None
        for length in self._lengths:
            for size in self._name_lengths.get(lower[at : at + length], ()):
                end = at + size
                name = lower[at:end]
                if name not in self._subjects:
                    continue
                follows = lower[end : end + 1]
                inside = name[-1].isascii() and follows.isascii() and follows.isalnum()
                if not inside or _GLUED_VARIANT.match(lower, end):
                    return name
        return None

    def has_code(self, code: str) -> bool:
        """Whether a model number is a word of a known name."""
        return code in self.words

    def strangers(self, text: str, places: list[tuple[int, int, str]], known: str) -> list[tuple[int, int]]:
        """Spans that name something like a product, which nobody knows.

        That is: a variant word or a capitalised word right behind a known name; a capitalised word before
        the kind of thing that products here are; a capitalised word that is introduced as a thing.

        Where no names are known at all, none is unknown.

        Args:
            text: In plain letters.
            places: Of the known names in it.
            known: Other words that may be spoken, in small letters.
        """
        if not self._subjects:
            return []
        lower = text.lower()
        found = [
            span
            for start, end, subject in places
            if (span := self._behind(text, end, known, subject)) and lower[start : span[1]] not in known
        ]
        taken = [(start, end) for start, end, _ in places]
        for match in _CAPITAL.finditer(text):
            start, end = match.span()
            if any(first <= start < last for first, last in taken):
                continue
            word = match[0].lower().removesuffix("'s").strip("-")
            if word in _COMMON_CAPITALS or self._is_known(word, known):
                continue
            following = _WORD.match(text, end + 1)
            after = following[0].lower() if following else ""
            head = after in self._heads or after.rstrip("s") in self._heads
            before = text[max(0, start - 12) : start]
            sentence_start = not text[:start].strip() or text[:start].rstrip()[-1:] in ".!?。！？:"
            if re.fullmatch(r"[A-Z][a-z]{2,14}-[A-Z][A-Za-z]{0,14}", match[0]):
                found.append((start, end))
            elif head and not (sentence_start and (word in ORDINARY or word in FUNCTION)):
                found.append((start, following.end() if following else end))
            elif (_ACTS.match(text, end) and word not in ORDINARY and word not in FUNCTION) or (
                not sentence_start and _LEADS.search(before) and word not in ORDINARY
            ):
                found.append((start, end))
        if self._lines:
            found += self._line_variants(text, taken, known)
        return found

    def _line_variants(self, text: str, taken: list[tuple[int, int]], known: str) -> list[tuple[int, int]]:
        """A word that names a line ("Lumen"), with a variant behind it that no product has."""
        found = []
        for word in _WORD.finditer(text):
            inside = any(start <= word.start() and word.end() <= end for start, end in taken)
            if word[0].lower() in self._lines and not inside and word[0][:1].isupper():
                span = self._behind(text, word.end(), known, "")
                if span:
                    found.append((word.start(), span[1]))
        return found

    def _behind(self, text: str, end: int, known: str, subject: str) -> tuple[int, int] | None:
        """A variant that stands right behind a name."""
        if text[end : end + 1] in ("'", "’"):
            return None
        following = _WORD.match(text, end + 1) if text[end : end + 1] in (" ", "-") else None
        if following:
            word = following[0].lower()
            capital = following[0][0].isupper() and word not in ORDINARY and word not in _COMMON_CAPITALS
            code = (
                any(char.isdigit() for char in word)
                and any(char.isalpha() for char in word)
                and following[0][0].isupper()
            )
            if word in VARIANTS and word not in (self._own[subject] if subject else self.words):
                return end + 1, following.end()
            if (capital or code) and word not in VARIANTS and not self._is_known(word, known):
                return end + 1, following.end()
        variant = _ZH_VARIANT.match(text, end)
        if variant and variant[0].strip(" -").lower() not in (self._own[subject] if subject else self.words):
            return variant.span()
        return None

    def _is_known(self, word: str, known: str) -> bool:
        if word in self.words or word.rstrip("s") in self.words:
            return True
        parts = word.split("-")
        if len(parts) > 1 and all(part and (part in known or part in ORDINARY) for part in parts):
            return True
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", known) is not None
