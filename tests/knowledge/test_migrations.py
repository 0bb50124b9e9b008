import sqlite3
from pathlib import Path

import pytest

from knowledge import migrations
from knowledge.catalogue import FILE, Catalogue
from knowledge.ingest import ingest
from knowledge.model import Money
from knowledge.shop import Shop


def first_version(folder: Path) -> None:
    """A shop as the first released version wrote it."""
    folder.mkdir()
    db = sqlite3.connect(folder / FILE)
    with db:
        for statement in migrations.MIGRATIONS[0].split(";"):
            db.execute(statement)
        db.execute("PRAGMA user_version = 1")
        settings = {
            "title": '{"en":"Corner"}',
            "currency": "EUR",
            "languages": '["en"]',
            "source": "shop.yaml",
        }
        db.executemany(
            "INSERT INTO shop VALUES (?, ?)", [*settings.items(), ("at", "7.5"), ("revision", "r1")]
        )
        kettle = ("k", "d", '{"en":"Kettle"}', "B", "", "", '["K-1"]', "", "shop.yaml:4", 7.5, 0)
        db.execute(f"INSERT INTO products VALUES ({','.join('?' * 11)})", kettle)
        facts = [
            ("k", 0, "price", "price", '["money",3900,"EUR"]', '{"en":"price"}', "", 60.0),
            (
                "shop",
                0,
                "policy",
                "returns",
                '["text","30 days"]',
                '{"en":"returns"}',
                '{"en":"30 days"}',
                None,
            ),
        ]
        db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", facts)
        fact = '["shop",0,"faq","faq-x","[\\"text\\",\\"Yes\\"]","","{\\"en\\":\\"Yes\\"}",null]'
        db.execute(
            "INSERT INTO answers VALUES ('faq-x', 0, ?)", (f'[{{"en":["Why?"]}},{{"en":["Yes"]}},"",{fact}]',)
        )
    db.close()


def test_a_shop_of_the_first_version_keeps_all_it_says(tmp_path: Path) -> None:
    first_version(tmp_path / "shop")
    catalogue = Catalogue(tmp_path / "shop")
    info, kettle = catalogue.info(), catalogue.product("k")
    assert (info.title, info.currency, info.source) == ({"en": "Corner"}, "EUR", "shop.yaml")
    assert [(fact.id, fact.text, fact.source, fact.at) for fact in info.policies] == [
        ("shop/returns", {"en": "30 days"}, "shop.yaml", 7.5)
    ]
    (answer,) = info.answers
    assert (answer.id, answer.questions, answer.replies) == ("faq-x", {"en": ("Why?",)}, {"en": ("Yes",)})
    assert kettle is not None
    assert (kettle.facts[0].value, kettle.facts[0].fresh_until) == (Money(3900, "EUR"), 67.5)
    assert catalogue.text_files() == [("shop.yaml", 1, 1)]
    catalogue.close()


def test_a_shop_of_the_first_version_is_asked_and_loaded_as_before(tmp_path: Path) -> None:
    first_version(tmp_path / "shop")
    shop = Shop.open(tmp_path / "shop")
    assert [hit.product.id for hit in shop.search("the kettle")] == ["k"]
    shop.close()
    faq = tmp_path / "faq.md"
    faq.write_text("## Shipping\nFree.\n")
    ingest(faq, tmp_path / "shop")
    yaml = tmp_path / "shop.yaml"
    yaml.write_text(
        "shop: {name: Corner, currency: EUR, languages: [en]}\n"
        "products:\n  - {id: k, name: Kettle, price: 39}\n"
    )
    report = ingest(yaml, tmp_path / "shop")
    assert (report.changed, report.removed) == (1, 0)
    catalogue = Catalogue(tmp_path / "shop")
    assert [fact.name for fact in catalogue.info().policies] == ["shipping"]
    catalogue.close()


def test_a_migration_that_breaks_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_version(tmp_path / "shop")
    steps = (*migrations.MIGRATIONS[:1], "CREATE TABLE more (x); CREATE TABLE products (x)")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", steps)
        db = sqlite3.connect(tmp_path / "shop" / FILE, isolation_level=None)
        with pytest.raises(sqlite3.Error):
            migrations.migrate(db)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
        db.close()
    Catalogue(tmp_path / "shop").close()
