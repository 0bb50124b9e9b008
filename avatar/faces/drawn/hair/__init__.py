"""Hair, as layers behind and in front of the face, in head space. Drawn once, then replayed."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import skia

from avatar.faces.drawn.brush import recorded
from avatar.faces.drawn.hair.cut import Bounds, Cut
from avatar.faces.drawn.layer import Layer
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.themes import HairStyle, Theme

CUTS: dict[HairStyle, str] = {
    "bob": "Bob",
    "crop": "Crop",
    "swept": "Swept",
    "curls": "Curls",
    "waves": "Waves",
    "bun": "Bun",
    "bald": "Bald",
    "mane": "Mane",
}
"""Class of each style, in a file of the style's name."""


class HairLayers:
    """The layers of one cut."""

    def __init__(self, theme: Theme, scale: float) -> None:
        """Prepare them.

        Args:
            theme: Who wears it.
            scale: Pixels of a unit.
        """
        style = theme.hair.style
        kind = cast(type[Cut], getattr(import_module(f"{__name__}.{style}"), CUTS[style]))
        cut = kind(theme)
        self.back = recorded(cut.back)
        self.shadow = recorded(cut.shadow)
        """What lies on the face's skin, under eyes and brows."""
        form, locks = cut.form(), recorded(cut.locks)
        reach = max(abs(edge) for edge in cut.bounds) + 30.0
        light = Light(cut.base, (-reach, -reach, reach, reach), scale)

        def front(canvas: skia.Canvas) -> None:
            light.fill(canvas, form)
            canvas.drawPicture(locks)

        self.front = Layer(front, cut.bounds)
        self.bounds: Bounds = (
            min(cut.bounds[0], cut.behind[0]),
            min(cut.bounds[1], cut.behind[1]),
            max(cut.bounds[2], cut.behind[2]),
            max(cut.bounds[3], cut.behind[3]),
        )
        """Of all of it."""
