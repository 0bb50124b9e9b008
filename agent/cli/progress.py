"""Progress bars of a command, on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.shop import Shop

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how much of it is done, and of how much (``None``: unknown)."""


@contextmanager
def bars(*, after_s: float = 0.0) -> Iterator[Progress]:
    """A bar for each stage, from its first report on; nothing is shown without one.

    Args:
        after_s: Seconds in which nothing is shown: what is quick needs no bar.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    shown = Bars(*columns, console=Console(stderr=True))
    tasks = {}
    shown_from = time.monotonic() + after_s

    def show(stage: str, done: int, total: int | None) -> None:
        if time.monotonic() < shown_from:
            return
        if stage not in tasks:
            shown.start()
            tasks[stage] = shown.add_task(stage, total=total)
        shown.update(tasks[stage], completed=done, total=total)

    try:
        yield show
    finally:
        if tasks:
            shown.stop()


def open_shop(folder: Path) -> Shop:
    """Open a shop; a bar is shown while vectors that it lacks are made.

    Raises:
        ShopError: There is no shop in the folder, or it is damaged.
    """
    from knowledge.shop import Shop

    with bars(after_s=1.0) as progress:
        return Shop.open(folder, progress=progress)
