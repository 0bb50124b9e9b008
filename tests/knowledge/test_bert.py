import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings.bert import read_safetensors


def written(folder: Path, tensors: dict[str, np.ndarray]) -> Path:
    header, data = {}, b""
    for name, tensor in tensors.items():
        kind = {"float32": "F32", "int64": "I64"}[tensor.dtype.name]
        end = len(data) + tensor.nbytes
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), end]}
        data += tensor.tobytes()
    head = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    head += b" " * (-len(head) % 8)
    file = folder / "model.safetensors"
    file.write_bytes(len(head).to_bytes(8, "little") + head + data)
    return file


def test_tensors_are_read_as_they_were_written(tmp_path: Path) -> None:
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
    found = read_safetensors(written(tmp_path, {"a.weight": matrix, "ids": np.arange(4), "b": matrix[0] * 2}))
    assert set(found) == {"a.weight", "b"}
    assert (found["a.weight"] == matrix).all()
    assert (found["b"] == matrix[0] * 2).all()


@pytest.mark.parametrize("length", [0, 4, 8, 40, -5])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    file = written(tmp_path, {"a": np.zeros((8, 8), np.float32)})
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(ValueError, match=r".+"):
        read_safetensors(file)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"version https://git-lfs.github.com/spec/v1\n" * 3)
    with pytest.raises(ValueError, match="no safetensors file"):
        read_safetensors(file)
