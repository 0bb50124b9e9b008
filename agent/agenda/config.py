"""How the air between answers is filled: the line-up, its times and weights, and what is announced."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DAY_MIN = 24 * 60


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slot(_Strict):
    """A product's place in the line-up."""

    id: str = Field(min_length=1, max_length=200)
    """Product id."""
    weight: float = Field(default=1.0, gt=0, le=100)
    """How often it is shown, relative to the others."""
    at: str = ""
    """Time of day at which it is shown, ``"20:00"``, in the room's timezone, every day; whatever is being
    pitched then ends with its sentence."""
    after: float | None = Field(default=None, ge=0, le=_DAY_MIN)
    """Minutes from the start of the stream at which it is shown, once."""
    minutes: float | None = Field(default=None, gt=0, le=_DAY_MIN)
    """How long it stays on stage when it is shown; one pitch when not given."""

    @field_validator("at", mode="before")
    @classmethod
    def _time_of_day(cls, given: Any) -> Any:
        """YAML reads an unquoted 20:00 as the number 1200: minutes of the day."""
        if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < _DAY_MIN:
            given = f"{given // 60:02}:{given % 60:02}"
        if given and not (isinstance(given, str) and _TIME.fullmatch(given)):
            raise ValueError('must be a time of day like "20:00"; use after for minutes from the start')
        return given

    @property
    def at_min(self) -> int | None:
        """``at`` in minutes from midnight."""
        if not self.at:
            return None
        hours, minutes = self.at.split(":")
        return int(hours) * 60 + int(minutes)


class AgendaConfig(_Strict):
    """The show between questions."""

    enabled: bool = True
    """Whether the host sells of its own accord; without, it only answers, and invites questions."""
    products: tuple[str | Slot, ...] = ()
    """The line-up: ids, or ids with weight and times. Everything in stock, as the shop has it, when empty."""
    breath_s: float = Field(default=0.45, ge=0, le=1.5)
    """Pause before a new thought."""
    between_products_s: float = Field(default=1.2, ge=0, le=1.8)
    """Pause between two products."""
    floor_every_s: float = Field(default=60.0, ge=0, le=3600)
    """When viewers never stop asking, the show gets a few sentences this often; 0 for never."""
    stage_s: float = Field(default=120.0, ge=0, le=3600)
    """A product whose pitch was cut off again and again for so long is brought to its price and its call, so
    that the next one gets its turn; 0 for never."""
    timezone: str = ""
    """For times of day, ``Asia/Shanghai``; the machine's own when empty."""
    time_every_min: float = Field(default=20.0, ge=0, le=_DAY_MIN)
    """How often the time is told; 0 for never."""
    low_stock: int = Field(default=5, ge=0, le=1000)
    """From so many pieces left on, how many there are is said; 0 for never."""
    slot_end: bool = False
    """Whether it is said how long a product with ``minutes`` stays on stage."""
    scripts: bool = True
    """Whether the shop's written scripts are used; see ``nightshift script``."""
    paraphrase_every: int = Field(default=3, ge=0, le=100)
    """Every so many loops of a product, a chat model (if there is one) words its pitch anew; 0 for never."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            zone_named(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError('is no timezone; write one like "Europe/Berlin" or "Asia/Shanghai"') from None
        return name

    @model_validator(mode="after")
    def _each_once(self) -> AgendaConfig:
        ids = self.ids
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"products names {', '.join(twice)} twice; give it a weight instead")
        return self

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The line-up, each product with its place."""
        return tuple(one if isinstance(one, Slot) else Slot(id=one) for one in self.products)

    @property
    def ids(self) -> tuple[str, ...]:
        """The line-up's product ids in order."""
        return tuple(slot.id for slot in self.slots)

    @property
    def zone(self) -> ZoneInfo | None:
        """The timezone; ``None`` for the machine's own."""
        return zone_named(self.timezone)


def zone_named(name: str) -> ZoneInfo | None:
    """A timezone by its IANA name; ``None`` for an empty one.

    Raises:
        ZoneInfoNotFoundError: There is none of that name.
        ValueError: It is no such name.
    """
    return ZoneInfo(name) if name else None
