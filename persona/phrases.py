"""What a host has wordings for, and how a wording becomes a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from persona.chatter import CHATTER
from persona.company import COMPANY
from persona.lookups import LOOKUPS
from persona.phrase import Phrase
from persona.schema import FEELS, Persona
from persona.selling import SELLING
from persona.wordings import variants_of

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
TAG = re.compile(r"\[([a-z][a-z_]{0,23})\]")
MAX_VALUE = 600
"""Characters of one value put into a wording."""
LOOKED_AT = 200
"""Variants tried for one that fits."""

_LEADING_TAGS = re.compile(r"(?:\s*\[[a-z_]+\])*\s*")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"”’」)]*\s*(?:\[[a-z_]+\]\s*)*$")
_MARKS = ".!?。！？…"
_COMMON_NOUNS = frozenset({"attribute", "feature", "topic", "value", "values", "viewers"})
ALWAYS = ("viewers",)
"""Placeholders that every wording may have: how the persona calls all its viewers."""
_PLAIN_MOODS: Mapping[str, tuple[float, float]] = {
    **FEELS,
    "excited": (0.8, 0.85),
    "curious": (0.3, 0.6),
    "calm": (0.4, 0.2),
    "sorry": (-0.4, 0.25),
}
"""Valence and arousal of the moods in plain wordings, which a persona may not have."""
_TRAILING = " \t" + _MARKS + ",;:，；：、"


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
        "attribute_does": Phrase(
            "A property whose name is a verb, and what it does.",
            must=("product", "attribute", "value"),
            plain={
                "en": (
                    "[calm] {product} {attribute} {value}.",
                    "[happy] (I checked|My sheet says it|It's on my sheet|I have that one|Here it is): "
                    "{product} {attribute} {value}.",
                ),
                "zh": (
                    "[calm] {product}{attribute}{value}。",
                    "[happy] (我查了一下|资料上写着|这个我有|看到了)，{product}{attribute}{value}。",
                ),
            },
        ),
        **SELLING,
        **COMPANY,
        **LOOKUPS,
        **CHATTER,
    }
)
"""Every phrase that is said; a persona must have those that are not ``plain``, in each of its languages."""


def spoken_language(persona: Persona, wanted: str) -> str:
    """The wanted language if the persona speaks it, else the persona's own."""
    return wanted if wanted in persona.languages else persona.languages[0]


def variants(persona: Persona, name: str, language: str) -> Sequence[str]:
    """Everything a persona may say for a phrase, as wordings with placeholders, none with alternations left.

    Neighbours differ as much as they can. At most ``persona.wordings.MAX_VARIANTS``.

    Args:
        persona: Who speaks.
        name: A key of ``PHRASES``.
        language: One of the persona's languages.
    """
    own = persona.phrases.get(name, {}).get(language)
    return variants_of(own or _plain(PHRASES[name].plain[language]))


def say(
    persona: Persona,
    name: str,
    language: str,
    turn: int,
    values: Mapping[str, str],
    *,
    fits: Callable[[str], bool] | None = None,
) -> str:
    """One phrase as tagged text.

    Args:
        persona: Who speaks.
        name: A key of ``PHRASES``.
        language: One of the persona's languages.
        turn: Counts the times it is said; successive turns give successive variants.
        values: Text for the placeholders. Square brackets in it cannot become tags.
        fits: Whether a text may be said now; the first from ``turn`` on that may is taken, else the turn's
            own. ``LOOKED_AT`` are tried at most.
    """
    among = variants(persona, name, language)
    own = bool(persona.phrases.get(name, {}).get(language))
    everyone = persona.address_in(language).everyone
    values = {"viewers": everyone[turn % len(everyone)], **values}

    def said(step: int) -> str:
        wording = among[(turn + step) % len(among)]
        return fill(wording if own else in_own_moods(persona, wording), values, language)

    text = said(0)
    if fits is None or fits(text):
        return text
    for step in range(1, min(len(among), LOOKED_AT)):
        if fits(other := said(step)):
            return other
    return text


def in_own_moods(persona: Persona, wording: str) -> str:
    """A wording that is not the persona's own, its moods replaced by the persona's nearest.

    Gestures that the persona does not make go.
    """

    def put(match: re.Match[str]) -> str:
        tag = match[1]
        if tag in persona.tags:
            return match[0]
        if tag not in _PLAIN_MOODS:
            return ""
        valence, arousal = _PLAIN_MOODS[tag]
        near = min(
            persona.moods,
            key=lambda mood: (
                (persona.moods[mood].at[0] - valence) ** 2 + (persona.moods[mood].at[1] - arousal) ** 2
            ),
        )
        return f"[{near}]"

    return TAG.sub(put, wording)


def _plain(wordings: str | tuple[str, ...]) -> tuple[str, ...]:
    return (wordings,) if isinstance(wordings, str) else wordings


def fill(wording: str, values: Mapping[str, str], language: str) -> str:
    """A wording with its placeholders filled, closed by a full stop where it has no mark or colon.

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
    if text.rstrip('"”’」)')[-1:] in _MARKS + ":：":
        return text
    return text + ("。" if language == "zh" else ".")


def _runs_on(last: str, first: str) -> bool:
    """Whether two values side by side would be read as one word."""
    return (last + first).isascii() and last.isalnum() and first.isalnum()


def untagged(value: str) -> str:
    """Catalogue text on one line, at most ``MAX_VALUE`` characters, without anything like a tag."""
    plain = " ".join(value.split()).replace("[", "(").replace("]", ")")
    return plain if len(plain) <= MAX_VALUE else plain[: MAX_VALUE - 1].rstrip() + "…"
