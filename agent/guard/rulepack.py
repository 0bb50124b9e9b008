"""Rule packs: what a host may not say, as data.

A pack is a YAML file::

    pack: shop
    rules:
      - id: urgency
        language: en              # en or zh
        words: [limited time, last chance]     # whole words, as they stand
        patterns: ['today only(?! for)']       # bounded regular expressions
        except: ['last chance saloon']         # where a match lies inside one of these, it is innocent
        action: rewrite           # or block: the whole line is held back
        carried: fact             # a fact that says the same; words: one with the very words; never
        denied: innocent          # "no coupons today" claims nothing; claims: saying it at all is the claim
        reason: A deadline or pressure to buy that no fact carries.

Rules of one id in several languages and packs are one rule: a fact in Chinese carries the English claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.guard.bounds import PatternError, compiled
from agent.guard.plain import plain
from agent.guard.polarity import DENIED_AFTER, clause_before, is_asked, is_negated, is_open
from persona.yamlfile import DocumentError, read_document

PACKS = Path(__file__).parent / "rules"
"""The folder of the packs that come with the project."""
MOST_RULES = 400
"""Rules of one pack."""

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
_HAN = re.compile(r"[\u3400-\u9fff]")


class RuleSpec(BaseModel):
    """One rule as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: RuleId
    language: Literal["en", "zh"]
    words: tuple[Word, ...] = ()
    patterns: tuple[str, ...] = ()
    innocent: tuple[str, ...] = Field(default=(), alias="except")
    action: Literal["rewrite", "block"] = "rewrite"
    carried: Literal["fact", "words", "never"] = "fact"
    denied: Literal["innocent", "claims"] = "innocent"
    reason: str = Field(min_length=1, max_length=300)


class PackSpec(BaseModel):
    """A pack as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: RuleId
    rules: Annotated[tuple[RuleSpec, ...], Field(max_length=MOST_RULES)]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to be matched."""

    id: str
    language: str
    found: re.Pattern[str]
    innocent: re.Pattern[str] | None
    action: Literal["rewrite", "block"]
    carried: Literal["fact", "words", "never"]
    denied: Literal["innocent", "claims"]
    reason: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a text that a rule is about."""

    rule: Rule
    id: str
    """The rule's id; of denied stock claims the opposite: ``sold_out`` for "not in stock"."""
    start: int
    end: int
    text: str


_OPPOSITE = {"in_stock": "sold_out", "sold_out": "in_stock"}


class RuleSet:
    """Rules of several packs together."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Put rules together."""
        self.rules = tuple(rules)
        self._by_language = {
            language: tuple(rule for rule in rules if rule.language == language) for language in ("en", "zh")
        }

    def hits(self, text: str) -> list[Hit]:
        """What a plain text says that rules are about, in order. Denials and questions claim nothing."""
        languages = (["zh"] if _HAN.search(text) else []) + ["en"]
        found = [
            hit for language in languages for rule in self._by_language[language] for hit in _hits(rule, text)
        ]
        return sorted(found, key=lambda hit: hit.start)


def _hits(rule: Rule, text: str) -> Iterator[Hit]:
    spared: list[tuple[int, int]] | None = None
    for match in rule.found.finditer(text):
        start, end = match.span()
        if rule.innocent is not None:
            if spared is None:
                spared = [spare.span() for spare in rule.innocent.finditer(text)]
            if any(first <= start and end <= last for first, last in spared):
                continue
        id = rule.id
        if rule.denied == "innocent":
            before = clause_before(text, start)
            if is_asked(before) or is_open(text, start, end):
                continue
            if is_negated(before) or DENIED_AFTER.match(text, end):
                if id not in _OPPOSITE:
                    continue
                id = _OPPOSITE[id]
        yield Hit(rule, id, start, end, match[0])


def load_pack(path: Path) -> tuple[Rule, ...]:
    """Read a pack file.

    Raises:
        DocumentError: It cannot be read, or a rule is wrong; names file, line and field.
    """
    document = read_document(path, PackSpec)
    rules: list[Rule] = []
    faults = []
    for index, spec in enumerate(document.model.rules):
        try:
            rules.append(_rule(spec))
        except _Fault as fault:
            faults.append((("rules", index, *fault.where), str(fault)))
    if faults:
        raise document.error(faults)
    return tuple(rules)


@lru_cache(maxsize=16)
def built_in(name: str) -> tuple[Rule, ...]:
    """The rules of a pack that comes with the project.

    Raises:
        DocumentError: There is no such pack.
    """
    if name not in built_in_names():
        raise DocumentError(f"there is no rule pack {name!r}; there are: {', '.join(built_in_names())}")
    return load_pack(PACKS / f"{name}.yaml")


@lru_cache(maxsize=1)
def built_in_names() -> tuple[str, ...]:
    """The packs that come with the project."""
    return tuple(sorted(found.stem for found in PACKS.glob("*.yaml")))


class _Fault(ValueError):
    def __init__(self, where: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.where = where


def _rule(spec: RuleSpec) -> Rule:
    if not spec.words and not spec.patterns:
        raise _Fault(("id",), "has neither words nor patterns")
    parts = [*(_edged(re.escape(plain(word)).replace(r"\ ", " ")) for word in spec.words)]
    parts += _checked(spec.patterns, "patterns")
    innocent = _checked(spec.innocent, "except")
    return Rule(
        spec.id,
        spec.language,
        _joined(parts),
        _joined(innocent) if innocent else None,
        spec.action,
        spec.carried,
        spec.denied,
        spec.reason,
    )


def _checked(patterns: tuple[str, ...], field: str) -> list[str]:
    for index, pattern in enumerate(patterns):
        try:
            compiled(pattern)
        except PatternError as error:
            raise _Fault((field, index), str(error)) from None
    return [_edged(pattern) for pattern in patterns]


def _edged(pattern: str) -> str:
    """English matches begin and end at the edges of words; Chinese has none."""
    if _HAN.search(pattern):
        return f"(?:{pattern})"
    return rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])"


def _joined(parts: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


def own_rules(
    *, competitors: Sequence[str], forbid: Sequence[str], allow: Sequence[str], rules: Sequence[Rule]
) -> RuleSet:
    """The rules of a room: those of its packs, its competitors and its own words.

    Args:
        competitors: Names that are not to be spoken.
        forbid: Words that are not to be said.
        allow: Words that are innocent here, whatever the packs say.
        rules: Those of the packs.
    """
    added = [
        _of_words("competitor", competitors, "A competitor's name; nothing is said of others."),
        _of_words("forbidden", forbid, "The room's own list of what is not said."),
    ]
    spared = [_edged(re.escape(plain(word))) for word in allow if word.strip()]
    every = [*rules, *(rule for pair in added for rule in pair)]
    if not spared:
        return RuleSet(every)
    return RuleSet(
        [
            Rule(
                rule.id,
                rule.language,
                rule.found,
                _joined([*spared, *([rule.innocent.pattern] if rule.innocent else [])]),
                rule.action,
                rule.carried,
                rule.denied,
                rule.reason,
            )
            for rule in every
        ]
    )


def _of_words(id: str, words: Sequence[str], reason: str) -> list[Rule]:
    named = [re.escape(plain(word.strip())).replace(r"\ ", " ") for word in words if word.strip()]
    if not named:
        return []
    found = _joined([_edged(word) for word in sorted(named, key=len, reverse=True)])
    return [
        Rule(id, language, found, None, "rewrite", "never", "claims", reason) for language in ("en", "zh")
    ][:1]
