import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.plain import language_of, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Light &amp; airy</p><ul><li>linen</li><li>cotton</li></ul>", "Light & airy\nlinen\ncotton"),
        ("a <b>bold</b> word", "a bold word"),
        ("5 < 6 and 7 > 2, <3", "5 < 6 and 7 > 2, <3"),
        ("x<y>z", "x<y>z"),
        ("before<script>alert('x')</script>after", "beforeafter"),
        ("before<style>p{}", "before"),
        ("<!-- hidden -->shown", "shown"),
        ("&lt;p&gt;twice escaped&lt;/p&gt;", "twice escaped"),
        ("<img src=x onerror=alert(1)>", ""),
        ("line one\nline two", "line one\nline two"),
        ("AT&T", "AT&T"),
        ("nul\0here", "nulhere"),
    ],
)
def test_markup_becomes_what_a_person_reads(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(alphabet=st.sampled_from("<>/! -abipscrt&;=\"'\n"), max_size=300))
def test_any_text_becomes_text_without_elements(text: str) -> None:
    found = plain(text)
    assert "<script" not in found.lower().replace(" ", "") or "<script" not in html.unescape(text).lower()
    assert found == found.strip()


def test_long_and_nested_markup_is_cut_in_linear_work() -> None:
    for bomb in ("<script>" * 50_000, "<p " * 100_000, "&lt;" * 100_000, "<script></script>" * 50_000):
        assert len(plain(bomb)) <= 20_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Steel kettle", "en"),
        ("不锈钢水壶", "zh"),
        ("Xiaomi 14 Ultra 手机", "zh"),
        ("Kettle with the 茶 logo", "en"),
        ("Küche", "en"),
        ("", "en"),
        ("42", "en"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert language_of(text) == language
