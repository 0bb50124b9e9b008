import pytest

from agent.answers.followups import WINDOW_S, FollowUps


@pytest.fixture
def told() -> FollowUps:
    follow_ups = FollowUps()
    follow_ups.told(("Lin", "Ana"), "power-bank", 100.0)
    return follow_ups


@pytest.mark.parametrize(
    "text",
    [
        "and how long does it take to charge", "is it heavy?", "also, where's it made",
        "what about the warranty", "它多重啊", "那保修多久", "还有别的颜色吗", "它防水吗",
    ],
)  # fmt: skip
def test_a_question_that_goes_on_is_about_what_its_viewer_was_told_of(told: FollowUps, text: str) -> None:
    assert told.about(text, "Lin", 130.0) == told.about(text, "Ana", 130.0) == "power-bank"
    assert told.about(text, "Bo", 130.0) == ""
    assert told.about(text, "Lin", 101.0 + WINDOW_S) == ""


@pytest.mark.parametrize(
    "text",
    [
        "how much is this one",
        "这款多少钱",
        "and this one, is it loud?",
        "那款多少钱",
        "how heavy",
        "价格多少",
        "",
    ],
)
def test_a_question_that_points_at_the_stage_or_begins_anew_is_not(told: FollowUps, text: str) -> None:
    assert told.about(text, "Lin", 130.0) == ""


def test_what_a_viewer_was_told_last_counts_and_an_answer_about_no_product_changes_nothing(
    told: FollowUps,
) -> None:
    told.told(("Lin",), "kettle", 120.0)
    told.told(("Lin",), "", 125.0)
    assert told.about("is it loud", "Lin", 130.0) == "kettle"


def test_only_so_many_viewers_are_remembered(told: FollowUps) -> None:
    told.told((f"viewer {number}" for number in range(5_000)), "kettle", 110.0)
    assert told.about("is it loud", "Lin", 120.0) == ""
    assert told.about("is it loud", "viewer 4999", 120.0) == "kettle"
    assert len(told._told) <= 2_000
