"""``nightshift lips``: write the mouth track of a recording."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from agent.cli.lips_sound import SoundError
from agent.cli.lips_track import LONGEST_TEXT, track_of
from agent.cli.mouth_json import write_mouth


@click.command()
@click.argument("audio", type=click.Path(path_type=Path))
@click.option("--text", default="", help="What is said in it; the mouth fits much better with it.")
@click.option(
    "--language",
    default="auto",
    show_default=True,
    help="Language of the text: en, zh, or another that espeak-ng speaks.",
)
@click.option(
    "--json",
    "output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    show_default="standard output",
    help="File to write.",
)
def command(*, audio: Path, text: str, language: str, output: Path) -> None:
    """Write the mouth track of AUDIO (WAV, FLAC, MP3, …, up to an hour) as JSON.

    100 rows a second with the weights of 15 visemes, row 0 at time 0. `source` says whether the text was
    found in the sound (aligned) or the mouth follows the sound alone (audio).

    Example: nightshift lips hello.wav --text "Hello everybody" --json hello.json
    """
    if len(text) > LONGEST_TEXT:
        raise click.ClickException(f"the text is longer than {LONGEST_TEXT} characters")
    if str(output) != "-" and not output.parent.is_dir():
        raise click.ClickException(f"no such folder: {output.parent}")
    if not audio.is_file():
        raise click.ClickException(f"no such file: {audio}")
    try:
        track = track_of(audio, text, language)
    except SoundError as error:
        raise click.ClickException(str(error)) from error
    try:
        with _opened(output) as target:
            write_mouth(target, track.weights, track.source, track.confidence)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from error


@contextmanager
def _opened(output: Path) -> Iterator[TextIO]:
    if str(output) == "-":
        yield sys.stdout
        sys.stdout.flush()
    else:
        with output.open("w", encoding="utf-8") as target:
            yield target
