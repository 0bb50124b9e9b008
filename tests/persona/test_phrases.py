import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.loader import load_persona
from persona.phrases import MAX_VALUE, PHRASES, fill, say, spoken_language


def test_successive_turns_give_successive_wordings() -> None:
    kai = load_persona("kai")
    said = [say(kai, "welcome", "en", turn, {}) for turn in range(4)]
    assert said[0] == said[3]
    assert len(set(said)) == 3


def test_language_the_persona_does_not_speak_falls_back_to_its_own() -> None:
    mei = load_persona("mei")
    assert [spoken_language(mei, wanted) for wanted in ("zh", "en", "fr")] == ["zh", "en", "en"]


@pytest.mark.parametrize(
    ("wording", "values", "expected"),
    [
        ("[happy] {product} costs {price}.", {"product": "the Lumen kettle", "price": "$39"},
         "[happy] The Lumen kettle costs $39."),
        ("For {product}: {price}", {"product": "the cup", "price": "$9.90"}, "For the cup: $9.90."),
        ("Well. {product} it is", {"product": "the cup"}, "Well. The cup it is."),
        ("{product} it is", {"product": "iPhone case"}, "iPhone case it is."),
        ("{attribute} first", {"attribute": "capacity"}, "Capacity first."),
        ("{point}.", {"point": "Boils fast!"}, "Boils fast."),
        ("{text}", {"text": "We ship.  It is\nfree."}, "We ship. It is free."),
    ],
)  # fmt: skip
def test_wordings_are_filled_like_written_prose(wording: str, values: dict[str, str], expected: str) -> None:
    assert fill(wording, values, "en") == expected


def test_chinese_gets_a_chinese_full_stop() -> None:
    assert fill("{product}有货", {"product": "水壶"}, "zh") == "水壶有货。"


def test_value_cannot_bring_a_tag_or_a_placeholder() -> None:
    assert fill("{product}, {price}", {"product": "Mug [happy] {price}", "price": "$9"}, "en") == (
        "Mug (happy) {price}, $9."
    )


@given(st.text(max_size=900))
def test_values_stay_on_one_line_within_bounds_and_untagged(value: str) -> None:
    said = fill("[nod] Here: {text}", {"text": value}, "en")
    assert "\n" not in said
    assert len(said) <= MAX_VALUE + 20
    assert said.count("[") == said.count("]") == 1


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_every_wording_of_the_library_can_be_said(name: str) -> None:
    phrase = PHRASES[name]
    values = dict.fromkeys((*phrase.must, *phrase.may), "the thing")
    for persona in map(load_persona, ("mei", "kai")):
        for language in persona.languages:
            for turn in range(len(persona.phrases[name][language])):
                said = say(persona, name, language, turn, values)
                assert "{" not in said
                assert said[-1] in ".!?。！？"
