"""Sets of conversations: what is in the finished one, and how a broken one is refused."""

import re
from pathlib import Path

import pytest
import yaml

from evals.conversations.loading import built_in, load, write
from evals.conversations.schema import Conversation, message_id
from persona.loader import load_persona
from persona.yamlfile import DocumentError

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"
HEADINGS = {
    "price", "attribute", "comparison", "stock-out", "false-premise", "price-change", "unknown-product",
    "after-sales", "shipping", "bargaining", "baiting", "injection-chat", "injection-product",
    "injection-tool", "medical", "off-topic", "code-switching", "flood", "silence", "returning",
    "takeover", "outage",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> tuple[Conversation, ...]:
    return load("demo")


def test_the_finished_set_has_every_heading_in_both_languages(demo: tuple[Conversation, ...]) -> None:
    assert len(demo) >= 200
    for language in ("en", "zh"):
        assert {one.heading for one in demo if one.language == language} == HEADINGS
    assert len(load("demo-en")) + len(load("demo-zh")) == len(demo)


def test_no_two_questions_of_the_set_are_the_same_but_where_they_must_be(
    demo: tuple[Conversation, ...],
) -> None:
    texts = [message.text for one in demo for message in one.chat if message.expect and message.text]
    assert len(set(texts)) >= 0.97 * len(texts)


def test_every_fact_that_is_expected_is_one_of_the_demo_shop(demo: tuple[Conversation, ...]) -> None:
    shop = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    known = {f"shop/{name}" for name in shop["policies"]}
    known |= {f"{answer.get('product', 'shop')}/{answer['id']}" for answer in shop["faq"]}
    for product in shop["products"]:
        own = {"price", "stock", *product["attributes"], *(["list_price"] if "list_price" in product else [])}
        known |= {f"{product['id']}/{name}" for name in own}
    wanted = {id for one in demo for message in one.chat if message.expect for id in message.expect.facts}
    assert [
        id for id in wanted if not any(re.fullmatch(id.replace("*", ".*"), other) for other in known)
    ] == []
    ids = {product["id"] for product in shop["products"]}
    assert {product for one in demo for product in one.products} <= ids


def test_every_mood_that_is_expected_is_one_of_the_persona(demo: tuple[Conversation, ...]) -> None:
    for one in demo:
        moods = set(load_persona(one.persona).moods)
        assert {mood for message in one.chat if message.expect for mood in message.expect.mood} <= moods, (
            one.id
        )


def test_a_burst_is_many_messages_of_many_viewers() -> None:
    flood = Conversation.model_validate(
        {
            "id": "f", "heading": "flood",
            "chat": [
                {"t": 1, "by": "fan", "text": "hi", "times": 3, "over_s": 3},
                {"t": 2.5, "by": "Al", "text": "?"},
            ],
        }
    )  # fmt: skip
    assert [(id, one.t, one.by) for id, one in flood.messages()] == [
        ("m0", 1.0, "fan"),
        ("m0.1", 2.0, "fan1"),
        ("m1", 2.5, "Al"),
        ("m0.2", 3.0, "fan2"),
    ]
    assert message_id(0, 2) == "m0.2"


def test_what_is_written_is_read_back(demo: tuple[Conversation, ...], tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    assert write(path, demo[:40]) == 40
    assert load(str(path)) == demo[:40]
    assert load(str(tmp_path)) == demo[:40]


BROKEN = {
    "unknown field": ("chat: [{t: 1, by: A, text: hi, expct: {}}]", ":4: conversations[0].chat[0].expct"),
    "no text": ("chat: [{t: 1, by: A}]", "needs its text"),
    "after the end": ("for_s: 5\n    chat: [{t: 9, by: A, text: hi}]", "at or after the end"),
    "out of order": ("chat: [{t: 9, by: A, text: hi}, {t: 2, by: A, text: hi}]", "in the order of t"),
    "two events": (
        "chat: []\n    live: [{t: 1, model: up, stock: {product: a, count: 1}}]", "exactly one of",
    ),
    "facts of an abstention": (
        "chat: [{t: 1, by: A, text: hi, expect: {outcome: abstain, facts: [a/b]}}]", "rests on no facts",
    ),
    "words of a silence": (
        "chat: [{t: 1, by: A, text: hi, expect: {outcome: ignore, say: [a]}}]", "nothing to judge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_file_line_and_field(case: str, tmp_path: Path) -> None:
    fields, fault = BROKEN[case]
    path = tmp_path / "broken.yaml"
    path.write_text(f"name: broken\nconversations:\n  - id: one\n    {fields}\n    heading: price\n")
    with pytest.raises(DocumentError) as error:
        load(str(path))
    assert str(path) in str(error.value)
    assert fault in str(error.value)


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    one = '{"id": "a", "heading": "price", "chat": []}'
    path = tmp_path / "twice.jsonl"
    path.write_text(f"{one}\n{one}\n")
    with pytest.raises(DocumentError, match="two conversations are called a"):
        load(str(path))


@pytest.mark.parametrize("text", ["{", '{"id": "a"}', "[" * 20_000, "\xff"])
def test_a_line_that_is_no_conversation_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DocumentError, match=r"bad\.jsonl:1: "):
        load(str(path))


def test_an_unknown_set_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(DocumentError) as error:
        load("demo-fr")
    assert all(name in str(error.value) for name in built_in())
