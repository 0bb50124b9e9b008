from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from persona.yamlfile import MAX_BYTES, DocumentError, FieldError, read_document, read_model


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int = 1
    names: tuple[str, ...] = ()


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    inner: Inner = Inner()
    port: int = Field(default=1, ge=1, le=9)


def fault(tmp_path: Path, text: str | bytes) -> str:
    file = tmp_path / "room.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DocumentError) as caught:
        read_model(file, Outer)
    return str(caught.value).replace(str(tmp_path) + "/", "")


def outcome(file: Path) -> str:
    try:
        read_model(file, Outer)
    except DocumentError:
        return "refused"
    return "read"


def test_good_file_becomes_a_model(tmp_path: Path) -> None:
    file = tmp_path / "room.yaml"
    file.write_text("title: Shop\ninner:\n  names: [a, b]\n", encoding="utf-8")
    document = read_document(file, Outer)
    assert document.model.inner.names == ("a", "b")
    assert document.lines[("inner", "names", 1)] == 3


def test_every_fault_names_file_line_and_field(tmp_path: Path) -> None:
    lines = fault(tmp_path, "title: Shop\nprot: 2\ninner:\n  size: big\nport: 70\n").splitlines()
    assert len(lines) == 3
    assert any(line.startswith("room.yaml:2: prot: is no known field") for line in lines)
    assert any(line.startswith("room.yaml:4: inner.size: must be a whole number") for line in lines)
    assert any(line.startswith("room.yaml:5: port: should be less than or equal to 9") for line in lines)


def test_missing_field_is_named_at_its_parent(tmp_path: Path) -> None:
    assert fault(tmp_path, "port: 2\n") == "room.yaml:1: title: is missing"


def test_unquoted_tag_gets_a_hint_about_quotes(tmp_path: Path) -> None:
    assert "needs quotes" in fault(tmp_path, "title: a\ninner:\n  names:\n    - [happy] Hello\n")
    assert "needs quotes" in fault(tmp_path, "title: [happy]\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: a\ntitle: b\n", "room.yaml:2: title: stands here a second time"),
        ("a: &x [1]\nb: *x\n", "room.yaml:1: anchors (&) and aliases (*) are not supported"),
        ("x: " + "[" * 60, "room.yaml:1: is nested deeper"),
        ("title: 'open\n", "not valid YAML"),
        ("title: !!python/object:os.system x\n", "not valid YAML"),
        ("- a\n- b\n", "room.yaml:1: must be a list of fields"),
        ("", "room.yaml:1: must be a list of fields"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        (b"title: ok\nport: \xff\xfe\n", "room.yaml:2: is not UTF-8 text"),
        (b"title: \x00\n", "not valid YAML"),
        ("title: a\n" + "#" * MAX_BYTES, "is larger than 256 KiB"),
    ],
)
def test_broken_files_are_one_clear_line(tmp_path: Path, text: str | bytes, expected: str) -> None:
    message = fault(tmp_path, text)
    assert expected in message
    assert "\n" not in message


def test_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.yaml: cannot be read: No such file"):
        read_model(tmp_path / "none.yaml", Outer)


def test_many_faults_are_counted_not_all_printed(tmp_path: Path) -> None:
    text = "title: a\n" + "".join(f"k{number}: 1\n" for number in range(50))
    assert fault(tmp_path, text).splitlines()[-1] == "room.yaml: and 30 more"


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_strangers_bytes_never_raise_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    file.write_bytes(data)
    assert outcome(file) in ("read", "refused")


@given(st.text(alphabet="[]{}:-&*!|>'\"#,? \nab1", max_size=120))
@settings(max_examples=200, deadline=None)
def test_yaml_punctuation_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    file.write_text(text, encoding="utf-8")
    assert outcome(file) in ("read", "refused")


def test_off_and_no_are_words_and_true_is_a_truth(tmp_path: Path) -> None:
    class Room(BaseModel):
        off: str
        language: str
        enabled: bool

    file = tmp_path / "room.yaml"
    file.write_text("off: off\nlanguage: no\nenabled: true\n", "utf-8")
    assert read_model(file, Room) == Room(off="off", language="no", enabled=True)


def test_a_misspelt_field_is_told_the_right_one(tmp_path: Path) -> None:
    assert fault(tmp_path, "title: x\ninner:\n  sise: 2\n") == (
        "room.yaml:3: inner.sise: is no known field; did you mean size?"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: x\ninner:\n", "room.yaml:2: inner: is empty; write its value, or remove the line"),
        ("title: x\ninner: big\n", "room.yaml:2: inner: must be fields, each as 'name: value'"),
        ("title: x\ninner: {names: a}\n", "room.yaml:2: inner.names: must be a list: lines that begin with"),
        ("title: 8812\n", 'room.yaml:1: title: must be a text; write it in quotes: "8812"'),
    ],
)
def test_a_wrong_kind_of_value_says_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    assert fault(tmp_path, text).startswith(says)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str


class Either(BaseModel):
    parts: tuple[str | Part, ...] = ()
    first: int = 0
    last: int = 0

    @model_validator(mode="after")
    def _in_order(self) -> "Either":
        if self.first > self.last:
            raise FieldError(("last",), "must not come before first")
        return self


def test_of_two_forms_only_the_one_that_was_meant_is_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "room.yaml"
    file.write_text("parts:\n  - {id: a, size: 2}\n", "utf-8")
    with pytest.raises(DocumentError) as caught:
        read_model(file, Either)
    assert str(caught.value).startswith(f"{file}:2: parts[0].size: is no known field")
    assert "\n" not in str(caught.value)


def test_a_validator_of_several_fields_names_the_line_of_the_one_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "room.yaml"
    file.write_text("first: 3\n\nlast: 2\n", "utf-8")
    with pytest.raises(DocumentError) as caught:
        read_model(file, Either)
    assert str(caught.value) == f"{file}:3: last: must not come before first"


class Said(BaseModel):
    who: str
    what: str


def test_two_texts_that_hold_fields_instead_do_not_hide_each_other(tmp_path: Path) -> None:
    path = tmp_path / "said.yaml"
    path.write_text("who: {}\nwhat: {}\n")
    with pytest.raises(DocumentError, match="who") as raised:
        read_model(path, Said)
    assert "what" in str(raised.value)


def test_words_that_begin_like_a_truth_are_words(tmp_path: Path) -> None:
    file = tmp_path / "room.yaml"
    file.write_text("title: false-premise\n")
    assert read_model(file, Outer).title == "false-premise"
    file.write_text("title: trueblue\n")
    assert read_model(file, Outer).title == "trueblue"
