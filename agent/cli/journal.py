"""``nightshift journal``: read what a room did."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from agent.journal import Journal, JournalError
from agent.paths import BadNameError, home, room_folder


@click.group()
def command() -> None:
    """Read what a room did: every comment, question, sentence, verdict and fault."""


@command.command()
@click.argument("room", default="demo")
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen."
)
@click.option("--since", type=float, default=0.0, help="Only events from this time on (Unix seconds).")
@click.option("--kind", "kinds", multiple=True, help="Only events of this kind; may be given more than once.")
def export(room: str, out: Path | None, since: float, kinds: tuple[str, ...]) -> None:
    """Print ROOM's events as JSON lines, oldest first.

    Works while the room is on air.
    """
    try:
        path = room_folder(room) / "journal.sqlite"
        if not path.is_file():
            rooms = sorted(folder.name for folder in (home() / "rooms").glob("*") if folder.is_dir())
            known = f"there are: {', '.join(rooms)}" if rooms else "no room has been on air here yet"
            raise click.ClickException(f"no journal of a room named {room!r} in {home()}; {known}")
        journal = Journal(path)
        try:
            if out is None:
                count = _write(journal, sys.stdout, since, kinds)
            else:
                with out.open("w", encoding="utf-8") as file:
                    count = _write(journal, file, since, kinds)
                click.echo(f"{count} events in {out}", err=True)
        finally:
            journal.close()
    except BrokenPipeError:
        sys.stderr.close()
    except (BadNameError, JournalError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _write(journal: Journal, file: TextIO, since: float, kinds: tuple[str, ...]) -> int:
    count = 0
    for entry in journal.read(since=since, kinds=kinds):
        file.write(entry.as_json() + "\n")
        count += 1
    return count
