"""``nightshift lips``: write the mouth track of a recording."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
import numpy as np

from agent.cli.lips_sound import SoundError, sound_of
from agent.cli.mouth_json import write_mouth
from agent.language import detect
from avatar.lips.follow import Follower, Shown
from avatar.lips.g2p import Reader, Unit
from avatar.lips.net import NetMissing, PhoneNet
from avatar.media import SAMPLE_RATE_HZ, Pcm

_LONGEST_TEXT = 50_000
"""Characters."""
_BLOCK = SAMPLE_RATE_HZ
"""Samples worked on at once."""
_MOSTLY = 0.5


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
    if len(text) > _LONGEST_TEXT:
        raise click.ClickException(f"the text is longer than {_LONGEST_TEXT} characters")
    if str(output) != "-" and not output.parent.is_dir():
        raise click.ClickException(f"no such folder: {output.parent}")
    if not audio.is_file():
        raise click.ClickException(f"no such file: {audio}")
    try:
        units = _read(text, language) if text.strip() else ()
        shown = _follow(audio, units)
    except SoundError as error:
        raise click.ClickException(str(error)) from error
    aligned, confidence = _means(shown)
    if units and aligned < _MOSTLY:
        click.echo("the text is not what is said; the mouth follows the sound alone", err=True)
    try:
        with _opened(output) as target:
            weights = np.concatenate([each.weights for each in shown])
            write_mouth(target, weights, "aligned" if aligned >= _MOSTLY else "audio", confidence)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from error


def _read(text: str, language: str) -> tuple[Unit, ...]:
    """The words of the text; none, with a word about it, where nobody can say how they are pronounced."""

    async def read() -> tuple[Unit, ...]:
        reader = Reader()
        try:
            return await reader.read(text, detect(text) if language == "auto" else language)
        finally:
            await reader.close()

    units = asyncio.run(read())
    if not units:
        click.echo(
            "nobody here can say how the text is pronounced; the mouth follows the sound alone", err=True
        )
    return units


def _follow(audio: Path, units: tuple[Unit, ...]) -> list[Shown]:
    """The whole track.

    Raises:
        SoundError: The file holds no sound that can be used.
    """
    sound = _blocks(sound_of(audio))
    first = next(sound, np.zeros(0, np.float32))
    net: PhoneNet | None = None
    try:
        net = PhoneNet()
    except NetMissing as missing:
        click.echo(f"{missing}; the mouth follows loudness", err=True)
    follower = Follower(net, units, streamed=False)
    shown = [follower.push(first)]
    shown += [follower.push(block) for block in sound]
    return [*shown, follower.finish()]


def _means(shown: list[Shown]) -> tuple[float, float]:
    """Part of the rows that follow the text, and confidence, over the whole track."""
    counts = np.array([len(each.weights) for each in shown])
    means = np.array([(each.aligned, each.confidence) for each in shown]).T @ counts / counts.sum()
    return float(means[0]), float(means[1])


def _blocks(pieces: Iterator[Pcm]) -> Iterator[Pcm]:
    """The same sound in pieces of a second."""
    waiting: list[Pcm] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(map(len, waiting)) >= _BLOCK:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


@contextmanager
def _opened(output: Path) -> Iterator[TextIO]:
    if str(output) == "-":
        yield sys.stdout
        sys.stdout.flush()
    else:
        with output.open("w", encoding="utf-8") as target:
            yield target
