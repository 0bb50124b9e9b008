"""Shopify's product export: several rows a product, for its variants and its pictures.

Both generations of headers are read (``Handle``, ``Variant Price``; ``URL handle``, ``Price``). Variants
that cost
the same are one product with its options as lists; where an option changes the price, each of its values is a
product of its own, as one price for all would be wrong for some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import ClassVar

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Column, Reading, clean, machine_name
from knowledge.feeds.cells import is_blank
from knowledge.feeds.columns import ATTRIBUTE, IGNORED
from knowledge.feeds.plain import plain
from knowledge.feeds.products import RecordFeed
from knowledge.feeds.record import Record
from knowledge.feeds.table import Row, Table, find_header

_HEADERS = {
    "id": "handle url_handle",
    "name": "title",
    "description": "body_html description body",
    "brand": "vendor",
    "category": "type",
    "google_category": "product_category",
    "status": "status",
    "option1 name": "option1_name",
    "option1 value": "option1_value",
    "option2 name": "option2_name",
    "option2 value": "option2_value",
    "option3 name": "option3_name",
    "option3 value": "option3_value",
    "sku": "variant_sku sku",
    "code": "variant_barcode barcode",
    "price": "variant_price price",
    "list_price": "variant_compare_at_price compare_at_price",
    "stock": "variant_inventory_qty inventory_quantity",
    "tracked": "variant_inventory_tracker inventory_tracker",
    "beyond stock": "variant_inventory_policy continue_selling_when_out_of_stock",
    "grams": "variant_grams weight_value_grams",
    "picture": "image_src product_image_url",
}
_MEANINGS = {header: meaning for meaning, headers in _HEADERS.items() for header in headers.split()}
_VARIANT = ("variant_price", "option1_name", "option1_value", "variant_sku")
_METAFIELD = re.compile(r"(.{1,80}?)\s*\(product\.metafields\.[^)]{1,200}\)")
_OPTIONS = (1, 2, 3)
_OF_PRODUCT = ("id", "name", "description", "brand", "category", "google_category", "picture")
"""What stands in the first row only."""
_MOST_ROWS = 2_500
"""Rows of one product: more than Shopify allows variants and pictures."""

Cells = dict[str, object]


def is_shopify(header: Sequence[str]) -> bool:
    """Whether a header is that of Shopify's export."""
    names = {machine_name(cell) for cell in header}
    return bool({"handle", "url_handle"} & names) and "title" in names and bool(names & set(_VARIANT))


def _meaning(header: str) -> str:
    name = machine_name(header)
    if name in _MEANINGS:
        return _MEANINGS[name]
    return ATTRIBUTE if _METAFIELD.fullmatch(header) else IGNORED


class ShopifyFeed(RecordFeed):
    """A product export of Shopify, CSV or XLSX."""

    title: ClassVar[str] = "Shopify product export"

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open the table.

        Raises:
            FeedError: It cannot be read, or has not the columns of the export.
        """
        super().__init__(path, reading)
        table = find_header(path, is_shopify)
        if table is None:
            raise FeedError(
                f"{path}: it has not the columns of a Shopify export (Handle, Title, Variant Price)"
            )
        self._table: Table = table
        told = reading.columns
        self._meanings = [told.get(machine_name(header)) or _meaning(header) for header in table.header]

    def columns(self) -> tuple[Column, ...]:
        """What became of each column."""
        pairs = zip(self._table.header, self._meanings, strict=True)
        return tuple(Column(header, meaning) for header, meaning in pairs if header)

    def notes(self) -> tuple[str, ...]:
        """Encoding or sheet."""
        return (self._table.sheet.note,)

    def total(self) -> int | None:
        """Rows: more than products."""
        return self._table.total()

    def records(self) -> Iterator[Record | BadRow]:
        """One record a product or, where options change the price, one for each of their values."""
        rows: list[tuple[int, Row, Cells]] = []
        handle = ""
        for number, row in enumerate(self._table.rows(), 1):
            if row.problem:
                yield BadRow(number, row.problem, row.line)
                continue
            cells = self._cells(row)
            own = clean(str(cells.get("id", "")), 300)
            if own != handle or not own:
                yield from self._product(rows)
                rows, handle = [], own
            if len(rows) < _MOST_ROWS:
                rows.append((number, row, cells))
        yield from self._product(rows)

    def _cells(self, row: Row) -> Cells:
        cells: Cells = {}
        for header, meaning, cell in zip(self._table.header, self._meanings, row.cells, strict=False):
            if meaning != IGNORED and not is_blank(cell):
                found = _METAFIELD.fullmatch(header)
                cells.setdefault(
                    f"+{found[1] if found else header}" if meaning == ATTRIBUTE else meaning, cell
                )
        return cells

    def _product(self, rows: list[tuple[int, Row, Cells]]) -> Iterator[Record | BadRow]:
        if not rows:
            return
        number, row, first = rows[0]
        status = str(first.get("status", "active")).strip().casefold()
        if "id" not in first:
            yield BadRow(number, "it has no handle", row.line)
        elif status not in ("active", ""):
            yield BadRow(number, f"it is not on sale: its status is {clean(status, 40)!r}", row.line)
        else:
            variants = [cells for _, _, cells in rows if "price" in cells or "option1 value" in cells]
            names = _options(first)
            groups = _by_price(variants, names)
            for values, group in groups:
                yield Record(number, *_parts(first, group, names, values), row.line)


def _options(first: Mapping[str, object]) -> dict[int, str]:
    """The product's options by number; the one that Shopify gives a product without any is none."""
    names = {at: plain(str(first.get(f"option{at} name", "")), 80) for at in _OPTIONS}
    only = plain(str(first.get("option1 value", "")), 80)
    if names[1].casefold() == "title" and only.casefold() in ("default title", ""):
        return {}
    return {at: name for at, name in names.items() if name}


def _value(variant: Cells, at: int) -> str:
    return plain(str(variant.get(f"option{at} value", "")), 80)


def _by_price(variants: list[Cells], names: Mapping[int, str]) -> list[tuple[tuple[str, ...], list[Cells]]]:
    """The variants in groups of one price, told apart by the fewest options that do it."""
    if len({_prices(variant) for variant in variants}) <= 1:
        return [((), variants)]
    for count in range(1, len(names) + 1):
        for chosen in combinations(names, count):
            groups: dict[tuple[str, ...], list[Cells]] = {}
            for variant in variants:
                groups.setdefault(tuple(_value(variant, at) for at in chosen), []).append(variant)
            if all(len({_prices(variant) for variant in group}) == 1 for group in groups.values()):
                return list(groups.items())
    return [((f"#{at}",), [variant]) for at, variant in enumerate(variants, 1)]


def _prices(variant: Cells) -> tuple[str, str]:
    return str(variant.get("price", "")).strip(), str(variant.get("list_price", "")).strip()


def _parts(
    first: Cells, variants: list[Cells], names: Mapping[int, str], values: tuple[str, ...]
) -> tuple[Cells, Cells]:
    """The fields and attributes of one record."""
    fields: Cells = {key: first[key] for key in _OF_PRODUCT if key in first}
    if values:
        fields["id"] = f"{first['id']}:{'-'.join(machine_name(value) for value in values)}"[:200]
        fields["name"] = f"{first.get('name', '')} {' '.join(values)}" if first.get("name") else ""
        fields["alias"] = first.get("name")
    for key in ("sku", "code"):
        fields[key] = [variant[key] for variant in variants if key in variant][:20]
    for key in ("price", "list_price"):
        if variants and key in variants[0]:
            fields[key] = variants[0][key]
    if _list_price_is_none(fields):
        fields.pop("list_price", None)
    stock = _stock(variants)
    if stock is not None:
        fields["stock"] = stock
    return fields, _properties(first, variants, names)


def _list_price_is_none(fields: Cells) -> bool:
    """Shopify writes ``0.00`` where there is no price to compare with."""
    return not str(fields.get("list_price", "")).strip("0., ")


def _properties(first: Cells, variants: list[Cells], names: Mapping[int, str]) -> Cells:
    found: Cells = {}
    for at, name in names.items():
        options = list(dict.fromkeys(value for variant in variants if (value := _value(variant, at))))
        if options:
            found[name] = options[0] if len(options) == 1 else options[:100]
    gone = [variant for variant in variants if _left(variant) is False]
    if gone and len(gone) < len(variants):
        found["sold out"] = [" ".join(filter(None, (_value(one, at) for at in names))) for one in gone][:100]
    grams = {str(variant.get("grams", "0")).strip() for variant in variants}
    if len(grams) == 1 and (weight := grams.pop()).replace(".", "").strip("0").isdigit():
        found["weight (g)"] = weight.removesuffix(".0")
    for key, cell in first.items():
        if key.startswith("+") and not str(cell).startswith(("{", "[", "gid://")):
            found.setdefault(key[1:], cell)
    return found


def _left(variant: Cells) -> int | bool | None:
    """How many are left, or whether there are any; ``None``: the export does not say."""
    if str(variant.get("beyond stock", "")).strip().casefold() in ("continue", "true"):
        return True
    held = str(variant.get("stock", "")).strip()
    if re.fullmatch(r"-?\d{1,12}(\.0+)?", held):
        return max(0, int(float(held))) or False
    return None if "stock" in variant or "tracked" in variant else True if "price" in variant else None


def _stock(variants: list[Cells]) -> object:
    """The sum of what is left; ``True`` where it is not counted; ``None`` where nothing is said."""
    if not any("stock" in variant or "tracked" in variant for variant in variants):
        return None
    left = [_left(variant) for variant in variants]
    if any(count is True for count in left):
        return True
    known = [int(count) for count in left if count is not None]
    return sum(known) if known else None
