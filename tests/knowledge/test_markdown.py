from pathlib import Path

import pytest

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.markdown import MarkdownFeed
from knowledge.model import ApprovedAnswer, Fact

READING = Reading("USD", "", 5.0)


def read(folder: Path, text: str | bytes) -> list[Fact | ApprovedAnswer | BadRow]:
    file = folder / "policies.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(MarkdownFeed(file, READING).rows())


def policies(rows: list[Fact | ApprovedAnswer | BadRow]) -> dict[str, dict[str, str]]:
    return {row.name: dict(row.text) for row in rows if isinstance(row, Fact)}


def answers(rows: list[Fact | ApprovedAnswer | BadRow]) -> list[ApprovedAnswer]:
    return [row for row in rows if isinstance(row, ApprovedAnswer)]


def test_headings_with_text_are_policies_under_their_usual_names(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "# Our shop\n\n## Shipping policy\nShips in **2 days**. See [rates](https://x.y).\n\n"
        "- US: $5\n- EU: 9\n\n"
        "### Express\nNext day for $20.\n\n## 退换货说明\n七天无理由退货。\n\n"
        "Returns & Refunds\n-----\n30 days.\n\n"
        "## Our story\nSince 1990.\n",
    )
    assert [row.id for row in rows if isinstance(row, Fact)] == [
        "shop/shipping", "shop/returns", "shop/returns", "shop/our_story"
    ]  # fmt: skip
    first = rows[0]
    assert isinstance(first, Fact)
    assert (first.kind, first.subject, first.source, first.at) == ("policy", "shop", "policies.md:3", 5.0)
    assert first.text == {"en": "Ships in 2 days. See rates. US: $5 EU: 9 Express: Next day for $20."}
    assert first.label == {"en": "shipping", "zh": "发货和运费"}
    assert [row.text for row in rows[1:3] if isinstance(row, Fact)] == [
        {"zh": "七天无理由退货。"},
        {"en": "30 days."},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## How do I wash it? / Can I machine wash it?\nCold.\n---\nAt 30 degrees.\n",
        "## FAQ\n### How do I wash it? | Can I machine wash it?\n\nCold.\n\n---\n\nAt 30 degrees.\n",
        "**How do I wash it? Can I machine wash it?**\n\nCold.\n***\nAt 30 degrees.\n",
        "Q: How do I wash it? / Can I machine wash it?\nA: Cold.\nA: At 30 degrees.\n",
    ],
)
def test_questions_are_approved_answers_in_any_style(tmp_path: Path, text: str) -> None:
    (answer,) = answers(read(tmp_path, text))
    assert answer.questions == {"en": ("How do I wash it?", "Can I machine wash it?")}
    assert answer.replies == {"en": ("Cold.", "At 30 degrees.")}
    assert answer.fact is not None
    assert answer.fact.text == {"en": "Cold. At 30 degrees."}


@pytest.mark.parametrize("question", ["可以开发票吗", "怎么退货？", "多久发货", "保修期多久"])
def test_chinese_questions_need_no_mark(tmp_path: Path, question: str) -> None:
    (answer,) = answers(read(tmp_path, f"### {question}\n可以的。\n"))
    assert answer.questions == {"zh": (question.removesuffix("？") + ("？" if "？" in question else ""),)}
    assert answer.replies == {"zh": ("可以的。",)}


def test_an_answer_keeps_its_id_when_its_text_is_edited(tmp_path: Path) -> None:
    (before,) = answers(read(tmp_path, "## Can I cancel?\nYes.\n"))
    (after,) = answers(read(tmp_path, "# FAQ\n\n## can I cancel?\nYes, until it ships.\n"))
    assert before.id == after.id


def test_the_head_of_the_file_names_the_product(tmp_path: Path) -> None:
    (answer,) = answers(read(tmp_path, "---\nproduct: kettle-1\n---\n## Is it loud?\nNo.\n"))
    assert answer.product_id == "kettle-1"
    assert answer.fact is not None
    assert answer.fact.source == "policies.md:4"


def test_headings_in_code_and_html_are_text(tmp_path: Path) -> None:
    rows = read(tmp_path, "## Notes\n```\n# not a heading\n```\n<script>alert(1)</script><b>Hi</b>\n")
    assert policies(rows) == {"notes": {"en": "# not a heading Hi"}}


def test_an_empty_section_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = read(tmp_path, "## Can I cancel?\n\n## Shipping\nFree.\n")
    assert isinstance(rows[0], BadRow)
    assert (rows[0].line, "no text under" in rows[0].reason) == (1, True)
    assert policies(rows) == {"shipping": {"en": "Free."}}


@pytest.mark.parametrize("text", ["A:", "---", "A: ***\n---", "![](x)", "<br>"])
def test_an_answer_of_marks_alone_is_none(tmp_path: Path, text: str) -> None:
    rows = read(tmp_path, f"Q: Can I cancel?\n{text}\n\nQ: Can I return it?\nA: Yes.\n")
    assert [type(row) for row in rows] == [BadRow, ApprovedAnswer]


def test_wrong_bytes_cost_only_their_section(tmp_path: Path) -> None:
    rows = read(tmp_path, "## 发货\n包邮，全国都包邮。\n## Caf".encode() + b"\xe9\nx\n## Shipping\nFree.\n")
    assert [type(row) for row in rows] == [Fact, BadRow, Fact]


@pytest.mark.parametrize(
    "text",
    [
        "#" * 100_000,
        "# " * 50_000,
        "* " * 50_000,
        "**" * 50_000,
        "[" * 50_000,
        "|-" * 50_000 + "|",
        "Q" * 100_000,
    ],
    ids=range(7),
)
def test_monsters_are_read_in_linear_work(tmp_path: Path, text: str) -> None:
    try:
        rows = read(tmp_path, f"## Shipping\n{text}\nfree\n")
    except FeedError as error:
        rows = [BadRow(0, str(error))]
    assert all("\n" not in row.reason for row in rows if isinstance(row, BadRow))


def test_a_text_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no heading"):
        read(tmp_path, "just words\n")
