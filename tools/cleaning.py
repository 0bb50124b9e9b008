"""What comes from outside, made harmless before anything else sees it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tools.base import Scalar

LONGEST = 400
"""Characters of one text."""
MOST_DEPTH = 16
"""Levels of nesting of an answer."""
MOST_NODES = 20_000
"""Values in an answer."""

_TAG = re.compile(r"<[^<>]{0,200}>|\[[^\[\]]{0,60}\]|```+")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])([A-Za-z]{0,6}[-_#]?)([0-9](?:[-_ ]?[0-9]){4,23})(?![0-9A-Za-z%元块]| ?mAh)"
)
_PRICE = re.compile(r"[$€£¥]\s?$|(?:under|below|over|about|满|低于)\s?$", re.IGNORECASE)


class AnswerError(ValueError):
    """An answer cannot be read."""


def cleaned(text: str, longest: int = LONGEST) -> str:
    """A stranger's text on one line, without control and formatting characters, markup and tags."""
    plain = unicodedata.normalize("NFC", text[: 4 * longest])
    plain = "".join(
        " " if char.isspace() else char
        for char in plain
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    while (without := _TAG.sub(" ", plain)) != plain:
        plain = without
    plain = " ".join(plain.replace("[", "(").replace("]", ")").replace("<", " ").replace(">", " ").split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def masked(text: str) -> str:
    """A text with order and telephone numbers cut to their last three digits: ``…678``.

    A number of five digits or more counts as one, unless it is written as a price.
    """

    def cut(match: re.Match[str]) -> str:
        if _PRICE.search(text[max(0, match.start() - 8) : match.start()]):
            return match[0]
        return "…" + last_digits(match[0])

    return _NUMBER.sub(cut, text)


def last_digits(number: str) -> str:
    """The last three letters or digits of a number: all of it that is spoken or written down."""
    return "".join(char for char in number if char.isalnum())[-3:]


def read_json(content: bytes) -> Any:
    """An answer's JSON: numbers exact, depth and size bounded.

    Raises:
        AnswerError: It is no JSON, or not of a shape that a sane server sends.
    """
    try:
        held = json.loads(content, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise AnswerError("the answer is no JSON") from error
    left = [(held, 1)]
    seen = 0
    while left:
        value, depth = left.pop()
        seen += 1
        if depth > MOST_DEPTH or seen > MOST_NODES:
            raise AnswerError("the answer is nested too deeply or holds too much")
        if isinstance(value, dict):
            left += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            left += [(one, depth + 1) for one in value]
    return held


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def at(held: Any, pointer: str) -> Any:
    """The value a JSON Pointer (RFC 6901) points at; ``None`` where there is nothing."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(held, dict):
            held = held.get(key)
        elif isinstance(held, list) and key.isascii() and key.isdigit() and int(key[:6]) < len(held):
            held = held[int(key[:6])]
        else:
            return None
    return held


def text_at(held: Any, pointer: str) -> str:
    """A text or number as clean text; empty where there is none."""
    value = at(held, pointer) if pointer else None
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return cleaned(str(value))
    return ""


def number_at(held: Any, pointer: str) -> Decimal | None:
    """A finite number, also one written as text; ``None`` where there is none.

    Raises:
        AnswerError: There is something else.
    """
    value = at(held, pointer) if pointer else None
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise AnswerError(f"{pointer} is no number")
    try:
        number = Decimal(value)
    except (ArithmeticError, ValueError) as error:
        raise AnswerError(f"{pointer} is no number") from error
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise AnswerError(f"{pointer} is no number")
    return number


def whole_at(held: Any, pointer: str, least: int, most: int) -> int | None:
    """A whole number within bounds; ``None`` where there is none.

    Raises:
        AnswerError: It is another number.
    """
    number = number_at(held, pointer)
    if number is None:
        return None
    if number != number.to_integral_value() or not least <= number <= most:
        raise AnswerError(f"{pointer} is not a whole number from {least} to {most}")
    return int(number)


def plain_data(values: Mapping[str, Any]) -> dict[str, Scalar]:
    """Values for a result's ``data``: what is empty is left out, exact numbers become floats."""
    return {
        key: float(value) if isinstance(value, Decimal) else value
        for key, value in values.items()
        if value is not None and value != ""
    }
