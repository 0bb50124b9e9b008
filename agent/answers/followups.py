"""What a viewer's "it" means: the product of the answer they just got, not what the show went on to."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable

WINDOW_S = 120.0
"""Seconds for which an answer is what the viewer's next question goes on from."""
_VIEWERS = 2_000
"""Viewers who are remembered; the one answered longest ago is forgotten."""
_LONGEST = 300

_GOES_ON = re.compile(
    r"^\W*(?:and|also|plus|then|so|ok(?:ay)?|what about|how about)\b"
    r"|\b(?:it|its|it's|they|them|their|that one)\b"
    r"|^\W*(?:那么|那|还有|另外|然后|而且|以及)(?![款个件种些只])|(?<!其)[它牠]",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:this|these)\b|这[款个件种些只]?|现在的", re.IGNORECASE)
"""What is on stage is meant by these."""


class FollowUps:
    """Remembers, bounded, which product each viewer was last told about."""

    def __init__(self) -> None:
        """Nobody was told anything."""
        self._told: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def told(self, viewers: Iterable[str], product_id: str, now: float) -> None:
        """An answer about a product is heard.

        Args:
            viewers: Who asked.
            product_id: What it is about; empty changes nothing.
            now: Unix seconds.
        """
        if not product_id:
            return
        for viewer in viewers:
            self._told[viewer] = product_id, now
            self._told.move_to_end(viewer)
        while len(self._told) > _VIEWERS:
            self._told.popitem(last=False)

    def about(self, text: str, viewer: str, now: float) -> str:
        """The product that a viewer's question goes on about; empty when it does not go on.

        Args:
            text: The question: a stranger's words.
            viewer: Who asks.
            now: Unix seconds, when it was asked.
        """
        product_id, at = self._told.get(viewer, ("", 0.0))
        if not product_id or now - at > WINDOW_S:
            return ""
        said = text[:_LONGEST]
        return product_id if _GOES_ON.search(said) and not _POINTS.search(said) else ""
