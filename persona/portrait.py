"""A persona as a chat model is told of it: who the host is and how it speaks, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from persona.schema import Persona

MOST = 1_800
"""Characters of a portrait; a longer prompt costs time before the first token."""
_MOST_STORY = 600
_MOST_TONE = 300
_MOST_LINES = 6

_HeldT = TypeVar("_HeldT")


def persona_prompt(persona: Persona, language: str) -> str:
    """Who the host is, for the part of a prompt that describes it.

    Line breaks and marks that could be read as structure of a prompt are taken out of the persona's
    words, and what is too long is cut at a word, so that a persona from a stranger stays a description.

    Args:
        persona: Who speaks.
        language: Of the answer; a field without it is given in the persona's own language.

    Returns:
        Short paragraphs, ``MOST`` characters at most.
    """
    address = persona.address_in(language)
    calls = f"You call your viewers: {', '.join(address.everyone)}."
    if not address.by_name:
        calls += f" You name no viewer; you say: {address.one}."
    parts = [
        _short(_in(persona.about, persona, language, ""), _MOST_STORY),
        _short(_in(persona.background, persona, language, ""), _MOST_STORY),
        _titled("How you speak", [_in(persona.tone, persona, language, "")], _MOST_TONE),
        _titled("What you do", _in(persona.do, persona, language, ()), _MOST_TONE),
        _titled("What you avoid", _in(persona.dont, persona, language, ()), _MOST_TONE),
        calls,
        _titled(
            "You are known for saying, now and then", _in(persona.catchphrases, persona, language, ()), 240
        ),
    ]
    text = ""
    for part in filter(None, parts):
        if len(text) + 1 + len(part) <= MOST:
            text += ("\n" if text else "") + part
    return text


def _in(held: Mapping[str, _HeldT], persona: Persona, language: str, none: _HeldT) -> _HeldT:
    for key in (language, *persona.languages, *held):
        if key in held:
            return held[key]
    return none


def _titled(title: str, lines: Iterable[str], most: int) -> str:
    kept = [line.rstrip(".。") for line in (_short(one, most) for one in lines) if line][:_MOST_LINES]
    while kept and len("; ".join(kept)) > most:
        kept.pop()
    return f"{title}: {'; '.join(kept)}." if kept else ""


def _short(text: str, most: int) -> str:
    plain = " ".join(text.replace("```", " ").replace("-----", " ").split())
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:，；：") + "…"
