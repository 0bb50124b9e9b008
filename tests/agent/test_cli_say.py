from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from agent.cli.say import command
from avatar.media import VISEMES

AROUND = 6720
"""Samples of silence before and after a sentence: 20 and 120 ms."""


def run(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=given)


def sound(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (48_000, 2, 1)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@pytest.mark.parametrize("text", ["Only $39.90 today!", "今天只要199元！"])
def test_a_text_becomes_a_wav_with_its_track(tmp_path: Path, text: str) -> None:
    result = run(text, "-o", tmp_path / "a.wav", "--track", tmp_path / "a.json")
    assert result.exit_code == 0, result.output
    samples = sound(tmp_path / "a.wav")
    assert result.output.split() == [f"{len(samples) / 48_000:.2f}", "s", str(tmp_path / "a.wav")]
    assert np.abs(samples).max() > 3000
    track = json.loads((tmp_path / "a.json").read_text())
    assert track["rate_hz"] == 100
    assert track["visemes"] == list(VISEMES)
    assert track["source"] == "events"
    assert track["confidence"] == 1.0
    assert len(track["weights"]) == -(-len(samples) // 480)
    assert all(len(row) == 15 and sum(row) <= 1.0 + 1e-9 for row in track["weights"])


def test_text_comes_from_standard_input(tmp_path: Path) -> None:
    result = run("-", "-o", tmp_path / "a.wav", "--voice", "tone", given="你好\n")
    assert result.exit_code == 0, result.output
    assert len(sound(tmp_path / "a.wav")) == 2 * 2880 + AROUND


def test_rate_changes_the_length(tmp_path: Path) -> None:
    run("Hello there", "-o", tmp_path / "a.wav", "--voice", "tone")
    run("Hello there", "-o", tmp_path / "b.wav", "--voice", "tone", "--rate", "2")
    assert len(sound(tmp_path / "a.wav")) - AROUND == 2 * (len(sound(tmp_path / "b.wav")) - AROUND)


@pytest.mark.parametrize(
    ("arguments", "given", "line"),
    [
        (["Hi", "-o", "missing/a.wav"], None, "no such folder: missing"),
        (["Hi", "-o", "a.wav", "--track", "missing/a.json"], None, "no such folder: missing"),
        (["Hi", "-o", "a.wav", "--voice", "siri"], None, "no voice named 'siri'; there are: "),
        (["Hi", "-o", "a.wav", "--voice", "os:getcwd"], None, "is no voice"),
        (["   ", "-o", "a.wav"], None, "nothing to say"),
        (["?!", "-o", "a.wav", "--voice", "tone"], None, "nothing to say"),
        (["-", "-o", "a.wav"], b"\xff\xfe", "not UTF-8"),
        (["Hi", "-o", "a.wav", "--option", "wings=2"], None, "option wings: Extra inputs"),
        (["Hi", "-o", "a.wav", "--option", "rate=fast"], None, "option rate: Input should be"),
        (["Hi", "-o", "a.wav", "--option", "rate"], None, "write KEY=VALUE"),
        (["Hi", "-o", "a.wav", "--option", "rate={"], None, "no YAML"),
        (["Hi", "-o", "a.wav", "--option", "variants={en: nobody}"], None, "no voice 'nobody'"),
        (["Hi", "-o", "a.wav", "--lexicon", "missing.yaml"], None, "missing.yaml"),
        (["x" * 10_001, "-o", "a.wav"], None, "longer than 10000"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_no_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    given: bytes | None,
    line: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, given=given)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert line in result.output
    assert result.output.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_one_line() -> None:
    result = run("Hi", "-o", "/proc/nightshift.wav", "--voice", "tone")
    assert result.exit_code == 1
    assert result.output.startswith("Error: cannot write /proc/nightshift.wav")


def test_an_option_of_the_voice_is_used(tmp_path: Path) -> None:
    run("Hello there", "-o", tmp_path / "a.wav", "--voice", "tone")
    run("Hello there", "-o", tmp_path / "b.wav", "--voice", "tone", "--option", "character_s=0.12")
    assert len(sound(tmp_path / "b.wav")) - AROUND == 2 * (len(sound(tmp_path / "a.wav")) - AROUND)
