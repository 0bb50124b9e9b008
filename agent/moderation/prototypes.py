"""What the deeper judgement knows before it has learned from a shop: sentences written for it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from agent.moderation.grams import rows
from agent.moderation.head import Embed, Head, dense_rows
from agent.moderation.lexicon import DATA
from agent.moderation.linear import fit
from persona.yamlfile import read_model

_FILE = DATA / "prototypes.yaml"
_EACH = 14
"""Sentences made of one pattern, at most."""
_TRIES = 60
_SLOT = re.compile(r"\{([a-z_]{1,20})\}")
_CHOICE = re.compile(r"\(([^()]{0,400})\)(\??)")
_NUMBER = re.compile(r"\\d\+")
CERTAIN = 0.92
"""The probability from which this model holds a message back with no word of a list to support it."""
CERTAIN_LATIN = 0.8
"""That for texts in Latin letters where there is an embedding, which knows what they mean."""
_STRENGTH = 0.3
"""Inverse of the regularisation: what is made from patterns must not be learned by heart."""

_Language = Annotated[str, Field(max_length=60_000)]


class PrototypeSpec(BaseModel):
    """The file, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slots: dict[str, tuple[str, ...]]
    abusive: dict[str, _Language]
    innocent: dict[str, _Language]


def sentences(pattern: str, slots: Mapping[str, tuple[str, ...]], rng: random.Random) -> Iterator[str]:
    """Up to fourteen different sentences of a pattern; the same pattern and generator give the same ones."""
    seen: set[str] = set()
    for _ in range(_TRIES):
        text = _SLOT.sub(lambda slot: rng.choice(slots[slot[1]]), pattern)
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda found: _chosen(found, rng), text)
        text = " ".join(_NUMBER.sub(lambda _: str(rng.randint(2, 180)), text).split())
        if text not in seen:
            seen.add(text)
            yield text
        if len(seen) >= _EACH:
            return


def _chosen(found: re.Match[str], rng: random.Random) -> str:
    if found[2] and rng.random() < 0.5:
        return ""
    return str(rng.choice(found[1].split("|")))


@lru_cache(maxsize=1)
def prototypes() -> tuple[tuple[str, bool], ...]:
    """All sentences, and whether each is abusive."""
    spec = read_model(_FILE, PrototypeSpec)
    rng = random.Random(20)
    made: list[tuple[str, bool]] = []
    for abusive, halves in ((True, spec.abusive), (False, spec.innocent)):
        for patterns in halves.values():
            for pattern in patterns.splitlines():
                made += [(text, abusive) for text in sentences(pattern, spec.slots, rng)]
    return tuple(made)


@lru_cache(maxsize=4)
def built_in_head(embed: Embed | None) -> Head:
    """The head fitted to these sentences. Takes a second or so; kept afterwards."""
    made = prototypes()
    labels = np.array([float(abusive) for _, abusive in made])
    texts = [text for text, _ in made]
    about = f"{len(made)} sentences"
    linear = fit(rows(texts), dense_rows(texts, embed, marked=False), labels, np.ones(len(made)), _STRENGTH)
    return Head("built-in", linear, 1.0, 0.0, CERTAIN, about, CERTAIN_LATIN, marked=False)
