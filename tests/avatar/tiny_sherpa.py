"""Makes a tiny VITS for sherpa-onnx, a tone a phoneme: python tiny_sherpa.py KIND FOLDER (needs onnx)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE_HZ = 16_000
SAMPLES = 800
"""Samples of a phoneme."""

_IPA = (
    *range(0x20, 0x7F), *range(0xE0, 0x100), *range(0x250, 0x370), *range(0x3B1, 0x3CA), 0x127, 0x14B, 0x153,
)  # fmt: skip


def model(folder: Path, symbols: list[str], facts: dict[str, str], *, piper: bool) -> None:
    """Write ``model.onnx`` and ``tokens.txt``: y = the symbols' tones, as much slower as is asked for."""
    time_s = np.arange(SAMPLES) / RATE_HZ
    pitches = 120 + 20 * (np.arange(len(symbols)) % 60)
    table = (0.2 * np.sin(2 * np.pi * pitches[:, None] * time_s)).astype(np.float32)
    node, value = helper.make_node, helper.make_tensor_value_info
    x, scale, y = ("input", "scale", "output") if piper else ("x", "length_scale", "y")
    nodes = [node("Gather", ["scales", "second"], ["scale"], axis=0)] if piper else []
    nodes += [
        node("Gather", ["table", x], ["tones"], axis=0),
        node("Reshape", ["tones", "flat"], ["line"]),
        node("Shape", ["line"], ["length"]),
        node("Cast", ["length"], ["length_f"], to=TensorProto.FLOAT),
        node("Mul", ["length_f", scale], ["wanted"]),
        node("Squeeze", ["wanted", "first"], ["samples"]),
        node("Range", ["nought", "samples", "one"], ["at"]),
        node("Div", ["at", scale], ["from_f"]),
        node("Cast", ["from_f"], ["from"], to=TensorProto.INT64),
        node("Gather", ["line", "from"], ["sound"], axis=0),
        node("Reshape", ["sound", "shape"], [y]),
    ]
    shape = [1, 1, 1, -1] if piper else [1, 1, -1]
    constants = [
        numpy_helper.from_array(array, name)
        for name, array in {
            "table": table, "flat": np.array([-1]), "first": np.array([0]), "second": np.array([1]),
            "nought": np.array(0, np.float32), "one": np.array(1, np.float32), "shape": np.array(shape),
        }.items()
        if piper or name != "second"
    ]  # fmt: skip
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    if piper:
        inputs = [value("input", whole, ["N", "T"]), value("input_lengths", whole, ["N"])]
        inputs.append(value("scales", real, [3]))
    else:
        inputs = [value("x", whole, ["N", "T"]), value("x_length", whole, ["N"])]
        inputs += [value(name, real, [1]) for name in ("noise_scale", "length_scale", "noise_scale_w")]
    output = value(y, real, ["N", 1, 1, "L"] if piper else ["N", 1, "L"])
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    general = {"model_type": "vits", "sample_rate": str(RATE_HZ), "n_speakers": "1"}
    helper.set_model_props(made, general | facts)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(made, str(folder / "model.onnx"))
    tokens = "".join(f"{symbol} {index}\n" for index, symbol in enumerate(symbols))
    (folder / "tokens.txt").write_text(tokens, encoding="utf-8")


def piper(folder: Path) -> None:
    """A model of phonemes, in whatever language they are."""
    symbols = ["_", "^", "$", *(chr(code) for code in _IPA if chr(code) not in "_^$")]
    facts = {"comment": "piper", "language": "Any", "voice": "", "has_espeak": "1"}
    model(folder, symbols, facts, piper=True)
    (folder / "voice.json").write_text('{"languages": ["en", "zh"]}')


def lexicon(folder: Path) -> None:
    """A model with a lexicon of a few words."""
    symbols = ["_", " ", ".", ",", "?", "!", "，", "。", *(f"p{index}" for index in range(26))]
    facts = {"comment": "other", "language": "Chinese", "add_blank": "1", "jieba": "1", "punctuation": ""}
    model(folder, symbols, facts, piper=False)
    words = [("hello", "p1 p2 p3"), ("shop", "p4 p5"), ("你", "p3 p4"), ("好", "p5 p6"), ("店", "p7 p8")]
    (folder / "lexicon.txt").write_text("".join(f"{word} {said}\n" for word, said in words), encoding="utf-8")
    (folder / "voice.json").write_text('{"languages": ["en", "zh"]}')


if __name__ == "__main__":
    {"piper": piper, "lexicon": lexicon}[sys.argv[1]](Path(sys.argv[2]))
