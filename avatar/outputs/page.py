"""The page's stream: fragmented MP4 in memory, reported piece by piece.

One initialisation segment, then one fragment a picture: the picture, and the sound that came since the one
before. A viewer joins with the newest initialisation segment and any fragment marked ``keyframe``. After
dropped pictures a new epoch begins, so that no viewer meets a hole in the times.
"""

from __future__ import annotations

import io
import time
from collections import deque

from pydantic import BaseModel, ConfigDict

from avatar.outputs.base import Airing, Packet
from avatar.outputs.fragments import AUDIO_TRACK, VIDEO_TRACK, fragment
from avatar.outputs.mux import Muxer
from avatar.stage.messages import Fragment

_OPTIONS = {"movflags": "empty_moov+default_base_moof+use_metadata_tags+skip_trailer"}

_SOUND = 16
"""Packets of sound that may wait for a picture: a third of a second."""


class PageOutput:
    """Gives the room what it sends to browsers."""

    name = "page"

    class Config(BaseModel):
        """There is nothing to choose."""

        model_config = ConfigDict(extra="forbid", frozen=True)

    def __init__(self, config: Config, airing: Airing) -> None:
        self._airing = airing
        self._codecs = codecs(airing.header)
        self._epoch = time.time_ns() // 1_000_000
        self._sound: deque[Packet] = deque(maxlen=_SOUND)
        self._fragments = 0
        self._zero = 0
        self._next_picture: int | None = None

    def open(self) -> str:
        """Begin an epoch."""
        self._epoch += 1
        self._fragments = 0
        self._sound.clear()
        self._next_picture = None
        segment = initialisation(self._airing.header, self._airing.metadata)
        self._airing.report(Fragment(self._epoch, "init", keyframe=False, data=segment, codecs=self._codecs))
        return "for the page"

    def write(self, packet: Packet) -> None:
        """Carry one packet; a picture is reported at once."""
        if not packet.video:
            self._sound.append(packet)
            return
        if self._next_picture is None:
            self._zero = packet.at - packet.duration
        elif packet.at != self._next_picture:
            self.open()
            self._zero = packet.at - packet.duration
        self._next_picture = packet.at + packet.duration
        self._fragments += 1
        sound = [each for each in self._sound if each.at >= self._zero]
        self._sound.clear()
        data = fragment(self._fragments, self._zero, [(VIDEO_TRACK, [packet]), (AUDIO_TRACK, sound)])
        self._airing.report(Fragment(self._epoch, "media", keyframe=packet.keyframe, data=data))

    def close(self) -> None:
        """End the epoch. Sound after the last picture is left out."""


def initialisation(header: bytes, metadata: dict[str, str]) -> bytes:
    """The initialisation segment that browsers get: both tracks on the audio clock, and the metadata."""
    sink = io.BytesIO()
    muxer = Muxer(sink, "mp4", header, options=_OPTIONS, metadata=metadata)
    muxer.begin()
    segment = sink.getvalue()
    muxer.close()
    return segment


def codecs(header: bytes) -> str:
    """What a browser calls the codecs of an initialisation segment (RFC 6381).

    Raises:
        ValueError: It holds no H.264.
    """
    found = header.find(b"avcC")
    if found < 0:
        raise ValueError("no H.264 in the initialisation segment")
    profile, compatibility, level = header[found + 5 : found + 8]
    return f"avc1.{profile:02x}{compatibility:02x}{level:02x},mp4a.40.2"
