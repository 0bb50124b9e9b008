"""From the named cells of one row to a product, whatever the format of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.feeds.base import (
    MAX_ATTRIBUTES,
    FactMaker,
    Reading,
    RowError,
    clean,
    identity,
    machine_name,
)
from knowledge.feeds.cells import attribute_cell, price_cell, stock_cell
from knowledge.model import Fact, Product, Text

_COLUMNS = {
    "id": "id product_id item_id 编号 商品编号 商品id 产品编号 货号 handle",
    "sku": "sku variant_sku mpn model model_number part_number 商品编码 商家编码 型号",
    "code": "ean gtin upc barcode 条码 条形码",
    "name": "name title product_name product_title 名称 商品名称 产品名称 标题 商品标题 品名",
    "name_en": "name_en title_en english_name 英文名称",
    "name_zh": "name_zh title_zh chinese_name 中文名称",
    "brand": "brand vendor manufacturer supplier 品牌 厂商",
    "category": "category product_type product_category google_product_category 类目 分类 类别 品类",
    "description": "description body body_html short_description desc 描述 商品描述 详情 简介 介绍",
    "price": "price sale_price current_price unit_price 价格 售价 现价 单价 直播价",
    "list_price": "list_price compare_at_price original_price msrp rrp regular_price 原价 市场价 划线价",
    "currency": "currency price_currency 币种 货币",
    "stock": "stock quantity inventory qty stock_quantity availability in_stock 库存 库存数量",
    "picture": "image picture image_link image_url image_src photo img_high 图片 主图 图片链接",
}
_FIELDS = {header: field for field, headers in _COLUMNS.items() for header in headers.split()}
_PRICE_LABELS: dict[str, Text] = {
    "price": {"en": "price", "zh": "价格"},
    "list_price": {"en": "list price", "zh": "原价"},
    "stock": {"en": "stock", "zh": "库存"},
}


@lru_cache(maxsize=4096)
def field_of(header: str) -> str:
    """The field that a header means, or ``""`` for an attribute; ``Price (USD)`` is the price."""
    name = machine_name(header.replace("（", "(").split("(")[0]) or machine_name(header)
    return _FIELDS.get(name, "")


@dataclass(frozen=True, slots=True)
class Record:
    """One row, its cells sorted."""

    number: int
    """Counts from 1."""
    fields: Mapping[str, object]
    """By field, as ``field_of`` names them; ``name`` may be a mapping of texts by language."""
    attributes: Mapping[str, object]
    """Cells that are no field, by header."""
    price_is_minor: bool = False
    """Whether a number in ``price`` counts cents."""


def product_of(record: Record, path: Path, reading: Reading) -> Product:
    """The product of a row.

    Raises:
        RowError: A cell that matters is missing or broken.
    """
    cells = record.fields
    sku, codes = _words(cells.get("sku")), _words(cells.get("code"))
    product_id = identity(next(iter(_words(cells.get("id")) or sku or codes), ""))
    name = _name(cells, reading.language)
    if not name:
        raise RowError("it has no name")
    make = FactMaker(product_id, f"{path.name} row {record.number}", reading.at)
    aliases = dict.fromkeys(alias for alias in (*sku, *codes) if alias != product_id)
    return Product(
        id=product_id,
        name=name,
        brand=clean(_word(cells.get("brand")), 100),
        category=_text(cells.get("category"), reading.language, 200),
        description=_text(cells.get("description"), reading.language),
        aliases=tuple(aliases)[:20],
        facts=(*_offer(make, record, reading.currency), *_attributes(make, record, reading.language)),
    )


def _name(cells: Mapping[str, object], language: str) -> Text:
    named = {"en": _word(cells.get("name_en")), "zh": _word(cells.get("name_zh"))}
    own = _text(cells.get("name"), language, 500)
    return {**own, **{key: clean(text, 500) for key, text in named.items() if clean(text)}}


def _text(cell: object, language: str, limit: int = 20_000) -> Text:
    if isinstance(cell, Mapping):
        texts = {str(key)[:8]: clean(_word(value), limit) for key, value in list(cell.items())[:20]}
        return {key: text for key, text in texts.items() if text}
    text = clean(_word(cell), limit)
    return {language: text} if text else {}


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return ""
    return str(cell) if isinstance(cell, str | int | float) else ""


def _words(cell: object) -> list[str]:
    parts = cell[:20] if isinstance(cell, list) else [cell]
    return [word for part in parts if (word := clean(_word(part), 201))]


def _offer(make: FactMaker, record: Record, currency: str) -> Iterator[Fact]:
    cells = record.fields
    currency = clean(_word(cells.get("currency")), 10).upper() or currency
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise RowError(f"currency {currency[:20]!r} is not a code like USD")
    for kind in ("price", "list_price"):
        cell = cells.get(kind)
        if cell is not None and cell != "":
            value = price_cell(cell, currency, minor=record.price_is_minor)
            yield make.fact(kind, kind, value, label=_PRICE_LABELS[kind])
    stock = cells.get("stock")
    if stock is not None and stock != "":
        yield make.fact("stock", "stock", stock_cell(stock), label=_PRICE_LABELS["stock"])


def _attributes(make: FactMaker, record: Record, language: str) -> Iterator[Fact]:
    seen = {"price", "list_price", "stock"}
    for header, cell in record.attributes.items():
        name = machine_name(header)
        value = attribute_cell(cell) if name and name not in seen else None
        if value is not None and len(seen) < MAX_ATTRIBUTES:
            seen.add(name)
            yield make.fact("attribute", name, value, label={language: clean(header, 80)})
