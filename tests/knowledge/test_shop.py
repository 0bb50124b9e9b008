import logging
import threading
from pathlib import Path

import pytest

from knowledge.catalogue import FILE
from knowledge.config import KnowledgeConfig
from knowledge.errors import ShopError
from knowledge.index import FOLDER, VectorIndex
from knowledge.ingest import ingest
from knowledge.model import Hit, Money
from knowledge.shop import Shop


def test_an_open_shop_tells_what_it_is(shop: Shop) -> None:
    assert shop.name == "alderbank"
    assert shop.title == {"en": "Alderbank", "zh": "桤岸"}
    assert (shop.currency, shop.languages) == ("USD", ("en", "zh"))
    assert [fact.id for fact in shop.shop_facts()] == ["shop/returns", "shop/shipping"]
    assert [product.id for product in shop.products(2)] == ["kettle-ember", "lamp-egret"]


def test_facts_are_found_by_id(shop: Shop) -> None:
    price = shop.fact("kettle-ember/price")
    assert price is not None
    assert price.value == Money(3900, "USD")
    for fact_id in ("shop/returns", "shop/faq-gift", "kettle-ember/faq-descale"):
        fact = shop.fact(fact_id)
        assert fact is not None
        assert fact.id == fact_id
    for fact_id in ("kettle-ember/none", "none/price", "shop/none", "", "/"):
        assert shop.fact(fact_id) is None


def test_search_ranks_what_is_named_before_what_is_alike(shop: Shop) -> None:
    hits = shop.search("is the egret lamp brighter", k=3)
    assert hits[0].product.id == "lamp-egret"
    assert hits[0].sure
    assert hits[0].score > max((hit.score for hit in hits[1:]), default=0.0)
    assert set(hits[0].reasons) & {"name", "alias"}


def test_both_languages_are_searched(shop: Shop) -> None:
    assert shop.search("早餐用的电热水壶")[0].product.id == "kettle-ember"
    assert shop.search("breakfast table")[0].product.id == "kettle-ember"
    assert shop.search("foldng umbrela")[0].product.id == "umbrella-gale"


def test_at_most_k_products_are_found(shop: Shop) -> None:
    assert len(shop.search("Alderbank wireless power", k=2)) <= 2
    assert shop.search("kettle", k=0) == []


def test_no_shop_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match="nightshift ingest"):
        Shop.open(tmp_path / "none")


def test_an_unknown_embedding_is_one_line(shop_file: Path, tmp_path: Path) -> None:
    ingest(shop_file, tmp_path / "shop")
    with pytest.raises(ShopError, match="no embedding named 'gpt'"):
        Shop.open(tmp_path / "shop", embeddings="gpt")


def test_an_open_shop_follows_its_catalogue(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    shop = Shop.open(folder)
    assert shop.search("umbrella")[0].product.id == "umbrella-gale"
    text = shop_file.read_text("utf-8")
    shop_file.write_text(
        text.replace("price: 39.00", "price: 35.00").replace("umbrella-gale", "parasol-gale"), "utf-8"
    )
    ingest(shop_file, folder)
    price = shop.fact("kettle-ember/price")
    assert price is not None
    assert price.value == Money(3500, "USD")
    assert [hit.product.id for hit in shop.search("umbrella") if hit.sure] == ["parasol-gale"]
    assert shop.product("umbrella-gale") is None
    shop.close()


def test_a_lost_index_is_made_again_on_opening(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    for file in (folder / FOLDER).rglob("*"):
        if file.is_file():
            file.unlink()
    shop = Shop.open(folder)
    assert "dense" in shop.search("a kettle for breakfast")[0].reasons
    shop.close()


def test_an_index_left_behind_by_a_kill_catches_up_on_opening(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    kept = tmp_path / "kept"
    (folder / FOLDER).rename(kept)
    shop_file.write_text(shop_file.read_text("utf-8").replace("breakfast table", "camping trip"), "utf-8")
    ingest(shop_file, folder)
    for made in (folder / FOLDER).iterdir():
        made.rename(tmp_path / f"newer-{made.name}")
    (folder / FOLDER).rmdir()
    kept.rename(folder / FOLDER)
    shop = Shop.open(folder)
    assert shop.search("camping trip")[0].product.id == "kettle-ember"
    shop.close()


def test_a_damaged_catalogue_is_one_line(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    (folder / FILE).write_bytes(b"not a database" * 500)
    with pytest.raises(ShopError) as caught:
        Shop.open(folder)
    assert "\n" not in str(caught.value)


def test_many_threads_may_ask_at_once(shop: Shop) -> None:
    found: list[str] = []

    def ask() -> None:
        found.extend(shop.search("ember kettle")[0].product.id for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == ["kettle-ember"] * 30


def test_opening_and_asking_is_quiet(
    shop_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "knowledge")
    ingest(shop_file, tmp_path / "shop")
    shop = Shop.open(tmp_path / "shop")
    shop.search("水壶多少钱")
    shop.close()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_changing_the_embedding_of_a_shop_embeds_again_and_never_mixes(
    shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    for name in ("hashing", "minilm"):
        report = ingest(shop_file, folder, knowledge=KnowledgeConfig.model_validate({"embeddings": name}))
        assert report.embedded == 6
        shop = Shop.open(folder)
        assert "dense" in shop.search("something for the breakfast kettle")[0].reasons
        shop.close()
    assert ingest(shop_file, folder).embedded == 0
    made: list[str] = []
    monkeypatch.setattr(VectorIndex, "update", lambda *_, **__: made.append("again"))
    Shop.open(folder).close()
    assert made == []
    Shop.open(folder, embeddings="hashing").close()
    assert made == []


def test_a_shop_whose_vectors_are_away_is_searched_by_words(
    shop_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "shop"
    away = KnowledgeConfig.model_validate({"chroma": "http://127.0.0.1:9"})
    report = ingest(shop_file, folder, knowledge=away)
    assert (report.loaded, report.embedded) == (6, 0)
    assert "no Chroma server answers" in report.missing
    shop = Shop.open(folder)
    hits = shop.search("a kettle for the breakfast table")
    assert hits[0].product.id == "kettle-ember"
    assert "dense" not in hits[0].reasons
    assert len([record for record in caplog.records if record.name == "knowledge.dense"]) == 1
    shop.close()
    shop = Shop.open(folder, knowledge=KnowledgeConfig.model_validate({"chroma": None}))
    assert "dense" in shop.search("a kettle for the breakfast table")[0].reasons
    shop.close()


def test_a_shop_whose_embedding_endpoint_is_away_opens_and_answers(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    options = {"model": "far", "base_url": "http://127.0.0.1:9/v1", "retries": 0}
    away = KnowledgeConfig.model_validate({"embeddings": {"engine": "openai", "options": options}})
    assert "far at http://127.0.0.1:9" in ingest(shop_file, folder, knowledge=away).missing
    shop = Shop.open(folder)
    assert shop.search("a kettle for the breakfast table")[0].product.id == "kettle-ember"
    hit = shop.approved("Are you an AI?", "en")
    assert hit is not None
    assert hit.answer.id == "faq-human"
    shop.close()


def test_an_open_shop_answers_while_it_is_loaded_anew_and_leaves_embedding_to_the_load(
    shop_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    shop = Shop.open(folder)
    text = shop_file.read_text("utf-8").replace("Gale folding umbrella", "Gale pocket parasol")
    shop_file.write_text(text, "utf-8")
    found: list[Hit] = []

    def watch(stage: str, done: int, total: int | None) -> None:
        if stage == "embedding" and not found:
            found.append(shop.search("a pocket parasol for the beach")[0])

    assert ingest(shop_file, folder, progress=watch).embedded == 1
    assert found[0].product.id == "umbrella-gale"
    assert "dense" not in found[0].reasons
    shop._vectors.settle(30)
    assert "dense" in shop.search("a pocket parasol for the mountains")[0].reasons
    shop.close()
