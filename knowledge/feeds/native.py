"""Nightshift's own format: a whole shop in one YAML file.

```yaml
shop:
  name: {en: Harbour & Pine, zh: 港松}     # a text for all languages, or one by language
  currency: USD                           # of prices that name none
  languages: [en, zh]                     # the default first
  currencies: [USD]                       # optional: no price may be in another
  fresh_for_s: 86400                      # optional: prices and stock are spoken as current this long
policies:
  returns: {label: {en: returns, zh: 退换货}, text: {en: "…", zh: "…"}}
faq:
  - id: faq-gift-wrap
    product: kettle-lumen                 # optional: only about this product
    questions: {en: ["…"], zh: ["…"]}
    replies: {en: ["…"], zh: ["…"]}       # used in turn
products:
  - id: kettle-lumen
    sku: NM-K100
    name: {en: "…", zh: "…"}
    brand: "…"
    category: {en: kettle, zh: 水壶}
    description: {en: "…", zh: "…"}
    aliases: ["…"]
    picture: pictures/kettle-lumen.svg    # beside this file, never outside its folder
    price: 39.00
    list_price: 49.00                     # optional
    currency: USD                         # optional
    stock: 120                            # or true, false
    attributes:
      capacity: {label: {en: capacity, zh: 容量}, value: 1.7, unit: L}
      color: {label: {en: color, zh: 颜色}, value: {en: sage green, zh: 鼠尾草绿}}
      dishwasher_safe: {label: {en: dishwasher safe, zh: 可机洗}, value: true}
      sizes: {label: {en: sizes, zh: 尺码}, value: [S, M, L]}
    points:                               # selling points
      - {en: "…", zh: "…"}
```

An attribute may carry ``text``: how it is said, by language. A shop, policy or FAQ that is wrong stops the
file; a product that is wrong is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationError

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Column, FactMaker, Freshness, Reading, RowError, identity
from knowledge.feeds.cells import price_cell, stock_cell
from knowledge.feeds.marked import MarkedYaml
from knowledge.feeds.picture import picture_beside
from knowledge.feeds.record import LABELS
from knowledge.feeds.schema import AttributeEntry, FaqEntry, FileEntry, ProductEntry
from knowledge.model import SHOP, ApprovedAnswer, Fact, FactKind, Product, Quantity, Text, Value, text_in


class NativeFeed:
    """A shop in Nightshift's own format."""

    title: ClassVar[str] = "Nightshift shop"
    has_products: ClassVar[bool] = True

    def __init__(self, path: Path, reading: Reading) -> None:
        """Read the file and check all but the products.

        Raises:
            FeedError: It cannot be read, or the shop, a policy or an FAQ entry is wrong; names the line.
        """
        self._path, self._at, self._fresh_for = path, reading.at, reading.fresh_for
        self._yaml = MarkedYaml(path)
        whole = dict(self._yaml.data)
        products = whole.pop("products", None)
        if not isinstance(products, list):
            raise FeedError(f"{path}: line {self._yaml.line(['products'])}, products: it is no list")
        self._products: list[object] = products
        try:
            self._file = FileEntry.model_validate(whole)
        except ValidationError as error:
            raise FeedError(f"{path}: {self._yaml.complaint(error)}") from error
        self._shop = self._file.shop
        self._language = self._shop.languages[0]
        self._check_faq()

    def _check_faq(self) -> None:
        known = {entry.get("id") for entry in self._products if isinstance(entry, dict)}
        seen: set[str] = set()
        for number, entry in enumerate(self._file.faq):
            line = self._yaml.line(["faq", number])
            if entry.id in seen:
                raise FeedError(f"{self._path}: line {line}, id: {entry.id!r} stands twice")
            if entry.product and entry.product not in known:
                raise FeedError(
                    f"{self._path}: line {line}, faq.{number}.product: no product {entry.product!r}"
                )
            seen.add(entry.id)

    def shop(self) -> ShopInfo | None:
        """The shop, its policies and approved answers."""
        make = FactMaker(SHOP, self._path.name, self._at)
        return ShopInfo(
            title=self._texts(self._shop.name),
            currency=self._shop.currency,
            languages=tuple(self._shop.languages),
            policies=tuple(
                make.fact(
                    "policy",
                    name,
                    text_in(self._texts(entry.text), self._language),
                    label=self._texts(entry.label),
                    text=self._texts(entry.text),
                )
                for name, entry in self._file.policies.items()
            ),
            answers=tuple(self._answer(entry) for entry in self._file.faq),
            source=self._path.name,
            at=self._at,
        )

    def columns(self) -> tuple[Column, ...]:
        """There are none."""
        return ()

    def notes(self) -> tuple[str, ...]:
        """Nothing to tell."""
        return ()

    def self_contained(self) -> bool:
        """Pictures lie beside it."""
        return not any(isinstance(entry, dict) and entry.get("picture") for entry in self._products)

    def total(self) -> int | None:
        """How many products the file lists."""
        return len(self._products)

    def rows(self) -> Iterator[Product | BadRow]:
        """The products; one that is wrong is a ``BadRow`` naming line and field."""
        for number, entry in enumerate(self._products):
            line = self._yaml.line(["products", number])
            try:
                yield self._product(ProductEntry.model_validate(entry), line)
            except ValidationError as error:
                yield BadRow(number + 1, self._yaml.complaint(error, ["products", number]), line)
            except RowError as error:
                yield BadRow(number + 1, f"line {line}: {error}", line)

    def _texts(self, text: Text | str) -> Text:
        if isinstance(text, str):
            return {self._language: text} if text else {}
        return dict(text)

    def _answer(self, entry: FaqEntry) -> ApprovedAnswer:
        replies = {language: tuple(wordings) for language, wordings in entry.replies.items()}
        joined = {language: " ".join(wordings) for language, wordings in replies.items()}
        make = FactMaker(entry.product or SHOP, self._path.name, self._at)
        return ApprovedAnswer(
            id=entry.id,
            questions={language: tuple(wordings) for language, wordings in entry.questions.items()},
            replies=replies,
            product_id=entry.product,
            fact=make.fact("faq", entry.id, text_in(joined, self._language), text=joined),
        )

    def _product(self, entry: ProductEntry, line: int) -> Product:
        product_id = identity(entry.id)
        make = FactMaker(product_id, f"{self._path.name}:{line}", self._at)
        aliases = dict.fromkeys((*([entry.sku] if entry.sku else []), *entry.aliases))
        return Product(
            id=product_id,
            name=self._texts(entry.name),
            brand=entry.brand,
            category=self._texts(entry.category),
            description=self._texts(entry.description),
            aliases=tuple(aliases),
            picture=picture_beside(self._path, entry.picture) if entry.picture else "",
            facts=(
                *self._offer(make, entry),
                *(self._attribute(make, name, value) for name, value in entry.attributes.items()),
                *self._points(make, entry),
            ),
        )

    def _offer(self, make: FactMaker, entry: ProductEntry) -> Iterator[Fact]:
        currency, own = entry.currency or self._shop.currency, self._shop.fresh_for_s
        lasts = self._fresh_for or Freshness(own, own)
        if self._shop.currencies and currency not in self._shop.currencies:
            raise RowError(f"currency: {currency} is not among {', '.join(self._shop.currencies)}")
        offered: list[tuple[FactKind, object]] = [("price", entry.price), ("list_price", entry.list_price)]
        for kind, cell in offered:
            if cell is not None:
                value = price_cell(cell, currency)
                yield make.fact(kind, kind, value, label=LABELS[kind], fresh_for_s=lasts.price_s)
        if entry.stock is not None:
            yield make.fact(
                "stock", "stock", stock_cell(entry.stock), label=LABELS["stock"], fresh_for_s=lasts.stock_s
            )

    def _attribute(self, make: FactMaker, name: str, entry: AttributeEntry) -> Fact:
        value: Value
        text: Text = self._texts(entry.text)
        match entry.value:
            case bool():
                value = entry.value
            case int() | float():
                value = Quantity(float(entry.value), entry.unit)
            case str():
                value = entry.value
            case list():
                value = tuple(str(item) for item in entry.value)
            case dict() as by_language:
                own = by_language.get(self._language) or next(iter(by_language.values()))
                value = own if isinstance(own, str) else tuple(own)
                text = text or {
                    language: words
                    if isinstance(words, str)
                    else ("、" if language == "zh" else ", ").join(words)
                    for language, words in by_language.items()
                }
        label = self._texts(entry.label or name.replace("_", " "))
        return make.fact("attribute", name, value, label=label, text=text)

    def _points(self, make: FactMaker, entry: ProductEntry) -> Iterator[Fact]:
        for number, point in enumerate(entry.points, 1):
            text = self._texts(point)
            yield make.fact("point", f"point-{number}", text_in(text, self._language), text=text)
