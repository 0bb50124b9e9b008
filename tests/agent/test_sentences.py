from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sentences import Sentence, SentenceSplitter

WORDS = st.sampled_from(
    [
        "Hello", "there", "it", "is", "$39.99", "1.7", "e.g.", "No. 5", "U.S.", "great!", "why?", "wow...",
        "\n", "“Yes.”", "(really.)", "“so", "好的。", "comma,", "Dr.", '"ok."',
        "这款只要三十九块九。", "真的吗？", "很好，",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)


def split(*chunks: str, **bounds: int) -> list[str]:
    splitter = SentenceSplitter(**bounds)
    done: list[Sentence] = []
    for chunk in chunks:
        done += splitter.push(chunk)
    return [sentence.text for sentence in done + splitter.finish()]


@given(TEXTS, st.lists(st.integers(0, 200), max_size=8))
def test_chunking_does_not_matter(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(edges)]
    assert split(*chunks) == split(text)
    assert split(*text) == split(text)


@given(st.text(max_size=600), st.integers(20, 80))
def test_no_sentence_is_over_long_or_wordless(text: str, longest: int) -> None:
    for sentence in split(text, longest=longest):
        assert len(sentence) <= longest
        assert any(char.isalnum() for char in sentence)


@given(TEXTS)
def test_no_word_is_lost(text: str) -> None:
    def words(part: str) -> list[str]:
        return [char for char in part if char.isalnum()]

    assert [char for sentence in split(text) for char in words(sentence)] == words(text)


@pytest.mark.parametrize("end", [*".!?。！？…", "\n"])
def test_a_sentence_ends_at_its_terminator_without_waiting(end: str) -> None:
    splitter = SentenceSplitter()
    assert splitter.push("This is a whole sentence") == []
    assert [sentence.text for sentence in splitter.push(end)] == [("This is a whole sentence" + end).strip()]


@pytest.mark.parametrize(
    ("begun", "rest", "expected"),
    [
        ("It is only $39.", "99 today.", ["It is only $39.99 today."]),
        ("It is only $39.", " Take it!", ["It is only $39.", "Take it!"]),
        ("It holds about 1.", "7 L.", ["It holds about 1.7 L."]),
        ("We like brands, e.g.", " this one.", ["We like brands, e.g. this one."]),
        ("This is model No.", " 5 of all.", ["This is model No. 5 of all."]),
        ("The answer is no.", " That is it.", ["The answer is no.", "That is it."]),
        ("It is made in the U.S.", " and shipped.", ["It is made in the U.S. and shipped."]),
        ("It is made in the U.S.", " Nice work!", ["It is made in the U.S.", "Nice work!"]),
        ("Please ask Dr.", " Smith now.", ["Please ask Dr. Smith now."]),
        ("She said “It is good.", "” Then left.", ["She said “It is good.”", "Then left."]),
        ("It is nice (really.", ") Yes it is.", ["It is nice (really.)", "Yes it is."]),
        ("她说：「真的很好用。", "」大家看看。", ["她说：「真的很好用。」", "大家看看。"]),
    ],
)
def test_a_doubtful_full_stop_waits_for_the_next_character(
    begun: str, rest: str, expected: list[str]
) -> None:
    splitter = SentenceSplitter()
    assert splitter.push(begun) == []
    done = splitter.push(rest) + splitter.finish()
    assert [sentence.text for sentence in done] == expected


def test_short_exclamation_is_joined_with_the_next_sentence() -> None:
    assert split("Hi! I am Mei. 好的！我们来看看这款水壶。") == [
        "Hi! I am Mei.",
        "好的！我们来看看这款水壶。",
    ]


def test_repeated_terminators_end_one_sentence() -> None:
    assert split("That is great!!! Really great...") == ["That is great!", "Really great."]


def test_long_text_is_cut_at_a_comma_and_not_inside_a_number() -> None:
    text = "This goes on and on and on, for it is only 1,299 dollars and never seems to come to an end at all"
    parts = split(text, longest=60)
    assert parts[0] == "This goes on and on and on,"
    assert "1,299" in parts[1]


def test_address_in_one_chunk_stays_whole() -> None:
    assert split("Please visit shop.example.com now. Thanks a lot!") == [
        "Please visit shop.example.com now.",
        "Thanks a lot!",
    ]


def test_half_an_address_is_not_spoken_when_the_stream_breaks_inside_it() -> None:
    assert split("Please visit example", ".", "com", " for more of it.") == [
        "Please visit example.",
        "for more of it.",
    ]


def test_endless_spaces_after_an_abbreviation_are_not_kept() -> None:
    splitter = SentenceSplitter()
    splitter.push("This is made in the U.S.")
    splitter.push(" " * 10_000)
    assert len(splitter._text) < 40


def test_offsets_say_where_each_sentence_ends() -> None:
    splitter = SentenceSplitter()
    first, second = splitter.push("It is red now. It is blue now.")
    assert (first.end, second.end) == (14, 30)
    assert splitter.offset == 30
