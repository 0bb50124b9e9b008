from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner, Result

from agent.cli import say
from agent.cli.avatar import COMMANDS
from agent.cli.avatar_render import command
from agent.cli.main import main
from agent.cli.wav import write_wav
from avatar.aigc import Aigc

ROOT = Path(__file__).parents[2]
TEXT = "Maybe the pepper mill is better. Have a look!"

FACE = """
from pydantic import BaseModel

class Green:
    class Config(BaseModel, extra="forbid", frozen=True):
        after: int = 100000

    def __init__(self, config, backdrop):
        self.after, self.picture, self.count = config.after, backdrop, 0

    def perform(self, performance):
        self.picture[..., :3] = (0, 255, 0) if performance.mouth.weights[:, 1:].any() else (0, 0, 255)

    def clear(self, at):
        pass

    def frame(self, at):
        self.count += 1
        if self.count > self.after:
            raise RuntimeError("out of paint")
        return self.picture
"""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spoken") / "a.wav"
    result = CliRunner().invoke(say.command, [TEXT, "-o", str(path)])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Half a second of silence, then a tone of 0.3 s."""
    pcm = np.zeros(38_000, np.float32)
    pcm[24_000:] = 0.4 * np.sin(np.arange(14_000) * 2 * np.pi * 1000 / 48_000)
    write_wav(tmp_path / "tone.wav", pcm)
    return tmp_path / "tone.wav"


@pytest.fixture
def green(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "my_green_face.py").write_text(FACE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "my_green_face", raising=False)
    return "my_green_face:Green"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def pictures(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as media:
        return list(media.decode(video=0))


def sound(path: Path) -> tuple[float, np.ndarray]:
    """When it begins, seconds, and its samples."""
    with av.open(str(path)) as media:
        frames = list(media.decode(audio=0))
    return float(frames[0].time or 0.0), np.concatenate([frame.to_ndarray()[0] for frame in frames])


def test_a_recording_becomes_a_video_of_the_same_length_with_the_label(spoken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    result = run(spoken, "--text", TEXT, "-o", out, "--size", "640x360")
    assert result.exit_code == 0, result.output
    begins_s, pcm = sound(out)
    frames = pictures(out)
    assert begins_s == 0.0
    assert [round(float(frame.time or 0) * 25) for frame in frames] == list(range(len(frames)))
    with av.open(str(spoken)) as media:
        assert media.duration is not None
        length_s = media.duration / av.time_base
    assert 0 <= len(frames) / 25 - length_s < 0.04
    assert abs(len(pcm) / 48_000 - length_s) < 0.06
    with av.open(str(out)) as media:
        assert Aigc.read(media.metadata).label == "1"
    first, last = (frame.to_ndarray(format="rgb24").astype(int) for frame in (frames[10], frames[-10]))
    assert first.std() > 20
    label = first[0:40, 0:220]
    assert label.min() < 40
    assert label.max() > 220
    assert np.abs(label - last[0:40, 0:220]).mean() < 3
    assert np.abs(first - last).mean() > 1


def test_the_sound_stands_where_it_stood_at_30_pictures_a_second(
    tone: Path, green: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    result = run(tone, "--face", green, "-o", out, "--size", "320x320", "--fps", "30")
    assert result.exit_code == 0, result.output
    begins_s, pcm = sound(out)
    loud = np.flatnonzero(np.abs(pcm) > 0.1) / 48_000 + begins_s
    assert loud[0] == pytest.approx(0.5, abs=0.01)
    assert len(pictures(out)) == 24


def test_a_face_that_fails_leaves_what_was_there(tone: Path, green: str, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    out.write_bytes(b"older")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = run(tone, "--face", green, "--option", "after=5", "-o", out, "--size", "320x320")
    assert result.exit_code == 1
    assert result.output.strip().splitlines()[-1] == f"Error: face {green}: RuntimeError: out of paint"
    assert out.read_bytes() == b"older"
    assert [name for name in sorted(path.name for path in tmp_path.iterdir()) if name != "__pycache__"] == [
        name for name in before if name != "__pycache__"
    ]


def test_the_face_in_the_documentation_glows_while_the_host_speaks(
    spoken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = re.findall(
        r"```python\n(# my_face.*?)```", (ROOT / "docs" / "faces.md").read_text("utf-8"), re.S
    )
    (tmp_path / "my_face.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    out = tmp_path / "out.mp4"
    result = run(spoken, "--text", TEXT, "--face", "my_face:Lamp", "-o", out, "--size", "320x320")
    assert result.exit_code == 0, result.output
    red = [frame.to_ndarray(format="rgb24")[60:260, 100:220, 0].mean() for frame in pictures(out)]
    assert max(red) > 150
    assert min(red) < 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "out.mov"), "out.mov must end in .mp4"),
        (("-o", "nowhere/out.mp4"), "no such folder: nowhere"),
        (("-o", "out.mp4", "--size", "big"), "--size big: write WIDTHxHEIGHT, such as 1280x720"),
        (("-o", "out.mp4", "--size", "641x360"), "both sides must be even, from 320 to 1920"),
        (("-o", "out.mp4", "--size", "6400x3600"), "both sides must be even, from 320 to 1920"),
        (("-o", "out.mp4", "--face", "ghost"), "no face named 'ghost'"),
        (("-o", "out.mp4", "--option", "theme"), "--option theme: write NAME=VALUE"),
        (("-o", "out.mp4", "--option", "theme=[a"), "--option theme: '[a' is no YAML"),
        (("-o", "out.mp4", "--option", "theme=nobody"), "face drawn: theme: no host is called 'nobody'"),
        (("-o", "out.mp4", "--template", "ghost"), "no template is called 'ghost'"),
        (("-o", "out.mp4", "--text", "a" * 50_001), "the text is longer than 50000 characters"),
    ],
)
def test_what_cannot_be_rendered_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(tone, *arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not list(tmp_path.glob("out.*"))


def test_a_file_without_sound_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_text("no sound")
    result = run(tmp_path / "no.wav", "-o", tmp_path / "out.mp4", "--size", "320x320")
    assert result.exit_code == 1
    assert "no.wav is no sound file that can be read" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["no.wav"]
    assert "no such file" in run(tmp_path / "ghost.wav", "-o", tmp_path / "out.mp4").output


def test_the_group_lists_its_commands_without_importing_them() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom agent.cli.main import main\n"
        "result = CliRunner().invoke(main, ['avatar', '--help'])\nprint(result.output)\n"
        "assert not {'av', 'skia', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_group_is_there(name: str) -> None:
    result = CliRunner().invoke(main, ["avatar", name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
