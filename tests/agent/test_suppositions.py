import pytest

from agent.lanes import suppositions
from agent.lanes.intent import Intent, read_intent
from knowledge.model import Fact, Money, Quantity, Value


def fact(value: Value, name: str = "size") -> Fact:
    return Fact(f"p/{name}", "attribute", "p", name, value, {"en": name})


def intent(question: str) -> Intent:
    found = read_intent(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "value", "truths"),
    [
        ("isn't the width 30 cm?", Quantity(30, "cm"), [True]),
        ("isn't the width 0.3 m?", Quantity(30, "cm"), [True]),
        ("isn't the width 31 cm?", Quantity(30, "cm"), [False]),
        ("isn't the width 30?", Quantity(30, ""), [True]),
        ("isn't the width 31?", Quantity(30, ""), [False]),
        ("isn't the width 31 cm?", Quantity(310, ""), [None]),
        ("isn't the width 30 kg?", Quantity(30, "cm"), [None]),
        ("isn't the voltage 220 V?", "100 - 240", [True]),
        ("isn't the voltage 220 V?", "100 - 120", [False]),
        ("isn't the voltage 220 V?", "120", [False]),
        ("isn't the voltage 220 V?", "see the label", [None]),
        ("宽度是三十厘米吧", Quantity(30, "cm"), [True]),
    ],
)
def test_amount_is_judged_by_its_number_and_unit(
    question: str, value: Value, truths: list[bool | None]
) -> None:
    asked = intent(question)
    assert suppositions.of_attribute(asked.attributes[0], fact(value), asked) == truths


@pytest.mark.parametrize(
    ("question", "value", "truths"),
    [
        ("is it made in China?", "China", [True]),
        ("is it made in Japan?", "China", [False]),
        ("is it made in Japan?", "China, Vietnam", [None]),
        ("产地是日本吗", "China", [None]),
        ("产地是日本吗", "中国", [False]),
    ],
)
def test_word_is_denied_only_by_a_single_value_in_the_same_script(
    question: str, value: str, truths: list[bool | None]
) -> None:
    asked = intent(question)
    assert suppositions.of_attribute("origin", fact(value, "origin"), asked) == truths


def test_price_in_another_currency_cannot_be_judged_where_the_number_is_the_same() -> None:
    held = Money(3900, "USD")
    assert suppositions.of_price(intent("is it 39 yuan?").amounts, held) == [None]
    assert suppositions.of_price(intent("is it $39?").amounts, held) == [True]
    assert suppositions.of_price(intent("is it thirty nine dollars?").amounts, held) == [True]
    assert suppositions.of_price(intent("不是99块吗").amounts, held) == [False]
