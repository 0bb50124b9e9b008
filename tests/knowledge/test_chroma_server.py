"""Against a real Chroma server, as its own command starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import pytest

from knowledge.catalogue import Searchable
from knowledge.chroma import ChromaConfig, ChromaServer
from knowledge.dense import DenseSearch
from knowledge.embeddings.hashing import HashingConfig, HashingEmbedding
from knowledge.errors import UnavailableError
from knowledge.index import VectorIndex

WORDS = ("kettle", "lamp", "umbrella", "sock")
PRODUCTS = [Searchable(f"p{at}", {"en": f"{word} thing"}, "", {}, {}, ()) for at, word in enumerate(WORDS)]
START = "import sys; from chromadb.cli.cli import app; sys.exit(app())"


class Server:
    """One server process; it can be stopped, frozen and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        arguments = ["run", "--path", str(self.folder), "--port", str(self.port), "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1)
                return
            except httpx.HTTPError:
                assert self.process.poll() is None, "the Chroma server ended"
                assert time.monotonic() < end, "the Chroma server does not answer"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


class Shop:
    """A shop's vectors on a server, with a clock of its own."""

    def __init__(self, folder: Path, url: str, dim: int = 384, **options: Any) -> None:
        folder.mkdir(exist_ok=True)
        embedding = HashingEmbedding(HashingConfig(dim=dim))
        self.now = 0.0
        self.index = VectorIndex(folder, embedding, ChromaConfig(url=url, **options))
        self.dense = DenseSearch(folder, self.index, clock=lambda: self.now)

    def found(self, text: str = "a lamp") -> list[str]:
        return [key for key, _ in self.dense.query(text, 1)]

    def later(self) -> None:
        """The pause is over: the next question has it tried again."""
        self.now += 100
        self.found()
        self.dense.settle()


def test_a_server_does_what_the_folder_does(server: Server, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "one", server.url)
    shop.dense.follow(PRODUCTS, "one", wait_s=None)
    assert shop.found() == ["p1"]
    shop.dense.follow(PRODUCTS[2:], "two", wait_s=None)
    assert shop.found() != ["p1"]
    assert shop.found("umbrella") == ["p2"]
    shop.dense.close()
    again = Shop(tmp_path / "one", server.url)
    assert again.index.is_current("two", 2)
    again.dense.close()
    assert not (tmp_path / "one" / "chroma").exists()


def test_shops_and_embeddings_do_not_meet_on_one_server(server: Server, tmp_path: Path) -> None:
    shops = [
        Shop(tmp_path / "one", server.url),
        Shop(tmp_path / "two", server.url),
        Shop(tmp_path / "one", server.url, dim=64),
    ]
    for at, shop in enumerate(shops):
        shop.dense.follow(PRODUCTS[at : at + 1], "one", wait_s=None)
    assert [shop.found("kettle lamp umbrella") for shop in shops] == [["p0"], ["p1"], ["p2"]]
    for shop in shops:
        shop.dense.close()


def test_a_shop_opened_before_its_server_finds_by_words_until_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(tmp_path / "data")
    server.kill()
    shop = Shop(tmp_path / "shop", server.url, query_s=0.3)
    shop.dense.follow(PRODUCTS, "one", wait_s=None)
    assert shop.found() == []
    shop.later()
    assert not shop.dense.ready
    server.start()
    shop.later()
    assert shop.found() == ["p1"]
    server.process.send_signal(signal.SIGSTOP)
    assert shop.found() == []
    assert shop.found() == []
    server.process.send_signal(signal.SIGCONT)
    shop.later()
    assert shop.found() == ["p1"]
    server.kill()
    assert shop.found() == []
    for file in server.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    server.start()
    shop.later()
    assert shop.found() == ["p1"]
    warnings = [record.message for record in caplog.records if record.name.startswith("knowledge")]
    assert sum("found by words alone" in text for text in warnings) == 3
    assert warnings.count("vector search is back") == 3
    shop.dense.close()
    server.kill()


def test_a_collection_deleted_by_others_is_made_again(server: Server, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "deleted", server.url)
    shop.dense.follow(PRODUCTS, "one", wait_s=None)
    import chromadb

    client: Any = chromadb.HttpClient(server.url)
    for collection in client.list_collections():
        if collection.name.startswith("deleted-"):
            client.delete_collection(collection.name)
    client.close()
    assert shop.found() == []
    shop.later()
    assert shop.found() == ["p1"]
    shop.dense.close()


class _Proxy(BaseHTTPRequestHandler):
    """What stands where a Chroma server should."""

    status = 200
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(str(self.headers.get("x-chroma-token")))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "fault"),
    [(200, "no Chroma server"), (502, "no Chroma server answers .HTTP 502."), (401, "CHROMA_TOKEN")],
)
def test_what_is_no_chroma_server_is_said_in_one_line(
    status: int, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Proxy, "status", status)
    monkeypatch.setenv("CHROMA_TOKEN", "s3cret")
    with HTTPServer(("127.0.0.1", 0), _Proxy) as proxy:
        Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        store = ChromaServer(tmp_path, ChromaConfig(url=f"http://127.0.0.1:{proxy.server_port}"))
        with pytest.raises(UnavailableError, match=fault) as caught:
            store.open("products")
        proxy.shutdown()
    assert _Proxy.seen[-1] == "s3cret"
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_shop_keeps_its_id(tmp_path: Path) -> None:
    config = ChromaConfig(url="http://127.0.0.1:1")
    first = ChromaServer(tmp_path, config)
    assert ChromaServer(tmp_path, config).prefix == first.prefix
    (tmp_path / "chroma.id").write_bytes(os.urandom(40))
    assert ChromaServer(tmp_path, config).prefix != first.prefix
