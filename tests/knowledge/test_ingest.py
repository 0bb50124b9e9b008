from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.errors import FeedError, ShopError
from knowledge.feeds.base import BadRow
from knowledge.ingest import ingest
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
    assert report.bad[1] == BadRow(3, "its id '1' came before")


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
    assert (shop.title, shop.currency) == ({"und": "corner"}, "EUR")
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
