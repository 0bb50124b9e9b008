from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skia
from click.testing import CliRunner, Result

from agent.cli.main import main
from agent.demo import DEMO_FILE
from avatar.media import Picture
from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest

TALL = "picture: {width: 360, height: 640, template: spotlight}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    ingest(DEMO_FILE, folder / "shops" / "demo", knowledge=KnowledgeConfig(embeddings="hashing"))
    return folder


@pytest.fixture(autouse=True)
def _environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(home))


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["stage", *map(str, args)])


def picture(path: Path) -> Picture:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(path.read_bytes()))
    return np.asarray(image.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType))


def refused(result: Result) -> str:
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output
    lines = [line for line in result.output.splitlines() if line]
    assert len(lines) == 1
    return lines[0]


def test_a_preview_is_the_rooms_picture_with_card_caption_and_the_spoken_word(tmp_path: Path) -> None:
    room, frame = tmp_path / "room.yaml", tmp_path / "frame.png"
    room.write_text(TALL)
    result = run("preview", "--room", room, "--at", "2s", "-o", frame)
    assert result.exit_code == 0, result.output
    assert "360x640, spotlight, at 2 s" in result.output
    pixels = picture(frame)
    assert pixels.shape == (640, 360, 4)
    marked = np.abs(pixels[..., :3].astype(int) - (255, 216, 77)).max(axis=-1) < 10
    assert marked[400:500].sum() > 100, "the spoken word's ground"
    card = pixels[500:600, 20:340, :3].astype(int)
    assert (card.min(axis=-1) > 240).mean() > 0.2, "the card's panel"


def test_size_and_template_can_be_tried_without_a_room_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "scene: plain\ncolours: ['#0a1e96']\n"
        "wide: {host: {box: [0, 90, 0, 0]}}\ntall: {host: {box: [0, 90, 0, 0]}}\n"
    )
    frame = tmp_path / "frame.webp"
    result = run("preview", "--at", "0", "--size", "640x360", "--template", mine, "-o", frame)
    assert result.exit_code == 0, result.output
    assert "640x360, mine" in result.output
    assert np.abs(picture(frame)[300, 10, :3].astype(int) - (10, 30, 150)).max() < 12


def test_after_the_show_nobody_speaks_and_it_says_so(tmp_path: Path) -> None:
    frame = tmp_path / "frame.png"
    result = run("preview", "--at", "90s", "--size", "320x320", "-o", frame)
    assert result.exit_code == 0
    assert "the show is over after" in result.output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--at", "soon"], "--at soon: write a time"),
        (["--at", "3h"], "--at 3h: write a time"),
        (["--at", "100m"], "at most 600s"),
        (["--size", "big"], "--size big: write WIDTHxHEIGHT"),
        (["--size", "100x100"], "--size: width"),
        (["--template", "nothing"], "no template is called 'nothing'; there are: daylight"),
        (["--product", "nothing"], "has no product 'nothing'"),
        (["--room", "nowhere.yaml"], "nowhere.yaml"),
        (["-o", "frame.bmp"], "must end in .png"),
        (["-o", "nowhere/frame.png"], "no such folder"),
    ],
)
def test_what_cannot_be_drawn_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in refused(run("preview", "-o", "frame.png", *args))


@pytest.mark.parametrize(
    ("picture_lines", "said"),
    [
        ("{template: beach}", "room.yaml:2: picture.template: no template is called 'beach'"),
        ("{template: ./mine.yaml}", "room.yaml:2: picture.template: there is no file"),
        ("{background: {video: a.mp4}}", "room.yaml:2: picture.background.video: there is no file"),
        ("{background: {colours: [blue]}}", "room.yaml:2: picture.background.colours[0]:"),
        (
            "{background: {colours: ['#ffffff'], video: a.mp4}}",
            "a background is one of colours, picture and video",
        ),
        ("{ticker: ['']}", "room.yaml:2: picture.ticker[0]:"),
        ("{template: broken.yaml}", "broken.yaml:1: wide"),
        ("{template: tight.yaml}", "no room for the card of the template 'tight'"),
    ],
)
def test_a_mistake_in_room_or_template_names_file_line_and_field(
    tmp_path: Path, picture_lines: str, said: str
) -> None:
    (tmp_path / "broken.yaml").write_text("wide: 3\ntall: {host: {box: [0, 90, 0, 0]}}\n")
    (tmp_path / "tight.yaml").write_text(
        "wide: {host: {box: [0, 90, 0, 0]}, card: [0, 90, 40, 0]}\ntall: {host: {box: [0, 90, 0, 0]}}\n"
    )
    room = tmp_path / "room.yaml"
    room.write_text(f"name: mine\npicture: {picture_lines}\n")
    assert said in refused(run("preview", "--room", room, "-o", tmp_path / "frame.png"))


def test_the_templates_are_listed_with_what_they_look_like() -> None:
    result = run("templates")
    assert result.exit_code == 0
    for name in ("studio", "daylight", "spotlight", "solo"):
        assert name in result.output
