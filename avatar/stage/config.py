"""Configuration of one room's stage."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from avatar.stage.template import DEFAULT, Colour, Template, load_template
from persona.schema import GESTURES

_AI = re.compile(r"\bAI\b|AI(?=[\u4e00-\u9fff])|人工智能", re.IGNORECASE)
_MADE = re.compile(r"生成|合成|GENERATED|SYNTHETIC", re.IGNORECASE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BackendConfig(_Strict):
    """A back end by name, with its own options."""

    engine: str
    options: dict[str, Any] = Field(default_factory=dict)


class LabelConfig(_Strict):
    """The AI label. It is always on; only its wording and corner can be chosen."""

    text: str = "AI GENERATED"
    """Must name both an AI element and a generation element (GB 45438-2025, 4.2)."""
    corner: Literal["top-left", "top-right"] = "top-left"

    @field_validator("text")
    @classmethod
    def _says_both(cls, text: str) -> str:
        if not (_AI.search(text) and _MADE.search(text)):
            raise ValueError(
                "the AI label must say both AI (or 人工智能) and generated "
                "(生成, 合成, GENERATED, SYNTHETIC), "
                "e.g. 'AI GENERATED' or 'AI生成 · 数字人'"
            )
        if len(text) > 24:
            raise ValueError("the AI label must not be longer than 24 characters")
        return text


class BackgroundConfig(_Strict):
    """What is behind the host, instead of the template's own scene; one of the three."""

    colours: Annotated[tuple[Colour, ...], Field(max_length=4)] = ()
    """``#rrggbb``, from top to bottom; one for a plain ground."""
    picture: Path | None = None
    """A PNG, JPEG, WebP or SVG; it fills the picture and is cropped where its shape differs."""
    video: Path | None = None
    """An MP4 or WebM, played again and again without its sound; it should end as it begins. It costs a
    decoder, and a whole picture to convert and to code for every frame of it."""
    shade: float = Field(default=0.0, ge=0.0, le=0.9)
    """How much darker it is made, so that what stands before it is seen."""

    @model_validator(mode="after")
    def _one(self) -> BackgroundConfig:
        if sum((bool(self.colours), self.picture is not None, self.video is not None)) != 1:
            raise ValueError("a background is one of colours, picture and video")
        return self


TickerText = Annotated[str, StringConstraints(min_length=1, max_length=160)]


class EncoderConfig(_Strict):
    """One H.264 + AAC encode."""

    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"] = "superfast"
    crf: int = Field(default=23, ge=10, le=40)
    max_bitrate_kbps: int = Field(default=4000, ge=300, le=20000)
    keyframe_s: float = Field(default=1.0, ge=0.5, le=4.0)
    """Seconds between keyframes: how long a new viewer may wait."""
    audio_bitrate_kbps: int = Field(default=128, ge=48, le=320)


class StageConfig(_Strict):
    """Everything a stage process needs to go on air."""

    width: int = Field(default=1280, ge=320, le=1920, multiple_of=2)
    height: int = Field(default=720, ge=320, le=1920, multiple_of=2)
    fps: Literal[25, 30] = 25
    language: str = "en"
    """Language of fixed words in the picture."""
    title: str = ""
    """Shop name shown in the picture; empty for none."""
    host_name: str = ""
    template: Template = Field(default_factory=lambda: load_template(DEFAULT))
    """Where everything stands and how it looks."""
    background: BackgroundConfig | None = None
    """The template's own scene when not given."""
    ticker: Annotated[tuple[TickerText, ...], Field(max_length=20)] = ()
    """Short texts that take turns at the bottom."""
    label: LabelConfig = LabelConfig()
    gestures: tuple[str, ...] = GESTURES
    """Those that the host makes when words ask for them."""
    face: BackendConfig = BackendConfig(engine="drawn")
    encoder: EncoderConfig = EncoderConfig()
    outputs: tuple[BackendConfig, ...] = (BackendConfig(engine="page"),)
    producer: str = "nightshift"
    """``ContentProducer`` of the implicit AIGC label."""
    start_at: int = 0
    """Audio clock, samples: where a restarted stage goes on."""
