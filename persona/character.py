"""What is wrong with a persona's description: its story, catchphrases, do and don't, and forms of address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona import claims
from persona.schema import Address, Persona
from persona.yamlfile import Where

_QUOTED = re.compile(r"[\"“「『]([^\"“”「」『』]{1,60})[\"”」』]")
_MARKUP = re.compile(r"[\[\]{}|]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a persona that is wrong, or that its author should know."""

    where: Where
    """The field."""
    says: str
    """What is wrong, and where it helps how to mend it."""
    warning: bool = False
    """Whether it goes on air all the same."""


def character(persona: Persona) -> Iterator[Finding]:
    """Everything there is to say about a persona's description."""
    for field, stories in (
        ("about", persona.about),
        ("background", persona.background),
        ("tone", persona.tone),
    ):
        for language, text in stories.items():
            yield from (Finding((field, language), fault) for fault in claims.in_story(text))
            yield from (Finding((field, language), odd, True) for odd in claims.odd_in_story(text))
    for language, wanted in persona.do.items():
        for index, line in enumerate(wanted):
            yield from (Finding(("do", language, index), fault) for fault in claims.in_story(line))
    for language, catchphrases in persona.catchphrases.items():
        for index, line in enumerate(catchphrases):
            yield from (Finding(("catchphrases", language, index), fault) for fault in _spoken(line))
    for language, address in persona.address.items():
        for place, text in _forms(address):
            yield from (Finding(("address", language, *place), fault) for fault in _spoken(text))
    yield from _contradictions(persona)


def forbidden_words(persona: Persona, language: str) -> list[str]:
    """The words in quotation marks among what a persona never does."""
    return [word for line in persona.dont.get(language, ()) for word in _QUOTED.findall(line)]


def _spoken(text: str) -> Iterator[str]:
    yield from claims.in_speech(text)
    if _MARKUP.search(text):
        yield "is said as it stands: no tags, placeholders or options"
    if re.search(r"\d", text):
        yield "has a number; numbers come from the shop's facts"


def _forms(address: Address) -> Iterator[tuple[Where, str]]:
    yield from ((("everyone", index), text) for index, text in enumerate(address.everyone))
    yield ("one",), address.one


def _contradictions(persona: Persona) -> Iterator[Finding]:
    for language, never in persona.dont.items():
        always = {line.casefold() for line in persona.do.get(language, ())}
        for index, line in enumerate(never):
            if line.casefold() in always:
                yield Finding(("dont", language, index), f"is also in do.{language}")
        said: list[tuple[Where, str]] = [
            (("catchphrases", language, index), line)
            for index, line in enumerate(persona.catchphrases.get(language, ()))
        ]
        if language in persona.address:
            said += [
                (("address", language, *place), text) for place, text in _forms(persona.address[language])
            ]
        for where, text in said:
            for word in forbidden_words(persona, language):
                if word.casefold() in text.casefold():
                    yield Finding(where, f"says {word!r}, which dont.{language} forbids")
