"""How often the net is right on speech that it was not trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soxr

from avatar.lips.net import PhoneNet
from avatar.media import SAMPLE_RATE_HZ
from evals.lips_training.recording import RATE_HZ, visemes_of
from evals.lips_training.shards import held_out


def accuracy(net: PhoneNet, voice: Path) -> dict[str, float]:
    """Parts of the rows whose viseme and whose phone is right; empty where nothing is held out."""
    visemes = phones = rows = 0
    for recording in held_out(voice):
        pcm = soxr.resample(recording.pcm.astype(np.float32) / 32768, RATE_HZ, SAMPLE_RATE_HZ)
        said = net.rows(pcm.astype(np.float32))
        count = min(len(said.phones), len(recording.phones))
        true = recording.phones[:count]
        known = true >= 0
        visemes += int(
            np.sum((said.visemes[:count].argmax(1) == visemes_of(recording.phones)[:count])[known])
        )
        phones += int(np.sum((said.phones[:count].argmax(1) == true)[known]))
        rows += int(known.sum())
    return {"visemes": round(visemes / rows, 4), "phones": round(phones / rows, 4)} if rows else {}
