import pytest
from click.testing import CliRunner

from agent.cli.main import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_no_marks_of_its_source(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert not [mark for mark in ("\\b", "\b", "``") if mark in shown.output]


def test_examples_of_help_stand_on_lines_of_their_own() -> None:
    lines = CliRunner().invoke(main, ["answers", "--help"]).output.splitlines()
    assert sum(line.startswith("  nightshift answers ") for line in lines) == 3
