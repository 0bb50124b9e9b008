"""Reading a Character Card V1, V2 or V3, from a PNG file or as JSON.

Specifications: Character Card V2 (malfoyslastname, 2023) and V3 (kwaroran, 2024). A card is a stranger's
words: nothing in it is run, fetched or obeyed.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona.cards import png

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a card's file."""
MAX_JSON = 3 * 1024 * 1024
"""Bytes of a card's JSON."""
MAX_TEXT = 40_000
"""Characters read of one field; the rest is cut."""
MAX_LIST = 200
"""Entries read of one list."""

_STRINGS = (
    "description",
    "personality",
    "scenario",
    "first_mes",
    "mes_example",
    "creator_notes",
    "system_prompt",
    "post_history_instructions",
    "creator",
    "nickname",
)


class CardError(ValueError):
    """A file that is no Character Card; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Card:
    """A Character Card's words, as they stand in it."""

    version: str
    """``V1``, ``V2`` or ``V3``."""
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    """Text by the card's own field name; only what is not empty."""
    greetings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lore: tuple[str, ...] = ()
    """Contents of the character book's enabled entries, in their order."""
    ignored: tuple[str, ...] = ()
    """What the card has besides: ``extensions``, ``assets``; and fields of a wrong type."""

    def text(self, name: str) -> str:
        """One field, empty if the card has none."""
        return self.fields.get(name, "")


def read_card(path: Path) -> Card:
    """Read a card's file.

    Raises:
        CardError: It cannot be read, or holds no card.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise CardError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > MAX_FILE:
        raise CardError(f"{path}: is larger than {MAX_FILE // (1024 * 1024)} MiB")
    try:
        return card_in(data)
    except CardError as error:
        raise CardError(f"{path}: {error}") from None


def card_in(data: bytes) -> Card:
    """The card in a file's bytes.

    Raises:
        CardError: They hold none.
    """
    if data.startswith(png.SIGNATURE):
        return _in_png(data)
    if data.startswith(b"PK"):
        raise CardError("is an archive (CHARX); unpack it and import its card.json")
    return _parsed(data)


def _in_png(data: bytes) -> Card:
    try:
        texts = png.texts(data)
    except png.PngError as error:
        raise CardError(str(error)) from None
    held = texts.get("ccv3") or texts.get("chara")
    if not held:
        raise CardError("is a picture without a card in it: no text named chara or ccv3")
    try:
        return _parsed(base64.b64decode(bytes(held.split()[0]) if held.split() else b"", validate=True))
    except binascii.Error:
        raise CardError("has a card that is not base64 text") from None


def _parsed(data: bytes) -> Card:
    if len(data) > MAX_JSON:
        raise CardError(f"has a card of more than {MAX_JSON // (1024 * 1024)} MiB")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise CardError("holds no card: it is neither a PNG file nor JSON") from None
    if not isinstance(found, dict):
        raise CardError("holds JSON that is no card: it must be an object with a name")
    spec, inner = found.get("spec"), found.get("data")
    if isinstance(spec, str) and isinstance(inner, dict):
        version = "V3" if spec.endswith("v3") else "V2"
        return _card(version, inner)
    return _card("V1", found)


def _card(version: str, data: dict[str, Any]) -> Card:
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        raise CardError("holds JSON that is no card: it has no name")
    if version == "V1" and not any(isinstance(data.get(key), str) for key in _STRINGS[:5]):
        raise CardError("holds JSON that is no card: it describes nobody")
    fields, ignored = {}, []
    for key in _STRINGS:
        value = data.get(key)
        if isinstance(value, str) and value.strip():
            fields[key] = value[:MAX_TEXT]
        elif value is not None and not isinstance(value, str):
            ignored.append(f"{key} (not text)")
    ignored += [key for key in ("extensions", "assets") if data.get(key)]
    greetings = (*_strings(data.get("alternate_greetings")), *_strings(data.get("group_only_greetings")))
    return Card(
        version=version,
        name=name[:MAX_TEXT],
        fields=fields,
        greetings=greetings,
        tags=_strings(data.get("tags")),
        lore=_lore(data.get("character_book")),
        ignored=tuple(ignored),
    )


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(one[:MAX_TEXT] for one in value[:MAX_LIST] if isinstance(one, str) and one.strip())


def _lore(book: object) -> tuple[str, ...]:
    entries = book.get("entries") if isinstance(book, dict) else None
    kept = []
    for entry in entries[:MAX_LIST] if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("content"), str) and entry.get("enabled", True):
            order = entry.get("insertion_order")
            kept.append((order if isinstance(order, int) else 0, entry["content"][:MAX_TEXT]))
    return tuple(content for _, content in sorted(kept, key=lambda one: one[0]))
