"""``nightshift avatar sheet``: the drawn characters on one picture."""

from __future__ import annotations

from pathlib import Path

import click

_KINDS = {".webp": "WebP", ".png": "PNG"}


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="File to write, .webp or .png.",
)  # fmt: skip
@click.option(
    "--quality",
    type=click.IntRange(10, 100),
    default=42,
    show_default=True,
    help="Of a WebP: size for looks.",
)
@click.option(
    "--theme", "themes", multiple=True, metavar="NAME", help="Only this character; may be given again."
)
def command(*, output: Path, quality: int, themes: tuple[str, ...]) -> None:
    """Draw every character in every mood, with every viseme, and in every gesture.

    Example: nightshift avatar sheet --theme mei -o mei.webp
    """
    import skia

    from agent.cli.progress import bars
    from avatar.faces.drawn.characters import CharacterError, built_in
    from avatar.faces.drawn.sheet import contact_sheet

    kind = _KINDS.get(output.suffix.lower())
    if kind is None:
        raise click.ClickException(f"{output.name} must end in .webp or .png")
    if not output.parent.is_dir():
        raise click.ClickException(f"no such folder: {output.parent}")
    try:
        with bars() as progress:
            pixels = contact_sheet(themes or built_in(), lambda done, of: progress("pictures", done, of))
    except CharacterError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException(f"stopped; {output} was not written") from None
    image = skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType)
    data = image.encodeToData(skia.kPNG if kind == "PNG" else skia.kWEBP, quality)
    try:
        output.write_bytes(bytes(data))
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from error
    click.echo(f"{pixels.shape[1]} x {pixels.shape[0]}, {len(bytes(data)) // 1000} kB  {output}")
