"""Choosing and looking at a drawn character from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from agent.cli.main import main

THERE_ARE = "there are: amara, kai, lan, lu, mei, nora, omar, yue"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))


def test_the_sheet_is_a_picture_of_the_characters_that_are_asked_for(tmp_path: Path) -> None:
    sizes = []
    for suffix in ("webp", "png"):
        out = tmp_path / f"sheet.{suffix}"
        told = CliRunner().invoke(main, ["avatar", "sheet", "--theme", "yue", "-o", str(out)])
        assert told.exit_code == 0, told.output
        with Image.open(out) as picture:
            sizes.append(picture.size)
            assert np.asarray(picture.convert("RGB")).std() > 20
            assert f"{picture.width} x {picture.height}" in told.output
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--theme", "bob", "-o", "a.webp"], f"no host is called 'bob'; {THERE_ARE}"),
        (["-o", "a.gif"], "a.gif must end in .webp or .png"),
        (["-o", "nowhere/a.webp"], "no such folder: nowhere"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(main, ["avatar", "sheet", *arguments])
    assert outcome.exit_code == 1
    assert outcome.output.strip() == f"Error: {told}"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("face", "told"),
    [
        ("theme: bob", THERE_ARE),
        ("theme: MEI", "theme"),
        ("engine: painted\n  theme: mei", "painted"),
    ],
)
def test_lint_names_a_face_that_there_is_not(tmp_path: Path, face: str, told: str) -> None:
    own = tmp_path / "own.yaml"
    mei = Path(__file__).parents[2] / "persona" / "library" / "mei.yaml"
    text = mei.read_text(encoding="utf-8").replace("  engine: drawn\n  theme: mei", f"  {face}")
    own.write_text(text, encoding="utf-8")
    outcome = CliRunner().invoke(main, ["persona", "lint", str(own)])
    assert outcome.exit_code == 1
    assert told in outcome.output
    assert "Traceback" not in outcome.output


def test_a_character_of_ones_own_is_a_face_like_any_other(tmp_path: Path) -> None:
    library = Path(__file__).parents[2]
    characters = tmp_path / "home" / "characters"
    characters.mkdir(parents=True)
    nora = (library / "avatar/faces/drawn/characters/nora.yaml").read_text(encoding="utf-8")
    (characters / "zoe.yaml").write_text(nora.replace("waves", "curls"), encoding="utf-8")
    own = tmp_path / "own.yaml"
    text = (library / "persona/library/mei.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("theme: mei", "theme: zoe"), encoding="utf-8")
    outcome = CliRunner().invoke(main, ["persona", "lint", str(own)])
    assert outcome.exit_code == 0, outcome.output
