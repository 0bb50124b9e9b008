"""``nightshift ask``: ask the host without going on air."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.answers.answerer import Answer, Answerer
from agent.answers.unanswered import Unanswered
from agent.cli.ingest_report import counted
from agent.cli.progress import open_shop
from agent.demo import ensure_shop
from agent.events import Decision, Lane, Turn
from agent.guard.guard import Guard
from agent.lanes.base import Ask
from agent.lanes.fact import FactLane
from agent.lanes.model import ModelConfig, ModelLane
from agent.language import detect
from agent.paths import BadNameError
from agent.writer import CheckedLine, LineWriter
from knowledge.errors import FeedError, ShopError
from persona.loader import PersonaError, load_persona

_AT_ONCE = 4
"""Questions of a batch in flight while a model answers."""
_SHOWN = 10
"""Bad rows listed."""
_SEVERITY: tuple[Decision, ...] = ("pass", "rewrite", "block")


class Row(BaseModel):
    """One line of a batch file. Other fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    question: str = Field(min_length=1, max_length=2000)
    language: str = ""
    on_stage: str = Field(default="", max_length=200)
    """Product id on the card: "this one"."""
    recent: tuple[str, ...] = Field(default=(), max_length=20)
    """Product ids shown before it, latest first."""
    listed: tuple[str, ...] = Field(default=(), max_length=20)
    """Product ids last lined up: "the second one"."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, as printed and written."""

    id: str | int
    reply: str
    """What would be spoken."""
    lane: Lane
    product_ids: tuple[str, ...]
    fact_ids: tuple[str, ...]
    """What the reply rests on."""
    abstained: bool
    verdict: Decision
    """The guard's severest decision on any line, blocked ones included."""


@click.command(short_help="Ask the host a question, without going on air.")
@click.argument("question", required=False)
@click.option("--shop", default="demo", show_default=True, metavar="NAME", help="The shop to answer from.")
@click.option("--persona", default="mei", show_default=True, metavar="NAME|FILE", help="Who answers.")
@click.option(
    "--language",
    type=click.Choice(["auto", "en", "zh"]),
    default="auto",
    show_default=True,
    help="Of the answer; auto takes the question's.",
)
@click.option("--on-stage", default="", metavar="ID", help='Product id on the card: what "this one" means.')
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@click.option(
    "--batch", type=click.Path(path_type=Path), metavar="IN.jsonl", help="Many questions: id, question."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="OUT.jsonl", help="Where their answers go.")
def command(
    question: str | None,
    *,
    shop: str,
    persona: str,
    language: str,
    on_stage: str,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
) -> None:
    """Ask the host QUESTION and print what it would say on air.

    Answers come from the catalogue. A chat model is used for what the facts do not answer surely when
    OPENAI_API_KEY or OPENAI_BASE_URL is set (OPENAI_MODEL names it).

    With --batch, each line of IN.jsonl is an object with id and question, and with on_stage, recent and
    listed (product ids) where they matter; OUT.jsonl gets one object a line
    with id, reply, lane, product_ids, fact_ids, abstained and verdict, in the same order.
    """
    if (batch is None) != (out is None):
        raise click.UsageError("--batch IN.jsonl and --out OUT.jsonl go together")
    if (batch is None) == (not question or not question.strip()):
        raise click.UsageError("ask one QUESTION, or many with --batch IN.jsonl --out OUT.jsonl")
    try:
        if batch is not None and out is not None:
            _batch(batch, out, shop, persona, language)
        elif question:
            _one(
                Row(id="1", question=question[:2000], on_stage=on_stage[:200]),
                shop,
                persona,
                language,
                as_json=as_json,
            )
    except (BadNameError, FeedError, ShopError, PersonaError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


class _Desk:
    """A host that answers one question after another, off air."""

    def __init__(self, answerer: Answerer, language: str) -> None:
        self._answerer = answerer
        self._language = language
        self.at_once = _AT_ONCE if answerer.model is not None else 1

    async def ask(self, row: Row) -> tuple[Reply, Answer]:
        own = self._answerer.persona.languages[0]
        language = self._language if self._language != "auto" else row.language or detect(row.question, own)
        if row.on_stage and await asyncio.to_thread(self._answerer.shop.product, row.on_stage) is None:
            click.echo(f"no product of this shop has the id {row.on_stage!r}: nothing is on stage", err=True)
        ask = Ask(
            row.question, language, on_stage=row.on_stage, recent=row.recent, listed=row.listed
        )  # fmt: skip
        answer = self._answerer.begin(ask, Turn(f"ask-{row.id}", "answer", language))
        lines = [line async for line in answer.lines()]
        return _reply(row.id, answer, lines), answer


@asynccontextmanager
async def _desk(shop_name: str, persona_name: str, language: str) -> AsyncIterator[_Desk]:
    persona = load_persona(persona_name)
    shop = open_shop(ensure_shop(shop_name))
    config = ModelConfig()
    # The pack `shop` and no room's own rules: what it lets pass, a room's packs may still hold back.
    writer = LineWriter(Guard(), persona.moods, persona.gestures)
    answerer = Answerer(
        shop,
        persona,
        FactLane(shop, persona),
        writer,
        ModelLane(config, persona) if config.available else None,
        unanswered=Unanswered(shop.folder),
    )
    try:
        await answerer.warm()
        yield _Desk(answerer, language)
    finally:
        await answerer.close()
        shop.close()


def _reply(id: str | int, answer: Answer, lines: Sequence[CheckedLine]) -> Reply:
    spoken = [line.verdict.line.text for line in lines if line.verdict.line is not None]
    carried = [fact for line in lines for fact in line.verdict.fact_ids]
    composed = [fact.id for fact in answer.facts] if answer.lane != "model" else []
    return Reply(
        id=id,
        reply=_joined(spoken),
        lane=answer.lane,
        product_ids=answer.product_ids,
        fact_ids=tuple(dict.fromkeys([*composed, *carried])),
        abstained=answer.abstained,
        verdict=max((line.verdict.decision for line in lines), key=_SEVERITY.index, default="block"),
    )


def _joined(spoken: Sequence[str]) -> str:
    """Sentences in a row; Chinese ones stand without a space between them."""
    text = ""
    for sentence in spoken:
        apart = text and text[-1].isascii() and sentence[:1].isascii()
        text += f" {sentence}" if apart else sentence
    return text


def _one(row: Row, shop: str, persona: str, language: str, *, as_json: bool) -> None:
    async def ask() -> tuple[Reply, Answer]:
        async with _desk(shop, persona, language) as desk:
            return await desk.ask(row)

    reply, answer = asyncio.run(ask())
    if as_json:
        click.echo(json.dumps(asdict(reply), ensure_ascii=False))
        return
    click.echo(reply.reply)
    parts = [f"{reply.lane} lane" if reply.lane != "abstain" else "no answer in the catalogue"]
    parts += [answer.reason] if answer.reason else []
    parts += (
        [", ".join(reply.fact_ids[:6]) + (", …" if len(reply.fact_ids) > 6 else "")] if reply.fact_ids else []
    )
    parts += [f"guard: {reply.verdict}"] if reply.verdict != "pass" else []
    click.secho("  " + " · ".join(parts), dim=True)


def _batch(source: Path, out: Path, shop: str, persona: str, language: str) -> None:
    if out.exists() and out.samefile(source):
        raise click.UsageError("--out must be another file than --batch")
    bad: list[tuple[int, str]] = []
    rows = list(_rows(source, bad))
    for number, reason in bad[:_SHOWN]:
        click.echo(f"{source}:{number}: skipped: {reason}", err=True)
    if len(bad) > _SHOWN:
        click.echo(f"… and {len(bad) - _SHOWN} more rows skipped", err=True)
    if not rows:
        raise click.ClickException(f"{source} has no usable row; each line is an object with id and question")
    answered = asyncio.run(_answer_all(rows, out, shop, persona, language))
    click.echo(f"{counted(answered, 'answer')} in {out}, {counted(len(bad), 'row')} skipped", err=True)


def _rows(source: Path, bad: list[tuple[int, str]]) -> Iterator[Row]:
    """The usable rows of a batch file; the others' numbers and faults go into ``bad``."""
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield Row.model_validate_json(line)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                field = ".".join(map(str, first["loc"]))
                bad.append((number, f"{field}: {first['msg']}" if field else first["msg"]))


async def _answer_all(rows: Sequence[Row], out: Path, shop: str, persona: str, language: str) -> int:
    from rich.console import Console
    from rich.progress import track

    async with _desk(shop, persona, language) as desk:
        with out.open("w", encoding="utf-8") as file:
            flight: deque[asyncio.Task[tuple[Reply, Answer]]] = deque()
            coming = iter(rows)
            for _ in track(rows, "asking", console=Console(stderr=True)):
                while len(flight) < desk.at_once and (row := next(coming, None)) is not None:
                    flight.append(asyncio.create_task(desk.ask(row)))
                reply, _answer = await flight.popleft()
                file.write(json.dumps(asdict(reply), ensure_ascii=False) + "\n")
    return len(rows)
