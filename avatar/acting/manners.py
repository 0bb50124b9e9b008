"""What is fitting: which gestures go with which mood, what replaces one just done, what each takes."""

from __future__ import annotations

from persona.schema import GESTURES

_GRAVE = frozenset(
    {"nod", "shake", "shrug", "open_palms", "bow", "think", "listen", "count"}
    | {"point_card", "point_left", "point_right", "point_down", "hold_product"}
)
"""What may be done in a sad or angry mood: nothing that celebrates."""
_PLAIN = frozenset({"nod", "open_palms", "bow", "wave", "listen"})
"""What may be done in a disclosure."""

_PREPARED_S = {"nod": 0.12, "shake": 0.1, "beat": 0.08, "surprise": 0.25, "clap": 0.5, "heart": 0.6}
_PREPARED_ELSE_S = 0.42
_LASTS_S = {"nod": 1.1, "shake": 1.2, "surprise": 1.5, "shrug": 1.5, "bow": 1.7, "wave": 2.0, "count": 2.8}
_LASTS_ELSE_S = 2.2

_INSTEAD = {
    "wave": ("open_palms", "nod"),
    "point_card": ("hold_product", "open_palms"),
    "point_left": ("open_palms", "nod"),
    "point_right": ("open_palms", "nod"),
    "point_down": ("open_palms", "nod"),
    "count": ("open_palms", "nod"),
    "open_palms": ("nod", "listen"),
    "thumbs_up": ("nod", "clap"),
    "heart": ("bow", "nod"),
    "hold_product": ("point_card", "open_palms"),
    "think": ("nod", "listen"),
    "shrug": ("shake", "open_palms"),
    "nod": ("open_palms", "thumbs_up"),
    "shake": ("shrug", "open_palms"),
    "bow": ("nod", "heart"),
    "clap": ("thumbs_up", "nod"),
    "listen": ("open_palms", "nod"),
    "surprise": ("open_palms", "nod"),
}


def fitting(gesture: str, mood: str, *, disclosure: bool) -> bool:
    """Whether a gesture may be made.

    Args:
        gesture: Its name.
        mood: The line's VRM preset.
        disclosure: Whether the line says that the host is an AI.
    """
    if gesture not in GESTURES:
        return False
    if disclosure and gesture not in _PLAIN:
        return False
    return mood not in ("sad", "angry") or gesture in _GRAVE


def instead(gesture: str, mood: str, *, disclosure: bool) -> tuple[str, ...]:
    """What may be done where a gesture would be the same twice in a row, the best first."""
    return tuple(other for other in _INSTEAD.get(gesture, ()) if fitting(other, mood, disclosure=disclosure))


def prepared_s(gesture: str) -> float:
    """Seconds from the beginning of a gesture to its stroke, which falls on the stressed word."""
    return _PREPARED_S.get(gesture, _PREPARED_ELSE_S)


def lasts_s(gesture: str) -> float:
    """Seconds that a gesture takes, about."""
    return _LASTS_S.get(gesture, _LASTS_ELSE_S)
