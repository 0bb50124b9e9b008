"""Plots as inline SVG: a histogram of seconds, bars of shares, and a conversation's time line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.reports.html import Markup, tag
from evals.transcript import Transcript

WIDTH = 460
"""Pixels of a plot, in its own units; a page scales it."""
_LEFT, _RIGHT, _ROW = 150, 70, 22
_HIGH, _BINS = 120, 24


def bars(rows: Sequence[tuple[str, float, str]], about: str, *, graded: bool = True) -> Markup:
    """Shares as bars, one under another.

    Args:
        rows: Name, share and what stands behind the bar.
        about: What is shown, for those who do not see it.
        graded: Whether more is better, and coloured so.
    """
    wide = WIDTH - _LEFT - _RIGHT
    parts: list[Markup] = []
    for number, (name, share, behind) in enumerate(rows):
        y = number * _ROW
        parts += [
            tag("text", name, x=_LEFT - 8, y=y + 15, class_="name", text_anchor="end"),
            tag("rect", x=_LEFT, y=y + 4, width=wide, height=13, rx=2, class_="track"),
            tag(
                "rect",
                x=_LEFT,
                y=y + 4,
                width=round(wide * share, 1),
                height=13,
                rx=2,
                class_=_grade(share) if graded else "bar",
            ),
            tag("text", behind, x=_LEFT + wide + 6, y=y + 15, class_="value"),
        ]
    return _plot(parts, len(rows) * _ROW + 4, about)


def histogram(values: Sequence[float], about: str, *, unit: str = "s") -> Markup:
    """How often which values came, the highest 1 % in the last bar.

    Args:
        values: In ``unit``; at least one.
        about: What is shown.
        unit: Of the values.
    """
    end = max(float(np.quantile(values, 0.99)), 0.1)
    counts, edges = np.histogram(np.minimum(values, end), bins=_BINS, range=(0.0, end))
    most, wide = max(1, int(counts.max())), (WIDTH - 40) / _BINS
    parts: list[Markup] = []
    for number, count in enumerate(counts):
        high = _HIGH * float(count) / most
        label = f"{edges[number]:.2f} to {edges[number + 1]:.2f} {unit}: {count}"
        parts.append(
            tag(
                "rect", tag("title", label), x=round(30 + number * wide, 1), y=round(10 + _HIGH - high, 1),
                width=round(wide - 1.5, 1), height=round(high, 1), class_="bar",
            )
        )  # fmt: skip
    median, high95 = float(np.median(values)), float(np.quantile(values, 0.95))
    for value, name in ((median, "median"), (high95, "95 %")):
        x = round(30 + (WIDTH - 40) * min(value, end) / end, 1)
        parts.append(tag("line", x1=x, x2=x, y1=6, y2=10 + _HIGH, class_="rule"))
        anchor = "end" if x > WIDTH / 2 else "start"
        shift = -4 if anchor == "end" else 4
        y = 14 if name == "median" else 26
        parts.append(
            tag("text", f"{name} {value:.2f} {unit}", x=x + shift, y=y, class_="value", text_anchor=anchor)
        )
    base = 24 + _HIGH
    parts += [
        tag("text", "0", x=30, y=base, class_="value"),
        tag("text", f"{end:.1f} {unit}", x=WIDTH - 10, y=base, class_="value", text_anchor="end"),
    ]
    return _plot(parts, _HIGH + 32, about)


def timeline(transcript: Transcript) -> Markup:
    """Who spoke when: messages above, the host's lines below, silences left blank."""
    wide, end = 900, max(transcript.for_s, 1.0)

    def x(at: float) -> float:
        return round(8 + (wide - 16) * min(at, end) / end, 1)

    parts: list[Markup] = [tag("line", x1=8, x2=wide - 8, y1=26, y2=26, class_="axis")]
    for one in transcript.messages:
        title = tag("title", f"{one.at_s:.1f} s {one.by}: {one.text or one.kind} ({one.fate})")
        parts.append(tag("circle", title, cx=x(one.at_s), cy=14, r=4, class_=f"m-{one.fate}"))
    for line in transcript.lines:
        title = tag("title", f"{line.at_s:.1f} to {line.until_s:.1f} s, {line.lane}: {line.heard}")
        wide_line = max(1.5, x(line.until_s) - x(line.at_s) - 0.8)
        kind = "answer" if line.question else line.kind
        parts.append(
            tag("rect", title, x=x(line.at_s), y=30, width=round(wide_line, 1), height=12, class_=f"l-{kind}")
        )
    for happening in transcript.happenings:
        if happening.kind in ("price", "stock", "model", "operator", "tool", "fault", "mismatch"):
            title = tag("title", f"{happening.at_s:.1f} s {happening.kind}: {happening.detail}")
            place = x(happening.at_s)
            parts.append(tag("path", title, d=f"M{place} 22 l5 8 h-10 z", class_="event"))
    return tag(
        "svg", *parts, viewBox=f"0 0 {wide} 48", class_="timeline", role="img",
        aria_label="Messages above, the host's lines below, over the time on air",
    )  # fmt: skip


def _plot(parts: Sequence[Markup], high: int, about: str) -> Markup:
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {high}", class_="plot", role="img", aria_label=about)


def _grade(share: float) -> str:
    return "good" if share >= 0.99 else "fair" if share >= 0.9 else "poor"
