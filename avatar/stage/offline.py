"""A stage that nobody waits for: renders a recording as fast as the machine goes."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from avatar.aigc import Aigc
from avatar.clock import frame_samples, next_frame
from avatar.media import SAMPLE_RATE_HZ
from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.outputs.file import FileOutput
from avatar.stage.config import StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.loop import StageLoop
from avatar.stage.messages import Begin, Feed, Report
from avatar.stage.scene import Scene

_AHEAD = 2 * SAMPLE_RATE_HZ
"""Samples handed over before they are heard: lips lead the sound."""
_PART_S = 14_400.0


class RenderError(RuntimeError):
    """A recording cannot be rendered. One line."""


def content_label(producer: str) -> Aigc:
    """The implicit AI label of something made now, with a number of its own."""
    number = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{uuid.uuid4().hex[:12]}"
    return Aigc(ContentProducer=producer, ProduceID=number)


class OfflineStage:
    """One recording's render."""

    def __init__(self, config: StageConfig) -> None:
        """Open the coders and make the face.

        Args:
            config: The stage, beginning at sample 0; its outputs are not used.

        Raises:
            ValueError: The configuration does not work; one line.
        """
        self._config = config
        self._scene = Scene(config, patient=True)
        self._encoder = Encoder(config)
        self._packets: deque[Packet] = deque()
        self._begun = False

    def render(
        self,
        commands: Iterable[Begin | Feed],
        samples: int,
        path: Path,
        progress: Callable[[int, int], None],
    ) -> None:
        """Render to an MP4 with the AI label in every picture and in the metadata. To be called once.

        The file appears under its name when it is whole; one that was there is replaced then.

        Args:
            commands: Utterances and their sound, in order and without gaps.
            samples: Length of the sound; the last picture may go a little beyond it.
            path: The file, ending in ``.mp4``.
            progress: Called with pictures done and pictures in all.

        Raises:
            RenderError: The face fails, or the file cannot be written.
        """
        label = content_label(self._config.producer).metadata()
        airing = Airing(self._config, self._encoder.header, label, _ignore)
        try:
            with TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent) as folder:
                whole = Path(folder) / path.name
                output = FileOutput(FileOutput.Config(path=whole, part_s=_PART_S), airing)
                output.open()
                self._run(commands, samples, output, progress)
                output.close()
                whole.replace(path)
        except OSError as error:
            raise RenderError(f"cannot write {path}: {error.strerror}") from error
        except OutputDown as down:
            raise RenderError(str(down)) from down

    def close(self) -> None:
        """Release the coders and the face. Safe to call after a failure."""
        self._encoder.close()
        self._scene.close()

    def _run(
        self,
        commands: Iterable[Begin | Feed],
        samples: int,
        output: FileOutput,
        progress: Callable[[int, int], None],
    ) -> None:
        """Go through the recording, up to the end of the picture in which it ends."""
        loop = StageLoop(self._config, self._scene, self._encoder, self._packets.append, _ignore, hurry=True)
        pictures = next_frame(samples, self._config.fps)
        coming = iter(commands)
        handed = 0
        loop.start()
        try:
            while loop.at < pictures * frame_samples(self._config.fps):
                while handed < min(samples, loop.at + _AHEAD):
                    loop.take(command := next(coming))
                    handed += command.speech.pcm.size if isinstance(command, Feed) else 0
                loop.step()
                if faults := self._scene.faults():
                    raise RenderError(faults[0])
                self._write(output)
                progress(loop.at // frame_samples(self._config.fps), pictures)
        finally:
            loop.finish()
        self._write(output)

    def _write(self, output: FileOutput) -> None:
        """Write what is encoded. A container begins with a picture, which may come after the first sound."""
        if not self._begun:
            first = next((packet for packet in self._packets if packet.video), None)
            if first is None:
                return
            self._packets.remove(first)
            self._packets.appendleft(first)
            self._begun = True
        while self._packets:
            output.write(self._packets.popleft())


def _ignore(report: Report) -> None:
    """Nobody is told."""
