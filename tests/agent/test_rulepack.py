from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config import load_room
from agent.events import Line
from agent.guard.bounds import PatternError, compiled
from agent.guard.config import GuardConfig, rule_set
from agent.guard.guard import Guard
from agent.guard.rulepack import PACKS, RuleSet, built_in, load_pack
from knowledge.model import Fact
from persona.yamlfile import DocumentError

RULE = """pack: brand
rules:
  - id: slang
    language: en
    {0}
    reason: Our brand does not speak so.
"""


def ids(text: str, *packs: str) -> set[str]:
    rules = RuleSet([rule for pack in packs for rule in built_in(pack)])
    return {hit.id for hit in rules.hits(text)}


def pack(folder: Path, rule: str) -> Path:
    file = folder / "brand.yaml"
    file.write_text(RULE.format(rule), "utf-8")
    return file


@pytest.mark.parametrize("name", sorted(path.stem for path in PACKS.glob("*.yaml")))
def test_every_pack_loads(name: str) -> None:
    assert built_in(name)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("这是国家级的工艺。", "cn_absolute"),
        ("用最高级的材料。", "cn_absolute"),
        ("销量全国第一。", "cn_absolute"),
        ("它能治疗失眠。", "cn_health"),
        ("喝了能减肥。", "cn_health"),
        ("绝对安全，零风险。", "cn_safe"),
        ("带上它招财。", "cn_superstition"),
    ],
)
def test_chinese_law_is_kept(text: str, rule: str) -> None:
    assert rule in ids(text, "cn")


@pytest.mark.parametrize(
    "text",
    [
        "最近天气凉了。", "这是最后一步。", "第一次来的朋友看这里。", "最多装1.7升。",
        "请先看一下尺寸。", "开到最大档就行。",
        "第一步先加水。", "你最喜欢哪个颜色？", "他是世界冠军。", "最小的那款是哪个？",
        "最好手洗。", "我没法保证到货时间。",
    ],
)  # fmt: skip
def test_innocent_chinese_is_let_through(text: str) -> None:
    assert ids(text, "cn", "shop") == set()


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("It is eco-friendly.", "eu", "eu_green"),
        ("A climate neutral kettle.", "eu", "eu_green"),
        ("It was $59 before.", "eu", "eu_prior_price"),
        ("We are closing down.", "eu", "eu_blacklist"),
        ("It is made in the USA.", "us", "us_origin"),
        ("It is FDA approved.", "us", "us_health"),
        ("Doctors recommend it.", "us", "us_endorsement"),
        ("You get it below wholesale.", "us", "us_price"),
    ],
)
def test_other_countries_have_rules_of_their_own(text: str, name: str, rule: str) -> None:
    assert rule in ids(text, name)


def test_rules_of_several_packs_add_up() -> None:
    guard = Guard(rules=rule_set(GuardConfig(packs=("shop", "eu"))))
    line = Line("t.0", "t", 0, "Lovely, and the old one was climate neutral.", "en")
    assert guard.check(line, []).decision != "pass"


def test_a_fact_with_the_very_words_carries_a_claim_of_words() -> None:
    guard = Guard(rules=rule_set(GuardConfig(packs=("shop", "us"))))
    fact = Fact("k/origin", "attribute", "k", "origin", "Made in the USA", {"en": "origin"})
    line = Line("t.0", "t", 0, "It is made in the USA.", "en")
    assert guard.check(line, [fact]).decision == "pass"
    assert guard.check(line, []).decision == "block"


def test_a_room_names_competitors_and_words_of_its_own() -> None:
    config = GuardConfig(competitors=("Acme",), forbid=("cheapo",), allow=("best in show",))
    guard = Guard(rules=rule_set(config))
    for text, decision in (
        ("Acme has one, too.", "block"),
        ("No cheapo parts here.", "block"),
        ("This dog won best in show.", "pass"),
        ("We reached the acme of it all.", "block"),
        ("Academe is fine.", "pass"),
    ):
        assert guard.check(Line("t.0", "t", 0, text, "en"), []).decision == decision, text


def test_a_brand_brings_its_own_pack_by_path(tmp_path: Path) -> None:
    pack(tmp_path, "words: [yolo]")
    room = tmp_path / "room.yaml"
    room.write_text("guard: {packs: [shop, brand.yaml], competitors: [Acme]}\n", "utf-8")
    rules = rule_set(load_room(room).guard)
    assert [hit.id for hit in rules.hits("Yolo, Acme fans!")] == ["slang", "competitor"]


def test_an_unknown_pack_names_the_known_ones(tmp_path: Path) -> None:
    room = tmp_path / "room.yaml"
    room.write_text("guard: {packs: [nowhere]}\n", "utf-8")
    with pytest.raises(
        DocumentError, match=r"room\.yaml:1: guard\.packs: there is no rule pack .nowhere.; there are: cn, eu"
    ):
        load_room(room)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("patterns: ['(a+)+b']", r"brand\.yaml:5: rules\[0\]\.patterns\[0\]: has '\+'"),
        ("patterns: ['(?:a{1,9}){1,9}b']", "repeats a group that holds a repeat"),
        ("patterns: ['a{1,50}b{1,50}c{1,50}d']", "too many wide repeats"),
        (r"patterns: ['(a)\1']", "back reference"),
        ("patterns: ['(a']", "no regular expression"),
        ("patterns: ['a?']", "matches the empty text"),
        ("words: []", "neither words nor patterns"),
        ("wrods: [a]", "no known field"),
        ("words: [a]\n    action: shout", r"rules\[0\]\.action"),
    ],
)
def test_a_wrong_rule_is_named_with_file_line_and_field(tmp_path: Path, rule: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        load_pack(pack(tmp_path, rule))


@given(st.text(alphabet="ab(){}[]*+?|\\.^$0129,", max_size=24))
def test_any_pattern_is_compiled_or_refused(pattern: str) -> None:
    try:
        found = compiled(pattern)
    except PatternError as error:
        outcome = str(error)
    else:
        outcome = found.pattern
        found.search("ab" * 200)
    assert outcome or not pattern


@pytest.mark.parametrize("name", sorted(path.stem for path in PACKS.glob("*.yaml")))
@given(text=st.text(alphabet="最好第一的best free the it I've, .!是不我", max_size=200))
def test_any_text_is_matched(name: str, text: str) -> None:
    for hit in RuleSet(built_in(name)).hits(text):
        assert text[hit.start : hit.end] == hit.text
