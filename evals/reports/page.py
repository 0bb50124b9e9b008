"""A run's report: one page that needs no server and no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evals.reports.case import case_view
from evals.reports.html import Content, Markup, as_data, document, table, tag
from evals.reports.look import MARKING, STYLE
from evals.reports.plots import bars, histogram
from evals.runs.results import Case, Row, Run, board, by_heading

_NAMED = 4
"""Cases that a line of the scoreboard links to."""
_TOLD = 20
"""Errors and mismatches listed."""


def page(run: Run, *, worst: int = 25, sounds: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The report.

    Args:
        run: The run.
        worst: So many cases in full, those with the most misses first; passed ones come last.
        sounds: By conversation and line id: sound as a data address.
    """
    rows = board(run.cases)
    shown = sorted(run.cases, key=lambda case: (case.passed, -case.missed))[:worst]
    linked = {case.conversation.id for case in shown}
    body: list[Content] = [
        tag("header", tag("h1", f"{run.passed} of {len(run.cases)} conversations passed"), _about(run)),
        *_troubles(run),
        tag("section", tag("h2", "Scoreboard"), _board(rows, run.cases, linked)),
        tag("section", tag("h2", "Plots"), tag("div", *_plots(run, rows), class_="plots")),
        tag(
            "section", tag("h2", f"{len(shown)} of {len(run.cases)} cases, the worst first"),
            _filters(shown), *(
                case_view(case, (sounds or {}).get(case.conversation.id, {}), opened=number == 0)
                for number, case in enumerate(shown)
            ),
        ),
        _marks_bar(run),
    ]  # fmt: skip
    return document(f"{run.name}: eval report", body, style=STYLE, script=MARKING)


def _about(run: Run) -> Markup:
    spec = run.spec
    shops = ", ".join(f"{name} ({revision[:8]})" for name, revision in spec.shops.items())
    told = {
        "run": run.name, "set": f"{spec.set} ({spec.digest[:8]})", "host": spec.host, "seed": str(spec.seed),
        "shop": shops, "on air": f"{sum(case.transcript.for_s for case in run.cases) / 60:.0f} min",
    }  # fmt: skip
    if run.agreement is not None:
        told["judge"] = f"{spec.judge}, agrees with people on {run.agreement:.0%} of the labelled answers"
    return tag("p", *(tag("span", tag("i", name), " ", value, class_="chip") for name, value in told.items()))


def _troubles(run: Run) -> list[Markup]:
    found = []
    if run.errors:
        lines = [f"{name}: {line}" for name, line in list(run.errors.items())[:_TOLD]]
        found.append(_trouble(f"{len(run.errors)} conversations could not be run", lines))
    if run.mismatches:
        lines = [f"{name}: {line}" for name, line in run.mismatches[:_TOLD]]
        found.append(
            _trouble(
                f"{len(run.mismatches)} requests to the model were not as recorded; scores do not count",
                lines,
            )
        )
    return found


def _trouble(title: str, lines: Sequence[str]) -> Markup:
    return tag("section", tag("b", title), tag("ul", *(tag("li", line) for line in lines)), class_="trouble")


def _board(rows: Sequence[Row], cases: Sequence[Case], linked: set[str]) -> Markup:
    lines = []
    for row in rows:
        missed = [case for case in cases if row.name in case.measures and not case.measures[row.name].passed]
        links: list[Content] = []
        for case in missed[:_NAMED]:
            name = case.conversation.id
            links += [tag("a", name, href=f"#case-{name}") if name in linked else name, " "]
        if len(missed) > _NAMED:
            links.append(f"and {len(missed) - _NAMED} more")
        grade = "good" if row.hits == row.of else "fair" if row.share >= 0.95 else "poor"
        lines.append(
            [
                tag("td", tag("b", row.title), tag("br"), tag("small", row.about)),
                tag("td", f"{row.share:.2%}", class_=f"number {grade}"),
                tag("td", f"{row.hits} of {row.of}", class_="number"),
                tag("td", _timed(row), class_="number"),
                tag("td", links, class_="links"),
            ]
        )
    return table(("Scorer", "Share", "Things", "Measured", "Missed in"), lines, class_="board")


def _timed(row: Row) -> str:
    if row.median is not None and row.high is not None:
        return f"median {row.median:.2f} s, 95 % under {row.high:.2f} s"
    return f"{row.total:g} calls" if row.total is not None else ""


def _plots(run: Run, rows: Sequence[Row]) -> list[Markup]:
    shares = [(row.title, row.share, f"{row.share:.1%}") for row in rows]
    headings = [
        (
            name,
            sum(case.passed for case in cases) / len(cases),
            f"{sum(c.passed for c in cases)}/{len(cases)}",
        )
        for name, cases in by_heading(run.cases).items()
    ]
    found = [
        _figure("Shares by scorer", bars(shares, "Shares by scorer")),
        _figure("Conversations passed by heading", bars(headings, "Conversations passed by heading")),
    ]
    waits = [r.at_s - r.asked_at_s for case in run.cases for r in case.transcript.replies]
    if waits:
        found.append(_figure("From question to first word", histogram(waits, "Seconds to the first word")))
    quiet = [p.to_s - p.from_s for case in run.cases for p in case.transcript.pauses if not p.ordered]
    if quiet:
        found.append(_figure("Silences over half a second", histogram(quiet, "Lengths of silences")))
    lanes: dict[str, float] = {}
    for case in run.cases:
        for line in case.transcript.lines:
            lane = line.lane if line.question else line.kind
            lanes[lane] = lanes.get(lane, 0.0) + line.until_s - line.at_s
    spoken = sum(lanes.values())
    if spoken:
        air = sorted(lanes.items(), key=lambda one: -one[1])
        found.append(
            _figure(
                "Who had the air",
                bars(
                    [(name, s / spoken, f"{s / spoken:.0%}") for name, s in air],
                    "Shares of what was spoken",
                    graded=False,
                ),
            )
        )
    return found


def _figure(title: str, plot: Markup) -> Markup:
    return tag("figure", tag("figcaption", title), plot)


def _filters(cases: Sequence[Case]) -> Markup:
    headings = sorted({case.conversation.heading for case in cases})
    scorers = sorted({name for case in cases for name, one in case.measures.items() if not one.passed})
    return tag(
        "p", "Show ", _choice("heading", "every heading", headings), " ",
        _choice("language", "every language", sorted({case.conversation.language for case in cases})), " ",
        _choice("missed", "whatever was missed", scorers), class_="filters",
    )  # fmt: skip


def _choice(name: str, every: str, values: Sequence[str]) -> Markup:
    options = [tag("option", every, value=""), *(tag("option", value, value=value) for value in values)]
    return tag("select", *options, data_filter=name, aria_label=name)


def _marks_bar(run: Run) -> Markup:
    about = as_data(json.dumps({"run": run.name}, ensure_ascii=False))
    return tag(
        "footer", tag("span", "0 marks", id="marks"), " ",
        tag("button", "Save marks", type="button", id="save"), " ",
        tag("small", f"then: nightshift eval join {run.name} marks.json --into my-set.jsonl"),
        tag("script", about, type="application/json", id="run"),
    )  # fmt: skip
