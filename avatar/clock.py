"""The one clock: 48 kHz audio samples, counted. Everything else is derived from that count.

Picture ``n`` stands for the samples ``[n * frame_samples(fps), (n + 1) * frame_samples(fps))``. The
machine's monotonic clock only paces: it says when a sample is due, never which sample it is.
"""

from __future__ import annotations

from avatar.media import SAMPLE_RATE_HZ

BLOCK = 480
"""Samples: the piece in which sound is made, 10 ms."""


def frame_samples(fps: int) -> int:
    """Samples of one picture: 1,920 at 25 pictures a second, 1,600 at 30.

    Raises:
        ValueError: A picture would not be a whole number of samples.
    """
    if fps <= 0 or SAMPLE_RATE_HZ % fps:
        raise ValueError(f"{fps} pictures a second do not divide {SAMPLE_RATE_HZ} Hz")
    return SAMPLE_RATE_HZ // fps


def next_frame(at: int, fps: int) -> int:
    """Number of the first picture that begins at or after sample ``at``."""
    return -(-at // frame_samples(fps))


class Pace:
    """When each sample is due on the monotonic clock.

    A stage that fell far behind (a suspended machine) does not hurry after the lost time: ``rebase``
    makes the present moment the due time of the next sample, and the stream goes on where it stood.
    """

    def __init__(self, at: int, now_s: float) -> None:
        """Begin with sample ``at`` due at monotonic time ``now_s``."""
        self._at = at
        self._since_s = now_s

    def due_s(self, at: int) -> float:
        """Monotonic time at which sample ``at`` is due."""
        return self._since_s + (at - self._at) / SAMPLE_RATE_HZ

    def behind_s(self, at: int, now_s: float) -> float:
        """How late sample ``at`` would be if it went out now; negative when it is not due yet."""
        return now_s - self.due_s(at)

    def rebase(self, at: int, now_s: float) -> None:
        """Take sample ``at`` as due now."""
        self._at = at
        self._since_s = now_s
