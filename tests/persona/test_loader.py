from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from persona.loader import LIBRARY, PersonaError, check, library, load_persona
from persona.phrases import ALWAYS, PHRASES, PLACEHOLDER, say, variants
from persona.schema import GESTURES
from persona.wordings import variants_of

Edit = Callable[[str], Path]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str], str]:
    """Load Mei with one passage replaced; give the error."""

    def load(old: str, new: str) -> str:
        text = (LIBRARY / "mei.yaml").read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "mine.yaml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PersonaError) as caught:
            load_persona(file)
        return str(caught.value).replace(str(tmp_path) + "/", "")

    return load


def line_of(text: str) -> int:
    lines = (LIBRARY / "mei.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("name", library())
def test_library_persona_is_finished(name: str) -> None:
    checked = check(name)
    persona = checked.persona
    assert (checked.errors, checked.warnings) == ((), ())
    assert persona.id == name
    assert persona.languages == ("en", "zh")
    assert set(persona.gestures) == set(GESTURES) - {"point_left", "point_right"}
    for key, phrase in PHRASES.items():
        for language in persona.languages:
            among = variants(persona, key, language)
            assert len(set(among)) == len(among) >= (1 if phrase.plain else 3), (key, language)
    for field in (persona.about, persona.background, persona.tone, persona.do, persona.dont, persona.address):
        assert set(field) == {"en", "zh"}


@pytest.mark.parametrize("name", library())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_library_persona_has_an_hour_of_different_words(name: str, language: str) -> None:
    persona = load_persona(name)
    for key in ("idle", "bridge", "pitch_hook", "pitch_point", "pitch_proof", "pitch_price", "pitch_call"):
        assert len(variants(persona, key, language)) >= 58, key


def test_library_hosts_are_different_characters() -> None:
    hosts = [load_persona(name) for name in library()]
    assert library() == ("kai", "lu", "mei")
    for field in ("about", "tone", "temperament", "address", "voice", "face"):
        assert len({repr(getattr(host, field)) for host in hosts}) == len(hosts), field
    for key in ("pitch_hook", "pitch_point", "idle"):
        said = [set(variants(host, key, "zh")) for host in hosts]
        assert max(len(one & other) for one, other in combinations(said, 2)) <= 5, key


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(PersonaError, match="no persona is named 'may': there are kai, lu, mei"):
        load_persona("may")


def test_name_in_falls_back_to_its_own_language() -> None:
    mei = load_persona("mei")
    assert (mei.name_in("zh"), mei.name_in("fr")) == ("小梅", "Mei")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("engine: espeak", "engin: espeak", "voice.engin: is no known field"),
        ("{preset: sad, rate: 0.95", "{preset: gloomy, rate: 0.95", "moods.sorry.preset: should be"),
        ("  rate: 1.04", "  rate: 9", "voice.rate: should be less than or equal to 2"),
        ("  neutral: {preset: neutral}\n", "", "moods: must have a mood named neutral"),
        ("[wave, point_card,", "[wave, dance,", "gestures: no face knows dance"),
        ("languages: [en, zh]", "languages: []", "languages: "),
        ("id: mei", "id: ../mei", "id: "),
    ],
)
def test_schema_faults_name_file_line_and_field(
    broken: Callable[[str, str], str], old: str, new: str, expected: str
) -> None:
    lines = broken(old, new).splitlines()
    assert any(expected in line for line in lines)
    assert all(line.startswith("mine.yaml:") and line.split(":")[1].isdigit() for line in lines)


WELCOME = '"[happy] My pleasure! I\'m right here if (something else comes up|you think of anything else)."'
PRICE = "\"[happy] [point_card] (That's|It's|That would be|We're at) {price} for {product}.\""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (WELCOME, '"[hapy] Welcome!"', "[hapy] is no mood or gesture of this persona; did you mean happy?"),
        (WELCOME, '"Welcome! [happy]"', "ends in a tag"),
        (WELCOME, '"[happy] Welcome] !"', "lone square bracket"),
        (WELCOME, '"[happy]"', "has nothing to say"),
        (WELCOME, '""', "has nothing to say"),
        (WELCOME, '"[happy] Welcome, {author}!"', "{author} is not known here (known: {viewers})"),
        (WELCOME, '"[happy] Welcome {!"', "lone brace"),
        (WELCOME, '"[happy] You are welcome 100 times."', "has a number"),
        (WELCOME, '"[happy] I use it every day, you are welcome."', "claims personal experience"),
        (WELCOME, '"[happy] I\'ve personally tried it."', "claims personal experience"),
        (WELCOME, '"[happy] 亲测好用，不客气。"', "claims personal experience"),
        (WELCOME, '"[happy] 我自己也在用这款。"', "claims personal experience"),
        (WELCOME, '"[happy] We have the best price in town."', "is an absolute claim"),
        (WELCOME, '"[happy] Guaranteed to please."', "is an absolute claim"),
        (WELCOME, '"[happy] 这是全网最低价。"', "is an absolute claim"),
        (WELCOME, '"[happy] I\'m a real person."', "claims to be human"),
        (WELCOME, '"[happy] 我是真人。"', "claims to be human"),
        (WELCOME, '"[happy] Last chance, you are welcome."', "is pressure that no fact carries"),
        (WELCOME, '"[happy] 手慢无，不客气。"', "is pressure that no fact carries"),
        (WELCOME, '"[happy] Such a sexual thing."', "is not fit for a shop"),
        (WELCOME, '"[happy] You are (welcome|the best customer)."', "is an absolute claim"),
        (WELCOME, '"[happy] You are (very|(most|so)) welcome."', "has a | outside plain parentheses"),
        (WELCOME, '"[happy] 不客气（呀|哦）。"', "has a | outside plain parentheses"),
        (PRICE, '"[happy] It costs (you|the) {price}."', "lacks {product}"),
        (PRICE, '"[happy] ({product}|It) costs {price}."', "lacks {product}"),
        (PRICE, '"[happy] It costs {price}."', "lacks {product}"),
        (PRICE, '"[happy] {product.__class__} is {price}."', "is not known here"),
    ],
)
def test_lint_catches_each_fault_and_names_its_line(
    broken: Callable[[str, str], str], old: str, new: str, expected: str
) -> None:
    message = broken(old, new)
    assert expected in message
    assert message.startswith(f"mine.yaml:{line_of(old)}: phrases.")


def test_lint_wants_the_disclosure_to_say_ai(broken: Callable[[str, str], str]) -> None:
    old = "I'm an AI host. My face and my voice are generated"
    assert "must say that the host is an AI" in broken(old, "I'm a host. My face and my voice are generated")


def test_lint_names_unknown_and_missing_phrases(tmp_path: Path) -> None:
    data = yaml.safe_load((LIBRARY / "kai.yaml").read_text(encoding="utf-8"))
    data["phrases"]["grettings"] = {"en": ["Hello."]}
    del data["phrases"]["idle"]
    data["phrases"]["price"]["zh"] = []
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PersonaError) as caught:
        load_persona(file)
    message = str(caught.value)
    assert "phrases.grettings: is no known phrase; did you mean greeting?" in message
    assert "phrases.idle.en: has no wording" in message
    assert "phrases.price.zh: has no wording" in message


@pytest.mark.parametrize(
    "wording", ["[happy] 第一次来的朋友欢迎。", "[happy] Best wishes to you all.", "[happy] 最近怎么样？"]
)
def test_lint_lets_innocent_sentences_pass(tmp_path: Path, wording: str) -> None:
    text = (LIBRARY / "mei.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(WELCOME, f'"{wording}"', 1), encoding="utf-8")
    assert wording in load_persona(file).phrases["welcome"]["en"]


def test_persona_written_before_a_phrase_was_added_says_it_plainly(tmp_path: Path) -> None:
    later = [name for name, phrase in PHRASES.items() if phrase.plain]
    document = yaml.safe_load((LIBRARY / "mei.yaml").read_text(encoding="utf-8"))
    for name in later:
        document["phrases"].pop(name, None)
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    persona = load_persona(file)
    for name in later:
        values = dict.fromkeys((*PHRASES[name].must, *PHRASES[name].may), "x")
        assert say(persona, name, "en", 0, values) != say(persona, name, "zh", 0, values)


def test_plain_wordings_have_their_placeholders() -> None:
    for name, phrase in PHRASES.items():
        for wordings in phrase.plain.values():
            for wording in variants_of((wordings,) if isinstance(wordings, str) else wordings):
                used = set(PLACEHOLDER.findall(wording))
                assert set(phrase.must) <= used <= {*phrase.must, *phrase.may, *ALWAYS}, name


def test_phrase_without_a_plain_wording_is_missed(broken: Callable[[str, str], str]) -> None:
    assert "has no wording" in broken("  price_was:\n", "  nonsense:\n")
