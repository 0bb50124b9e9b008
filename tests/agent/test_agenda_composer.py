import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.agenda.announcing import time_words
from agent.agenda.attributes import untold
from agent.agenda.comparing import of_a_kind
from agent.agenda.composer import PitchComposer, Surroundings
from agent.agenda.telling import agreeing, in_language
from agent.events import Line
from agent.guard.guard import Guard
from agent.guard.numbers import read
from agent.sentences import SentenceSplitter
from agent.variety import Variety
from knowledge.model import Fact, Money, Product, Quantity, Text
from persona.loader import load_persona

TAG = re.compile(r"\[[a-z_]+\]\s*")
NAMES = {"Lumen kettle": "kettle", "微光水壶": "kettle", "Ember kettle": "ember", "余烬水壶": "ember"}


def attribute(product: str, name: str, value: object, en: str, zh: str) -> Fact:
    return Fact(f"{product}/{name}", "attribute", product, name, value, {"en": en, "zh": zh})  # type: ignore[arg-type]


def price(product: str, name: str, minor: int) -> Fact:
    return Fact(
        f"{product}/{name}", "price" if name == "price" else "list_price", product, name, Money(minor, "USD")
    )


POINTS = (
    ("With 1500 watts it boils in 7 minutes", "1500瓦，7分钟烧开"),
    ("The spout never drips", "壶嘴不滴水"),
    ("The base stays cool", "底座不烫"),
)
KETTLE = Product(
    "kettle",
    {"en": "Lumen kettle", "zh": "微光水壶"},
    category={"en": "kitchen", "zh": "厨房"},
    facts=(
        price("kettle", "price", 3900),
        price("kettle", "list_price", 4900),
        Fact("kettle/stock", "stock", "kettle", "stock", 120),
        attribute("kettle", "weight", Quantity(1.1, "kg"), "weight", "重量"),
        attribute("kettle", "capacity", Quantity(1.7, "L"), "capacity", "容量"),
        attribute("kettle", "power", Quantity(1500, "W"), "power", "功率"),
        attribute("kettle", "shutoff", True, "automatic shut-off", "自动断电"),
        *(
            Fact(f"kettle/p{number}", "point", "kettle", f"p{number}", en, text={"en": en, "zh": zh})
            for number, (en, zh) in enumerate(POINTS)
        ),
    ),
)
EMBER = Product(
    "ember",
    {"en": "Ember kettle", "zh": "余烬水壶"},
    category={"en": "kitchen", "zh": "厨房"},
    facts=(
        price("ember", "price", 5900),
        attribute("ember", "capacity", Quantity(1.2, "L"), "capacity", "容量"),
        attribute("ember", "power", Quantity(1800, "W"), "power", "功率"),
    ),
)
SHIPPING = Fact(
    "shop/shipping", "policy", "shop", "shipping", "", {"en": "shipping", "zh": "配送"},
    {"en": "We ship on weekdays. Orders from 60 dollars ship free.", "zh": "工作日发货。满60美元包邮。"},
)  # fmt: skip


class Shop:
    def __init__(self, *products: Product) -> None:
        self._products = {one.id: one for one in products or (KETTLE, EMBER)}

    @property
    def title(self) -> Text:
        return {"en": "Nestmoor", "zh": "栖陌"}

    def product(self, product_id: str, /) -> Product | None:
        return self._products.get(product_id)

    def products(self, limit: int | None = None) -> list[Product]:
        return list(self._products.values())[:limit]

    def shop_facts(self) -> tuple[Fact, ...]:
        return (SHIPPING,)


def composer(*products: Product, persona: str = "mei", now: float = 1000.0) -> PitchComposer:
    speaks = load_persona(persona)
    return PitchComposer(
        Shop(*products),
        speaks,
        now=lambda: now,
        memory=Variety(speaks, now=lambda: now),
        zone=ZoneInfo("UTC"),
    )


def without(*names: str) -> Product:
    return replace(KETTLE, facts=tuple(fact for fact in KETTLE.facts if fact.name not in names))


def first(writer: PitchComposer, kind: str, language: str = "en", **around: object) -> str:
    found = next(writer.render(kind, "kettle", language, Surroundings(**around)), None)  # type: ignore[arg-type]
    return TAG.sub("", found.text) if found else ""


@pytest.mark.parametrize("persona", ["mei", "kai"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guard_passes_what_is_composed(persona: str, language: str) -> None:
    writer, guard = composer(persona=persona), Guard(lambda: 1000.0)
    kinds = (
        "hook",
        "pain",
        "proof",
        "property",
        "compare",
        "price",
        "policy",
        "topic",
        "call",
        "engage",
        "time",
    )
    judged = passed = 0
    for _ in range(6):
        for kind in kinds:
            for beat in writer.render(kind, "kettle", language):  # type: ignore[arg-type]
                splitter = SentenceSplitter()
                for sentence in [*splitter.push(TAG.sub("", beat.text)), *splitter.finish()]:
                    ledger = guard.ledger(beat.facts, NAMES)
                    verdict = guard.check(Line("t.0", "t", 0, sentence.text, language), ledger)
                    judged += 1
                    passed += verdict.decision == "pass"
    assert judged > 100
    assert passed / judged > 0.97


def test_both_prices_are_said_and_no_saving_is_reckoned() -> None:
    beat = next(composer().render("price", "kettle", "en"))
    assert {fact.id for fact in beat.facts} == {"kettle/price", "kettle/list_price"}
    assert sorted(number.value for number in read(TAG.sub("", beat.text))) == [39, 49]


def test_a_list_price_that_is_not_higher_is_left_out() -> None:
    same = replace(KETTLE, facts=(*without("list_price").facts, price("kettle", "list_price", 3900)))
    assert "49" not in first(composer(same), "price")
    assert first(composer(same), "price").count("$39") == 1


def test_what_is_out_of_date_is_not_said() -> None:
    old = replace(KETTLE, facts=tuple(replace(fact, fresh_until=1.0) for fact in KETTLE.facts))
    writer = composer(old)
    for kind in ("price", "proof", "property", "pain", "stock", "topic", "price_changed"):
        assert first(writer, kind) == ""
    assert first(writer, "hook")
    assert first(writer, "call")
    assert writer.price("kettle") is None


@pytest.mark.parametrize(("stock", "said"), [(4, True), (5, True), (6, False), (0, False), (True, False)])
def test_stock_is_announced_only_when_it_is_counted_and_low(stock: int | bool, said: bool) -> None:
    few = replace(
        KETTLE, facts=(*without("stock").facts, Fact("kettle/stock", "stock", "kettle", "stock", stock))
    )
    text = first(composer(few), "stock", low_stock=5)
    assert bool(text) is said
    assert str(stock) in text or not said


def test_a_sold_out_product_ends_honestly() -> None:
    gone = Fact("kettle/stock", "stock", "kettle", "stock", 0)
    product = replace(KETTLE, facts=(*without("stock").facts, gone))
    beat = next(composer(product).render("call", "kettle", "en"))
    assert beat.reason in ("pitch_sold_out", "show_sold_out")
    assert beat.facts == (gone,)
    assert composer(product).standing(["kettle", "nothing"]) == {"kettle": 0}


def test_the_fact_told_longest_ago_is_told_next_and_what_was_not_heard_is_told_again() -> None:
    writer = composer()
    told = []
    for _ in range(3):
        beat = next(writer.render("proof", "kettle", "en"))
        told.append(beat.facts[0].id)
    assert sorted(told) == ["kettle/p0", "kettle/p1", "kettle/p2"]
    beat = next(writer.render("proof", "kettle", "en"))
    writer.unheard(beat.text)
    again = next(writer.render("proof", "kettle", "en"))
    assert again.facts == beat.facts


def test_products_are_compared_with_their_kind_only() -> None:
    lamp = replace(
        EMBER, id="lamp", facts=(attribute("lamp", "brightness", Quantity(900, "lm"), "brightness", "亮度"),)
    )
    assert of_a_kind(KETTLE, EMBER)
    assert not of_a_kind(KETTLE, lamp)
    assert not of_a_kind(KETTLE, replace(EMBER, category={"en": "garden"}))
    assert first(composer(KETTLE, lamp), "compare") == ""
    texts = [TAG.sub("", one.text) for one in composer().render("compare", "kettle", "en")]
    assert any("$39" in text and "$59" in text for text in texts)
    assert any("liters" in text or "watts" in text for text in texts)


def test_coupons_are_mentioned_only_as_given_for_this_product_and_while_they_hold() -> None:
    def coupon(subject: str, until: float | None = None) -> Fact:
        words = {"en": f"Code {subject.upper()} works here."}
        return Fact(f"{subject}/coupon", "policy", subject, "coupon", "", text=words, fresh_until=until)

    writer = composer()
    assert first(writer, "coupon") == ""
    assert "Code SHOP works here." in first(writer, "coupon", coupons=(coupon("shop"),))
    assert first(writer, "coupon", coupons=(coupon("lamp"), coupon("kettle", 10.0))) == ""


def test_that_viewers_asked_is_said_only_if_they_did() -> None:
    writer = composer()
    assert first(writer, "asked") == ""
    assert first(writer, "asked", asked={"lamp": 9}) == ""
    assert "Lumen kettle" in first(writer, "asked", asked={"kettle": 2})


def test_terms_are_told_sentence_by_sentence() -> None:
    writer = composer()
    told = [first(writer, "policy") for _ in range(2)]
    assert any("weekdays" in text for text in told)
    assert any("60 dollars" in text for text in told)


def test_a_bare_product_still_has_a_hook_and_a_call() -> None:
    writer = composer(replace(KETTLE, facts=()))
    assert first(writer, "hook")
    assert first(writer, "call")
    assert first(writer, "proof") == ""


def test_of_an_unknown_product_nothing_is_said_but_the_stream_goes_on() -> None:
    writer = composer()
    assert list(writer.render("hook", "toaster", "en")) == []
    assert writer.bridge("toaster", "en").text
    assert next(writer.filling("en")).text


@pytest.mark.parametrize("persona", ["mei", "kai"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_opening_and_disclosure_say_ai(persona: str, language: str) -> None:
    writer = composer(persona=persona)
    assert "AI" in writer.opening(language).text
    assert all("AI" in writer.disclosure(language, turn).text for turn in range(12))


def test_a_language_the_persona_lacks_falls_back() -> None:
    assert "Lumen" in next(composer().render("hook", "kettle", "fr")).text


@pytest.mark.parametrize(
    ("clock", "en", "zh"),
    [
        ("00:07", "12:07 am", "凌晨0点7分"),
        ("09:00", "9:00 am", "上午9点整"),
        ("12:30", "12:30 pm", "中午12点30分"),
        ("20:05", "8:05 pm", "晚上8点5分"),
    ],
)
def test_the_time_is_said_as_people_say_it(clock: str, en: str, zh: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    hour, minute = map(int, clock.split(":"))
    at = datetime(2030, 3, 1, hour, minute, tzinfo=zone).timestamp()
    assert time_words(at, "en", zone) == en
    assert time_words(at, "zh", zone) == zh


@pytest.mark.parametrize(
    ("text", "language", "fits"),
    [("steel", "en", True), ("不锈钢", "en", False), ("不锈钢", "zh", True), ("USB-C", "zh", True),
     ("a long English sentence that nobody says in Chinese", "zh", False)],
)  # fmt: skip
def test_what_can_be_said_in_a_language(text: str, language: str, fits: bool) -> None:
    assert in_language(text, language) is fits


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("The Trail socks is on the card.", "The Trail socks are on the card."),
        ("Next up is the Trail socks.", "Next up are the Trail socks."),
        ("If you're looking, this is the Trail socks.", "If you're looking, these are the Trail socks."),
        ("Here's the Trail socks, on the tag.", "Here are the Trail socks, on the tag."),
        ("The Trail socks has a list price of $20.", "The Trail socks have a list price of $20."),
        ("The list price of the Trail socks is $20.", "The list price of the Trail socks is $20."),
        ("If you like it, the Trail socks is here.", "If you like it, the Trail socks are here."),
        ("The price of the Trail socks: it is $20.", "The price of the Trail socks: it is $20."),
    ],
)
def test_verbs_agree_with_a_product_whose_name_is_a_plural(said: str, spoken: str) -> None:
    socks = Product("socks", {"en": "Trail socks", "zh": "山径袜"})
    assert agreeing(said, (socks,), "en") == spoken


def test_verbs_stay_as_they_are_behind_a_singular_name_and_in_chinese() -> None:
    compass = Product("compass", {"en": "North compass", "zh": "北针"})
    assert agreeing("The North compass is here.", (compass,), "en") == "The North compass is here."
    assert agreeing("北针is", (compass,), "zh") == "北针is"


def test_attributes_that_a_selling_point_tells_anyway_come_last() -> None:
    facts = [fact for fact in KETTLE.facts if fact.kind == "attribute"]
    assert [fact.name for fact in untold(facts, KETTLE, "en")] == ["weight", "capacity", "shutoff", "power"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_viewers_are_invited_to_ask_about_what_was_not_told_just_now(language: str) -> None:
    composer = PitchComposer(Shop(), load_persona("mei"))
    told = next(composer.render("pain", "kettle", language))
    topic = next(composer.render("topic", "kettle", language))
    label = next(fact.label for fact in KETTLE.facts if fact.id == told.facts[0].id)
    assert label is not None
    assert label[language] not in topic.text
