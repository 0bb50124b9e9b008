"""Who asked, and what: said before the answer, so that no viewer hears the answer to an unknown question.

The line is composed and takes no model, so it is on air while the model still thinks. A viewer's words go
into it only where they claim nothing: the name must pass the guard as it stands, and the question is quoted
only if it is short, may be read aloud, and the guard finds no number, price or property in it. Else what is
asked about is named: the product and the fact that answers. Where others wait, the line is one short breath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.answers.finding import names
from agent.events import Line, Turn
from agent.guard.guard import Guard
from agent.lanes.base import Ask, Composed
from agent.lanes.intent import SMALL_TALK
from agent.lanes.phrasing import Phrasing
from agent.lanes.straying import strays
from agent.topics import of_product, topics
from agent.writer import CheckedLine, LineWriter
from knowledge.model import Product
from knowledge.tokens import is_han
from persona.phrases import spoken_language, untagged

When = Literal["always", "others", "never"]
"""``others``: not for one who is answered again with nobody else in between."""
_QUOTED = {"en": 90, "zh": 36}
"""Characters of a question that is quoted."""
_AT_A_GLANCE = {"en": 26, "zh": 10}
"""Characters of a question that is quoted though it could be said what it is about."""
_IN_BRIEF = {"en": 45, "zh": 18}
"""Characters of a question that is quoted where others wait."""
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
    r"^(?:what|how|is|are|do|does|did|can|could|will|would|should|which|when|where|who|whose|why|has|have"
    r"|any)\b"
    r"|什么|怎么|多少|多久|多大|多长|几|哪|谁|为什么|[吗呢么]$|有没有|是不是|能不能|可不可以",
    re.IGNORECASE,
)
_SOMEBODY = {"en": "one of our viewers", "zh": "有位朋友"}
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|yo|ok|okay|so|and|um|well|please|btw|quick question|question)[\s,]+"
    r"|(?:主播|老板|请问|问一下|问下|想问|你好|哈喽|麻烦)[\s，,、]*)+",
    re.IGNORECASE,
)
"""What begins a question and is not read aloud."""
_UNREADABLE = re.compile(
    r":|：|^(?:tell|give|show|i|id|i'd|i'm|im|we|need|can you|could you|do you know|would you)\b"
    r"|[\u3400-\u9fff] +[\u3400-\u9fff]|^想",
    re.IGNORECASE,
)
"""What sounds wrong behind "Lin asks"."""

_PEOPLE = re.compile(
    r"\b(?:you|your|yours|u|ur|she|her|hers|he|him|his|host|streamer|girl|boy|woman|women|lady|man|men|guy"
    r"|dude|people|mom|mum"
    r"|mother|dad|father|daddy|wife|skirt|naked|body|sexy|friend)\b|[你妳您她他]|主播|老板|小姐|美女|帅哥"
    r"|女的|男的|女人|男人|[黑白]人|老外|咱|哥|爷|骨灰",
    re.IGNORECASE,
)
"""What is said of somebody is not read aloud where it is not known to be a plain question."""
_ORDERS = re.compile(
    r"^(?:please )?(?:give|show|say|tell|announce|repeat|read|call|shout|send|write|make|let|take|put|get|go"
    r"|do not|don't|stop|look"
    r"|search|buy|add|open|close|play|sing|dance|spell|answer|reply|respond)\b|^(?:请|快|给|把|说|念|喊|叫"
    r"|搜|加|看|脱|唱|读|让|别|去|来)",
    re.IGNORECASE,
)
"""What is no question, but has the host do something."""
_ODD = re.compile(
    r"(?<![^\W\d_])[A-Za-z](?:[^\w]+[A-Za-z](?![^\W\d_]))+|[^\W\d_][@$*#!|][^\W\d_]|[A-Za-z]\d[A-Za-z]"
    r"|[^\u0000-\u024f\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef\s]"
)
"""What looks like a disguise: single letters in a row, signs inside words, other alphabets, pictures."""
_MIXED = re.compile(r"[A-Za-z]+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[A-Za-z]+")
_KNOWN_MIXED = re.compile(
    r"(?:USB|LED|AI|APP|PC|WIFI|TYPE|C|S|M|L|XL|XXL|V|W|ML|KG|CM|MM|A|B|[A-Z]{1,3}\d+)$", re.IGNORECASE
)


_DO_YOU = re.compile(
    r"(?:do|can|could|will|would|have) you (?!(?:like|love|feel|want|wear|strip|kiss|marry))|你们",
    re.IGNORECASE,
)
"""How a question about the shop begins that says "you"."""
_HAN_AIR = 3.4
"""Latin characters that are said in the time of a Chinese one."""


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
        for text in self._wordings(ask, language, who, composed, products):
            lines = self._writer.write(_capital(text), turn, facts, names=known)
            if len(lines) == 1 and lines[0].verdict.decision == "pass":
                return [replace(lines[0], role="address")]
        return []

    def said(self, ask: Ask) -> None:
        """The answer to this viewer is on air; the next one is measured against it."""
        self._last = ask.author

    def _wordings(
        self,
        ask: Ask,
        language: str,
        who: _Who,
        composed: Composed | None,
        products: Sequence[Product],
    ) -> Iterator[str]:
        """Ways to say it, the best first: in the viewer's words where these are short and sound well.

        Else what it is about is said, or the viewer's words however they are, or only who asks. Where others
        wait, each in one breath.
        """
        many = "_by_many" if who.several else ""
        quote = self._quote(ask, language)
        about = topics(ask, composed, products, language, brief=ask.brief)
        say = self._phrasing.say_briefly if ask.brief else self._phrasing.say
        in_words = "called_in_words" if ask.brief else f"asked_in_words{many}"
        named = "called_about" if ask.brief else f"asked_about{many}"
        known = composed is not None and not composed.abstained
        if not _may_be_quoted(quote, known=known):
            quote = ""
        readable = bool(quote) and not _UNREADABLE.search(quote)
        glance = _QUOTED if not known else _AT_A_GLANCE if ask.brief or of_product(composed) else _QUOTED
        if ask.brief and not known:
            glance = _IN_BRIEF
        ways = []
        if readable and len(quote) <= glance.get(language, glance["en"]):
            ways.append(say(in_words, language, who=who.said, question=quote))
        told = about[:1] if ask.brief and known else about
        ways += [say(named, language, who=who.said, topic=topic) for topic in told]
        if quote and (not ask.brief or len(quote) <= _IN_BRIEF.get(language, _IN_BRIEF["en"])):
            ways.append(say(in_words, language, who=who.said, question=quote))
        yield from sorted(dict.fromkeys(ways), key=_air) if ask.brief and known else ways
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
        if ask.brief:
            return _Who(_in_few_words(called, others, language), several=True, named=True)
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
        question = _LEAD.sub("", _TRAILING.sub("", words))
        short = 0 < len(question) <= _QUOTED.get(language, _QUOTED["en"])
        if not short or _INNER.search(question) or not self._quotable(ask.question):
            return ""
        # As statements: what is only asked about is no claim, but may be heard as one.
        stated = (f"{question}.", _ASKED.sub(r"\2 \1", question) + ".")
        if not all(_harmless(self._writer.guard, text) for text in stated):
            return ""
        asks = words.endswith(("?", "？")) or bool(_ASKS.search(question))
        return question + (("？" if asks else "。") if language == "zh" else "?" if asks else ".")


def _in_few_words(called: str, others: int, language: str) -> str:
    """Several askers, where the next question waits."""
    if language == "zh":
        return (
            f"{called}和好多朋友"
            if others > _COUNTED
            else f"{called}等{'两' if others == 1 else others + 1}位"
        )
    more = "many more" if others > _COUNTED else "one more" if others == 1 else f"{others} more"
    return f"{called} and {more}"


def _air(text: str) -> float:
    """How long a wording takes to say, in Latin characters."""
    return sum(_HAN_AIR if is_han(char) else 1.0 for char in untagged(text))


def _may_be_quoted(question: str, *, known: bool) -> bool:
    """Whether a question's words are plain enough to be said in a viewer's place.

    What the facts answer is surely a question about the shop. Of all else only what asks is read aloud, where
    it speaks of nobody and hides nothing: lists of bad words do not end.
    """
    odd = _ODD.search(question) or any(not _KNOWN_MIXED.match(one[0]) for one in _MIXED.finditer(question))
    if odd or (_PEOPLE.search(question) and not (known and _DO_YOU.match(question))):
        return False
    asks = question.endswith(("?", "？")) or _ASKS.search(question) is not None
    return known or (asks and not _ORDERS.search(question))


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
