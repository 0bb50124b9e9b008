"""What moderation says of one message."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Rule = Literal["", "abuse", "spam", "contact", "link", "injection", "blocked", "noise"]
RULES: tuple[Rule, ...] = ("blocked", "injection", "abuse", "contact", "link", "spam", "noise")
"""The rules that judge, the one that decides first coming first."""
LONGEST_EVIDENCE = 80
"""Characters of evidence kept."""
_SPARED = 2
"""Characters of an abusive word shown at its beginning."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one rule saw in a text."""

    rule: Rule
    kind: str
    """Which list or pattern saw it: ``insult``, ``phone``, ``override``, …"""
    weight: float
    """How grave, 0 to 1; the weights of one rule add up."""
    text: str
    """The words, as they were read: folded, and without what was put between letters to hide them."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a message takes part in the room, and why not."""

    allowed: bool
    rule: Rule = ""
    """What decided. Empty when nothing was seen; ``noise`` also of allowed messages in which there is nothing
    to answer (only pictures or punctuation)."""
    evidence: str = ""
    """For the journal and the operator: kind and words, at most 80 characters on one line, abuse masked."""
    score: float = 0.0
    """How grave, 0 to 1; when the model decided, its probability that this is abuse; when allowed, the
    weight of the abuse that was seen without being enough."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A judgement with all its grounds, for whoever wonders."""

    judgement: Judgement
    findings: tuple[Finding, ...]
    model: str = ""
    """Which model was asked: ``built-in`` or ``trained``; empty for none."""
    probability: float = 0.0
    """The model's, that the text is abusive."""
    certainty: float = 1.0
    """The probability from which the model holds a message back whatever the rules say."""

    def as_data(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


ALLOWED = Judgement(allowed=True)
"""Nothing was seen."""


def shown(text: str, *, masked: bool) -> str:
    """A stranger's words as evidence: one printable line, cut, and unreadable aloud when masked."""
    line = text[: 2 * LONGEST_EVIDENCE]
    if not line.isprintable():
        line = "".join(char if char.isprintable() else " " for char in line)
    line = " ".join(line.split())
    if masked:
        line = " ".join(_masked(word) for word in line.split(" "))
    return line if len(line) <= LONGEST_EVIDENCE else line[: LONGEST_EVIDENCE - 1] + "…"


def _masked(word: str) -> str:
    kept = min(_SPARED, max(1, len(word) // 3))
    return word[:kept] + "*" * (len(word) - kept)
