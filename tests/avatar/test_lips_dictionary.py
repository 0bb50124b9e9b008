from avatar.lips.dictionary import FILE, pronunciations
from avatar.lips.g2p import known
from avatar.lips.phones import ARPABET, CLASSES, LENGTHS


def ways(word: str) -> list[str]:
    return [" ".join(symbol.name for symbol in way) for way in pronunciations(word)]


def test_small_words_have_their_weak_forms() -> None:
    assert ways("the") == ["DH AH", "DH AH", "DH IY"]
    assert "F ER" in ways("for")
    assert "AH N D" in ways("and")


def test_case_and_typographic_apostrophes_do_not_matter() -> None:
    assert ways("Don’t") == ways("don't") != []


def test_stress_is_kept_with_vowels_only() -> None:
    (way,) = pronunciations("kitchen")
    assert [symbol.name for symbol in way if symbol.stressed] == ["IH"]


def test_a_word_that_nobody_wrote_down_is_not_there() -> None:
    assert pronunciations("xqzzt") == ()
    assert known("xqzzt") == []


def test_every_symbol_of_the_dictionary_is_a_class_and_has_a_length() -> None:
    names = {symbol.name for word in ("pleasure", "choice", "thing") for symbol in pronunciations(word)[0]}
    assert names <= set(ARPABET)
    assert set(ARPABET) <= set(LENGTHS)


def test_a_reading_lasts_as_long_as_it_is_told() -> None:
    (reading,) = known("kitchen", 60.0)
    assert abs(sum(phone.usual for phone in reading) - 60) < 1
    assert [CLASSES[phone.sound] for phone in reading] == ["k", "ih", "ch", "ah", "n"]


def test_the_file_is_small_and_says_whose_it_is() -> None:
    assert FILE.stat().st_size < 600_000
