"""``nightshift ingest``: load a shop's files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from agent.cli.ingest_report import tell
from agent.cli.progress import Progress, bars
from agent.paths import BadNameError, shop_folder
from knowledge.config import KnowledgeConfig
from knowledge.errors import FeedError, ShopError
from knowledge.feeds.base import Freshness, machine_name
from knowledge.feeds.columns import FIELDS
from knowledge.ingest import IngestReport, ingest

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


_HELP = """Load FILEs into a shop.

\b
What a FILE is, is told by what stands in it.
  Products: tables (.csv .tsv .xlsx), JSON (.json .jsonl .jsonl.gz),
    Google Merchant feeds (.xml .tsv), Shopify exports (.csv), saved
    product pages (.html), shops in Nightshift's own format (.yaml).
  Texts: policies and FAQ (.md), sheets of questions and answers
    (.csv .xlsx).

The shop's products become exactly those of the FILEs of products, so name all of them in one command;
without any, the products stay. Texts are kept by file name: loading faq.md again replaces what came from
faq.md and nothing else. Loading again changes only what differs.

A row that cannot be used is skipped and listed. If most products would go, as after a broken export,
nothing is changed unless you add --allow-removals.
"""


@click.command(help=_HELP, short_help="Load a shop's files: products, policies, questions and answers.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--shop", "name", required=True, metavar="NAME", help="The shop to load them into; made if new."
)
@click.option("--currency", default="", metavar="CODE", help="Of prices that name none: USD, CNY, …")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="HEADER=FIELD",
    help=f"What a column is, where the guess is wrong; again for more. Fields: {', '.join(FIELDS)}.",
)
@click.option(
    "--fresh-for",
    "fresh",
    multiple=True,
    metavar="TIME",
    help="How long prices and stock may be spoken as current: 6h, 30m, 2d; or price=1d,stock=30m.",
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write every skipped row here, as JSON lines."
)
@click.option("--allow-removals", is_flag=True, help="More than half of the products may go.")
@click.option(
    "--forget", multiple=True, metavar="FILENAME", help="Remove the texts that came from this file."
)
@click.option(
    "--embeddings",
    default="",
    metavar="NAME",
    help="What makes vectors: auto, minilm, hashing, openai or module:Class. The shop remembers it.",
)
@click.option(
    "--chroma",
    default="",
    metavar="URL",
    help="A Chroma server for the vectors, or none. The shop remembers it.",
)
def command(
    files: tuple[Path, ...], name: str, report: Path | None, forget: tuple[str, ...], **said: Any
) -> None:
    """Load a shop's files."""
    if not files and not forget:
        raise click.UsageError("Missing argument 'FILE...'.")
    options = _options(**said)
    try:
        folder = shop_folder(name)
        for file in forget:
            _forget(folder, file)
        if not files:
            return
        done = _with_progress(lambda progress: ingest(files, folder, progress=progress, **options))
    except (FeedError, ShopError, BadNameError) as error:
        raise click.ClickException(str(error)) from error
    tell(done, name)
    if report is not None:
        _write(report, done)
    if not done.loaded and not done.texts:
        raise SystemExit(1)


def _options(
    *,
    currency: str,
    maps: tuple[str, ...],
    fresh: tuple[str, ...],
    allow_removals: bool,
    embeddings: str,
    chroma: str,
) -> dict[str, Any]:
    """What was said, as ``ingest`` takes it."""
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise click.UsageError(f"--currency {currency!r}: a code of three letters is wanted, like USD")
    return {
        "currency": currency.upper(),
        "columns": _columns(maps),
        "fresh_for": _freshness(fresh),
        "allow_removals": allow_removals,
        "knowledge": _knowledge(embeddings, chroma),
    }


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    """Fields by machine name of the header."""
    found = {}
    for each in maps:
        header, _, meaning = each.rpartition("=")
        if not machine_name(header) or meaning.strip() not in FIELDS:
            raise click.UsageError(
                f"--map {each!r}: HEADER=FIELD is wanted, a field being one of {', '.join(FIELDS)}"
            )
        found[machine_name(header)] = meaning.strip()
    return found


def _freshness(told: tuple[str, ...]) -> Freshness | None:
    """How long prices and stock last; ``None`` if nothing was said."""
    lasts: dict[str, float] = {}
    for each in (part.strip() for one in told for part in one.split(",")):
        what, _, span = each.rpartition("=")
        if what not in ("", "price", "stock"):
            raise click.UsageError(f"--fresh-for {each!r}: price=TIME, stock=TIME or TIME is wanted")
        seconds = _seconds(span, each)
        lasts |= dict.fromkeys((what,) if what else ("price", "stock"), seconds)
    return Freshness(lasts.get("price"), lasts.get("stock")) if told else None


def _seconds(span: str, each: str) -> float:
    number, unit = span[:-1], span[-1:].lower()
    if not (number.replace(".", "", 1).isdecimal() and number.isascii() and unit in _UNITS_S):
        raise click.UsageError(f"--fresh-for {each!r}: a time is wanted, like 30m, 6h or 2d")
    seconds = float(number) * _UNITS_S[unit]
    if not 0 < seconds <= 3650 * 86_400:
        raise click.UsageError(f"--fresh-for {each!r}: more than nothing and less than ten years is wanted")
    return seconds


def _knowledge(embeddings: str, chroma: str) -> KnowledgeConfig | None:
    """What was said of vectors; ``None`` if nothing was."""
    said: dict[str, Any] = {"embeddings": embeddings} if embeddings else {}
    if chroma:
        said["chroma"] = None if chroma == "none" else chroma
    try:
        return KnowledgeConfig.model_validate(said) if said else None
    except ValidationError as error:
        raise click.UsageError(f"--chroma {error.errors()[0]['msg'].removeprefix('Value error, ')}") from None


def _forget(folder: Path, file: str) -> None:
    from knowledge.catalogue import Catalogue

    catalogue = Catalogue(folder)
    try:
        known = [name for name, *_ in catalogue.text_files()]
        if file not in known:
            raise ShopError(
                f"no policies or answers came from {file!r}; they came from: {', '.join(known) or 'none'}"
            )
        click.echo(f"{file}: {catalogue.forget(file)} policies and answers removed")
    finally:
        catalogue.close()


def _with_progress(work: Callable[[Progress], IngestReport]) -> IngestReport:
    with bars() as progress:
        return work(progress)


def _write(file: Path, done: IngestReport) -> None:
    rows = [{"file": row.file, "row": row.number, "line": row.line, "reason": row.reason} for row in done.bad]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if done.bad_count > len(rows):
        lines.append(json.dumps({"more": done.bad_count - len(rows)}))
    try:
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise click.ClickException(f"--report {file}: {error.strerror or error}") from error
    click.echo(f"{done.bad_count} skipped rows written to {file}", err=True)
