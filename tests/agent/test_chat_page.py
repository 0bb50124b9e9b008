"""The page as a chat source."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.chat.base import ChatSource
from agent.chat.page import MAX_AUTHOR, MAX_TEXT, PageChat, Refusal, clean
from agent.events import ChatMessage


def taken(chat: PageChat, text: str, author: str = "Ada") -> ChatMessage:
    message = chat.submit(author, text)
    assert isinstance(message, ChatMessage)
    return message


async def test_what_is_submitted_comes_out_in_order() -> None:
    source: ChatSource
    chat = source = PageChat(clock=lambda: 12.5)
    sent = [taken(chat, "How much is it?"), taken(chat, "这个多少钱？", "小王")]
    await chat.close()
    got = [message async for message in source.messages()]
    assert got == sent
    assert [(m.platform, m.kind, m.at, m.language) for m in got] == [
        ("page", "comment", 12.5, "en"),
        ("page", "comment", 12.5, "zh"),
    ]
    assert got[0].id != got[1].id


async def test_waiting_room_is_woken_by_a_comment() -> None:
    chat = PageChat()
    messages = chat.messages()
    first = asyncio.ensure_future(anext(messages))
    await asyncio.sleep(0)
    assert not first.done()
    sent = taken(chat, "hello")
    assert await first == sent


async def test_full_queue_refuses_until_the_room_catches_up() -> None:
    chat = PageChat(max_waiting=2)
    taken(chat, "one")
    taken(chat, "two")
    refusal = chat.submit("Ada", "three")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "busy"
    await anext(chat.messages())
    taken(chat, "three")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t ", "empty"), ("\u202e\u200b\x00", "empty"), ("x" * (MAX_TEXT + 1), "long")],
)
def test_unreadable_comments_are_refused_with_a_reason(text: str, code: str) -> None:
    refusal = PageChat().submit("Ada", text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.reason.endswith((".", "most."))


async def test_closed_source_takes_nothing_more() -> None:
    chat = PageChat()
    await chat.close()
    await chat.close()
    refusal = chat.submit("Ada", "too late")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "closed"


def test_name_is_cut_and_never_empty() -> None:
    chat = PageChat()
    assert len(taken(chat, "hi", "n" * 100).author) == MAX_AUTHOR
    assert taken(chat, "hi", "\u200b").author == "Guest"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\r\nb\tc", "a b c"),
        ("pay \u202e$1\u202c", "pay $1"),
        ("\ud800broken", "broken"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("a \u200b b", "a b"),
    ],
)
def test_invisible_characters_go_and_the_rest_stays(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(st.text(alphabet=st.characters(), max_size=400))
def test_cleaned_text_is_one_visible_line_and_stays_as_it_is(raw: str) -> None:
    shown = clean(raw)
    assert clean(shown) == shown
    shown.encode()
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp"} for c in shown)
    assert "  " not in shown
    assert shown == shown.strip()
