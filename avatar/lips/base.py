"""Lips as everything else sees them."""

from __future__ import annotations

from typing import Protocol

from avatar.media import MouthTrack, Speech


class Lips(Protocol):
    """Turns speech into a mouth track. Row 0 is at the piece's start, before any lead is applied."""

    def track(self, speech: Speech) -> MouthTrack:
        """Viseme weights over one piece; pieces of an utterance come in order."""
        ...
