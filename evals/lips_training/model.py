"""The acoustic net: two convolutions, two recurrent layers, two heads; 0.6 million numbers."""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn

from avatar.lips.features import BANDS
from avatar.lips.net import LAYERS, PAST, REACH, WIDTH
from avatar.lips.phones import CLASSES
from avatar.media import VISEMES

OUTPUTS = len(CLASSES) + len(VISEMES)
"""Of a row."""


class Acoustic(nn.Module):
    """Rows of features in, log-probabilities of phones and visemes out.

    Two rows are one step of the recurrent layers. Without padding: of ``2 n + PAST + REACH`` rows that go
    in, those of the ``2 n`` in the middle come out.
    """

    mean: Tensor
    """(bands,): of the training speech."""
    deviation: Tensor
    """(bands,)."""

    def __init__(self, mean: Tensor, deviation: Tensor, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.first = nn.Conv1d(BANDS, 96, 5)
        self.second = nn.Conv1d(96, 160, PAST + REACH - 2, stride=2)
        self.drop = nn.Dropout(dropout)
        self.recurrent = nn.GRU(160, WIDTH, LAYERS, batch_first=True, dropout=dropout)
        self.heads = nn.Linear(WIDTH, 2 * OUTPUTS)

    def forward(self, features: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One stretch.

        Args:
            features: (batch, 2 n + PAST + REACH, bands).
            state: (layers, batch, width), zeros at the beginning.

        Returns:
            Log-probabilities of the phones (batch, 2 n, classes) and visemes (batch, 2 n, 15), the new state.
        """
        normal = ((features - self.mean) / self.deviation).transpose(1, 2)
        heard = nn.functional.gelu(self.first(normal))
        heard = nn.functional.gelu(self.second(heard)).transpose(1, 2)
        steps, state = self.recurrent(self.drop(heard), state)
        rows = self.heads(self.drop(steps))
        rows = rows.reshape(rows.shape[0], -1, OUTPUTS)  # (batch, 2 n, outputs)
        phones, visemes = rows.split((len(CLASSES), len(VISEMES)), dim=2)
        return phones.log_softmax(2), visemes.log_softmax(2), state


def export(model: Acoustic, path: str) -> None:
    """Write the net for onnxruntime, its state as an input and an output."""
    model = model.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter about itself
        torch.onnx.export(
            model,
            (torch.zeros(1, 20 + PAST + REACH, BANDS), torch.zeros(LAYERS, 1, WIDTH)),
            path,
            input_names=["features", "state"],
            output_names=["phones", "visemes", "new_state"],
            dynamic_axes={"features": {1: "rows"}, "phones": {1: "twice"}, "visemes": {1: "twice"}},
            opset_version=17,
            dynamo=False,
        )
