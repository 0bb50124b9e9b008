"""``nightshift bench voice``: each engine's speed, the cache, one loudness, and voices that fail."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import looptime
import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.registry import BACKENDS, UnknownBackend, load
from avatar.voices.base import Voice, VoiceError
from avatar.voices.cache.store import SpeechCache
from avatar.voices.chain.voice import ChainConfig, VoiceChain, VoiceFault
from avatar.voices.faulty import FaultyVoice
from avatar.voices.mastering.level import loudness
from avatar.voices.prosody import spoken_s
from avatar.voices.tone import ToneVoice
from evals.bench.machine import machine

_SENTENCES = (
    ("en", "Yes!"),
    ("en", "Welcome in, everybody, and thank you for dropping by tonight."),
    ("en", "This kettle holds 1.7 litres and boils in under four minutes."),
    ("en", "It is $39.90 today, and shipping is free from $50."),
    ("en", "The lamp remembers the last brightness you chose, even after a power cut."),
    ("zh", "有的！"),
    ("zh", "欢迎来到直播间，想看什么直接告诉我。"),
    ("zh", "这款水壶容量1.7升，四分钟不到就能烧开。"),
    ("zh", "今天只要199元，满50元包邮。"),
)
_WARM_S = 60.0
_SKIPPED_S = 1.0
"""Seconds that a room is silent for where a sentence is skipped: its caption is read."""
_SLACK_S = 0.25
"""Seconds that the machine may be late in real time."""


def run(*, quick: bool = False, sentences: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Figures of the voices on this machine.

    Args:
        quick: A tenth of the sentences.
        sentences: How many go through the engine that fails.
        seed: Of its faults.
    """
    count = max(sentences // 10, 20) if quick else sentences
    with TemporaryDirectory(prefix="nightshift-bench-") as folder:
        engines = asyncio.run(_engines(Path(folder), 1 if quick else 3))
    return {
        "machine": machine(),
        "engines": engines,
        "one_loudness": asyncio.run(_one_loudness()),
        "faults_with_a_fallback": _virtually(_failing(count, seed, fallback=True)),
        "faults_alone": _virtually(_failing(count, seed, fallback=False)),
        "faults_in_real_time": asyncio.run(_in_real_time(count // 20, seed)),
    }


async def _engines(folder: Path, rounds: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sorted(BACKENDS["voice"]):
        if name == "auto":
            continue
        try:
            engine = load("voice", name)
            voice: Voice = engine()
        except (UnknownBackend, VoiceError, ValueError, TypeError) as error:
            found[name] = {"not_available": str(error).splitlines()[0]}
            continue
        try:
            async with asyncio.timeout(_WARM_S):
                await voice.warm()
            found[name] = await _engine(name, voice, folder / name, rounds)
        except (VoiceError, TimeoutError) as error:
            found[name] = {"not_available": str(error).splitlines()[0] if str(error) else "took too long"}
        finally:
            await voice.close()
    return found


async def _engine(name: str, voice: Voice, folder: Path, rounds: int) -> dict[str, Any]:
    """One engine alone, then in a chain with a cache: each sentence said the first time and again."""
    alone = [await _timed(voice, it) for _ in range(rounds) for it in _utterances("alone")]
    cache = SpeechCache(folder)
    cached: list[bool] = []
    chain = VoiceChain([(name, voice)], cache=cache, on_used=lambda use: cached.append(use.cached))
    misses = [await _timed(chain, it) for it in _utterances("miss")]
    await asyncio.sleep(0.2)
    hits = [await _timed(chain, it) for _ in range(rounds) for it in _utterances("hit")]
    await chain.close()
    figures: dict[str, Any] = {
        "sentences": len(alone),
        "first_audio_ms": _milliseconds([first for first, _, _ in alone]),
        "real_time_factor": round(sum(whole for _, whole, _ in alone) / sum(s for _, _, s in alone), 4),
        "in_a_chain_first_audio_ms": _milliseconds([first for first, _, _ in misses]),
    }
    if all(cached[len(misses) :]):
        figures["cache_hit_ms"] = _milliseconds([whole for _, whole, _ in hits])
    else:
        figures["cache"] = "not used: the engine does not say what its sound depends on"
    return figures


async def _timed(voice: Voice, utterance: Utterance) -> tuple[float, float, float]:
    """Seconds to the first sound, to the end, and of sound."""
    begun = time.perf_counter()
    first, samples = 0.0, 0
    async for piece in voice.speak(utterance):
        if not samples and len(piece.pcm):
            first = time.perf_counter() - begun
        samples += len(piece.pcm)
    return first, time.perf_counter() - begun, samples / SAMPLE_RATE_HZ


async def _one_loudness() -> dict[str, Any]:
    """The built-in voices, one as it is, one too loud and one too quiet, each whole and in pieces."""
    espeak = load("voice", "espeak")()
    voices: dict[str, Voice] = {
        "espeak": espeak,
        "tone": ToneVoice(),
        "loud, in pieces": FaultyVoice(_sound(gain_db=12.0), espeak),
        "quiet, in pieces": FaultyVoice(_sound(gain_db=-30.0), espeak),
    }
    found: dict[str, Any] = {}
    for name, voice in voices.items():
        chain = VoiceChain([(name, voice)], ChainConfig())
        lufs = [loudness(np.concatenate([p.pcm for p in await _all(chain, it)])) for it in _utterances(name)]
        found[name] = {"lufs_min": round(min(lufs), 2), "lufs_max": round(max(lufs), 2)}
    await espeak.close()
    lowest = min(it["lufs_min"] for it in found.values())
    highest = max(it["lufs_max"] for it in found.values())
    return {"voices": found, "spread_lu": round(highest - lowest, 2)}


def _sound(gain_db: float) -> FaultyVoice.Config:
    """A voice without faults, at another level."""
    rest = dict.fromkeys(("error", "hang", "deaf", "stall", "truncated", "garbage", "crash"), 0.0)
    return FaultyVoice.Config(**rest, piece_s=0.0, gain_db=gain_db)


async def _all(voice: Voice, utterance: Utterance) -> list[Speech]:
    return [piece async for piece in voice.speak(utterance)]


def _utterances(name: str) -> list[Utterance]:
    return [Utterance(f"{name}-{n}", text, language) for n, (language, text) in enumerate(_SENTENCES)]


def _virtually(work: Any) -> dict[str, Any]:
    """Run in virtual time."""
    loop = looptime.new_event_loop()
    try:
        figures: dict[str, Any] = loop.run_until_complete(work)
    finally:
        loop.close()
    return figures


async def _failing(count: int, seed: int, *, fallback: bool) -> dict[str, Any]:
    """A show through a voice of which a fifth fails, a tenth hangs, and more goes wrong."""
    bad = FaultyVoice(FaultyVoice.Config(seed=seed))
    voices: list[tuple[str, Voice]] = [("faulty", bad)]
    if fallback:
        voices.append(("tone", ToneVoice(ToneVoice.Config(delay_s=0.1))))
    return {**await _show(voices, ChainConfig(), count, slack_s=1e-6), "faults": dict(Counter(bad.done))}


async def _in_real_time(count: int, seed: int) -> dict[str, Any]:
    """The same with a real clock and short limits, nothing being listened to."""
    config = ChainConfig(first_s=0.2, next_s=0.2, wait_s=2.0)
    bad = FaultyVoice(FaultyVoice.Config(seed=seed, piece_s=0.002))
    voices: list[tuple[str, Voice]] = [("faulty", bad), ("tone", ToneVoice())]
    return await _show(voices, config, count, slack_s=_SLACK_S, listening=False)


async def _show(
    voices: list[tuple[str, Voice]],
    config: ChainConfig,
    count: int,
    *,
    slack_s: float,
    listening: bool = True,
) -> dict[str, Any]:
    """Sentences one after another, each begun ahead while the one before it is heard."""
    faults: list[VoiceFault] = []
    chain = VoiceChain(voices, config, on_fault=faults.append)
    now = asyncio.get_running_loop().time
    outcome: Counter[str] = Counter()
    waits: list[float] = []
    over = wrong = 0
    for n in range(count):
        utterance = _sentence(n)
        chain.ahead(_sentence(n + 1))
        limit_s = config.wait_s + slack_s
        pieces: list[Speech] = []
        first_s = longest_s = 0.0
        asked = now()
        async for piece in chain.speak(utterance):
            waited = now() - asked
            first_s = first_s if pieces else waited
            longest_s = max(longest_s, waited)
            pieces.append(piece)
            if listening:
                await asyncio.sleep(len(piece.pcm) / SAMPLE_RATE_HZ)
            asked = now()
        waits.append(first_s)
        over += longest_s > limit_s
        wrong += not _in_order(utterance, pieces)
        sound = sum(len(piece.pcm) for piece in pieces)
        outcome["whole" if chain.whole(utterance.id) else "cut short" if sound else "skipped"] += 1
        if not sound and listening:
            await asyncio.sleep(_SKIPPED_S)
    asked = now()
    await chain.close()
    return {
        "sentences": count,
        **{name.replace(" ", "_"): outcome[name] for name in ("whole", "cut short", "skipped")},
        "out_of_order": wrong,
        "over_the_limit": over,
        "limit_s": config.wait_s,
        "wait_for_first_sound_s": _quantiles(waits),
        "closing_s": round(now() - asked, 3),
        "left_running": len(asyncio.all_tasks()) - 1,
        "reasons": dict(Counter(fault.reason for fault in faults).most_common(12)),
    }


def _sentence(n: int) -> Utterance:
    text = f"Sentence {n} is about the lamp, and it is neither short nor long."
    return Utterance(f"s{n}", text, "en")


def _in_order(utterance: Utterance, pieces: list[Speech]) -> bool:
    """Whether the pieces are sound of this utterance, back to back, with one end, of a sensible length."""
    start = 0
    for piece in pieces:
        if piece.utterance != utterance.id or piece.start != start or not np.isfinite(piece.pcm).all():
            return False
        start += len(piece.pcm)
    ends = [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    return ends and start <= SAMPLE_RATE_HZ * (2.0 + 3 * spoken_s(utterance))


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    p50, p95 = (float(value) for value in np.percentile(seconds, (50, 95)))
    return {"p50": round(1000 * p50, 2), "p95": round(1000 * p95, 2), "max": round(1000 * max(seconds), 2)}


def _quantiles(seconds: list[float]) -> dict[str, float]:
    p50, p95 = (float(value) for value in np.percentile(seconds, (50, 95)))
    return {"p50": round(p50, 3), "p95": round(p95, 3), "max": round(max(seconds), 3)}
