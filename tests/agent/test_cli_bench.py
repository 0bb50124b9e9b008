import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli.bench import command


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--shop", "nosuch"), "there is no shop"), (("--catalog", "bytes.csv"), "no table")],
)
def test_what_cannot_be_measured_is_one_line(
    options: tuple[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bytes.csv").write_bytes(random.Random(1).randbytes(5000))
    result = CliRunner().invoke(command, ["facts", "--quick", *options])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
