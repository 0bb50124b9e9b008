"""``nightshift avatar photo``: a host from one photo, with the person's consent."""

from __future__ import annotations

import re
import time
from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("picture", type=_FILE, required=False)
@click.option("--name", help="What the host will be called; the picture's file name by default.")
@click.option("--consent", type=_FILE, help="The consent, a YAML file; see --consent-template.")
@click.option("--consent-template", is_flag=True, help="Print a consent to fill in.")
def command(picture: Path | None, name: str | None, consent: Path | None, consent_template: bool) -> None:
    r"""Make a host of PICTURE: one person, from the front, the face at least 200 px wide.

    \b
    nightshift avatar photo --consent-template > consent.yaml    (fill it in with the person)
    nightshift avatar photo ann.jpg --consent consent.yaml
    then in the room file: picture: {face: {engine: photo, options: {avatar: ann}}}

    Needs `make photo` once, for finding the face; going on air does not.
    """
    from avatar.consent import TEMPLATES
    from avatar.faces.photo.avatar import AvatarError, home
    from avatar.faces.photo.store import AvatarStore

    if consent_template:
        click.echo(TEMPLATES["likeness"], nl=False)
        return
    if picture is None:
        raise click.UsageError("give PICTURE")
    if consent is None:
        raise click.ClickException(
            "nobody's likeness is used without their consent: give --consent CONSENT.yaml\n"
            "a form to fill in: nightshift avatar photo --consent-template > consent.yaml"
        )
    called = name or re.sub(r"[^a-z0-9_-]+", "-", picture.stem.lower()).strip("-_")[:63]
    try:
        avatar, report = AvatarStore(home()).add(called, picture, consent, time.time())
    except AvatarError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot be stored in {home()}: {error.strerror}") from error
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(
        f"{called}: face {report.face_px:.0f} px wide, turned {report.yaw:+.0f}° aside and "
        f"{report.pitch:+.0f}° down, tilted {report.roll:+.0f}°"
    )
    click.echo(
        f"consent of {avatar.consent.person} until {avatar.consent.valid_until}; kept in {avatar.folder}"
    )
    click.echo(f"in the room file: picture: {{face: {{engine: photo, options: {{avatar: {called}}}}}}}")
