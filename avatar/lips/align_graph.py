"""What may be said, as a graph of states for the aligner.

Words follow one another; between them may be a pause or something that is not in the text (a filler), a
word may be left out or said in another way, an unstressed vowel reduced, a sound such as h dropped. Each
phone is a row of states that sets its shortest time, the last of them with a loop whose odds follow its
usual length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from avatar.lips.g2p import Phone, Unit
from avatar.lips.phones import CLASS_VISEMES, CLASSES
from avatar.media import VISEMES

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

PAUSE, FILLER = -1, -2
"""In ``Graph.phone``: states between words."""

_PAUSE, _PAUSE_EXPECTED, _FILLER, _SKIP, _OTHER_READING, _DROP = 2.0, 0.3, 8.0, 14.0, 0.7, 6.0
"""Nats against a pause, one where the text has a comma, a filler, a word left out, another reading, a
sound dropped."""
_SHORT = frozenset(
    CLASSES.index(name)
    for name in ("ah", "ih", "d", "t", "r", "l", "hh", "y", "w", "dh", "v", "n", "ih2", "uw2")
)
_DROPPED = frozenset(CLASSES.index(name) for name in ("hh", "ah", "t", "d"))
_SHORTEST, _SHORTEST_OF_SHORT, _LONGEST_MINIMUM = 3, 2, 8
"""Rows: the least a phone lasts, however short it usually is, and the most that is asked of a long one."""
_SHORTEST_PART = 0.5
"""Of a phone's usual length: nobody speaks more than twice as fast."""
_LENGTH = 0.25
"""Weight of the usual length against what is heard."""

_NEAR = {
    "aa": "ao ah",
    "ae": "eh ah aa",
    "ah": "ih aa uh ae eh",
    "ao": "aa ow",
    "eh": "ae ih ah ey",
    "ih": "iy ah eh ih2",
    "iy": "ih y",
    "uh": "uw ah",
    "uw": "uh yu uw2",
    "er": "r ah",
    "r": "er",
    "ay": "aa ah",
    "aw": "aa ae",
    "ow": "ao ah uw2 uh",
    "ey": "eh ih iy",
    "oy": "ao ow",
    "ih2": "ih iy y",
    "uw2": "uw uh w",
    "w": "uw uh",
    "y": "iy ih",
    "l": "uw2 ow uh",
    "b": "p m",
    "p": "b",
    "m": "n b",
    "n": "m ng",
    "ng": "n",
    "d": "t n dh",
    "t": "d ch k",
    "k": "g t",
    "g": "k",
    "f": "v th",
    "v": "f b",
    "th": "dh f t s",
    "dh": "d th v n",
    "s": "z",
    "z": "s",
    "sh": "ch zh s",
    "zh": "jh sh z r",
    "ch": "sh jh t",
    "jh": "zh ch d",
    "ts": "s t z ch",
    "x": "hh k",
    "hh": "x",
    "yu": "iy uw",
    "ir": "ih iy er",
    "eu": "ah eh",
}
_VOWEL_NAMES = "aa ae ah ao eh ih iy uh uw er ay aw ow ey oy"
_VOWELS = frozenset(CLASSES.index(name) for name in _VOWEL_NAMES.split())
_NEAR_SHARE, _NEAR_SHARE_UNSTRESSED = 0.1, 0.2
"""How much of a phone's likelihood may come from sounds near it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """States in the order of the text, as arrays."""

    emission: Ints
    """int32 (states,): row of ``mixtures`` that scores the state."""
    mixtures: Floats
    """float32 (kinds, classes): what each kind of state may sound like; each row sums to 1."""
    stay: Floats
    """float32 (states,): nats for one more row in the state; minus infinity where it must go on."""
    step: Floats
    """float32 (states,): nats for coming from the state before it; minus infinity from another phone."""
    source: Ints
    """int32 (arcs,): where the other arcs come from, sorted by ``target``."""
    target: Ints
    cost: Floats
    """float32 (arcs,): nats."""
    unit: Ints
    """int32 (states,): the word; a pause or filler belongs to the word before it, -1 before the first."""
    phone: Ints
    """int32 (states,): number of the phone over the whole graph, ``PAUSE`` or ``FILLER``."""
    phones: tuple[Phone, ...]
    """By that number."""
    following: Ints
    """int32 (phones,): number of the phone that usually follows; ``PAUSE`` where a pause is likely."""
    viseme: Ints
    """int32 (phones,): column in ``avatar.media.VISEMES``."""
    usual: Floats
    """float32 (units,): rows that each word usually lasts."""
    first: Ints
    """int32 (units + 2,): first state of each block; block 0 is before the first word, block u + 1 is word u;
    the last entry is the number of states."""
    units: int
    """Words."""
    filler: int
    """Row of ``mixtures`` that stands for any sound."""


_End = tuple[int, float]
"""A state from which it may go on, and nats for leaving it."""
_PAUSE_KIND, _FILLER_KIND = (0, True), (-1, True)


@dataclass(slots=True)
class _Builder:
    kinds: dict[tuple[int, bool], int] = field(default_factory=dict)
    emission: list[int] = field(default_factory=list)
    stay: list[float] = field(default_factory=list)
    step: list[float] = field(default_factory=list)
    unit: list[int] = field(default_factory=list)
    phone: list[int] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    following: list[int] = field(default_factory=list)
    arcs: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, kind: tuple[int, bool], stay: float, step: float, unit: int, phone: int) -> int:
        """Append a state and return its number."""
        self.emission.append(self.kinds.setdefault(kind, len(self.kinds)))
        self.stay.append(stay)
        self.step.append(step)
        self.unit.append(unit)
        self.phone.append(phone)
        return len(self.stay) - 1

    def between(self, unit: int, ends: list[_End], pause_cost: float) -> list[_End]:
        """A pause and a filler after ``ends``; returns all the ways on."""
        pause = self.add(_PAUSE_KIND, 0.0, -np.inf, unit, PAUSE)
        filler = self.add(_FILLER_KIND, 0.0, -np.inf, unit, FILLER)
        for state, cost in ends:
            self.arcs.append((state, pause, cost - pause_cost))
            self.arcs.append((state, filler, cost - _FILLER))
        self.arcs.append((pause, filler, -_FILLER))
        self.arcs.append((filler, pause, 0.0))
        return [*ends, (pause, 0.0), (filler, 0.0)]

    def reading(self, unit: int, phones: Sequence[Phone], ends: list[_End]) -> list[_End]:
        """One way to say a word, after ``ends``; returns its ends."""
        for place, phone in enumerate(phones):
            before = ends
            if phone.sound == 0:
                pause = self.add(_PAUSE_KIND, 0.0, -np.inf, unit, PAUSE)
                self.arcs += [(state, pause, cost - _PAUSE) for state, cost in before]
                ends = [*before, (pause, 0.0)]
                continue
            first, last, leave = self._row(unit, phone)
            self.arcs += [(state, first, cost) for state, cost in before]
            ends = [(last, leave)]
            if place > 0 and not phone.stressed and phone.sound in _DROPPED:
                ends += [(state, cost - _DROP) for state, cost in before if self.phone[state] >= 0][:2]
        return ends

    def _row(self, unit: int, phone: Phone) -> tuple[int, int, float]:
        """The states of one phone: the first, the last, and nats for leaving it."""
        least = _SHORTEST_OF_SHORT if phone.sound in _SHORT else _SHORTEST
        shortest = max(least, min(round(_SHORTEST_PART * phone.usual), _LONGEST_MINIMUM))
        loop = max(0.5, phone.usual - shortest)
        stay = loop / (1 + loop)
        self.phones.append(phone)
        self.following.append(len(self.phones))
        kind = (phone.sound, phone.stressed)
        number = len(self.phones) - 1
        first = self.add(kind, -np.inf, -np.inf, unit, number)
        for _ in range(shortest - 2):
            self.add(kind, -np.inf, 0.0, unit, number)
        last = self.add(kind, float(_LENGTH * np.log(stay)), 0.0, unit, number)
        return first, last, float(_LENGTH * np.log(1 - stay))


def build(units: Sequence[Unit]) -> Graph:
    """The graph of a text. Without words it has only the pause and the filler."""
    made = _Builder()
    ends = made.between(-1, [], 0.0)
    first = [0]
    skipped: list[_End] = []
    for number, unit in enumerate(units):
        first.append(len(made.stay))
        starts = [*ends, *((state, cost - _SKIP) for state, cost in skipped)]
        said: list[_End] = []
        open_ends = []
        for index, phones in enumerate(unit.readings):
            rarer = _OTHER_READING if index else 0.0
            said += made.reading(number, phones, [(state, cost - rarer) for state, cost in starts])
            open_ends.append(len(made.phones) - 1)
        paused = unit.pause or number + 1 == len(units)
        for end in open_ends:
            made.following[end] = PAUSE if paused else len(made.phones)
        skipped = ends
        ends = made.between(number, said, _PAUSE_EXPECTED if unit.pause else _PAUSE)
    first.append(len(made.stay))
    arcs = sorted(made.arcs, key=lambda arc: arc[1])
    return Graph(
        emission=np.array(made.emission, np.int32),
        mixtures=_mixtures(made.kinds),
        filler=made.kinds[_FILLER_KIND],
        stay=np.array(made.stay, np.float32),
        step=np.array(made.step, np.float32),
        source=np.array([arc[0] for arc in arcs], np.int32),
        target=np.array([arc[1] for arc in arcs], np.int32),
        cost=np.array([arc[2] for arc in arcs], np.float32),
        unit=np.array(made.unit, np.int32),
        phone=np.array(made.phone, np.int32),
        phones=tuple(made.phones),
        following=np.array(made.following, np.int32),
        viseme=_visemes(made),
        usual=np.array([sum(phone.usual for phone in unit.readings[0]) for unit in units], np.float32),
        first=np.array(first, np.int32),
        units=len(units),
    )


def _visemes(made: _Builder) -> Ints:
    """Each phone's shape; h has that of the phone after it."""
    found = np.zeros(len(made.phones), np.int32)
    for number in reversed(range(len(made.phones))):
        name = CLASS_VISEMES[made.phones[number].sound]
        after = made.following[number]
        found[number] = VISEMES.index(name) if name else found[after] if after >= 0 else 0
    return found


def _mixtures(kinds: dict[tuple[int, bool], int]) -> Floats:
    rows = np.zeros((len(kinds), len(CLASSES)), np.float32)
    for (sound, stressed), row in kinds.items():
        near = [CLASSES.index(name) for name in _NEAR.get(CLASSES[sound], "").split()] if sound > 0 else []
        share = (_NEAR_SHARE if stressed or sound not in _VOWELS else _NEAR_SHARE_UNSTRESSED) if near else 0.0
        rows[row, max(sound, 0)] = 1 - share
        rows[row, near] = share
    return rows
