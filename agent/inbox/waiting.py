"""One question while it waits, and the keys by which others find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent.events import Question
from agent.inbox.askers import Askers
from agent.inbox.config import Worth
from agent.inbox.order import Place
from agent.inbox.sameness import Key, Sameness, is_slip, sameness
from agent.inbox.worth import Reason, of_askers

JUST_S = 3
"""Seconds for which a question was asked just now."""
MESSAGES = 50
"""Ids of messages kept of one question."""
_ALSO = 16
"""Merged questions by whose keys one is found besides its own."""
_BUCKET = 16
"""Questions under one key with a word left out."""
_WORDINGS = 3
"""Other askers whose own words are kept."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as somebody else put it."""

    author: str
    text: str
    asked_ms: int


@dataclass(slots=True)
class Waiting:
    """A question with what its rank is made of."""

    id: str
    text: str
    author: str
    language: str
    message_ids: tuple[str, ...]
    asked_ms: int
    expires_at: float
    number: int
    """Order of arrival."""
    same: Sameness
    askers: Askers
    reasons: dict[str, Reason]
    """By their kind: ``paid``, ``words``, ``first``, ``lately``, ``prepared``, ``operator``."""
    about: str = ""
    """The product on stage when it was asked; ``same`` are the keys under it."""
    latest_ms: int = 0
    """When somebody last asked it."""
    wordings: tuple[Wording, ...] = ()
    """The words of the next ones who asked it, first first."""
    answer: Key | None = None
    """What its answer would rest on; ``None`` while nobody asked for it or facts do not answer it."""
    asked_for_answer: bool = False
    also: tuple[Sameness, ...] = ()
    """Keys of questions that were merged into it."""
    place: Place = (0, 0, 0, "")
    """By how long it waits."""
    fresh: Place | None = None
    """By how lately it was asked; ``None`` for what does not grow stale."""

    def settle(self, worth: Worth) -> tuple[Place, Place | None]:
        """Find its places anew, after a reason or an asker came."""
        seconds = sum(reason.seconds for reason in self.reasons.values())
        many = of_askers(worth, len(self.askers))
        ms = round(1000 * (seconds + (many.seconds if many else 0.0)))
        self.latest_ms = max(self.latest_ms, self.asked_ms)
        self.place = (self.asked_ms - ms, self.asked_ms, self.number, self.id)
        self.fresh = None
        if not self.exempt:
            claim = ms + round(worth.fading * self.latest_ms)
            self.fresh = (-claim, -self.latest_ms, -self.number, self.id)
        return self.place, self.fresh

    @property
    def facts(self) -> Key | None:
        """What is known of the facts that its answer rests on."""
        return self.answer if self.answer is not None and self.answer[0] == "facts" else None

    @property
    def words(self) -> Sameness:
        """Its keys whatever was on stage."""
        return sameness(self.text, self.language)

    def question(self, now_ms: int, *, fading: float = 0.0) -> Question:
        """As it stands now.

        Args:
            now_ms: Unix milliseconds.
            fading: What it loses in a second since it was last asked; 0 while waiting gains instead.
        """
        says = [reason.says for reason in self.reasons.values()]
        if len(self.askers) > 1:
            says.append(f"{len(self.askers)} askers")
        waited, since = (now_ms - self.asked_ms) // 1000, (now_ms - self.latest_ms) // 1000
        rank_ms = now_ms - self.place[0]
        if fading and self.fresh is not None:
            says.append(f"asked {since} s ago" if since >= JUST_S else "asked just now")
            rank_ms = -self.fresh[0] - round(fading * now_ms)
        elif waited >= 1:
            says.append(f"waiting {waited} s")
        return Question(
            id=self.id,
            text=self.text,
            author=self.author,
            language=self.language,
            askers=self.askers.names,
            message_ids=self.message_ids,
            asked_at=self.asked_ms / 1000,
            expires_at=self.expires_at,
            rank=rank_ms / 1000,
            reasons=tuple(says),
            asked_by=len(self.askers),
            about=self.about,
        )

    @property
    def exempt(self) -> bool:
        """Whether it stays, however many wait: it was paid for, or an operator wants it."""
        return "paid" in self.reasons or "operator" in self.reasons

    def take_over(self, other: Waiting) -> None:
        """Become what both asked."""
        self.askers.join(other.askers)
        self.message_ids = (self.message_ids + other.message_ids)[:MESSAGES]
        self.expires_at = max(self.expires_at, other.expires_at)
        self.latest_ms = max(self.latest_ms, other.latest_ms)
        for kind, reason in other.reasons.items():
            mine = self.reasons.get(kind)
            if kind != "prepared" and (mine is None or mine.seconds < reason.seconds):
                self.reasons[kind] = reason
        if "lately" not in other.reasons:
            self.reasons.pop("lately", None)
        self.also = (*self.also, other.same, *other.also)[:_ALSO]
        self.worded(Wording(other.author, other.text, other.asked_ms), *other.wordings)

    def paid(self, reason: Reason) -> None:
        """Somebody paid for it; the most counts."""
        held = self.reasons.get("paid")
        if held is None or held.seconds < reason.seconds:
            self.reasons["paid"] = reason

    def worded(self, *wordings: Wording) -> None:
        """Keep how others put it, a few of them."""
        known = {self.author, *(one.author for one in self.wordings)}
        new = [one for one in wordings if one.author not in known]
        self.wordings = (*self.wordings, *new)[:_WORDINGS]

    def forget(self, theirs: Callable[[str], bool]) -> bool:
        """Let one of the askers go: if it was the first, the next one asks, in their own words.

        Args:
            theirs: Whether a name is theirs.

        Returns:
            Whether anybody is left who asks.
        """
        self.askers.forget(theirs)
        self.wordings = tuple(one for one in self.wordings if not theirs(one.author))
        if not self.askers.names:
            return False
        if not theirs(self.author):
            return True
        self.author = self.askers.names[0]
        if self.wordings:
            first, self.wordings = self.wordings[0], self.wordings[1:]
            self.author, self.text, self.asked_ms = first.author, first.text, first.asked_ms
            self.also = (*self.also, self.same)[:_ALSO]
            self.same = self.words.under(self.about)
        return True


def restored(question: Question, number: int, reasons: dict[str, Reason]) -> Waiting:
    """A question from before a restart, or one that was taken out.

    Args:
        question: As it was.
        number: In the order of arrival.
        reasons: What is still known of them.
    """
    at = round(1000 * question.asked_at)
    return Waiting(
        question.id, question.text, question.author, question.language, question.message_ids, at,
        question.expires_at, number, sameness(question.text, question.language).under(question.about),
        Askers(question.askers, question.asked_by), reasons, question.about, at,
    )  # fmt: skip


class Keys:
    """Waiting questions by their keys: an inverted index whose every entry is bounded."""

    def __init__(self) -> None:
        self._ids: dict[Key, str] = {}
        self._slips: dict[Key, dict[str, str]] = {}

    def find(self, same: Sameness) -> str:
        """The id of a question that asks the same; empty for none."""
        found = self._ids.get(same.exact) or (self._ids.get(same.about, "") if same.about else "")
        if found:
            return found
        for key, word in same.slips:
            for other, owner in self._slips.get(key, {}).items():
                if is_slip(word, other):
                    return owner
        return ""

    def add(self, same: Sameness, owner: str) -> None:
        """Let a question be found by its keys; of two with a key in common the first is found."""
        for key in _keys(same):
            self._ids.setdefault(key, owner)
        for key, word in same.slips:
            bucket = self._slips.setdefault(key, {})
            if len(bucket) < _BUCKET:
                bucket.setdefault(word, owner)

    def drop(self, same: Sameness, owner: str) -> None:
        """Forget a question's keys."""
        for key in _keys(same):
            if self._ids.get(key) == owner:
                del self._ids[key]
        for key, word in same.slips:
            bucket = self._slips.get(key)
            if bucket is None:
                continue
            if bucket.get(word) == owner:
                del bucket[word]
            if not bucket:
                del self._slips[key]


def _keys(same: Sameness) -> Iterable[Key]:
    return (same.exact,) if same.about is None else (same.exact, same.about)
