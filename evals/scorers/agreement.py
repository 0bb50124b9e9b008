"""How far the scorers judge sentences as people do: a set of lines with people's labels, over the demo shop.

The lines are ``labelled.jsonl``: what a host might say, of which product, to whom, and whether that is well.
Each is put into a conversation of one question, scored by the scorer that it is meant for, and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evals.conversations.expectations import Expected
from evals.conversations.loading import read_lines
from evals.conversations.schema import Conversation, Message
from evals.scorers import SCORERS
from evals.transcript import KnownFact, KnownProduct, Reply, Spoken, Transcript, Written

LABELLED = Path(__file__).parent / "labelled.jsonl"
_ASKED_AT, _SAID_AT, _OVER_AT = 1.0, 2.0, 6.0


class Labelled(BaseModel):
    """A line, and what people say of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scorer: Literal["grounded", "language", "named", "persona", "content", "disclosure"]
    """Which scorer is asked."""
    language: Literal["en", "zh"]
    good: bool
    """The label."""
    line: str
    product: str = ""
    """What is talked of; empty for the shop."""
    by: str = "Lin"
    asked: str = "?"
    lane: str = "fact"
    term: str = ""
    """What must be heard, where the scorer is ``content``."""
    held_out: bool = False
    """Whether it was written when the scorers were done."""


class Agreement(BaseModel):
    """A scorer and people, compared."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: int
    agreed: int
    missed: tuple[str, ...] = ()
    """Lines that people call bad and the scorer lets pass."""
    alarms: tuple[str, ...] = ()
    """Lines that people call good and the scorer does not."""

    @property
    def share(self) -> float:
        """Of all lines."""
        return self.agreed / self.lines if self.lines else 1.0


def labelled(path: Path = LABELLED) -> tuple[Labelled, ...]:
    """The lines with their labels.

    Raises:
        DocumentError: The file cannot be read; file and line are named.
    """
    return tuple(read_lines(path, Labelled))


def agreement(
    lines: Iterable[Labelled], products: Sequence[KnownProduct], facts: Sequence[KnownFact]
) -> dict[str, Agreement]:
    """Each scorer's agreement with the labels.

    Args:
        lines: With labels.
        products: Of the shop.
        facts: Likewise.
    """
    told: dict[str, list[tuple[Labelled, bool]]] = {}
    for one in lines:
        told.setdefault(one.scorer, []).append((one, _passes(one, products, facts)))
    return {
        name: Agreement(
            lines=len(all),
            agreed=sum(one.good == good for one, good in all),
            missed=tuple(one.line for one, good in all if good and not one.good),
            alarms=tuple(one.line for one, good in all if one.good and not good),
        )
        for name, all in told.items()
    }


def _passes(one: Labelled, products: Sequence[KnownProduct], facts: Sequence[KnownFact]) -> bool:
    expect = Expected(say=(one.term,) if one.term else (), language=one.language)
    conversation = Conversation(
        id="line",
        heading="price",
        language=one.language,
        chat=(Message(t=_ASKED_AT, by=one.by, text=one.asked, expect=expect),),
    )
    shop = tuple(fact.id for fact in facts if fact.kind == "policy")
    is_disclosure = one.scorer == "disclosure"
    line = Spoken(
        id="l.0",
        turn="l",
        kind="disclosure" if is_disclosure else "answer",
        lane="disclosure" if is_disclosure else one.lane,
        at_s=_SAID_AT,
        until_s=_OVER_AT,
        text=one.line,
        heard=one.line,
        complete=True,
        language=one.language,
        question="" if is_disclosure else "q",
    )
    reply = Reply(
        question="q",
        turn="l",
        messages=("m0",),
        askers=(one.by,),
        asked_at_s=_ASKED_AT,
        at_s=_SAID_AT,
        lane=one.lane,
        products=(one.product,) if one.product else (),
        facts=shop if not one.product else (),
    )
    transcript = Transcript(
        conversation="line",
        persona="mei",
        language=one.language,
        for_s=45.0,
        label=True,
        messages=(
            Written(id="m0", at_s=_ASKED_AT, by=one.by, text=one.asked, fate="answered", question="q"),
        ),
        lines=(line,),
        replies=() if is_disclosure else (reply,),
        facts=tuple(facts),
        products=tuple(products),
    )
    return SCORERS[one.scorer].score(conversation, transcript).passed
