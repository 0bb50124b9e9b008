"""Paints and curves the host is drawn with.

One policy holds for every shape: forms are parted by tone, not by outline; only where skin or cloth
lies on the same skin or cloth does a thin darker contour part them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot

import skia

Point = tuple[float, float]
Knot = tuple[float, float] | tuple[float, float, float]
"""x, y and, where it is not 1, how smooth the curve passes: 0 makes a corner."""

_HANDLE = 0.36
"""Bezier handle as a part of the distance to the neighbour; 0.36 comes closest to round forms."""


def tint(colour: str, alpha: float = 1.0) -> int:
    """Skia's colour number of ``#rrggbb``."""
    value = int(colour[1:], 16)
    return int(skia.ColorSetARGB(round(255 * alpha), value >> 16, (value >> 8) & 255, value & 255))


def blend(first: str, second: str, part: float) -> str:
    """``#rrggbb`` a part of the way from the first colour to the second."""
    a, b = int(first[1:], 16), int(second[1:], 16)
    channels = (
        round(((a >> shift) & 255) * (1 - part) + ((b >> shift) & 255) * part) for shift in (16, 8, 0)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def flat(colour: str, alpha: float = 1.0) -> skia.Paint:
    """A plain fill."""
    return skia.Paint(Color=tint(colour, alpha), AntiAlias=True)


def line(colour: str, width: float, alpha: float = 1.0) -> skia.Paint:
    """A stroke with round ends and joins."""
    return skia.Paint(
        Color=tint(colour, alpha),
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )


def ramp(start: Point, end: Point, *stops: tuple[float, str] | tuple[float, str, float]) -> skia.Paint:
    """A linear gradient; each stop is position 0 … 1, colour and, where it is not 1, alpha."""
    colours = [tint(stop[1], stop[2] if len(stop) == 3 else 1.0) for stop in stops]
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(*start), skia.Point(*end)], colours, [stop[0] for stop in stops]
    )
    return skia.Paint(Shader=shader, AntiAlias=True)


def glow(centre: Point, radius: float, *stops: tuple[float, str] | tuple[float, str, float]) -> skia.Paint:
    """A radial gradient; stops as in ``ramp``."""
    colours = [tint(stop[1], stop[2] if len(stop) == 3 else 1.0) for stop in stops]
    shader = skia.GradientShader.MakeRadial(skia.Point(*centre), radius, colours, [stop[0] for stop in stops])
    return skia.Paint(Shader=shader, AntiAlias=True)


def mirrored(half: Sequence[Knot]) -> list[Knot]:
    """The knots of a form whose right half runs from top to bottom, closed over the left."""
    left: list[Knot] = [
        (-knot[0], knot[1], knot[2]) if len(knot) == 3 else (-knot[0], knot[1])
        for knot in reversed(half)
        if knot[0] != 0
    ]
    return [*half, *left]


def curve(knots: Sequence[Knot], closed: bool = True) -> skia.Path:
    """A smooth path through the knots."""
    path = skia.Path()
    count = len(knots)
    handles: list[tuple[float, float, float, float]] = []
    for index, knot in enumerate(knots):
        before = knots[index - 1] if closed or index else knot
        after = knots[(index + 1) % count] if closed or index < count - 1 else knot
        along_x, along_y = after[0] - before[0], after[1] - before[1]
        length = hypot(along_x, along_y) or 1.0
        smoothness = (knot[2] if len(knot) == 3 else 1.0) * _HANDLE / length
        back = smoothness * hypot(knot[0] - before[0], knot[1] - before[1])
        ahead = smoothness * hypot(after[0] - knot[0], after[1] - knot[1])
        handles.append(
            (
                knot[0] - along_x * back,
                knot[1] - along_y * back,
                knot[0] + along_x * ahead,
                knot[1] + along_y * ahead,
            )
        )
    path.moveTo(knots[0][0], knots[0][1])
    for index in range(count if closed else count - 1):
        following = (index + 1) % count
        out, into, end = handles[index], handles[following], knots[following]
        path.cubicTo(out[2], out[3], into[0], into[1], end[0], end[1])
    if closed:
        path.close()
    return path


def ribbon(spine: Sequence[Point], widths: Sequence[float], round_end: bool = False) -> skia.Path:
    """A tapering band along a spine, as for a brow, a strand of hair or a sleeve.

    Args:
        spine: Points along the middle.
        widths: Full width at each of them.
        round_end: Whether the band ends in a half circle rather than straight.
    """
    left: list[Knot] = []
    right: list[Knot] = []
    last = len(spine) - 1
    across_x = across_y = 0.0
    for index, (x, y) in enumerate(spine):
        before, after = spine[max(index - 1, 0)], spine[min(index + 1, last)]
        along_x, along_y = after[0] - before[0], after[1] - before[1]
        length = hypot(along_x, along_y) or 1.0
        half = widths[index] / 2
        across_x, across_y = -along_y / length * half, along_x / length * half
        corner = 0.0 if index in (0, last) and not (round_end and index == last) else 1.0
        left.append((x + across_x, y + across_y, corner))
        right.append((x - across_x, y - across_y, corner))
    if round_end:
        x, y = spine[-1]
        left.append((x + across_y, y - across_x))
    return curve([*left, *reversed(right)])


def recorded(draw: Callable[[skia.Canvas], None], reach: float = 2000.0) -> skia.Picture:
    """Run ``draw(canvas)`` once and keep what it drew, to be shown again under any transform."""
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(skia.Rect.MakeLTRB(-reach, -reach, reach, reach))
    draw(canvas)
    return recorder.finishRecordingAsPicture()


def united(*paths: skia.Path) -> skia.Path:
    """One path around several that overlap."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.PathOp.kUnion_PathOp)
    return builder.resolve()


def crescent(radius: float) -> skia.Path:
    """A crescent moon about the origin, open to the right: the shop's sign."""
    whole, bite = skia.Path(), skia.Path()
    whole.addCircle(0, 0, radius)
    bite.addCircle(radius * 0.48, -radius * 0.06, radius * 0.8)
    return skia.Op(whole, bite, skia.PathOp.kDifference_PathOp)
