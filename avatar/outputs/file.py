"""A recording: MP4 that plays in everything, even when the stage was killed in the middle.

While it is written it is a fragmented MP4, complete up to the last keyframe; closing it turns it, in place,
into an ordinary one. An existing recording is never overwritten: ``OUT.mp4`` becomes ``OUT-1.mp4`` and so on.
What follows in the same show (after ``part_s``, after a failed disk, after a restart of the stage) goes to
``OUT.part2.mp4``, ``OUT.part3.mp4`` …; the index of a part is held in memory, so parts have a limit.
"""

from __future__ import annotations

from collections import deque
from itertools import count
from pathlib import Path
from typing import BinaryIO

import av
from pydantic import BaseModel, ConfigDict, Field, field_validator

from avatar.media import SAMPLE_RATE_HZ
from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.outputs.mux import Muxer

_OPTIONS = {"movflags": "hybrid_fragmented+delay_moov+use_metadata_tags", "flush_packets": "1"}
"""``delay_moov`` keeps the times exact (the sound's lead-in is skipped); the metadata flag keeps the AI
label, which the MP4 muxer otherwise drops."""

_OVERLAP = 4
"""Packets of sound from before a new part's first picture that it may need too."""

_HEAD_BYTES = 65_536
"""The dead header of a finished recording lies within this much of its media data."""


class FileOutput:
    """Records the stream."""

    name = "file"

    class Config(BaseModel):
        """Where to record."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        path: Path
        part_s: float = Field(default=3600.0, ge=10.0, le=14_400.0)
        """Seconds after which the next part begins."""

        @field_validator("path")
        @classmethod
        def _is_mp4(cls, path: Path) -> Path:
            if path.suffix.lower() != ".mp4":
                raise ValueError(f"{path.name!r} must end in .mp4")
            return path

    def __init__(self, config: Config, airing: Airing) -> None:
        self._config = config
        self._airing = airing
        self._continues = airing.stage.start_at > 0
        self._muxer: Muxer | None = None
        self._path = config.path
        self._started: int | None = None
        self._sound: deque[Packet] = deque(maxlen=_OVERLAP)

    def open(self) -> str:
        """Claim a file that is not there yet.

        Raises:
            OutputDown: The folder is missing or cannot be written.
        """
        self._path = self._claim()
        self._continues = True
        self._started = None
        self._muxer = Muxer(
            str(self._path), "mp4", self._airing.header, options=_OPTIONS, metadata=self._airing.metadata
        )
        if self._path == self._config.path:
            return f"recording to {self._path}"
        return f"recording to {self._path}, because {self._config.path.name} exists"

    def write(self, packet: Packet) -> None:
        """Record one packet; a new part begins with a keyframe.

        Raises:
            OutputDown: The disk does not take it.
        """
        packets = [packet]
        if packet.video and packet.keyframe and self._full(packet.at):
            self.close()
            self.open()
            packets += [sound for sound in self._sound if sound.sounds_at(packet.at)]
        elif not packet.video:
            self._sound.append(packet)
        if self._muxer is None:
            raise OutputDown(f"{self._path.name} is not open")
        if self._started is None:
            self._started = packet.at
        try:
            for each in packets:
                self._muxer.write(each)
        except av.FFmpegError as error:
            raise OutputDown(f"recording to {self._path} stopped: {error.strerror}") from error

    def close(self) -> None:
        """Turn the file into an ordinary MP4; one in which nothing was recorded is removed.

        Raises:
            OutputDown: The disk does not take its end; the file plays up to there.
        """
        muxer, self._muxer = self._muxer, None
        if muxer is None:
            return
        try:
            muxer.close()
            if self._started is None:
                self._path.unlink(missing_ok=True)
            else:
                self._leave_one_label()
        except (av.FFmpegError, OSError) as error:
            raise OutputDown(f"{self._path} could not be finished: {error.strerror}") from error

    def _full(self, at: int) -> bool:
        return self._started is not None and at - self._started >= self._config.part_s * SAMPLE_RATE_HZ

    def _leave_one_label(self) -> None:
        """Blank the label in the fragmented file's dead header, which now lies unused in the media data.

        Exactly one copy may be in a file, and a reader may look for it byte by byte.
        """
        with self._path.open("r+b") as file:
            start, size = _media_data(file)
            file.seek(start)
            head = file.read(min(size, _HEAD_BYTES))
            for value in self._airing.metadata.values():
                found = head.find(value.encode())
                if found >= 0:
                    file.seek(start + found)
                    file.write(bytes(len(value.encode())))

    def _claim(self) -> Path:
        wanted = self._config.path
        for number in count():
            if self._continues:
                path = wanted.with_name(f"{wanted.stem}.part{number + 2}{wanted.suffix}")
            else:
                path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") if number else wanted
            try:
                path.open("xb").close()
            except FileExistsError:
                continue
            except OSError as error:
                raise OutputDown(f"cannot record to {path}: {error.strerror}") from error
            return path
        raise AssertionError("unreachable")


def _media_data(file: BinaryIO) -> tuple[int, int]:
    """Where the first ``mdat`` box of an MP4 begins and how long it is, both in bytes; (0, 0) for none."""
    start = 0
    while len(header := file.read(16)) == 16:
        size, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if size == 1:
            size = int.from_bytes(header[8:], "big")
        if kind == b"mdat":
            return start, size
        if size < 8:
            break
        start += size
        file.seek(start)
    return 0, 0
