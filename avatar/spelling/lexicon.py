"""How a shop wants its names said: a file of its own, before every rule.

A list of words, each with what to say instead, in all languages or language by language, and optionally its
English sound in IPA for the voices that take it::

    words:
      - word: Nightshift
        said: {en: night shift, zh: 奈特希夫特}
      - word: Xiaomi
        said: sh-yow mee
        ipa: ʃaʊˈmiː
      - word: 黑莓
        said: {zh: 黑梅}
      - word: IT
        said: I T
        case: same
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from avatar.spelling.ipa import mnemonics
from persona.yamlfile import DocumentError, FieldError, read_document

MAX_WORDS = 2000
MAX_WORD = 60
MAX_SAID = 120
MAX_IPA = 120
"""Entries of a file; characters of a word, of what is said, and of its IPA."""

_ANY = ""


class LexiconError(ValueError):
    """A lexicon that cannot be used: one line for each fault, ``file:line: field: what is wrong``."""


class Entry(BaseModel):
    """One word and how it is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1, max_length=MAX_WORD)
    """As texts write it; several words may stand here."""
    said: dict[str, str] = Field(default_factory=dict)
    """What to say instead, by language (``en``, ``zh``); a plain text is for every language."""
    ipa: dict[str, str] = Field(default_factory=dict)
    """Its sound, in the International Phonetic Alphabet, for voices that take it (espeak's, in English)."""
    case: Literal["any", "same"] = "any"
    """Whether capitals matter: ``same`` finds it only as it is written here."""

    @field_validator("said", mode="before")
    @classmethod
    def _for_all(cls, given: Any) -> Any:
        return {_ANY: given} if isinstance(given, str) else given

    @field_validator("ipa", mode="before")
    @classmethod
    def _for_english(cls, given: Any) -> Any:
        return {"en": given} if isinstance(given, str) else given

    @field_validator("word")
    @classmethod
    def _sayable(cls, word: str) -> str:
        if word != word.strip() or not any(one.isalnum() for one in word) or not word.isprintable():
            raise ValueError("must hold a letter or a digit, without blanks around it")
        return word

    @model_validator(mode="after")
    def _says_something(self) -> Entry:
        if not self.said and not self.ipa:
            raise ValueError("needs said: (what to say instead) or ipa: (its sound)")
        for field, given, longest in (("said", self.said, MAX_SAID), ("ipa", self.ipa, MAX_IPA)):
            for language, text in given.items():
                where = (field, language) if language else (field,)
                if language and not (language.isascii() and language.islower() and 2 <= len(language) <= 3):
                    raise FieldError(where, "is no language; write a code such as en or zh")
                if not text.strip() or not text.isprintable() or len(text) > longest:
                    raise FieldError(where, f"must be 1 to {longest} printable characters")
                if field == "ipa":
                    _check_sound(language, where, text)
        return self


def _check_sound(language: str, where: tuple[str, ...], ipa: str) -> None:
    if language != "en":
        raise FieldError(where, "is read in English only; write said: for other languages")
    try:
        mnemonics(ipa)
    except ValueError as error:
        raise FieldError(where, str(error)) from None


class LexiconFile(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[Entry, ...] = Field(max_length=MAX_WORDS)


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the lexicon in a text."""

    start: int
    """Index of its first character."""
    end: int
    """Index after its last character."""
    said: str
    ipa: str
    """Empty where the lexicon gives none."""


class Lexicon:
    """The words of a file, found in texts in one pass; the longest first, whole words only."""

    def __init__(self, entries: tuple[Entry, ...] = ()) -> None:
        """Index the words.

        Args:
            entries: In any order; of two for one word the one that minds capitals wins where it fits.
        """
        self.entries = entries
        joined = "\n".join(entry.model_dump_json() for entry in entries)
        self.version = hashlib.sha256(joined.encode()).hexdigest()[:12]
        """Changes with what is said; for the keys of caches."""
        self._root: dict[str, Any] = {}
        for entry in entries:
            node = self._root
            for character in map(_fold, entry.word):
                node = node.setdefault(character, {})
            node.setdefault(_ANY, []).append(entry)

    def find(self, text: str, language: str) -> Iterator[Found]:
        """The words of the lexicon that the text holds and that the language says its own way, in order."""
        at = 0
        while at < len(text):
            found = self._at(text, at, language)
            if found is None:
                at += 1
            else:
                yield found
                at = found.end

    def _at(self, text: str, start: int, language: str) -> Found | None:
        if _fold(text[start]) not in self._root or not _begins(text, start):
            return None
        node = self._root
        best = None
        for end in range(start, min(len(text), start + MAX_WORD)):
            step = _fold(text[end])
            if step not in node:
                break
            node = node[step]
            if _ANY in node and _ends(text, end):
                best = _chosen(node[_ANY], text[start : end + 1], language, start) or best
        return best


def _chosen(entries: list[Entry], written: str, language: str, start: int) -> Found | None:
    for entry in sorted(entries, key=lambda it: it.case == "any"):
        if entry.case == "same" and entry.word != written:
            continue
        said = entry.said.get(language, entry.said.get(_ANY, ""))
        ipa = entry.ipa.get(language, "")
        if said or ipa:
            return Found(start, start + len(written), said or written, ipa)
    return None


def _fold(character: str) -> str:
    """A character without its case and width, still one."""
    plain = unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
    lower = plain.lower()
    return lower if len(lower) == 1 else character


def _script(character: str) -> str:
    """What may not run on inside a word: letters and digits of alphabets. Chinese has no word boundaries."""
    if not character.isalnum() and not unicodedata.combining(character):
        return ""
    name = unicodedata.name(character, "")
    return "" if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")) else "alphabet"


def _begins(text: str, start: int) -> bool:
    return start == 0 or not _script(text[start]) or not _script(text[start - 1])


def _ends(text: str, last: int) -> bool:
    return last + 1 == len(text) or not _script(text[last]) or not _script(text[last + 1])


def load_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        LexiconError: It cannot be read or used; one line for each fault, with file, line and field.
    """
    try:
        document = read_document(path, LexiconFile)
        seen: dict[tuple[str, str], int] = {}
        faults = []
        for index, entry in enumerate(document.model.words):
            key = (entry.word, "same") if entry.case == "same" else ("".join(map(_fold, entry.word)), "any")
            if (first := seen.setdefault(key, index)) != index:
                line = document.lines.get(("words", first), 1)
                faults.append((("words", index, "word"), f"{entry.word} stands on line {line} already"))
        if faults:
            raise document.error(faults)
    except DocumentError as error:
        raise LexiconError(str(error)) from None
    return Lexicon(document.model.words)
