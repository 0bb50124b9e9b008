"""What the console shows of those around the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from agent.agenda.pitching import Pitching
from agent.crew import Crew
from agent.host import Host
from agent.parts import Parts
from agent.spending import Spending
from agent.web.console_view import (
    BeatView,
    EngagementView,
    MoodView,
    OutputView,
    ProductView,
    SpendingView,
)
from agent.web.console_watch import Sources
from avatar.stage.messages import OutputState

COMING = 6
"""Beats shown of what follows."""


def sources(
    language: str,
    parts: Parts,
    crew: Crew,
    *,
    host: Callable[[], Host | None],
    outputs: Callable[[], Iterable[OutputState]],
    products: Callable[[], Mapping[str, str]],
) -> Sources:
    """Where the console's view comes from; each source is cheap.

    Args:
        language: Of the room.
        parts: The room's back ends.
        crew: Those around its host.
        host: The host, once there is one.
        outputs: Where the stream goes.
        products: Names of what can be pinned, by id.
    """

    def on_stage() -> ProductView | None:
        one = host()
        product_id = one.answering.on_stage if one is not None else ""
        return ProductView(product_id, products().get(product_id, product_id)) if product_id else None

    def coming() -> list[BeatView]:
        one = host()
        return _coming(one.pitching, products()) if one is not None else []

    def cut() -> bool:
        one = host()
        return one is not None and one.pitching.cut_off

    return Sources(
        coming=coming,
        cut=cut,
        product=on_stage,
        products=lambda: [ProductView(key, name) for key, name in products().items()],
        mood=lambda: _mood(crew, language),
        engagement=lambda: _engagement(crew),
        tactics=lambda: asdict(crew.strategy.tactics()) if crew.strategy.enabled else {},
        spending=lambda: _spending(parts.spending) if parts.spending is not None else None,
        outputs=lambda: [OutputView(state.name, state.up, state.detail) for state in outputs()],
    )


def _coming(pitching: Pitching, names: Mapping[str, str]) -> list[BeatView]:
    return [
        BeatView(names.get(beat.product_id, beat.product_id), beat.kind, beat.product_id)
        for beat in pitching.upcoming(COMING)
    ]


def _mood(crew: Crew, language: str) -> MoodView:
    now = crew.now()
    affect = crew.mood.affect(now)
    return MoodView(
        crew.mood.colour("neutral", now),
        round(affect.valence, 2),
        round(affect.arousal, 2),
        crew.mood.words(language, now),
    )


def _engagement(crew: Crew) -> EngagementView:
    running = crew.strategy.engagement()
    return EngagementView(running.viewers, round(running.window_s, -1), running.counts)


def _spending(spending: Spending) -> SpendingView:
    state, limits = spending.state(), spending.config
    return SpendingView(
        tokens=state.hour.tokens,
        cost=float(state.hour.money),
        per_hour=float(state.per_air_hour or 0),
        currency=state.currency,
        budget=float(limits.money_per_hour) if limits.money_per_hour is not None else None,
        token_budget=limits.tokens_per_hour,
        total=float(state.run.money),
    )
