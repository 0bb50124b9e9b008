"""What a pitch is made of: its beats, and how many of them a pitch of a length has.

Hook, pain, proof, price and call are the beats a script may be written for (in the order that live sellers
are taught); the others are composed alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, get_args

from agent.strategy.tactics import Length

Written = Literal["hook", "pain", "proof", "price", "call"]
"""Beats that a script has words for."""
Kind = Literal[
    "hook", "pain", "proof", "price", "call",
    "point", "property", "compare", "stock", "coupon", "policy", "faq", "topic", "asked", "sold_out",
    "price_changed", "time", "slot_end", "engage", "idle",
]  # fmt: skip
WRITTEN: tuple[Written, ...] = get_args(Written)

OPTIONAL: frozenset[Kind] = frozenset(
    [
        "pain",
        "property",
        "compare",
        "stock",
        "coupon",
        "policy",
        "faq",
        "topic",
        "asked",
        "slot_end",
        "engage",
    ]
)
"""Beats that are left out when all there is to say was said lately."""
_EXTRAS: tuple[Kind, ...] = ("compare", "faq", "policy", "topic", "asked")
_SHORT: tuple[Kind, ...] = ("hook", "proof", "price", "stock", "coupon", "call")
_NORMAL: tuple[Kind, ...] = (
    "hook", "pain", "proof", "proof", "property", "price", "stock", "coupon", "call",
)  # fmt: skip
_LONG: tuple[Kind, ...] = (
    "hook", "pain", "proof", "property", "proof", "proof", "property", "price", "stock", "coupon", "call",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beat:
    """One thought of a pitch, before it has words."""

    kind: Kind
    product_id: str
    index: int
    """Place in the product's pitch."""
    loop: int = 0
    """Of the product's pitch."""

    @property
    def key(self) -> str:
        """Its name in the journal; the same when it is said again: ``kettle/price/3.6`` (loop, place)."""
        return f"{self.product_id}/{self.kind}/{self.loop}.{self.index}"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes next in the show, for the console."""

    product_id: str
    kind: Kind


Back = Literal[
    "where it was cut", "next thought", "price and call", "all was said", "sold out", "no longer sold"
]
"""With what a pitch goes on behind answers: with the thought that was cut, or the next one where nothing was
cut or its point had come across; with its price and its call, where the product was on stage for long enough;
with the next product, where nothing was left to say or it is no longer sold; or with that it is sold out."""


@dataclass(frozen=True, slots=True)
class Script:
    """One product's pitch. Its words are found when a beat is about to be spoken, from the facts of then."""

    product_id: str
    loop: int
    beats: tuple[Beat, ...]


def plan(length: Length, turn: int) -> tuple[Kind, ...]:
    """The beats of a pitch; pitches of the same length differ in what stands between proof and price.

    Args:
        length: By the tactics.
        turn: Counts pitches; successive ones differ.
    """
    if length == "short":
        return _SHORT
    kinds = list(_NORMAL if length == "normal" else _LONG)
    extras = [_EXTRAS[(turn + step) % len(_EXTRAS)] for step in range(1 if length == "normal" else 3)]
    if turn % 2 and length == "normal":
        kinds.remove("pain")
    at = kinds.index("price")
    kinds[at:at] = extras
    return tuple(kinds)


def script(product_id: str, loop: int, kinds: tuple[Kind, ...]) -> Script:
    """A product's pitch made of these beats."""
    return Script(product_id, loop, tuple(Beat(kind, product_id, at, loop) for at, kind in enumerate(kinds)))


class Course:
    """Where the running pitch is."""

    def __init__(self) -> None:
        self.script: Script | None = None
        """The pitch that is running, or the last one."""
        self._at = 0

    def begin(self, running: Script) -> None:
        """Make a pitch the running one."""
        self.script = running
        self._at = 0

    @property
    def begun(self) -> bool:
        """Whether a beat of a pitch that is not over was taken."""
        return self._at > 0 and self.peek() is not None

    def peek(self) -> Beat | None:
        """The next beat; nothing when the pitch is over."""
        if self.script is None or self._at >= len(self.script.beats):
            return None
        return self.script.beats[self._at]

    def take(self) -> Beat | None:
        """Take the next beat."""
        beat = self.peek()
        self._at += beat is not None
        return beat

    def rest(self) -> tuple[Beat, ...]:
        """The beats to come."""
        return self.script.beats[self._at :] if self.script is not None else ()

    def insert(self, kind: Kind) -> None:
        """Put a beat before the next one."""
        if self.script is not None:
            kinds = [beat.kind for beat in self.script.beats]
            kinds.insert(self._at, kind)
            self.script = replace(
                self.script, beats=script(self.script.product_id, self.script.loop, tuple(kinds)).beats
            )

    def end_with(self, kind: Kind) -> None:
        """Let one beat take the place of all that are to come."""
        if self.script is not None:
            kinds = [beat.kind for beat in self.script.beats[: self._at]]
            self.script = script(self.script.product_id, self.script.loop, (*kinds, kind))

    def keep(self, kinds: Collection[Kind]) -> None:
        """Of the beats to come, keep those of some kinds alone."""
        if self.script is not None:
            before = [beat.kind for beat in self.script.beats[: self._at]]
            rest = [beat.kind for beat in self.rest() if beat.kind in kinds]
            self.script = script(self.script.product_id, self.script.loop, (*before, *rest))

    def go_back(self, beat: Beat) -> bool:
        """Go back to a beat that was not heard; false when its pitch is no longer running."""
        if self.script is None or beat.product_id != self.script.product_id:
            return False
        if beat.loop != self.script.loop or beat.index >= len(self.script.beats):
            return False
        self._at = min(self._at, beat.index)
        return True

    def leave(self) -> None:
        """End the running pitch early."""
        self.script = None
        self._at = 0
