"""Sheets of questions and answers (CSV, TSV, XLSX), as marketers keep them.

A column of questions and one of answers, each perhaps several times (``question 2``, ``问法2``, ``回复2``);
columns
of language and product if wanted. A row without an answer asks the question above in another way, one
without a
question is another wording of the answer above, and rows with the same answer are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from knowledge.catalogue import ShopInfo
from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Column, Reading, RowError, clean, machine_name
from knowledge.feeds.cells import is_blank, told
from knowledge.feeds.columns import IGNORED, bare
from knowledge.feeds.table import Row, Table, bad, find_header
from knowledge.feeds.wordings import (
    MOST_QUESTIONS,
    MOST_REPLIES,
    Wordings,
    answer_of,
    questions_in,
    replies_in,
)
from knowledge.model import ApprovedAnswer, Fact

_HEADERS = {
    "question": """question questions q ask asked customer_question user_question faq similar_question
        alternative_question variant other_wording 问题 提问 问 常见问题 用户问题 客户问题 买家问题 问法
        相似问 相似问题
        相似问法 标准问 标准问题 扩展问 扩展问题 问句""",
    "answer": """answer answers a reply replies response responses approved_answer answer_text 答案 回答 答
        回复
        标准答案 标准回答 话术 回复话术 答复 回复内容 客服回复 参考答案""",
    "language": "language lang locale 语言 语种",
    "product": """product product_id sku item 商品 产品 商品id 产品id 商品编号 商品编码 适用商品 关联商品 货号
        型号""",
}  # fmt: skip
_MEANINGS = {header: meaning for meaning, headers in _HEADERS.items() for header in headers.split()}
_COUNTED = re.compile(r"[_\s]*[\d一二三四五六七八九十]{1,3}$")
_LANGUAGE = re.compile(r"_(en|zh|ja|ko|de|fr|es|cn)$")
_LANGUAGES = {
    "cn": "zh",
    "chinese": "zh",
    "中文": "zh",
    "汉语": "zh",
    "english": "en",
    "英文": "en",
    "英语": "en",
}
_MAX_ANSWERS = 20_000


def _meaning(header: str) -> str:
    name = machine_name(bare(header))
    for candidate in (name, _COUNTED.sub("", name), _LANGUAGE.sub("", _COUNTED.sub("", name))):
        if candidate in _MEANINGS:
            return _MEANINGS[candidate]
    return IGNORED


def is_question_sheet(header: Sequence[str]) -> bool:
    """Whether a header is that of questions and answers."""
    meanings = {_meaning(cell) for cell in header if cell}
    return {"question", "answer"} <= meanings


@dataclass(slots=True)
class _Group:
    """Rows that have one answer."""

    number: int
    line: int
    product: str
    language: str
    questions: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


class QuestionsFeed:
    """A sheet of questions and answers."""

    title: ClassVar[str] = "questions and answers"
    has_products: ClassVar[bool] = False

    def __init__(self, path: Path, reading: Reading) -> None:
        """Open the sheet.

        Raises:
            FeedError: It cannot be read, or has no columns of questions and answers.
        """
        self._path, self._reading = path, reading
        table = find_header(path, is_question_sheet)
        if table is None:
            raise FeedError(
                f"{path}: it has no columns of questions and answers; call them question and answer"
            )
        self._table: Table = table
        self._meanings = [_meaning(header) for header in table.header]

    def shop(self) -> ShopInfo | None:
        """Such a sheet says nothing of the shop."""
        return None

    def columns(self) -> tuple[Column, ...]:
        """What became of each column."""
        pairs = zip(self._table.header, self._meanings, strict=True)
        return tuple(Column(header, meaning) for header, meaning in pairs if header)

    def notes(self) -> tuple[str, ...]:
        """Encoding or sheet."""
        return (self._table.sheet.note,)

    def total(self) -> int | None:
        """About how many rows."""
        return self._table.total()

    def self_contained(self) -> bool:
        """Its bytes decide."""
        return True

    def rows(self) -> Iterator[ApprovedAnswer | Fact | BadRow]:
        """The answers in order; a row that has no place in one is a ``BadRow``."""
        places: dict[object, _Group] = {}
        groups: list[_Group] = []
        last: _Group | None = None
        for number, row in enumerate(self._table.rows(), 1):
            found = row.problem or self._group(row, number)
            if isinstance(found, _Group) and last is None and not (found.questions and found.replies):
                found = "it has no answer" if found.questions else "it has no question"
            if isinstance(found, str):
                yield bad(row, number, found)
                continue
            last = _placed(found, places, last)
            if last is found:
                groups.append(found)
            if len(groups) > _MAX_ANSWERS:
                yield bad(row, number, f"there are more than {_MAX_ANSWERS} answers; the rest was not read")
                break
        for group in groups:
            wordings = Wordings(group.questions, group.replies, group.product, group.language)
            yield answer_of(wordings, f"{self._path.name}:{group.line}", self._reading)

    def _group(self, row: Row, number: int) -> _Group | str:
        """What a row holds, or why it cannot be used."""
        found = _Group(number, row.line, "", "")
        for meaning, cell in zip(self._meanings, row.cells, strict=False):
            try:
                text = "" if is_blank(cell) or meaning == IGNORED else str(told(cell))
            except RowError as error:
                return str(error)
            if not text.strip():
                continue
            if meaning == "question":
                found.questions += questions_in(text)
            elif meaning == "answer":
                found.replies += replies_in(text)
            elif meaning == "product":
                found.product = clean(text, 200)
            else:
                tag = clean(text, 20).casefold()
                short = tag.replace("_", "-").split("-")[0]
                found.language = _LANGUAGES.get(tag, short if short.isascii() and short.isalpha() else "")
        return found


def _placed(found: _Group, places: dict[object, _Group], last: _Group | None) -> _Group:
    """The group that a row belongs to, with the row's wordings added."""
    if not (found.questions and found.replies) and last is not None:
        group = last
    else:
        same_answer = (found.product, found.language, "a", tuple(found.replies))
        same_question = (found.product, found.language, "q", found.questions[0].casefold())
        group = places.get(same_answer) or places.get(same_question) or found
        places.setdefault(same_answer, group)
        places.setdefault(same_question, group)
    if group is not found:
        group.questions = list(dict.fromkeys([*group.questions, *found.questions]))[:MOST_QUESTIONS]
        group.replies = list(dict.fromkeys([*group.replies, *found.replies]))[:MOST_REPLIES]
    return group
