"""``nightshift eval``: conversations with the host, judged before it goes on air."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.cli.progress import bars

if TYPE_CHECKING:
    from evals.runs.results import Run

BELOW = 3
"""Exit code where a threshold was not reached."""
_MISMATCHES = 5
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


class Threshold(click.ParamType[tuple[str, float]]):
    """``grounded=0.99``: a scorer's share that a run must reach."""

    name = "scorer=share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """The scorer and the share."""
        from evals.scorers import SCORERS

        if isinstance(value, tuple):
            return value
        name, _, text = str(value).partition("=")
        known = ("passed", *SCORERS)
        if name not in known:
            self.fail(f"there is no scorer {name!r}; there are {', '.join(known)}", param, ctx)
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{value!r}: write a share from 0 to 1: {name}=0.99", param, ctx)
        return name, share


@click.group(short_help="Judge conversations with the host before it goes on air.")
def command() -> None:
    """Judge conversations with the host before it goes on air.

    The room is the real one in virtual time: inbox, retrieval, guard and agenda, without picture and sound.
    """


@contextmanager
def _plain() -> Iterator[None]:
    """Failures as one line."""
    try:
        yield
    except (ValueError, RuntimeError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


@command.command()
@click.argument("conversations", metavar="[SET]", default="demo")
@click.option("--persona", default="", metavar="NAME|FILE", help="Who hosts, whatever the conversations say.")
@click.option(
    "--model", default="none", show_default=True, metavar="NAME",
    help="none: facts alone. A name: at OPENAI_BASE_URL. recorded:RUN: as the model answered in that run.",
)  # fmt: skip
@click.option(
    "--room", type=_FILE, metavar="ROOM.yaml", help="A room file, for what conversations do not say."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only N, evenly spread over the set.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True,
    help="Of the room's choices; but for 0, messages also come a little earlier or later.",
)  # fmt: skip
@click.option(
    "--judge", default="", metavar="MODEL",
    help="A model, as Inspect names them, that may veto what passed: openai/gpt-4o-mini.  [default: none]",
)  # fmt: skip
@click.option(
    "--fail-under", type=Threshold(), multiple=True, help="Exit with 3 below this. May be repeated."
)
@click.option("--name", default="", help="Of the run's folder; made up when not given.")
@click.option("--jobs", type=click.IntRange(min=1), help="Conversations at a time.  [default: one a core]")
def run(
    conversations: str,
    *,
    persona: str,
    model: str,
    room: Path | None,
    limit: int | None,
    seed: int,
    judge: str,
    fail_under: tuple[tuple[str, float], ...],
    name: str,
    jobs: int | None,
) -> None:
    r"""Run a set of conversations and print the scoreboard.

    SET is demo (the built-in conversations over the demo shop), demo-en, demo-zh, the name of one built-in
    file, or a YAML or JSON lines file or a folder of your own. A run that was killed goes on with the same
    command.

    \b
    nightshift eval run
    nightshift eval run demo-zh --persona kai --fail-under grounded=0.99
    """
    with _plain():
        from evals.runs.results import read_run
        from evals.runs.running import Wanted, need_inspect
        from evals.runs.running import run as run_all

        need_inspect()
        wanted = Wanted(conversations, persona, model, judge, room, seed, limit or 0, name, jobs or 0)
        with bars() as progress:
            folder = run_all(
                wanted, progress,
                lambda name, over: click.echo(f"{name} goes on: {over} conversations are over", err=True),
            )  # fmt: skip
        ran = read_run(folder)
    _print_board(ran)
    click.echo(
        f"\nrun {ran.name} in {folder.path}\n  nightshift eval report {ran.name} -o report.html", err=True
    )
    sys.exit(_code(ran, fail_under))


@command.command()
@click.argument("run_a", metavar="RUN_A")
@click.argument("run_b", metavar="RUN_B")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-o", "--out", type=_OUT, metavar="OUT.html", help="Write a page too.")
def compare(run_a: str, run_b: str, *, as_json: bool, out: Path | None) -> None:
    """Put two runs side by side, with the differences and their 95 % intervals.

    The intervals come from a paired bootstrap over the conversations that both runs have.
    """
    with _plain():
        from evals.runs.compare import compare as compared
        from evals.runs.folder import find
        from evals.runs.results import read_run
        from evals.runs.running import need_inspect

        need_inspect()
        both = compared(read_run(find(run_a)), read_run(find(run_b)))
        if out is not None:
            from evals.reports.comparison import page

            out.write_text(page(both), "utf-8")
    if as_json:
        from evals.reports.figures import comparison_figures

        _echo_json(comparison_figures(both))
    else:
        _print_comparison(both)
    if out is not None:
        click.echo(f"{out}", err=True)


@command.command()
@click.argument("name", metavar="RUN")
@click.option("-o", "--out", type=_OUT, default=Path("report.html"), show_default=True, metavar="OUT.html")
@click.option(
    "--worst", type=click.IntRange(min=0), default=25, show_default=True, help="Worst cases in full."
)
@click.option("--all", "everything", is_flag=True, help="Every case in full, to mark good and bad.")
@click.option("--audio", is_flag=True, help="With the sound of the worst cases; needs a voice.")
@click.option("--inspect", is_flag=True, help="Then open Inspect's own viewer on the run.")
def report(name: str, *, out: Path, worst: int, everything: bool, audio: bool, inspect: bool) -> None:
    """Write one page about a run: scoreboard, plots, the worst cases with facts and verdicts beside them.

    The page needs no server and no network. In it, good and bad can be marked and saved; nightshift eval join
    puts what was marked into a set.
    """
    with _plain():
        from evals.reports.page import page
        from evals.runs.folder import find
        from evals.runs.results import read_run
        from evals.runs.running import need_inspect

        need_inspect()
        folder = find(name)
        ran = read_run(folder)
        sounds = {}
        if audio:
            from evals.reports.audio import sounds_of

            with bars() as progress:
                sounds = sounds_of(ran, worst, progress)
        out.write_text(page(ran, worst=len(ran.cases) if everything else worst, sounds=sounds), "utf-8")
    click.echo(f"{out}", err=True)
    if inspect:
        from inspect_ai import view

        view(log_dir=str(folder.logs))


@command.command("from-journal")
@click.argument("journal", metavar="JOURNAL")
@click.option("-o", "--out", type=_OUT, required=True, metavar="CASES.jsonl", help="Where the cases go.")
@click.option("--shop", default="demo", show_default=True, metavar="NAME", help="The shop that was on air.")
@click.option("--persona", default="mei", show_default=True, metavar="NAME|FILE", help="Who hosted.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="The room's."
)
def from_journal(journal: str, *, out: Path, shop: str, persona: str, language: str) -> None:
    """Turn a real stream into cases, names masked.

    JOURNAL is a room's name or a journal.sqlite file. What the host said there is not taken as right: run the
    cases, mark good and bad in the report, and join them to a set.
    """
    with _plain():
        from agent.paths import room_folder
        from evals.conversations.from_journal import cases
        from evals.conversations.loading import write

        path = Path(journal)
        if not path.is_file():
            path = room_folder(journal) / "journal.sqlite"
            if not path.is_file():
                raise click.ClickException(f"there is no journal {journal!r}: give a room's name or a file")
        found = cases(path, shop=shop, persona=persona, language=language)
        if not found:
            raise click.ClickException(f"{path}: nobody asked anything in it")
        count = write(out, found)
    click.echo(f"{count} cases in {out}\n  nightshift eval run {out}", err=True)


@command.command()
@click.argument("name", metavar="RUN")
@click.argument("marks", type=_FILE, metavar="MARKS.json")
@click.option("--into", type=_OUT, required=True, metavar="SET.jsonl", help="The set that they join.")
def join(name: str, marks: Path, *, into: Path) -> None:
    """Put what was marked in a report into a set of your own.

    MARKS.json is what the page saves. A case that is in the set already gets the new marks.
    """
    with _plain():
        from evals.reports.marks import join as joined
        from evals.runs.folder import find
        from evals.runs.results import read_run
        from evals.runs.running import need_inspect

        need_inspect()
        done = joined(read_run(find(name)), marks, into)
    click.echo(f"{done.marked} marks on {done.cases} cases; {into} has {done.total} cases now", err=True)


def _code(ran: Run, thresholds: tuple[tuple[str, float], ...]) -> int:
    """The exit code, after its reasons have been said."""
    from evals.runs.results import board

    code = 0
    for name, line in list(ran.errors.items())[:_MISMATCHES]:
        click.echo(f"{name} could not be run: {line}", err=True)
    for name, line in ran.mismatches[:_MISMATCHES]:
        click.echo(f"{name}: not as recorded: {line}", err=True)
    if ran.errors or ran.mismatches:
        away, other = len(ran.errors), len(ran.mismatches)
        click.echo(f"{away} conversations could not be run, {other} requests were not as recorded", err=True)
        code = 1
    shares = {row.name: row.share for row in board(ran.cases)}
    shares["passed"] = ran.passed / max(1, len(ran.cases))
    for name, least in thresholds:
        if name not in shares:
            click.echo(f"{name}: nothing to look at in this set, so it is not below {least:g}", err=True)
        elif shares[name] < least:
            click.echo(f"{name} is {shares[name]:.4f}, below {least:g}", err=True)
            code = BELOW
    return code


def _print_board(ran: Run) -> None:
    from evals.runs.results import board

    click.echo(f"{ran.spec.set}: {ran.passed} of {len(ran.cases)} conversations passed ({ran.spec.host})\n")
    if ran.agreement is not None:
        click.echo(f"judge {ran.spec.judge}: agrees with people on {ran.agreement:.0%} of labelled answers\n")
    for row in board(ran.cases):
        timed = f"  median {row.median:.2f} s, 95 % under {row.high:.2f} s" if row.median is not None else ""
        timed = timed or (f"  {row.total:g} calls" if row.total is not None else "")
        click.echo(f"{row.name:<14}{row.share:>8.2%}{f'{row.hits} of {row.of}':>16}  {row.about}{timed}")


def _print_comparison(both: Any) -> None:
    click.echo(f"A {both.a.name} ({both.a.spec.host})\nB {both.b.name} ({both.b.spec.host})")
    click.echo(f"{both.common} conversations\n")
    click.echo(f"{'':<28}{'A':>9}{'B':>9}{'B - A':>10}   95 % interval")
    for one in both.differences:
        shares = one.unit == "share"
        a, b, change = (f"{v:.2%}" if shares else f"{v:.2f}" for v in (one.a, one.b, one.change))
        low, high = (f"{v:+.2%}" if shares else f"{v:+.2f}" for v in (one.low, one.high))
        mark = ("  better" if one.better else "  worse") if one.sure else ""
        click.echo(f"{one.title:<28}{a:>9}{b:>9}{change:>10}   {low} … {high}{mark}")
    for one in both.turned:
        click.echo(f"{'worse ' if one.worse else 'better'}  {one.a.conversation.id}")
    for note in both.notes:
        click.echo(note, err=True)


def _echo_json(data: Any) -> None:
    import json

    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
