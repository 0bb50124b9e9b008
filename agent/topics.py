"""What a question is about, in a few words that may be said aloud: the price of a lamp, shipping."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.lanes import spoken
from agent.lanes.attributes import ATTRIBUTES
from agent.lanes.base import Ask, Composed
from agent.lanes.intent import read_intent
from agent.lanes.shop_replies import TOPICS
from knowledge.model import SHOP, Fact, Product

_NO_NOUN = re.compile(
    r"^(?:keeps?|works?|fits?|has|have|is|are|can|made|covers?|comes?|holds?|uses?|suits?|what|how|in|on|with|for)\b"
)
"""How a property's name begins of which a thing has none ("works with")."""
_FULL = {
    "price": ("the price of {product}", "{product}的价格"),
    "list_price": ("the price of {product}", "{product}的价格"),
    "stock": ("the stock of {product}", "{product}的库存"),
    "attribute": ("the {label} of {product}", "{product}的{label}"),
    "policy": ("{label}", "{label}"),
    "lookup": ("{label}", "{label}"),
    "faq": ("{label}", "{label}"),
    "product": ("{product}", "{product}"),
}
_BRIEF = _FULL | {
    "price": ("the price", "价格"),
    "list_price": ("the price", "价格"),
    "stock": ("stock", "库存"),
    "attribute": ("the {label}", "{label}"),
}
"""Where the answer names the product anyway."""
_OF_A_PRODUCT = frozenset({"price", "list_price", "stock", "attribute"})


def topics(
    ask: Ask, composed: Composed | None, products: Sequence[Product], language: str, *, brief: bool = False
) -> list[str]:
    """Ways to say what is asked about, the one that tells most first; none where nothing is known of it.

    Args:
        ask: The question.
        composed: The reply that follows, where it is there already.
        products: What it surely is about, the main one first.
        language: To say it in.
        brief: Whether what the answer names anyway may be left out.
    """
    names = [spoken.name(product, language) for product in products]
    fact = _main(composed) if composed is not None else None
    if len(names) == 2 and composed is not None and "compare" in composed.reason.split("+"):
        found = [spoken.listing(names, language)]
    elif fact is not None:
        found = [_of_fact(fact, names[:1], language, brief=brief)]
    else:
        found = _of_question(ask.question, names[:1], language)
    return [topic for topic in dict.fromkeys((*found, *names[:1])) if topic]


def of_product(composed: Composed | None) -> bool:
    """Whether a reply tells a price, stock or property of one product."""
    fact = _main(composed) if composed is not None else None
    return fact is not None and fact.subject != SHOP and fact.kind in _OF_A_PRODUCT


def _of_fact(fact: Fact, names: Sequence[str], language: str, *, brief: bool) -> str:
    kind = fact.kind if fact.kind in _FULL else "product"
    label = spoken.label(fact.label, language) if fact.label else ""
    if kind == "attribute" and (not label or _NO_NOUN.match(label) or fact.subject == SHOP):
        kind = "product"
    return _filled(_BRIEF if brief else _FULL, kind, names, label, language)


def _of_question(question: str, names: Sequence[str], language: str) -> list[str]:
    """What the words alone ask about, where no fact answers."""
    intent = read_intent(question)
    if intent is None or intent.rest:
        return []
    found = []
    for asked in intent.kinds:
        kind: str = asked
        label = ""
        if asked in TOPICS:
            kind, label = "policy", spoken.label(TOPICS[asked], language)
        elif kind == "attribute" and intent.attributes:
            row = ATTRIBUTES.get(intent.attributes[0])
            label = spoken.label(row.label, language) if row is not None else ""
        if kind in _FULL and (kind in ("price", "stock") or label):
            found.append(_filled(_FULL if names else _BRIEF, kind, names, label, language))
    return found[:1]


def _filled(
    wordings: dict[str, tuple[str, str]], kind: str, names: Sequence[str], label: str, language: str
) -> str:
    """A topic in words; the product's name alone where something is wanting, empty without any."""
    wording = wordings[kind][language == "zh"]
    product = names[0] if names else ""
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
