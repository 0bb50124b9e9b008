"""Options of the drawn host: which character, and what is changed about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from avatar.faces.drawn.characters import character
from avatar.faces.drawn.themes import Colour, Earrings, GlassesStyle, Theme
from persona.yamlfile import FieldError

_GROUPS = ("skin", "hair", "clothes", "head", "eyes", "mouth", "hands")


class DrawnConfig(BaseModel):
    """Which host, and what is changed about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str = "mei"
    """A character by name: ``nightshift avatar list`` and ``docs/faces.md`` show them."""
    skin: dict[str, Any] = Field(default_factory=dict)
    """Tones that replace the character's, ``#rrggbb`` by name (light base shade deep blush lip)."""
    hair: dict[str, Any] = Field(default_factory=dict)
    """Cut (``style``), ``beard`` and tones (base light dark sheen) that replace the character's."""
    clothes: dict[str, Any] = Field(default_factory=dict)
    """Cut (``style``), ``cuff`` and tones (base light shade deep inner inner_shade) likewise."""
    head: dict[str, Any] = Field(default_factory=dict)
    """Form of the face (jaw chin neck nose blush lines freckles)."""
    eyes: dict[str, Any] = Field(default_factory=dict)
    """Form of eyes and brows."""
    mouth: dict[str, Any] = Field(default_factory=dict)
    """Form of the mouth."""
    hands: dict[str, Any] = Field(default_factory=dict)
    """Form of the hands."""
    iris: Colour | None = None
    accent: Colour | None = None
    glasses: GlassesStyle | bool | None = None
    """``true`` for the character's own, or round ones; ``false`` for none."""
    earrings: Earrings | bool | None = None
    """``true`` for the character's own, or studs; ``false`` for none."""
    hairpin: bool | None = None
    build: Literal["slim", "broad"] | None = None
    seed: int = Field(default=7, ge=0)
    """Of idle life; the same seed and times give the same pictures."""

    @field_validator("theme")
    @classmethod
    def _known(cls, theme: str) -> str:
        character(theme)
        return theme

    @model_validator(mode="after")
    def _fits(self) -> DrawnConfig:
        try:
            self.resolved()
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise FieldError(first["loc"], first["msg"].removeprefix("Value error, ")) from None
        return self

    def resolved(self) -> Theme:
        """The character's looks with everything replaced that is set here.

        Raises:
            CharacterError: The character's file is gone or has faults by now.
        """
        own = character(self.theme)
        data = own.model_dump()
        for group in _GROUPS:
            data[group] |= getattr(self, group)
        for name in ("iris", "accent", "hairpin", "build"):
            if (value := getattr(self, name)) is not None:
                data[name] = value
        data["glasses"] = _chosen(self.glasses, own.glasses, "round")
        data["earrings"] = _chosen(self.earrings, own.earrings, "studs")
        return Theme.model_validate(data)


def _chosen(wanted: str | bool | None, own: str, common: str) -> str:
    """A style by name; ``True`` is the character's own or the common one, ``False`` none."""
    if wanted is None:
        return own
    if isinstance(wanted, str):
        return wanted
    if not wanted:
        return "none"
    return own if own != "none" else common
