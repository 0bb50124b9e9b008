from pathlib import Path

import pytest

from agent.config import ConfigError, RoomConfig, changed, fill_in, load_room
from avatar.stage.config import BackendConfig
from persona.yamlfile import DocumentError

FACE = BackendConfig(engine="drawn")


def room(tmp_path: Path, text: str) -> RoomConfig:
    path = tmp_path / "room.yaml"
    path.write_text(text, "utf-8")
    return load_room(path)


def test_without_a_file_a_room_has_defaults() -> None:
    config = load_room(None)
    assert (config.name, config.shop, config.persona) == ("demo", "demo", "mei")
    assert config.page is not None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name: x\nagenda: {enabld: true}\n", r"room\.yaml:2: agenda\.enabld"),
        ("name: x\n\ninbox:\n  limit: -3\n", r"room\.yaml:4: inbox\.limit"),
        ("name: Not A Name\n", r"room\.yaml:1: name"),
        ("picture:\n  label: {text: hello}\n", r"room\.yaml:2: picture\.label\.text"),
        ("picture: {label: {text: AI}}\n", r"room\.yaml:1: picture\.label\.text"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_field(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(DocumentError, match=where):
        room(tmp_path, text)


@pytest.mark.parametrize("text", ["picture: {label: null}", "picture: {}", "{}"])
def test_the_label_cannot_be_left_out(tmp_path: Path, text: str) -> None:
    stage = room(tmp_path, text).stage(title="", host_name="", face=FACE)
    assert stage.label.text == "AI GENERATED"


def test_a_chinese_room_has_a_chinese_label(tmp_path: Path) -> None:
    stage = room(tmp_path, "language: zh").stage(title="", host_name="", face=FACE)
    assert stage.label.text == "AI生成 · 数字人"


def test_a_persona_file_is_found_beside_the_room_file(tmp_path: Path) -> None:
    assert room(tmp_path, "persona: ana.yaml").persona == str(tmp_path / "ana.yaml")
    assert room(tmp_path, "persona: kai").persona == "kai"


def test_stream_keys_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = room(tmp_path, 'rtmp: ["rtmp://host/app/${STREAM_KEY}"]')
    monkeypatch.setenv("STREAM_KEY", "s3cret")
    outputs = config.stage(title="", host_name="", face=FACE).outputs
    assert BackendConfig(engine="rtmp", options={"url": "rtmp://host/app/s3cret"}) in outputs
    monkeypatch.delenv("STREAM_KEY")
    with pytest.raises(ConfigError, match="STREAM_KEY is not set"):
        config.stage(title="", host_name="", face=FACE)


def test_what_a_variable_holds_is_not_filled_in_again() -> None:
    assert fill_in("${A}", {"A": "${B}", "B": "x"}) == "${B}"


def test_changes_are_checked_like_a_file() -> None:
    assert changed(RoomConfig(), record="out.mp4").record == Path("out.mp4")
    with pytest.raises(ValueError, match="language"):
        changed(RoomConfig(), language="fr")


def test_a_room_says_of_vectors_only_what_it_says(tmp_path: Path) -> None:
    config = room(tmp_path, "knowledge: {chroma: 'http://localhost:8000'}")
    assert config.knowledge.model_fields_set == {"chroma"}
    assert changed(config, shop="corner").knowledge.model_fields_set == {"chroma"}
    assert room(tmp_path, "knowledge: {embeddings: hashing}").knowledge.embeddings.engine == "hashing"
    engine = "knowledge: {embeddings: {engine: openai, options: {model: bge-m3}}}"
    assert room(tmp_path, engine).knowledge.embeddings.options == {"model": "bge-m3"}
    with pytest.raises(DocumentError, match=r"room\.yaml:1: knowledge\.chroma"):
        room(tmp_path, "knowledge: {chroma: 'localhost'}")


def test_the_old_name_of_the_agenda_says_the_new_one(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"room\.yaml:2: pitch: is called agenda"):
        room(tmp_path, "name: x\npitch: {products: [kettle-lumen]}\n")
