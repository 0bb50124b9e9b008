"""The labelled questions in ``asked``, half of which chose the weights and threshold of approved answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

import knowledge
from knowledge.answers import ApprovedAnswers, Embed
from knowledge.embeddings import load
from knowledge.embeddings.base import Embedding, Vectors
from knowledge.model import ApprovedAnswer
from knowledge.tokens import normal, tokens

FOLDER = Path(__file__).parent / "asked"


@dataclass(frozen=True)
class Question:
    language: str
    text: str
    answer: str
    """The answer in whose block it stands."""
    wanted: bool
    """Whether that answer is right for it; else none is."""
    held_out: bool
    about: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class LabelledShop:
    name: str
    answers: tuple[ApprovedAnswer, ...]
    questions: tuple[Question, ...]


def shops() -> Iterator[LabelledShop]:
    for path in sorted(FOLDER.glob("*.txt")):
        yield _shop(path)


def _shop(path: Path) -> LabelledShop:
    products: dict[str, tuple[str, ...]] = {}
    answers: list[ApprovedAnswer] = []
    asked: dict[str, list[str]] = {}
    questions: list[Question] = []
    head = ["", ""]

    def done() -> None:
        if head[0]:
            wordings = {language: tuple(texts) for language, texts in asked.items()}
            answers.append(ApprovedAnswer(head[0], wordings, {}, head[1]))
            asked.clear()

    for line in path.read_text("utf-8").splitlines():
        if line.startswith("products:"):
            for part in line.removeprefix("products:").split(";"):
                key, names = part.split(":")
                products[key.strip()] = tuple(name.strip() for name in names.split(","))
        elif line.startswith("@ "):
            done()
            head = [*line[2:].split(), ""][:2]
        elif line[:1] in ("=", "+", "-"):
            mark, language, text = line.split(" ", 2)
            if mark == "=":
                asked.setdefault(language, []).append(text)
                continue
            about = frozenset(key for key, names in products.items() if _named(text, names))
            called = frozenset(t for key in about for name in products[key] for t in tokens(normal(name)))
            held_out = len(answers) % 2 == 1
            questions.append(Question(language, text, head[0], mark == "+", held_out, about, called))
    done()
    return LabelledShop(path.stem, tuple(answers), tuple(questions))


def _named(text: str, names: tuple[str, ...]) -> bool:
    plain = f" {' '.join(tokens(normal(text)))} "
    return any(f" {' '.join(tokens(normal(name)))} " in plain for name in names)


LABELLED = list(shops())


@pytest.mark.parametrize(
    ("embeddings", "least"), [("hashing", {"en": 0.5, "zh": 0.75}), ("minilm", {"en": 0.65})]
)
@pytest.mark.parametrize("held_out", [False, True])
def test_of_labelled_questions_99_in_100_answers_are_right(
    embeddings: str, least: dict[str, float], *, held_out: bool
) -> None:
    embed = load(embeddings).embed if embeddings == "minilm" else None
    for language, recall in least.items():
        right, wrong, wanted = _counted(language, embed, held_out=held_out)
        assert right / (right + len(wrong)) >= 0.99, wrong
        assert right / wanted >= recall


def _counted(language: str, embed: Embed | None, *, held_out: bool) -> tuple[int, list[str], int]:
    right, wrong, wanted = 0, [], 0
    for one in LABELLED:
        answers = ApprovedAnswers(one.answers, embed)
        for question in one.questions:
            if question.language != language or question.held_out is not held_out:
                continue
            wanted += question.wanted
            hit = answers.find(question.text, language, about=question.about, names=question.names)
            if hit is not None and question.wanted and hit.answer.id == question.answer:
                right += 1
            elif hit is not None:
                wrong.append(f"{question.text} -> {hit.answer.id}")
    return right, wrong, wanted


@pytest.mark.parametrize("embeddings", ["", "minilm"])
def test_a_sheet_without_the_answer_answers_none_of_its_questions(embeddings: str) -> None:
    entries = yaml.safe_load((Path(knowledge.__file__).parent / "demo" / "shop.yaml").read_text("utf-8"))[
        "faq"
    ]
    every = [
        ApprovedAnswer(one["id"], one["questions"], one["replies"], one.get("product", "")) for one in entries
    ]
    embed = remembered(load(embeddings)) if embeddings else None
    for asked in every:
        others = ApprovedAnswers([one for one in every if one is not asked], embed)
        about = frozenset([asked.product_id]) if asked.product_id else frozenset[str]()
        for language, wordings in asked.questions.items():
            for wording in wordings:
                hit = others.find(wording, language, about=about)
                assert hit is None, (wording, hit.answer.id)


def remembered(embedding: Embedding) -> Embed:
    """Each text is embedded once in all the sheets."""
    known: dict[str, NDArray[np.float32]] = {}

    def embed(texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(missing, embedding.embed(missing) if missing else (), strict=True))
        return np.stack([known[text] for text in texts])

    return embed
