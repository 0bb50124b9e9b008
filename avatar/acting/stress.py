"""Which words of a line are stressed: what carries meaning, is drawn out, and is loud."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Pcm, Speech, Word

_FUNCTION = re.compile(
    r"(?:an?|the|and|or|but|so|if|then|than|that|this|these|those|its?|s?he|they|we|you|i|me|my|your|our|us|them"
    r"|him|her|his|their|is|am|are|was|were|be|been|being|do|does|did|have|has|had|will|would|can|could|shall"
    r"|should|may|might|must|of|to|in|on|at|by|for|with|from|as|into|about|up|out|no|not|just|very|too|also"
    r"|there|here|what|which|who|how|when|where|why|all|any|some|one)",
    re.IGNORECASE,
)
_PARTICLES = frozenset("的了呢吗吧啊呀哦嘛着过和与或是在也都就还又很把被给我你您他她它们这那有个")
_LETTERS_S = {"alphabetic": 0.075, "han": 0.22}
"""Seconds that a letter or a Chinese character takes when it is not stressed."""
_EASED = 0.15
"""How fast the usual loudness follows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word and how loud it was."""

    word: Word
    level: float
    """Root mean square of its sound, 0 … 1; 0 where its sound is not in the same piece."""


def heard(speech: Speech) -> tuple[Heard, ...]:
    """The words of a piece with their loudness."""
    return tuple(Heard(word, _level(speech.pcm, word, speech.start)) for word in speech.words)


def _level(pcm: Pcm, word: Word, start: int) -> float:
    sound = pcm[max(0, word.start - start) : max(0, word.end - start)]
    return float(np.sqrt(np.mean(np.square(np.nan_to_num(sound))))) if sound.size else 0.0


class Stress:
    """Scores words against what is usual for the voice; 1 is an ordinary word that carries meaning."""

    def __init__(self) -> None:
        """Know nothing of the voice yet."""
        self._usual = 0.0

    def score(self, item: Heard, text: str) -> float:
        """How stressed a word is, about 0.2 … 2.

        Args:
            item: The word as it was heard.
            text: The line that its indices point into.
        """
        spelled = text[item.word.text_start : item.word.text_end].strip(".,;:!?…，。！？：；、\"'“”‘’()（）")
        if not spelled:
            return 0.0
        score = 1.0 if _meaningful(spelled) else 0.3
        score *= 0.6 + 0.4 * min(2.0, _drawn_out(item.word, spelled))
        score *= 0.6 + 0.4 * min(2.0, self._loud(item.level))
        if any(sign.isdigit() for sign in spelled) or (len(spelled) > 2 and spelled.isupper()):
            score *= 1.25
        if text[item.word.text_end : item.word.text_end + 1] in ("!", "！"):
            score *= 1.15
        return score

    def _loud(self, level: float) -> float:
        if level <= 0:
            return 1.0
        usual = self._usual or level
        self._usual = usual + (level - usual) * _EASED
        return level / usual


def _meaningful(spelled: str) -> bool:
    if re.match(r"[\u4e00-\u9fff]", spelled):
        return any(sign not in _PARTICLES for sign in spelled)
    return not _FUNCTION.fullmatch(spelled)


def _drawn_out(word: Word, spelled: str) -> float:
    """Its length against what its letters take."""
    usual = sum(_LETTERS_S["han" if sign >= "\u2e80" else "alphabetic"] for sign in spelled)
    return (word.end - word.start) / SAMPLE_RATE_HZ / max(0.12, usual)


def guessed(text: str) -> tuple[Word, ...]:
    """Words and roughly their times, for a voice that tells none."""
    words, at = [], 0.1
    for match in re.finditer(r"[\u2e80-\u9fff]{1,2}|[^\W_]+(?:['’][^\W_]+)*|[,.;:!?，。！？；：]", text):
        spelled = match[0]
        if not spelled[0].isalnum():
            at += 0.25
            continue
        length = sum(_LETTERS_S["han" if sign >= "\u2e80" else "alphabetic"] for sign in spelled)
        words.append(
            Word(
                round(at * SAMPLE_RATE_HZ), round((at + length) * SAMPLE_RATE_HZ), match.start(), match.end()
            )
        )
        at += length
    return tuple(words)
