"""The whole room in virtual time: real journal, catalogue, guard and timeline; nothing sleeps."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from agent.config import RoomConfig
from agent.events import ChatMessage
from agent.journal import Entry, Journal
from agent.room import Parts, Room
from agent.web.console_command import Command
from avatar.lips.events import EventLips
from avatar.media import Speech
from avatar.stage.base import Stage
from avatar.stage.silent import SilentStage
from avatar.voices.base import Voice, VoiceError
from avatar.voices.tone import ToneVoice
from knowledge.ingest import ingest
from knowledge.shop import Shop
from persona.loader import load_persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"
EPOCH = 1_800_000_000.0
AS_IT_COMES = {"mastering": None, "parallel": 0}
"""Voices as they are: virtual time runs away while a thread levels their sound."""


class Inline(Executor):
    """Runs work at once, so that virtual time never waits for a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Script:
    """Comments at set times."""

    def __init__(self, *comments: tuple[float, str], author: str = "Lin") -> None:
        self._comments = comments
        self._author = author

    async def messages(self) -> AsyncIterator[ChatMessage]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, (at, text) in enumerate(self._comments):
            await asyncio.sleep(max(0.0, began + at - loop.time()))
            yield ChatMessage(f"m{number}", "test", self._author, text, EPOCH + loop.time())

    async def close(self) -> None:
        return


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO, folder, progress=lambda *_: None)
    return folder


@pytest.fixture
def shop(shop_folder: Path) -> Iterator[Shop]:
    shop = Shop.open(shop_folder)
    yield shop
    shop.close()


class Stream:
    """One run of a room, and what its journal says of it."""

    def __init__(self, folder: Path, shop: Shop) -> None:
        self.folder = folder
        self.shop = shop
        self.room: Room | None = None
        self.stages: list[Stage] = []
        self._ids = count(1)

    async def start_stage(self, at: int) -> Stage:
        stage = await SilentStage.start(at)
        self.stages.append(stage)
        return stage

    def make(self, chat: Script, *, voices: Iterable[Voice] = (), model: Any = None, **config: Any) -> Room:
        loop = asyncio.get_running_loop()
        named = [(f"voice{n}", voice) for n, voice in enumerate(voices)]
        parts = Parts(
            shop=self.shop,
            persona=load_persona("mei"),
            journal=Journal(self.folder / "journal.sqlite", executor=Inline()),
            start_stage=self.start_stage,
            voices=named or [("tone", ToneVoice(ToneVoice.Config()))],
            lips=EventLips(),
            model=model,
            chats=[("test", chat)],
            executor=Inline(),
            new_id=lambda: f"id{next(self._ids)}-{len(self.stages)}",
            now=lambda: EPOCH + loop.time(),
        )
        self.room = Room(RoomConfig.model_validate({"page": None, "speech": AS_IT_COMES, **config}), parts)
        return self.room

    def journal(self, *kinds: str) -> list[Entry]:
        journal = Journal(self.folder / "journal.sqlite")
        entries = list(journal.read(kinds=kinds))
        journal.close()
        return entries

    def said(self) -> list[str]:
        return [entry.data["text"] for entry in self.journal("speaking")]

    def heard(self) -> list[str]:
        return [entry.data["text"] for entry in self.journal("heard") if entry.data["text"]]


@pytest.fixture
def stream(tmp_path: Path, shop: Shop) -> Stream:
    return Stream(tmp_path, shop)


@pytest.mark.looptime
async def test_a_question_is_answered_from_the_catalogue(stream: Stream) -> None:
    await stream.make(Script((5.0, "How much is the Lumen kettle?"))).run(for_s=20)
    [answered] = stream.journal("answered")
    assert answered.data["lane"] == "fact"
    assert "kettle-lumen/price" in answered.data["facts"]
    assert "$39" in answered.data["heard"]


@pytest.mark.looptime
async def test_a_chinese_question_is_answered_in_chinese(stream: Stream) -> None:
    await stream.make(Script((5.0, "微光电热水壶多少钱？"))).run(for_s=20)
    [answered] = stream.journal("answered")
    assert "39" in answered.data["heard"]
    assert "美元" in answered.data["heard"] or "$" in answered.data["heard"]
    assert any("\u4e00" <= character <= "\u9fff" for character in answered.data["heard"])


@pytest.mark.looptime
async def test_an_answer_begins_within_three_hundred_milliseconds_while_the_pitch_goes_on(
    stream: Stream,
) -> None:
    await stream.make(Script((7.0, "How much is the Lumen kettle?"))).run(for_s=20)
    [question] = stream.journal("question")
    [turn] = [e for e in stream.journal("turn") if e.data["turn_kind"] == "answer"]
    cut = [e for e in stream.journal("heard") if not e.data["complete"] and e.at >= question.at]
    assert turn.at - question.at < 0.05
    assert cut, "the pitch was not cut"
    assert cut[0].at - question.at < 0.3


@pytest.mark.looptime
async def test_the_pitch_goes_on_after_the_answer_with_the_sentence_that_was_cut(stream: Stream) -> None:
    await stream.make(Script((11.0, "How much is the Heron lamp?"))).run(for_s=50)
    spoken = stream.journal("speaking")
    answer_turn = next(e.data["turn"] for e in spoken if e.data["question"])
    cut = next(e for e in stream.journal("heard") if not e.data["complete"])
    cut_line = next(e for e in spoken if e.data["line"] == cut.data["line"])
    after = spoken[max(n for n, e in enumerate(spoken) if e.data["turn"] == answer_turn) + 1 :]
    resumes = {e.data["turn"] for e in stream.journal("turn") if e.data["turn_kind"] == "resume"}
    lines = [e for e in after if e.data["facts"] == cut_line.data["facts"]]
    assert lines, "the sentence that was cut was not said again"
    between = after[: after.index(lines[0])]
    assert between
    assert all(e.data["turn"] != cut_line.data["turn"] for e in between), (
        "something else of the pitch came first"
    )
    assert resumes or between


@pytest.mark.looptime
async def test_no_line_reaches_the_voice_without_a_verdict(stream: Stream) -> None:
    await stream.make(Script((3.0, "Is the Heron lamp in stock?"), (9.0, "what about returns?"))).run(
        for_s=40
    )
    allowed: set[str] = set()
    for entry in stream.journal("line", "speaking"):
        if entry.kind == "line" and entry.data["verdict"] != "block":
            allowed.add(entry.data["said"])
        elif entry.kind == "speaking":
            assert entry.data["text"] in allowed


@pytest.mark.looptime
async def test_stop_silences_and_keeps_only_what_was_heard(stream: Stream) -> None:
    room = stream.make(Script((5.0, "How much is the Lumen kettle?")))
    running = asyncio.create_task(room.run(for_s=30))
    await asyncio.sleep(5.6)
    assert room.host is not None
    assert room.steering is not None
    before = asyncio.get_running_loop().time()
    await room.steering.stop()
    await asyncio.sleep(0.2)
    assert room.speaker.ends_at <= before + 0.2
    heard_at_stop = stream.journal("heard")
    await asyncio.sleep(5.0)
    assert stream.journal("heard") == heard_at_stop, "it spoke after the stop"
    [answered] = stream.journal("answered")
    cut = [e for e in heard_at_stop if e.data["turn"] == answered.data["turn"] and not e.data["complete"]]
    assert cut
    assert answered.data["heard"] in " ".join(stream.said())
    assert len(room.host.answering.history) <= 1
    await room.steering.skip()
    await running
    assert len(stream.journal("heard")) > len(heard_at_stop), "it never spoke again"


@pytest.mark.looptime
async def test_skip_leaves_the_product_that_is_pitched(stream: Stream) -> None:
    room = stream.make(Script())
    running = asyncio.create_task(room.run(for_s=40))
    await asyncio.sleep(12)
    [first] = stream.journal("pitch")
    assert room.steering is not None
    await room.steering.skip()
    await asyncio.sleep(4)
    pitches = stream.journal("pitch")
    assert pitches[0] == first
    assert len(pitches) == 2
    await running


@pytest.mark.looptime
async def test_the_operators_words_are_said(stream: Stream) -> None:
    room = stream.make(Script())
    running = asyncio.create_task(room.run(for_s=20))
    await asyncio.sleep(6)
    assert room.steering is not None
    await room.steering.say("We will be back in five minutes.")
    await running
    assert "We will be back in five minutes." in stream.heard()


@pytest.mark.looptime
async def test_a_paused_host_finishes_its_sentence_and_goes_on_when_resumed(stream: Stream) -> None:
    room = stream.make(Script((12.0, "How much is the Lumen kettle?")))
    running = asyncio.create_task(room.run(for_s=40))
    await asyncio.sleep(8)
    assert room.steering is not None
    await room.steering.pause()
    await asyncio.sleep(12)
    silent_since = [e.at for e in stream.journal("heard")][-1]
    assert all(e.data["complete"] for e in stream.journal("heard")), "a sentence was cut by the pause"
    assert silent_since < EPOCH + 16
    assert not stream.journal("answered")
    await room.steering.resume()
    await running
    [answered] = stream.journal("answered")
    assert "$39" in answered.data["heard"]


@pytest.mark.looptime
async def test_while_the_operator_has_taken_over_only_the_operator_is_heard(stream: Stream) -> None:
    room = stream.make(Script((9.0, "How much is the Lumen kettle?")), inbox={"expire_s": 8})
    running = asyncio.create_task(room.run(for_s=60))
    await asyncio.sleep(8)
    assert room.steering is not None
    await room.steering.take_over()
    await asyncio.sleep(1)
    await room.steering.say("This is the shop's owner speaking.")
    await asyncio.sleep(20)
    since = [e.data["text"] for e in stream.journal("speaking") if e.at > EPOCH + 8.1]
    assert since == ["This is the shop's owner speaking."]
    assert [e.data["reason"] for e in stream.journal("question.dropped")] == ["expired"]
    await room.steering.hand_back()
    await running
    assert len(stream.said()) > len(since) + 2
    assert [e for e in stream.journal("turn") if e.data["turn_kind"] == "resume"], "the pitch was not resumed"


@pytest.mark.looptime
async def test_abuse_is_met_once_and_never_shown_or_answered(stream: Stream) -> None:
    insults = [(6.0 + 5 * n, f"you are a fucking idiot, go kill yourself {n}") for n in range(4)]
    await stream.make(Script(*insults)).run(for_s=45)
    assert len(stream.journal("chat.refused")) >= 3
    assert not stream.journal("question")
    calm = [e for e in stream.journal("turn") if e.data["turn_kind"] == "engage"]
    assert len(calm) == 1
    assert not any("idiot" in text for text in stream.said())


@pytest.mark.looptime
async def test_a_stage_that_dies_is_replaced_and_the_show_goes_on(stream: Stream) -> None:
    room = stream.make(Script((20.0, "How much is the Lumen kettle?")))
    running = asyncio.create_task(room.run(for_s=45))
    await asyncio.sleep(10)
    await stream.stages[0].close()
    await running
    assert len(stream.stages) >= 2
    assert any(e.data["part"] == "stage" for e in stream.journal("fault"))
    [answered] = stream.journal("answered")
    assert "$39" in answered.data["heard"]


@pytest.mark.looptime
async def test_a_broken_voice_does_not_stop_the_room(stream: Stream) -> None:
    class Broken(ToneVoice):
        async def speak(self, utterance: Any) -> AsyncIterator[Any]:
            pieces: tuple[Speech, ...] = ()
            for piece in pieces:
                yield piece
            raise VoiceError("no sound card in hell")

    broken = Broken(ToneVoice.Config())
    await stream.make(
        Script((5.0, "How much is the Lumen kettle?")), voices=[broken, ToneVoice(ToneVoice.Config())]
    ).run(for_s=20)
    assert any("$39" in text for text in stream.heard())


class Model:
    """A model lane that does as it is told."""

    def __init__(self, *chunks: str, hang: bool = False) -> None:
        from agent.lanes.model import ModelConfig

        self.config = ModelConfig()
        self._chunks = chunks
        self._hang = hang
        self.closed = 0

    async def warm(self) -> None:
        return

    async def close(self) -> None:
        return

    async def stream(self, *about: object, **more: object) -> AsyncIterator[str]:
        from agent.lanes.model import ModelError

        try:
            if self._hang:
                await asyncio.sleep(self.config.first_token_s)
                raise ModelError("no first token in time", retryable=True)
            for chunk in self._chunks:
                await asyncio.sleep(0.02)
                yield chunk
        finally:
            self.closed += 1


OPEN = "Which of these would make my grandmother smile on a rainy Sunday?"


@pytest.mark.looptime
async def test_what_the_catalogue_cannot_answer_the_model_does(stream: Stream) -> None:
    model = Model("[happy] I would", " look at the lamp", " for her. Warm light", " cheers up a rainy day.")
    await stream.make(Script((5.0, OPEN)), model=model).run(for_s=25)
    [answered] = stream.journal("answered")
    assert answered.data["lane"] == "model"
    assert "I would look at the lamp for her." in answered.data["heard"]
    assert "[" not in "".join(stream.said())


@pytest.mark.looptime
async def test_an_invented_price_never_reaches_the_voice(stream: Stream) -> None:
    model = Model("The Heron lamp is only $12.99 today! ", "She will love it.")
    await stream.make(Script((5.0, OPEN)), model=model).run(for_s=25)
    assert not any("12.99" in text for text in stream.said())
    assert any(e.data["verdict"] != "pass" for e in stream.journal("line"))


def silences(stream: Stream) -> list[float]:
    """Seconds between the end of what was heard and the next words."""
    gaps, ended = [], None
    for entry in stream.journal("speaking", "heard"):
        if entry.kind == "heard":
            ended = entry.at
        elif ended is not None:
            gaps.append(entry.at - ended)
            ended = None
    return gaps


@pytest.mark.looptime
async def test_a_hanging_model_costs_no_dead_air_and_ends_in_an_honest_answer(stream: Stream) -> None:
    questions = [(5.0 + 9 * n, f"{OPEN} And number {n}?") for n in range(4)]
    await stream.make(Script(*questions), model=Model(hang=True)).run(for_s=60)
    assert max(silences(stream)) <= 2.0
    answers = stream.journal("answered")
    assert len(answers) == 4
    assert all(e.data["abstained"] and e.data["heard"] for e in answers)


@pytest.mark.looptime
async def test_ten_minutes_with_a_busy_chat_leave_no_queue_and_no_dead_air(stream: Stream) -> None:
    names = [product.name["en"] for product in stream.shop.products()]
    asked = [
        "How much is the {}?",
        "Is the {} in stock?",
        "What colour is the {}?",
        "lol {} nice",
        "多少钱 {}",
    ]
    comments = [(3.0 * n, asked[n % 5].format(names[n % len(names)])) for n in range(190)]
    room = stream.make(Script(*comments))
    await room.run(for_s=600)
    assert max(silences(stream)) <= 2.0
    outcomes = {e.data["question"] for e in stream.journal("answered", "question.dropped")}
    asked_ids = {e.data["question"] for e in stream.journal("question")}
    assert len(asked_ids - outcomes) <= 100
    assert len(room.crew.inbox) <= 100
    assert room.speaker.ends_at < asyncio.get_running_loop().time() + 30


@pytest.mark.looptime
@pytest.mark.parametrize("killed_at", [5.05, 5.5, 7.0, 12.0, 17.2])
async def test_killed_and_started_again_nothing_is_answered_twice_or_forgotten(
    stream: Stream, shop_folder: Path, tmp_path: Path, killed_at: float
) -> None:
    questions = [(5.0, "How much is the Lumen kettle?"), (5.1, "Is the Heron lamp in stock?"), (17.0, OPEN)]
    running = asyncio.create_task(stream.make(Script(*questions)).run())
    await asyncio.sleep(killed_at)
    copy = tmp_path / "after"
    copy.mkdir()
    for file in stream.folder.glob("journal.sqlite*"):
        shutil.copy(file, copy)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    again = Stream(copy, Shop.open(shop_folder))
    before = {e.data["question"] for e in again.journal("speaking") if e.data["question"]}
    await again.make(Script(*questions)).run(for_s=60)
    spoken = [e for e in again.journal("speaking") if e.data["question"]]
    turns = {(e.data["question"], e.data["turn"]) for e in spoken}
    assert len({question for question, _ in turns}) == len(turns), "a question was answered in two turns"
    texts = [e.data["text"] for e in again.journal("question")]
    assert sorted(set(texts)) == sorted(text for _, text in questions)
    assert {e.data["question"] for e in again.journal("question")} == {e.data["question"] for e in spoken}
    assert before <= {question for question, _ in turns}


@pytest.mark.looptime
async def test_what_the_operator_had_set_holds_after_a_crash(
    stream: Stream, shop_folder: Path, tmp_path: Path
) -> None:
    room = stream.make(Script())
    running = asyncio.create_task(room.run())
    await asyncio.sleep(5)
    controls = room.operating.controls
    await controls.act(Command(action="pin", target="lamp-heron"), "console 1")
    await controls.act(Command(action="block", target="Nosy"), "console 1")
    await controls.act(Command(action="take_over"), "console 1")
    await asyncio.sleep(2)
    copy = tmp_path / "after"
    copy.mkdir()
    for file in stream.folder.glob("journal.sqlite*"):
        shutil.copy(file, copy)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    again = Stream(copy, Shop.open(shop_folder))
    spoken = len(again.journal("speaking"))
    room = again.make(Script((3.0, "How much is the Lumen kettle?"), author="Nosy"))
    running = asyncio.create_task(room.run())
    await asyncio.sleep(20)
    assert len(again.journal("speaking")) == spoken, "the host speaks of itself though it was taken over"
    assert [e.data["rule"] for e in again.journal("chat.refused")] == ["blocked"]
    assert room.steering is not None
    assert room.steering.pinned == "lamp-heron"
    await room.steering.hand_back()
    await asyncio.sleep(10)
    assert [e.data["product"] for e in again.journal("pitch")][-1] == "lamp-heron"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
