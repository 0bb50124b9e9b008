"""Bytes of a streamed sound to samples: bare PCM and WAV at once, compressed ones through FFmpeg (PyAV)."""

from __future__ import annotations

import codecs
import io
import re
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar.media import Pcm
from avatar.voices.engine.child import To48k

_PCM_TYPES = re.compile(
    r"audio/(pcm|l16|x-raw|raw|basic)|application/octet-stream|binary/octet-stream|^$", re.I
)
_RATE = re.compile(r"rate=(\d{4,6})")
_WORDS = ("text/", "application/json", "application/problem", "application/xml", "video/", "image/")
_MOST_COMPRESSED_BYTES = 32 * 1024 * 1024
_AV_FORMATS = {"mp3": "mp3", "opus": "ogg", "flac": "flac", "aac": "aac"}


class NoSound(ValueError):
    """The bytes are not the sound they seemed to be; one line."""


class Format(StrEnum):
    """A form of sound that a service may send."""

    PCM = "pcm"
    WAV = "wav"
    MP3 = "mp3"
    OPUS = "opus"
    FLAC = "flac"
    AAC = "aac"


class Decoder(Protocol):
    """Takes bytes as they come, gives samples as early as it can."""

    def push(self, data: bytes) -> list[Pcm]:
        """Sound that is ready after these bytes: float32 (samples,), 48 kHz."""
        ...

    def finish(self) -> list[Pcm]:
        """The rest of it."""
        ...


def told_apart(head: bytes, content_type: str, expected: Format) -> Format | None:
    """What a body is, by its first bytes; None when it is text, or nothing that was expected.

    A service may ignore what it was asked for, or send an error with status 200.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Format.WAV
    if head[:4] == b"OggS":
        return Format.OPUS
    if head[:4] == b"fLaC":
        return Format.FLAC
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith(_WORDS):
        return None
    if head[:3] == b"ID3":
        return Format.MP3
    if kind in ("audio/mpeg", "audio/mp3") or (expected is Format.MP3 and _mpeg(head)):
        return Format.MP3 if _mpeg(head) else None
    if kind in ("audio/aac", "audio/x-aac", "audio/aacp") or expected is Format.AAC:
        return Format.AAC if _mpeg(head) else None
    if expected is Format.PCM and _PCM_TYPES.search(kind) and not _text(head):
        return Format.PCM
    return None


def _mpeg(head: bytes) -> bool:
    """Whether it begins with the sync word of MPEG audio or ADTS."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0


def _text(head: bytes) -> bool:
    """Whether bytes are words; the last character may be cut. Sound is hardly ever valid UTF-8."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text) and all(sign.isprintable() or sign.isspace() for sign in text)


def decoder(kind: Format, pcm_rate_hz: int, content_type: str) -> Decoder:
    """A decoder for one answer.

    Args:
        kind: What it is.
        pcm_rate_hz: Hertz of bare PCM, unless the content type says otherwise.
        content_type: The answer's header.
    """
    if kind is Format.PCM:
        said = _RATE.search(content_type)
        rate_hz = int(said[1]) if said else pcm_rate_hz
        return _Pcm(rate_hz if 8_000 <= rate_hz <= 192_000 else pcm_rate_hz)
    if kind is Format.WAV:
        return _Wav()
    return _Compressed(_AV_FORMATS[kind])


class _Pcm:
    """Signed 16 bit, little-endian, mono."""

    def __init__(self, rate_hz: float, channels: int = 1) -> None:
        self._to_48k = To48k(rate_hz)
        self._channels = channels
        self._rest = b""

    def push(self, data: bytes) -> list[Pcm]:
        data = self._rest + data
        whole = len(data) - len(data) % (2 * self._channels)
        self._rest = data[whole:]
        if not whole:
            return []
        samples = np.frombuffer(data[:whole], "<i2")
        if self._channels > 1:
            samples = samples.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        return [self._to_48k.push(samples)]

    def finish(self) -> list[Pcm]:
        return [self._to_48k.finish()]


class _Wav:
    """RIFF/WAVE as it is streamed: lengths in the header are often wrong and not believed."""

    def __init__(self) -> None:
        self._head = b""
        self._body: _Pcm | None = None
        self._left: int | None = None

    def push(self, data: bytes) -> list[Pcm]:
        if self._body is None:
            self._head += data
            data = self._begun()
            if self._body is None:
                return []
        if self._left is not None:
            data, self._left = data[: self._left], max(0, self._left - len(data))
        return self._body.push(data)

    def finish(self) -> list[Pcm]:
        if self._body is None:
            raise NoSound("the WAV file has no samples")
        return self._body.finish()

    def _begun(self) -> bytes:
        """The first samples, once the header is whole."""
        head, at, form = self._head, 12, b""
        while len(head) >= at + 8:
            name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
            if name == b"data":
                self._body = self._made(form)
                self._left = None if size in (0, 0x7FFFFFFF) or size >= 0xFFFFFF00 else size
                return head[at + 8 :]
            if name == b"fmt ":
                form = head[at + 8 : at + 8 + size]
            at += 8 + size + size % 2
        if len(head) > 1_000_000:
            raise NoSound("the WAV file's header does not end")
        return b""

    @staticmethod
    def _made(form: bytes) -> _Pcm:
        if len(form) < 16:
            raise NoSound("the WAV file does not say its form")
        code, channels = int.from_bytes(form[0:2], "little"), int.from_bytes(form[2:4], "little")
        rate_hz, bits = int.from_bytes(form[4:8], "little"), int.from_bytes(form[14:16], "little")
        if code == 0xFFFE and len(form) >= 26:
            code = int.from_bytes(form[24:26], "little")
        if code != 1 or bits != 16 or not 1 <= channels <= 8 or not 8_000 <= rate_hz <= 192_000:
            raise NoSound(f"WAV of code {code}, {bits} bits, {channels} channels, {rate_hz} Hz is not read")
        return _Pcm(rate_hz, channels)


class _Compressed:
    """MP3, Opus, FLAC, AAC: decoded packet by packet from what has come."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._data = bytearray()
        self._read = 0
        self._to_48k: To48k | None = None
        self._decoded = 0
        self._tried = 0

    def push(self, data: bytes) -> list[Pcm]:
        self._data += data
        if len(self._data) > _MOST_COMPRESSED_BYTES:
            raise NoSound("it is too large")
        if len(self._data) < max(4096, self._tried + self._tried // 2):
            return []
        return self._decode(last=False)

    def finish(self) -> list[Pcm]:
        pieces = self._decode(last=True)
        return pieces if self._to_48k is None else [*pieces, self._to_48k.finish()]

    def _decode(self, *, last: bool) -> list[Pcm]:
        """Samples that are new; what was decoded before is decoded again, three times at most in all."""
        import av

        self._tried = len(self._data)
        chunks: list[NDArray[np.float32]] = []
        rate_hz = 0
        reason = "it has no samples"
        try:
            with av.open(io.BytesIO(bytes(self._data)), "r", format=self._form) as source:
                rate_hz = source.streams.audio[0].rate
                to_mono = av.AudioResampler(format="flt", layout="mono")
                for frame in source.decode(audio=0):
                    chunks += [np.float32(part.to_ndarray()).reshape(-1) for part in to_mono.resample(frame)]
        except (av.error.FFmpegError, IndexError, ValueError) as error:
            reason = " ".join(str(error).split())[:120]
        if not last:
            chunks = chunks[:-2]  # what a packet cut in two decodes to
        samples = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
        if last and not len(samples):
            raise NoSound(reason)
        new, self._decoded = samples[self._decoded :], max(self._decoded, len(samples))
        if not len(new):
            return []
        if self._to_48k is None:
            self._to_48k = To48k(rate_hz)
        return [self._to_48k.push(new)]
