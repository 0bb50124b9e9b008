"""What the hosts wear, a file each, in body space: origin at the base of the neck, y down."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from avatar.faces.drawn.dress.base import Dress
from avatar.faces.drawn.themes import DressStyle, Theme

DRESSES: dict[DressStyle, str] = {
    "blazer": "Blazer",
    "cardigan": "Cardigan",
    "turtleneck": "Turtleneck",
    "hoodie": "Hoodie",
    "apron": "Apron",
    "qipao": "Qipao",
    "wrap": "Wrap",
}
"""Class of each style, in a file of the style's name."""


def dress(theme: Theme) -> Dress:
    """What a host wears."""
    style = theme.clothes.style
    kind = cast(type[Dress], getattr(import_module(f"{__name__}.{style}"), DRESSES[style]))
    return kind(theme)
