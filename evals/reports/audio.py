"""The sound of a run's worst cases, made when it is asked for: the run itself was silent."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Callable, Sequence

import av
import numpy as np

from agent.assembly import make_voices
from agent.config import RoomConfig
from avatar.media import SAMPLE_RATE_HZ, Pcm, Utterance
from avatar.voices.chain.config import ChainConfig
from avatar.voices.chain.voice import VoiceChain
from avatar.voices.prosody import of_mood
from evals.runs.results import Case, Run
from evals.transcript import Spoken
from persona.loader import load_persona
from persona.schema import Persona

MOST_LINES = 400
"""Sentences of one report; its page is held in memory whole."""
_BIT_RATE = 32_000
_PATIENT = ChainConfig(first_s=30.0, wait_s=60.0, slowest=10.0, parallel=0)

Sounds = dict[str, dict[str, str]]
"""By conversation and line id: sound as a data address."""
Progress = Callable[[str, int, int | None], None]


class NoVoiceError(RuntimeError):
    """No voice could speak; one clear line."""


def sounds_of(run: Run, worst: int, progress: Progress) -> Sounds:
    """Speak what was heard in the worst cases. Blocking.

    Args:
        run: The run.
        worst: So many cases, those with the most misses first; ``MOST_LINES`` sentences at most.
        progress: Told of each sentence.

    Raises:
        NoVoiceError: No voice works here.
        ValueError: A persona is not there any more.
    """
    cases = sorted(run.cases, key=lambda case: (case.passed, -case.missed))[:worst]
    wanted = [(case, line) for case in cases for line in case.transcript.lines if line.heard][:MOST_LINES]
    return asyncio.run(_spoken(wanted, run.spec.persona, progress))


async def _spoken(wanted: Sequence[tuple[Case, Spoken]], persona: str, progress: Progress) -> Sounds:
    found: Sounds = {}
    chains: dict[str, tuple[Persona, VoiceChain]] = {}
    faults: list[str] = []
    try:
        for number, (case, line) in enumerate(wanted, 1):
            name = persona or case.conversation.persona
            if name not in chains:
                who = load_persona(name)
                voices = make_voices(RoomConfig(persona=name), who)
                chain = VoiceChain(voices, _PATIENT, on_fault=lambda fault: faults.append(fault.reason))
                chains[name] = who, chain
            pcm = await _say(*chains[name], line)
            if len(pcm):
                address = f"data:audio/mp4;base64,{base64.b64encode(_packed(pcm)).decode()}"
                found.setdefault(case.conversation.id, {})[line.id] = address
            progress("speaking", number, len(wanted))
    finally:
        for _, chain in chains.values():
            await chain.close()
    if wanted and not found:
        raise NoVoiceError(f"no voice could speak: {faults[-1] if faults else 'nothing came'}")
    return found


async def _say(persona: Persona, chain: VoiceChain, line: Spoken) -> Pcm:
    felt = of_mood(persona.moods.get(line.mood, persona.moods["neutral"]))
    voice = persona.voice
    utterance = Utterance(
        line.id, line.heard, line.language or persona.languages[0], voice.rate * felt.rate,
        voice.pitch * felt.pitch, felt.energy, felt.pause,
    )  # fmt: skip
    pieces = [speech.pcm async for speech in chain.speak(utterance)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _packed(pcm: Pcm) -> bytes:
    """Sound as AAC in an MP4 file, which every browser plays."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="mono", bit_rate=_BIT_RATE)
        frame = av.AudioFrame.from_ndarray(
            pcm.reshape(1, -1).astype(np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = SAMPLE_RATE_HZ
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return buffer.getvalue()
