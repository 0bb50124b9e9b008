"""How a text may be pronounced: words of phones with their usual lengths, numbers in several ways."""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from avatar.lips import dictionary
from avatar.lips.g2p_messages import Ask, Sound, Told, Unable
from avatar.lips.phones import ARPABET, CLASSES, LENGTHS, parts
from avatar.media import MOUTH_RATE_HZ, Word
from avatar.spelling import Lexicon
from avatar.voices.captions import caption_words
from avatar.voices.espeak.messages import SpokenWord
from avatar.voices.phrases import Phrase, phrases
from avatar.worker import Worker, WorkerLost

log = logging.getLogger(__name__)

_MODULE = "avatar.lips.g2p_worker"
_VOICES = {"en": "en-us", "zh": "cmn"}
_KEPT = 256
"""Texts whose pronunciation is remembered."""
_LONGEST = 20_000
"""Characters; what a longer text has beyond them is not looked for."""
_READINGS = 4
_TIMEOUT_S = 5.0
_REST_S = 30.0
"""Seconds without asking again after the process failed."""
_DIGITS = re.compile(r"\d+")
_STRESSED, _UNSTRESSED = 1.1, 0.7
"""How much longer or shorter than its mean a vowel is with stress and without."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One class of sound in a word."""

    sound: int
    """Column in ``avatar.lips.phones.CLASSES``; 0, silence, is a pause that may be left out."""
    usual: float
    """Rows of 10 ms it usually lasts."""
    stressed: bool
    begins: bool = True
    """Whether a phoneme begins here; the later parts of a diphthong do not."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What the caption shows as one word."""

    text_start: int
    text_end: int
    """Its characters in the original text."""
    readings: tuple[tuple[Phone, ...], ...]
    """Ways to say it, the likeliest first."""
    pause: bool
    """Whether the text makes a pause likely after it."""


class Reader:
    """Asks espeak-ng, in a process of its own, how texts are pronounced; remembers the latest.

    English words are first said as the dictionary says them, where it has them. Safe for one event loop.
    The process starts with the first question.
    """

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        """Nothing is started yet.

        Args:
            lexicon: How the shop's names are said.
        """
        dictionary.load()
        self._lexicon = lexicon
        self._worker: Worker | None = None
        self._kept: OrderedDict[tuple[str, str], tuple[Unit, ...]] = OrderedDict()
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()
        self._rest_until = -math.inf
        self._closed = False

    async def read(self, text: str, language: str) -> tuple[Unit, ...]:
        """The words of a text, in order; none where espeak-ng is missing or lacks the language.

        Args:
            text: Plain text, as it was given to the voice.
            language: BCP 47 tag.
        """
        spoken = language.partition("-")[0].lower()
        key = (text, spoken)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        read = [await self._phrase(each, text) for each in phrases(text, spoken, _LONGEST, self._lexicon)]
        units = tuple(unit for each in read for unit in each)
        if all(read):
            self._kept[key] = units
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return units

    async def close(self) -> None:
        """End the process. Safe to call twice."""
        self._closed = True
        await self._drop()

    async def _phrase(self, phrase: Phrase, text: str) -> list[Unit]:
        voice = _VOICES.get(phrase.language, phrase.language)
        told = await self._ask(((phrase.spelling.text, voice),))
        spoken = _words(told[0]) if told else []
        if not spoken:
            return []
        numbered = [SpokenWord(index, index + 1, sounds[0].position) for index, sounds in enumerate(spoken)]
        words = caption_words(numbered, phrase.spelling, 0)
        others = [_other_readings(text[word.text_start : word.text_end]) for word in words]
        flat = tuple((other, voice) for each in others for other in each)
        answers = iter(await self._ask(flat) if flat else ())
        units = []
        for word, each in zip(words, others, strict=True):
            usual = _phones(spoken[word.start : word.end], phrase.language)
            written = _as_written(phrase, text, word, numbered[word.start].position)
            readings = [*known(written, sum(phone.usual for phone in usual)), usual]
            readings += [_phones(_words(next(answers, ())), phrase.language) for _ in each]
            distinct = _distinct(readings)
            if distinct:
                pause = any(_paused(sounds) for sounds in spoken[word.end - 1 : word.end])
                units.append(Unit(word.text_start, word.text_end, distinct, pause))
        return units

    async def _ask(self, texts: tuple[tuple[str, str], ...]) -> tuple[tuple[Sound, ...], ...]:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if self._closed or now < self._rest_until:
                return ()
            try:
                async with asyncio.timeout(_TIMEOUT_S):
                    if self._worker is None:
                        self._worker = await Worker.start(_MODULE)
                    ask = Ask(next(self._ids), texts)
                    await self._worker.send(ask)
                    return await _answer(self._worker, ask.id)
            except (WorkerLost, TimeoutError) as error:
                log.warning("no pronunciation of a text: %s", error or "espeak-ng takes too long")
                self._rest_until = now + _REST_S
                await self._drop()
                return ()

    async def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close(0.0)


async def _answer(worker: Worker, number: int) -> tuple[tuple[Sound, ...], ...]:
    while True:
        message = await worker.receive()
        if isinstance(message, Unable) and message.id in (None, number):
            raise WorkerLost(message.reason)
        if isinstance(message, Told) and message.id == number:
            return message.texts


def _words(sounds: Iterable[Sound]) -> list[list[Sound]]:
    """Sounds word by word: each list begins with the mark of its word."""
    words: list[list[Sound]] = []
    for sound in sounds:
        if sound.name is None:
            words.append([sound])
        elif words:
            words[-1].append(sound)
    return words


def _phones(words: Sequence[Sequence[Sound]], language: str) -> tuple[Phone, ...]:
    """Words run together to one reading, with a pause that may be left out between them."""
    found: list[Phone] = []
    tongue = language
    for index, sounds in enumerate(words):
        if index and found:
            found.append(Phone(0, 10.0, stressed=False))
        for sound in sounds:
            name = sound.name or ""
            if name.startswith("("):
                tongue = "zh" if name == "(cmn)" else name.strip("()")
            stressed = name.startswith("'") or language == "zh"
            for place, (part, share) in enumerate(parts(name, tongue)):
                rows = max(2.0, share * sound.length_s * MOUTH_RATE_HZ)
                found.append(Phone(CLASSES.index(part), rows, stressed, begins=place == 0))
    while found and found[-1].sound == 0:
        found.pop()
    return tuple(found)


def _as_written(phrase: Phrase, text: str, word: Word, position: int) -> str:
    """An English word that is read as it is written; empty where something else is read in its place.

    Args:
        phrase: What is read.
        text: The original.
        word: With its place in the original, and in ``start`` and ``end`` what is read for it.
        position: Where it begins in what is read.
    """
    written = text[word.text_start : word.text_end]
    given = any(sound.start <= position < sound.end for sound in phrase.spelling.sounds)
    same = phrase.spelling.text[position : position + len(written)] == written
    return written if phrase.language == "en" and word.end - word.start == 1 and same and not given else ""


def known(word: str, rows: float | None = None) -> list[tuple[Phone, ...]]:
    """The dictionary's readings of an English word; none where it lacks the word.

    Args:
        word: As it is written.
        rows: How long it usually lasts; None for as long as its phones do on average.
    """
    found = []
    for symbols in dictionary.pronunciations(word):
        lengths = [LENGTHS[name] * _stretch(name, stressed) for name, stressed in symbols]
        scale = 1.0 if rows is None else rows / sum(lengths)
        found.append(
            tuple(
                Phone(CLASSES.index(part), max(2.0, share * length * scale), stressed, begins=place == 0)
                for (name, stressed), length in zip(symbols, lengths, strict=True)
                for place, (part, share) in enumerate(ARPABET[name])
            )
        )
    return found


def _stretch(name: str, stressed: bool) -> float:
    return 1.0 if name[0] not in "AEIOU" else _STRESSED if stressed else _UNSTRESSED


def _distinct(readings: Iterable[tuple[Phone, ...]]) -> tuple[tuple[Phone, ...], ...]:
    kept = {tuple(phone.sound for phone in reading): reading for reading in readings if reading}
    return tuple(kept.values())[:_READINGS]


def _paused(sounds: Sequence[Sound]) -> bool:
    return any(sound.name is not None and sound.name.startswith("_:") for sound in sounds)


def _other_readings(text: str) -> list[str]:
    """What else could be said for a word with digits: espeak's own reading, digits, pairs of digits."""
    if not _DIGITS.search(text):
        return []
    found = [text, _DIGITS.sub(lambda match: " ".join(match.group()), text)]
    pairs = _DIGITS.sub(lambda match: _pairs(match.group()), text)
    return list(dict.fromkeys([*found, pairs]))


def _pairs(digits: str) -> str:
    if len(digits) % 2 or len(digits) < 4:
        return digits
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))
