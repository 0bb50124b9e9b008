"""What a reply is worth: judged from the words that would be spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agent.lanes import spoken
from evals.bench.fact_questions import Asked
from knowledge.model import Fact, Money, Product, Quantity
from knowledge.money import minor_digits
from knowledge.tokens import normal

Outcome = Literal["right", "wrong", "asked", "abstained", "other"]
"""``asked``: it asks which product is meant; ``other``: it says something that is no answer."""

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NO = re.compile(r"\b(?:no|not|nope|never|without|\w+n't)\b|不|没|无|否")
_NAME = "\ue000"
"""Stands for the product's name."""
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_YES_NO = {"y": True, "yes": True, "n": False, "no": False}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Answered:
    """One reply."""

    text: str
    """What would be spoken; empty if nothing would."""
    product_ids: tuple[str, ...]
    abstained: bool
    reason: str
    """The fact lane's."""
    confirms: bool
    """Whether it begins with the persona's words for yes."""
    ms: float
    attributes: tuple[str, ...] = ()
    """Ids of the attributes it rests on."""


def judge(asked: Asked, answer: Answered) -> Outcome:
    """What a reply is worth, the question's expectation aside: see ``as_expected`` for that."""
    if answer.abstained:
        return "wrong" if _leaks(asked, answer) else "abstained"
    if answer.reason.startswith("which"):
        return "asked"
    if asked.kind == "absent":
        return "wrong" if answer.attributes else "other"
    if asked.fact is None:
        return "wrong" if _states(answer) else "other"
    product, fact = asked.product, asked.fact
    assert product is not None
    others = set(answer.product_ids) - {product.id}
    if asked.expect == "ask" or others:
        return "wrong" if _states(answer) else "other"
    said = _without_names(answer.text, product, asked.language)
    if isinstance(fact.value, Money):
        return _price(asked, answer, said)
    return _attribute(fact, said if not isinstance(fact.value, str | tuple) else answer.text, asked.language)


def as_expected(asked: Asked, outcome: Outcome) -> bool:
    """Whether a host that knows its shop would have replied so."""
    if asked.kind in ("absent", "unknown"):
        return outcome == "abstained" or (asked.expect != "abstain" and outcome == "asked")
    if asked.expect == "ask":
        return outcome == "asked"
    return outcome == "right" or (asked.expect == "either" and outcome == "asked")


def _price(asked: Asked, answer: Answered, said: str) -> Outcome:
    assert asked.product is not None
    assert asked.fact is not None
    truth = _amount(asked.fact)
    listed = asked.product.fact("list_price")
    named = _numbers(" ".join((*asked.product.name.values(), *asked.product.aliases)))
    allowed = {truth} | ({_amount(listed)} if listed else set()) | named
    prices = _numbers(said)
    if truth not in prices:
        return "wrong" if prices else "other"
    if prices - allowed:
        return "wrong"
    denies = asked.kind == "premise" and answer.confirms
    return "wrong" if denies else "right"


def _attribute(fact: Fact, said: str, language: str) -> Outcome:
    value = _YES_NO.get(str(fact.value).casefold(), fact.value)
    label = " ".join((*fact.label.values(), fact.name.replace("_", " ")))
    if isinstance(value, bool):
        plain = _about(said, spoken.label(fact.label, language))
        if plain.rstrip().endswith(("?", "？")):
            return "other"
        return "right" if bool(_NO.search(plain)) != value else "wrong"
    if isinstance(value, Quantity):
        numbers, true = _numbers(said), round(Decimal(str(value.number)), 3).normalize()
        if true in numbers:
            return "right" if not numbers - {true} - _numbers(label) else "wrong"
        return "wrong" if numbers else "other"
    parts = value if isinstance(value, tuple) else (str(value),)
    lines = [re.split(r"\n|\\n", part.strip())[0] for part in (*parts[:1], *fact.text.values())]
    lines = [line.split(" (")[0] for line in lines]
    wanted = [_plain(line)[:_SHOWN] for line in lines if _plain(line)]
    return "right" if any(part in _plain(said) for part in wanted) else "wrong"


def _about(said: str, label: str) -> str:
    """What is said of a property and of the product, without their names; all of it if nothing is."""
    sentences = [normal(sentence).replace("’", "'") for sentence in _SENTENCE.findall(said)]
    told = [at for at, sentence in enumerate(sentences) if normal(label) in sentence or _NAME in sentence]
    answered = [at + 1 for at in told if sentences[at].rstrip().endswith(("?", "？"))]
    mine = [sentences[at] for at in sorted({*told, *answered}) if at < len(sentences)] or sentences
    return " ".join(mine).replace(normal(label), " ")


def _states(answer: Answered) -> bool:
    """Whether a reply says anything of a product's."""
    return bool(answer.product_ids) or bool(re.search(r"\d", answer.text))


def _leaks(asked: Asked, answer: Answered) -> bool:
    """Whether an abstention says a number that the question did not hold and is in no name."""
    said = _without_names(answer.text, asked.product, asked.language) if asked.product else answer.text
    return bool(_numbers(said) - _numbers(asked.question)) and not answer.product_ids


def _without_names(text: str, product: Product, language: str) -> str:
    names = [spoken.name(product, tongue).removeprefix("the ") for tongue in (language, "en", "zh")]
    for name in sorted({*names, *product.name.values(), *product.aliases}, key=len, reverse=True):
        if len(name) > 1:
            whole = rf"(?<![A-Za-z0-9.,]){re.escape(name)}(?![A-Za-z0-9])"
            text = re.sub(whole, f" {_NAME} ", text, flags=re.IGNORECASE)
    return text


def _numbers(text: str) -> set[Decimal]:
    found = (Decimal(match.replace(",", "")) for match in _NUMBER.findall(text))
    return {round(number, 3).normalize() for number in found}


def _amount(fact: Fact) -> Decimal:
    money = fact.value
    if not isinstance(money, Money):
        return Decimal(-1)
    return round(Decimal(money.minor).scaleb(-minor_digits(money.currency)), 3).normalize()


def _plain(text: str) -> str:
    return "".join(char for char in normal(text) if char.isalnum())
