"""Facts and products as rows of the catalogue, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, get_args

from knowledge.model import ApprovedAnswer, Fact, FactKind, Money, Product, Quantity, Text, Value

Json = Any
"""What ``json`` reads and writes."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

ProductRow = tuple[str, str, str, str, str, str, str, str, str, float]
"""id, digest, name, brand, category, description, aliases, picture, source, at."""

FactRow = tuple[str, int, str, str, str, str, str, float | None]
"""subject, position, kind, name, value, label, text, seconds of freshness."""


def dump(value: Json) -> str:
    """JSON in its shortest form, the same for equal values; an empty mapping or list is ``""``."""
    return _encode(value) if value else ""


@lru_cache(maxsize=4096)
def _label(items: tuple[tuple[str, str], ...]) -> str:
    """A label as JSON; a catalogue has few."""
    return dump(dict(items))


def parse(text: str, empty: Json) -> Json:
    """What ``dump`` wrote; ``empty`` for ``""``."""
    return json.loads(text) if text else empty


def value_to_json(value: Value) -> Json:
    """A value as ``[tag, …]``: ``money``, ``quantity``, ``bool``, ``int``, ``text``, ``list``."""
    match value:
        case Money():
            return ["money", value.minor, value.currency]
        case Quantity():
            return ["quantity", value.number, value.unit]
        case bool():
            return ["bool", value]
        case int():
            return ["int", value]
        case str():
            return ["text", value]
        case tuple():
            return ["list", *value]


def value_from_json(row: Json) -> Value:
    """The value of ``value_to_json``.

    Raises:
        ValueError: The tag is unknown.
    """
    tag, *rest = row
    match tag:
        case "money":
            return Money(int(rest[0]), str(rest[1]))
        case "quantity":
            return Quantity(float(rest[0]), str(rest[1]))
        case "bool":
            return bool(rest[0])
        case "int":
            return int(rest[0])
        case "text":
            return str(rest[0])
        case "list":
            return tuple(str(item) for item in rest)
    raise ValueError(f"unknown kind of value {tag!r}")


def fact_row(fact: Fact, position: int) -> FactRow:
    """A fact as a row; its source and time are its product's."""
    lasts = None if fact.fresh_until is None else max(0.0, fact.fresh_until - fact.at)
    value = _encode(value_to_json(fact.value))
    texts = _label(tuple(fact.label.items())), dump(dict(fact.text))
    return (fact.subject, position, fact.kind, fact.name, value, *texts, lasts)


def fact_from_row(row: FactRow, source: str, at: float) -> Fact:
    """The fact of a row.

    Args:
        row: As ``fact_row`` made it.
        source: Where its product or shop was read.
        at: Unix seconds, when.

    Raises:
        ValueError: The row names no known kind of fact.
    """
    subject, _, kind, name, value, label, text, lasts = row
    return Fact(
        id=f"{subject}/{name}",
        kind=_kind(kind),
        subject=subject,
        name=name,
        value=value_from_json(json.loads(value)),
        label=parse(label, {}),
        text=parse(text, {}),
        source=source,
        at=at,
        fresh_until=None if lasts is None else at + lasts,
    )


def _kind(text: str) -> FactKind:
    for kind in get_args(FactKind):
        if kind == text:
            return kind  # type: ignore[no-any-return]
    raise ValueError(f"unknown kind of fact {text!r}")


def product_row(product: Product, facts: list[FactRow], source: str, at: float) -> ProductRow:
    """A product as a row; its digest covers all that may be said of it.

    Where and when it was read, and how long it stays fresh, are not in it.
    """
    texts = (
        dump(dict(product.name)),
        product.brand,
        dump(dict(product.category)),
        dump(dict(product.description)),
        dump(list(product.aliases)),
        product.picture,
    )
    lasting = [fact[:-1] for fact in facts]
    digest = blake2b(repr((texts, lasting)).encode("utf-8", "replace"), digest_size=12).hexdigest()
    return (product.id, digest, *texts, source, at)


def lasts_of(facts: list[FactRow]) -> str:
    """How long each fact of a product that ages stays fresh, to tell whether that changed."""
    return dump({name: lasts for _, _, _, name, _, _, _, lasts in facts if lasts is not None})


def product_from_row(row: ProductRow, facts: list[FactRow]) -> Product:
    """The product of a row and its facts' rows."""
    key, _, name, brand, category, description, aliases, picture, source, at = row
    return Product(
        id=key,
        name=parse(name, {}),
        brand=brand,
        category=parse(category, {}),
        description=parse(description, {}),
        aliases=tuple(parse(aliases, [])),
        picture=picture,
        facts=tuple(fact_from_row(fact, source, at) for fact in facts),
    )


def answer_to_json(answer: ApprovedAnswer) -> Json:
    """An approved answer without its id."""
    fact = list(fact_row(answer.fact, 0)) if answer.fact else None
    lists = [{key: list(items) for key, items in part.items()} for part in (answer.questions, answer.replies)]
    return [*lists, answer.product_id, fact]


def answer_from_json(key: str, body: Json, source: str, at: float) -> ApprovedAnswer:
    """The approved answer of ``answer_to_json``."""
    questions, replies, product_id, fact = body
    return ApprovedAnswer(
        id=key,
        questions=_wordings(questions),
        replies=_wordings(replies),
        product_id=product_id,
        fact=fact_from_row(tuple(fact), source, at) if fact else None,
    )


def _wordings(body: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(items) for language, items in body.items()}


def merged(text: Text) -> str:
    """A text in all its languages, for indexes that know no language."""
    return " ".join(dict.fromkeys(value for value in text.values() if value))
