from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from avatar.spelling import Lexicon, spell
from avatar.spelling.chinese import numbers as chinese
from avatar.spelling.english import numbers as english
from avatar.spelling.lexicon import Entry

TABLE = Path(__file__).parent / "spelling_cases.tsv"
CASES = [
    tuple(line.split("\t"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]

CHINESE_NUMBERS = {
    "0": "零",
    "10": "十",
    "105": "一百零五",
    "110": "一百一十",
    "222": "两百二十二",
    "1010": "一千零一十",
    "1200": "一千二百",
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
    "1234567890123": "一二三四五六七八九零一二三",
}
ENGLISH_YEARS = {
    1066: "ten sixty six",
    1900: "nineteen hundred",
    1905: "nineteen oh five",
    2000: "two thousand",
    2005: "two thousand five",
    2010: "twenty ten",
    2026: "twenty twenty six",
}


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(CASES) >= 300
    assert len({(language, text) for language, text, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("language", "text", "read"), CASES)
def test_everything_is_read_as_a_shop_says_it(language: str, text: str, read: str) -> None:
    assert spell(text, language).text == read


def test_what_is_to_be_read_is_read_as_it_stands() -> None:
    changed = [(read, spell(read, language).text) for language, _, read in CASES]
    assert [pair for pair in changed if pair[0] != pair[1]] == []


@pytest.mark.parametrize(("digits", "read"), CHINESE_NUMBERS.items())
def test_chinese_numbers(digits: str, read: str) -> None:
    assert chinese.number(digits) == read


@pytest.mark.parametrize(("number", "read"), ENGLISH_YEARS.items())
def test_english_years(number: int, read: str) -> None:
    assert english.year(number) == read


@given(st.integers(0, 10**15 - 1))
def test_no_two_english_numbers_sound_alike(number: int) -> None:
    said = english.value(number)
    assert said != english.value(number + 1 if number < 10**15 - 1 else 0)
    assert english.number(f"{number:,}") == said


@pytest.mark.parametrize("text", ["<speak><break time='9s'/>", "[[h@loU]]", "\x01100S", "```x```", "{{x}}"])
@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_markup_and_control_characters_never_reach_the_engine(text: str, language: str) -> None:
    assert not set(spell(text, language).text) & set("<>[]{}`\x01")


def test_other_languages_keep_their_digits_for_the_engine() -> None:
    assert spell("Prix : 39 € 😀", "fr").text == "Prix : 39 €"
    assert spell("Ｐｒｉｘ 39", "fr-CA").text == "Prix 39"


def test_a_price_leads_back_to_where_it_stands() -> None:
    text = "It is $39.90 now"
    spelling = spell(text, "en")
    start, end = spelling.spans[spelling.text.index("cents")]
    assert text[start:end] == "$39.90"
    start, end = spelling.spans[spelling.text.index("now")]
    assert text[start:end] == "n"


SHOPPING = st.text(
    st.sampled_from(
        "$¥€12390.,-–~%:/xX× LcmkgGB°C元年个美点 aZVIP和水，。!😀<b>\x01\n'\"()@#&+=\u0301\u202e"
    ),
    max_size=60,
)
ANYTHING = st.one_of(
    st.text(max_size=80), SHOPPING, st.text(st.characters(categories=["Cs", "Mn", "Nd", "So", "Sc"]))
)
NAMES = Lexicon(
    (
        Entry(word="aZ", said={"": "ay zed"}, ipa={"en": "eɪzɛd"}),
        Entry(word="和水", said={"zh": "河水"}),
        Entry(word="12", said={"": "a dozen"}),
    )
)


@given(ANYTHING, st.sampled_from(["en", "zh", "fr"]), st.sampled_from([None, NAMES]))
@example("\u0301", "en", None)
@example("\ud800" * 3, "zh", None)
@example("10½″", "en", None)
def test_every_character_leads_back_in_order(text: str, language: str, lexicon: Lexicon | None) -> None:
    spelling = spell(text, language, lexicon)
    assert len(spelling.spans) == len(spelling.text)
    assert all(0 <= start < end <= len(text) for start, end in spelling.spans)
    assert list(spelling.spans) == sorted(spelling.spans)
    assert [end for _, end in spelling.spans] == sorted(end for _, end in spelling.spans)
    for sound in spelling.sounds:
        assert 0 <= sound.start < sound.end <= len(spelling.text)


@given(ANYTHING, st.sampled_from(["en", "zh"]))
def test_no_plain_digit_is_left_to_the_engine(text: str, language: str) -> None:
    assert not set(spell(text, language).text) & set("0123456789$%<>[]{}@#")


@given(ANYTHING, st.sampled_from(["en", "zh"]))
def test_a_character_that_stays_comes_from_its_own_place(text: str, language: str) -> None:
    spelling = spell(text, language)
    for character, (start, end) in zip(spelling.text, spelling.spans, strict=True):
        if end - start == 1 and character.isascii() and character.isalpha() and text[start].isascii():
            assert character == text[start] or not text[start].isalpha()


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1-",
        "1:",
        "1/",
        ".",
        "[(",
        "<a",
        "@a",
        "A1",
        '5"',
        "一2",
        "e\u0301\u0302",
        "\ud800",
        "\u202eא",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_rules_see_a_hostile_text_in_bounded_parts(
    piece: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    from avatar.spelling.spelling import Spelling

    module = importlib.import_module("avatar.spelling.spell")

    seen: list[int] = []
    apply = Spelling.apply

    def watched(spelling: Spelling, rules: object) -> Spelling:
        seen.append(len(spelling.text))
        return apply(spelling, rules)  # type: ignore[arg-type]

    monkeypatch.setattr(Spelling, "apply", watched)
    text = piece * (20_000 // len(piece))
    spelling = module.spell(text, language)
    assert len(spelling.text) <= 16 * len(text)
    assert max(seen) <= 8 * 400
