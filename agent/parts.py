"""What a room is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from agent.chat.base import ChatSource
from agent.journal import Journal
from agent.lanes.model import ModelLane
from agent.operator.gate import MONEY, ApprovalGate
from agent.spending import Spending
from avatar.lips.base import Lips
from avatar.stage.base import Stage
from avatar.voices.base import Voice
from avatar.voices.cache.store import SpeechCache
from knowledge.shop import Shop
from persona.schema import Persona
from tools.base import ToolCall
from tools.live import LiveShop
from tools.toolbox import Toolbox


@dataclass(slots=True)
class Permission:
    """The operator's word on a tool call that changes money; refused until there is somebody to ask."""

    gate: ApprovalGate | None = None

    async def __call__(self, call: ToolCall) -> bool:
        """Whether the call may be made."""
        if self.gate is None:
            return False
        arguments = ", ".join(f"{name}: {value}" for name, value in call.arguments.items())
        return (await self.gate.ask(MONEY, f"{call.tool}: {call.about}", arguments)).given


@dataclass(slots=True)
class Parts:
    """The back ends of a room. Whoever made them gives them; the room closes them."""

    shop: Shop | LiveShop
    persona: Persona
    journal: Journal
    start_stage: Callable[[int], Awaitable[Stage]]
    """Starts a stage at a sample of the audio clock."""
    voices: list[tuple[str, Voice]]
    """By name, in the order they are tried."""
    lips: Lips
    model: ModelLane | None
    """Without one, the fact lane answers alone."""
    chats: list[tuple[str, ChatSource]]
    executor: Executor
    """One thread for blocking work on the catalogue."""
    new_id: Callable[[], str]
    now: Callable[[], float]
    """Unix seconds."""
    toolbox: Toolbox | None = None
    cache: SpeechCache | None = None
    """Sound of sentences that were said before."""
    spending: Spending | None = None
    """What the model costs."""
    permission: Permission = field(default_factory=Permission)
    """Asked by the tools; the room puts the operator behind it."""
    seed: int = 0
    """Of the strategy's choices."""

    def link(self, fact_ids: Sequence[str]) -> str:
        """The https address that a spoken line's facts promise; empty for none."""
        return self.toolbox.link(fact_ids) if self.toolbox is not None else ""
