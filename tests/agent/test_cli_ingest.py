from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.ingest import command


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
        "shop corner: 1 products (1 new, 0 changed, 0 unchanged), 0 removed, 2 rows skipped" in result.stdout
    )
    assert "row 2: it has no name" in result.stderr
    assert "row 3: price 'cheap'" in result.stderr
    assert (tmp_path / "home" / "shops" / "corner" / "catalogue.sqlite").is_file()


def test_only_the_first_bad_rows_are_listed(tmp_path: Path) -> None:
    result = run(
        table(tmp_path, "1,Kettle,39", *(f"{number},,5" for number in range(2, 30))), "--shop", "corner"
    )
    assert result.stderr.count("it has no name") == 10
    assert "… and 18 more" in result.stderr


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
