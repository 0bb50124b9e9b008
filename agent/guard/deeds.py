"""What a sentence says the product does: "it whistles", "it filters out chlorine", "there's a window".

English verbs of function with the product as their subject must be verbs of the facts. Verbs of taste ("it
slips into a bag") are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.guard.lexicon import PROPERTIES_EN
from agent.guard.polarity import is_open

_SUBJECT = re.compile(
    r"(?:^|[.,;!?:—–] ?|\b(?:and|but|so|because|that|since|as|plus|then) )"
    r"(?:it|they|this (?:one|thing|guy|beauty)|that one|(?:the |this |our )?☐{2,300})"
    r"(?: (?:also|even|really|actually|just|automatically|simply|easily|quickly|quietly|always|still|"
    r"can|will|only|literally|basically|kind of|sort of|both)){0,2}"
    r" ([a-z]{3,16})(?![a-z'-])",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(
    r"(?<![A-Za-z-])([A-Za-z]{2,20}[- ]?(?:-free|-proof|proof|-safe|-resistant|-friendly|-powered|-grade|"
    r"-certified|-approved|-coated|-lined|-tested|-rated|-repellent|-absorbing|-regulating|-tight))(?![A-Z"
    r"a-z-])",
    re.IGNORECASE,
)
_VERBS = """
whistle beep remember filter purify clean self-clean swivel rotate spin vibrate detect sense track
connect sync stream charge recharge heat cool cook bake fry toast steam boil iron dry blend grind
chop slice juice froth massage play record project print scan float flash project absorb repel block
protect prevent reduce remove eliminate kill destroy boost improve support monitor alert notify
remind lock unlock fold unfold extend expand telescope convert transform dispense spray humidify
dehumidify insulate regulate adjust sanitize sterilize disinfect cancel amplify magnify illuminate
dim brighten shut switch power stop resist withstand survive melt seal double triple clip snap
attach detach stick roll collapse inflate deflate stretch shrink fit reverse whiten polish buff wash
wipe drain refill recycle dissolve degrade compost soothe relax heal treat cure relieve moisturize
pause resume skip announce blink mist vacuum mop sweep mow pump outlive
hydrate nourish exfoliate tone translate recognize recognise respond obey learn adapt program
schedule time weigh calculate display show glow light locate navigate guide zoom focus capture
broadcast transmit receive store hold back up encrypt swirl stir whisk knead mix rinse
"""
_VERBS_2 = """
show hold back up fit light time roll stick clip weigh brighten relax remind glow
"""
_DOES = frozenset(_VERBS.split()) - frozenset(_VERBS_2.split())
"""Verbs of what appliances, clothes and care products are said to do."""


_YOU_CAN = re.compile(
    r"\byou can (?:also |even |actually |just |easily |simply )?([a-z]{3,12})(?![a-z'-])", re.IGNORECASE
)
_ABLE = """
pair link dim detach control program schedule record stream sync submerge freeze bake roast grill steam
customize personalize swim dive sterilize telescope engrave fold collapse rotate recline reverse
"""
_CAN = frozenset(_ABLE.split())
"""What only some things let one do with them."""


def deeds(masked: str, literal: str) -> Iterator[tuple[int, int]]:
    """Spans that say the product to do or be something of which the facts say nothing.

    Args:
        masked: A plain text with product names made blank.
        literal: All words of the facts about the product, in small letters.
    """
    for match in _SUBJECT.finditer(masked):
        verb = match[1].lower()
        if not _DOES.intersection(_roots(verb)) or _known(verb, literal) or is_open(masked, *match.span(1)):
            continue
        if masked.rstrip().endswith("?"):
            continue
        yield match.span(1)
    for match in _YOU_CAN.finditer(masked):
        verb = match[1].lower()
        if verb in _CAN and not _known(verb, literal) and not is_open(masked, *match.span()):
            yield match.span()
    for match in _SUFFIXED.finditer(masked):
        word = match[1].lower()
        if word.replace("-", " ") in PROPERTIES_EN:  # judged as the property that it is
            continue
        if word.replace("-", " ") in literal.replace("-", " ") or is_open(masked, *match.span()):
            continue
        if masked[match.end() :].lstrip().startswith("?") or word in (
            "hands-free",
            "care-free",
            "stress-free",
        ):
            continue
        if word.endswith("proof") and word in ("proof", "foolproof"):
            continue
        yield match.span(1)


def _roots(verb: str) -> set[str]:
    """What a verb may be an ending of."""
    found = {verb, verb.removesuffix("s"), verb.removesuffix("es"), verb.removesuffix("ed")}
    return found | ({verb[:-3] + "y"} if verb.endswith("ies") else set())


def _known(verb: str, literal: str) -> bool:
    """Whether the facts have a verb, whatever its ending."""
    root = re.sub(r"(?:ies|es|s|ing|ed)$", "", verb)
    return len(root) > 2 and re.search(rf"(?<![a-z]){re.escape(root)}", literal) is not None
