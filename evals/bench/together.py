"""All benchmarks in one run, and what changed between two outputs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from evals.bench.machine import machine

_CHANGED = 0.02
"""Relative change from which on a figure is listed."""
_DEPTH = 12
_MOST_BYTES = 64 * 1024 * 1024


def run(
    benchmarks: Mapping[str, tuple[str, tuple[str, ...]]],
    *,
    quick: bool,
    failures: tuple[type[Exception], ...],
    said: Callable[[str], None],
) -> dict[str, Any]:
    """Run one after the other; one that fails does not stop the others.

    Args:
        benchmarks: By name: its ``module:function``, and the options that it cannot do without.
        quick: Short runs.
        failures: What a benchmark may raise.
        said: Told of each that begins.
    """
    found: dict[str, Any] = {}
    for number, (name, (target, needs)) in enumerate(benchmarks.items(), 1):
        if needs:
            found[name] = {"skipped": f"needs --{' and --'.join(needs)}"}
            continue
        said(f"{number} of {len(benchmarks)}: {name}")
        began = time.perf_counter()
        try:
            figures = resolve_name(target)(quick=quick)
        except failures as error:
            found[name] = {"failed": " ".join(str(error).split())[:300]}
            said(f"{name} failed: {found[name]['failed']}")
            continue
        found[name] = {"figures": figures, "took_s": round(time.perf_counter() - began, 1)}
    return {"machine": machine(), "quick": quick, "benchmarks": found}


def compared(old: Path, new: Path) -> Iterator[str]:
    """What changed between two outputs, a line each.

    Args:
        old: An output of one benchmark or of all.
        new: One of the same, later.

    Yields:
        Notes on machines and on what is in one of them only, then figures that changed by 2 % or more.

    Raises:
        ValueError: A file is no such output.
    """
    before, after = _read(old), _read(new)
    for name in ("machine", "quick"):
        if before.pop(name, None) != after.pop(name, None):
            yield f"{name}: not the same in both; times do not compare"
    a, b = dict(_leaves(before)), dict(_leaves(after))
    for title, only in ((f"only in {old}", a.keys() - b.keys()), (f"only in {new}", b.keys() - a.keys())):
        if only:
            yield f"{title}: {len(only)} figures, as {min(only)}"
    common = [name for name in a if name in b]
    same = 0
    wide = max(map(len, common), default=0)
    for name in common:
        was, now = a[name], b[name]
        if was == now or (isinstance(was, float) and isinstance(now, float) and not _moved(was, now)):
            same += 1
        elif isinstance(was, float) and isinstance(now, float):
            times = f"x {now / was:.2f}" if was else ""
            yield f"{name:<{wide}}  {was:>12g}  {now:>12g}  {times}"
        else:
            yield f"{name:<{wide}}  {was}  {now}"
    yield f"{same} of {len(common)} figures are as they were (within {_CHANGED:.0%})"


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{path} is too large for figures")
    try:
        data = json.loads(path.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is no JSON: {error}") from error
    if not isinstance(data, dict):
        raise ValueError(f"{path} is no output of nightshift bench")
    return data


def _leaves(data: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, float | str]]:
    """Figures with the names on the way to them; words as they are, lists by their places."""
    if depth > _DEPTH:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, f"{name}.{place}", depth + 1)
    elif isinstance(data, bool) or data is None or isinstance(data, str):
        yield name, str(data)[:60]
    elif isinstance(data, int | float):
        yield name, float(data)


def _moved(was: float, now: float) -> bool:
    return abs(now - was) > _CHANGED * max(abs(was), abs(now))
