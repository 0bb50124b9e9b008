"""Who speaks: a persona's character, voice, face, moods, gestures and wordings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

GESTURES = ("wave", "point_card", "nod", "open_palms", "think", "shrug", "thumbs_up", "count", "bow")
"""Every gesture a face may be asked for; a persona allows some or all of them."""

Preset = Literal["neutral", "happy", "angry", "sad", "relaxed", "surprised"]
"""The VRM expression presets; every mood shows as one of them."""

TagName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,23}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""BCP 47 primary subtag."""
PhraseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
Wording = Annotated[str, StringConstraints(max_length=400)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
VariantName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,40}$")]
Factor = Annotated[float, Field(ge=0.5, le=2.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mood(_Strict):
    """How the host looks and sounds in one mood."""

    preset: Preset
    rate: Factor = 1.0
    """Speaking rate, relative to the persona's voice."""
    pitch: Factor = 1.0
    """Pitch, relative to the persona's voice."""


class VoiceStyle(_Strict):
    """The persona's voice."""

    engine: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "espeak"
    """Name in the registry of voices."""
    variants: dict[Language, VariantName] = Field(default_factory=dict, max_length=16)
    """The engine's own voice name, by language: ``{"en": "en-us+f2"}``."""
    rate: Factor = 1.0
    """Speaking rate, relative to the engine's normal."""
    pitch: Factor = 1.0
    """Pitch, relative to the engine's normal."""


class FaceStyle(_Strict):
    """The persona's face."""

    engine: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "drawn"
    """Name in the registry of faces."""
    theme: TagName = "mei"
    """The face's own name for a look (hair, skin, clothes)."""


class Persona(_Strict):
    """One host, as its file has it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
    name: dict[Language, ShortText] = Field(min_length=1, max_length=16)
    languages: tuple[Language, ...] = Field(min_length=1, max_length=8)
    """What it speaks, its own first."""
    about: dict[Language, Annotated[str, StringConstraints(max_length=4000)]] = Field(max_length=16)
    """Its character and manner of speaking, for a model's prompt."""
    voice: VoiceStyle = VoiceStyle()
    face: FaceStyle = FaceStyle()
    moods: dict[TagName, Mood] = Field(max_length=24)
    gestures: tuple[TagName, ...] = ()
    """The gestures it may make, of ``GESTURES``."""
    phrases: dict[PhraseName, dict[Language, Annotated[tuple[Wording, ...], Field(max_length=40)]]] = Field(
        max_length=100
    )
    """Wordings by phrase name and language, used in turn; see ``persona.phrases.PHRASES``."""

    @property
    def tags(self) -> frozenset[str]:
        """Every tag its lines may carry: its moods and its gestures."""
        return frozenset(self.moods) | frozenset(self.gestures)

    def name_in(self, language: str) -> str:
        """Its name in a language, else in its own first language, else any."""
        for key in (language, *self.languages):
            if key in self.name:
                return self.name[key]
        return next(iter(self.name.values()))

    @field_validator("moods")
    @classmethod
    def _has_a_resting_mood(cls, moods: dict[str, Mood]) -> dict[str, Mood]:
        if "neutral" not in moods:
            raise ValueError("must have a mood named neutral, e.g. 'neutral: {preset: neutral}'")
        return moods

    @field_validator("gestures")
    @classmethod
    def _only_known_gestures(cls, gestures: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in gestures if name not in GESTURES]
        if unknown:
            raise ValueError(f"no face knows {', '.join(unknown)}; there are {', '.join(GESTURES)}")
        return gestures

    @model_validator(mode="after")
    def _tags_are_distinct(self) -> Persona:
        both = sorted(set(self.moods) & set(GESTURES))
        if both:
            raise ValueError(f"{', '.join(both)} is a gesture's name and cannot name a mood")
        return self
