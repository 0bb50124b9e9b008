import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.products import TableFeed
from knowledge.model import Money, Product, Quantity

READING = Reading("CNY", "", 0.0)
HEAD = ["商品编号", "商品名称", "价格", "库存", "上市日期", "重量(g)"]


def workbook(file: Path, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def read(file: Path) -> list[Product | BadRow]:
    return list(TableFeed(file, READING).rows())


def test_cells_keep_their_types(tmp_path: Path) -> None:
    rows = [
        HEAD,
        [1001, "保温杯", 39.9, 12, date(2026, 3, 1), 500],
        [1002.0, "水壶", "¥1,299", "有货", None, 0.5],
    ]
    first, second = read(workbook(tmp_path / "a.xlsx", Sheet=rows))
    assert isinstance(first, Product)
    assert isinstance(second, Product)
    assert (first.id, second.id) == ("1001", "1002")
    assert {fact.name: fact.value for fact in first.facts} == {
        "price": Money(3990, "CNY"),
        "stock": 12,
        "上市日期": "2026-03-01",
        "weight": Quantity(500.0, "g"),
    }
    assert second.facts[0].value == Money(129900, "CNY")
    assert first.facts[0].source == "a.xlsx:2"


def test_the_sheet_of_products_is_found_below_a_title(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["hello"]],
        "Stock": [["Autumn list"], [], ["SKU", "Title", "Price"], ["K1", "Kettle", 5]],
    }
    file = workbook(tmp_path / "a.xlsx", **sheets)
    feed = TableFeed(file, READING)
    assert "Stock" in feed.notes()[0]
    (row,) = feed.rows()
    assert isinstance(row, Product)
    assert row.facts[0].source == "a.xlsx:4"


def test_errors_dates_and_formulas_cost_their_own_cell_or_row(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["1", "A", "#N/A", "#REF!", "#VALUE!", None],
        ["2", "B", date(2026, 1, 1), 1, None, None],
        ["3", "C", 5, True, None, None],
        ["4", "D", float("1e40"), 1, None, None],
        ["5", "E", "=1+1", 1, None, None],
    ]
    found = read(workbook(tmp_path / "a.xlsx", Sheet=rows))
    assert [type(row).__name__ for row in found] == ["Product", "BadRow", "Product", "BadRow", "Product"]
    assert isinstance(found[0], Product)
    assert found[0].facts == ()
    assert isinstance(found[4], Product)
    assert found[4].fact("price") is None


def test_a_workbook_under_the_name_of_a_text_table_is_read(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", Sheet=[["id", "name"], ["1", "A"]])
    renamed = file.rename(tmp_path / "a.csv")
    assert len(read(renamed)) == 1


def rezipped(file: Path, **parts: bytes) -> Path:
    """The workbook with some of its parts replaced."""
    old = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            own = next((data for part, data in parts.items() if part in name), None)
            new.writestr(name, old.read(name) if own is None else own)
    return file


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<worksheet>&b;</worksheet>"""


@pytest.mark.parametrize("part", ["sheet1", "workbook.xml", "styles", "Content_Types"])
@pytest.mark.parametrize(
    "data", [LAUGHS, b"<", b"", b"<worksheet><sheetData><row r='x'><c r='!!' t='s'><v>9</v></c>"]
)
def test_damaged_and_hostile_parts_are_one_line(tmp_path: Path, part: str, data: bytes) -> None:
    file = rezipped(workbook(tmp_path / "a.xlsx", Sheet=[["id", "name"], ["1", "A"]]), **{part: data})
    try:
        said = [row.reason for row in read(file) if isinstance(row, BadRow)]
    except FeedError as error:
        said = [str(error)]
    assert all("\n" not in line for line in said)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.feeds.workbook._MAX_UNPACKED", 8 << 20)
    file = workbook(tmp_path / "a.xlsx", Sheet=[["id", "name"], ["1", "A"]])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/bomb.bin", b"\0" * (9 << 20))
    assert file.stat().st_size < 1 << 20
    with pytest.raises(FeedError, match="unpacks to"):
        read(file)


def test_a_sheet_that_claims_to_be_endless_is_read_as_what_it_holds(tmp_path: Path) -> None:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>'
        b'<row r="90000"><c r="A90000"><v>7</v></c><c r="B90000" t="inlineStr"><is><t>Lamp</t></is></c>'
        b'<c r="XFD90000"><v>1</v></c></row></sheetData></worksheet>'
    )
    file = rezipped(workbook(tmp_path / "a.xlsx", Sheet=[["id", "name"]]), sheet1=sheet)
    found = read(file)
    assert [row.id for row in found if isinstance(row, Product)] == ["7"]


@pytest.mark.parametrize("data", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600])
def test_what_only_looks_like_a_workbook_is_one_line(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(data)
    with pytest.raises(FeedError) as caught:
        read(file)
    assert "\n" not in str(caught.value)
