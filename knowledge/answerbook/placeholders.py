"""Gaps in a written reply that are filled with what the catalogue says when it is spoken."""

from __future__ import annotations

import re
from collections.abc import Callable

PLACEHOLDERS = ("price", "list_price", "stock", "product")
"""Names: ``{price}`` is said with its currency, ``{stock}`` is a number, ``{product}`` the product's name."""
_GAP = re.compile(r"\{([^{}]{0,40})\}")
_BRACE = re.compile(r"[{}]")


class PlaceholderError(ValueError):
    """A gap that cannot be filled; one clear line."""


def gaps(text: str, product_id: str) -> tuple[str, ...]:
    """The placeholders of a reply.

    Args:
        text: The reply.
        product_id: The product it is about; empty for the whole shop.

    Raises:
        PlaceholderError: One is unknown, a brace stands alone, or there is no product to fill it from.
    """
    names = _GAP.findall(text)
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for name in names:
        if name not in PLACEHOLDERS:
            raise PlaceholderError(f"there is no placeholder {{{name}}}; there are {known}")
    if _BRACE.search(_GAP.sub("", text)):
        raise PlaceholderError(f"a single brace: braces are for placeholders, which are {known}")
    if names and not product_id:
        raise PlaceholderError(f"{{{names[0]}}} needs a product to take it from: add --product ID")
    return tuple(dict.fromkeys(names))


def filled(text: str, value: Callable[[str], str]) -> str:
    """The reply with each gap filled by ``value(name)``."""
    return _GAP.sub(lambda match: value(match[1]), text)
