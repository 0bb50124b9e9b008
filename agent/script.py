"""The one parser of what a writer emits: it strips tags and junk and collects tags in the same scan.

Rules, decided from the text alone, so that where a stream breaks into chunks never changes the result:

* **Tag**: ``[name]``. A name is a letter followed by up to 23 letters or underscores, in any case, with up
  to four spaces on either side. A known name is collected; an unknown one is dropped and counted. Anything
  else that begins with ``[`` is plain text: ``[1.7 L]``, ``[see below]``, ``[`` at the end.
* **Thinking** (``<think>…</think>`` and its kin) and **code fences** (three backticks) are dropped with what
  they hold; unclosed, they last to the end of the text.
* **Markup** ``<name …>`` of up to 64 characters is dropped; any other ``<`` is text.
* ``*``, ``_`` and ``~`` are emphasis and dropped, except between two digits (``3*4`` is read ``3×4``) and
  ``_`` between two letters, which is a space. Backticks, backslashes, pictographs and invisible characters
  are dropped; ``|`` is a space.
* At the start of a line: headings, list marks, list numbers and rules are dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

_TAG = re.compile(r"\[ {0,4}([^\W\d_][^\W\d]{0,23}) {0,4}\]")
_TAG_BEGUN = re.compile(r"\[ {0,4}(?:[^\W\d_][^\W\d]{0,23} {0,4})?")
_MARKUP = re.compile(r"</?([A-Za-z][A-Za-z]{0,15})[^<>\n]{0,48}>")
_MARKUP_BEGUN = re.compile(r"<(?:/?(?:[A-Za-z][A-Za-z]{0,15}[^<>\n]{0,48})?)?")
_EMPHASIS = re.compile(r"[*_~]{1,16}")
_LINE_MARK = re.compile(r"(?:#{1,6}|[-+•·>])(?=\s)|--|[0-9]{1,2}[.)](?=[ \t])")
_LINE_MARK_BEGUN = re.compile(r"#{1,6}|[-+•·>]|[0-9]{1,2}[.)]?")
_MUTE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\ufeff\u2600-\u27bf\u2b00-\u2bff"
_MUTE += "\U0001f000-\U0001faff\x00-\x08\x0b-\x1f\x7f"
_SPECIAL = re.compile(rf"[\[<`*_~|\\\n{_MUTE}]")
_THOUGHTS = frozenset({"think", "thinking", "thought", "reasoning", "analysis", "scratchpad"})
_FENCE = "```"
_DISTINCT_DROPPED = 32
"""How many unknown names are counted apart; the rest are counted together under ``…``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of plain text, or one known tag."""

    kind: Literal["text", "tag"]
    text: str
    """The text, or the tag's name in lower case."""


class TagParser:
    """Push parser of tagged text. Holds back at most 68 characters, and only inside a possible mark."""

    def __init__(self, known: Collection[str]) -> None:
        """Collect these names.

        Args:
            known: Moods and gestures of the persona.
        """
        self._known = frozenset(name.lower() for name in known)
        self._held = ""
        self._last = ""
        self._line_start = True
        self._closer: re.Pattern[str] | None = None
        self._text: list[str] = []
        self._pieces: list[Piece] = []
        self.dropped: Counter[str] = Counter()
        """Unknown tags, by name."""

    def push(self, chunk: str) -> list[Piece]:
        """Take the next chunk; return what is certain so far."""
        return self._scan(chunk, final=False)

    def finish(self) -> list[Piece]:
        """End the text: whatever was held back is plain text."""
        return self._scan("", final=True)

    def _scan(self, chunk: str, *, final: bool) -> list[Piece]:
        buffer = self._held + chunk
        position = 0
        while position < len(buffer):
            step = self._step(buffer, position, final)
            if step is None:
                break
            position = step
        self._held = "" if final else buffer[position:]
        self._flush()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _step(self, buffer: str, at: int, final: bool) -> int | None:
        """Deal with what stands at a position; return the next one, or None to wait for more."""
        if self._closer is not None:
            return self._skip(buffer, at)
        if self._line_start:
            mark = self._line_mark(buffer, at, final)
            if mark is None or mark > at:
                return mark
        char = buffer[at]
        if char == "[":
            return self._tag(buffer, at, final)
        if char == "<":
            return self._markup(buffer, at, final)
        if char == "`":
            return self._backtick(buffer, at, final)
        if char in "*_~":
            return self._emphasis(buffer, at, final)
        if char == "|":
            return self._say(" ", at + 1)
        if char == "\n" or not _SPECIAL.match(char):
            end = at + 1 if self._line_start else self._plain_end(buffer, at + 1)
            return self._say(buffer[at:end], end)
        return at + 1

    def _plain_end(self, buffer: str, start: int) -> int:
        if buffer[start - 1] == "\n":
            return start
        special = _SPECIAL.search(buffer, start)
        return special.start() if special else len(buffer)

    def _skip(self, buffer: str, at: int) -> int | None:
        """Drop what is inside a fence or a thought, up to its end."""
        assert self._closer is not None
        closed = self._closer.search(buffer, at)
        if closed:
            self._closer = None
            return closed.end()
        return max(at, len(buffer) - 16) if len(buffer) - at > 16 else None

    def _line_mark(self, buffer: str, at: int, final: bool) -> int | None:
        """The end of a mark at a line's start; the same position when there is none."""
        mark = _LINE_MARK.match(buffer, at)
        if mark:
            answer = not self._last and mark[0][0].isdigit() and mark[0][:-1] != "1"
            return at if answer else mark.end()
        begun = _LINE_MARK_BEGUN.match(buffer, at)
        if begun and begun.end() == len(buffer) and not final:
            return None
        return at

    def _tag(self, buffer: str, at: int, final: bool) -> int | None:
        tag = _TAG.match(buffer, at)
        if not tag:
            begun = _TAG_BEGUN.match(buffer, at)
            if begun and begun.end() == len(buffer) and not final:
                return None
            return self._say("[", at + 1)
        name = tag[1].lower()
        if name in self._known:
            self._flush()
            self._pieces.append(Piece("tag", name))
        else:
            crowded = name not in self.dropped and len(self.dropped) >= _DISTINCT_DROPPED
            self.dropped["…" if crowded else name] += 1
        return tag.end()

    def _markup(self, buffer: str, at: int, final: bool) -> int | None:
        markup = _MARKUP.match(buffer, at)
        if not markup:
            begun = _MARKUP_BEGUN.match(buffer, at)
            if begun and begun.end() == len(buffer) and not final:
                return None
            return self._say("<", at + 1)
        name = markup[1].lower()
        if name in _THOUGHTS and markup[0][1] != "/":
            self._closer = re.compile(rf"</{name}>", re.IGNORECASE)
        return markup.end()

    def _backtick(self, buffer: str, at: int, final: bool) -> int | None:
        if buffer.startswith(_FENCE, at):
            self._closer = re.compile(_FENCE)
            return at + len(_FENCE)
        if len(buffer) - at < len(_FENCE) and not final and not buffer[at:].strip("`"):
            return None
        return at + 1

    def _emphasis(self, buffer: str, at: int, final: bool) -> int | None:
        run = _EMPHASIS.match(buffer, at)
        assert run is not None
        end = run.end()
        if end == len(buffer) and end - at < 16 and not final:
            return None
        before, after = self._last, buffer[end : end + 1]
        if before.isdigit() and after.isdigit():
            return self._say({"*": "×", "_": " ", "~": "~"}[run[0][0]], end)
        if run[0][0] == "_" and before.isalnum() and after.isalnum():
            return self._say(" ", end)
        return end

    def _say(self, text: str, position: int) -> int:
        self._text.append(text)
        self._last = text[-1]
        if text == "\n":
            self._line_start = True
        elif not text.isspace():
            self._line_start = False
        return position

    def _flush(self) -> None:
        if self._text:
            self._pieces.append(Piece("text", "".join(self._text)))
            self._text.clear()
