"""A person's recorded prompts (Debian's asterisk-core-sounds-en-g722), labelled by a recogniser.

pocketsphinx, whose acoustic model comes with its package, hears what is said and then where each phone is.
What it hears wrongly still sounds much like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from avatar.lips.phones import ARPABET
from evals.lips_training.recording import RATE_HZ, Recording, Segment, labelled
from evals.lips_training.sound import read

PROMPTS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
"""Where the package puts them."""

_SPELLED = ("digits", "letters", "phonetic")
"""Folders whose files are named by what they say."""
_LATER_S = 0.008
"""Seconds: pocketsphinx dates a frame by the beginning of its 25.6 ms, not by their middle."""
_SHORTEST = RATE_HZ // 2


def recordings(paths: Sequence[Path] | None = None) -> Iterator[Recording]:
    """All prompts with words in them.

    Raises:
        OSError: The package is not installed.
    """
    paths = sorted(PROMPTS.rglob("*.g722")) if paths is None else paths
    if not paths:
        raise OSError(f"no prompts in {PROMPTS}: install Debian's asterisk-core-sounds-en-g722")
    decoder = Decoder(samprate=RATE_HZ, loglevel="FATAL")
    for path in paths:
        pcm = read(path, format="g722") if path.suffix == ".g722" else read(path)
        if len(pcm) < _SHORTEST:
            continue
        segments = _aligned(decoder, pcm, path.stem if path.parent.name in _SPELLED else "")
        if segments:
            yield labelled(pcm, segments)


def _aligned(decoder: Decoder, pcm: NDArray[np.int16], text: str) -> list[Segment]:
    """Phones of the text where it is known to the dictionary, else of what is heard."""
    if text and all(decoder.lookup_word(word) for word in text.split()):
        decoder.set_align_text(text)
    else:
        decoder.activate_search()
    try:
        _hear(decoder, pcm)
        if decoder.hyp() is None or not decoder.hyp().hypstr.strip():
            return []
        decoder.set_alignment()
        _hear(decoder, pcm)
        alignment = decoder.get_alignment()
        phones = list(alignment.phones()) if alignment else []
    except RuntimeError:  # pocketsphinx: the sound does not fit the text
        return []
    return [
        Segment(
            ARPABET.get(phone.name.rstrip("012"), ()),
            phone.start / 100 + _LATER_S,
            (phone.start + phone.duration) / 100 + _LATER_S,
            known=phone.name in ("SIL", "+SPN+", "+NSN+") or phone.name in ARPABET,
        )
        for phone in phones
    ]


def _hear(decoder: Decoder, pcm: NDArray[np.int16]) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm.tobytes(), no_search=False, full_utt=True)
    decoder.end_utt()
