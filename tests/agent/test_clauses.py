import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lanes.clauses import MOST, clauses


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("how much is it and does it ship to Canada", ["how much is it", "does it ship to Canada"]),
        ("白鹭台灯有货吗，能用几年", ["白鹭台灯有货吗", "能用几年"]),
        ("what's the price? and is it waterproof?", ["what's the price", "is it waterproof"]),
        ("多少钱 包邮吗", ["多少钱", "包邮吗"]),
        ("my aunt loves tea! how much is it", ["my aunt loves tea", "how much is it"]),
    ],
)
def test_several_questions_are_parted(question: str, parts: list[str]) -> None:
    assert clauses(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "怎么发货？", "什么时候到", "how much is it", "is it $1,299.00?", "salt and pepper set price",
        "if I take two, how much is it?",
        "如果买两个，多少钱", "买三个的话，多少钱", "without the lid, how much is it",
    ],
)  # fmt: skip
def test_what_belongs_together_is_left_whole(question: str) -> None:
    assert clauses(question) == [question]


@given(st.text(max_size=400))
def test_any_text_has_few_parts(text: str) -> None:
    assert 1 <= len(clauses(text)) <= MOST
