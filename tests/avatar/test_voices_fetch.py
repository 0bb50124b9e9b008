from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from avatar.voices.models.catalogue import ChecksumList, Entry, RemoteFile, catalogue, entry
from avatar.voices.models.download import Interrupted, download
from avatar.voices.models.fetch import fetch
from avatar.voices.models.installed import ModelError, card
from avatar.voices.models.unpack import unpack


class Mirror:
    """Files by name, served with ranges; a test may cut answers short or change a file."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cut: list[int] = []
        """Bytes after which the next answers break off."""
        self.ranges: list[str] = []
        self.paused = threading.Event()
        self.pause_at: int | None = None
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        data = self.files.get(handler.path.rpartition("/")[2])
        if data is None:
            handler.send_error(404)
            return
        tag = f'"{hashlib.md5(data).hexdigest()}"'
        start, wanted = 0, handler.headers.get("Range", "")
        self.ranges.append(wanted)
        if wanted and handler.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if start >= len(data) and wanted:
            handler.send_response(416)
            handler.send_header("Content-Range", f"bytes */{len(data)}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        handler.send_response(206 if start else 200)
        handler.send_header("ETag", tag)
        handler.send_header("Content-Length", str(len(data) - start))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        handler.end_headers()
        end = start + self.cut.pop(0) if self.cut else len(data)
        if self.pause_at is not None and not start:
            handler.wfile.write(data[: self.pause_at])
            handler.wfile.flush()
            self.paused.wait(60)
            return
        handler.wfile.write(data[start:end])
        if end < len(data):
            handler.close_connection = True


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mirror.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    mirror.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield mirror
    mirror.paused.set()
    server.shutdown()
    server.server_close()


def packed(*members: tuple[str, bytes], mode: str = "w:bz2") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as tar:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return target.getvalue()


def voice(filler: int = 300_000) -> bytes:
    noise = hashlib.shake_256(b"voice").digest(filler)
    return packed(
        ("vits-tiny-en/model.onnx", noise),
        ("vits-tiny-en/tokens.txt", b"a 1\n"),
        ("vits-tiny-en/sub/x", b"1"),
    )


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wanted(mirror: Mirror, data: bytes, **known: object) -> Entry:
    mirror.files["tiny.tar.bz2"] = data
    file = RemoteFile.model_validate({"url": f"{mirror.url}/tiny.tar.bz2", **known})
    return Entry(name="tiny", languages=("en",), speakers={"en": 2}, files=(file,))


def no_wait(_: float) -> None:
    pass


def test_a_model_is_got_checked_and_put_in_its_place(mirror: Mirror, tmp_path: Path) -> None:
    data = voice()
    seen: list[tuple[str, int, int | None]] = []
    got = fetch(
        wanted(mirror, data, sha256=[sha(data)], bytes=len(data)), tmp_path,
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )  # fmt: skip
    assert got.path == tmp_path / "tiny"
    assert sorted(path.name for path in got.path.iterdir()) == [
        "model.onnx",
        "sub",
        "tokens.txt",
        "voice.json",
    ]
    assert card(got.path).speakers == {"en": 2}
    assert card(got.path).sha256 == sha(data)
    assert ("tiny.tar.bz2", len(data), len(data)) in seen
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    assert "as in the catalogue" in got.notes[0]
    with pytest.raises(ModelError, match="there already"):
        fetch(wanted(mirror, data), tmp_path)
    assert fetch(wanted(mirror, data, sha256=[sha(data)]), tmp_path, replace=True).path.is_dir()


def test_a_download_goes_on_where_it_broke_off(mirror: Mirror, tmp_path: Path) -> None:
    data = voice()
    wanted(mirror, data)
    mirror.cut = [100_000, 50_000]
    path = tmp_path / "tiny.part"
    assert download(f"{mirror.url}/tiny.tar.bz2", path, sleep=no_wait) == sha(data)
    assert mirror.ranges == ["", "bytes=100000-", "bytes=150000-"]


def test_a_file_that_changed_on_the_server_is_got_from_its_beginning(mirror: Mirror, tmp_path: Path) -> None:
    wanted(mirror, voice())
    mirror.cut = [100_000, 0, 0, 0, 0, 0]
    path = tmp_path / "tiny.part"
    with pytest.raises(Interrupted, match="100000 bytes are kept"):
        download(f"{mirror.url}/tiny.tar.bz2", path, sleep=no_wait)
    mirror.cut = []
    changed = voice(299_000)
    wanted(mirror, changed)
    assert download(f"{mirror.url}/tiny.tar.bz2", path, sleep=no_wait) == sha(changed)


def test_a_killed_download_goes_on_in_the_next_process(mirror: Mirror, tmp_path: Path) -> None:
    data = voice(600_000)
    wanted(mirror, data)
    mirror.pause_at = 400_000
    code = (
        "import sys\nfrom pathlib import Path\nfrom avatar.voices.models.download import download\n"
        "seen = lambda done, total: done >= 262144 and print(done, flush=True)\n"
        "download(sys.argv[1], Path(sys.argv[2]), progress=seen)\n"
    )
    path = tmp_path / "tiny.part"
    child = subprocess.Popen(
        [sys.executable, "-c", code, f"{mirror.url}/tiny.tar.bz2", str(path)], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert int(child.stdout.readline()) >= 262_144
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)
    there = path.stat().st_size
    assert 0 < there < len(data)
    mirror.paused.set()
    assert download(f"{mirror.url}/tiny.tar.bz2", path, sleep=no_wait) == sha(data)
    assert mirror.ranges[-1] == f"bytes={there}-"


def test_another_file_than_was_expected_is_thrown_away(mirror: Mirror, tmp_path: Path) -> None:
    data = voice()
    with pytest.raises(ModelError, match="not the file this version knows"):
        fetch(wanted(mirror, data, sha256=["0" * 64]), tmp_path)
    assert not (tmp_path / "tiny").exists()
    assert not (tmp_path / ".tiny.coming" / "tiny.tar.bz2").exists()
    with pytest.raises(ModelError, match=f"has {len(data)} bytes, not 7"):
        fetch(wanted(mirror, data, bytes=7), tmp_path)


def test_an_unknown_checksum_is_remembered_and_a_change_refused(mirror: Mirror, tmp_path: Path) -> None:
    first = fetch(wanted(mirror, voice()), tmp_path)
    assert "remembered from now on" in first.notes[0]
    again = fetch(wanted(mirror, voice()), tmp_path, replace=True)
    assert "as at its first download" in again.notes[0]
    with pytest.raises(ModelError, match="changed since it was first downloaded"):
        fetch(wanted(mirror, voice(299_000)), tmp_path, replace=True)
    assert (tmp_path / "tiny" / "model.onnx").stat().st_size == 300_000


def test_a_publishers_list_is_asked_where_the_catalogue_knows_nothing(mirror: Mirror, tmp_path: Path) -> None:
    data = voice()
    lists = (ChecksumList(prefix=mirror.url, url=f"{mirror.url}/checksum.txt"),)
    mirror.files["checksum.txt"] = f"tiny.tar.bz2\t{sha(data)}\n".encode()
    assert "publisher's list" in fetch(wanted(mirror, data), tmp_path, lists=lists).notes[0]
    mirror.files["checksum.txt"] = f"{'1' * 64}  tiny.tar.bz2\n".encode()
    with pytest.raises(ModelError, match="differs from its publisher's list"):
        fetch(wanted(mirror, data), tmp_path, lists=lists, replace=True)


def test_an_archive_that_is_no_voice_is_not_installed(mirror: Mirror, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tokens\.txt is missing"):
        fetch(wanted(mirror, packed(("a/readme", b"hello"))), tmp_path)
    assert not (tmp_path / "tiny").exists()


def test_only_encrypted_addresses_are_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not https"):
        download("http://models.example/voice.tar.bz2", tmp_path / "x")


def test_no_network_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Interrupted, match="is there a network"):
        download("http://127.0.0.1:1/voice.tar.bz2", tmp_path / "x", sleep=no_wait)


def test_a_missing_file_is_told(mirror: Mirror, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="HTTP 404"):
        download(f"{mirror.url}/nothing", tmp_path / "x", sleep=no_wait)


def test_a_redirect_to_plain_http_is_refused(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"location": "http://models.example/voice"})
        return httpx.Response(200, content=b"voice")

    with (
        httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True) as http,
        pytest.raises(ModelError, match="not https"),
    ):
        download("https://models.example/voice", tmp_path / "x", http=http)
    assert not (tmp_path / "x").exists()


def test_a_disk_that_is_too_small_is_told_before_anything_is_downloaded(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    data = voice()
    with pytest.raises(ModelError, match="MB free"):
        fetch(wanted(mirror, data, bytes=len(data)), tmp_path)
    assert mirror.ranges == []


def special(name: str, kind: bytes, target: str = "") -> bytes:
    packed_ = io.BytesIO()
    with tarfile.open(fileobj=packed_, mode="w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        tar.addfile(info)
    return packed_.getvalue()


@pytest.mark.parametrize(
    "archive",
    [
        packed(("../evil", b"x")),
        packed(("a/../../evil", b"x")),
        packed(("/tmp/evil", b"x")),
        packed(("a\\..\\evil", b"x")),
        packed(("C:evil", b"x")),
        packed(("/".join("abcdefghijklmn"), b"x")),
        packed(("n" * 400, b"x")),
        special("a/link", tarfile.SYMTYPE, "/etc/passwd"),
        special("a/hard", tarfile.LNKTYPE, "../../x"),
        special("a/fifo", tarfile.FIFOTYPE),
        special("a/device", tarfile.CHRTYPE),
        b"no archive at all",
        packed(("a/b", b"x" * 100_000))[:-40],
        packed(("a/b", b"x"), ("a/b", b"y")),
    ],
    ids=(
        "above", "above from inside", "absolute", "backslashes", "a drive", "too deep", "too long a name",
        "symbolic link", "hard link", "pipe", "device", "no archive", "cut off", "one name twice",
    ),
)  # fmt: skip
def test_an_archive_with_anything_but_plain_files_is_refused(archive: bytes, tmp_path: Path) -> None:
    file, target = tmp_path / "voice.tar", tmp_path / "inner" / "target"
    file.write_bytes(archive)
    target.mkdir(parents=True)
    with pytest.raises(ModelError) as failure:
        unpack(file, target)
    assert "\n" not in str(failure.value)
    assert [path.name for path in (tmp_path / "inner").iterdir()] == ["target"]
    assert not Path("/tmp/evil").exists()


def test_an_archive_that_grows_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "voice.tar"
    file.write_bytes(packed(("a/zeros", bytes(5_000_000)), ("a/more", b"1")))
    (tmp_path / "one").mkdir()
    with pytest.raises(ModelError, match="over 1000000 bytes"):
        unpack(file, tmp_path / "one", most_bytes=1_000_000)
    (tmp_path / "two").mkdir()
    with pytest.raises(ModelError, match="over 1 files"):
        unpack(file, tmp_path / "two", most_files=1)


def test_the_catalogue_is_sound() -> None:
    names = [found.name for found in catalogue().voices]
    assert len(names) == len(set(names)) >= 12
    for found in catalogue().voices:
        assert found.title
        assert found.licence
        assert set(found.speakers) <= set(found.languages)
        assert all(file.url.startswith("https://") for file in found.files)
        assert len({file.file_name for file in found.files}) == len(found.files)
    assert {language for found in catalogue().voices for language in found.languages} >= {"en", "zh"}
    with pytest.raises(ModelError, match="in the catalogue: kokoro"):
        entry("nobody")
