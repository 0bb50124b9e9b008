import pytest

from tools.places import Places

PLACES = Places({"Alaska": "US-AK", "西藏": "CN-XZ"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("how much is shipping to Canada?", "CA"),
        ("do you ship to the UK", "GB"),
        ("shipping to South Korea and back", "KR"),
        ("to the US please", "US"),
        ("to america", "US"),
        ("寄到加拿大多少钱", "CA"),
        ("发澳洲吗", "AU"),
        ("can you send it to alaska", "US-AK"),
        ("寄西藏吗", "CN-XZ"),
        ("ship it to us", None),
        ("how about an uncanadian plan", None),
        ("indianapolis", None),
        ("", None),
    ],
)
def test_the_place_that_a_text_names(text: str, code: str | None) -> None:
    found = PLACES.find(text)
    assert (found.place.code if found else None) == code
    if found:
        assert text[found.start : found.end].strip()


@pytest.mark.parametrize(
    ("name", "code"), [("ca", "CA"), ("Canada", "CA"), (" 日本 ", "JP"), ("Alaska", "US-AK")]
)
def test_a_code_or_a_name_is_a_place(name: str, code: str) -> None:
    place = PLACES.by_code(name)
    assert place is not None
    assert place.code == code


def test_anything_else_is_none() -> None:
    assert PLACES.by_code("Narnia") is None
    assert PLACES.by_code("") is None
