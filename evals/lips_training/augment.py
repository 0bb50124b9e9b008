"""One recording in another room: other speaker size, speed, level, microphone, noise and codec."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import cast

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from avatar.lips.features import SILENCE, LogMel
from evals.lips_training.recording import RATE_HZ, Recording

Sound = NDArray[np.float32]

_HOP = RATE_HZ // 100
_CODECS = (
    ("mp3", "mp3", 24_000),
    ("mp3", "mp3", 64_000),
    ("ogg", "libopus", 12_000),
    ("ogg", "libopus", 24_000),
)


def augmented(
    recording: Recording, chance: np.random.Generator
) -> tuple[NDArray[np.float16], NDArray[np.int8]]:
    """Features and phones of one variation.

    Returns:
        float16 (rows, bands) and int8 (rows,).
    """
    speed = float(np.exp(chance.normal(0.0, 0.09)).clip(0.78, 1.28))
    sound: Sound = recording.pcm.astype(np.float32) / np.float32(32768)
    sound = np.asarray(soxr.resample(sound, RATE_HZ * speed, RATE_HZ, quality="MQ"), np.float32)
    phones = _respeed(recording.phones, len(sound), speed)
    sound /= np.float32(max(float(np.sqrt(np.mean(sound[sound != 0] ** 2))) if np.any(sound) else 1.0, 1e-4))
    if chance.random() < 0.5:
        sound, phones = _padded(sound, phones, chance)
    if chance.random() < 0.25:
        sound = _breathed(sound, phones, chance)
    if chance.random() < 0.4:
        sound = _reverberated(sound, chance)
    if chance.random() < 0.7:
        sound = sound + noise(len(sound), chance) * np.float32(10 ** (-chance.uniform(5, 45) / 20))
    sound *= np.float32(10 ** (chance.uniform(-42, -12) / 20))
    sound = np.clip(sound, -1, 1).astype(np.float32)
    if chance.random() < 0.08:
        sound = _coded(sound, chance)
    if chance.random() < 0.06:
        sound = _companded(sound)
    return _features(sound, chance)[: len(phones)], phones


def non_speech(seconds: float, chance: np.random.Generator) -> Recording:
    """Music, hum, breath and noise, in which no mouth moves."""
    sound = noise(int(seconds * RATE_HZ), chance, busy=True)
    envelope = np.interp(np.arange(len(sound)), np.linspace(0, len(sound), 9), chance.uniform(0, 1, 9) ** 2)
    pcm = np.clip(sound * envelope * 3000, -32768, 32767).astype(np.int16)
    return Recording(pcm, np.zeros(-(-len(pcm) // _HOP), np.int8))


def noise(samples: int, chance: np.random.Generator, busy: bool = False) -> Sound:
    """Coloured noise, hum or chords, of power 1."""
    kind = chance.random()
    if kind < (0.45 if busy else 0.12):
        made = _chords(samples, chance)
    else:
        size = 1 << max(samples - 1, 1).bit_length()
        spectrum = np.fft.rfft(chance.standard_normal(size))
        hertz = np.fft.rfftfreq(size, 1 / RATE_HZ)
        spectrum *= (np.maximum(hertz, 40) / 1000) ** -chance.uniform(0.0, 1.2)
        if chance.random() < 0.4:
            centre, width = np.exp(chance.uniform(np.log(200), np.log(5000))), chance.uniform(0.3, 1.2)
            spectrum *= 0.1 + np.exp(-0.5 * (np.log(np.maximum(hertz, 20) / centre) / width) ** 2)
        made = np.fft.irfft(spectrum, size)[:samples].astype(np.float32)
    return made / np.float32(max(float(np.sqrt(np.mean(made**2))), 1e-6))


def _respeed(phones: NDArray[np.int8], samples: int, speed: float) -> NDArray[np.int8]:
    rows = -(-samples // _HOP)
    index = ((np.arange(rows) + 0.5) * speed).astype(int)
    spread: NDArray[np.int8] = phones[np.minimum(index, len(phones) - 1)]
    return spread


def _padded(
    sound: Sound, phones: NDArray[np.int8], chance: np.random.Generator
) -> tuple[Sound, NDArray[np.int8]]:
    """With some silence before and after."""
    before, after = (int(chance.exponential(25)) for _ in range(2))
    whole = np.pad(sound, (0, -len(sound) % _HOP))
    return np.pad(whole, (before * _HOP, after * _HOP)), np.pad(phones, (before, after))


def _breathed(sound: Sound, phones: NDArray[np.int8], chance: np.random.Generator) -> Sound:
    """With breath in the pauses."""
    pauses = np.flatnonzero(np.convolve(phones == 0, np.ones(25), "valid") == 25)
    sound = sound.copy()
    for start in chance.choice(pauses, min(2, len(pauses)), replace=False) if len(pauses) else []:
        at = int(start) * _HOP
        length = min(24 * _HOP, len(sound) - at)
        if length > 1000:
            breath = noise(length, chance) * np.hanning(length)
            sound[at : at + length] += (breath * 10 ** (-chance.uniform(10, 30) / 20)).astype(np.float32)
    return sound


def _reverberated(sound: Sound, chance: np.random.Generator) -> Sound:
    """In a room: exponentially decaying noise after the direct sound."""
    length = int(chance.uniform(0.08, 0.5) * RATE_HZ)
    tail = chance.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail[: int(0.002 * RATE_HZ)] = 0
    tail *= 10 ** (-chance.uniform(2, 18) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    size = 1 << (len(sound) + length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return wet.astype(np.float32)


def _chords(samples: int, chance: np.random.Generator) -> Sound:
    """Notes with overtones, changed now and then."""
    made = np.zeros(samples)
    at = 0
    while at < samples:
        length = min(int(chance.uniform(0.1, 1.2) * RATE_HZ), samples - at)
        time = np.arange(length) / RATE_HZ
        for _ in range(chance.integers(1, 5)):
            pitch = 110 * 2 ** (chance.integers(0, 36) / 12)
            for overtone in range(1, int(min(8, 7000 // pitch)) + 1):
                made[at : at + length] += (
                    np.sin(2 * np.pi * pitch * overtone * time) * np.exp(-time * 3) / overtone
                )
        at += length
    return made.astype(np.float32)


def _companded(sound: Sound) -> Sound:
    """As a telephone sends it: 8 kHz, mu-law (ITU-T G.711)."""
    narrow = soxr.resample(sound, RATE_HZ, RATE_HZ // 2, quality="MQ")
    law = np.sign(narrow) * np.log1p(255 * np.abs(np.clip(narrow, -1, 1))) / np.log(256)
    coded = np.round(law * 127) / 127
    back = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    wide = soxr.resample(back.astype(np.float32), RATE_HZ // 2, RATE_HZ, quality="MQ")
    return np.pad(wide, (0, max(0, len(sound) - len(wide))))[: len(sound)]


def _coded(sound: Sound, chance: np.random.Generator) -> Sound:
    """Through a lossy codec, put back where it was."""
    container_format, codec, bits = _CODECS[chance.integers(len(_CODECS))]
    rate_hz = 48_000 if codec == "libopus" else RATE_HZ
    source = soxr.resample(sound, RATE_HZ, rate_hz, quality="MQ") if rate_hz != RATE_HZ else sound
    store = io.BytesIO()
    with av.open(store, "w", format=container_format) as out:
        stream = cast(av.AudioStream, out.add_stream(codec, rate=rate_hz, layout="mono", bit_rate=bits))
        block = av.AudioFrame.from_ndarray(
            (np.clip(source, -1, 1)[None] * 32767).astype(np.int16), "s16", "mono"
        )
        block.rate = rate_hz
        resampler = av.AudioResampler(
            stream.format, "mono", rate_hz, frame_size=stream.codec_context.frame_size
        )
        for piece in [*resampler.resample(block), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    store.seek(0)
    with av.open(store, "r") as back:
        down = av.AudioResampler("flt", "mono", RATE_HZ)
        pieces = [piece for frame in back.decode(audio=0) for piece in down.resample(frame)]
    heard = np.concatenate([piece.to_ndarray()[0] for piece in pieces])
    return _put_back(sound, heard)


def _put_back(sound: Sound, heard: Sound) -> Sound:
    """A copy of a sound shifted to where it fits best."""
    size = 1 << (len(sound) + len(heard)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size)), size)
    lag = int(np.argmax(match))
    lag -= size if lag > size // 2 else 0
    shifted = heard[lag:] if lag >= 0 else np.pad(heard, (-lag, 0))
    return np.pad(shifted, (0, max(0, len(sound) - len(shifted))))[: len(sound)].astype(np.float32)


@lru_cache(maxsize=32)
def _hearing(warp: float) -> LogMel:
    return LogMel(RATE_HZ, warp)


def _features(sound: Sound, chance: np.random.Generator) -> NDArray[np.float16]:
    """Rows through another vocal tract and another microphone."""
    hearing = _hearing(round(float(chance.uniform(0.86, 1.16)) * 50) / 50)
    padded = np.pad(sound, (hearing.before, hearing.window))
    powers = hearing.powers(padded.astype(np.float32))
    knots = np.cumsum(chance.normal(0, 2.5, 6)) if chance.random() < 0.7 else np.zeros(6)
    tilt_db = np.interp(np.arange(powers.shape[1]), np.linspace(0, powers.shape[1], 6), knots - knots.mean())
    powers = powers * (10 ** (tilt_db / 10)).astype(np.float32)
    if chance.random() < 0.2:
        powers[:, chance.integers(26, powers.shape[1]) :] *= np.float32(1e-5)
    if chance.random() < 0.5:
        powers = powers + np.float32(10 ** (chance.uniform(-90, -62) / 10))
    heard: NDArray[np.float16] = np.log(powers + np.float32(np.exp(SILENCE))).astype(np.float16)
    return heard
