"""``nightshift voice clone``: a voice from a recording, with the person's consent."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.paths import home

if TYPE_CHECKING:
    from avatar.voices.clone.store import CloneStore

_FILE = click.Path(dir_okay=False, path_type=Path)


class _CloneGroup(click.Group):
    """A group whose first argument may be a recording."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what is no subcommand for the arguments of ``new``."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["new", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_CloneGroup, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    r"""Clone a voice from a recording, with the person's consent.

    \b
    nightshift voice clone --consent-template > consent.yaml    (fill it in)
    nightshift voice clone SAMPLE.wav --name NAME --consent consent.yaml
    """


@command.command(hidden=True)
@click.argument("sample", type=_FILE, required=False)
@click.option("--name", help="What the voice will be called.")
@click.option("--consent", type=_FILE, help="The consent, a YAML file; see --consent-template.")
@click.option("--consent-template", is_flag=True, help="Print a consent to fill in.")
def new(sample: Path | None, name: str | None, consent: Path | None, consent_template: bool) -> None:
    """Clone the voice in SAMPLE, any audio file of 6 seconds or more."""
    from avatar.consent import TEMPLATES
    from avatar.voices.clone.store import CloneError

    if consent_template:
        click.echo(TEMPLATES["voice"], nl=False)
        return
    if sample is None or not name:
        raise click.UsageError("give SAMPLE and --name NAME")
    if consent is None:
        raise click.ClickException(
            "no voice is cloned without its owner's consent: give --consent CONSENT.yaml\n"
            "a form to fill in: nightshift voice clone --consent-template > consent.yaml"
        )
    try:
        voice, report = _store().add(name, sample, consent, time.time())
    except CloneError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot be stored in {home() / 'voices'}: {error.strerror}") from error
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    sure = "unknown" if report.one_speaker is None else f"{100 * report.one_speaker:.0f} % sure"
    click.echo(
        f"{name}: {report.seconds:.1f} s, {report.speech_s:.1f} s of speech, {report.snr_db:.0f} dB over the "
        f"background, {report.pitch_hz:.0f} Hz, one speaker: {sure}"
    )
    click.echo(f"consent of {voice.consent.person} until {voice.consent.valid_until}; kept in {voice.folder}")


@command.command("list")
def list_() -> None:
    """List the cloned voices, and how long each may be used."""
    from avatar.voices.clone.store import CloneError

    store = _store()
    for name in store.names():
        try:
            click.echo(f"{name:20} {_standing(store, name)}")
        except CloneError as error:
            click.echo(f"{name:20} {error}")
    if not store.names():
        click.echo("No cloned voices yet. Begin with: nightshift voice clone --help", err=True)


@command.command()
@click.argument("name")
def show(name: str) -> None:
    """Show a cloned voice and its consent."""
    from avatar.voices.clone.store import CloneError

    store = _store()
    try:
        voice = store.get(name)
        standing = _standing(store, name)
    except CloneError as error:
        raise click.ClickException(str(error)) from error
    about = voice.consent
    rows = {
        "voice": voice.name,
        "person": about.person,
        "purpose": about.purpose,
        "granted": f"by {about.granted_by} on {about.granted_on}",
        "valid until": f"{about.valid_until} ({about.timezone})",
        "shops": about.shops if about.shops == "all" else ", ".join(about.shops),
        "channels": about.channels if about.channels == "all" else ", ".join(about.channels),
        "signed": f"{about.signature.name}, {about.signature.on}" if about.signature else "-",
        "recording": about.recording or "-",
        "pitch": f"{voice.pitch_hz:.0f} Hz",
        "sample": f"{voice.sample}\n{'':13}SHA-256 of the file given: {voice.sample_sha256}",
        "now": standing,
    }
    for title, value in rows.items():
        click.echo(f"{title:12} {value}")


@command.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Remove a cloned voice, its recording, its consent, and every sentence kept that it spoke."""
    from avatar.voices.clone.store import CloneError

    if not yes:
        click.confirm(f"Remove the voice {name} and all that was made of it?", abort=True)
    try:
        _store().remove(name, home() / "cache" / "speech")
    except CloneError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot be removed: {error.filename}: {error.strerror}") from error
    click.echo(f"{name} is gone")


def _standing(store: CloneStore, name: str) -> str:
    """Whether a voice may be used now, in words."""
    from avatar.voices.base import VoiceError

    voice = store.get(name)
    try:
        voice.check(time.time())
    except VoiceError as error:
        return str(error)
    return f"{voice.consent.person}, may be used until {voice.consent.valid_until}"


def _store() -> CloneStore:
    from avatar.voices.clone.store import CloneStore

    return CloneStore(home() / "voices")
