from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.agreement import agree, answers_kind, marks, same

AGREE = [
    ("Does it contain sugar?", "does it have sugar in it"),
    ("Isn't it waterproof?", "Is it waterproof?"),
    ("Don't you have a shop?", "Do you have a shop?"),
    ("Is it waterproof or not?", "Is it waterproof?"),
    ("Can I return it in 30 days?", "Can I return it within 30 days?"),
    ("有没有实体店", "有实体店吗"),
    ("能不能洗", "能洗吗"),
    ("发货了没有", "发货了吗"),
    ("不锈钢的吗", "是不锈钢吗"),
    ("三十天内能退吗", "30天内能退吗"),
    ("Can I buy two?", "Can I buy 2?"),
]
DISAGREE = [
    ("Does it not contain sugar?", "Does it contain sugar?"),
    ("Is it sugar-free?", "Does it contain sugar?"),
    ("Why can't I return it?", "Can I return it?"),
    ("110 volts?", "220 volts?"),
    ("Does size M fit?", "Does size L fit?"),
    ("Is it for men?", "Is it for women?"),
    ("Do you ship from Japan?", "Do you ship to Japan?"),
    ("能退吗", "能换吗"),
    ("不能洗吗", "能洗吗"),
    ("两件能优惠吗", "三件能优惠吗"),
    ("能寄到日本吗", "能寄到韩国吗"),
    ("油皮能用吗", "敏感肌能用吗"),
]


@pytest.mark.parametrize(("asked", "held"), AGREE)
def test_what_asks_the_same_agrees(asked: str, held: str) -> None:
    assert agree(marks(asked), marks(held))


@pytest.mark.parametrize(("asked", "held"), DISAGREE)
def test_another_number_a_negation_or_a_contrary_does_not(asked: str, held: str) -> None:
    assert not agree(marks(asked), marks(held))


@pytest.mark.parametrize(
    ("asked", "wordings", "given"),
    [
        ("How long does it take?", ["Do you do repairs?"], False),
        ("How long does it take?", ["How many days does it take?"], True),
        ("Does the fountain have a filter?", ["How often do I change the filter?"], False),
        ("Where is it made?", ["Is it made well?"], False),
        ("多久能到", ["能寄到吗"], False),
        ("多久能到", ["几天到货"], True),
        ("What is the shelf life?", ["How long does it keep?"], True),
    ],
)
def test_an_answer_must_give_the_kind_of_thing_that_is_wanted(
    asked: str, wordings: list[str], given: bool
) -> None:
    assert answers_kind(marks(asked), [marks(text).wanted for text in wordings]) is given


@given(st.text(max_size=300))
def test_any_text_agrees_with_itself(text: str) -> None:
    assert same(marks(text), marks(text))
