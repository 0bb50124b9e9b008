from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.media import Word
from avatar.spelling import Lexicon, spell
from avatar.spelling.lexicon import Entry
from avatar.voices.captions import caption_words
from avatar.voices.espeak.messages import SpokenWord

NAMES = Lexicon((Entry(word="Nacre", said={"en": "nay ker", "zh": "那克"}),))


def words(text: str, language: str) -> tuple[Word, ...]:
    """Caption words of an engine that speaks each word (each character in Chinese) for a second."""
    spelling = spell(text, language, NAMES)
    pattern = r"[A-Za-z']+|[\u3400-\u9fff]"
    starts = [match.start() for match in re.finditer(pattern, spelling.text)]
    spoken = [SpokenWord(48_000 * n, 48_000 * (n + 1), at) for n, at in enumerate(starts)]
    return caption_words(spoken, spelling, 0)


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "Only $1,299.00 for 2-3kg!", ["Only", "$1,299.00", "for", "2-3kg"]),
        ("en", "Nacre's kettle, 8:30pm", ["Nacre's", "kettle", "8:30pm"]),
        ("en", "visit shop.com/sale now", ["visit", "shop.com/sale", "now"]),
        ("zh", "只要¥1,299，买2个", ["只", "要", "¥1,299", "买", "2", "个"]),
        ("zh", "Nacre在11月20日", ["Nacre", "在", "11", "月", "20", "日"]),
    ],
)
def test_captions_show_what_was_written(language: str, text: str, shown: list[str]) -> None:
    assert [text[word.text_start : word.text_end] for word in words(text, language)] == shown


@given(
    st.text(st.sampled_from("$¥12390.,-:/%xk gacreN元年个月 aZ和水，。!😀"), max_size=40),
    st.sampled_from(["en", "zh"]),
)
def test_words_follow_each_other_in_time_and_in_the_text(text: str, language: str) -> None:
    found = words(text, language)
    for before, after in pairwise(found):
        assert before.end <= after.start
        assert before.text_end <= after.text_start
    assert all(0 <= word.text_start < word.text_end <= len(text) for word in found)
