"""``nightshift search``: which products a question finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from agent.cli.progress import open_shop
from agent.demo import ensure_shop
from agent.paths import BadNameError
from knowledge.errors import FeedError, ShopError
from knowledge.model import Hit, Money, text_in
from knowledge.money import minor_digits
from knowledge.search import Candidate

_SHOWN = 10
_BATCH = 200
"""Products of one query in a file: as deep as rankings are judged."""
_MAX_QUERY = 1000
_MAX_QUERIES = 1_000_000


@click.command(short_help="Find products in a shop.")
@click.argument("query", required=False)
@click.option("--shop", default="demo", show_default=True, metavar="NAME", help="The shop to search.")
@click.option(
    "-k", type=click.IntRange(1, 1000), help=f"Products a query: {_SHOWN}, or {_BATCH} with --batch."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--batch", type=click.Path(path_type=Path), metavar="QUERIES.txt", help="One query a line.")
@click.option("--out", type=click.Path(path_type=Path), metavar="OUT.jsonl", help="Where their results go.")
def command(
    query: str | None, *, shop: str, k: int | None, as_json: bool, batch: Path | None, out: Path | None
) -> None:
    """Find the products of a shop that QUERY is about, best first.

    Prices, colours and other properties in the query are filters: "headphones under $50", "红色的杯子".

    With --json, or for each line of --batch QUERIES.txt, the result is an object with query, product_ids
    (best first) and scores, which never rise down the list and compare within one list only. Where an order
    is asked for ("cheapest"), products that are known to fit come first, by price.
    """
    if (batch is None) != (out is None):
        raise click.UsageError("--batch QUERIES.txt and --out OUT.jsonl go together")
    if (batch is None) == (not query or not query.strip()):
        raise click.UsageError("give one QUERY, or many with --batch QUERIES.txt --out OUT.jsonl")
    try:
        if batch is not None and out is not None:
            _batch(batch, out, shop, k or _BATCH)
        elif query:
            _one(query[:_MAX_QUERY], shop, k or _SHOWN, as_json=as_json)
    except (BadNameError, FeedError, ShopError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


def _one(query: str, name: str, k: int, *, as_json: bool) -> None:
    shop = open_shop(ensure_shop(name))
    try:
        if as_json:
            click.echo(_line(query, shop.ranked(query, k)))
            return
        hits = shop.search(query, k=k)
    finally:
        shop.close()
    if hits:
        _table(hits)
    else:
        click.echo("nothing found", err=True)


def _line(query: str, ranked: list[Candidate]) -> str:
    found = {
        "query": query,
        "product_ids": [each.product_id for each in ranked],
        "scores": [round(each.score, 4) for each in ranked],
    }
    return json.dumps(found, ensure_ascii=False)


def _table(hits: list[Hit]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for header in ("", "id", "name", "price", "why"):
        table.add_column(header, justify="right" if header in ("", "price") else "left", overflow="ellipsis")
    for rank, hit in enumerate(hits, 1):
        why = ", ".join(("sure", *hit.reasons) if hit.sure else hit.reasons)
        name = text_in(hit.product.name, "en")
        cells = (str(rank), hit.product.id, name, _price(hit), why)
        table.add_row(*(_shown(cell) for cell in cells))
    Console().print(table)


def _shown(text: str) -> str:
    """A stranger's text on one line of a terminal, nothing in it being read as markup."""
    from rich.markup import escape

    return escape("".join(char if char.isprintable() else " " for char in text[:120]))


def _price(hit: Hit) -> str:
    fact = hit.product.fact("price")
    if fact is None or not isinstance(fact.value, Money):
        return ""
    digits = minor_digits(fact.value.currency)
    return f"{fact.value.minor / 10**digits:.{digits}f} {fact.value.currency}"


def _batch(source: Path, out: Path, name: str, k: int) -> None:
    from rich.console import Console
    from rich.progress import track

    if out.exists() and out.samefile(source):
        raise click.UsageError("--out must be another file than --batch")
    queries = list(_queries(source))
    if not queries:
        raise click.ClickException(f"{source} has no query; each line is one")
    shop = open_shop(ensure_shop(name))
    try:
        with out.open("w", encoding="utf-8") as file:
            for query in track(queries, "searching", console=Console(stderr=True)):
                file.write(_line(query, shop.ranked(query, k)) + "\n")
    finally:
        shop.close()
    click.echo(f"{len(queries)} queries answered in {out}", err=True)


def _queries(source: Path) -> Iterator[str]:
    """The lines of a file that hold something; bytes that are no UTF-8 are replaced."""
    with source.open("rb") as file:
        for number, line in enumerate(file):
            query = line.decode("utf-8-sig" if number == 0 else "utf-8", "replace").strip()
            if query and number < _MAX_QUERIES:
                yield query[:_MAX_QUERY]
