"""What a voice's sound depends on beside the utterance, in one line: the key of kept sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from avatar.spelling import Lexicon


def fingerprint(
    engine: str, version: str, options: Mapping[str, Any], language: str, lexicon: Lexicon | None
) -> str:
    """A short text that changes when the same sentence would sound different.

    Args:
        engine: Name of the engine.
        version: Version of its library, or of the service.
        options: What it is configured with, the model among it.
        language: What is spoken.
        lexicon: Pronunciations, if there are any.
    """
    said = json.dumps(options, sort_keys=True, default=str, ensure_ascii=False)
    words = lexicon.version if lexicon is not None else ""
    digest = hashlib.sha256("\0".join((version, said, language, words)).encode()).hexdigest()
    return f"{engine}-{digest[:24]}"


def file_mark(path: Path) -> str:
    """A file's size and time of change: enough to tell that a model was replaced; empty without it."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{path.name}:{found.st_size}:{found.st_mtime_ns}"
