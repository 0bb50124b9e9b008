"""Abuse: insults, slurs, hate against groups of people, threats, obscenity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit, built_in
from agent.moderation.reading import Reading

_DIRECTED = 0.2
"""Added when a word is thrown at somebody."""
_AGAINST_GROUP = 0.55
"""A group of people and contempt in one clause."""
_MILD = 0.15
"""Each further mild word about the group."""
_NEAR = 60
"""Characters within which a group and what is said of it belong together, where no clause ends."""
_AT_YOU = re.compile(
    r" (?:you|u|you're|youre|ur|y'all|yall|he|she|he's|she's|they|they're|theyre|these|those|host|streamer"
    r"|bot"
    r"|woman|man|guy|girl|lady|dude|chick|people)"
    r" (?:(?:are|r|is|was|were|be|being|a|an|the|such|so|all|just|really|very|too|fucking|fuckin|damn"
    r"|bloody|stupid|dumb"
    r"|little|big|fat|old|real|absolute|complete|total|nothing|but|people|bunch|of|same|fake) ){0,5}$"
)
_AT_YOU_ZH = re.compile(
    r"(?:你|您|主播|他|她|博主|楼主|这女|那女|这男|那男|这人|那人|某些|有些|这种|这些|那些|这帮|那帮|这群"
    r"|那群)"
    r"[们这个就是真太好的种帮群些人都全才很可怎么那么还不也确实女男生]{0,8}$"
)
_MASKED = re.compile(
    r"(?<![a-z])(?:f[*#@!$%^&_\-.]{1,4}(?:c?k|ing|ed|er)(?![a-z])|f[*#@!$%^&\-]{2,3}(?![a-z\d])"
    r"|sh[*#@!$%^&_]{1,2}t?(?![a-z\d])"
    r"|s[*#@!%^&]{2,3}t?(?![a-z\d])|b[*#@!$%^&_]{1,3}t?ch|c[*#@!$%^&_]{1,2}nt"
    r"|a[*#@$%^&]{2}(?:hole)?(?![a-z\d])"
    r"|d[*#@!$%^&]{1,2}ck|n[*#@!$%^&]{1,4}(?:er|a|ers|as)(?![a-z])|wh[*#@]re|p[*#@]{1,3}(?:y|sy)(?![a-z]))"
)


_WILD = re.compile(
    r"(?<![a-z])[a-z]{1,10}[*#@$%^&!]{1,4}[a-z]{1,8}(?![a-z])|(?<![a-z])[a-z]{3,10}[*#@$%^&]{1,4}(?![a-z*])"
)
_DISGUISED = 0.3
"""Added to swearing that is written so that a filter does not see it: it is meant."""
_STRONG = 0.9
_PET = re.compile(
    r" (?:my|our) (?:\w+ )?(?:cat|dog|pet|puppy|kitten|parrot|kid|kids|son|daughter|brother|sister|husband"
    r"|wife|roommate|phone"
    r"|printer|old \w+)(?: \w+){0,4} $| (?:i|i'm|im|i am|i was) (?:\w+ ){0,3}$"
)
_PET_ZH = re.compile(
    r"(?:我|我们)(?:家|的)?(?:这|那)?[只个]?(?:(?:猫|狗|宠物|儿子|女儿|孩子|老公|老婆|弟弟|妹妹|室友|手机"
    r"|鹦鹉)[真就是个一只像太很有点]*"
    r"|(?:真|就|也)?(?:是|像)(?:个|一个|只)?)$"
)
_MEANT_SO = 0.3
"""What is left of a word that a viewer says of himself, or of his own."""
_AFTER_INNOCENT = re.compile(r" (?:proof|proofed|proofing|repellent|repellant|remover|killer|trap|free)(?= )")
_OF_ONESELF = re.compile(
    r"(?: (?:i|im|i'm|am|we|we're|are|as|my|our|for|being|a|an|the|old|young|mixed|proud|black|white|trans"
    r"|gay|single|married) ?){1,6}$"
)
_SELF = re.compile(r" (?:i|i'm|im|we|we're|my|our|as)(?= )")
_OF_ONESELF_ZH = re.compile(
    r"(?:我|我们|咱|咱们|俺|本人|自己|作为|身为)(?:是|就是|也是|家|们|妈|爸|老婆|老公|朋友|一个|一名|这个|个"
    r"|的|属于){0,4}$"
)


def findings(hits: Sequence[Hit], reading: Reading) -> list[Finding]:
    """What is abusive in a text.

    Args:
        hits: The words of the lists that stand in it.
        reading: The text.
    """
    found: list[Finding] = []
    seen: set[str] = set()
    for hit in hits:
        entry = hit.entry
        if entry.rule == "abuse" and entry.weight and hit.word not in seen:
            seen.add(hit.word)
            if _AFTER_INNOCENT.match(hit.form, hit.at + len(hit.word)):
                continue
            if entry.kind in ("insult", "obscene_insult", "hostile", "profanity") and _is_own(hit, reading):
                found.append(Finding("abuse", entry.kind, _MEANT_SO * entry.weight, hit.word))
                continue
            if entry.kind == "profanity" and hit.form is reading.loose:
                found.append(Finding("abuse", "disguised", entry.weight + _DISGUISED, hit.word))
                continue
            more = _DIRECTED if entry.weight < 0.9 and _is_directed(hit, reading) else 0.0
            found.append(Finding("abuse", entry.kind, min(1.0, entry.weight + more), hit.word))
    found += _against_groups([hit for hit in hits if hit.entry.rule == "abuse"], reading)
    if any(sign in reading.plain for sign in "*#@!$%^&_-"):
        found += [Finding("abuse", "masked", 0.6, word[0]) for word in _MASKED.finditer(reading.plain)]
        found += [
            Finding("abuse", "masked", 0.8, one[0])
            for one in _WILD.finditer(reading.plain)
            if _is_strong(one[0])
        ]
    return found


def _is_own(hit: Hit, reading: Reading) -> bool:
    """Whether a viewer says it of himself, his pets, his family or his things."""
    if hit.form is reading.han or hit.form is reading.meant:
        return _PET_ZH.search(hit.form[max(0, hit.at - 12) : hit.at].rpartition("\n")[2]) is not None
    return _PET.search(f" {hit.form[max(0, hit.at - 50) : hit.at].lstrip()}") is not None


@lru_cache(1024)
def _is_strong(masked: str) -> bool:
    """Whether a word with letters struck out can be one of the strongest."""
    like = re.compile(re.sub(r"[^a-z]+", "[a-z]{1,3}", masked))
    return len(masked) > 3 and any(like.fullmatch(word) for word in _strong())


@lru_cache(1)
def _strong() -> tuple[str, ...]:
    return tuple(
        word
        for word, entry in built_in()
        if entry.weight >= _STRONG and entry.rule == "abuse" and word.isascii() and word.isalpha()
    )


def _is_directed(hit: Hit, reading: Reading) -> bool:
    if hit.form is reading.han or hit.form is reading.meant:
        clause = hit.form[max(0, hit.at - 12) : hit.at].rpartition("\n")[2]
        return _AT_YOU_ZH.search(clause) is not None
    return _AT_YOU.search(hit.form, max(0, hit.at - 50), hit.at) is not None


def _against_groups(hits: Sequence[Hit], reading: Reading) -> list[Finding]:
    """Groups of people that something contemptuous is said of."""
    found: list[Finding] = []
    groups = [hit for hit in hits if hit.entry.kind == "group" and not _is_oneself(hit, reading)]
    if not groups:
        return found
    for group in groups[:8]:
        about = [hit for hit in hits if hit is not group and _belongs(hit, group, reading)]
        strong = [hit for hit in about if hit.entry.kind == "contempt" or hit.entry.weight >= 0.25]
        mild = [hit for hit in about if hit.entry.kind == "mild_contempt"]
        if strong or len(mild) > 1:
            weight = (_AGAINST_GROUP if strong else 0.2) + _MILD * len(mild)
            words = " ".join(hit.word for hit in (group, *strong, *mild)[:4])
            found.append(Finding("abuse", "hate", min(1.0, weight), words))
            break
    return found


def _is_oneself(group: Hit, reading: Reading) -> bool:
    """Whether a viewer says of himself that he belongs to it."""
    before = group.form[max(0, group.at - 30) : group.at]
    if group.form is reading.han or group.form is reading.meant:
        return _OF_ONESELF_ZH.search(before) is not None
    own = _OF_ONESELF.search(f" {before.lstrip()}".rstrip())
    return own is not None and _SELF.search(f"{own[0]} ") is not None


def _belongs(hit: Hit, group: Hit, reading: Reading) -> bool:
    if hit.form is not group.form or abs(hit.at - group.at) > _NEAR:
        return False
    first, last = sorted((hit.at, group.at))
    return hit.form not in (reading.han, reading.meant) or "\n" not in hit.form[first:last]
