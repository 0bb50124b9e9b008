"""What the operator had set, read back from the journal: a room that fell begins where it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from agent.journal import Entry
from agent.operator.gate import MODES, Mode

KINDS = ("operator", "operator.refused", "room.stopped")
"""Kinds of event that `standing` needs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the operator had set and not taken back."""

    blocked: tuple[str, ...] = ()
    pinned: str = ""
    mode: Mode | None = None
    """``None``: as configured."""
    paused: bool = False
    """Paused or stopped."""
    taken_over: bool = False


def standing(entries: Iterable[Entry]) -> Standing:
    """What holds after these events, the oldest first; a restarted room begins with it.

    A room that was stopped in order begins anew, but whom the operator blocked stays blocked.
    """
    blocked: dict[str, None] = {}
    pinned, mode, paused, taken_over = "", None, False, False
    refused = _refused(entries := list(entries))
    for entry in entries:
        if entry.kind == "room.stopped":
            pinned, mode, paused, taken_over = "", None, False, False
        if entry.kind != "operator" or entry.id in refused:
            continue
        target = str(entry.data.get("target", ""))
        match entry.data.get("action"):
            case "block":
                blocked[target] = None
            case "unblock":
                blocked.pop(target, None)
            case "pin" | "unpin":
                pinned = target
            case "mode" if target in MODES:
                mode = cast(Mode, target)
            case "pause" | "stop":
                paused = True
            case "take_over":
                taken_over, paused = True, False
            case "hand_back":
                taken_over, paused = False, False
            case "resume" | "skip" | "say":
                paused = False
    return Standing(tuple(blocked), pinned, mode, paused, taken_over)


def _refused(entries: Sequence[Entry]) -> set[int]:
    """Ids of the actions that could not be done: a refusal follows its own action."""
    refused: set[int] = set()
    open_actions: dict[tuple[object, ...], int] = {}
    for entry in entries:
        if entry.kind not in {"operator", "operator.refused"}:
            continue
        key = (entry.data.get("action"), entry.data.get("who"), entry.data.get("target"))
        if entry.kind == "operator":
            open_actions[key] = entry.id
        elif key in open_actions:
            refused.add(open_actions.pop(key))
    return refused
