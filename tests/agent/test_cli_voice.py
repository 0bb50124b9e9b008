from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import wave
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.cli.voice import command


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("NIGHTSHIFT_SPEECH_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "www"
    folder.mkdir()
    with tarfile.open(folder / "tiny.tar.bz2", "w:bz2") as tar:
        for name, data in (("tiny-en/model.onnx", bytes(5000)), ("tiny-en/tokens.txt", b"a 1\n")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/tiny.tar.bz2"
    server.shutdown()
    server.server_close()


def test_the_list_says_what_auto_takes_and_why() -> None:
    shown = run("list")
    assert shown.exit_code == 0
    assert "← auto" in shown.output
    assert "NIGHTSHIFT_SPEECH_URL" in shown.output
    assert "kokoro" in shown.output
    said = json.loads(run("list", "--json").output)
    assert [engine["engine"] for engine in said["engines"]] == ["openai", "sherpa", "coqui", "espeak"]
    assert said["auto"] in {engine["engine"] for engine in said["engines"] if engine["works"]}


def test_a_model_of_ones_own_is_got_and_listed(address: str, home: Path) -> None:
    got = run("get", "tiny", "--url", address, "--language", "en")
    assert got.exit_code == 0, got.output
    assert "remembered from now on" in got.output
    assert (home / "voice-models" / "tiny" / "tokens.txt").is_file()
    assert "your own" in run("list").output
    again = run("get", "tiny", "--url", address)
    assert again.exit_code == 1
    assert "--replace" in again.output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["get", "nobody"], "in the catalogue: kokoro"),
        (["get", "../x", "--url", "https://h/x.tar.bz2"], "name:"),
        (["get", "x", "--url", "ftp://h/x.tar.bz2"], "url:"),
        (["get", "x", "--url", "https://h/x.zip"], ".tar.bz2"),
        (["get", "x", "--url", "https://h/x.tar.bz2", "--sha256", "12"], "sha256"),
        (["get", "kokoro", "--sha256", "0" * 64], "go with --url"),
        (["try", " "], "1 to 10000 characters"),
        (["try", "hi", "--voice", "nobody"], "no voice named 'nobody'"),
        (["try", "hi", "--voice", "os:path"], "is no voice"),
        (["try", "hi", "--voice", "espeak", "--option", "rate"], "not NAME=VALUE"),
        (["try", "hi", "--voice", "espeak", "--option", "rate=[1"], "no YAML"),
        (["try", "hi", "--voice", "espeak", "--option", "speed=2"], "speed: is no known option"),
        (["try", "hi", "--voice", "openai"], "set OPENAI_API_KEY"),
        (["try", "…"], "nothing to say"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(args: list[str], told: str) -> None:
    result = run(*args)
    assert result.exit_code != 0
    assert told in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_wrong_checksum_installs_nothing(address: str, home: Path) -> None:
    result = run("get", "tiny", "--url", address, "--sha256", "0" * 64)
    assert result.exit_code == 1
    assert "thrown away" in result.output
    assert not (home / "voice-models" / "tiny").exists()


def test_trying_a_voice_writes_its_sound(tmp_path: Path) -> None:
    target = tmp_path / "hello.wav"
    result = run("try", "Good evening.", "--voice", "espeak", "--option", "rate=1.2", "-o", str(target))
    assert result.exit_code == 0, result.output
    assert "first after" in result.output
    with wave.open(str(target)) as file:
        assert (file.getframerate(), file.getnchannels()) == (48_000, 1)
        assert file.getnframes() > 20_000


def test_a_lexicon_is_checked_and_tried(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("words:\n  - word: Nuvola\n    said: {en: noo voh la}\n", encoding="utf-8")
    assert "1 entry, no fault found" in run("lexicon", str(file)).output
    assert "noo voh la" in run("lexicon", str(file), "Our Nuvola is $5.").output
    file.write_text("words: 3\n", encoding="utf-8")
    wrong = run("lexicon", str(file))
    assert wrong.exit_code == 1
    assert "shop.yaml" in wrong.output


def test_the_group_lists_its_commands_without_heavy_imports() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom agent.cli.main import main\n"
        "shown = CliRunner().invoke(main, ['voice', '--help']).output\n"
        "print([name for name in ('torch', 'TTS', 'sherpa_onnx') if name in sys.modules], 'clone' in shown)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=dict(os.environ),
    )
    assert done.stdout.strip() == "[] True"
