import pytest

from agent.lanes.policy_sentences import SENTENCES, fitting

SHIPPING = (
    "We ship to Spain and Portugal. Standard shipping costs 4 euros and takes 2 to 3 days, express costs 9. "
    "Orders from 50 euros ship free."
)
RETURNS = "收到货14天内没用过都可以退。如果有破损，退货运费我们出。内衣拆封后不能退。"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how long does shipping take?", "takes 2 to 3 days"),
        ("when will it arrive", "takes 2 to 3 days"),
        ("is shipping free", "ship free"),
        ("do you ship to Portugal", "Spain and Portugal"),
        ("do you ship to Norway", "Spain and Portugal"),
        ("几天能到", "takes 2 to 3 days"),
    ],
)
def test_only_what_was_asked_is_told(question: str, said: str) -> None:
    told = fitting(SHIPPING, question)
    assert said in told
    assert len(told) < len(SHIPPING)


@pytest.mark.parametrize(
    ("question", "said"), [("坏了怎么办", "破损"), ("内衣能退吗", "内衣"), ("拆封了能退吗", "拆封")]
)
def test_chinese_policies_are_cut_by_their_own_marks(question: str, said: str) -> None:
    assert said in fitting(RETURNS, question)


def test_a_question_about_nothing_in_particular_gets_the_beginning() -> None:
    assert fitting(SHIPPING, "shipping?").count(".") <= SENTENCES
    assert fitting(SHIPPING, "shipping?").startswith("We ship to Spain")


def test_a_single_sentence_is_said_whole() -> None:
    assert fitting("Pay by card.", "can I pay in cash") == "Pay by card."


def test_one_sentence_is_told_where_it_is_to_be_brief() -> None:
    assert fitting(SHIPPING, "shipping?", 1) == "We ship to Spain and Portugal."
    assert fitting(SHIPPING, "is shipping free", 1) == "Orders from 50 euros ship free."
