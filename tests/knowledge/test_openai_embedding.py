import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.bench.stub_embeddings import StubEmbeddings
from knowledge.catalogue import Searchable
from knowledge.config import KnowledgeConfig
from knowledge.dense import DenseSearch
from knowledge.embeddings.openai import OpenAIEmbedding, OpenAIEmbeddingConfig
from knowledge.errors import UnavailableError
from knowledge.index import VectorIndex
from knowledge.ingest import ingest
from knowledge.shop import Shop


@pytest.fixture
def stub() -> Iterator[StubEmbeddings]:
    with StubEmbeddings() as server:
        yield server


def model(stub: StubEmbeddings, pauses: list[float] | None = None, **options: Any) -> OpenAIEmbedding:
    config = OpenAIEmbeddingConfig(base_url=stub.base_url, model="stub-64", **options)
    return OpenAIEmbedding(config, sleep=(pauses if pauses is not None else []).append)


def test_texts_go_out_in_batches_and_blank_ones_stay(stub: StubEmbeddings) -> None:
    rows = model(stub, batch=2).embed(["lamp", " ", "kettle", "sock"])
    assert [request["input"] for request in stub.requests] == [["lamp", "kettle"], ["sock"]]
    assert rows.shape == (4, 64)
    assert not rows[1].any()
    assert float(rows[3] @ model(stub).embed(["sock"])[0]) == pytest.approx(1)


def test_prefixes_tell_questions_from_products_and_belong_to_the_identity(stub: StubEmbeddings) -> None:
    embedding = model(stub, query_prefix="query: ", document_prefix="passage: ")
    embedding.embed(["lamp"])
    embedding.embed_query("lamp?")
    assert [request["input"] for request in stub.requests] == [["passage: lamp"], ["query: lamp?"]]
    assert embedding.name != model(stub).name
    assert model(stub).name == model(stub).name


def test_the_key_comes_from_the_environment_and_goes_nowhere_else(
    stub: StubEmbeddings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SHOP_KEY", "s3cret")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    model(stub).embed(["lamp"])
    stub.failures.append(401)
    with pytest.raises(UnavailableError, match=r"refuses the key in SHOP_KEY \(HTTP 401\)") as caught:
        model(stub, key_variable="SHOP_KEY").embed(["lamp"])
    assert stub.keys == ["", "Bearer s3cret"]
    assert "s3cret" not in str(caught.value) + caplog.text


def test_passing_failures_are_tried_again_and_the_endpoint_says_when(stub: StubEmbeddings) -> None:
    pauses: list[float] = []
    stub.failures.extend([503, (429, {"retry-after": "7"}), (429, {"retry-after": "9999"}), 500])
    assert model(stub, pauses).embed(["lamp"]).shape == (1, 64)
    assert pauses == [0.5, 7.0, 20.0, 4.0]


def test_tries_end(stub: StubEmbeddings) -> None:
    pauses: list[float] = []
    stub.failures.extend([500] * 9)
    with pytest.raises(UnavailableError, match=r"stub-64 at .* fails \(HTTP 500\)"):
        model(stub, pauses, retries=2).embed(["lamp"])
    assert len(stub.requests) == 3
    assert len(pauses) == 2


@pytest.mark.parametrize(
    ("failure", "fault"),
    [
        (400, "refuses the request"),
        (404, "are base_url, model and dimensions right"),
        ("garbage", "does not answer with embeddings"),
        ("short", "does not answer with embeddings"),
        ("nan", "does not answer with embeddings"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(stub: StubEmbeddings, failure: object, fault: str) -> None:
    stub.failures.append(failure)
    with pytest.raises(UnavailableError, match=fault) as caught:
        model(stub).embed(["lamp"])
    assert "\n" not in str(caught.value)
    assert len(stub.requests) == 1


def test_vectors_of_another_size_are_refused(stub: StubEmbeddings) -> None:
    embedding = model(stub)
    assert embedding.dim == 64
    stub.failures.append("wide")
    with pytest.raises(UnavailableError, match="gives vectors of 48 components, not 64"):
        embedding.embed(["lamp"])


def test_the_size_may_be_asked_for(stub: StubEmbeddings) -> None:
    embedding = model(stub, dimensions=32)
    assert embedding.dim == 32
    assert stub.requests == []
    assert embedding.embed(["lamp"]).shape == (1, 32)
    assert stub.requests[0]["dimensions"] == 32


def test_a_question_is_asked_once_and_not_waited_for(stub: StubEmbeddings) -> None:
    pauses: list[float] = []
    stub.failures.extend(["hang", 503])
    embedding = model(stub, pauses, query_s=0.05)
    with pytest.raises(UnavailableError, match="does not answer in time"):
        embedding.embed_query("lamp")
    with pytest.raises(UnavailableError, match="HTTP 503"):
        embedding.embed_query("lamp")
    assert (len(stub.requests), pauses) == (2, [])


def test_nobody_there_is_one_line() -> None:
    config = OpenAIEmbeddingConfig(base_url="http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(UnavailableError, match="cannot be reached"):
        OpenAIEmbedding(config).embed(["lamp"])


PRODUCTS = [
    Searchable(f"p{at}", {"en": f"{word} thing"}, "", {}, {}, ())
    for at, word in enumerate(("kettle", "lamp"))
]


def test_a_search_goes_on_by_words_while_the_endpoint_is_away_and_recovers(
    stub: StubEmbeddings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    dense = DenseSearch(tmp_path, VectorIndex(tmp_path, model(stub)), clock=lambda: now[0])
    dense.follow(PRODUCTS, "one", wait_s=None)
    assert [key for key, _ in dense.query("lamp thing", 1)] == ["p1"]
    sent = len(stub.requests)
    assert dense.query("lamp thing", 1)
    assert len(stub.requests) == sent
    stub.failures.append(503)
    assert dense.query("a kettle", 1) == []
    sent = len(stub.requests)
    assert dense.query("a kettle", 1) == []
    assert len(stub.requests) == sent
    stub.failures.append(503)
    now[0] += 6
    dense.query("a kettle", 1)
    dense.settle()
    assert not dense.ready
    now[0] += 11
    dense.query("a kettle", 1)
    dense.settle()
    assert [key for key, _ in dense.query("a kettle", 1)] == ["p0"]
    assert len(caplog.records) == 2
    assert "found by words alone" in caplog.records[0].message
    assert caplog.records[1].message == "vector search is back"
    dense.close()


def test_a_shop_is_embedded_again_for_another_model_and_never_mixed(
    stub: StubEmbeddings, shop_file: Path, tmp_path: Path
) -> None:
    def chosen(model: str) -> KnowledgeConfig:
        options = {"base_url": stub.base_url, "model": model}
        return KnowledgeConfig.model_validate({"embeddings": {"engine": "openai", "options": options}})

    folder = tmp_path / "shop"
    for name, size in (("stub-64", 64), ("stub-96", 96), ("stub-64", 64)):
        ingest(shop_file, folder, knowledge=chosen(name))
        assert stub.requests[-1]["model"] == name
        shop = Shop.open(folder)
        assert "dense" in shop.search(f"a kettle for {size} breakfasts")[0].reasons
        shop.close()
    products = [text for request in stub.requests for text in request["input"] if "umbrella" in text]
    assert len(products) == 2
