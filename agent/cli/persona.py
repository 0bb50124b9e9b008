"""``nightshift persona``: who may be on air, checked, made anew, or imported from a Character Card."""

from __future__ import annotations

import re
from pathlib import Path

import click

from persona.loader import LIBRARY, Checked, PersonaError, check, library, load_persona
from persona.schema import Persona

_SHOWN = 12
"""Lines of one kind in a report; the rest are counted."""
_COLUMNS = 4
"""Phrases in one line of the list."""


@click.group()
def command() -> None:
    """List, show, check, make and import hosts."""


@command.command("list")
def list_() -> None:
    """List the built-in hosts."""
    for name in library():
        host = load_persona(name)
        about = host.about.get(host.languages[0], "")
        first = re.split(r"(?<=[.。])", about, maxsplit=1)[0]
        click.echo(f"{name:8} {'/'.join(host.languages)}  {first}")
    click.echo("\nA room takes one by name: persona: mei. Show one: nightshift persona show mei", err=True)


@command.command()
@click.argument("persona", metavar="NAME|FILE")
@click.option("--phrase", metavar="NAME", help="Show all variants of one phrase.")
@click.option("--language", metavar="CODE", help="Show this language; the host's own, if not given.")
@click.option("--prompt", is_flag=True, help="Show what a chat model is told of the host.")
def show(persona: str, phrase: str | None, language: str | None, prompt: bool) -> None:
    """Show a host: who it is, and how much it can say without repeating itself."""
    from persona.phrases import PHRASES, variants
    from persona.portrait import persona_prompt

    host = _loaded(persona)
    language = language or host.languages[0]
    if language not in host.languages:
        raise click.ClickException(f"{host.id} speaks {', '.join(host.languages)}, not {language}")
    if phrase is not None:
        if phrase not in PHRASES:
            raise click.ClickException(
                f"there is no phrase named {phrase!r}; nightshift persona show lists them"
            )
        for text in variants(host, phrase, language):
            click.echo(text)
        return
    if prompt:
        click.echo(persona_prompt(host, language))
        return
    click.echo(_portrait(host, language))


@command.command()
@click.argument("files", metavar="NAME|FILE...", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def lint(files: tuple[str, ...], strict: bool) -> None:
    """Check hosts, every variant of every wording. Ends with 1 if one cannot go on air."""
    bad = False
    for name in files:
        checked = _checked(name)
        errors = [*checked.errors, *_face_faults(checked.persona)]
        for line in errors:
            click.echo(f"error: {line}")
        for line in checked.warnings:
            click.echo(f"warning: {line}")
        wrong = bool(errors) or (strict and bool(checked.warnings))
        bad = bad or wrong
        if not errors and not checked.warnings:
            click.echo(f"{name}: no fault found")
        else:
            click.echo(f"{name}: {'cannot go on air' if errors else 'can go on air'}")
    if bad:
        raise click.exceptions.Exit(1)


@command.command("import")
@click.argument("card", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="HOST.yaml"
)
@click.option(
    "--name", default="", metavar="TEXT", help="What the host is called; by default as on the card."
)
@click.option(
    "--base", default="mei", show_default=True, metavar="NAME", help="Whose voice, face and wordings."
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
def import_(card: Path, out: Path, name: str, base: str, force: bool) -> None:
    """Make a host of a Character Card (V1, V2, V3; PNG or JSON).

    A card is a stranger's words: it describes the host, it gives no orders. What is taken, shortened and left
    out is said line by line.
    """
    from persona.cards.card import CardError, read_card
    from persona.cards.importing import persona_from

    _known(base)
    try:
        found = read_card(card)
        imported = persona_from(found, base=base, name=name)
    except (CardError, PersonaError) as error:
        raise click.ClickException(str(error)) from error
    _write(out, imported.text, force=force)
    report = imported.report
    for title, lines in (
        ("taken", report.taken),
        ("shortened", report.shortened),
        ("left out", report.left_out),
        ("flagged", report.flagged),
    ):
        for line in lines[:_SHOWN]:
            click.echo(f"{title}: {line}")
        if len(lines) > _SHOWN:
            click.echo(f"{title}: and {len(lines) - _SHOWN} more")
    _judged(out, _checked(str(out)))


@command.command()
@click.argument("name")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="HOST.yaml")
@click.option("--base", default="mei", show_default=True, metavar="NAME", help="The host to begin with.")
@click.option("--force", is_flag=True, help="Write over an existing file.")
def new(name: str, out: Path | None, base: str, force: bool) -> None:
    """Begin a host called NAME: a copy of a built-in one, to be edited."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name):
        raise click.ClickException(
            f"{name!r} cannot be a host's id: small letters, digits, - and _, e.g. night-owl"
        )
    _known(base)
    text = (LIBRARY / f"{base}.yaml").read_text(encoding="utf-8")
    shown = name.replace("-", " ").replace("_", " ").title()
    languages = load_persona(base).languages
    names = ", ".join(f"{language}: {shown}" for language in languages)
    text = re.sub(r"(?m)^id: .*$", f"id: {name}", text, count=1)
    text = re.sub(r"(?m)^name: .*$", f"name: {{{names}}}", text, count=1)
    path = out or Path(f"{name}.yaml")
    _write(path, text, force=force)
    click.echo(f"{path} is {base} under a new name: edit who it is, then: nightshift persona lint {path}")


def _known(base: str) -> None:
    if base not in library():
        raise click.ClickException(f"no built-in host is named {base!r}: there are {', '.join(library())}")


def _loaded(name: str) -> Persona:
    try:
        return load_persona(name)
    except PersonaError as error:
        raise click.ClickException(str(error)) from error


def _checked(name: str) -> Checked:
    try:
        return check(name)
    except PersonaError as error:
        raise click.ClickException(str(error)) from error


def _face_faults(host: Persona) -> list[str]:
    """What is wrong with the face that a persona names, as the room would say it."""
    from agent.assembly import options
    from agent.config import ConfigError
    from avatar.registry import UnknownBackend, load
    from avatar.stage.config import BackendConfig

    face = BackendConfig(engine=host.face.engine, options={"theme": host.face.theme})
    try:
        options(face, load("face", face.engine).Config, "face")
    except (ConfigError, UnknownBackend) as error:
        return [str(error)]
    return []


def _judged(path: Path, checked: Checked) -> None:
    for line in checked.errors:
        click.echo(f"error: {line}")
    for line in checked.warnings:
        click.echo(f"warning: {line}")
    if checked.errors:
        raise click.ClickException(f"{path} is written, but cannot go on air before these are mended")
    click.echo(f"{path} can go on air: write 'persona: {path}' into a room's file")


def _write(path: Path, text: str, *, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already; --force writes over it") from None
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror or error}") from error


def _portrait(host: Persona, language: str) -> str:
    from persona.phrases import PHRASES, variants
    from persona.portrait import persona_prompt

    counts = {name: len(variants(host, name, language)) for name in PHRASES}
    rows = [
        f"{host.name_in(language)} ({host.id}), speaks {', '.join(host.languages)}",
        "",
        persona_prompt(host, language),
        "",
        f"voice {host.voice.engine}, face {host.face.engine}/{host.face.theme}",
        f"moods: {', '.join(host.moods)}",
        f"gestures: {', '.join(host.gestures) or 'none'}",
        f"{sum(counts.values())} variants of {len(counts)} phrases in {language}:",
    ]
    width = max(map(len, counts)) + 1
    cells = [f"{name:{width}}{count:5}" for name, count in counts.items()]
    rows += ["  ".join(cells[at : at + _COLUMNS]) for at in range(0, len(cells), _COLUMNS)]
    return "\n".join(rows)
