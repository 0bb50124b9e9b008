"""``nightshift stage preview`` and ``templates``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from avatar.media import Picture

_LATEST_S = 600.0
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m)?")
_SECONDS = {None: 1.0, "s": 1.0, "ms": 0.001, "m": 60.0}


@click.command()
@click.option(
    "--room", type=click.Path(dir_okay=False, path_type=Path), metavar="ROOM.yaml",
    help="The room file; the demo's room without one.",
)  # fmt: skip
@click.option("--at", default="6s", show_default=True, metavar="TIME", help="Since the beginning: 12s, 1.5m.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="The picture to write: PNG, JPEG or WebP.",
)  # fmt: skip
@click.option("--size", default="", metavar="WxH", help="Of the picture, instead of the room's: 720x1280.")
@click.option(
    "--template", default="", metavar="NAME|FILE", help="Instead of the room's: a name, or a template file."
)
@click.option("--product", default="", metavar="ID", help="What is shown; the room's first product without.")
def command(*, room: Path | None, at: str, output: Path, size: str, template: str, product: str) -> None:
    """Write one picture of a short show of this room: its host, voice and lips, a product, a question.

    The show is a welcome, the product's description, a question about the price and its answer; --at is the
    moment of it that is drawn.

    Example: nightshift stage preview --room room.yaml --at 12s --size 720x1280 -o frame.png
    """
    from agent.config import ConfigError, load_room
    from agent.rehearsing import rehearsed
    from avatar.stage.rehearsal import Rehearsal

    at_s = _seconds(at)
    written = _format(output)
    try:
        config = load_room(room)
        changes: dict[str, object] = _sides(size)
        if template:
            changes["template"] = template
        picture = type(config.picture).model_validate(
            {**{name: getattr(config.picture, name) for name in config.picture.model_fields_set}, **changes}
        )
        show = asyncio.run(rehearsed(config.model_copy(update={"picture": picture}), product))
        rehearsal = Rehearsal(show.stage)
    except (ConfigError, ValueError, RuntimeError) as error:
        raise click.ClickException(_line(error)) from error
    if at_s > show.lasts_s:
        click.echo(f"the show is over after {show.lasts_s:.1f} s; nobody speaks at {at_s:g} s", err=True)
    try:
        pixels = rehearsal.picture(show.commands, at_s)
    finally:
        faults = rehearsal.close()
    for fault in faults:
        click.echo(fault, err=True)
    try:
        output.write_bytes(written(pixels))
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from error
    click.echo(f"{show.stage.width}x{show.stage.height}, {show.stage.template.name}, at {at_s:g} s  {output}")


@click.command()
def templates() -> None:
    """List the templates that ``picture: {template: NAME}`` in a room file can name."""
    from avatar.stage.template import built_in, load_template

    for name in built_in():
        click.echo(f"{name:<12} {load_template(name).about}")
    click.echo("\nA file of your own: picture: {template: mine.yaml}; docs/stage.md tells how to write it.")


def _seconds(text: str) -> float:
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise click.ClickException(f"--at {text}: write a time, such as 12s or 1.5m")
    at_s = float(found[1]) * _SECONDS[found[2]]
    if at_s > _LATEST_S:
        raise click.ClickException(f"--at {text}: at most {_LATEST_S:g}s")
    return at_s


def _sides(size: str) -> dict[str, object]:
    if not size:
        return {}
    found = re.fullmatch(r"(\d{2,5})x(\d{2,5})", size)
    if found is None:
        raise click.ClickException(f"--size {size}: write WIDTHxHEIGHT, such as 720x1280")
    return {"width": int(found[1]), "height": int(found[2])}


def _line(error: Exception) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"--size: {first['loc'][-1]}: {first['msg']}"
    return str(error)


def _format(output: Path) -> Callable[[Picture], bytes]:
    """What turns pixels into a file of the kind that the name asks for."""
    if not output.parent.is_dir():
        raise click.ClickException(f"no such folder: {output.parent}")
    kinds = {".png": "kPNG", ".jpg": "kJPEG", ".jpeg": "kJPEG", ".webp": "kWEBP"}
    kind = kinds.get(output.suffix.lower())
    if kind is None:
        raise click.ClickException(f"{output.name} must end in .png, .jpg or .webp")

    def written(pixels: Picture) -> bytes:
        import skia

        image = skia.Image.fromarray(
            pixels, colorType=skia.ColorType.kRGBA_8888_ColorType, alphaType=skia.AlphaType.kOpaque_AlphaType
        )
        return bytes(image.encodeToData(getattr(skia.EncodedImageFormat, kind), 90))

    return written
