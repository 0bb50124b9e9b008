"""A script out of what a chat model answered, in whatever dress it came.

Models put a script into fences, greet before it and comment after it, write headings in bold or with
numbers, answer in JSON, think aloud, or decline. What can be read as wordings under beats is taken; nothing
is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from agent.agenda.beats import Written
from agent.agenda.scriptform import LONGEST, MOST, Variant, beat_named, gap_fault
from agent.agenda.scripts import Refusal

MAX_CHARACTERS = 60_000
"""Of a reply; what follows is not read."""
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?:```|~~~)[\w-]*\s*$", re.MULTILINE)
_ITEM = re.compile(r"(?:[-*•·–—]|[0-9]{1,2}[.)、:：])\s+")
_HEADING = re.compile(
    r"(?:\#{1,6}\s*)?(?:[0-9]{1,2}[.)、]\s*)?[*_【\[]{0,2}\s*(?P<name>[^\s*_【】\[\]:：#][^*_【】\[\]:：#]{0,30})"
    r"\s*[】\]]?(?P<mark>[*_]{0,2}[:：]?[*_]{0,2})\s*(?P<rest>.*)"
)
_MARKS = re.compile(r"\*\*|__|`")
_QUOTED = re.compile(r"^[\"“”'‘’「『](.*)[\"“”'‘’」』]$", re.DOTALL)
_SECTION = re.compile(r"#{2,6}\s|\*\*[^*]+\*\*:?$")
_ENDS = '.!?。！？…"”’』」'
_ITEMS_NAMED = ("items", "text", "lines", "variants", "wordings", "script", "beats")


def wordings(reply: str) -> tuple[dict[Written, tuple[Variant, ...]], list[Refusal]]:
    """The wordings by beat, each numbered by its ``line``, and those that cannot be used, with the reason.

    Args:
        reply: What the model answered.
    """
    text = _FENCE.sub("", _THOUGHT.sub("", reply[:MAX_CHARACTERS])).strip()
    data = _json(text)
    found = _told(data) if data is not None else _listed(text)
    beats: dict[Written, list[Variant]] = {}
    refused: list[Refusal] = []
    for number, (beat, words) in enumerate(found, 1):
        said = _plain(words)
        held = beats.setdefault(beat, [])
        if not any(char.isalnum() for char in said):
            continue
        if why := _fault(said, len(held)):
            refused.append(Refusal(said[:LONGEST], why, number))
        else:
            held.append(Variant(said, number))
    return {beat: tuple(held) for beat, held in beats.items() if held}, refused


def _fault(said: str, held: int) -> str:
    if len(said) > LONGEST:
        return f"{len(said)} characters are too long for one breath; up to {LONGEST} are read"
    if held >= MOST:
        return f"more than {MOST} wordings of one beat"
    return gap_fault(said)


def _plain(words: str) -> str:
    """Words without Markdown's emphasis and without quotation marks around the whole."""
    said = " ".join(_MARKS.sub("", words).split())
    quoted = _QUOTED.fullmatch(said)
    return quoted[1].strip() if quoted else said


def _json(text: str) -> object:
    """The reply as JSON, where it is an object or a list; a few words around it do not matter."""
    begins = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    if begins < 0 or len(text[:begins].split()) > 40:
        return None
    try:
        data, _ = json.JSONDecoder().raw_decode(text[begins:])
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict | list) and data else None


def _told(data: object, beat: Written | None = None, depth: int = 0) -> Iterator[tuple[Written, str]]:
    """Wordings in JSON: texts and lists of texts under names of beats, wherever they are."""
    if depth > 6:
        return
    if isinstance(data, str) and beat is not None:
        yield beat, data
    elif isinstance(data, list):
        yield from chain.from_iterable(_told(one, beat, depth + 1) for one in data)
    elif isinstance(data, Mapping):
        named = next((data[key] for key in ("beat", "heading", "name", "type") if key in data), None)
        own = beat_named(named) if isinstance(named, str) else None
        for key, value in data.items():
            under = beat_named(str(key)) or (own or beat if str(key).casefold() in _ITEMS_NAMED else None)
            if under is not None or isinstance(value, Mapping | list):
                yield from _told(value, under, depth + 1)


def _listed(text: str) -> Iterator[tuple[Written, str]]:
    """Wordings in lists or paragraphs under headings; what stands before, between and after is left out."""
    beat: Written | None = None
    open_: list[str] = []
    items = gap = False

    def closed() -> Iterator[tuple[Written, str]]:
        if beat is not None and open_:
            yield beat, " ".join(open_)
        open_.clear()

    for line in (one.strip() for one in text.splitlines()):
        heading = _heading(line)
        if heading is not None:
            yield from closed()
            beat, rest = heading
            items = gap = False
            if rest:
                open_.append(rest)
        elif not line:
            yield from closed()
            gap = True
        elif _SECTION.match(line):
            yield from closed()
            beat = None
        elif item := _ITEM.match(line):
            yield from closed()
            items, gap = True, False
            open_.append(line[item.end() :])
        elif not items or (not gap and open_ and open_[-1][-1] not in _ENDS):
            open_.append(line)  # else it stands after a list: the model's own remark
    yield from closed()


def _heading(line: str) -> tuple[Written, str] | None:
    """The beat that a line names, and what is said behind the name; None where it names none."""
    item = _ITEM.match(line)
    found = _HEADING.fullmatch(line[item.end() :] if item and "*" in line else line)
    if found is None:
        return None
    beat, rest = beat_named(found["name"]), found["rest"].strip()
    marked = line.startswith(("#", "*", "_", "【", "[")) or ":" in found["mark"] or "：" in found["mark"]
    if beat is None or (rest and not marked) or (item and "*" not in line):
        return None
    return (beat, rest) if marked or not rest else None
