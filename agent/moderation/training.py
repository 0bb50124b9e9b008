"""Training a head on labelled comments, and measuring judges on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.moderation.grams import Floats, rows
from agent.moderation.head import Embed, Head, dense_rows
from agent.moderation.labelled import Labelled
from agent.moderation.linear import Dense, best_threshold, calibrated, fit, probabilities
from agent.moderation.prototypes import prototypes

FOLDS = 5
_SHARE = 0.25
"""What the project's own sentences weigh together next to the labelled comments."""
_LEAST = 0.05
"""The least that each of them weighs: all that is known of a shop where the comments are of elsewhere."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How well a judge does. Bad is what should be held back."""

    comments: int
    bad: int
    precision: float
    """Of the comments held back, the share that is bad."""
    recall: float
    """Of the bad comments, the share that is held back."""
    f1: float
    accuracy: float


def measured(held: NDArray[np.bool_], labels: Floats) -> Measures:
    """Compare what was held back with what should be."""
    bad = labels > 0.5
    right = int((held & bad).sum())
    precision = right / max(1, int(held.sum()))
    recall = right / max(1, int(bad.sum()))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    accuracy = float((held == bad).mean()) if len(labels) else 0.0
    return Measures(len(labels), int(bad.sum()), *(round(n, 4) for n in (precision, recall, f1, accuracy)))


@dataclass(frozen=True, slots=True)
class Trained:
    """A head, and what it did with comments that it had not seen."""

    head: Head
    unseen: Measures
    """Each fifth judged by a head fitted to the others; only the certainty was chosen on all."""


def train(labelled: Labelled, embed: Embed | None, *, known: Dense | None = None) -> Trained:
    """Fit a head to labelled comments, with the project's own sentences beside them. Seconds to minutes.

    Args:
        labelled: The comments.
        embed: Vectors of texts; the head works only with the same embedding afterwards.
        known: What ``dense_rows`` gives for the comments, where it is at hand already.
    """
    own = prototypes()
    texts = [*labelled.texts, *(text for text, _ in own)]
    labels = np.concatenate([labelled.labels, [float(abusive) for _, abusive in own]])
    count = len(labelled.texts)
    importance = np.ones(len(texts))
    importance[count:] = min(1.0, max(_LEAST, _SHARE * count / len(own)))
    every = rows(texts)
    if known is None:
        known = dense_rows(labelled.texts, embed)
    dense = np.concatenate([known, dense_rows(texts[count:], embed)])
    folds = np.full(len(texts), -1)
    folds[:count] = np.random.default_rng(0).permutation(count) % FOLDS
    scores = np.zeros(count)
    for fold in range(FOLDS):
        learn, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        part = fit(every.pick(learn), dense[learn], labels[learn], importance[learn])
        scores[test] = part.scores(every.pick(test), dense[test])
    slope, shift = calibrated(scores, labelled.labels)
    chances = probabilities(scores, slope, shift)
    certainty = best_threshold(chances, labelled.labels)
    linear = fit(every, dense, labels, importance)
    head = Head("trained", linear, slope, shift, certainty, f"{count} comments")
    return Trained(head, measured(chances >= certainty, labelled.labels))


def some(labelled: Labelled, chosen: Sequence[int]) -> Labelled:
    """Some of the comments."""
    return Labelled(
        tuple(labelled.texts[at] for at in chosen), labelled.labels[np.array(chosen, np.int64)], 0
    )
