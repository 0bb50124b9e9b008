"""From what gestures and eyes mean to where it is on this picture.

Who directs a line says "to the card"; only the picture knows whether the card stands at the right or below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot

from avatar.media import GazeCue, GestureCue, Performance

Direction = tuple[float, float]
"""x to the viewer's right, y down, each -1 … 1; 0, 0 is the viewer."""

_SIDEWAYS = 0.75
"""A card at least so far aside, of how far below it is, is pointed at sideways."""
_POINTING = {"left": "point_left", "right": "point_right", "down": "point_down"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand, seen from the host's eyes."""

    card: Direction | None = None
    """The product card; ``None`` while none is shown."""
    chat: Direction = (-0.25, 0.55)
    """The comment that is answered, or the chat."""


def direction(eyes: tuple[float, float], to: tuple[float, float]) -> Direction:
    """The direction of a point of the picture.

    Args:
        eyes: x and y of the middle between the host's eyes, pixels.
        to: x and y of what is looked at, pixels.
    """
    across, down = to[0] - eyes[0], to[1] - eyes[1]
    length = hypot(across, down)
    return (across / length, down / length) if length else (0.0, 0.0)


def directed(performance: Performance, places: Places) -> Performance:
    """The performance with every target as a direction.

    ``point_card`` becomes ``point_left``, ``point_right`` or ``point_down``, and every gaze gets its x and y.
    With no card to be seen, pointing at it becomes ``open_palms``, and no gaze goes there.

    Args:
        performance: As the timeline gives it.
        places: Where things stand on the picture now.
    """
    gestures = tuple(_pointing(cue, places.card) for cue in performance.gestures)
    return replace(performance, gestures=gestures, gaze=tuple(_looking(performance.gaze, places)))


def _pointing(cue: GestureCue, card: Direction | None) -> GestureCue:
    if cue.name != "point_card":
        return cue
    if card is None:
        return replace(cue, name="open_palms")
    across, down = card
    if abs(across) < _SIDEWAYS * abs(down) and down > 0:
        return replace(cue, name=_POINTING["down"])
    return replace(cue, name=_POINTING["left" if across < 0 else "right"])


def _looking(cues: tuple[GazeCue, ...], places: Places) -> Iterator[GazeCue]:
    where = {"card": places.card, "chat": places.chat, "viewer": (0.0, 0.0)}
    for cue in cues:
        to = where[cue.target]
        if to is not None:
            yield replace(cue, x=max(-1.0, min(1.0, to[0])), y=max(-1.0, min(1.0, to[1])))
