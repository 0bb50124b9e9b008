from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soxr
from click.testing import CliRunner, Result

from agent.cli.voice_clone import command
from avatar.media import SAMPLE_RATE_HZ, Utterance
from avatar.voices.clone.sound import RATE_HZ
from avatar.voices.clone.store import _write_wav
from avatar.voices.espeak.voice import EspeakVoice

CONSENT = """
person: Lin Example
purpose: live shopping host of a shop
granted_by: Lin Example
granted_on: 2026-01-01
valid_until: 2100-12-31
shops: all
signature: {name: Lin Example, on: 2026-01-01}
"""


@pytest.fixture
async def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    voice = EspeakVoice()
    text = (
        "Good evening, everybody, and welcome to the show. I have a kettle here, and it is very quiet. " * 2
    )
    parts = [piece.pcm async for piece in voice.speak(Utterance("u", text, "en"))]
    await voice.close()
    pcm = soxr.resample(np.concatenate(parts), SAMPLE_RATE_HZ, RATE_HZ).astype(np.float32)
    _write_wav(tmp_path / "lin.wav", pcm)
    (tmp_path / "consent.yaml").write_text(CONSENT, "utf-8")
    return str(tmp_path / "lin.wav"), str(tmp_path / "consent.yaml")


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args, prog_name="nightshift voice clone")


def test_a_voice_is_cloned_listed_shown_and_removed(files: tuple[str, str]) -> None:
    sample, consent = files
    made = run(sample, "--name", "lin", "--consent", consent)
    assert made.exit_code == 0, made.output
    assert "consent of Lin Example until 2100-12-31" in made.output
    assert "lin" in run("list").output
    shown = run("show", "lin").output
    assert "live shopping host of a shop" in shown
    assert "SHA-256" in shown
    assert run("remove", "lin", "--yes").exit_code == 0
    assert "No cloned voices yet" in run("list").output


def test_without_consent_it_is_refused_and_says_how_to_get_one(files: tuple[str, str]) -> None:
    refused = run(files[0], "--name", "lin")
    assert refused.exit_code == 1
    assert "without its owner's consent" in refused.output
    assert "--consent-template" in refused.output


def test_the_template_is_printed() -> None:
    printed = run("--consent-template")
    assert printed.exit_code == 0
    assert "valid_until:" in printed.output
    assert "声音使用同意书" in printed.output


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("none.wav", "--name", "lin", "--consent", "{consent}"), "cannot be read"),
        (("{sample}", "--name", "../lin", "--consent", "{consent}"), "cannot name a voice"),
        (("{consent}", "--name", "lin", "--consent", "{consent}"), "cannot be read as sound"),
        (("{sample}", "--name", "lin", "--consent", "{sample}"), "is"),
        (("show", "nobody"), "there is no cloned voice 'nobody'"),
        (("remove", "nobody", "--yes"), "there is no cloned voice 'nobody'"),
    ],
)
def test_what_is_wrong_is_one_clear_line(files: tuple[str, str], args: tuple[str, ...], reason: str) -> None:
    sample, consent = files
    result = run(*(arg.format(sample=sample, consent=consent) for arg in args))
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert reason in result.output
    assert "Traceback" not in result.output


def test_it_explains_itself() -> None:
    assert "--consent-template > consent.yaml" in run("--help").output
