"""Questions as viewers write them, asked of the demo shop while the kettle is on stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from agent.answers.answerer import names
from agent.demo import DEMO_FILE
from agent.events import Line
from agent.guard.guard import Guard
from agent.lanes.base import Ask, Composed
from agent.lanes.fact import FactLane
from agent.sentences import SentenceSplitter
from knowledge.ingest import ingest
from knowledge.shop import Shop
from persona.loader import load_persona

TAG = re.compile(r"\[[a-z_]+\]\s*")
STAGE = "kettle-lumen"
KETTLE = "kettle-lumen/price kettle-lumen/list_price"

ANSWERED = f"""
    what's the damage => {KETTLE}
    asap need price of the kettle 🙏 => {KETTLE}
    yo host just joined, how much is the lunch box? => lunchbox-pebble/price
    i missed it, price of the umbrella again please => umbrella-squall/price
    what would the hair dryer set me back => dryer-willow/price
    主播 这个 多少米啊 => {KETTLE}
    咋卖 => {KETTLE}
    求价格 => {KETTLE}
    姐妹们 保温杯多少钱啊 急 => bottle-brook/price
    弱弱问一下加湿器多少钱 => humidifier-murmur/price
    小夜灯几多钱 => nightlight-firefly/price
    衬衫多少银子 => shirt-meadow/price
    how many lumens is the lantern => lantern-wayfare/brightness
    how long is the cord on the hair dryer => dryer-willow/cord_length
    does the pan come with a lid => pan-hearth/lid_included
    can i put the lunch box in the microwave => lunchbox-pebble/microwave_safe
    how many ribs does the umbrella have => umbrella-squall/ribs
    how long does the humidifier run => humidifier-murmur/run_time
    how long does the lantern battery last => lantern-wayfare/battery_life
    how many watts is the wireless charger => charger-perch/output_power
    speed settings of the hair dryer? => dryer-willow/speed_settings
    how big is the suitcase => carryon-tern/height carryon-tern/width carryon-tern/depth
    水壶多久能烧开 => kettle-lumen/boil_time
    登机箱多重 => carryon-tern/weight
    牙刷有几个模式 => toothbrush-lark/modes
    保温杯能保冷多久 => bottle-brook/keeps_cold
    吹风机几档温度 => dryer-willow/heat_settings
    雨伞有几根伞骨 => umbrella-squall/ribs
    笔记本支架有货吗 => stand-plinth/stock
    how long is the warranty on the suitcase => carryon-tern/warranty
    how much is it and does it ship to Canada => {KETTLE} shop/shipping
    水壶多少钱，包邮吗 => {KETTLE} shop/shipping
    how much is the kettle, and what is the lamp's height? => {KETTLE} lamp-heron/height
    my aunt loves tea! how much is this kettle? => {KETTLE}
    does the laptop stand work with a 15 inch laptop => stand-plinth/compatible_with
"""
PREMISES = f"""
    you said $20 => {KETTLE} => 20
    isn't it 20? => {KETTLE} => 20
    it was 30 yesterday, no? => {KETTLE} => 30
    so the kettle is dishwasher safe, right? => kettle-lumen/dishwasher_safe => yes
    I heard the power bank has 20000 mAh => powerbank-relay/battery_capacity => 20,?000
    the suitcase weighs 2 kg right => carryon-tern/weight => \\b2 kilo
    水壶不是99块吗 => {KETTLE} => 99
    听说台灯只要三十美元 => lamp-heron/price lamp-heron/list_price => 30|三十
    昨天不是30吗 => {KETTLE} => 30
    登机箱是不是5公斤 => carryon-tern/weight => 5公斤
"""
ABSTAINED = """
    is the kettle bluetooth
    how loud is the kettle
    where is the lamp made
    how heavy is the lamp
    how much is the spare brush head
    how much water does the kettle need for tea
    水壶是哪里产的
    保温杯盖子多少钱
    how much is the toaster
    微光烤箱多少钱
    does the toothbrush work with oral b heads
    why is the kettle so expensive
    how much is the kettle on amazon
    I want a toaster, how much is it?
    if I buy two kettles, how much is it?
    used, how much is it?
    what's the battery weight of the lantern
    how much memory does the kettle have
    what's the pallet weight of the suitcase
"""
PARTLY = """
    白鹭台灯有货吗，能用几年 => lamp-heron/stock => 能用几年
    how much is the lamp and how loud is it => lamp-heron/price lamp-heron/list_price => how loud is it
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in row.split("=>")] for row in table.strip().splitlines()]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shops") / "demo"
    ingest(DEMO_FILE, folder)
    opened = Shop.open(folder)
    yield opened
    opened.close()


@pytest.fixture
def lane(shop: Shop) -> FactLane:
    return FactLane(shop, load_persona("mei"))


def ask(lane: FactLane, question: str) -> Composed:
    asked = Ask(question, "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en", on_stage=STAGE)
    return lane.answer(asked) or lane.abstain(asked)


@pytest.mark.parametrize(("question", "facts"), rows(ANSWERED))
def test_answer_rests_on_these_facts_and_passes_the_guard(
    lane: FactLane, shop: Shop, question: str, facts: str
) -> None:
    answer = ask(lane, question)
    assert not answer.abstained, answer
    assert sorted(fact.id for fact in answer.facts) == sorted(facts.split())
    guard = Guard()
    about = [one for key in answer.product_ids if (one := shop.product(key)) is not None]
    ledger = guard.ledger(answer.facts, names(about))
    splitter = SentenceSplitter()
    for sentence in [*splitter.push(TAG.sub("", answer.text)), *splitter.finish()]:
        verdict = guard.check(Line("t.0", "t", 0, sentence.text, "en"), ledger)
        assert verdict.decision == "pass", (sentence.text, verdict)


@pytest.mark.parametrize(("question", "facts", "wrong"), rows(PREMISES))
def test_false_premise_is_set_right_and_not_repeated(
    lane: FactLane, question: str, facts: str, wrong: str
) -> None:
    answer = ask(lane, question)
    assert sorted(fact.id for fact in answer.facts) == sorted(facts.split())
    assert not re.search(wrong, TAG.sub("", answer.text), re.IGNORECASE)


@pytest.mark.parametrize("question", ABSTAINED.strip().splitlines())
def test_what_facts_do_not_say_is_not_answered(lane: FactLane, question: str) -> None:
    answer = ask(lane, question.strip())
    assert answer.abstained, answer
    assert answer.unanswered


@pytest.mark.parametrize(("question", "facts", "left"), rows(PARTLY))
def test_part_that_is_not_known_is_kept(lane: FactLane, question: str, facts: str, left: str) -> None:
    answer = ask(lane, question)
    assert not answer.abstained
    assert sorted(fact.id for fact in answer.facts) == sorted(facts.split())
    assert answer.unanswered == left


def test_a_policy_does_not_hide_the_question_beside_it(lane: FactLane) -> None:
    reply = ask(lane, "how much is shipping and does it come with a bulb?")
    assert [fact.id for fact in reply.facts] == ["shop/shipping"]
    assert "bulb" in reply.unanswered
