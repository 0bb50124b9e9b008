from __future__ import annotations

from agent.lanes.phrasing import Phrasing
from agent.variety import Variety
from persona.loader import load_persona
from persona.phrases import TAG

MEI = load_persona("mei")
VALUES = {"product": "the Lumen kettle", "price": "$39"}
POLICY = "We ship to Spain. It takes 3 days."


def spoken(text: str) -> str:
    return TAG.sub("", text).strip()


def test_brief_wordings_are_shorter_than_those_in_turn() -> None:
    in_turn, brief = Phrasing(MEI), Phrasing(MEI)
    brief.brief = True
    usual = [len(spoken(in_turn.say("price", "en", **VALUES))) for _ in range(8)]
    short = [len(spoken(brief.say("price", "en", **VALUES))) for _ in range(8)]
    assert max(short) <= sum(usual) / len(usual)


def test_brief_wordings_are_never_those_said_lately_while_others_are_left() -> None:
    memory = Variety(MEI, now=lambda: 0.0)
    phrasing = Phrasing(MEI, memory)
    phrasing.brief = True
    said = []
    for _ in range(12):
        said.append(spoken(phrasing.say("price", "en", **VALUES)))
        memory.spoken(said[-1])
    assert len(set(said)) == len(said)


def test_words_of_the_shop_are_led_in_once_and_told_alone_where_it_is_brief_or_again() -> None:
    memory = Variety(MEI, now=lambda: 0.0)
    phrasing = Phrasing(MEI, memory)
    first = {spoken(phrasing.tell(POLICY, "en")) for _ in range(6)}
    assert any(text != POLICY and text.endswith(POLICY) for text in first)
    memory.spoken(POLICY)
    assert {phrasing.tell(POLICY, "en") for _ in range(6)} == {POLICY}
    other = Phrasing(MEI)
    other.brief = True
    assert {other.tell("A [happy] word.", "en") for _ in range(3)} == {"A (happy) word."}
