from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.events import Question
from agent.journal import Entry
from agent.recovery import question_data, recover

NOW = 1000.0


def question(number: int, *, expires_at: float = NOW + 60) -> Question:
    return Question(
        f"q{number}", f"text {number}", "Lin", "en", ("Lin",), (f"m{number}",), NOW - 10 + number, expires_at
    )


class Log:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def __call__(self, kind: str, **data: Any) -> "Log":
        self.entries.append(Entry(len(self.entries) + 1, NOW - 20, kind, data))
        return self


def test_an_open_question_is_still_there() -> None:
    log = Log()("room.started")("question", **question_data(question(1)))
    assert recover(log.entries, NOW).open_questions == [question(1)]


def test_an_expired_question_is_gone() -> None:
    log = Log()("question", **question_data(question(1, expires_at=NOW - 1)))
    assert recover(log.entries, NOW).open_questions == []


def test_a_dropped_question_is_gone() -> None:
    log = Log()("question", **question_data(question(1)))("question.dropped", question="q1", reason="skipped")
    assert recover(log.entries, NOW).open_questions == []


def test_a_question_whose_answer_was_handed_over_is_not_answered_again() -> None:
    log = Log()("question", **question_data(question(1)))("speaking", question="q1", turn="t1", line="t1.0")
    assert recover(log.entries, NOW).open_questions == []


def test_a_joined_question_keeps_its_latest_form() -> None:
    first = question(1)
    joined = Question(**{**{f: getattr(first, f) for f in first.__slots__}, "askers": ("Lin", "Ana")})
    log = Log()("question", **question_data(first))("question", **question_data(joined))
    assert recover(log.entries, NOW).open_questions == [joined]


def test_history_is_what_was_heard() -> None:
    log = Log()("question", **question_data(question(1)))("speaking", question="q1", turn="t1", line="t1.0")
    log("heard", turn="t1", line="t1.0", text="It's $39.", complete=True)
    log("speaking", question="q1", turn="t1", line="t1.1")(
        "heard", turn="t1", line="t1.1", text="", complete=False
    )
    [exchange] = recover(log.entries, NOW).history
    assert (exchange.question, exchange.heard) == ("text 1", "It's $39.")


def test_messages_of_a_crashed_run_are_known_and_those_of_an_ended_one_are_not() -> None:
    log = Log()("room.started")("chat", platform="p", message="m1")
    crashed = recover(log.entries, NOW)
    assert crashed.crashed
    assert set(crashed.seen) == {("p", "m1")}
    ended = recover(log("room.stopped").entries, NOW)
    assert not ended.crashed
    assert not ended.seen


def test_the_pitch_goes_on_with_the_product_and_loop_it_was_at() -> None:
    log = Log()("pitch", product="kettle", loop=0)("pitch", product="lamp", loop=3)
    state = recover(log.entries, NOW)
    assert state.product_id == "lamp"
    assert state.beats == {"kettle": 0, "lamp": 3}


STEPS = st.lists(st.tuples(st.sampled_from(["ask", "speak", "hear", "drop"]), st.integers(0, 4)), max_size=40)


@given(STEPS, st.integers(0, 200))
def test_killed_anywhere_nothing_heard_is_forgotten_and_nothing_is_answered_twice(
    steps: list[tuple[str, int]], killed_at: int
) -> None:
    """A room that goes by the rules, cut off after any event."""
    log = Log()
    asked: set[int] = set()
    spoken: set[int] = set()
    dropped: set[int] = set()
    for what, number in steps:
        key = f"q{number}"
        if what == "ask" and number not in asked | spoken | dropped:
            log("question", **question_data(question(number)))
            asked.add(number)
        elif what == "drop" and number in asked - spoken:
            log("question.dropped", question=key, reason="inbox full")
            dropped.add(number)
        elif what == "speak" and number in asked - dropped:
            log("speaking", question=key, turn=f"t{number}", line=f"t{number}.0")
            spoken.add(number)
        elif what == "hear" and number in spoken:
            log("heard", turn=f"t{number}", line=f"t{number}.0", text=f"answer {number}", complete=True)
    kept = log.entries[:killed_at]
    state = recover(kept, NOW)
    was_spoken = {e.data["question"] for e in kept if e.kind == "speaking"}
    was_dropped = {e.data["question"] for e in kept if e.kind == "question.dropped"}
    was_asked = {e.data["question"] for e in kept if e.kind == "question"}
    assert {q.id for q in state.open_questions} == was_asked - was_spoken - was_dropped
    heard_turns = {e.data["turn"] for e in kept if e.kind == "heard"}
    assert len(state.history) == len(heard_turns)
