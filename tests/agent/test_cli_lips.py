from __future__ import annotations

import json
import struct
import wave
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.cli import say
from agent.cli.lips import command
from agent.cli.lips_sound import SoundError, sound_of
from avatar.media import VISEMES

TEXT = "Maybe the pepper mill is better."


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoken")
    result = CliRunner().invoke(
        say.command, [TEXT, "-o", str(folder / "a.wav"), "--track", str(folder / "a.json")]
    )
    assert result.exit_code == 0, result.output
    return folder / "a.wav"


def track_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert list(found) == ["rate_hz", "visemes", "weights", "source", "confidence"]
    assert found["rate_hz"] == 100
    assert found["visemes"] == list(VISEMES)
    assert 0.0 <= found["confidence"] <= 1.0
    assert all(len(row) == 15 and min(row) >= 0 and sum(row) <= 1 for row in found["weights"])
    return found


def tone(rate_hz: int, seconds: float = 1.0) -> np.ndarray[Any, np.dtype[np.float64]]:
    return 0.3 * np.sin(np.arange(round(rate_hz * seconds)) * 2 * np.pi * 200 / rate_hz)


def write_wav(path: Path, data: bytes, *, rate_hz: int = 48_000, width: int = 2, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(data)
    return path


def encoded(path: Path, codec: str) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48_000)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        samples = (tone(48_000) * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = 48_000
        frame.time_base = Fraction(1, 48_000)
        for each in (frame, None):
            container.mux(stream.encode(each))
    return path


def test_with_its_text_the_recording_is_aligned(spoken: Path, tmp_path: Path) -> None:
    assert run(spoken, "--text", TEXT, "--json", tmp_path / "b.json").output == ""
    found = json.loads((tmp_path / "b.json").read_text())
    told = json.loads(spoken.with_suffix(".json").read_text())
    assert found["source"] == "aligned"
    assert found["confidence"] > 0.5
    assert found["visemes"] == told["visemes"]
    assert list(found) == list(told)
    same = np.argmax(found["weights"], axis=1) == np.argmax(told["weights"], axis=1)
    assert same.mean() > 0.7


def test_without_text_the_mouth_follows_the_sound(spoken: Path) -> None:
    found = track_of(run(spoken))
    assert found["source"] == "audio"
    with wave.open(str(spoken)) as file:
        assert len(found["weights"]) == -(-file.getnframes() // 480)


@pytest.mark.parametrize(
    "text",
    [
        "Sixteen charming churches cherish thick chocolate, which is a huge success.",
        "x " * 20_000,
        "今天的天气非常好我们去公园走走吧",
        "\x00\ud7ff<b>&&& 123456789012345678901234567890",
    ],
)
def test_a_text_that_is_not_said_falls_back_to_the_sound(spoken: Path, text: str) -> None:
    found = track_of(run(spoken, "--text", text))
    assert found["source"] in ("audio", "aligned")
    assert np.isfinite(found["weights"]).all()


def test_a_text_in_a_language_nobody_reads_is_told(spoken: Path) -> None:
    result = run(spoken, "--text", "hello", "--language", "xx")
    assert track_of(result)["source"] == "audio"
    assert result.stderr.count("\n") == 1
    assert "follows the sound alone" in result.stderr


@pytest.mark.parametrize(
    ("name", "codec"), [("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.ogg", "libopus")]
)
def test_any_usual_format_is_read_from_its_first_sample(tmp_path: Path, name: str, codec: str) -> None:
    assert abs(len(track_of(run(encoded(tmp_path / name, codec)))["weights"]) - 100) <= 3


@pytest.mark.parametrize(("rate_hz", "width", "channels"), [(8000, 1, 1), (96_000, 2, 2), (44_100, 4, 6)])
def test_any_rate_width_and_number_of_channels(
    tmp_path: Path, rate_hz: int, width: int, channels: int
) -> None:
    samples = tone(rate_hz)
    scale, offset, kind = {1: (127, 128, "u1"), 2: (32767, 0, "<i2"), 4: (2147483000, 0, "<i4")}[width]
    typed = (samples * scale + offset).astype(np.dtype(kind))
    path = write_wav(
        tmp_path / "a.wav",
        np.repeat(typed[:, None], channels, axis=1).tobytes(),
        rate_hz=rate_hz,
        width=width,
        channels=channels,
    )
    assert abs(len(track_of(run(path))["weights"]) - 100) <= 1


def test_silence_is_a_closed_mouth(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", bytes(2 * 48_000 * 2))
    assert np.array(track_of(run(path))["weights"])[:, 0].min() > 0.95


def broken(folder: Path, kind: str) -> Path:
    path = folder / "a.wav"
    if kind == "empty file":
        path.write_bytes(b"")
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(1).bytes(50_000))
    elif kind == "no samples":
        write_wav(path, b"")
    elif kind == "playlist":
        path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n")
    elif kind == "ten hours":
        write_wav(path, b"", rate_hz=8000)
        length = 36_000 * 8000 * 2
        with path.open("r+b") as file:
            file.seek(4)
            file.write(struct.pack("<I", 36 + length))
            file.seek(40)
            file.write(struct.pack("<I", length))
            file.truncate(44 + length)
    elif kind == "only pictures":
        path = folder / "a.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=25)
            assert isinstance(stream, av.VideoStream)
            stream.width = stream.height = 64
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            for frame in (picture, None):
                container.mux(stream.encode(frame))
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("missing", "no such file"),
        ("folder", "no such file"),
        ("empty file", "no sound file that can be read"),
        ("noise", "no sound file that can be read"),
        ("playlist", "no sound file that can be read"),
        ("no samples", "no sound that can be decoded"),
        ("only pictures", "no sound track"),
        ("ten hours", "longer than 60 minutes"),
    ],
)
def test_what_is_no_sound_is_one_line(tmp_path: Path, kind: str, line: str) -> None:
    result = run(broken(tmp_path, kind))
    assert result.exit_code == 1
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (["--json", "missing/a.json"], "no such folder: missing"),
        (["--json", "/proc/a.json"], "cannot write /proc/a.json"),
        (["--text", "x" * 50_001], "longer than 50000"),
    ],
)
def test_other_mistakes_are_one_line_too(spoken: Path, more: list[str], line: str) -> None:
    result = run(spoken, *more)
    assert result.exit_code == 1
    assert line in result.stderr
    assert result.stderr.count("\n") == 1


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_give_sound_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    kind = data.draw(st.sampled_from(["flac", "wav"]))
    path = folder / f"a.{kind}"
    if kind == "wav":
        write_wav(path, (tone(16_000) * 32767).astype("<i2").tobytes(), rate_hz=16_000)
    else:
        encoded(path, "flac")
    content = bytearray(path.read_bytes())
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)
    ):
        content[at] = value
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(SoundError):
        for pcm in sound_of(path):
            assert pcm.dtype == np.float32
            assert np.abs(pcm).max(initial=0.0) <= 1.0
