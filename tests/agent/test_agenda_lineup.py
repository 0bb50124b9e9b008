from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.agenda.beats import Course, plan, script
from agent.agenda.config import AgendaConfig, Slot
from agent.agenda.lineup import LineUp, Standing

NOON = datetime(2030, 5, 1, 12, 0, tzinfo=UTC).timestamp()


class Clock:
    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def shown(line_up: LineUp, count: int) -> list[str]:
    found = []
    for _ in range(count):
        following = line_up.following()
        assert following is not None
        line_up.begin(following.product_id, following.loop)
        found.append(following.product_id)
    return found


def test_products_follow_each_other_round_and_round_with_their_loop() -> None:
    line_up = LineUp(["kettle", "lamp"], loops={"kettle": 4})
    following = []
    for _ in range(4):
        one = line_up.following()
        assert one is not None
        following.append((one.product_id, one.loop))
        line_up.begin(one.product_id, one.loop)
    assert following == [("kettle", 5), ("lamp", 0), ("kettle", 6), ("lamp", 1)]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_every_product_gets_its_share(weights: list[int]) -> None:
    slots = [Slot(id=f"p{number}", weight=weight) for number, weight in enumerate(weights)]
    turns = 4 * sum(weights)
    counts = Counter(shown(LineUp(slots, loops={}), turns))
    most = max(weights)
    for slot in slots:
        if most * 2 <= sum(weights):
            assert abs(counts[slot.id] - 4 * slot.weight) <= 2
        assert counts[slot.id] >= 1


@given(st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=8))
def test_no_product_follows_itself_unless_it_has_most_of_the_air(weights: list[int]) -> None:
    slots = [Slot(id=f"p{number}", weight=weight) for number, weight in enumerate(weights)]
    order = shown(LineUp(slots, loops={}), 40)
    heavy = {slot.id for slot in slots if slot.weight * 2 > sum(weights)}
    assert all(one != other or one in heavy for one, other in pairwise(order))


def test_after_a_restart_the_product_that_was_on_stage_comes_first_in_its_next_loop() -> None:
    following = LineUp(["kettle", "lamp"], loops={"lamp": 2}, first="lamp").following()
    assert following is not None
    assert (following.product_id, following.loop, following.why) == ("lamp", 3, "first")


def test_what_leaves_the_line_up_is_not_followed_by_nothing() -> None:
    line_up = LineUp(["kettle", "lamp"], loops={})
    line_up.begin("kettle", 0)
    line_up.products = ["lamp", "mug"]
    assert shown(line_up, 2) == ["lamp", "mug"]
    line_up.products = []
    assert line_up.following() is None
    assert line_up.upcoming(3) == []


def test_what_is_sold_out_is_left_out_and_comes_back() -> None:
    line_up = LineUp(["kettle", "lamp", "mug"], loops={})
    line_up.standing = Standing(frozenset({"lamp"}))
    assert set(shown(line_up, 6)) == {"kettle", "mug"}
    line_up.standing = Standing()
    assert "lamp" in shown(line_up, 3)


def test_the_tactics_order_by_questions_or_by_stock() -> None:
    line_up = LineUp(["kettle", "lamp", "mug"], loops={})
    line_up.standing = Standing(stock={"kettle": 3, "mug": 90, "lamp": 10}, asked={"lamp": 2})
    line_up.order = "stock"
    assert line_up.upcoming(3) == ["mug", "lamp", "kettle"]
    line_up.order = "asked"
    assert line_up.upcoming(1) == ["lamp"]
    assert Counter(shown(line_up, 40))["lamp"] > 15


def test_a_time_of_day_comes_once_a_day_in_the_rooms_timezone() -> None:
    clock = Clock()
    slots: list[str | Slot] = ["kettle", Slot(id="lamp", at="20:30")]
    line_up = LineUp(slots, loops={}, clock=clock, zone=ZoneInfo("Asia/Shanghai"))
    shown(line_up, 1)
    assert not line_up.interrupts()
    for _ in range(2):
        clock.at += 20 * 60
        if clock.at < NOON + 30 * 60:
            assert not line_up.interrupts()
    assert line_up.interrupts()
    following = line_up.following()
    assert following is not None
    assert (following.product_id, following.why) == ("lamp", "time")
    line_up.begin("lamp", 0)
    assert not line_up.interrupts()
    line_up.begin("kettle", 1)
    clock.at += 3600
    assert not line_up.interrupts()
    clock.at += 23 * 3600
    assert line_up.interrupts()


def test_a_time_that_came_long_ago_is_let_go() -> None:
    clock = Clock()
    line_up = LineUp(["kettle", Slot(id="lamp", at="13:00")], loops={}, clock=clock, zone=UTC)
    line_up.begin("kettle", 0)
    clock.at += 3 * 3600
    assert not line_up.interrupts()


def test_a_slot_keeps_its_product_on_stage_for_its_minutes() -> None:
    clock = Clock()
    line_up = LineUp([Slot(id="kettle", minutes=5), "lamp"], loops={}, clock=clock)
    order = []
    for _ in range(5):
        order += shown(line_up, 1)
        clock.at += 100
    assert order == ["kettle", "kettle", "kettle", "lamp", "kettle"]


def test_a_pin_goes_before_everything() -> None:
    clock = Clock()
    line_up = LineUp(["kettle", Slot(id="lamp", after=1)], loops={}, clock=clock)
    line_up.begin("kettle", 0)
    line_up.pin("other")
    clock.at += 120
    assert line_up.interrupts()
    following = line_up.following()
    assert following is not None
    assert (following.product_id, following.why) == ("other", "pinned")
    line_up.pin("")
    assert line_up.upcoming(1) == ["lamp"]


def test_a_line_up_is_written_as_ids_or_with_times_and_weights() -> None:
    config = AgendaConfig.model_validate(
        {"products": ["kettle", {"id": "lamp", "weight": 2, "at": 1200, "minutes": 5}]}
    )
    assert config.ids == ("kettle", "lamp")
    assert config.slots[1].at == "20:00"
    assert config.slots[1].at_min == 1200


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"products": ["a", "a"]}, "names a twice"),
        ({"products": [{"id": "a", "at": "8 pm"}]}, "a time of day like"),
        ({"products": [{"id": "a", "at": "25:00"}]}, "a time of day like"),
        ({"products": [{"id": "a", "weight": 0}]}, "greater than 0"),
        ({"timezone": "Mars/Base"}, "is no timezone"),
        ({"timezone": "../etc/passwd"}, "is no timezone"),
    ],
)
def test_what_a_line_up_cannot_be_is_said(given: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        AgendaConfig.model_validate(given)


def test_pitches_of_every_length_begin_with_a_hook_and_end_with_a_call() -> None:
    for turn in range(12):
        lengths = [plan(length, turn) for length in ("short", "normal", "long")]
        assert all(kinds[0] == "hook" and kinds[-1] == "call" and "price" in kinds for kinds in lengths)
        assert len(lengths[0]) < len(lengths[1]) < len(lengths[2])
    assert len({plan("normal", turn) for turn in range(6)}) > 3


def test_a_course_goes_back_only_within_its_own_pitch() -> None:
    course = Course()
    course.begin(script("kettle", 0, ("hook", "proof", "call")))
    taken = [course.take() for _ in range(3)]
    assert course.take() is None
    assert taken[1] is not None
    assert course.go_back(taken[1])
    assert course.peek() == taken[1]
    course.begin(script("kettle", 1, ("hook", "proof", "call")))
    assert not course.go_back(taken[1])
    course.take()
    course.insert("price_changed")
    assert [beat.kind for beat in course.rest()] == ["price_changed", "proof", "call"]
    course.end_with("sold_out")
    assert [beat.kind for beat in course.rest()] == ["sold_out"]
