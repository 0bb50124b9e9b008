"""``nightshift say``: speak a text into a WAV file, with the mouth track beside it if wanted."""

from __future__ import annotations

import asyncio
import json
import sys
import wave
from pathlib import Path
from typing import Any

import click
import numpy as np

from agent.language import detect
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, MouthTrack, Pcm, Utterance
from avatar.registry import UnknownBackend, load
from avatar.voices.base import VoiceError

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
    *, text: str, output: Path, track: Path | None, voice: str, language: str, rate: float, pitch: float
) -> None:
    """Speak TEXT into a WAV file. TEXT - reads standard input.

    Example: nightshift say "Welcome in! Today it is $39.90." -o welcome.wav
    """
    text = _text(text)
    for path in filter(None, (output, track)):
        if not path.parent.is_dir():
            raise click.ClickException(f"no such folder: {path.parent}")
    spoken = detect(text) if language == "auto" else language
    utterance = Utterance("say", text, spoken, rate, pitch)
    try:
        pcm, tracks = asyncio.run(_speak(_voice(voice), load("lips", "events")(), utterance))
    except (UnknownBackend, VoiceError) as error:
        raise click.ClickException(str(error)) from error
    if not len(pcm):
        raise click.ClickException("nothing to say: the text has no letters or digits")
    try:
        _write_wav(output, pcm)
        if track:
            track.write_text(json.dumps(_track_json(tracks)), encoding="utf-8")
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


def _voice(name: str) -> Any:
    found = load("voice", name)
    if not isinstance(found, type) or not hasattr(found, "speak"):
        raise UnknownBackend(f"{name} is no voice: it has no speak()")
    return found()


async def _speak(voice: Any, lips: Any, utterance: Utterance) -> tuple[Pcm, list[MouthTrack]]:
    pieces: list[Pcm] = []
    tracks: list[MouthTrack] = []
    try:
        async for speech, track in lips.follow(utterance, voice.speak(utterance)):
            pieces.append(speech.pcm)
            tracks.append(track)
    finally:
        await lips.close()
        await voice.close()
    return np.concatenate(pieces), tracks


def _write_wav(path: Path, pcm: Pcm) -> None:
    with path.open("wb") as target, wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(np.round(np.clip(pcm, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def _track_json(tracks: list[MouthTrack]) -> dict[str, Any]:
    """The whole utterance's track; row 0 is at the first sample."""
    weights = np.concatenate([track.weights for track in tracks])
    surest = min(tracks, key=lambda track: track.confidence)
    return {
        "rate_hz": MOUTH_RATE_HZ,
        "visemes": VISEMES,
        "weights": np.round(np.floor(weights.astype(np.float64) * 1e4) / 1e4, 4).tolist(),
        "source": surest.source,
        "confidence": surest.confidence,
    }
