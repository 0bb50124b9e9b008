"""FFmpeg's audio filters (through PyAV) on speech as it comes: samples in, as many samples out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from avatar.media import SAMPLE_RATE_HZ, Pcm

_LAYOUT, _FORMAT = "mono", "fltp"


class Filters:
    """A chain of filters with a memory, for one utterance."""

    def __init__(self, chain: Sequence[tuple[str, str]]) -> None:
        """Set it up.

        Args:
            chain: Names and options of the filters, as FFmpeg writes them.
        """
        graph = Graph()
        self._source = graph.add_abuffer(
            sample_rate=SAMPLE_RATE_HZ, format=_FORMAT, layout=_LAYOUT, time_base=Fraction(1, SAMPLE_RATE_HZ)
        )
        before = self._source
        for name, options in (*chain, ("abuffersink", "")):
            after = graph.add(name, options or None)
            before.link_to(after)
            before = after
        self._sink = before
        self._graph = graph
        graph.configure()
        self._done = 0

    def push(self, pcm: Pcm) -> list[av.AudioFrame]:
        """Put samples in.

        Returns:
            The frames that are ready.
        """
        if not len(pcm):
            return []
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm)[None, :], format=_FORMAT, layout=_LAYOUT)
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = self._done
        self._done += len(pcm)
        self._source.push(frame)
        return list(self._ready())

    def flush(self) -> list[av.AudioFrame]:
        """End the sound.

        Returns:
            The frames that were held back.
        """
        self._source.push(None)
        return list(self._ready())

    def _ready(self) -> Iterator[av.AudioFrame]:
        while True:
            try:
                frame = self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            yield frame


class Equaliser:
    """Takes out what lies under the voice (an offset, hum), and brightens it by vocal effort.

    Effort flattens the spectrum of a voice, it does not only raise its level: H. Traunmüller and A. Eriksson,
    "Acoustic effects of variation in vocal effort by men, women, and children" (JASA 107(6), 2000).
    """

    def __init__(self, treble_db: float = 0.0) -> None:
        """Set it up.

        Args:
            treble_db: Decibels that the sound above 1.5 kHz is raised by.
        """
        chain = [("highpass", "f=40:p=2")]
        if treble_db:
            chain.append(("highshelf", f"f=1500:g={treble_db:.2f}:t=q:w=0.7"))
        self._filters = Filters(chain)

    def push(self, pcm: Pcm) -> Pcm:
        """Filter samples; as many come out."""
        frames = [frame.to_ndarray()[0] for frame in self._filters.push(pcm)]
        return np.concatenate(frames).astype(np.float32) if frames else np.zeros(0, np.float32)
