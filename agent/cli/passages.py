"""A recording cut into sentences, as the stage takes them: a caption, its words, its sound and its mouth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.cli.lips_track import Track
from avatar.clock import BLOCK
from avatar.media import MouthTrack, Pcm, Speech, Word
from avatar.stage.messages import Begin, Feed

_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*\s|[。！？\n]""")
_CLAUSE_END = re.compile(r"[,;:]\s|[，；：、—–]")
_LONG = 60
"""Letters of a caption after which it may end with a clause; a Chinese character counts as two."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a recording, from silence to silence."""

    start: int
    """Samples; a whole number of blocks."""
    end: int
    """Samples, exclusive; a whole number of blocks, but for the last."""
    text: str
    """Its caption; empty where it is not known."""
    words: tuple[Word, ...] = ()
    """Times from the passage's start, places in ``text``."""


def passages(text: str, words: Sequence[Word], samples: int) -> list[Passage]:
    """Cut a recording between its sentences.

    Args:
        text: What is said.
        words: Where, over the whole recording and the whole text; without any, nothing is cut.
        samples: Length of the recording.
    """
    if not words:
        return [Passage(0, samples, "")]
    cuts, edges, places = [0], [0], [0]
    for cut in _cuts(text, words):
        edge = (words[cut - 1].end + words[cut].start) // 2 // BLOCK * BLOCK
        if max(edges[-1], words[cut - 1].start) < edge < samples:
            cuts.append(cut)
            edges.append(edge)
            places.append(words[cut].text_start)
    inside = pairwise([*cuts, len(words)])
    return [
        _passage(text, words[first:after], times, characters)
        for (first, after), times, characters in zip(
            inside, pairwise([*edges, samples]), pairwise([*places, len(text)]), strict=True
        )
    ]


def _cuts(text: str, words: Sequence[Word]) -> Iterator[int]:
    """Numbers of the words that begin a passage, but the first."""
    begun = 0
    for index in range(1, len(words)):
        between = text[words[index - 1].text_end : words[index].text_start]
        length = sum(1 + (char > "⺀") for char in text[words[begun].text_start : words[index].text_start])
        if _SENTENCE_END.search(between) or (length > _LONG and _CLAUSE_END.search(between)):
            begun = index
            yield index


def _passage(text: str, words: Sequence[Word], edges: tuple[int, int], places: tuple[int, int]) -> Passage:
    caption = text[places[0] : places[1]]
    left = places[0] + len(caption) - len(caption.lstrip())
    start, end = edges
    inside = tuple(
        Word(
            max(0, word.start - start),
            min(word.end, end) - start,
            word.text_start - left,
            word.text_end - left,
        )
        for word in words
    )
    return Passage(start, end, caption.strip(), inside)


def commands(
    found: Sequence[Passage], blocks: Iterator[Pcm], track: Track, mood: str, language: str
) -> Iterator[Begin | Feed]:
    """What a stage is told to play a recording.

    Args:
        found: Its passages.
        blocks: Its sound in pieces of a whole number of blocks, but for the last.
        track: Its mouth.
        mood: A VRM preset, throughout.
        language: Of the text.
    """
    at = 0
    rest: Pcm | None = None
    for number, passage in enumerate(found):
        name = f"passage {number}"
        yield Begin(name, passage.text, language, mood)
        waiting = list(passage.words)
        while at < passage.end:
            pcm = rest if rest is not None else next(blocks)
            taken, rest = pcm[: passage.end - at], pcm[passage.end - at :]
            rest = rest if rest.size else None
            inside = [word for word in waiting if word.start < at + taken.size - passage.start]
            waiting = waiting[len(inside) :]
            last = at + taken.size == passage.end
            weights = track.weights[at // BLOCK : -(-(at + taken.size) // BLOCK)]
            yield Feed(
                Speech(name, taken, at - passage.start, (), tuple(inside), last),
                MouthTrack(at - passage.start, weights, track.source, track.confidence),
            )
            at += taken.size
