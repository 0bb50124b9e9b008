"""What waits for approval, for how long, and what happens to it."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from agent.events import Line, Question
from agent.journal import JournalError
from agent.operator.gate import Approval, ApprovalGate, GateConfig, GateError


class Journal:
    def __init__(self) -> None:
        self.entries: list[tuple[str, dict[str, Any]]] = []
        self.broken_at = ""
        self.held = asyncio.Event()
        self.held.set()

    async def write(self, kind: str, at: float, **data: Any) -> int:
        if kind == self.broken_at:
            raise JournalError("the disk is full")
        await self.held.wait()
        self.entries.append((kind, data))
        return len(self.entries)

    @property
    def decisions(self) -> list[str]:
        return [data["decision"] for kind, data in self.entries if kind == "approval"]


def make(**config: Any) -> tuple[ApprovalGate, Journal]:
    journal, ids = Journal(), itertools.count(1)
    gate = ApprovalGate(
        GateConfig(**config), journal, now=asyncio.get_running_loop().time, new_id=lambda: f"a{next(ids)}"
    )
    return gate, journal


async def asking(gate: ApprovalGate, *args: Any, **options: Any) -> asyncio.Task[Approval]:
    """A request that waits for the operator."""
    task = asyncio.create_task(gate.ask(*args, **options))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


@pytest.mark.parametrize(
    ("mode", "held"),
    [
        ("off", {"money"}),
        ("model", {"money", "model"}),
        ("all", {"money", "model", "fact", "script", "abstain", "tool"}),
    ],
)
async def test_a_mode_says_which_kinds_wait(mode: str, held: set[str]) -> None:
    gate, _ = make(mode=mode)
    kinds = {"money", "model", "fact", "script", "abstain", "tool", "operator", "disclosure"}
    assert {kind for kind in kinds if gate.wants(kind)} == held


@pytest.mark.looptime
async def test_what_need_not_wait_is_free_and_leaves_no_trace() -> None:
    gate, journal = make(mode="model")
    assert await gate.ask("fact", "It costs $39.") == Approval("free", "It costs $39.")
    assert journal.entries == []


@pytest.mark.looptime
async def test_an_approved_line_is_said_and_both_steps_are_journaled() -> None:
    gate, journal = make(mode="model")
    task = await asking(gate, "model", "It is quiet.", "Is it loud?", language="en")
    (pending,) = gate.waiting
    assert (pending.text, pending.detail, pending.kind) == ("It is quiet.", "Is it loud?", "model")
    assert pending.expires_at - pending.asked_at == 20
    await gate.decide(pending.id, approve=True)
    approval = await task
    assert approval.given
    assert approval.text == "It is quiet."
    assert [kind for kind, _ in journal.entries] == ["approval.asked", "approval"]
    assert gate.waiting == ()


@pytest.mark.looptime
async def test_an_edited_line_is_said_in_the_operators_wording_on_one_line() -> None:
    gate, journal = make(mode="all")
    task = await asking(gate, "model", "It is very quiet.")
    await gate.decide(gate.waiting[0].id, approve=True, text="  It is\nquiet\u202e. ")
    assert await task == Approval("edited", "It is quiet.")
    assert journal.entries[-1][1]["written"] == "It is very quiet."


@pytest.mark.looptime
async def test_what_is_rejected_is_not_said() -> None:
    gate, journal = make(mode="all")
    task = await asking(gate, "script", "Buy it now.")
    await gate.decide(gate.waiting[0].id, approve=False, text="ignored")
    assert await task == Approval("rejected", "")
    assert journal.decisions == ["rejected"]


@pytest.mark.looptime
async def test_what_nobody_approves_in_time_is_not_said(looptime: Any) -> None:
    gate, journal = make(mode="all", timeout_s=7)
    approval = await gate.ask("fact", "It costs $39.")
    assert not approval.given
    assert looptime == 7
    assert journal.decisions == ["expired"]
    assert gate.waiting == ()


@pytest.mark.looptime
async def test_money_always_waits_has_its_own_time_and_cannot_be_reworded(looptime: Any) -> None:
    gate, journal = make(mode="off", money_timeout_s=45)
    task = await asking(gate, "money", "Give Ann the coupon NIGHT10")
    with pytest.raises(GateError, match="not reworded"):
        await gate.decide(gate.waiting[0].id, approve=True, text="Give Ann everything")
    assert not (await task).given
    assert looptime == 45
    assert journal.decisions == ["expired"]


@pytest.mark.looptime
async def test_a_caller_may_set_its_own_time(looptime: Any) -> None:
    gate, _ = make(mode="all")
    assert not (await gate.ask("fact", "It costs $39.", timeout_s=3)).given
    assert looptime == 3


@pytest.mark.looptime
async def test_beyond_the_limit_a_request_is_turned_down_at_once() -> None:
    gate, journal = make(mode="all", limit=2)
    tasks = [await asking(gate, "fact", f"Line {n}.") for n in range(2)]
    assert await gate.ask("fact", "One too many.") == Approval("full", "")
    assert len(gate.waiting) == 2
    assert journal.decisions == ["full"]
    for task in tasks:
        task.cancel()


@pytest.mark.looptime
async def test_cancelling_withdraws_a_request() -> None:
    gate, _ = make(mode="all")
    task = await asking(gate, "fact", "It costs $39.")
    pending = gate.waiting[0]
    task.cancel()
    await asyncio.wait([task])
    assert gate.waiting == ()
    with pytest.raises(GateError, match="does not wait any more"):
        await gate.decide(pending.id, approve=True)


@pytest.mark.looptime
async def test_a_decision_that_comes_while_the_request_is_withdrawn_is_told_so_and_journaled() -> None:
    gate, journal = make(mode="all")
    request = await asking(gate, "money", "Refund order 7.")
    journal.held.clear()
    deciding = asyncio.create_task(gate.decide("a1", approve=True))
    await asyncio.sleep(0)
    request.cancel()
    await asyncio.wait([request])
    journal.held.set()
    with pytest.raises(GateError, match="withdrawn"):
        await deciding
    assert journal.decisions == ["approved", "withdrawn"]


async def test_two_operators_cannot_decide_the_same_thing() -> None:
    gate, journal = make(mode="all")
    task = await asking(gate, "fact", "It costs $39.")
    pending = gate.waiting[0]
    journal.held.clear()
    first = asyncio.create_task(gate.decide(pending.id, approve=False))
    await asyncio.sleep(0)
    with pytest.raises(GateError):
        await gate.decide(pending.id, approve=True)
    journal.held.set()
    await first
    assert (await task).decision == "rejected"
    assert journal.decisions == ["rejected"]


@pytest.mark.looptime
async def test_a_decision_on_its_way_into_the_journal_when_the_time_is_over_still_counts() -> None:
    gate, journal = make(mode="all", timeout_s=5)
    task = await asking(gate, "fact", "It costs $39.")
    await asyncio.sleep(4.9)
    journal.held.clear()
    deciding = asyncio.create_task(gate.decide(gate.waiting[0].id, approve=True))
    await asyncio.sleep(1)
    assert not task.done()
    journal.held.set()
    await deciding
    assert (await task).given
    assert journal.decisions == ["approved"]


@pytest.mark.looptime
async def test_a_decision_that_cannot_be_journaled_lets_nothing_through() -> None:
    gate, journal = make(mode="all")
    task = await asking(gate, "fact", "It costs $39.")
    journal.broken_at = "approval"
    with pytest.raises(JournalError):
        await gate.decide(gate.waiting[0].id, approve=True)
    assert not (await task).given


@pytest.mark.looptime
async def test_a_request_that_cannot_be_journaled_is_no_request() -> None:
    gate, journal = make(mode="all")
    journal.broken_at = "approval.asked"
    with pytest.raises(JournalError):
        await gate.ask("fact", "It costs $39.")
    assert gate.waiting == ()


@pytest.mark.looptime
async def test_switching_the_mode_counts_from_the_next_line_on() -> None:
    gate, _ = make(mode="off")
    gate.switch("all")
    task = await asking(gate, "fact", "It costs $39.")
    gate.switch("off")
    assert len(gate.waiting) == 1, "a line that was held must not slip through when approval is switched off"
    assert (await gate.ask("fact", "And it is blue.")).decision == "free"
    await gate.decide(gate.waiting[0].id, approve=True)
    assert (await task).given


@pytest.mark.looptime
async def test_an_edited_line_no_longer_rests_on_the_facts_of_the_old_wording() -> None:
    gate, _ = make(mode="all")
    line = Line("t.0", "t", 0, "It costs $39.", "en", "happy", ("nod",), ("kettle/price",))
    question = Question("q", "How much?", "Ann", "en", ("Ann",), (), 0.0, 1.0)
    asked = asyncio.create_task(gate.approve(line, "fact", question))
    for _ in range(5):
        await asyncio.sleep(0)
    assert gate.waiting[0].detail == "How much?"
    await gate.decide(gate.waiting[0].id, approve=True, text="Ask me again in a minute.")
    said = await asked
    assert said is not None
    assert (said.text, said.fact_ids, said.mood, said.gestures) == (
        "Ask me again in a minute.",
        (),
        "happy",
        ("nod",),
    )
    assert gate.edited("t.0")


@pytest.mark.looptime
async def test_a_rejected_line_is_no_line() -> None:
    gate, _ = make(mode="all", timeout_s=1)
    assert await gate.approve(Line("t.0", "t", 0, "It costs $39.", "en"), "fact") is None
    assert not gate.edited("t.0")


@pytest.mark.looptime
async def test_a_wording_that_is_too_long_is_refused_and_the_line_goes_on_waiting() -> None:
    gate, _ = make(mode="all", timeout_s=2)
    task = await asking(gate, "fact", "It costs $39.")
    with pytest.raises(GateError, match="500"):
        await gate.decide(gate.waiting[0].id, approve=True, text="x" * 501)
    assert len(gate.waiting) == 1
    assert not (await task).given
