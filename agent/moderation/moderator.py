"""The moderator: what a stranger's message may do in the room."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from agent.events import ChatMessage
from agent.journal import Entry
from agent.moderation.blocklist import Blocklist
from agent.moderation.config import ModerationConfig
from agent.moderation.head import Embed, Head, ModerationError
from agent.moderation.judgement import ALLOWED, Explanation, Finding, Judgement, shown
from agent.moderation.names import as_spoken, claims, is_foul, jokes, spellings
from agent.moderation.prototypes import built_in_head
from agent.moderation.reading import Reading, read, script_of
from agent.moderation.rules import Rules
from agent.moderation.spam import SpamMemory
from agent.moderation.trained import load_head
from knowledge.errors import UnavailableError

log = logging.getLogger(__name__)

_NOISE = Judgement(allowed=True, rule="noise", evidence="nothing to read")
_SHORT, _REMEMBERED = 80, 4096
"""Characters of a text, and texts, of which it is remembered what the rules saw."""
_WRITTEN = ("comment", "superchat")
"""Kinds of message whose text a viewer wrote."""
_LONGEST_QUOTE = 200
"""Characters of a question read aloud."""
_SHARE = 0.45
"""What the built-in model's probability weighs next to the words of the lists: it helps where these doubt."""
_ABOUT_GOODS = re.compile(
    r"^(?!.*[你您妳他她们人女男])(?!.*主播).{0,8}(?:不是|是不是|会不会|不会|会|该不会)?.{1,8}[吧吗嘛呢?？]$"
    r"|^.{1,3}卖了吧.{0,4}$"
)
"""Whether the goods are bad: short, a question, and about nobody. No model need settle a doubt about that."""
_MOST_FOR_QUOTE = 0.2
"""The weight of what was seen from which a text is not read aloud, allowed or not."""


class Moderator:
    """Judges messages of one room. Not for several threads at once, but ``judge_deeply`` leaves the loop."""

    def __init__(
        self,
        config: ModerationConfig,
        *,
        now: Callable[[], float],
        embed: Embed | None = None,
        head: Head | None = None,
    ) -> None:
        """Compile the rules; no model is run before the first deeper judgement.

        Args:
            config: What the room's owner decided.
            now: Unix seconds, for messages without a time of their own.
            embed: Texts to vectors, for what is written in Latin letters; spelling alone counts without it.
            head: The model; that of the configuration when not given.

        Raises:
            ModerationError: The trained model that was asked for is missing or damaged.
        """
        self._config = config
        self._now = now
        self._rules = Rules(config)
        self._recalled = lru_cache(maxsize=_REMEMBERED)(self._read)
        self._memory = SpamMemory(config.spam)
        self._blocklist = Blocklist(config.most_blocked)
        self._embed = embed
        self._head = head or load_head(config)
        self._fitting = asyncio.Lock()

    def judge(self, message: ChatMessage, language: str) -> Judgement:
        """Judge a message by the rules, and remember that it came. Once for each message.

        Args:
            message: As it came.
            language: What it is written in; the rules read both languages in any case.
        """
        if self._blocklist and message.author in self._blocklist:
            return Judgement(
                allowed=False, rule="blocked", evidence=shown(message.author, masked=False), score=1.0
            )
        text = message.text
        if not text or message.kind not in _WRITTEN:
            return ALLOWED
        reading, signs = self._recalled(text) if len(text) <= _SHORT else self._read(text)
        found = list(signs)
        if "spam" not in self._config.off and message.kind == "comment":
            author = f"{message.platform}\n{message.author}"
            often = self._memory.saw(author, reading, message.at or self._now())
            if often is not None:
                found.append(often)
        if found:
            judged = self._judged(found)
            if not judged.allowed:
                return judged
            return judged if reading.words != "  " else _NOISE
        return ALLOWED if reading.words != "  " else _NOISE

    def _read(self, text: str) -> tuple[Reading, tuple[Finding, ...]]:
        """What the rules see in a text, whoever wrote it. A crowd says the same few short things."""
        reading = read(text)
        return reading, tuple(self._rules.findings(reading, text))

    def _judged(self, found: Sequence[Finding]) -> Judgement:
        rule, weight, grounds = self._rules.verdict(found)
        if not rule:
            return Judgement(allowed=True, score=weight) if weight else ALLOWED
        gravest = max(grounds, key=lambda one: one.weight)
        words = shown(gravest.text, masked=rule == "abuse")
        return Judgement(
            allowed=False, rule=rule, evidence=shown(f"{gravest.kind}: {words}", masked=False), score=weight
        )

    async def judge_deeply(self, message: ChatMessage, language: str) -> Judgement:
        """Judge a message by rules and model; the spam memory is not asked and not told. Takes milliseconds.

        Args:
            message: As it came, most likely allowed by ``judge`` already.
            language: What it is written in.

        Returns:
            The rules' judgement alone while the embedding is away.
        """
        del language
        judged = self.examined(message.text)
        if not judged.allowed or not self._uses_model:
            return judged
        try:
            head = await self._ready()
            probability = await asyncio.to_thread(head.probability, message.text, self._embed)
        except UnavailableError as error:
            log.info("judged by the rules alone: %s", error)
            return judged
        except ModerationError as error:
            log.warning("%s; until then the built-in model judges", error)
            self._head = head = await asyncio.to_thread(built_in_head, self._embed)
            probability = await asyncio.to_thread(head.probability, message.text, self._embed)
        return self._by_model(judged, head, message.text, probability)

    async def warm(self) -> None:
        """Make the model ready, off the loop, so that no question waits for it; nothing where it is off."""
        if self._uses_model:
            try:
                await self._ready()
            except UnavailableError as error:
                log.info("the moderation model is not ready yet: %s", error)

    def examined(self, text: str) -> Judgement:
        """What the rules say of a text alone, whoever wrote it and however often."""
        found = self._rules.findings(read(text), text)
        return self._judged(found) if found else ALLOWED

    def findings(self, text: str) -> tuple[Finding, ...]:
        """All that the rules see in a text, enough or not; for an operator who wonders."""
        return tuple(self._rules.findings(read(text), text))

    def is_injection(self, found: Sequence[Finding]) -> bool:
        """Whether findings are enough for an attempt to give the host orders, other rules aside."""
        return self._rules.verdict([one for one in found if one.rule == "injection"])[0] == "injection"

    def explained(self, text: str) -> Explanation:
        """All that rules and model say of a text, and why. Blocking: it may fit the model."""
        judged = self.examined(text)
        if not self._uses_model:
            return Explanation(judged, self.findings(text))
        head = self._fitted()
        chance = head.probability(text, self._embed)
        judgement = self._by_model(judged, head, text, chance)
        return Explanation(judgement, self.findings(text), head.name, chance, self._certainty(head, text))

    def judged_all(self, texts: Sequence[str]) -> list[Judgement]:
        """Many texts by rules and model, as ``judge_deeply`` judges one. Blocking."""
        judged = [self.examined(text) for text in texts]
        if not self._uses_model:
            return judged
        head = self._fitted()
        chances = head.probabilities(texts, self._embed)
        return [
            self._by_model(one, head, text, float(chance))
            for one, text, chance in zip(judged, texts, chances, strict=True)
        ]

    @property
    def _uses_model(self) -> bool:
        return self._config.model != "off" and "abuse" not in self._config.off

    def _certainty(self, head: Head, text: str) -> float:
        return self._config.certainty or head.certainty_of(text)

    def _by_model(self, judged: Judgement, head: Head, text: str, probability: float) -> Judgement:
        if not judged.allowed:
            return judged
        held = probability >= self._certainty(head, text)
        if not held and not head.marked and script_of(text) and not _ABOUT_GOODS.search(text):
            held = judged.score + _SHARE * probability >= self._rules.enough
        if not held:
            return judged
        evidence = f"model ({head.name}): {probability:.2f}"
        return Judgement(allowed=False, rule="abuse", evidence=evidence, score=probability)

    async def _ready(self) -> Head:
        if self._head is None:
            async with self._fitting:
                if self._head is None:
                    self._head = await asyncio.to_thread(self._fitted)
        return self._head

    def _fitted(self) -> Head:
        return self._head or built_in_head(self._embed)

    def speakable(self, name: str) -> str:
        """A viewer's name as it may be spoken aloud; empty if it may not, or if the viewer is blocked."""
        if self._blocklist and name in self._blocklist:
            return ""
        spoken = as_spoken(name)
        if not spoken or any(map(self._seen, (spoken, *spellings(name)))):
            return ""
        return spoken

    def presentable(self, name: str) -> bool:
        """Whether a viewer's name may be shown: it says nothing, and holds nothing that is held back."""
        return not (jokes(name) or is_foul(name) or claims(name) or any(map(self._seen, spellings(name))))

    def quotable(self, text: str) -> bool:
        """Whether a viewer's question may be read aloud as it stands."""
        return len(text) <= _LONGEST_QUOTE and not self._seen(text)

    def _seen(self, text: str) -> bool:
        found = self._rules.findings(read(text), text)
        return any(one.weight > _MOST_FOR_QUOTE for one in found)

    def block(self, author: str) -> None:
        """Hear nothing more of an author. Of very many blocked ones the first is let in again."""
        self._blocklist.add(author)

    def unblock(self, author: str) -> bool:
        """Let an author in again; whether it was blocked."""
        return self._blocklist.remove(author)

    def blocked(self) -> tuple[str, ...]:
        """Who is blocked, in the order of blocking."""
        return self._blocklist.authors()

    def restore(self, entries: Iterable[Entry]) -> None:
        """Block again who was blocked in an earlier run, by the journal's ``viewer.blocked`` events."""
        self._blocklist.restore(entries)
