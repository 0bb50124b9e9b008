import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.ingest import command
from knowledge.catalogue import Catalogue


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def table(folder: Path, *rows: str) -> Path:
    file = folder / "products.csv"
    file.write_text("\n".join(("id,name,price", *rows)) + "\n", "utf-8")
    return file


def test_it_says_what_was_loaded_and_what_was_skipped(tmp_path: Path) -> None:
    result = run(table(tmp_path, "1,Kettle,39", "2,,5", "3,Hat,cheap"), "--shop", "corner")
    assert result.exit_code == 0
    assert (
        "shop corner: 1 product (1 new, 0 changed, 0 unchanged), 0 removed, 2 rows skipped" in result.stdout
    )
    assert "row 2 (line 3): it has no name" in result.stderr
    assert "row 3 (line 4): price 'cheap'" in result.stderr
    assert (tmp_path / "home" / "shops" / "corner" / "catalogue.sqlite").is_file()


def test_many_bad_rows_are_grouped_and_counted(tmp_path: Path) -> None:
    nameless = (f"{number},,5" for number in range(2, 30))
    priceless = (f"{number},A,ask {number}" for number in range(40, 45))
    result = run(table(tmp_path, "1,Kettle,39", *nameless, *priceless), "--shop", "corner")
    assert "28 rows (2, 3, 4, 5, 6, 7, …), such as row 2 (line 3): it has no name" in result.stderr
    assert "5 rows (30, 31, 32, 33, 34), such as row 30 (line 31): price 'ask 40'" in result.stderr
    assert result.stderr.count("such as") == 2


def test_columns_are_shown_as_what_they_became(tmp_path: Path) -> None:
    file = tmp_path / "zh.csv"
    file.write_text("商品名称,价格（元）,适用场景,成本\n保温杯,199,办公,80\n", "utf-8")
    result = run(file, "--shop", "corner")
    assert "taken for" not in result.stdout
    assert "zh.csv: table of products (UTF-8): 1 product" in result.stdout
    assert "columns: 商品名称 → name, 价格（元） → price" in result.stdout
    assert "attributes: 适用场景" in result.stdout
    assert "ignored: 成本" in result.stdout


def test_a_currency_that_nobody_named_is_told(tmp_path: Path) -> None:
    file = tmp_path / "zh.csv"
    file.write_text("商品名称,价格\n保温杯,199\n", "utf-8")
    assert "taken for CNY" in run(file, "--shop", "corner").stdout


def test_price_and_stock_may_age_apart_in_one_option(tmp_path: Path) -> None:
    assert (
        run(table(tmp_path, "1,Kettle,39"), "--shop", "a", "--fresh-for", "price=1d,stock=30m").exit_code == 0
    )


def test_a_folder_and_a_file_of_bytes_are_called_so(tmp_path: Path) -> None:
    assert "is a folder" in run(tmp_path, "--shop", "corner").stderr
    for name in ("p.csv", "p.xlsx"):
        file = tmp_path / name
        file.write_bytes(random.Random(1).randbytes(5000))
        said = run(file, "--shop", "corner").stderr
        assert "no table" in said
        assert len(said) < 300


def test_a_column_may_be_named_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("Ref,Bezeichnung,Preis\n7,Kessel,39\n")
    assert "--map" in run(file, "--shop", "corner").stderr
    done = run(
        file, "--shop", "corner", "--map", "Ref=id", "--map", "Bezeichnung=name", "--map", "Preis=price"
    )
    assert "Ref → id, Bezeichnung → name, Preis → price" in done.stdout
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (["--map", "id=nothing"], "HEADER=FIELD", 2),
        (["--map", "Farbe=ignored"], "there is no column 'farbe'", 1),
        (["--fresh-for", "6"], "like 30m, 6h or 2d", 2),
        (["--fresh-for", "colour=6h"], "price=TIME", 2),
        (["--fresh-for", "0h"], "more than nothing", 2),
        (["--forget", "faq.md"], "there is no shop", 1),
    ],
)
def test_a_wrong_option_is_explained(tmp_path: Path, options: list[str], said: str, code: int) -> None:
    result = run(table(tmp_path, "1,Kettle,39"), "--shop", "corner", *options)
    assert result.exit_code == code
    assert said in result.stderr


def test_freshness_is_kept_with_prices_and_stock_apart(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("id,name,price,stock\n1,Kettle,39,4\n")
    run(file, "--shop", "corner", "--fresh-for", "price=1d", "--fresh-for", "stock=30m")
    catalogue = Catalogue(tmp_path / "home" / "shops" / "corner")
    price, stock = catalogue.products()[0].facts
    assert (price.fresh_until, stock.fresh_until) == (price.at + 86_400, stock.at + 1800)
    catalogue.close()


def test_the_report_holds_every_skipped_row(tmp_path: Path) -> None:
    file = table(tmp_path, "1,Kettle,39", *(f"{number},,5" for number in range(2, 30)))
    run(file, "--shop", "corner", "--report", tmp_path / "bad.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 28
    assert rows[0] == {"file": "products.csv", "row": 2, "line": 3, "reason": "it has no name"}


def test_texts_are_loaded_beside_products_and_forgotten_by_file(tmp_path: Path) -> None:
    faq = tmp_path / "faq.md"
    faq.write_text("## Shipping\nFree.\n## Can I cancel?\nYes.\n")
    first = run(table(tmp_path, "1,Kettle,39"), faq, "--shop", "corner")
    assert "faq.md: policies and FAQ (UTF-8): 1 policy, 1 approved answer" in first.stdout
    alone = run(faq, "--shop", "corner")
    assert (alone.exit_code, "products as they were" in alone.stdout) == (0, True)
    gone = run("--shop", "corner", "--forget", "faq.md")
    assert gone.stdout == "faq.md: 2 policies and answers removed\n"
    assert "they came from: none" in run("--shop", "corner", "--forget", "faq.md").stderr


def test_a_broken_export_does_not_empty_the_shop(tmp_path: Path) -> None:
    rows = [f"{number},Product {number},5" for number in range(50)]
    run(table(tmp_path, *rows), "--shop", "corner")
    broken = run(table(tmp_path, *rows[:3]), "--shop", "corner")
    assert broken.exit_code == 1
    assert "47 of the shop's 50 products are missing" in broken.stderr.splitlines()[-1]
    meant = run(table(tmp_path, *rows[:3]), "--shop", "corner", "--allow-removals")
    assert "47 removed" in meant.stdout


def test_no_file_is_a_usage_error() -> None:
    assert run("--shop", "corner").exit_code == 2


def test_nothing_loaded_is_a_failure(tmp_path: Path) -> None:
    result = run(table(tmp_path, "1,,39"), "--shop", "corner")
    assert result.exit_code == 1
    assert "nothing could be loaded" in result.stderr


@pytest.mark.parametrize(
    ("name", "shop", "said"),
    [
        ("none.csv", "corner", "there is no such file"),
        ("notes.docx", "corner", ".jsonl.gz"),
        ("products.csv", "../corner", "cannot name a shop"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, name: str, shop: str, said: str) -> None:
    table(tmp_path, "1,Kettle,39")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    result = run(tmp_path / name, "--shop", shop)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_currency_that_is_none_is_refused(tmp_path: Path) -> None:
    result = run(table(tmp_path, "1,Kettle,39"), "--shop", "corner", "--currency", "dollars")
    assert result.exit_code == 2
    assert "three letters" in result.stderr


def test_the_shop_remembers_what_makes_and_keeps_its_vectors(tmp_path: Path) -> None:
    file = table(tmp_path, "1,Kettle,39")
    result = run(file, "--shop", "corner", "--embeddings", "hashing", "--chroma", "http://127.0.0.1:9")
    assert result.exit_code == 0
    assert "no vectors yet: http://127.0.0.1:9: no Chroma server answers" in result.stderr
    remembered = tmp_path / "home" / "shops" / "corner" / "knowledge.yaml"
    assert remembered.read_text("utf-8") == "chroma: http://127.0.0.1:9\nembeddings: hashing\n"
    result = run(file, "--shop", "corner", "--chroma", "none")
    assert "no vectors yet" not in result.stderr
    assert remembered.read_text("utf-8") == "embeddings: hashing\n"


def test_an_address_that_is_none_and_an_embedding_that_is_none_are_said(tmp_path: Path) -> None:
    file = table(tmp_path, "1,Kettle,39")
    result = run(file, "--shop", "corner", "--chroma", "localhost")
    assert result.exit_code == 2
    assert "--chroma" in result.stderr
    result = run(file, "--shop", "corner", "--embeddings", "gpt")
    assert result.exit_code == 1
    assert "no embedding named 'gpt'" in result.stderr
