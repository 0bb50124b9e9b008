"""`nightshift live` as a process: recorded, killed, started again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import psutil
import pytest
from click.testing import CliRunner

from agent.cli.main import main
from agent.journal import Entry, Journal
from avatar.aigc import Aigc
from avatar.stage.config import StageConfig
from avatar.stage.scene import Scene

QUESTIONS = (
    {"t": 1.5, "platform": "test", "author": "Lin", "text": "How much is the Lumen kettle?"},
    {"t": 1.6, "platform": "test", "author": "Ana", "text": "Is the Heron lamp in stock?"},
)


class Live:
    """The command, with a home of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "agent.cli.main", "live", *arguments],
            env=environment | {"NIGHTSHIFT_HOME": str(folder)},
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def events(self, *kinds: str) -> list[Entry]:
        path = self.folder / "rooms" / "demo" / "journal.sqlite"
        if not path.exists():
            return []
        journal = Journal(path)
        entries = list(journal.read(kinds=kinds))
        journal.close()
        return entries

    def until(self, there: Callable[[], bool], *, timeout_s: float = 40.0) -> None:
        limit = time.monotonic() + timeout_s
        waiting = subprocess.Popen(["sleep", str(timeout_s)])
        try:
            while not there():
                assert self.process.poll() is None, self.process.communicate()[1]
                assert time.monotonic() < limit, "it did not happen in time"
                try:
                    waiting.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            waiting.kill()
            waiting.wait()

    def end(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=30)[1]
        assert self.process.returncode == 0, errors
        return errors


@pytest.fixture
def chat(tmp_path: Path) -> str:
    path = tmp_path / "chat.jsonl"
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), "utf-8")
    return f"replay:{path}"


@pytest.mark.timeout(180)
def test_killed_at_once_and_started_again_it_answers_nothing_twice_and_leaves_nothing_behind(
    tmp_path: Path, chat: str
) -> None:
    home = tmp_path / "home"
    first = Live(home, "--no-page", "--chat", chat, "--record", str(tmp_path / "show.mp4"))
    first.until(lambda: any(e.data["question"] for e in first.events("speaking")))
    children = psutil.Process(first.process.pid).children(recursive=True)
    assert children
    first.process.kill()
    first.process.communicate()
    assert not psutil.wait_procs(children, timeout=10)[1], "a child outlived its room"
    answered_before = {e.data["question"] for e in first.events("speaking") if e.data["question"]}

    again = Live(home, "--no-page", "--chat", chat)
    again.until(lambda: len(again.events("answered")) >= 1)
    again.end()
    turns = {(e.data["question"], e.data["turn"]) for e in again.events("speaking") if e.data["question"]}
    assert len(turns) == len(QUESTIONS)
    assert len({question for question, _ in turns}) == len(QUESTIONS)
    assert answered_before < {question for question, _ in turns}
    assert [e.data["crashed"] for e in again.events("room.started")] == [False, True]
    with av.open(str(tmp_path / "show.mp4")) as killed:
        assert next(killed.decode(video=0)).width == 1280


@pytest.mark.timeout(180)
def test_a_recording_has_sound_and_the_label_in_every_frame_and_in_its_metadata(
    tmp_path: Path, chat: str
) -> None:
    out = tmp_path / "show.mp4"
    room = Live(tmp_path / "home", "--no-page", "--chat", chat, "--record", str(out))
    room.until(lambda: len(room.events("answered")) >= 2)
    room.end()
    scene = Scene(StageConfig(title="Nestmoor", host_name="Mei"))
    box = scene.layout.label
    area = slice(box.y, box.bottom), slice(box.x, box.right)
    label = scene.background()[area][..., :3].mean(axis=2)
    with av.open(str(out)) as recording:
        assert Aigc.read(recording.metadata).label == "1"
        likenesses = []
        for frame in recording.decode(video=0):
            seen = frame.to_ndarray(format="gray")[area].astype(float)
            likenesses.append(np.corrcoef(seen.ravel(), label.ravel())[0, 1])
        assert len(likenesses) > 50
        assert min(likenesses) > 0.95
    with av.open(str(out)) as recording:
        sound = np.concatenate([f.to_ndarray().ravel() for f in recording.decode(audio=0)])
    assert 0.05 < np.abs(sound).max() <= 1.0


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["live", *arguments])
    return result.exit_code, result.stderr


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--shop", "nothere"], "there is no shop"),
        (["--persona", "nobody"], "no persona is named 'nobody'"),
        (["--chat", "replay:none.jsonl"], "no recording at none.jsonl"),
        (["--chat", "myspace"], "no chat source named 'myspace'"),
        (["--record", "/nonexistent/x.mp4"], "folder /nonexistent does not exist"),
        (["--for", "soon"], "write 60s, 10m or 8h"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(home: Path, arguments: list[str], says: str) -> None:
    code, errors = run(*arguments)
    assert code != 0
    assert says in errors
    assert len(re.findall(r"^Error:.*$", errors, re.MULTILINE)) == 1
    assert "Traceback" not in errors


def test_a_broken_room_file_names_file_line_and_field(home: Path) -> None:
    file = home / "room.yaml"
    file.write_text("name: x\ninbox: {limit: many}\n")
    code, errors = run(str(file))
    assert code == 1
    assert f"{file}:2: inbox.limit" in errors


@pytest.mark.timeout(60)
def test_a_port_in_use_is_said_and_a_room_that_records_goes_on_without_its_page(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        room = Live(tmp_path, "--port", port, "--record", str(tmp_path / "x.mp4"), "--for", "2s")
        errors = room.process.communicate(timeout=50)[1]
        assert room.process.returncode == 0, errors
        assert f"port {port} is in use" in errors
        assert (tmp_path / "x.mp4").stat().st_size > 0
        alone = Live(tmp_path, "--port", port, "--for", "2s")
        errors = alone.process.communicate(timeout=50)[1]
        assert alone.process.returncode == 1
        assert "Traceback" not in errors


def test_a_product_that_the_shop_does_not_have_is_named_at_the_start(
    tmp_path: Path,
) -> None:
    room = tmp_path / "room.yaml"
    room.write_text("agenda: {products: [kettel-lumen, lamp-heron]}\n", "utf-8")
    live = Live(tmp_path, str(room), "--no-page", "--for", "1s")
    said = live.process.communicate(timeout=60)[1]
    assert live.process.returncode == 0, said
    assert "has no 'kettel-lumen'; it is passed over; did you mean kettle-lumen?" in said
    assert "lamp-heron" not in said
