from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.avatar_list import command as list_command
from agent.cli.avatar_list import remove
from agent.cli.avatar_photo import command
from avatar.faces.photo.prepare import run as preparing

ASTRONAUT = Path(__file__).parents[1] / "avatar" / "astronaut"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "avatars"


@pytest.fixture
def consent(tmp_path: Path) -> str:
    path = tmp_path / "consent.yaml"
    shutil.copy(ASTRONAUT / "consent.yaml", path)
    return str(path)


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args, prog_name="nightshift avatar photo")


def test_without_consent_it_is_refused_and_says_how_to_get_one() -> None:
    refused = run(str(ASTRONAUT / "photo.jpg"))
    assert refused.exit_code == 1
    assert "without their consent" in refused.output
    assert "--consent-template" in refused.output


def test_the_template_is_for_a_likeness_and_wants_to_be_filled_in(tmp_path: Path) -> None:
    printed = run("--consent-template")
    assert "covers: [likeness]" in printed.output
    (tmp_path / "form.yaml").write_text(printed.output, "utf-8")
    refused = run(str(ASTRONAUT / "photo.jpg"), "--consent", str(tmp_path / "form.yaml"))
    assert refused.exit_code == 1
    assert "person: " in refused.output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "give PICTURE"),
        (("none.jpg", "--consent", "none.yaml"), "none.yaml"),
        (("none.jpg", "--consent", "{consent}"), "none.jpg: is not there"),
        (("/tmp", "--consent", "{consent}", "--name", "ann"), "is a folder"),
        (("a.jpg", "--consent", "{consent}", "--name", "../ann"), "cannot name a photo host"),
        (("???.jpg", "--consent", "{consent}"), "cannot name a photo host"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    consent: str, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(preparing, "environment", lambda: Path("/bin/false"))
    result = run(*(arg.format(consent=consent) for arg in args))
    assert result.exit_code in (1, 2)
    assert told in result.output
    assert "Traceback" not in result.output


def test_without_the_preparation_it_names_the_command(
    consent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_PHOTO_VENV", str(tmp_path / "none"))
    result = run(str(ASTRONAUT / "photo.jpg"), "--consent", consent)
    assert result.exit_code == 1
    assert "make photo" in result.output


def test_hosts_are_listed_with_their_consent_and_removed(home: Path) -> None:
    none = CliRunner().invoke(list_command).output
    assert "mei" in none
    assert "No photo hosts yet" in none
    home.mkdir(parents=True)
    shutil.copytree(ASTRONAUT, home / "ann")
    shutil.copytree(ASTRONAUT, home / "broken")
    (home / "broken" / "matte.png").write_bytes(b"")
    listed = CliRunner().invoke(list_command).output
    assert "Test Portrait, may be shown until 2199-01-01" in listed
    assert "matte.png was changed" in listed
    assert CliRunner().invoke(remove, ["nobody", "--yes"]).exit_code == 1
    assert CliRunner().invoke(remove, ["ann", "--yes"]).exit_code == 0
    assert [it.name for it in home.iterdir()] == ["broken"]
