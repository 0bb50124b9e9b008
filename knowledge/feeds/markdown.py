"""Policies and FAQ as Markdown: a heading that is a question is an approved answer, any other a policy.

```markdown
# Shop information
## Shipping
Orders ship within two days.
## How do I wash the shirt?
Cold, inside out.
---
At 30 degrees, inside out.

Q: Can I cancel?
A: Yes, until it ships.
```

A line of dashes parts several wordings of one answer; several questions may stand in one heading, parted by
``/``.
Well-known policies get their usual names in both languages, so ``## 运费`` in another file is the Chinese
text of
``## Shipping``. The language of each text is told by its script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Column, FactMaker, Reading, clean, machine_name
from knowledge.feeds.encoding import LOST, decoded
from knowledge.feeds.plain import language_of, plain
from knowledge.feeds.wordings import Wordings, answer_of, is_question, questions_in
from knowledge.model import SHOP, ApprovedAnswer, Fact

_MAX_BYTES = 8 << 20
_MAX_SECTIONS = 5_000
_MAX_POLICY = 8_000
"""Characters of one policy."""
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_BOLD_LINE = re.compile(r"[ \t]{0,3}(?:[-*][ \t]+)?(\*\*|__)(.{2,300}?)\1[ \t]*")
_ASKED = re.compile(r"\W{0,4}(?:Q\d{0,3}|Question|问题?|提问)\s*[:：.]\W{0,4}(.+)", re.IGNORECASE)
_ANSWERED = re.compile(r"\W{0,4}(?:A\d{0,3}|Answer|答案?|回答)\s*[:：.]\W{0,4}(.*)", re.IGNORECASE)
_TOPICS = {
    "shipping": """shipping delivery ship postage 发货 运费 物流 配送 快递 邮费 发货和运费 发货与运费 物流配送
        快递物流""",
    "returns": """returns return refunds refund exchanges exchange
        退换货 退货 退款 换货 退换 退货退款 退货换货 退款退货 售后""",
    "warranty": "warranty warranties guarantee 质保 保修 三包 质保期 保修期",
    "payment": "payment payments paying methods options 付款 支付 付款方式 支付方式",
    "support": "support customer service contact us 客服 联系我们 客户服务 联系客服 联系方式",
    "privacy": "privacy data protection 隐私 隐私保护",
}
_NAMES = {word: name for name, words in _TOPICS.items() for word in words.split()}
_UNTELLING = frozenset(["and", "our", "the", "policy", "policies", "info", "information", "terms", "details"])
_CHINESE_ENDS = re.compile("(?:政策|说明|须知|规则|条款|问题|服务|信息|相关)+$")
_LABELS = {
    "shipping": {"en": "shipping", "zh": "发货和运费"},
    "returns": {"en": "returns", "zh": "退换货"},
    "warranty": {"en": "the warranty", "zh": "质保"},
    "payment": {"en": "payment", "zh": "付款方式"},
    "support": {"en": "customer support", "zh": "客服"},
    "privacy": {"en": "privacy", "zh": "隐私"},
}


def _topic(name: str) -> str:
    """The well-known policy that a heading's machine name means, if all of it means that."""
    words = [_CHINESE_ENDS.sub("", word) or word for word in name.split("_")]
    topics = {_NAMES.get(word) for word in words if word not in _UNTELLING}
    return next(iter(topics)) or "" if len(topics) == 1 else ""


@dataclass(slots=True)
class _Section:
    """A heading and the lines up to the next one."""

    level: int
    heading: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _plain("\n".join(self.lines))


class MarkdownFeed:
    """A file of policies and questions with their answers."""

    title: ClassVar[str] = "policies and FAQ"
    has_products: ClassVar[bool] = False

    def __init__(self, path: Path, reading: Reading) -> None:
        """Read the file.

        Raises:
            FeedError: It cannot be read or is too large.
        """
        self._path, self._reading = path, reading
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise FeedError(f"{path}: larger than {_MAX_BYTES >> 20} MiB")
            text, encoding = decoded(path.read_bytes())
        except OSError as error:
            raise FeedError(f"{path}: {error.strerror or error}") from error
        self._note = encoding.upper()
        self._lines, self._product = _without_front_matter(text.splitlines())

    def shop(self) -> ShopInfo | None:
        """Such a file says nothing of the shop's name or currency."""
        return None

    def columns(self) -> tuple[Column, ...]:
        """There are none."""
        return ()

    def notes(self) -> tuple[str, ...]:
        """The encoding."""
        return (self._note,)

    def total(self) -> int | None:
        """Unknown before it is read."""
        return None

    def self_contained(self) -> bool:
        """Its bytes decide."""
        return True

    def rows(self) -> Iterator[Fact | ApprovedAnswer | BadRow]:
        """Policies and answers in order; a heading that cannot be used is a ``BadRow``.

        Raises:
            FeedError: There is no heading and no question in it.
        """
        number = 0
        taken: set[tuple[str, str]] = set()
        for number, section in enumerate(self._merged(), 1):
            asked = questions_in(section.heading) if is_question(section.heading) else []
            replies = _parts(section.lines) if asked else []
            text = section.text
            if LOST in section.heading + text:
                yield BadRow(number, f"it holds bytes that are not {self._note}", section.line)
            elif not text or (asked and not replies):
                yield BadRow(number, f"there is no text under {section.heading[:60]!r}", section.line)
            elif asked:
                wordings = Wordings(asked, replies, self._product)
                yield answer_of(wordings, f"{self._path.name}:{section.line}", self._reading)
            else:
                yield self._policy(section, text, taken)
        if not number:
            raise FeedError(f"{self._path}: there is no heading with text and no question in it")

    def _policy(self, section: _Section, text: str, taken: set[tuple[str, str]]) -> Fact:
        heading = _plain(section.heading)
        language = self._reading.language or language_of(text)
        own = machine_name(heading) or f"section_{section.line}"
        name = _topic(own) or own
        if (name, language) in taken:
            name = own if (own, language) not in taken else f"{own}_{section.line}"
        taken.add((name, language))
        label = _LABELS.get(name) or {language_of(heading): clean(heading, 80)}
        make = FactMaker(SHOP, f"{self._path.name}:{section.line}", self._reading.at)
        text = clean(text, _MAX_POLICY)
        return make.fact("policy", name, text, label=label, text={language: text})

    def _merged(self) -> Iterator[_Section]:
        """Sections that mean something; a subheading of a policy belongs to its text."""
        policy: _Section | None = None
        for section in self._sections():
            has_text = any(line.strip() for line in section.lines)
            if is_question(section.heading):
                if policy is not None and section.level <= policy.level:
                    yield policy
                    policy = None
                yield section
            elif policy is not None and section.level > policy.level:
                policy.lines += ["", f"{section.heading}:" if has_text else "", *section.lines]
            else:
                if policy is not None:
                    yield policy
                    policy = None
                if has_text and section.heading:
                    policy = section
        if policy is not None:
            yield policy

    def _sections(self) -> Iterator[_Section]:
        """The sections in order, whatever style of heading they have."""
        section = _Section(0, "", 1)
        fenced, count = False, 0
        for line, text in enumerate(self._lines, 1):
            fenced ^= text.lstrip().startswith(("```", "~~~"))
            opened = None if fenced else _opening(section, text, line)
            if opened is None:
                section.lines.append(text)
                continue
            count += 1
            if count > _MAX_SECTIONS:
                return
            yield section
            section = opened
        yield section


def _opening(section: _Section, text: str, line: int) -> _Section | None:
    """The section that a line opens, if it does; an underlined heading takes its line back."""
    heading = _HEADING.fullmatch(text[:500])
    if heading:
        return _Section(len(heading[1]), heading[2].strip(), line)
    underline = None if is_question(section.heading) else _UNDERLINE.fullmatch(text[:500])
    if underline and section.lines and section.lines[-1].strip() and len(section.lines[-1]) <= 300:
        before = section.lines[-2].strip() if len(section.lines) > 1 else ""
        if not before and not section.lines[-1].lstrip().startswith(("-", "*", ">", "|", "#")):
            return _Section(1 if text.strip()[0] == "=" else 2, section.lines.pop().strip(), line - 1)
    asked = _ASKED.fullmatch(text[:500])
    if asked and is_question(asked[1], marked=True):
        return _Section(7, asked[1].strip(" *_"), line)
    bold = _BOLD_LINE.fullmatch(text[:500])
    if bold and is_question(bold[2]):
        return _Section(7, bold[2].strip(), line)
    return None


def _parts(lines: list[str]) -> list[str]:
    """The wordings of an answer: what lines of dashes part, and what answers begin with ``A:``."""
    parts: list[list[str]] = [[]]
    for line in lines:
        answered = _ANSWERED.fullmatch(line[:2000]) if line.strip() else None
        if _RULE.fullmatch(line[:100]):
            parts.append([])
        elif answered:
            parts.append([answered[1]])
        else:
            parts[-1].append(line)
    return [text for part in parts if (text := _plain("\n".join(part)))]


def _without_front_matter(lines: list[str]) -> tuple[list[str], str]:
    """The lines, those of a YAML head emptied, and the product that the head names."""
    if not lines or lines[0].strip() != "---":
        return lines, ""
    end = next((at for at, line in enumerate(lines[1:40], 1) if line.strip() in ("---", "...")), 0)
    if not end:
        return lines, ""
    pairs = dict(line.split(":", 1) for line in lines[1:end] if ":" in line)
    product = clean(pairs.get("product", "").strip(" '\""), 200)
    return [""] * (end + 1) + lines[end + 1 :], product


_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,1000}\)")
_LINK = re.compile(r"\[([^\]]{1,300})\]\([^)]{0,1000}\)")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`)(?=\S)([^*_~`\n]{1,500})\1")
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,500})\1(?![\w*])")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|^[ \t]*>[ \t]?", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)


def _plain(text: str) -> str:
    """Markdown as sentences: marks off, one line break between blocks."""
    text = _FENCE.sub("", text[:60_000])
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _EMPHASIS.sub(r"\2", text)
    text = _ITALIC.sub(r"\2", text)
    text = _BULLET.sub("", _TABLE_RULE.sub("", text))
    lines = (line.strip().strip("|").replace("|", ", ").strip() for line in plain(text).splitlines())
    return " ".join(line for line in lines if line and not _RULE.fullmatch(line))
