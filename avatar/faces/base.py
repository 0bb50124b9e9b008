"""A face as everything else sees it."""

from __future__ import annotations

from typing import Protocol

from avatar.media import Performance, Picture


class Face(Protocol):
    """Draws the host.

    A back end is one file (or one folder) with a class of this shape and one line in
    ``avatar.registry``. Its constructor takes ``(config, backdrop)``: its own nested ``Config``
    (pydantic, ``extra="forbid"``) and the opaque picture it stands before, whose size is the size
    of every frame it gives.
    """

    def perform(self, performance: Performance) -> None:
        """Take what is to be played from ``performance.start`` on; pieces of one utterance add up."""

    def clear(self, at: int) -> None:
        """Forget everything that would be played from sample ``at`` on; the mouth closes."""

    def frame(self, at: int) -> Picture:
        """The picture at sample ``at``; times never go back.

        Returns:
            uint8 (height, width, 4), RGBA, opaque. Valid until the next call.
        """
        ...
