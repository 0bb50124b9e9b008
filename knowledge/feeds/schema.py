"""The entries of Nightshift's own format, checked; ``native`` says what they mean."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from knowledge.feeds.base import MAX_ATTRIBUTES, MAX_CELL, MAX_ID


def _not_reserved(name: str) -> str:
    if name in ("price", "list_price", "stock") or name.startswith("point-"):
        raise ValueError(f"{name!r} has a meaning of its own; choose another name")
    return name


_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_Short = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
_Long = Annotated[str, StringConstraints(max_length=MAX_CELL, strip_whitespace=True)]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID, pattern=r"^[^\s/]+$")]
_FactName = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$"), AfterValidator(_not_reserved)]
_Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
_ShortText = dict[_Language, _Short] | _Short
_LongText = dict[_Language, _Long] | _Long
_Wordings = dict[_Language, Annotated[list[_Short], Field(min_length=1, max_length=200)]]
_Replies = dict[_Language, Annotated[list[_Long], Field(min_length=1, max_length=50)]]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ShopEntry(_Entry):
    """The shop as a whole."""

    name: _ShortText
    currency: _Currency
    languages: Annotated[list[_Language], Field(min_length=1)]
    currencies: list[_Currency] = Field(default_factory=list)
    fresh_for_s: Annotated[float, Field(gt=0)] | None = None


class PolicyEntry(_Entry):
    """One policy."""

    label: _ShortText
    text: _LongText


class FaqEntry(_Entry):
    """One approved answer."""

    id: _FactName
    product: str = ""
    questions: Annotated[_Wordings, Field(min_length=1)]
    replies: Annotated[_Replies, Field(min_length=1)]


class FileEntry(_Entry):
    """The file without its products."""

    shop: ShopEntry
    policies: dict[_FactName, PolicyEntry] = Field(default_factory=dict)
    faq: list[FaqEntry] = Field(default_factory=list)


class AttributeEntry(_Entry):
    """One attribute of a product."""

    value: (
        bool
        | float
        | _Long
        | Annotated[list[_Short | float], Field(min_length=1, max_length=100)]
        | Annotated[dict[_Language, _Long | list[_Short]], Field(min_length=1)]
    )
    label: _ShortText = ""
    unit: Annotated[str, StringConstraints(max_length=12)] = ""
    text: _LongText = ""


class ProductEntry(_Entry):
    """One product."""

    id: _Id
    name: _ShortText
    sku: Annotated[str, StringConstraints(max_length=100)] = ""
    brand: Annotated[str, StringConstraints(max_length=100)] = ""
    category: _LongText = ""
    description: _LongText = ""
    aliases: Annotated[list[_Short], Field(max_length=100)] = Field(default_factory=list)
    picture: Annotated[str, StringConstraints(max_length=500)] = ""
    price: Annotated[float, Field(ge=0)] | str | None = None
    list_price: Annotated[float, Field(ge=0)] | str | None = None
    currency: _Currency | None = None
    stock: bool | Annotated[int, Field(ge=0)] | None = None
    attributes: Annotated[dict[_FactName, AttributeEntry], Field(max_length=MAX_ATTRIBUTES)] = Field(
        default_factory=dict
    )
    points: Annotated[list[_LongText], Field(max_length=50)] = Field(default_factory=list)
