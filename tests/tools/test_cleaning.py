import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.cleaning import AnswerError, at, cleaned, last_digits, masked, number_at, read_json


@given(st.text(max_size=600))
def test_cleaned_text_is_short_plain_and_clean_twice(text: str) -> None:
    plain = cleaned(text, 100)
    assert len(plain) <= 100
    assert not set(plain) & set("<>[]\n\r\t\x00\u200b\u202e")
    assert cleaned(plain, 100) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<script>alert(1)</script>hi", "alert(1) hi"),
        ("[happy] [wave] hi", "hi"),
        ("a\u202eb\x07c\nd", "abc d"),
        ("[[happy]]", ""),
        ("<<b>i>x", "x"),
        ("5 < 6", "5 6"),
    ],
)
def test_markup_and_tags_are_taken_out(text: str, plain: str) -> None:
    assert cleaned(text) == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("where is my order 100045?", "where is my order …045?"),
        ("order AB-100045 pls", "order …045 pls"),
        ("我的订单100045到哪了", "我的订单…045到哪了"),
        ("call 138-0013-8000", "call …000"),
        ("4111 1111 1111 1111", "…111"),
        ("under $12345", "under $12345"),
        ("is it 1500 watts", "is it 1500 watts"),
        ("20000mAh", "20000mAh"),
    ],
)
def test_order_numbers_are_cut_to_their_last_digits(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.from_regex(r"[A-Z]{0,2}-?[0-9]{5,20}", fullmatch=True))
def test_no_order_number_is_left_whole(number: str) -> None:
    assert number not in masked(f"my order {number} please")
    assert last_digits(number) == "".join(c for c in number if c.isalnum())[-3:]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda held: st.lists(held, max_size=4) | st.dictionaries(st.text(max_size=8), held, max_size=4),
    max_leaves=20,
)


@given(
    json_values,
    st.lists(st.sampled_from(["a", "0", "1", "~0", "~1", "-1", "x y", "99999999999"]), max_size=5),
)
def test_a_pointer_finds_what_is_there_or_nothing(held: Any, steps: list[str]) -> None:
    def inside(value: Any) -> list[Any]:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [value, *(found for one in below for found in inside(one))]

    found = at(held, "".join(f"/{step}" for step in steps))
    assert found is None or any(found is one for one in inside(held))


@given(st.dictionaries(st.text(max_size=8), st.integers(), min_size=1, max_size=5))
def test_a_pointer_reaches_every_key(held: dict[str, int]) -> None:
    for key, value in held.items():
        pointer = "/" + key.replace("~", "~0").replace("/", "~1")
        assert at(held, pointer) == value
        assert at([held], "/0" + pointer) == value


@given(st.binary(max_size=200) | json_values.map(lambda held: json.dumps(held).encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read = read_json(content)
    except AnswerError:
        return
    assert read is None or isinstance(read, bool | int | Decimal | str | list | dict)


@given(json_values)
def test_a_number_is_finite_or_refused(held: Any) -> None:
    try:
        number = number_at({"n": held}, "/n")
    except AnswerError:
        return
    assert number is None or number.is_finite()
