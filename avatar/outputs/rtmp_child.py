"""The process that holds one RTMP connection. Run by ``avatar.outputs.rtmp``, and by nothing else."""

from __future__ import annotations

import av
import av.logging

from avatar.outputs.mux import Muxer
from avatar.worker_child import Channel, connect


def main() -> None:
    """Connect, say so, and write packets until the parent closes the channel."""
    av.logging.set_level(None)
    channel = connect()
    try:
        _publish(channel)
    except av.FFmpegError as error:
        channel.write(_reason(error))


def _publish(channel: Channel) -> None:
    messages = iter(channel)
    url, header, metadata = next(messages)
    options = {"flvflags": "no_duration_filesize", "flush_packets": "1"}
    muxer = Muxer(url, "flv", header, options=options, metadata=metadata)
    muxer.begin()
    channel.write("")
    for packet in messages:
        muxer.write(packet)
    muxer.close()


def _reason(error: av.FFmpegError) -> str:
    """The reason alone: FFmpeg's own text would show the address with its stream key."""
    if isinstance(error, ConnectionRefusedError):
        return "the server refuses the connection; is it running, and is the port right?"
    if isinstance(error, BrokenPipeError | ConnectionResetError):
        return "the server closed the connection"
    return f"the server cannot be used: {(error.strerror or 'unknown error').lower()}"


if __name__ == "__main__":
    main()
