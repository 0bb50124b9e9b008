"""Which phone sounds, every 10 ms, by a small acoustic net that is trained in this repository.

The net (``evals/lips_training``) has two heads: 47 classes of phones for the alignment of a known text, and
the 15 visemes for sound whose text nobody knows. It looks 67.5 ms ahead and works in steps of 20 ms; a whole
sound goes through the same path as a stream, so both give the same rows.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from avatar.lips.features import BANDS, SILENCE, LogMel, finite
from avatar.lips.phones import CLASSES
from avatar.media import MOUTH_RATE_HZ, SAMPLE_RATE_HZ, VISEMES, Pcm

LogProbabilities = NDArray[np.float32]
"""float32 (rows, columns), natural logarithms; each row's exponentials sum to 1."""

PAST, REACH = 4, 4
"""Rows of features that the net needs before and after the two rows of a step."""
WIDTH, LAYERS = 192, 2
"""Of its recurrent part."""

_FRAME = SAMPLE_RATE_HZ // MOUTH_RATE_HZ
_LONGEST = 2_000
"""Rows of features in one call of the net: 20 s, which bounds its memory."""


class NetMissing(RuntimeError):
    """The net cannot be loaded."""


class Rows(NamedTuple):
    """What the net says of some rows of 10 ms."""

    phones: LogProbabilities
    """(rows, ``len(CLASSES)``), in the order of ``CLASSES``."""
    visemes: LogProbabilities
    """(rows, 15), in the order of ``VISEMES``."""


class PhoneNet:
    """The net, loaded: one thread, no state of its own, so one serves every stream of a process.

    Args:
        path: The ONNX file; the one that comes with the package if None.

    Raises:
        NetMissing: onnxruntime or the file is missing, or the file is no net for these classes.
    """

    look_ahead_s = (REACH + 2) / MOUTH_RATE_HZ + 0.0075
    """Seconds: the row at time t is final once the sound up to t plus this is there."""

    log_priors: LogProbabilities
    """(classes,): how often each class was in the training speech."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(__file__).with_name("net.onnx")
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        try:
            import onnxruntime
            from onnxruntime.capi import onnxruntime_pybind11_state as faults
        except ImportError as error:
            raise NetMissing("the lips' net needs onnxruntime: pip install onnxruntime") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        broken = (faults.Fail, faults.InvalidProtobuf, faults.InvalidGraph, faults.InvalidArgument)
        try:
            self._session = onnxruntime.InferenceSession(
                path.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
            told = self._session.get_modelmeta().custom_metadata_map
            classes, priors = json.loads(told["classes"]), json.loads(told["log_priors"])
        except OSError as error:
            raise NetMissing(f"the lips' net is not there: {error}") from error
        except (*broken, KeyError, ValueError) as error:
            raise NetMissing(f"{path} is not a net for the lips: {error}") from error
        if tuple(classes) != CLASSES or len(priors) != len(CLASSES):
            raise NetMissing(f"{path} was trained for other phones: train it anew (docs/lips.md)")
        self.log_priors = np.array(priors, np.float32)

    def rows(self, pcm: Pcm) -> Rows:
        """All rows of a whole sound: one for every 10 ms begun."""
        stream = self.stream()
        first, rest = stream.push(pcm), stream.finish()
        return Rows(*(np.concatenate(pair) for pair in zip(first, rest, strict=True)))

    def posteriors(self, pcm: Pcm) -> LogProbabilities:
        """The phones of a whole sound."""
        return self.rows(pcm).phones

    def stream(self) -> PhoneStream:
        """A new sound, to be heard piece by piece."""
        return PhoneStream(self)

    def step(
        self, features: NDArray[np.float32], state: NDArray[np.float32]
    ) -> tuple[Rows, NDArray[np.float32]]:
        """One call of the net.

        Args:
            features: (2 n + PAST + REACH, bands).
            state: (layers, 1, width), zeros at the beginning of a sound.

        Returns:
            The 2 n rows in the middle, and the state after them.
        """
        phones, visemes, state = self._session.run(None, {"features": features[None], "state": state})
        return Rows(phones[0], visemes[0]), state


class PhoneStream:
    """One sound on its way through the net, used by one thread at a time."""

    def __init__(self, net: PhoneNet) -> None:
        self._net = net
        self._hearing = LogMel(SAMPLE_RATE_HZ)
        self._samples = np.zeros(self._hearing.before, np.float32)
        self._features = np.full((PAST, BANDS), SILENCE, np.float32)
        self._state = np.zeros((LAYERS, 1, WIDTH), np.float32)
        self._heard = 0  # samples
        self._given = 0  # rows

    def push(self, pcm: Pcm) -> Rows:
        """Hear more; the rows that became final by it, none as long as there are none."""
        self._heard += len(pcm)
        self._samples = np.concatenate((self._samples, finite(pcm)))
        features = self._hearing(self._samples)
        self._samples = self._samples[len(features) * self._hearing.hop :]
        self._features = np.concatenate((self._features, features))
        return self._advance()

    def finish(self) -> Rows:
        """The rows that are left, the sound being over: silence follows it."""
        expected = -(-self._heard // _FRAME)
        heard = self._heard
        rows = self.push(np.zeros((REACH + 4) * _FRAME, np.float32))
        self._heard = heard
        surplus = self._given - expected
        self._given = expected
        return Rows(*(part[: len(part) - surplus] for part in rows))

    def _advance(self) -> Rows:
        done: list[Rows] = []
        while (steps := (min(len(self._features), _LONGEST) - PAST - REACH) // 2) > 0:
            rows, self._state = self._net.step(self._features[: 2 * steps + PAST + REACH], self._state)
            self._features = self._features[2 * steps :]
            done.append(rows)
        if not done:
            return Rows(np.zeros((0, len(CLASSES)), np.float32), np.zeros((0, len(VISEMES)), np.float32))
        self._given += sum(len(rows.phones) for rows in done)
        return Rows(*(np.concatenate(parts) for parts in zip(*done, strict=True)))
