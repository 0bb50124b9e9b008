"""``nightshift say``: speak a text into a WAV file, with the mouth track beside it if wanted."""

from __future__ import annotations

import asyncio
import sys
import wave
from inspect import signature
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml
from pydantic import ValidationError

from agent.cli.mouth_json import write_mouth
from agent.language import detect
from avatar.lips.auto import AutoLips
from avatar.lips.base import Lips
from avatar.media import SAMPLE_RATE_HZ, MouthTrack, Pcm, Utterance
from avatar.registry import UnknownBackend, load
from avatar.spelling import Lexicon, LexiconError, load_lexicon
from avatar.voices.base import Voice, VoiceError
from avatar.voices.cache.store import CacheConfig
from avatar.voices.chain.voice import ChainConfig, VoiceChain

_PATIENT = ChainConfig(first_s=60.0, next_s=60.0, wait_s=120.0, parallel=0, cache=CacheConfig(enabled=False))
_UNHURRIED = AutoLips.Config(reading_timeout_s=10.0, timeout_s=60.0)
"""Nobody waits on air for what is said here."""
_LONGEST = 10_000
"""Characters read from standard input or the command line."""


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="WAV file to write: 48 kHz, 16 bit, mono.",
)
@click.option(
    "--track",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON file to write: weights of the 15 visemes, 100 times a second, from the WAV's first sample.",
)
@click.option("--voice", default="espeak", show_default=True, help="Voice by name, or module:Class.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help="An option of the voice, as in a room file; may be repeated.",
)
@click.option(
    "--lexicon",
    "lexicon_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="YAML file that tells how names are said.",
)
@click.option(
    "--language",
    type=click.Choice(["auto", "en", "zh"]),
    default="auto",
    show_default=True,
    help="Language of the text.",
)
@click.option(
    "--rate", type=click.FloatRange(0.5, 2.0), default=1.0, show_default=True, help="Speaking rate, relative."
)
@click.option(
    "--pitch", type=click.FloatRange(0.5, 2.0), default=1.0, show_default=True, help="Pitch, relative."
)
def command(
    *,
    text: str,
    output: Path,
    track: Path | None,
    voice: str,
    options: tuple[str, ...],
    lexicon_path: Path | None,
    language: str,
    rate: float,
    pitch: float,
) -> None:
    """Speak TEXT into a WAV file, as it sounds on air. TEXT - reads standard input.

    Example: nightshift say "Welcome in! Today it is $39.90." -o welcome.wav
    """
    text = _text(text)
    for path in filter(None, (output, track)):
        if not path.parent.is_dir():
            raise click.ClickException(f"no such folder: {path.parent}")
    spoken = detect(text) if language == "auto" else language
    utterance = Utterance("say", text, spoken, rate, pitch)
    try:
        lexicon = load_lexicon(lexicon_path) if lexicon_path else None
        engine = _voice(voice, _settings(options), lexicon)
        lips = AutoLips(_UNHURRIED, lexicon=lexicon)
        pcm, tracks = asyncio.run(_speak(voice, engine, lips, utterance))
    except (UnknownBackend, VoiceError, LexiconError) as error:
        raise click.ClickException(str(error)) from error
    if not len(pcm):
        raise click.ClickException("nothing to say: the text has no letters or digits")
    try:
        _write_wav(output, pcm)
        if track:
            _write_track(track, tracks)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename}: {error.strerror}") from error
    click.echo(f"{len(pcm) / SAMPLE_RATE_HZ:.2f} s  {output}")


def _text(text: str) -> str:
    if text == "-":
        try:
            text = sys.stdin.buffer.read(4 * _LONGEST + 1).decode("utf-8")
        except UnicodeDecodeError as error:
            raise click.ClickException(f"standard input is not UTF-8 (byte {error.start})") from error
    if not text.strip():
        raise click.ClickException("nothing to say: the text is empty")
    if len(text) > _LONGEST:
        raise click.ClickException(f"the text is longer than {_LONGEST} characters; say it in parts")
    return text


def _settings(options: tuple[str, ...]) -> dict[str, Any]:
    """Options of the command line as a room file would have them; values are YAML."""
    settings: dict[str, Any] = {}
    for option in options:
        key, equals, value = option.partition("=")
        if not equals or not key:
            raise click.ClickException(f"--option {option}: write KEY=VALUE")
        try:
            settings[key] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise click.ClickException(f"--option {option}: the value is no YAML") from error
    return settings


def _voice(name: str, settings: dict[str, Any], lexicon: Lexicon | None) -> Voice:
    found = load("voice", name)
    if not isinstance(found, type) or not hasattr(found, "speak"):
        raise UnknownBackend(f"{name} is no voice: it has no speak()")
    try:
        config = found.Config(**settings) if hasattr(found, "Config") else None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise click.ClickException(f"voice {name}, option {place}: {first['msg']}") from error
    more = {"lexicon": lexicon} if lexicon and "lexicon" in signature(found).parameters else {}
    made: Voice = found(config, **more) if config is not None else found(**more)
    return made


async def _speak(name: str, engine: Voice, lips: Lips, utterance: Utterance) -> tuple[Pcm, list[MouthTrack]]:
    """All of the sound, mastered, with its mouth.

    Raises:
        VoiceError: Not all of it could be spoken.
    """
    faults: list[str] = []
    chain = VoiceChain([(name, engine)], _PATIENT, on_fault=lambda fault: faults.append(fault.reason))
    pieces: list[Pcm] = []
    tracks: list[MouthTrack] = []
    try:
        await engine.warm()
        async for speech, track in lips.follow(utterance, chain.speak(utterance)):
            pieces.append(speech.pcm)
            tracks.append(track)
        if faults and not chain.whole(utterance.id):
            raise VoiceError(faults[-1])
    finally:
        await lips.close()
        await chain.close()
    return np.concatenate(pieces), tracks


def _write_wav(path: Path, pcm: Pcm) -> None:
    with path.open("wb") as target, wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(np.round(np.clip(pcm, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def _write_track(path: Path, tracks: list[MouthTrack]) -> None:
    """The whole utterance's track; row 0 is at the first sample. It is as sure as its weakest piece."""
    weights = np.concatenate([track.weights for track in tracks])
    weakest = min((track for track in tracks if len(track.weights)), key=lambda track: track.confidence)
    with path.open("w", encoding="utf-8") as target:
        write_mouth(target, weights, weakest.source, weakest.confidence)
