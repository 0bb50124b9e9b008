import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lanes.grammar import agreed, several

SOCKS = "the Ridgeway socks"


@pytest.mark.parametrize(
    "name",
    ["the Ridgeway socks", "Sony headphones", "jeans for men", "the Cubby packing cubes", "scissors, steel"],
)
def test_a_name_of_several_things_is_known(name: str) -> None:
    assert several(name)


@pytest.mark.parametrize(
    "name",
    [
        "the Lumen glass",
        "a coffee set",
        "lens",
        "the wireless",
        "bus",
        "X-1 Plus",
        "",
        "山径羊毛袜",
        "tripod for cameras",
    ],
)
def test_a_name_of_one_thing_is_left_alone(name: str) -> None:
    assert not several(name)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I checked: the Ridgeway socks is in stock.", "I checked: the Ridgeway socks are in stock."),
        ("The Ridgeway socks costs $19.50.", "The Ridgeway socks cost $19.50."),
        ("The Ridgeway socks now has a list price.", "The Ridgeway socks now have a list price."),
        ("Does the Ridgeway socks come in S?", "Do the Ridgeway socks come in S?"),
        ("[happy] Is the Ridgeway socks there?", "[happy] Are the Ridgeway socks there?"),
        ("The price of the Ridgeway socks is $19.50.", "The price of the Ridgeway socks is $19.50."),
        ("There's 24 of the Ridgeway socks.", "There are 24 of the Ridgeway socks."),
        ("There's only 4 left.", "There are only 4 left."),
        ("There's 1 left.", "There's 1 left."),
    ],
)
def test_verbs_agree_with_a_plural_name(written: str, said: str) -> None:
    assert agreed(written, (SOCKS,)) == said


def test_the_article_agrees_with_what_was_filled_in() -> None:
    assert agreed("It has a umbrella.", (), ("umbrella",)) == "It has an umbrella."
    assert agreed("An lamp, a hour.", (), ("lamp", "hour")) == "A lamp, an hour."
    assert agreed("Take vitamin a in spring.", (), ("spring",)) == "Take vitamin a in spring."


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20))
def test_no_words_lose_or_gain_a_number(text: str, name: str, value: str) -> None:
    said = agreed(text, (name,), (value,))
    assert [sign for sign in said if sign.isdigit()] == [sign for sign in text if sign.isdigit()]
