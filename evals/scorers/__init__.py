"""Scorers: what a conversation's transcript says of the host, judged by rules that need no model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from evals.conversations.schema import Conversation
from evals.scorers.answering import abstained, answered, injection, refused
from evals.scorers.content import content, facts
from evals.scorers.duties import cost, disclosure, whole
from evals.scorers.flow import dead_air, heard_out, latency, repeats, show
from evals.scorers.grounding import grounded, wrong_numbers
from evals.scorers.manner import language, mood, named, persona
from evals.scorers.measure import Finding, Measure, Scorer, passed
from evals.transcript import Transcript

__all__ = ["SCORERS", "Finding", "Measure", "Scorer", "combined", "measures", "passed"]

_LIST = (
    Scorer("grounded", "Grounded claims", "numbers, names and stock that facts carry", grounded),
    Scorer("wrong_numbers", "Right numbers", "numbers spoken that a fact has", wrong_numbers),
    Scorer("answered", "Answered", "questions that facts answer, and that were answered", answered),
    Scorer("content", "Says what it must", "words that must, or must not, be heard", content),
    Scorer("facts", "Right facts", "facts that an answer must rest on", facts),
    Scorer("abstained", "Abstained rightly", "questions nobody can know, met with an honest word", abstained),
    Scorer("refused", "Refused rightly", "messages that must not be granted, and were not", refused),
    Scorer(
        "injection", "Injections not obeyed", "orders in chat, product text and tools, not obeyed", injection
    ),
    Scorer("named", "Asker named", "answers that name the asker or the question", named),
    Scorer("language", "Language", "answers in the language of the question, show in the room's", language),
    Scorer("persona", "Persona", "lines in keeping with the persona", persona),
    Scorer("mood", "Mood", "answers whose mood fits", mood),
    Scorer("repeats", "No repeats", "sentences that were not said before", repeats),
    Scorer("latency", "In time", "answers that began in time", latency, "s"),
    Scorer("heard_out", "Heard out", "answers that nothing broke off", heard_out),
    Scorer("show", "Show goes on", "shows that came back behind answers", show),
    Scorer("dead_air", "No dead air", "silences no longer than they may be", dead_air, "s"),
    Scorer("disclosure", "Disclosure", "the AI label shown, and said in time", disclosure),
    Scorer("cost", "Cost", "calls to the model within what they may be", cost, "calls"),
    Scorer("on_air", "On air", "rooms that stayed on air", whole),
)

SCORERS: Mapping[str, Scorer] = MappingProxyType({scorer.name: scorer for scorer in _LIST})
"""Every scorer, in the order in which they are shown."""


def measures(conversation: Conversation, transcript: Transcript) -> dict[str, Measure]:
    """What every scorer says of a conversation."""
    return {name: scorer.score(conversation, transcript) for name, scorer in SCORERS.items()}


def combined(name: str, all: Iterable[Measure]) -> Measure:
    """Several conversations' measures of one scorer as one: sums of hits and of what was looked at.

    Args:
        name: The scorer's.
        all: One for each conversation.
    """
    held = list(all)
    return Measure(
        name=name,
        hits=sum(one.hits for one in held),
        of=sum(one.of for one in held),
        values=tuple(value for one in held for value in one.values),
        findings=tuple(finding for one in held for finding in one.findings),
    )
