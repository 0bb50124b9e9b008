"""What two questions must share to be one: found by hash, whatever number of questions wait.

Three keys stand for a question, each wider than the one before: its words without courtesies, what it is
about regardless of order and small words, and that with one word left out, which finds slips of the finger.
None of them lets two questions meet that differ in a number, a negation, a name, a property or a contrary
(``knowledge.agreement``).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.lanes.reading import one_slip
from knowledge.agreement import Marks, marks
from knowledge.paraphrases import one_form, one_word
from knowledge.tokens import is_han, normal, simple, tokens

READ = 400
"""Characters of a question that count."""
_MOST_WORDS = 80
_SLIP_LETTERS = 6
_SLIPS = 6
"""Words of a question in which a slip is looked for."""
_REPEATED = re.compile(r"([a-z])\1{2,}")
_POLITE = """
please pls plz plss hi hello hey hiya thanks thank thx ty ok okay um uh erm lol haha guys everyone bro sis
sir madam host
"""
_COURTESY = frozenset(_POLITE.split()) | frozenset("请啊呀呢吧嘛哦噢哈嗯喂亲")
_LITTLE = """
a an the is are am be was were been do doe did done can could will would it this that these thi those of
in at and or so just have ha has had got get any some as by there too also one im i we u you ya me about
really actually still even now exactly know tell want wondering wonder curious question asking ask quick
"""
_SMALL = _COURTESY | frozenset(_LITTLE.split())
_SMALL_HAN = frozenset("的了吗么是有可以能会要想就都也还那这它个款问一下到底主播老师告诉")
_ASK = """
how when where why who whose should often much many long far soon
"""
_ASKING = {
    **{word: word for word in _ASK.split()},
    **dict.fromkeys(("what", "which", "whats"), "what"),
}
_OWNERS = """
my your our their his her mine yours 我 你 您 他 她
"""
_WHOSE = frozenset(_OWNERS.split())
_DIRECTIONS = """
than to into for from with over instead against between before after vs versus 比 换 给 到 从 跟 和 对 用
"""
_DIRECTED = frozenset(_DIRECTIONS.split())
_LOOSE = frozenset(["choice"])

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Sameness:
    """The keys of a question."""

    exact: Key
    """Its words, without courtesies and paraphrases."""
    about: Key | None
    """What it is about; ``None`` where that is nothing but small words."""
    slips: tuple[tuple[Key, str], ...]
    """What is left without one word, and that word."""
    marks: Marks
    """What must agree where more than the keys is compared."""

    def meets(self, other: Sameness) -> bool:
        """Whether the other says the same in nearly the same words."""
        return self.exact == other.exact or (self.about is not None and self.about == other.about)

    def under(self, product_id: str) -> Sameness:
        """The keys of the same words while a product was on stage, which they may point at."""
        if not product_id:
            return self
        return Sameness(
            (product_id, self.exact),
            (product_id, self.about) if self.about is not None else None,
            tuple(((product_id, key), word) for key, word in self.slips),
            self.marks,
        )


@lru_cache(4096)
def sameness(text: str, language: str) -> Sameness:
    """Read a question.

    Args:
        text: As asked; its first 400 characters count.
        language: Questions in different languages never are one.
    """
    plain = _REPEATED.sub(r"\1", simple(normal(text[:READ])))
    read = marks(plain)
    words = tuple(one_word(word) for word in tokens(one_form(plain)))[:_MOST_WORDS]
    said = tuple(word for word in words if word not in _COURTESY) or words or (plain.strip(),)
    numbers = tuple(sorted(read.numbers))
    exact: Key = (language, "exact", said, numbers, read.negated)
    contents = tuple(word for word in words if not _small(word))
    if not contents:
        return Sameness(exact, None, (), read)
    directed = not _DIRECTED.isdisjoint(words)
    kept = contents if directed else tuple(sorted(contents))
    frame: Key = (
        language, numbers, read.negated, read.members, read.wanted - _LOOSE,
        frozenset(_ASKING[word] for word in words if word in _ASKING),
        _WHOSE.intersection(words),
    )  # fmt: skip
    return Sameness(exact, (*frame, "about", kept), tuple(_slips(frame, kept)), read)


def is_slip(word: str, other: str) -> bool:
    """Whether one of two words is the other, mistyped."""
    return one_slip(word, other)


def _small(word: str) -> bool:
    if is_han(word):
        return word in _SMALL_HAN or word in _COURTESY
    return word in _SMALL or word in _ASKING


def _slips(frame: Key, contents: tuple[str, ...]) -> Iterator[tuple[Key, str]]:
    found = 0
    for at, word in enumerate(contents):
        if len(word) >= _SLIP_LETTERS and word.isascii() and word.isalpha():
            yield (*frame, "slip", contents[:at] + contents[at + 1 :]), word
            found += 1
            if found == _SLIPS:
                return
