import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest.mock import Mock

import pytest

from agent.answers.answerer import Answerer
from agent.answers.answering import Answering
from agent.answers.preparing import Preparation, PreparingConfig
from agent.events import ChatMessage, Line, Question, Turn
from agent.guard.guard import Guard
from agent.inbox import Inbox, InboxConfig
from agent.lanes.base import Exchange
from agent.lanes.fact import FactLane
from agent.podium import Podium
from agent.speaker import Heard, Speaking
from agent.writer import LineWriter
from knowledge.ingest import ingest
from knowledge.shop import Shop
from persona.loader import load_persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"
KETTLE = "kettle-lumen"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO, folder, progress=lambda *_: None)
    opened = Shop.open(folder)
    yield opened
    opened.close()


@pytest.fixture
def other(shop: Shop) -> str:
    """Another product with a price."""
    return next(one.id for one in shop.products() if one.id != KETTLE and one.fact("price"))


@pytest.fixture
def answering(shop: Shop) -> Answering:
    """Answers from the demo shop's facts; nothing is said."""
    persona = load_persona("mei")
    numbers = count()
    inbox = Inbox(InboxConfig(credit_s=0), new_id=lambda: f"q{next(numbers)}")
    return Answering(
        answerer=Answerer(shop, persona, FactLane(shop, persona), Mock()),
        pitching=Mock(), podium=Mock(), presenter=Mock(), inbox=inbox, preparation=Mock(), journal=Mock(),
        new_id=lambda: "t", now=lambda: 0.0,
    )  # fmt: skip


def asked(text: str, about: str = "", language: str = "en") -> Question:
    return Question("q", text, "Lin", language, ("Lin",), ("m",), 0.0, 60.0, about=about)


@pytest.mark.parametrize(("language", "text"), [("en", "how much is this?"), ("zh", "这个多少钱")])
async def test_this_one_is_what_was_on_stage_when_it_was_asked_whatever_is_now(
    answering: Answering, other: str, language: str, text: str
) -> None:
    answering.on_stage = other
    then = await answering.answer_key(asked(text, KETTLE, language))
    assert f"{KETTLE}/price" in then
    assert await answering.answer_key(asked(text, other, language)) != then
    answering.on_stage = KETTLE
    assert await answering.answer_key(asked(text, "", language)) == then


@pytest.mark.parametrize(
    ("language", "one", "same", "different"),
    [
        ("en", "how much is the Lumen kettle", "price of the Lumen kettle?", "is the Lumen kettle in stock"),
        ("en", "how long does shipping take", "how fast do you deliver", "do you ship to Canada?"),
        ("zh", "微光电热水壶多少钱", "微光电热水壶什么价", "微光电热水壶有货吗"),
        ("zh", "几天能到", "发货要多久", "包邮吗"),
    ],
)
async def test_questions_with_the_same_answer_have_the_same_key(
    answering: Answering, language: str, one: str, same: str, different: str
) -> None:
    key = await answering.answer_key(asked(one, "", language))
    assert key
    assert await answering.answer_key(asked(same, "", language)) == key
    assert await answering.answer_key(asked(different, "", language)) != key


@pytest.mark.parametrize(("language", "text"), [("en", "and is it in stock?"), ("zh", "它有货吗")])
async def test_a_viewers_follow_up_is_about_their_answer_although_the_show_went_on(
    answering: Answering, other: str, language: str, text: str
) -> None:
    answering.on_stage = other
    answering._follow_ups.told(("Lin",), KETTLE, 0.0)
    assert f"{KETTLE}/stock" in await answering.answer_key(asked(text, other, language))
    answering._follow_ups.told(("Lin",), other, 0.0)
    assert f"{other}/stock" in await answering.answer_key(asked(text, KETTLE, language))


async def test_what_facts_do_not_answer_has_no_key(answering: Answering) -> None:
    assert await answering.answer_key(asked("would my parrot be scared of the Lumen kettle?")) == ""


def test_an_answer_is_brief_only_while_others_wait(answering: Answering) -> None:
    alone, _ = answering.inbox.take_in(ChatMessage("m1", "page", "Lin", "how heavy is it", 0.0), "en")
    assert not answering._ask(alone).brief
    answering.inbox.take_in(ChatMessage("m2", "page", "Ana", "where is it made", 0.0), "en")
    assert answering._ask(alone).brief


@pytest.mark.looptime
async def test_the_next_answer_is_written_shortly_before_this_one_is_over_and_knows_what_it_said(
    answering: Answering,
) -> None:
    loop = asyncio.get_running_loop()
    begun: list[float] = []

    async def write(kind: str, at: float, **data: object) -> None:
        assert kind.startswith("prepared")
        begun.append(loop.time())

    persona = load_persona("mei")
    writer = LineWriter(Guard(now=lambda: 0.0), persona.moods, persona.gestures)
    answerer = Answerer(answering.answerer.shop, persona, answering.answerer.fact_lane, writer)
    answering.preparation = Preparation(PreparingConfig(ahead_s=2), answerer, write=write, now=loop.time)
    question = asked("how heavy is it")
    line = Line("t.0", "t", 0, "It weighs 1.1 kilograms.", "en")
    speaking = Speaking(line, question, loop.create_future())
    loop.call_later(9.0, speaking.done.set_result, Heard(line, line.text, True))
    answering.podium = Podium(Mock(ends_at=loop.time() + 9.0))
    answering.inbox.take_in(ChatMessage("m2", "page", "Ana", "is it loud", 0.0), "en")
    answer = answerer.begin(answering._ask(question), Turn("t", "answer", "en", question))
    await answering._heard_out(answer, question, [speaking], asyncio.Event())
    assert loop.time() == pytest.approx(9.0)
    assert begun == [pytest.approx(7.0)]
    draft = answering.preparation._draft
    assert draft is not None
    assert draft.answer.ask.history == (Exchange("how heavy is it", "It weighs 1.1 kilograms."),)
    await answering.preparation.close()
    await answerer.close()
