"""English that agrees with what is talked about: the socks are, there are 24, an umbrella.

A persona's wordings are written for one thing; a product's name may be that of several. What follows a plural
name directly is put into the plural, and nothing else is touched: "the price of the socks is" is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SINGULAR = frozenset(
    [
        "lens",
        "bus",
        "gas",
        "canvas",
        "atlas",
        "series",
        "plus",
        "iris",
        "oasis",
        "basis",
        "always",
        "tennis",
        "chess",
        "glass",
        "dress",
        "press",
        "express",
        "cross",
        "class",
        "boss",
        "bass",
        "mattress",
        "compass",
        "harness",
        "wireless",
        "cordless",
        "stainless",
        "business",
        "swiss",
        "bonus",
        "focus",
        "campus",
        "cactus",
        "status",
        "virus",
        "chassis",
        "axis",
        "analysis",
        "wellness",
        "fitness",
        "fabulous",
    ]
)
"""Nouns, and words at the end of names, that end in s and are not several."""
_NOT_PLURAL = re.compile(r"(?:ss|us|is)$")
_REST = re.compile(r"\s(?:for|with|of|in|by|from|to|and|set|kit|-|–)\s|[,(|]", re.IGNORECASE)
"""Where the head of a name ends: "socks for hiking"."""
_VERBS: Mapping[str, str] = {
    "is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
    "hasn't": "haven't",
    "doesn't": "don't", "costs": "cost", "goes": "go", "comes": "come", "sells": "sell", "runs": "run",
    "weighs": "weigh",
    "works": "work", "keeps": "keep", "fits": "fit", "holds": "hold", "takes": "take", "looks": "look",
    "suits": "suit",
    "stays": "stay", "offers": "offer", "starts": "start", "sits": "sit", "carries": "carry",
    "measures": "measure",
    "needs": "need", "covers": "cover", "supports": "support", "uses": "use", "lists": "list",
    "stands": "stand",
}  # fmt: skip
_OF = re.compile(
    r"\b(?:of|for|on|about|with|at|by|in|under|over|from|to|than|against|versus|beside)$", re.IGNORECASE
)
"""What stands before a name that is not the subject."""
_INVERTED = re.compile(r"\b(is|was|does|has)$", re.IGNORECASE)
_THERE = re.compile(r"\b([Tt]here)(?:'s| is) ((?:only |just |still |exactly )?(?!1\b)\d)")
_VOWEL = re.compile(r"[aio]\w|e(?!u)\w|u(?!ni|se|su|ti|k)\w|hour|honest|8|11\b|18\b", re.IGNORECASE)


def several(name: str) -> bool:
    """Whether an English name is that of several things: socks, headphones."""
    head = _REST.split(name.strip(), maxsplit=1)[0].split()
    last = head[-1].casefold() if head else ""
    return (
        len(last) > 3
        and last.isalpha()
        and last.isascii()
        and last.endswith("s")
        and last not in _SINGULAR
        and not _NOT_PLURAL.search(last)
    )


def agreed(text: str, names: Iterable[str], values: Iterable[str] = ()) -> str:
    """An English wording with verbs, articles and numbers in agreement.

    Args:
        text: The wording, filled; it may hold tags.
        names: The names that were filled in.
        values: What else was filled in, which an article may stand before.
    """
    for name in names:
        if several(name):
            for written in (name, name[:1].upper() + name[1:]):
                text = _plural(text, written)
    for value in values:
        if value and (value[0].islower() or value[0].isdigit()):
            article = r"\1n " if _VOWEL.match(value) else r"\1 "
            text = re.sub(rf"\b([Aa])n? (?={re.escape(value)})", article, text)
    return _THERE.sub(r"\1 are \2", text)


def _plural(text: str, name: str) -> str:
    parts = text.split(name)
    for at in range(1, len(parts)):
        before = parts[at - 1].rstrip()
        inverted = _INVERTED.search(before)
        if inverted is not None:
            verb = _VERBS[inverted[1].casefold()]
            said = verb.capitalize() if inverted[1][0].isupper() else verb
            parts[at - 1] = f"{before[: inverted.start()]}{said}{parts[at - 1][len(before) :]}"
        elif not _OF.search(before):
            word = re.match(r" ((?:also |only |now |still )?)([a-z']+)", parts[at])
            if word is not None and word[2] in _VERBS:
                parts[at] = f" {word[1]}{_VERBS[word[2]]}{parts[at][word.end() :]}"
    return name.join(parts)
