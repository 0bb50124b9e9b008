from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.errors import FeedError, ShopError
from knowledge.feeds.base import BadRow, Freshness
from knowledge.feeds.products import TableFeed
from knowledge.indexlock import index_lock
from knowledge.ingest import ingest
from knowledge.model import Product
from knowledge.shop import Shop


def table(folder: Path, *rows: str, head: str = "id,name,price") -> Path:
    file = folder / "products.csv"
    file.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return file


def test_a_repeat_changes_and_embeds_nothing(
    shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ingest(shop_file, tmp_path / "shop")
    assert (first.added, first.embedded) == (6, 6)
    texts: list[str] = []

    def watching(self: HashingEmbedding, given: Sequence[str]) -> Vectors:
        texts.extend(given)
        return embed(self, given)

    embed = HashingEmbedding.embed
    monkeypatch.setattr(HashingEmbedding, "embed", watching)
    again = ingest(shop_file, tmp_path / "shop")
    assert (again.unchanged, again.added, again.changed, again.removed, again.embedded) == (6, 0, 0, 0, 0)
    assert not any("kettle" in text for text in texts)


def test_only_what_differs_is_changed_and_embedded(tmp_path: Path) -> None:
    ingest(table(tmp_path, "1,Kettle,39", "2,Lamp,59", "3,Sock,5"), tmp_path / "shop")
    report = ingest(table(tmp_path, "1,Kettle,35", "2,Desk lamp,59", "4,Hat,9"), tmp_path / "shop")
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 2, 0, 1)
    assert report.embedded == 2


def test_bad_and_repeated_rows_are_reported_and_the_rest_is_kept(tmp_path: Path) -> None:
    report = ingest(table(tmp_path, "1,Kettle,39", "2,,5", "1,Again,5", "4,Hat,?"), tmp_path / "shop")
    assert report.loaded == 1
    assert report.bad_count == 3
    assert [row.number for row in report.bad] == [2, 3, 4]
    assert report.bad[1] == BadRow(3, "its id '1' came before", 4, "products.csv")


def test_a_file_without_a_good_row_leaves_the_shop_as_it_was(tmp_path: Path) -> None:
    ingest(table(tmp_path, "1,Kettle,39"), tmp_path / "shop")
    assert ingest(table(tmp_path, "1,,39", "2,Lamp,?"), tmp_path / "shop").loaded == 0
    shop = Shop.open(tmp_path / "shop")
    assert [product.id for product in shop.products()] == ["1"]
    shop.close()


def test_a_new_shop_without_a_good_row_is_no_shop(tmp_path: Path) -> None:
    assert ingest(table(tmp_path, "1,,39"), tmp_path / "shop").loaded == 0
    with pytest.raises(ShopError, match="no shop in"):
        Shop.open(tmp_path / "shop")


def test_a_table_keeps_what_the_shop_said_of_itself(shop_file: Path, tmp_path: Path) -> None:
    ingest(shop_file, tmp_path / "shop")
    ingest(table(tmp_path, "1,Kettle,39"), tmp_path / "shop")
    catalogue = Catalogue(tmp_path / "shop")
    assert catalogue.info().title == {"en": "Alderbank", "zh": "桤岸"}
    assert catalogue.count() == 1
    catalogue.close()


def test_a_new_shop_is_called_as_its_folder_and_priced_as_told(tmp_path: Path) -> None:
    ingest(table(tmp_path, "1,Kettle,39"), tmp_path / "corner", currency="EUR")
    shop = Shop.open(tmp_path / "corner")
    assert (shop.title, shop.currency) == ({"en": "corner"}, "EUR")
    shop.close()


@pytest.mark.parametrize(
    ("name", "reason"), [("none.csv", "no such file"), ("notes.docx", "unknown kind of file")]
)
def test_a_file_that_cannot_be_read_makes_no_shop(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "notes.docx").write_bytes(b"PK")
    with pytest.raises(FeedError, match=reason):
        ingest(tmp_path / name, tmp_path / "shop")
    assert not (tmp_path / "shop").exists()


def test_progress_ends_where_it_says(shop_file: Path, tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int | None]] = {}
    ingest(
        shop_file, tmp_path / "shop", progress=lambda stage, done, total: seen.update({stage: (done, total)})
    )
    assert seen == {"reading": (6, 6), "embedding": (6, 6), "indexing": (1, 1)}


def test_an_ingest_killed_before_its_indexes_is_completed_by_the_next(
    shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: HashingEmbedding, texts: Sequence[str]) -> Vectors:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(HashingEmbedding, "embed", killed)
        with pytest.raises(KeyboardInterrupt):
            ingest(shop_file, tmp_path / "shop")
    report = ingest(shop_file, tmp_path / "shop")
    assert (report.unchanged, report.embedded) == (6, 6)


def shop_of(folder: Path) -> Catalogue:
    return Catalogue(folder)


def names(folder: Path) -> list[str]:
    catalogue = Catalogue(folder)
    try:
        return [product.id for product in catalogue.products()]
    finally:
        catalogue.close()


def texts(folder: Path) -> tuple[dict[str, dict[str, str]], list[str]]:
    catalogue = Catalogue(folder)
    try:
        info = catalogue.info()
    finally:
        catalogue.close()
    answers = [reply for answer in info.answers for replies in answer.replies.values() for reply in replies]
    return {fact.name: dict(fact.text) for fact in info.policies}, answers


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_products_are_exactly_those_of_the_files_named(tmp_path: Path) -> None:
    one = written(tmp_path, "one.csv", "id,name\n1,Kettle\n2,Lamp\n")
    two = written(tmp_path, "two.csv", "id,name\n2,Again\n3,Hat\n")
    report = ingest([one, two], tmp_path / "shop")
    assert names(tmp_path / "shop") == ["1", "2", "3"]
    assert [(row.file, row.number) for row in report.bad] == [("two.csv", 1)]
    assert [(file.name, file.products, file.skipped) for file in report.files] == [
        ("one.csv", 2, 0),
        ("two.csv", 1, 1),
    ]
    ingest(two, tmp_path / "shop")
    assert names(tmp_path / "shop") == ["2", "3"]


def test_texts_are_kept_by_the_file_they_came_from(shop_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    ingest(shop_file, folder)
    faq = written(tmp_path, "faq.md", "## Can I cancel?\nYes.\n## Payment\nCards.\n")
    sheet = written(tmp_path, "more.csv", "question,answer\nDo you gift wrap?,Sure.\n")
    report = ingest([faq, sheet], folder)
    assert (report.loaded, report.removed, report.texts) == (0, 0, 3)
    assert len(names(folder)) == 6
    policies, answers = texts(folder)
    assert set(policies) == {"returns", "shipping", "payment"}
    assert {"Yes.", "Sure.", "I'm an AI host."} <= set(answers)
    written(tmp_path, "faq.md", "## Can I cancel?\nNo.\n")
    ingest(faq, folder)
    policies, answers = texts(folder)
    assert set(policies) == {"returns", "shipping"}
    assert "No." in answers
    assert "Sure." in answers
    assert "Yes." not in answers
    ingest(shop_file, folder)
    assert "No." in texts(folder)[1]
    assert shop_of(folder).text_files()[0] == ("faq.md", 0, 1)


def test_several_files_give_one_policy_in_their_languages(tmp_path: Path) -> None:
    english = written(tmp_path, "en.md", "## Shipping\nFree.\n## Returns\n30 days.\n")
    chinese = written(tmp_path, "zh.md", "## 运费\n包邮。\n")
    products = written(tmp_path, "a.csv", "id,name\n1,Kettle\n")
    ingest([products, english, chinese], tmp_path / "shop")
    assert texts(tmp_path / "shop")[0] == {
        "shipping": {"en": "Free.", "zh": "包邮。"},
        "returns": {"en": "30 days."},
    }


def test_the_file_read_last_is_believed(tmp_path: Path) -> None:
    products = written(tmp_path, "a.csv", "id,name\n1,Kettle\n")
    old = written(tmp_path, "b.md", "## Shipping\nFree.\n")
    new = written(tmp_path, "a.md", "## Shipping\nFive dollars.\n")
    ingest([products, old, new], tmp_path / "shop")
    assert texts(tmp_path / "shop")[0] == {"shipping": {"en": "Five dollars."}}
    ingest(old, tmp_path / "shop")
    assert texts(tmp_path / "shop")[0] == {"shipping": {"en": "Free."}}


def test_an_answer_finds_its_product_by_id_number_or_name(tmp_path: Path) -> None:
    products = written(tmp_path, "a.csv", "id,sku,name\n1,K-100,Kettle\n2,L-200,Lamp\n")
    rows = "Is it loud?,No.,k-100\nIs it bright?,Yes.,Lamp\nIs it soft?,Very.,Pillow\n"
    sheet = written(tmp_path, "faq.csv", f"question,answer,product\n{rows}")
    report = ingest([products, sheet], tmp_path / "shop")
    info = shop_of(tmp_path / "shop").info()
    assert [(answer.product_id, answer.fact.id.split("/")[0]) for answer in info.answers if answer.fact] == [
        ("1", "1"), ("2", "2")
    ]  # fmt: skip
    assert [(row.file, row.line, row.reason) for row in report.bad] == [
        ("faq.csv", 4, "no product 'Pillow' in the shop")
    ]


def test_most_products_do_not_go_without_a_word(tmp_path: Path) -> None:
    rows = [f"{number},Product {number},5" for number in range(60)]
    folder = tmp_path / "shop"
    ingest(table(tmp_path, *rows), folder)
    with pytest.raises(
        ShopError, match=r"40 of the shop's 60 products are missing.*--allow-removals"
    ) as caught:
        ingest(table(tmp_path, *rows[:20]), folder)
    assert "\n" not in str(caught.value)
    assert len(names(folder)) == 60
    assert ingest(table(tmp_path, *rows[:35]), folder).removed == 25
    assert ingest(table(tmp_path, *rows[:5]), folder, allow_removals=True).removed == 30


def test_a_file_of_products_without_one_leaves_all_as_it_was(tmp_path: Path) -> None:
    one = written(tmp_path, "one.csv", "id,name\n1,Kettle\n")
    ingest(one, tmp_path / "shop")
    two = written(tmp_path, "two.csv", "id,name\n2,\n")
    faq = written(tmp_path, "faq.md", "## Shipping\nFree.\n")
    report = ingest([one, two, faq], tmp_path / "shop")
    assert (report.loaded, report.texts, report.empty) == (0, 0, "two.csv")
    assert (names(tmp_path / "shop"), texts(tmp_path / "shop")) == (["1"], ({}, []))


def test_files_that_did_not_change_are_not_parsed_but_are_fresh_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, folder = table(tmp_path, "1,Kettle,39", "2,,5"), tmp_path / "shop"
    lasting = Freshness(price_s=60.0)
    monkeypatch.setattr("knowledge.ingest.time.time", lambda: 1000.0)
    ingest(file, folder, fresh_for=lasting)
    ingest(file, folder, fresh_for=lasting)

    def parsing(self: TableFeed) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr("knowledge.ingest.time.time", lambda: 5000.0)
    with monkeypatch.context() as patch:
        patch.setattr(TableFeed, "rows", parsing)
        report = ingest(file, folder, fresh_for=lasting)
    assert (report.unchanged, report.bad_count, report.bad[0].reason) == (1, 1, "it has no name")
    fact = shop_of(folder).products()[0].facts[0]
    assert (fact.at, fact.fresh_until) == (5000.0, 5060.0)
    report = ingest(file, folder, fresh_for=Freshness(price_s=10.0))
    assert report.unchanged == 1
    assert shop_of(folder).products()[0].facts[0].fresh_until == 5010.0
    report = ingest(file, folder, fresh_for=lasting, currency="EUR")
    assert report.changed == 1


def test_a_file_that_was_written_while_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = TableFeed.rows

    def writing(self: TableFeed) -> Iterator[Product | BadRow]:
        yield from rows(self)
        table(tmp_path, "1,Kettle,45")

    ingest(table(tmp_path, "1,Kettle,35"), tmp_path / "shop")
    with monkeypatch.context() as patch:
        patch.setattr(TableFeed, "rows", writing)
        ingest(table(tmp_path, "1,Kettle,39"), tmp_path / "shop")
    assert ingest(tmp_path / "products.csv", tmp_path / "shop").changed == 1


def test_a_new_shop_counts_as_its_products_speak(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "商品名称,价格\n保温杯,199\n")
    report = ingest(file, tmp_path / "shop")
    info = shop_of(tmp_path / "shop").info()
    assert (report.guessed_currency, info.currency, info.languages) == ("CNY", "CNY", ("zh", "en"))
    assert ingest(file, tmp_path / "shop").guessed_currency == ""


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    one = written(tmp_path, "faq.md", "## Shipping\nFree.\n")
    two = written(tmp_path / "more", "faq.md", "## Returns\nNo.\n")
    with pytest.raises(FeedError, match="two files are called"):
        ingest([one, two], tmp_path / "shop")


def test_waiting_for_another_process_is_told(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("id,name,price\n1,Lamp,5\n")
    folder = tmp_path / "shop"
    ingest(file, folder)
    told: list[str] = []
    held = ExitStack()
    held.enter_context(index_lock(folder))

    def progress(stage: str, done: int, total: int | None) -> None:
        told.append(stage)
        if stage.startswith("waiting"):
            held.close()

    with held:
        ingest(file, folder, progress=progress)
    assert "waiting for another process" in told
