"""How it was said: to whom, in which language, in whose manner and mood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.language import detect
from evals.conversations.schema import Conversation
from evals.scorers.answering import ASIDE, body, expected
from evals.scorers.measure import Measure, Tally
from evals.scorers.numbers import fold
from evals.scorers.terms import said
from evals.transcript import Reply, Spoken, Transcript, Written
from persona.loader import load_persona
from persona.schema import Persona

CATCHPHRASE_EVERY_S = 60.0
"""A catchphrase more often than this is a tic; one alone is always allowed."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_NAME_PART = re.compile(r"[a-z]+|[\u3400-\u9fff]+")
_CONTENT_WORD = re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")
_QUOTED = re.compile(r"[\"“「『‘]([^\"”」』’]{2,40})[\"”」』’]")
_SHOUTING = re.compile(r"!{2,}|！{2,}|\b[A-Z]{4,}(?:\s+[A-Z]{3,})+\b")
_HUMAN = re.compile(
    r"\bi(?:'m| am) (?:a )?(?:real (?:person|human)|human|not (?:an? )?(?:ai|robot|bot))\b"
    r"|我是(?:真人|人类|活人)|我(?:不是|可不是)(?:AI|ai|机器人|数字人)"
)
_GLAD = frozenset(["happy", "surprised"])
"""Presets that do not go with "I don't know that"."""


def named(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the answers, those that name one of their askers or the question first."""
    tally = Tally("named")
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        if reply is None or not wanted.named:
            continue
        lines = transcript.lines_of(reply)
        first = next((line for line in lines if line.heard), None)
        if first is None:
            continue
        ok = _names(first, reply, transcript)
        tally.see(
            ok, where=message.id, why=f"names neither asker nor question: {first.heard}", at_s=first.at_s
        )
    return tally.measure()


def _names(first: Spoken, reply: Reply, transcript: Transcript) -> bool:
    """Whether an answer's first words have part of an asker's name, or tell what is asked."""
    text = fold(first.heard)
    if any(_called(asker, text) for asker in reply.askers):
        return True
    if first.lane != "address":
        return False
    asked = " ".join(fold(one.text) for one in transcript.messages if one.id in reply.messages)
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1) if _HAN.match(asked[i])}
    return any(word in text for word in {*_CONTENT_WORD.findall(asked), *pairs, *_topics(reply, transcript)})


def _topics(reply: Reply, transcript: Transcript) -> Iterator[str]:
    """What an answer is about, as its facts and products are called."""
    for fact in transcript.facts:
        if fact.id in reply.facts:
            yield from map(fold, fact.labels)
    for product in transcript.products:
        if product.id in reply.products:
            yield from map(fold, product.names)


def _called(asker: str, text: str) -> bool:
    """Whether a text has part of a name, as it may be spoken: without digits and signs."""
    parts = _NAME_PART.findall(fold(asker))
    long = [part for part in parts if len(part) > 1 or _HAN.match(part)]
    if long:
        return any(part in text for part in long)
    first = text.split(maxsplit=1)[0]
    return any(part in first for part in parts)


def language(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the answers and the lines of the show, those in the language they should be in."""
    tally = Tally("language")
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        if reply is None:
            continue
        should = wanted.language or detect(message.text, conversation.language)
        heard = " ".join(line.heard for line in body(transcript, reply))
        if (spoken := language_of(heard)) is not None:
            why = f"{spoken} instead of {should}: {heard}"
            tally.see(spoken == should, where=message.id, why=why, at_s=reply.at_s)
    for line in transcript.lines:
        if line.kind in ("pitch", "resume", "disclosure") and (spoken := language_of(line.heard)) is not None:
            why = f"{spoken} in a room that speaks {conversation.language}: {line.heard}"
            tally.see(spoken == conversation.language, where=line.id, why=why, at_s=line.at_s)
    return tally.measure()


def language_of(text: str) -> str | None:
    """``zh`` or ``en`` by which script carries the sentence; ``None`` where there is too little of either.

    A Chinese sentence may be full of brands, so only words of small letters speak for English.
    """
    han, words = len(_HAN.findall(text)), _LATIN.findall(text)
    if max(han, len(words)) < 2:
        return None
    return "zh" if han > 1.5 * sum(word.islower() for word in words) else "en"


def persona(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the host's own lines, those in keeping with the persona.

    No word it never says, no shouting, no person that it is not. Catchphrases are counted over the whole: not
    more than one a minute, and none twice.
    """
    del conversation
    tally, who = Tally("persona"), _persona(transcript.persona)
    forbidden = _forbidden(who)
    catchphrases = [fold(line) for lines in who.catchphrases.values() for line in lines]
    said_before: list[tuple[float, str]] = []
    for line in transcript.lines:
        if line.kind == "operator" or line.lane in ASIDE or not line.heard:
            continue
        faults = list(_faults(line, who, forbidden))
        caught = [phrase for phrase in catchphrases if phrase in fold(line.heard)]
        for phrase in caught:
            if any(phrase == other or line.at_s - at < CATCHPHRASE_EVERY_S for at, other in said_before):
                faults.append(f"catchphrase too often ({phrase})")
            said_before.append((line.at_s, phrase))
        why = f"{'; '.join(faults)}: {line.heard}"
        tally.see(not faults, where=line.id, why=why, at_s=line.at_s)
    return tally.measure()


def _faults(line: Spoken, who: Persona, forbidden: tuple[str, ...]) -> Iterator[str]:
    yield from (f"never says {word}" for word in forbidden if said(word, line.heard))
    if found := _SHOUTING.search(line.heard):
        yield f"shouts ({found[0]})"
    if _HUMAN.search(line.heard.casefold()):
        yield "says that it is a person"
    if line.mood not in who.moods:
        yield f"has no mood {line.mood}"
    yield from (f"has no gesture {gesture}" for gesture in line.gestures if gesture not in who.gestures)


def mood(conversation: Conversation, transcript: Transcript) -> Measure:
    """Of the answers, those whose mood fits: one that is expected, and no joy where nothing is known."""
    tally = Tally("mood")
    who = _persona(transcript.persona)
    seen: set[str] = set()
    for wanted, message in expected(conversation, transcript):
        reply = transcript.reply_to(message.id)
        lines = body(transcript, reply) if reply is not None else ()
        if reply is None or not lines:
            continue
        if wanted.mood and not (reply.abstained and wanted.outcome == "answer"):
            moods = {line.mood for line in lines}
            why = f"{', '.join(sorted(moods))} instead of {', '.join(wanted.mood)}"
            tally.see(bool(moods & set(wanted.mood)), where=message.id, why=why, at_s=reply.at_s)
        if reply.abstained and reply.turn not in seen:
            seen.add(reply.turn)
            _see_sober(tally, who, message, lines)
    return tally.measure()


def _see_sober(tally: Tally, who: Persona, message: Written, lines: tuple[Spoken, ...]) -> None:
    glad = next(
        (line for line in lines if line.mood in who.moods and who.moods[line.mood].preset in _GLAD), None
    )
    why = f"{glad.mood} where nothing is known: {glad.heard}" if glad else ""
    tally.see(glad is None, where=message.id, why=why, at_s=glad.at_s if glad else 0.0)


@lru_cache(maxsize=64)
def _persona(name: str) -> Persona:
    return load_persona(name)


def _forbidden(who: Persona) -> tuple[str, ...]:
    """The words in quotation marks under what it never does."""
    return tuple(word for lines in who.dont.values() for line in lines for word in _QUOTED.findall(line))
