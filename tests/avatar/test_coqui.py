from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.base import VoiceError
from avatar.voices.coqui import voice as coqui
from avatar.voices.coqui.files import coqui_files
from avatar.voices.coqui.voice import CoquiVoice
from avatar.voices.models.installed import ModelError


@dataclass
class Consenting:
    """A cloned voice whose consent the test decides on."""

    sample: Path
    sample_sha256: str = "one"
    given: bool = True
    asked: int = 0

    def check(self, now: float) -> None:
        self.asked += 1
        if not self.given:
            raise VoiceError("the consent has ended", retryable=False)

    def data(self, engine: str) -> Path:
        return self.sample.with_name(f"speaker-{engine}.bin")


@pytest.fixture
async def xtts(coqui_xtts: Path) -> AsyncIterator[CoquiVoice]:
    voice = CoquiVoice(CoquiVoice.Config(model=str(coqui_xtts), threads=1, timeout_s=100))
    yield voice
    await voice.close()


@pytest.fixture
def person(tmp_path: Path) -> Consenting:
    path = tmp_path / "sample.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        noise = np.random.default_rng(1).normal(0, 3000, 24_000 * 3)
        file.writeframes(noise.astype("<i2").tobytes())
    return Consenting(path)


async def said(voice: CoquiVoice, text: str, language: str = "en") -> list[Speech]:
    return [piece async for piece in voice.speak(Utterance("one", text, language))]


def seconds(pieces: list[Speech]) -> float:
    return sum(len(piece.pcm) for piece in pieces) / SAMPLE_RATE_HZ


async def test_xtts_streams_english_and_chinese_and_a_dropped_sentence_stops(xtts: CoquiVoice) -> None:
    english = await said(xtts, "Welcome to the shop, my friends.")
    assert seconds(english) > 0.02
    assert all(np.isfinite(piece.pcm).all() for piece in english)
    assert seconds(await said(xtts, "欢迎来到直播间。", "zh")) > 0.02
    dropped = xtts.speak(Utterance("one", "This one goes on for a while, and then for a while more.", "en"))
    assert len((await anext(dropped)).pcm)
    await dropped.aclose()
    assert (await said(xtts, "Next."))[-1].last
    with pytest.raises(VoiceError, match="not fi") as failure:
        await said(xtts, "Hyvää iltaa.", "fi")
    assert not failure.value.retryable


async def test_a_cloned_voice_is_heard_kept_and_asked_for_each_time(
    xtts: CoquiVoice, person: Consenting
) -> None:
    own = np.concatenate([piece.pcm for piece in await said(xtts, "Hello.")])
    xtts.clone = person  # type: ignore[assignment]
    assert seconds(await said(xtts, "Hello.")) > 0.02
    assert person.asked == 1
    kept = person.data("xtts")
    first = kept.stat().st_mtime_ns
    assert seconds(await said(xtts, "Hello again.")) > 0.02
    assert person.asked == 2
    assert kept.stat().st_mtime_ns == first
    person.sample_sha256 = "another"
    assert seconds(await said(xtts, "Hello.")) > 0.02
    assert kept.stat().st_mtime_ns != first
    person.given = False
    with pytest.raises(VoiceError, match="consent has ended") as failure:
        await said(xtts, "Hello.")
    assert not failure.value.retryable
    assert person.asked == 4
    assert len(own)


async def test_vits_speaks_but_not_with_a_cloned_voice(coqui_vits: Path, person: Consenting) -> None:
    voice = CoquiVoice(CoquiVoice.Config(model=str(coqui_vits), languages=("en",)))
    assert seconds(await said(voice, "Hello.")) > 0.05
    await voice.close()
    cloned = CoquiVoice(CoquiVoice.Config(model=str(coqui_vits), languages=("en",)))
    cloned.clone = person  # type: ignore[assignment]
    with pytest.raises(VoiceError, match="XTTS does"):
        await said(cloned, "Hello.")
    await cloned.close()


async def test_a_cloned_voice_that_is_not_there_is_told(
    coqui_xtts: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    voice = CoquiVoice(CoquiVoice.Config(model=str(coqui_xtts), clone="nobody"))
    with pytest.raises(VoiceError, match="no cloned voice 'nobody'") as failure:
        await said(voice, "Hello.")
    assert not failure.value.retryable
    await voice.close()


async def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coqui, "find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r'pip install "nightshift\[coqui\]"') as failure:
        await said(CoquiVoice(), "Hello.")
    assert not failure.value.retryable


def test_a_folder_that_is_no_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        coqui_files(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="no JSON"):
        coqui_files(tmp_path)
    (tmp_path / "config.json").write_text('{"model": "xtts", "languages": ["en", "zh-cn"]}')
    with pytest.raises(ModelError, match=r"model\.pth is missing"):
        coqui_files(tmp_path)
    (tmp_path / "model.pth").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"vocab\.json"):
        coqui_files(tmp_path)
    (tmp_path / "vocab.json").write_text("{}")
    assert coqui_files(tmp_path).languages == {"en", "zh"}
