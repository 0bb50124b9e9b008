"""What an operator can have a host do; ``agent.operator.controls`` journals it before it happens."""

from __future__ import annotations

from agent.host import Host
from agent.moderation.blocklist import same_name

ORDERS = 20
"""Operator's sentences waiting."""


class Steering:
    """One host's levers. A refusal is a ``ValueError`` of one line."""

    def __init__(self, host: Host) -> None:
        """Steer a host."""
        self._host = host

    @property
    def held(self) -> bool:
        """Whether the operator has stopped the host."""
        return self._host.holding.silence == "stopped"

    @property
    def paused(self) -> bool:
        """Whether the operator has paused the host."""
        return self._host.holding.silence == "paused"

    @property
    def taken_over(self) -> bool:
        """Whether only the operator's words are said."""
        return self._host.holding.taken_over

    @property
    def pinned(self) -> str:
        """The product that is pinned; empty for none."""
        return self._host.pitching.pinned

    async def stop(self) -> None:
        """Silence now, and until ``skip``, ``resume`` or the operator's next words."""
        host = self._host
        host.holding.hush("stopped")
        host.wake()
        host.cancel_turn()
        await host.podium.stop(hold=True)
        await self._journal("stop")

    async def pause(self) -> None:
        """Finish the sentence, then hold until ``resume``."""
        self._host.holding.hush("paused")
        self._host.podium.pause()
        self._host.wake()
        await self._journal("pause")

    async def resume(self) -> None:
        """Take back a pause or a stop."""
        if self._host.holding.silence:
            self._host.speak_again()
            await self._journal("resume")
        self._host.wake()

    async def take_over(self) -> None:
        """Say nothing but the operator's words from here on; questions keep waiting and expiring."""
        host = self._host
        host.speak_again()
        host.holding.take_over()
        host.wake()
        host.cancel_turn()
        await host.podium.stop()
        await self._journal("take over")

    async def hand_back(self) -> None:
        """The host goes on by itself, the pitch where it stopped.

        Raises:
            ValueError: It has the floor already.
        """
        if not self._host.holding.taken_over:
            raise ValueError("the host has the floor already")
        self._host.holding.taken_over = False
        self._host.speak_again()
        await self._journal("hand back")
        self._host.wake()

    async def skip(self) -> None:
        """Leave what is being said and go on with the next thing; takes back a stop or a pause."""
        host = self._host
        was_silent = bool(host.holding.silence)
        if was_silent:
            host.speak_again()
        else:
            if not host.cancel_turn():
                host.pitching.skip()
            await host.podium.stop()
        host.wake()
        await self._journal("resume" if was_silent else "skip")

    async def say(self, text: str) -> None:
        """Say the operator's words next; takes back a stop or a pause.

        Raises:
            ValueError: There is nothing to say, or too many sentences are waiting.
        """
        host = self._host
        words = " ".join(text.split())
        if not words or len(words) > 500:
            raise ValueError("say between 1 and 500 characters")
        if len(host.orders) >= ORDERS:
            raise ValueError(f"{ORDERS} sentences are waiting already; wait until some have been said")
        if host.holding.silence:
            host.speak_again()
        host.holding.touch()
        host.orders.append(words)
        host.wake()

    async def answer_next(self, question_id: str) -> None:
        """Answer a waiting question before all others.

        Raises:
            ValueError: It does not wait any more.
        """
        if self._host.inbox.raise_to_top(question_id) is None:
            raise ValueError("that question is no longer waiting")
        self._host.answering.preparation.cancel("another question came first")
        self._host.wake()

    async def drop_question(self, question_id: str) -> None:
        """Take a waiting question out.

        Raises:
            ValueError: It does not wait any more.
        """
        dropped = self._host.inbox.remove(question_id, "dropped by the operator")
        if dropped is None:
            raise ValueError("that question is no longer waiting")
        await self._host.answering.drop(dropped)

    async def forget(self, author: str) -> None:
        """Drop what only this viewer asks, and end what is being said to nobody else."""
        host = self._host

        def theirs(name: str) -> bool:
            return same_name(name) == same_name(author)

        answered = host.inbox.being_answered
        await host.forget(theirs, "blocked by the operator")
        if answered is not None and answered.asked_by == 1 and all(map(theirs, answered.askers)):
            host.cancel_turn()
            await host.podium.stop()
            host.wake()
            await self._journal("block")

    async def pin(self, product_id: str) -> None:
        """Pitch one product until it is unpinned; an empty id unpins.

        Raises:
            ValueError: There is no such product.
        """
        await self._host.pin(product_id)

    async def _journal(self, what: str) -> None:
        await self._host.journal.write("interrupt", self._host.now(), what=what)
