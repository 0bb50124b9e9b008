from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.spelling import Lexicon, LexiconError, load_lexicon, spell
from avatar.spelling.ipa import for_espeak, mnemonics
from avatar.spelling.lexicon import MAX_WORDS, Entry

FILE = """\
words:
  - word: Nacre
    said: {en: nayker, zh: 那克}
  - word: Nacre Pro 5
    said: nayker pro five
  - word: 黑莓
    said: {zh: 黑梅}
  - word: IT
    said: I T
    case: same
  - word: C++
    said: see plus plus
  - word: L'Oréal
    said: {en: lor ay al}
    ipa: lɔriˈæl
"""


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "names.yaml"
    path.write_text(FILE, encoding="utf-8")
    return load_lexicon(path)


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "NACRE, nacre and Nacre!", "nayker, nayker and nayker!"),
        ("en", "Nacre's price is $5", "nayker's price is five dollars"),
        ("en", "Ｎａｃｒｅ", "nayker"),
        ("en", "Nacreous and MyNacre", "Nacreous and MyNacre"),
        ("en", "the nacre pro 5 is here", "the nayker pro five is here"),
        ("en", "Nacre Pro 55", "nayker Pro fifty five"),
        ("en", "IT is it", "I T is it"),
        ("en", "C++ 20", "see plus plus twenty"),
        ("en", "黑莓", "黑莓"),
        ("zh", "我的黑莓手机是Nacre的", "我的黑梅手机是那克的"),
        ("zh", "Nacre只要99元", "那克只要九十九元"),
        ("zh", "Nacre Pro 5到了", "nayker pro five到了"),
        ("fr", "Nacre Pro 5", "nayker pro five"),
        ("fr", "Nacre 5", "Nacre 5"),
    ],
)
def test_a_name_is_said_as_the_shop_wants(lexicon: Lexicon, language: str, text: str, read: str) -> None:
    assert spell(text, language, lexicon).text == read


def test_a_name_leads_back_to_itself(lexicon: Lexicon) -> None:
    text = "It's L'Oréal at $5"
    spelling = spell(text, "en", lexicon)
    (sound,) = spelling.sounds
    assert spelling.text[sound.start : sound.end] == "lor ay al"
    start, end = spelling.spans[sound.start]
    assert text[start:end] == "L'Oréal"
    assert sound.ipa == "lɔriˈæl"


def test_espeak_gets_the_sound_between_its_brackets(lexicon: Lexicon) -> None:
    text = "[[x]] by L'Oréal at $5"
    spelling = for_espeak(spell(text, "en", lexicon), "en")
    assert spelling.text == "x by [[lO:ri'al]] at five dollars"
    assert len(spelling.text) == len(spelling.spans)
    start, end = spelling.spans[spelling.text.index("[[") + 4]
    assert text[start:end] == "L'Oréal"
    assert "[" not in for_espeak(spell(text, "zh", lexicon), "zh").text


@pytest.mark.parametrize(
    ("ipa", "read"), [("ˈneɪkɚ", "'neIk3"), ("/ʃaʊˈmiː/", "SaU'mi:"), ("ˈt͡ʃɔɪs", "'tSOIs"), ("θɪŋ", "TIN")]
)
def test_ipa_becomes_mnemonics(ipa: str, read: str) -> None:
    assert mnemonics(ipa) == read


def test_the_version_tells_two_lexicons_apart(lexicon: Lexicon) -> None:
    assert lexicon.version == Lexicon(lexicon.entries).version
    assert lexicon.version != Lexicon().version


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("words: 5\n", ":1: words: must be a list"),
        ("{}\n", "words: is missing"),
        ("words:\n  - said: x\n", ":2: words[0].word: is missing"),
        ("words:\n  - word: x\n", ":2: words[0]: needs said"),
        ("words:\n  - word: x\n    sayd: y\n", ":3: words[0].sayd: is no known field; did you mean said?"),
        ("words:\n  - word: ' x'\n    said: y\n", ":2: words[0].word: must hold a letter"),
        ("words:\n  - word: '!!'\n    said: y\n", ":2: words[0].word: must hold a letter"),
        ("words:\n  - word: x\n    said: {english: y}\n", ":3: words[0].said.english: is no language"),
        ("words:\n  - word: x\n    said: {en: ''}\n", ":3: words[0].said.en: must be 1 to"),
        ('words:\n  - word: x\n    said: {en: "\\a"}\n', ":3: words[0].said.en: must be 1 to"),
        (
            "words:\n  - word: x\n    said: y\n    case: upper\n",
            ":4: words[0].case: should be 'any' or 'same'",
        ),
        (
            "words:\n  - word: x\n    said: y\n  - word: X\n    said: z\n",
            ":4: words[1].word: X stands on line 2 already",
        ),
        (
            "words:\n  - word: 360\n    said: y\n",
            ':2: words[0].word: must be a text; write it in quotes: "360"',
        ),
        ("words:\n  - word: x\n    ipa: neɪʁ\n", ":3: words[0].ipa.en: has the symbol 'ʁ'"),
        ("words:\n  - word: x\n    ipa: ˈ\n", ":3: words[0].ipa.en: holds no sound"),
        ("words:\n  - word: x\n    ipa: {zh: na}\n", ":3: words[0].ipa.zh: is read in English only"),
        ("words: [\n", "not valid YAML"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load_lexicon(path)
    assert str(error.value).startswith(f"{path}:")
    assert fault in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_has_a_bounded_number_of_words(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text("words:\n" + "".join(f"  - {{word: w{n}, said: x}}\n" for n in range(MAX_WORDS + 1)))
    with pytest.raises(LexiconError, match=r"words: .*2000"):
        load_lexicon(path)


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.yaml: cannot be read"):
        load_lexicon(tmp_path / "none.yaml")


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=5), max_size=5))
def test_words_found_are_in_the_text_and_apart(text: str, words: list[str]) -> None:
    entries = [
        Entry(word=word, said={"": "x"})
        for word in words
        if word == word.strip() and word.isprintable() and any(one.isalnum() for one in word)
    ]
    last = 0
    for found in Lexicon(tuple(entries)).find(text, "en"):
        assert last <= found.start < found.end <= len(text)
        last = found.end
