from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.voices.phrases import LONGEST_PHRASE, phrases
from avatar.voices.spelling import spell
from avatar.voices.spelling_zh import number

ENGLISH = {
    "$39.90": "39 dollars 90 cents",
    "$39.9": "39 dollars 90 cents",
    "$39.00!": "39 dollars!",
    "$1": "1 dollar",
    "$0.99 or $1.01": "99 cents or 1 dollar 1 cent",
    "$1,299.99": "1299 dollars 99 cents",
    "US$5.5M": "5.5 million dollars",
    "A$5": "5 Australian dollars",
    "save -$5": "save minus 5 dollars",
    "€20–€30": "20 to 30 euros",
    "$20-30": "20 to 30 dollars",
    "39.90 USD": "39 dollars 90 cents",
    "¥39.90/kg": "39.9 yuan per kilogram",
    "£2.50 each": "2 pounds 50 pence each",
    "$9.99/month": "9 dollars 99 cents per month",
    "20% off": "20 percent off",
    "10-20%": "10 to 20 percent",
    "1.7 L": "1.7 liters",
    "1.7-L kettle": "1.7 liter kettle",
    "1 L": "1 liter",
    "50 cm": "50 centimeters",
    "30 x 20 x 10 cm": "30 by 20 by 10 centimeters",
    "5 °C": "5 degrees Celsius",
    "12V 5000mAh": "12 volts 5000 milliamp hours",
    "3-5 days": "3 to 5 days",
    "24/7": "24 7",
    "1,299 units": "1299 units",
    "~5 minutes": "about 5 minutes",
    "LED and VIPs": "L E D and V I Ps",
    "ＡＢ１２": "AB12",
}
ENGLISH_KEPT = ["call 400-800-1234", "iPhone 15", "5G", "USB-C", "size M", "24-7", "a 5 star host", "I'm 5"]

CHINESE = {
    "39.9美元": "三十九点九美元",
    "$39.90": "三十九点九美元",
    "¥199": "一百九十九元",
    "￥39.90元": "三十九点九元",
    "199.00元/件": "一百九十九元每件",
    "２元": "两元",
    "¥20-30": "二十到三十元",
    "20%": "百分之二十",
    "100%纯棉": "百分之百纯棉",
    "10%-20%": "百分之十到二十",
    "1.7L": "一点七升",
    "50 cm": "五十厘米",
    "30×20×10cm": "三十乘二十乘十厘米",
    "-5℃": "零下五摄氏度",
    "2024年2月2日": "二零二四年二月二日",
    "3-5天": "三到五天",
    "3~5天": "三到五天",
    "400-800-1234": "四零零，八零零，一二三四",
    "13800138000": "一三八零零一三八零零零",
    "10:30": "十点半",
    "20:05": "二十点零五分",
    "16:9": "十六比九",
    "1/2": "二分之一",
    "2个": "两个",
    "第2个": "第二个",
    "12个": "十二个",
    "A4纸": "A四纸",
    "打8.5折": "打八点五折",
    "8GB+256GB": "八G加二百五十六G",
    "1,299元": "一千二百九十九元",
    "没有数字": "没有数字",
}

NUMBERS = {
    "0": "零",
    "10": "十",
    "12": "十二",
    "20": "二十",
    "105": "一百零五",
    "110": "一百一十",
    "1010": "一千零一十",
    "2000": "两千",
    "10000": "一万",
    "12345": "一万两千三百四十五",
    "20000": "两万",
    "100005": "十万零五",
    "10010000": "一千零一万",
    "100000000": "一亿",
    "100010000": "一亿零一万",
    "0.05": "零点零五",
    "007": "零零七",
    "1,299.50": "一千二百九十九点五零",
}


@pytest.mark.parametrize(("text", "read"), ENGLISH.items())
def test_english_is_read_as_a_shop_says_it(text: str, read: str) -> None:
    assert spell(text, "en").text == read


@pytest.mark.parametrize("text", ENGLISH_KEPT)
def test_english_without_prices_or_units_is_left_alone(text: str) -> None:
    assert spell(text, "en").text == text


@pytest.mark.parametrize(("text", "read"), CHINESE.items())
def test_chinese_is_read_as_a_shop_says_it(text: str, read: str) -> None:
    assert spell(text, "zh").text == read


@pytest.mark.parametrize(("digits", "read"), NUMBERS.items())
def test_chinese_numbers(digits: str, read: str) -> None:
    assert number(digits) == read


@pytest.mark.parametrize("text", ["<speak><break time='9s'/>", "[[h@loU]]", "\x01100S", "```x```", "{{x}}"])
def test_markup_and_control_characters_never_reach_the_engine(text: str) -> None:
    assert not set(spell(text, "en").text) & set("<>[]{}`\x01")


def test_a_price_leads_back_to_where_it_stands() -> None:
    text = "It is $39.90 now"
    spelling = spell(text, "en")
    at = spelling.text.index("cents")
    start, end = spelling.spans[at]
    assert text[start:end] == "$39.90"
    start, end = spelling.spans[spelling.text.index("now")]
    assert text[start:end] == "n"


SHOPPING = st.text(
    st.sampled_from("$¥€12390.,-–~%:/xX× LcmkgGB°C元年个美 aZ和水，。!😀<b>\x01\n"), max_size=60
)


@given(st.one_of(st.text(max_size=80), SHOPPING), st.sampled_from(["en", "zh", "fr"]))
def test_every_character_leads_back_in_order(text: str, language: str) -> None:
    spelling = spell(text, language)
    assert len(spelling.spans) == len(spelling.text)
    assert all(0 <= start < end <= len(text) for start, end in spelling.spans)
    assert list(spelling.spans) == sorted(spelling.spans)


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


def test_a_long_text_breaks_at_sentence_ends() -> None:
    text = "A kettle that keeps its heat. " * 30
    assert all(phrase.spelling.text.strip().endswith("heat.") for phrase in phrases(text, "en", 5000))


def test_chinese_in_english_is_a_phrase_of_its_own() -> None:
    found = [(phrase.spelling.text.strip(), phrase.language) for phrase in phrases("Our 水壶 here", "en", 99)]
    assert found == [("Our", "en"), ("水壶", "zh"), ("here", "en")]
