import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli.main import main
from agent.journal import Journal


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    return tmp_path


async def written(home: Path) -> None:
    journal = Journal(home / "rooms" / "demo" / "journal.sqlite")
    await journal.write("chat", 1.0, text="多少钱？")
    await journal.write("line", 2.0, said="39美元。")
    journal.close()


async def test_export_prints_one_json_object_a_line(home: Path) -> None:
    await written(home)
    result = CliRunner().invoke(main, ["journal", "export", "demo"])
    assert result.exit_code == 0
    assert [json.loads(line)["kind"] for line in result.stdout.splitlines()] == ["chat", "line"]
    assert "多少钱？" in result.stdout


async def test_export_can_be_limited_and_written_to_a_file(home: Path, tmp_path: Path) -> None:
    await written(home)
    out = tmp_path / "events.jsonl"
    result = CliRunner().invoke(main, ["journal", "export", "--kind", "line", "-o", str(out)])
    assert result.exit_code == 0
    assert [json.loads(line)["said"] for line in out.read_text("utf-8").splitlines()] == ["39美元。"]


@pytest.mark.parametrize("name", ["nothere", "../etc"])
def test_a_room_without_a_journal_is_one_clear_line(home: Path, name: str) -> None:
    result = CliRunner().invoke(main, ["journal", "export", name])
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
