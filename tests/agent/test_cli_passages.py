from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.cli.lips_track import Track, in_blocks
from agent.cli.passages import commands, passages
from avatar.media import Word
from avatar.stage.messages import Begin, Feed

TEXT = "Hi there! It is $3.50 today. 你好。再见！"


def words_of(text: str, starts: list[int] | None = None) -> list[Word]:
    spans = [match.span() for match in re.finditer(r"[$\w.']*\w|[\u4e00-\u9fff]", text)]
    at = starts or [4_800 * number for number in range(1, len(spans) + 1)]
    return [Word(begin, begin + 4_000, *span) for begin, span in zip(at, spans, strict=True)]


def test_a_recording_is_cut_where_its_sentences_end() -> None:
    words = words_of(TEXT)
    found = passages(TEXT, words, 96_000)
    assert [each.text for each in found] == ["Hi there!", "It is $3.50 today.", "你好。", "再见！"]
    assert found[0].start == 0
    assert found[-1].end == 96_000
    for before, after in pairwise(found):
        assert before.end == after.start
        assert before.end % 480 == 0
    for each in found:
        for word in each.words:
            assert 0 <= word.start < word.end <= each.end - each.start
            assert each.text[word.text_start : word.text_end].strip()


def test_a_long_sentence_is_cut_between_its_clauses() -> None:
    clause = "and then we look at the next one of them, "
    text = "First " + clause * 6 + "and that is all."
    found = passages(text, words_of(text), 48_000 * 60)
    assert len(found) > 2
    assert all(len(each.text) < 110 for each in found)
    assert " ".join(each.text for each in found) == text


def test_without_words_it_stays_whole() -> None:
    (only,) = passages("whatever is said", [], 1234)
    assert (only.start, only.end, only.text) == (0, 1234, "")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 30_000), min_size=0, max_size=11),
    st.integers(1, 400_000),
    st.integers(1, 60),
    st.integers(0, 2**31),
)
def test_every_sample_row_and_word_is_handed_over_once_and_in_order(
    gaps: list[int], more: int, blocks: int, seed: int
) -> None:
    spans = words_of(TEXT)[: len(gaps)]
    starts = np.cumsum(gaps).tolist()
    words = [
        Word(start, start + 1 + gap // 2, word.text_start, word.text_end)
        for start, gap, word in zip(starts, [*gaps[1:], 2][: len(starts)], spans, strict=False)
    ]
    samples = (starts[-1] if starts else 0) + more
    pcm = np.random.default_rng(seed).random(samples, dtype=np.float32)
    rows = -(-samples // 480)
    weights = np.arange(rows * 15, dtype=np.float32).reshape(rows, 15)
    track = Track(weights, tuple(words), "aligned", 1.0, samples)
    found = passages(TEXT, words, samples)
    told = list(commands(found, in_blocks(iter([pcm]), blocks * 480), track, "happy", "en"))
    feeds = [each for each in told if isinstance(each, Feed)]
    begins = [each for each in told if isinstance(each, Begin)]
    assert [each.utterance for each in begins] == list(dict.fromkeys(each.speech.utterance for each in feeds))
    assert (np.concatenate([each.speech.pcm for each in feeds]) == pcm).all()
    assert (np.concatenate([each.mouth.weights for each in feeds]) == weights).all()
    assert sum(len(each.speech.words) for each in feeds) == len(words)
    assert sum(each.speech.last for each in feeds) == len(begins)
    for begin in begins:
        mine = [each for each in feeds if each.speech.utterance == begin.utterance]
        starts_of = [each.speech.start for each in mine]
        lengths = [each.speech.pcm.size for each in mine]
        assert starts_of == [sum(lengths[:number]) for number in range(len(lengths))]
        assert all(each.mouth.start == each.speech.start for each in mine)
