"""The fonts of the picture: the bundled ones first, then the machine's, for what those lack.

A character that no font has is left out. The bundled ones cover Latin, Greek, Cyrillic, Chinese and kana
(Noto Sans CJK), Arabic, Hebrew, Thai, Devanagari (Noto Sans) and emoji in colour (Twemoji).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import skia

from avatar.stage.picture.cleaning import EMOJI_STYLE, JOINER, NON_JOINER, clusters, is_emoji

FAMILY = "Nightshift"
_EMOJI = f"{FAMILY} Emoji"
_FILES = {
    FAMILY: ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
    _EMOJI: ("Twemoji.ttf", "Twemoji.ttf"),
    f"{FAMILY} Arabic": ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    f"{FAMILY} Hebrew": ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    f"{FAMILY} Thai": ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    f"{FAMILY} Devanagari": ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
}
"""Family, its regular and its bold file; in the order they are asked."""
_FALLBACKS = 24
"""Families of the machine's that are used at most."""
_TRIED = 4096
"""Characters and clusters of which it is remembered who draws them."""
_UNSEEN = frozenset((JOINER, NON_JOINER, EMOJI_STYLE))


@contextmanager
def _errors_unheard() -> Iterator[None]:
    """Skia's own fontconfig complains of machines whose configuration is newer; nobody can do anything."""
    heard = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)
        os.close(nowhere)


class Fonts:
    """The bundled faces and, as they are needed, the machine's."""

    def __init__(self) -> None:
        self._provider = skia.textlayout.TypefaceFontProvider()
        self._machine: skia.FontMgr | None = None
        self.unicode = skia.Unicodes.ICU.Make()
        self._faces: dict[str, dict[bool, skia.Typeface]] = {}
        for family, names in _FILES.items():
            with _errors_unheard():
                loaded = {name: self._loaded(name) for name in dict.fromkeys(names)}
            self._faces[family] = {
                bold: loaded[name] for bold, name in zip((False, True), names, strict=True)
            }
            for face in loaded.values():
                self._provider.registerTypeface(face, family)
        self._others: dict[int, str] = {}
        self._known: dict[str, str | None] = {}
        self.collection = skia.textlayout.FontCollection()
        self.collection.setDefaultFontManager(self._provider)

    @staticmethod
    def _loaded(name: str) -> skia.Typeface:
        data = skia.Data.MakeWithCopy((files("avatar") / "fonts" / name).read_bytes())
        return skia.Typeface.MakeFromData(data)

    def face(self, family: str, bold: bool) -> skia.Typeface:
        """The face of a family that ``family`` named."""
        return self._faces[family][bold]

    def family(self, cluster: str) -> str | None:
        """The family to draw a cluster with; ``None`` when no font has all of it."""
        if cluster not in self._known:
            if len(self._known) >= _TRIED:
                self._known.clear()
            self._known[cluster] = self._found(cluster)
        return self._known[cluster]

    def _found(self, cluster: str) -> str | None:
        wanted = [character for character in cluster if character not in _UNSEEN]
        if is_emoji(cluster) and self._has(_EMOJI, wanted):
            return _EMOJI
        for family in _FILES:
            if self._has(family, wanted) and (family != _EMOJI or cluster[0] > "\u00ff"):
                return family
        return self._of_machine(wanted)

    def _has(self, family: str, characters: list[str]) -> bool:
        face = self._faces[family][True]
        return all(face.unicharToGlyph(ord(character)) for character in characters)

    def _of_machine(self, characters: list[str]) -> str | None:
        if not characters:
            return None
        if self._machine is None:
            with _errors_unheard():
                self._machine = skia.FontMgr()
        face = self._machine.matchFamilyStyleCharacter("", skia.FontStyle.Bold(), ["en"], ord(characters[0]))
        if face is None or not all(face.unicharToGlyph(ord(character)) for character in characters):
            return None
        if face.uniqueID() not in self._others:
            if len(self._others) >= _FALLBACKS:
                return None
            family = f"{FAMILY} {len(self._others) + 1}"
            self._provider.registerTypeface(face, family)
            self._others[face.uniqueID()] = family
            self._faces[family] = {False: face, True: face}
        return self._others[face.uniqueID()]


@cache
def fonts() -> Fonts:
    """The fonts of this process, loaded once."""
    return Fonts()


def runs(text: str) -> list[tuple[str, str]]:
    """Stretches of text with the family that draws each; what none draws is left out."""
    found: list[tuple[str, str]] = []
    for cluster in clusters(text):
        for part, family in _drawn(cluster):
            if found and (found[-1][0] == family or (part == " " and found[-1][0] != _EMOJI)):
                found[-1] = (found[-1][0], found[-1][1] + part)
            else:
                found.append((family, part))
    return found


def _drawn(cluster: str) -> Iterator[tuple[str, str]]:
    """A cluster with its family; where no font has all of it, those of its characters that one has."""
    family = fonts().family(cluster)
    if family is not None:
        yield (cluster.replace(EMOJI_STYLE, "") if family == _EMOJI else cluster), family
    elif len(cluster) > 1:
        for character in cluster:
            part = fonts().family(character)
            if part is not None:
                yield character, part


def faces(text: str, bold: bool = True) -> list[tuple[skia.Typeface, str]]:
    """Stretches of text with the face that draws each; what none draws is left out."""
    return [(fonts().face(family, bold), run) for family, run in runs(text)]
