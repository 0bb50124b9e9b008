from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.script import Piece, TagParser

KNOWN = ("happy", "sad", "point_card")
FRAGMENTS = st.sampled_from(
    [
        "[happy]", "[ Sad ]", "[dance]", "[1.7 L]", "[", "]", "[[happy]]", "[point_card", "*", "**", "__",
        "~", "`", "```", "``", "<think>", "</think>", "<b>", "</b>", "<", ">", "#", "## ", "- ", "-", "1. ",
        "12) ", "\n", " ", "a", "Hi there", "3", "3*4", "你好", "【热】", "😀", "\u200b", "|",
        "\\", "$39.99", "a_b",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=14).map("".join))


def run(chunks: list[str]) -> tuple[list[Piece], dict[str, int]]:
    """Parse, with neighbouring texts joined: where text is cut is no promise."""
    parser = TagParser(KNOWN)
    pieces = [piece for chunk in chunks for piece in parser.push(chunk)] + parser.finish()
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind == "text":
            joined[-1] = Piece("text", joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined, dict(parser.dropped)


def spoken(text: str) -> str:
    return "".join(piece.text for piece in run([text])[0] if piece.kind == "text")


@given(TEXTS, st.lists(st.integers(0, 60), max_size=12))
@example("<think>a</think>b", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
@example("12. one", [1, 2, 3])
def test_any_chunking_gives_the_same_result(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(edges)]
    assert run(chunks) == run([text])
    assert run(list(text)) == run([text])


@given(TEXTS)
def test_known_tags_never_reach_the_text(text: str) -> None:
    parser = TagParser(KNOWN)
    for piece in parser.push(text) + parser.finish():
        assert piece.text
        if piece.kind == "tag":
            assert piece.text in KNOWN


@given(st.text(max_size=300))
def test_what_is_held_back_is_bounded(text: str) -> None:
    parser = TagParser(KNOWN)
    for char in text:
        parser.push(char)
        assert len(parser._held) <= 68


def test_known_tags_are_collected_where_they_stand() -> None:
    pieces, dropped = run(["[happy]Hello [POINT_CARD] there."])
    assert pieces == [
        Piece("tag", "happy"),
        Piece("text", "Hello "),
        Piece("tag", "point_card"),
        Piece("text", " there."),
    ]
    assert not dropped


def test_unknown_tag_is_dropped_and_counted_and_never_spoken() -> None:
    pieces, dropped = run(["[dance]Hi [ Dance ]you"])
    assert pieces == [Piece("text", "Hi you")]
    assert dropped == {"dance": 2}


def test_distinct_unknown_tags_are_counted_up_to_a_limit() -> None:
    names = [a + b for a in "abcdefgh" for b in "abcdefgh"]
    _, dropped = run(["".join(f"[{name}]" for name in names)])
    assert len(dropped) == 33
    assert sum(dropped.values()) == len(names)


@pytest.mark.parametrize(
    "text", ["[1.7 L]", "[see below]", "[", "[happy", "[]", "[ ]", "[a-b]", "[" + "a" * 25 + "]", "a [b c] d"]
)
def test_a_bracket_that_is_no_tag_is_text(text: str) -> None:
    assert run([text]) == ([Piece("text", text)], {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**Great** _value_ ~~here~~", "Great value here"),
        ("3*4 and 10~20", "3×4 and 10~20"),
        ("snake_case", "snake case"),
        ("# Title\n- one\n* two\n2. three", " Title\n one\n two\n three"),
        ("12. It is.", "12. It is."),
        ("$39. Wow #1 - yes", "$39. Wow #1 - yes"),
        ("`code` stays", "code stays"),
        ("before ```py\nx = 1\n``` after", "before  after"),
        ("before ```never closed", "before "),
        ("<think>secret [sad]</think>Hello", "Hello"),
        ("<THINK>secret", ""),
        ("</think>Hello <b>bold</b>, a < b", "Hello bold, a < b"),
        ("nice 😀✨ day\u200b", "nice  day"),
        ("a | b", "a   b"),
    ],
)
def test_junk_of_models_is_not_spoken(text: str, said: str) -> None:
    assert spoken(text) == said


def test_tags_inside_a_thought_are_not_collected() -> None:
    pieces, _ = run(["<think>[sad]</think>[happy]x"])
    assert pieces == [Piece("tag", "happy"), Piece("text", "x")]
