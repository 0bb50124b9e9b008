import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.lint import lint
from persona.loader import library, load_persona
from persona.phrases import (
    LOOKED_AT,
    MAX_VALUE,
    PHRASES,
    TAG,
    fill,
    in_own_moods,
    say,
    spoken_language,
    variants,
)
from persona.schema import Persona


def persona_saying(phrases: dict[str, dict[str, tuple[str, ...]]]) -> Persona:
    return load_persona("kai").model_copy(update={"phrases": phrases})


def test_successive_turns_give_successive_wordings() -> None:
    kai = persona_saying({"welcome": {"en": ("One.", "Two.", "Three.")}})
    said = [say(kai, "welcome", "en", turn, {}) for turn in range(4)]
    assert said[0] == said[3]
    assert len(set(said)) == 3


def test_alternations_are_filled_and_come_in_turn() -> None:
    kai = persona_saying({"price": {"en": ("(That is|It is) {price} for {product}.", "{product}: {price}.")}})
    values = {"product": "the cup", "price": "$9"}
    assert [say(kai, "price", "en", turn, values) for turn in range(4)] == [
        "That is $9 for the cup.",
        "The cup: $9.",
        "It is $9 for the cup.",
        "That is $9 for the cup.",
    ]
    assert list(variants(kai, "price", "en"))[1] == "{product}: {price}."


def test_first_variant_that_fits_from_the_turn_on_is_said() -> None:
    kai = persona_saying({"welcome": {"en": ("(One|Two|Three|Four).",)}})
    assert say(kai, "welcome", "en", 1, {}, fits=lambda text: text != "Two.") == "Three."
    assert say(kai, "welcome", "en", 3, {}, fits=lambda text: text == "Two.") == "Two."


def test_turns_own_is_said_when_none_fits_and_the_search_is_bounded() -> None:
    kai = persona_saying({"welcome": {"en": ("(a|b)" * 12,)}})
    looked: list[str] = []

    def nothing_fits(text: str) -> bool:
        looked.append(text)
        return False

    own = say(kai, "welcome", "en", 7, {}, fits=nothing_fits)
    assert own == say(kai, "welcome", "en", 7, {})
    assert len(looked) == len(set(looked)) == LOOKED_AT


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
def test_every_variant_of_the_library_can_be_said(name: str) -> None:
    phrase = PHRASES[name]
    values = dict.fromkeys((*phrase.must, *phrase.may), "the thing")
    for persona in map(load_persona, library()):
        for language in persona.languages:
            for turn in range(len(variants(persona, name, language))):
                said = say(persona, name, language, turn, values)
                assert not set("{|") & set(said)
                assert said[-1] in ".!?。！？:："
                assert set(TAG.findall(said)) <= persona.tags


def test_plain_wordings_pass_the_lint_that_a_personas_own_do() -> None:
    mei = load_persona("mei")
    plain = {
        name: {
            language: (held,) if isinstance(held, str) else tuple(held)
            for language, held in phrase.plain.items()
        }
        for name, phrase in PHRASES.items()
        if phrase.plain
    }
    faults = lint(mei.model_copy(update={"phrases": {**mei.phrases, **plain}}), thorough=True)
    assert [fault for fault in faults if not fault.warning] == []


def test_plain_wording_takes_the_nearest_of_the_personas_own_moods() -> None:
    kai = load_persona("kai").model_copy(update={"gestures": ("nod",)})
    assert in_own_moods(kai, "[excited] [wave] Well. [sorry] [nod] No. [neutral] So.") == (
        "[amused]  Well. [sorry] [nod] No. [neutral] So."
    )


def test_viewers_are_called_as_the_persona_calls_them() -> None:
    kai = persona_saying({"welcome": {"en": ("Thanks, {viewers}.",), "zh": ("谢谢{viewers}。",)}})
    assert [say(kai, "welcome", "en", turn, {}) for turn in range(2)] == [
        "Thanks, everyone.",
        "Thanks, folks.",
    ]
    assert say(kai, "welcome", "zh", 0, {}) == "谢谢各位。"
    plain = kai.model_copy(update={"address": {}})
    assert say(plain, "welcome", "zh", 0, {}) == "谢谢大家。"
    assert say(plain, "welcome", "en", 0, {"viewers": "all"}) == "Thanks, all."
