from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatar.media import Speech, Utterance
from avatar.voices import auto
from avatar.voices.auto import AutoVoice, candidates
from avatar.voices.base import VoiceError
from avatar.voices.models import installed


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("NIGHTSHIFT_SPEECH_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))


async def said(voice: AutoVoice, text: str, language: str = "en") -> list[Speech]:
    return [piece async for piece in voice.speak(Utterance("one", text, language))]


def works() -> list[str]:
    return [candidate.engine for candidate in candidates() if candidate.works]


def test_what_is_installed_and_set_up_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto, "find_spec", lambda name: None if name in ("sherpa_onnx", "TTS") else object())
    assert works() == ["espeak"]
    assert {it.engine: it.reason for it in candidates()}["sherpa"].endswith(
        'pip install "nightshift[sherpa]"'
    )
    monkeypatch.setattr(auto, "find_spec", lambda _: object())
    assert works() == ["espeak"]
    (installed.folder() / "kokoro").mkdir(parents=True)
    xtts = installed.folder() / "my-xtts"
    xtts.mkdir()
    (xtts / "voice.json").write_text('{"engine": "coqui", "languages": ["en"]}')
    assert works() == ["sherpa", "coqui", "espeak"]
    monkeypatch.setenv("NIGHTSHIFT_SPEECH_URL", "http://me:secret@127.0.0.1:1/v1")
    assert works() == ["openai", "sherpa", "coqui", "espeak"]
    assert "secret" not in candidates()[0].reason


def test_a_key_for_chat_alone_sets_no_paid_voice_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-chat")
    assert "openai" not in works()


async def test_a_service_that_fails_gives_way_to_the_next_voice(caplog: pytest.LogCaptureFixture) -> None:
    voice = AutoVoice(AutoVoice.Config(openai={"base_url": "http://127.0.0.1:1/v1"}))
    assert next(name for name, _ in voice.voices()) == "openai"
    pieces = await said(voice, "Good evening.")
    assert pieces[-1].last
    assert pieces[-1].words
    assert "cannot be reached" in caplog.text
    await voice.warm()
    await voice.close()
    await voice.close()


async def test_a_sentence_goes_to_a_voice_that_speaks_its_language(tone_service: str) -> None:
    voice = AutoVoice(AutoVoice.Config(openai={"base_url": tone_service, "languages": ["en"]}))
    assert not (await said(voice, "Good evening."))[0].words
    assert (await said(voice, "晚上好。", "zh"))[-1].words
    await voice.close()


async def test_what_broke_off_is_not_said_twice() -> None:
    class Breaks:
        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            yield Speech(utterance.id, np.zeros(480, np.float32), last=False)
            raise VoiceError("gone")

        async def warm(self) -> None: ...

        async def close(self) -> None: ...

    voice = AutoVoice()
    voice._voices = [("breaks", Breaks()), *voice.voices()]
    heard: list[Any] = []
    with pytest.raises(VoiceError, match="gone"):
        heard += [piece async for piece in voice.speak(Utterance("one", "Hi.", "en"))]
    await voice.close()


def test_wrong_options_of_an_engine_are_named() -> None:
    with pytest.raises(VoiceError, match=r"espeak\.voice: Extra inputs"):
        AutoVoice(AutoVoice.Config(espeak={"voice": "x"})).voices()
