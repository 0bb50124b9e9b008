"""A whole day on air in virtual time, before simulated viewers; what the journal says of it.

The room is real (journal, catalogue, lanes, guard, agenda, the stage's timeline), without picture and sound;
nothing waits for a clock. The chat model is left out: what it costs in time is measured by ``latency``.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from agent.journal import Journal
from agent.speaker import Speaking
from agent.strategy.strategy import OUTCOME
from evals.audience.audience import Asked, Audience, AudienceConfig
from evals.audience.onair import on_air
from evals.audience.reactions import Reactions
from evals.audience.topics import Topic
from evals.audience.virtual import run_virtual
from evals.bench.day_questions import Ahead, Fates
from evals.bench.day_speech import Kinds, Prices, Repeats, Resumes
from evals.bench.machine import machine
from evals.bench.sample import shop_folder
from knowledge.shop import Shop

HOURS = 24.0
QUICK_HOURS = 0.5
PER_MINUTE = 20.0
DEAD_S = 2.0
LONG_S = 0.5
"""Seconds of silence from which on it is listed."""
LOOKS_PER_HOUR = 4
EXAMPLES = 12


@dataclass(slots=True)
class Air:
    """Speech and silence, by the loop's clock."""

    speech_s: dict[str, float] = field(default_factory=lambda: {"answers": 0.0, "all else": 0.0})
    gaps: int = 0
    dead: int = 0
    """Silences longer than ``DEAD_S``."""
    longest: list[tuple[float, float, str]] = field(default_factory=list)
    """Seconds, when they ended, and what was said then; the longest first."""
    _on: dict[str, tuple[float, bool]] = field(default_factory=dict)
    _quiet_since: float = 0.0

    def started(self, speaking: Speaking) -> None:
        """A line's first sample goes out."""
        at = speaking.started_at
        assert at is not None
        if not self._on:
            gap = at - self._quiet_since
            self.gaps += 1
            self.dead += gap > DEAD_S
            if gap > LONG_S:
                self.longest.append((round(gap, 3), round(at, 1), speaking.line.text))
                self.longest = sorted(self.longest, reverse=True)[:EXAMPLES]
        self._on[speaking.line.id] = (at, speaking.question is not None)

    def heard(self, line: str, at: float) -> None:
        """A line is over."""
        if (began := self._on.pop(line, None)) is not None:
            self.speech_s["answers" if began[1] else "all else"] += at - began[0]
            self._quiet_since = at

    def figures(self, seconds: float) -> dict[str, Any]:
        """Shares of the time on air."""
        speech = sum(self.speech_s.values())
        shares = {kind: round(held / seconds, 3) for kind, held in self.speech_s.items()}
        return {
            "share_of_air": {**shares, "silence": round(1 - speech / seconds, 3)},
            "longest_silence_s": self.longest[0][0] if self.longest else 0.0,
            "silences_over_2_s": self.dead,
            "longest_silences": [{"s": s, "at_s": at, "then": text} for s, at, text in self.longest],
        }


def run(
    *,
    quick: bool,
    hours: float | None = None,
    questions_per_minute: float | None = None,
    seed: int | None = None,
    language: str | None = None,
    catalog: Path | None = None,
    shop: str | None = None,
) -> dict[str, Any]:
    """Be on air for a day.

    Args:
        quick: Half an hour only.
        hours: Simulated hours.
        questions_per_minute: New questions, on the average of a day.
        seed: Of the audience.
        language: ``en`` or ``zh``: the room's and most viewers'.
        catalog: A file of products, loaded into a shop of its own for this.
        shop: A shop that is there; the demo shop when neither is given.

    Raises:
        ValueError: Both a file and a shop are given, or there is nothing to ask after.
    """
    length_s = 3600.0 * (hours or (QUICK_HOURS if quick else HOURS))
    config = AudienceConfig.model_validate(
        {
            "seed": 1 if seed is None else seed,
            "language": language or "en",
            "questions_per_minute": PER_MINUTE if questions_per_minute is None else questions_per_minute,
        }
    )
    with shop_folder(catalog, shop) as folder, tempfile.TemporaryDirectory(prefix="nightshift-day-") as made:
        return {"machine": machine(), **simulate(folder, Path(made), config, length_s)}


def simulate(
    shop: Path, folder: Path, config: AudienceConfig, length_s: float, *, reactions: Reactions | None = None
) -> dict[str, Any]:
    """A room before an audience, and what came of it.

    Args:
        shop: The shop's folder.
        folder: Gets the journal and what viewers asked.
        config: The audience.
        length_s: Simulated seconds on air.
        reactions: What tactics do to the audience.
    """
    began, cpu = time.perf_counter(), time.process_time()
    stage = run_virtual(_show(shop, folder, config, length_s, reactions))
    real_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    opened = Shop.open(shop)
    try:
        told = journal_figures(folder / "journal.sqlite", opened, _asked(folder / "asked.jsonl"))
    finally:
        opened.close()
    return {
        "simulated_hours": round(length_s / 3600.0, 3),
        "audience": config.model_dump(),
        **stage,
        **told,
        "real_s": round(real_s, 1),
        "cpu_s": round(cpu_s, 1),
        "times_faster": round(length_s / real_s),
    }


async def _show(
    shop: Path, folder: Path, config: AudienceConfig, length_s: float, reactions: Reactions | None
) -> dict[str, Any]:
    opened = Shop.open(shop)
    air = Air()
    loop = asyncio.get_running_loop()
    with (folder / "asked.jsonl").open("w", encoding="utf-8") as file:

        def gather(now: Any) -> Audience:
            return Audience(
                config,
                opened.products(),
                opened.shop_facts(),
                now=now,
                reactions=reactions,
                asked=lambda asked: print(json.dumps(asdict(asked)), file=file),
            )

        def overhear(kind: str, data: dict[str, Any]) -> None:
            if kind == "heard":
                air.heard(data["line"], loop.time())

        room, audience = on_air(
            gather, shop=opened, folder=folder, started=air.started, overhear=overhear,
            language=config.language,
        )  # fmt: skip
        looks: list[tuple[float, float]] = []
        looking = asyncio.create_task(_look(looks))
        try:
            await room.run(for_s=length_s)
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
    return {
        "messages": dict(sorted(audience.counts.items())),
        "viewers_at_the_end": audience.present,
        "air": air.figures(length_s),
        "memory": _growth(looks),
        "faults": list(room.status.faults),
    }


async def _look(looks: list[tuple[float, float]]) -> None:
    process, loop = psutil.Process(), asyncio.get_running_loop()
    while True:
        await asyncio.sleep(3600.0 / LOOKS_PER_HOUR)
        looks.append((loop.time() / 3600.0, process.memory_info().rss / 2**20))


def _growth(looks: list[tuple[float, float]]) -> dict[str, Any]:
    """Megabytes an hour over the last two thirds, when everything that is loaded once is there."""
    late = looks[len(looks) // 3 :]
    if len(late) < LOOKS_PER_HOUR:
        return {"peak_mb": round(max((mb for _, mb in looks), default=0.0))}
    hours, sizes = zip(*late, strict=True)
    slope = float(np.polyfit(hours, sizes, 1)[0])
    return {
        "growth_mb_per_hour": round(slope, 2),
        "first_mb": round(late[0][1], 1),
        "last_mb": round(late[-1][1], 1),
        "peak_mb": round(max(mb for _, mb in looks)),
    }


def journal_figures(path: Path, shop: Shop, asked: Iterator[Asked]) -> dict[str, Any]:
    """What a room's journal says of a run."""
    kinds, repeats, prices, fates, ahead = Kinds(), Repeats(), Prices(shop.fact), Fates(), Ahead()
    resumes = Resumes(kinds.beat)
    ended = 0.0
    rewards: dict[str, list[float]] = {}
    journal = Journal(path)
    try:
        for entry in journal.read():
            ended = entry.at
            kinds.take(entry)
            fates.take(entry)
            ahead.take(entry)
            if entry.kind == OUTCOME:
                for slot, option in entry.data["tactics"].items():
                    rewards.setdefault(f"{slot}: {option}", []).append(entry.data["reward"])
            elif entry.kind == "speaking":
                prices.take(entry, kinds.lane(entry.data["line"]))
                resumes.speaking(entry.at, entry.data, kinds.kind(entry.data["turn"]))
            elif entry.kind == "pitch.resumed":
                resumes.resumed(entry.data)
            elif entry.kind == "heard":
                resumes.heard(entry.data)
                if entry.data["complete"] and entry.data["text"]:
                    repeats.take(entry.at, kinds.kind(entry.data["turn"]), entry.data["text"])
    finally:
        journal.close()
    return {
        "speech": repeats.figures(),
        "prices": prices.figures(),
        "pitch_after_answers": resumes.figures(),
        "questions": fates.figures(asked, ended),
        "prepared": ahead.figures(),
        "tactics": {
            name: {"windows": len(of), "mean_reward": round(float(np.mean(of)), 4)}
            for name, of in sorted(rewards.items())
        },
    }


def _asked(path: Path) -> Iterator[Asked]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            yield Asked(**{**data, "topic": Topic(**data["topic"])})
