from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from agent.answers.addressing import Address
from agent.answers.answerer import Answer, Answerer, names
from agent.answers.unanswered import Unanswered
from agent.events import Line, Turn, Verdict
from agent.guard.guard import Guard
from agent.guard.ledger import Ledger
from agent.lanes.base import Ask, Composed
from agent.lanes.model import ModelConfig, ModelLane
from agent.lanes.phrasing import Phrasing
from agent.spending import Spending, SpendingConfig
from agent.writer import CheckedLine, LineWriter
from evals.bench.stub_openai import Failure, StubOpenAI, Words
from knowledge.answerbook.book import AnswerBook
from knowledge.errors import ShopError
from knowledge.model import Fact, Hit, Money, Product
from persona.schema import Mood, Persona

PERSONA = Persona(
    id="mei",
    name={"en": "Mei"},
    languages=("en", "zh"),
    about={},
    moods={"neutral": Mood(preset="neutral"), "happy": Mood(preset="happy")},
    gestures=("nod",),
    phrases={},
)
PRICE = Fact("k/price", "price", "k", "price", Money(3999, "USD"), {"en": "price"})
KETTLE = Product("k", {"en": "Lumen kettle"}, "Lumen", aliases=("K100",), facts=(PRICE,))
TURN = Turn("t1", "answer", "en")
UNKNOWN = Composed("I'll check that and pin it.", abstained=True, reason="unknown")


class FakeShop:
    def __init__(self, hits: Sequence[Hit] = (Hit(KETTLE, 1.0, True),)) -> None:
        self.hits = list(hits)
        self.failure: Exception | None = None
        self.threads: set[int] = set()

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        self.threads.add(threading.get_ident())
        if self.failure:
            raise self.failure
        return self.hits[:k]

    def product(self, product_id: str) -> Product | None:
        return KETTLE if product_id == "k" else None

    def shop_facts(self) -> tuple[Fact, ...]:
        return ()

    def fact(self, fact_id: str, /) -> Fact | None:
        return None


class FakeFactLane:
    def __init__(self, composed: Composed | None = None, abstention: Composed | Exception = UNKNOWN) -> None:
        self.composed = composed
        self.abstention: Composed | Exception = abstention

    def answer(self, ask: Ask) -> Composed | None:
        return self.composed

    def abstain(self, ask: Ask) -> Composed:
        if isinstance(self.abstention, Exception):
            raise self.abstention
        return self.abstention


def answerer(
    shop: FakeShop, lane: FakeFactLane, model: ModelLane | None = None, guard: Guard | None = None
) -> Answerer:
    writer = LineWriter(guard or Guard(), PERSONA.moods, PERSONA.gestures)
    return Answerer(shop, PERSONA, lane, writer, model)


@asynccontextmanager
async def modelled(
    replies: Sequence[Words], failures: Sequence[Failure | None] = (), **limits: Any
) -> AsyncIterator[tuple[Answerer, StubOpenAI]]:
    async with StubOpenAI(replies, failures=failures) as stub:
        config = ModelConfig(base_url=stub.base_url, name="stub", **limits)
        made = answerer(FakeShop(), FakeFactLane(), ModelLane(config, PERSONA))
        try:
            yield made, stub
        finally:
            await made.close()


async def read(made: Answerer, question: str = "Is it good?") -> tuple[Answer, list[CheckedLine]]:
    answer = made.begin(Ask(question, "en"), TURN)
    return answer, [line async for line in answer.lines()]


def spoken(lines: Sequence[CheckedLine]) -> list[str]:
    return [line.verdict.line.text for line in lines if line.verdict.line is not None]


async def test_fact_lane_answers_without_asking_the_model() -> None:
    async with modelled(["Never said."]) as (made, stub):
        made.fact_lane = FakeFactLane(Composed("[happy]It is $39.99.", (PRICE,), ("k",), reason="price"))
        answer, lines = await read(made)
        assert spoken(lines) == ["It is $39.99."]
        assert (answer.lane, answer.reason, answer.product_ids) == ("fact", "price", ("k",))
        assert (answer.facts, answer.abstained, answer.passed) == ((PRICE,), False, 1)
        assert stub.counters.requests == 0


@pytest.mark.parametrize(
    ("composed", "left"),
    [
        (Composed("It is $39.99.", (PRICE,), ("k",), reason="price"), 0),
        (Composed("It is $39.99.", (PRICE,), ("k",), reason="price+unknown", unanswered="is it good?"), 1),
    ],
)
async def test_what_facts_answer_whole_leaves_the_list_of_the_unanswered(
    tmp_path: Path, composed: Composed, left: int
) -> None:
    made = answerer(FakeShop(), FakeFactLane())
    made.unanswered = Unanswered(tmp_path)
    await read(made, "is it good?")
    made.fact_lane = FakeFactLane(composed)
    await read(made, "is it good?")
    await made.close()
    with closing(AnswerBook(tmp_path)) as book:
        assert book.questions.count() == left


async def test_model_answers_from_the_facts_found() -> None:
    async with modelled(["[happy]The Lumen kettle is $39.99. [dance]The K100 makes lovely tea."]) as (
        made,
        stub,
    ):
        answer, lines = await read(made)
        assert spoken(lines) == ["The Lumen kettle is $39.99.", "The K100 makes lovely tea."]
        assert [line.line.mood for line in lines] == ["happy", "happy"]
        assert (answer.lane, answer.product_ids, answer.facts) == ("model", ("k",), (PRICE,))
        assert lines[0].verdict.fact_ids == ("k/price",)
        assert answer.dropped == {"dance": 1}
        assert "39.99 USD" in stub.asked[0]["messages"][1]["content"]


async def test_hops_are_stamped_in_order() -> None:
    async with modelled(["It makes lovely tea."]) as (made, _):
        answer, _lines = await read(made)
        hops = ("begun", "retrieved", "first_token", "first_sentence", "first_checked")
        times = [answer.timings[hop] for hop in hops]
        assert times == sorted(times)


async def test_without_a_model_the_host_abstains() -> None:
    answer, lines = await read(answerer(FakeShop(), FakeFactLane()))
    assert spoken(lines) == ["I'll check that and pin it."]
    assert (answer.lane, answer.abstained, answer.reason) == ("abstain", True, "unknown")


@pytest.mark.parametrize("failure", ["500", "429", "hang", "garbage", "cut"])
async def test_model_that_fails_leaves_an_abstention(failure: Failure) -> None:
    async with modelled(["Hm, so."], [failure] * 2, first_token_s=0.3) as (made, _):
        answer, lines = await read(made)
        assert spoken(lines) == ["I'll check that and pin it."]
        assert answer.lane == "abstain"
        assert answer.reason.startswith("model: ")


async def test_budget_that_is_used_up_leaves_an_honest_abstention() -> None:
    async with StubOpenAI(["It is lovely."]) as stub:
        config = ModelConfig(base_url=stub.base_url, name="stub")
        model = ModelLane(config, PERSONA, spending=Spending(SpendingConfig(tokens_per_hour=10)))
        made = answerer(FakeShop(), FakeFactLane(), model)
        answer, lines = await read(made)
        await made.close()
        assert spoken(lines) == ["I'll check that and pin it."]
        assert "budget" in answer.reason
        assert stub.counters.requests == 0


class FakeToolLane:
    def __init__(
        self, composed: Composed | None, wait: float = 0.0, failure: Exception | None = None
    ) -> None:
        self.composed, self.wait, self.failure = composed, wait, failure

    async def answer(self, ask: Ask) -> Composed | None:
        await asyncio.sleep(self.wait)
        if self.failure is not None:
            raise self.failure
        return self.composed


async def test_tool_that_plainly_answers_goes_first() -> None:
    made = answerer(FakeShop(), FakeFactLane(Composed("Never said.")))
    made.tool_lane = FakeToolLane(Composed("It is $39.99.", (PRICE,), ("k",), reason="tool"))
    answer, lines = await read(made)
    assert (spoken(lines), answer.lane) == (["It is $39.99."], "tool")


@pytest.mark.parametrize("lane", [FakeToolLane(None), FakeToolLane(None, failure=RuntimeError("away"))])
async def test_question_that_no_tool_answers_goes_to_the_facts(lane: FakeToolLane) -> None:
    made = answerer(FakeShop(), FakeFactLane(Composed("It is $39.99.", (PRICE,), ("k",))))
    made.tool_lane = lane
    answer, lines = await read(made)
    assert (spoken(lines), answer.lane) == (["It is $39.99."], "fact")


@pytest.mark.looptime
async def test_asker_is_named_and_a_long_look_up_bridged_while_a_tool_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = answerer(FakeShop(), FakeFactLane())
    made.tool_lane = FakeToolLane(Composed("It is $39.99.", (PRICE,), ("k",), reason="tool"), wait=30.0)
    made.address = Address("always", Phrasing(PERSONA), made.writer)
    monkeypatch.setattr("agent.answers.answerer._TOOL_S", 60.0)
    begun = asyncio.get_running_loop().time()
    answer = made.begin(Ask("How much?", "en", "Lin"), TURN)
    lines = [(line, asyncio.get_running_loop().time() - begun) async for line in answer.lines()]
    assert [line.role for line, _ in lines] == ["address", "filler", "filler", "answer"]
    assert [line.line.sequence for line, _ in lines] == [0, 1, 2, 3]
    times = [at for _, at in lines]
    for before, after, (line, _) in zip(times, times[1:3], lines, strict=False):
        assert after - before == pytest.approx(len(line.line.text) / 16 + 0.8, abs=0.05)
    assert times[3] == pytest.approx(30, abs=0.1)
    assert "Lin" in lines[0][0].line.text


async def test_model_that_hangs_after_the_address_is_bridged_and_then_abstained() -> None:
    async with modelled(["Never said."], ["hang"], first_token_s=0.5) as (made, _):
        made.address = Address("always", Phrasing(PERSONA), made.writer)
        answer = made.begin(Ask("Is it good for tea?", "en", "Lin"), TURN)
        lines = [line async for line in answer.lines()]
        assert lines[0].role == "address"
        assert spoken(lines)[-1] == "I'll check that and pin it."
        assert (answer.lane, answer.abstained) == ("abstain", True)


async def test_asker_is_named_while_the_model_still_thinks() -> None:
    async with modelled(["It makes lovely tea."], first_token_s=5) as (made, stub):
        stub.first_token_s = 0.5
        made.address = Address("always", Phrasing(PERSONA), made.writer)
        answer = made.begin(Ask("Is it good for tea?", "en", "Lin"), TURN)
        async with aclosing(answer.lines()) as lines:
            first = await anext(lines)
            assert first.role == "address"
            assert first.line.text.endswith("the Lumen kettle.")
            assert (answer.passed, answer.product_ids) == (0, ("k",))
            assert stub.counters.tokens == 0
            assert [line.line.text async for line in lines] == ["It makes lovely tea."]
        assert answer.timings["addressed"] < answer.timings["first_token"]


async def test_live_catalogue_is_refreshed_before_it_is_asked() -> None:
    class Live(FakeShop):
        def __init__(self) -> None:
            super().__init__()
            self.refreshed: list[list[str]] = []

        async def refresh(self, product_ids: list[str], within_s: float = 0.4) -> None:
            self.refreshed.append(product_ids)

    shop = Live()
    made = answerer(shop, FakeFactLane(Composed("It is $39.99.", (PRICE,), ("k",))))
    answer = made.begin(Ask("How much?", "en", on_stage="z"), TURN)
    assert [line.line.text async for line in answer.lines()] == ["It is $39.99."]
    assert shop.refreshed == [["k", "z"]]


@pytest.mark.parametrize(
    "rubbish", ["It is $12.", "", "[happy]", "```json\n{}\n```", "I use it every day.", "<think>hm"]
)
async def test_model_whose_words_may_not_be_said_leaves_an_abstention(rubbish: str) -> None:
    async with modelled([rubbish]) as (made, _):
        answer, lines = await read(made)
        assert spoken(lines) == ["I'll check that and pin it."]
        assert (answer.lane, answer.abstained) == ("abstain", True)
        assert answer.reason.startswith("model: ")
        sequences = [line.line.sequence for line in lines]
        assert sequences == list(range(len(lines)))


async def test_model_that_repeats_itself_is_cut_off() -> None:
    async with modelled(["It makes lovely tea. " * 100]) as (made, stub):
        stub.tokens_per_s = 200
        answer, lines = await read(made)
        assert spoken(lines) == ["It makes lovely tea."]
        assert len(lines) == 6
        async with asyncio.timeout(5):
            await stub.disconnected.wait()
        assert answer.lane == "model"


async def test_half_a_sentence_of_a_broken_reply_is_not_spoken() -> None:
    async with modelled(["It makes lovely tea. It is not for a baby."], ["cut"]) as (made, _):
        answer, lines = await read(made)
        assert spoken(lines) == ["It makes lovely tea."]
        assert answer.lane == "model"


async def test_closing_the_lines_ends_the_models_reply_at_once() -> None:
    async with modelled(["It makes lovely tea. And it is quiet as well." * 9]) as (made, stub):
        stub.tokens_per_s = 20
        answer = made.begin(Ask("Is it good?", "en"), TURN)
        async with aclosing(answer.lines()) as lines:
            await anext(lines)
        async with asyncio.timeout(1):
            await stub.disconnected.wait()
        assert stub.counters.completed == 0


async def test_cancelling_the_reader_ends_the_models_reply_at_once() -> None:
    async with modelled(["Never said."], ["hang"], first_token_s=30) as (made, stub):
        reading = asyncio.create_task(read(made))
        async with asyncio.timeout(5):
            await stub.requested.wait()
            reading.cancel()
            await stub.disconnected.wait()
        with pytest.raises(asyncio.CancelledError):
            await reading


@pytest.mark.parametrize("failure", [ShopError("gone"), OSError("disk"), KeyError("k")])
async def test_catalogue_that_fails_leaves_an_abstention(failure: Exception) -> None:
    async with modelled(["It is lovely."]) as (made, _):
        assert isinstance(made.shop, FakeShop)
        made.shop.failure = failure
        answer, lines = await read(made)
        assert spoken(lines) == ["I'll check that and pin it."]
        assert answer.reason.startswith(f"catalogue failed ({type(failure).__name__})")


@pytest.mark.parametrize("abstention", [RuntimeError("x"), Composed(""), Composed("It is $12.")])
async def test_something_is_said_even_when_the_abstention_cannot_be(abstention: Any) -> None:
    answer, lines = await read(answerer(FakeShop(), FakeFactLane(abstention=abstention)))
    assert len(spoken(lines)) == 1
    assert answer.lane == "abstain"
    assert answer.abstained


async def test_fact_lane_whose_words_are_blocked_leaves_an_abstention() -> None:
    lane = FakeFactLane(Composed("It is $12.", (PRICE,), ("k",), reason="price"))
    answer, lines = await read(answerer(FakeShop(), lane))
    assert spoken(lines) == ["I'll check that and pin it."]
    assert "blocked by the guard" in answer.reason


async def test_opener_is_not_spoken_without_the_fact_that_it_opens() -> None:
    lane = FakeFactLane(Composed("[happy]Not quite. It is $12.", (PRICE,), ("k",), reason="price"))
    answer, lines = await read(answerer(FakeShop(), lane))
    assert spoken(lines) == ["I'll check that and pin it."]
    assert [line.line.text for line in lines if line.verdict.decision == "block"] == ["It is $12."]
    assert (answer.lane, answer.abstained, answer.unanswered) == ("abstain", True, "Is it good?")


async def test_what_the_guard_leaves_of_a_reply_is_said_and_the_question_listed() -> None:
    lane = FakeFactLane(Composed("It is $39.99. It is $12.", (PRICE,), ("k",), reason="price"))
    answer, lines = await read(answerer(FakeShop(), lane))
    assert spoken(lines) == ["It is $39.99."]
    assert (answer.lane, answer.abstained, answer.unanswered) == ("fact", False, "Is it good?")


async def test_broken_guard_lets_nothing_through() -> None:
    class Broken(Guard):
        def check(self, line: Line, facts: Sequence[Fact] | Ledger, **_: object) -> Verdict:
            return Verdict("block", None, "error")

    _, lines = await read(answerer(FakeShop(), FakeFactLane(), guard=Broken()))
    assert lines
    assert not spoken(lines)


async def test_catalogue_is_never_asked_on_the_event_loop() -> None:
    async with modelled(["It is lovely."]) as (made, _):
        await read(made)
        assert isinstance(made.shop, FakeShop)
        assert threading.get_ident() not in made.shop.threads


async def test_product_on_stage_is_shown_to_the_model() -> None:
    async with modelled(["It is lovely."]) as (made, _):
        made.shop = FakeShop(hits=[])
        answer = made.begin(Ask("Is this one good?", "en", on_stage="k"), TURN)
        assert [line.line.text async for line in answer.lines()] == ["It is lovely."]
        assert answer.facts == (PRICE,)
        assert answer.product_ids == ()


async def test_products_that_the_model_names_are_what_the_answer_is_about() -> None:
    async with modelled(["It is lovely. The Lumen kettle is, too."]) as (made, _):
        made.shop = FakeShop(hits=[Hit(KETTLE, 0.1, False)])
        answer = made.begin(Ask("What is nice?", "en"), TURN)
        assert [answer.product_ids async for _line in answer.lines()] == [(), ("k",)]


def test_names_that_one_product_has_say_which_is_meant() -> None:
    assert names([KETTLE]) == {"Lumen": "", "K100": "k", "Lumen kettle": "k"}


def test_catalogue_that_hangs_does_not_mean_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    class Stuck(FakeFactLane):
        def answer(self, ask: Ask) -> Composed | None:
            release.wait(10)
            return None

    async def hang() -> list[str]:
        _, lines = await read(answerer(FakeShop(), Stuck()))
        return spoken(lines)

    monkeypatch.setattr("agent.answers.answerer._KNOWLEDGE_S", 0.05)
    run: Callable[[Any], list[str]] = asyncio.run
    try:
        assert run(hang()) == ["I don't know that one for sure, so I'll check it and pin the answer."]
    finally:
        release.set()


PARTLY = Composed("It is $39.99.", (PRICE,), ("k",), reason="price", unanswered="is it heavy; does it hum")


@pytest.mark.parametrize(
    ("lane", "open_questions"),
    [
        (FakeFactLane(), {("Is it good?", "")}),
        (FakeFactLane(PARTLY), {("is it heavy", "k"), ("does it hum", "k")}),
        (FakeFactLane(Composed("It is $39.99.", (PRICE,), ("k",))), set()),
        (FakeFactLane(Composed("It is $12.", (PRICE,), ("k",))), {("Is it good?", "")}),
        (FakeFactLane(abstention=LookupError()), {("Is it good?", "")}),
    ],
)
async def test_what_is_left_open_is_listed(
    tmp_path: Path, lane: FakeFactLane, open_questions: set[tuple[str, str]]
) -> None:
    made = answerer(FakeShop(hits=[]), lane)
    made.unanswered = Unanswered(tmp_path)
    await read(made)
    await made.close()
    book = AnswerBook(tmp_path)
    assert {(one.wordings[0], one.product_id) for one in book.questions.listed()} == open_questions
    book.close()


async def test_an_answer_cut_off_by_an_interrupt_is_listed_too(tmp_path: Path) -> None:
    made = answerer(FakeShop(), FakeFactLane())
    made.unanswered = Unanswered(tmp_path)
    async with aclosing(made.begin(Ask("Is it good?", "en", "ann"), TURN).lines()) as lines:
        await anext(lines)
    await made.close()
    book = AnswerBook(tmp_path)
    assert [(one.wordings, one.product_id) for one in book.questions.listed()] == [(("Is it good?",), "k")]
    book.close()
