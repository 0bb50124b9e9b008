"""A card's markup taken apart: plain sentences that describe, words the character says, and looks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_COMMENT = re.compile(r"\{\{//[^{}]*\}\}|^@@.*$", re.MULTILINE)
_CHAR = re.compile(r"\{\{char\}\}|<bot>|<char>", re.IGNORECASE)
_USER = re.compile(r"\{\{user\}\}|<user>", re.IGNORECASE)
_RANDOM = re.compile(r"\{\{(?:random|pick):([^{},]{0,200})[^{}]{0,2000}\}\}", re.IGNORECASE)
_MACRO = re.compile(r"\{\{[^{}]*\}\}")
_LIST = re.compile(
    r"\[?([^\[\]=(){}\"\n:]{1,60})[ ]?(?:=|:)?[ ]?\(?((?:[ ]?\"[^\"\n]{1,200}\"[ ]?[,+;]?){2,})\)?[ ]?\]?"
)
"""A list of properties, as in ``[Anna's Personality= "kind", "calm"]`` or ``Mind("kind" + "calm")``."""
_LOOKS = re.compile(
    r"\b(?:body|appearance|looks?|hair|eyes?|skin|height|weight|clothes|clothing|outfit|wears|age|gender|sex|species"
    r"|race|figure|build|features)\b|外貌|身材|长相|穿着|年龄|性别|种族",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"^\s*([^:：\n]{1,40})[:：]\s*(.*)$")
_QUOTED = re.compile(r"[\"“「『]([^\"“”「」『』\n]{2,160})[\"”」』]")
_ACTION = re.compile(r"\*[^*\n]{0,600}\*|（[^（）\n]{0,200}）")
_MARKUP = re.compile(r"<[^<>\n]{0,80}>|[*_`#~|\[\]{}<>\\]+")
_SENTENCES = re.compile(r"[^.!?。！？\n]+(?:[.!?]+[\"”’)]*(?=\s|$)|[。！？]+[”」』]*|(?=\n)|$|[.!?])")


@dataclass(frozen=True, slots=True)
class Prose:
    """What one field of a card says."""

    sentences: tuple[str, ...]
    """That describe, in order."""
    spoken: tuple[str, ...]
    """Said by the character in examples."""
    looks: int
    """Lists about how it looks; a host's face is a theme."""


def prose(text: str, name: str, viewer: str) -> Prose:
    """Take one field apart.

    Args:
        text: As the card has it.
        name: What ``{{char}}`` stands for.
        viewer: What ``{{user}}`` stands for.
    """
    plain = _resolved(text, name, viewer)
    story, examples = _apart(plain, name, viewer)
    looks = 0

    def listed(match: re.Match[str]) -> str:
        nonlocal looks
        if _LOOKS.search(match[1]):
            looks += 1
            return "\n"
        values = re.findall(r"\"([^\"]+)\"", match[2])
        return f"\n{match[1].strip()}: {', '.join(dict.fromkeys(values))}.\n"

    story = _LIST.sub(listed, story)
    sentences = (
        " ".join(_MARKUP.sub(" ", one).split()) for one in _SENTENCES.findall(_ACTION.sub(" ", story))
    )
    quoted = (" ".join(_MARKUP.sub(" ", one).split()) for line in examples for one in _said(line))
    return Prose(
        tuple(dict.fromkeys(one for one in sentences if sum(char.isalpha() for char in one) > 2)),
        tuple(dict.fromkeys(one for one in quoted if one)),
        looks,
    )


def clean(text: str) -> str:
    """Text without control characters, bidirectional overrides, halves of characters and runs of spaces."""
    kept = (
        char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") else " "
        for char in text.replace("\r\n", "\n")
    )
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _resolved(text: str, name: str, viewer: str) -> str:
    plain = _COMMENT.sub("", clean(text))
    plain = _CHAR.sub(lambda _: name, plain)
    plain = _USER.sub(lambda _: viewer, plain)
    plain = _RANDOM.sub(lambda match: match[1].strip(), plain)
    return _MACRO.sub("", plain)


def _apart(text: str, name: str, viewer: str) -> tuple[str, list[str]]:
    """The lines that tell, and those that the character says; what the other says is left out."""
    story, examples = [], []
    speaking = ""
    for line in text.split("\n"):
        if line.strip().upper() == "<START>":
            speaking = ""
            continue
        found = _SPEAKER.match(line)
        who = found[1].strip().casefold() if found else ""
        starts = who in (name.casefold(), viewer.casefold())
        if starts or not line:
            speaking = who
        words = found[2] if found and starts else line
        if not speaking:
            story.append(words)
        elif speaking == name.casefold():
            examples.append(words)
    return "\n".join(story), examples


def _said(line: str) -> list[str]:
    """The words said in a line of an example: what is in quotation marks, else what is no action."""
    quoted = _QUOTED.findall(line)
    pieces = quoted or [_ACTION.sub(" ", line)]
    return [sentence.strip() for piece in pieces for sentence in _SENTENCES.findall(piece)]
