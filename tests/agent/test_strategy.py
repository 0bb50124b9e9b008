"""Tactics: what is measured, what is chosen, what the journal keeps, what is never done."""

import asyncio
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.journal import Entry, Journal, JournalError
from agent.strategy.config import StrategyConfig
from agent.strategy.keeping import keep
from agent.strategy.strategy import CHOSEN, OUTCOME, REMEMBERED_KINDS, Strategy
from agent.strategy.tactics import Tactics
from evals.audience.virtual import Inline

EPOCH = 1_800_000_000.0


class Clock:
    def __init__(self) -> None:
        self.at = EPOCH

    def __call__(self) -> float:
        return self.at


class Room:
    """A strategy, its clock and what it decided."""

    def __init__(self, seed: int = 1, *, coupon: bool = True, **config: object) -> None:
        self.clock = Clock()
        self.strategy = Strategy(StrategyConfig.model_validate(config), seed, now=self.clock)
        self.strategy.coupon_exists(coupon)
        self.entries: list[Entry] = []

    def tick(self) -> None:
        for decision in self.strategy.tick(self.clock.at):
            self.entries.append(Entry(len(self.entries) + 1, self.clock.at, decision.kind, decision.data))
        self.strategy.take_effect()

    def windows(self, number: int, orders_when: str = "", *, viewers: int = 50) -> None:
        """So many windows in which viewers order only while a pitch has that length."""
        for _ in range(number * 10):
            self.clock.at += 9.0
            self.strategy.viewers(viewers)
            if self.strategy.tactics().length == orders_when:
                self.strategy.saw("order", 2)
            self.strategy.saw("comment", 3)
            self.tick()

    def of(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]


def test_every_choice_is_decided_before_it_takes_effect() -> None:
    room = Room(3)
    before = room.strategy.tactics()
    [decision] = room.strategy.tick(room.clock.at)
    assert decision.kind == CHOSEN
    assert room.strategy.tactics() == before
    room.strategy.take_effect()
    chosen = {slot: decision.data[slot] for slot in ("length", "order", "asking", "coupon")}
    assert room.strategy.tactics() == Tactics(**chosen)


def test_a_choice_that_could_not_be_journaled_is_taken_back() -> None:
    room = Room(3)
    before = room.strategy.tactics()
    room.strategy.tick(room.clock.at)
    room.strategy.take_back()
    room.strategy.take_effect()
    assert room.strategy.tactics() == before
    assert [decision.kind for decision in room.strategy.tick(room.clock.at)] == [CHOSEN]


def test_every_choice_gets_one_outcome_for_the_tactics_that_were_in_use() -> None:
    room = Room()
    room.tick()
    room.windows(20)
    chosen = {entry.data["window"]: entry.data for entry in room.of(CHOSEN)}
    outcomes = room.of(OUTCOME)
    assert len(outcomes) >= 18
    assert len({entry.data["window"] for entry in outcomes}) == len(outcomes)
    for entry in outcomes:
        for slot, option in entry.data["tactics"].items():
            assert chosen[entry.data["window"]][slot] == option


def test_what_viewers_do_right_after_a_change_belongs_to_the_choice_before() -> None:
    room = Room(window_s=60, lag_s=10)
    room.tick()
    room.clock.at += 10
    room.tick()
    room.strategy.viewers(10)
    room.clock.at += 50
    room.tick()
    assert len(room.of(CHOSEN)) == 2
    room.clock.at += 9
    room.strategy.saw("order", 1)
    room.clock.at += 1
    room.tick()
    [outcome] = room.of(OUTCOME)
    assert outcome.data["window"] == 1
    assert outcome.data["counts"] == {"order": 1}
    assert outcome.data["viewer_minutes"] == pytest.approx(10.0)


def test_the_option_that_brings_orders_is_found_and_used() -> None:
    room = Room(least_share=0.0)
    room.tick()
    room.windows(120, "short")
    best = max((row for row in room.strategy.table() if row.slot == "length"), key=lambda row: row.best)
    assert (best.option, best.best > 0.95, best.low > 0) == ("short", True, True)
    late = [entry.data["length"] for entry in room.of(CHOSEN)[-40:]]
    assert late.count("short") > 30


def test_every_option_keeps_its_least_share() -> None:
    room = Room(least_share=0.1)
    room.tick()
    room.windows(300, "short")
    lengths = [entry.data["length"] for entry in room.of(CHOSEN)[100:]]
    assert min(lengths.count(option) for option in ("short", "normal", "long")) >= 8


def test_the_same_seed_and_the_same_viewers_give_the_same_choices() -> None:
    one, two, other = Room(7), Room(7), Room(8)
    for room in (one, two, other):
        room.tick()
        room.windows(20, "long")
    assert [entry.data for entry in one.entries] == [entry.data for entry in two.entries]
    assert [entry.data for entry in one.entries] != [entry.data for entry in other.entries]


def test_what_was_learnt_is_restored_from_the_journal() -> None:
    room = Room()
    room.tick()
    room.windows(60, "long")
    again = Strategy(StrategyConfig(), 2, now=room.clock)
    again.restore(room.entries)
    first, second = room.strategy.table(), again.table()
    assert [(r.slot, r.option, r.windows) for r in first] == [(r.slot, r.option, r.windows) for r in second]
    assert [r.mean for r in first] == pytest.approx([r.mean for r in second])
    [decision] = again.tick(room.clock.at)
    assert decision.data["window"] > max(entry.data["window"] for entry in room.entries)


def test_journal_entries_that_are_no_outcomes_are_passed_over() -> None:
    strategy = Strategy(StrategyConfig(), 1, now=Clock())
    broken: tuple[dict[str, object], ...] = (
        {},
        {"window": 3},
        {"window": "x", "tactics": 7, "reward": 1, "viewer_minutes": 1, "ended": 1},
        {"tactics": {"length": "endless"}, "reward": 9.0, "viewer_minutes": 5, "ended": EPOCH},
        {"tactics": {"length": "short"}, "reward": 0.5, "viewer_minutes": float("inf"), "ended": EPOCH},
        {"tactics": {"length": "short"}, "reward": 0.5, "viewer_minutes": 1, "ended": float("nan")},
        {"tactics": {"length": "short"}, "reward": 0.5, "viewer_minutes": 10**400, "ended": EPOCH},
        {"tactics": {"length": "short"}, "reward": "nan?", "viewer_minutes": 5, "ended": EPOCH},
    )
    strategy.restore(Entry(n, EPOCH, OUTCOME, data) for n, data in enumerate(broken))
    assert all(row.windows == 0 for row in strategy.table())


def test_without_a_coupon_none_is_ever_mentioned() -> None:
    room = Room(coupon=False)
    room.tick()
    room.windows(30)
    assert {entry.data["coupon"] for entry in room.of(CHOSEN)} == {"never"}
    assert room.strategy.tactics().coupon == "never"


def test_a_coupon_that_ends_is_dropped_at_once() -> None:
    room = Room()
    for _ in range(60):
        room.clock.at += 45
        room.strategy.viewers(5)
        room.tick()
        if room.strategy.tactics().coupon != "never":
            break
    assert room.strategy.tactics().coupon != "never"
    room.strategy.coupon_exists(False)
    assert room.strategy.tactics().coupon == "never"
    room.strategy.take_effect()
    assert room.strategy.tactics().coupon == "never"


def test_switched_off_it_keeps_the_defaults_and_says_nothing() -> None:
    room = Room(enabled=False, length=["short"])
    room.tick()
    room.windows(5)
    assert room.entries == []
    assert room.strategy.tactics().length == "short"
    assert room.strategy.tactics().order == Tactics().order


def test_a_slot_with_one_option_is_never_varied() -> None:
    room = Room(asking=["never"])
    room.tick()
    room.windows(20)
    assert {entry.data["asking"] for entry in room.of(CHOSEN)} == {"never"}
    assert {entry.data["how"]["asking"] for entry in room.of(CHOSEN)} == {"fixed"}


def test_an_empty_room_teaches_nothing_and_fills_no_journal() -> None:
    room = Room()
    room.tick()
    for _ in range(500):
        room.clock.at += 45
        room.tick()
    assert len(room.entries) <= 3
    assert all(row.windows == 0 for row in room.strategy.table())


def test_a_loud_viewer_counts_once_in_a_window() -> None:
    room = Room(window_s=60, lag_s=0)
    room.tick()
    room.tick()
    for _ in range(1000):
        room.strategy.saw("question", author="Mo")
    room.strategy.saw("question", author="Lin")
    room.clock.at += 60
    room.tick()
    room.tick()
    assert room.of(OUTCOME)[0].data["counts"] == {"question": 2}


def test_where_nobody_says_how_many_watch_those_who_do_something_count() -> None:
    room = Room(window_s=60, lag_s=0)
    room.tick()
    room.tick()
    for name in ("Mo", "Lin", "Ada"):
        room.strategy.saw("comment", author=name)
    room.clock.at += 60
    room.tick()
    room.tick()
    assert room.of(OUTCOME)[0].data["viewer_minutes"] == pytest.approx(3.0)


def test_the_running_window_can_be_read() -> None:
    room = Room(window_s=60, lag_s=0)
    assert room.strategy.engagement().counts == {}
    room.tick()
    room.tick()
    room.strategy.viewers(4)
    room.strategy.saw("comment", author="Mo")
    room.clock.at += 30
    running = room.strategy.engagement()
    assert (running.viewers, running.window_s, running.counts) == (4, 30.0, {"comment": 1})


def test_a_platform_that_says_nobody_watches_is_not_believed_when_somebody_writes() -> None:
    room = Room(window_s=60, lag_s=0)
    room.tick()
    room.tick()
    room.strategy.viewers(0)
    room.strategy.saw("comment", author="Mo")
    room.clock.at += 60
    room.tick()
    room.tick()
    assert room.of(OUTCOME)[0].data["viewer_minutes"] == pytest.approx(1.0)


def test_engagement_is_a_viewers_so_a_full_room_is_no_better_than_a_small_one() -> None:
    rewards = []
    for viewers in (10, 1000):
        room = Room(window_s=60, lag_s=0)
        room.tick()
        room.tick()
        room.strategy.viewers(viewers)
        room.strategy.saw("comment", viewers)
        room.clock.at += 60
        room.tick()
        room.tick()
        rewards.append(room.of(OUTCOME)[0].data["reward"])
    assert rewards[0] == pytest.approx(rewards[1])
    assert 0 < rewards[0] < 1


@pytest.mark.parametrize(("kind", "n"), [("applause", 1), ("order", 0), ("order", -3)])
def test_what_cannot_be_seen_is_refused(kind: str, n: int) -> None:
    with pytest.raises(ValueError, match="cannot be seen"):
        Room().strategy.saw(kind, n)


@pytest.mark.parametrize("options", [[], ["short", "short"], ["endless"]])
def test_options_that_are_none_are_refused(options: list[str]) -> None:
    with pytest.raises(ValidationError, match="length"):
        StrategyConfig.model_validate({"length": options})


@pytest.mark.looptime
async def test_kept_going_it_journals_choices_and_outcomes(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    journal = Journal(tmp_path / "journal.sqlite", executor=Inline())

    def now() -> float:
        return EPOCH + loop.time()

    strategy = Strategy(StrategyConfig(window_s=60), 1, now=now)
    strategy.viewers(20)
    keeping = asyncio.create_task(keep(strategy, journal, now))
    await asyncio.sleep(600)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    entries = list(journal.read(kinds=REMEMBERED_KINDS))
    journal.close()
    assert [e.kind for e in entries].count(CHOSEN) == 10
    assert [e.kind for e in entries].count(OUTCOME) >= 8
    latest = [e for e in entries if e.kind == CHOSEN][-1]
    assert strategy.tactics().length == latest.data["length"]


@pytest.mark.looptime
async def test_what_cannot_be_journaled_does_not_take_effect(tmp_path: Path) -> None:
    class Full(Journal):
        async def write(self, kind: str, at: float, **data: object) -> int:
            raise JournalError("the disk is full")

    journal = Full(tmp_path / "journal.sqlite", executor=Inline())
    strategy = Strategy(StrategyConfig(), 3, now=lambda: EPOCH)
    before = strategy.tactics()
    with pytest.raises(JournalError):
        await keep(strategy, journal, lambda: EPOCH)
    strategy.take_effect()
    assert strategy.tactics() == before
    journal.close()


async def test_switched_off_there_is_nothing_to_keep_going(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite", executor=Inline())
    await keep(Strategy(StrategyConfig(enabled=False), 1, now=lambda: EPOCH), journal, lambda: EPOCH)
    assert list(journal.read()) == []
    journal.close()
