"""``nightshift stage``: what a room's picture looks like."""

from __future__ import annotations

import click

from agent.cli.lazy_group import LazyGroup

_TARGETS = {
    "preview": ("agent.cli.stage_preview:command", "Write a picture of a room's show."),
    "templates": ("agent.cli.stage_preview:templates", "List the templates of the picture."),
}


@click.group(cls=LazyGroup, targets=_TARGETS)
def command() -> None:
    """See what a room's picture looks like, without going on air."""
