"""Whether the guard lets true sentences pass and stops the false ones.

True sentences are made of the facts of a catalogue, several wordings for each kind of fact, amounts written
in different ways; each has false twins that differ in one claim: another value, unit, attribute, product or
model, a negation, or an added claim that nothing carries. A false sentence counts as caught when it is
blocked, or rewritten so that the false part is gone. Shares carry their Wilson 95 % interval. Times are
processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from agent.answers.answerer import names
from agent.events import Line
from agent.guard.guard import Guard
from agent.guard.ledger import Ledger
from evals.bench.guard_phrases import INNOCENT
from evals.bench.guard_sentences import FalseSentence, Sentences, TrueSentence
from evals.bench.machine import machine
from evals.bench.sample import share_of, shop_folder
from knowledge.model import Fact, Product
from knowledge.shop import Shop

PRODUCTS = 300
QUICK = 20
_EXAMPLES = 40
"""Missed and false alarms listed, of each."""
_BESIDE = 2
"""Products whose facts stand beside the one talked about, as in the model lane."""
_Judge = Callable[[str, str, Ledger], tuple[str, str, str]]


def run(
    *,
    quick: bool,
    catalog: Path | None = None,
    shop: str | None = None,
    questions: int | None = None,
    seed: int | None = None,
) -> dict[str, Any]:
    """Make sentences and have them judged.

    Args:
        quick: A few products only.
        catalog: A file of products, loaded into a shop of its own for this.
        shop: A shop that is there; the demo shop when neither is given.
        questions: How many products sentences are made of; each gives some ten true and forty false ones.
        seed: Of what is picked.

    Raises:
        ValueError: Both a file and a shop are given, or the shop has no products.
    """
    random = Random(seed if seed is not None else 1)
    with shop_folder(catalog, shop) as folder:
        opened = Shop.open(folder)
        try:
            products, policies = opened.products(), tuple(opened.shop_facts())
            languages = opened.languages
        finally:
            opened.close()
    if not products:
        raise ValueError("the shop has no products")
    wanted = questions or (QUICK if quick else PRODUCTS)
    tally = _Tally()
    guard = Guard()
    for step in range(wanted):
        product = products[step % len(products)] if len(products) <= wanted else random.choice(products)
        others = random.sample(
            [one for one in products if one is not product], min(_BESIDE, len(products) - 1)
        )
        language = "zh" if "zh" in languages and step % 2 else "en"
        if "zh" not in languages and step % 3 == 2:
            language = "zh"
        _one(guard, tally, random, language=language, product=product, others=others, policies=policies)
    return {"machine": machine(), "products": len(products), "sampled": wanted, **tally.figures()}


def _one(
    guard: Guard,
    tally: _Tally,
    random: Random,
    *,
    language: str,
    product: Product,
    others: Sequence[Product],
    policies: tuple[Fact, ...],
) -> None:
    facts = [*product.facts, *(fact for one in others for fact in one.facts), *policies]
    began = time.thread_time()
    ledger = guard.ledger(facts, names([product, *others]), product.id)
    tally.ledgers.append((time.thread_time() - began) * 1000)
    made = list(Sentences(random, language).about(product, others))
    plain = [*_told(product, policies, language), *random.sample(INNOCENT[language], 4)]
    innocent = [TrueSentence("talk", text, language, product) for text in plain]
    innocent += _joined(made, language, product)
    for sentence in [*made, *innocent]:
        tally.true(sentence, *_judged(guard, tally, sentence.text, language, ledger))
        for false in sentence.false:
            tally.false(false, language, *_judged(guard, tally, false.text, language, ledger))


def _judged(guard: Guard, tally: _Tally, text: str, language: str, ledger: Ledger) -> tuple[str, str, str]:
    """The decision, what is left of the line, and the rule."""
    line = Line("bench", "bench", 0, text, language)
    began = time.thread_time()
    verdict = guard.check(line, ledger)
    tally.times.append((time.thread_time() - began) * 1000)
    return verdict.decision, verdict.line.text if verdict.line else "", verdict.rule


def _told(product: Product, policies: Sequence[Fact], language: str) -> Iterator[str]:
    """Selling points, and policies, in the shop's own words."""
    for fact in product.facts:
        if fact.kind == "point" and fact.text.get(language):
            yield fact.text[language]
    for fact in policies:
        text = fact.text.get(language, "")
        if 0 < len(text) <= 200:
            yield text


def _joined(made: Sequence[TrueSentence], language: str, product: Product) -> Iterator[TrueSentence]:
    """Two true claims in one sentence."""
    pairs = [one.text for one in made if one.kind in ("price", "stock", "quantity")]
    for first, second in zip(pairs[::2], pairs[1::2], strict=False):
        joint = "，" if language == "zh" else ", and "
        head = second if language == "zh" else second[:1].lower() + second[1:]
        yield TrueSentence("several claims", first.rstrip(".。") + joint + head, language, product)


class _Tally:
    """Counts what became of sentences."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.ledgers: list[float] = []
        self._caught: Counter[tuple[str, str]] = Counter()
        self._false: Counter[tuple[str, str]] = Counter()
        self._stopped: Counter[tuple[str, str]] = Counter()
        self._true: Counter[tuple[str, str]] = Counter()
        self._missed_examples: list[dict[str, str]] = []
        self._alarm_examples: list[dict[str, str]] = []
        self._rules: Counter[str] = Counter()

    def true(self, sentence: TrueSentence, decision: str, left: str, rule: str) -> None:
        """Note a true sentence."""
        key = (sentence.kind, sentence.language)
        self._true[key] += 1
        if decision == "pass":
            return
        self._stopped[key] += 1
        self._rules[rule] += 1
        if len(self._alarm_examples) < _EXAMPLES:
            found = {"kind": sentence.kind, "language": sentence.language, "text": sentence.text}
            self._alarm_examples.append({**found, "rule": rule, "decision": decision})

    def false(self, sentence: FalseSentence, language: str, decision: str, left: str, rule: str) -> None:
        """Note a false sentence."""
        key = (sentence.kind, language)
        self._false[key] += 1
        if decision == "block" or (
            decision == "rewrite" and sentence.claim.casefold() not in left.casefold()
        ):
            self._caught[key] += 1
        elif len(self._missed_examples) < _EXAMPLES:
            self._missed_examples.append({"kind": sentence.kind, "language": language, "text": sentence.text})

    def figures(self) -> dict[str, Any]:
        """The shares, by kind and language, examples, and the time taken."""
        times, ledgers = sorted(self.times), sorted(self.ledgers)
        return {
            "false sentences caught": share_of(self._caught.total(), self._false.total()),
            "true sentences stopped": share_of(self._stopped.total(), self._true.total()),
            "caught by kind": _by_kind(self._caught, self._false),
            "stopped by kind": _by_kind(self._stopped, self._true),
            "rules of false alarms": dict(self._rules.most_common()),
            "missed": self._missed_examples,
            "false alarms": self._alarm_examples,
            "cpu ms a sentence": _times(times),
            "cpu ms a ledger": _times(ledgers),
        }


def _times(ordered: Sequence[float]) -> dict[str, float]:
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return {
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[at], 3),
        "max": round(ordered[-1], 3),
    }


def _by_kind(part: Counter[tuple[str, str]], whole: Counter[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = defaultdict(dict)
    for kind, language in sorted(whole):
        found[kind][language] = share_of(part[kind, language], whole[kind, language])
    return dict(found)
