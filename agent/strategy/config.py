"""What a room may vary in how it sells, and how engagement is weighed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.strategy.tactics import Asking, Coupon, Length, Order

Weight = Annotated[float, Field(ge=0, le=100)]


class Weights(BaseModel):
    """What one of each is worth, in points. What is not named here is counted and worth nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    order: Weight = 10.0
    click: Weight = 4.0
    question: Weight = 3.0
    follow: Weight = 2.0
    comment: Weight = 1.0
    superchat: Weight = 3.0
    gift: Weight = 2.0
    like: Weight = 0.1

    def of(self, kind: str) -> float:
        """The points of one event of a kind."""
        return float(getattr(self, kind, 0.0)) if kind in type(self).model_fields else 0.0


class StrategyConfig(BaseModel):
    """Which tactics are tried, and how it is measured what they bring."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    enabled: bool = True
    """Without it every slot keeps its default, or the one option that is allowed for it."""
    window_s: float = Field(default=90.0, ge=20.0, le=1800.0)
    """Seconds for which a choice holds."""
    lag_s: float = Field(default=10.0, ge=0.0, le=60.0)
    """Seconds that viewers take to react: what comes in them after a change belongs to the choice before."""
    weights: Weights = Weights()
    full_at: float = Field(default=4.0, gt=0.0, le=1000.0)
    """Points a viewer-minute that make the highest reward, 1."""
    length: tuple[Length, ...] = ("short", "normal", "long")
    order: tuple[Order, ...] = ("line_up", "asked", "stock")
    asking: tuple[Asking, ...] = ("never", "sometimes", "often")
    coupon: tuple[Coupon, ...] = ("never", "with_price", "when_asked")
    """The options of each slot that may be chosen; a single one is always taken."""
    least_share: float = Field(default=0.03, ge=0.0, le=0.1)
    """Share of the windows that each option gets whatever it brought, to notice when that changes."""
    half_life_h: float = Field(default=24.0, ge=1.0, le=2400.0)
    """Hours after which half of what was learnt of an option is forgotten."""

    @model_validator(mode="after")
    def _options_named_once(self) -> Self:
        for slot in ("length", "order", "asking", "coupon"):
            options = getattr(self, slot)
            if not options or len(set(options)) < len(options):
                raise ValueError(f"{slot}: name at least one option, and each only once")
        return self
