"""Makes a transcript of a room's journal and of what its stage reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.events import TurnKind
from agent.journal import Entry
from agent.speaker import Speaking
from evals.conversations.schema import Message
from evals.rooms.fates import Fates
from evals.transcript import Happening, Held, Pause, Reply, Spoken, Written

QUIET_S = 0.5
"""Silences longer than this are listed."""
_NOTED = ("fault", "interrupt", "mood", "inbox.load", "pitch.resumed")
"""Kinds of event that are told as they stand in the journal."""
_BY_LANE: dict[str, TurnKind] = {"operator": "operator", "disclosure": "disclosure", "courtesy": "thanks"}


@dataclass(slots=True)
class Started:
    """A line whose first sample went out."""

    at: float
    """Loop time."""
    mood: str
    language: str
    gestures: tuple[str, ...]
    lane: str


@dataclass(slots=True)
class Observer:
    """Watches one room."""

    zero: float
    """Unix seconds at which virtual time began."""
    began: float = 0.0
    """Loop time at which the room was on air."""
    started: dict[str, Started] = field(default_factory=dict)
    """By line."""

    def starts(self, speaking: Speaking) -> None:
        """A line's first sample goes out."""
        line = speaking.line
        assert speaking.started_at is not None
        self.started[line.id] = Started(
            speaking.started_at, line.mood, line.language, line.gestures, speaking.lane
        )

    def told(
        self, entries: Iterable[Entry], script: Sequence[tuple[float, str, Message]], for_s: float
    ) -> dict[str, Any]:
        """The fields of a transcript that the journal tells.

        Args:
            entries: All of the journal.
            script: The messages as they were sent.
            for_s: Seconds on air.
        """
        entries = list(entries)
        fates = Fates()
        for entry in entries:
            fates.take(entry)
        lines = self._lines(entries)
        messages = []
        for t, id, message in script:
            fate, rule, question = fates.fate(id)
            messages.append(
                Written(
                    id=id, at_s=round(t, 3), by=message.by, text=message.text, kind=message.kind,
                    fate=fate, rule=rule, question=question,
                )
            )  # fmt: skip
        return {
            "messages": tuple(messages),
            "lines": lines,
            "held": tuple(self._held(entries)),
            "replies": tuple(self._replies(entries, fates, lines, messages)),
            "happenings": tuple(self._happenings(entries)),
            "pauses": tuple(self._pauses(entries, lines, for_s)),
        }

    def _s(self, at: float) -> float:
        """Seconds from on air of a moment in Unix seconds."""
        return max(0.0, round(at - self.zero - self.began, 3))

    def _lines(self, entries: list[Entry]) -> tuple[Spoken, ...]:
        kinds = {one.data["turn"]: one.data["turn_kind"] for one in entries if one.kind == "turn"}
        written = {one.data["line"]: one.data for one in entries if one.kind == "line"}
        heard = {one.data["line"]: one for one in entries if one.kind == "heard"}
        found = []
        for entry in entries:
            if entry.kind != "speaking":
                continue
            data, name = entry.data, entry.data["line"]
            began, over, words = self.started.get(name), heard.get(name), written.get(name, {})
            lane = began.lane if began is not None else words.get("lane", "script")
            handed = self._s(entry.at)
            at_s = max(0.0, round(began.at - self.began, 3)) if began is not None else handed
            found.append(
                Spoken(
                    id=name, turn=data["turn"], kind=kinds.get(data["turn"], _BY_LANE.get(lane, "pitch")),
                    lane=lane, at_s=at_s, until_s=max(at_s, self._s(over.at)) if over is not None else at_s,
                    text=data["text"], heard=over.data["text"] if over is not None else "",
                    complete=bool(over is not None and over.data["complete"]),
                    language=began.language if began is not None else "",
                    mood=began.mood if began is not None else words.get("mood", "neutral"),
                    gestures=began.gestures if began is not None else (),
                    facts=tuple(dict.fromkeys([*data["facts"], *words.get("facts", ())])),
                    verdict=words.get("verdict", "pass"), rule=words.get("rule", ""),
                    question=data["question"],
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda line: line.at_s))

    def _held(self, entries: list[Entry]) -> Iterable[Held]:
        for entry in entries:
            data = entry.data
            if entry.kind == "line" and data["verdict"] != "pass":
                yield Held(
                    at_s=self._s(entry.at), turn=data["turn"], lane=data["lane"], text=data["text"],
                    said=data["said"], rule=data["rule"], evidence=tuple(data["evidence"]),
                    reasons=tuple(data.get("reasons", ())),
                )  # fmt: skip

    def _replies(
        self, entries: list[Entry], fates: Fates, lines: Sequence[Spoken], messages: Sequence[Written]
    ) -> Iterable[Reply]:
        came = {one.id: one.at_s for one in messages}
        for entry in entries:
            data = entry.data
            if entry.kind != "answered" or not data["heard"]:
                continue
            own = [line for line in lines if line.turn == data["turn"]]
            question = fates.root(data["question"])
            ids, askers = fates.messages(question)
            asked = fates.questions.get(data["question"])
            first = min((came[id] for id in ids if id in came), default=None)
            if first is None:
                first = self._s(asked.at) if asked is not None else 0.0
            yield Reply(
                question=question, turn=data["turn"], messages=ids, askers=askers, asked_at_s=first,
                at_s=min((line.at_s for line in own), default=self._s(entry.at)),
                lane=data["lane"], products=tuple(data["products"]), facts=tuple(data["facts"]),
                abstained=data["abstained"], reason=data["reason"], tools=tuple(map(str, data["tools"])),
                complete=all(line.complete for line in own),
            )  # fmt: skip

    def _happenings(self, entries: list[Entry]) -> Iterable[Happening]:
        for entry in entries:
            if entry.kind in _NOTED:
                detail = ", ".join(f"{name}: {value}" for name, value in entry.data.items())
                yield Happening(at_s=self._s(entry.at), kind=entry.kind, detail=detail[:300])

    def _pauses(self, entries: list[Entry], lines: Sequence[Spoken], for_s: float) -> Iterable[Pause]:
        ordered = self._ordered(entries, for_s)
        quiet = 0.0
        spans = [(line.at_s, line.until_s) for line in lines if line.id in self.started]
        for start, end in [*sorted(spans), (for_s, for_s)]:
            if start - quiet > QUIET_S:
                wanted = any(since < start and quiet < until for since, until in ordered)
                yield Pause(from_s=round(quiet, 3), to_s=round(start, 3), ordered=wanted)
            quiet = max(quiet, end)

    def _ordered(self, entries: list[Entry], for_s: float) -> list[tuple[float, float]]:
        """The times in which the operator had ordered silence, or held the floor."""
        spans, since = [], None
        for entry in entries:
            if entry.kind != "interrupt":
                continue
            what = entry.data["what"]
            if what in ("stop", "pause", "take over") and since is None:
                since = self._s(entry.at)
            elif what in ("resume", "hand back") and since is not None:
                spans.append((since, self._s(entry.at)))
                since = None
        return [*spans, (since, for_s)] if since is not None else spans
