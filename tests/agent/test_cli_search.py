import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.main import main

ROWS = [
    {"id": "kettle", "title": "Lumen electric kettle", "price": 39.0, "colour": "White"},
    {"id": "mug", "title": "Lumen [bold]mug[/bold]\u001b[31m for tea", "price": 9.5, "colour": "Red"},
    {"id": "hub", "title": "Acme USB hub 4 ports", "price": 15.0},
    {"id": "lamp", "title": "Acme desk lamp"},
]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    file = tmp_path / "products.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    made = CliRunner().invoke(main, ["ingest", str(file), "--shop", "shelf", "--currency", "USD"])
    assert made.exit_code == 0, made.output
    return tmp_path


def search(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["search", *arguments, "--shop", "shelf"])


def test_the_products_are_listed_best_first(shop: Path) -> None:
    found = search("usb hub")
    assert found.exit_code == 0
    first = next(line for line in found.output.splitlines() if "hub" in line)
    assert first.split()[:2] == ["1", "hub"]
    assert "15.00 USD" in first


def test_a_strangers_text_is_shown_as_it_is_but_for_control_characters(shop: Path) -> None:
    found = search("mug")
    assert "[bold]mug[/bold]" in found.output
    assert "\x1b[31m" not in found.output


def test_json_is_one_object(shop: Path) -> None:
    found = json.loads(search("red mug under $10", "--json").stdout)
    assert found["query"] == "red mug under $10"
    assert found["product_ids"][0] == "mug"
    assert len(found["scores"]) == len(found["product_ids"])
    assert found["scores"] == sorted(found["scores"], reverse=True)


def test_at_most_k_are_listed(shop: Path) -> None:
    assert len(json.loads(search("lumen acme", "--json", "-k", "2").stdout)["product_ids"]) == 2


def test_a_batch_gives_one_line_a_query_in_order(shop: Path) -> None:
    queries = [*(f"lamp {number}" for number in range(30)), "红色的杯子", "usb hub"]
    (shop / "in.txt").write_bytes(
        "\ufeff\n".encode() + "\n".join(queries).encode() + b"\n\n\xff\xfe kettle\n"
    )
    found = search("--batch", str(shop / "in.txt"), "--out", str(shop / "out.jsonl"))
    assert found.exit_code == 0, found.output
    lines = [json.loads(line) for line in (shop / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["query"] for line in lines][:-1] == queries
    assert set(lines[0]) == {"query", "product_ids", "scores"}
    assert lines[-2]["product_ids"][0] == "hub"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give one QUERY"),
        (("  ",), "give one QUERY"),
        (("lamp", "--batch", "in.txt", "--out", "out.jsonl"), "give one QUERY"),
        (("--batch", "in.txt"), "go together"),
        (("--batch", "nowhere.txt", "--out", "out.jsonl"), "nowhere.txt"),
        (("lamp", "-k", "0"), "0 is not in the range"),
        (("lamp", "--shop", "no-such"), "no shop"),
        (("lamp", "--shop", "../x"), "cannot name a shop"),
    ],
)
def test_mistakes_are_one_line(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    given = arguments if "--shop" in arguments else (*arguments, "--shop", "shelf")
    found = CliRunner().invoke(main, ["search", *given])
    assert found.exit_code != 0
    assert said in found.output
    assert "Traceback" not in found.output


def test_an_empty_batch_is_refused_and_its_own_file_is_not_written_over(shop: Path) -> None:
    file = shop / "in.txt"
    file.write_text("\n \n", "utf-8")
    assert "has no query" in search("--batch", str(file), "--out", str(shop / "out.jsonl")).output
    assert "another file" in search("--batch", str(file), "--out", str(file)).output


def test_nothing_found_is_said(shop: Path) -> None:
    assert search("lamp under $1").exit_code == 0
