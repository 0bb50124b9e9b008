"""What ``nightshift ingest`` tells of its work."""

from __future__ import annotations

import re
from collections import Counter

import click

from knowledge.feeds.base import BadRow, Column
from knowledge.feeds.columns import ATTRIBUTE, IGNORED
from knowledge.ingest import IngestReport
from knowledge.intake import FileReport

_LISTED = 10
"""Bad rows listed one by one; more are grouped by what is wrong with them."""
_GROUPS = 8
_NUMBERS = 6
"""Row numbers named of a group."""
_PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")


def tell(report: IngestReport, shop: str) -> None:
    """Say what was read as what, what changed, and what was skipped."""
    for file in report.files:
        _tell_file(file)
    if report.guessed_currency:
        click.echo(
            f"prices without a currency code are taken for {report.guessed_currency}; "
            "if that is wrong, load again with --currency CODE"
        )
    if report.loaded or report.empty or not report.texts:
        click.echo(
            f"shop {shop}: {counted(report.loaded, 'product')} ({report.added} new, "
            f"{report.changed} changed, {report.unchanged} unchanged), {report.removed} removed, "
            f"{counted(report.bad_count, 'row')} skipped"
        )
    else:
        click.echo(f"shop {shop}: products as they were, {counted(report.bad_count, 'row')} skipped")
    _tell_bad(report)
    if report.missing:
        click.echo(f"no vectors yet: {report.missing}", err=True)
        click.echo("until they can be made, products are found by words alone", err=True)
    if report.empty or not (report.loaded or report.texts):
        which = f" of {report.empty}" if report.empty and len(report.files) > 1 else ""
        click.echo(f"nothing{which} could be loaded; the shop is as it was", err=True)


def counted(count: int, what: str) -> str:
    """``1 product``, ``2 policies``."""
    several = what[:-1] + "ies" if what.endswith("cy") else what + "s"
    return f"{count} {what if count == 1 else several}"


def _tell_file(file: FileReport) -> None:
    gave = [(file.products, "product"), (file.policies, "policy"), (file.answers, "approved answer")]
    counts = ", ".join(counted(count, what) for count, what in gave if count) or "nothing that could be used"
    notes = f" ({', '.join(note for note in file.notes if note)})" if any(file.notes) else ""
    click.echo(f"{file.name}: {file.title}{notes}: {counts}")
    for line in _columns(file.columns):
        click.echo(f"  {line}")


def _columns(columns: tuple[Column, ...]) -> list[str]:
    """What became of the columns, in three lines at most."""
    known = [
        f"{_shown(column)} → {column.meaning}"
        for column in columns
        if column.meaning not in (ATTRIBUTE, IGNORED)
    ]
    attributes = [_shown(column) for column in columns if column.meaning == ATTRIBUTE]
    ignored = [_shown(column) for column in columns if column.meaning == IGNORED]
    lines = [f"columns: {_some(known)}"] if known else []
    lines += [f"attributes: {_some(attributes)}"] if attributes else []
    return lines + ([f"ignored: {_some(ignored)}"] if ignored else [])


def _shown(column: Column) -> str:
    return click.unstyle(column.header)[:40]


def _some(parts: list[str]) -> str:
    return ", ".join(parts[:30]) + (f" and {len(parts) - 30} more" if len(parts) > 30 else "")


def _tell_bad(report: IngestReport) -> None:
    several = len(report.files) > 1
    if report.bad_count <= _LISTED:
        for row in report.bad:
            click.echo(f"  {f'{row.file} ' if several else ''}{_place(row)}: {row.reason}", err=True)
        return
    groups: dict[tuple[str, str], list[BadRow]] = {}
    for row in report.bad:
        groups.setdefault((row.file, _PARTICULAR.sub("…", row.reason)), []).append(row)
    counts = Counter({key: len(rows) for key, rows in groups.items()})
    for key, count in counts.most_common(_GROUPS):
        rows = groups[key]
        named = ", ".join(str(row.number) for row in rows[:_NUMBERS]) + (", …" if count > _NUMBERS else "")
        where = f"{key[0]} " if several else ""
        click.echo(f"  {where}{count} rows ({named}), such as {_place(rows[0])}: {rows[0].reason}", err=True)
    rest = report.bad_count - sum(count for _, count in counts.most_common(_GROUPS))
    if rest:
        click.echo(f"  … and {rest} more; --report FILE writes all", err=True)


def _place(row: BadRow) -> str:
    """Row 3 of a table stands on line 4 of its file."""
    return f"row {row.number}" + (f" (line {row.line})" if row.line and row.line != row.number else "")
