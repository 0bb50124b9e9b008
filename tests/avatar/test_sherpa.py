from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.spelling import load_lexicon
from avatar.voices.base import VoiceError
from avatar.voices.models.installed import ModelError
from avatar.voices.sherpa import voice as sherpa
from avatar.voices.sherpa.files import sherpa_files
from avatar.voices.sherpa.voice import SherpaVoice


@pytest.fixture
async def voice(sherpa_model: Path) -> AsyncIterator[SherpaVoice]:
    voice = SherpaVoice(SherpaVoice.Config(model=str(sherpa_model), threads=1))
    yield voice
    await voice.close()


async def said(
    voice: SherpaVoice, text: str, language: str = "en", *, rate: float = 1.0, pitch: float = 1.0
) -> list[Speech]:
    return [piece async for piece in voice.speak(Utterance("one", text, language, rate, pitch))]


def seconds(pieces: list[Speech]) -> float:
    return sum(len(piece.pcm) for piece in pieces) / SAMPLE_RATE_HZ


async def test_a_sentence_sounds_before_the_next_one_is_made(voice: SherpaVoice) -> None:
    one = await said(voice, "Welcome to the shop, my friends, we are open now.")
    two = await said(
        voice, "Welcome to the shop, my friends, we are open now. It boils very fast, look at this one here."
    )
    assert seconds(two) > 1.5 * seconds(one)
    assert len(two) > len(one)
    assert two[-1].last
    assert len(two[-1].pcm) == 0


async def test_english_and_chinese_come_from_one_model(voice: SherpaVoice) -> None:
    assert seconds(await said(voice, "Hello.")) > 0.2
    assert seconds(await said(voice, "你好，这款水壶很好。", "zh")) > 0.5
    assert seconds(await said(voice, "Our 水壶 is here.")) > 0.5


async def test_rate_and_pitch_are_the_models_own_means(voice: SherpaVoice) -> None:
    text = "Welcome to the shop."
    normal = await said(voice, text)
    assert seconds(await said(voice, text, rate=2.0)) == pytest.approx(seconds(normal) / 2, rel=0.05)
    high = await said(voice, text, pitch=1.1)
    assert seconds(high) == pytest.approx(seconds(normal), rel=0.05)

    def crossings(pieces: list[Speech]) -> float:
        whole = np.concatenate([piece.pcm for piece in pieces])
        return float(np.mean(np.abs(np.diff(np.signbit(whole)))))

    assert crossings(high) > 1.05 * crossings(normal)


async def test_the_sound_that_the_lexicon_gives_stands_as_it_is(sherpa_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "words:\n  - word: Nuvola\n    ipa: {en: ˈnuːvolaˈnuːvolaˈnuːvolaˈnuːvola}\n", encoding="utf-8"
    )
    config = SherpaVoice.Config(model=str(sherpa_model))
    plain, given = SherpaVoice(config), SherpaVoice(config, lexicon=load_lexicon(file))
    text = "The Nuvola is here."
    assert seconds(await said(given, text)) > seconds(await said(plain, text)) + 1.0
    assert given.fingerprint("en") != plain.fingerprint("en")
    await plain.close()
    await given.close()


async def test_a_model_with_a_lexicon_reads_words_and_characters(sherpa_lexicon_model: Path) -> None:
    voice = SherpaVoice(SherpaVoice.Config(model=str(sherpa_lexicon_model)))
    assert seconds(await said(voice, "hello shop")) > 0.2
    assert seconds(await said(voice, "你好 shop", "zh")) > 0.2
    with pytest.raises(VoiceError, match="no sound for this text") as failure:
        await said(voice, "Xylophone")
    assert not failure.value.retryable
    assert seconds(await said(voice, "hello")) > 0.1
    await voice.close()


async def test_another_language_goes_to_another_voice(sherpa_model: Path) -> None:
    voice = SherpaVoice(SherpaVoice.Config(model=str(sherpa_model), languages=("en",)))
    with pytest.raises(VoiceError, match="speaks en, not zh") as failure:
        await said(voice, "你好", "zh")
    assert not failure.value.retryable
    await voice.close()


async def test_a_crash_is_followed_by_a_fresh_process(voice: SherpaVoice) -> None:
    await voice.warm()
    before = voice._process.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    with suppress(VoiceError):
        await said(voice, "One.")
    assert seconds(await said(voice, "Two.")) > 0.1
    assert voice._process.pid != before


async def test_a_file_that_is_no_model_is_told_in_one_line(sherpa_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(sherpa_model, folder)
    (folder / "model.onnx").write_bytes(b"no model at all " * 100)
    voice = SherpaVoice(SherpaVoice.Config(model=str(folder)))
    with pytest.raises(VoiceError, match="sherpa-onnx") as failure:
        await said(voice, "Hello.")
    assert "\n" not in str(failure.value)
    await voice.close()


async def test_the_best_installed_model_is_taken(
    sherpa_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    with pytest.raises(VoiceError, match="nightshift voice get") as failure:
        await said(SherpaVoice(), "Hello.")
    assert not failure.value.retryable
    for name in ("piper-amy", "kokoro"):
        shutil.copytree(sherpa_model, tmp_path / "voice-models" / name)
    assert sherpa.locate("").name == "kokoro"
    voice = SherpaVoice()
    assert seconds(await said(voice, "Hello.")) > 0.1
    await voice.close()


async def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sherpa, "find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r'pip install "nightshift\[sherpa\]"') as failure:
        await said(SherpaVoice(), "Hello.")
    assert not failure.value.retryable


def made(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(bytes(2000))
    return folder


def test_folders_are_told_apart_by_their_files(tmp_path: Path) -> None:
    kokoro = sherpa_files(
        made(tmp_path / "kokoro-multi-lang", "model.onnx", "voices.bin", "tokens.txt", "lexicon-us-en.txt",
             "lexicon-gb-en.txt", "lexicon-zh.txt")
    )  # fmt: skip
    assert (kokoro.kind, sorted(kokoro.languages)) == ("kokoro", ["en", "zh"])
    assert [path.name for path in kokoro.lexicons] == ["lexicon-us-en.txt", "lexicon-zh.txt"]
    matcha = sherpa_files(
        made(
            tmp_path / "matcha-icefall-zh-baker",
            "model-steps-3.onnx",
            "vocos-22khz-univ.onnx",
            "tokens.txt",
            "lexicon.txt",
        )
    )
    assert (matcha.kind, sorted(matcha.languages)) == ("matcha", ["zh"])
    assert matcha.vocoder is not None
    assert matcha.vocoder.name == "vocos-22khz-univ.onnx"
    melo = sherpa_files(
        made(tmp_path / "vits-melo-tts-zh_en", "model.int8.onnx", "model.onnx", "tokens.txt", "lexicon.txt")
    )
    assert (melo.kind, melo.model.name, sorted(melo.languages)) == ("vits", "model.onnx", ["en", "zh"])
    piper = sherpa_files(
        made(tmp_path / "vits-piper-en_US-amy-medium", "en_US-amy-medium.onnx", "tokens.txt")
    )
    assert (piper.kind, piper.lexicons, sorted(piper.languages)) == ("vits", (), ["en"])
    with pytest.raises(ModelError, match=r"tokens\.txt is missing"):
        sherpa_files(made(tmp_path / "a", "model.onnx"))
    with pytest.raises(ModelError, match=r"\.onnx file is missing"):
        sherpa_files(made(tmp_path / "b", "tokens.txt"))
    with pytest.raises(ModelError, match="without its vocoder"):
        sherpa_files(made(tmp_path / "c", "model-steps-3.onnx", "tokens.txt"))
