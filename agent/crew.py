"""The crew of a room: everything that stands around the host, made from the room's configuration.

What each of them is told of a comment, and of what was answered, stands here and nowhere else.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.config import RoomConfig
from agent.events import ChatMessage, Line, Question
from agent.guard.config import rule_set
from agent.guard.guard import Guard
from agent.inbox import Inbox
from agent.intake.chatlog import Judged
from agent.intake.courtesies import Courtesies, claims_nothing
from agent.intake.sorting import What
from agent.lanes.phrasing import Phrasing
from agent.moderation import Moderator
from agent.mood.mood import MoodState
from agent.recovery import Memory
from agent.speaker import Delivery
from agent.strategy.strategy import Strategy
from agent.variety import Variety
from avatar.voices.prosody import of_mood
from knowledge.embeddings.base import Embedding
from persona.schema import Persona

CHAT = 12
"""Comments kept for a model to see what is going on."""
ASKED = 500
"""Products whose questions are counted."""


@dataclass(slots=True)
class Crew:
    """Those around one room's host."""

    persona: Persona
    guard: Guard
    moderator: Moderator
    inbox: Inbox
    courtesies: Courtesies
    strategy: Strategy
    mood: MoodState
    variety: Variety
    phrasing: Phrasing
    now: Callable[[], float]
    abused: Callable[[str], None]
    """Told when abuse is to be met, once, in a language."""
    script_fault: Callable[[str], None]
    """Told what is wrong with a script."""
    chat: deque[str] = field(default_factory=lambda: deque(maxlen=CHAT))
    """What viewers wrote lately, oldest first."""
    asked: Counter[str] = field(default_factory=Counter)
    """Questions answered in this stream, by product."""

    @classmethod
    def of(
        cls,
        config: RoomConfig,
        persona: Persona,
        *,
        embedding: Embedding,
        new_id: Callable[[], str],
        now: Callable[[], float],
        seed: int,
        answer_key: Callable[[Question], Awaitable[str]],
        abused: Callable[[str], None],
        script_fault: Callable[[str], None],
    ) -> Crew:
        """Those that a room's configuration asks for.

        Args:
            config: The room's.
            persona: Who speaks.
            embedding: Makes the vectors by which questions and comments are compared.
            new_id: Makes ids.
            now: Unix seconds.
            seed: Of the strategy's choices.
            answer_key: What the answer to a question would rest on.
            abused: Told when abuse is to be met, once, in a language.
            script_fault: Told what is wrong with a script.
        """
        moderator = Moderator(config.moderation, now=now, embed=embedding.embed)
        guard = Guard(now, rule_set(config.guard))
        variety = Variety(persona, now=now)
        return cls(
            persona=persona,
            guard=guard,
            moderator=moderator,
            inbox=Inbox(config.inbox, new_id=new_id, embed=embedding.embed, answer_key=answer_key),
            courtesies=Courtesies(
                config.courtesies, speakable=moderator.speakable, sayable=claims_nothing(guard)
            ),
            strategy=Strategy(config.strategy, seed, now=now),
            mood=MoodState(persona, config.mood),
            variety=variety,
            phrasing=Phrasing(persona, variety),
            now=now,
            abused=abused,
            script_fault=script_fault,
        )

    def restore(self, memory: Memory) -> None:
        """Remember what a room that went off air knew."""
        self.variety.restore(memory.spoken)
        self.strategy.restore(memory.tactics)

    def noted(self, message: ChatMessage, judgement: Judged, what: What, language: str) -> None:
        """A comment was read: everybody who makes something of it is told."""
        self.mood.heard(message, judgement, self.now())
        if not judgement.allowed:
            if judgement.rule == "abuse" and self.mood.meets(message, self.now()):
                self.abused(language)
            return
        self.strategy.saw("question" if what == "question" else message.kind, author=message.author)
        if message.text and message.kind in ("comment", "superchat"):
            self.chat.append(message.text)

    async def harmless(self, message: ChatMessage) -> bool:
        """Whether a comment that the rules let through may be shown to all."""
        return (await self.moderator.judge_deeply(message, message.language)).allowed

    def answered(self, question: Question, product_ids: Sequence[str]) -> None:
        """A question was answered: what it was about is what viewers ask about."""
        for product_id in product_ids[:1]:
            if product_id in self.asked or len(self.asked) < ASKED:
                self.asked[product_id] += question.asked_by

    def coloured(self, line: Line) -> Line:
        """A line in the mood of the moment."""
        return replace(line, mood=self.mood.colour(line.mood, self.now()))

    def delivery(self, mood: str) -> Delivery:
        """How a mood of the persona is spoken and shown now."""
        persona = self.persona
        style = persona.moods.get(mood, persona.moods["neutral"])
        felt = of_mood(style)
        rate, pitch = self.mood.delivery(self.now())
        return Delivery(
            style.preset,
            persona.voice.rate * felt.rate * rate,
            persona.voice.pitch * felt.pitch * pitch,
            felt.energy,
            felt.pause,
            style.at,
        )
