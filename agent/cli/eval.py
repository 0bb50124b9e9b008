"""``nightshift eval``: conversations with the host, judged before it goes on air."""

from __future__ import annotations

from pkgutil import resolve_name

import click

command: click.Group = resolve_name("evals.commands:command")
