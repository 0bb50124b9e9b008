"""Idle life: breath, blinks, glances, weight shifts, drift.

Each is a pure function of the seed and the time, and never loops.

Chance comes from a hash of the seed, a channel and a slot of time, so that nothing has to be
remembered and a restarted stage goes on as the one before it would have.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor, pi, sin

_MASK = (1 << 64) - 1

BLINK_SLOT_S = 4.0
"""One blink in each slot, at most a second off its middle: 2 to 6 s apart."""
BLINK_S = 0.15
_DOUBLE_AFTER_S = 0.27
_GLANCE_SLOT_S = 1.4
_SACCADE_S = 0.07
_BREATH_HZ = 0.25
_STAND_SLOT_S = 11.0
_SHIFT_S = 1.6


@lru_cache(maxsize=256)
def chance(seed: int, channel: int, slot: int) -> float:
    """A number in [0, 1) that looks random (splitmix64, Steele et al. 2014)."""
    value = (seed * 0x9E3779B97F4A7C15 + channel * 0xD1B54A32D192ED03 + slot * 0x8CB92BA72F3D8DD7) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return ((value ^ (value >> 31)) >> 11) / (1 << 53)


def eased(part: float) -> float:
    """0 … 1 with a slow start and end."""
    held = min(1.0, max(0.0, part))
    return held * held * held * (held * (held * 6.0 - 15.0) + 10.0)


def drift(seed: int, channel: int, at_s: float, period_s: float) -> float:
    """Smooth noise in [-1, 1] that turns about once in ``period_s`` seconds."""
    slot = floor(at_s / period_s)
    before = chance(seed, channel, slot) * 2.0 - 1.0
    after = chance(seed, channel, slot + 1) * 2.0 - 1.0
    return before + (after - before) * eased(at_s / period_s - slot)


def breath(seed: int, at_s: float) -> float:
    """How full the chest is, -1 … 1: about 0.25 Hz, no breath as long or as deep as the one before."""
    turns = _BREATH_HZ * at_s + 0.16 * drift(seed, 7, at_s, 6.3)
    depth = 0.85 + 0.15 * drift(seed, 8, at_s, 4.7)
    wave = 2 * pi * turns
    return depth * sin(wave - 0.32 * sin(wave))


def stand(seed: int, at_s: float) -> float:
    """On which leg the weight rests, -1 … 1; it changes once in about eleven seconds, sometimes hardly."""
    slot = floor(at_s / _STAND_SLOT_S)
    begin = (slot + 0.55 * chance(seed, 9, slot)) * _STAND_SLOT_S
    before, after = (2.0 * chance(seed, 15, number) - 1.0 for number in (slot - 1, slot))
    return before + (after - before) * eased((at_s - begin) / _SHIFT_S)


def blink(seed: int, at_s: float) -> float:
    """How far the lids are closed by a blink, 0 … 1."""
    slot = floor(at_s / BLINK_SLOT_S)
    begin = (slot + 0.5) * BLINK_SLOT_S + chance(seed, 1, slot) * 2.0 - 1.0
    closed = _closure(at_s - begin)
    if chance(seed, 2, slot) < 0.16:
        closed = max(closed, _closure(at_s - begin - _DOUBLE_AFTER_S))
    return closed


def _closure(since_s: float) -> float:
    if not 0.0 < since_s < BLINK_S:
        return 0.0
    part = since_s / BLINK_S
    return eased(part / 0.36) if part < 0.36 else 1.0 - eased((part - 0.5) / 0.5)


def glance(seed: int, at_s: float, wander: float) -> tuple[float, float]:
    """Where the eyes look: -1 … 1 to the viewer's right, -1 … 1 down; 0, 0 is the viewer.

    Args:
        seed: The host's seed.
        at_s: Seconds.
        wander: 0 … 1, how much the eyes leave the viewer for the card and the chat.
    """
    slot = floor(at_s / _GLANCE_SLOT_S)
    begin = (slot + 0.35 * chance(seed, 3, slot)) * _GLANCE_SLOT_S
    before, after = _target(seed, slot - 1, wander), _target(seed, slot, wander)
    part = eased((at_s - begin) / _SACCADE_S)
    return before[0] + (after[0] - before[0]) * part, before[1] + (after[1] - before[1]) * part


def _target(seed: int, slot: int, wander: float) -> tuple[float, float]:
    x = (chance(seed, 4, slot) - 0.5) * 0.22
    y = (chance(seed, 5, slot) - 0.5) * 0.16
    choice = chance(seed, 6, slot // 2)
    if choice < 0.14:
        x, y = x + 0.85 * wander, y + 0.12 * wander
    elif choice < 0.28:
        x, y = x - 0.25 * wander, y + 0.6 * wander
    return x, y
