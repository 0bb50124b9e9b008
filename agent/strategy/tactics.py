"""Tactics: what a room may vary in how it sells, without a word of what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Length = Literal["short", "normal", "long"]
Order = Literal["line_up", "asked", "stock"]
Asking = Literal["never", "sometimes", "often"]
Coupon = Literal["never", "with_price", "when_asked"]


@dataclass(frozen=True, slots=True)
class Tactics:
    """One choice of each."""

    length: Length = "normal"
    """Of a pitch."""
    order: Order = "line_up"
    """Of the products: as written, the most asked about first, or the best stocked first."""
    asking: Asking = "sometimes"
    """How often the audience is asked something between two products."""
    coupon: Coupon = "with_price"
    """When a coupon that the shop really has is mentioned."""
