from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.spelling import Lexicon
from avatar.spelling.lexicon import Entry
from avatar.voices.phrases import LONGEST_PHRASE, phrases


@given(st.text(min_size=0, max_size=2000), st.sampled_from(["en", "zh"]))
def test_phrases_are_bounded_in_order_and_speakable(text: str, language: str) -> None:
    last = 0
    for phrase in phrases(text, language, 1500):
        spans = phrase.spelling.spans
        assert spans[0][0] >= last
        assert spans[-1][1] - spans[0][0] <= LONGEST_PHRASE
        assert phrase.spelling.speakable
        last = spans[-1][1]
    assert last <= 1500


def test_a_character_read_in_two_languages_belongs_to_the_first_phrase() -> None:
    first, second = phrases("0¼㏠", "en", 99)
    assert first.spelling.spans[-1][1] <= second.spelling.spans[0][0]


def test_a_long_text_breaks_at_sentence_ends() -> None:
    text = "A kettle that keeps its heat. " * 30
    assert all(phrase.spelling.text.strip().endswith("heat.") for phrase in phrases(text, "en", 5000))


def test_chinese_in_english_is_a_phrase_of_its_own_with_its_price() -> None:
    found = [
        (it.spelling.text.strip(), it.language) for it in phrases("Our 水壶 99元 here, 5 left", "en", 99)
    ]
    assert found == [("Our", "en"), ("水壶 九十九元", "zh"), ("here, five left", "en")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A4 paper", "A-four paper"),
        ("A4-sized vitamin A is", "A-four sized vitamin A-is"),
        ("A kettle with ANC", "A kettle with A-N C"),
        ("Plan A.", "Plan A."),
    ],
)
def test_the_letter_a_is_told_from_the_article(text: str, read: str) -> None:
    (phrase,) = phrases(text, "en", 99)
    assert phrase.spelling.text == read


def test_a_shop_names_its_brands_in_every_phrase() -> None:
    names = Lexicon((Entry(word="Nacre", said={"en": "nayker", "zh": "那克"}, ipa={"en": "ˈneɪkɚ"}),))
    (english,) = phrases("NACRE is 5 years old", "en", 99, names)
    assert english.spelling.text == "nayker is five years old"
    assert [it.ipa for it in english.spelling.sounds] == ["ˈneɪkɚ"]
    (chinese,) = phrases("Nacre只要99元", "zh", 99, names)
    assert chinese.spelling.text == "那克只要九十九元"
