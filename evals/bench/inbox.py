"""``nightshift bench inbox``: a flood of chat through the real intake, moderator, inbox and journal."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from agent.chat.base import ChatError
from agent.chat.recorded import recorded
from agent.events import ChatMessage
from agent.inbox import Inbox, InboxConfig
from agent.intake.courtesies import Courtesies, CourtesiesConfig
from agent.intake.intake import Intake, IntakeConfig
from agent.journal import Journal
from agent.language import detect
from agent.moderation import ModerationConfig, Moderator
from evals.bench.crowd import Crowd
from evals.bench.machine import machine
from knowledge import embeddings

TOP = 20
_TICK_S = 0.005
_ANSWER_S = 6.0
"""Seconds between two questions that the host takes."""
_SIZES = (100, 1000, 10_000)


def run(
    *, quick: bool = False, rate: int = 10_000, seconds: int = 60, chat: Sequence[Path] = (), seed: int = 0
) -> dict[str, Any]:
    """Figures of the inbox on this machine, generator and all in one process.

    Args:
        quick: Two seconds, at a tenth of the rate.
        rate: Messages a second.
        seconds: How long.
        chat: Recordings of real chat, files or folders; their words are mixed into the crowd's.
        seed: Of the crowd.
    """
    if quick:
        rate, seconds = rate // 10, min(seconds, 2)
    real, figures = _recordings(chat)
    with TemporaryDirectory(prefix="nightshift-bench-") as folder:
        flood = asyncio.run(_flood(Path(folder) / "journal.sqlite", rate, seconds, real, seed))
        through = asyncio.run(_through(Path(folder) / "real.sqlite", real))
    return {
        "machine": machine(),
        "flood": flood,
        "take_in_us": {str(size): _take_in(size, seed) for size in _SIZES},
        "bounded_against_unbounded": _against_unbounded(seed, 2000 if quick else 20_000),
        "real_chat": {**figures, **through},
    }


async def _flood(
    path: Path, rate: int, seconds: int, real: Sequence[ChatMessage], seed: int
) -> dict[str, Any]:
    crowd = Crowd(seed, lines=[message.text for message in real if message.text])
    journal = Journal(path)
    intake, courtesies, moderator = _intake(journal, vectors=True)
    worker = asyncio.create_task(intake.run())
    for _ in range(2000):
        intake.offer(crowd.message(time.time()))
    await intake.drained()
    await moderator.judge_deeply(crowd.message(time.time()), "en")
    for _ in range(20):
        await intake.inbox.merge_by_meaning()
    gc.collect()
    intake.lags.clear()
    lags: list[float] = []
    memory, backlog, wrong, looks = [_resident()], 0, 0, 0
    before = Counter(intake.losses.total)
    cpu, begun = time.process_time(), time.perf_counter()
    offered, looked, answered, late = 0, begun, begun, 0.0
    while (now := time.perf_counter()) - begun < seconds:
        due = int((now - begun) * rate) - offered
        for _ in range(due):
            intake.offer(crowd.message(time.time()))
        offered += due
        backlog = max(backlog, intake.backlog)
        if now - looked >= 1.0:
            looked, looks = now, looks + 1
            wrong += not _top_is_right(intake.inbox, time.time())
            memory.append(_resident())
            lags.extend(intake.lags)
            intake.lags.clear()
            intake.inbox.expire(time.time())
        if now - answered >= _ANSWER_S and (question := intake.inbox.next()):
            answered = now
            intake.inbox.answered(question, time.time())
            courtesies.due(time.time(), busy=False)
        slept = time.perf_counter()
        await asyncio.sleep(_TICK_S)
        late = max(late, time.perf_counter() - slept - _TICK_S)
    await intake.drained()
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    lags.extend(intake.lags)
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    await intake.close()
    kinds = Counter(entry.kind for entry in journal.read())
    journal.close()
    dropped = {reason: n - before[reason] for reason, n in intake.losses.total.items()}
    p50, p95, p99 = (1000 * float(value) for value in np.percentile(lags or [0.0], (50, 95, 99)))
    return {
        "offered": offered,
        "offered_per_s": round(offered / wall),
        "seconds": round(wall, 2),
        "cores_used": round(cpu / wall, 2),
        "read": dict(intake.kinds),
        "turned_away": dropped,
        "arrival_to_ranked_ms": {"p50": round(p50, 2), "p95": round(p95, 2), "p99": round(p99, 2)},
        "longest_loop_stall_ms": round(1000 * late, 1),
        "backlog_max": backlog,
        "questions_waiting": len(intake.inbox),
        "overloaded": intake.inbox.overloaded,
        "memory_growth_mib": round(max(memory) - memory[0], 1),
        "memory_growth_last_half_mib": round(memory[-1] - memory[len(memory) // 2], 1),
        "top_20_checks": looks,
        "top_20_wrong": wrong,
        "journal": dict(kinds),
    }


def _intake(journal: Journal, *, vectors: bool) -> tuple[Intake, Courtesies, Moderator]:
    numbers = count()
    embed = embeddings.load("auto").embed if vectors else None
    moderator = Moderator(ModerationConfig(), now=time.time, embed=embed)
    inbox = Inbox(InboxConfig(), new_id=lambda: f"q{next(numbers)}", embed=embed)
    courtesies = Courtesies(CourtesiesConfig(), speakable=moderator.speakable)
    intake = Intake(
        IntakeConfig(), inbox=inbox, greeter=courtesies, journal=journal, moderator=moderator,
        language_of=lambda message: message.language or detect(message.text), now=time.time,
    )  # fmt: skip
    return intake, courtesies, moderator


def _resident() -> float:
    """MiB of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _top_is_right(inbox: Inbox, now: float) -> bool:
    """Whether the first questions are those of a sort of all of them, made anew."""
    everything = inbox.peek(len(inbox), now)
    best = sorted((one.rank for one in everything), reverse=True)[:TOP]
    return best == [one.rank for one in inbox.peek(TOP, now)]


async def _through(path: Path, real: Sequence[ChatMessage]) -> dict[str, Any]:
    """Real messages through everything, at once."""
    if not real:
        return {}
    journal = Journal(path)
    intake, _, _ = _intake(journal, vectors=False)
    worker = asyncio.create_task(intake.run())
    for start in range(0, len(real), 500):
        for message in real[start : start + 500]:
            intake.offer(message)
        await intake.drained()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    await intake.close()
    journal.close()
    return {
        "read": dict(intake.kinds),
        "turned_away": dict(intake.losses.total),
        "questions": len(intake.inbox),
    }


def _recordings(places: Sequence[Path]) -> tuple[list[ChatMessage], dict[str, Any]]:
    """Messages of recordings, and how many files held some."""
    files = [file for place in places for file in _files(place)]
    messages: list[ChatMessage] = []
    failed: list[str] = []
    without = 0
    for file in files:
        try:
            found = recorded(file)
        except (ChatError, OSError) as error:
            failed.append(f"{file.name}: {error}")
            continue
        read = [item.message for item in found or ()]
        without += not read
        messages += read
    kinds = Counter(f"{message.platform} {message.kind}" for message in messages)
    figures = {
        "files": len(files), "failed": failed, "without_messages": without, "messages": dict(kinds),
        "paid": sum(message.paid is not None for message in messages),
    }  # fmt: skip
    return messages, figures


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(
        file for file in place.rglob("*") if file.suffix in (".json", ".jsonl", ".xml", ".log", ".irc")
    )


def _take_in(size: int, seed: int) -> float:
    """Microseconds to take in a question while so many wait."""
    numbers = count()
    inbox = Inbox(InboxConfig(limit=size, expire_s=86_400, horizon_s=0), new_id=lambda: f"q{next(numbers)}")
    crowd = Crowd(seed)
    asked = [crowd.message(1000.0 + number / 1000) for number in range(size + 4000)]
    for message in asked[:size]:
        inbox.take_in(_distinct(message), detect(message.text))
    fresh = [_distinct(message) for message in asked[size:]]
    begun = time.perf_counter()
    for message in fresh:
        inbox.take_in(message, "en")
    return round(1e6 * (time.perf_counter() - begun) / len(fresh), 1)


def _distinct(message: ChatMessage) -> ChatMessage:
    return ChatMessage(
        message.id, message.platform, message.author, f"{message.text} {message.id}", message.at
    )


def _against_unbounded(seed: int, messages: int) -> dict[str, Any]:
    """How often the first question of a bounded inbox is that of one that drops nothing."""
    bounded, unbounded = (
        Inbox(InboxConfig(limit=limit, horizon_s=0), new_id=iter(map(str, count())).__next__)
        for limit in (100, 10_000)
    )
    crowd = Crowd(seed)
    shared: list[float] = []
    for number in range(messages):
        message = crowd.message(1000.0 + number / 1000)
        if message.text:
            for inbox in (bounded, unbounded):
                inbox.take_in(message, detect(message.text))
        if number % 500 == 499:
            tops = [{one.text for one in inbox.peek(TOP)} for inbox in (bounded, unbounded)]
            shared.append(len(tops[0] & tops[1]) / max(1, len(tops[1])))
    return {
        "looks": len(shared),
        "top_20_shared": round(float(np.mean(shared)), 4),
        "waiting": len(unbounded),
    }
