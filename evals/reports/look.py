"""How a report looks, and the script by which good and bad are marked in it."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

STYLE = (_HERE / "report.css").read_text("utf-8")
MARKING = (_HERE / "report.js").read_text("utf-8")
BESIDE = (_HERE / "comparison.css").read_text("utf-8")
"""Beside ``STYLE``, of a comparison."""
