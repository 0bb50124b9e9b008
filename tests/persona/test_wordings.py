from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.wordings import MAX_VARIANTS, Alternation, Variants, variants_of


def test_alternation_is_several_wordings_on_one_line() -> None:
    assert sorted(Variants(["(Have a look|Take a look) at {product}."])) == [
        "Have a look at {product}.",
        "Take a look at {product}.",
    ]


def test_parentheses_without_a_bar_stay_literal() -> None:
    assert list(Variants(["A cup (the big one) for {product}"])) == ["A cup (the big one) for {product}"]


def test_an_empty_option_leaves_no_space_and_a_capital_letter() -> None:
    assert sorted(Variants(["[happy] (so, |)here ( now|) it is( again|). (well, |)look!"])) == sorted(
        f"[happy] {start} {now}it is{again}. {end}"
        for start in ("So, here", "Here")
        for now in ("now ", "")
        for again in (" again", "")
        for end in ("Well, look!", "Look!")
    )


def test_one_of_each_wording_comes_before_a_second_of_any() -> None:
    among = Variants(["a (1|2|3)", "b", "c (1|2)"])
    assert list(among) == ["A 1", "b", "C 1", "A 2", "C 2", "A 3"]


def test_neighbours_differ_in_every_choice_where_they_can() -> None:
    among = list(Variants(["(a|b|c) (d|e|f) (g|h|i)"]))
    assert len(set(among)) == 27
    for one, next_ in pairwise(among):
        assert sum(x != y for x, y in zip(one.split(), next_.split(), strict=True)) >= 2


def test_astronomically_many_variants_are_bounded_and_cost_nothing() -> None:
    among = Variants(["(a|b)" * 100])
    assert len(among) == MAX_VARIANTS
    assert len(set(among)) == MAX_VARIANTS


def test_sequence_behaves_like_a_list() -> None:
    among = Variants(["(a|b) x", "y"])
    assert among[-1] == among[2] == "B x"
    assert among[:2] == ["A x", "y"]
    with pytest.raises(IndexError):
        among[3]
    with pytest.raises(ValueError, match="no wordings"):
        Variants([])
    assert variants_of(("y",)) is variants_of(("y",))


def test_samples_hold_every_pair_of_neighbouring_options() -> None:
    samples = list(Alternation("(a|b|c)-(d|e)-(f|g|h)-(i|j)").samples())
    assert len(samples) < 36
    for first, second, at in (("ABC", "de", 0), ("de", "fgh", 1), ("fgh", "ij", 2)):
        seen = {tuple(sample.split("-")[at : at + 2]) for sample in samples}
        assert seen == {(x, y) for x in first for y in second}


@given(st.lists(st.text(alphabet="ab(|)[]. {}", max_size=30), min_size=1, max_size=6))
def test_any_wording_can_be_expanded(wordings: list[str]) -> None:
    among = Variants(wordings)
    assert 1 <= len(among) <= MAX_VARIANTS
    assert all(isinstance(text, str) for text in among[:50])
