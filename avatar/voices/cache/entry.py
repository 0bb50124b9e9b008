"""One spoken sentence as a file: 16-bit samples, with the times of its phonemes and words beside them.

Raw samples rather than FLAC: measured on 5 s of speech, a file is 2.6 times as large, and read in 0.04 ms
instead of 2.4 ms.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from avatar.media import Pcm, Phoneme, Speech, Word

_HEAD = struct.Struct("<8sIQ16s")
"""Magic, bytes of JSON, bytes of sound, digest of both."""
_MAGIC = b"NSPEECH1"
_LARGEST = 64 * 1024 * 1024
_SCALE = 32767.0


class BrokenEntry(ValueError):
    """A file that is no entry, or no longer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence that was said."""

    key: str
    """All that its sound depends on."""
    voice: str
    pcm: Pcm
    phonemes: tuple[Phoneme, ...]
    words: tuple[Word, ...]

    @classmethod
    def of(cls, key: str, voice: str, pieces: Sequence[Speech]) -> Entry:
        """The pieces of one utterance as an entry."""
        return cls(
            key,
            voice,
            np.concatenate([piece.pcm for piece in pieces]),
            tuple(phoneme for piece in pieces for phoneme in piece.phonemes),
            tuple(word for piece in pieces for word in piece.words),
        )

    def speech(self, utterance: str) -> Speech:
        """The whole as one piece.

        Args:
            utterance: Utterance id.
        """
        return Speech(utterance, self.pcm, 0, self.phonemes, self.words, True)


def packed(entry: Entry) -> bytes:
    """An entry as bytes."""
    about = {
        "key": entry.key,
        "voice": entry.voice,
        "phonemes": [[it.name, it.start, it.end] for it in entry.phonemes],
        "words": [[it.start, it.end, it.text_start, it.text_end] for it in entry.words],
    }
    text = json.dumps(about, separators=(",", ":")).encode()
    sound = np.round(np.clip(entry.pcm, -1.0, 1.0) * _SCALE).astype("<i2").tobytes()
    return _HEAD.pack(_MAGIC, len(text), len(sound), _digest(text, sound)) + text + sound


def unpacked(data: bytes, key: str) -> Entry:
    """Bytes as the entry of a key.

    Raises:
        BrokenEntry: They are cut short, changed, or of another key or version.
    """
    if not _HEAD.size <= len(data) <= _LARGEST:
        raise BrokenEntry("is cut short, or too large")
    magic, text_size, sound_size, digest = _HEAD.unpack_from(data)
    text = data[_HEAD.size : _HEAD.size + text_size]
    sound = memoryview(data)[_HEAD.size + text_size :]
    if magic != _MAGIC or len(sound) != sound_size or sound_size % 2 or _digest(text, sound) != digest:
        raise BrokenEntry("was changed, or is of another version")
    about: Any = json.loads(text)
    if about["key"] != key:
        raise BrokenEntry("is of another sentence")
    return Entry(
        key,
        about["voice"],
        np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(_SCALE),
        tuple(Phoneme(*it) for it in about["phonemes"]),
        tuple(Word(*it) for it in about["words"]),
    )


def _digest(text: bytes, sound: bytes | memoryview) -> bytes:
    digest = hashlib.blake2b(text, digest_size=16)
    digest.update(sound)
    return digest.digest()
