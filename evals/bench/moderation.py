"""``nightshift bench moderation``: what is held back of what should be, and of what should not.

On labelled comments: the rules alone, the rules with the model that comes with the project, and the model
trained on the same comments, each fifth judged by one that had not seen it (the ceiling without a model from
elsewhere). On innocent shop questions: false alarms. On prompts written to take a model over: what share is
recognised. And what a judgement costs.
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from agent.chat.base import ChatError
from agent.chat.recorded import recorded
from agent.events import ChatMessage
from agent.moderation import ModerationConfig, Moderator
from agent.moderation.head import Embed, dense_rows
from agent.moderation.labelled import Labelled, enough_to_learn, read_labelled
from agent.moderation.prototypes import built_in_head
from agent.moderation.training import measured, some, train
from evals.bench.fact_phrasings import PHRASINGS, wordings
from evals.bench.machine import machine
from knowledge.embeddings import load

_SEED = 20
_CURVE = (100, 300, 1000, 3000)
_QUICK = 600
_SPEED = 20_000
_NAMES = {"en": "Lumen kettle", "zh": "流明水壶"}
_PROPERTIES = {"en": "weight", "zh": "重量"}
_STRICTNESS = ("relaxed", "normal", "strict")


def run(
    *,
    quick: bool,
    data: Path | None = None,
    text: str = "",
    label: str = "",
    bad: str = "",
    folds: int = 5,
    judgments: Path | None = None,
    chat: Sequence[Path] = (),
    prompts: Path | None = None,
) -> dict[str, Any]:
    """Measure.

    Args:
        quick: With 600 comments and without the learning curve.
        data: Labelled comments; without any, only false alarms and speed are measured.
        text: Its column of texts.
        label: Its column of labels.
        bad: The label of what should be held back.
        folds: Parts of which each is judged by a model trained on the others.
        judgments: A CSV file with a column of real shop queries, ``query``.
        chat: Recordings of real chat, files or folders; whatever is held back in them is shown as a share.
        prompts: A folder of JSON lists of prompts written to take a model over.

    Raises:
        ModerationError: The labelled file cannot be used.
        ValueError: Another file cannot be used.
    """
    embed = load("auto").embed
    shipped = Moderator(ModerationConfig(), now=time.time, embed=embed, head=built_in_head(embed))
    figures: dict[str, Any] = {"machine": machine()}
    if data is not None:
        labelled = read_labelled(data, text=text, label=label, bad=bad)
        enough_to_learn(labelled, data)
        figures["labelled"] = _labelled(labelled, shipped, embed, folds, quick=quick)
    figures["false_alarms"] = {"shop questions": _held(_questions(), shipped)}
    if judgments is not None:
        figures["false_alarms"]["queries"] = _held(_queries(judgments), shipped)
    for path in chat:
        figures.setdefault("chat", {})[path.stem] = _held(_chat(path), shipped)
    if prompts is not None:
        figures["injection"] = {one.stem: _recognised(one, shipped) for one in _lists(prompts)}
    figures["speed"] = _speed(shipped, 2000 if quick else _SPEED)
    return figures


def _labelled(
    labelled: Labelled, shipped: Moderator, embed: Embed, folds: int, *, quick: bool
) -> dict[str, Any]:
    order = np.random.default_rng(_SEED).permutation(len(labelled.texts))
    labelled = some(labelled, order[: _QUICK if quick else None].tolist())
    labels = labelled.labels
    everything = measured(np.ones(len(labels), bool), labels)
    found: dict[str, Any] = {"everything held back": asdict(everything)}
    for strictness in _STRICTNESS:
        rules = Moderator(ModerationConfig(strictness=strictness, model="off"), now=time.time)
        held = np.array([not rules.examined(one).allowed for one in labelled.texts])
        found[f"rules alone, {strictness}"] = asdict(measured(held, labels))
    deep = np.array([not one.allowed for one in shipped.judged_all(labelled.texts)])
    found["rules and built-in model"] = asdict(measured(deep, labels))
    dense = dense_rows(labelled.texts, embed)
    parts = np.arange(len(labels)) % folds
    chances, held = np.zeros(len(labels)), np.zeros(len(labels), bool)
    for part in range(folds):
        learn, test = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        head = train(some(labelled, learn.tolist()), embed, known=dense[learn]).head
        texts = [labelled.texts[at] for at in test]
        chances[test] = head.probabilities(texts, embed, known=dense[test])
        held[test] = chances[test] >= head.certainty
    found[f"trained model, {folds} folds"] = asdict(measured(held, labels))
    if not quick:
        found["learning curve"] = _curve(labelled, embed, parts)
    return found


def _curve(labelled: Labelled, embed: Embed, parts: np.ndarray[Any, Any]) -> dict[str, Any]:
    learn, test = np.flatnonzero(parts != 0), np.flatnonzero(parts == 0)
    texts = [labelled.texts[at] for at in test]
    curve = {}
    for count in (*(count for count in _CURVE if count < len(learn)), len(learn)):
        head = train(some(labelled, learn[:count].tolist()), embed).head
        held = head.probabilities(texts, embed) >= head.certainty
        curve[str(count)] = asdict(measured(held, labelled.labels[test]))
    return curve


def _questions() -> list[str]:
    """Wordings of shop questions, as ``nightshift bench facts`` asks them."""
    return [
        one.format(p=_NAMES[language], a=_PROPERTIES[language], x="$20")
        for kind in PHRASINGS
        for language in ("en", "zh")
        for one in wordings(kind, language)
    ]


def _queries(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        found = sorted({(row.get("query") or "").strip() for row in csv.DictReader(file)} - {""})
    if not found:
        raise ValueError(f"{path}: holds no query; it needs a column named query")
    return found


def _chat(path: Path) -> list[str]:
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    texts = []
    for file in files:
        with suppress(ChatError):
            texts += [one.message.text for one in recorded(file) or () if one.message.text]
    if not texts:
        raise ValueError(f"{path}: holds no recorded chat")
    return sorted(set(texts))


def _lists(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    if not found:
        raise ValueError(f"{folder}: holds no .json file")
    return found


def _held(lines: Sequence[str], shipped: Moderator) -> dict[str, Any]:
    rules = [shipped.examined(line) for line in lines]
    deep = shipped.judged_all(lines)
    return {
        "lines": len(lines),
        "rules": _share(sum(not one.allowed for one in rules), len(lines)),
        "rules and model": _share(sum(not one.allowed for one in deep), len(lines)),
        "by rule": dict(Counter(one.rule for one in deep if not one.allowed)),
    }


def _recognised(path: Path, shipped: Moderator) -> dict[str, Any]:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: is no JSON file: {error}") from error
    texts = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    if not texts:
        raise ValueError(f"{path}: is no list of texts")
    found = [shipped.findings(one) for one in texts]
    injection = sum(shipped.is_injection(one) for one in found)
    held = [shipped.examined(one) for one in texts]
    return {
        "prompts": len(texts),
        "recognised as injection": _share(injection, len(texts)),
        "held back": _share(sum(not one.allowed for one in held), len(texts)),
        "within a chat message's 200 characters": _share(
            sum(shipped.is_injection(shipped.findings(one[:200])) for one in texts), len(texts)
        ),
    }


def _share(count: int, of: int) -> float:
    return round(count / max(1, of), 4)


def _speed(moderator: Moderator, count: int) -> dict[str, Any]:
    """Processor time of one ``judge``, everything included, on innocent shop questions of many authors."""
    questions = _questions()
    message = ChatMessage("0", "bench", "", "", 0.0)
    messages = [
        replace(
            message, id=str(at), author=f"viewer{at % 5003}", text=questions[at % len(questions)], at=at / 100
        )
        for at in range(count)
    ]
    begun = time.process_time()
    allowed = sum(moderator.judge(one, "en").allowed for one in messages)
    spent = time.process_time() - begun
    return {
        "judged": count,
        "microseconds each": round(1e6 * spent / count, 1),
        "a second": round(count / spent),
        "allowed": allowed,
    }
