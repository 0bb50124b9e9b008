"""Opens the real back ends of a room, as its configuration names them."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from agent import chat
from agent.chat.base import ChatSource
from agent.config import ConfigError, RoomConfig
from agent.demo import ensure_shop
from agent.journal import Journal
from agent.lanes.model import ModelLane
from agent.paths import room_folder
from agent.room import Parts
from avatar import registry
from avatar.stage.base import Stage
from avatar.stage.config import BackendConfig, StageConfig
from avatar.stage.process import ProcessStage
from avatar.voices.base import Voice
from knowledge.errors import ShopError
from knowledge.model import text_in
from knowledge.shop import Shop
from persona.loader import load_persona
from persona.schema import Persona

log = logging.getLogger(__name__)

_VECTORS_S = 10.0
"""How long going on air waits for vectors that must be made; they go on being made behind it."""


def new_id() -> str:
    """A short id that no other run makes."""
    return uuid.uuid4().hex[:12]


def options(backend: BackendConfig, config: type[BaseModel], what: str) -> Any:
    """A back end's options as its own configuration.

    Raises:
        ConfigError: An option is unknown or wrong; names it.
    """
    try:
        return config.model_validate(backend.options)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "options"
        wrong = "is no known option" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"{what} {backend.engine}: {field}: {wrong}") from error


def make_voices(config: RoomConfig, persona: Persona) -> list[tuple[str, Voice]]:
    """The room's voices in the order they are tried, the persona's own last.

    A voice that does not load is named in the log and left out.

    Raises:
        ConfigError: A voice's options are wrong.
    """
    style = persona.voice
    own = BackendConfig(engine=style.engine, options={"variants": style.variants} if style.variants else {})
    voices: list[tuple[str, Voice]] = []
    for backend in (*config.voices, own):
        if any(name == backend.engine for name, _ in voices):
            continue
        try:
            engine = registry.load("voice", backend.engine)
        except registry.UnknownBackend as error:
            log.warning("%s; going on without it", error)
            continue
        voices.append((backend.engine, engine(options(backend, engine.Config, "voice"))))
    return voices


def make_chats(config: RoomConfig, now: Callable[[], float]) -> list[tuple[str, ChatSource]]:
    """The room's chat sources beside the page.

    Raises:
        ConfigError: A source's options are wrong.
        ChatError: A source is unknown or cannot be opened.
    """
    chats: list[tuple[str, ChatSource]] = []
    for backend in config.chat:
        source = chat.load(backend.engine)
        chats.append((backend.engine, source(options(backend, source.Config, "chat"), now=now)))
    return chats


def stage_starter(config: StageConfig) -> Callable[[int], Awaitable[Stage]]:
    """Starts this stage, in a process of its own, at a sample of the audio clock."""

    async def start(at: int) -> Stage:
        return await ProcessStage.start(config.model_copy(update={"start_at": at}))

    return start


def assemble(config: RoomConfig) -> Parts:
    """Open everything a room needs. Blocking.

    Raises:
        ConfigError: The room cannot be set up as configured.
        ValueError: A persona, shop or name is wrong; one clear line.
        RuntimeError: A back end cannot be opened; one clear line.
    """
    persona = load_persona(config.persona)
    if config.language not in persona.languages:
        known = ", ".join(persona.languages)
        raise ConfigError(f"{persona.id} does not speak {config.language!r}; it speaks {known}")
    try:
        shop = Shop.open(ensure_shop(config.shop), knowledge=config.knowledge, wait_s=_VECTORS_S)
    except ShopError as error:
        raise ConfigError(str(error)) from error
    face = BackendConfig(engine=persona.face.engine, options={"theme": persona.face.theme})
    stage = config.stage(
        title=text_in(shop.title, config.language), host_name=persona.name_in(config.language), face=face
    )
    executor = ThreadPoolExecutor(1, "catalogue")
    executor.submit(shop.warm)
    return Parts(
        shop=shop,
        persona=persona,
        journal=Journal(room_folder(config.name) / "journal.sqlite"),
        start_stage=stage_starter(stage),
        voices=make_voices(config, persona),
        lips=registry.load("lips", "events")(),
        model=ModelLane(config.model, persona) if config.model.available else None,
        chats=make_chats(config, time.time),
        executor=executor,
        new_id=new_id,
        now=time.time,
    )


def recording_path(path: Path) -> Path:
    """A recording's path, once it is clear that it can be written.

    Raises:
        ConfigError: Its folder does not exist.
    """
    if not path.absolute().parent.is_dir():
        raise ConfigError(f"cannot record to {path}: the folder {path.absolute().parent} does not exist")
    return path
