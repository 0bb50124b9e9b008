"""What every embedding of the registry must do; the endpoint's is served by a local stub."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from evals.bench.stub_embeddings import StubEmbeddings
from knowledge import embeddings
from knowledge.embeddings.base import Embedding
from knowledge.embeddings.config import EmbeddingConfig
from knowledge.embeddings.minilm import PACKAGE, by_script
from knowledge.errors import ShopError

TEXTS = [
    "Ember electric kettle",
    "暖炉电热水壶",
    "Anker 充电宝 PowerCore 10000",
    "",
    "!!! …",
    "🫖",
    "電気ケトル",
    "чайник",
    "\ud800 broken",
    "word " * 50_000,
    "壶" * 100_000,
    "x" * 100_000,
]


@pytest.fixture(scope="module")
def stub() -> Iterator[StubEmbeddings]:
    with StubEmbeddings() as server:
        yield server


@pytest.fixture(params=sorted(embeddings.EMBEDDINGS))
def embedding(request: pytest.FixtureRequest, stub: StubEmbeddings) -> Embedding:
    options = {"base_url": stub.base_url} if request.param == "openai" else {}
    return embeddings.load(EmbeddingConfig(engine=request.param, options=options))


def test_each_text_gets_a_row_of_unit_length_or_none(embedding: Embedding) -> None:
    rows = embedding.embed(TEXTS)
    assert rows.shape == (len(TEXTS), embedding.dim)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.isfinite(rows).all()
    assert ((np.abs(lengths - 1) < 1e-3) | (lengths == 0)).all()
    assert lengths[3] == 0
    assert (lengths[[0, 1, 2, 6, 7, 9, 10]] > 0).all()


def test_nothing_gives_no_rows(embedding: Embedding) -> None:
    assert embedding.embed([]).shape == (0, embedding.dim)


def test_a_row_does_not_depend_on_its_neighbours(embedding: Embedding) -> None:
    together = embedding.embed(TEXTS[:3])
    for at, text in enumerate(TEXTS[:3]):
        np.testing.assert_allclose(embedding.embed([text])[0], together[at], atol=1e-5)
        np.testing.assert_allclose(embedding.embed_query(text)[0], together[at], atol=1e-5)


def test_different_texts_get_different_rows_in_every_script(embedding: Embedding) -> None:
    for one, other in (("desk lamp", "wool sock"), ("池鹭台灯", "羊毛袜子")):
        first, second = embedding.embed([one, other])
        assert float(first @ second) < 0.5


def test_many_threads_get_what_one_gets(embedding: Embedding) -> None:
    alone = embedding.embed(TEXTS[:3])
    results: list[float] = []

    def work() -> None:
        results.extend(float(np.abs(embedding.embed(TEXTS[:3]) - alone).max()) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 12
    assert max(results) < 1e-5


def test_an_identity_can_name_a_collection(embedding: Embedding) -> None:
    assert embedding.name.replace("-", "").isalnum()
    assert embedding.name.isascii()
    assert embedding.name == embedding.name.lower()


def test_auto_is_the_model_where_it_is_and_spelling_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert embeddings.load("auto").name.startswith("minilm")
    monkeypatch.setitem(embeddings.EMBEDDINGS, "minilm", "knowledge.embeddings.minilm:Gone")
    assert embeddings.load("auto").name.startswith("hashing")


def test_an_embedding_may_live_elsewhere_and_have_no_options() -> None:
    assert embeddings.load("knowledge.embeddings.hashing:HashingEmbedding").name == "hashing-1"
    small = EmbeddingConfig(engine="knowledge.embeddings.hashing:HashingEmbedding", options={"dim": 64})
    assert (embeddings.load(small).name, embeddings.load(small).dim) == ("hashing-1-64", 64)
    with pytest.raises(ShopError, match="takes no options"):
        embeddings.load(EmbeddingConfig(engine="builtins:object", options={"dim": 64}))


@pytest.mark.parametrize(
    ("config", "fault"),
    [
        (EmbeddingConfig(engine="gpt"), "no embedding named 'gpt'; there are: minilm, hashing, openai"),
        (EmbeddingConfig(engine="json:nothing"), "does not load"),
        (EmbeddingConfig(engine="minilm", options={"dim": 3}), "'minilm': dim: is no known option"),
        (EmbeddingConfig(engine="hashing", options={"dim": 3}), "'hashing': dim: "),
        (EmbeddingConfig(engine="openai", options={"api_key": "s3cret"}), "api_key: is no known option"),
        (EmbeddingConfig(engine="openai", options={"base_url": "ftp://x"}), "'openai': base_url: "),
        (EmbeddingConfig(engine="openai", options={"base_url": "http://me:s3cret@x/v1"}), "base_url: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_secrets(config: EmbeddingConfig, fault: str) -> None:
    with pytest.raises(ShopError) as caught:
        embeddings.load(config)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def alike(one: str, other: str) -> float:
    first, second = embeddings.load("minilm").embed([one, other])
    return float(first @ second)


def test_minilm_knows_meaning_in_english() -> None:
    assert alike("something to boil water for tea", "electric kettle") > 0.4
    assert alike("something to boil water for tea", "wool socks") < 0.25
    assert alike("cheap wireless headphones", "bluetooth earbuds") > 0.5


def test_minilm_does_not_take_all_chinese_for_the_same() -> None:
    assert alike("电热水壶", "暖炉电热水壶") > 0.6
    assert alike("电热水壶", "羊毛袜子") < 0.15
    assert alike("可以退货吗", "充电宝多少钱") < 0.2


def test_a_mixed_text_is_found_by_either_part() -> None:
    mixed, stranger = "苹果 iPhone 15 手机壳", "小米充电器 67W"
    assert alike("iphone case", mixed) > alike("iphone case", stranger) + 0.1
    assert alike("手机壳", mixed) > alike("手机壳", stranger) + 0.1
    assert alike("iphone 手机壳", mixed) > max(alike("iphone", mixed), alike("手机壳", mixed))


@pytest.mark.parametrize(
    ("text", "latin", "rest"),
    [
        ("Red Shoes 42", "red shoes 42", ""),
        ("红鞋42码", "", "红鞋42码"),
        ("ＵＳＢ线", "usb ", "线"),
        ("!?", "", ""),
        ("2024", "2024", ""),
    ],
)
def test_a_text_is_taken_apart_by_script(text: str, latin: str, rest: str) -> None:
    share, first, second = by_script(text)
    assert (first, second) == (latin, rest)
    assert 0 <= share <= 1


def test_the_model_is_read_without_importing_its_package() -> None:
    import sys

    embeddings.load("minilm").embed(["hello"])
    assert PACKAGE not in sys.modules
