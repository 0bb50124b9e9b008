"""Who asked: so many names, and how many different people in all."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

NAMES = 50
"""Names kept of one question."""
_BITS = 4096


class Askers:
    """Different people, the first of them by name.

    Up to ``NAMES`` the count is exact. Beyond, people are counted by linear counting (Whang, Vander-Zanden
    and Taylor 1990) in 512 bytes: within a few percent up to about 10,000, and never a smaller count after a
    larger one.
    """

    __slots__ = ("_bits", "_set", "names")

    def __init__(self, names: tuple[str, ...] = (), count: int = 0) -> None:
        """Begin with known names.

        Args:
            names: Different people, first first.
            count: How many there were in all, where that is more.
        """
        self.names: tuple[str, ...] = ()
        self._bits: bytearray | None = None
        self._set = 0
        for name in dict.fromkeys(names):
            self.add(name)
        if count > len(self):
            self._restore(count)

    def __len__(self) -> int:
        if self._bits is None:
            return len(self.names)
        free = max(1, _BITS - self._set)
        return max(len(self.names), round(-_BITS * math.log(free / _BITS)))

    def add(self, name: str) -> bool:
        """Count somebody; whether they are new."""
        if name in self.names:
            return False
        if self._bits is None:
            if len(self.names) < NAMES:
                self.names += (name,)
                return True
            self._bits = bytearray(_BITS // 8)
            for known in self.names:
                self._mark(known)
        return self._mark(name)

    def forget(self, theirs: Callable[[str], bool]) -> None:
        """Let somebody's names go, and count them no more; beyond ``NAMES`` the estimate stays."""
        self.names = tuple(name for name in self.names if not theirs(name))

    def join(self, other: Askers) -> None:
        """Count everybody that others have counted."""
        for name in other.names:
            self.add(name)
        if other._bits is None:
            return
        if self._bits is None:
            self._bits = bytearray(_BITS // 8)
            for name in self.names:
                self._mark(name)
        self._bits = bytearray(a | b for a, b in zip(self._bits, other._bits, strict=True))
        self._set = int.from_bytes(self._bits).bit_count()

    def _mark(self, name: str) -> bool:
        assert self._bits is not None
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=4).digest()
        place = int.from_bytes(digest) % _BITS
        byte, bit = place >> 3, 1 << (place & 7)
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        self._set += 1
        return True

    def _restore(self, count: int) -> None:
        """Set as many bits as so many people would have."""
        if self._bits is None:
            self._bits = bytearray(_BITS // 8)
            for name in self.names:
                self._mark(name)
        wanted = min(_BITS - 1, round(_BITS * (1 - math.exp(-count / _BITS))))
        for place in range(_BITS):
            if self._set >= wanted:
                break
            if not self._bits[place >> 3] & 1 << (place & 7):
                self._bits[place >> 3] |= 1 << (place & 7)
                self._set += 1
