"""One case in full: what was written and said, the facts behind it, and the verdicts, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.conversations.expectations import Expected
from evals.reports.html import Content, Markup, table, tag
from evals.reports.plots import timeline
from evals.runs.results import Case
from evals.scorers import SCORERS, Finding
from evals.transcript import Held, Spoken, Transcript, Written

_FATES = {
    "answered": "answered", "abstained": "said that it does not know", "held_back": "held back",
    "dropped": "dropped", "not_asked": "not taken for a question", "open": "still waiting at the end",
    "operator": "left to the operator",
}  # fmt: skip
_SHOWN_FACT = 160
"""Characters of a fact."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A scorer's finding."""

    scorer: str
    finding: Finding


def case_view(case: Case, sounds: Mapping[str, str], *, opened: bool = False) -> Markup:
    """A case.

    Args:
        case: The conversation with what came of it.
        sounds: By line id: its sound as a data address.
        opened: Whether it is unfolded at first.
    """
    one, told = case.conversation, case.transcript
    seen = list(_seen(case))
    state = "passed" if case.passed else f"{case.missed} missed"
    summary = tag(
        "summary", tag("b", one.id), " ", tag("span", one.heading, class_="chip"),
        tag("span", one.language, class_="chip"), " ",
        tag("span", state, class_=f"state {'good' if case.passed else 'poor'}"), " ",
        tag("span", one.about, class_="about"),
    )  # fmt: skip
    whole = [seen_of for seen_of in seen if not seen_of.finding.where]
    rows = sorted(
        [
            *((m.at_s, 0, _message_row(case, m, seen)) for m in told.messages),
            *((line.at_s, 1, _line_row(told, line, seen, sounds)) for line in told.lines),
            *((held.at_s, 2, _held_row(held)) for held in told.held if held.said == ""),
            *(
                (h.at_s, 3, _event_row(h.at_s, h.kind, h.detail))
                for h in told.happenings
                if _is_shown(h.kind)
            ),
        ],
        key=lambda row: row[:2],
    )
    body: list[Content] = [timeline(told)]
    if told.fault:
        body.append(tag("p", f"The room ended early: {told.fault}", class_="finding"))
    body += [tag("p", *_verdict(one_of), class_="finding") for one_of in whole]
    body += [tag("p", tag("b", "judge"), " ", veto, class_="finding") for veto in case.vetoes]
    heads = ("s", "What was written and said", "Facts", "Verdicts")
    body.append(tag("div", table(heads, [row for *_, row in rows], class_="talk"), class_="scroll"))
    return tag(
        "details", summary, *body, class_="case", id=f"case-{one.id}", open=opened,
        data_heading=one.heading, data_language=one.language,
        data_missed=" ".join(sorted({each.scorer for each in seen})), data_passed=str(int(case.passed)),
    )  # fmt: skip


def _seen(case: Case) -> Iterator[_Seen]:
    for name, measure in case.measures.items():
        yield from (_Seen(name, finding) for finding in measure.findings)


def _verdict(seen: _Seen) -> list[Content]:
    return [tag("b", SCORERS[seen.scorer].title), " ", seen.finding.why]


def _verdicts(where: str, seen: list[_Seen]) -> list[Markup]:
    return [tag("p", *_verdict(one), class_="finding") for one in seen if one.finding.where == where]


def _message_row(case: Case, message: Written, seen: list[_Seen]) -> list[Content]:
    fate = _FATES[message.fate] + (f" ({message.rule})" if message.rule else "")
    expected = next((m.expect for id, m in case.conversation.messages() if id == message.id), None)
    words: list[Content] = [
        tag("b", message.by), ": ", message.text or message.kind, tag("span", fate, class_="fate"),
    ]  # fmt: skip
    verdicts: list[Content] = list(_verdicts(message.id, seen))
    if expected is not None and not verdicts:
        verdicts.append(tag("p", "as expected", class_="well"))
    if message.kind in ("comment", "superchat") and "." not in message.id:
        verdicts.append(_marking(case.conversation.id, message.id))
    return [
        tag("td", f"{message.at_s:.1f}", class_="t"), tag("td", words, class_="viewer"),
        tag("td", *_expected(expected), class_="facts"), tag("td", verdicts),
    ]  # fmt: skip


def _expected(expected: Expected | None) -> list[Markup]:
    if expected is None:
        return []
    told = [f"expected: {expected.outcome}"]
    told += [f"must say {', '.join(expected.say)}"] if expected.say else []
    told += [f"must not say {', '.join(expected.never)}"] if expected.never else []
    told += [f"from {', '.join(expected.facts)}"] if expected.facts else []
    told += [f"within {expected.within_s:g} s"] if expected.within_s is not None else []
    return [tag("p", line) for line in told]


def _marking(conversation: str, message: str) -> Markup:
    return tag(
        "div",
        tag("button", "good", type="button", data_mark="good"),
        tag("button", "bad", type="button", data_mark="bad"),
        class_="marking", data_conversation=conversation, data_message=message,
    )  # fmt: skip


def _line_row(told: Transcript, line: Spoken, seen: list[_Seen], sounds: Mapping[str, str]) -> list[Content]:
    words: list[Content] = [line.heard or tag("s", line.text)]
    if line.heard and not line.complete and len(line.heard) < len(line.text):
        words.append(tag("s", line.text[len(line.heard) :]))
    words.append(tag("span", f"{line.lane}, {line.mood}", class_="fate"))
    if line.id in sounds:
        words.append(tag("audio", "", controls=True, src=sounds[line.id], preload="none"))
    verdicts: list[Content] = []
    if line.verdict != "pass":
        verdicts.append(tag("p", f"guard: {line.verdict} ({line.rule})", class_="guard"))
    verdicts += _verdicts(line.id, seen)
    kind = "answer" if line.question else line.kind
    return [
        tag("td", f"{line.at_s:.1f}", class_="t"), tag("td", words, class_=f"host k-{kind}"),
        tag("td", *_facts(told, line), class_="facts"), tag("td", verdicts),
    ]  # fmt: skip


def _facts(told: Transcript, line: Spoken) -> Iterator[Markup]:
    """The facts that a line rests on as they were then; where it names none, those of its answer."""
    reply = next((one for one in told.replies if one.turn == line.turn), None)
    of_answer = reply.facts if reply is not None and line.lane == reply.lane else ()
    for id in line.facts or of_answer:
        fact = told.fact(id, line.at_s)
        value = fact.texts[0] if fact is not None and fact.texts else "not known"
        shown = value if len(value) <= _SHOWN_FACT else f"{value[:_SHOWN_FACT]}…"
        yield tag("p", tag("code", id), " ", shown)


def _held_row(held: Held) -> list[Content]:
    why = f"guard: blocked ({held.rule}) {', '.join(held.evidence)}"
    return [
        tag("td", f"{held.at_s:.1f}", class_="t"), tag("td", tag("s", held.text), class_="host k-blocked"),
        tag("td", ""), tag("td", tag("p", why, class_="guard")),
    ]  # fmt: skip


def _event_row(at_s: float, kind: str, detail: str) -> list[Content]:
    return [
        tag("td", f"{at_s:.1f}", class_="t"), tag("td", f"{kind}: {detail}", class_="event-row"),
        tag("td", ""), tag("td", ""),
    ]  # fmt: skip


def _is_shown(kind: str) -> bool:
    return kind not in ("mood", "pitch.resumed", "interrupt", "inbox.load")
