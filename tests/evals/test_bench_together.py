"""All benchmarks in one run, and two outputs compared."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.cli import bench
from agent.cli.bench import BENCHMARKS, Benchmark, command


def fine(*, quick: bool) -> dict[str, Any]:
    return {"quick": quick, "fast_ms": 4.0}


def broken(*, quick: bool) -> dict[str, Any]:
    raise RuntimeError("no voice\nhere")


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {
        "broken": Benchmark("tests.evals.test_bench_together:broken", "breaks"),
        "fine": Benchmark("tests.evals.test_bench_together:fine", "works"),
        "yours": Benchmark("tests.evals.test_bench_together:fine", "looks at yours", ("data",), ("data",)),
    }
    monkeypatch.setattr(bench, "BENCHMARKS", here)


def output(path: Path, **figures: Any) -> str:
    path.write_text(json.dumps({"machine": {"cores": 2}, "benchmarks": {"x": {"figures": figures}}}))
    return str(path)


def test_without_a_name_every_benchmark_is_listed_with_what_it_measures() -> None:
    shown = CliRunner().invoke(command, [])
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line.split()[0] for line in lines] == list(BENCHMARKS)
    assert all(len(line.split()) > 4 for line in lines)
    assert "needs --catalog, --judgments" in shown.output


@pytest.mark.usefixtures("three")
def test_all_goes_on_behind_one_that_fails_and_says_what_was_left_out(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    shown = CliRunner().invoke(command, ["all", "--quick", "--json", str(out)])
    assert shown.exit_code == 0, shown.output
    found = json.loads(out.read_text())["benchmarks"]
    assert found["broken"] == {"failed": "no voice here"}
    assert found["fine"]["figures"] == {"quick": True, "fast_ms": 4.0}
    assert found["yours"] == {"skipped": "needs --data"}


@pytest.mark.usefixtures("three")
def test_all_takes_no_option_of_a_single_one() -> None:
    shown = CliRunner().invoke(command, ["all", "--seed", "3"])
    assert shown.exit_code == 2
    assert "all takes no --seed" in shown.output


def test_two_outputs_are_compared_figure_by_figure(tmp_path: Path) -> None:
    old = output(tmp_path / "old.json", ms=10, share=0.5, name="a", gone=1, steady=100.0)
    new = output(tmp_path / "new.json", ms=15, share=0.5, name="b", more=1, steady=100.5)
    lines = CliRunner().invoke(command, ["compare", old, new]).output.splitlines()
    assert any("figures.ms" in line and "x 1.50" in line for line in lines)
    assert any("figures.name" in line and line.split()[-2:] == ["a", "b"] for line in lines)
    assert any(line.startswith(f"only in {old}: 1") for line in lines)
    assert lines[-1] == "2 of 4 figures are as they were (within 2%)"


def test_other_machines_are_said(tmp_path: Path) -> None:
    old, new = output(tmp_path / "a.json", ms=1), tmp_path / "b.json"
    new.write_text(json.dumps({"machine": {"cores": 64}, "benchmarks": {}}))
    assert "machine: not the same" in CliRunner().invoke(command, ["compare", old, str(new)]).output


@pytest.mark.parametrize("text", ["[]", "{", "\xff"])
def test_what_is_no_output_is_one_line(text: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(text.encode("latin-1"))
    shown = CliRunner().invoke(command, ["compare", str(bad), str(bad)])
    assert shown.exit_code == 1
    assert shown.output.count("\n") == 1


@pytest.mark.parametrize("arguments", [["compare"], ["compare", "x.json"], ["nosuch"]])
def test_wrong_names_and_numbers_of_outputs_are_usage_errors(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.json").write_text("{}")
    assert CliRunner().invoke(command, arguments).exit_code == 2
