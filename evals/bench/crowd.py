"""A made-up crowd for the inbox: questions in many wordings, chatter, spam, gifts; seeded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from agent.events import ChatKind, ChatMessage
from knowledge.model import Money

_THINGS = (
    "kettle",
    "lamp",
    "bottle",
    "mug",
    "blanket",
    "charger",
    "speaker",
    "backpack",
    "pillow",
    "grinder",
)
_HAN_THINGS = ("水壶", "台灯", "水杯", "毛毯", "充电器", "音箱", "背包", "枕头", "研磨机", "保温杯")
_ASK = (
    "how much is the {thing}", "is the {thing} waterproof", "does the {thing} come in {colour}",
    "how heavy is the {thing}", "what is the {thing} made of", "do you ship the {thing} to {place}",
    "is the {n} ml {thing} in stock", "can i return the {thing} after {n} days", "where can i buy the {thing}"
    ,
    "how long is the warranty on the {thing}", "is there a discount for {n} of the {thing}s",
    "does the {thing} work with {word}", "can my {word} use the {thing}", "who designed the {thing} {word}",
)  # fmt: skip
_HAN_ASK = (
    "{thing}多少钱", "{thing}防水吗", "{thing}有{colour}的吗", "{thing}有多重", "{thing}是什么材质的",
    "{thing}能寄到{place}吗", "{n}毫升的{thing}还有货吗", "{thing}{n}天内可以退吗", "{thing}怎么买",
    "{thing}保修多久", "买{n}个{thing}有优惠吗", "{thing}可以{word}用吗",
)  # fmt: skip
_CHAT = (
    "{word} {word}", "lol {word}", "{word} is here", "nice {word} today", "haha that {word}",
    "greetings to {word}", "first", "{word} {word} {word}", "love this", "good stream {word}",
)  # fmt: skip
_HAN_CHAT = (
    "哈哈哈{word}",
    "好看{word}",
    "{word}来了",
    "前排{word}",
    "666{word}",
    "主播加油{word}",
    "冲{word}",
)
_GREET = ("hello", "hi everyone", "hey {word}", "你好", "大家好", "thanks", "谢谢主播", "thank you so much")
_COLOURS = ("red", "blue", "green", "black", "white")
_HAN_COLOURS = ("红色", "蓝色", "绿色", "黑色", "白色")
_PLACES = ("canada", "spain", "japan", "chile", "norway")
_HAN_PLACES = ("上海", "新疆", "北京", "香港", "广州")
_SOUNDS = ("ba", "ko", "mi", "ru", "ta", "ve", "zo", "li", "ne", "sha", "du", "fi", "go", "ha")
_HAN_WORDS = ("山", "海", "云", "月", "星", "风", "花", "雪", "雨", "竹", "松", "鹤", "龙", "鹿")


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of a crowd's messages; the rest is chatter."""

    questions: float = 0.25
    greetings: float = 0.05
    repeats: float = 0.05
    """The same words of the same viewer again."""
    paid: float = 0.002
    gifts: float = 0.01


class Crowd:
    """Messages one after the other, as many as are wanted."""

    def __init__(
        self, seed: int, *, viewers: int = 20_000, lines: Sequence[str] = (), mix: Mix | None = None
    ) -> None:
        """Make a crowd.

        Args:
            seed: The same one says the same.
            viewers: How many different people; a few write most.
            lines: Real chatter to mix in with the made-up one.
            mix: What is written.
        """
        self._random = random.Random(seed)
        self._lines = tuple(lines)
        self._mix = mix or Mix()
        self._names = [self._word(3) + str(number) for number in range(viewers)]
        self._number = 0
        self._last = ("", "")

    def message(self, at: float) -> ChatMessage:
        """The next message."""
        self._number += 1
        draw, mix, kind, paid = self._random.random(), self._mix, "comment", None
        author = self._names[int(len(self._names) * self._random.random() ** 2)]
        if draw < mix.questions:
            text = self._question()
        elif (draw := draw - mix.questions) < mix.greetings:
            text = self._filled(self._random.choice(_GREET))
        elif (draw := draw - mix.greetings) < mix.repeats and self._last[0]:
            author, text = self._last
        elif (draw := draw - mix.repeats) < mix.paid:
            kind, text, paid = "superchat", self._question(), Money(self._random.randint(100, 5000), "USD")
        elif (draw - mix.paid) < mix.gifts:
            kind, text = self._random.choice(("gift", "follow", "join")), ""
        elif self._lines and self._random.random() < 0.5:
            text = self._random.choice(self._lines)
        else:
            text = self._filled(self._random.choice(_CHAT if self._random.random() < 0.5 else _HAN_CHAT))
        self._last = (author, text)
        made: ChatKind = kind  # type: ignore[assignment]
        return ChatMessage(f"m{self._number}", "bench", author, text, at, made, paid=paid)

    def _question(self) -> str:
        chinese = self._random.random() < 0.5
        text = self._filled(self._random.choice(_HAN_ASK if chinese else _ASK))
        if self._random.random() < 0.3:
            text = f"主播{text}？" if chinese else f"hi, {text} please?"
        return text

    def _filled(self, pattern: str) -> str:
        chinese = not pattern.isascii()
        pick = self._random.choice
        return pattern.format(
            thing=pick(_HAN_THINGS if chinese else _THINGS),
            colour=pick(_HAN_COLOURS if chinese else _COLOURS),
            place=pick(_HAN_PLACES if chinese else _PLACES),
            n=self._random.randint(2, 60) * 5,
            word=pick(_HAN_WORDS) + pick(_HAN_WORDS) if chinese else self._word(2),
        )

    def _word(self, syllables: int) -> str:
        return "".join(self._random.choice(_SOUNDS) for _ in range(syllables))
