"""A linear classifier over n-grams and, when there is one, an embedding.

Log-count ratios as weights of features (NB-SVM; Wang and Manning 2012, "Baselines and Bigrams"), with a
logistic loss and L2, minimised by Nesterov's accelerated gradient with restarts (O'Donoghue and Candès 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.moderation.grams import SIZE, Floats, Rows

Dense = NDArray[np.float32]
"""``float32 (texts, dimensions)``; no dimension when nothing is embedded."""
_STEPS = 100
_STILL = 3e-4
"""Change of the weights, next to their length, at which they have arrived."""
_POWER_STEPS = 8
_SMOOTH = 1.0
_RARE = 2
"""Texts in which a feature must stand to count."""
_DENSE = 1.0
"""Weight of the embedding next to the n-grams, whose rows have length 1."""
STRENGTH = 3.0
"""Inverse of the regularisation."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted classifier."""

    ratios: Floats
    """By feature; 0 for those unknown."""
    weights: Floats
    """By feature."""
    dense: Floats
    """By dimension of the embedding."""
    bias: float

    def scores(self, rows: Rows, dense: Dense) -> Floats:
        """Log-odds of texts, one each."""
        values = _values(rows, self.ratios)
        weighed = values * self.weights[rows.features]
        found = np.asarray(np.bincount(rows.owners(), weighed, len(rows)) + self.bias, np.float64)
        if self.dense.size:
            found += _DENSE * _times(dense, self.dense)
        return found


def fit(rows: Rows, dense: Dense, labels: Floats, importance: Floats, strength: float = STRENGTH) -> Linear:
    """Fit a classifier.

    Args:
        rows: The texts' n-grams.
        dense: Their vectors; ``(texts, 0)`` for none.
        labels: 1 or 0 for each.
        importance: How much each text counts.
        strength: Inverse of the regularisation.
    """
    owners = rows.owners()
    ratios = _ratios(rows, owners, labels, importance)
    values: Floats = _values(rows, ratios)
    used, where = np.unique(rows.features, return_inverse=True)
    count, wide, texts = len(used), dense.shape[1], len(rows)
    total = float(importance.sum())
    decay = 1 / (strength * total)
    matrix = _DENSE * dense.astype(np.float64)

    def forward(weights: Floats) -> Floats:
        weighed = values * weights[where]
        found = np.asarray(np.bincount(owners, weighed, texts) + weights[-1], np.float64)
        if wide:
            found += _times(matrix, weights[count:-1])
        return found

    def backward(errors: Floats) -> Floats:
        sparse = np.asarray(np.bincount(where, values * errors[owners], count), np.float64)
        return np.concatenate([sparse, _times(matrix.T, errors), [errors.sum()]])

    probe = np.random.default_rng(0).normal(size=count + wide + 1)
    for _ in range(_POWER_STEPS):
        probe /= _length(probe)
        probe = backward(importance * forward(probe))
    step = 1 / (_length(probe) / 4 / total * 1.1 + decay)
    weights = np.zeros(count + wide + 1)
    ahead, momentum = weights.copy(), 1.0
    for _ in range(_STEPS):
        errors = importance * (_sigmoid(forward(ahead)) - labels)
        slope = backward(errors) / total
        slope[:-1] += decay * ahead[:-1]
        following = ahead - step * slope
        if np.sum(slope * (following - weights)) > 0:
            momentum = 1.0
        faster = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = following + (momentum - 1) / faster * (following - weights)
        moved, weights, momentum = following - weights, following, faster
        if _length(moved) < _STILL * _length(weights):
            break
    spread = np.zeros(SIZE)
    spread[used] = weights[:count]
    return Linear(ratios, spread, weights[count:-1], float(weights[-1]))


def _times(matrix: NDArray[Any], vector: Floats) -> Floats:
    """Their product, in one thread: BLAS would take every core from a room that is on air."""
    return np.asarray(np.einsum("ij,j->i", matrix, vector), np.float64)


def _length(vector: Floats) -> float:
    return float(np.sqrt(np.sum(vector * vector)))


def _ratios(rows: Rows, owners: NDArray[np.int64], labels: Floats, importance: Floats) -> Floats:
    weight = importance[owners]
    with_label = np.bincount(rows.features, weight * labels[owners], SIZE)
    without = np.bincount(rows.features, weight * (1 - labels[owners]), SIZE)
    often = np.bincount(rows.features, minlength=SIZE) >= _RARE
    share = (with_label + _SMOOTH) / (with_label.sum() + _SMOOTH)
    other = (without + _SMOOTH) / (without.sum() + _SMOOTH)
    return np.where(often, np.log(share / other), 0.0)


def _values(rows: Rows, ratios: Floats) -> Floats:
    raw: Floats = ratios[rows.features]
    owners = rows.owners()
    lengths = np.sqrt(np.bincount(owners, raw * raw, len(rows)))
    return np.asarray(raw / np.maximum(lengths, 1e-9)[owners], np.float64)


def _sigmoid(scores: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * scores)), np.float64)


def probabilities(scores: Floats, slope: float, shift: float) -> Floats:
    """Log-odds as probabilities, by Platt's scaling."""
    return _sigmoid(slope * scores + shift)


def calibrated(scores: Floats, labels: Floats) -> tuple[float, float]:
    """Slope and shift that turn scores into probabilities (Platt 1999), by Newton's method."""
    slope, shift = 1.0, 0.0
    for _ in range(50):
        chance = probabilities(scores, slope, shift)
        errors, spread = chance - labels, np.maximum(chance * (1 - chance), 1e-9)
        gradient = np.array([errors @ scores + 1e-3 * (slope - 1), errors.sum()])
        mixed = float(spread @ scores)
        hessian = np.array([[spread @ (scores * scores) + 1e-3, mixed], [mixed, spread.sum() + 1e-6]])
        change = np.linalg.solve(hessian, gradient)
        slope, shift = slope - float(change[0]), shift - float(change[1])
        if np.abs(change).max() < 1e-8:
            break
    return (slope, shift) if np.isfinite([slope, shift]).all() and slope > 0 else (1.0, 0.0)


def best_threshold(chances: Floats, labels: Floats) -> float:
    """The probability from which calling a text abusive gives the best F1."""
    order = np.argsort(-chances, kind="stable")
    right = np.cumsum(labels[order])
    f1 = 2 * right / (np.arange(1, len(labels) + 1) + labels.sum())
    best = int(f1.argmax())
    above = chances[order[best]]
    below = chances[order[best + 1]] if best + 1 < len(labels) else 0.0
    return float(min(0.99, max(0.01, (above + below) / 2)))
