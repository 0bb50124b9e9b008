from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.media import Picture
from avatar.stage.yuv import YuvPicture, planes


@dataclass
class Part:
    x: int
    y: int
    pixels: Picture


def flat(width: int, height: int, colour: tuple[int, int, int]) -> Picture:
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:] = (*colour, 255)
    return pixels


def converted(picture: YuvPicture, width: int, height: int) -> list[np.ndarray]:
    copy = picture.copy()
    picture.refresh(copy)
    assert (copy.frame.width, copy.frame.height) == (width, height)
    return [plane.copy() for plane in planes(copy.frame)]


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_bt709_in_limited_range(
    colour: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    picture = YuvPicture(64, 48)
    picture.update([Part(0, 0, flat(64, 48, colour))])
    for plane, level in zip(converted(picture, 64, 48), expected, strict=True):
        assert np.abs(plane.astype(int) - level).max() <= 1


def test_only_the_changed_part_changes() -> None:
    picture = YuvPicture(70, 50)
    picture.update([Part(0, 0, flat(70, 50, (255, 255, 255)))])
    picture.update([Part(20, 10, flat(30, 20, (255, 0, 0)))])
    luma, blue, red = converted(picture, 70, 50)
    assert (np.abs(luma[10:30, 20:50].astype(int) - 63) <= 1).all()
    assert (red[5:15, 10:25] > 200).all()
    luma[10:30, 20:50] = 235
    blue[5:15, 10:25] = 128
    assert (luma == 235).all()
    assert (blue == 128).all()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10), st.integers(0, 8), st.integers(1, 20), st.integers(1, 14), st.integers(0, 2**32 - 1)
)
def test_a_part_is_the_same_as_the_whole(x: int, y: int, width: int, height: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    whole = np.kron(generator.integers(0, 256, (30, 40, 4), np.uint8), np.ones((2, 2, 1), np.uint8))
    whole[..., 3] = 255
    x, y, width, height = 2 * x, 2 * y, min(2 * width, 80 - 2 * x), min(2 * height, 60 - 2 * y)
    reference, patched = YuvPicture(80, 60), YuvPicture(80, 60)
    reference.update([Part(0, 0, whole)])
    patched.update([Part(0, 0, whole), Part(x, y, flat(width, height, (9, 9, 9)))])
    patched.update([Part(x, y, whole[y : y + height, x : x + width])])
    expected, got = converted(reference, 80, 60), converted(patched, 80, 60)
    assert (expected[0] == got[0]).all()
    inside = np.zeros((30, 40), bool)  # at its border a part's colour cannot see its neighbours
    inside[y // 2 + 1 : (y + height) // 2 - 1, x // 2 + 1 : (x + width) // 2 - 1] = True
    for plane in (1, 2):
        assert (expected[plane] == got[plane])[inside].all()


@pytest.mark.parametrize(
    ("x", "y", "width", "height"), [(1, 0, 4, 4), (0, 0, 5, 4), (60, 0, 8, 8), (0, 44, 8, 8)]
)
def test_an_odd_or_outlying_part_is_refused(x: int, y: int, width: int, height: int) -> None:
    with pytest.raises(ValueError, match="region"):
        YuvPicture(64, 48).update([Part(x, y, flat(width, height, (1, 2, 3)))])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 11), st.integers(1, 16), st.integers(1, 12),
                          st.booleans()), max_size=40), st.integers(0, 2**32 - 1))  # fmt: skip
def test_a_copy_that_is_only_now_and_then_brought_up_to_date_is_the_whole_picture(
    parts: list[tuple[int, int, int, int, bool]], seed: int
) -> None:
    picture = YuvPicture(64, 48)
    colours = np.random.default_rng(seed).integers(0, 256, (len(parts), 3))
    often, seldom = picture.copy(), picture.copy()
    picture.refresh(often)
    for (x, y, width, height, refresh), colour in zip(parts, colours.tolist(), strict=True):
        left, top = 2 * min(x, 15), 2 * min(y, 11)
        right, bottom = min(64, left + 2 * width), min(48, top + 2 * height)
        picture.convert(left, top, flat(right - left, bottom - top, tuple(colour)))
        picture.refresh(often)
        if refresh:
            picture.refresh(seldom)
    picture.refresh(seldom)
    fresh = converted(picture, 64, 48)
    for copy in (often, seldom):
        for mine, expected in zip(planes(copy.frame), fresh, strict=True):
            assert (mine == expected).all()


def test_a_part_whose_rows_lie_apart_is_converted_as_it_is() -> None:
    whole = np.random.default_rng(1).integers(0, 256, (48, 64, 4), np.uint8)
    apart, together = YuvPicture(64, 48), YuvPicture(64, 48)
    apart.convert(10, 6, whole[8:30, 20:50])
    together.convert(10, 6, np.ascontiguousarray(whole[8:30, 20:50]))
    backwards = YuvPicture(64, 48)
    backwards.convert(10, 6, np.ascontiguousarray(whole[8:30, 20:50][::-1])[::-1])
    for one, two, three in zip(
        *(converted(each, 64, 48) for each in (apart, together, backwards)), strict=True
    ):
        assert (one == two).all()
        assert (one == three).all()
