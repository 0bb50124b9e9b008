from pathlib import Path

import pytest

from agent.assembly import assemble, make_lexicon, make_voices
from agent.config import ConfigError, RoomConfig, load_room
from avatar.spelling import load_lexicon
from persona.loader import load_persona


def room(**fields: object) -> RoomConfig:
    return RoomConfig.model_validate(fields)


def test_the_personas_own_voice_is_tried_last() -> None:
    voices = make_voices(room(voices=[{"engine": "tone"}]), load_persona("mei"))
    assert [name for name, _ in voices] == ["tone", "espeak"]


def test_a_voice_of_the_personas_engine_that_the_room_sets_up_takes_its_place() -> None:
    config = room(voices=[{"engine": "espeak", "options": {"rate": 1.5}}])
    ((name, voice),) = make_voices(config, load_persona("mei"))
    assert name == "espeak"
    assert voice._config.rate == 1.5  # type: ignore[attr-defined]


def test_auto_leaves_the_personas_own_voice_to_the_persona(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_SPEECH_URL", "http://127.0.0.1:9/v1")
    mei = load_persona("mei")
    voices = dict(make_voices(room(voices=[{"engine": "auto"}]), mei))
    assert next(iter(voices)) == "openai"
    assert list(voices)[-1] == "espeak"
    assert voices["espeak"]._config.variants == mei.voice.variants  # type: ignore[attr-defined]


def test_a_voice_that_does_not_load_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    voices = make_voices(room(voices=[{"engine": "nowhere"}]), load_persona("mei"))
    assert [name for name, _ in voices] == ["espeak"]
    assert "nowhere" in caplog.text


def test_wrong_options_of_a_voice_are_one_clear_line() -> None:
    with pytest.raises(ConfigError, match="voice tone: colour: is no known option"):
        make_voices(room(voices=[{"engine": "tone", "options": {"colour": "red"}}]), load_persona("mei"))


def test_the_lexicon_is_looked_for_beside_the_room_file_and_given_to_the_voices(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text("words:\n  - word: Lumen\n    said: loo men\n")
    (tmp_path / "room.yaml").write_text("speech:\n  lexicon: names.yaml\n")
    config = load_room(tmp_path / "room.yaml")
    lexicon = make_lexicon(config)
    assert lexicon is not None
    assert lexicon.version == load_lexicon(tmp_path / "names.yaml").version
    ((_, voice),) = make_voices(config, load_persona("mei"), lexicon)
    assert voice._lexicon is lexicon  # type: ignore[attr-defined]


def test_a_broken_lexicon_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text("words: 7\n")
    (tmp_path / "room.yaml").write_text("speech:\n  lexicon: names.yaml\n")
    with pytest.raises(ConfigError, match=r"names\.yaml"):
        make_lexicon(load_room(tmp_path / "room.yaml"))


@pytest.mark.parametrize(
    ("face", "fault"),
    [
        ({"engine": "nonsense"}, r"no face named 'nonsense'; there are: drawn"),
        ({"engine": "drawn", "options": {"teme": "mei"}}, "picture.face drawn: teme: is no known option"),
    ],
)
def test_a_wrong_face_is_refused_before_anything_starts(face: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        assemble(room(picture={"face": face}))


def test_a_room_knows_what_it_is_heard_on(tmp_path: Path) -> None:
    assert room().channels == ("page",)
    assert room(page=None, rtmp=["rtmp://127.0.0.1/live"], record="show.mp4").channels == ("rtmp", "file")
