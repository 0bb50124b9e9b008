"""What a drawn host's looks are made of, as data. Lengths are in a space of 720 x 480 units."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise ValueError("must be a colour as '#rrggbb', in quotes: '#f2b84b'")
    return value


Colour = Annotated[str, AfterValidator(_colour)]
"""``#rrggbb``."""
Length = Annotated[float, Field(ge=0, le=140)]
"""Units."""
Place = Annotated[float, Field(ge=-140, le=140)]
"""Units, to the right of the middle or down from between the eyes."""
Part = Annotated[float, Field(ge=0, le=1)]
"""0 none … 1 all."""

HairStyle = Literal["bob", "crop", "swept", "curls", "waves", "bun", "bald", "mane"]
DressStyle = Literal["blazer", "cardigan", "turtleneck", "hoodie", "apron", "qipao", "wrap"]
GlassesStyle = Literal["none", "round", "square", "half"]
Earrings = Literal["none", "studs", "hoops", "drops"]
Beard = Literal["none", "stubble", "short", "full"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Skin(_Strict):
    """Tones of the skin (of the mascot: its fur), light to deep, and what blood shows through."""

    light: Colour
    base: Colour
    shade: Colour
    deep: Colour
    blush: Colour
    lip: Colour


class Hair(_Strict):
    """Cut and tones of the hair."""

    style: HairStyle
    base: Colour
    light: Colour
    dark: Colour
    sheen: Colour
    beard: Beard = "none"


class Clothes(_Strict):
    """Cut and tones of what the host wears."""

    style: DressStyle
    base: Colour
    light: Colour
    shade: Colour
    deep: Colour
    inner: Colour
    """What shows in the opening: a blouse, a shirt, the lining of a hood; of an apron, the apron."""
    inner_shade: Colour
    cuff: Literal["cuff", "rib", "plain"] = "cuff"


class HeadForm(_Strict):
    """Outline of the face and what stands on it."""

    jaw: Annotated[tuple[tuple[Length, Place], ...], Field(min_length=5, max_length=5)]
    """The right half of the face from the temple down to the jaw, in head space."""
    chin: Annotated[float, Field(ge=60, le=140)]
    """Head space, how far down the chin is."""
    neck: Length
    """Half its width."""
    crown: Length = 104.0
    """Head space, how far up the skull is; under hair it need not show."""
    drop: Annotated[float, Field(ge=-20, le=30)] = 0.0
    """Units that the head sits lower on the shoulders."""
    kind: Literal["human", "cat"] = "human"
    ears: Annotated[float, Field(ge=0.6, le=1.5)] = 1.0
    """Their size, as a part of the default's."""
    nose: Literal["soft", "strong", "broad"] = "soft"
    blush: Part = 0.45
    """How much colour the cheeks have at all times."""
    lines: Part = 0.0
    """How deep the fine lines of age are."""
    freckles: bool = False


class EyeForm(_Strict):
    """Form of eyes and brows, in head space."""

    x: Length = 36.0
    """From the middle of the face to the middle of an eye."""
    y: Length = 12.0
    long: Length = 22.0
    """Half the eye's length."""
    tall: Length = 17.0
    low: Length = 9.5
    """How far the lower lid is below the eye's middle."""
    lash: Length = 5.0
    """Width of the upper lashes."""
    wing: Annotated[float, Field(ge=-5, le=20)] = 5.5
    """How far they run out at the outer corner."""
    brow: Annotated[tuple[Length, ...], Field(min_length=4, max_length=4)] = (3.4, 4.6, 4.0, 1.2)
    """Widths from the inner end to the outer."""
    brow_y: Annotated[float, Field(ge=-60, le=0)] = -17.0
    pupil: Literal["round", "slit"] = "round"
    crease: Part = 0.75
    """How dark the fold above the lid is."""
    brow_colour: Colour | None = None
    """The hair's when left out."""


class MouthForm(_Strict):
    """Form of the mouth, in head space."""

    y: Length = 66.0
    half: Length = 22.0
    """Half its width at rest."""
    plump: Annotated[float, Field(ge=0.2, le=1.6)] = 1.0
    """Height of the lips, as a part of the default's."""
    upper: Part = 0.35
    """How much darker than the lips' tone the upper lip is."""
    lower: Part = 0.18
    """How much of the skin's tone the lower lip has."""
    shine: Part = 0.28


class HandForm(_Strict):
    """Form of the hands, as parts of the default's."""

    fingers: Literal[3, 4] = 4
    """Beside the thumb."""
    length: Annotated[float, Field(ge=0.5, le=1.3)] = 1.0
    width: Annotated[float, Field(ge=0.7, le=1.6)] = 1.0
    pads: bool = False
    """Whether they have the pads of a paw."""


class Theme(_Strict):
    """One host."""

    skin: Skin
    hair: Hair
    clothes: Clothes
    head: HeadForm
    eyes: EyeForm
    mouth: MouthForm
    hands: HandForm = HandForm()
    build: Literal["slim", "broad"]
    iris: Colour
    accent: Colour
    """Metal and small things: pins, ear rings, the frame of the glasses."""
    glasses: GlassesStyle = "none"
    earrings: Earrings = "none"
    hairpin: bool = False
