"""Training on shards of features: crops of all voices, mixed by weight."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from avatar.lips.features import BANDS, SILENCE
from avatar.lips.net import LAYERS, PAST, REACH, WIDTH
from avatar.lips.phones import CLASSES
from evals.lips_training.model import Acoustic, export
from evals.lips_training.recording import UNKNOWN, visemes_of

_CROP = 320
"""Rows of one training example."""
_BATCH = 48
_WARM_UP = 100
"""Steps until the full rate of learning."""
_PREPARED = 3
"""Batches that are made ahead."""
_Batch = tuple[Tensor, Tensor, Tensor]
_KEEP_S = 30.0
"""Seconds between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Variations of one voice, one after the other."""

    name: str
    features: NDArray[np.float16]
    """(rows, bands)."""
    phones: NDArray[np.int8]
    """(rows,)."""
    visemes: NDArray[np.int8]
    """(rows,)."""
    starts: NDArray[np.int64]
    """First row of each utterance."""

    @classmethod
    def read(cls, path: Path) -> Shard:
        """From a file of ``augmented`` recordings."""
        with np.load(path) as file:
            features, phones, counts = file["x"], file["y"], file["n"]
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        visemes = [
            visemes_of(phones[start : start + count]) for start, count in zip(starts, counts, strict=True)
        ]
        return cls(path.name, features, phones, np.concatenate(visemes), starts)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much and how fast to learn."""

    steps: int
    """Of ``_BATCH`` crops each: about 150 seconds of speech."""
    rate: float = 2e-3
    """Of learning, for the first half of the steps; then it falls to nothing."""
    seed: int = 1
    checkpoint: Path | None = None
    """Where the numbers are kept every minute; taken up from there when it exists."""


def weight(name: str) -> float:
    """How often a voice is drawn, by its file's name: people and voices made from people first."""
    weights = {
        "flite-kal16": 0.6, "festival-kal": 0.8, "festival-ked": 1.2, "festival-cmu": 1.6, "flite": 2.0,
        "people-en-queen": 10.0, "people-en": 5.0, "people": 1.2, "festival-msu": 0.8, "festival": 0.45,
        "espeak-en": 1.6, "espeak-zh": 2.6, "espeak": 0.25,
    }  # fmt: skip
    return next((number for start, number in weights.items() if name.startswith(start)), 1.0)


def batches(shards: Sequence[Shard], seed: int) -> Iterator[_Batch]:
    """Features (batch, crop + margins, bands), phones and visemes (batch, crop), without end."""
    chance = np.random.default_rng(seed)
    voices: dict[str, list[Shard]] = {}
    for shard in shards:
        voices.setdefault(shard.name.split(".")[0], []).append(shard)
    names = sorted(voices)
    weights = np.array([weight(name) for name in names])
    while True:
        chosen = chance.choice(len(names), _BATCH, p=weights / weights.sum())
        crops = [_crop(voices[names[voice]], chance) for voice in chosen]
        features, phones, visemes = (np.stack(parts) for parts in zip(*crops, strict=True))
        yield (
            torch.from_numpy(_recoloured(features, chance)),
            torch.from_numpy(phones),
            torch.from_numpy(visemes),
        )


def _ahead(made: Iterator[_Batch]) -> Iterator[_Batch]:
    """The same batches, the next ones made beside the training."""
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, made) for _ in range(_PREPARED))
        while True:
            waiting.append(pool.submit(next, made))
            yield waiting.popleft().result()


def _crop(
    shards: list[Shard], chance: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """From the beginning of an utterance as often as from its middle; over its end into the next one."""
    shard = shards[chance.integers(len(shards))]
    last = len(shard.phones) - _CROP - REACH
    if chance.random() < 0.5:
        start = min(int(chance.choice(shard.starts)), last)
    else:
        start = int(chance.integers(0, last))
    past = shard.features[max(start - PAST, 0) : start].astype(np.float32)
    if chance.random() < 0.5 or len(past) < PAST:
        past = np.full((PAST, BANDS), SILENCE, np.float32)
    features = np.concatenate((past, shard.features[start : start + _CROP + REACH].astype(np.float32)))
    rows = slice(start, start + _CROP)
    return features, shard.phones[rows].astype(np.int64), shard.visemes[rows].astype(np.int64)


def _recoloured(features: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.float32]:
    """Through another microphone, at another level, in another steady noise: each time anew."""
    count = len(features)
    knots = chance.normal(0, 1, (count, 6)) * chance.uniform(0, 1.2, (count, 1))
    knots += chance.uniform(-1.5, 1.5, (count, 1))
    at = np.linspace(0, 5, BANDS)
    gain = np.stack([np.interp(at, np.arange(6), row) for row in knots])[:, None]
    level = np.quantile(features.max(axis=2), 0.95, axis=1)[:, None, None]
    slope = chance.uniform(-2.5, 1.0, (count, 1, 1)) * np.linspace(0, 1, BANDS)
    noise = level - chance.uniform(3.5, 14, (count, 1, 1)) + slope + chance.normal(0, 0.3, (count, 1, BANDS))
    noisy = np.logaddexp(features, (noise + chance.gumbel(0, 0.4, features.shape)).astype(np.float32))
    chosen = np.where(chance.random((count, 1, 1)) < 0.4, noisy, features) + gain
    mixed: NDArray[np.float32] = np.maximum(chosen, SILENCE).astype(np.float32)
    return mixed


def train(shards: Sequence[Shard], plan: Plan) -> Acoustic:
    """Learn; seeds are fixed."""
    torch.manual_seed(plan.seed)
    some = np.concatenate([shard.features[:: max(1, len(shard.features) // 4000)] for shard in shards])
    some = some.astype(np.float32)
    model = Acoustic(torch.from_numpy(some.mean(0)), torch.from_numpy(some.std(0)))
    if plan.checkpoint and plan.checkpoint.exists():
        model.load_state_dict(torch.load(plan.checkpoint))
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=1e-2)
    loss_of = nn.NLLLoss(ignore_index=UNKNOWN)
    start, average, kept = time.monotonic(), 0.0, 0.0
    for step, (features, phones, visemes) in enumerate(_ahead(batches(shards, plan.seed))):
        progress = step / plan.steps
        if progress >= 1:
            break
        rate = plan.rate * min(1.0, (step + 1) / _WARM_UP, 2.02 - 2 * progress)
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said, shown, _ = model(_masked(features), torch.zeros(LAYERS, len(features), WIDTH))
        phone_loss = loss_of(said.float().flatten(0, 1), phones.flatten())
        loss = phone_loss + loss_of(shown.float().flatten(0, 1), visemes.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average += (loss.item() - average) * max(0.02, 1 / (step + 1))
        if plan.checkpoint and time.monotonic() - start > kept + _KEEP_S:
            kept += _KEEP_S
            torch.save(model.state_dict(), plan.checkpoint)
            click.echo(f"step {step} of {plan.steps}, loss {average:.3f}")
    if plan.checkpoint:
        torch.save(model.state_dict(), plan.checkpoint)
    model.eval()
    return model


def _masked(features: Tensor) -> Tensor:
    """With some bands silenced (SpecAugment, Park et al. 2019, frequency masks only)."""
    features = features.clone()
    for example in range(0, len(features), 2):
        low = int(torch.randint(0, BANDS - 6, ()))
        features[example, :, low : low + int(torch.randint(1, 6, ()))] = SILENCE
    return features


def finish(model: Acoustic, shards: Sequence[Shard], path: Path) -> None:
    """Write the net with its classes and how often each was heard."""
    import onnx

    export(model, str(path))
    counts = np.ones(len(CLASSES))
    for shard in shards:
        heard = np.bincount(shard.phones[shard.phones >= 0], minlength=len(CLASSES)).astype(float)
        counts += weight(shard.name) * heard / max(heard.sum(), 1) * 10_000
    priors = np.log(counts / counts.sum())
    net = onnx.load(str(path))
    onnx.helper.set_model_props(
        net, {"classes": json.dumps(CLASSES), "log_priors": json.dumps([round(float(p), 4) for p in priors])}
    )
    onnx.save(net, str(path))
