"""Gestures and gaze for what is said, as its words arrive.

A tag of the line is obeyed; the words themselves ask for the rest; what is merely stressed gets a small nod.
The stroke of a gesture falls on its word. All of it is decided from a seed and the words, so the same line
in the same place is acted the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from avatar.acting.lexicon import Trigger, mentions, triggers
from avatar.acting.manners import fitting, instead, lasts_s, prepared_s
from avatar.acting.stress import Heard, Stress, guessed
from avatar.media import SAMPLE_RATE_HZ, GazeCue, GestureCue
from persona.schema import GESTURES

_REST_S, _MARKED_REST_S, _TAG_REST_S = 3.2, 0.2, 0.1
"""Seconds of quiet hands before a gesture that words ask for; before one whose words are rare and plain
(a greeting, a number, the cart, thanks); and before a tag's."""
_LATE_S = 0.9
"""Seconds that a gesture may come after its word."""
_MARKED = 0.95
"""From this chance on words are that plain."""
_MENTION = 0.75
_WHIM = 0.25
"""How much chance weighs where two words in a row ask for something."""
_BEAT_S = 1.0
_STRESSED = 1.12
_CARD_S, _CHAT_S, _LOOK_REST_S = 1.1, 1.4, 3.0
_LOOK_BEFORE_S = 0.25
_UNTIMED_S = 0.6
"""Seconds of sound without a word after which the voice is taken for one that tells none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is on stage when a line is heard."""

    product: str = ""
    """Name on the product card; empty while none is shown."""
    asker: str = ""
    """Whose question is shown; empty for nobody's."""


@dataclass(frozen=True, slots=True)
class Script:
    """A line to be acted."""

    id: str
    text: str
    language: str = "en"
    mood: str = "neutral"
    """A VRM preset."""
    tags: tuple[GestureCue, ...] = ()
    """Gestures the line asks for; with an ``at`` they are placed there, else on a fitting word."""
    disclosure: bool = False


class Director:
    """Remembers what was done last, over all lines."""

    def __init__(self, seed: int = 0, allowed: Collection[str] = GESTURES) -> None:
        """Begin a show.

        Args:
            seed: Of what is left to chance.
            allowed: The gestures that the host makes.
        """
        self._seed = seed
        self._allowed = frozenset(allowed)
        self.stress = Stress()
        self._last = ""
        self._lines = 0
        self._free_at = self._beat_at = self._look_at = -(1 << 40)

    def line(self, script: Script, setting: Setting) -> Direction:
        """Begin a line; its words follow."""
        self._lines += 1
        return Direction(self, script, setting, Random(f"{self._seed}:{self._lines}:{script.text}"))

    def gesture(self, wanted: str, start: int, script: Script, rest_s: float) -> tuple[str, int]:
        """What is done where a gesture is wanted, and when; and remember it.

        Args:
            wanted: Its name.
            start: Audio clock, samples.
            script: The line.
            rest_s: Seconds that the hands have been quiet before it.

        Returns:
            Its name, empty for nothing, and the sample of the audio clock at which it begins: what the line's
            writer or plain words ask for may wait a little for hands that are busy.
        """
        if wanted not in self._allowed or not fitting(wanted, script.mood, disclosure=script.disclosure):
            return "", start
        free_at = self._free_at + round(rest_s * SAMPLE_RATE_HZ)
        late_s = (free_at - start) / SAMPLE_RATE_HZ
        if late_s > (0.0 if rest_s == _REST_S else _LATE_S):
            return "", start
        start = max(start, free_at)
        name = wanted
        if name == self._last:
            others = instead(name, script.mood, disclosure=script.disclosure) if rest_s == _TAG_REST_S else ()
            name = next((other for other in others if other in self._allowed), "")
        if name:
            self._last = name
            self._free_at = start + round(lasts_s(name) * SAMPLE_RATE_HZ)
        return name, start

    def beat(self, at: int) -> bool:
        """Whether a stressed word at a sample of the audio clock gets its small nod."""
        due = at - self._beat_at >= _BEAT_S * SAMPLE_RATE_HZ
        if due:
            self._beat_at = at
        return due

    def look(self, at: int) -> bool:
        """Whether the eyes may leave the viewer at a sample of the audio clock."""
        due = at - self._look_at >= _LOOK_REST_S * SAMPLE_RATE_HZ
        if due:
            self._look_at = at
        return due


class Direction:
    """One line being acted."""

    def __init__(self, director: Director, script: Script, setting: Setting, random: Random) -> None:
        """Begin it; called by ``Director.line``."""
        self._director, self._script, self._setting = director, script, setting
        self._random = random
        self._placed = [cue for cue in script.tags if cue.at]
        self._tags = [cue for cue in script.tags if not cue.at]
        self._slots = len(self._tags)
        text = script.text
        self._product = sorted(mentions(text, setting.product))
        found = [self._plain(one) for one in (*triggers(text, script.language), *self._mentioned())]
        self._fitting = {one.gesture: one for one in reversed(found)}
        weighed = [(trigger, trigger.chance - _WHIM * random.random()) for trigger in found]
        self._triggers = _spaced([one for one in weighed if one[0].chance > random.random()], text)
        asker = setting.asker.strip()
        self._named = text.casefold().find(asker.casefold()) if asker else -1
        self._untimed = True
        self._sound = 0

    def _plain(self, trigger: Trigger) -> Trigger:
        """Thanks are shown in one of two ways."""
        if trigger.gesture != "thanks":
            return trigger
        return replace(trigger, gesture=self._random.choice(("bow", "heart")))

    def _mentioned(self) -> Iterable[Trigger]:
        """The first mention of the product is pointed at."""
        return (Trigger("point_card", start, end, _MENTION) for start, end in self._product[:1])

    def take(
        self, words: Sequence[Heard], begun: int, *, sound: int = 0, last: bool = False
    ) -> tuple[tuple[GestureCue, ...], tuple[GazeCue, ...]]:
        """Act the words that just came.

        Args:
            words: In order, times from the start of the utterance.
            begun: Audio clock, samples: the start of the utterance.
            sound: Samples of sound they came with.
            last: Whether no more words come.

        Returns:
            Gestures and gaze; times from the start of the utterance.
        """
        self._sound += sound
        self._untimed = self._untimed and not words
        if self._untimed and (last or self._sound > _UNTIMED_S * SAMPLE_RATE_HZ):
            words, last, self._untimed = (
                [Heard(word, 0.0) for word in guessed(self._script.text)],
                True,
                False,
            )
        text = self._script.text
        gestures, self._placed = list(self._placed), []
        scores = [self._director.stress.score(item, text) for item in words]
        chosen = [*self._tagged(words, scores, last), *self._called(words)]
        for at, cue, rest_s in sorted(chosen, key=lambda choice: (choice[0], choice[2])):
            start = max(0, at - round(prepared_s(cue.name) * SAMPLE_RATE_HZ))
            name, begins = self._director.gesture(cue.name, begun + start, self._script, rest_s)
            if name:
                number = cue.number if name == cue.name else 0
                gestures.append(GestureCue(name, begins - begun, number, self._strength()))
        gestures += self._beats(words, scores, begun)
        return tuple(gestures), tuple(self._gaze(words, begun))

    def _strength(self) -> float:
        return round(0.85 + 0.3 * self._random.random(), 3)

    def _tagged(
        self, words: Sequence[Heard], scores: Sequence[float], last: bool
    ) -> Iterable[tuple[int, GestureCue, float]]:
        """The line's tags on the words they fit, else each on the most stressed word of its part."""
        if not words:
            if last:
                left, self._tags = self._tags, []
                yield from ((0, cue, _TAG_REST_S) for cue in left[:1])
            return
        reached = words[-1].word.text_end
        while self._tags:
            cue = self._tags[0]
            trigger = self._fitting.get(cue.name)
            done = self._slots - len(self._tags)
            limit = len(self._script.text) * (done + 1) / self._slots
            if trigger is not None:
                if reached <= trigger.start and not last:
                    return
                item = _word_at(words, trigger.start)
                self._triggers = [one for one in self._triggers if one is not trigger]
                cue = GestureCue(cue.name, 0, cue.number or trigger.number)
            else:
                if reached < min(limit, 48) and not last:
                    return
                within = [at for at, one in enumerate(words) if one.word.text_start < limit]
                item = words[max(within, key=lambda at: scores[at], default=0)]
            self._tags.pop(0)
            yield item.word.start, cue, _TAG_REST_S

    def _called(self, words: Sequence[Heard]) -> Iterable[tuple[int, GestureCue, float]]:
        """What the words ask for, as far as they came."""
        if not words:
            return
        reached = words[-1].word.text_end
        while self._triggers and self._triggers[0].start < reached:
            trigger = self._triggers.pop(0)
            rest_s = _MARKED_REST_S if trigger.chance >= _MARKED else _REST_S
            yield (
                _word_at(words, trigger.start).word.start,
                GestureCue(trigger.gesture, 0, trigger.number),
                rest_s,
            )

    def _beats(self, words: Sequence[Heard], scores: Sequence[float], begun: int) -> Iterable[GestureCue]:
        for item, score in zip(words, scores, strict=True):
            if score >= _STRESSED and self._director.beat(begun + item.word.start):
                at = max(0, item.word.start - round(prepared_s("beat") * SAMPLE_RATE_HZ))
                yield GestureCue("beat", at, 0, round(min(1.3, 0.7 * score), 3))

    def _gaze(self, words: Sequence[Heard], begun: int) -> Iterable[GazeCue]:
        """To the chat where the asker is named, to the card where the product is."""
        if not words:
            return
        first, reached = words[0].word.text_start, words[-1].word.text_end
        looks: list[tuple[int, str]] = []
        if 0 <= self._named < reached:
            looks.append((_word_at(words, self._named).word.start, "chat"))
            self._named = -1
        while self._product and self._product[0][0] < reached:
            start, _ = self._product.pop(0)
            if start >= first:
                looks.append((_word_at(words, start).word.start, "card"))
        for at, target in sorted(looks):
            start = max(0, at - round(_LOOK_BEFORE_S * SAMPLE_RATE_HZ))
            if self._director.look(begun + start):
                if target == "chat":
                    yield GazeCue("chat", start, _CHAT_S)
                else:
                    yield GazeCue("card", start, _CARD_S)


def _spaced(weighed: Iterable[tuple[Trigger, float]], text: str) -> list[Trigger]:
    """Those that leave one another time, the weightiest chosen first, in the order of the line."""
    times = [(word.text_end, word.start / SAMPLE_RATE_HZ) for word in guessed(text)]

    def said_s(trigger: Trigger) -> float:
        return next((at_s for end, at_s in times if end > trigger.start), 0.0)

    kept: list[tuple[float, Trigger]] = []
    for trigger, _ in sorted(weighed, key=lambda one: -one[1]):
        at_s = said_s(trigger)
        clear = (
            (other_s if other_s < at_s else at_s)
            + lasts_s(other.gesture if other_s < at_s else trigger.gesture)
            <= (at_s if other_s < at_s else other_s)
            for other_s, other in kept
        )
        if all(clear):
            kept.append((at_s, trigger))
    return sorted((trigger for _, trigger in kept), key=lambda one: one.start)


def _word_at(words: Sequence[Heard], index: int) -> Heard:
    """The word that holds a character, or the next one; else the last."""
    return next((item for item in words if item.word.text_end > index), words[-1])
