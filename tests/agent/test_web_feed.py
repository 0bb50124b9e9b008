"""What pages are told besides the picture."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.events import ChatMessage, Line, Question, Turn
from agent.web.feed import (
    MAX_WAITING,
    RECENT_CHAT,
    Feed,
    Listener,
    chat_event,
    product_event,
    saying_event,
    silence_event,
    status_event,
)
from agent.web.hub import RoomFullError
from avatar.media import Card

QUESTION = Question("q1", "Is it waterproof?", "Ada", "en", ("Ada", "Bo"), ("m1", "m2"), 0.0, 60.0)
LINE = Line("t1.0", "t1", 0, "It is, down to ten metres.", "en")


def comment(text: str) -> ChatMessage:
    return ChatMessage(id=text, platform="twitch", author="Ada", text=text, at=1.5)


async def heard(listener: Listener) -> list[dict[str, Any]]:
    return [json.loads(await anext(listener)) for _ in range(len(listener))]


def test_answer_names_the_question_and_its_comments() -> None:
    event = saying_event(LINE, Turn("t1", "answer", "en", QUESTION))
    assert event["text"] == "It is, down to ten metres."
    assert event["asked"] == {"author": "Ada", "text": "Is it waterproof?", "messages": ["m1", "m2"]}


def test_pitch_answers_nobody() -> None:
    assert saying_event(LINE, Turn("t1", "pitch", "en"))["asked"] is None


async def test_newcomer_is_shown_recent_chat_and_the_latest_of_the_rest() -> None:
    feed = Feed()
    for number in range(RECENT_CHAT + 5):
        feed.broadcast(chat_event(comment(str(number))))
    feed.broadcast(product_event(Card("a", "Lamp", "$1")))
    feed.broadcast(product_event(Card("b", "Kettle", "$2"), "/picture/k.png"))
    feed.broadcast(status_event("live"))
    feed.broadcast(silence_event())
    with feed.subscribe() as listener:
        (recent,) = await heard(listener)
    assert recent["type"] == "recent"
    kinds = [event["type"] for event in recent["events"]]
    assert kinds == ["chat"] * RECENT_CHAT + ["product", "status", "saying"]
    assert recent["events"][0]["text"] == "5"
    assert recent["events"][RECENT_CHAT]["product"] == {
        "id": "b", "name": "Kettle", "price": "$2", "was": "", "note": "", "picture": "/picture/k.png",
    }  # fmt: skip


async def test_product_can_be_taken_off_stage() -> None:
    feed = Feed()
    with feed.subscribe() as listener:
        await heard(listener)
        feed.broadcast(product_event(None))
        assert await heard(listener) == [{"type": "product", "product": None}]


async def test_listener_who_does_not_read_loses_the_oldest() -> None:
    feed = Feed()
    with feed.subscribe() as asleep, feed.subscribe() as awake:
        texts = [str(number) for number in range(3 * MAX_WAITING)]
        seen: list[dict[str, Any]] = []
        for text in texts:
            feed.broadcast(chat_event(comment(text)))
            seen += await heard(awake)
        assert [event["text"] for event in seen[1:]] == texts
        assert [event["text"] for event in await heard(asleep)] == texts[-MAX_WAITING:]


async def test_full_feed_refuses() -> None:
    feed = Feed(max_listeners=1)
    with feed.subscribe(), pytest.raises(RoomFullError), feed.subscribe():
        pass


async def test_closing_ends_listening() -> None:
    feed = Feed()
    with feed.subscribe() as listener:
        feed.close()
        assert [text async for text in listener] == []
    with feed.subscribe() as late:
        assert [text async for text in late] == []


def test_a_sentence_that_promises_a_link_carries_it() -> None:
    turn = Turn("t1", "answer", "en", QUESTION)
    assert saying_event(LINE, turn, "https://shop.example/c")["link"] == "https://shop.example/c"
    assert saying_event(LINE, turn)["link"] == silence_event()["link"] == ""
