"""Packets into containers, with PyAV. No encoder is needed: the header carries the codecs' parameters."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

import av
from av.container import InputContainer, OutputContainer

from avatar.media import SAMPLE_RATE_HZ
from avatar.outputs.base import Packet

TIME_BASE = Fraction(1, SAMPLE_RATE_HZ)


class Sink(Protocol):
    """Anything that takes a container's bytes."""

    def write(self, data: Any) -> int:
        """Take the next bytes; returns how many, which is all."""
        ...


class Muxer:
    """One container being written. Its time zero is that of the first packet, which is a picture."""

    def __init__(
        self,
        target: str | Sink,
        container: str,
        header: bytes,
        *,
        options: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare the container; the first packet opens the target.

        Args:
            target: A path, a URL, or what takes the bytes.
            container: FFmpeg's name of the format.
            header: MP4 initialisation segment with both codecs' parameters.
            options: The format's own options.
            metadata: The container's metadata.
        """
        self._parameters = _open_header(header)
        self._container: OutputContainer = av.open(
            target, "w", format=container, container_options=dict(options or {})
        )
        self._container.metadata.update(metadata or {})
        self._streams = {
            stream.type == "video": self._container.add_stream_from_template(stream, time_base=TIME_BASE)
            for stream in (self._parameters.streams.video[0], self._parameters.streams.audio[0])
        }
        self._zero = 0
        self._begun = False

    def begin(self) -> None:
        """Open the target and write the container's beginning; else the first packet does.

        Raises:
            av.FFmpegError: The target does not take it.
        """
        self._container.start_encoding()

    def write(self, packet: Packet) -> None:
        """Write one packet. Sound from before the first picture is left out.

        Raises:
            av.FFmpegError: The target does not take it.
        """
        if not self._begun:
            self._zero = packet.at
            self._begun = True
        if not packet.sounds_at(self._zero):
            return
        at = packet.at - self._zero
        piece: av.Packet[Any] = av.Packet(packet.data)
        piece.time_base = TIME_BASE
        piece.pts = piece.dts = at
        piece.duration = packet.duration
        piece.is_keyframe = packet.keyframe
        piece.stream = self._streams[packet.video]
        self._container.mux_one(piece)

    def close(self) -> None:
        """Write the container's end.

        Raises:
            av.FFmpegError: The target does not take it.
        """
        self._parameters.close()
        self._container.close()


def _open_header(header: bytes) -> InputContainer:
    return av.open(io.BytesIO(header), "r", format="mp4")
