"""From the named cells of one row to a product, whatever the format of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from knowledge.feeds.base import MAX_ATTRIBUTES, FactMaker, Reading, RowError, clean, identity, machine_name
from knowledge.feeds.cells import (
    attribute_cell,
    is_blank,
    is_dash,
    is_later,
    is_link,
    moment,
    price_cell,
    stock_cell,
    told,
)
from knowledge.feeds.columns import attribute_of, currency_of, unit_of
from knowledge.feeds.picture import picture_if_beside
from knowledge.feeds.plain import by_language, plain
from knowledge.model import OFFER_ENDS, Fact, FactKind, Money, Product, Text
from knowledge.money import currency_named

LABELS: dict[str, Text] = {
    "price": {"en": "price", "zh": "价格"},
    "list_price": {"en": "list price", "zh": "原价"},
    "stock": {"en": "stock", "zh": "库存"},
}
"""What every product calls its offer."""
_CODE = re.compile(
    r"(?=.{4,40}$)(?=[^\d]{0,40}\d)(?=[^A-Za-z]{0,40}[A-Za-z])[A-Za-z\d]+(?:[-./][A-Za-z\d]+)*"
)
"""An id that viewers may say: letters and digits."""
_BARE_PRICE = re.compile(r"[\d.,'\s$¥￥]*")
_PARTS = re.compile("[,，;；|、]")
_AVAILABILITY: Text = {"en": "availability", "zh": "供货情况"}
_OFFER_ENDS: Text = {"en": "end of the offer", "zh": "优惠截止日期"}


@dataclass(frozen=True, slots=True)
class Record:
    """One row, its cells sorted."""

    number: int
    """Counts from 1."""
    fields: Mapping[str, object]
    """By field, as ``field_of`` names them; ``name`` may be a mapping of texts by language."""
    attributes: Mapping[str, object]
    """Cells that are no field, by header."""
    line: int = 0
    """Where it begins in the file, from 1; 0: as its number."""
    named_only: bool = False
    """Whether the file has no ids at all, so that the name must do."""
    price_is_minor: bool = False
    """Whether a number in ``price`` counts cents."""
    headers: Mapping[str, str] | None = None
    """Headers of the fields, where they may say more: a currency in brackets."""


def rests_on_more(record: Record) -> bool:
    """Whether a date or a file beside it changes what a record says."""
    cells = record.fields
    picture = cells.get("picture")
    local = isinstance(picture, str) and bool(picture.strip()) and not is_link(picture.strip())
    return local or any(not is_blank(cells.get(key)) for key in ("sale_dates", "valid_until"))


def guesses_currency(record: Record) -> bool:
    """Whether a price of the record names no currency, or a sign of several."""
    cells, headers = record.fields, record.headers or {}
    return is_blank(cells.get("currency")) and any(
        not is_blank(cell) and not currency_of(headers.get(key, "")) and _BARE_PRICE.fullmatch(str(cell)[:60])
        for key in ("price", "sale_price", "list_price")
        for cell in [cells.get(key)]
    )


def product_of(record: Record, path: Path, reading: Reading) -> Product:
    """The product of a row.

    Raises:
        RowError: A cell that matters is missing or broken.
    """
    cells = record.fields
    language = _language(cells.get("language")) or reading.language
    sku, codes = _words(cells.get("sku")), _words(cells.get("code"))
    name = _name(cells, language)
    known = next(iter(_words(cells.get("id")) or sku or codes), "")
    if not name:
        raise RowError("it has no name")
    if not known and record.named_only:
        known = machine_name(next(iter(name.values())))
    product_id = identity(known)
    make = FactMaker(product_id, _source(record, path), reading.at)
    own = [product_id] if product_id in (*sku, *codes) or _CODE.fullmatch(product_id) else []
    called = (*own, *sku, *codes, *_words(_PARTS.split(_word(cells.get("alias"))[:2000])))
    aliases = dict.fromkeys(alias for alias in called if own or alias != product_id)
    return Product(
        id=product_id,
        name=name,
        brand=plain(_word(cells.get("brand")), 100),
        category=_category(cells, language),
        description={
            **_text(cells.get("description"), language),
            **_text(cells.get("description_en"), "en"),
            **_text(cells.get("description_zh"), "zh"),
        },
        aliases=tuple(aliases)[:20],
        picture=picture_if_beside(path, _word(cells.get("picture")).strip()),
        facts=(*_Offer(make, record, reading).facts(), *_attributes(make, record, language)),
    )


def _source(record: Record, path: Path) -> str:
    """Its own address where the row gives one, else file and line."""
    link = _word(record.fields.get("link")).strip()
    if link.startswith(("http://", "https://")) and len(link) <= 1000 and link.isprintable():
        return link
    return f"{path.name}:{record.line or record.number}"


def _language(cell: object) -> str:
    tag = _word(cell).strip().casefold().replace("_", "-").split("-")[0]
    if tag in ("中文", "汉语", "chinese", "cn"):
        return "zh"
    if tag in ("英文", "英语", "english"):
        return "en"
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else ""


def _name(cells: Mapping[str, object], language: str) -> Text:
    named = {"en": _word(cells.get("name_en")), "zh": _word(cells.get("name_zh"))}
    own = _text(cells.get("name"), language, 500)
    return {**own, **{key: text for key, words in named.items() if (text := plain(words, 500))}}


def _category(cells: Mapping[str, object], language: str) -> Text:
    """The category's own name: the last step of a path, numbers left out."""
    for key in ("category", "google_category"):
        cell = cells.get(key)
        if isinstance(cell, str):
            cell = next((step.strip() for step in reversed(cell.split(">")) if step.strip()), "")
            cell = "" if cell.isdigit() else cell
        found = _text(cell, language, 200)
        if found:
            return found
    return {}


def _text(cell: object, language: str, limit: int = 20_000) -> Text:
    if isinstance(cell, Mapping):
        texts = {str(key)[:8]: plain(_word(value), limit) for key, value in list(cell.items())[:20]}
        return {key: text for key, text in texts.items() if text}
    text = plain(_word(cell), limit)
    return by_language(" ".join(text.split()) if limit < 1000 else text, language)


def _word(cell: object) -> str:
    if isinstance(cell, bool) or is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**30 else ""
    return str(told(cell)) if isinstance(cell, str | float) else ""


def _words(cell: object) -> list[str]:
    parts = cell[:20] if isinstance(cell, list) else [cell]
    return [word for part in parts if (word := plain(_word(part), 201)) and not is_dash(word)]


@lru_cache(maxsize=256)
def _code(text: str) -> str:
    named = currency_named(text.upper()) or currency_named(text)
    if text.strip() and not named:
        raise RowError(f"currency {text[:20]!r} is not a code like USD")
    return named


class _Offer:
    """Price, list price and stock of one record."""

    def __init__(self, make: FactMaker, record: Record, reading: Reading) -> None:
        self._make, self._record, self._reading = make, record, reading
        self._cells = record.fields
        self._currency = _code(_word(self._cells.get("currency"))) or reading.currency
        until = moment(self._cells.get("valid_until"), end=True)
        self._until = until
        """Unix seconds at which the price may change; ``None``: unknown."""

    def facts(self) -> Iterator[Fact]:
        """The facts that are there."""
        price, list_price = self._prices()
        price_s = self._reading.fresh_for.price_s if self._reading.fresh_for else None
        if self._until is not None:
            left = max(0.0, self._until - self._reading.at)
            price_s = left if price_s is None else min(left, price_s)
        offered: list[tuple[FactKind, Money | None]] = [("price", price), ("list_price", list_price)]
        for kind, value in offered:
            if value is not None:
                yield self._make.fact(kind, kind, value, label=LABELS[kind], fresh_for_s=price_s)
        if price is not None and list_price is not None:
            yield from self._end()
        yield from self._stock()

    def _end(self) -> Iterator[Fact]:
        """The last day of a lower price, fresh until the moment it ends, where the feed names one to come."""
        if self._until is not None and self._until > self._reading.at:
            day = datetime.fromtimestamp(self._until - 1, UTC).date().isoformat()
            left_s = self._until - self._reading.at
            yield self._make.fact("attribute", OFFER_ENDS, day, label=_OFFER_ENDS, fresh_for_s=left_s)

    def _prices(self) -> tuple[Money | None, Money | None]:
        """What it costs now, and what it cost before if that is more."""
        price, sale, before = (self._price(key) for key in ("price", "sale_price", "list_price"))
        if sale is not None and self._sale_is_on():
            if price is not None and price.currency == sale.currency and price.minor > sale.minor:
                before = before or price
            price = sale
        if before is not None and price is not None and before == price:
            before = None
        return price, before

    def _price(self, key: str) -> Money | None:
        """A price, unless it is nothing: exports write 0 where there is none."""
        cell = told(self._cells.get(key))
        if is_blank(cell) or is_dash(cell):
            return None
        header = (self._record.headers or {}).get(key, "")
        value = price_cell(cell, currency_of(header) or self._currency, minor=self._record.price_is_minor)
        return value if isinstance(value, Money) and value.minor else None

    def _sale_is_on(self) -> bool:
        """Whether a sale runs now; its next change limits how long the price holds."""
        cell = self._cells.get("sale_dates")
        if is_blank(cell):
            return True
        start, _, end = _word(cell).partition("/")
        since, until = moment(start), moment(end, end=True)
        if since is None or until is None:
            raise RowError(f"sale_price_effective_date {_word(cell)[:60]!r} is not START/END")
        on = since <= self._reading.at < until
        change = until if on else since if self._reading.at < since else None
        if change is not None:
            self._until = change if self._until is None else min(self._until, change)
        return on

    def _stock(self) -> Iterator[Fact]:
        held, said = told(self._cells.get("stock")), told(self._cells.get("availability"))
        stock_s = self._reading.fresh_for.stock_s if self._reading.fresh_for else None
        if is_blank(held) or is_dash(held):
            held = True if _word(said).strip() == "1" else False if _word(said).strip() == "0" else said
        elif not is_blank(said) and not is_later(said) and stock_cell(said) in (0, False):
            held = False
        if is_later(held) or is_later(said):
            text = clean(str(said if is_later(said) else held), 40)
            yield self._make.fact("attribute", "availability", text, label=_AVAILABILITY, fresh_for_s=stock_s)
        elif not is_blank(held):
            yield self._make.fact(
                "stock", "stock", stock_cell(held), label=LABELS["stock"], fresh_for_s=stock_s
            )


def _attributes(make: FactMaker, record: Record, language: str) -> Iterator[Fact]:
    seen = {"price", "list_price", "stock"}
    for header, cell in record.attributes.items():
        name, label = attribute_of(header)
        if not name or name in seen:
            continue
        value = attribute_cell(cell, unit_of(header))
        if value is not None and len(seen) < MAX_ATTRIBUTES:
            seen.add(name)
            yield make.fact("attribute", name, value, label=label)
