from __future__ import annotations

import unicodedata

import numpy as np
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.faces.drawn.brush import tint
from avatar.stage.picture.cleaning import clean, cleaned
from avatar.stage.picture.fonts import faces
from avatar.stage.picture.text import Fitted, Style, paragraph

STYLE = Style(tint("#ffffff"), align="centre", leading=1.2)


def drawn(fitted: Fitted, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    surface = skia.Surface(pixels, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
    fitted.draw(surface.getCanvas(), 0, 0)
    return pixels


def line_count(text: str, size: float, width: float) -> int:
    return int(paragraph(text, size, width, STYLE).Height / (size * STYLE.leading) + 0.5)


@given(st.text(max_size=400), st.integers(1, 60))
def test_cleaned_text_is_bounded_and_holds_nothing_hidden(text: str, longest: int) -> None:
    clean = cleaned(text, longest)
    assert len(clean) <= longest
    assert clean == clean.strip()
    assert "  " not in clean
    for character in clean.replace("\u200d", "").replace("\u200c", ""):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_direction_controls_and_stacked_marks_are_removed() -> None:
    assert cleaned("a\u202eb\u2066c\x00\n\td\ufeff", 20) == "abc d"
    assert cleaned("e" + "\u0301" * 40 + "x", 100) == "e\u0301\u0301x"


def test_a_cut_text_says_so() -> None:
    assert cleaned("x" * 100, 10) == "x" * 9 + "…"


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_fits_its_box(text: str) -> None:
    fitted = Fitted(cleaned(text, 200), (400, 100), (36, 20), 3, STYLE)
    assert fitted.height <= 104
    assert fitted.width <= 402


def test_long_text_is_shrunk_then_cut_and_stays_inside() -> None:
    short = Fitted("Hello", (600, 120), (40, 24), 3, STYLE)
    long = Fitted("a good lamp for the night " * 30, (600, 120), (40, 24), 3, STYLE)
    assert short.size == 40
    assert long.size == 24
    assert long.height <= 3 * 24 * 1.2 + 2


def test_chinese_breaks_anywhere_but_before_closing_punctuation() -> None:
    text = "这款台灯有三档亮度，夜里不刺眼。喜欢的朋友可以下单！"
    broken = 0
    for width in range(80, 700, 10):
        for end in (index for index, character in enumerate(text) if character in "，。！"):
            if line_count(text[: end + 1], 32, width) > line_count(text[:end], 32, width):
                broken += 1
                assert _last_line_width(text[: end + 1], width) > 40
    assert broken > 3


def _last_line_width(text: str, width: int) -> float:
    """Pixels of ink in the last line."""
    fitted = paragraph(text, 32, width, STYLE)
    tall = int(fitted.Height) + 2
    pixels = np.zeros((tall, width, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
    fitted.paint(surface.getCanvas(), 0, 0)
    line = pixels[-int(32 * 1.2) :, :, 3]
    columns = np.flatnonzero(line.any(axis=0))
    return float(columns[-1] - columns[0] + 1) if len(columns) else 0.0


def test_a_character_that_no_font_has_leaves_no_box() -> None:
    assert "".join(run for _, run in faces("a\U000e0041\u0378b")) == "ab"
    with_gap = drawn(Fitted("ab", (200, 50), (30, 30), 1, STYLE), 200, 50)
    dropped = drawn(Fitted("a\u0378b", (200, 50), (30, 30), 1, STYLE), 200, 50)
    assert np.array_equal(with_gap, dropped)


def test_bundled_face_has_latin_and_chinese() -> None:
    (face, run), *others = faces("Night Shift 夜班 · ¥129 …")
    assert not others
    assert run.startswith("Night")
    assert "Noto" in face.getFamilyName()


def test_joiners_stay_only_where_letters_or_emoji_need_them() -> None:
    assert cleaned("a\u200db\u200cc", 20) == "abc"
    assert cleaned("می\u200cخواهم", 20) == "می\u200cخواهم"
    family = "👨\u200d👩\u200d👧"
    assert cleaned(family, 20) == family
    assert cleaned("👍" + "\u200d👍" * 40, 200).count("👍") <= 6


def test_a_text_is_cut_between_what_a_reader_sees_as_characters() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    for longest in range(2, 30):
        text = cleaned(family * 4, longest)
        assert text.rstrip("…") == family * (len(text.rstrip("…")) // len(family))
    fitted = Fitted(family * 30, (200, 40), (30, 20), 1, STYLE)
    assert fitted.text.endswith("…")
    assert fitted.text[:-1] == family * ((len(fitted.text) - 1) // len(family))


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_each_kept_character_knows_where_it_stood(text: str) -> None:
    made = clean(text, 1000)
    assert len(made.places) == len(made.text)
    assert list(made.places) == sorted(made.places)
    for character, place in zip(made.text, made.places, strict=True):
        assert text[place] == character or (character == " " and text[place].isspace())


def test_emoji_are_drawn_in_colour_and_a_joined_one_is_one_picture() -> None:
    width = paragraph("👍", 40, 800, STYLE).LongestLine
    for joined in ("👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🏳️\u200d🌈", "1️⃣", "🇨🇳", "❤️"):
        assert abs(paragraph(joined, 40, 800, STYLE).LongestLine - width) < 1, joined
        pixels = drawn(Fitted(cleaned(joined, 20), (60, 60), (40, 40), 1, STYLE), 60, 60)
        assert np.ptp(pixels[..., :3].astype(int), axis=-1).max() > 60, joined


def test_arabic_and_hebrew_run_from_the_right_with_their_mark_at_the_left() -> None:
    for text in ("مصباح القمر", "מנורת הירח"):
        style = Style(tint("#ffffff"))
        plain, marked = (
            drawn(Fitted(one, (600, 60), (36, 36), 1, style), 600, 60)[..., 0] for one in (text, text + "!")
        )
        end, later = (int(np.flatnonzero(one.any(axis=0))[-1]) for one in (plain, marked))
        assert later > end, "the mark takes its place at the left and moves the letters"
        profiles = [one[:, last - 90 : last].sum(axis=0) for one, last in ((plain, end), (marked, later))]
        assert np.corrcoef(*profiles)[0, 1] > 0.8


def test_scripts_of_many_shoppers_are_drawn_on_a_bare_machine() -> None:
    for text in ("مصباح", "מנורה", "โคมไฟ", "दीपक", "Лампа", "台灯", "ランプ", "λάμπα", "🎉"):
        assert "".join(run for _, run in faces(text)) == text
        pixels = drawn(Fitted(text, (300, 60), (36, 36), 1, STYLE), 300, 60)
        assert pixels[..., :3].any(), text


def test_ten_thousand_characters_take_no_longer_than_what_is_shown() -> None:
    for piece in ("x", "长", "👨\u200d👩\u200d👧", "م", "e" + "\u0301" * 50, "a\u202e"):
        fitted = Fitted(cleaned(piece * 10_000, 120), (400, 60), (27, 19), 2, STYLE)
        assert len(fitted.text) <= 121
        assert fitted.width <= 402
