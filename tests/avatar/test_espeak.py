from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.spelling import load_lexicon
from avatar.voices.base import VoiceError
from avatar.voices.espeak import voice as espeak
from avatar.voices.espeak.voice import EspeakVoice


@pytest.fixture
async def voice() -> AsyncIterator[EspeakVoice]:
    voice = EspeakVoice(EspeakVoice.Config(timeout_s=4.0))
    yield voice
    await voice.close()


async def said(voice: EspeakVoice, text: str, language: str = "en") -> list[Speech]:
    return [speech async for speech in voice.speak(Utterance("one", text, language))]


def shown(text: str, pieces: list[Speech]) -> list[str]:
    return [text[word.text_start : word.text_end] for piece in pieces for word in piece.words]


def pid(voice: EspeakVoice) -> int:
    found = voice._process.pid
    assert found is not None
    return found


async def test_captions_keep_prices_and_names_as_they_are_written(voice: EspeakVoice) -> None:
    text = "Hello “AirPods” 😀 fans, $1,299.90 or 5.0 stars!"
    assert shown(text, await said(voice, text)) == [
        "Hello", "AirPods", "fans", "$1,299.90", "or", "5.0", "stars",
    ]  # fmt: skip


async def test_chinese_captions_keep_prices_and_names_as_they_are_written(voice: EspeakVoice) -> None:
    text = "😀“你好”，AirPods只要99.90元，省20%！"
    pieces = await said(voice, text, "zh")
    assert shown(text, pieces) == ["你好", "AirPods", "只", "要", "99.90", "元", "省", "20%"]


async def test_chinese_in_an_english_sentence_is_spoken_as_chinese(voice: EspeakVoice) -> None:
    text = "Our 水壶 is here."
    pieces = await said(voice, text)
    assert shown(text, pieces) == ["Our", "水", "壶", "is", "here"]
    assert "s." in {phoneme.name for phoneme in pieces[1].phonemes}


async def test_a_price_is_read_in_words(voice: EspeakVoice) -> None:
    (price,) = await said(voice, "$39.90")
    (words,) = await said(voice, "thirty nine dollars and ninety cents")
    assert [phoneme.name for phoneme in price.phonemes] == [phoneme.name for phoneme in words.phonemes]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Welcome to the shop, this kettle boils fast!"), ("zh", "欢迎来到直播间，这款水壶很快！")],
)
async def test_edges_are_even(voice: EspeakVoice, language: str, text: str) -> None:
    (piece,) = await said(voice, text, language)
    assert 0.1 < np.abs(piece.pcm).max() <= 1.0
    assert abs(piece.pcm[0]) < 1e-3
    assert abs(piece.pcm[-1]) < 1e-3
    loud = np.flatnonzero(np.abs(piece.pcm) > 0.01)
    assert loud[0] < 0.06 * SAMPLE_RATE_HZ
    assert 0.05 * SAMPLE_RATE_HZ < len(piece.pcm) - loud[-1] < 0.2 * SAMPLE_RATE_HZ


async def test_phonemes_are_back_to_back_over_the_sound(voice: EspeakVoice) -> None:
    (piece,) = await said(voice, "Baby bumblebee, stay.")
    ends = [phoneme.end for phoneme in piece.phonemes]
    assert [phoneme.start for phoneme in piece.phonemes[1:]] == ends[:-1]
    assert ends[-1] <= len(piece.pcm)
    assert [phoneme.name for phoneme in piece.phonemes][:4] == ["b", "eI", "b", "i"]
    assert "" in {phoneme.name for phoneme in piece.phonemes}


@pytest.mark.parametrize(
    "text",
    [
        "<speak>yes</speak> <mark name='x'/>",
        "[[h@loU]]",
        "\x0150S fast",
        "&lt;b&gt; ok",
        "%n %s $ok",
        "a" * 900,
    ],
)
async def test_strange_text_is_spoken_or_dropped_but_never_obeyed(voice: EspeakVoice, text: str) -> None:
    pieces = await said(voice, text)
    assert pieces[-1].last
    assert (await said(voice, "Next."))[-1].words


async def test_a_crash_is_followed_by_a_fresh_process(voice: EspeakVoice) -> None:
    await said(voice, "One.")
    before = pid(voice)
    os.kill(before, signal.SIGKILL)
    assert (await said(voice, "Two."))[-1].words
    assert pid(voice) != before


async def test_a_process_that_hangs_is_given_up_and_replaced() -> None:
    voice = EspeakVoice(EspeakVoice.Config(timeout_s=0.3))
    with suppress(VoiceError):
        await voice.warm()
    await said(voice, "One.")
    os.kill(pid(voice), signal.SIGSTOP)
    with pytest.raises(VoiceError, match="took over") as failure:
        await said(voice, "Two.")
    assert failure.value.retryable
    assert voice._process.pid is None
    await voice.close()


async def test_a_cancelled_utterance_never_sounds_in_the_next(voice: EspeakVoice) -> None:
    (wanted,) = await said(voice, "Two.")
    for _ in range(10):
        speaking = asyncio.create_task(said(voice, "A much longer sentence, said before it is cancelled."))
        for _ in range(3):
            await asyncio.sleep(0)
        speaking.cancel()
        with suppress(asyncio.CancelledError):
            await speaking
        (heard,) = await said(voice, "Two.")
        assert [phoneme.name for phoneme in heard.phonemes] == [it.name for it in wanted.phonemes]


async def test_cancelling_while_the_process_starts_is_harmless(voice: EspeakVoice) -> None:
    speaking = asyncio.create_task(said(voice, "One."))
    await asyncio.sleep(0)
    speaking.cancel()
    with suppress(asyncio.CancelledError):
        await speaking
    assert (await said(voice, "Two."))[-1].words


async def test_an_unknown_language_is_refused_in_one_line(voice: EspeakVoice) -> None:
    with pytest.raises(VoiceError, match="no voice 'xq'") as failure:
        await said(voice, "Hello.", "xq")
    assert not failure.value.retryable
    with pytest.raises(VoiceError, match="no language"):
        await said(voice, "Hello.", "../../etc")
    assert (await said(voice, "Bonjour.", "fr-CA"))[-1].words


async def test_a_closed_voice_refuses(voice: EspeakVoice) -> None:
    await voice.close()
    with pytest.raises(VoiceError, match="closed"):
        await said(voice, "Hello.")


async def test_a_long_text_is_cut_at_a_sentence() -> None:
    voice = EspeakVoice(EspeakVoice.Config(longest=100))
    text = "This is one calm sentence. " * 30
    pieces = await said(voice, text)
    await voice.close()
    assert pieces[-1].last
    assert pieces[-1].words[-1].text_end <= 100
    assert shown(text, pieces)[-1] == "sentence"


def stub(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str) -> None:
    (folder / "stub_worker.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(espeak, "_MODULE", "stub_worker")


async def test_a_missing_library_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stub(
        monkeypatch,
        tmp_path,
        "from avatar.worker_child import connect\n"
        "from avatar.voices.engine.messages import Failed\n"
        "connect().write(Failed(None, 'espeak-ng does not load: gone'))\n",
    )
    voice = EspeakVoice()
    with pytest.raises(VoiceError, match="does not load: gone") as failure:
        await said(voice, "Hello.")
    assert not failure.value.retryable


async def test_energy_widens_the_melody(voice: EspeakVoice) -> None:
    text = "Is this kettle really mine?"
    flat, lively = [
        [p.pcm async for p in voice.speak(Utterance("one", text, "en", energy=energy))]
        for energy in (0.5, 2.0)
    ]
    assert not np.array_equal(flat[0], lively[0])


def phonemes(*texts: str, voice: str = "en-us") -> list[list[str]]:
    """In a process of its own, as the library wants it."""
    code = (
        "import json, sys\nfrom avatar.voices.espeak.library import Espeak\nespeak = Espeak()\n"
        "print(json.dumps([espeak.phonemes(text, sys.argv[1]) for text in sys.argv[2:]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, voice, *texts], capture_output=True, text=True, timeout=60, check=True
    )
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_phonemes_come_sentence_by_sentence_with_their_punctuation() -> None:
    plain, strange, nothing = phonemes(
        "Hello world, this is a test. Second one!", "Ice [[cream]] \x01<b>?", "… —"
    )
    assert plain == ["həlˈoʊ wˈɜːld, ðɪs ɪz ɐ tˈɛst.", "sˈɛkənd wˌʌn!"]
    assert strange[0].startswith("ˈaɪs")
    assert strange[-1].endswith("?")
    assert nothing == []


def test_phonemes_of_a_language_inside_another_are_not_marked() -> None:
    (mixed,) = phonemes("这是AirPods。", voice="cmn")
    assert "(" not in "".join(mixed)
    assert mixed[-1].endswith(".")


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValidationError):
        EspeakVoice.Config.model_validate({"voice": "en"})


async def test_the_sound_that_the_lexicon_gives_is_spoken_and_shown_as_written(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("words:\n  - word: Nuvola\n    ipa: {en: siˈsiːsisiː}\n", encoding="utf-8")
    voice = EspeakVoice(lexicon=load_lexicon(file))
    text = "Our Nuvola is [[h@loU]] here."
    pieces = await said(voice, text)
    assert shown(text, pieces)[:3] == ["Our", "Nuvola", "is"]
    names = [phoneme.name for piece in pieces for phoneme in piece.phonemes]
    assert names.count("s") >= 4
    await voice.close()
