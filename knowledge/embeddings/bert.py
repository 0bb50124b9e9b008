"""A small BERT in numpy: texts in, the mean of the last layer's tokens out."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings.base import Vectors

Weights = dict[str, NDArray[np.float32]]
_Layer = dict[str, NDArray[np.float32]]

_EPSILON = np.float32(1e-12)
_BATCH_TOKENS = 1024
"""Tokens of one pass; more is no faster."""
_THREADS = 4
"""At most, for many texts at once."""
_SQRT_2_PI = np.float32(np.sqrt(2 / np.pi))


class BertEncoder:
    """Texts to vectors of length 1. Any thread may call.

    Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers", pooled as Reimers and
    Gurevych 2019, "Sentence-BERT". Texts of as many tokens go through together, so nothing is padded and a
    row does not depend on its neighbours. The weights stay on disk, mapped: rooms on one machine share them.
    """

    def __init__(self, folder: Path, *, max_tokens: int) -> None:
        """Map the weights and load the tokenizer.

        Args:
            folder: Holds ``config.json``, ``model.safetensors`` and ``tokenizer.json``.
            max_tokens: Of a text; what comes after is not read.

        Raises:
            ImportError: A package is missing.
            OSError: A file cannot be read.
            ValueError: A file is not what it should be.
        """
        from threadpoolctl import threadpool_limits
        from tokenizers import Tokenizer

        # A short text is fastest in one thread, and many go through in threads of ours.
        threadpool_limits(1, "blas")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        config = json.loads((folder / "config.json").read_bytes())
        self._heads = int(config["num_attention_heads"])
        self.dim = int(config["hidden_size"])
        """Components of a vector."""
        weights = read_safetensors(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._first = _part(weights, "embeddings.LayerNorm")
        self._layers = [
            _part(weights, f"encoder.layer.{number}") for number in range(config["num_hidden_layers"])
        ]
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(max_tokens, len(self._places)))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        rows: Vectors = np.zeros((len(tokens), self.dim), np.float32)

        def work(batch: list[int]) -> None:
            rows[batch] = self._forward(np.array([tokens[at] for at in batch]))

        batches = list(_batches([len(ids) for ids in tokens]))
        threads = min(_THREADS, _cores(), len(batches) // 2)
        if threads < 2:
            for batch in batches:
                work(batch)
        else:
            with ThreadPoolExecutor(threads, "embedding") as pool:
                list(pool.map(work, batches))
        return rows

    def _forward(self, tokens: NDArray[np.int64]) -> Vectors:
        count, length = tokens.shape
        x = self._words[tokens] + self._places[:length]  # (texts, tokens, dim)
        x = _normed(x.reshape(-1, self.dim), self._first, "")  # (texts x tokens, dim)
        for layer in self._layers:
            x = self._attention(x, layer, count)
            x = _feed_forward(x, layer)
        means = x.reshape(count, length, self.dim).mean(1)
        rows: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return rows

    def _attention(self, x: Vectors, layer: _Layer, count: int) -> Vectors:
        def heads(name: str) -> NDArray[np.float32]:  # (texts, heads, tokens, dim / heads)
            made = _linear(x, layer, f"attention.self.{name}")
            return made.reshape(count, -1, self._heads, self.dim // self._heads).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2)  # (texts, heads, tokens, tokens)
        scores *= np.float32((self.dim // self._heads) ** -0.5)
        scores -= scores.max(-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(-1, keepdims=True)
        mixed = np.asarray(scores @ heads("value"), np.float32).transpose(0, 2, 1, 3).reshape(x.shape)
        out = _linear(mixed, layer, "attention.output.dense")
        out += x
        return _normed(out, layer, "attention.output.LayerNorm.")


def read_safetensors(path: Path) -> Weights:
    """The ``float32`` tensors of a file, mapped, not copied.

    The format: eight bytes with the header's length, the header in JSON (type, shape and place of each
    tensor), the numbers; all little-endian.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not in this format.
    """
    raw = np.memmap(path, np.uint8, "r")
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    if start > len(raw):
        raise ValueError(f"{path.name} is cut off or no safetensors file")
    header = json.loads(raw[8:start].tobytes())
    return {
        name: raw[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]]
        .view(np.ndarray)
        .view("<f4")
        .reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def _part(weights: Weights, name: str) -> _Layer:
    """The weights below a name, by the rest of their names."""
    return {
        key.removeprefix(f"{name}."): value for key, value in weights.items() if key.startswith(f"{name}.")
    }


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts of the same length, as many as go through at once; the longest first."""
    places = defaultdict(list)
    for place, length in enumerate(lengths):
        places[length].append(place)
    for length in sorted(places, reverse=True):
        step = max(1, _BATCH_TOKENS // length)
        for start in range(0, len(places[length]), step):
            yield places[length][start : start + step]


def _linear(x: Vectors, layer: _Layer, name: str) -> Vectors:
    out: Vectors = x @ layer[f"{name}.weight"].T
    out += layer[f"{name}.bias"]
    return out


def _normed(x: Vectors, layer: _Layer, name: str) -> Vectors:
    """Layer normalisation, in place (Ba et al. 2016)."""
    x -= x.mean(-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / np.float32(x.shape[1])
    x /= np.sqrt(variance + _EPSILON)[:, None]
    x *= layer[f"{name}weight"]
    x += layer[f"{name}bias"]
    return x


def _feed_forward(x: Vectors, layer: _Layer) -> Vectors:
    out = _linear(_gelu(_linear(x, layer, "intermediate.dense")), layer, "output.dense")
    out += x
    return _normed(out, layer, "output.LayerNorm.")


def _gelu(x: Vectors) -> Vectors:
    """By its authors' approximation with tanh (Hendrycks and Gimpel 2016)."""
    gate = x * x
    gate *= np.float32(0.044715) * _SQRT_2_PI
    gate += _SQRT_2_PI
    gate *= x
    np.tanh(gate, out=gate)
    gate += np.float32(1)
    gate *= x
    gate *= np.float32(0.5)
    return gate


def _cores() -> int:
    """How many this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
