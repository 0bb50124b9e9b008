"""Movie fragments, written here: a ``moof`` box and its ``mdat`` (ISO/IEC 14496-12, 8.8 and 8.1.1).

FFmpeg's muxer writes the initialisation segment. For fragments of one picture it is no use: it keeps each
packet until later ones arrive, and while two packets of a track wait it gives the first the second one's time
(``mov_flush_fragment`` looks into the interleaving queue; seen in FFmpeg 8.0).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from avatar.outputs.base import Packet

VIDEO_TRACK = 1
AUDIO_TRACK = 2

_DEFAULT_BASE_IS_MOOF = 0x020000
_RUN_FLAGS = 0x000001 | 0x000100 | 0x000200 | 0x000400
"""The run gives its data's offset and, for each sample, duration, size and flags."""

_SYNC = 0x02000000
"""Depends on no other sample."""

_NOT_SYNC = 0x01010000
"""Depends on others, and decoding cannot begin here."""


def fragment(number: int, zero: int, tracks: Sequence[tuple[int, Sequence[Packet]]]) -> bytes:
    """One fragment.

    Args:
        number: Counts up from 1.
        zero: Audio clock, samples, that is time zero of the stream. No packet begins before it.
        tracks: For each track its number and its packets, which follow each other without a gap. A track
            without packets is left out. The timescale of all is 48,000.
    """
    tracks = [(track, packets) for track, packets in tracks if packets]
    header_size = len(_moof(number, zero, tracks, 0))
    moof = _moof(number, zero, tracks, header_size + 8)
    data = b"".join(packet.data for _, packets in tracks for packet in packets)
    return moof + _box(b"mdat", data)


def _moof(number: int, zero: int, tracks: Sequence[tuple[int, Sequence[Packet]]], data_at: int) -> bytes:
    parts = [_box(b"mfhd", struct.pack(">II", 0, number))]
    for track, packets in tracks:
        tfhd = struct.pack(">II", _DEFAULT_BASE_IS_MOOF, track)
        tfdt = struct.pack(">IQ", 1 << 24, packets[0].at - zero)
        trun = struct.pack(">III", _RUN_FLAGS, len(packets), data_at)
        trun += b"".join(
            struct.pack(">III", packet.duration, len(packet.data), _SYNC if packet.keyframe else _NOT_SYNC)
            for packet in packets
        )
        parts.append(_box(b"traf", _box(b"tfhd", tfhd) + _box(b"tfdt", tfdt) + _box(b"trun", trun)))
        data_at += sum(len(packet.data) for packet in packets)
    return _box(b"moof", b"".join(parts))


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body
