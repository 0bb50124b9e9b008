"""From a viewer's comment to the first audio sample of the answer at the encoder, by hop.

A whole room runs: journal, inbox, retrieval, guard, a real stage process that draws and encodes.
The model is a stub server on loopback, in a process of its own, with a set time to first token and
token rate; the model lane's voice is a tone with a set delay. *Overhead* is what remains of the
time to first audio after the model's time to its first full sentence and the voice's time for it,
both as set, so that timers that fire late count against us. The line that names the asker goes out
before the model has said anything; it is left out where overhead is measured, and measured by itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from agent.assembly import new_id, stage_starter
from agent.config import RoomConfig
from agent.demo import ensure_shop
from agent.events import ChatMessage
from agent.journal import Journal
from agent.lanes.model import ModelConfig, ModelLane
from agent.room import Parts, Room
from agent.speaker import Speaking
from avatar import registry
from avatar.stage.config import BackendConfig
from avatar.voices.base import Voice
from avatar.voices.espeak.voice import EspeakVoice
from avatar.voices.tone import ToneVoice
from evals.bench.machine import machine
from evals.bench.stub_openai import tokens
from knowledge.shop import Shop
from persona.loader import load_persona

FIRST_TOKEN_S = 0.2
TOKENS_PER_S = 50.0
VOICE_DELAY_S = 0.08
SENTENCE = "Thank you for asking, let me think about that."
REPLY = SENTENCE + " It really depends on what you like to cook."
FACTS = ("How much is the {name}?", "What colour is the {name}?", "Is the {name} in stock?")
OPEN = (
    "Which of these would suit my {who}, who loves gardening and tea?",
    "What goes well with a small kitchen and my {who} on Sundays?",
    "Could you help me choose something thoughtful for my {who}?",
    "What would my {who} put next to a window that faces the sea?",
)
WHO = (
    *("grandmother", "neighbour", "teacher", "landlord", "nephew", "roommate", "boss", "sister", "coach"),
    *("grandfather", "niece", "colleague", "uncle", "dentist", "cousin", "aunt", "editor"),
)
"""So many that no question comes twice: a shop remembers what it was asked."""
_WARM_UP = 3
_SPEAKS_S = 2.4
"""After a skip, until the host is in the middle of a pitch's sentence again."""
ANSWER_S = 10.0
"""Longest wait for an answer's first sound."""


class _Ask:
    """A chat source that asks when it is told to."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[ChatMessage] = asyncio.Queue(4)
        self._viewers = cycle(("Ann", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gina", "Hugo"))

    async def put(self, text: str) -> None:
        await self._queue.put(ChatMessage(new_id(), "bench", next(self._viewers), text, time.time()))

    async def messages(self) -> AsyncIterator[ChatMessage]:
        while True:
            yield await self._queue.get()

    async def close(self) -> None:
        """Nothing to release."""


class _Bench:
    """One room, asked one question after another."""

    def __init__(self, source: _Ask) -> None:
        self._source = source
        self._first: asyncio.Future[Speaking] | None = None

    def started(self, speaking: Speaking) -> None:
        if speaking.question is not None and self._first is not None and not self._first.done():
            self._first.set_result(speaking)

    async def ask(self, room: Room, text: str) -> dict[str, float]:
        """Milliseconds by hop, from the comment on."""
        loop = asyncio.get_running_loop()
        self._first = loop.create_future()
        asked = loop.time()
        await self._source.put(text)
        try:
            async with asyncio.timeout(ANSWER_S):
                speaking = await self._first
        except TimeoutError as error:
            raise RuntimeError(f"no answer within {ANSWER_S:g} s to: {text}") from error
        assert room.host is not None
        marks = {
            **{name: at for name, at in room.host.answering.timings.items()},
            "said": speaking.said_at,
            "voiced": speaking.voiced_at,
            "first_audio": speaking.started_at,
        }
        assert room.steering is not None
        await room.steering.skip()
        return {name: 1000 * (at - asked) for name, at in marks.items() if at is not None}


async def _measure(
    questions: list[str],
    voice: Voice,
    model: ModelConfig | None,
    *,
    pitch: bool,
    folder: Path,
    address: str = "never",
) -> list[dict[str, float]]:
    persona = load_persona("mei")
    config = RoomConfig.model_validate(
        {
            "name": "bench",
            "agenda": {"enabled": pitch},
            "page": {"port": 0},
            "address": address,
            "inbox": {"credit_s": 0},
        }
    )
    shop = await asyncio.to_thread(lambda: Shop.open(ensure_shop("demo")))
    face = BackendConfig(engine=persona.face.engine, options={"theme": persona.face.theme})
    source = _Ask()
    parts = Parts(
        shop=shop,
        persona=persona,
        journal=Journal(folder / f"{new_id()}.sqlite"),
        start_stage=stage_starter(config.stage(title="Bench", host_name="Mei", face=face)),
        voices=[("bench", voice)],
        lips=registry.load("lips", "events")(),
        model=ModelLane(model, persona) if model is not None else None,
        chats=[("bench", source)],
        executor=ThreadPoolExecutor(1, "catalogue"),
        new_id=new_id,
        now=time.time,
    )
    bench = _Bench(source)
    room = Room(config, parts, started=bench.started)
    ending, on_air = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(room.run(on_air=lambda _: on_air.set(), until=ending))
    rows: list[dict[str, float]] = []
    try:
        await asyncio.wait([running, asyncio.create_task(on_air.wait())], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        await asyncio.sleep(2.0)
        for number, question in enumerate(questions):
            row = await bench.ask(room, question)
            if number >= _WARM_UP:
                rows.append(row)
            await asyncio.sleep((_SPEAKS_S if pitch else 0.7) + 0.013 * (number % 7))
    finally:
        ending.set()
        await running
    return rows


@asynccontextmanager
async def _stub() -> AsyncIterator[str]:
    """The stub model in a process of its own; gives its base URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evals.bench.stub_openai", "--port", "0", "--reply", REPLY,
        "--first-token-ms", str(1000 * FIRST_TOKEN_S), "--tokens-per-s", str(TOKENS_PER_S),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(ANSWER_S):
            said = (await process.stdout.readline()).decode().split()
        if len(said) != 2:
            raise RuntimeError("the stub model did not start")
        yield said[1]
    finally:
        process.terminate()
        await process.wait()


def percentiles(values: list[float]) -> dict[str, float]:
    """p50, p95 and p99, by the nearest-rank-with-interpolation method of ``statistics.quantiles``."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def _figures(rows: list[dict[str, float]]) -> dict[str, Any]:
    hops = sorted({name for row in rows for name in row} - {"first_audio"})
    return {
        "first_audio_ms": percentiles([row["first_audio"] for row in rows]),
        "answers": len(rows),
        "by_hop_ms": {
            hop: percentiles([row[hop] for row in rows if hop in row])
            for hop in hops
            if sum(hop in row for row in rows) > 1
        },
    }


def run(*, quick: bool = False, questions: int | None = None) -> dict[str, Any]:
    """Measure both lanes, with the host quiet and with the pitch going on.

    Args:
        quick: Few questions; rough figures.
        questions: Another number of questions for each figure.
    """
    count = _WARM_UP + (questions or (8 if quick else 60))
    before = os.environ.get("NIGHTSHIFT_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NIGHTSHIFT_HOME"] = folder
        try:
            return asyncio.run(_run(count, Path(folder)))
        finally:
            if before is None:
                del os.environ["NIGHTSHIFT_HOME"]
            else:
                os.environ["NIGHTSHIFT_HOME"] = before


async def _run(count: int, folder: Path) -> dict[str, Any]:
    shop = await asyncio.to_thread(lambda: Shop.open(ensure_shop("demo")))
    names = [product.name["en"] for product in shop.products()]
    shop.close()
    fewer = _WARM_UP + (count - _WARM_UP) // 2
    facts = [FACTS[n % len(FACTS)].format(name=names[n % len(names)]) for n in range(count)]
    open_questions = [OPEN[n % len(OPEN)].format(who=WHO[n // len(OPEN) % len(WHO)]) for n in range(count)]
    tone: Callable[[], Voice] = lambda: ToneVoice(ToneVoice.Config(delay_s=VOICE_DELAY_S))  # noqa: E731
    sentence_ms = 1000 * (FIRST_TOKEN_S + (len(tokens(SENTENCE)) - 1) / TOKENS_PER_S)
    figures: dict[str, Any] = {
        "machine": machine(),
        "settings": {
            "first_token_ms": 1000 * FIRST_TOKEN_S,
            "tokens_per_s": TOKENS_PER_S,
            "tokens_in_first_sentence": len(tokens(SENTENCE)),
            "voice_delay_ms": 1000 * VOICE_DELAY_S,
        },
    }
    async with _stub() as base_url:
        model = ModelConfig(base_url=base_url, name="stub")
        for suffix, pitch in (("", False), ("_while_pitching", True)):
            asked = fewer if pitch else count
            rows = await _measure(
                facts[:asked], EspeakVoice(EspeakVoice.Config()), None, pitch=pitch, folder=folder
            )
            figures[f"fact_lane{suffix}"] = _figures(rows)
            rows = await _measure(open_questions[:asked], tone(), model, pitch=pitch, folder=folder)
            overhead = [row["first_audio"] - sentence_ms - 1000 * VOICE_DELAY_S for row in rows]
            figures[f"model_lane{suffix}"] = _figures(rows) | {"overhead_ms": percentiles(overhead)}
        rows = await _measure(
            open_questions[:fewer], tone(), model, pitch=False, folder=folder, address="always"
        )
        figures["model_lane_addressed"] = _figures(rows)
    return figures
