"""Greetings, thanks, gifts and follows: answered many at once, and never for long.

They gather for some seconds and are said together, by name where a name may be spoken, within a budget of
air time. Nobody is greeted twice in an hour. A gift worth something is thanked for sooner.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.events import ChatMessage, Line
from agent.guard.guard import Guard
from agent.inbox.worth import dollars
from agent.intake.arrivals import Recent, pays
from agent.intake.sorting import What
from agent.lanes.base import Composed
from agent.lanes.phrasing import Phrasing
from knowledge.model import SHOP, Fact

CourtesyKind = Literal["greeting", "thanks", "gifts", "follows"]

_KINDS: dict[str, CourtesyKind] = {
    "greeting": "greeting", "join": "greeting", "thanks": "thanks", "gift": "gifts", "follow": "follows",
}  # fmt: skip
_FIRST: tuple[CourtesyKind, ...] = ("gifts", "follows", "greeting", "thanks")
"""What is said first where several are due."""
_REMEMBERED = 5000
"""People whose greeting, thanks or follow was heard of, each."""
_ONE_S = 2.5
"""Seconds a courtesy takes about: less is no budget."""


class CourtesiesConfig(BaseModel):
    """How much courtesy there is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    budget_s: float = Field(default=8.0, ge=0, le=60)
    """Seconds of air time a minute; 0 says none."""
    names: int = Field(default=3, ge=1, le=10)
    """Names in one sentence; the others are a number."""
    gather_s: float = Field(default=8.0, ge=0, le=300)
    """Seconds for which they gather before they are said together."""
    stale_s: float = Field(default=60.0, gt=0, le=600)
    """Seconds after which one that was not said never is; gifts wait ten times as long."""
    again_s: float = Field(default=3600.0, ge=0, le=86_400)
    """Seconds before the same viewer is greeted, or thanked for a follow, again."""
    waiting: int = Field(default=200, ge=1, le=10_000)
    """Viewers waiting for each kind; over it they are only counted."""
    big: float = Field(default=10.0, ge=0)
    """About this many US dollars make a gift big: thanked for at once, budget or not."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """A word to several viewers at once."""

    kind: CourtesyKind
    names: tuple[str, ...]
    """As they may be spoken; strangers' words."""
    count: int
    """Viewers it is for, named or not."""
    language: str
    given: int = 0
    """Gifts, in all."""
    big: bool = False
    """Whether one of the gifts is worth much."""
    missed: int = 0
    """Viewers of this kind that had waited too long, since the last time."""


@dataclass(slots=True)
class _Viewer:
    name: str
    language: str
    at: float
    given: int = 1
    dollars: float = 0.0


def claims_nothing(guard: Guard) -> Callable[[str], bool]:
    """Whether a name says nothing that needs a fact: "Best Price 9000" is not read out."""

    def check(name: str) -> bool:
        line = Line("courtesy.0", "courtesy", 0, f"{name}!", "")
        return guard.check(line, ()).decision == "pass"

    return check


class Courtesies:
    """Viewers who wait for a word."""

    def __init__(
        self,
        config: CourtesiesConfig,
        *,
        speakable: Callable[[str], str],
        sayable: Callable[[str], bool] = lambda name: True,
    ) -> None:
        """Nobody waits.

        Args:
            config: How much courtesy there is.
            speakable: A viewer's name as it may be spoken; empty if it may not.
            sayable: Whether a name claims nothing; see ``claims_nothing``.
        """
        self._config = config
        self._speakable = speakable
        self._sayable = sayable
        self._waiting: dict[CourtesyKind, deque[_Viewer]] = {kind: deque() for kind in _FIRST}
        self._met = {kind: Recent(_REMEMBERED, config.again_s) for kind in _FIRST}
        self._missed: Counter[CourtesyKind] = Counter()
        self._budget = config.budget_s
        self._at: float | None = None

    def __len__(self) -> int:
        return sum(len(viewers) for viewers in self._waiting.values())

    def take_in(self, message: ChatMessage, kind: What, language: str) -> None:
        """Somebody said hello or thanks, joined, followed, or gave something."""
        group = _KINDS.get(kind)
        if group is None:
            return
        viewers = self._waiting[group]
        if group == "gifts":
            same = next((viewer for viewer in viewers if viewer.name == message.author), None)
            worth = dollars(message.paid) if message.paid is not None else 0.0
            if same is not None:
                same.given += max(1, message.count)
                same.dollars += worth
                return
            viewer = _Viewer(message.author, language, message.at, max(1, message.count), worth)
        else:
            if self._met[group].again((message.platform, message.author), message.at):
                return
            viewer = _Viewer(message.author, language, message.at)
        if len(viewers) >= self._config.waiting:
            if not (group == "gifts" and pays(message)):
                self._missed[group] += 1
                return
            viewers.popleft()
            self._missed[group] += 1
        viewers.append(viewer)

    def due(self, now: float, *, busy: bool) -> Courtesy | None:
        """What is to be said now, taken out.

        Args:
            now: Unix seconds.
            busy: Whether questions wait: then only gifts are thanked for.
        """
        self._refill(now)
        for kind in _FIRST:
            self._forget_stale(kind, now)
            viewers = self._waiting[kind]
            if not viewers:
                continue
            big = kind == "gifts" and any(viewer.dollars >= self._config.big for viewer in viewers)
            ripe = (
                now - viewers[0].at >= self._config.gather_s or len(viewers) >= 2 * self._config.names
            ) and self._budget >= min(_ONE_S, self._config.budget_s) > 0
            if big or (ripe and (kind == "gifts" or not busy)):
                return self._together(kind, big=big)
        return None

    def spoke(self, seconds: float) -> None:
        """A courtesy took so much air time."""
        self._budget = max(-60.0, self._budget - seconds)

    def _refill(self, now: float) -> None:
        if self._at is not None:
            gained = max(0.0, now - self._at) * self._config.budget_s / 60
            self._budget = min(self._config.budget_s, self._budget + gained)
        self._at = now

    def _forget_stale(self, kind: CourtesyKind, now: float) -> None:
        viewers = self._waiting[kind]
        keep_s = self._config.stale_s * (10 if kind == "gifts" else 1)
        while viewers and now - viewers[0].at > keep_s:
            viewers.popleft()
            self._missed[kind] += 1

    def _together(self, kind: CourtesyKind, *, big: bool) -> Courtesy:
        waiting = self._waiting[kind]
        languages = Counter(viewer.language for viewer in waiting)
        language = languages.most_common(1)[0][0]
        chosen = [viewer for viewer in waiting if viewer.language == language]
        self._waiting[kind] = deque(viewer for viewer in waiting if viewer.language != language)
        chosen.sort(key=lambda viewer: -viewer.dollars)
        names: list[str] = []
        for viewer in chosen:
            if len(names) == self._config.names:
                break
            name = self._name(viewer.name)
            if name and name not in names:
                names.append(name)
        return Courtesy(
            kind,
            tuple(names),
            len(chosen),
            language,
            given=sum(viewer.given for viewer in chosen) if kind == "gifts" else 0,
            big=big and chosen[0].dollars >= self._config.big,
            missed=self._missed.pop(kind, 0),
        )

    def _name(self, author: str) -> str:
        """A name as it may be said: allowed, without the digits at its end, and claiming nothing."""
        name = self._speakable(author).strip().rstrip("0123456789_- ")
        if sum(char.isalpha() for char in name) < 2 or any(char.isdigit() for char in name):
            return ""
        return name if self._sayable(name) else ""


def courtesy_words(courtesy: Courtesy, language: str, phrasing: Phrasing) -> Composed:
    """A courtesy in the persona's words.

    Args:
        courtesy: To whom, and what for.
        language: Spoken; one of the persona's.
        phrasing: Says the persona's phrases.
    """
    facts: tuple[Fact, ...] = ()
    if not courtesy.names:
        plain = {"greeting": "greet_all", "thanks": "welcome"}.get(courtesy.kind, "gift")
        return Composed(phrasing.say(plain, language), reason=courtesy.kind)
    more = courtesy.count - len(courtesy.names)
    names = _listed(courtesy.names, language, more > 0)
    if more > 0:
        names = phrasing.say("names_more", language, names=names).rstrip("。.")
    phrase = {
        "greeting": "greet_names", "thanks": "welcome_names", "follows": "thank_follow",
        "gifts": "thank_big_gift" if courtesy.big else "thank_gift",
    }[courtesy.kind]  # fmt: skip
    values = {"names": names}
    if phrase == "thank_gift" and courtesy.given > courtesy.count and more <= 0:
        phrase, values = "thank_gifts", {"names": names, "count": str(courtesy.given)}
        facts = (_count(courtesy.given, language),)
    return Composed(phrasing.say(phrase, language, **values), facts, reason=courtesy.kind)


def _listed(names: tuple[str, ...], language: str, more: bool) -> str:
    if language == "zh" or more:
        return ("、" if language == "zh" else ", ").join(names)
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _count(count: int, language: str) -> Fact:
    """What carries the number of gifts that was counted here."""
    says = f"{count} gifts" if language != "zh" else f"{count}份礼物"
    return Fact("shop/courtesy", "lookup", SHOP, "courtesy", says, text={language: says})
