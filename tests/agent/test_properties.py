import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lanes import properties
from agent.lanes.attributes import PREFIX
from agent.lanes.reading import split, tokenise
from knowledge.model import Fact, Product, Quantity, Value


def fact(name: str, value: Value, label: str = "", label_zh: str = "") -> Fact:
    labels = {"en": label or name.replace("_", " ")} | ({"zh": label_zh} if label_zh else {})
    return Fact(f"p/{name}", "attribute", "p", name, value, labels)


NOTEBOOK = Product(
    "p",
    {"en": "Dell D620"},
    facts=(
        fact("processor_frequency", Quantity(2.13, "")), fact("processor_cache", Quantity(3, "")),
        fact("processor_cache_type", "L2"), fact("display_diagonal", Quantity(17, "")),
        fact("weight", Quantity(2000, "g")), fact("package_weight", Quantity(2600, "g")),
        fact("touchscreen", False), fact("built_in_microphone", True),
        fact("internal_memory", Quantity(4, "")),
        fact("usb_2_0_ports_quantity", Quantity(3, "")), fact("country_of_origin", "China"),
        fact("operating_temperature_t_t", "5 - 35"), fact("wi_fi", True),
        fact("cable_length", Quantity(2, "m")),
        fact("ribs", Quantity(10, ""), "ribs", "伞骨数"),
    ),
)  # fmt: skip

WAYS = """
    what is the processor frequency => processor_frequency
    frequency of the processor => processor_frequency
    processor speed => processor_frequency
    cpu speed => processor_frequency
    处理器频率 => processor_frequency
    处理器的主频 => processor_frequency
    processor cache => processor_cache
    processor cache type => processor_cache_type
    处理器缓存类型 => processor_cache_type
    screen size => display_diagonal
    屏幕尺寸 => display_diagonal
    屏幕多大 => display_diagonal
    weight => weight
    package weight => package_weight
    weight of the package => package_weight
    包装重量 => package_weight
    touch screen => touchscreen
    触摸屏 => touchscreen
    microphone => built_in_microphone
    麦克风 => built_in_microphone
    how much ram => internal_memory
    内存多大 => internal_memory
    how many usb 2.0 ports => usb_2_0_ports_quantity
    number of usb 2.0 ports => usb_2_0_ports_quantity
    产地 => country_of_origin
    operating temperature => operating_temperature_t_t
    wifi => wi_fi
    how long is the cable => cable_length
    线多长 => cable_length
    几根伞骨 => ribs
"""
ROWS = [tuple(part.strip() for part in row.split("=>")) for row in WAYS.strip().splitlines()]


def found(question: str) -> set[str]:
    table = properties.table([NOTEBOOK])
    words = tokenise(question).shown()
    marks, at = set(), 0
    while at < len(words):
        mark = table.longest(words, at)
        at = mark.end if mark else at + 1
        marks |= {mark.concept.removeprefix(PREFIX)} if mark else set()
    return marks


@pytest.mark.parametrize(("question", "name"), ROWS)
def test_property_is_found_by_other_words_for_its_label(question: str, name: str) -> None:
    assert found(question) == {name}


@pytest.mark.parametrize(
    "question", ["usb 3.0 ports", "pallet height", "frequency", "cache type", "电池重量上限"]
)
def test_property_that_is_not_there_is_not_found_by_another_ones_label(question: str) -> None:
    assert not found(question) - {"weight"}


def test_label_as_it_stands_goes_before_another_in_other_words() -> None:
    both = Product("p", {"en": "X"}, facts=(fact("display_size", "17"), fact("display_diagonal", "43")))
    mark = properties.table([both]).longest(split("display size"), 0)
    assert mark is not None
    assert mark.concept == PREFIX + "display_size"


def test_label_is_rendered_in_chinese_only_where_every_word_is_known() -> None:
    assert properties.in_chinese("processor frequency") == "处理器频率"
    assert properties.in_chinese("operating temperature t t") == "工作温度"
    assert properties.in_chinese("zorb frequency") == ""


def test_policies_are_left_out() -> None:
    product = Product("p", {"en": "X"}, facts=(fact("warranty", Quantity(2, "year")),))
    assert properties.table([product], ("warranty",)).longest(("warranty",), 0) is None


@given(st.text(max_size=200), st.booleans())
def test_any_label_has_a_bounded_number_of_ways(label: str, feature: bool) -> None:
    ways = properties.ways_to_ask(split(label[:120]), feature)
    assert len(ways) <= properties.MOST_WAYS
    assert all(ways)
    properties.in_chinese(label)


def test_another_products_label_is_no_other_way_to_ask_for_this_ones() -> None:
    labels = [("screen_size", "screen size"), ("size", "size"), ("packaging", "包装方式"), ("size", "尺寸")]
    others = properties.exact([*labels, ("price_tag", "how much"), ("long", "word " * 40)])
    assert others.longest(split("screen size"), 0) is not None
    assert others.longest(split("包装方式"), 0) is not None
    assert [others.longest(split(word), 0) for word in ("size", "尺寸", "how much")] == [None] * 3
    table = properties.table([NOTEBOOK], (), others)
    assert table.longest(split("screen size"), 0) is None
    assert table.longest(split("display diagonal"), 0) is not None
