"""What a person marked in a report, and how it joins a set of conversations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evals.conversations.expectations import Expected, Outcome
from evals.conversations.loading import load, write
from evals.conversations.schema import Conversation, Message, message_id
from evals.runs.results import Case, Run
from evals.transcript import Written

_MOST_BYTES = 8 * 1024 * 1024
_MOST_FACTS = 16
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class MarksError(ValueError):
    """Marks that cannot be used; one clear line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(_Strict):
    """One message's answer, judged."""

    conversation: str
    message: str
    mark: Literal["good", "bad"]
    should: Outcome = "answer"
    """Of a bad one: what should have become of the message."""
    say: Words = ""
    """Of a bad one: what the answer must say."""
    never: Words = ""
    """Of a bad one: what the answer must not say."""


class Marks(_Strict):
    """What a report's page saves."""

    run: str
    marks: Annotated[tuple[Mark, ...], Field(max_length=50_000)]


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining did."""

    marked: int
    cases: int
    total: int
    """Conversations in the set now."""


def read_marks(path: Path) -> Marks:
    """Read what a page saved.

    Raises:
        MarksError: The file cannot be used; names the field.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise MarksError(f"{path}: is too large for marks")
        return Marks.model_validate_json(path.read_bytes())
    except OSError as error:
        raise MarksError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "file"
        raise MarksError(f"{path}: {field}: {first['msg']}") from error


def join(run: Run, marks: Path, into: Path) -> Joined:
    """Put marked cases into a set, with what the marks say expected of them.

    Args:
        run: The run whose report was marked.
        marks: What the page saved.
        into: A JSON lines file; made when missing. Cases of the same id are replaced.

    Raises:
        MarksError: The marks are of another run, or name what it does not have.
        DocumentError: The set cannot be read or written.
    """
    given = read_marks(marks)
    if given.run != run.name:
        raise MarksError(f"{marks} was marked in the report of {given.run}, not of {run.name}")
    if into.suffix != ".jsonl":
        raise MarksError(f"{into}: a set that is joined is a .jsonl file")
    cases = {case.conversation.id: case for case in run.cases}
    held = {one.id: one for one in load(str(into))} if into.is_file() else {}
    by_case: dict[str, list[Mark]] = {}
    for mark in given.marks:
        by_case.setdefault(mark.conversation, []).append(mark)
    for name, own in by_case.items():
        if name not in cases:
            raise MarksError(f"{marks}: {run.name} has no conversation {name!r}")
        held[name] = marked(cases[name], own, onto=held.get(name))
    if held:
        write(into, held.values())
    return Joined(len(given.marks), len(by_case), len(held))


def marked(case: Case, marks: list[Mark], *, onto: Conversation | None = None) -> Conversation:
    """A case with what marks say expected of its messages.

    Args:
        case: As it was run.
        marks: Of its messages.
        onto: The same conversation as a set has it, whose other expectations stay.

    Raises:
        MarksError: A message is not there, or a mark contradicts itself.
    """
    script = onto if onto is not None and len(onto.chat) == len(case.conversation.chat) else case.conversation
    chat = list(script.chat)
    numbers = {message_id(number): number for number in range(len(chat))}
    for mark in marks:
        number = numbers.get(mark.message)
        written = case.transcript.message(mark.message)
        if number is None or written is None:
            raise MarksError(f"{mark.conversation} has no message {mark.message!r}")
        try:
            expected = (
                _as_it_was(case, written, chat[number])
                if mark.mark == "good"
                else _as_wished(mark, chat[number])
            )
            chat[number] = Message.model_validate({**chat[number].model_dump(), "expect": expected})
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            raise MarksError(f"{mark.conversation}, {mark.message}: {reason}") from error
    return script.model_copy(update={"chat": tuple(chat)})


_AS_OUTCOME: dict[str, Outcome] = {
    "answered": "answer", "abstained": "abstain", "held_back": "refuse", "not_asked": "ignore",
}  # fmt: skip


def _as_it_was(case: Case, written: Written, message: Message) -> Expected:
    """What a good answer did is what is expected from now on: its outcome, and the facts it rested on."""
    outcome = _AS_OUTCOME.get(written.fate, "either")
    reply = case.transcript.reply_to(written.id)
    facts: tuple[str, ...] = ()
    if outcome == "answer" and reply is not None:
        lines = case.transcript.lines_of(reply)
        facts = tuple(dict.fromkeys(fact for line in lines for fact in line.facts))[:_MOST_FACTS]
    before = message.expect or Expected()
    return Expected(outcome=outcome, facts=facts, within_s=before.within_s, named=before.named)


def _as_wished(mark: Mark, message: Message) -> Expected:
    before = message.expect or Expected()
    keeps = mark.should in ("answer", "either")
    return Expected(
        outcome=mark.should,
        say=_with(before.say if keeps else (), mark.say),
        never=_with(before.never, mark.never),
        facts=before.facts if keeps else (),
        within_s=before.within_s,
        mood=before.mood if keeps else (),
        language=before.language,
        named=before.named,
    )


def _with(terms: tuple[str, ...], term: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*terms, term))) if term else terms
