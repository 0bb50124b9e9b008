"""espeak-ng's C interface, as far as it is needed: one text in, samples and events out.

The library is not thread-safe and is GPL-3.0; it is loaded only in the process of
``avatar.voices.espeak.worker``. Declarations follow espeak-ng 1.52, ``espeak_ng/speak_lib.h``.
"""

from __future__ import annotations

import ctypes
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS = 2
_PHONEME_EVENTS = 0x0001
_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_PHONEMES_IN_BRACKETS = 0x100
_POSITION_CHARACTER = 1
_IPA = 0x02
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_EVENT_END_OF_LIST, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7

_VOLUME_BEFORE_CLIPPING = 60
"""Per cent. At the library's own 100 its loudest vowels clip."""

_NO_COMMANDS = {0: " ", 1: " "}
_DRY = "\x011H"
"""An embedded command: echo of 1 %, the least there is. Many variants bring an echo of their own,
which costs intelligibility and runs over the end of the sound."""


class EspeakMissing(RuntimeError):
    """The library or its data is not usable on this machine."""


class UnknownVoice(ValueError):
    """espeak-ng has no voice of that name."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a word or a phoneme begins."""

    at: int
    """Samples from the start of the sound."""
    position: int
    """Index of the character in the text."""
    phoneme: str | None
    """espeak's mnemonic; None when a word begins."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the library made of one text."""

    pcm: NDArray[np.int16]
    """int16 (samples,), mono, at ``Espeak.sample_rate_hz``."""
    marks: tuple[Mark, ...]
    """In order of time."""


class _Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    )


_CLAUSE = re.compile(r".+?(?:[.,;:!?]+(?=\s|$)|[…。，、；：！？]+|$)", re.DOTALL)
_PUNCTUATION = str.maketrans("…。，、；：！？", "..,,;:!?")
_SENTENCE_ENDS = frozenset(".!?")

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The library, initialised. One per process, used by one thread.

    Raises:
        EspeakMissing: The library is not installed or does not start.
    """

    sample_rate_hz: int

    def __init__(self) -> None:
        try:
            import espeakng_loader

            library = ctypes.CDLL(espeakng_loader.get_library_path())
        except (ImportError, OSError) as error:
            raise EspeakMissing(f"espeak-ng does not load: {error}") from error
        data = Path(espeakng_loader.get_data_path())
        os.chdir(data.parent)  # the library keeps no more than 160 bytes of its data's path
        rate_hz = library.espeak_Initialize(
            _SYNCHRONOUS, 0, os.fsencode(data.name), _PHONEME_EVENTS | _DONT_EXIT
        )
        if rate_hz <= 0:
            raise EspeakMissing(f"espeak-ng does not start with the data in {data}")
        self.sample_rate_hz = rate_hz
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library = library
        self._chunks: list[NDArray[np.int16]] = []
        self._marks: list[Mark] = []
        self._voice = ""
        self._callback = _Callback(self._collect)
        library.espeak_SetSynthCallback(self._callback)

    def render(
        self,
        text: str,
        voice: str,
        words_per_minute: int,
        pitch: int,
        pitch_range: int = 50,
        *,
        bracketed: bool = False,
    ) -> Rendering:
        """Speak a text.

        Args:
            text: Plain text; neither markup nor control characters mean anything.
            voice: An espeak voice, e.g. ``en-us+f2``.
            words_per_minute: 80 … 450.
            pitch: 0 … 100; 50 is the voice's own.
            pitch_range: 0 … 100; 0 is monotonous, 50 is the voice's own.
            bracketed: Whether ``[[…]]`` in the text is espeak's mnemonics for phonemes.

        Raises:
            UnknownVoice: There is no such voice.
            RuntimeError: The library failed.
        """
        self._choose(voice)
        for parameter, value in (
            (_RATE, words_per_minute),
            (_VOLUME, _VOLUME_BEFORE_CLIPPING),
            (_PITCH, pitch),
            (_RANGE, pitch_range),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._chunks, self._marks = [], []
        data = (_DRY + text.translate(_NO_COMMANDS)).encode() + b"\0"
        flags = _CHARS_UTF8 | (_PHONEMES_IN_BRACKETS if bracketed else 0)
        status = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data)), 0, _POSITION_CHARACTER, 0, flags, None, None
        )
        if status != 0:
            raise RuntimeError(f"espeak-ng failed with status {status}")
        pcm = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        return Rendering(pcm, tuple(sorted(self._marks, key=lambda mark: mark.at)))

    def phonemes(self, text: str, voice: str) -> list[str]:
        """A text in the International Phonetic Alphabet, sentence by sentence, punctuation kept.

        Letters and diacritics come apart (NFD), as the models trained on espeak's phonemes have them.

        Raises:
            UnknownVoice: There is no such voice.
        """
        self._choose(voice)
        sentences = [""]
        for clause in _CLAUSE.findall(text.translate(_NO_COMMANDS)):
            said = self._clause(clause)
            mark = clause.strip()[-1:].translate(_PUNCTUATION)
            mark = mark if unicodedata.category(mark or "a")[0] == "P" else ""
            if said:
                sentences[-1] += (" " if sentences[-1] else "") + said + mark
            if mark in _SENTENCE_ENDS and sentences[-1]:
                sentences.append("")
        return [unicodedata.normalize("NFD", sentence) for sentence in sentences if sentence]

    def _clause(self, text: str) -> str:
        data = ctypes.c_char_p(text.encode())
        rest = ctypes.cast(ctypes.pointer(data), ctypes.POINTER(ctypes.c_void_p))
        said = []
        for _ in range(len(text) + 1):  # at least one character goes with each call
            if not rest.contents.value:
                break
            found = self._library.espeak_TextToPhonemes(rest, _CHARS_UTF8, _IPA)
            said.append((found or b"").decode("utf-8", "replace").strip())
        plain = re.sub(r"\([a-z-]+\)", "", " ".join(filter(None, said)))
        return " ".join(plain.split())

    def _choose(self, voice: str) -> None:
        if voice == self._voice:
            return
        self._voice = ""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise UnknownVoice(f"espeak-ng has no voice {voice!r}")
        self._voice = voice

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while (event := events[index]).type != _EVENT_END_OF_LIST:
            position = max(0, event.text_position - 1 - len(_DRY))
            if event.type == _EVENT_WORD:
                self._marks.append(Mark(event.sample, position, None))
            elif event.type == _EVENT_PHONEME:
                name = event.id.string.decode("utf-8", "replace")
                self._marks.append(Mark(event.sample, position, name))
            index += 1
        return 0
