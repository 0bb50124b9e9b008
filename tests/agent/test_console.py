"""The operator's console over the real server: who gets in, what is told, what is done."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio
import websockets

from agent.journal import JournalError
from agent.web import console as console_module
from agent.web import desk
from agent.web.config import TOKEN_VARIABLE
from agent.web.console import CONSOLES, Console, Watcher
from agent.web.console_view import RoomInfo, RoomView
from agent.web.security import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from tests.agent.conftest import ConsoleRoom

TOKEN = "the-operators-own-token"
KEY = {"Authorization": f"Bearer {TOKEN}"}
WRONG = {"Authorization": "Bearer the-operators-own-tokem"}


@pytest_asyncio.fixture
async def room(
    console_room: type[ConsoleRoom], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ConsoleRoom]:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    room = console_room(tmp_path)
    await room.web.start()
    running = asyncio.create_task(room.operating.console.run())
    yield room
    running.cancel()
    await asyncio.wait([running])
    await room.operating.close()
    await room.web.close()


@pytest_asyncio.fixture
async def http(room: ConsoleRoom) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=room.web.url) as client:
        yield client


def connect(room: ConsoleRoom, origin: str | None = "", **options: Any) -> websockets.connect:
    address = room.web.url.replace("http", "ws", 1) + "operator/watch"
    own = room.web.url.rstrip("/")
    own_or_other = own if origin == "" else origin
    return websockets.connect(address, origin=own_or_other, max_size=2**24, **options)  # type: ignore[arg-type]


async def hear(socket: websockets.ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(5):
        told: dict[str, Any] = json.loads(await socket.recv())
        return told


class Seen:
    """What one console knows: the newest of every section."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.sections: dict[str, Any] = {}
        self.updates: list[set[str]] = []

    async def until(self, section: str, condition: Any) -> Any:
        while section not in self.sections or not condition(self.sections[section]):
            told = await hear(self.socket)
            self.sections |= told["sections"]
            self.updates.append(set(told["sections"]))
        return self.sections[section]


async def closed(seen: Seen) -> None:
    """Wait until the room has ended a console's connection."""
    with suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(10):
            async for _ in seen.socket:
                pass
    assert seen.socket.close_code is not None


async def enter(stack: AsyncExitStack, room: ConsoleRoom) -> tuple[Seen, dict[str, Any]]:
    socket = await stack.enter_async_context(connect(room))
    await socket.send(json.dumps({"token": TOKEN}))
    return Seen(socket), await hear(socket)


# ---- who gets in


@pytest.mark.parametrize(
    "first",
    [
        '{"token": "the-operators-own-tokem"}',
        '{"token": ""}',
        "{}",
        "no json",
        '{"token": 7}',
        '{"token": "' + "x" * 900 + '"}',
    ],
)
async def test_without_the_token_a_console_is_closed_and_told_nothing(room: ConsoleRoom, first: str) -> None:
    async with connect(room) as socket:
        await socket.send(first)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await hear(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


async def test_a_console_that_does_not_give_the_token_in_time_is_closed(
    room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_module, "KNOCK_S", 0.05)
    async with connect(room) as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await hear(socket)
    assert room.operating.console.watching == 0


async def test_of_those_at_the_door_the_one_that_waits_longest_makes_room(
    room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_module, "KNOCKING", 1)
    async with connect(room) as first, connect(room) as second:
        await second.send(json.dumps({"token": TOKEN}))
        assert (await hear(second))["type"] == "hello"
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await hear(first)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code != 4403, "a console that was only slow must not forget its token"


async def test_a_crowd_without_the_token_does_not_keep_the_operator_out(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        crowd = await asyncio.gather(*(stack.enter_async_context(connect(room)) for _ in range(100)))
        _, hello = await enter(stack, room)
        assert hello["type"] == "hello"
        assert room.operating.console.watching == 1
        await asyncio.gather(*(one.close() for one in crowd))


async def test_of_a_hundred_consoles_at_once_eight_are_let_in_and_the_others_told_why(
    room: ConsoleRoom,
) -> None:
    async def knock(socket: websockets.ClientConnection) -> str:
        with suppress(websockets.ConnectionClosed):
            await socket.send(json.dumps({"token": TOKEN}))
            return str((await hear(socket))["type"])
        return f"{socket.close_code} {socket.close_reason}"

    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(connect(room)) for _ in range(100)]
        told = await asyncio.gather(*map(knock, sockets))
        assert told.count("hello") <= CONSOLES
        assert room.operating.console.watching <= CONSOLES
        assert all(one == "hello" or one.startswith("1013 ") for one in told), told
        assert not any(TOKEN in one for one in told)
    async with AsyncExitStack() as stack:
        seen, hello = await enter(stack, room)
        assert hello["type"] == "hello"
        await seen.until("queue", lambda queue: queue["waiting"] == 0)


async def test_a_console_that_takes_nothing_is_dropped(
    room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.web.connection.SEND_TIMEOUT_S", 0.3)
    async with AsyncExitStack() as stack:
        slow = await stack.enter_async_context(connect(room, max_queue=1))
        await slow.send(json.dumps({"token": TOKEN}))
        quick, _ = await enter(stack, room)
        slow.transport.pause_reading()
        for number in range(100):
            room.ask(number, "x" * 40_000 + str(number))
        number = 100
        while room.operating.console.watching > 1:
            number += 1
            room.inbox.questions.reverse()
            room.ask(number, "How much is it?")
            await quick.until("queue", lambda queue, number=number: queue["waiting"] >= number)
        assert room.operating.console.watching == 1
        assert quick.socket.close_code is None


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", None])
async def test_another_site_cannot_open_a_console(room: ConsoleRoom, origin: str | None) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await connect(room, origin)
    assert refused.value.response.status_code == 403


async def test_another_sites_request_is_refused_even_with_the_token(
    room: ConsoleRoom, http: httpx.AsyncClient
) -> None:
    headers = {**KEY, "Origin": "https://evil.example"}
    assert (await http.post("/operator/act", json={"action": "stop"}, headers=headers)).status_code == 403
    assert room.host.done == []


@pytest.mark.parametrize("headers", [{}, WRONG, {"Authorization": TOKEN}, {"Authorization": "Bearer"}])
async def test_an_action_needs_the_token(
    room: ConsoleRoom, http: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await http.post("/operator/act", json={"action": "stop"}, headers=headers)
    assert answer.status_code == 403
    assert room.host.done == []
    assert room.journal.entries == []


async def test_the_token_is_not_taken_from_an_address(room: ConsoleRoom, http: httpx.AsyncClient) -> None:
    for query in (f"?token={TOKEN}", f"?operator={TOKEN}"):
        assert (await http.post(f"/operator/act{query}", json={"action": "stop"})).status_code == 403


async def test_who_tries_tokens_is_slowed_down_and_the_operator_is_not(
    room: ConsoleRoom, http: httpx.AsyncClient
) -> None:
    async def knock() -> int:
        return (await http.post("/operator/act", json={"action": "stop"}, headers=WRONG)).status_code

    answers = sorted(await asyncio.gather(*(knock() for _ in range(4 * desk.STRANGERS_AT_ONCE))))
    assert answers[0] == 403
    assert answers[-1] == 429
    assert (await http.post("/operator/act", json={"action": "stop"}, headers=KEY)).status_code == 200


async def test_eight_consoles_and_no_more(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        numbers = [(await enter(stack, room))[1]["console"] for _ in range(CONSOLES)]
        assert len(set(numbers)) == CONSOLES
        async with connect(room) as late:
            await late.send(json.dumps({"token": TOKEN}))
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await hear(late)
            assert closed.value.rcvd is not None
            assert "open already" in closed.value.rcvd.reason
    async with AsyncExitStack() as stack:
        assert (await enter(stack, room))[1]["type"] == "hello"


async def test_the_token_is_in_no_log_and_no_page(
    room: ConsoleRoom, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with AsyncExitStack() as stack:
        await enter(stack, room)
        await http.post("/operator/act", json={"action": "stop"}, headers=KEY)
        await http.post("/operator/act", json={"action": "stop"}, headers=WRONG)
        page = await http.get("/console")
    ours = [record for record in caplog.records if not record.name.startswith("websockets.client")]
    assert all(TOKEN not in record.getMessage() for record in ours if not record.name.startswith("httpcore"))
    assert TOKEN not in page.text
    assert TOKEN not in json.dumps(room.journal.entries)
    path, _, fragment = room.web.console_url.partition("#")
    assert path.endswith("/console")
    assert fragment == f"operator={TOKEN}"


async def test_the_page_is_served_under_the_strict_policy(http: httpx.AsyncClient) -> None:
    page = await http.get("/console")
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert page.headers["x-frame-options"] == "DENY"
    for name in ("console.js", "console-dom.js", "console-link.js", "console-panels.js", "console-room.js"):
        script = (await http.get(f"/static/{name}")).text
        assert script
        assert "innerHTML" not in script
        assert "insertAdjacentHTML" not in script


# ---- what is told


async def test_a_newcomer_is_told_the_room_and_then_everything(room: ConsoleRoom) -> None:
    room.ask(1, "How much is it?", "<b>Ann</b>")
    room.operating.watch.on_air()
    async with AsyncExitStack() as stack:
        seen, hello = await enter(stack, room)
        assert hello["room"] == {"name": "evening", "title": "Alder & Wick", "host": "Mei", "language": "en"}
        queue = await seen.until("queue", bool)
        assert queue["waiting"] == 1
        assert queue["questions"][0]["author"] == "<b>Ann</b>"
        assert set(seen.sections) == set(RoomView.__dataclass_fields__)
        assert seen.sections["air"]["state"] == "live"


async def test_only_what_changed_is_told(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        seen, _ = await enter(stack, room)
        await seen.until("queue", bool)
        seen.updates.clear()
        room.refuse("deals4u", "BUY FOLLOWERS")
        await seen.until("moderation", lambda moderation: moderation["total"] == 1)
        assert set().union(*seen.updates) <= {"moderation", "answers"}


async def test_many_changes_are_told_together(room: ConsoleRoom) -> None:
    looks = 0
    view = room.operating.watch.view

    def counted() -> RoomView:
        nonlocal looks
        looks += 1
        return view()

    room.operating.console._view = counted
    async with AsyncExitStack() as stack:
        seen, _ = await enter(stack, room)
        await seen.until("queue", bool)
        looks = 0
        for number in range(500):
            room.ask(number, f"Question {number}?")
            await asyncio.sleep(0)
        await seen.until("queue", lambda queue: queue["waiting"] == 500)
        assert looks <= 3, "a burst must not be told one by one"
        assert len(seen.sections["queue"]["questions"]) == 40


async def test_nothing_is_looked_at_while_nobody_watches(room: ConsoleRoom) -> None:
    looks = 0

    def counted() -> RoomView:
        nonlocal looks
        looks += 1
        return RoomView()

    room.operating.console._view = counted
    room.operating.changed()
    await asyncio.sleep(0)
    assert looks == 0


def test_a_slow_console_holds_the_newest_of_every_section_and_no_more() -> None:
    async def scenario() -> None:
        watcher = Watcher(1)
        for number in range(10_000):
            watcher.offer(float(number), {"queue": str(number), f"s{number % 3}": "1"})
        told = json.loads(await anext(aiter(watcher)))
        assert told["at"] == 9999
        assert told["sections"]["queue"] == 9999
        assert len(told["sections"]) == 4

    asyncio.run(scenario())


async def test_a_console_that_reads_nothing_does_not_delay_another(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        await enter(stack, room)  # reads no more after hello
        quick, _ = await enter(stack, room)
        await quick.until("queue", bool)
        for number in range(60):
            room.more["mood"] = None
            room.ask(number, "x" * 200 + str(number))
        told = await quick.until("queue", lambda queue: queue["waiting"] == 60)
        assert told["waiting"] == 60


async def test_a_console_that_talks_on_and_on_is_cut(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        seen, _ = await enter(stack, room)
        for _ in range(20):
            await seen.socket.send("hello?")
        await closed(seen)


async def test_ending_the_room_ends_its_consoles(room: ConsoleRoom) -> None:
    async with AsyncExitStack() as stack:
        seen, _ = await enter(stack, room)
        await seen.until("queue", bool)
        room.operating.console.close()
        await closed(seen)


# ---- what is done


async def test_an_action_is_done_journaled_and_seen_by_every_console(
    room: ConsoleRoom, http: httpx.AsyncClient
) -> None:
    room.operating.watch.on_air()
    async with AsyncExitStack() as stack:
        one, hello = await enter(stack, room)
        two, _ = await enter(stack, room)
        answer = await http.post(
            "/operator/act", json={"action": "pause", "console": hello["console"]}, headers=KEY
        )
        assert answer.json() == {"done": "The host finishes its sentence and waits.", "code": "pause"}
        for seen in (one, two):
            await seen.until("air", lambda air: air["state"] == "paused")
            deeds = await seen.until("deeds", bool)
            assert deeds[0]["who"] == f"console {hello['console']}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"action": "explode"}',
        b'{"action": "stop", "sudo": true}',
        b'{"action": "say", "text": 7}',
        b'{"action": "stop", "target": "' + b"x" * 300 + b'"}',
        b'{"action": "say", "text": "' + b"x" * 9000 + b'"}',
        b"\xff\xfe",
    ],
)
async def test_a_request_that_is_no_action_is_refused_in_one_line(
    room: ConsoleRoom, http: httpx.AsyncClient, body: bytes
) -> None:
    answer = await http.post("/operator/act", content=body, headers=KEY)
    assert answer.status_code == 422
    assert set(answer.json()) == {"error"}
    assert len(answer.json()["error"]) < 600
    assert "\n" not in answer.json()["error"]
    assert "xxxx" not in answer.json()["error"], "what a stranger sent is not repeated"
    assert room.host.done == []


async def test_a_refused_action_says_why(room: ConsoleRoom, http: httpx.AsyncClient) -> None:
    answer = await http.post("/operator/act", json={"action": "pin", "target": "toaster"}, headers=KEY)
    assert answer.status_code == 409
    assert answer.json() == {"error": "the shop has no such product"}


async def test_what_cannot_be_journaled_is_not_done(room: ConsoleRoom, http: httpx.AsyncClient) -> None:
    room.journal.broken = JournalError("the disk is full")
    answer = await http.post("/operator/act", json={"action": "skip"}, headers=KEY)
    assert answer.status_code == 503
    assert answer.json() == {"error": "it was not done: the disk is full"}
    assert room.host.done == []


async def test_actions_are_limited_and_a_stop_always_gets_through(
    room: ConsoleRoom, http: httpx.AsyncClient
) -> None:
    async def skip() -> int:
        return (await http.post("/operator/act", json={"action": "skip"}, headers=KEY)).status_code

    codes = sorted(await asyncio.gather(*(skip() for _ in range(4 * desk.ACTS_AT_ONCE))))
    assert codes[0] == 200
    assert 429 in codes
    assert (await http.post("/operator/act", json={"action": "stop"}, headers=KEY)).status_code == 200
    assert room.host.held


async def test_words_are_made_one_line_of_visible_characters(
    room: ConsoleRoom, http: httpx.AsyncClient
) -> None:
    text = "  Hello\n\u202eall\x00 "
    await http.post("/operator/act", json={"action": "say", "text": text}, headers=KEY)
    assert room.host.done == [("say", "Hello all")]


async def test_a_room_without_a_console_serves_none(console_room: type[ConsoleRoom], tmp_path: Path) -> None:
    from agent.web.config import WebConfig
    from agent.web.server import WebServer

    room = console_room(tmp_path)
    web = WebServer(WebConfig(port=0), room.hub, room.chat, room.operating.controls, dict)
    await web.start()
    try:
        assert web.console_url == ""
        async with httpx.AsyncClient(base_url=web.url) as client:
            assert (await client.get("/console")).status_code == 404
            assert (
                await client.post("/operator/act", json={"action": "stop"}, headers=KEY)
            ).status_code == 404
    finally:
        await web.close()
        await room.operating.close()


@pytest.mark.looptime
async def test_files_are_read_again_now_and_then_while_somebody_watches(looptime: Any) -> None:
    reads: list[float] = []
    loop = asyncio.get_running_loop()

    async def refresh() -> None:
        reads.append(loop.time())

    console = Console(RoomInfo("r", "t", "h", "en"), RoomView, now=loop.time, refresh=refresh)
    running = asyncio.create_task(console.run())
    await asyncio.sleep(30)
    assert reads == []
    with console._subscribe():
        await asyncio.sleep(30)
    assert 8 <= len(reads) <= 11
    running.cancel()
