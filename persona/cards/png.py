"""Text chunks of a PNG file, without looking at its picture.

An imaging library reads text that follows the picture only after decoding it, so that a small file could cost
gigabytes; here the chunks are walked over (PNG specification, third edition, sections 5 and 11.3.3) and every
length is bounded before anything is read.
"""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_TEXT = 4 * 1024 * 1024
"""Bytes of one text, after decompression."""
MAX_CHUNKS = 20_000
MAX_TEXTS = 64
"""Text chunks kept; further ones are passed over."""

_TEXTUAL = frozenset({b"tEXt", b"zTXt", b"iTXt"})


class PngError(ValueError):
    """Bytes that are no whole PNG file."""


def texts(data: bytes) -> dict[str, bytes]:
    """The texts of a PNG file by keyword, the first of each.

    Args:
        data: The whole file.

    Raises:
        PngError: It is no PNG file, or it is damaged or cut short before its end.
    """
    if not data.startswith(SIGNATURE):
        raise PngError("is no PNG file")
    found: dict[str, bytes] = {}
    at = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if at + 12 > len(data):
            raise PngError("is cut short: its last chunk is missing")
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        end = at + 8 + length
        if end + 4 > len(data):
            raise PngError("is cut short: a chunk is longer than the file")
        if kind in _TEXTUAL and len(found) < MAX_TEXTS:
            body = data[at + 8 : end]
            (crc,) = struct.unpack_from(">I", data, end)
            if zlib.crc32(body, zlib.crc32(kind)) != crc:
                raise PngError("is damaged: the checksum of a text is wrong")
            keyword, text = _text(kind, body)
            found.setdefault(keyword, text)
        if kind == b"IEND":
            return found
        at = end + 4
    raise PngError(f"has more than {MAX_CHUNKS} chunks")


def _text(kind: bytes, body: bytes) -> tuple[str, bytes]:
    keyword, found, rest = body[:80].partition(b"\0")
    if not found:
        raise PngError("has a text without a name")
    rest = body[len(keyword) + 1 :]
    packed = False
    if kind == b"zTXt":
        packed, rest = True, rest[1:]
    elif kind == b"iTXt":
        packed = rest[:1] == b"\1"
        _, _, rest = rest[2:].partition(b"\0")
        _, _, rest = rest.partition(b"\0")
    return keyword.decode("latin-1"), _unpacked(rest) if packed else _bounded(rest)


def _unpacked(data: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(data, MAX_TEXT + 1)
    except zlib.error:
        raise PngError("has a compressed text that cannot be unpacked") from None
    return _bounded(text)


def _bounded(text: bytes) -> bytes:
    if len(text) > MAX_TEXT:
        raise PngError(f"has a text of more than {MAX_TEXT // (1024 * 1024)} MiB")
    return text
