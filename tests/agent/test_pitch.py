from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from agent.events import Line
from agent.guard.guard import Guard
from agent.guard.numbers import read
from agent.pitch import PitchComposer
from agent.sentences import SentenceSplitter
from knowledge.model import Fact, Money, Product, Quantity, Text
from persona.loader import load_persona

TAG = re.compile(r"\[[a-z_]+\]\s*")
POINTS = (
    ("With 1500 watts it boils in 7 minutes", "1500瓦，7分钟烧开"),
    ("The spout never drips", "壶嘴不滴水"),
    ("The base stays cool", "底座不烫"),
    ("The handle fits gloved hands", "戴手套也好拿"),
)
KETTLE = Product(
    "kettle",
    {"en": "Lumen kettle", "zh": "微光水壶"},
    facts=(
        Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD")),
        Fact("kettle/list_price", "list_price", "kettle", "list_price", Money(4900, "USD")),
        Fact("kettle/stock", "stock", "kettle", "stock", 12),
        Fact(
            "kettle/weight",
            "attribute",
            "kettle",
            "weight",
            Quantity(1.1, "kg"),
            {"en": "weight", "zh": "重量"},
        ),
        Fact(
            "kettle/capacity",
            "attribute",
            "kettle",
            "capacity",
            Quantity(1.7, "L"),
            {"en": "capacity", "zh": "容量"},
        ),
        Fact("kettle/safe", "attribute", "kettle", "safe", True, {"en": "auto-off", "zh": "自动断电"}),
        *(
            Fact(f"kettle/p{number}", "point", "kettle", f"p{number}", en, text={"en": en, "zh": zh})
            for number, (en, zh) in enumerate(POINTS)
        ),
    ),
)


class OneProduct:
    def __init__(self, product: Product) -> None:
        self._product = product

    @property
    def title(self) -> Text:
        return {"en": "Nestmoor", "zh": "栖陌"}

    def product(self, product_id: str) -> Product | None:
        return self._product if product_id == self._product.id else None


def composer(persona: str = "mei", product: Product = KETTLE) -> PitchComposer:
    return PitchComposer(OneProduct(product), load_persona(persona))


def without(*names: str) -> Product:
    return replace(KETTLE, facts=tuple(fact for fact in KETTLE.facts if fact.name not in names))


def test_pitch_goes_from_hook_to_invitation() -> None:
    reasons = [beat.reason for beat in composer().pitch("kettle", "en", 0)]
    assert reasons == ["pitch_hook", *["pitch_point"] * 3, "pitch_proof", "pitch_price_was", "pitch_call"]


@pytest.mark.parametrize("persona", ["mei", "kai"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_successive_loops_share_no_beat(persona: str, language: str) -> None:
    writer = composer(persona)
    loops = [[beat.text for beat in writer.pitch("kettle", language, loop)] for loop in range(3)]
    for one, following in pairwise(loops):
        assert not set(one) & set(following)
    assert loops[0] == [beat.text for beat in writer.pitch("kettle", language, 0)]


@pytest.mark.parametrize("persona", ["mei", "kai"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_guard_passes_every_sentence_and_every_beat_is_short(persona: str, language: str) -> None:
    guard = Guard()
    for loop in range(5):
        for beat in composer(persona).pitch("kettle", language, loop):
            splitter = SentenceSplitter()
            sentences = [*splitter.push(TAG.sub("", beat.text)), *splitter.finish()]
            assert 1 <= len(sentences) <= 3
            for sentence in sentences:
                verdict = guard.check(Line("t.0", "t", 0, sentence.text, language), beat.facts)
                assert verdict.decision == "pass", (sentence.text, verdict)


def test_both_prices_are_said_and_no_saving_is_reckoned() -> None:
    beat = next(beat for beat in composer().pitch("kettle", "en", 0) if beat.reason == "pitch_price_was")
    assert {fact.id for fact in beat.facts} == {"kettle/price", "kettle/list_price"}
    assert sorted(number.value for number in read(TAG.sub("", beat.text))) == [39, 49]


def test_list_price_that_is_not_higher_is_left_out() -> None:
    lower = Fact("kettle/list_price", "list_price", "kettle", "list_price", Money(3900, "USD"))
    same = replace(KETTLE, facts=(*without("list_price").facts, lower))
    reasons = [beat.reason for beat in composer(product=same).pitch("kettle", "en", 0)]
    assert "pitch_price" in reasons
    assert "pitch_price_was" not in reasons


def test_sold_out_product_ends_honestly() -> None:
    gone = Fact("kettle/stock", "stock", "kettle", "stock", 0)
    sold_out = replace(KETTLE, facts=(*without("stock").facts, gone))
    last = composer(product=sold_out).pitch("kettle", "en", 0)[-1]
    assert last.reason == "pitch_sold_out"
    assert last.facts == (gone,)


def test_old_price_is_left_out_of_a_pitch() -> None:
    old = replace(KETTLE.facts[0], fresh_until=100.0)
    product = replace(KETTLE, facts=(old, *without("price").facts))
    writer = PitchComposer(OneProduct(product), load_persona("mei"), now=lambda: 200.0)
    assert not any(beat.reason.startswith("pitch_price") for beat in writer.pitch("kettle", "en", 0))


def test_bare_product_still_has_a_pitch() -> None:
    bare = replace(KETTLE, facts=())
    assert [beat.reason for beat in composer(product=bare).pitch("kettle", "zh", 7)] == [
        "pitch_hook",
        "pitch_call",
    ]


def test_every_point_has_its_turn() -> None:
    told = {
        fact.id for loop in range(4) for beat in composer().pitch("kettle", "en", loop) for fact in beat.facts
    }
    assert {f"kettle/p{number}" for number in range(len(POINTS))} <= told
    assert {"kettle/capacity", "kettle/weight"} <= told


def test_unknown_product_is_not_pitched() -> None:
    assert composer().pitch("toaster", "en", 0) == []
    assert composer().bridge("toaster", "en", 0).reason == "idle"


def test_language_the_persona_lacks_falls_back() -> None:
    assert composer().pitch("kettle", "fr", 0) == composer().pitch("kettle", "en", 0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_between_answers_take_turns(language: str) -> None:
    writer = composer("kai")
    for wordings in (
        [writer.bridge("kettle", language, turn).text for turn in range(3)],
        [writer.idle(language, turn).text for turn in range(3)],
        [writer.disclosure(language, turn).text for turn in range(3)],
    ):
        assert len(set(wordings)) == 3
    assert KETTLE.name[language] in writer.bridge("kettle", language, 0).text
    assert OneProduct(KETTLE).title[language] in writer.opening(language).text


@pytest.mark.parametrize("persona", ["mei", "kai"])
def test_opening_and_disclosure_say_ai(persona: str) -> None:
    for language in ("en", "zh"):
        assert "AI" in composer(persona).opening(language).text
        for turn in range(5):
            assert "AI" in composer(persona).disclosure(language, turn).text


def test_nothing_out_of_date_is_pitched() -> None:
    old = replace(KETTLE, facts=tuple(replace(fact, fresh_until=1.0) for fact in KETTLE.facts))
    beats = composer(product=old).pitch("kettle", "en", 0)
    assert [beat.reason for beat in beats] == ["pitch_hook", "pitch_call"]
    assert not any(beat.facts for beat in beats)
