"""A room's configuration: one YAML file, every field with a default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from agent.agenda.config import AgendaConfig
from agent.answers.addressing import When
from agent.answers.preparing import PreparingConfig
from agent.guard.config import GuardConfig, rule_set
from agent.inbox import InboxConfig
from agent.intake.courtesies import CourtesiesConfig
from agent.intake.intake import IntakeConfig
from agent.lanes.model import ModelConfig
from agent.moderation import ModerationConfig
from agent.mood.mood import MoodConfig
from agent.operator.gate import GateConfig
from agent.spending import SpendingConfig
from agent.strategy.config import StrategyConfig
from agent.web.config import WebConfig
from avatar.stage.config import (
    BackendConfig,
    BackgroundConfig,
    EncoderConfig,
    LabelConfig,
    StageConfig,
    TickerText,
)
from avatar.stage.template import DEFAULT, load_template
from avatar.voices.chain.config import ChainConfig
from knowledge.config import KnowledgeConfig
from persona.schema import GESTURES
from persona.yamlfile import Document, DocumentError, FieldError, read_document
from tools.config import ToolsConfig

_TICKER = {
    "en": ("Ask me anything in the chat, I answer right here",),
    "zh": ("想了解什么，直接打在公屏上，我马上回答",),
}
"""What a room says at the bottom of the picture that names nothing itself."""
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class ConfigError(ValueError):
    """A room cannot be set up as configured; one clear line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PictureConfig(_Strict):
    """The picture and its encode."""

    width: int = Field(default=1280, ge=320, le=1920, multiple_of=2)
    height: int = Field(default=720, ge=320, le=1920, multiple_of=2)
    fps: Literal[25, 30] = 25
    template: str = DEFAULT
    """A built-in template's name (``nightshift stage templates``), or the path of a template file (from the
    room file's folder)."""
    background: BackgroundConfig | None = None
    """What is behind the host instead of the template's own scene; paths from the room file's folder."""
    ticker: Annotated[tuple[TickerText, ...], Field(max_length=20)] | None = None
    """Short texts that take turns at the bottom; an invitation to ask when not given, none when empty."""
    label: LabelConfig | None = None
    """The AI label; by the room's language when not given. It cannot be switched off."""
    face: BackendConfig | None = None
    """The persona's own when not given."""
    encoder: EncoderConfig = EncoderConfig()


class RoomConfig(_Strict):
    """One room."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] = "demo"
    shop: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")] = "demo"
    persona: str = "mei"
    """A built-in persona's name, or the path of a persona file (from the room file's folder)."""
    language: Literal["en", "zh"] = "en"
    """What the host speaks on its own; viewers are answered in their language."""
    voices: tuple[BackendConfig, ...] = ()
    """Tried in order; the persona's own when none is given."""
    speech: ChainConfig = ChainConfig()
    """How sentences are spoken, whatever the voice: time limits, loudness, names, what is kept on disk."""
    picture: PictureConfig = PictureConfig()
    agenda: AgendaConfig = AgendaConfig()
    """The show between questions."""
    intake: IntakeConfig = IntakeConfig()
    moderation: ModerationConfig = ModerationConfig()
    inbox: InboxConfig = InboxConfig()
    courtesies: CourtesiesConfig = CourtesiesConfig()
    """Greetings and thanks."""
    address: When = "always"
    """Whether the asker and the question are named before the answer."""
    model: ModelConfig = ModelConfig()
    preparing: PreparingConfig = PreparingConfig()
    """The next answer is written while this one is spoken."""
    spending: SpendingConfig = SpendingConfig()
    """What the model may cost."""
    tools: ToolsConfig = ToolsConfig()
    """What can be looked up or done live: the merchant's HTTP API, MCP servers."""
    approval: GateConfig = GateConfig()
    """Which lines wait for the operator."""
    mood: MoodConfig = MoodConfig()
    strategy: StrategyConfig = StrategyConfig()
    """Which tactics are tried out."""
    guard: GuardConfig = GuardConfig()
    """What the host may not say: rule packs, competitors, words of your own."""
    knowledge: KnowledgeConfig = KnowledgeConfig()
    """Embedding and vector store; what is not given is as the shop remembers it."""
    page: WebConfig | None = WebConfig()
    """The viewers' page; ``null`` for none."""
    chat: tuple[BackendConfig, ...] = ()
    """Chat sources beside the page."""
    rtmp: tuple[str, ...] = ()
    """Where to stream to. A stream key is written as ``${NAME}`` and read from the environment."""
    record: Path | None = None
    """An MP4 recording."""
    producer: str = Field(default="nightshift", min_length=1, max_length=100)
    """Who makes the content: ``ContentProducer`` of the implicit AI label."""
    disclose_every_s: float = Field(default=600.0, ge=30.0)
    """How often the host says aloud that it is an AI."""

    @model_validator(mode="before")
    @classmethod
    def _newly_named(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "pitch" in given:
            raise FieldError(("pitch",), "is called agenda; it takes the same fields and more")
        return given

    @property
    def channels(self) -> tuple[str, ...]:
        """What the room is heard on: ``page``, ``rtmp``, ``file``."""
        wanted = {"page": self.page, "rtmp": self.rtmp, "file": self.record}
        return tuple(name for name, target in wanted.items() if target)

    def stage(
        self, *, title: str, host_name: str, face: BackendConfig, gestures: tuple[str, ...] = GESTURES
    ) -> StageConfig:
        """The stage's configuration.

        Args:
            title: The shop's name in the picture.
            host_name: The persona's name in the picture.
            face: The persona's face, unless this room has one of its own.
            gestures: Those that the persona makes.

        Raises:
            ConfigError: A variable in an RTMP address is not set.
            persona.yamlfile.DocumentError: There is no such template, or its file is broken.
        """
        default_label = "AI生成 · 数字人" if self.language == "zh" else "AI GENERATED"
        outputs: list[BackendConfig] = []
        if self.page is not None:
            outputs.append(BackendConfig(engine="page"))
        outputs += [
            BackendConfig(engine="rtmp", options={"url": fill_in(url, os.environ)}) for url in self.rtmp
        ]
        if self.record is not None:
            outputs.append(BackendConfig(engine="file", options={"path": str(self.record.absolute())}))
        return StageConfig(
            width=self.picture.width,
            height=self.picture.height,
            fps=self.picture.fps,
            language=self.language,
            title=title,
            host_name=host_name,
            template=load_template(self.picture.template),
            background=self.picture.background,
            ticker=_TICKER[self.language] if self.picture.ticker is None else self.picture.ticker,
            label=self.picture.label or LabelConfig(text=default_label),
            gestures=gestures,
            face=self.picture.face or face,
            encoder=self.picture.encoder,
            outputs=tuple(outputs),
            producer=self.producer,
        )


def fill_in(text: str, environment: Mapping[str, str]) -> str:
    """Put environment variables in the place of ``${NAME}``.

    Raises:
        ConfigError: One of them is not set.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in environment:
            raise ConfigError(f"the environment variable {name} is not set; the room's rtmp address needs it")
        return environment[name]

    return _VARIABLE.sub(value, text)


def load_room(path: Path | None) -> RoomConfig:
    """Read a room file; all defaults without one.

    Raises:
        persona.yamlfile.DocumentError: The file, or one of its rule packs, is broken; names file, line and
            field.
    """
    if path is None:
        return RoomConfig()
    document = read_document(path, RoomConfig)
    config = document.model
    beside = path.parent / config.persona
    if "/" in config.persona or config.persona.endswith((".yaml", ".yml")):
        config = config.model_copy(update={"persona": str(beside)})
    config = config.model_copy(update={"guard": config.guard.resolved(path.parent)})
    trained = config.moderation.trained
    if trained is not None:
        moderation = config.moderation.model_copy(update={"trained": path.parent / trained})
        config = config.model_copy(update={"moderation": moderation})
    if config.speech.lexicon is not None:
        speech = config.speech.model_copy(update={"lexicon": path.parent / config.speech.lexicon})
        config = config.model_copy(update={"speech": speech})
    rule_set(config.guard)
    return config.model_copy(update={"picture": _picture(document)})


def _picture(document: Document[RoomConfig]) -> PictureConfig:
    """The picture with its files found from the room file's folder.

    Raises:
        persona.yamlfile.DocumentError: One of them is not there, or the template is broken.
    """
    picture, folder = document.model.picture, document.path.parent
    if "/" in picture.template or picture.template.endswith((".yaml", ".yml")):
        picture = picture.model_copy(update={"template": str(folder / picture.template)})
        if not Path(picture.template).is_file():
            raise document.error([(("picture", "template"), f"there is no file {picture.template}")])
        load_template(picture.template)
    else:
        try:
            load_template(picture.template)
        except DocumentError as error:
            raise document.error([(("picture", "template"), str(error))]) from None
    if picture.background is None:
        return picture
    found = {}
    for name in ("picture", "video"):
        file = getattr(picture.background, name)
        if file is not None:
            found[name] = folder / file
            if not found[name].is_file():
                raise document.error([(("picture", "background", name), f"there is no file {found[name]}")])
    return picture.model_copy(update={"background": picture.background.model_copy(update=found)})


def changed(config: RoomConfig, **changes: Any) -> RoomConfig:
    """The configuration with some fields replaced, checked again."""
    given = {name: getattr(config, name) for name in config.model_fields_set}
    return RoomConfig.model_validate({**given, **changes})
