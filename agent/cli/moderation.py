"""``nightshift moderation``: judge comments, and train the judge on your own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from agent.moderation.config import ModerationConfig
    from agent.moderation.head import Embed
    from agent.moderation.training import Measures

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_TEXTS = 1000
_Command = TypeVar("_Command", bound=Callable[..., Any])

_HELP = """Judge what viewers write, and train the judge.

Rules and a small model decide what is held back: abuse, spam, contact details, links, orders to the host.
The model learns from comments that you labelled, on this machine, in seconds.

\b
nightshift moderation check "add me on vx: abc_123"    what is seen in a text, and what comes of it
nightshift moderation train comments.csv               learn from labelled comments, for all rooms
nightshift moderation test comments.csv                how well it does: precision, recall, F1
"""


@click.group(help=_HELP)
def command() -> None:
    """The ``moderation`` command."""


def _columns(function: _Command) -> _Command:
    options = (
        click.argument("file", metavar="LABELLED.csv", type=_FILE),
        click.option("--text", default="", metavar="COLUMN", help="The column of texts; found by its name."),
        click.option(
            "--label", default="", metavar="COLUMN", help="The column of labels: 1 bad, 0 innocent."
        ),
        click.option("--bad", default="", metavar="LABEL", help="The label of what should be held back."),
        click.option("--json", "as_json", is_flag=True, help="Print a JSON object."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _room(function: _Command) -> _Command:
    return click.option("--room", type=_FILE, metavar="ROOM.yaml", help="Judge as this room does.")(function)


@contextmanager
def _clearly() -> Iterator[None]:
    """What goes wrong is one line."""
    from agent.moderation.head import ModerationError
    from knowledge.errors import ShopError
    from persona.yamlfile import DocumentError

    try:
        yield
    except (ModerationError, DocumentError, ShopError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


def _config(room: Path | None) -> ModerationConfig:
    from agent.config import load_room
    from agent.moderation.config import ModerationConfig

    found: object = getattr(load_room(room), "moderation", None)
    return found if isinstance(found, ModerationConfig) else ModerationConfig()


def _embed() -> Embed:
    from knowledge.embeddings import load

    return load("auto").embed


@command.command()
@click.argument("texts", nargs=-1, metavar="TEXT…")
@_room
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a text.")
def check(texts: tuple[str, ...], room: Path | None, *, as_json: bool) -> None:
    """Explain what moderation says of each TEXT; without any, of the lines on standard input."""
    import time

    from agent.moderation import Moderator

    given = list(texts)
    if not given:
        given = list(filter(None, map(str.strip, islice(sys.stdin, _MOST_TEXTS))))
    if not given:
        raise click.UsageError("give a TEXT, or lines on standard input")
    with _clearly():
        moderator = Moderator(_config(room), now=time.time, embed=_embed())
        for text in given:
            explained = moderator.explained(text)
            if as_json:
                click.echo(json.dumps({"text": text} | explained.as_data(), ensure_ascii=False))
                continue
            judged = explained.judgement
            verdict = "allowed" if judged.allowed else f"held back: {judged.rule}"
            click.secho(f"{_line(text)}", bold=True)
            click.secho(
                f"  {verdict}  ({judged.score:.2f})  {judged.evidence}".rstrip(),
                fg="green" if judged.allowed else "red",
            )
            for one in explained.findings:
                click.echo(f"  {one.rule:<10} {one.weight:.2f}  {one.kind}: {_line(one.text)}")
            if explained.model:
                click.echo(
                    f"  model      {explained.probability:.2f}  {explained.model}, "
                    f"holds back alone from {explained.certainty:.2f}"
                )


def _line(text: str) -> str:
    shown = " ".join("".join(char if char.isprintable() else " " for char in text[:120]).split())
    return shown + ("…" if len(text) > 120 else "")


@command.command()
@_columns
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where it goes; rooms look in NIGHTSHIFT_HOME.",
)
def train(file: Path, text: str, label: str, bad: str, out: Path | None, *, as_json: bool) -> None:
    """Learn from labelled comments; every room uses it from its next start on."""
    from agent.moderation.config import ModerationConfig
    from agent.moderation.head import save
    from agent.moderation.labelled import enough_to_learn, read_labelled
    from agent.moderation.trained import trained_path
    from agent.moderation.training import train as learn

    with _clearly():
        labelled = read_labelled(file, text=text, label=label, bad=bad)
        enough_to_learn(labelled, file)
        made = learn(labelled, _embed())
        path = out or trained_path(ModerationConfig())
        save(made.head, path)
        if as_json:
            data = {
                "file": str(path),
                "unseen": asdict(made.unseen),
                "certainty": round(made.head.certainty, 4),
            }
            click.echo(json.dumps(data | {"skipped": labelled.skipped}, ensure_ascii=False))
            return
        skipped = (
            f", {labelled.skipped} rows without a text or a label that is known skipped"
            if labelled.skipped
            else ""
        )
        click.echo(f"learned from {len(labelled.texts)} comments{skipped}: {path}")
        click.echo(f"on comments it had not seen: {_figures(made.unseen)}")
        if out is not None:
            click.echo(f"a room uses it with:  moderation: {{trained: {path}}}")


@command.command()
@_columns
@_room
def test(file: Path, text: str, label: str, bad: str, room: Path | None, *, as_json: bool) -> None:
    """Say how well moderation does on labelled comments: the rules alone, and with the model."""
    import time

    import numpy as np

    from agent.moderation import Moderator
    from agent.moderation.labelled import read_labelled
    from agent.moderation.training import measured

    with _clearly():
        labelled = read_labelled(file, text=text, label=label, bad=bad)
        if not labelled.texts:
            raise click.ClickException(f"{file}: holds no labelled comment")
        moderator = Moderator(_config(room), now=time.time, embed=_embed())
        rules = np.array([not moderator.examined(one).allowed for one in labelled.texts])
        deep = np.array([not judged.allowed for judged in moderator.judged_all(labelled.texts)])
        figures = {
            "rules": measured(rules, labelled.labels),
            "rules and model": measured(deep, labelled.labels),
        }
        if as_json:
            click.echo(json.dumps({name: asdict(one) for name, one in figures.items()}, ensure_ascii=False))
            return
        for name, one in figures.items():
            click.echo(f"{name:<16} {_figures(one)}")
        click.echo(f"{one.comments} comments, {one.bad} bad; holding back all of them: F1 {_always(one):.3f}")


def _figures(one: Measures) -> str:
    shown = (("precision", one.precision), ("recall", one.recall), ("F1", one.f1), ("accuracy", one.accuracy))
    return "  ".join(f"{name} {value:.3f}" for name, value in shown)


def _always(one: Measures) -> float:
    share = one.bad / one.comments
    return 2 * share / (1 + share)
