import math
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.events import ChatKind, ChatMessage
from agent.mood.feelings import Feeling, feelings_of
from agent.mood.mood import MoodConfig, MoodState
from persona.loader import load_persona
from persona.schema import Persona, Temperament

FEELINGS: tuple[Feeling, ...] = get_args(Feeling)
NIGHT = 1_800_000_000.0


@dataclass(frozen=True)
class Verdict:
    allowed: bool = True
    rule: str = ""


def mei(**temperament: float) -> Persona:
    persona = load_persona("mei")
    return persona.model_copy(update={"temperament": Temperament(**temperament)})


def message(text: str = "", kind: ChatKind = "comment", author: str = "ann", count: int = 1) -> ChatMessage:
    return ChatMessage("1", "page", author, text, NIGHT, kind, count=count)


def within(state: MoodState, persona: Persona, now: float) -> bool:
    felt, rest = state.affect(now), persona.temperament
    return (
        rest.lowest_valence - 1e-9 <= felt.valence <= rest.highest_valence + 1e-9
        and rest.lowest_arousal - 1e-9 <= felt.arousal <= rest.highest_arousal + 1e-9
    )


happenings = st.lists(
    st.tuples(st.sampled_from(FEELINGS), st.floats(-5, 5000, allow_nan=False), st.integers(1, 10_000)),
    max_size=60,
)
temperaments = st.tuples(*[st.floats(0, 1) for _ in range(6)], st.floats(1, 3600)).map(
    lambda drawn: (
        dict(
            zip(
                ("lowest_valence", "valence", "highest_valence"),
                sorted(2 * one - 1 for one in drawn[:3]),
                strict=True,
            )
        )
        | dict(zip(("lowest_arousal", "arousal", "highest_arousal"), sorted(drawn[3:6]), strict=True))
        | {"decay_s": drawn[6]}
    )
)


@settings(max_examples=150, deadline=None)
@given(happenings, temperaments)
def test_feelings_stay_within_the_temperament_and_are_numbers(
    events: list[tuple[Feeling, float, int]], temperament: dict[str, float]
) -> None:
    persona = mei(**temperament)
    state = MoodState(persona, MoodConfig(strength=2.0))
    for what, at, n in events:
        state.feel(what, NIGHT + at, n)
        for now in (NIGHT + at, NIGHT + 1e7, NIGHT - 100):
            assert within(state, persona, now)
            assert all(map(math.isfinite, (*state.delivery(now), state.prefers("happy", now))))
            assert 0.9 <= state.delivery(now)[0] <= 1.1
            assert 0.94 <= state.delivery(now)[1] <= 1.06
            assert state.colour("happy", now) in persona.moods


@settings(max_examples=60, deadline=None)
@given(happenings)
def test_feelings_fade_steadily_to_rest(events: list[tuple[Feeling, float, int]]) -> None:
    persona = mei()
    state = MoodState(persona)
    for what, at, n in events:
        state.feel(what, NIGHT + at, n)
    rest = persona.temperament

    def distances(now: float) -> tuple[float, float]:
        felt = state.affect(now)
        return abs(felt.valence - rest.valence), abs(felt.arousal - rest.arousal)

    seen = [distances(NIGHT + 6000 + 30 * step) for step in range(40)]
    for before, after in pairwise(seen):
        assert after[0] <= before[0] + 1e-12
        assert after[1] <= before[1] + 1e-12
    assert max(distances(NIGHT + 6000 + 40 * rest.decay_s)) < 1e-6


@pytest.mark.parametrize("junk", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_none_changes_nothing(junk: float) -> None:
    state = MoodState(mei())
    state.feel("sale", junk)
    state.feel("sale", NIGHT, 0)
    assert state.affect(NIGHT) == MoodState(mei()).affect(NIGHT)


def test_half_of_a_feeling_is_gone_after_the_time_that_the_persona_says() -> None:
    persona = mei(decay_s=40.0)
    state = MoodState(persona)
    state.feel("praise", NIGHT)
    first = state.affect(NIGHT).valence - persona.temperament.valence
    later = state.affect(NIGHT + 40).valence - persona.temperament.valence
    assert later == pytest.approx(first / 2, rel=0.06)


def test_the_order_in_which_things_are_told_does_not_matter() -> None:
    events: list[tuple[Feeling, float]] = [
        ("praise", 0),
        ("sale", 1),
        ("abuse", 2),
        ("joke", 3),
        ("silence", 4),
    ]
    forwards, backwards = MoodState(mei()), MoodState(mei())
    for what, at in events:
        forwards.feel(what, NIGHT + at)
    for what, at in reversed(events):
        backwards.feel(what, NIGHT + at)
    one, other = forwards.affect(NIGHT + 5), backwards.affect(NIGHT + 5)
    assert one.valence == pytest.approx(other.valence, abs=1e-6)
    assert one.arousal == pytest.approx(other.arousal, abs=1e-6)


@pytest.mark.parametrize("flood", ["praise", "abuse", "sale"])
def test_a_flood_of_one_thing_does_not_pin_the_mood(flood: Feeling) -> None:
    persona = mei()
    state = MoodState(persona)
    for step in range(20_000):
        state.feel(flood, NIGHT + step * 0.01)
    now = NIGHT + 200
    pushed = state.affect(now).valence
    bound = persona.temperament.lowest_valence if flood == "abuse" else persona.temperament.highest_valence
    assert abs(pushed - bound) > 0.05
    state.feel("praise" if flood == "abuse" else "abuse", now)
    assert abs(state.affect(now).valence - pushed) > 0.1


def test_good_things_lift_the_mood_and_abuse_and_silence_lower_it() -> None:
    rest = MoodState(mei()).affect(NIGHT)
    for what in FEELINGS:
        state = MoodState(mei())
        state.feel(what, NIGHT)
        felt = state.affect(NIGHT)
        if what in ("praise", "thanks", "joke", "sale", "gift", "follow"):
            assert felt.valence > rest.valence
        if what in ("abuse", "silence"):
            assert felt.valence < rest.valence
        if what in ("silence", "long_question"):
            assert felt.arousal < rest.arousal


def test_at_rest_every_line_is_said_as_written() -> None:
    persona = mei()
    state = MoodState(persona)
    assert {tag: state.colour(tag, NIGHT) for tag in persona.moods} == {tag: tag for tag in persona.moods}
    assert state.delivery(NIGHT) == (1.0, 1.0)


def test_a_sale_brightens_a_neutral_line_and_quickens_the_voice() -> None:
    persona = mei()
    state = MoodState(persona)
    for what in ("sale", "gift", "praise"):
        state.feel(what, NIGHT)
    assert persona.moods[state.colour("neutral", NIGHT)].preset == "happy"
    rate, pitch = state.delivery(NIGHT)
    assert rate > 1.01
    assert pitch > 1.005
    assert state.prefers("excited", NIGHT) > state.prefers("neutral", NIGHT)
    assert state.colour("neutral", NIGHT + 3600) == "neutral"


def test_abuse_never_makes_the_host_look_angry_or_sad() -> None:
    persona = load_persona("mei")
    state = MoodState(persona)
    for step in range(30):
        state.feel("abuse", NIGHT + step)
    for tag in persona.moods:
        coloured = persona.moods[state.colour(tag, NIGHT + 30)].preset
        assert coloured not in ("angry", "sad") or coloured == persona.moods[tag].preset


def test_abuse_is_met_once_and_then_ignored() -> None:
    state = MoodState(mei(), MoodConfig(calm_every_s=100, calm_author_s=1000))
    assert state.meets(message("idiot", author="troll"), NIGHT)
    assert not state.meets(message("idiot", author="troll"), NIGHT + 1)
    raid = [state.meets(message("idiot", author=f"troll{n}"), NIGHT + 2 + n / 100) for n in range(500)]
    assert not any(raid)
    assert not state.meets(message("idiot", author="troll"), NIGHT + 150)
    assert state.meets(message("idiot", author="other"), NIGHT + 150)
    assert state.meets(message("idiot", author="troll"), NIGHT + 1200)


def test_the_journal_is_told_of_noticeable_changes_only() -> None:
    state = MoodState(mei())
    assert state.noticed(NIGHT) is None
    state.feel("thanks", NIGHT + 1)
    assert state.noticed(NIGHT + 1) is None
    state.feel("sale", NIGHT + 2)
    told = state.noticed(NIGHT + 2)
    assert told is not None
    assert told["why"] == "sale"
    assert told["valence"] > 0.3
    assert state.noticed(NIGHT + 3) is None
    state.heard(message("hi"), Verdict(), NIGHT + 600)
    assert state.noticed(NIGHT + 600) is not None


def test_a_quiet_chat_calms_the_host_again_and_again() -> None:
    persona = mei()
    state = MoodState(persona, MoodConfig(silence_s=30))
    state.heard(message("hello"), Verdict(), NIGHT)
    for second in range(29):
        state.noticed(NIGHT + second)
    assert state.affect(NIGHT + 29).arousal == persona.temperament.arousal
    state.noticed(NIGHT + 30)
    assert state.affect(NIGHT + 30).arousal < persona.temperament.arousal


def test_the_prompt_is_told_in_both_languages() -> None:
    state = MoodState(mei())
    calm = state.words("en", NIGHT), state.words("zh", NIGHT)
    for _ in range(3):
        state.feel("sale", NIGHT)
        state.feel("gift", NIGHT)
    happy = state.words("en", NIGHT), state.words("zh", NIGHT)
    assert calm[0] != happy[0]
    assert calm[1] != happy[1]
    assert not calm[1].isascii()


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("you are amazing", ("praise",)),
        ("love this stream", ("praise",)),
        ("great job mei", ("praise",)),
        ("主播太可爱了", ("praise",)),
        ("讲得很清楚", ("praise",)),
        ("lol", ("joke",)),
        ("hahaha good one", ("joke",)),
        ("笑死我了哈哈哈", ("joke",)),
        ("thank you", ("thanks",)),
        ("谢谢主播", ("thanks",)),
        ("you are not great", ()),
        ("is this kettle great for tea?", ()),
        ("would love to know the price", ()),
        ("这个不好看", ()),
        ("太贵了", ()),
        ("no thanks", ()),
        ("how much is the lamp", ()),
        ("", ()),
    ],
)
def test_what_a_comment_makes_the_host_feel(text: str, felt: tuple[Feeling, ...]) -> None:
    assert feelings_of(message(text), Verdict()) == felt


def test_deeds_are_felt_and_what_was_blocked_is_not_unless_it_hurts() -> None:
    assert feelings_of(message("", "gift"), Verdict()) == ("gift",)
    assert feelings_of(message("", "order"), Verdict()) == ("sale",)
    assert feelings_of(message("", "follow"), Verdict()) == ("follow",)
    assert feelings_of(message("you are amazing"), Verdict(allowed=False, rule="spam")) == ()
    assert feelings_of(message("idiot"), Verdict(allowed=False, rule="abuse")) == ("abuse",)


def test_a_long_question_makes_attentive() -> None:
    asked = "So I have a very small kitchen with an induction hob, and which of your pans would fit it?"
    assert "long_question" in feelings_of(message(asked * 2), Verdict())
    assert "long_question" in feelings_of(
        message("我家厨房比较小只有电磁炉，" * 4 + "应该选哪一款呢"), Verdict()
    )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    assert set(feelings_of(message(text), Verdict())) <= set(FEELINGS)
