"""What a host has wordings for, and how a wording becomes a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from persona.schema import Persona

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
TAG = re.compile(r"\[([a-z][a-z_]{0,23})\]")
MAX_VALUE = 600
"""Characters of one value put into a wording."""

_LEADING_TAGS = re.compile(r"(?:\s*\[[a-z_]+\])*\s*")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"”’」)]*\s*(?:\[[a-z_]+\]\s*)*$")
_MARKS = ".!?。！？…"
_COMMON_NOUNS = frozenset({"attribute", "feature", "topic", "value", "values"})
_TRAILING = " \t" + _MARKS + ",;:，；：、"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing a host says in several wordings."""

    says: str
    """When it is said."""
    must: tuple[str, ...] = ()
    """Placeholders every wording has."""
    may: tuple[str, ...] = ()
    """Placeholders a wording may have besides."""
    plain: Mapping[str, str] = field(default_factory=dict)
    """What is said by language where a persona has no wording of its own, for phrases that came later."""


PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "opening": Phrase("The stream begins.", may=("host", "shop")),
        "disclosure": Phrase("What the host is: an AI. Every wording says AI.", may=("host", "shop")),
        "greeting": Phrase("A viewer says hello.", may=("host", "shop")),
        "welcome": Phrase("A viewer says thank you."),
        "gift": Phrase("A viewer sends a gift or follows."),
        "idle": Phrase("Nothing is being asked; invite questions.", may=("shop",)),
        "bridge": Phrase("Back to the product on stage.", must=("product",)),
        "catalogue": Phrase("What the shop sells.", must=("products",), may=("shop",)),
        "which_one": Phrase("Several products fit the question.", must=("products",)),
        "which_open": Phrase("The question is about a product, but about which?"),
        "confirm": Phrase("What the viewer supposed is so; the fact follows."),
        "correct": Phrase("What the viewer supposed is not so; the fact follows."),
        "price": Phrase("A price.", must=("product", "price")),
        "price_was": Phrase("A price below its list price.", must=("product", "price", "list_price")),
        "price_each": Phrase("The price of one, when several are asked for.", must=("product", "price")),
        "no_other_offer": Phrase("A discount is asked for; this is the price.", must=("product", "price")),
        "price_from": Phrase("The lowest price there is.", must=("product", "price")),
        "fits": Phrase("Products, each with its price, that fit a budget.", must=("products",)),
        "nothing_fits": Phrase("Nothing fits the budget; prices start here.", must=("product", "price")),
        "in_stock": Phrase("It can be bought now.", must=("product",)),
        "stock_few": Phrase("Few are left.", must=("product", "count")),
        "stock_count": Phrase("How many are left.", must=("product", "count")),
        "sold_out": Phrase("It cannot be bought now.", must=("product",)),
        "attribute": Phrase("A property and its value.", must=("product", "attribute", "value")),
        "lists_only": Phrase(
            "Whether it works with something is not on file; this is what is.",
            must=("product", "value"),
            may=("attribute",),
            plain={
                "en": "For {product} I only see {value} here, so I'll check the rest.",
                "zh": "{product}我只查到{value}，其余的我核实一下。",
            },
        ),
        "brand": Phrase(
            "Who makes it.",
            must=("product", "brand"),
            plain={"en": "{product} is by {brand}.", "zh": "{product}是{brand}的。"},
        ),
        "carried": Phrase(
            "The shop has it.",
            must=("product",),
            plain={"en": "Yes, we carry {product}.", "zh": "有的，店里有{product}。"},
        ),
        "partly": Phrase(
            "One part of the question stays open.",
            plain={
                "en": "The other part I don't know yet, so I'll check it.",
                "zh": "另外那个问题我还不清楚，去确认一下。",
            },
        ),
        "found": Phrase(
            "Products that fit what was asked for, each with its price.",
            must=("products",),
            plain={"en": "What I have there: {products}.", "zh": "符合的有{products}。"},
        ),
        "nothing_found": Phrase(
            "No product fits what was asked for.",
            plain={
                "en": "I can't find anything like that in the shop right now.",
                "zh": "这样的我在店里没找到。",
            },
        ),
        "feature_yes": Phrase("It has this property.", must=("product", "feature")),
        "feature_no": Phrase("It does not have this property.", must=("product", "feature")),
        "options": Phrase("What there is to choose from.", must=("product", "values"), may=("attribute",)),
        "told": Phrase("Words of the shop's own: a policy, a ready answer.", must=("text",)),
        "compare_price": Phrase(
            "Two products, two prices.", must=("first", "first_price", "second", "second_price")
        ),
        "compare_cheaper": Phrase(
            "Two products, two prices; the first is the lower.",
            must=("first", "first_price", "second", "second_price"),
            plain={
                "en": "{first} is cheaper: {first_price}, against {second_price} for {second}.",
                "zh": "{first}更便宜，{first_price}，{second}是{second_price}。",
            },
        ),
        "compare_attribute": Phrase(
            "Two products, one property.",
            must=("attribute", "first", "first_value", "second", "second_value"),
        ),
        "about": Phrase("One selling point, when asked about a product.", must=("product", "point")),
        "stale": Phrase("The value on file may be out of date.", must=("product", "attribute")),
        "unknown_attribute": Phrase("The value is not on file.", must=("product", "attribute")),
        "unknown_policy": Phrase("The shop has said nothing on this.", must=("topic",)),
        "unknown_product": Phrase("No such product is known."),
        "unknown": Phrase("The answer is not known."),
        "pitch_hook": Phrase("A pitch begins.", must=("product",)),
        "pitch_point": Phrase("A selling point.", must=("point",), may=("product",)),
        "pitch_proof": Phrase("A property as proof.", must=("attribute", "value"), may=("product",)),
        "pitch_price": Phrase("The price, in a pitch.", must=("product", "price")),
        "pitch_price_was": Phrase("Both prices, in a pitch.", must=("product", "price", "list_price")),
        "pitch_call": Phrase("A pitch ends with an invitation.", must=("product",)),
        "pitch_sold_out": Phrase("A pitch of what is sold out ends honestly.", must=("product",)),
    }
)
"""Every phrase that is said; a persona must have those that are not ``plain``, in each of its languages."""


def spoken_language(persona: Persona, wanted: str) -> str:
    """The wanted language if the persona speaks it, else the persona's own."""
    return wanted if wanted in persona.languages else persona.languages[0]


def say(persona: Persona, name: str, language: str, turn: int, values: Mapping[str, str]) -> str:
    """One phrase as tagged text.

    Args:
        persona: Who speaks.
        name: A key of ``PHRASES``.
        language: One of the persona's languages.
        turn: Counts the times it is said; successive turns give successive wordings.
        values: Text for the placeholders. Square brackets in it cannot become tags.
    """
    wordings = persona.phrases.get(name, {}).get(language) or (PHRASES[name].plain[language],)
    return fill(wordings[turn % len(wordings)], values, language)


def fill(wording: str, values: Mapping[str, str], language: str) -> str:
    """A wording with its placeholders filled, closed by a full stop where it has none.

    At the head of a sentence a common noun, or a name after ``the``, is capitalised; a value before a
    sentence mark loses its own.
    """

    def put(match: re.Match[str]) -> str:
        value = untagged(values[match[1]])
        before, after = wording[: match.start()], wording[match.end() :]
        following = PLACEHOLDER.match(after)
        if following and _runs_on(value[-1:], values[following[1]][:1]):
            value += " "
        if after[:1] and after[0] in _TRAILING.strip():
            value = value.rstrip(_TRAILING)
        starts = _LEADING_TAGS.fullmatch(before) or _SENTENCE_END.search(before)
        if starts and (match[1] in _COMMON_NOUNS or value.startswith("the ")):
            return value[:1].upper() + value[1:]
        return value

    text = PLACEHOLDER.sub(put, wording).strip()
    if text.rstrip('"”’」)')[-1:] in _MARKS:
        return text
    return text + ("。" if language == "zh" else ".")


def _runs_on(last: str, first: str) -> bool:
    """Whether two values side by side would be read as one word."""
    return (last + first).isascii() and last.isalnum() and first.isalnum()


def untagged(value: str) -> str:
    """Catalogue text on one line, at most ``MAX_VALUE`` characters, without anything like a tag."""
    plain = " ".join(value.split()).replace("[", "(").replace("]", ")")
    return plain if len(plain) <= MAX_VALUE else plain[: MAX_VALUE - 1].rstrip() + "…"
