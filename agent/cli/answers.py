"""``nightshift answers``: what viewers asked in vain, and what is said from now on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agent.demo import ensure_shop
from agent.paths import BadNameError, home
from knowledge.catalogue import FILE
from knowledge.errors import FeedError, ShopError

if TYPE_CHECKING:
    from agent.answers.answerdesk import AnswerDesk
    from knowledge.answerbook.model import State, UnansweredQuestion, WrittenAnswer

_SHOWN = 20
"""Questions listed without ``--all``."""
_WIDTH = 60
"""Characters of a question in the list."""
_BAD = 10
"""Bad rows listed."""
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _shop(function: _Command) -> _Command:
    return click.option("--shop", default="demo", show_default=True, metavar="NAME", help="Whose questions.")(
        function
    )


def _written_with(function: _Command) -> _Command:
    """The options of a command that takes the words of an answer."""
    options = (
        _shop,
        click.option("--language", default="", metavar="CODE", help="Of TEXT; by its script, if not given."),
        click.option("--product", metavar="ID", help="The product it is about."),
        click.option("--whole-shop", is_flag=True, help="It is about no single product."),
        click.option(
            "--also-asked", multiple=True, metavar="TEXT", help="Another way of asking; may repeat."
        ),
        click.option("--approve", "at_once", is_flag=True, help="Put it on air at once."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@contextmanager
def _desk(shop: str) -> Iterator[AnswerDesk]:
    """The shop's desk; what goes wrong is one line."""
    from agent.answers.answerdesk import AnswerDesk, AnswerError

    try:
        folder = ensure_shop(shop)
        if not (folder / FILE).is_file():
            shops = sorted(one.parent.name for one in (home() / "shops").glob(f"*/{FILE}"))
            known = (
                f"there are: {', '.join(shops)}"
                if shops
                else "make one with: nightshift ingest FILE --shop NAME"
            )
            raise click.ClickException(f"there is no shop named {shop!r}; {known}")
        with AnswerDesk(folder) as desk:
            yield desk
    except AnswerError as error:
        raise click.ClickException(
            f"{error}; nightshift answers list --shop {shop} shows them"
            if str(error).startswith("there is no question")
            else str(error)
        ) from error
    except (BadNameError, FeedError, ShopError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


_HELP = """Answer what the host could not.

Every question that got an honest "I'll check that" lands here, merged with those that ask the same, with
its count. Write an answer, approve it, and the host gives it from the next question on, also on air.

\b
nightshift answers list                      what viewers asked in vain
nightshift answers answer q3 "Yes, it is."   write an answer: a draft
nightshift answers approve q3                put it on air
"""


@click.group(help=_HELP)
def command() -> None:
    """The ``answers`` command."""


@command.command("list")
@_shop
@click.option("--language", default="", metavar="CODE", help="Only questions in this language: en, zh.")
@click.option("--all", "everything", is_flag=True, help="All of them, the answered and dismissed ones too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_(shop: str, language: str, *, everything: bool, as_json: bool) -> None:
    """List questions without an answer, most asked first, and drafts that wait for approval."""
    with _desk(shop) as desk:
        states: tuple[State, ...] = ("open", "answered", "dismissed") if everything else ("open",)
        questions = desk.book.questions.listed(
            states=states, language=language, limit=None if everything or as_json else _SHOWN
        )
        answers = desk.book.answers.listed()
        if as_json:
            for question in questions:
                click.echo(json.dumps({"key": question.key} | asdict(question), ensure_ascii=False))
            return
        if not questions and not answers:
            click.echo(f"nobody has asked shop {shop} anything that the host could not answer")
            return
        _questions(questions, desk)
        more = desk.book.questions.count() - len(questions)
        if not everything and not language and more > 0:
            click.echo(f"… and {more} more: --all")
        _answers(answers, shop, everything=everything)


def _questions(questions: list[UnansweredQuestion], desk: AnswerDesk) -> None:
    if not questions:
        click.echo("no question waits for an answer")
        return
    rows = [("id", "asked", "last", "in", "product", "question")]
    for one in questions:
        note = "" if one.state == "open" else f" [{one.state}]"
        if one.state == "open" and one.answer_id:
            written = desk.answer(one.answer_id)
            note = (
                f" [draft {one.answer_id}]" if written and written.approved is None else f" [{one.answer_id}]"
            )
        text = one.wordings[0] if one.wordings else ""
        text = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
        about = one.product_id if len(one.product_id) <= 20 else one.product_id[:19] + "…"
        rows.append((one.key, f"{one.count}×", _ago(one.last_at), one.language, about or "-", text + note))
    widths = [max(_cells(row[column]) for row in rows) for column in range(5)]
    for number, row in enumerate(rows):
        parts = [text + " " * (width - _cells(text)) for text, width in zip(row, widths, strict=False)]
        click.secho("  ".join([*parts, row[5]]).rstrip(), dim=number == 0)


def _answers(answers: list[WrittenAnswer], shop: str, *, everything: bool) -> None:
    waiting = [one.id for one in answers if one.draft is not None]
    if waiting:
        shown = ", ".join(waiting[:8]) + (" …" if len(waiting) > 8 else "")
        click.echo(f"waiting for approval: {shown} (nightshift answers approve {waiting[0]} --shop {shop})")
    on_air = [one for one in answers if one.approved is not None]
    if on_air and not everything:
        click.echo(f"on air: {_counted(len(on_air), 'answer')} written here; --all lists them")
    for one in on_air if everything else ():
        text = next((text for texts in one.newest.replies.values() for text in texts), "")
        click.echo(f"{one.id}  on air  {one.newest.product_id or '-'}  {text[:_WIDTH]}")


@command.command()
@click.argument("key", metavar="ID")
@_shop
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def show(key: str, shop: str, *, as_json: bool) -> None:
    """Show one question (q3) or answer (a3) in full."""
    with _desk(shop) as desk:
        found = desk.found(key)
        if as_json:
            click.echo(json.dumps(asdict(found), ensure_ascii=False))
            return
        question, written = desk.question(key), desk.answer_of(found)
        if question is not None:
            _show_question(question)
        if written is not None:
            _show_answer(written, desk)
        else:
            click.echo(f'answer it: nightshift answers answer {key} "TEXT" --shop {shop}')


def _show_question(one: UnansweredQuestion) -> None:
    click.echo(f"{one.key}: asked {one.count}×, first {_ago(one.first_at)} ago, last {_ago(one.last_at)} ago")
    click.echo(f"  {one.language}, about {one.product_id or 'no product in particular'}, {one.state}")
    if one.reason:
        click.echo(f"  why it was not answered: {one.reason}")
    for text in one.wordings:
        click.echo(f"  ? {text}")


def _show_answer(one: WrittenAnswer, desk: AnswerDesk) -> None:
    for state, version in (("on air", one.approved), ("draft", one.draft)):
        if version is None:
            continue
        click.echo(f"{one.id}: {state}, about {version.product_id or 'the whole shop'}")
        for language in dict.fromkeys([*version.questions, *version.replies]):
            for text in version.questions.get(language, ()):
                click.echo(f"  {language} ? {text}")
            for text in version.replies.get(language, ()):
                click.echo(f"  {language} = {text}")
        for problem in desk.problems(version, one.id):
            click.secho(f"  ! {problem}", fg="yellow")


@command.command()
@click.argument("key", metavar="ID")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT…")
@_written_with
def answer(
    key: str,
    texts: tuple[str, ...],
    *,
    shop: str,
    language: str,
    product: str | None,
    also_asked: tuple[str, ...],
    whole_shop: bool,
    at_once: bool,
) -> None:
    """Write the answer to question ID; several TEXTs are used in turn.

    It is a draft until it is approved. {price}, {list_price}, {stock} and {product} in it are filled with
    what the catalogue says when it is spoken.
    """
    from agent.answers.answerdesk import Reply

    about = "" if whole_shop else product
    with _desk(shop) as desk:
        reply = Reply(texts, also_asked, language, about)
        written, warnings = desk.write(key, reply, approve=at_once)
        _written(written, warnings, shop, at_once)


@command.command()
@click.argument("key", metavar="ID")
@click.argument("texts", nargs=-1, metavar="[TEXT…]")
@_written_with
def edit(
    key: str,
    texts: tuple[str, ...],
    *,
    shop: str,
    language: str,
    product: str | None,
    also_asked: tuple[str, ...],
    whole_shop: bool,
    at_once: bool,
) -> None:
    """Change answer ID: TEXTs replace those in their language. The old one stays on air until approval."""
    from agent.answers.answerdesk import AnswerError, Reply

    if not texts and not also_asked and product is None and not whole_shop:
        raise click.UsageError("say what to change: TEXT, --also-asked, --product or --whole-shop")
    with _desk(shop) as desk:
        written = desk.answer_of(desk.found(key))
        if written is None:
            raise AnswerError(
                f'{key} has no answer yet; write one with: nightshift answers answer {key} "TEXT"'
            )
        reply = Reply(texts, also_asked, language, "" if whole_shop else product)
        written, warnings = desk.write(written.id, reply, approve=at_once)
        _written(written, warnings, shop, at_once)


def _written(written: WrittenAnswer, warnings: list[str], shop: str, at_once: bool) -> None:
    for warning in warnings:
        click.secho(f"note: {warning}", fg="yellow", err=True)
    if at_once:
        click.echo(f"{written.id} is on air")
    else:
        click.echo(
            f"{written.id} is a draft; put it on air: nightshift answers approve {written.id} --shop {shop}"
        )


@command.command()
@click.argument("keys", nargs=-1, required=True, metavar="ID…")
@_shop
def approve(keys: tuple[str, ...], shop: str) -> None:
    """Put drafts on air: from the next question on, they are given."""
    with _desk(shop) as desk:
        click.echo(f"on air: {', '.join(desk.approve(keys))}")


@command.command()
@click.argument("keys", nargs=-1, required=True, metavar="ID…")
@_shop
def dismiss(keys: tuple[str, ...], shop: str) -> None:
    """Take questions off the list, or answers off the air."""
    with _desk(shop) as desk:
        desk.dismiss(keys)
        click.echo(f"dismissed: {', '.join(keys)}; nightshift answers undo --shop {shop} takes it back")


@command.command()
@_shop
def undo(shop: str) -> None:
    """Take back the latest change. Each call goes one change further, up to 100."""
    with _desk(shop) as desk:
        what = desk.book.answers.undo()
        click.echo(f"taken back: {what}" if what else "there is nothing to take back")


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_shop
@click.option("--language", default="", metavar="CODE", help="Only this language.")
@click.option("--answers", is_flag=True, help="The answers written here, too.")
def export_(file: Path, shop: str, language: str, *, answers: bool) -> None:
    """Write the list into a table (CSV). Fill in its answer columns, and bring it back with import."""
    from agent.answers.answersheet import export

    with _desk(shop) as desk:
        count = export(desk, file, language=language, answers=answers)
        click.echo(
            f"{count} rows in {file}; fill in answer, then: nightshift answers import {file} --shop {shop}"
        )


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_shop
@click.option("--approve", "at_once", is_flag=True, help="Put on air what nothing stands against.")
def import_(file: Path, shop: str, *, at_once: bool) -> None:
    """Take answers from a filled-in export, or from any table of questions and answers (CSV, XLSX)."""
    from agent.answers.answersheet import read

    with _desk(shop) as desk:
        filled, bad = read(desk, file)
        stopped = {one.line: problems[0] for one in filled if (problems := desk.problems(one.version))}
        good = [one for one in filled if not (at_once and one.line in stopped)]
        rows = [(one.version, one.asked, one.answer) for one in good]
        made = desk.write_new(rows, f"the import of {file.name}", approve=at_once) if rows else []
    for line, problem in list(stopped.items())[:_BAD]:
        click.echo(f"  row {line}: {'not on air: ' if at_once else ''}{problem}", err=True)
    for row in bad[:_BAD]:
        click.echo(f"  row {row.line or row.number}: {row.reason}", err=True)
    if len(bad) > _BAD:
        click.echo(f"  … and {len(bad) - _BAD} more", err=True)
    left = len(bad) + len(filled) - len(good)
    state = "on air" if at_once else "as drafts"
    click.echo(f"{_counted(len(made), 'answer')} {state}, {_counted(left, 'row')} left out")
    if made and not at_once:
        shown = " ".join(made[:3]) + (" …" if len(made) > 3 else "")
        click.echo(f"put them on air: nightshift answers approve {shown} --shop {shop}")
    if not made:
        raise SystemExit(1)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _ago(at: float) -> str:
    seconds = max(0.0, time.time() - at)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def _cells(text: str) -> int:
    """Terminal columns of a text: Han characters take two."""
    from rich.cells import cell_len

    return cell_len(text)
