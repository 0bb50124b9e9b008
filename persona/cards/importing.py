"""A Character Card made into a persona's file that can go on air, and a report of what became of its words.

What describes the character is taken, sentence by sentence, as far as a host may be like that. What gives
orders to a model, makes the host a person, or is not fit for a shop is left out and named. Voice, face, moods
and all wordings come from a persona of the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from persona import claims
from persona.cards.card import Card
from persona.cards.prose import Prose, clean, prose
from persona.loader import LIBRARY, load_persona
from persona.schema import Persona

_MOST_ABOUT = 700
_MOST_BACKGROUND = 700
_MOST_TONE = 300
_MOST_SENTENCE = 400
_MOST_CATCHPHRASE = 60
_CATCHPHRASES = 4
_LORE_READ = 20
_SHOWN = 70
_TITLES = {
    "description": "description",
    "personality": "personality",
    "scenario": "scenario",
    "mes_example": "example dialogue",
    "first_mes": "first message",
}
_ORDERS = {
    "system_prompt": "system prompt",
    "post_history_instructions": "post-history instructions",
}
_IS_AN_AI = {
    "en": "{name} is the AI host of a live shopping stream, and says so.",
    "zh": "{name}是直播间的AI数字人主播，并且如实告诉观众。",
}
_VIEWER = {"en": "the viewer", "zh": "观众"}
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class Report:
    """What became of a card's words; each entry is one line."""

    taken: list[str] = field(default_factory=list)
    shortened: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    """What the card says that a host may not be; it is left out too."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A persona's file, not yet written."""

    text: str
    """YAML."""
    report: Report


def persona_from(card: Card, *, base: str = "mei", name: str = "") -> Imported:
    """Make a persona of a card.

    Args:
        card: A stranger's words.
        base: The persona of the library whose voice, face, moods and wordings it gets.
        name: What the host is called; by default as the card has it.

    Raises:
        persona.loader.PersonaError: There is no such base.
    """
    from_library = load_persona(base)
    called = _called(name or card.text("nickname") or card.name) or from_library.name_in("en")
    language = _language(card)
    report = Report()
    if called != clean(card.name):
        report.shortened.append(f"name: {called!r}, of {_shown(clean(card.name))}")
    viewer = _VIEWER.get(language, _VIEWER["en"])
    parts = {key: prose(card.text(key), called, viewer) for key in _TITLES if card.text(key)}
    story = _Story(report)
    about = story.kept("description", parts, _MOST_ABOUT)
    tone = story.kept("personality", parts, _MOST_TONE)
    background = story.kept("scenario", parts, _MOST_BACKGROUND)
    background = _with_lore(card, background, called, viewer, story)
    catchphrases = _catchphrases(card, parts, called, viewer, report)
    _left_out(card, parts, report)
    document = _document(
        from_library,
        called,
        language,
        about=about,
        tone=tone,
        background=background,
        catchphrases=catchphrases,
    )
    return Imported(_file(card, base, called, document), report)


class _Story:
    """Keeps the sentences that may describe a host."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def kept(self, key: str, parts: dict[str, Prose], most: int) -> str:
        """A field's sentences that fit, as one text."""
        if key not in parts:
            return ""
        title = _TITLES[key]
        sentences = list(self.fit(title, parts[key].sentences))
        text, used = _within(sentences, most)
        if used:
            self.report.taken.append(f"{title}: {_sentences(used)}")
        if used < len(sentences):
            self.report.shortened.append(f"{title}: {used} of {len(sentences)} sentences, the first")
        if parts[key].looks:
            self.report.left_out.append(f"{title}: how it looks; the face is a theme, see face in the file")
        return text

    def fit(self, title: str, sentences: Iterable[str]) -> Iterator[str]:
        """Those sentences that a description of a host may have."""
        for sentence in sentences:
            if len(sentence) > _MOST_SENTENCE:
                self.report.left_out.append(f"{title}: a sentence too long to be one: {_shown(sentence)}")
                continue
            faults = (*claims.in_story(sentence), *claims.odd_in_story(sentence))
            if faults:
                self.report.flagged.append(f"{title}: {faults[0]}: {_shown(sentence)}")
            else:
                yield sentence


def _with_lore(card: Card, background: str, called: str, viewer: str, story: _Story) -> str:
    """The background with the character book's entries behind it, as many as there is room for."""
    taken = 0
    for content in card.lore[:_LORE_READ]:
        sentences = list(story.fit("character book", prose(content, called, viewer).sentences))
        more, used = _within(sentences, _MOST_BACKGROUND - len(background) - 1)
        if used:
            background, taken = f"{background} {more}".strip(), taken + 1
    if taken:
        story.report.taken.append(f"character book: {taken} of {len(card.lore)} entries, as background")
    if taken < len(card.lore):
        story.report.left_out.append(
            f"character book: {len(card.lore) - taken} of {len(card.lore)} entries: only dialogue, or no room"
        )
    return background


def _catchphrases(
    card: Card, parts: dict[str, Prose], called: str, viewer: str, report: Report
) -> tuple[str, ...]:
    """Short sentences that the character says in the card's examples and that a host may say."""
    spoken = [line for key in ("mes_example", "description") if key in parts for line in parts[key].spoken]
    chosen: list[str] = []
    for line in dict.fromkeys(spoken):
        words = 4 if _HAN.search(line) else 12
        if not words <= len(line) <= _MOST_CATCHPHRASE or re.search(r"\d", line) or "," in line[-1:]:
            continue
        if called in line or viewer in line or not re.search(r"[.!?。！？]$", line):
            continue
        if faults := list(claims.in_speech(line)) or list(claims.in_story(line)):
            report.flagged.append(f"example dialogue: {faults[0]}: {_shown(line)}")
        elif len(chosen) < _CATCHPHRASES:
            chosen.append(line)
    if chosen:
        report.taken.append(
            f"example dialogue: {len(chosen)} short sentences as catchphrases; read them over"
        )
    return tuple(chosen)


def _left_out(card: Card, parts: dict[str, Prose], report: Report) -> None:
    """Name what is not taken at all, and why."""
    for key, title in _ORDERS.items():
        if card.text(key):
            report.left_out.append(
                f"{title}: orders to a model are not obeyed: {_shown(clean(card.text(key)))}"
            )
    if card.text("first_mes") or card.greetings:
        count = bool(card.text("first_mes")) + len(card.greetings)
        report.left_out.append(f"first messages: {count}; the host opens with the shop's greeting")
    if "mes_example" in parts and not any("catchphrases" in line for line in report.taken):
        report.left_out.append("example dialogue: no short sentence in it that a host could say")
    if card.text("creator_notes"):
        report.left_out.append("creator's notes: kept as a comment at the head of the file")
    report.left_out += [f"{key}: nothing in a persona stands for it" for key in card.ignored]
    tags = [tag for tag in card.tags if list(claims.in_story(tag))]
    if tags:
        report.flagged.append(f"tags: {', '.join(map(_shown, tags[:5]))}: the card is not meant for a shop")


def _document(
    base: Persona,
    called: str,
    language: str,
    *,
    about: str,
    tone: str,
    background: str,
    catchphrases: tuple[str, ...],
) -> dict[str, object]:
    """The fields that stand before the base's own."""
    languages = (language, *(one for one in base.languages if one != language))
    if language not in base.languages:
        languages = base.languages
    kept = base.model_dump(mode="json", include={"do", "dont", "address"})
    stories = {one: _IS_AN_AI.get(one, _IS_AN_AI["en"]).format(name=called) for one in languages}
    if about:
        stories[language] = f"{stories[language]} {about}"
    document: dict[str, object] = {
        "id": _slug(called),
        "name": dict.fromkeys(languages, called),
        "languages": list(languages),
        "about": stories,
    }
    if background:
        document["background"] = {language: background}
    document["tone"] = {language: tone} if tone else base.model_dump(mode="json")["tone"]
    if catchphrases:
        document["catchphrases"] = {language: list(catchphrases)}
    return {**document, **kept}


def _file(card: Card, base: str, called: str, document: dict[str, object]) -> str:
    notes = " ".join(clean(card.text("creator_notes")).split())
    head = [
        f"# {called}: made from a Character Card {card.version}"
        + (f" by {_shown(clean(card.text('creator')))}." if card.text("creator") else "."),
        f"# Everything from voice on is {base}'s; change it as you like, then: nightshift persona lint FILE",
    ]
    if notes:
        head.append(f"# Its creator's notes: {notes[:300]}")
    fields = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    rest = (LIBRARY / f"{base}.yaml").read_text(encoding="utf-8")
    return "\n".join(head) + "\n" + fields + rest[rest.index("\nvoice:") + 1 :]


def _within(sentences: list[str], most: int) -> tuple[str, int]:
    """As many of the first sentences as fit, as one text, and how many."""
    text, used = "", 0
    for sentence in sentences:
        if len(text) + 1 + len(sentence) > most:
            break
        glue = "" if not text or _HAN.match(sentence) else " "
        text, used = f"{text}{glue}{sentence}", used + 1
    return text, used


def _language(card: Card) -> str:
    text = "".join(card.text(key) for key in _TITLES)
    return "zh" if len(_HAN.findall(text)) * 4 > len(text) else "en"


def _called(name: str) -> str:
    """A name that a voice can say, at most 40 characters."""
    return " ".join(re.sub(r"[^\w .'’·-]", " ", clean(name)).split())[:40].strip()


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:32].rstrip("-")
    return slug if re.match(r"[a-z]", slug) else "guest"


def _sentences(count: int) -> str:
    return "one sentence" if count == 1 else f"{count} sentences"


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
