"""The page's stream: fragmented MP4 in memory, reported piece by piece.

One initialisation segment, then about one fragment a picture: the picture and the sound since the one
before. A viewer joins with the newest initialisation segment and any fragment marked ``keyframe``. After
dropped pictures a new epoch begins, so that no viewer meets a hole in the times.
"""

from __future__ import annotations

import time
from collections import deque

import av
from pydantic import BaseModel, ConfigDict

from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.outputs.mux import Muxer
from avatar.stage.messages import Fragment

_OPTIONS = {
    "movflags": "frag_every_frame+empty_moov+default_base_moof+use_metadata_tags+skip_trailer",
    "flush_packets": "1",
}

_TRACK_AT = 44
"""Byte of a ``moof`` box where its only track's number stands: after the headers of moof (8), mfhd (16),
traf (8) and tfhd (12). ISO/IEC 14496-12, 8.8."""

_VIDEO_TRACK = 1


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
        self._muxer: Muxer | None = None
        self._boxes = _Boxes()
        self._keyframes: deque[bool] = deque()
        self._start = b""
        self._pending = b""
        self._next_picture: int | None = None

    def open(self) -> str:
        """Begin an epoch."""
        self._epoch += 1
        self._boxes = _Boxes()
        self._muxer = Muxer(
            self._boxes, "mp4", self._airing.header, options=_OPTIONS, metadata=self._airing.metadata
        )
        self._keyframes.clear()
        self._start = self._pending = b""
        self._next_picture = None
        return "for the page"

    def write(self, packet: Packet) -> None:
        """Carry one packet; what is complete is reported.

        Raises:
            OutputDown: The packet cannot be put into the container.
        """
        if packet.video:
            if self._next_picture not in {None, packet.at}:
                self.close()
                self.open()
            self._next_picture = packet.at + packet.duration
            self._keyframes.append(packet.keyframe)
        if self._muxer is None:
            raise OutputDown("the page's stream is not open")
        try:
            self._muxer.write(packet)
        except av.FFmpegError as error:
            raise OutputDown(f"the page's stream breaks off: {error.strerror}") from error
        for kind, box in self._boxes.take():
            self._pass_on(kind, box)

    def close(self) -> None:
        """End the epoch."""
        muxer, self._muxer = self._muxer, None
        if muxer is not None:
            muxer.close()

    def _pass_on(self, kind: bytes, box: bytes) -> None:
        if kind in {b"ftyp", b"moov"}:
            self._start += box
            if kind == b"moov":
                self._report("init", self._start, keyframe=False)
            return
        self._pending += box
        if kind == b"moof":
            self._video = int.from_bytes(box[_TRACK_AT : _TRACK_AT + 4], "big") == _VIDEO_TRACK
        elif kind == b"mdat" and self._video:
            data, self._pending = self._pending, b""
            self._report("media", data, keyframe=self._keyframes.popleft())

    def _report(self, kind: str, data: bytes, *, keyframe: bool) -> None:
        fragment = (
            Fragment(self._epoch, "init", keyframe, data, self._codecs)
            if kind == "init"
            else Fragment(self._epoch, "media", keyframe, data)
        )
        self._airing.report(fragment)


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


class _Boxes:
    """Takes a container's bytes as they are written and gives whole top-level boxes."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._data += data
        return len(data)

    def take(self) -> list[tuple[bytes, bytes]]:
        """The boxes that are complete: kind and bytes."""
        boxes = []
        while len(self._data) >= 8:
            size = int.from_bytes(self._data[:4], "big")
            if not 8 <= size <= len(self._data):
                break
            boxes.append((bytes(self._data[4:8]), bytes(self._data[:size])))
            del self._data[:size]
        return boxes
