"""The deeper judgement: one classifier with all that it needs, and its file."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.moderation.grams import BITS, SIZE, Floats, rows
from agent.moderation.linear import Dense, Linear, probabilities
from agent.moderation.markers import COUNT, markers
from agent.moderation.reading import script_of

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors of length 1, one row each."""
FORM = 1
"""Of the file; another number is another program's."""
_MOST_BYTES = 64 * 1024 * 1024
_EMBEDDED = 300
"""Characters of a text that are embedded."""
_BATCH = 64
_NEVER = 2.0
_MOST_DIMENSIONS = 8192


class ModerationError(ValueError):
    """A model or a file of labelled comments cannot be used; one clear line."""


@dataclass(frozen=True, slots=True)
class Head:
    """A classifier of abuse."""

    name: str
    """``trained`` or ``built-in``."""
    linear: Linear
    slope: float
    shift: float
    certainty: float
    """The probability from which a text counts as abusive."""
    about: str = ""
    """How it was made."""

    certainty_latin: float = 0.0
    """That for texts without Han characters, which an embedding understands; 0 for the same."""
    marked: bool = True
    """Whether it also sees what the lists see."""

    @property
    def dimensions(self) -> int:
        """Of the embedding it was fitted with; 0 for none."""
        return int(self.linear.dense.size) - (COUNT if self.marked else 0)

    def certainty_of(self, text: str) -> float:
        """The probability from which this text counts as abusive, whatever the rules say.

        It is over 1 for scripts of which no model here knows anything.
        """
        script = script_of(text)
        if not script:
            return _NEVER
        known = script == "latin" and self.dimensions and self.certainty_latin
        return self.certainty_latin if known else self.certainty

    def probability(self, text: str, embed: Embed | None) -> float:
        """How likely a text is abusive, 0 to 1. Blocking.

        Raises:
            ModerationError: It was fitted with another embedding.
        """
        return float(self.probabilities([text], embed)[0])

    def probabilities(
        self, texts: Sequence[str], embed: Embed | None, *, known: Dense | None = None
    ) -> Floats:
        """How likely each text is abusive. Blocking.

        Args:
            texts: To judge.
            embed: The embedding it was fitted with.
            known: What ``dense_rows`` gives for them, where it is at hand already.

        Raises:
            ModerationError: It was fitted with another embedding.
        """
        dense = known
        if dense is None:
            dense = dense_rows(texts, embed if self.dimensions else None, marked=self.marked)
        if dense.shape[1] != self.linear.dense.size:
            there = dense.shape[1] - self.linear.dense.size + self.dimensions
            raise ModerationError(
                f"the moderation model was trained with an embedding of {self.dimensions} dimensions, "
                f"here there are {there or 'none'}; train it again: nightshift moderation train FILE"
            )
        return probabilities(self.linear.scores(rows(texts), dense), self.slope, self.shift)


def dense_rows(texts: Sequence[str], embed: Embed | None, *, marked: bool = True) -> Dense:
    """What is known of texts beside their n-grams: what the lists see, and their vectors, if any."""
    known = markers(texts) if marked else np.zeros((len(texts), 0), np.float32)
    if embed is None or not texts:
        return known
    cut = [text[:_EMBEDDED] for text in texts]
    vectors = [embed(cut[at : at + _BATCH]) for at in range(0, len(cut), _BATCH)]
    return np.concatenate([known, np.concatenate(vectors)], axis=1).astype(np.float32)


def save(head: Head, path: Path) -> None:
    """Write a head to a file, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    used = np.flatnonzero(head.linear.ratios)
    about = {
        "form": FORM, "bits": BITS, "bias": head.linear.bias, "slope": head.slope, "shift": head.shift,
        "certainty": head.certainty, "about": head.about,
    }  # fmt: skip
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        features=used.astype(np.int32),
        ratios=head.linear.ratios[used].astype(np.float32),
        weights=head.linear.weights[used].astype(np.float32),
        dense=head.linear.dense.astype(np.float32),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(buffer.getvalue())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path: Path) -> Head:
    """Read a head from its file.

    Raises:
        ModerationError: There is none, or it is damaged; says what to do.
    """
    mend = "make it again: nightshift moderation train FILE"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModerationError(f"{path}: is too large for a moderation model; {mend}")
        with np.load(path, allow_pickle=False) as kept:
            about = json.loads(bytes(kept["about"]))
            parts = {name: kept[name] for name in ("features", "ratios", "weights", "dense")}
        return _rebuilt(about, parts)
    except FileNotFoundError:
        raise ModerationError(f"{path}: there is no trained moderation model; {mend}") from None
    except OSError as error:
        raise ModerationError(f"{path}: cannot be read: {error.strerror or error}") from None
    except ModerationError:
        raise
    except (ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile) as error:
        raise ModerationError(f"{path}: is no moderation model, or a damaged one; {mend}") from error


def _rebuilt(about: dict[str, Any], parts: dict[str, NDArray[Any]]) -> Head:
    if about["form"] != FORM or about["bits"] != BITS:
        raise ValueError("of another version")
    features = parts["features"]
    if (
        not len(features) == len(parts["ratios"]) == len(parts["weights"])
        or parts["dense"].size > _MOST_DIMENSIONS
    ):
        raise ValueError("parts do not fit")
    if parts["dense"].size < COUNT:
        raise ValueError("too few dimensions")
    if features.size and not 0 <= features.min() <= features.max() < SIZE:
        raise ValueError("features out of range")
    numbers = [float(about[name]) for name in ("bias", "slope", "shift", "certainty")]
    if not all(np.isfinite(part).all() for part in (*parts.values(), np.array(numbers))):
        raise ValueError("numbers that are none")
    ratios, weights = np.zeros(SIZE), np.zeros(SIZE)
    ratios[features], weights[features] = parts["ratios"], parts["weights"]
    linear = Linear(ratios, weights, parts["dense"].astype(np.float64).ravel(), numbers[0])
    return Head("trained", linear, numbers[1], numbers[2], numbers[3], str(about["about"])[:200])
