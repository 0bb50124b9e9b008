"""Word lists, compiled so that a text is searched for all words at once.

A list is a YAML file of groups::

    rule: abuse
    groups:
      - kind: insult
        weight: 0.6          # weights of one rule add up; config.strictness says from where on it counts
        words: idiot, moron, shut up, 傻逼

Words in Latin letters match whole words, those with a Han character anywhere. Write them folded: lower case,
simplified, without signs. A word that begins with ``=`` is innocent and hides the others that lie inside it:
``=bad ass``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.moderation.reading import Reading, read
from persona.yamlfile import read_model

DATA = Path(__file__).parent / "data"
"""The folder of the lists that come with the project."""


class GroupSpec(BaseModel):
    """Words of one kind, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,30}$")]
    weight: float = Field(ge=0, le=1)
    words: Annotated[str, StringConstraints(min_length=1, max_length=60_000)]


class ListSpec(BaseModel):
    """A file of word lists, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")]
    groups: Annotated[tuple[GroupSpec, ...], Field(max_length=200)]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word means."""

    rule: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a list, found."""

    entry: Entry
    word: str
    form: str
    """The form of the text in which it stands: ``words``, ``loose``, ``han`` or ``meant`` of the reading."""
    at: int
    """Where it begins there."""


INNOCENT = Entry("", "innocent", 0.0)
"""Hides what lies inside it."""
_Words = Mapping[str, tuple[Entry, ...]]


class Lexicon:
    """Words to find, each with what it means."""

    def __init__(self, words: Iterable[tuple[str, Entry]]) -> None:
        """Compile words.

        Args:
            words: Each is folded; one that holds nothing afterwards is left out.
        """
        latin: dict[str, tuple[Entry, ...]] = {}
        han: dict[str, tuple[Entry, ...]] = {}
        for word, entry in words:
            reading = read(word)
            key = reading.han.replace("\n", "") or reading.words.strip()
            if key:
                table = han if reading.han else latin
                table[key] = (*table.get(key, ()), entry)
        self._latin: _Words = latin
        self._han: _Words = han
        self._latin_pattern = re.compile(f" (?:{trie(latin)})(?= )") if latin else None
        self._han_pattern = re.compile(trie(han)) if han else None

    def find(self, reading: Reading) -> list[Hit]:
        """Every word that stands in a text, in order; of words that overlap the first and longest."""
        hits: list[Hit] = []
        if self._latin_pattern is not None:
            for found in self._latin_pattern.finditer(reading.words):
                self._add(hits, self._latin, found, 1)
            if reading.loose:
                seen = {hit.word for hit in hits}
                for found in self._latin_pattern.finditer(reading.loose):
                    if found[0][1:] not in seen:
                        self._add(hits, self._latin, found, 1)
        if self._han_pattern is not None and reading.han:
            for found in self._han_pattern.finditer(reading.han):
                self._add(hits, self._han, found, 0)
        if self._han_pattern is not None and reading.meant:
            seen = {hit.word for hit in hits}
            for found in self._han_pattern.finditer(reading.meant):
                if found[0] not in seen:
                    self._add(hits, self._han, found, 0)
        return hits

    @staticmethod
    def _add(hits: list[Hit], words: _Words, found: re.Match[str], skipped: int) -> None:
        word = found[0][skipped:]
        entries = words[word]
        if INNOCENT not in entries:
            hits += [Hit(entry, word, found.string, found.start() + skipped) for entry in entries]


def trie(words: Iterable[str]) -> str:
    """A regular expression that matches any of the words, the longest first, without backtracking far."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: dict[str, Any]) -> str:
    """The alternatives of one node; a chain of single children is written out without recursion."""
    choices = []
    for char, child in sorted(node.items(), reverse=True):
        if char:
            chain, end = [re.escape(char)], child
            while len(end) == 1 and "" not in end:
                ((following, end),) = end.items()
                chain.append(re.escape(following))
            choices.append("".join(chain) + ("" if set(end) == {""} else _pattern(end)))
    if "" in node:
        return f"(?:{'|'.join(choices)})?" if choices else ""
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def load_list(path: Path) -> list[tuple[str, Entry]]:
    """The words of a file, as :class:`Lexicon` takes them.

    Raises:
        persona.yamlfile.DocumentError: It cannot be read, or is wrong; names file, line and field.
    """
    spec = read_model(path, ListSpec)
    words: list[tuple[str, Entry]] = []
    for group in spec.groups:
        entry = Entry(spec.rule, group.kind, group.weight)
        for raw in re.split(r"[,，\n]", group.words):
            word = raw.strip()
            if word.startswith("="):
                words.append((word[1:], INNOCENT))
            elif word:
                words.append((word, entry))
    return words


@lru_cache(maxsize=1)
def built_in() -> tuple[tuple[str, Entry], ...]:
    """The words of all lists that come with the project."""
    return tuple(pair for path in sorted(DATA.glob("words_*.yaml")) for pair in load_list(path))
