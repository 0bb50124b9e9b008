import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embeddings.hashing import HashingEmbedding

EMBEDDING = HashingEmbedding()


def test_rows_have_length_one_and_the_stated_shape() -> None:
    rows = EMBEDDING.embed(["Ember electric kettle", "暖炉电热水壶", "K100"])
    assert rows.shape == (3, EMBEDDING.dim)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_a_text_without_words_is_zero() -> None:
    assert not EMBEDDING.embed(["", " !? ", "…"]).any()
    assert EMBEDDING.embed([]).shape == (0, EMBEDDING.dim)


def test_other_processes_get_the_same_rows() -> None:
    script = (
        "import sys; from knowledge.embeddings.hashing import HashingEmbedding;"
        "sys.stdout.buffer.write(HashingEmbedding().embed(['Ember kettle', '暖炉水壶']).tobytes())"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout == EMBEDDING.embed(["Ember kettle", "暖炉水壶"]).tobytes()


def test_likeness_follows_spelling_in_both_scripts() -> None:
    kettle, typo, lamp, zh_kettle, zh_other = EMBEDDING.embed(
        ["electric kettle", "electirc kettel", "desk lamp", "电热水壶怎么用", "折叠雨伞"]
    )
    (zh_query,) = EMBEDDING.embed(["电热水壶"])
    assert kettle @ typo > kettle @ lamp + 0.2
    assert zh_query @ zh_kettle > zh_query @ zh_other + 0.3


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_row_depends_on_its_own_text_only(texts: list[str]) -> None:
    together = EMBEDDING.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(EMBEDDING.embed([text])[0], row, atol=1e-6)
