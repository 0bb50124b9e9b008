"""One conversation with the real room in virtual time."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from agent.config import RoomConfig, changed
from agent.journal import Journal, JournalError
from agent.parts import Parts, Permission
from agent.room import Room
from agent.spending import Spending
from avatar.stage.base import Stage, StageLost
from avatar.stage.config import BackendConfig
from avatar.stage.silent import SilentStage
from evals.audience.onair import EPOCH
from evals.audience.virtual import Inline, run_virtual
from evals.audience.voice import RestingLips, SilentVoice
from evals.conversations.schema import Conversation
from evals.rooms.chat import ScriptedChat
from evals.rooms.copies import ShopWriter, copy_shop, open_copy
from evals.rooms.happenings import Happenings
from evals.rooms.merchant import Counter
from evals.rooms.observer import Observer
from evals.rooms.recording import Exchange, Recording
from evals.rooms.wire import Line, WiredLane
from evals.scorers.known import known_facts, known_products
from evals.transcript import Cost, Happening, Transcript
from knowledge.model import Fact, Product
from knowledge.shop import Shop
from persona.loader import load_persona
from persona.schema import Persona
from tools.live import LiveShop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a conversation is run with."""

    shop: Path
    """The shop's folder; it is copied."""
    seed: int = 0
    persona: str = ""
    """Who hosts; the conversation's own when empty."""
    room: RoomConfig = field(default_factory=RoomConfig)
    """What the room is like beside what the conversation says."""
    model: str = ""
    """The chat model's name; empty for none."""
    recorded: tuple[Exchange, ...] | None = None
    """What the model answered before; ``None``: the endpoint is asked."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A conversation that was run."""

    transcript: Transcript
    exchanges: tuple[Exchange, ...] = ()
    """What the model answered, where the endpoint was asked."""


def run_conversation(conversation: Conversation, setting: Setting) -> Ran:
    """Put a room on air for one conversation, and tell what happened. Blocking; takes a second or so.

    Args:
        conversation: Its script.
        setting: With what.

    Raises:
        ValueError: The conversation asks for what is not there: a persona, a product, a tool's field.
        RuntimeError: The shop cannot be opened.
        OSError: Nothing can be written.
    """
    with tempfile.TemporaryDirectory(prefix="nightshift-eval-") as made:
        folder = Path(made)
        shop = copy_shop(setting.shop, folder / setting.shop.name, at=EPOCH)
        return run_virtual(_Show(conversation, setting, shop, folder).run())


class _Show:
    """The parts of one run."""

    def __init__(self, conversation: Conversation, setting: Setting, folder: Path, scratch: Path) -> None:
        self.conversation = conversation
        self.setting = setting
        self.folder = folder
        self.scratch = scratch
        self.seed = zlib.crc32(f"{setting.seed}:{conversation.id}".encode())
        self.persona: Persona = load_persona(setting.persona or conversation.persona)
        self.line = Line(conversation.id, None if setting.recorded is None else Recording(setting.recorded))
        self.counter = Counter(conversation)
        self.observer = Observer(EPOCH)
        self.fault = ""

    async def run(self) -> Ran:
        loop = asyncio.get_running_loop()

        def now() -> float:
            return EPOCH + loop.time()

        with closing(ShopWriter(self.folder, now=now)) as writer:
            writer.patch(self.conversation.shop_patches)
            shop = open_copy(self.folder, self.setting.room.knowledge)
            config = self._config(shop)
            approved = (one.fact for one in shop.approved_answers if one.fact is not None)
            facts = (*shop.shop_facts(), *approved)
            known = shop.products(), facts, tuple(dict.fromkeys(shop.title.values()))
            chat = ScriptedChat(
                self.conversation, seed=self.setting.seed, currency=shop.currency, now=now
            )  # fmt: skip
            parts = self._parts(config, shop, chat, now)
            room = Room(config, parts, started=self.observer.starts)
            happenings = Happenings(
                self.conversation.live, writer=writer, act=room.operating.controls.act, model=self.line,
                tool=self.counter.answer, executor=parts.executor,
            )  # fmt: skip
            await self._on_air(room, chat, happenings)
            return self._ran(config, parts, room, chat=chat, happenings=happenings, known=known)

    async def _on_air(self, room: Room, chat: ScriptedChat, happenings: Happenings) -> None:
        loop = asyncio.get_running_loop()
        live: list[asyncio.Task[None]] = []

        def begin(_: Room) -> None:
            at = loop.time()
            self.observer.began = at
            self.counter.begin(at)
            chat.begin(at)
            live.append(asyncio.create_task(happenings.run(at), name="live events"))

        try:
            await room.run(on_air=begin, for_s=self.conversation.for_s)
        except (StageLost, JournalError) as error:
            self.fault = " ".join(str(error).split())
        finally:
            for task in live:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def _config(self, shop: Shop) -> RoomConfig:
        """The room as configured, with what belongs to the conversation, and nothing of the outer world."""
        one = self.conversation
        agenda = self.setting.room.agenda
        if one.products:
            agenda = agenda.model_copy(update={"products": one.products})
        model = self.setting.room.model
        if self.setting.model:
            model = model.model_copy(update={"name": self.setting.model})
        return changed(
            self.setting.room, name="eval", shop=shop.name, persona=self.setting.persona or one.persona,
            language=one.language, agenda=agenda.model_copy(update={"timezone": agenda.timezone or "UTC"}),
            model=model, page=None, chat=(), rtmp=(), record=None, voices=(), tools={},
            speech={"mastering": None, "parallel": 0},
        )  # fmt: skip

    def _parts(self, config: RoomConfig, shop: Shop, chat: ScriptedChat, now: Callable[[], float]) -> Parts:
        executor, ids = Inline(), count(1)
        permission = Permission()
        journal = Journal(self.scratch / "journal.sqlite", executor=Inline())
        toolbox = None
        if self.counter:
            toolbox = self.counter.open(shop, now=now, approve=permission, executor=executor, seed=self.seed)
        spending = Spending(config.spending, now=now, write=journal.write)
        model = None
        if self.setting.model:
            tools = (lambda: toolbox.tools) if toolbox is not None else tuple
            model = WiredLane(config.model, self.persona, self.line, tools=tools, spending=spending)
        return Parts(
            shop=shop if toolbox is None else LiveShop(shop, toolbox, now=now, executor=executor),
            persona=self.persona,
            journal=journal,
            start_stage=_start_stage,
            voices=[("silent", SilentVoice())],
            lips=RestingLips(),
            model=model,
            chats=[("script", chat)],
            executor=executor,
            new_id=lambda: f"id{next(ids)}",
            now=now,
            toolbox=toolbox,
            spending=spending if model is not None else None,
            permission=permission,
            seed=self.seed,
        )

    def _ran(
        self, config: RoomConfig, parts: Parts, room: Room, *, chat: ScriptedChat,
        happenings: Happenings, known: tuple[list[Product], tuple[Fact, ...], tuple[str, ...]],
    ) -> Ran:  # fmt: skip
        with closing(Journal(parts.journal.path, executor=Inline())) as journal:
            told = self.observer.told(journal.read(), chat.script, self.conversation.for_s)
        mismatches = [Happening(at_s=0.0, kind="mismatch", detail=one) for one in self.line.mismatches]
        told["happenings"] = tuple(
            sorted([*told["happenings"], *happenings.happened, *mismatches], key=lambda one: one.at_s)
        )
        changes = sorted([*happenings.changes, *self.counter.changes], key=lambda one: one.at_s)
        products, shop_facts, titles = known
        transcript = Transcript(
            conversation=self.conversation.id,
            persona=self.persona.id,
            shop=titles,
            language=config.language,
            seed=self.setting.seed,
            model=self.setting.model,
            for_s=self.conversation.for_s,
            label=_labelled(config, self.persona, room),
            facts=known_facts(products, shop_facts, changes),
            products=known_products(products),
            cost=_cost(parts.spending),
            mismatches=tuple(self.line.mismatches),
            fault=self.fault,
            **told,
        )
        return Ran(transcript, tuple(self.line.exchanges))


async def _start_stage(at: int) -> Stage:
    return await SilentStage.start(at)


def _labelled(config: RoomConfig, persona: Persona, room: Room) -> bool:
    """Whether the picture that this room asks for carries the label; its form is checked where it is made."""
    face = BackendConfig(engine=persona.face.engine, options={"theme": persona.face.theme})
    stage = config.stage(title=config.shop, host_name=persona.name_in(config.language), face=face)
    return bool(stage.label.text) and not room.status.faults.count("stage")


def _cost(spending: Spending | None) -> Cost:
    if spending is None:
        return Cost()
    state = spending.state()
    spent = state.run
    return Cost(
        calls=spent.calls, tokens_in=spent.tokens_in, tokens_out=spent.tokens_out, money=float(spent.money),
        currency=state.currency,
    )  # fmt: skip
