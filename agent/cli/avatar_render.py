"""``nightshift avatar render``: a recording with a host's face, as MP4."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

_MOODS = ("neutral", "happy", "angry", "sad", "relaxed", "surprised")
_LABELS = {"en": "AI GENERATED", "zh": "AI生成 · 数字人"}


@click.command()
@click.argument("audio", type=click.Path(path_type=Path))
@click.option("--text", default="", help="What is said in it: for better lips, captions and gestures.")
@click.option("--face", default="drawn", show_default=True, help="Face by name, or module:Class.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE",
    help="An option of the face, as YAML: theme=kai; avatar=anna for the face photo.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="MP4 file to write.",
)  # fmt: skip
@click.option(
    "--size", default="1280x720", show_default=True, metavar="WxH",
    help="Of the picture, 320 to 1920 a side; 720x1280 is upright.",
)  # fmt: skip
@click.option("--fps", type=click.Choice(["25", "30"]), default="25", show_default=True)
@click.option(
    "--language", type=click.Choice(["auto", "en", "zh"]), default="auto", show_default=True,
    help="Of the text, and of the AI label.",
)  # fmt: skip
@click.option(
    "--template", default="solo", show_default=True,
    help="How the stage looks: a name of `nightshift stage templates`, or a file.",
)  # fmt: skip
@click.option(
    "--mood", type=click.Choice(_MOODS), default="neutral", show_default=True, help="How the host feels."
)
def command(
    *,
    audio: Path,
    text: str,
    face: str,
    options: tuple[str, ...],
    output: Path,
    size: str,
    fps: str,
    language: str,
    template: str,
    mood: str,
) -> None:
    """Render AUDIO (WAV, FLAC, MP3, …, up to an hour) with a host who speaks it, as an MP4 video.

    The AI label is in every picture and in the file's metadata. OUTPUT appears when it is whole.

    Example: nightshift avatar render hello.wav --text "Hello everybody" --option theme=kai -o hello.mp4
    """
    from agent.cli.lips_sound import SoundError, sound_of
    from agent.cli.lips_track import LONGEST_TEXT, in_blocks, track_of
    from agent.cli.passages import commands, passages
    from agent.cli.progress import bars
    from agent.language import detect
    from avatar.clock import BLOCK
    from avatar.stage.config import BackendConfig, EncoderConfig, LabelConfig, StageConfig
    from avatar.stage.offline import OfflineStage, RenderError
    from avatar.stage.template import load_template

    if len(text) > LONGEST_TEXT:
        raise click.ClickException(f"the text is longer than {LONGEST_TEXT} characters")
    if output.suffix.lower() != ".mp4":
        raise click.ClickException(f"{output.name} must end in .mp4")
    if not output.parent.is_dir():
        raise click.ClickException(f"no such folder: {output.parent}")
    if not audio.is_file():
        raise click.ClickException(f"no such file: {audio}")
    if output.exists() and output.samefile(audio):
        raise click.ClickException("OUTPUT is the recording itself")
    spoken = (detect(text) if text.strip() else "en") if language == "auto" else language
    width, height = _size(size)
    settings = _settings(options)
    try:
        stage = OfflineStage(
            StageConfig(
                width=width,
                height=height,
                fps=30 if fps == "30" else 25,
                language=spoken,
                label=LabelConfig(text=_LABELS[spoken]),
                face=BackendConfig(engine=face, options=settings),
                encoder=EncoderConfig(preset="veryfast", crf=20, keyframe_s=2.0),
                template=load_template(template),
                outputs=(),
            )
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    try:
        with bars() as progress:
            track = track_of(audio, text, spoken, progress)
            found = passages(text, track.words, track.samples)
            told = commands(found, in_blocks(sound_of(audio), 50 * BLOCK), track, mood, spoken)
            stage.render(told, track.samples, output, lambda done, of: progress("pictures", done, of))
    except (SoundError, RenderError) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        raise click.ClickException(f"stopped; {output} was not written") from None
    finally:
        stage.close()
    click.echo(f"{track.samples / 48_000:.2f} s  {output}")


def _settings(given: tuple[str, ...]) -> dict[str, Any]:
    """Options of the face as a room file would have them."""
    import yaml

    settings: dict[str, Any] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise click.ClickException(f"--option {item}: write NAME=VALUE")
        try:
            settings[name.strip()] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise click.ClickException(f"--option {name}: {value!r} is no YAML") from error
    return settings


def _size(given: str) -> tuple[int, int]:
    """Width and height of the picture, pixels."""
    wanted = re.fullmatch(r"(\d{1,5})x(\d{1,5})", given)
    if wanted is None:
        raise click.ClickException(f"--size {given}: write WIDTHxHEIGHT, such as 1280x720")
    width, height = int(wanted[1]), int(wanted[2])
    if not (320 <= width <= 1920 and 320 <= height <= 1920) or width % 2 or height % 2:
        raise click.ClickException(f"--size {given}: both sides must be even, from 320 to 1920")
    return width, height
