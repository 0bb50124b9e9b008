"""The form of a written script: a plain Markdown file for one product in one language.

    # Lumen electric kettle
    product: kettle-lumen
    language: en

    ## Hook
    - Mornings begin with {product}.

    ## Price
    - {product} costs {price}.

Each item (or paragraph) under a beat is one way of saying it; loops take turns. ``{product}``, ``{price}``,
``{list_price}``, ``{stock}`` and any attribute's machine name (``{capacity}``) are filled from the facts when
it is spoken, so a script never holds a stale price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.agenda.beats import WRITTEN, Written

LONGEST = 500
"""Characters of one wording."""
MOST = 40
"""Wordings of one beat."""
MAX_CHARACTERS = 100_000
"""Of one file."""
_TITLE = re.compile(r"#\s+(.+)")
_BEAT = re.compile(r"##+\s+(.+)")
_FIELD = re.compile(r"(product|language)\s*[:：]\s*(.+)", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-*•]|[0-9]{1,2}[.)、])\s+")
GAP = re.compile(r"\{([^{}]{0,60})\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SAME: Mapping[Written, tuple[str, ...]] = {
    "hook": ("hook", "opening", "open", "intro", "开场", "钩子", "引入", "吸引", "留人", "开头"),
    "pain": ("pain", "pain point", "pain points", "problem", "need", "痛点", "需求", "场景", "问题"),
    "proof": (
        "proof", "selling points", "selling point", "points", "features", "benefits", "证明", "卖点", "亮点",
        "产品介绍", "介绍", "讲解", "信任",
    ),
    "price": ("price", "offer", "deal", "价格", "报价", "优惠", "价格机制", "福利"),
    "call": ("call", "call to action", "cta", "close", "closing", "行动", "号召", "逼单", "促单", "下单",
             "成交", "引导", "引导下单", "收尾"),
}  # fmt: skip


class ScriptError(ValueError):
    """A script that cannot be used: as words one line, ``file:line: what is wrong``."""

    def __init__(self, *faults: str) -> None:
        """Tell what is wrong.

        Args:
            faults: At least one, a line each, in the order of the file.
        """
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = faults
        """All of them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of saying a beat."""

    text: str
    line: int = 0
    """In the file, from 1; 0 when it is not from a file."""


@dataclass(frozen=True, slots=True)
class ScriptText:
    """One product's script in one language."""

    product_id: str
    language: str
    title: str = ""
    """The product's name, for a person."""
    beats: Mapping[Written, tuple[Variant, ...]] = field(default_factory=dict)


def beat_named(name: str) -> Written | None:
    """The beat that a heading means, in English or Chinese."""
    plain = " ".join(name.strip(" #*:：【】[]()（）").casefold().split())
    return next((beat for beat, names in _SAME.items() if plain in names), None)


def parse(text: str, where: str, **fields: str) -> ScriptText:
    """Read a script.

    Args:
        text: The file's text.
        where: The file's name, for errors.
        fields: ``product`` and ``language`` where the text may lack them.

    Raises:
        ScriptError: It is not of the form; names the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise ScriptError(f"{where}:1: is longer than {MAX_CHARACTERS} characters")
    reader = _Reader(where, fields)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        reader.take(line.strip(), number)
    return reader.finish()


class _Reader:
    def __init__(self, where: str, fields: Mapping[str, str]) -> None:
        self._where = where
        self._title = ""
        self._fields = dict(fields)
        self._faults: list[str] = []
        self._beats: dict[Written, list[Variant]] = {}
        self._headed = False
        self._beat: Written | None = None
        self._open: list[str] = []
        self._open_at = 0

    def take(self, line: str, number: int) -> None:
        if not line:
            self._close()
        elif heading := _BEAT.fullmatch(line):
            self._close()
            self._beat = beat_named(heading[1])
            if self._beat is None:
                known = ", ".join(beat.capitalize() for beat in WRITTEN)
                self._fault(number, f"{heading[1][:40]!r} is no beat; there are {known}")
            else:
                self._beats.setdefault(self._beat, [])
            self._headed = True
        elif (title := _TITLE.fullmatch(line)) and not self._headed:
            self._title = title[1].strip()
        elif not self._headed:
            given = _FIELD.fullmatch(line)
            if given is None:
                self._fault(number, "words before the first beat; put them below a line like ## Hook")
            else:
                self._fields[given[1].lower()] = given[2].strip()
        else:
            if _ITEM.match(line):
                self._close()
                line = _ITEM.sub("", line, count=1)
            if not self._open:
                self._open_at = number
            self._open.append(line)

    def _close(self) -> None:
        if not self._open or self._beat is None:
            return
        text = " ".join(" ".join(self._open).split())
        self._open = []
        fault = gap_fault(text)
        if len(text) > LONGEST:
            fault = f"{len(text)} characters are too long for one breath; up to {LONGEST} are read"
        elif len(self._beats[self._beat]) >= MOST:
            fault = f"more than {MOST} wordings of one beat"
        if fault:
            self._fault(self._open_at, fault)
        elif any(char.isalnum() for char in text):
            self._beats[self._beat].append(Variant(text, self._open_at))

    def _fault(self, number: int, what: str) -> None:
        self._faults.append(f"{self._where}:{number}: {what}")

    def finish(self) -> ScriptText:
        self._close()
        for name in ("product", "language"):
            if not self._fields.get(name):
                self._fault(1, f"lacks a line '{name}: …' under the title")
        beats = {beat: tuple(found) for beat, found in self._beats.items() if found}
        if not beats and not self._faults:
            self._fault(1, "has no words; write some under a heading like ## Hook")
        if self._faults:
            raise ScriptError(*self._faults)
        return ScriptText(self._fields["product"], self._fields["language"], self._title, beats)


def gap_fault(text: str) -> str:
    """What is wrong with a wording's gaps; empty for nothing."""
    for name in GAP.findall(text):
        if not _NAME.fullmatch(name):
            return (
                f"{{{name}}} is no gap; write {{product}}, {{price}} or an attribute's name like {{capacity}}"
            )
    return (
        "has a lone brace; braces are for gaps like {price}" if re.search(r"[{}]", GAP.sub("", text)) else ""
    )


def written(script: ScriptText) -> str:
    """A script as its file has it."""
    parts = [
        f"# {script.title or script.product_id}",
        f"product: {script.product_id}",
        f"language: {script.language}",
    ]
    for beat in WRITTEN:
        if script.beats.get(beat):
            parts += ["", f"## {beat.capitalize()}", *(f"- {one.text}" for one in script.beats[beat])]
    return "\n".join([*parts[:1], "", *parts[1:]]) + "\n"
