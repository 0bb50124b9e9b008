"""Configuration of one room's stage."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

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
    label: LabelConfig = LabelConfig()
    face: BackendConfig = BackendConfig(engine="drawn")
    encoder: EncoderConfig = EncoderConfig()
    outputs: tuple[BackendConfig, ...] = (BackendConfig(engine="page"),)
    producer: str = "nightshift"
    """``ContentProducer`` of the implicit AIGC label."""
    start_at: int = 0
    """Audio clock, samples: where a restarted stage goes on."""
