from hypothesis import given
from hypothesis import strategies as st

from persona.loader import library, load_persona
from persona.portrait import MOST, persona_prompt
from persona.schema import Address


def test_portrait_has_who_the_host_is_and_how_it_speaks() -> None:
    text = persona_prompt(load_persona("lu"), "en")
    for words in (
        "workshop master",
        "Lu Ban",
        "no slang",
        "Measure twice",
        '"bargain"',
        "friends, neighbours",
    ):
        assert words in text
    assert "鲁班" in persona_prompt(load_persona("lu"), "zh")


def test_every_library_portrait_is_whole() -> None:
    for name in library():
        for language in ("en", "zh"):
            text = persona_prompt(load_persona(name), language)
            assert len(text) <= MOST
            assert "…" not in text
            assert text.count("\n") == 6


def test_portrait_in_a_language_it_lacks_is_its_own() -> None:
    assert "Kai is a calm" in persona_prompt(load_persona("kai"), "fr")


def test_viewers_are_not_named_where_the_persona_does_not() -> None:
    shy = Address(everyone=("all",), one="this viewer", by_name=False)
    mei = load_persona("mei").model_copy(update={"address": {"en": shy}})
    assert "You name no viewer; you say: this viewer." in persona_prompt(mei, "en")
    assert mei.viewer("Anna", "en") == "this viewer"
    assert load_persona("mei").viewer("Anna", "en") == "Anna"
    assert load_persona("mei").viewer("", "en") == "friend"
    assert mei.viewer("", "zh") == "这位朋友"


@given(st.text(max_size=3000), st.lists(st.text(min_size=1, max_size=200), max_size=16))
def test_a_strangers_words_stay_within_bounds_and_on_their_line(words: str, lines: list[str]) -> None:
    changes = {"about": {"en": words}, "background": {"en": words}, "dont": {"en": tuple(lines)}}
    text = persona_prompt(load_persona("mei").model_copy(update=changes), "en")
    assert len(text) <= MOST
    assert len(text.splitlines()) <= 7
    assert "```" not in text
    assert "-----" not in text
