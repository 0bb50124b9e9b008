"""Products in schema.org's vocabulary (JSON-LD) as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.feeds.cells import unit_named
from knowledge.feeds.record import Record
from knowledge.model import Quantity

Node = Mapping[str, Any]

_PRODUCTS = {
    *("product", "individualproduct", "productmodel", "productgroup", "someproducts"),
    *("vehicle", "book", "softwareapplication"),
}
_DEEPEST = 12
_MOST_NODES = 20_000
_CODES = ("gtin", "gtin13", "gtin12", "gtin14", "gtin8", "isbn")
_PROPERTIES = {
    "color": "color",
    "material": "material",
    "size": "size",
    "pattern": "pattern",
    "weight": "weight",
    "width": "width",
    "height": "height",
    "depth": "depth",
    "countryOfOrigin": "origin",
    "itemCondition": "condition",
}
"""Properties that are told, and their headers."""


def types_of(node: Node) -> set[str]:
    """A node's types in lower case, without the vocabulary's address."""
    held = node.get("@type")
    names = held if isinstance(held, list) else [held]
    return {
        name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names[:10] if isinstance(name, str)
    }


def products_in(data: object) -> Iterator[Node]:
    """The products anywhere in a JSON-LD document, variants of a group one by one."""
    waiting: list[tuple[object, int]] = [(data, 0)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        found, depth = waiting.pop(0)
        seen += 1
        if isinstance(found, list):
            waiting[:0] = [(item, depth) for item in found[:_MOST_NODES]]
        elif isinstance(found, Mapping) and depth < _DEEPEST:
            if types_of(found) & _PRODUCTS:
                yield from _variants(found)
                continue
            keys = ("@graph", "mainEntity", "itemListElement", "item", "hasPart", "about", "mainEntityOfPage")
            waiting[:0] = [
                (found[key], depth + 1) for key in keys if isinstance(found.get(key), list | Mapping)
            ]


def _variants(product: Node) -> Iterator[Node]:
    variants = product.get("hasVariant")
    listed = [one for one in variants[:500] if isinstance(one, Mapping)] if isinstance(variants, list) else []
    if not listed:
        yield product
    for variant in listed:
        shared = {key: value for key, value in product.items() if key not in _NOT_SHARED}
        yield {**shared, **variant}


_NOT_SHARED = ("hasVariant", "@id", "productGroupID", "variesBy", "sku", "mpn", "offers", "url", *_CODES)


def record_of(node: Node, number: int, language: str, line: int = 0) -> Record:
    """A product's node as a record."""
    offer = _offer(node.get("offers"))
    brand, category = _word(node.get("brand")), _word(node.get("category"))
    ids = [_word(node.get(key)) for key in ("sku", "productID", "mpn", "productGroupID")]
    aliases = [_word(node.get(key)) for key in ("sku", "mpn", "model")]
    fields: dict[str, object] = {
        "id": next((key for key in ids if key), ""),
        "sku": list(dict.fromkeys(alias for alias in aliases if alias)),
        "code": [code for key in _CODES if (code := _word(node.get(key)))],
        "name": _texts(node.get("name")),
        "description": _texts(node.get("description")),
        "brand": brand or _word(node.get("manufacturer")),
        "category": category,
        "link": _word(node.get("url")) or _word(offer.get("url")),
        "picture": _word(_first(node.get("image"))),
        "language": language,
        "availability": _word(offer.get("availability")).rsplit("/", 1)[-1],
        "valid_until": _word(offer.get("priceValidUntil")),
        **_prices(offer),
    }
    return Record(number, {key: cell for key, cell in fields.items() if cell}, _attributes(node, offer), line)


def _first(cell: object) -> Any:
    return cell[0] if isinstance(cell, list) and cell else cell


def _word(cell: object) -> str:
    """The text of a value, or the name of the thing that stands for it."""
    cell = _first(cell)
    if isinstance(cell, Mapping):
        cell = cell.get("name") or cell.get("@value") or cell.get("url") or cell.get("value") or ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    return str(cell)[:40_000] if not isinstance(cell, int) or abs(cell) < 10**30 else ""


def _texts(cell: object) -> object:
    """A text, or texts by language where the document tags them."""
    tagged = [one for one in cell[:20] if isinstance(one, Mapping)] if isinstance(cell, list) else [cell]
    texts = {
        str(one["@language"])[:2].lower(): str(one.get("@value", ""))
        for one in tagged
        if isinstance(one, Mapping) and isinstance(one.get("@language"), str)
    }
    return texts or _word(cell)


def _offer(cell: object) -> dict[str, Any]:
    """What holds for all offers: one price, or the lowest and highest."""
    listed = cell if isinstance(cell, list) else [cell]
    offers = [dict(one) for one in listed[:200] if isinstance(one, Mapping)]
    if len(offers) == 1:
        inner = offers[0].get("offers")
        if (
            "price" not in offers[0]
            and "priceSpecification" not in offers[0]
            and isinstance(inner, list)
            and inner
        ):
            return {**offers[0], **_offer(inner)}
        return offers[0]
    if not offers:
        return {}
    priced = [_prices(offer) for offer in offers]
    told = {str(price.get("price")) for price in priced}
    first = offers[0]
    if len(told) == 1:
        there = [offer for offer in offers if _is_there(offer)]
        return (there or offers)[0]
    numbers = sorted(price for one in priced if (price := _number(one.get("price"))) is not None)
    return (
        {"lowPrice": numbers[0], "highPrice": numbers[-1], "priceCurrency": first.get("priceCurrency")}
        if (numbers)
        else {}
    )


def _is_there(offer: Node) -> bool:
    return _word(offer.get("availability")).lower().endswith("instock")


def _number(cell: object) -> float | None:
    try:
        return float(str(cell).replace(",", ""))
    except ValueError:
        return None


def _prices(offer: Node) -> dict[str, object]:
    """Price, list price and currency of an offer; a range of prices is none."""
    found: dict[str, object] = {"currency": _word(offer.get("priceCurrency"))}
    if not _blank(offer.get("price")):
        found["price"] = offer["price"]
    elif "lowPrice" in offer and (offer.get("highPrice", offer["lowPrice"]) in (offer["lowPrice"], "", None)):
        found["price"] = offer["lowPrice"]
    specifications = offer.get("priceSpecification")
    listed = specifications if isinstance(specifications, list) else [specifications]
    for one in listed[:20]:
        if not isinstance(one, Mapping) or _blank(one.get("price")):
            continue
        kind = _word(one.get("priceType")).lower()
        key = "list_price" if kind.endswith(("listprice", "strikethroughprice", "msrp", "srp")) else "price"
        found.setdefault(key, one["price"])
        found["currency"] = found["currency"] or _word(one.get("priceCurrency"))
    return {key: cell for key, cell in found.items() if isinstance(cell, str | int | float) and cell != ""}


def _blank(cell: object) -> bool:
    return cell is None or cell == "" or isinstance(cell, list | Mapping)


def _attributes(node: Node, offer: Node) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, header in _PROPERTIES.items():
        value = _value(node.get(key))
        if value not in (None, "", []):
            found[header] = value
    if found.get("condition"):
        found["condition"] = str(found["condition"]).rsplit("/", 1)[-1].removesuffix("Condition").lower()
    listed = node.get("additionalProperty")
    for one in (listed if isinstance(listed, list) else [listed])[:500]:
        if isinstance(one, Mapping) and _word(one.get("name")):
            value = _value(one)
            if value not in (None, "", []):
                found.setdefault(_word(one.get("name"))[:80], value)
    low, high = offer.get("lowPrice"), offer.get("highPrice")
    if not _blank(low) and not _blank(high) and low != high:
        currency = _word(offer.get("priceCurrency"))
        found["price range"] = f"{_word(low)} – {_word(high)} {currency}".strip()
    return found


def _value(cell: object) -> object:
    """A property's value: a text, several, or a number with its unit."""
    if isinstance(cell, list):
        return [word for one in cell[:50] if (word := _word(one))]
    if not isinstance(cell, Mapping):
        return cell if isinstance(cell, bool | int | float) else _word(cell)
    value = cell.get("value", cell.get("@value", cell.get("name")))
    unit = unit_named(_word(cell.get("unitText")) or _word(cell.get("unitCode")))
    if isinstance(value, str) and unit:
        number = _number(value)
        return Quantity(number, unit) if number is not None and abs(number) < 1e15 else f"{value} {unit}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Quantity(float(value), unit) if abs(value) < 1e15 else None
    return _value(value) if not isinstance(value, Mapping) else _word(value)
