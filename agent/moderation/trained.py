"""Where a trained head lies, and whether a room uses it."""

from __future__ import annotations

from pathlib import Path

from agent.moderation.config import ModerationConfig
from agent.moderation.head import Head, load
from agent.paths import home


def trained_path(config: ModerationConfig) -> Path:
    """The file of the trained head."""
    return config.trained or home() / "moderation" / "trained.npz"


def load_head(config: ModerationConfig) -> Head | None:
    """The trained head, or none when there is none or the room does without.

    Raises:
        ModerationError: The room insists on one and there is none, or the file is damaged.
    """
    if config.model == "off":
        return None
    path = trained_path(config)
    if config.model == "auto" and config.trained is None and not path.exists():
        return None
    return load(path)
