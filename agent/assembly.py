"""Opens the real back ends of a room, as its configuration names them."""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from agent import chat
from agent.chat.base import ChatSource
from agent.config import ConfigError, RoomConfig
from agent.demo import ensure_shop
from agent.journal import Journal
from agent.lanes.model import ModelLane
from agent.likeness import consenting, in_room
from agent.parts import Parts, Permission
from agent.paths import home, room_folder
from agent.spending import Spending
from avatar import registry
from avatar.spelling import Lexicon, LexiconError, load_lexicon
from avatar.stage.base import Stage
from avatar.stage.config import BackendConfig, StageConfig
from avatar.stage.process import ProcessStage
from avatar.voices.auto import AutoVoice
from avatar.voices.base import Voice, VoiceError
from avatar.voices.cache.store import SpeechCache
from avatar.voices.clone.voice import ClonedVoice
from knowledge.errors import ShopError
from knowledge.model import text_in
from knowledge.shop import Shop
from persona.loader import load_persona
from persona.schema import Persona
from tools.base import ToolConfigError
from tools.live import LiveShop
from tools.toolbox import Toolbox

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
        told = first["msg"].removeprefix("Value error, ")
        wrong = "is no known option" if first["type"] == "extra_forbidden" else told
        raise ConfigError(f"{what} {backend.engine}: {field}: {wrong}") from error


def make_voices(
    config: RoomConfig, persona: Persona, lexicon: Lexicon | None = None
) -> list[tuple[str, Voice]]:
    """The room's voices in the order they are tried, the persona's own last.

    A voice that does not load is named in the log and left out.

    Args:
        config: The room's.
        persona: Who speaks.
        lexicon: How the shop's names are said; given to every engine that takes one.

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
        takes = {"lexicon": lexicon} if "lexicon" in signature(engine).parameters else {}
        try:
            voice = engine(options(backend, engine.Config, "voice"), **takes)
            found = voice.voices() if isinstance(voice, AutoVoice) else [(backend.engine, voice)]
        except VoiceError as error:
            log.warning("%s: %s; going on without it", backend.engine, error)
            continue
        taken = {style.engine, *(name for name, _ in voices)} if isinstance(voice, AutoVoice) else set()
        voices += [(name, one) for name, one in found if name not in taken]
    for _, voice in voices:
        clone = getattr(voice, "clone", None)
        if isinstance(clone, ClonedVoice):
            voice.clone = clone.used_in(config.shop, config.channels)  # type: ignore[attr-defined]
    return voices


def make_lexicon(config: RoomConfig) -> Lexicon | None:
    """How the shop's names are said, where the room has a file that tells.

    Raises:
        ConfigError: The file cannot be used.
    """
    if config.speech.lexicon is None:
        return None
    try:
        return load_lexicon(config.speech.lexicon)
    except LexiconError as error:
        raise ConfigError(str(error)) from error


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
    lexicon = make_lexicon(config)
    face = config.picture.face or BackendConfig(
        engine=persona.face.engine, options={"theme": persona.face.theme}
    )
    face = in_room(face, config)
    host = options(
        face, registry.load("face", face.engine).Config, "picture.face" if config.picture.face else "face"
    )
    if config.language not in persona.languages:
        known = ", ".join(persona.languages)
        raise ConfigError(f"{persona.id} does not speak {config.language!r}; it speaks {known}")
    try:
        shop = Shop.open(ensure_shop(config.shop), knowledge=config.knowledge, wait_s=_VECTORS_S)
    except ShopError as error:
        raise ConfigError(str(error)) from error
    stage = config.stage(
        title=text_in(shop.title, config.language),
        host_name=persona.name_in(config.language),
        face=face,
        gestures=persona.gestures,
    ).model_copy(update={"face": face})
    executor = ThreadPoolExecutor(1, "catalogue")
    executor.submit(shop.warm)
    journal = Journal(room_folder(config.name) / "journal.sqlite")
    permission = Permission()
    toolbox = open_tools(config, shop, permission, executor)
    spending = Spending(config.spending, now=time.time, write=journal.write)
    tools = (lambda: toolbox.tools) if toolbox is not None else tuple
    available = config.model.available
    keeps = config.speech.cache.enabled
    return Parts(
        shop=shop
        if toolbox is None
        else LiveShop(shop, toolbox, now=time.time, look_s=config.tools.refresh_s, executor=executor),
        persona=persona,
        journal=journal,
        start_stage=consenting(
            stage, stage_starter, getattr(host, "likeness", None), journal.write, time.time
        ),
        voices=make_voices(config, persona, lexicon),
        lips=registry.load("lips", "auto")(lexicon=lexicon),
        cache=SpeechCache(home() / "cache" / "speech", config.speech.cache) if keeps else None,
        model=ModelLane(config.model, persona, tools=tools, spending=spending) if available else None,
        chats=make_chats(config, time.time),
        executor=executor,
        new_id=new_id,
        now=time.time,
        toolbox=toolbox,
        spending=spending if available else None,
        permission=permission,
        seed=secrets.randbits(32),
    )


def open_tools(config: RoomConfig, shop: Shop, permission: Permission, executor: Executor) -> Toolbox | None:
    """The room's tools, or nothing where none are configured; no cart where no page shows its link.

    Raises:
        ConfigError: They cannot be set up as configured.
    """
    if config.tools.merchant is None and not config.tools.mcp:
        return None
    tools = config.tools
    if config.page is None:
        shown = {name: options for name, options in tools.use.items() if name != "cart"}
        tools = tools.model_copy(update={"use": shown})
    try:
        return Toolbox.open(tools, shop, now=time.time, approve=permission, executor=executor)
    except ToolConfigError as error:
        raise ConfigError(str(error)) from error


def recording_path(path: Path) -> Path:
    """A recording's path, once it is clear that it can be written.

    Raises:
        ConfigError: Its folder does not exist.
    """
    if not path.absolute().parent.is_dir():
        raise ConfigError(f"cannot record to {path}: the folder {path.absolute().parent} does not exist")
    return path
