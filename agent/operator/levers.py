"""What the operator's side needs of a room: how the host stands, what it can be made to do, and the queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.events import Question


class Standpoint(Protocol):
    """What the operator made of the host."""

    @property
    def held(self) -> bool:
        """Whether it was stopped and is silent."""
        ...

    @property
    def paused(self) -> bool:
        """Whether it is to be silent, or is, after its sentence."""
        ...

    @property
    def taken_over(self) -> bool:
        """Whether it says nothing but the operator's words."""
        ...

    @property
    def pinned(self) -> str:
        """The product that stays on stage; empty for none."""
        ...


class HostLevers(Standpoint, Protocol):
    """What the host lets the operator do. A ``ValueError`` of one line is a refusal."""

    async def stop(self) -> None:
        """Silence now."""
        ...

    async def skip(self) -> None:
        """Leave what is being said and go on with the next thing."""
        ...

    async def say(self, text: str) -> None:
        """Say these words next."""
        ...

    async def pause(self) -> None:
        """Finish the sentence, then say nothing."""
        ...

    async def resume(self) -> None:
        """Take back a pause or a stop, and go on where it was."""
        ...

    async def take_over(self) -> None:
        """Say only the operator's words from now on; questions go on waiting and expiring."""
        ...

    async def hand_back(self) -> None:
        """Take back a take-over; the pitch goes on where it stopped."""
        ...

    async def pin(self, product_id: str) -> None:
        """Keep a product on stage; an empty id lets it go."""
        ...

    async def answer_next(self, question_id: str) -> None:
        """Answer this question before all others."""
        ...

    async def drop_question(self, question_id: str) -> None:
        """Take a question off the queue."""
        ...

    async def forget(self, author: str) -> None:
        """Drop what only this viewer asks; what others ask as well goes on without the name."""
        ...


class Queue(Protocol):
    """The questions waiting."""

    @property
    def overloaded(self) -> bool:
        """Whether more is asked than there is air for, so that what was asked last comes first."""
        ...

    def __len__(self) -> int:
        """How many."""
        ...

    def peek(self, n: int) -> Sequence[Question]:
        """The first ``n`` in the order in which they will be answered."""
        ...
