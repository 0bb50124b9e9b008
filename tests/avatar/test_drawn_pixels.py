"""What the drawn host keeps as pixels looks as if it had been drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from avatar.faces.drawn import DrawnFace
from avatar.faces.drawn.ink import flat, glow, line, ramp, surface
from avatar.faces.drawn.layer import Layer
from avatar.faces.drawn.light import Light
from avatar.faces.drawn.still import Still
from avatar.media import SAMPLE_RATE_HZ, VISEMES, GestureCue, MouthTrack, Performance, Picture

FRAME = 1920
BOUNDS = (-40.0, -40.0, 40.0, 40.0)


def sheet(side: int = 100) -> Picture:
    pixels = np.zeros((side, side, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    return pixels


def apart(one: Picture, other: Picture) -> int:
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def alike(one: Picture, other: Picture) -> bool:
    """Whether two pictures differ by no more than an arm or a lash that lies a quarter of a pixel aside."""
    apart = np.abs(one.astype(int) - other.astype(int)).max(axis=-1)
    return bool(apart.max() <= 110 and (apart > 3).mean() < 0.01)


def talking(theme: str) -> DrawnFace:
    ground = np.zeros((480, 720, 4), dtype=np.uint8)
    ground[:] = (38, 40, 74, 255)
    face = DrawnFace(DrawnFace.Config(theme=theme), ground)
    generator = np.random.default_rng(4)
    weights = np.eye(len(VISEMES), dtype=np.float32)[generator.integers(0, len(VISEMES), 30)].repeat(8, 0)
    gestures = (GestureCue("point_right", 20 * FRAME), GestureCue("nod", 80 * FRAME))
    face.perform(Performance("u", 0, MouthTrack(0, weights), "happy", gestures))
    return face


@pytest.mark.parametrize("theme", ["mei", "kai"])
def test_every_frame_is_what_drawing_the_whole_figure_would_give(theme: str) -> None:
    face, held_frames = talking(theme), 0
    for number in range(0, 150):
        picture = face.frame(number * FRAME)
        held = face._held
        assert held is not None
        held_frames += held.again
        if number % 7 == 0:
            whole = talking(theme)
            whole._draw_all(face._motion.moment(number * FRAME).posed_as(held.pose), 0)
            assert alike(picture, whole._pixels), number
    assert 30 < held_frames < 140


@pytest.mark.parametrize("theme", ["mei", "kai"])
def test_the_pose_that_is_shown_is_never_far_from_the_true_one(theme: str) -> None:
    face = talking(theme)
    shown_at = 0
    for number in range(200):
        at = number * FRAME
        face.frame(at)
        held = face._held
        assert held is not None
        shown_at = shown_at if held.again else at
        away_px = face._motion.moment(at).away(held.pose) * face._scale
        assert away_px < (1.0 if at - shown_at <= FRAME else 0.6)
        assert at - shown_at <= 0.16 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("theme", ["mei", "kai"])
def test_nothing_changes_outside_what_a_frame_says_it_changed(theme: str) -> None:
    face = talking(theme)
    shown = face.frame(0).copy()
    for number in range(1, 150):
        picture = face.frame(number * FRAME)
        shown[face.changed] = picture[face.changed]
        assert np.array_equal(shown, picture), number


def test_colours_come_out_as_they_are_named() -> None:
    pixels = sheet(4)
    canvas = surface(pixels, opaque=True).getCanvas()
    stops = (0.0, "#204060"), (1.0, "#204060")
    for paint in (flat("#204060"), ramp((0, 0), (4, 0), *stops), glow((2, 2), 4, *stops)):
        canvas.clear(0xFFFFFFFF)
        canvas.drawPaint(paint)
        assert (pixels == (0x20, 0x40, 0x60, 255)).all()
    canvas.drawLine(0, 2, 4, 2, line("#c08010", 2))
    assert (pixels[2, 2] == (0xC0, 0x80, 0x10, 255)).all()


def test_light_is_the_gradient_of_an_upright_form_and_does_not_turn_with_it() -> None:
    gradient = ramp((-30, -30), (30, 30), (0.0, "#f0e0d0"), (0.4, "#a08070"), (1.0, "#301008"))
    light = Light(gradient, BOUNDS, 1.0)
    form = skia.Path()
    form.addCircle(0, 0, 30)
    drawn = []
    for turn, lit in ((0, False), (0, True), (70, True)):
        pixels = sheet()
        canvas = surface(pixels, opaque=True).getCanvas()
        canvas.translate(50, 50)
        canvas.rotate(turn)
        if lit:
            light.fill(canvas, form)
        else:
            canvas.drawPath(form, gradient)
        drawn.append(pixels)
    assert apart(drawn[0], drawn[1]) <= 3
    inside = slice(30, 70), slice(30, 70)
    assert apart(drawn[1][inside], drawn[2][inside]) <= 3


@pytest.mark.parametrize("place", [(50.0, 50.0), (50.25, 49.75), (40.5, 61.0), (59.75, 40.0)])
def test_a_still_is_the_drawing_at_its_place(place: tuple[float, float]) -> None:
    def drawing(canvas: skia.Canvas) -> None:
        canvas.drawCircle(3, 4, 20, flat("#d04020", 0.8))

    kept, anew = sheet(), sheet()
    Still(drawing, BOUNDS, 1.0).draw(surface(kept, opaque=True).getCanvas(), *place)
    canvas = surface(anew, opaque=True).getCanvas()
    canvas.translate(*place)
    drawing(canvas)
    assert apart(kept, anew) <= 6


def test_a_layer_is_drawn_again_only_when_it_moved() -> None:
    drawings = []

    def drawing(canvas: skia.Canvas) -> None:
        drawings.append(canvas)
        canvas.drawRect(skia.Rect.MakeLTRB(-17, -9, 23, 15), flat("#d04020", 0.8))

    layer = Layer(drawing, BOUNDS)
    for count, (x, turn) in enumerate(((50.0, 0.0), (51.3, 0.0), (51.3, 25.0), (40.0, -140.0)), 1):
        for _ in range(2):
            kept, anew = sheet(), sheet()
            for pixels, draw in ((kept, layer.draw), (anew, drawing)):
                canvas = surface(pixels, opaque=True).getCanvas()
                canvas.translate(x, 50)
                canvas.rotate(turn)
                draw(canvas)
            drawings.pop()
            assert apart(kept, anew) <= 6
        assert len(drawings) == count


def test_where_nothing_moves_nothing_is_drawn() -> None:
    ground = np.full((240, 360, 4), 255, dtype=np.uint8)
    face, still = DrawnFace(DrawnFace.Config(), ground), 0
    before = face.frame(0).copy()
    for number in range(1, 100):
        picture = face.frame(number * FRAME)
        rows, columns = face.changed
        if rows.start == rows.stop:
            still += 1
            assert apart(picture, before) == 0
        else:
            outside = np.ones((240, 360), dtype=bool)
            outside[rows, columns] = False
            assert (picture == before)[outside].all()
        before = picture.copy()
    assert 20 < still < 99
