"""``nightshift bench``: measure speed, cost and correctness on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import click

from knowledge.errors import FeedError, ShopError

ALL, COMPARE = "all", "compare"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark, imported when it is run."""

    target: str
    """``module:function``; called with ``quick`` and the options below that were given."""
    about: str
    """What it measures, in a line."""
    takes: tuple[str, ...] = ()
    """Names of the options it knows, beside ``quick``."""
    needs: tuple[str, ...] = ()
    """Those of them that it cannot do without."""


BENCHMARKS = {
    "bandit": Benchmark(
        "evals.bench.bandit:run",
        "the strategy against a fixed rotation and fixed defaults, over many audiences",
        ("seeds", "hours"),
    ),
    "conversations": Benchmark(
        "evals.bench.conversations:run",
        "conversations with the host, scored: what nightshift eval run prints; needs make evals",
        ("seed",),
    ),
    "day": Benchmark(
        "evals.bench.day:run",
        "24 hours before simulated viewers in virtual time: repeats, waits, dead air, prices",
        ("hours", "questions_per_minute", "seed", "language", "catalog", "shop"),
    ),
    "face": Benchmark(
        "evals.bench.face:run",
        "a host's pictures, the stage beside its encode alone, hosts a core carries",
        ("avatar",),
    ),
    "facts": Benchmark(
        "evals.bench.facts:run",
        "questions made from a catalogue: right, wrong, abstained",
        ("catalog", "shop", "questions", "seed"),
    ),
    "guard": Benchmark(
        "evals.bench.guard:run",
        "true sentences and false ones made of them: caught, missed, false alarms",
        ("catalog", "shop", "questions", "seed"),
    ),
    "inbox": Benchmark(
        "evals.bench.inbox:run",
        "a flood of chat: arrival to rank, memory, what was turned away",
        ("rate", "seconds", "chat", "seed"),
    ),
    "injection": Benchmark(
        "evals.bench.injection:run",
        "jailbreaks against a model that obeys them: what is heard of it",
        ("data", "questions"),
        ("data",),
    ),
    "latency": Benchmark("evals.bench.latency:run", "comment to first audio, by hop, in both lanes"),
    "lips": Benchmark(
        "evals.bench.lips:run",
        "mouth against phone tiers: frames, closures, beside Rhubarb; speed; rest in silence",
        ("data", "odd"),
    ),
    "moderation": Benchmark(
        "evals.bench.moderation:run",
        "labelled comments: precision, recall and F1 of the rules and of a trained judge",
        ("data", "text", "label", "bad", "folds", "judgments", "chat", "prompts"),
    ),
    "scorers": Benchmark(
        "evals.bench.scorers:run", "the scorers of conversations on sentences that people labelled: agreement"
    ),
    "search": Benchmark(
        "evals.bench.search:run",
        "nDCG and recall on judged queries, beside plain BM25 and vectors alone",
        ("catalog", "judgments"),
        ("catalog", "judgments"),
    ),
    "soak": Benchmark("evals.bench.soak:run", "ten minutes on air: memory, CPU, queues, lip sync"),
    "stage": Benchmark("evals.bench.stage:run", "CPU time of the picture, the sound and the encode"),
    "voice": Benchmark(
        "evals.bench.voice:run",
        "each engine's speed, the cache, one loudness, and a show through an engine that fails",
        ("sentences", "seed"),
    ),
}
_FAILURES = (OSError, RuntimeError, ValueError, FeedError, ShopError)
_DATA = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def listing() -> str:
    """The benchmarks with what they measure, a line each."""
    return "\n".join(
        f"{name:<14} {one.about}" + (f" (needs --{', --'.join(one.needs)})" if one.needs else "")
        for name, one in BENCHMARKS.items()
    )


_HELP = f"""Measure NAME and print the figures as JSON; without a name, list what there is.

Run it on an otherwise idle machine. Ratios are measured side by side in one run; times are this
machine's, whose size is in the output.

\b
{listing()}

\b
nightshift bench all --json OUT.json        every one that needs no data of yours
nightshift bench compare OLD.json NEW.json  what changed between two outputs
"""


@click.command(help=_HELP, short_help="Measure speed, cost and correctness on this machine.")
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("outputs", nargs=-1, type=_FILE, metavar="[OLD.json NEW.json]")
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
def command(
    name: str | None, outputs: tuple[Path, ...], out: Path | None, quick: bool, **options: Any
) -> None:
    """The ``bench`` command."""
    if name is None:
        click.echo(listing())
        return
    if name not in (*BENCHMARKS, ALL, COMPARE):
        known = ", ".join((*BENCHMARKS, ALL, COMPARE))
        raise click.UsageError(f"there is no benchmark {name!r}; there are {known}")
    if (name == COMPARE) != bool(outputs) or (name == COMPARE and len(outputs) != 2):
        raise click.UsageError("compare takes two outputs, OLD.json NEW.json; nothing else takes any")
    given = {option: value for option, value in options.items() if value is not None and value != ()}
    try:
        if name == COMPARE:
            _compare(outputs)
            return
        text = json.dumps(_figures(name, quick, given), indent=2, ensure_ascii=False)
        if out is not None:
            out.write_text(text + "\n", "utf-8")
    except _FAILURES as error:
        raise click.ClickException(str(error)) from error
    click.echo(text)


def _figures(name: str, quick: bool, given: Mapping[str, Any]) -> dict[str, Any]:
    if name == ALL:
        if given:
            raise click.UsageError(f"all takes no --{next(iter(given)).replace('_', '-')}")
        run_all = resolve_name("evals.bench.together:run")
        figures: dict[str, Any] = run_all(
            {one: (each.target, each.needs) for one, each in BENCHMARKS.items()},
            quick=quick, failures=_FAILURES, said=lambda line: click.echo(line, err=True),
        )  # fmt: skip
        return figures
    benchmark = BENCHMARKS[name]
    for option in given:
        if option not in benchmark.takes:
            raise click.UsageError(f"{name} takes no --{option}")
    for option in benchmark.needs:
        if option not in given:
            raise click.UsageError(f"{name} needs --{option} FILE")
    measured: dict[str, Any] = resolve_name(benchmark.target)(quick=quick, **given)
    return measured


def _compare(outputs: tuple[Path, ...]) -> None:
    old, new = outputs
    compared = resolve_name("evals.bench.together:compared")(old, new)
    for line in compared:
        click.echo(line)
