"""``nightshift eval`` from end to end, with Inspect: needs the extra ``evals``."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.commands import BELOW, command

pytest.importorskip("inspect_ai")

SET = """\
name: two
each: {heading: price, for_s: 12}
conversations:
  - id: kettle
    chat: [{t: 3, by: Ann, text: "How much is the Lumen kettle?", expect: {say: ["$39"]}}]
  - id: wrongly
    chat: [{t: 3, by: Bo, text: "How much is the Lumen kettle?", expect: {say: ["$12"]}}]
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "two.yaml").write_text(SET)
    return folder


@pytest.fixture(scope="module")
def ran(home: Path) -> Result:
    return called(home, "run", str(home / "two.yaml"), "--name", "first", "--jobs", "1")


def called(home: Path, *arguments: str) -> Result:
    return CliRunner(env={"NIGHTSHIFT_HOME": str(home)}).invoke(command, list(arguments))


def test_a_run_prints_the_scoreboard_and_says_where_it_is(ran: Result, home: Path) -> None:
    assert ran.exit_code == 0, ran.output
    assert "1 of 2 conversations passed" in ran.output
    assert "grounded" in ran.output
    assert (home / "evals" / "first" / "run.json").is_file()
    assert list((home / "evals" / "first" / "logs").glob("*.eval"))


def test_a_share_below_its_threshold_is_told_by_the_exit_code(ran: Result, home: Path) -> None:
    # A finished run is not run again: its scores are.
    again = ("run", str(home / "two.yaml"), "--name", "first", "--jobs", "1")
    low = called(home, *again, "--fail-under", "passed=50%", "--fail-under", "grounded=0.5")
    assert low.exit_code == 0, low.output
    high = called(home, *again, "--fail-under", "content=0.99")
    assert high.exit_code == BELOW
    assert "content is 0.5000, below 0.99" in high.output


def test_a_report_stands_alone_and_shows_what_was_missed(ran: Result, home: Path) -> None:
    out = home / "report.html"
    assert called(home, "report", "first", "-o", str(out)).exit_code == 0
    html = out.read_text("utf-8")
    assert 'id="case-wrongly"' in html
    assert "kettle-lumen/price" in html


def test_two_runs_of_the_same_seed_do_not_differ(ran: Result, home: Path) -> None:
    assert called(home, "run", str(home / "two.yaml"), "--name", "second", "--jobs", "2").exit_code == 0
    shown = called(home, "compare", "first", "second", "--json")
    found = json.loads(shown.stdout)
    assert found["common"] == 2
    assert all(one["a"] == one["b"] and one["low"] == one["high"] == 0 for one in found["differences"])


def test_marks_join_a_set(ran: Result, home: Path) -> None:
    marks, into = home / "marks.json", home / "mine.jsonl"
    mark = {"conversation": "wrongly", "message": "m0", "mark": "good"}
    marks.write_text(json.dumps({"run": "first", "marks": [mark]}))
    done = called(home, "join", "first", str(marks), "--into", str(into))
    assert done.exit_code == 0, done.output
    assert json.loads(into.read_text())["chat"][0]["expect"]["facts"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "no-such-set"), 1, "no-such-set"),
        (("run", "--persona", "nobody", "--limit", "1"), 1, "no persona is named 'nobody'"),
        (("run", "--model", "gpt-4o-mini", "--limit", "1"), 1, "OPENAI_API_KEY"),
        (("run", "--model", "recorded:nowhere", "--limit", "1"), 1, "there is no run 'nowhere'"),
        (("run", "--fail-under", "beauty=1"), 2, "there is no scorer 'beauty'"),
        (("run", "--fail-under", "grounded=2"), 2, "write a share from 0 to 1"),
        (("report", "nowhere"), 1, "there is no run 'nowhere'"),
        (("from-journal", "nowhere", "-o", "x.jsonl"), 1, "there is no journal 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shown = called(tmp_path, *arguments)
    assert shown.exit_code == code
    assert said in shown.output
    assert "Traceback" not in shown.output


@pytest.mark.soak
def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    many = "\n".join(
        f'  - id: c{n}\n    chat: [{{t: 3, by: Ann, text: "How much is the Lumen kettle?"}}]'
        for n in range(40)
    )
    (tmp_path / "many.yaml").write_text(
        f"name: many\neach: {{heading: price, for_s: 12}}\nconversations:\n{many}\n"
    )
    line = [
        sys.executable,
        "-m",
        "agent.cli.main",
        "eval",
        "run",
        str(tmp_path / "many.yaml"),
        "--name",
        "killed",
    ]
    environment = {**os.environ, "NIGHTSHIFT_HOME": str(tmp_path)}
    logs = tmp_path / "evals" / "killed" / "logs"
    begun = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 100
    while time.monotonic() < until and sum(one.stat().st_size for one in logs.glob("*.eval")) < 40_000:
        assert begun.poll() is None
        time.sleep(0.1)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    rest = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert rest.returncode == 0, rest.stderr
    assert "killed goes on:" in rest.stderr
    assert int(rest.stderr.split("killed goes on: ")[1].split()[0]) >= 5
    assert "of 40 conversations passed" in rest.stdout
