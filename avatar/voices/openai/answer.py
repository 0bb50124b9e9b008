"""What a speech service answered: sound, or in one line why not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator

import httpx

from avatar.media import SAMPLE_RATE_HZ, Pcm
from avatar.voices.base import VoiceError
from avatar.voices.openai.codec import Decoder, Format, NoSound, decoder, told_apart

RETRYABLE = frozenset({408, 409, 425, 429})
"""Statuses below 500 that may be gone a moment later."""

_HEAD_BYTES = 64
"""Bytes that tell what a body is."""
_MOST_ERROR_BYTES = 8_192
_LONGEST_REASON = 200


async def sound(
    where: str,
    answer: httpx.Response,
    expected: Format,
    pcm_rate_hz: int,
    *,
    silent_s: float,
    longest_s: float,
    secret: str,
) -> AsyncGenerator[Pcm]:
    """Yield an answer's sound as it comes: float32 (samples,), 48 kHz.

    Args:
        where: The service's address, for errors.
        answer: A streamed answer with status 200.
        expected: What was asked for.
        pcm_rate_hz: Hertz of bare PCM.
        silent_s: Seconds that may pass without a byte.
        longest_s: Seconds of sound it may come to.
        secret: What no error may repeat.

    Raises:
        VoiceError: It is no sound, breaks off, stalls, or is too long.
    """
    chunks = answer.aiter_bytes()
    head = b""
    made, most = 0, round(longest_s * SAMPLE_RATE_HZ)
    reader: Decoder | None = None
    try:
        while True:
            chunk = await _next(chunks, where, silent_s)
            if reader is None:
                head += chunk or b""
                if chunk is not None and len(head) < _HEAD_BYTES:
                    continue
                kind = told_apart(head, answer.headers.get("content-type", ""), expected)
                if kind is None:
                    reason = _reason(head + (await _some(chunks, silent_s)), secret)
                    raise VoiceError(f"{where} sent no sound: {reason}")
                reader = decoder(kind, pcm_rate_hz, answer.headers.get("content-type", ""))
                pieces = reader.push(head)
            else:
                pieces = reader.push(chunk or b"")
            if chunk is None:
                pieces = [*pieces, *reader.finish()]
            for pcm in pieces:
                made += len(pcm)
                if made > most:
                    raise VoiceError(f"{where} sent over {longest_s:g} s of one sentence")
                if len(pcm):
                    yield pcm
            if chunk is None:
                break
    except NoSound as error:
        raise VoiceError(f"{where} sent sound that does not decode: {error}") from None
    if not made:
        raise VoiceError(f"{where} sent an empty sound")


async def explained(where: str, answer: httpx.Response, silent_s: float, secret: str) -> VoiceError:
    """The error for an answer that is none: the service's own words in one line, its status, what to do.

    Args:
        where: The service's address.
        answer: A streamed answer.
        silent_s: Seconds its body may take.
        secret: What must not be repeated.
    """
    status = answer.status_code
    body = await _some(answer.aiter_bytes(), silent_s)
    reason = _reason(body, secret)
    if status in (401, 403):
        return VoiceError(f"{where} refuses the key (HTTP {status}): {reason}", retryable=False)
    retryable = status >= 500 or status in RETRYABLE
    return VoiceError(f"{where} answers HTTP {status}: {reason}", retryable=retryable)


async def _next(chunks: AsyncIterator[bytes], where: str, silent_s: float) -> bytes | None:
    """The next bytes; None at the end."""
    try:
        async with asyncio.timeout(silent_s):
            return await anext(chunks, None)
    except TimeoutError:
        raise VoiceError(f"{where} sent nothing for {silent_s:g} s") from None
    except httpx.HTTPError as error:
        broken = " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__
        raise VoiceError(f"{where} broke off: {broken}") from None


async def _some(chunks: AsyncIterator[bytes], silent_s: float) -> bytes:
    """The beginning of a body that is read for its words."""
    body = b""
    try:
        async with asyncio.timeout(silent_s):
            async for chunk in chunks:
                body += chunk
                if len(body) >= _MOST_ERROR_BYTES:
                    break
    except (TimeoutError, httpx.HTTPError, httpx.StreamError):
        pass
    return body[:_MOST_ERROR_BYTES]


def _reason(body: bytes, secret: str) -> str:
    """What a body says, in one line: an OpenAI-like error's message, or the text's beginning."""
    text = body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
        for name in ("error", "detail", "message"):
            if isinstance(said, dict) and said.get(name):
                said = said[name]
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    if secret:
        text = text.replace(secret, "***")
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = " ".join(text.split())
    return (text[:_LONGEST_REASON] + " …" if len(text) > _LONGEST_REASON else text) or "without a reason"
