"""A product's own properties as phrases: every way of asking for each, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from agent.lanes import lexicon
from agent.lanes.attributes import PREFIX
from agent.lanes.labels import (
    ASKED,
    CHINESE,
    FEATURE_FIRST,
    FEATURE_LAST,
    LONGEST_TERM,
    MEASURED,
    NEUTRAL_FIRST,
    NEUTRAL_LAST,
    NOISE,
    SYNONYMS,
)
from agent.lanes.reading import Phrases, split
from knowledge.model import Fact, Product
from knowledge.tokens import is_han

MOST_WAYS = 32
"""Ways kept of asking for one property."""
MOST_FACTS = 400
"""Properties of one product that are looked at."""
MOST_LABELS = 20_000
"""Labels of a catalogue that are looked at."""
_LONGEST = 10
"""Words of the longest label that is rendered in other words."""
_COUNTERS = "个根条层格档种块片只把颗双件"
"""Measure words that stand between 几 and what is counted."""
Words = tuple[str, ...]


def exact(labels: Iterable[tuple[str, str]]) -> Phrases:
    """A whole catalogue's labels that say just what is meant, as ``attribute:`` concepts.

    A label of one English word or two Chinese characters is a general word ("weight"), and what the tables
    know as a question of another kind stays that.

    Args:
        labels: Machine name and label of each property.
    """
    found = Phrases()
    for name, label in islice(labels, MOST_LABELS):
        words = split(label[:120])
        least = 3 if words and all(is_han(word) for word in words) else 2
        known = lexicon.PHRASES.longest(words, 0)
        if least <= len(words) <= _LONGEST and (known is None or known.end < len(words)):
            found.add_words(words, PREFIX + name)
    return found


def table(
    products: Sequence[Product], leave_out: Sequence[str] = (), others: Phrases | None = None
) -> Phrases:
    """How the products' properties are asked for, as ``attribute:`` concepts with the facts' machine names.

    A label as it stands goes before another's in other words.

    Args:
        products: Those that a question may be about, the likeliest first.
        leave_out: Machine names that are asked for as something else (policies).
        others: The catalogue's labels; another product's label is no other way to ask for one of these.
    """
    found = Phrases()
    named = [
        (fact, list(_labels(fact)))
        for one in products
        for fact in one.facts[:MOST_FACTS]
        if fact.kind == "attribute" and fact.name not in leave_out
    ]
    for fact, labels in named:
        for label in labels:
            found.add_words(label, PREFIX + fact.name)
    for rank in range(MOST_WAYS):
        for fact, labels in named:
            for label in labels:
                ways = ways_to_ask(label, isinstance(fact.value, bool))
                if rank < len(ways) and not _is_whole(ways[rank], others):
                    found.add_words(ways[rank], PREFIX + fact.name)
    return found


def _is_whole(words: Words, table: Phrases | None) -> bool:
    mark = table.longest(words, 0) if table is not None else None
    return mark is not None and mark.end == len(words)


def _labels(fact: Fact) -> Iterator[Words]:
    for label in dict.fromkeys((*fact.label.values(), fact.name.replace("_", " "))):
        words = split(label[:120])
        if words:
            yield words


@lru_cache(maxsize=8192)
def ways_to_ask(label: Words, feature: bool) -> tuple[Words, ...]:
    """Other phrases that ask for the property with this label, the surest first; not the label itself.

    Args:
        label: Its words, as ``reading.split`` gives them.
        feature: Whether it is answered with yes or no.
    """
    if not label:
        return ()
    if len(label) > _LONGEST or any(is_han(word) for word in label):
        return tuple(islice(_chinese_ways(label), MOST_WAYS)) if len(label) <= _LONGEST else ()
    found: dict[Words, None] = {}
    for words in _shortened(label, feature):
        found[words] = None
        found.update(dict.fromkeys(_numbered(words)))
        found.update(dict.fromkeys(split(asked) for asked in ASKED.get(words, ())))
        found.update(dict.fromkeys(_reworded(words)))
        found.update(dict.fromkeys(_rendered(_counted(words))))
    found.pop(label, None)
    return tuple(words for words in islice(found, MOST_WAYS) if words)


def _shortened(label: Words, feature: bool) -> Iterator[Words]:
    """The label, and what is left of it without words that nobody says."""
    seen = {label}
    yield label
    words = _tidy(label)
    first, last = NEUTRAL_FIRST, NEUTRAL_LAST
    if feature:
        first, last = first | FEATURE_FIRST, last | FEATURE_LAST
    for shorter in (words, _without(words, frozenset(), last), _without(words, first, last)):
        if shorter and shorter not in seen:
            seen.add(shorter)
            yield shorter


def _tidy(words: Words) -> Words:
    """A label without the ends that machines give it."""
    for noise in NOISE:
        if len(words) > len(noise) and words[-len(noise) :] == noise:
            words = words[: -len(noise)]
    return words[:-1] if len(words) > 1 and words[-1] == "s" else words


def _without(words: Words, first: frozenset[str], last: frozenset[str]) -> Words:
    while len(words) > 1 and words[0] in first:
        words = words[1:]
    while len(words) > 1 and words[-1] in last:
        words = words[:-1]
    return words


def _numbered(words: Words) -> Iterator[Words]:
    """``usb 2 0`` as ``usb 2.0``, which is one number to whoever reads it."""
    joined: list[str] = []
    for word in words:
        if joined and word.isdigit() and joined[-1].isdigit() and len(joined[-1]) == 1:
            joined[-1] = f"{joined[-1]}.{word}"
        else:
            joined.append(word)
    if len(joined) < len(words):
        yield tuple(joined)


def _counted(words: Words) -> Words:
    """``number of ports`` as ``ports number``, the order of Chinese."""
    return (*words[2:], "number") if words[:2] == ("number", "of") else words


def _reworded(words: Words) -> Iterator[Words]:
    """In English: with synonyms, ``frequency of the processor``, ``how many``, ``how long is the cable``."""
    options = [(word, *SYNONYMS.get(word, ())) for word in words]
    yield from islice(product(*options), 6)
    if "wi" in words and "fi" in words:
        yield tuple("wifi" if word == "wi" else word for word in words if word != "fi")
    if words[0] == "number" and words[1:2] == ("of",):
        yield words[2:]
        yield ("how", "many", *words[2:])
    elif words[-1] == "quantity" or (len(words) > 1 and words[-1] in ("count", "number")):
        yield ("how", "many", *words[:-1])
        yield ("number", "of", *words[:-1])
    elif words[0] == "quantity":
        yield ("how", "many", *words[1:])
    if words[-1] in MEASURED and len(words) > 1:
        yield ("how", MEASURED[words[-1]][0], "is", "the", *words[:-1])
        yield ("how", MEASURED[words[-1]][0], "the", *words[:-1], "is")
    if 1 < len(words) <= 4 and "of" not in words:
        yield (words[-1], "of", "the", *words[:-1])
        yield (words[-1], "of", *words[:-1])


@lru_cache(maxsize=4096)
def in_chinese(label: str) -> str:
    """An English label in Chinese, or ``""`` where a word of it is not known."""
    parts = _terms(_counted(_tidy(split(label[:120]))))
    return "".join(part[0] for part in parts) if parts and all(is_han(part[0]) for part in parts) else ""


def _terms(words: Words) -> list[tuple[str, ...]]:
    """The Chinese names of each term; a code stands for itself; nothing where a word is unknown."""
    parts: list[tuple[str, ...]] = []
    at = 0
    while at < len(words):
        for size in range(min(LONGEST_TERM, len(words) - at), 0, -1):
            said = CHINESE.get(words[at : at + size])
            if said:
                parts.append(said)
                at += size
                break
        else:
            if not any(char.isdigit() for char in words[at]) and len(words[at]) > 4:
                return []
            parts.append((words[at],))
            at += 1
    return parts


def _rendered(words: Words) -> Iterator[Words]:
    """In Chinese, term by term; Latin codes stay."""
    parts = _terms(words)
    if not any(is_han(part[0]) for part in parts):
        return
    for chosen in islice(product(*parts), 4):
        yield split(" ".join(chosen))
        if len(chosen) == 2:
            yield split(" 的 ".join(chosen))
    measured = MEASURED.get(words[-1])
    if measured and len(parts) > 1:
        owner = " ".join(part[0] for part in parts[:-1])
        yield split(f"{owner} {measured[1]}")
        yield split(f"{owner} 有{measured[1]}")


def _chinese_ways(label: Words) -> Iterator[Words]:
    """A Chinese label with and without 的, and as a question of how many."""
    plain = tuple(word for word in label if word != "的")
    if plain != label:
        yield plain
    if label[-1] == "数" and len(label) > 2:
        yield ("几", *label[:-1])
        yield from (("几", counter, *label[:-1]) for counter in _COUNTERS)
        yield ("多", "少", *label[:-1])
        if label[-2] in _COUNTERS:
            yield ("几", label[-2], *label[:-2])
