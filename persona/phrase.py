"""One thing a host has wordings for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing a host says in several wordings."""

    says: str
    """When it is said."""
    must: tuple[str, ...] = ()
    """Placeholders every wording has."""
    may: tuple[str, ...] = ()
    """Placeholders a wording may have besides."""
    plain: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Wordings by language where a persona has none of its own, for phrases that came later."""
