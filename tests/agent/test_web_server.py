"""The page's server on loopback."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import websockets

from agent.chat.page import MAX_TEXT, PageChat
from agent.web.config import TOKEN_VARIABLE, WebConfig
from agent.web.desk import OperatorError
from agent.web.feed import chat_event
from agent.web.hub import FragmentHub
from agent.web.server import STATIC_FILES, PortInUseError, WebServer, WebServerError
from agent.web.talk import MAX_REFUSED_IN_A_ROW
from avatar.stage.messages import Fragment

TOKEN = "the-operators-own-token"
KEY = {"Authorization": f"Bearer {TOKEN}"}


class Levers:
    """Remembers what the operator asked for."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def stop(self) -> str:
        self.done.append("stop")
        return "Silenced."

    async def skip(self) -> str:
        raise OperatorError("there is nothing to skip")

    async def say(self, text: str) -> str:
        self.done.append(text)
        return "Queued."


class Room:
    """A server with all that it needs."""

    def __init__(self, config: WebConfig) -> None:
        self.hub, self.chat, self.levers = FragmentHub(), PageChat(max_waiting=100), Levers()
        self.web = WebServer(config, self.hub, self.chat, self.levers, lambda: {"host": "Mia"})

    @property
    def origin(self) -> str:
        return self.web.url.rstrip("/")

    def connect(self, path: str, origin: str | None = "", **options: Any) -> websockets.connect:
        address = self.web.url.replace("http", "ws", 1) + path
        return websockets.connect(address, origin=self.origin if origin == "" else origin, **options)  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def room(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    room = Room(WebConfig(port=0, max_viewers=2))
    await room.web.start()
    yield room
    await room.web.close()


@pytest_asyncio.fixture
async def http(room: Room) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=room.web.url) as client:
        yield client


async def told(socket: websockets.ClientConnection, kind: str) -> dict[str, Any]:
    """The next event of a kind."""
    async with asyncio.timeout(5):
        while True:
            event: dict[str, Any] = json.loads(await socket.recv())
            if event["type"] == kind:
                return event


# ---- pages and files


async def test_page_and_every_file_it_names_are_served(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page.text):
        assert (await http.get(name)).status_code == 200
    for name in STATIC_FILES:
        answer = await http.get(f"/static/{name}")
        assert answer.status_code == 200
        again = await http.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_page_asks_no_other_site_for_anything() -> None:
    for name in ("index.html", *STATIC_FILES):
        text = (files("agent.web") / "static" / name).read_text()
        addresses = set(
            re.findall(r"(?:https?:)?//[a-z][^\s\"'`)]*", re.sub(r"(?m)^\s*//.*$|\s// .*$", "", text))
        )
        assert addresses <= {"http://www.w3.org/2000/svg"}
        assert "innerHTML" not in text


@pytest.mark.parametrize(
    "path",
    ["/static/../server.py", "/static/%2e%2e/server.py", "/static/..%2fserver.py", "/static/index.html",
     "/static/", "/docs", "/openapi.json", "/picture/x.png", "/picture/..%2f..%2fpyproject.toml"],
)  # fmt: skip
async def test_nothing_else_on_the_disk_is_served(room: Room, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(room.origin.rsplit(":", 1)[1]))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404")


async def test_answers_carry_a_strict_policy_and_allow_no_other_site(http: httpx.AsyncClient) -> None:
    for path in ("/", "/static/app.js", "/healthz", "/nowhere"):
        headers = (await http.get(path, headers={"Origin": str(http.base_url).rstrip("/")})).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


async def test_health_tells_how_many_watch(room: Room, http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok", "viewers": 0}


async def test_product_picture_is_served_and_cannot_run_anything(
    room: Room, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    drawing = tmp_path / "lamp.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    answer = await http.get(room.web.pictures.offer(str(drawing)))
    assert answer.text == drawing.read_text()
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    drawing.unlink()
    assert (await http.get(room.web.pictures.offer(str(drawing)))).status_code == 404
    assert room.web.pictures.offer("") == room.web.pictures.offer("/etc/passwd") == ""


# ---- strangers


async def test_host_that_could_be_rebound_is_turned_away(room: Room, http: httpx.AsyncClient) -> None:
    answer = await http.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "allowed_hosts" in answer.text
    with pytest.raises(websockets.InvalidStatus):
        await room.connect("chat", origin="http://evil.example", additional_headers={"Host": "evil.example"})


@pytest.mark.parametrize("path", ["chat", "stream"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_websocket_from_another_site_is_refused(room: Room, path: str, origin: str | None) -> None:
    with pytest.raises(websockets.InvalidStatus) as caught:
        await room.connect(path, origin=origin)
    assert caught.value.response.status_code == 403


async def test_request_from_another_site_is_refused_even_with_the_token(
    room: Room, http: httpx.AsyncClient
) -> None:
    answer = await http.post("/operator/stop", headers=KEY | {"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert room.levers.done == []


async def test_oversized_message_closes_only_its_own_connection(room: Room) -> None:
    async with room.connect("chat") as big, room.connect("chat") as other:
        await told(big, "hello")
        await big.send("x" * 100_000)
        with pytest.raises(websockets.ConnectionClosedError):
            await told(big, "never")
        await other.send(json.dumps({"text": "still here"}))
        assert (await told(other, "accepted"))["message"]["text"] == "still here"


# ---- the stream


async def test_viewer_receives_init_then_the_stream_from_a_keyframe(room: Room) -> None:
    room.hub.publish(Fragment(7, "init", False, b"ftyp", "avc1.42c01f,mp4a.40.2"))
    room.hub.publish(Fragment(7, "media", True, b"k"))
    async with room.connect("stream") as viewer:
        told = json.loads(await viewer.recv())
        assert told == {"type": "init", "codecs": "avc1.42c01f,mp4a.40.2", "epoch": 7}
        assert [await viewer.recv(), await viewer.recv()] == [b"ftyp", b"k"]
        room.hub.publish(Fragment(7, "media", False, b"d"))
        assert await viewer.recv() == b"d"


@pytest.mark.parametrize("path", ["chat", "stream"])
async def test_full_room_says_so_and_asks_to_come_back(room: Room, path: str) -> None:
    async with room.connect(path) as first, room.connect(path) as second, room.connect(path) as third:
        assert first.state is second.state
        refused = await told(third, "refused")
        assert refused["code"] == "full"
        assert "2 viewers" in refused["reason"]
        with pytest.raises(websockets.ConnectionClosed) as caught:
            await told(third, "never")
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1013


async def test_viewer_who_leaves_gives_the_place_back(room: Room, http: httpx.AsyncClient) -> None:
    for _ in range(5):
        async with room.connect("stream") as viewer:
            await viewer.ping()
        await viewer.wait_closed()
    async with asyncio.timeout(5):
        while (await http.get("/healthz")).json()["viewers"]:
            pass
    assert (await http.get("/healthz")).json()["viewers"] == 0


# ---- the conversation


async def test_comment_reaches_the_room_and_its_author_is_told(room: Room) -> None:
    async with room.connect("chat") as viewer:
        hello = await told(viewer, "hello")
        assert hello["state"] == {"host": "Mia"}
        assert hello["limits"]["text"] == MAX_TEXT
        await viewer.send(json.dumps({"text": "<img src=x onerror=alert(1)>", "author": "Ada", "ref": "r1"}))
        accepted = await told(viewer, "accepted")
        message = await anext(room.chat.messages())
        assert (message.author, message.text) == ("Ada", "<img src=x onerror=alert(1)>")
        assert accepted == {"type": "accepted", "ref": "r1", "message": chat_event(message)}


async def test_viewer_without_a_name_gets_one(room: Room) -> None:
    async with room.connect("chat") as viewer:
        guest = (await told(viewer, "hello"))["guest"]
        await viewer.send(json.dumps({"text": "hi", "author": "  "}))
        assert (await told(viewer, "accepted"))["message"]["author"] == guest


async def test_half_a_character_in_an_event_costs_nobody_the_connection(room: Room) -> None:
    async with room.connect("chat") as viewer:
        await told(viewer, "recent")
        room.web.feed.broadcast({"type": "status", "status": "live", "detail": "\ud800 好"})
        room.web.feed.broadcast({"type": "status", "status": "stopped", "detail": ""})
        assert (await told(viewer, "status"))["detail"] == "? 好"
        assert (await told(viewer, "status"))["status"] == "stopped"


async def test_broadcast_reaches_every_page(room: Room) -> None:
    async with room.connect("chat") as first, room.connect("chat") as second:
        for viewer in (first, second):
            await told(viewer, "hello")
            await told(viewer, "recent")
        room.web.feed.broadcast({"type": "status", "status": "live", "detail": "好"})
        for viewer in (first, second):
            assert (await told(viewer, "status"))["detail"] == "好"
        assert (await told(first, "viewers"))["count"] == 2


@pytest.mark.parametrize(
    "raw", ["", "null", "[]", "{", '{"text": 5}', '{"text": "a", "more": 1}', '{"text": "\\ud800"}']
)
async def test_message_that_is_none_is_refused_politely(room: Room, raw: str) -> None:
    async with room.connect("chat") as viewer:
        await viewer.send(raw)
        assert (await told(viewer, "refused"))["code"] == "bad"
        await viewer.send(b"\xff\xfe")
        assert (await told(viewer, "refused"))["code"] == "bad"


async def test_fast_writer_is_asked_to_wait_and_a_flood_is_cut(room: Room) -> None:
    async with room.connect("chat") as viewer:
        for number in range(5):
            await viewer.send(json.dumps({"text": f"number {number}"}))
            await told(viewer, "accepted")
        await viewer.send(json.dumps({"text": "one more", "ref": "mine"}))
        refused = await told(viewer, "refused")
        assert (refused["code"], refused["ref"]) == ("slow", "mine")
        assert 0 < refused["retry_s"] <= 1
        for _ in range(2 * MAX_REFUSED_IN_A_ROW):
            await viewer.send("flood")
        with pytest.raises(websockets.ConnectionClosed):
            await told(viewer, "never")


# ---- the operator


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong-token-entirely"},
        {"Authorization": TOKEN},
        {"Authorization": f"bearer{TOKEN}"},
        {"Authorization": "Bearer tök".encode()},
    ],
)
@pytest.mark.parametrize("lever", ["stop", "skip", "say"])
async def test_levers_need_the_right_token(
    room: Room, http: httpx.AsyncClient, lever: str, headers: dict[str, Any]
) -> None:
    answer = await http.post(f"/operator/{lever}", headers=headers, json={"text": "hi"})
    assert answer.status_code == 403
    assert TOKEN not in answer.text
    assert room.levers.done == []


async def test_operator_is_told_what_happened(room: Room, http: httpx.AsyncClient) -> None:
    stopped = await http.post("/operator/stop", headers=KEY)
    assert (stopped.status_code, stopped.json()) == (200, {"done": "Silenced."})
    skipped = await http.post("/operator/skip", headers=KEY)
    assert (skipped.status_code, skipped.json()) == (409, {"error": "there is nothing to skip"})
    said = await http.post("/operator/say", headers=KEY, json={"text": "Back in\n five\u202e minutes."})
    assert (said.status_code, said.json()) == (200, {"done": "Queued."})
    assert room.levers.done == ["stop", "Back in five minutes."]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"text": ""}', b'{"text": 1}', b'{"text":"' + b"a" * 20_000 + b'"}']
)
async def test_words_that_cannot_be_said_are_refused(
    room: Room, http: httpx.AsyncClient, body: bytes
) -> None:
    answer = await http.post("/operator/say", headers=KEY, content=body)
    assert answer.status_code == 422
    assert room.levers.done == []


async def test_levers_do_not_work_by_following_a_link(room: Room, http: httpx.AsyncClient) -> None:
    assert (await http.get("/operator/stop", headers=KEY)).status_code == 405
    assert room.web.operator_url == f"{room.web.url}#operator={TOKEN}"


# ---- starting and ending


async def test_port_in_use_is_one_line_that_names_the_port_and_the_way_out(room: Room) -> None:
    port = int(room.origin.rsplit(":", 1)[1])
    with pytest.raises(PortInUseError) as caught:
        await Room(WebConfig(port=port)).web.start()
    line = str(caught.value)
    assert f"port {port} is in use" in line
    assert "--port N" in line
    assert "\n" not in line


async def test_address_of_another_machine_is_one_line() -> None:
    with pytest.raises(WebServerError, match=r"cannot serve the page on 192\.0\.2\.1:0"):
        await Room(WebConfig(host="192.0.2.1", port=0)).web.start()


async def test_closing_ends_every_connection_and_frees_the_port(room: Room) -> None:
    async with room.connect("stream") as stream, room.connect("chat") as chat:
        await told(chat, "hello")
        await room.web.close()
        await room.web.close()
        for socket in (stream, chat):
            async with asyncio.timeout(5):
                await socket.wait_closed()
    again = Room(WebConfig(port=int(room.origin.rsplit(":", 1)[1])))
    await again.web.start()
    assert again.web.url.rstrip("/") == room.origin
    await again.web.close()


async def test_signals_stay_with_the_process() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    room = Room(WebConfig(port=0))
    await room.web.start()
    try:
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
    finally:
        await room.web.close()
