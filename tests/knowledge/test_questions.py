from pathlib import Path

import openpyxl
import pytest

from knowledge.errors import FeedError
from knowledge.feeds import kind_of
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.questions import QuestionsFeed
from knowledge.model import ApprovedAnswer, Fact

READING = Reading("USD", "", 5.0)
Rows = list[ApprovedAnswer | Fact | BadRow]


def read(folder: Path, text: str | bytes) -> Rows:
    file = folder / "faq.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert kind_of(file) == "questions"
    return list(QuestionsFeed(file, READING).rows())


def answers(rows: Rows) -> list[ApprovedAnswer]:
    return [row for row in rows if isinstance(row, ApprovedAnswer)]


def test_questions_and_wordings_gather_under_one_answer(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "Question,Question 2,Answer,Answer 2\n"
        'Can I cancel?,How do I cancel my order?,Until it ships.,"Yes, until it ships."\n'
        "May I change my mind?,,,\n"
        ",,Certainly until it ships.,\n"
        'Is it possible to cancel?,,Until it ships.,"Yes, until it ships."\n'
        "Do you ship abroad?,,No.,\n",
    )
    cancel, abroad = answers(rows)
    assert cancel.questions == {
        "en": (
            "Can I cancel?", "How do I cancel my order?", "May I change my mind?", "Is it possible to cancel?"
        )
    }  # fmt: skip
    assert cancel.replies == {"en": ("Until it ships.", "Yes, until it ships.", "Certainly until it ships.")}
    assert cancel.fact is not None
    assert cancel.fact.source == "faq.csv:2"
    assert abroad.replies == {"en": ("No.",)}


@pytest.mark.parametrize(
    "head", ["问题,回答", "标准问,标准答案", "用户问题,客服回复", "问,答", "提问,话术", "Q,A"]
)
def test_usual_headers_are_recognised(tmp_path: Path, head: str) -> None:
    (answer,) = answers(
        read(tmp_path, f"{head}\n多久发货？|什么时候发货,两天内。||48小时内发货。\n".encode("gb18030"))
    )
    assert answer.questions == {"zh": ("多久发货？", "什么时候发货")}
    assert answer.replies == {"zh": ("两天内。", "48小时内发货。")}


def test_columns_of_language_and_product_are_kept(tmp_path: Path) -> None:
    rows = read(tmp_path, "问题,回答,语言,商品编号\nMax load?,20 kg.,en-US,K1\n最大承重,20公斤。,中文,K1\n")
    assert [(list(answer.questions), answer.product_id) for answer in answers(rows)] == [
        (["en"], "K1"),
        (["zh"], "K1"),
    ]


def test_workbooks_with_merged_answers_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["FAQ 2026"],
        ["问题", "答案"],
        ["怎么退货", "七天内可退。"],
        ["能退吗", None],
        ["几天到", "三天。"],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "faq.xlsx")
    assert kind_of(tmp_path / "faq.xlsx") == "questions"
    first, second = answers(list(QuestionsFeed(tmp_path / "faq.xlsx", READING).rows()))
    assert first.questions == {"zh": ("怎么退货", "能退吗")}
    assert second.questions == {"zh": ("几天到",)}


def test_rows_without_a_place_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = read(tmp_path, "question,answer\n,Orphan.\nWhy?,=1+1\nHow?,So.\n")
    assert [(row.number, row.line, row.reason) for row in rows if isinstance(row, BadRow)] == [
        (1, 2, "it has no question"),
        (2, 3, "'=1+1' is a formula, not a value"),
    ]
    assert len(answers(rows)) == 1


def test_markup_and_monsters_stay_in_their_own_row(tmp_path: Path) -> None:
    rows = read(
        tmp_path, f"question,answer\nHow?,<b>So</b><script>x</script>\nWhy?,{'y' * (3 << 20)}\nWho?,Me.\n"
    )
    assert [answer.replies["en"][0][:5] for answer in answers(rows)] == ["So", "Me."]


def test_a_sheet_without_both_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("question,name\nHow?,A\n")
    with pytest.raises(FeedError, match="questions and answers"):
        QuestionsFeed(tmp_path / "a.csv", READING)
