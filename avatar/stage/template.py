"""Templates of the picture: where everything stands and how it looks, as YAML that a shop can write."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from persona.yamlfile import DocumentError, read_model

DEFAULT = "studio"

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""``#rrggbb``."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


_Edge = Annotated[float, Field(ge=-4000, le=4000, allow_inf_nan=False)]


def _in_order(edges: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    for first, last, sides in ((edges[0], edges[2], "left, right"), (edges[1], edges[3], "top, bottom")):
        if (first < 0) == (last <= 0) and first >= last and not first == last == 0:
            raise ValueError(f"the edges are left, top, right, bottom; {sides} are {first:g}, {last:g}")
    return edges


Edges = Annotated[tuple[_Edge, _Edge, _Edge, _Edge], AfterValidator(_in_order)]
"""Left, top, right and bottom in units of the design (1280 x 720, or 720 x 1280). A negative edge is
counted from the right or the bottom of the picture, and so is 0 as a right or bottom edge."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HostPlace(_Strict):
    """Where the host stands: feet of the figure at the bottom edge, in the middle."""

    box: Edges
    wide: float = Field(default=1.0, ge=1.0, le=3.0)
    """The host is drawn for a picture so many times as wide as the box, and cropped at the sides: larger than
    the box would let it be."""


class Arrangement(_Strict):
    """Where everything stands in one shape of picture.

    The AI label takes its corner first; what would lie under it moves down. Panels (question, card, caption,
    ticker) may lie over the host, never over one another.
    """

    host: HostPlace
    title: bool = True
    """Whether the shop's and the host's names stand beside the label."""
    question: Edges | None = None
    card: Edges | None = None
    caption: Edges | None = None
    ticker: Edges | None = None
    counter: _Edge | None = None
    """Top edge of what the host stands behind; it reaches to the bottom of the picture."""


class Look(_Strict):
    """Colours and forms of the panels."""

    panel: tuple[Colour, Colour] = ("#fffdf9", "#f8efe3")
    """The card's ground, above and below."""
    ink: Colour = "#201d33"
    """The product's name."""
    faint: Colour = "#7d788a"
    """The price before, and what matters little."""
    price: Colour = "#d4431a"
    good: Colour = "#2f6a4d"
    """Stock that is there."""
    urgent: Colour = "#d4431a"
    """Stock that runs out, the countdown."""
    radius: float = Field(default=22.0, ge=0.0, le=60.0)
    """Of the corners, units."""
    glass: Colour = "#14163a"
    """The ground of question, caption and ticker."""
    glass_alpha: float = Field(default=0.92, ge=0.0, le=1.0)
    """How dense it is; 0: not there."""
    caption_alpha: float = Field(default=0.0, ge=0.0, le=1.0)
    """The same under the caption."""
    text: Colour = "#fff6e8"
    """On the glass, and the caption."""
    title: Colour = "#fff6e8"
    accent: Colour = "#ffc765"
    """The asker's name, the shop's moon, the ground of the spoken word."""
    spoken: Colour = "#2a1a05"
    """The spoken word."""
    highlight: Literal["pill", "colour", "none"] = "pill"
    """How the spoken word is shown: on a ground of its own, in the accent colour, or not."""


class Template(_Strict):
    """One design, for both shapes of picture."""

    name: Annotated[str, StringConstraints(max_length=40)] = ""
    about: Annotated[str, StringConstraints(max_length=200)] = ""
    """One line: what it looks like."""
    scene: Literal["studio", "daylight", "lights", "plain"] = "plain"
    """What is drawn behind the host when the room names no background: the shop at night, a bright room,
    lights out of focus, or the ``colours`` alone."""
    colours: Annotated[tuple[Colour, ...], Field(min_length=1, max_length=4)] = ("#15173a", "#3a2f5e")
    """From top to bottom."""
    front: tuple[Colour, Colour] = ("#241a38", "#100d20")
    """The counter, above and below."""
    edge: Colour = "#c98a52"
    """The counter's edge."""
    look: Look = Look()
    wide: Arrangement
    """For pictures wider than tall; designed on 1280 x 720."""
    tall: Arrangement
    """For pictures taller than wide; designed on 720 x 1280."""


def built_in() -> list[str]:
    """The names of the templates that come with Nightshift."""
    folder = files("avatar") / "stage" / "templates"
    return sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))


@cache
def _shipped(name: str) -> Template:
    with as_file(files("avatar") / "stage" / "templates" / f"{name}.yaml") as path:
        return read_model(path, Template)


def load_template(name: str, folder: Path | None = None) -> Template:
    """Read a template.

    Args:
        name: Of a built-in one, or the path of a file.
        folder: What a relative path begins at.

    Raises:
        DocumentError: There is none of that name, or the file is broken; names file, line and field.
    """
    if name.endswith((".yaml", ".yml")) or "/" in name:
        path = (folder or Path()) / name
        template = read_model(path, Template)
        return template if template.name else template.model_copy(update={"name": path.stem[:40]})
    if not _NAME.fullmatch(name) or name not in built_in():
        raise DocumentError(
            f"no template is called {name[:60]!r}; there are: {', '.join(built_in())}, "
            "or the path of a file that ends with .yaml"
        )
    return _shipped(name)
