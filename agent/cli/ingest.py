"""``nightshift ingest``: load a catalogue into a shop."""

from __future__ import annotations

from pathlib import Path

import click

from agent.paths import BadNameError, shop_folder
from knowledge.errors import FeedError, ShopError
from knowledge.ingest import IngestReport, ingest

_SHOWN = 10
"""Bad rows listed."""


@click.command(short_help="Load a catalogue into a shop.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--shop", "name", required=True, metavar="NAME", help="The shop to load it into; made if new.")
@click.option("--currency", default="", metavar="CODE", help="Of prices that name none: USD, CNY, …")
def command(file: Path, name: str, currency: str) -> None:
    """Load FILE into a shop, so that the shop holds exactly the products of the file.

    FILE is a shop in Nightshift's own format (.yaml), a table (.csv, .tsv) or JSON (.jsonl, .jsonl.gz,
    .json). Loading it again changes only what differs. A row that cannot be used is skipped and listed.
    """
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise click.UsageError(f"--currency {currency!r}: a code of three letters is wanted, like USD")
    try:
        report = _with_progress(file, shop_folder(name), currency.upper())
    except (FeedError, ShopError, BadNameError) as error:
        raise click.ClickException(str(error)) from error
    _tell(report, name)
    if not report.loaded:
        raise SystemExit(1)


def _with_progress(file: Path, folder: Path, currency: str) -> IngestReport:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    bars = Progress(*columns, console=Console(stderr=True))
    tasks = {}

    def show(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            bars.start()
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    try:
        return ingest(file, folder, progress=show, currency=currency)
    finally:
        bars.stop()


def _tell(report: IngestReport, name: str) -> None:
    click.echo(
        f"shop {name}: {report.loaded} products ({report.added} new, {report.changed} changed, "
        f"{report.unchanged} unchanged), {report.removed} removed, {report.bad_count} rows skipped"
    )
    for row in report.bad[:_SHOWN]:
        click.echo(f"  row {row.number}: {row.reason}", err=True)
    if report.bad_count > _SHOWN:
        click.echo(f"  … and {report.bad_count - _SHOWN} more", err=True)
    if not report.loaded:
        click.echo("nothing could be loaded; the shop is as it was", err=True)
