"""What a benchmark over a catalogue is made from, and how sure its shares are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agent.demo import ensure_shop
from knowledge.ingest import ingest

_Z = 1.96
"""Standard deviations of a 95 % interval."""


@contextmanager
def shop_folder(catalog: Path | None, shop: str | None) -> Iterator[Path]:
    """The folder of a shop to measure.

    Args:
        catalog: A file of products, loaded into a shop of its own for this.
        shop: A shop that is there; the demo shop when neither is given.

    Raises:
        ValueError: Both are given.
    """
    if catalog is not None and shop is not None:
        raise ValueError("give a catalog or a shop, not both")
    if catalog is None:
        yield ensure_shop(shop or "demo")
        return
    with tempfile.TemporaryDirectory(prefix="nightshift-bench-") as folder:
        made = Path(folder) / "bench"
        ingest(catalog, made)
        yield made


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), of at least one."""
    share, square = hits / n, _Z * _Z
    middle = share + square / (2 * n)
    spread = _Z * ((share * (1 - share) + square / (4 * n)) / n) ** 0.5
    return max(0.0, (middle - spread) / (1 + square / n)), min(1.0, (middle + spread) / (1 + square / n))


def share_of(hits: int, n: int) -> dict[str, Any]:
    """A share as it is printed: how many it is of, and its 95 % interval."""
    if not n:
        return {"n": 0}
    low, high = wilson(hits, n)
    return {"n": n, "share": round(hits / n, 4), "low": round(low, 4), "high": round(high, 4)}
