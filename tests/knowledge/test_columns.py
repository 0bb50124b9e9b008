import pytest

from knowledge.feeds.columns import FIELDS, attribute_of, currency_of, field_of, unit_of
from knowledge.feeds.products import meaning_of


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Price (USD)", "price"),
        ("*商品名称", "name"),
        ("价格（元）", "price"),
        ("Variant Barcode", "code"),
        ("库存数量", "stock"),
        ("品牌：", "brand"),
        ("Compare-at price", "list_price"),
        ("g:price", ""),
        ("price_usd", "price"),
        ("Price in EUR", "price"),
        ("List Price USD", "list_price"),
        ("Article No.", "id"),
        ("编码", "id"),
        ("名称(英文)", "name_en"),
        ("Description (zh)", "description_zh"),
        ("usd", ""),
        ("Cost per item", "ignored"),
        ("进货价", "ignored"),
        ("custom_label_3", "ignored"),
        ("Printing colours", ""),
        ("颜色", ""),
        ("", "ignored"),
    ],
)
def test_headers_mean_fields(header: str, field: str) -> None:
    assert field_of(header) == field


def test_a_persons_word_goes_before_the_guess() -> None:
    assert meaning_of("Price", {"price": "attribute"}) == "attribute"
    assert meaning_of("Preis (EUR)", {"preis": "price"}) == "price"
    assert meaning_of("Preis", {}) == "attribute"


@pytest.mark.parametrize(
    ("header", "currency", "unit"),
    [
        ("Price (USD)", "USD", ""),
        ("价格（元）", "CNY", ""),
        ("价格（单位：元/件）", "CNY", ""),
        ("price_eur", "EUR", ""),
        ("Weight (kg)", "", "kg"),
        ("容量【ml】", "", "ml"),
        ("Size (S-XL)", "", ""),
    ],
)
def test_brackets_may_hold_a_currency_or_a_unit(header: str, currency: str, unit: str) -> None:
    assert (currency_of(header), unit_of(header)) == (currency, unit)


def test_common_properties_have_one_name_in_any_language() -> None:
    assert attribute_of("颜色") == ("color", {"en": "color", "zh": "颜色"})
    assert attribute_of("净含量(ml)") == ("capacity", {"en": "capacity", "zh": "容量"})
    assert attribute_of("Printing colours") == ("printing_colours", {"en": "Printing colours"})
    assert attribute_of("适用场景") == ("适用场景", {"zh": "适用场景"})
    assert attribute_of("Weight (kg)") == ("weight", {"en": "Weight"})


def test_every_field_is_known_once() -> None:
    assert len(set(FIELDS)) == len(FIELDS)
