"""Which of a set of facts carries a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.guard.hedges import hedge, near
from agent.guard.ledger import LISTED, WORDS, Carrier, has_word, stem
from agent.guard.numbers import Number
from agent.guard.quantities import counts_stock
from agent.guard.rulepack import Hit
from agent.guard.services import service
from agent.guard.units import major, same_currency
from knowledge.model import SHOP, Money

TOLD = ("policy", "faq", "lookup")
"""Kinds of fact that are told in words."""
_HAN_PAIR = re.compile(r"[\u3400-\u9fff]{2}")
_WAS = re.compile(
    r"\b(?:was|were|original(?:ly)?|list|regular(?:ly)?|normal(?:ly)?|usual(?:ly)?|retail|rrp|msrp"
    r"|(?:down|went|dropped|reduced|cut) from|instead of)\b"
    r"|\bbefore\b(?=[.,!]|$)|降(?:到|至|为|成)|原价|标价|划线价|市场价|日常价|平时|吊牌价|原来|之前|"
    r"以前|建议零售|而不是",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\s?(?:off|less|cheaper|discount|savings?|saved|lower|reduction|stays? (?:with you|in your)|in "
    r"your pocket)\b",
    re.IGNORECASE,
)
_SAVE = re.compile(
    r"(?:\bsav(?:e|es|ed|ing)(?: you| up to)?|\bkeep|\bpocket|\bdiscount of"
    r"|省|省了|立减|直降|减|便宜|便宜了|优惠|少了|少|降了|低了)"
    r"\s?(?:about|around|roughly|nearly|almost|some|大约|大概|差不多|将近|近|约)?\s?$",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"\b(?:price[ds]?|costs?|only|just|for|at|pay|is|was|were|be|from|of|over|under|above|below|than|"
    r"now|today"
    r"|usually|normally|originally|before|nearly|almost|about|around|roughly)\s*$"
    r"|(?:[价卖售付只要到手才是为过满够:]|现在|今天|平时|原来|之前|以前|运费)\s*$",
    re.IGNORECASE,
)
_PAID = re.compile(
    r" (?:for (?:it|this|the|one|a|that)|instead of|down from|rather than)\b|而不是|就能|直接?带走",
    re.IGNORECASE,
)
_PARTICLES = re.compile("[了哦啦哈吧呢啊呀的嘛]{0,3}")
_LINKING = frozenset(
    WORDS.findall(
        "of and or for in to at with is are was right now today per "
        "each off on only but so than that too as total altogether all it they "
        "here there listed written instead currently which by from before after a an the if because "
        "while when if not "
    )
)
"""Words behind a number that are not what it counts."""
_SCARCE_AT_MOST = 5
"""From how many left on a host may say that stock runs low."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a price is below its list price."""

    amount: Decimal
    percent: Decimal
    currency: str
    fact_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A line, as its numbers are judged."""

    text: str
    numbers: tuple[Number, ...]
    named: frozenset[str]
    """Keys of all attributes that it names."""
    ranges: Mapping[int, tuple[str, str]]
    """Both ends of the range that a number is of, by where the number starts."""


def carried_number(
    number: Number, line: Said, carriers: Sequence[Carrier], wanted: frozenset[str]
) -> tuple[str, ...] | None:
    """The ids of the facts that carry a number of a line; None when nothing does.

    Args:
        number: One of the line's.
        line: The line.
        carriers: The facts it may rest on.
        wanted: Keys of the attribute that the number is said of, where the line names it.
    """
    text = line.text
    if number.kind == "count" and counts_stock(text[: number.start], number.noun):
        return _first(
            item for item in carriers if item.fact.kind == "stock" and _is_count(item, number, text)
        )
    bare = number.kind == "count" and (not number.noun or _LESS.match(text, number.end))
    saving = bool(bare or number.kind in ("price", "percent")) and _says_saving(number, text)
    usable = [item for item in carriers if _usable(item, line, carriers)]
    exact = frozenset(key for key in wanted if key.startswith("l:"))
    own = [item for item in usable if _answers(item, number, wanted)]
    if exact and (said := [item for item in own if exact & item.about[-1]]):
        usable = said
    elif own:
        usable = [item for item in usable if item.fact.subject != SHOP]
    if saving:
        usable = [item for item in usable if item.fact.kind not in ("price", "list_price", "attribute")]
    between = line.ranges.get(number.start)
    if between:
        usable = [item for item in usable if between in item.ranges or len(item.fact.text) == 0]
    ids = _first(item for item in usable if _carries(item, number, text, wanted))
    if ids is None and saving:
        return next((saved.fact_ids for saved in savings(carriers) if _is_saving(saved, number, text)), None)
    return ids


def _answers(item: Carrier, number: Number, wanted: frozenset[str]) -> bool:
    """Whether a product has a fact of its own on what a number is about; the shop's yields to it."""
    if item.fact.subject == SHOP or item.fact.kind != "attribute":
        return False
    kinds = {known.kind for known in item.numbers}
    return number.kind in kinds and any(wanted & about for about in item.about)


def _fits(item: Carrier, about: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether a number of a fact is about the attribute that the line names."""
    if not wanted:
        return True
    exact = frozenset(key for key in wanted if key.startswith("l:"))
    if exact and item.fact.kind == "attribute" and item.labels:
        return bool(exact & about)
    return bool(wanted & about)


def _says_saving(number: Number, text: str) -> bool:
    """Whether an amount or percentage is said to be saved, not paid."""
    if number.unit in ("off", "折"):
        return True
    return bool(_LESS.match(text, number.end) or _SAVE.search(text[max(0, number.start - 24) : number.start]))


def _first(found: Iterable[Carrier]) -> tuple[str, ...] | None:
    return next(((item.fact.id,) for item in found), None)


def _is_count(item: Carrier, number: Number, text: str) -> bool:
    if type(item.fact.value) is not int:
        return False
    known = Decimal(item.fact.value)
    return known == number.value or near(number.value, known, hedge(text, number.start, number.end))


def _usable(item: Carrier, line: Said, carriers: Sequence[Carrier]) -> bool:
    """Whether a fact may carry numbers of this sentence.

    Stock carries only what is left; a policy or FAQ only a sentence that shares a word with it; a list price
    only what is called one, or stands beside the price.
    """
    if item.fact.kind == "stock" and isinstance(item.fact.value, int):
        return False
    if item.fact.kind in TOLD:
        topics = item.topics - {"price"}
        return bool(topics & line.named) if topics else _related(item, line.text, line.numbers)
    if item.fact.kind != "list_price" or _WAS.search(line.text):
        return True
    prices = [
        other for other in carriers if other.fact.kind == "price" and other.fact.subject == item.fact.subject
    ]
    return any(
        _same(said, known, other, line.text)
        for other in prices
        for known in other.numbers
        for said in line.numbers
    )


def _related(item: Carrier, text: str, numbers: Sequence[Number]) -> bool:
    """Whether a sentence shares a word with a fact; it cannot be told when they are in different scripts."""
    for number in numbers:
        text = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
    words = {stem(word) for word in WORDS.findall(text.lower()) if word not in _LINKING}
    pairs = {text[at : at + 2] for at in range(len(text) - 1) if _HAN_PAIR.match(text, at)}
    if pairs:
        return not _HAN_PAIR.search(item.literal) or any(pair in item.literal for pair in pairs)
    return not item.stems or bool(words & item.stems)


def _carries(item: Carrier, number: Number, text: str, wanted: frozenset[str]) -> bool:
    if number.kind == "code":
        exact = any(key.startswith("l:") for key in wanted) and item.fact.kind == "attribute"
        fits = not exact or _fits(item, frozenset(f"l:{label}" for label in item.labels), wanted)
        return fits and has_word(item.literal, number.unit)
    by = service(text, number.start) if any(item.services) else ""
    return any(
        _fits(item, about, wanted) and _same(number, known, item, text) and (not by or not of or of == by)
        for known, about, of in zip(item.numbers, item.about, item.services, strict=True)
    )


def _same(said: Number, known: Number, item: Carrier, text: str) -> bool:
    if said.kind == "count":
        return _same_count(said, known, item, text)
    if said.kind == "quantity" and known.kind == "price":  # five pounds
        return said.factor == Decimal("453.59237") and known.unit == "GBP" and said.value == known.value
    if said.kind == "ordinal":
        return known.kind in ("ordinal", "count") and said.value == known.value
    if said.kind != known.kind:
        return False
    if said.kind == "price":
        amounts = (said.value, *said.also)
        compatible = known.unit in ("", said.unit) or same_currency(said.unit, known.unit)
        exact = known.value in amounts or any(value in amounts for value in known.also)
        return compatible and (exact or _roughly(said, known, item, text))
    if said.kind == "percent":
        return _same_percent(said, known)
    degrees = "°" in (said.unit, known.unit) and said.unit[0] == known.unit[0] == "°"
    if said.unit != known.unit and not degrees:
        months = {said.unit, known.unit} == {"month", "time"}
        return months and _days(said) == _days(known)
    return said.value * said.factor == known.value * known.factor or _roughly(said, known, item, text)


def _days(number: Number) -> Decimal:
    """A span of time in days, a month taken for 30 of them."""
    return (
        number.value * number.factor * 30 if number.unit == "month" else number.value * number.factor / 86400
    )


def _roughly(said: Number, known: Number, item: Carrier, text: str) -> bool:
    """Whether a number is said roughly and near enough; what the shop grants is never said roughly."""
    if item.fact.subject == SHOP:
        return False
    how = hedge(text, said.start, said.end)
    return near(said.value * said.factor, known.value * known.factor, how, price=known.kind == "price")


def _same_percent(said: Number, known: Number) -> bool:
    if said.unit == known.unit or (not said.unit and known.unit == "off"):
        return said.value == known.value
    if {said.unit, known.unit} == {"off", "折"}:
        return said.value == 100 - known.value
    return False


def _same_count(said: Number, known: Number, item: Carrier, text: str) -> bool:
    """A number that counts something needs that counted; one at the end of its clause may be any value."""
    rough = known.kind == "price" and _roughly(said, known, item, text)
    if said.value != known.value and known.value not in said.also and not rough:
        return False
    if known.noun == LISTED:
        return bool(said.noun) and any(
            label in said.noun or stem(label) in said.noun for label in item.labels
        )
    words = WORDS.findall(said.noun)
    noun = said.noun.removeprefix("的")
    noun = "" if _PARTICLES.fullmatch(noun) else noun
    called = noun != said.noun and (not noun or noun.startswith(item.labels))
    bare = (
        not said.noun
        or called
        or said.noun[0].isdigit()
        or (words[:1] and words[0] in _LINKING and said.noun.startswith(words[0]))
    )
    if known.kind == "percent" and words and re.search(r"%|percent", text[: said.start], re.IGNORECASE):
        return stem(words[0]) in item.stems  # "55 percent linen, 45 cotton"
    if known.kind != "count":
        measured = known.kind in ("quantity", "ordinal", "percent")
        paid = (
            known.kind == "price"
            and (isinstance(item.fact.value, Money) or item.fact.kind in TOLD)
            and (_PRICED.search(text[: said.start]) or _PAID.match(text, said.end))
        )
        return bool(bare and (measured or paid))
    if bare or not words or not said.noun[0].isascii():
        return True
    return not item.stems or any(stem(word) in item.stems for word in words[:3])


def savings(carriers: Sequence[Carrier]) -> list[Saving]:
    """What products cost less than their list prices."""
    found: list[Saving] = []
    prices = {item.fact.subject: item.fact for item in carriers if item.fact.kind == "price"}
    for item in carriers:
        price, listed = prices.get(item.fact.subject), item.fact
        if listed.kind != "list_price" or price is None:
            continue
        if not isinstance(price.value, Money) or not isinstance(listed.value, Money):
            continue
        if price.value.currency != listed.value.currency or not 0 < price.value.minor < listed.value.minor:
            continue
        less = listed.value.minor - price.value.minor
        percent = Decimal(less) * 100 / listed.value.minor
        amount = major(less, price.value.currency)
        found.append(Saving(amount, percent, price.value.currency, (price.id, listed.id)))
    return found


def _is_saving(saved: Saving, number: Number, text: str) -> bool:
    how = hedge(text, number.start, number.end)
    if number.kind in ("price", "count"):
        same = number.value == saved.amount or near(number.value, saved.amount, how, price=True)
        return same and (number.kind == "count" or same_currency(number.unit, saved.currency))
    said = 100 - number.value if number.unit == "折" else number.value
    worded = number.kind == "percent" and bool(re.match(r"[a-z ]+$", number.text, re.IGNORECASE))
    if (how or worded) and abs(said - saved.percent) <= 1:
        return True
    return (
        said in (round(saved.percent, 0), int(saved.percent))
        if said % 1 == 0
        else said == round(saved.percent, 1)
    )


def carried_rule(
    hit: Hit, numbers: Sequence[Number], carriers: Sequence[Carrier], text: str
) -> tuple[str, ...] | None:
    """The ids of the facts that carry what a rule is about; None when nothing does.

    A shipping or gift claim that a fact makes under a condition with a price ("over $50") is carried only
    in a sentence that says a price, too.
    """
    if hit.rule.carried == "never":
        return None
    words = hit.text.casefold().strip(" .")
    for item in carriers:
        if item.fact.kind == "stock" and _stock_says(item.fact.value, hit.id):
            return (item.fact.id,)
        if hit.id == "gratis" and _costs_nothing(item, numbers, text):
            return (item.fact.id,)
        if hit.rule.carried == "words":
            if words in item.literal or words.replace("-", " ") in item.literal.replace("-", " "):
                return (item.fact.id,)
        elif hit.id in item.rules and _condition_met(hit.id, numbers, item, text):
            return (item.fact.id,)
    if hit.id == "discount":
        return next((saved.fact_ids for saved in savings(carriers)), None)
    return None


def _stock_says(value: object, rule: str) -> bool:
    if not isinstance(value, int):
        return False
    if rule == "in_stock":
        return value > 0
    if rule == "sold_out":
        return value == 0
    counted = type(value) is int
    return counted and (
        (rule == "scarce" and 0 < value <= _SCARCE_AT_MOST) or (rule == "last_one" and value == 1)
    )


def _costs_nothing(item: Carrier, numbers: Sequence[Number], text: str) -> bool:
    """Whether a fact says so: a price of zero, or free shipping where a line speaks of that."""
    if item.fact.kind == "price":
        return isinstance(item.fact.value, Money) and item.fact.value.minor == 0
    shipped = "free_shipping" in item.rules and _SHIPPED.search(text) is not None
    return shipped and _condition_met("free_shipping", numbers, item, text)


_SHIPPED = re.compile(r"shipping|delivery|postage|standard|express|配送|运费|邮费|快递|发货", re.IGNORECASE)
_THRESHOLD = re.compile(
    r"\b(?:from|over|above|of|than|least|minimum|reach(?:es)?|spend) (?:[^\w\s]|usd |us )?[0-9]|满[^，。]{"
    r"0,4}[0-9]"
    r"|[0-9][^，。]{0,4}(?:以上|起)"
)
_BROKEN = re.compile(r"damaged|faulty|broken|defect|wrong|破损|质量问题|坏|瑕疵|发错", re.IGNORECASE)


def _condition_met(rule: str, numbers: Sequence[Number], item: Carrier, text: str) -> bool:
    """Whether a line repeats the condition under which a fact grants what it claims."""
    if rule == "return_postage":
        return not _BROKEN.search(item.literal) or bool(_BROKEN.search(text))
    if rule not in ("free_shipping", "gift") or not any(known.kind == "price" for known in item.numbers):
        return True
    return not _THRESHOLD.search(item.literal) or any(said.kind in ("price", "count") for said in numbers)
