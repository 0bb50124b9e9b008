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
    "bandit": Benchmark("evals.bench.bandit:run", ("seeds", "hours")),
    "day": Benchmark(
        "evals.bench.day:run",
        ("hours", "questions_per_minute", "seed", "language", "catalog", "shop"),
    ),
    "face": Benchmark("evals.bench.face:run", ("avatar",)),
    "facts": Benchmark("evals.bench.facts:run", ("catalog", "shop", "questions", "seed")),
    "guard": Benchmark("evals.bench.guard:run", ("catalog", "shop", "questions", "seed")),
    "inbox": Benchmark("evals.bench.inbox:run", ("rate", "seconds", "chat", "seed")),
    "injection": Benchmark("evals.bench.injection:run", ("data", "questions"), ("data",)),
    "latency": Benchmark("evals.bench.latency:run"),
    "lips": Benchmark("evals.bench.lips:run", ("data", "odd")),
    "moderation": Benchmark(
        "evals.bench.moderation:run",
        ("data", "text", "label", "bad", "folds", "judgments", "chat", "prompts"),
    ),
    "search": Benchmark("evals.bench.search:run", ("catalog", "judgments"), ("catalog", "judgments")),
    "soak": Benchmark("evals.bench.soak:run"),
    "stage": Benchmark("evals.bench.stage:run"),
    "voice": Benchmark("evals.bench.voice:run", ("sentences", "seed")),
}
_DATA = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_HELP = """Measure NAME and print the figures as JSON.

Run it on an otherwise idle machine. Ratios are measured side by side in one run; times are this
machine's, whose size is in the output.

\b
bandit   the strategy against a fixed rotation and fixed defaults, over many audiences
day      24 hours before simulated viewers in virtual time: repeats, waits, dead air, prices
face     a host's pictures, the stage beside its encode alone, hosts a core carries
facts    questions made from a catalogue: right, wrong, abstained
guard    true sentences and false ones made of them: caught, missed, false alarms
inbox    a flood of chat: arrival to rank, memory, what was turned away
injection  jailbreaks against a model that obeys them: what is heard of it
latency  comment to first audio, by hop, in both lanes
lips     mouth against phone tiers: frames, closures, beside Rhubarb; speed; rest in silence
moderation  labelled comments: precision, recall and F1 of the rules and of a trained judge
search   nDCG and recall on judged queries, beside plain BM25 and vectors alone
stage    CPU time of the picture, the sound and the encode
soak     ten minutes on air: memory, CPU, queues, lip sync
voice    each engine's speed, the cache, one loudness, and a show through an engine that fails
"""


@click.command(help=_HELP, short_help="Measure speed, cost and correctness on this machine.")
@click.argument("name", type=click.Choice(sorted(BENCHMARKS)))
@click.option(
    "--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here."
)
@click.option("--quick", is_flag=True, help="A short run, to see that it works; its figures are rough.")
@click.option("--catalog", type=_FILE, help="day, facts, guard, search: a file of products.")
@click.option(
    "--shop", metavar="NAME", help="day, facts, guard: a shop; the demo shop when neither is given."
)
@click.option("--judgments", type=_FILE, help="search, moderation: a CSV file of query, docid, rating.")
@click.option("--questions", type=click.IntRange(min=10), metavar="N", help="facts, guard: how many.")
@click.option("--rate", type=click.IntRange(min=1), help="inbox: messages a second.  [default: 10000]")
@click.option("--seconds", type=click.IntRange(min=1), help="inbox: how long.  [default: 60]")
@click.option(
    "--chat", multiple=True, type=click.Path(exists=True, path_type=Path),
    help="inbox, moderation: recordings of real chat, files or folders.",
)  # fmt: skip
@click.option("--hours", type=click.FloatRange(min=0.05), help="day, bandit: simulated.  [default: 24, 6]")
@click.option("--questions-per-minute", type=click.FloatRange(min=0), help="day: on average.  [default: 20]")
@click.option("--language", type=click.Choice(["en", "zh"]), help="day: the room's.  [default: en]")
@click.option("--seeds", type=click.IntRange(min=2), help="bandit: how many audiences.  [default: 30]")
@click.option(
    "--data", type=_DATA,
    help="injection: a folder of JSON lists of prompts. moderation: a CSV file of labelled comments. "
    "lips: a folder of recordings with TextGrids, or of such folders.",
)  # fmt: skip
@click.option("--odd", type=_DATA, help="lips: a folder of recordings, in which silence is looked at.")
@click.option("--text", help="moderation: the column of texts.")
@click.option("--label", help="moderation: the column of labels.")
@click.option("--bad", help="moderation: the label of what should be held back.")
@click.option("--folds", type=click.IntRange(min=2), help="moderation: for training.  [default: 5]")
@click.option("--prompts", type=_DATA, help="moderation: a folder of JSON lists of jailbreaks.")
@click.option(
    "--sentences", type=click.IntRange(min=20), help="voice: through the engine that fails.  [default: 1000]"
)
@click.option("--avatar", metavar="NAME", help="face: a photo host, to be measured too.")
@click.option("--seed", type=int, help="day, facts, guard, voice: another seed, other viewers, other faults.")
def command(name: str, out: Path | None, quick: bool, **options: Any) -> None:
    """The ``bench`` command."""
    benchmark = BENCHMARKS[name]
    given = {option: value for option, value in options.items() if value is not None and value != ()}
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
