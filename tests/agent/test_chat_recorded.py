import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.chat import recorded_bilibili, recorded_twitch, recorded_youtube
from agent.chat.base import ChatError
from agent.chat.recorded import MAX_NAME, MAX_TEXT, recorded
from agent.chat.replay import ReplayChat
from agent.events import ChatMessage
from knowledge.model import Money

IRC = (
    "@badge-info=;badges=;display-name=Nora;id=a-1;tmi-sent-ts=1700000000000 :nora!nora@nora.tmi.twitch.tv"
    " PRIVMSG #shop :how much is it?"
)


def irc(tags: str, rest: str) -> ChatMessage | None:
    return recorded_twitch.parse(f"@{tags} {rest}")


def test_a_twitch_comment() -> None:
    assert recorded_twitch.parse(IRC) == ChatMessage(
        "a-1", "twitch", "Nora", "how much is it?", 1_700_000_000.0
    )


def test_bits_and_hype_chat_are_paid_messages() -> None:
    said = ":nora!nora@x PRIVMSG #shop :Cheer100 where do I buy it?"
    bits = irc("bits=100;id=b", said)
    assert bits is not None
    assert (bits.kind, bits.paid) == ("superchat", Money(100, "USD"))
    hype = irc(
        "id=c;pinned-chat-paid-amount=14000;pinned-chat-paid-currency=JPY;pinned-chat-paid-exponent=2", said
    )
    assert hype is not None
    assert hype.paid == Money(140, "JPY")
    broken = irc("id=d;pinned-chat-paid-amount=5-00;pinned-chat-paid-currency=usd", said)
    assert broken is not None
    assert (broken.kind, broken.paid) == ("superchat", None)


@pytest.mark.parametrize(
    ("tags", "said", "kind", "count"),
    [
        ("msg-id=sub", "", "gift", 1),
        ("msg-id=resub", " :can I still get the kettle?", "superchat", 1),
        ("msg-id=submysterygift;msg-param-mass-gift-count=20", "", "gift", 20),
        ("msg-id=sharedchatnotice;source-msg-id=subgift", "", "gift", 1),
        ("msg-id=raid;msg-param-viewerCount=120", "", "join", 120),
        ("msg-id=announcement", " :new one is here", "comment", 1),
    ],
)
def test_subscriptions_raids_and_announcements(tags: str, said: str, kind: str, count: int) -> None:
    message = irc(f"{tags};login=nora;display-name=Nora;id=e", f":tmi.twitch.tv USERNOTICE #shop{said}")
    assert message is not None
    assert (message.kind, message.count, message.author) == (kind, count, "Nora")


@pytest.mark.parametrize(
    "line",
    [
        "@target-msg-id=a :tmi.twitch.tv CLEARMSG #shop :gone", ":tmi.twitch.tv CLEARCHAT #shop :nora",
        "PING :x", "@msg-id=emote_only_on :tmi.twitch.tv NOTICE #shop :This", ":nora!nora@x JOIN #shop",
        "", "\x00", ":", "@",
    ],
)  # fmt: skip
def test_deletions_and_notices_are_no_messages(line: str) -> None:
    assert recorded_twitch.parse(line) is None


def test_tags_are_unescaped_and_names_and_actions_cleaned() -> None:
    message = irc("display-name=No\\sra\\s;id=f", ":nora!n@x PRIVMSG #shop :\x01ACTION waves\u202e at it\x01")
    assert message is not None
    assert (message.author, message.text) == ("No ra", "waves at it")


def test_equal_lines_without_ids_are_different_messages() -> None:
    line = ":nora!nora@x PRIVMSG #shop :hi"
    first, second = recorded_twitch.messages([line, line])
    assert first.id != second.id


def chat_item(renderer: str, **fields: Any) -> dict[str, Any]:
    base = {"id": "y1", "timestampUsec": "1700000000000000", "authorName": {"simpleText": "Nora"}}
    return {"addChatItemAction": {"item": {renderer: {**base, **fields}}}}


def youtube(*actions: dict[str, Any]) -> list[ChatMessage]:
    document = {"continuationContents": {"liveChatContinuation": {"actions": list(actions)}}}
    return list(recorded_youtube.messages(document))


def test_a_youtube_comment_with_emoji() -> None:
    runs = [
        {"text": "how much "},
        {"emoji": {"emojiId": "🔥"}},
        {"emoji": {"isCustomEmoji": True, "emojiId": "UC/x", "shortcuts": [":wave:"]}},
    ]
    [message] = youtube(chat_item("liveChatTextMessageRenderer", message={"runs": runs}))
    assert (message.text, message.author, message.at) == ("how much 🔥 :wave:", "Nora", 1_700_000_000.0)


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("$5.00", Money(500, "USD")), ("￥800", Money(800, "JPY")), ("CN¥30.00", Money(3000, "CNY")),
        ("€2.00", Money(200, "EUR")), ("CA$10.00", Money(1000, "CAD")), ("₩5,000", Money(5000, "KRW")),
        ("Ξ5", None),
    ],
)  # fmt: skip
def test_a_super_chat_is_worth_what_it_says(text: str, paid: Money | None) -> None:
    [message] = youtube(
        chat_item(
            "liveChatPaidMessageRenderer",
            purchaseAmountText={"simpleText": text},
            message={"runs": [{"text": "link please"}]},
        )
    )
    assert (message.kind, message.paid, message.text) == ("superchat", paid, "link please")


def test_stickers_and_memberships_are_gifts_and_what_youtube_says_is_none() -> None:
    header = {
        "liveChatSponsorshipsHeaderRenderer": {
            "authorName": {"simpleText": "Ben"},
            "primaryText": {"runs": [{"text": "Sent 5 gift memberships"}]},
        }
    }
    gift = chat_item("liveChatSponsorshipsGiftPurchaseAnnouncementRenderer", header=header)
    del gift["addChatItemAction"]["item"]["liveChatSponsorshipsGiftPurchaseAnnouncementRenderer"][
        "authorName"
    ]
    messages = youtube(
        chat_item("liveChatPaidStickerRenderer", purchaseAmountText={"simpleText": "$9.99"}),
        chat_item("liveChatMembershipItemRenderer", headerSubtext={"runs": [{"text": "New member"}]}),
        chat_item("liveChatViewerEngagementMessageRenderer", message={"runs": [{"text": "Be nice"}]}),
        {"addLiveChatTickerItemAction": {"item": {"liveChatTickerPaidMessageItemRenderer": {"id": "y1"}}}},
        gift,
    )
    assert [(one.kind, one.count, one.author) for one in messages] == [
        ("gift", 1, "Nora"), ("gift", 1, "Nora"), ("gift", 5, "Ben")
    ]  # fmt: skip
    assert messages[0].paid == Money(999, "USD")


def test_the_data_api_says_the_same() -> None:
    item = {
        "id": "z", "snippet": {
            "type": "superChatEvent", "publishedAt": "2023-11-14T22:13:20.000Z",
            "superChatDetails": {"amountMicros": "200000000", "currency": "JPY", "userComment": "how much?"},
        }, "authorDetails": {"displayName": "Nora"},
    }  # fmt: skip
    [message] = recorded_youtube.messages({"items": [item]})
    assert (message.text, message.paid, message.at) == ("how much?", Money(200, "JPY"), 1_700_000_000.0)


DANMAKU = """<?xml version="1.0" encoding="UTF-8"?><i><chatid>1</chatid>
<d p="9.5,1,25,16777215,1626077354,0,5bd04b14,51870527,10" user="小明">多少钱</d>
<d p="1.5,1,25,16777215,1626077354,0,5bd04b14,51870528,10">前排</d>
<sc ts="3.2" user="阿花" price="30" time="60">有红色的吗</sc>
<gift ts="4" user="阿强" giftname="x" giftcount="3" /><d p="broken">x</d><d p="2">  </d></i>"""


def test_danmaku_with_gifts_and_paid_messages_in_order_of_time() -> None:
    messages = list(recorded_bilibili.messages(DANMAKU.encode()))
    assert [(one.at, one.kind, one.author, one.text, one.count) for one in messages] == [
        (1.5, "comment", "5bd04b14", "前排", 1),
        (3.2, "superchat", "阿花", "有红色的吗", 1),
        (4.0, "gift", "阿强", "", 3),
        (9.5, "comment", "小明", "多少钱", 1),
    ]
    assert messages[1].paid == Money(3000, "CNY")


@pytest.mark.parametrize(
    "document",
    [
        b"<i><d",
        b"",
        b'<!DOCTYPE i [<!ENTITY a "b">]><i>&a;</i>',
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no"?><i/>',
    ],
)
def test_xml_that_is_none_is_one_clear_line(document: bytes) -> None:
    with pytest.raises(ChatError) as error:
        list(recorded_bilibili.messages(document))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("irc.log", IRC + "\r\n" + "PING :x\n", ["how much is it?"]),
        ("recent.json", json.dumps({"messages": [IRC, 3]}), ["how much is it?"]),
        ("one.json", json.dumps({"input": IRC, "output": []}), ["how much is it?"]),
        (
            "yt.json",
            json.dumps([chat_item("liveChatTextMessageRenderer", message={"simpleText": "hi"})]),
            ["hi"],
        ),
        ("dm.xml", DANMAKU, ["前排", "有红色的吗", "", "多少钱"]),
        ("own.jsonl", '{"t": 0, "text": "one"}\n{"t": 0, "text": "two"}\n', ["one", "two"]),
        ("own1.jsonl", '{"t": 0, "text": "one"}\n', ["one"]),
        ("empty.json", '{"responseContext": {}}', []),
    ],
)
async def test_replay_plays_what_platforms_send(
    tmp_path: Path, name: str, content: str, texts: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    source = ReplayChat(ReplayChat.Config(file=path, pace=10_000), now=lambda: 5.0)
    messages = [message async for message in source.messages()]
    assert [message.text for message in messages] == texts
    assert all(message.at == 5.0 for message in messages)


def test_time_counts_from_the_first_message(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    later = IRC.replace("1700000000000", "1700000012500").replace("id=a-1", "id=a-2")
    path.write_text(json.dumps({"messages": [IRC, later]}))
    found = recorded(path)
    assert found is not None
    assert [item.t for item in found] == [0.0, 12.5]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "addChatItemAction", "item", "liveChatTextMessageRenderer", "liveChatPaidMessageRenderer",
            "message", "runs", "text", "emoji", "shortcuts", "emojiId", "isCustomEmoji", "simpleText",
            "authorName", "id", "timestampUsec", "purchaseAmountText", "snippet", "authorDetails", "type",
            "superChatDetails", "amountMicros", "currency", "publishedAt", "header",
            "liveChatSponsorshipsGiftPurchaseAnnouncementRenderer", "displayName", "x",
        ]), inner, max_size=5,
    ),
    max_leaves=30,
)  # fmt: skip


def sound(messages: Callable[[], Iterator[ChatMessage]]) -> None:
    for message in messages():
        assert len(message.text) <= MAX_TEXT
        assert 0 < len(message.author) <= MAX_NAME
        assert message.id
        assert message.count >= 1
        assert message.paid is None or message.paid.minor >= 0
        assert 0 <= message.at < float("inf")
        assert "\n" not in message.text


@given(JSON)
def test_any_json_is_messages_or_nothing(document: object) -> None:
    sound(lambda: recorded_youtube.messages(document))
    lines = recorded_twitch.lines_in(document)
    if lines is not None:
        sound(lambda: recorded_twitch.messages(lines))


KEYS = st.sampled_from(
    ["id", "display-name", "bits", "tmi-sent-ts", "msg-id", "login", "msg-param-viewerCount", "x",
     "pinned-chat-paid-amount", "pinned-chat-paid-currency", "pinned-chat-paid-exponent"]
)  # fmt: skip


@given(
    st.dictionaries(KEYS, st.text(max_size=20) | st.integers().map(str), max_size=6),
    st.sampled_from(["PRIVMSG", "USERNOTICE", "CLEARCHAT", "001"]),
    st.text(max_size=60),
)
def test_any_tags_and_words_are_a_message_or_none(tags: dict[str, str], command: str, text: str) -> None:
    joined = ";".join(f"{key}={value}" for key, value in tags.items())
    sound(lambda: recorded_twitch.messages([f"@{joined} :a!b@c {command} #x :{text}", text]))


@given(st.binary(max_size=300))
def test_any_bytes_are_messages_or_one_clear_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("chat") / "x"
    path.write_bytes(content)
    try:
        found = recorded(path)
        if found is not None:
            sound(lambda: (item.message for item in found))
    except ChatError as error:
        assert "\n" not in str(error)  # noqa: PT017


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=10))
def test_any_danmaku_is_messages_or_one_clear_line(text: str, place: str, price: str) -> None:
    from xml.sax.saxutils import escape, quoteattr

    said = escape(text)
    document = f"<i><d p={quoteattr(place)}>{said}</d><sc ts='1' price={quoteattr(price)}>{said}</sc></i>"
    try:
        sound(lambda: recorded_bilibili.messages(document.encode("utf-8", "surrogatepass")))
    except ChatError as error:
        assert "\n" not in str(error)  # noqa: PT017
