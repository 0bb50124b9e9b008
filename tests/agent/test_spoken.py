import pytest

from agent.lanes import spoken
from knowledge.model import Fact, Money, Product, Quantity


@pytest.mark.parametrize(
    ("minor", "currency", "english", "chinese"),
    [
        (3900, "USD", "$39", "39美元"),
        (3990, "USD", "$39.90", "39.9美元"),
        (3905, "USD", "$39.05", "39.05美元"),
        (129900, "USD", "$1,299", "1299美元"),
        (1250, "EUR", "€12.50", "12.5欧元"),
        (1200, "GBP", "£12", "12英镑"),
        (12800, "CNY", "128 yuan", "128元"),
        (12850, "CNY", "128.50 yuan", "128.5元"),
        (3900, "JPY", "3,900 yen", "3900日元"),
        (1500, "KWD", "1.500 KWD", "1.5KWD"),
        (0, "USD", "$0", "0美元"),
    ],
)
def test_money_is_said_with_its_currency(minor: int, currency: str, english: str, chinese: str) -> None:
    amount = Money(minor, currency)
    assert (spoken.money(amount, "en"), spoken.money(amount, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("number", "unit", "english", "chinese"),
    [
        (1.7, "L", "1.7 liters", "1.7升"),
        (1, "L", "1 liter", "1升"),
        (500, "ml", "500 milliliters", "500毫升"),
        (20.0, "cm", "20 centimeters", "20厘米"),
        (1500, "W", "1,500 watts", "1500瓦"),
        (1, "year", "1 year", "1年"),
        (2, "years", "2 years", "2年"),
        (6, "months", "6 months", "6个月"),
        (12, "h", "12 hours", "12小时"),
        (1, "kg", "1 kilogram", "1公斤"),
        (5200, "mAh", "5,200 mAh", "5200毫安时"),
        (37, "Wh", "37 Wh", "37Wh"),
        (80, "%", "80%", "80%"),
        (3, "", "3", "3"),
        (90, "°C", "90°C", "90摄氏度"),
        (0.25, "furlong", "0.25 furlong", "0.25furlong"),
    ],
)
def test_quantity_is_said_with_its_unit(number: float, unit: str, english: str, chinese: str) -> None:
    held = Quantity(number, unit)
    assert (spoken.quantity(held, "en"), spoken.quantity(held, "zh")) == (english, chinese)


def test_lists_are_said_in_one_breath() -> None:
    assert spoken.listing(["S", "M", "L"], "en") == "S, M and L"
    assert spoken.listing(["S", "M", "L"], "zh") == "S、M和L"
    assert spoken.listing(["A", "B"], "en", last="or") == "A or B"
    assert spoken.listing(["A"], "zh") == "A"
    assert spoken.listing([], "en") == ""


def test_ready_text_goes_before_the_value() -> None:
    fact = Fact("k/c", "attribute", "k", "color", "sage", text={"en": "sage green", "zh": "鼠尾草绿"})
    assert (spoken.value(fact, "en"), spoken.value(fact, "zh")) == ("sage green", "鼠尾草绿")


@pytest.mark.parametrize(
    ("held", "english", "chinese"),
    [
        (True, "yes", "是"),
        (False, "no", "否"),
        (1200, "1,200", "1200"),
        (("S", "M"), "S and M", "S和M"),
        ("oak", "oak", "oak"),
    ],
)
def test_other_values_are_said(held: bool | int | str | tuple[str, ...], english: str, chinese: str) -> None:
    fact = Fact("k/x", "attribute", "k", "x", held)
    assert (spoken.value(fact, "en"), spoken.value(fact, "zh")) == (english, chinese)


def test_label_is_a_common_noun_unless_it_is_a_name() -> None:
    assert spoken.label({"en": "Capacity"}, "en") == "capacity"
    assert spoken.label({"en": "USB-C port"}, "en") == "USB-C port"
    assert spoken.label({"en": "width", "zh": "宽度"}, "zh") == "宽度"


def test_name_has_its_article_and_is_never_a_whole_title() -> None:
    assert spoken.name(Product("k", {"en": "Lumen kettle", "zh": "微光水壶"}), "en") == "the Lumen kettle"
    assert spoken.name(Product("k", {"en": "Lumen kettle", "zh": "微光水壶"}), "zh") == "微光水壶"
    assert spoken.name(Product("k", {"en": "The Big One"}), "en") == "The Big One"
    title = "HP Pavilion dv7-1211ea Notebook Silver 43.2 cm (17) 1440 x 900 pixels Intel Core 2 Duo 4 GB"
    said = spoken.name(Product("n", {"en": title}), "en")
    assert said == "the HP Pavilion dv7-1211ea Notebook Silver 43.2 cm"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Equip Cat.5e Patch Cable, 7.5m , Blue", "the Equip Cat.5e Patch Cable, 7.5m, Blue"),
        ("Tripp Lite Protect It! 7-Outlet 6-ft. Cord", "the Tripp Lite Protect It 7-Outlet 6-ft Cord"),
        ("AVM FRITZ!Box 6660 Cable", "the AVM FRITZ Box 6660 Cable"),
        ("HP Pavilion dv7-1211ea Notebook Silver 43.2 cm", "the HP Pavilion dv7-1211ea"),
        ("Lumen kettle", "the Lumen kettle"),
    ],
)
def test_title_becomes_a_name_that_no_sentence_ends_in(title: str, said: str) -> None:
    assert spoken.name(Product("p", {"en": title}, aliases=("dv7-1211ea",)), "en") == said


def test_long_text_of_a_catalogue_is_cut_between_its_parts() -> None:
    held = ", ".join(f"Model {number}" for number in range(60))
    said = spoken.value(Fact("p/x", "attribute", "p", "x", held), "en")
    assert said.endswith(" and more")
    assert len(said) < spoken.LONGEST_VALUE + 12
    assert not said.removesuffix(" and more").endswith(",")
    assert spoken.value(Fact("p/x", "attribute", "p", "x", "a\\nb"), "en") == "a, b"


def test_label_is_said_in_the_language_of_the_reply() -> None:
    assert spoken.label({"en": "processor frequency"}, "zh") == "处理器频率"
    assert spoken.label({"en": "operating temperature t t"}, "en") == "operating temperature"
    assert spoken.label({"en": "capacity", "zh": "容量"}, "zh") == "容量"
