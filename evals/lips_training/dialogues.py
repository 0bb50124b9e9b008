"""Actors: the spoken dialogues of a game, aligned by the net trained so far.

Debian's flight-of-the-amazon-queen (free to use, change and pass on; its section is main) has some two hours
of dialogue by a cast of actors beside the lines that they say. Only the weights learn from them; no sound of
it is kept. Words become phones by the lips' own dictionary, each in all its pronunciations; the lips' aligner
says which was spoken and when. How the game's files are laid out was learned from ScummVM, which plays them.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from avatar.lips.align import Aligner
from avatar.lips.align_graph import FILLER, build
from avatar.lips.g2p import Unit, known
from avatar.lips.net import PhoneNet
from avatar.media import SAMPLE_RATE_HZ
from evals.lips_training.recording import RATE_HZ, UNKNOWN, Recording
from evals.lips_training.sound import read

GAME = Path("/usr/share/scummvm/flight-of-the-amazon-queen/queen.1c")
"""Where the package puts it."""

_DIALOGUE_HEADER, _LEVEL, _FIRST_LINE = 20, 96, 32
"""Bytes of a dialogue's file before its data, of one of its choices, and before the choices."""
_PLACE = 11
"""Characters after a stage direction XY."""
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_CERTAIN = re.compile(r"[A-Za-z .,!?'\"-]+")
"""Lines without figures and other marks that may be read in many ways."""
_PAUSES = tuple(",.!?-")
_UNFIT = 1.6
"""Mean surprise of a row, in nats, above which a recording is not what its text says."""
_CONTRADICTED = 4.0
"""Surprise, averaged over five rows, above which a label is not believed."""
_LEVEL_RMS = 0.08


def recordings(net: PhoneNet, game: Path = GAME) -> Iterator[Recording]:
    """All lines whose sound fits their text.

    Raises:
        OSError: The package is not installed.
    """
    data = game.read_bytes()
    files = _table(data)
    for name, text in sorted(lines(data).items()):
        units = said(text)
        if not units:
            continue
        start, size = files[name]
        pcm = read(io.BytesIO(data[start : start + size]))
        phones = aligned(net, pcm, units) if len(pcm) > RATE_HZ // 3 else None
        if phones is not None:
            yield Recording(pcm, phones)


def lines(data: bytes) -> dict[str, str]:
    """What is said in each sound of the game, by the sound's name."""
    files = _table(data)
    found: dict[str, str] = {}
    for name, (start, size) in files.items():
        if not name.endswith(".DOG"):
            continue
        body = data[start + _DIALOGUE_HEADER : start + size]
        levels, _, key, own, others = struct.unpack(">5h", body[:10])
        at_other, _, at_again = struct.unpack(">3H", body[22:28])
        for at, count, who in ((_FIRST_LINE + abs(levels) * _LEVEL, own, "J"), (at_other, others, "P")):
            for number, text in _numbered(body, at, count):
                found |= _parts(f"{key:2d}{number:4x}{who}", text)
        again, after = _string(body, at_again, 2)
        found |= _parts(f"{key:2d}XXXXP", again) | _parts(f"{key:2d}XXXXJ", _string(body, after, 2)[0])
    return {name: text for name, text in found.items() if name in files and text}


def said(text: str) -> tuple[Unit, ...]:
    """The words of a line; none where one of them is not in the dictionary."""
    if not _CERTAIN.fullmatch(text):
        return ()
    units = []
    for match in _WORD.finditer(text):
        readings = tuple(known(match.group()))
        if not readings:
            return ()
        paused = text[match.end() : match.end() + 1] in _PAUSES
        units.append(Unit(match.start(), match.end(), readings, paused))
    return tuple(units)


def aligned(net: PhoneNet, pcm: NDArray[np.int16], units: Sequence[Unit]) -> NDArray[np.int8] | None:
    """The phone of every row, or None where sound and text do not fit."""
    sound = pcm.astype(np.float32) / 32768
    sound *= _LEVEL_RMS / max(float(np.sqrt(np.mean(sound**2))), 1e-4)
    rows = net.posteriors(soxr.resample(sound, RATE_HZ, SAMPLE_RATE_HZ).astype(np.float32))
    rows = rows[: -(-len(pcm) // (RATE_HZ // 100))]
    graph = build(units)
    aligner = Aligner(graph, net.log_priors, lag=len(rows))
    aligner.push(rows)
    path = aligner.finish()
    said_in = graph.phone[path.state]
    heard = np.array([phone.sound for phone in graph.phones], np.int8)
    phones = np.where(said_in >= 0, heard[np.maximum(said_in, 0)], 0).astype(np.int8)
    spoken = said_in >= 0
    all_said = int(graph.unit[path.state[-1]]) == graph.units - 1
    if not all_said or not spoken.any() or float(np.mean(path.surprise[spoken])) > _UNFIT:
        return None
    around = np.convolve(np.pad(path.surprise, 2, mode="edge"), np.ones(5) / 5, "valid")
    phones[(said_in == FILLER) | (around > _CONTRADICTED)] = UNKNOWN
    return phones


def _table(data: bytes) -> dict[str, tuple[int, int]]:
    """Where each file of the game begins, and its bytes."""
    count = struct.unpack(">H", data[13:15])[0]
    entries = (struct.unpack(">12sxII", data[15 + 21 * n : 36 + 21 * n]) for n in range(count))
    return {name.rstrip(b"\0").decode("ascii"): (start, size) for name, start, size in entries}


def _numbered(body: bytes, at: int, count: int) -> Iterator[tuple[int, str]]:
    """Lines with their numbers."""
    for _ in range(count):
        number = struct.unpack(">H", body[at + 2 : at + 4])[0]
        text, at = _string(body, at + 4, 4)
        yield number, text


def _string(body: bytes, offset: int, align: int) -> tuple[str, int]:
    """A string with its length before it, and where the next thing is."""
    length = body[offset]
    if not length:
        return "", offset + 1
    text = body[offset + 1 : offset + 1 + length].decode("cp437")
    return text, -(-(offset + 1 + length) // align) * align


def _parts(prefix: str, text: str) -> dict[str, str]:
    """A line is cut at stage directions, ``*`` and two letters; each part has a sound of its own."""
    found = {}
    for number, part in enumerate(text.split("*"), 1):
        spoken = part if number == 1 else part[2 + (_PLACE if part.startswith("XY") else 0) :]
        found[f"{prefix}{number:x}.SB".replace(" ", "0").upper()] = spoken.strip()
    return found
