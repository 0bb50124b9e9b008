"""How each host looks, as data. A theme is drawn in a space of 720 x 480 units."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Colour = str
_COLOUR = Field(pattern=r"^#[0-9a-fA-F]{6}$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Skin(_Strict):
    """Tones of the skin, light to deep, and what blood shows through."""

    light: Colour = _COLOUR
    base: Colour = _COLOUR
    shade: Colour = _COLOUR
    deep: Colour = _COLOUR
    blush: Colour = _COLOUR
    lip: Colour = _COLOUR


class Hair(_Strict):
    """Cut and tones of the hair."""

    style: Literal["bob", "crop"]
    base: Colour = _COLOUR
    light: Colour = _COLOUR
    dark: Colour = _COLOUR
    sheen: Colour = _COLOUR


class Clothes(_Strict):
    """Cut and tones of what the host wears."""

    style: Literal["blazer", "cardigan"]
    base: Colour = _COLOUR
    light: Colour = _COLOUR
    shade: Colour = _COLOUR
    deep: Colour = _COLOUR
    inner: Colour = _COLOUR
    inner_shade: Colour = _COLOUR


class Theme(_Strict):
    """One host."""

    skin: Skin
    hair: Hair
    clothes: Clothes
    iris: Colour = _COLOUR
    accent: Colour = _COLOUR
    """Metal and small things: the moon pin, ear rings, the frame of the glasses."""
    build: Literal["slim", "broad"]
    glasses: bool = False
    earrings: bool = False
    hairpin: bool = False


THEMES: dict[str, Theme] = {
    "mei": Theme(
        skin=Skin(
            light="#ffe9dc", base="#fbd6c3", shade="#eab09a", deep="#c27a69", blush="#f28b7d", lip="#d0605f"
        ),
        hair=Hair(style="bob", base="#40262f", light="#6d414a", dark="#26141d", sheen="#b5737a"),
        clothes=Clothes(
            style="blazer",
            base="#f3e7da",
            light="#fffaf2",
            shade="#d6c0b4",
            deep="#a68a86",
            inner="#1f6168",
            inner_shade="#14444d",
        ),
        iris="#8a4f2d",
        accent="#f2b84b",
        build="slim",
        earrings=True,
        hairpin=True,
    ),
    "kai": Theme(
        skin=Skin(
            light="#fbdcc3", base="#f0c3a3", shade="#d79a78", deep="#a96a50", blush="#e48a6f", lip="#c4705f"
        ),
        hair=Hair(style="crop", base="#2b2a35", light="#4d4d61", dark="#17161f", sheen="#7f83a3"),
        clothes=Clothes(
            style="cardigan",
            base="#dd9a3c",
            light="#f2ba62",
            shade="#b57426",
            deep="#7f4d1a",
            inner="#f6f1ea",
            inner_shade="#cfc6c0",
        ),
        iris="#5b4030",
        accent="#2a2c3d",
        build="broad",
        glasses=True,
    ),
    "lu": Theme(
        skin=Skin(
            light="#f6d3b4", base="#e6b792", shade="#c98f69", deep="#a0694d", blush="#d98468", lip="#bd7062"
        ),
        hair=Hair(style="crop", base="#a9aab0", light="#d2d3d6", dark="#75767f", sheen="#f1f1ee"),
        clothes=Clothes(
            style="blazer",
            base="#2f4766",
            light="#48658a",
            shade="#223450",
            deep="#152138",
            inner="#efe6d6",
            inner_shade="#c9bca6",
        ),
        iris="#4a3a2c",
        accent="#9a7440",
        build="broad",
        glasses=True,
    ),
}
