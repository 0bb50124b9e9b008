"""The sound in a file that anybody may have made, decoded piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Pcm

LONGEST_S = 3600
"""Seconds of sound that are read of one file."""

_FORMATS = "wav,w64,rf64,flac,mp3,ogg,aac,aiff,au,caf,mov,matroska,amr,mpeg,mpegts,asf,avi"
"""Containers that cannot name other files or addresses to be opened."""
_BROKEN = 50
"""Packets in a row that may be unreadable."""


class SoundError(ValueError):
    """A file holds no sound that can be used."""


def sound_of(path: Path) -> Iterator[Pcm]:
    """Decode a file's first sound track to 48 kHz mono, float32 (samples,) at a time.

    Packets that cannot be decoded are passed over.

    Raises:
        SoundError: The file is missing or no sound, or it lasts longer than ``LONGEST_S``.
    """
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    try:
        container = av.open(f"file:{path}", options=options)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise SoundError(f"{path} is no sound file that can be read: {_reason(error)}") from error
    with container:
        if not container.streams.audio:
            raise SoundError(f"{path} has no sound track")
        if container.duration and container.duration > LONGEST_S * av.time_base:
            raise _too_long(path)
        samples = 0
        for pcm in _decoded(container):
            samples += len(pcm)
            if samples > LONGEST_S * SAMPLE_RATE_HZ:
                raise _too_long(path)
            yield pcm
        if not samples:
            raise SoundError(f"{path} holds no sound that can be decoded")


def _too_long(path: Path) -> SoundError:
    return SoundError(f"{path} is longer than {LONGEST_S // 60} minutes; cut it into parts")


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0]


def _decoded(container: av.container.InputContainer) -> Iterator[Pcm]:
    resampler = _resampler()
    for frame in _frames(container):
        try:
            converted = resampler.resample(frame)
        except ValueError:  # the format changes in the middle of the file
            yield from _samples(resampler.resample(None))
            resampler = _resampler()
            converted = resampler.resample(frame)
        yield from _samples(converted)
    yield from _samples(resampler.resample(None))


def _frames(container: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    packets = container.demux(container.streams.audio[0])
    broken = 0
    while broken < _BROKEN:
        try:
            for frame in next(packets).decode():
                broken = 0
                if isinstance(frame, av.AudioFrame):
                    yield frame
        except StopIteration:
            return
        except (av.FFmpegError, ValueError):
            broken += 1


def _samples(frames: list[av.AudioFrame]) -> Iterator[Pcm]:
    for frame in frames:
        if frame.samples:
            pcm = np.asarray(frame.to_ndarray(), np.float32).reshape(-1)
            yield np.clip(np.nan_to_num(pcm, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)


def _resampler() -> av.AudioResampler:
    return av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
