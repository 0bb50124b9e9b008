"""What the journal gets of a line: its words, its verdict and what it rests on."""

from __future__ import annotations

from agent.events import Line
from agent.journal import Journal
from agent.writer import CheckedLine


async def journal_line(
    journal: Journal, at: float, checked: CheckedLine, lane: str, *, beat: str = ""
) -> None:
    """Write a line and its verdict, before anything is done with it; of a pitch, with its beat."""
    line: Line = checked.line
    verdict = checked.verdict
    said = verdict.line.text if verdict.line is not None else ""
    await journal.write(
        "line", at, turn=line.turn_id, line=line.id, lane=lane, text=line.text, mood=line.mood,
        gestures=list(line.gestures), facts=list(verdict.fact_ids or line.fact_ids),
        verdict=verdict.decision, rule=verdict.rule, evidence=list(verdict.evidence),
        reasons=list(verdict.reasons), said=said, **({"beat": beat} if beat else {}),
    )  # fmt: skip
