"""Bytes of a text file of unknown encoding as text."""

from __future__ import annotations

import codecs
import re

_COMMON_HAN = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
"""Characters of GB 2312 and its punctuation, as GBK and GB 18030 write them."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 1 << 20
LOST = "�"
"""Stands where bytes could not be read."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    UTF-8, UTF-16 (with its mark, or told by its zeros), GB 18030 (which GBK and GB 2312 are parts of) and
    Windows-1252 are told apart by what the whole file holds. Where single bytes do not fit, ``LOST`` stands,
    so that one row in a wrong encoding does not change how the others are read.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    head = data[:2000]
    if len(head) > 8 and head[1::2].count(0) > 0.4 * len(head) / 2 > 5 * head[::2].count(0):
        return data.decode("utf-16-le", "replace"), "utf-16-le"
    if len(head) > 8 and head[::2].count(0) > 0.4 * len(head) / 2 > 5 * head[1::2].count(0):
        return data.decode("utf-16-be", "replace"), "utf-16-be"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = _guess(data[:_SAMPLE]) if _HIGH.search(data[:_SAMPLE]) else _guess(data)
        return data.decode(name, "replace"), name


def _guess(data: bytes) -> str:
    """The encoding in which most of the bytes beyond ASCII make sense."""
    high = sum(len(run) for run in _HIGH.findall(data))
    odd = data.decode("utf-8", "replace").count(LOST)
    well_formed = high - odd
    pairs = sum(len(run) for run in _COMMON_HAN.findall(data))
    if well_formed >= pairs:
        return "utf-8" if well_formed >= high / 2 else "cp1252"
    return "gb18030" if pairs >= high / 2 else "cp1252"
