"""``nightshift bench``: measure speed and cost on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import click

BENCHMARKS = {
    "latency": "evals.bench.latency:run",
    "soak": "evals.bench.soak:run",
    "stage": "evals.bench.stage:run",
}


@click.command()
@click.argument("name", type=click.Choice(sorted(BENCHMARKS)))
@click.option(
    "--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here."
)
@click.option("--quick", is_flag=True, help="A short run, to see that it works; its figures are rough.")
def command(name: str, out: Path | None, quick: bool) -> None:
    r"""Measure NAME and print the figures as JSON.

    Run it on an otherwise idle machine. Ratios are measured side by side in one run; times are this
    machine's, whose size is in the output.

    \b
    latency  comment to first audio, by hop, in both lanes
    stage    CPU time of the picture, the sound and the encode
    soak     ten minutes on air: memory, CPU, queues, lip sync
    """
    try:
        figures: dict[str, Any] = resolve_name(BENCHMARKS[name])(quick=quick)
        text = json.dumps(figures, indent=2)
        if out is not None:
            out.write_text(text + "\n", "utf-8")
    except (OSError, RuntimeError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(text)
