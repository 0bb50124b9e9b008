"""Rows of one product, as tables of variants have them: one row for each colour and size.

Where all cost the same they are one product, with what varies as lists. Where a property changes the price,
each
of its values is a product of its own: one price for all would be wrong for some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from knowledge.feeds.base import MAX_ID, BadRow, RowError, machine_name
from knowledge.feeds.cells import is_blank, stock_cell
from knowledge.feeds.plain import plain
from knowledge.feeds.record import Record

MOST = 500
"""Rows of one product that are looked at together."""
_PRICES = ("price", "sale_price", "list_price", "currency")
_VARYING = 6
"""Properties tried as what decides the price."""


def same_product(first: Record, second: Record) -> bool:
    """Whether two rows have the same id and name, and something else that tells them apart."""
    keys = [
        (str(row.fields.get("id", "")).strip(), str(row.fields.get("name", "")).strip())
        for row in (first, second)
    ]
    if keys[0] != keys[1] or not all(keys[0]):
        return False
    return str(first.fields.get("sku")) != str(second.fields.get("sku")) or dict(first.attributes) != dict(
        second.attributes
    )


def merged(rows: Sequence[Record]) -> Iterator[Record | BadRow]:
    """The products that the rows of one product make."""
    if len(rows) == 1:
        yield rows[0]
        return
    varying = [header for header in rows[0].attributes if len(_values(rows, header)) > 1][:_VARYING]
    groups = _by_price(rows, varying)
    if groups is None:
        yield rows[0]
        for row in rows[1:]:
            yield BadRow(row.number, "its id came before, with another price", row.line)
        return
    for values, group in groups:
        first = group[0]
        fields = {**first.fields, "sku": _all(group, "sku"), "code": _all(group, "code")}
        if values:
            own = "-".join(machine_name(value) for value in values)
            fields["id"] = f"{first.fields['id']}:{own}"[:MAX_ID]
            fields["name"] = f"{first.fields['name']} {' '.join(values)}"
            fields["alias"] = first.fields["name"]
        stock = _stock(group)
        if stock is not None:
            fields["stock"] = stock
        yield replace(first, fields=fields, attributes=_attributes(group, varying))


def _values(rows: Sequence[Record], header: str) -> list[str]:
    cells = (row.attributes.get(header) for row in rows)
    return list(dict.fromkeys(plain(str(cell), 80) for cell in cells if not is_blank(cell)))


def _price(row: Record) -> tuple[str, ...]:
    return tuple(str(row.fields.get(key, "")).strip() for key in _PRICES)


def _by_price(
    rows: Sequence[Record], varying: Sequence[str]
) -> list[tuple[tuple[str, ...], list[Record]]] | None:
    """The rows in groups of one price, told apart by the fewest properties; ``None`` if none do."""
    if len({_price(row) for row in rows}) == 1:
        return [((), list(rows))]
    for count in range(1, min(3, len(varying)) + 1):
        for chosen in combinations(varying, count):
            groups: dict[tuple[str, ...], list[Record]] = {}
            for row in rows:
                key = tuple(plain(str(row.attributes.get(header, "")), 80) for header in chosen)
                groups.setdefault(key, []).append(row)
            if all(len({_price(row) for row in group}) == 1 for group in groups.values()):
                return list(groups.items())
    return None


def _all(rows: Sequence[Record], key: str) -> list[object]:
    found: list[object] = []
    for row in rows:
        cell = row.fields.get(key)
        found += cell if isinstance(cell, list) else [] if is_blank(cell) else [cell]
    return found[:20]


def _left(row: Record) -> object:
    """How many are left, whether any are, or ``None`` where that cannot be told."""
    for key in ("stock", "availability"):
        cell = row.fields.get(key)
        if not is_blank(cell):
            try:
                return stock_cell(cell)
            except RowError:
                return None
    return None


def _stock(rows: Sequence[Record]) -> object:
    """The sum of what is left, ``True`` if some are there uncounted; ``None``: as the first row says."""
    left = [_left(row) for row in rows]
    if any(count is None for count in left):
        return None
    if any(count is True for count in left):
        return True
    return sum(int(str(count)) for count in left if count is not False)


def _attributes(rows: Sequence[Record], varying: Sequence[str]) -> Mapping[str, object]:
    found = dict(rows[0].attributes)
    for header in varying:
        values = _values(rows, header)
        if values:
            found[header] = values[0] if len(values) == 1 else values[:100]
    gone = [row for row in rows if _left(row) in (0, False)]
    if varying and gone and len(gone) < len(rows):
        told = (
            " ".join(plain(str(row.attributes.get(header, "")), 80) for header in varying) for row in gone
        )
        found.setdefault("sold out", [" ".join(text.split()) for text in told][:100])
    return found
