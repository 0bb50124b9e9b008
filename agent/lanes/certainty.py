"""Whether all of a question is understood well enough to answer it from facts."""

from __future__ import annotations

from agent.guard.numbers import Number
from agent.lanes.intent import Intent, asks_plainly
from agent.lanes.subject import Subject
from agent.lanes.suppositions import has_amount

_VERBS = frozenset({"do", "doe", "did", "can", "will", "should", "need", "use"})
"""Verbs behind "how much …" that ask for an amount of something, not for a price."""


def is_remark(intent: Intent, part: str) -> bool:
    """Whether words that could ask for advice only remark on something."""
    return set(intent.kinds) <= {"other", "recommend", "howto"} and not asks_plainly(part)


def words_fit(intent: Intent, subject: Subject) -> bool:
    """Whether the words at what is asked belong to the products, and do not make it another thing's.

    "The pallet weight" is not the weight; "how much memory" asks for no price.
    """
    words = intent.tokens.words
    if any(_VERBS & set(words[index:]) for index in intent.how_much):
        return False
    near = {*intent.touching, *intent.how_much, *(intent.rest if intent.strict else ())}
    return not near & set(subject.left)


def numbers_fit(intent: Intent, subject: Subject) -> bool:
    """Whether each number in the question belongs to what is asked: a price, an amount, a count of pieces.

    An amount beside another question ("how much is the 500 ml one?") must be the product's own, else
    another variant may be meant.
    """
    kinds = set(intent.kinds)
    for number in intent.amounts:
        amiss = (
            (number.kind == "quantity" and "attribute" not in kinds and not _own(subject, number))
            or (number.kind == "price" and not kinds & {"price", "discount"})
            or (number.kind == "count" and number.value > 1 and kinds not in ({"price"}, {"attribute"}))
        )
        if amiss:
            return False
    return True


def _own(subject: Subject, number: Number) -> bool:
    return any(has_amount(product, number) for product in subject.products[:1])
