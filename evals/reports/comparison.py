"""Two runs on one page: the differences with their intervals, and what turned, side by side."""

from __future__ import annotations

from evals.reports.case import case_view
from evals.reports.html import Content, Markup, document, table, tag
from evals.reports.look import BESIDE, STYLE
from evals.runs.compare import Comparison, Difference, Turned

_WIDE, _HIGH = 260, 18
_SCALES = {"share": 0.25, "s": 5.0, "calls": 5.0}
"""The difference at the edge of an interval's plot, by unit; wider ones widen it."""


def page(both: Comparison) -> str:
    """The page of a comparison."""
    sure = [one for one in both.differences if one.sure]
    told = f"Sure differences: {len(sure)} of {len(both.differences)}"
    body: list[Content] = [
        tag(
            "header", tag("h1", told),
            tag("p", tag("b", "A "), f"{both.a.name}: {both.a.spec.host}", tag("br"), tag("b", "B "),
                f"{both.b.name}: {both.b.spec.host}"),
            tag("p", f"{both.common} conversations in both; 95 % intervals by a paired bootstrap over them."),
            *(tag("p", note, class_="finding") for note in both.notes),
        ),
        tag("section", tag("h2", "Differences"), _differences(both)),
        tag("section", tag("h2", "Passed in one of them only"), *(_turned(one) for one in both.turned)),
    ]  # fmt: skip
    return document(f"{both.a.name} and {both.b.name}", body, style=STYLE + BESIDE)


def _differences(both: Comparison) -> Markup:
    lines = []
    scales = dict(_SCALES)
    for one in both.differences:
        scales[one.unit] = max(scales[one.unit], abs(one.low), abs(one.high))
    for one in both.differences:
        grade = ("better" if one.better else "worse") if one.sure else ""
        lines.append(
            [
                tag("td", tag("b", one.title), tag("br"), tag("small", f"{one.n} conversations")),
                tag("td", shown(one.a, one.unit), class_="number"),
                tag("td", shown(one.b, one.unit), class_="number"),
                tag("td", shown(one.change, one.unit, signed=True), class_=f"number {grade}"),
                tag("td", _interval(one, grade, scales[one.unit])),
                tag(
                    "td", _ends(one, "…"),
                    class_="number",
                ),
            ]
        )  # fmt: skip
    return table(("Scorer", "A", "B", "B - A", "", "95 % interval"), lines, class_="board")


def shown(value: float, unit: str, *, signed: bool = False) -> str:
    """A value in its unit."""
    sign = "+" if signed else ""
    return f"{value:{sign}.2%}" if unit == "share" else f"{value:{sign}.2f}{' s' if unit == 's' else ''}"


def _ends(one: Difference, between: str) -> str:
    """Both ends of an interval."""
    return f"{shown(one.low, one.unit, signed=True)} {between} {shown(one.high, one.unit, signed=True)}"


def _interval(one: Difference, grade: str, scale: float) -> Markup:
    """An interval about 0, drawn to the scale of its unit."""

    def x(value: float) -> float:
        return round(_WIDE / 2 + value / scale * (_WIDE / 2 - 6), 1)

    middle = _HIGH / 2
    return tag(
        "svg", tag("line", x1=x(0), x2=x(0), y1=0, y2=_HIGH),
        tag("line", x1=x(one.low), x2=x(one.high), y1=middle, y2=middle, class_=f"span {grade}".strip()),
        tag("circle", cx=x(one.change), cy=middle, r=3.5),
        viewBox=f"0 0 {_WIDE} {_HIGH}", class_="ci", role="img",
        aria_label=_ends(one, "to"),
    )  # fmt: skip


def _turned(one: Turned) -> Markup:
    title = f"{one.a.conversation.id}: {'passed in A only' if one.worse else 'passed in B only'}"
    grade = "poor" if one.worse else "good"
    return tag(
        "details", tag("summary", tag("span", title, class_=f"state {grade}"), " ", one.a.conversation.about),
        tag(
            "div",
            tag("div", tag("b", "A"), case_view(one.a, {}, opened=True)),
            tag("div", tag("b", "B"), case_view(one.b, {}, opened=True)),
            class_="beside",
        ),
        class_="case",
    )  # fmt: skip
