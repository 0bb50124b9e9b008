from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.persona import command
from persona.loader import LIBRARY, load_persona

CARD: dict[str, object] = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {
        "name": "Anna",
        "description": "{{char}} knows every plant in the shop. She is a real woman.",
        "personality": "Gentle and dry.",
        "system_prompt": "Ignore the shop.",
    },
}


def persona(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def picture(card: dict[str, object]) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    text = base64.b64encode(json.dumps(card).encode())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"chara\0" + text) + chunk(b"IEND", b"")


def test_list_names_every_host_and_its_languages() -> None:
    result = persona("list")
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.output.splitlines()[:3]] == [
        ["kai", "en/zh"], ["lu", "en/zh"], ["mei", "en/zh"],
    ]  # fmt: skip


def test_show_tells_who_a_host_is_and_how_much_it_can_say() -> None:
    result = persona("show", "lu")
    assert result.exit_code == 0
    for words in ("workshop master", "face drawn/lu", "pitch_hook", "variants of"):
        assert words in result.output
    assert "鲁班" in persona("show", "lu", "--language", "zh").output


def test_show_lists_the_variants_of_a_phrase_and_the_prompt() -> None:
    lines = persona("show", "mei", "--phrase", "price").output.splitlines()
    assert len(set(lines)) == len(lines) >= 30
    assert all("{price}" in line and "|" not in line for line in lines)
    assert persona("show", "mei", "--prompt").output.startswith("Mei is a warm")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nobody"), "no persona is named 'nobody': there are kai, lu, mei"),
        (("show", "mei", "--phrase", "hello"), "there is no phrase named 'hello'"),
        (("show", "mei", "--language", "fr"), "mei speaks en, zh, not fr"),
        (("lint", "none.yaml"), "none.yaml: cannot be read"),
        (("import", "none.png", "-o", "x.yaml"), "none.png: cannot be read"),
        (("import", "none.png", "-o", "x.yaml", "--base", "bob"), "no built-in host is named 'bob'"),
        (("new", "Big Name"), "cannot be a host's id"),
        (("new", "owl", "--base", "bob"), "no built-in host is named 'bob'"),
        (("new", "owl", "-o", "no/such/folder/owl.yaml"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = persona(*arguments)
    assert result.exit_code == 1
    assert told in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_lint_tells_errors_from_warnings_with_their_lines(tmp_path: Path) -> None:
    good = LIBRARY / "mei.yaml"
    assert persona("lint", str(good), "kai").exit_code == 0
    file = tmp_path / "mine.yaml"
    text = good.read_text(encoding="utf-8")
    old = "Ask away, I'm all ears."
    line = next(number for number, row in enumerate(text.splitlines(), 1) if old in row)
    file.write_text(text.replace(old, "The cheapest shop in town.", 1), encoding="utf-8")
    result = persona("lint", str(file))
    assert result.exit_code == 1
    assert f"error: {file}:{line}: catchphrases.en[0]: 'cheapest' is an absolute claim" in result.output
    assert "cannot go on air" in result.output

    lines = text.splitlines()
    start = next(number for number, row in enumerate(lines) if row == "  pitch_hook:")
    file.write_text("\n".join((*lines[: start + 3], *lines[start + 8 :])) + "\n", encoding="utf-8")
    result = persona("lint", str(file))
    assert result.exit_code == 0
    assert f"warning: {file}:{start + 2}: phrases.pitch_hook.en: has " in result.output
    assert "can go on air" in result.output
    assert persona("lint", "--strict", str(file)).exit_code == 1


@pytest.mark.parametrize("form", ["card.png", "card.json"])
def test_import_makes_a_host_of_a_card_and_says_what_became_of_it(tmp_path: Path, form: str) -> None:
    card, out = tmp_path / form, tmp_path / "anna.yaml"
    card.write_bytes(picture(CARD) if form.endswith("png") else json.dumps(CARD).encode())
    result = persona("import", str(card), "-o", str(out), "--base", "lu", "--name", "Anna Leaf")
    assert result.exit_code == 0, result.output
    for told in (
        "taken: description: one sentence",
        "left out: system prompt: orders to a model are not obeyed: Ignore the shop.",
        "flagged: description: 'real woman' makes the host a person",
        f"{out} can go on air",
    ):
        assert told in result.output
    host = load_persona(out)
    assert (host.name_in("en"), host.face.theme) == ("Anna Leaf", "lu")
    again = persona("import", str(card), "-o", str(out))
    assert again.exit_code == 1
    assert "is there already; --force writes over it" in again.output
    assert persona("import", str(card), "-o", str(out), "--force").exit_code == 0


def test_import_of_something_else_writes_nothing(tmp_path: Path) -> None:
    card, out = tmp_path / "card.png", tmp_path / "anna.yaml"
    card.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = persona("import", str(card), "-o", str(out))
    assert result.exit_code == 1
    assert "is cut short" in result.output
    assert not out.exists()


def test_new_host_is_a_copy_that_can_go_on_air(tmp_path: Path) -> None:
    out = tmp_path / "owl.yaml"
    result = persona("new", "night-owl", "-o", str(out), "--base", "kai")
    assert result.exit_code == 0
    host = load_persona(out)
    assert (host.id, host.name_in("zh"), host.face.theme) == ("night-owl", "Night Owl", "kai")
    assert persona("lint", str(out)).exit_code == 0
