"""Real people: the spoken names of tuxpaint's stamps, aligned by the net trained so far.

Debian's tuxpaint-stamps-default (GPL-2) has short recordings by volunteers in eight languages beside the
texts that they say. Only the weights learn from them; no sound of it is kept. Each text becomes phones by
espeak-ng's rules of its language; the net's own posteriors say when each is heard (Viterbi, as in hidden
Markov models); recordings that fit badly are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from avatar.lips.net import PhoneNet
from avatar.lips.phones import CLASSES, parts
from avatar.media import SAMPLE_RATE_HZ
from avatar.voices.espeak.library import Espeak
from evals.lips_training.recording import RATE_HZ, UNKNOWN, Recording
from evals.lips_training.sound import read

STAMPS = Path("/usr/share/tuxpaint/stamps")
"""Where the package puts them."""

LANGUAGES = ("be", "bg", "ca", "el", "es", "fr", "ro", "ru")

_CORRECTED = {
    ("ru", "y"): ["ir"],
    ("be", "y"): ["ir"],
    ("bg", "L"): ["l"],
    ("ru", "8"): ["ah"],
    ("es", "J^"): ["y"],
}
_PRIOR_SHARE = 0.3
"""How much of a class's frequency is taken out of its posterior."""
_AROUND = 2
"""Rows on either side over which a contradiction is averaged."""
_DOUBT = -3.5
"""Mean log-likelihood ratio below which a label is not believed."""
_SHORTEST = 2
"""Rows of a phone."""
_UNFIT = -2.6
"""Mean log-likelihood ratio of a row below which a recording is not what its text says."""


def recordings(language: str, net: PhoneNet) -> Iterator[Recording]:
    """All stamps of a language whose sound fits their text.

    Raises:
        OSError: The package is not installed.
    """
    found = sorted(STAMPS.rglob(f"*_desc_{language}.ogg"))
    if not found:
        raise OSError(f"no recordings in {STAMPS}: install Debian's tuxpaint-stamps-default")
    engine = Espeak()
    for path in found:
        text = text_of(path, language)
        if not text:
            continue
        pcm = read(path)
        said = pronounced(engine, text, language)
        if len(pcm) < RATE_HZ // 3 or not said:
            continue
        phones = aligned(net, pcm, said)
        if phones is not None:
            yield Recording(pcm, phones)


def text_of(sound: Path, language: str) -> str:
    """What a stamp's recording says; empty where it is not written."""
    texts = sound.with_name(sound.name.split("_desc")[0] + ".txt")
    if not texts.exists():
        return ""
    lines = texts.read_text("utf-8", "replace").splitlines()
    start = f"{language}.utf8="
    return next((line[len(start) :].strip() for line in lines if line.startswith(start)), "")


def pronounced(engine: Espeak, text: str, language: str) -> list[int]:
    """Classes of a text's phones in order, a pause (0) between its words."""
    classes = [0]
    names = [mark.phoneme for mark in engine.render(text, language, 170, 50).marks]
    for name in names:
        if name is None or name[:1] in ("", "_"):
            classes += [0] if classes[-1] != 0 else []
            continue
        found = _CORRECTED.get((language, name.strip("',"))) or [part for part, _ in parts(name, language)]
        classes += [CLASSES.index(part) for part in found]
    return classes if classes[-1] == 0 else [*classes, 0]


def aligned(net: PhoneNet, pcm: NDArray[np.int16], said: Sequence[int]) -> NDArray[np.int8] | None:
    """The phone of every row, or None where sound and text do not fit.

    Args:
        net: Trained so far.
        pcm: int16 (samples,), mono, 16 kHz.
        said: Classes in order; pauses (0) may be left out.
    """
    sound = pcm.astype(np.float32) / 32768
    sound *= 0.08 / max(float(np.sqrt(np.mean(sound**2))), 1e-4)
    log = net.posteriors(soxr.resample(sound, RATE_HZ, SAMPLE_RATE_HZ).astype(np.float32))
    scores = log - _PRIOR_SHARE * net.log_priors
    states = [state for state in said for _ in range(1 if state == 0 else _SHORTEST)]
    rows = -(-len(pcm) // (RATE_HZ // 100))
    scores = scores[:rows]
    path = best_path(scores[:, states], states)
    if path is None:
        return None
    phones = np.array(states, np.int8)[path]
    fit = scores[np.arange(len(scores)), phones] - scores.max(axis=1)
    spoken = phones != 0
    if not np.any(spoken) or float(np.mean(fit[spoken])) < _UNFIT:
        return None
    phones[fit < 4 * _UNFIT] = UNKNOWN
    return phones


def doubted(net: PhoneNet, recording: Recording) -> Recording:
    """A recording without the labels that the net contradicts for a while: what was heard wrongly."""
    sound = recording.pcm.astype(np.float32) / 32768
    log = net.posteriors(soxr.resample(sound, RATE_HZ, SAMPLE_RATE_HZ).astype(np.float32))
    count = min(len(log), len(recording.phones))
    phones = recording.phones[:count].copy()
    said = log[np.arange(count), np.maximum(phones, 0)] - log[:count].max(axis=1)
    around = np.convolve(np.pad(said, _AROUND, mode="edge"), np.ones(2 * _AROUND + 1), "valid")
    phones[around / (2 * _AROUND + 1) < _DOUBT] = UNKNOWN
    return Recording(recording.pcm, phones)


def best_path(scores: NDArray[np.float32], states: Sequence[int]) -> NDArray[np.int64] | None:
    """The best way from the first state to the last, one or none further each row; pauses may be skipped."""
    rows, count = scores.shape
    if rows < count:
        return None
    pause = np.array(states) == 0
    best = np.full(count, -np.inf)
    best[0] = scores[0, 0]
    if count > 1:
        best[1] = scores[0, 1]
    came = np.zeros((rows, count), np.int8)
    for row in range(1, rows):
        one = np.concatenate(([-np.inf], best[:-1]))
        two = np.concatenate(([-np.inf, -np.inf], np.where(pause[1:-1], best[:-2], -np.inf)))
        ways = np.stack((best, one, two))
        came[row] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[row]
    at = count - 1 if best[-1] >= best[-2] else count - 2
    path = np.zeros(rows, np.int64)
    for row in range(rows - 1, -1, -1):
        path[row] = at
        at -= int(came[row, at])
    return path
