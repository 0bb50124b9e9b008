"""RTMP: the stream to a platform or to a server of one's own.

The connection lives in a child process. FFmpeg connects, shakes hands and writes its trailer while it holds
Python's lock, without a time limit; in the stage itself a server that stops answering would stop the sound.
The child can be ended at any moment.
"""

from __future__ import annotations

import pickle
import socket
import subprocess
import sys
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.worker_child import HEADER, pack

_CHILD = "avatar.outputs.rtmp_child"
_END_S = 2.0
_MAX_REPLY_BYTES = 65_536


class RtmpOutput:
    """Publishes the stream to an RTMP server."""

    name = "rtmp"

    class Config(BaseModel):
        """Where to publish."""

        model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

        url: str = Field(repr=False)
        """``rtmp://`` or ``rtmps://`` server, application and stream key."""
        connect_s: float = Field(default=10.0, ge=1.0, le=60.0)
        """Seconds to connect in."""
        write_s: float = Field(default=5.0, ge=1.0, le=60.0)
        """Seconds the server may refuse to take data."""

        @field_validator("url")
        @classmethod
        def _is_rtmp(cls, url: str) -> str:
            try:
                parts = urlsplit(url)
                complete = parts.scheme in {"rtmp", "rtmps"} and parts.hostname and parts.path.strip("/")
                valid = bool(complete) and parts.port != 0
            except ValueError:
                valid = False
            if not valid or not url.isprintable() or " " in url:
                raise ValueError("must look like rtmp://server/application/key")
            return url

    def __init__(self, config: Config, airing: Airing) -> None:
        self._config = config
        self._airing = airing
        self._shown = masked(config.url)
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def open(self) -> str:
        """Connect.

        Raises:
            OutputDown: The server refuses, or does not answer in time.
        """
        self._line, far = socket.socketpair()
        with far:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", _CHILD], stdin=far.fileno(), stdout=far.fileno(), process_group=0
            )
        self._line.settimeout(self._config.connect_s)
        self._send((self._config.url, self._airing.header, self._airing.metadata))
        answer = self._answer()
        if answer:
            raise OutputDown(f"{self._shown}: {answer}")
        self._line.settimeout(self._config.write_s)
        return f"live at {self._shown}"

    def write(self, packet: Packet) -> None:
        """Publish one packet.

        Raises:
            OutputDown: The connection is lost, or the server takes no data.
        """
        self._send(packet)

    def close(self) -> None:
        """End the connection and the child."""
        line, self._line = self._line, None
        child, self._child = self._child, None
        if line is not None:
            line.close()
        if child is None:
            return
        try:
            child.wait(_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _send(self, message: object) -> None:
        if self._line is None:
            raise OutputDown(f"{self._shown}: not connected")
        try:
            self._line.sendall(pack(message))
        except TimeoutError:
            raise OutputDown(f"{self._shown}: the server takes no data any more") from None
        except OSError:
            raise OutputDown(f"{self._shown}: {self._answer() or 'the connection was lost'}") from None

    def _answer(self) -> str:
        """What the child says: nothing when it is connected, else why not."""
        assert self._line is not None
        try:
            (size,) = HEADER.unpack(self._receive(HEADER.size))
            return str(pickle.loads(self._receive(min(size, _MAX_REPLY_BYTES))))
        except TimeoutError:
            return "the server does not answer"
        except OSError:
            return "the connection was lost"

    def _receive(self, size: int) -> bytes:
        assert self._line is not None
        data = b""
        while len(data) < size:
            piece = self._line.recv(size - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data


def masked(url: str) -> str:
    """An RTMP address without its stream key and credentials, fit for logs.

    Everything after the application is hidden, and so is a query.
    """
    parts = urlsplit(url)
    application = parts.path.strip("/").split("/", 1)[0]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}/{application}/***"
