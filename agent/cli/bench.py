"""``nightshift bench``: measure speed, cost and correctness on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import click

from knowledge.errors import FeedError, ShopError


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark, imported when it is run."""

    target: str
    """``module:function``; called with ``quick`` and the options below that were given."""
    takes: tuple[str, ...] = ()
    """Names of the options it knows, beside ``quick``."""
    needs: tuple[str, ...] = ()
    """Those of them that it cannot do without."""


BENCHMARKS = {
    "facts": Benchmark("evals.bench.facts:run", ("catalog", "shop", "questions", "seed")),
    "guard": Benchmark("evals.bench.guard:run", ("catalog", "shop", "questions", "seed")),
    "latency": Benchmark("evals.bench.latency:run"),
    "search": Benchmark("evals.bench.search:run", ("catalog", "judgments"), ("catalog", "judgments")),
    "soak": Benchmark("evals.bench.soak:run"),
    "stage": Benchmark("evals.bench.stage:run"),
}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_HELP = """Measure NAME and print the figures as JSON.

Run it on an otherwise idle machine. Ratios are measured side by side in one run; times are this
machine's, whose size is in the output.

\b
facts    questions made from a catalogue: right, wrong, abstained
guard    true sentences and false ones made of them: caught, missed, false alarms
latency  comment to first audio, by hop, in both lanes
search   nDCG and recall on judged queries, beside plain BM25 and vectors alone
stage    CPU time of the picture, the sound and the encode
soak     ten minutes on air: memory, CPU, queues, lip sync
"""


@click.command(help=_HELP, short_help="Measure speed, cost and correctness on this machine.")
@click.argument("name", type=click.Choice(sorted(BENCHMARKS)))
@click.option(
    "--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here."
)
@click.option("--quick", is_flag=True, help="A short run, to see that it works; its figures are rough.")
@click.option("--catalog", type=_FILE, help="facts, guard, search: a file of products.")
@click.option("--shop", metavar="NAME", help="facts, guard: a shop; the demo shop when neither is given.")
@click.option("--judgments", type=_FILE, help="search: a CSV file of query, docid, rating.")
@click.option("--questions", type=click.IntRange(min=10), metavar="N", help="facts, guard: how many.")
@click.option("--seed", type=int, help="facts, guard: of what is picked; another seed, other questions.")
def command(name: str, out: Path | None, quick: bool, **options: Any) -> None:
    """The ``bench`` command."""
    benchmark = BENCHMARKS[name]
    given = {option: value for option, value in options.items() if value is not None}
    for option in given:
        if option not in benchmark.takes:
            raise click.UsageError(f"{name} takes no --{option}")
    for option in benchmark.needs:
        if option not in given:
            raise click.UsageError(f"{name} needs --{option} FILE")
    try:
        figures: dict[str, Any] = resolve_name(benchmark.target)(quick=quick, **given)
        text = json.dumps(figures, indent=2, ensure_ascii=False)
        if out is not None:
            out.write_text(text + "\n", "utf-8")
    except (OSError, RuntimeError, ValueError, FeedError, ShopError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(text)
