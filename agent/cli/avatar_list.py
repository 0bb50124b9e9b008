"""``nightshift avatar list`` and ``remove``: the drawn characters, and the hosts made of photos."""

from __future__ import annotations

import time

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List the drawn characters, and the hosts made of photos with how long each may be shown."""
    from avatar.faces.drawn.characters import built_in, names
    from avatar.faces.photo.avatar import AvatarError, home
    from avatar.faces.photo.store import AvatarStore

    click.echo("drawn, {engine: drawn, options: {theme: NAME}}:")
    for name in names():
        click.echo(f"  {name:20} {'built in' if name in built_in() else 'your own'}")
    store = AvatarStore(home())
    if store.names():
        click.echo("from a photo, {engine: photo, options: {avatar: NAME}}:")
    for name in store.names():
        try:
            avatar = store.get(name)
            avatar.check(time.time())
            standing = f"{avatar.consent.person}, may be shown until {avatar.consent.valid_until}"
        except AvatarError as error:
            standing = str(error)
        click.echo(f"  {name:20} {standing}")
    if not store.names():
        click.echo("No photo hosts yet. Begin with: nightshift avatar photo --help", err=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Remove the photo host NAME: its picture, its consent and everything made of them."""
    from avatar.faces.photo.avatar import AvatarError, home
    from avatar.faces.photo.store import AvatarStore

    if not yes:
        click.confirm(f"Remove the photo host {name} and all that was made of the photo?", abort=True)
    try:
        AvatarStore(home()).remove(name)
    except AvatarError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot be removed: {error.filename}: {error.strerror}") from error
    click.echo(f"{name} is gone")
