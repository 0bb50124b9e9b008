"""Speech to measure lips on: recordings with phone tiers, or espeak-ng's speech made on the spot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.cli.lips_sound import SoundError, sound_of
from agent.language import detect
from avatar.lips.phones import CLASS_VISEMES, CLASSES, parts
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, Pcm, Speech, Utterance
from avatar.voices.espeak.voice import EspeakVoice
from evals.bench.lips_truth import Frames, read_tiers, rhubarb, visemes_of

_SOUNDS = (".wav", ".flac", ".mp3", ".opus", ".ogg")
_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_LINES = {
    "en": (
        "Good evening, everybody, and welcome to the shop!",
        "This pepper mill is made of beech, and the blade is ceramic.",
        "Somebody asked whether the blue one may go into the oven: it may, up to two hundred degrees.",
        "Five people bought both of them before we had properly begun.",
    ),
    "zh": (
        "大家晚上好，欢迎来到我们的直播间！",
        "这款保温杯可以保温十二个小时，冬天喝热水特别方便。",
        "有朋友问能不能放进洗碗机，可以的，不过杯盖要用手洗。",
        "买两件一起发货，运费我们来出，想要的朋友不要错过。",
    ),
}


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording."""

    name: str
    pcm: Pcm
    text: str
    language: str
    truth: Frames
    """int64 (rows,): column in ``VISEMES``."""
    rhubarb: tuple[Frames, NDArray[np.float64]] | None
    """What Rhubarb Lip Sync says of it, where its output lies beside it."""


def folders(data: Path) -> Iterator[tuple[str, list[Clip]]]:
    """The sets of recordings in a folder: itself, or those of its subfolders that have phone tiers.

    Beside NAME.wav lies NAME.TextGrid with tiers of phones (ARPAbet) and words; ``rhubarb/NAME.json`` and
    ``metadata.csv`` (``NAME|text|…``) may be there.

    Raises:
        ValueError: Nothing to measure is there.
    """
    found = [folder for folder in (data, *sorted(data.iterdir())) if folder.is_dir() and _pairs(folder)]
    if not found:
        raise ValueError(f"{data} has no recordings with a .TextGrid beside them")
    for folder in found:
        texts = _texts(folder / "metadata.csv")
        yield folder.name, [_clip(sound, grid, texts) for sound, grid in _pairs(folder)]


def sounds(folder: Path) -> Iterator[tuple[str, Pcm]]:
    """All recordings in a folder; what cannot be decoded is passed over."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _SOUNDS:
            try:
                yield path.name, np.concatenate(list(sound_of(path)))
            except SoundError:
                continue


def spoken(lines_each: int) -> list[tuple[str, list[Clip]]]:
    """Lines of English and Mandarin read by espeak-ng, whose own phoneme times are the truth."""
    return asyncio.run(_spoken(lines_each))


async def _spoken(lines_each: int) -> list[tuple[str, list[Clip]]]:
    voice = EspeakVoice()
    made = []
    try:
        for language, lines in _LINES.items():
            clips = []
            for number, text in enumerate(lines[:lines_each]):
                utterance = Utterance(f"{language}{number}", text, language)
                pieces = [piece async for piece in voice.speak(utterance)]
                pcm = np.concatenate([piece.pcm for piece in pieces])
                truth = _from_events(pieces, len(pcm), language)
                clips.append(Clip(utterance.id, pcm, text, language, truth, None))
            made.append((f"espeak-{language}", clips))
    finally:
        await voice.close()
    return made


def _from_events(pieces: list[Speech], samples: int, language: str) -> Frames:
    truth = np.zeros(-(-samples // _FRAME), np.int64)
    following = VISEMES.index("sil")
    for phoneme in reversed([phoneme for piece in pieces for phoneme in piece.phonemes]):
        end = float(phoneme.end)
        for sound, share in reversed(parts(phoneme.name, language) or (("sil", 1.0),)):
            start = end - share * (phoneme.end - phoneme.start)
            viseme = CLASS_VISEMES[CLASSES.index(sound)]
            following = VISEMES.index(viseme) if viseme else following
            truth[round(start / _FRAME) : round(end / _FRAME)] = following
            end = start
    return truth


def _pairs(folder: Path) -> list[tuple[Path, Path]]:
    grids = sorted(folder.glob("*.TextGrid"))
    beside = [(grid.with_suffix(suffix), grid) for grid in grids for suffix in _SOUNDS]
    return [(sound, grid) for sound, grid in beside if sound.is_file()]


def _texts(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    rows = [line.split("|") for line in path.read_text("utf-8").splitlines()]
    return {row[0]: row[1] for row in rows if len(row) > 1}


def _clip(sound: Path, grid: Path, texts: dict[str, str]) -> Clip:
    try:
        pcm = np.concatenate(list(sound_of(sound)))
    except SoundError as error:
        raise ValueError(str(error)) from error
    tiers = read_tiers(grid)
    phones = tiers.get("phones") or tiers.get("phone")
    if not phones:
        raise ValueError(f"{grid} has no tier of phones")
    rows = -(-len(pcm) // _FRAME)
    words = tiers.get("words") or tiers.get("word") or []
    text = texts.get(sound.stem) or " ".join(w.text for w in words if w.text not in ("", "sp", "sil"))
    beside = sound.parent / "rhubarb" / f"{sound.stem}.json"
    said = rhubarb(beside, rows) if beside.is_file() else None
    return Clip(sound.stem, pcm, text, detect(text), visemes_of(phones, rows), said)
