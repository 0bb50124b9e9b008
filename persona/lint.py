"""What a persona must and must not be, beyond the form of its file."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from persona import claims
from persona.character import Finding, character, forbidden_words
from persona.phrase import Phrase
from persona.phrases import ALWAYS, PHRASES, PLACEHOLDER, TAG
from persona.schema import Persona
from persona.wordings import Alternation, variants_of
from persona.yamlfile import Where

HOURLY = {
    "idle": 60,
    "bridge": 60,
    "pitch_hook": 60,
    "pitch_point": 60,
    "pitch_proof": 60,
    "pitch_price": 60,
    "pitch_price_was": 60,
    "pitch_call": 60,
    "price": 30,
    "attribute": 30,
    "in_stock": 20,
    "greeting": 20,
    "disclosure": 6,
}
"""Variants that a phrase needs so as not to come round within an hour of a usual stream."""

_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_BRACED = re.compile(r"\{([^{}]*)\}")


def lint(persona: Persona, *, thorough: bool = False) -> Iterator[Finding]:
    """Everything there is to say about a persona.

    Args:
        persona: Whose phrases and description are read.
        thorough: Read every variant of a wording, instead of every option beside every neighbour.
    """
    yield from character(persona)
    yield from _languages(persona)
    forbidden = {language: forbidden_words(persona, language) for language in persona.dont}
    for name, by_language in persona.phrases.items():
        known = PHRASES.get(name)
        if known is None:
            yield Finding(("phrases", name), "is no known phrase" + _closest(name))
            continue
        for language, wordings in by_language.items():
            for index, wording in enumerate(wordings):
                where: Where = ("phrases", name, language, index)
                for fault in _wording(persona, name, known, wording, thorough):
                    yield Finding(where, fault)
                for word in forbidden.get(language, ()):
                    if word.casefold() in wording.casefold():
                        yield Finding(where, f"says {word!r}, which dont.{language} forbids")
            if language in persona.languages:
                yield from _enough(name, language, wordings)
    yield from _disclosures(persona)


def _languages(persona: Persona) -> Iterator[Finding]:
    for index, language in enumerate(persona.languages):
        own = [name for name, by_language in persona.phrases.items() if by_language.get(language)]
        if not own:
            yield Finding(("languages", index), f"{language} has no phrases at all")
            continue
        for name, phrase in PHRASES.items():
            if language not in phrase.plain and name not in own:
                yield Finding(("phrases", name, language), "has no wording")
        for field in ("name", "about"):
            if language not in getattr(persona, field):
                yield Finding((field,), f"has nothing in {language}", warning=True)
    unspoken = {language for by_language in persona.phrases.values() for language in by_language}
    for language in sorted(unspoken - set(persona.languages)):
        yield Finding(("languages",), f"phrases in {language} are never said: it is not listed", warning=True)


def _wording(persona: Persona, name: str, phrase: Phrase, wording: str, thorough: bool) -> Iterator[str]:
    seen: set[str] = set()
    pattern = Alternation(wording)
    every = thorough and pattern.count > 1
    for variant in variants_of((wording,)) if every else pattern.samples():
        for fault in _variant(persona, name, phrase, variant):
            if fault not in seen:
                seen.add(fault)
                yield fault


def _variant(persona: Persona, name: str, phrase: Phrase, variant: str) -> Iterator[str]:
    bare = PLACEHOLDER.sub("x", TAG.sub("", variant)).strip()
    if not any(char.isalnum() for char in bare):
        yield "has nothing to say"
        return
    yield from _tags(persona, variant)
    yield from _placeholders(phrase, variant)
    yield from claims.in_speech(bare)
    if name == "disclosure" and not claims.says_ai(bare):
        yield "must say that the host is an AI"
    if re.search(r"\d", bare):
        yield "has a number; numbers come from the shop's facts, through placeholders"
    if re.search(r"[|｜]", bare):
        yield "has a | outside plain parentheses; options are written (this|that), never nested"


def _tags(persona: Persona, wording: str) -> Iterator[str]:
    for tag in _BRACKETED.findall(wording):
        if tag not in persona.tags:
            yield f"[{tag}] is no mood or gesture of this persona" + _closest(tag, persona.tags)
    if wording.rstrip().endswith("]"):
        yield "ends in a tag; a tag stands before the words it colours"
    if re.search(r"[\[\]]", _BRACKETED.sub("", wording)):
        yield "has a lone square bracket"


def _placeholders(phrase: Phrase, wording: str) -> Iterator[str]:
    used = _BRACED.findall(wording)
    for name in used:
        if name not in phrase.must and name not in phrase.may and name not in ALWAYS:
            known = ", ".join("{" + known + "}" for known in (*phrase.must, *phrase.may, *ALWAYS))
            yield f"{{{name}}} is not known here (known: {known})"
    for name in phrase.must:
        if name not in used:
            yield f"lacks {{{name}}}"
    if re.search(r"[{}]", _BRACED.sub("", wording)):
        yield "has a lone brace"


def _enough(name: str, language: str, wordings: tuple[str, ...]) -> Iterator[Finding]:
    where: Where = ("phrases", name, language)
    if not wordings:
        return
    among = variants_of(wordings)
    wanted = HOURLY.get(name, 0)
    if len(among) < wanted:
        yield Finding(
            where,
            f"has {len(among)} variants; an hour without repeating takes {wanted}: add options (this|that)",
            warning=True,
        )
    twice = [text for text, count in Counter(among).items() if count > 1]
    if twice:
        yield Finding(where, f"has the same words twice: {twice[0]}", warning=True)


def _disclosures(persona: Persona) -> Iterator[Finding]:
    for language in persona.languages:
        wordings = persona.phrases.get("disclosure", {}).get(language, ())
        silent = [at for at, one in enumerate(wordings) if not claims.says_generated(one)]
        if wordings and len(silent) == len(wordings):
            yield Finding(
                ("phrases", "disclosure", language), "none says that picture and voice are generated"
            )
            continue
        for at in silent:
            yield Finding(
                ("phrases", "disclosure", language, at),
                "does not say that picture and voice are generated",
                warning=True,
            )


def _closest(name: str, known: frozenset[str] | None = None) -> str:
    near = difflib.get_close_matches(name, sorted(known if known is not None else PHRASES), n=1)
    return f"; did you mean {near[0]}?" if near else ""
