"""``nightshift voice``: which voices there are, getting models, trying them, lexicons, cloned voices."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatar.voices.models.installed import ModelError

if TYPE_CHECKING:
    from avatar.media import Pcm, Utterance
    from avatar.voices.models.fetch import Progress

_CLONE = "clone"
_LONGEST = 10_000


class _Group(click.Group):
    """Imports ``clone`` when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), _CLONE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == _CLONE:
            command = import_module("agent.cli.voice_clone").command
            assert isinstance(command, click.Command)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Group)
def command() -> None:
    """See, get, try and clone voices."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_(as_json: bool) -> None:
    """List the voices, which one `auto` takes and why, and the models to get."""
    from avatar.voices.auto import candidates
    from avatar.voices.models import installed
    from avatar.voices.models.catalogue import catalogue

    found = candidates()
    taken = next((candidate.engine for candidate in found if candidate.works), "")
    there = installed.installed()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "auto": taken,
                    "engines": [
                        {"engine": it.engine, "works": it.works, "reason": it.reason} for it in found
                    ],
                    "installed": there,
                    "catalogue": [
                        entry.model_dump(mode="json", exclude={"files"}) | {"bytes": entry.bytes}
                        for entry in catalogue().voices
                    ],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    click.echo("Engines, as `auto` tries them:")
    for it in found:
        mark = click.style("✓", fg="green") if it.works else click.style("–", fg="yellow")
        chosen = "  ← auto" if it.engine == taken else ""
        click.echo(f" {mark} {it.engine:<8} {it.reason}{chosen}")
    click.echo(f"\nModels ({installed.folder()}):")
    for entry in catalogue().voices:
        mark = click.style("✓", fg="green") if entry.name in there else " "
        size = f"{entry.bytes / 1e6:5.0f} MB" if entry.bytes else "        "
        speaks = "+".join(entry.languages[:2]) + (" …" if len(entry.languages) > 2 else "")
        click.echo(f" {mark} {entry.name:<15} {size}  {speaks:<7} {entry.title} [{entry.licence}]")
    for name in there:
        if name not in {entry.name for entry in catalogue().voices}:
            click.echo(f" {click.style('✓', fg='green')} {name:<15} your own")
    click.echo(
        "\nGet one: nightshift voice get kokoro. Try one: nightshift voice try TEXT --voice auto", err=True
    )


@command.command()
@click.argument("name")
@click.option("--url", help="Get it from this address instead: a .tar.bz2, .tar.gz or .tar.xz archive.")
@click.option("--sha256", metavar="HEX", help="What the archive's SHA-256 must be.")
@click.option(
    "--engine", type=click.Choice(["sherpa", "coqui"]), default="sherpa", show_default=True,
    help="With --url: who speaks with it.",
)  # fmt: skip
@click.option("--language", "languages", multiple=True, metavar="CODE", help="With --url: what it speaks.")
@click.option("--replace", is_flag=True, help="Get it anew where it is there already.")
def get(
    *, name: str, url: str | None, sha256: str | None, engine: str, languages: tuple[str, ...], replace: bool
) -> None:
    """Download the voice model NAME, check and unpack it. Goes on where it stopped.

    `nightshift voice list` shows the names. Example of another: nightshift voice get my-voice --url
    https://example.com/voice.tar.bz2 --sha256 HEX --language en
    """
    from pydantic import ValidationError

    from avatar.voices.models import installed
    from avatar.voices.models.catalogue import Entry, RemoteFile, catalogue, entry
    from avatar.voices.models.fetch import fetch

    try:
        if url:
            digests = (sha256.lower(),) if sha256 else ()
            file = RemoteFile(url=url, sha256=digests)
            if not file.archive:
                raise click.ClickException("--url must name a .tar.bz2, .tar.gz or .tar.xz archive")
            wanted = Entry(name=name, engine=engine, languages=languages, files=(file,))
        elif sha256 or languages:
            raise click.ClickException("--sha256 and --language go with --url")
        else:
            wanted = entry(name)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise click.ClickException(f"{where}: {first['msg']}") from error
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    if wanted.licence:
        click.echo(f"licence: {wanted.licence}", err=True)
    try:
        with _bars() as progress:
            fetched = fetch(
                wanted, installed.folder(), lists=catalogue().lists, replace=replace, progress=progress
            )
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException(f"stopped; nightshift voice get {name} goes on from there") from None
    for note in fetched.notes:
        click.echo(note, err=True)
    click.echo(f"{name} is in {fetched.path}")


@contextmanager
def _bars() -> Iterator[Progress]:
    """A bar for each stage, on standard error, in bytes."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
        TransferSpeedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    tasks: dict[str, Any] = {}
    with Bars(*columns, console=Console(stderr=True)) as shown:

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield show


@command.command("try")
@click.argument("text")
@click.option("--voice", default="auto", show_default=True, help="Voice by name, or module:Class.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the voice, as YAML."
)
@click.option(
    "--language",
    type=click.Choice(["auto", "en", "zh"]),
    default="auto",
    show_default=True,
    help="Of the text.",
)
@click.option("--mood", default="neutral", show_default=True, help="A VRM preset, for voices that act.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="WAV file to write: 48 kHz, 16 bit, mono.",
)
def try_(
    *, text: str, voice: str, options: tuple[str, ...], language: str, mood: str, output: Path | None
) -> None:
    """Speak TEXT with one voice as it is, and say how quick it was.

    Example: nightshift voice try "Welcome in!" --voice sherpa --option model=kokoro -o hello.wav
    """
    from agent.cli.wav import write_wav
    from agent.language import detect
    from avatar.media import SAMPLE_RATE_HZ, Utterance
    from avatar.voices.base import VoiceError

    if not text.strip() or len(text) > _LONGEST:
        raise click.ClickException(f"the text must have 1 to {_LONGEST} characters")
    made = _made(voice, options)
    spoken = detect(text) if language == "auto" else language
    try:
        pcm, first_s, whole_s = asyncio.run(_timed(made, Utterance("try", text, spoken, mood=mood)))
    except VoiceError as error:
        raise click.ClickException(f"voice {voice}: {error}") from error
    if not len(pcm):
        raise click.ClickException("nothing to say: the text has no letters or digits")
    seconds = len(pcm) / SAMPLE_RATE_HZ
    click.echo(
        f"{seconds:.2f} s of sound; first after {first_s * 1000:.0f} ms, all after {whole_s:.2f} s "
        f"({whole_s / seconds:.2f} of real time)"
    )
    if output is not None:
        try:
            write_wav(output, pcm)
        except OSError as error:
            raise click.ClickException(f"cannot write {output}: {error.strerror}") from error
        click.echo(str(output))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("text", required=False)
@click.option(
    "--language",
    type=click.Choice(["auto", "en", "zh"]),
    default="auto",
    show_default=True,
    help="Of the text.",
)
def lexicon(file: Path, text: str | None, language: str) -> None:
    """Check the lexicon FILE (how brands and names are said); with TEXT, show how that is read.

    Example: nightshift voice lexicon shop.yaml "Our Nuvola mug is $12.50"
    """
    from agent.language import detect
    from avatar.spelling import LexiconError, load_lexicon, spell

    try:
        loaded = load_lexicon(file)
    except LexiconError as error:
        raise click.ClickException(str(error)) from error
    if text is not None:
        spoken = detect(text) if language == "auto" else language
        click.echo(spell(text, spoken, loaded).text)
        return
    count = len(loaded.entries)
    click.echo(f"{file}: {count} {'entry' if count == 1 else 'entries'}, no fault found")


def _made(name: str, given: tuple[str, ...]) -> Any:
    """The voice, with its options."""
    import yaml

    from agent.assembly import options
    from agent.config import ConfigError
    from avatar.registry import UnknownBackend, load
    from avatar.stage.config import BackendConfig

    values: dict[str, Any] = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise click.ClickException(f"--option {item!r} is not NAME=VALUE")
        try:
            values[key.strip()] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise click.ClickException(f"--option {key}: {value!r} is no YAML") from error
    try:
        kind = load("voice", name)
        if not isinstance(kind, type) or not hasattr(kind, "speak") or not hasattr(kind, "Config"):
            raise click.ClickException(f"{name} is no voice")
        return kind(options(BackendConfig(engine=name, options=values), kind.Config, "voice"))
    except (UnknownBackend, ConfigError) as error:
        raise click.ClickException(str(error)) from error


async def _timed(voice: Any, utterance: Utterance) -> tuple[Pcm, float, float]:
    """The sound, seconds to its first sample, seconds to its last; loading is not counted."""
    import numpy as np

    try:
        await voice.warm()
        begun = time.perf_counter()
        first = 0.0
        pieces: list[Pcm] = []
        async for piece in voice.speak(utterance):
            if len(piece.pcm):
                first = first or time.perf_counter() - begun
                pieces.append(piece.pcm)
        whole = time.perf_counter() - begun
    finally:
        await voice.close()
    return (np.concatenate(pieces) if pieces else np.zeros(0, np.float32)), first, whole
