"""Who speaks: a persona's character, voice, face, moods, gestures and wordings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

GESTURES = (
    "wave", "point_card", "point_left", "point_right", "point_down", "hold_product", "open_palms", "count",
    "thumbs_up", "heart", "clap", "bow", "nod", "shake", "shrug", "think", "listen", "surprise",
)  # fmt: skip
"""Every gesture a face may be asked for; a persona allows some or all of them. ``point_card`` points to where
the product card stands on the picture, ``point_down`` to the cart below it."""

Preset = Literal["neutral", "happy", "angry", "sad", "relaxed", "surprised"]
"""The VRM expression presets; every mood shows as one of them."""

TagName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,23}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""BCP 47 primary subtag."""
PhraseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
Wording = Annotated[str, StringConstraints(max_length=800)]
"""May have alternations; see ``persona.wordings``."""
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
VariantName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,40}$")]
Factor = Annotated[float, Field(ge=0.5, le=2.0)]
Valence = Annotated[float, Field(ge=-1.0, le=1.0)]
"""How pleasant a feeling is."""
Arousal = Annotated[float, Field(ge=0.0, le=1.0)]
"""How much energy a feeling has."""

FEELS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "neutral": (0.0, 0.35),
        "happy": (0.7, 0.6),
        "angry": (-0.6, 0.85),
        "sad": (-0.6, 0.25),
        "relaxed": (0.45, 0.2),
        "surprised": (0.25, 0.8),
    }
)
"""Valence and arousal of each preset, after the quadrants of Russell's circumplex of affect (1980)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mood(_Strict):
    """How the host looks and sounds in one mood."""

    preset: Preset
    rate: Factor = 1.0
    """Speaking rate, relative to the persona's voice."""
    pitch: Factor = 1.0
    """Pitch, relative to the persona's voice."""
    valence: Valence | None = None
    """How pleasant it is; unset, as its preset is."""
    arousal: Arousal | None = None
    """How much energy it has; unset, as its preset has."""

    @property
    def at(self) -> tuple[float, float]:
        """Its valence and arousal."""
        valence, arousal = FEELS[self.preset]
        return (
            valence if self.valence is None else self.valence,
            arousal if self.arousal is None else self.arousal,
        )


class Temperament(_Strict):
    """Where the host's feelings rest, how far they go, and how fast they fade."""

    valence: Valence = 0.25
    """At rest."""
    arousal: Arousal = 0.4
    """At rest."""
    lowest_valence: Valence = -0.5
    """It never feels worse."""
    highest_valence: Valence = 0.9
    """It never feels better."""
    lowest_arousal: Arousal = 0.1
    """It is never calmer."""
    highest_arousal: Arousal = 0.9
    """It is never more excited."""
    decay_s: Annotated[float, Field(ge=1.0, le=3600.0)] = 60.0
    """Seconds in which half of a feeling fades."""

    @model_validator(mode="after")
    def _rests_within_its_bounds(self) -> Temperament:
        for name in ("valence", "arousal"):
            lowest, rest, highest = (
                getattr(self, field) for field in (f"lowest_{name}", name, f"highest_{name}")
            )
            if not lowest <= rest <= highest:
                raise ValueError(
                    f"{name} at rest is {rest:g}, which must lie between lowest_{name} ({lowest:g}) "
                    f"and highest_{name} ({highest:g})"
                )
        return self


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


class Address(_Strict):
    """How the host calls its viewers in one language."""

    everyone: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=8)]
    """All of them, used in turn: ``[everyone, friends]``. Wordings have it as ``{viewers}``."""
    one: ShortText
    """A viewer whose name is not said: ``my friend``."""
    by_name: bool = True
    """Whether a viewer is called by name where the name may be spoken."""


PLAIN_ADDRESS: Mapping[str, Address] = MappingProxyType(
    {
        "en": Address(everyone=("everyone",), one="our viewer"),
        "zh": Address(everyone=("大家",), one="这位朋友"),
    }
)
"""How viewers are called by a persona that does not say."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Lines = Annotated[tuple[Line, ...], Field(max_length=16)]


class Persona(_Strict):
    """One host, as its file has it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
    name: dict[Language, ShortText] = Field(min_length=1, max_length=16)
    languages: tuple[Language, ...] = Field(min_length=1, max_length=8)
    """What it speaks, its own first."""
    about: dict[Language, Annotated[str, StringConstraints(max_length=4000)]] = Field(max_length=16)
    """Its character in a few sentences, for a model's prompt."""
    background: dict[Language, Annotated[str, StringConstraints(max_length=2000)]] = Field(
        default_factory=dict, max_length=16
    )
    """Where it comes from and what it cares about, for a model's prompt."""
    tone: dict[Language, Annotated[str, StringConstraints(max_length=400)]] = Field(
        default_factory=dict, max_length=16
    )
    """How it speaks: pace, humour, favourite turns."""
    catchphrases: dict[Language, Lines] = Field(default_factory=dict, max_length=16)
    """What it is known for saying; spoken as it stands, now and then."""
    do: dict[Language, Lines] = Field(default_factory=dict, max_length=16)
    """What it always does, each as one instruction."""
    dont: dict[Language, Lines] = Field(default_factory=dict, max_length=16)
    """What it never does. Words in quotation marks are words that it never says."""
    address: dict[Language, Address] = Field(default_factory=dict, max_length=16)
    """How it calls its viewers."""
    voice: VoiceStyle = VoiceStyle()
    face: FaceStyle = FaceStyle()
    moods: dict[TagName, Mood] = Field(max_length=24)
    gestures: tuple[TagName, ...] = ()
    """The gestures it may make, of ``GESTURES``."""
    temperament: Temperament = Temperament()
    """How it feels."""
    phrases: dict[PhraseName, dict[Language, Annotated[tuple[Wording, ...], Field(max_length=80)]]] = Field(
        max_length=160
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

    def address_in(self, language: str) -> Address:
        """How it calls its viewers in a language."""
        plain = PLAIN_ADDRESS.get(language, PLAIN_ADDRESS["en"])
        return self.address.get(language, plain)

    def viewer(self, name: str, language: str) -> str:
        """What to call one viewer.

        Args:
            name: As it may be spoken; empty if it may not.
            language: Of the sentence.
        """
        address = self.address_in(language)
        return name if name and address.by_name else address.one

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
