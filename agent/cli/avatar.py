"""``nightshift avatar``: hosts rendered offline, looked at, and made from a photo."""

from __future__ import annotations

import click

from agent.cli.lazy_group import LazyGroup

COMMANDS = {
    "render": ("agent.cli.avatar_render:command", "Render a recording with a host's face, as MP4."),
    "sheet": ("agent.cli.avatar_sheet:command", "Draw every character in moods, visemes and gestures."),
    "photo": ("agent.cli.avatar_photo:command", "Make a host from a photo, with the person's consent."),
    "list": ("agent.cli.avatar_list:command", "List the hosts there are."),
    "remove": ("agent.cli.avatar_list:remove", "Remove a host made from a photo."),
}
"""Names, where the commands are, and what ``--help`` says of them."""


@click.group(cls=LazyGroup, targets=COMMANDS)
def command() -> None:
    """See, make and render hosts."""
