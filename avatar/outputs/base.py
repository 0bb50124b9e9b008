"""Where the one encode goes, as everything else sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from avatar.stage.config import StageConfig
    from avatar.stage.messages import Report


@dataclass(frozen=True, slots=True)
class Packet:
    """An encoded piece of picture or sound. No B-frames: it is shown in the order it comes."""

    video: bool
    """Picture, else sound."""
    at: int
    """Presentation time on the audio clock, samples. The sound's first packet begins before zero: it is
    the coder's own lead-in, which players skip."""
    duration: int
    """Samples."""
    keyframe: bool
    """Whether decoding can begin here; always set for sound."""
    data: bytes
    """H.264 with length-prefixed units, or raw AAC."""

    def sounds_at(self, at: int) -> bool:
        """Whether a packet of sound is needed to hear sample ``at`` and what follows.

        Packets overlap by half (AAC's transform), so the one before is needed too.
        """
        return self.at + 2 * self.duration > at


@dataclass(frozen=True, slots=True)
class Airing:
    """What an output is told of the stream it carries."""

    stage: StageConfig
    header: bytes
    """MP4 initialisation segment: both codecs' parameters, for ``avatar.outputs.mux``."""
    metadata: dict[str, str]
    """Container metadata: the implicit AI label."""
    report: Callable[[Report], None]
    """Takes a report to the room; may wait while the room is slow."""


class Output(Protocol):
    """Carries packets somewhere.

    A back end is one file with a class of this shape, a nested ``Config`` (pydantic, ``extra="forbid"``)
    and one line in ``avatar.registry``. Its constructor takes ``(config, airing)``. All calls come from
    one thread of its own, so they may block, but no longer than a few seconds.
    """

    name: str
    """How reports call it."""

    def open(self) -> str:
        """Get ready for a stream that begins with the next packet, a keyframe of the picture.

        Returns:
            One line for the operator: where the stream goes. No secrets.

        Raises:
            OutputDown: It does not work now; it is tried again later.
        """
        ...

    def write(self, packet: Packet) -> None:
        """Carry one packet. After dropped pictures the next one is a keyframe again.

        Raises:
            OutputDown: The connection or file is lost; ``open`` follows later.
        """
        ...

    def close(self) -> None:
        """Finish what was written. Safe to call twice, and after a failure.

        Raises:
            OutputDown: The end could not be written.
        """
        ...


class OutputDown(RuntimeError):
    """An output does not work for now. The message is one line for the operator, without secrets."""
