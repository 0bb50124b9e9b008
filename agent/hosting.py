"""Makes a room's host: the lanes, the agenda and the guard, put together as the configuration says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from agent.agenda.composer import PitchComposer
from agent.agenda.lineup import LineUp
from agent.agenda.paraphrase import Paraphraser
from agent.agenda.pitching import Pitching
from agent.agenda.scripts import ScriptBook
from agent.agenda.scriptwriter import ScriptWriter
from agent.answers.addressing import Address
from agent.answers.answerer import Answerer, names
from agent.answers.answering import Answering, Presenter
from agent.answers.preparing import Preparation
from agent.answers.unanswered import Unanswered
from agent.config import RoomConfig
from agent.coupons import Coupons
from agent.crew import Crew
from agent.events import Turn
from agent.host import Host
from agent.lanes.fact import FactLane
from agent.lanes.tool_lane import ToolLane
from agent.parts import Parts
from agent.podium import Approve, Podium
from agent.presenting import in_stock
from agent.recovery import Memory
from agent.speaker import Speaker
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Fact, text_in
from knowledge.shop import Shop
from tools.live import LiveShop

PITCHED = 60
"""Products in a line-up that nobody wrote."""


def pitched(config: RoomConfig, shop: Shop | LiveShop) -> list[str]:
    """Product ids of the line-up as it is now. Blocking."""
    if config.agenda.ids:
        return [name for name in config.agenda.ids if shop.product(name) is not None]
    return [product.id for product in shop.products(limit=PITCHED) if in_stock(product)]


def pitched_names(config: RoomConfig, shop: Shop | LiveShop) -> dict[str, str]:
    """What the products of the line-up are called in the room's language, by id. Blocking."""
    found = (shop.product(product_id) for product_id in pitched(config, shop))
    return {product.id: text_in(product.name, config.language) for product in found if product is not None}


def make_host(
    config: RoomConfig,
    parts: Parts,
    crew: Crew,
    memory: Memory,
    *,
    speaker: Speaker,
    presenter: Presenter,
    coupons: Coupons,
    off_loop: Callable[..., Awaitable[Any]],
    present: Callable[[str], Awaitable[None]],
    written: Callable[[CheckedLine, str, Turn, Iterable[Fact]], None],
    promised: Callable[[Turn, Iterable[Fact]], None],
    approve: Approve,
) -> Host:
    """A host, ready to run. Blocking.

    Args:
        config: The room's.
        parts: Its back ends.
        crew: Those around the host.
        memory: What the room knows of itself.
        speaker: Says the lines.
        presenter: Shows product and question.
        coupons: Those the shop has.
        off_loop: Runs blocking work in a thread.
        present: Puts a product on stage.
        written: Told of every line of an answer or the show, its lane, turn and the facts it may rest on.
        promised: Told of every turn that answers, and of the facts it rests on.
        approve: The operator's word on a line.
    """
    shop, persona, now = parts.shop, parts.persona, parts.now
    writer = LineWriter(crew.guard, persona.moods, persona.gestures)
    podium = Podium(speaker, approve=approve, colour=crew.coloured)

    def called(product_ids: tuple[str, ...]) -> dict[str, str]:
        found = (shop.product(product_id) for product_id in product_ids)
        return names([product for product in found if product is not None])

    def answered(checked: CheckedLine, lane: str, turn: Turn, facts: Iterable[Fact]) -> None:
        known = tuple(facts)
        promised(turn, known)
        written(checked, lane, turn, known)

    line_up = partial(pitched, config, shop)
    scripts = ScriptBook(shop.folder, shop, writer, called, now=now, report=crew.script_fault)
    paraphraser = None
    if parts.model is not None and config.agenda.paraphrase_every:
        author = ScriptWriter(parts.model, shop, persona, scripts, off_loop=off_loop, now=now)
        paraphraser = Paraphraser(author, scripts, every=config.agenda.paraphrase_every)
    zone = config.agenda.zone
    pitching = Pitching(
        config.agenda,
        config.language,
        composer=PitchComposer(
            shop,
            persona,
            now=now,
            memory=crew.variety,
            answers=lambda: shop.approved_answers,
            zone=zone,
        ),
        writer=writer,
        speaker=podium,
        line_up=LineUp(
            line_up(),
            loops=memory.room.beats,
            first=memory.room.product_id,
            clock=now,
            zone=zone,
        ),
        journal=parts.journal,
        present=present,
        products=line_up,
        names=called,
        off_loop=off_loop,
        new_id=parts.new_id,
        now=now,
        tactics=crew.strategy.tactics,
        coupons=coupons.now,
        asked=lambda: crew.asked,
        texts=(scripts,) if config.agenda.scripts else (),
        paraphraser=paraphraser,
        written=written,
    )
    tool_lane = None
    if parts.toolbox is not None:
        tool_lane = ToolLane(
            parts.toolbox, shop, crew.phrasing, now=now, executor=parts.executor,
            shows_links=config.page is not None,
        )  # fmt: skip
    answerer = Answerer(
        shop,
        persona,
        FactLane(shop, persona, now=now, variety=crew.variety),
        writer,
        parts.model,
        executor=parts.executor,
        unanswered=Unanswered(shop.folder),
        address=Address(
            config.address, crew.phrasing, writer,
            speakable=crew.moderator.speakable, quotable=crew.moderator.quotable,
        ),
        tool_lane=tool_lane,
    )  # fmt: skip
    answering = Answering(
        answerer=answerer,
        pitching=pitching,
        podium=podium,
        presenter=presenter,
        inbox=crew.inbox,
        preparation=Preparation(
            config.preparing, answerer, write=parts.journal.write, now=now, ahead=podium.ahead
        ),
        journal=parts.journal,
        new_id=parts.new_id,
        now=now,
        written=answered,
        answered=crew.answered,
        mood=lambda language: crew.mood.words(language, now()),
        chat=crew.chat,
    )
    answering.history.extend(memory.room.history)
    return Host(
        config.language,
        answering=answering,
        pitching=pitching,
        podium=podium,
        inbox=crew.inbox,
        courtesies=crew.courtesies,
        phrasing=crew.phrasing,
        journal=parts.journal,
        new_id=parts.new_id,
        now=now,
        disclose_every_s=config.disclose_every_s,
        show_every_s=config.agenda.floor_every_s,
    )
