"""A group of commands, each imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose commands are named, not imported, so that ``--help`` is quick."""

    def __init__(self, *args: Any, targets: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        """Make the group.

        Args:
            *args: As ``click.Group`` takes them.
            targets: For each command its ``module:attribute`` and what ``--help`` says of it, in the order
                a newcomer needs them.
            **kwargs: As ``click.Group`` takes them.
        """
        super().__init__(*args, **kwargs)
        self._targets = targets

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names."""
        return list(self._targets)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self._targets:
            return None
        command = resolve_name(self._targets[cmd_name][0])
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in self._targets.items()])
