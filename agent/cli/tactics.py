"""``nightshift tactics``: which tactics work in a room."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any

import click

from agent.journal import Journal, JournalError
from agent.paths import BadNameError, home, room_folder
from agent.strategy.config import StrategyConfig
from agent.strategy.strategy import CHOSEN, LOOK_BACK_S, REMEMBERED_KINDS, SLOTS, Row, Strategy

WORDED = ("tactic", "option", "now")
WORDS = {
    "length": "length of a pitch",
    "order": "order of the products",
    "asking": "asking the audience",
    "coupon": "mentioning a coupon",
}


@click.command()
@click.argument("room", default="demo")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(room: str, as_json: bool) -> None:
    """Show what each tactic has brought in ROOM, from its journal of the last two weeks.

    The reward is engagement: weighted orders, clicks, questions, follows and comments a viewer-minute, from
    0 to 1; beside it the interval that holds it with 95 %, the chance that no other option is better, and
    what is in use now. Works while the room is on air.
    """
    try:
        path = room_folder(room) / "journal.sqlite"
        if not path.is_file():
            raise click.ClickException(f"no journal of a room named {room!r} in {home()}")
        journal = Journal(path)
        try:
            entries = list(journal.read(since=time.time() - LOOK_BACK_S, kinds=REMEMBERED_KINDS))
        finally:
            journal.close()
    except (BadNameError, JournalError, OSError) as error:
        raise click.ClickException(str(error)) from error
    strategy = Strategy(StrategyConfig(), 0, now=time.time)
    strategy.restore(entries)
    chosen = next((entry.data for entry in reversed(entries) if entry.kind == CHOSEN), None)
    rows = [_row(row, chosen) for row in strategy.table()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    elif chosen is None:
        click.echo(f"Nothing was tried in {room!r} in two weeks: it was off air, or strategy is off.")
    else:
        _print(rows)


def _row(row: Row, chosen: Any) -> dict[str, Any]:
    rounded = {name: round(getattr(row, name), 4) for name in ("mean", "low", "high", "best")}
    return {**asdict(row), **rounded, "now": chosen is not None and chosen.get(row.slot) == row.option}


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("tactic", "option", "windows", "reward", "95 %", "best", "now"):
        table.add_column(
            name, justify="left" if name in ("tactic", "option", "now") else "right", no_wrap=True
        )
    for slot in SLOTS:
        for place, row in enumerate(row for row in rows if row["slot"] == slot):
            told = row["windows"] > 0
            table.add_row(
                WORDS[slot] if place == 0 else "",
                row["option"],
                str(row["windows"]),
                f"{row['mean']:.3f}" if told else "",
                f"{max(0.0, row['low']):.3f} to {min(1.0, row['high']):.3f}" if told else "",
                f"{row['best']:.0%}" if told else "",
                "<" if row["now"] else "",
            )
    Console(highlight=False).print(table)
