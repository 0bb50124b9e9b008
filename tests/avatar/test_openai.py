from __future__ import annotations

import asyncio
import io
import logging
import wave
from collections.abc import AsyncIterator
from typing import Any

import av
import httpx
import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.base import VoiceError
from avatar.voices.openai.voice import OpenAIVoice

KEY = "sk-test-" + "k" * 40


def tone(seconds: float, rate_hz: int = 24_000) -> bytes:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.3 * 32767 * np.sin(2 * np.pi * 220 * time_s)).astype("<i2").tobytes()


@pytest.fixture
async def voice(service: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OpenAIVoice]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    voice = OpenAIVoice(OpenAIVoice.Config(base_url=service.url, first_s=5.0, timeout_s=5.0))
    yield voice
    await voice.close()


async def said(
    voice: OpenAIVoice, text: str = "Good evening everyone.", language: str = "en"
) -> list[Speech]:
    return [piece async for piece in voice.speak(Utterance("one", text, language))]


def sound(pieces: list[Speech]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate([piece.pcm for piece in pieces])


async def test_the_first_sound_does_not_wait_for_the_last(service: Any, voice: OpenAIVoice) -> None:
    go_on = asyncio.Event()

    async def slowly(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer)
        await service.chunk(writer, tone(0.1))
        await go_on.wait()
        await service.chunk(writer, tone(0.1))
        await service.chunk(writer, b"")

    service.answer = slowly
    pieces = voice.speak(Utterance("one", "Good evening.", "en"))
    first = await anext(pieces)
    assert len(first.pcm) > 0.06 * SAMPLE_RATE_HZ
    assert not go_on.is_set()
    go_on.set()
    rest = [piece async for piece in pieces]
    assert rest[-1].last
    assert sum(len(piece.pcm) for piece in [first, *rest]) == pytest.approx(0.2 * SAMPLE_RATE_HZ, abs=20)


async def test_what_is_asked_for(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_VOICE_KEY", KEY)
    config = OpenAIVoice.Config(
        base_url=service.url + "/", key_env="SHOP_VOICE_KEY", model="tiny-tts", voices={"zh": "mei"}, rate=1.1
    )
    voice = OpenAIVoice(config)
    utterance = Utterance("one", "只要$39.90！", "zh-CN", rate=1.2, mood="happy")
    assert [piece async for piece in voice.speak(utterance)][-1].last
    (request,) = service.requests
    assert request.path == "/v1/audio/speech"
    assert request.headers["authorization"].endswith(KEY)
    assert request.json["model"] == "tiny-tts"
    assert request.json["voice"] == "mei"
    assert request.json["response_format"] == "pcm"
    assert request.json["speed"] == pytest.approx(1.32)
    assert "cheerful" in str(request.json["instructions"])
    assert "$" not in str(request.json["input"])
    assert "三十九" in str(request.json["input"])
    await voice.close()


async def test_a_neutral_sentence_asks_for_nothing_special(service: Any, voice: OpenAIVoice) -> None:
    await said(voice)
    assert not {"instructions", "speed"} & set(service.requests[0].json)


async def test_mixed_languages_stay_one_request(service: Any, voice: OpenAIVoice) -> None:
    await said(voice, "Our 水壶 is here.")
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable", "told"),
    [
        (401, b'{"error": {"message": "No: ' + KEY.encode() + b'"}}', "application/json", False, "the key"),
        (400, b'{"error": {"message": "un\\nknown"}}', "application/json", False, "un known"),
        (404, b"<html><body>not here</body></html>", "text/html", False, "HTTP 404"),
        (429, b'{"detail": "slow down"}', "application/json", True, "slow down"),
        (500, b"", "text/plain", True, "HTTP 500: without a reason"),
        (503, b'{"message": "busy"}', "application/json", True, "busy"),
        (302, b"", "text/plain", False, "HTTP 302"),
    ],
)  # fmt: skip
async def test_an_error_is_told_in_one_line(
    service: Any, voice: OpenAIVoice, caplog: pytest.LogCaptureFixture,
    status: int, body: bytes, kind: str, retryable: bool, told: str,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)

    async def refuse(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, status, kind, length=len(body))
        writer.write(body)

    service.answer = refuse
    with pytest.raises(VoiceError, match=told) as failure:
        await said(voice)
    assert failure.value.retryable is retryable
    assert "\n" not in str(failure.value)
    assert KEY not in str(failure.value)
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"error": {"message": "out of credit"}}'),
        ("audio/pcm", b'{"error": {"message": "out of credit"}}' * 30),
        ("application/octet-stream", "额度不足，请充值 out of credit。".encode() * 20),
        ("text/html", b"<html>out of credit</html>"),
        ("audio/mpeg", b"out of credit, try again tomorrow, or the day after that one" * 5),
    ],
)
async def test_words_in_place_of_sound_never_reach_the_speaker(
    service: Any, voice: OpenAIVoice, kind: str, body: bytes
) -> None:
    async def lie(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, 200, kind)
        await service.chunk(writer, body)
        await service.chunk(writer, b"")

    service.answer = lie
    pieces = voice.speak(Utterance("one", "Hello.", "en"))
    with pytest.raises(VoiceError, match=r"sent no sound: .*out of credit"):
        await anext(pieces)


async def test_a_body_that_breaks_off_is_an_error_after_what_was_heard(
    service: Any, voice: OpenAIVoice
) -> None:
    async def break_off(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, length=1_000_000)
        writer.write(tone(0.2))
        await writer.drain()
        writer.close()

    service.answer = break_off
    pieces = voice.speak(Utterance("one", "Hello.", "en"))
    assert len((await anext(pieces)).pcm) > 0
    with pytest.raises(VoiceError, match="broke off") as failure:
        await anext(pieces)
    assert failure.value.retryable


async def test_an_empty_body_is_an_error(service: Any, voice: OpenAIVoice) -> None:
    async def nothing(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer)
        await service.chunk(writer, b"")

    service.answer = nothing
    with pytest.raises(VoiceError, match="empty sound"):
        await said(voice)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_service_that_stalls_is_given_up(service: Any, begun: bool) -> None:
    async def stall(request: Any, writer: asyncio.StreamWriter) -> None:
        if begun:
            await service.head(writer)
            await service.chunk(writer, tone(0.1))
        await asyncio.Event().wait()

    service.answer = stall
    voice = OpenAIVoice(OpenAIVoice.Config(base_url=service.url, first_s=0.3, timeout_s=0.3))
    with pytest.raises(
        VoiceError, match=r"sent nothing for 0\.3 s" if begun else r"did not answer for 0\.3 s"
    ):
        await said(voice)
    await voice.close()


async def test_sound_without_end_is_stopped(service: Any) -> None:
    async def endless(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer)
        while True:
            await service.chunk(writer, tone(0.5))

    service.answer = endless
    voice = OpenAIVoice(OpenAIVoice.Config(base_url=service.url, longest_s=2.0))
    with pytest.raises(VoiceError, match="over 2 s of one sentence"):
        await said(voice)
    await service.closed.wait()
    await voice.close()


async def test_closing_a_sentence_closes_the_request(service: Any, voice: OpenAIVoice) -> None:
    async def endless(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer)
        while True:
            await service.chunk(writer, tone(0.1))

    service.answer = endless
    pieces = voice.speak(Utterance("one", "Hello.", "en"))
    await anext(pieces)
    assert service.open == 1
    await pieces.aclose()
    async with asyncio.timeout(5):
        await service.closed.wait()
    assert service.open == 0


async def test_a_service_that_is_not_there_is_told_in_one_line() -> None:
    voice = OpenAIVoice(OpenAIVoice.Config(base_url="http://user:secret@127.0.0.1:1/v1"))
    with pytest.raises(VoiceError, match=r"http://127\.0\.0\.1:1/v1 cannot be reached") as failure:
        await said(voice)
    assert failure.value.retryable
    with pytest.raises(VoiceError, match="cannot be reached"):
        await voice.warm()
    await voice.close()


async def test_openai_itself_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("NIGHTSHIFT_SPEECH_URL", raising=False)
    voice = OpenAIVoice()
    with pytest.raises(VoiceError, match="set OPENAI_API_KEY") as failure:
        await said(voice)
    assert not failure.value.retryable
    await voice.close()


async def test_the_address_may_come_from_the_environment(
    service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_SPEECH_URL", service.url)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    voice = OpenAIVoice()
    assert (await said(voice))[-1].last
    assert "authorization" not in service.requests[0].headers
    await voice.close()


async def test_a_language_the_service_does_not_speak_goes_to_another_voice(service: Any) -> None:
    voice = OpenAIVoice(OpenAIVoice.Config(base_url=service.url, languages=("en",)))
    with pytest.raises(VoiceError, match="speaks en, not zh") as failure:
        await said(voice, "你好", "zh")
    assert not failure.value.retryable
    assert service.requests == []
    await voice.close()


def wav(seconds: float, rate_hz: int, channels: int, *, size: int | None = None) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        samples = np.frombuffer(tone(seconds, rate_hz), "<i2")
        file.writeframes(np.repeat(samples, channels).tobytes())
    data = bytearray(target.getvalue())
    if size is not None:
        data[40:44] = size.to_bytes(4, "little")
    return bytes(data)


def compressed(codec: str, form: str, seconds: float, rate_hz: int = 48_000) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate_hz)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        samples = np.frombuffer(tone(seconds, rate_hz), "<i2")[None, :]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = rate_hz
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate_hz)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("audio/wav", wav(1.0, 24_000, 1)),
        ("audio/pcm", wav(1.0, 44_100, 2, size=0xFFFFFFFF)),
        ("application/octet-stream", wav(1.0, 22_050, 1, size=0)),
        ("audio/mpeg", compressed("libmp3lame", "mp3", 1.0)),
        ("audio/ogg", compressed("libopus", "ogg", 1.0)),
        ("audio/flac", compressed("flac", "flac", 1.0)),
        ("audio/pcm;rate=16000", tone(1.0, 16_000)),
        ("audio/pcm", tone(1.0)),
    ],
    ids=["wav", "wav-unknown-length", "wav-zero-length", "mp3", "opus", "flac", "pcm-16k", "pcm"],
)
async def test_a_service_may_send_another_form_than_was_asked_for(
    service: Any, voice: OpenAIVoice, kind: str, data: bytes
) -> None:
    async def send(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, 200, kind)
        for start in range(0, len(data), 1999):
            await service.chunk(writer, data[start : start + 1999])
        await service.chunk(writer, b"")

    service.answer = send
    whole = sound(await said(voice))
    assert len(whole) == pytest.approx(SAMPLE_RATE_HZ, rel=0.06)
    spectrum = np.abs(np.fft.rfft(whole * np.hanning(len(whole))))
    assert np.argmax(spectrum) * SAMPLE_RATE_HZ / len(whole) == pytest.approx(220, abs=3)
    assert np.sqrt(np.mean(whole[5000:-5000] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


async def test_the_answer_for_aac_is_decoded(service: Any) -> None:
    data = compressed("aac", "adts", 1.0)

    async def send(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, 200, "audio/aac", length=len(data))
        writer.write(data)

    service.answer = send
    voice = OpenAIVoice(OpenAIVoice.Config(base_url=service.url, format="aac"))
    assert len(sound(await said(voice))) == pytest.approx(SAMPLE_RATE_HZ, rel=0.06)
    await voice.close()


async def test_a_compressed_answer_begins_before_its_end(service: Any, voice: OpenAIVoice) -> None:
    data = compressed("libmp3lame", "mp3", 4.0)
    go_on = asyncio.Event()

    async def slowly(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, 200, "audio/mpeg")
        await service.chunk(writer, data[: len(data) // 2])
        await go_on.wait()
        await service.chunk(writer, data[len(data) // 2 :])
        await service.chunk(writer, b"")

    service.answer = slowly
    pieces = voice.speak(Utterance("one", "Hello.", "en"))
    first = await anext(pieces)
    assert len(first.pcm) > SAMPLE_RATE_HZ
    go_on.set()
    whole = sound([first, *[piece async for piece in pieces]])
    assert len(whole) == pytest.approx(4 * SAMPLE_RATE_HZ, rel=0.03)
    assert np.abs(np.diff(whole)).max() < 0.05, "a click where the halves meet"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("audio/wav", b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00"),
        ("audio/wav", wav(0.1, 24_000, 1)[:20] + b"\x03\x00" + wav(0.1, 24_000, 1)[22:]),
        ("audio/ogg", b"OggS" + bytes(2000)),
        ("audio/mpeg", b"ID3" + bytes(500)),
        ("audio/flac", b"fLaC" + b"\xff" * 500),
    ],
)
async def test_sound_that_does_not_decode_is_an_error(
    service: Any, voice: OpenAIVoice, kind: str, data: bytes
) -> None:
    async def send(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer, 200, kind, length=len(data))
        writer.write(data)

    service.answer = send
    with pytest.raises(VoiceError, match="does not decode"):
        await said(voice)


async def test_pcm_cut_between_bytes_and_at_odd_places_is_whole(service: Any, voice: OpenAIVoice) -> None:
    data = tone(0.5)

    async def crumbs(request: Any, writer: asyncio.StreamWriter) -> None:
        await service.head(writer)
        for start in range(0, len(data), 333):
            await service.chunk(writer, data[start : start + 333])
        await service.chunk(writer, b"")

    service.answer = crumbs
    whole = sound(await said(voice))
    assert len(whole) == pytest.approx(0.5 * SAMPLE_RATE_HZ, abs=5)
    assert np.abs(np.diff(whole)).max() < 0.02


def test_the_key_is_in_no_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    one = OpenAIVoice(OpenAIVoice.Config(voices={"en": "a", "zh": "b"}))
    other = OpenAIVoice(OpenAIVoice.Config(voices={"en": "a", "zh": "c"}))
    assert one.fingerprint("en") == other.fingerprint("en") != one.fingerprint("zh")
    assert one.fingerprint("zh") != other.fingerprint("zh")
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    assert one.fingerprint("en") == other.fingerprint("en")


def test_httpx_is_used_without_following_redirects() -> None:
    assert isinstance(OpenAIVoice()._connected(), httpx.AsyncClient)
    assert not OpenAIVoice()._connected().follow_redirects
