"""What makes a picture a good host, judged from landmarks and pixels that were found once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.faces.photo.avatar import PhotoAvatar, open_avatar
from avatar.faces.photo.check import Report, angles, examine
from avatar.faces.photo.texture import polygon
from avatar.faces.photo.topology import EYES, LOWER_LIP, UPPER_LIP

ASTRONAUT = Path(__file__).parent / "astronaut"
Points = NDArray[np.float64]
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def portrait() -> PhotoAvatar:
    return open_avatar(str(ASTRONAUT))


def judged(
    portrait: PhotoAvatar,
    *,
    points: Callable[[Points], Points] = lambda it: it,
    pixels: Callable[[Pixels], Pixels] = lambda it: it,
    hands: tuple[Points, ...] = (),
    face_px: float = 240.0,
) -> Report:
    colours, matte = portrait.pictures()
    landmarks = points(portrait.landmarks.copy())
    return examine(pixels(colours.copy()), matte, landmarks, list(hands), face_px)


def turned(degrees: float, first: int, second: int) -> Callable[[Points], Points]:
    angle = np.radians(degrees)

    def turn(points: Points) -> Points:
        middle = points.mean(axis=0)
        away = points - middle
        one, other = away[:, first].copy(), away[:, second].copy()
        away[:, first] = one * np.cos(angle) - other * np.sin(angle)
        away[:, second] = one * np.sin(angle) + other * np.cos(angle)
        return np.asarray(away + middle)

    return turn


def test_a_good_portrait_has_no_fault(portrait: PhotoAvatar) -> None:
    report = judged(portrait)
    assert report.faults == ()
    assert abs(report.yaw) < 5
    assert abs(report.pitch) < 6
    assert abs(report.roll) < 6


@pytest.mark.parametrize(("degrees", "axes", "told"), [
    (25, (0, 2), "turned 2"),
    (-25, (0, 2), "turned 2"),
    (30, (1, 2), "looks"),
    (-30, (1, 2), "looks"),
    (22, (0, 1), "tilted by 2"),
])  # fmt: skip
def test_a_head_turned_away_is_named_with_its_angle(
    portrait: PhotoAvatar, degrees: float, axes: tuple[int, int], told: str
) -> None:
    faults = judged(portrait, points=turned(degrees, *axes)).faults
    assert any(told in fault and "at most" in fault for fault in faults)


def test_angles_are_those_it_was_turned_by(portrait: PhotoAvatar) -> None:
    plain = angles(portrait.landmarks)
    assert angles(turned(10, 0, 1)(portrait.landmarks))[2] == pytest.approx(plain[2] + 10, abs=1.5)
    assert abs(angles(turned(10, 0, 2)(portrait.landmarks))[0] - plain[0]) == pytest.approx(10, abs=1.5)


def test_a_small_face_is_told_how_wide_it_must_be(portrait: PhotoAvatar) -> None:
    (fault,) = judged(portrait, face_px=91.0).faults
    assert "91 px wide, 200 are needed" in fault


def test_a_face_at_the_border_is_cut_off(portrait: PhotoAvatar) -> None:
    def moved(points: Points) -> Points:
        points[:, 0] -= points[:, 0].min() + 20
        return points

    assert any("cut off" in fault for fault in judged(portrait, points=moved).faults)


@pytest.mark.parametrize(
    "colour", [(70, 120, 190), (235, 235, 235), (20, 20, 20), (205, 160, 130), (160, 60, 60)]
)
def test_a_covered_mouth_is_seen_whatever_covers_it(
    portrait: PhotoAvatar, colour: tuple[int, int, int]
) -> None:
    def masked(pixels: Pixels) -> Pixels:
        border = portrait.landmarks[[227, 195, 447, 361, 397, 378, 152, 149, 172, 132], :2]
        pixels[polygon(border, pixels.shape) > 128] = colour
        return pixels

    assert any("mouth" in fault for fault in judged(portrait, pixels=masked).faults)


def test_a_hand_before_the_mouth_is_named(portrait: PhotoAvatar) -> None:
    lips = portrait.landmarks[13, :2]
    hand = lips + np.random.default_rng(1).normal(0, 20, (21, 2))
    (fault,) = judged(portrait, hands=(hand,)).faults
    assert "hand is before the mouth" in fault
    assert judged(portrait, hands=(hand + 400,)).faults == ()


def test_closed_eyes_are_a_fault_and_half_open_ones_a_note(portrait: PhotoAvatar) -> None:
    def lids(part: float) -> Callable[[Points], Points]:
        def closed(points: Points) -> Points:
            for eye in EYES:
                for high, low in zip(eye.upper[0], eye.lower[0], strict=True):
                    points[high, :2] += part * (points[low, :2] - points[high, :2])
            return points

        return closed

    (fault,) = judged(portrait, points=lids(0.9)).faults
    assert "eyes are closed" in fault
    half = judged(portrait, points=lids(0.42))
    assert half.faults == ()
    assert any("half shut" in note for note in half.notes)


@pytest.mark.parametrize(("change", "told"), [
    (lambda it: (it * 0.1).astype(np.uint8), "too dark"),
    (lambda it: np.clip(it * 3.0 + 60, 0, 255).astype(np.uint8), "burnt out"),
    (lambda it: np.repeat(it.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2), "no colours"),
])  # fmt: skip
def test_bad_light_is_named(portrait: PhotoAvatar, change: Callable[[Pixels], Pixels], told: str) -> None:
    assert any(told in fault for fault in judged(portrait, pixels=change).faults)


def test_lips_of_every_skin_are_seen(portrait: PhotoAvatar) -> None:
    """A dark skin with lips hardly redder than it."""
    rows = [index for row in (*UPPER_LIP, *LOWER_LIP) for index in row]
    border = portrait.landmarks[[61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91], :2]

    def dark(pixels: Pixels) -> Pixels:
        pixels[:] = (pixels * (0.42, 0.36, 0.33)).astype(np.uint8)
        lips = polygon(border, pixels.shape) > 128
        pixels[lips] = (pixels[lips] * (1.0, 0.97, 1.0)).astype(np.uint8)
        return pixels

    assert len(rows) == 88
    assert judged(portrait, pixels=dark).faults == ()
