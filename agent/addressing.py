"""Who asked, and what: said before the answer, so that no viewer hears the answer to an unknown question.

The line is composed and takes no model, so it is on air while the model still thinks. A viewer's words go
into it only where they claim nothing: the name must pass the guard as it stands, and the question is quoted
only if it is short, may be read aloud, and the guard finds no number, price or property in it. Else what is
asked about is named: the product and the fact that answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.events import Line, Turn
from agent.finding import names
from agent.guard.guard import Guard
from agent.lanes import spoken
from agent.lanes.base import Ask, Composed
from agent.lanes.intent import SMALL_TALK
from agent.lanes.phrasing import Phrasing
from agent.lanes.straying import strays
from agent.writer import CheckedLine, LineWriter
from knowledge.model import SHOP, Fact, Product
from persona.phrases import spoken_language

When = Literal["always", "others", "never"]
"""``others``: not for one who is answered again with nobody else in between."""
_QUOTED = {"en": 70, "zh": 28}
"""Characters of a question that is quoted."""
_LONGEST_NAME = 40
_COUNTED = 999
"""More askers than this are "many"."""
_TRAILING = re.compile(r"[\s,.!?;:~，。！？；：～…]+$")
_INNER = re.compile(r"[.!?。！？\n\"“”「」『』\[\]<>{}]")
_DIGITS = re.compile(r"[\W_]*\d+$")
_ASKED = re.compile(
    r"^(\w+(?:n't)?) (it|this|that|they|these|those|he|she|we|you|i|the [\w-]+)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:what|how|is|are|do|does|did|can|could|will|would|should|which|when|where|who|whose|why|has|have|any)\b"
    r"|什么|怎么|多少|多久|多大|多长|几|哪|谁|为什么|[吗呢么]$|有没有|是不是|能不能|可不可以",
    re.IGNORECASE,
)
_SOMEBODY = {"en": "one of our viewers", "zh": "有位朋友"}
_VERBS = re.compile(
    r"^(?:keeps?|works?|fits?|has|have|is|are|can|made|covers?|comes?|holds?|uses?|what|how)\b"
)
_TOPICS = {
    "price": ("the price of {product}", "{product}的价格"),
    "list_price": ("the price of {product}", "{product}的价格"),
    "stock": ("the stock of {product}", "{product}的库存"),
    "attribute": ("{product} and its {label}", "{product}的{label}"),
    "policy": ("{label}", "{label}"),
    "lookup": ("{label}", "{label}"),
    "faq": ("{label}", "{label}"),
    "product": ("{product}", "{product}"),
}


@dataclass(frozen=True, slots=True)
class _Who:
    said: str
    several: bool
    named: bool


class Address:
    """Makes the line that names the asker and the question."""

    def __init__(
        self,
        when: When,
        phrasing: Phrasing,
        writer: LineWriter,
        *,
        speakable: Callable[[str], str] = str.strip,
        quotable: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Address viewers in a persona's words.

        Args:
            when: Whether viewers are named.
            phrasing: Says the phrases.
            writer: Makes lines of them.
            speakable: A name as it may be said, ``""`` if it may not.
            quotable: Whether a question may be read aloud.
        """
        self.when: When = when
        self._phrasing = phrasing
        self._writer = writer
        self._speakable = speakable
        self._quotable = quotable
        self._last = ""

    def lines(
        self, ask: Ask, turn: Turn, composed: Composed | None, products: Sequence[Product]
    ) -> list[CheckedLine]:
        """One line that may be said, or none.

        Args:
            ask: The question.
            turn: Whose line it is.
            composed: The reply that follows, where it is there already.
            products: What it surely is about, the main one first.
        """
        again = ask.author == self._last and ask.asked_by <= 1
        if not ask.author or self.when == "never" or (self.when == "others" and again):
            return []
        if composed is not None and set(composed.reason.split("+")) <= set(SMALL_TALK):
            return []
        language = spoken_language(self._phrasing.persona, ask.language)
        who = self._who(ask, language)
        known = names(products) | ({who.said: ""} if who.named else {})
        facts = composed.facts if composed is not None else ()
        for text in self._wordings(ask, language, who, _topics(composed, products, language)):
            lines = self._writer.write(_capital(text), turn, facts, names=known)
            if len(lines) == 1 and lines[0].verdict.decision == "pass":
                return [replace(lines[0], role="address")]
        return []

    def said(self, ask: Ask) -> None:
        """The answer to this viewer is on air; the next one is measured against it."""
        self._last = ask.author

    def _wordings(self, ask: Ask, language: str, who: _Who, topics: Sequence[str]) -> Iterator[str]:
        """Ways to say it, the one that tells most first."""
        many = "_by_many" if who.several else ""
        question = self._quote(ask, language)
        say = self._phrasing.say
        if question:
            yield say(f"asked_in_words{many}", language, who=who.said, question=question)
        for topic in topics:
            yield say(f"asked_about{many}", language, who=who.said, topic=topic)
        if who.named:
            yield say(f"asked{many}", language, who=who.said)

    def _who(self, ask: Ask, language: str) -> _Who:
        persona = self._phrasing.persona
        found = (self._name(name) for name in (ask.askers or (ask.author,))[:3])
        name = next((one for one in found if one), "")
        named = bool(name) and persona.address_in(language).by_name
        called = name if named else _SOMEBODY.get(language, _SOMEBODY["en"])
        others = ask.asked_by - 1
        if others < 1:
            return _Who(called, several=False, named=named)
        if others > _COUNTED:
            count = {"en": "many others", "zh": "好多朋友"}
        elif others == 1:
            count = {"en": "one other viewer", "zh": "另外一位朋友"}
        else:
            count = {"en": f"{others} others", "zh": f"另外{others}位朋友"}
        joined = f"{called}和{count['zh']}" if language == "zh" else f"{called} and {count['en']}"
        return _Who(joined, several=True, named=True)

    def _name(self, name: str) -> str:
        """A name that may be said: it must hold no claim that the guard would hold against a line."""
        spoken_name = self._speakable(name).strip()[:_LONGEST_NAME]
        guard = self._writer.guard
        for said in (spoken_name, _DIGITS.sub("", spoken_name)):
            if said and _harmless(guard, said):
                return said
        return ""

    def _quote(self, ask: Ask, language: str) -> str:
        words = " ".join(ask.question.split())
        question = _TRAILING.sub("", words)
        short = 0 < len(question) <= _QUOTED.get(language, _QUOTED["en"])
        if not short or _INNER.search(question) or not self._quotable(ask.question):
            return ""
        # As statements: what is only asked about is no claim, but may be heard as one.
        stated = (f"{question}.", _ASKED.sub(r"\2 \1", question) + ".")
        if not all(_harmless(self._writer.guard, text) for text in stated):
            return ""
        asks = words.endswith(("?", "？")) or bool(_ASKS.search(question))
        return question + (("？" if asks else "。") if language == "zh" else "?" if asks else ".")


def _harmless(guard: Guard, text: str) -> bool:
    """Whether a text could be said with no fact at all."""
    if strays(text) is not None:
        return False
    line = Line("address", "address", 0, text, "")
    return guard.check(line, ()).decision == "pass"


def _capital(text: str) -> str:
    """A sentence that begins with a noun of ours, with its capital letter; a viewer's name stays as it is."""
    for somebody in _SOMEBODY.values():
        if text.startswith(somebody):
            return text[:1].upper() + text[1:]
    return text


def _topics(composed: Composed | None, products: Sequence[Product], language: str) -> list[str]:
    """What is asked about, in words: the product and the fact that answers, or the product alone."""
    product = spoken.name(products[0], language) if products else ""
    return [topic for topic in dict.fromkeys((_topic(composed, products, language), product)) if topic]


def _topic(composed: Composed | None, products: Sequence[Product], language: str) -> str:
    product = spoken.name(products[0], language) if products else ""
    fact = _main(composed) if composed is not None else None
    kind = fact.kind if fact is not None else "product"
    label = spoken.label(fact.label, language) if fact is not None and fact.label else ""
    if kind == "attribute" and (not label or _VERBS.match(label) or (fact and fact.subject == SHOP)):
        kind = "product"
    english, chinese = _TOPICS.get(kind, _TOPICS["product"])
    wording = chinese if language == "zh" else english
    if ("{product}" in wording and not product) or ("{label}" in wording and not label):
        return product
    return wording.format(product=product, label=label)


def _main(composed: Composed) -> Fact | None:
    """The fact that an answer is about: of its main product, where it has one."""
    if composed.abstained and not composed.facts:
        return None
    about = composed.product_ids[:1] or (SHOP,)
    own = [fact for fact in composed.facts if fact.subject == about[0]]
    return next(iter(own or composed.facts), None)
