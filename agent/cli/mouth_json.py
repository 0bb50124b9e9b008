"""A mouth track as JSON, in the form of ``nightshift lips`` and ``nightshift say --track``."""

from __future__ import annotations

import json
from typing import Literal, TextIO

import numpy as np
from numpy.typing import NDArray

from avatar.media import MOUTH_RATE_HZ, VISEMES

_AT_ONCE = 1000
"""Rows."""


def write_mouth(
    target: TextIO,
    weights: NDArray[np.float32],
    source: Literal["events", "aligned", "audio"],
    confidence: float,
) -> None:
    """Write a whole track; row 0 is at the first sample.

    Args:
        target: Where to.
        weights: float32 (rows, 15), columns as in ``VISEMES``; written with four decimals, rounded down
            so that no row sums to more than 1.
        source: What the track was made from.
        confidence: 0 … 1.
    """
    head = json.dumps({"rate_hz": MOUTH_RATE_HZ, "visemes": VISEMES})
    target.write(head[:-1] + ', "weights": [')
    for at in range(0, len(weights), _AT_ONCE):
        part = weights[at : at + _AT_ONCE].astype(np.float64)
        rows = json.dumps(np.round(np.floor(part * 1e4) / 1e4, 4).tolist())
        target.write((", " if at else "") + rows[1:-1])
    tail = json.dumps({"source": source, "confidence": round(confidence, 4)})
    target.write("], " + tail[1:] + "\n")
