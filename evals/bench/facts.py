"""Whether the host says what the catalogue says: questions made from a catalogue, answered without a model.

Prices and properties are asked for as viewers do, of products called by title, brand and model, model
number alone or EAN, in small letters and with slips of the finger; beside them properties that a product
lacks, prices that are not so, and products that do not exist. What would be spoken (after the guard) is
judged:

- ``right``: the true value of the product asked for;
- ``wrong``: another value, another product's, a value where there is none, or that of one of several products
  that fit, picked at random;
- ``asked``: which product is meant;
- ``abstained``; and ``other``: a reply that is no answer.

``good`` is the share of replies as they should be: right, but asked where several products fit, and abstained
where there is nothing to say.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from agent.answers.answerer import Answerer
from agent.events import Turn
from agent.guard.guard import Guard
from agent.lanes.base import Ask
from agent.lanes.fact import FactLane
from agent.writer import LineWriter
from evals.bench.fact_judging import Answered, Outcome, as_expected, judge
from evals.bench.fact_questions import Asked, Questions
from evals.bench.machine import machine
from evals.bench.sample import share_of, shop_folder
from knowledge.shop import Shop
from persona.loader import load_persona
from persona.phrases import variants
from persona.schema import Persona

QUESTIONS = 1000
QUICK = 100
_EXAMPLES = 8
"""Of each kind of failure; wrong replies are all listed."""
_TAG = re.compile(r"\[[a-z_]+\]\s*")


def run(
    *,
    quick: bool,
    catalog: Path | None = None,
    shop: str | None = None,
    questions: int | None = None,
    seed: int | None = None,
) -> dict[str, Any]:
    """Ask and judge.

    Args:
        quick: A few questions only.
        catalog: A file of products, loaded into a shop of its own for this.
        shop: A shop that is there; the demo shop when neither is given.
        questions: How many.
        seed: Of what is asked.

    Raises:
        ValueError: Both a file and a shop are given, or the shop gives no questions.
    """
    number = questions or (QUICK if quick else QUESTIONS)
    seed = 1 if seed is None else seed
    with shop_folder(catalog, shop) as folder:
        began = time.perf_counter()
        opened = Shop.open(folder)
        opening_s = time.perf_counter() - began
        try:
            persona = load_persona("mei")
            asked = Questions(opened.products(), persona.languages, seed).make(number)
            if not asked:
                raise ValueError(f"the shop {opened.name} has nothing to ask after")
            answers = asyncio.run(answered(opened, persona, asked))
            size = len(opened.products())
        finally:
            opened.close()
    return {
        "machine": machine(),
        "products": size,
        "questions": len(asked),
        "seed": seed,
        "open_s": round(opening_s, 2),
        **figures(asked, answers),
    }


async def answered(shop: Shop, persona: Persona, asked: Sequence[Asked]) -> list[Answered]:
    """The replies of the fact lane after the guard, one after another, as of ``nightshift ask``."""
    answerer = Answerer(
        shop, persona, FactLane(shop, persona), LineWriter(Guard(), persona.moods, persona.gestures), None
    )
    yes = _openings(persona)
    found: list[Answered] = []
    try:
        for one in asked:
            turn = Turn(f"bench-{one.id}", "answer", one.language)
            began = time.perf_counter()
            answer = answerer.begin(Ask(one.question, one.language), turn)
            lines = [line async for line in answer.lines()]
            ms = (time.perf_counter() - began) * 1000
            text = " ".join(line.verdict.line.text for line in lines if line.verdict.line is not None)
            attributes = tuple(fact.id for fact in answer.facts if fact.kind == "attribute")
            found.append(
                Answered(
                    text,
                    answer.product_ids,
                    answer.abstained,
                    answer.reason,
                    text.startswith(yes),
                    ms,
                    attributes,
                )
            )
    finally:
        await answerer.close()
    return found


def figures(asked: Sequence[Asked], answers: Sequence[Answered]) -> dict[str, Any]:
    """The shares by kind, language and way of calling a product; every wrong reply; the time taken."""
    judged = [(one, answer, judge(one, answer)) for one, answer in zip(asked, answers, strict=True)]
    wrong = [_shown(*row) for row in judged if row[2] == "wrong"]
    missed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one, answer, outcome in judged:
        if outcome != "wrong" and not as_expected(one, outcome):
            missed[f"{one.kind}: {outcome}"].append(_shown(one, answer, outcome))
    times = sorted(answer.ms for answer in answers)
    clear = [row for row in judged if row[0].kind in ("price", "attribute") and row[0].expect == "answer"]
    nothing = [row for row in judged if row[0].expect == "abstain"]
    return {
        "goals": {
            "price and attribute right": _share(clear, lambda row: row[2] == "right"),
            "wrong replies": len(wrong),
            "absent and unknown abstained": _share(nothing, lambda row: row[2] == "abstained"),
            "false premises corrected": _share(
                [row for row in judged if row[0].kind == "premise"], lambda row: row[2] == "right"
            ),
            "several fit, asked back": _share(
                [row for row in judged if row[0].expect == "ask" and row[0].kind != "absent"],
                lambda row: row[2] == "asked",
            ),
        },
        "by_kind": _table(judged, lambda one: one.kind),
        "by_language": _table(judged, lambda one: one.language),
        "by_call": _table(judged, lambda one: one.style),
        "ms": {
            "p50": round(statistics.median(times), 2),
            "p99": round(times[int(len(times) * 0.99)], 2),
            "max": round(times[-1], 2),
        },
        "wrong": wrong,
        "missed": {key: rows[:_EXAMPLES] for key, rows in sorted(missed.items())},
        "missed_counts": {key: len(rows) for key, rows in sorted(missed.items())},
    }


Judged = tuple[Asked, Answered, Outcome]


def _table(judged: Sequence[Judged], key: Callable[[Asked], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for row in judged:
        groups[key(row[0])].append(row)
    return {
        name: {
            **Counter(outcome for _, _, outcome in rows),
            "good": _share(rows, lambda row: as_expected(row[0], row[2])),
        }
        for name, rows in sorted(groups.items())
    }


def _share(rows: Iterable[Judged], holds: Callable[[Judged], bool]) -> dict[str, Any]:
    held = [holds(row) for row in rows]
    return share_of(sum(held), len(held))


def _shown(one: Asked, answer: Answered, outcome: Outcome) -> dict[str, Any]:
    return {
        "question": one.question,
        "kind": one.kind,
        "call": one.style,
        "expected": one.expect,
        "outcome": outcome,
        "reply": answer.text,
        "reason": answer.reason,
        "product": one.product.id if one.product else "",
        "fact": one.fact.id if one.fact else one.property,
        "said_of": list(answer.product_ids),
    }


def _openings(persona: Persona) -> tuple[str, ...]:
    """How the persona begins when what a viewer supposed is so."""
    return tuple(
        _TAG.sub("", text).strip()
        for language in persona.languages
        for text in variants(persona, "confirm", language)
    )
