from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.media import MouthTrack, Performance, Picture, Word
from avatar.stage.config import StageConfig
from avatar.stage.picture.caption import CaptionPanel
from avatar.stage.picture.cleaning import cleaned
from avatar.stage.picture.layout import Box
from avatar.stage.picture.paging import pages
from avatar.stage.picture.tiles import tile
from avatar.stage.scene import Region, Scene
from avatar.stage.template import Look, load_template

FRAME = 1920
BOX = Box(0, 0, 900, 120)
ACCENT = (255, 199, 101)
LONG = (
    "This little lamp folds flat into a drawer, runs ten hours on one charge, and has three colours of "
    "light, so that it is never too bright at night. It is thirty-nine dollars."
)


def words_of(text: str, each: int = 9600) -> tuple[Word, ...]:
    found = []
    at = 0
    for number, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        found.append(Word(number * each, (number + 1) * each - 480, start, start + len(word.rstrip(",."))))
    return tuple(found)


def panel_of(text: str, words: tuple[Word, ...], look: Look | None = None) -> CaptionPanel:
    panel = CaptionPanel(BOX, look or Look(), 1.0)
    panel.show(text)
    panel.spoken(0, words)
    return panel


def drawn(panel: CaptionPanel) -> Picture:
    image = tile(BOX.width, BOX.height, panel.draw)
    return np.ascontiguousarray(image.toarray()[..., :3])


def lit(panel: CaptionPanel) -> Picture:
    """Where the accent colour shows, whichever way the canvas orders red and blue."""
    pixels = drawn(panel).astype(int)
    near = [np.abs(pixels - np.array(colour)).max(axis=-1) < 10 for colour in (ACCENT, ACCENT[::-1])]
    return np.asarray(near[0] | near[1])


def columns(mask: Picture) -> tuple[int, int]:
    found = np.flatnonzero(mask.any(axis=0))
    return int(found[0]), int(found[-1])


def test_the_spoken_word_is_marked_while_it_is_spoken() -> None:
    text = "The lamp is cheap"
    panel = panel_of(text, words_of(text))
    places = []
    for number in range(4):
        panel.step(number * 9600 + 1000)
        places.append(columns(lit(panel)))
    assert all(one[1] < other[0] + 12 for one, other in pairwise(places))
    assert places[1][1] - places[1][0] > places[2][1] - places[2][0], "lamp is wider than is"
    panel.step(4 * 9600 + 48_000)
    assert not lit(panel).any()


def test_a_word_that_changes_redraws_only_itself_and_the_one_before() -> None:
    panel = panel_of("The lamp is cheap", words_of("The lamp is cheap"))
    assert panel.step(0) == (BOX,)
    assert panel.step(FRAME) == ()
    changed = panel.step(9600)
    assert 0 < sum(box.width * box.height for box in changed) < BOX.width * BOX.height / 4
    assert panel.step(9600 + FRAME) == ()


def test_marks_follow_the_voice_from_right_to_left() -> None:
    text = "هذا المصباح رخيص جدا"
    panel = panel_of(text, words_of(text))
    places = []
    for number in range(4):
        panel.step(number * 9600 + 1000)
        places.append(columns(lit(panel)))
    assert all(one[0] > other[1] - 12 for one, other in pairwise(places))


def test_chinese_words_are_marked_by_their_characters() -> None:
    text = "这款台灯很便宜。"
    words = tuple(
        Word(number * 9600, number * 9600 + 9000, start, end)
        for number, (start, end) in enumerate(((0, 2), (2, 4), (4, 5), (5, 7)))
    )
    panel = panel_of(text, words)
    panel.step(0)
    two = columns(lit(panel))
    panel.step(2 * 9600)
    one = columns(lit(panel))
    assert 1.6 < (two[1] - two[0]) / (one[1] - one[0]) < 2.4
    assert two[1] < one[0]


def test_what_cleaning_left_out_does_not_shift_the_marks() -> None:
    dirty = "The \u202e\u0000  lamp is cheap"
    words = words_of("The lamp is cheap")
    shift = dirty.index("lamp") - "The lamp".index("lamp")
    moved = (words[0], *(Word(w.start, w.end, w.text_start + shift, w.text_end + shift) for w in words[1:]))
    plain, cleaned = panel_of("The lamp is cheap", words), panel_of(dirty, moved)
    for number in range(4):
        for panel in (plain, cleaned):
            panel.step(number * 9600)
        assert np.array_equal(drawn(plain), drawn(cleaned))


def test_long_captions_turn_pages_with_the_voice() -> None:
    panel = panel_of(LONG, words_of(LONG))
    seen = []
    for number in range(len(LONG.split())):
        boxes = panel.step(number * 9600)
        assert lit(panel).any(), number
        if BOX in boxes:
            seen.append(number)
    assert seen[0] == 0
    assert 2 <= len(seen) <= 4


def test_without_word_times_pages_turn_at_the_pace_of_speech() -> None:
    panel = panel_of(LONG, ())
    first = panel.step(0)
    turned = [second for second in range(1, 30) if panel.step(second * 48_000)]
    assert first == (BOX,)
    assert 1 <= len(turned) <= 3
    assert not lit(panel).any()


def test_a_piece_of_speech_that_comes_in_later_is_marked_too() -> None:
    words = words_of("The lamp is cheap")
    panel = panel_of("The lamp is cheap", words[:2])
    panel.step(3 * 9600)
    assert not lit(panel)[:, 600:].any()
    panel.spoken(0, words[2:])
    panel.step(3 * 9600 + FRAME)
    assert lit(panel).any()


def test_an_interrupt_marks_nothing_more() -> None:
    panel = panel_of("The lamp is cheap", words_of("The lamp is cheap"))
    panel.clear(9600)
    panel.step(2 * 9600 + 20_000)
    assert not lit(panel).any()


@pytest.mark.parametrize("highlight", ["colour", "none"])
def test_how_a_word_is_shown_is_the_templates_choice(highlight: str) -> None:
    look = Look.model_validate({"highlight": highlight})
    panel = panel_of("The lamp is cheap", words_of("The lamp is cheap"), look)
    panel.step(9600)
    assert (lit(panel).sum() > 100) == (highlight == "colour")


@given(st.text(max_size=400), st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_no_caption_and_no_word_times_break_it(text: str, spans: list[tuple[int, int]]) -> None:
    words = tuple(
        Word(number * 4800, number * 4800 + 4000, start, start + length)
        for number, (start, length) in enumerate(spans)
    )
    panel = panel_of(text, words)
    for at in range(0, 60_000, 4800):
        for box in panel.step(at):
            assert box.within(BOX) == box
            assert not (box.x | box.y | box.width | box.height) % 2


@given(st.text(alphabet="ab ,.长词。，", max_size=300), st.integers(3, 40))
@settings(max_examples=100, deadline=None)
def test_pages_hold_the_whole_text(text: str, most: int) -> None:
    text = cleaned(text, 300)
    found = pages(text, lambda piece: len(piece) <= most)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "")
    for start, end in found:
        assert end > start


def test_a_caption_over_the_host_is_marked_without_touching_the_rest() -> None:
    scene = Scene(StageConfig(width=360, height=640, template=load_template("spotlight")))
    picture = scene.background()
    text = "The lamp is cheap"
    scene.caption(text, "en")
    scene.perform(Performance("u", 0, MouthTrack(0, np.zeros((200, 15), np.float32)), words=words_of(text)))
    for number in range(12):
        put(picture, scene.advance(number * FRAME))
    box = scene.layout.caption
    assert box is not None
    near = np.abs(picture[..., :3].astype(int) - (255, 216, 77)).max(axis=-1) < 8
    assert near[box.y : box.bottom].sum() > 100
    whole = scene.background()
    assert np.array_equal(whole, picture)
    scene.close()


def put(picture: Picture, regions: list[Region]) -> None:
    for region in regions:
        height, width = region.pixels.shape[:2]
        picture[region.y : region.y + height, region.x : region.x + width] = region.pixels
