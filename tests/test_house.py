"""The rules of the house that a machine can check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.chat import SOURCES
from agent.chat import load as load_chat
from agent.cli.main import COMMANDS
from avatar import registry

ROOT = Path(__file__).parents[1]
ARROWS = {
    "persona": set(),
    "knowledge": set(),
    "tools": {"knowledge"},
    "avatar": {"persona"},
    "agent": {"avatar", "tools", "knowledge", "persona"},
    "evals": {"agent", "avatar", "tools", "knowledge", "persona"},
}
LINES = 400


def sources() -> Iterator[Path]:
    for package in ARROWS:
        yield from (ROOT / package).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def test_arrows_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources()
        for name in imported(path)
        if (to := name.split(".")[0]) in ARROWS
        and to != (home := path.relative_to(ROOT).parts[0])
        and to not in ARROWS[home]
    ]
    assert wrong == []


def test_only_the_room_catches_broadly() -> None:
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and path != ROOT / "agent" / "room.py"
    ]
    assert broad == []


def test_files_stay_small() -> None:
    long = [
        str(path.relative_to(ROOT)) for path in sources() if len(path.read_text("utf-8").splitlines()) > LINES
    ]
    assert long == []


def test_every_queue_has_a_size() -> None:
    unsized = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Queue")
        and not (node.args or node.keywords)
    ]
    assert unsized == []


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in registry.BACKENDS.items() for name in names]
)
def test_every_registered_back_end_loads(kind: registry.Kind, name: str) -> None:
    assert isinstance(registry.load(kind, name), type)


def test_an_unknown_back_end_names_the_known_ones() -> None:
    with pytest.raises(registry.UnknownBackend, match="there are: auto, coqui, espeak, openai, sherpa, tone"):
        registry.load("voice", "nobody")
    with pytest.raises(registry.UnknownBackend, match="does not load"):
        registry.load("voice", "no.such.module:Voice")


@pytest.mark.parametrize("name", SOURCES)
def test_every_chat_source_loads(name: str) -> None:
    assert isinstance(load_chat(name), type)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    from click.testing import CliRunner

    from agent.cli.main import main

    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
