"""The show between questions in virtual time: real guard, journal, timeline and demo shop; nothing sleeps."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from agent.agenda.composer import PitchComposer
from agent.agenda.config import AgendaConfig, Slot
from agent.agenda.lineup import LineUp
from agent.agenda.pitching import Pitching
from agent.answers.answerer import names
from agent.events import Line, Turn
from agent.guard.guard import Guard
from agent.journal import Entry, Journal
from agent.presenting import in_stock
from agent.speaker import Delivery, Speaker, Speaking
from agent.staging import Staging
from agent.strategy.tactics import Tactics
from agent.variety import WINDOW_S, Variety, normal
from agent.writer import CheckedLine, LineWriter
from avatar.lips.events import EventLips
from avatar.stage.messages import Ended, Report, Started
from avatar.stage.silent import SilentStage
from avatar.voices.chain.voice import ChainConfig
from avatar.voices.tone import ToneVoice
from knowledge.catalogue import Catalogue
from knowledge.ingest import ingest
from knowledge.model import Fact, Money, Product, Text
from persona.loader import load_persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"
EPOCH = 1_800_000_000.0
CHARACTER_S = {"en": 0.065, "zh": 0.22}


class Inline(Executor):
    """Runs work at once, so that virtual time never waits for a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Changing:
    """A catalogue some of whose products change while the show goes on."""

    def __init__(self, folder: Path) -> None:
        catalogue = Catalogue(folder)
        self._info = catalogue.info()
        self._products = {product.id: product for product in catalogue.products()}
        self.changed: dict[str, Product | None] = {}
        catalogue.close()

    @property
    def title(self) -> Text:
        return self._info.title

    def product(self, product_id: str, /) -> Product | None:
        if product_id in self.changed:
            return self.changed[product_id]
        return self._products.get(product_id)

    def products(self, limit: int | None = None) -> list[Product]:
        return list(self._products.values())[:limit]

    def shop_facts(self) -> Sequence[Fact]:
        return self._info.policies

    def answers(self) -> Any:
        return self._info.answers

    def put(self, product_id: str, name: str, value: Any) -> None:
        product = self.product(product_id)
        assert product is not None
        facts = tuple(replace(one, value=value) if one.name == name else one for one in product.facts)
        self.changed[product_id] = replace(product, facts=facts)


class Show:
    """A pitch on a silent stage, and what its journal says of it."""

    def __init__(
        self,
        folder: Path,
        shop: Changing,
        *,
        language: str = "en",
        persona: str = "mei",
        config: AgendaConfig | None = None,
        **more: Any,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.shop = shop
        self.folder = folder
        self.language = language
        config = config or AgendaConfig()
        speaks = load_persona(persona)
        self.journal = Journal(folder / "journal.sqlite", executor=Inline())
        self.variety = Variety(speaks, now=self.now)
        self.staging = Staging(SilentStage.start, report=self._report, lost=self._lost)
        self.speaker = Speaker(
            self.staging,
            [("tone", ToneVoice(ToneVoice.Config(character_s=CHARACTER_S[language])))],
            EventLips(),
            self.journal,
            now=self.now,
            deliver=lambda mood: Delivery(),
            admit=self.variety.admit,
            speech=ChainConfig(mastering=None, parallel=0),
        )
        self.shown: list[str] = []
        ids = count(1)
        self.pitching = Pitching(
            config,
            language,
            composer=PitchComposer(
                shop, speaks, now=self.now, memory=self.variety, answers=shop.answers, zone=config.zone
            ),
            writer=LineWriter(Guard(self.now), speaks.moods, speaks.gestures),
            speaker=self.speaker,
            line_up=LineUp(self._products(config), loops={}, clock=self.now, zone=config.zone),
            journal=self.journal,
            present=self._present,
            products=lambda: self._products(config),
            names=self._names,
            off_loop=self._off_loop,
            new_id=lambda: f"t{next(ids)}",
            now=self.now,
            **more,
        )
        self._loop = loop

    def now(self) -> float:
        return EPOCH + asyncio.get_running_loop().time()

    def _products(self, config: AgendaConfig) -> list[str]:
        return list(config.ids) or [one.id for one in self.shop.products() if in_stock(one)]

    def _names(self, product_ids: tuple[str, ...]) -> dict[str, str]:
        return names([one for one in map(self.shop.product, product_ids) if one is not None])

    async def _off_loop(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    async def _present(self, product_id: str) -> None:
        self.shown.append(product_id)

    async def _report(self, report: Report) -> None:
        if isinstance(report, Started):
            self.speaker.started(report)
        elif isinstance(report, Ended):
            await self.speaker.ended(report)

    async def _lost(self, reason: str) -> None:
        await self.speaker.lost()

    async def on_air(self) -> "asyncio.Task[None]":
        task = asyncio.create_task(self.staging.run())
        await self.staging.ready.wait()
        return task

    async def go_on(self, seconds: float, **how: Any) -> None:
        done = self._loop.create_future()
        self._loop.call_later(seconds, done.set_result, None)
        await self.pitching.until(done, **how)

    async def answer(self, text: str = "It is on the card beside me.") -> Speaking:
        """Somebody else's line, which cuts in."""
        said = await self.speaker.say(
            Line(f"a{self.now()}", "answer", 0, text, self.language), question=None, cut=True
        )
        await said.done
        return said

    async def off_air(self, task: "asyncio.Task[None]") -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def entries(self, *kinds: str) -> list[Entry]:
        return list(self.journal.read(kinds=kinds))

    def said(self) -> list[str]:
        return [entry.data["text"] for entry in self.entries("speaking")]

    def repeats(self) -> list[str]:
        last: dict[str, float] = {}
        found = []
        for entry in self.entries("speaking"):
            words = normal(entry.data["text"])
            if entry.at - last.get(words, -WINDOW_S) < WINDOW_S:
                found.append(entry.data["text"])
            last[words] = entry.at
        return found

    def silences(self) -> list[float]:
        """Seconds in which nothing was on its way."""
        gaps, out, ended = [0.0], set[str](), None
        for entry in self.entries("speaking", "heard"):
            if entry.kind == "heard":
                out.discard(entry.data["line"])
                ended = entry.at if not out else ended
            else:
                if not out and ended is not None:
                    gaps.append(entry.at - ended)
                out.add(entry.data["line"])
        return gaps


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO, folder, progress=lambda *_: None)
    return folder


@pytest.fixture
def shop(shop_folder: Path) -> Changing:
    return Changing(shop_folder)


@pytest.mark.looptime
@pytest.mark.parametrize(("language", "persona"), [("en", "mei"), ("zh", "kai")])
async def test_hours_of_the_demo_shop_repeat_nothing_and_leave_no_silence(
    tmp_path: Path, shop: Changing, language: str, persona: str
) -> None:
    show = Show(tmp_path, shop, language=language, persona=persona)
    air = await show.on_air()
    await show.go_on(4500)
    await show.off_air(air)
    assert len(show.said()) > 600
    assert show.repeats() == []
    assert max(show.silences()) <= 2.0
    allowed = {entry.data["said"] for entry in show.entries("line") if entry.data["verdict"] != "block"}
    assert all(any(text.endswith(one) for one in allowed) for text in set(show.said()) - allowed)
    sold = {one.id for one in shop.products() if in_stock(one)}
    assert {entry.data["product"] for entry in show.entries("pitch")} == sold


@pytest.mark.looptime
async def test_an_hour_about_one_product_repeats_nothing(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("kettle-lumen",)))
    air = await show.on_air()
    await show.go_on(3700)
    await show.off_air(air)
    assert show.repeats() == []
    assert max(show.silences()) <= 2.0


@pytest.mark.looptime
async def test_a_shop_without_any_product_is_never_silent_either(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("no-such-thing",)))
    air = await show.on_air()
    await show.go_on(1800)
    await show.off_air(air)
    assert show.repeats() == []
    assert max(show.silences()) <= 2.0
    assert len(show.said()) > 150


@pytest.mark.looptime
async def test_after_every_answer_the_pitch_goes_on_behind_a_bridge_with_what_was_cut(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(stage_s=0))
    air = await show.on_air()
    await show.go_on(15)
    for number in range(6):
        await show.go_on(11.3 + number)
        await show.answer(f"That is answer number {number}.")
    await show.go_on(20)
    await show.off_air(air)
    resumes = [entry for entry in show.entries("turn") if entry.data["turn_kind"] == "resume"]
    assert len(resumes) >= 4
    beat_of = {
        entry.data["line"]: entry.data["beat"] for entry in show.entries("line") if "beat" in entry.data
    }
    whole = {entry.data["line"]: entry.data["text"] for entry in show.entries("speaking")}
    cut = [entry for entry in show.entries("heard") if not entry.data["complete"]]
    assert cut
    for entry in cut:
        if len(entry.data["text"]) > 0.6 * len(whole[entry.data["line"]]):
            continue
        beat = beat_of[entry.data["line"].rpartition("-")[0]]
        kind = beat.split("/")[1]
        later = [
            beat_of.get(one.data["line"].rpartition("-")[0])
            for one in show.entries("speaking")
            if one.at > entry.at
        ]
        after = [one for one in later if one]
        assert kind in ("hook", "engage", "time") or not after or after[0] == beat
    assert show.repeats() == []


@pytest.mark.looptime
async def test_the_first_sentence_on_air_is_heard_to_its_end_and_then_makes_room(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(0.2)
    await show.answer("Here is the answer.")
    await show.go_on(5)
    await show.off_air(air)
    spoken = [entry.data["line"] for entry in show.entries("speaking")]
    heard = {entry.data["line"]: entry.data for entry in show.entries("heard")}
    assert heard[spoken[0]]["complete"]
    out = [entry.data["text"] for entry in show.entries("heard") if entry.data["text"]]
    assert out[1] == "Here is the answer."


@pytest.mark.looptime
async def test_the_sound_of_a_thoughts_next_sentence_is_begun_while_the_one_before_is_heard(
    tmp_path: Path, shop: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    show = Show(tmp_path, shop)
    monkeypatch.setattr(show.speaker, "ahead", lambda line: begun.append(line.text))
    air = await show.on_air()
    await show.go_on(900)
    await show.off_air(air)
    said = show.said()
    assert begun
    assert set(begun[:-1]) <= set(said)
    assert all(said.index(text) > 0 for text in begun[:-1])


@pytest.mark.looptime
async def test_the_journal_says_with_what_the_show_came_back(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(stage_s=40))
    air = await show.on_air()
    for _ in range(12):
        await show.go_on(7.3)
        await show.answer()
    await show.go_on(10)
    await show.off_air(air)
    back = show.entries("pitch.resumed")
    assert {"where it was cut", "price and call"} <= {entry.data["how"] for entry in back}
    bridges = [entry for entry in show.entries("turn") if entry.data["turn_kind"] == "resume"]
    with_bridge = [entry for entry in back if entry.data["how"] not in ("all was said", "no longer sold")]
    assert len(bridges) == len(with_bridge)


@pytest.mark.looptime
async def test_a_point_that_viewers_heard_most_of_is_not_told_again(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    point: list[Entry] = []
    while not point:
        await show.go_on(0.1)
        keys = {e.data["line"] for e in show.entries("line") if "/proof/" in e.data.get("beat", "")}
        point = [e for e in show.entries("speaking") if e.data["line"].rpartition("-")[0] in keys]
    await show.go_on(0.8 * CHARACTER_S["en"] * len(point[0].data["text"]))
    await show.answer()
    await show.go_on(30)
    await show.off_air(air)
    [heard] = [e for e in show.entries("heard") if e.data["line"] == point[0].data["line"]]
    assert not heard.data["complete"]
    told = [e for e in show.entries("speaking") if e.data["facts"] == point[0].data["facts"]]
    assert len(told) == 1


@pytest.mark.looptime
async def test_a_show_that_does_not_yield_ends_its_thought_and_then_makes_room(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(6.5)
    for _ in range(12):
        await show.go_on(5, yields=lambda: False)
        await show.answer()
    await show.off_air(air)
    cut = [entry.data["text"] for entry in show.entries("heard") if not entry.data["complete"]]
    assert cut == []
    bridges = [entry for entry in show.entries("turn") if entry.data["turn_kind"] == "resume"]
    beats = [entry for entry in show.entries("line") if entry.data.get("beat")]
    assert len(beats) >= 12
    assert len(bridges) <= 12


@pytest.mark.looptime
async def test_a_show_that_is_told_to_yield_makes_room_within_its_sentence(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(15)
    began = asyncio.get_running_loop().time()
    await show.go_on(0.5, yields=lambda: True)
    assert asyncio.get_running_loop().time() - began == pytest.approx(0.5)
    await show.off_air(air)


@pytest.mark.looptime
async def test_a_product_that_is_cut_off_again_and_again_comes_to_its_price_and_makes_room_for_the_next(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(stage_s=60))
    air = await show.on_air()
    while len(show.entries("pitch")) < 2:
        await show.go_on(5, yields=lambda: False)
        for number in range(4):
            await show.answer(f"That is answer {number}, and it takes a while to say.")
    first, second = show.entries("pitch")
    assert 60 < second.at - first.at < 180
    await show.off_air(air)
    kinds = [entry.data["beat"].split("/")[1] for entry in show.entries("line") if entry.data.get("beat")]
    assert "price" in kinds
    assert "call" in kinds


@pytest.mark.looptime
async def test_every_line_of_the_show_is_told_of_with_its_turn_and_facts(
    tmp_path: Path, shop: Changing
) -> None:
    told: list[tuple[str, str, set[str]]] = []

    def written(checked: CheckedLine, lane: str, turn: Turn, facts: Iterable[Fact]) -> None:
        told.append((checked.line.id, turn.kind, {fact.id for fact in facts}))
        assert lane == "script"

    show = Show(tmp_path, shop, written=written)
    air = await show.on_air()
    await show.go_on(15)
    await show.answer()
    await show.go_on(20)
    await show.off_air(air)
    judged = {entry.data["line"]: set(entry.data["facts"]) for entry in show.entries("line")}
    assert {line for line, _, _ in told} == set(judged)
    assert {kind for _, kind, _ in told} >= {"greeting", "pitch", "resume"}
    assert all(judged[line] <= facts for line, _, facts in told)


@pytest.mark.looptime
async def test_what_was_cut_is_told_again_in_other_words(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(24.0)
    running = show.said()[-1]
    await show.answer()
    await show.go_on(12)
    await show.off_air(air)
    facts = {entry.data["text"]: entry.data["facts"] for entry in show.entries("speaking")}
    assert [text for text in show.said() if text == running] == [running]
    again = [text for text, rests in facts.items() if text != running and rests == facts[running]]
    assert again


@pytest.mark.looptime
async def test_a_price_that_changed_behind_an_answer_is_never_said_as_it_was(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("kettle-lumen",)))
    air = await show.on_air()
    while not any("$39" in text for text in show.said()):
        await show.go_on(0.7)
    await show.answer()
    shop.put("kettle-lumen", "price", Money(3500, "USD"))
    at = len(show.said())
    await show.go_on(60)
    await show.off_air(air)
    assert not any("$39" in text for text in show.said()[at:])
    assert any("$35" in text for text in show.said()[at:])


@pytest.mark.looptime
async def test_a_price_that_changed_after_it_was_said_is_corrected(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("dripper-tessel",)))
    air = await show.on_air()
    while not any("$34.50" in entry.data["text"] for entry in show.entries("heard")):
        await show.go_on(0.4)
    shop.put("dripper-tessel", "price", Money(2999, "USD"))
    await show.go_on(6)
    await show.off_air(air)
    [changed] = [e for e in show.entries("line") if "price_changed" in e.data.get("beat", "")]
    assert "$29.99" in changed.data["said"]


@pytest.mark.looptime
async def test_what_sold_out_behind_an_answer_is_said_to_be_sold_out_and_left(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("kettle-lumen", "lamp-heron")))
    air = await show.on_air()
    await show.go_on(17)
    await show.answer()
    shop.put("kettle-lumen", "stock", 0)
    at = len(show.said())
    await show.go_on(40)
    await show.off_air(air)
    first, *rest = show.said()[at:]
    assert "sold out" in first
    assert not any("Lumen" in text for text in rest)
    assert any("Heron" in text for text in rest)


@pytest.mark.looptime
async def test_what_left_the_catalogue_behind_an_answer_is_not_spoken_of_again(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(17)
    await show.answer()
    shop.changed["kettle-lumen"] = None
    at = len(show.said())
    await show.go_on(30)
    await show.off_air(air)
    assert not any("Lumen" in text for text in show.said()[at:])
    assert max(show.silences()) <= 2.0


@pytest.mark.looptime
async def test_a_pinned_product_follows_at_the_end_of_the_sentence_until_it_is_unpinned(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(14)
    show.pitching.pin("lamp-heron")
    assert show.pitching.pinned == "lamp-heron"
    await show.go_on(120)
    pinned = [entry.data["product"] for entry in show.entries("pitch")]
    assert pinned[0] == "kettle-lumen"
    assert set(pinned[1:]) == {"lamp-heron"}
    show.pitching.pin("")
    await show.go_on(90)
    await show.off_air(air)
    assert show.entries("pitch")[-1].data["product"] != "lamp-heron"
    with pytest.raises(ValueError, match="no product 'toaster'"):
        show.pitching.pin("toaster")


@pytest.mark.looptime
async def test_a_product_is_shown_when_its_time_comes(tmp_path: Path, shop: Changing) -> None:
    slots = ("kettle-lumen", "dripper-tessel", Slot(id="lamp-heron", after=1, minutes=3))
    show = Show(tmp_path, shop, config=AgendaConfig(products=slots, slot_end=True))
    air = await show.on_air()
    await show.go_on(300)
    await show.off_air(air)
    shown = [(entry.at - EPOCH, entry.data["product"], entry.data["why"]) for entry in show.entries("pitch")]
    timed = [one for one in shown if one[2] in ("time", "stays")]
    assert {one[1] for one in timed} == {"lamp-heron"}
    assert 60 <= timed[0][0] <= 70
    assert any("minutes" in text for text in show.said())


@pytest.mark.looptime
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_tactics_decide_length_questions_to_the_audience_and_coupons(
    tmp_path: Path, shop: Changing, language: str
) -> None:
    coupon = Fact(
        "shop/coupon", "policy", "shop", "coupon", "TEN",
        text={"en": "With the coupon TEN you get 10% off.", "zh": "用优惠券TEN可以减10%。"},
    )  # fmt: skip

    async def run(folder: str, tactics: Tactics) -> Show:
        path = tmp_path / folder
        path.mkdir()
        show = Show(path, shop, language=language, tactics=lambda: tactics, coupons=lambda: (coupon,))
        air = await show.on_air()
        await show.go_on(420)
        await show.off_air(air)
        return show

    short = await run("short", Tactics("short", "line_up", "never", "never"))
    long = await run("long", Tactics("long", "stock", "often", "with_price"))
    assert len(short.entries("pitch")) > 1.4 * len(long.entries("pitch"))
    engaged = [entry for entry in long.entries("turn") if entry.data["turn_kind"] == "engage"]
    assert len(engaged) > 2
    assert not [entry for entry in short.entries("turn") if entry.data["turn_kind"] == "engage"]
    assert any("TEN" in text for text in long.said())
    assert not any("TEN" in text for text in short.said())
    assert [entry.data["product"] for entry in short.entries("pitch")] != [
        entry.data["product"] for entry in long.entries("pitch")
    ]


@pytest.mark.looptime
async def test_the_time_is_told_in_the_rooms_timezone(tmp_path: Path, shop: Changing) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(timezone="Asia/Tokyo", time_every_min=2))
    air = await show.on_air()
    await show.go_on(400)
    await show.off_air(air)
    told = [entry for entry in show.entries("line") if "/time/" in entry.data.get("beat", "")]
    assert told
    assert all(entry.data["verdict"] == "pass" for entry in told)
    assert any("5:0" in entry.data["said"] and "pm" in entry.data["said"] for entry in told), told[0].data


@pytest.mark.looptime
async def test_a_host_that_does_not_sell_of_its_own_accord_invites_questions_now_and_then(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(enabled=False))
    air = await show.on_air()
    await show.go_on(300)
    await show.off_air(air)
    assert not show.entries("pitch")
    assert 10 <= len(show.said()) <= 20
    assert show.repeats() == []


@pytest.mark.looptime
async def test_skip_leaves_the_product_and_the_console_sees_what_comes(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop)
    air = await show.on_air()
    await show.go_on(12)
    coming = show.pitching.upcoming(20)
    assert coming[0].product_id == "kettle-lumen"
    assert [one.product_id for one in coming if one.kind == "hook"][:2] == ["dripper-tessel", "pan-hearth"]
    show.pitching.skip()
    await show.go_on(6)
    await show.off_air(air)
    assert [entry.data["product"] for entry in show.entries("pitch")] == ["kettle-lumen", "dripper-tessel"]


@pytest.mark.looptime
async def test_what_sells_out_in_the_middle_of_its_pitch_is_said_to_be_sold_out_with_the_next_sentence(
    tmp_path: Path, shop: Changing
) -> None:
    show = Show(tmp_path, shop, config=AgendaConfig(products=("kettle-lumen", "lamp-heron")))
    air = await show.on_air()
    await show.go_on(17)
    shop.put("kettle-lumen", "stock", 0)
    at = len(show.said())
    await show.go_on(15)
    await show.off_air(air)
    assert "sold out" in show.said()[at]
    assert not any("Lumen" in text for text in show.said()[at + 1 :])
