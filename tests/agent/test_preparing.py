from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.answers.answer import Answer
from agent.answers.answerer import Answerer
from agent.answers.preparing import Preparation, PreparingConfig
from agent.answers.unanswered import Unanswered
from agent.events import Question, Turn
from agent.guard.guard import Guard
from agent.lanes.base import Ask, Composed, Exchange
from agent.lanes.fact import FactLane
from agent.lanes.model import ModelConfig, ModelLane
from agent.writer import LineWriter
from evals.bench.stub_openai import Failure, StubOpenAI
from knowledge import shop as catalogue
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Version
from knowledge.ingest import ingest
from knowledge.model import Fact, Hit, Money, Product
from persona.loader import load_persona
from persona.schema import Mood, Persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"

PERSONA = Persona(
    id="mei",
    name={"en": "Mei"},
    languages=("en",),
    about={},
    moods={"neutral": Mood(preset="neutral")},
    gestures=(),
    phrases={},
)
PRICE = Fact("k/price", "price", "k", "price", Money(3999, "USD"), {"en": "price"}, fresh_until=1000.0)
QUESTION = Question("q1", "Good for tea?", "Lin", "en", ("Lin",), ("m1",), 0.0, 90.0)
ASK = Ask("Good for tea?", "en", on_stage="k")
TURN = Turn("t9", "answer", "en", QUESTION)
TEXT = "It makes lovely tea. The price is $39.99. It is nice. It is quiet."


class Shop:
    def __init__(self) -> None:
        self.price: Fact | None = PRICE

    def _kettle(self) -> Product:
        return Product("k", {"en": "Lumen kettle"}, facts=(self.price,) if self.price else ())

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        return [Hit(self._kettle(), 1.0, True)]

    def product(self, product_id: str, /) -> Product | None:
        return self._kettle() if product_id == "k" else None

    def shop_facts(self) -> tuple[Fact, ...]:
        return ()

    def fact(self, fact_id: str, /) -> Fact | None:
        return None


class NoFacts:
    def answer(self, ask: Ask) -> Composed | None:
        return None

    def abstain(self, ask: Ask) -> Composed:
        return Composed("I'll check that and pin it.", abstained=True, reason="unknown")


class Room:
    """A preparation with its shop, its clock and its journal."""

    def __init__(self, answerer: Answerer, shop: Shop, stub: StubOpenAI, **config: Any) -> None:
        self.answerer, self.shop, self.stub = answerer, shop, stub
        self.now = 100.0
        self.journal: list[tuple[str, dict[str, Any]]] = []
        self.preparation = Preparation(
            PreparingConfig(**config), answerer, write=self._write, now=lambda: self.now
        )

    async def _write(self, kind: str, at: float, **data: Any) -> None:
        self.journal.append((kind, data))

    async def kinds(self) -> list[str]:
        await self.preparation.close()
        return [kind for kind, _ in self.journal]

    async def why(self) -> str:
        await self.preparation.close()
        return next(str(data["reason"]) for kind, data in self.journal if kind == "prepared.discarded")


@asynccontextmanager
async def room(
    text: str = TEXT, failures: Sequence[Failure | None] = (), tmp: Path | None = None, **config: Any
) -> AsyncIterator[Room]:
    async with StubOpenAI([text], failures=failures) as stub:
        shop = Shop()
        answerer = Answerer(
            shop,
            PERSONA,
            NoFacts(),
            LineWriter(Guard(now=lambda: 100.0), PERSONA.moods, PERSONA.gestures),
            ModelLane(ModelConfig(base_url=stub.base_url, name="stub", first_token_s=5), PERSONA),
            unanswered=Unanswered(tmp) if tmp else None,
            now=lambda: 100.0,
        )
        made = Room(answerer, shop, stub, **config)
        try:
            yield made
        finally:
            await made.preparation.close()
            await answerer.close()


async def read(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [line.verdict.line.text async for line in answer.lines() if line.verdict.line is not None]


async def prepared(one: Room) -> None:
    """Prepare, and wait until the model has been asked and has said all."""
    one.preparation.begin(QUESTION, ASK, TURN)
    async with asyncio.timeout(10):
        while not one.stub.counters.completed:
            await one.stub.requested.wait()
            await asyncio.to_thread(lambda: None)


async def test_prepared_answer_reads_like_any_other() -> None:
    async with room() as one:
        live = one.answerer.begin(ASK, TURN)
        said = await read(live)
        await prepared(one)
        answer = await one.preparation.take(QUESTION, ASK)
        assert await read(answer) == said
        assert answer is not None
        assert (answer.lane, answer.product_ids, answer.facts) == (live.lane, live.product_ids, live.facts)
        assert answer.turn is TURN
        assert await one.kinds() == ["prepared", "prepared.used"]


async def test_the_sound_of_what_may_be_said_is_begun_while_it_waits() -> None:
    text = "It makes lovely tea. The price is $12. The price is $39.99."
    begun: list[str] = []
    async with room(text) as one:
        one.preparation = Preparation(
            PreparingConfig(), one.answerer, now=lambda: 100.0, ahead=lambda line: begun.append(line.text)
        )
        await prepared(one)
        said = await read(await one.preparation.take(QUESTION, ASK))
        assert begun == said
        assert "The price is $39.99." in begun
        assert "The price is $12." not in begun


async def test_answer_still_being_written_is_taken_and_goes_on() -> None:
    async with room() as one:
        one.stub.tokens_per_s = 100
        one.preparation.begin(QUESTION, ASK, TURN)
        await one.stub.requested.wait()
        assert len(await read(await one.preparation.take(QUESTION, ASK))) == 4
        assert one.stub.counters.requests == 1


async def test_buffer_is_bounded_and_read_in_order() -> None:
    async with room(lines=1) as one:
        await prepared(one)
        texts = await read(await one.preparation.take(QUESTION, ASK))
        assert texts == ["It makes lovely tea.", "The price is $39.99.", "It is nice.", "It is quiet."]


@pytest.mark.parametrize(
    ("now", "price", "ask", "why"),
    [
        (100.0, replace(PRICE, value=Money(2999, "USD")), ASK, "the price of k changed"),
        (1000.0, PRICE, ASK, "it was written too long ago"),
        (150.0, replace(PRICE, fresh_until=120.0), ASK, "the price of k is no longer fresh"),
        (100.0, PRICE, replace(ASK, on_stage="z"), "another product is on stage"),
        (100.0, PRICE, replace(ASK, listed=("a", "b")), "what the question points at has changed"),
        (100.0, PRICE, replace(ASK, question="Good for tea, tho?"), "the question is worded differently"),
    ],
)
async def test_what_is_no_longer_true_is_thrown_away(now: float, price: Fact, ask: Ask, why: str) -> None:
    async with room() as one:
        await prepared(one)
        one.now, one.shop.price = now, price
        assert await one.preparation.take(QUESTION, ask) is None
        assert await one.why() == why


async def test_fact_that_is_gone_is_no_longer_true() -> None:
    async with room() as one:
        one.shop.price = replace(PRICE, fresh_until=None)
        await prepared(one)
        one.shop.price = None
        assert await one.preparation.take(QUESTION, ASK) is None
        assert await one.why() == "the price of k is no longer on file"


async def test_an_approved_answer_is_given_as_it_was_prepared_until_it_is_withdrawn(tmp_path: Path) -> None:
    ingest(DEMO, tmp_path, progress=lambda *_: None)
    question = replace(QUESTION, text="Do you gift wrap?")
    persona, ask = load_persona("mei"), Ask("Do you gift wrap?", "en")
    with closing(AnswerBook(tmp_path)) as book, closing(catalogue.Shop.open(tmp_path)) as shop:
        with book.answers.changing("test") as change:
            key = change.write(Version({"en": ("Do you gift wrap?",)}, {"en": ("Yes, in plain paper.",)}))
            change.approve(key)
        writer = LineWriter(Guard(now=lambda: 100.0), persona.moods, persona.gestures)
        answerer = Answerer(shop, persona, FactLane(shop, persona), writer, now=lambda: 100.0)
        why: list[str] = []

        async def write(kind: str, at: float, **data: Any) -> None:
            why.append(str(data.get("reason", kind)))

        preparation = Preparation(PreparingConfig(), answerer, write=write, now=lambda: 100.0)
        preparation.begin(question, ask, TURN)
        assert "Yes, in plain paper." in await read(await preparation.take(question, ask))
        preparation.begin(question, ask, TURN)
        draft = preparation._draft
        assert draft is not None
        async with asyncio.timeout(10):
            while not draft.lines:
                await asyncio.to_thread(lambda: None)
        with book.answers.changing("test") as change:
            change.dismiss_answer(key)
        assert await preparation.take(question, ask) is None
        await preparation.close()
        await answerer.close()
        assert why[-1].endswith("is no longer on file")


async def test_question_that_points_at_what_was_said_is_answered_anew_when_more_was_said() -> None:
    later = replace(ASK, history=(Exchange("Hi?", "Hello."),))
    async with room() as one:
        await prepared(one)
        assert await one.preparation.take(QUESTION, later) is not None
    pointing = replace(ASK, question="Is it good?")
    async with room() as one:
        one.preparation.begin(QUESTION, pointing, TURN)
        later = replace(pointing, history=(Exchange("Hi?", "Hello."),))
        assert await one.preparation.take(QUESTION, later) is None


async def test_interrupt_ends_the_writing_at_once() -> None:
    async with room(failures=["hang"]) as one:
        one.preparation.begin(QUESTION, ASK, TURN)
        async with asyncio.timeout(5):
            await one.stub.requested.wait()
            one.preparation.cancel("interrupt")
            await one.stub.disconnected.wait()
        assert await one.preparation.take(QUESTION, ASK) is None
        assert await one.why() == "interrupt"


async def test_leaving_a_taken_answer_ends_its_writing() -> None:
    async with room() as one:
        one.stub.tokens_per_s = 20
        one.preparation.begin(QUESTION, ASK, TURN)
        answer = await one.preparation.take(QUESTION, ASK)
        assert answer is not None
        async with asyncio.timeout(5), aclosing(answer.lines()) as lines:
            await anext(lines)
        async with asyncio.timeout(5):
            await one.stub.disconnected.wait()


async def test_dropped_question_and_another_one_end_it() -> None:
    other = replace(QUESTION, id="q2")
    async with room(failures=["hang", "hang"]) as one:
        one.preparation.begin(QUESTION, ASK, TURN)
        one.preparation.begin(QUESTION, ASK, TURN)
        one.preparation.drop("q7")
        assert one.preparation.question_id == "q1"
        one.preparation.drop("q1")
        one.preparation.begin(QUESTION, ASK, TURN)
        assert await one.preparation.take(other, ASK) is None
        assert one.preparation.question_id == ""
        reasons = [data.get("reason") for kind, data in one.journal if kind == "prepared.discarded"]
        await one.preparation.close()
        reasons = [data.get("reason") for kind, data in one.journal if kind == "prepared.discarded"]
        assert reasons == ["question dropped", "another question came first"]


async def test_nothing_is_prepared_where_that_is_switched_off() -> None:
    async with room(enabled=False) as one:
        one.preparation.begin(QUESTION, ASK, TURN)
        assert one.preparation.question_id == ""
        assert await one.kinds() == []


async def test_only_what_is_said_lists_a_question_as_unanswered(tmp_path: Path) -> None:
    async with room("It is $3.", tmp=tmp_path) as one:
        await prepared(one)
        await asyncio.to_thread(lambda: None)
        one.preparation.cancel()
    book = AnswerBook(tmp_path)
    assert book.questions.listed() == []
    book.close()
    async with room("It is $3.", tmp=tmp_path) as one:
        await prepared(one)
        assert await read(await one.preparation.take(QUESTION, ASK)) == ["I'll check that and pin it."]
    book = AnswerBook(tmp_path)
    assert len(book.questions.listed()) == 1
    book.close()
