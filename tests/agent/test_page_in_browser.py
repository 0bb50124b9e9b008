"""The page in a real browser, fed with a stream made here."""

from __future__ import annotations

import asyncio
import io
import struct
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from agent.chat.page import PageChat
from agent.events import Line, Question, Turn
from agent.web.config import WebConfig
from agent.web.feed import chat_event, product_event, saying_event
from agent.web.hub import FragmentHub
from agent.web.server import WebServer
from avatar.media import Card
from avatar.stage.messages import Fragment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]

FPS = 25
RATE_HZ = 48_000
SECONDS = 40


# ---- a stream


def encode(seconds: int) -> bytes:
    """A moving picture with a tone as fragmented MP4, a fragment every 80 ms, a keyframe every second."""
    file = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof+frag_keyframe", "frag_duration": "80000"}
    with av.open(file, "w", format="mp4", options=options) as container:
        video = container.add_stream(
            "libx264", rate=FPS, options={"preset": "ultrafast", "tune": "zerolatency"}
        )
        video.width, video.height, video.pix_fmt, video.gop_size = 320, 180, "yuv420p", FPS
        audio = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        across, down = np.meshgrid(np.arange(320), np.arange(180))
        for index in range(seconds * FPS):
            red = (across + 4 * index) % 256
            picture = np.stack([red, down + 60, 200 - red // 2], axis=-1).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(video.encode(frame))
            times = np.arange(index * 1920, (index + 1) * 1920) / RATE_HZ
            tone = (0.3 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
            sound.sample_rate, sound.pts = RATE_HZ, index * 1920
            container.mux(audio.encode(sound))
        container.mux(video.encode())
        container.mux(audio.encode())
    return file.getvalue()


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Top-level boxes: type, whole box."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at : at + size]
        at += size


class Stream:
    """An encoded stream cut into fragments, each with the time at which a live encoder would have it."""

    def __init__(self, data: bytes) -> None:
        self.opening = b""
        self.media: list[tuple[float, bool, bytes]] = []
        frames = 0
        for kind, box in boxes(data):
            if kind in {b"ftyp", b"moov"}:
                self.opening += box
            elif kind == b"moof":
                moof = box
                flags, count = struct.unpack_from(">II", moof, moof.index(b"trun") + 4)
                frames += count
            elif kind == b"mdat":
                self.media.append((frames / FPS, bool(flags & 0x4), moof + box))
        profile = self.opening[self.opening.index(b"avcC") + 5 :][:3].hex()
        self.codecs = f"avc1.{profile},mp4a.40.2"


class Broadcast:
    """Publishes a stream at its own pace by the loop's clock, and can be held up like a stalled encoder."""

    def __init__(self, hub: FragmentHub, stream: Stream) -> None:
        self._hub, self._stream = hub, stream
        self._loop = asyncio.get_running_loop()
        self._epoch, self._next, self._timer = 0, 0, self._loop.call_soon(lambda: None)
        self.started_at = 0.0
        self.begin()

    def begin(self) -> None:
        """A new epoch, from the stream's first picture."""
        self._timer.cancel()
        self._epoch += 1
        self._next = 0
        self.started_at = time.time()
        self._zero = self._loop.time()
        self._hub.publish(Fragment(self._epoch, "init", False, self._stream.opening, self._stream.codecs))
        self._publish()

    def hold(self, seconds: float) -> None:
        """Publish nothing for a while, then everything that was held up."""
        self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._publish)

    def stop(self) -> None:
        self._timer.cancel()

    def _publish(self) -> None:
        now = self._loop.time() - self._zero
        while self._next < len(self._stream.media):
            at, keyframe, data = self._stream.media[self._next]
            if at > now:
                self._timer = self._loop.call_later(at - now, self._publish)
                return
            self._hub.publish(Fragment(self._epoch, "media", keyframe, data))
            self._next += 1


# ---- a room with a browser in it


class Levers:
    def __init__(self) -> None:
        self.done: list[str] = []

    async def stop(self) -> str:
        self.done.append("stop")
        return "Silenced after 120 ms."

    async def skip(self) -> str:
        self.done.append("skip")
        return "Skipped."

    async def say(self, text: str) -> str:
        self.done.append(text)
        return f"Next: {text}"


class Room:
    def __init__(self, stream: Stream) -> None:
        self.hub, self.chat, self.levers = FragmentHub(), PageChat(), Levers()
        self.web = WebServer(
            WebConfig(port=0),
            self.hub,
            self.chat,
            self.levers,
            lambda: {"title": "Alder & Wick", "host": "Mia"},
        )
        self._stream = stream

    async def open(self) -> None:
        await self.web.start()
        self.broadcast = Broadcast(self.hub, self._stream)

    async def close(self) -> None:
        self.broadcast.stop()
        await self.web.close()


@pytest.fixture(scope="module")
def stream() -> Stream:
    return Stream(encode(SECONDS))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: dict[str, Any]) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def room(stream: Stream) -> AsyncIterator[Room]:
    room = Room(stream)
    await room.open()
    yield room
    await room.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that fails its test on any error or refused resource it reports."""
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend([message.text] * (message.type == "error")))
    yield page
    await page.close()
    assert complaints == []


async def until(page: Page, condition: str, within_s: float = 15) -> None:
    """Wait until a JavaScript expression is true in the page."""
    await page.evaluate(
        f"""new Promise((resolve, reject) => {{
            const give_up = setTimeout(() => {{
                const {{ state, latency, stats }} = nightshift;
                reject(new Error(`never came true: ${{state}} ${{latency}} ${{JSON.stringify(stats)}}`));
            }}, {within_s * 1000});
            const look = setInterval(() => {{
                if (!({condition})) return;
                clearInterval(look);
                clearTimeout(give_up);
                resolve();
            }}, 20);
        }})"""
    )


async def playing(page: Page) -> None:
    await until(page, "nightshift.state === 'playing' && nightshift.latency !== null")


async def advances(page: Page, seconds: float = 1.0) -> None:
    """Wait until the video has moved on."""
    await page.evaluate("window.seen = document.getElementById('video').currentTime")
    await until(page, f"document.getElementById('video').currentTime > seen + {seconds}")


async def behind_encoder_s(page: Page, room: Room) -> float:
    """Seconds from the moment a picture was published until it is shown; both run on this machine's clock."""
    shown, at = await page.evaluate("[document.getElementById('video').currentTime, Date.now() / 1000]")
    return float(at - room.broadcast.started_at - shown)


# ---- picture and sound


async def test_picture_moves_is_not_black_and_is_less_than_a_second_old(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    await advances(page, 2.0)
    assert await behind_encoder_s(page, room) < 1
    assert 0 < await page.evaluate("nightshift.latency") < 1
    mean, spread = await page.evaluate(
        """(() => {
            const canvas = document.createElement("canvas");
            canvas.width = 64, canvas.height = 36;
            const context = canvas.getContext("2d");
            context.drawImage(document.getElementById("video"), 0, 0, 64, 36);
            const values = [...context.getImageData(0, 0, 64, 36).data].filter((_, i) => i % 4 < 3);
            const mean = values.reduce((a, b) => a + b) / values.length;
            return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)];
        })()"""
    )
    assert mean > 60
    assert spread > 30


async def test_sound_is_heard_after_the_tap(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    assert await page.evaluate("nightshift.stats.muted")
    await page.get_by_role("button", name="Tap for sound").click()
    await page.evaluate(
        """(() => {
            const audio = new AudioContext();
            const ear = audio.createAnalyser();
            ear.fftSize = 4096;
            audio.createMediaElementSource(document.getElementById("video")).connect(ear).connect(audio.destination);
            window.listen = () => {
                const levels = new Float32Array(ear.frequencyBinCount);
                ear.getFloatFrequencyData(levels);
                const loudest = levels.indexOf(Math.max(...levels));
                return { db: levels[loudest], hz: (loudest * audio.sampleRate) / ear.fftSize };
            };
        })()"""
    )
    await until(page, "listen().db > -40 && Math.abs(listen().hz - 440) < 25")
    assert not await page.evaluate("nightshift.stats.muted")
    assert await page.get_by_role("button", name="Tap for sound").is_hidden()
    await page.locator("#screen").hover()
    await page.get_by_role("button", name="Mute").click()
    assert await page.evaluate("nightshift.stats.muted")


async def test_page_catches_up_after_the_stream_was_held_up(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    room.broadcast.hold(1.5)
    await until(page, "nightshift.state === 'stalled'")
    await until(page, "nightshift.stats.rate > 1.04 || nightshift.stats.jumps > 0")
    assert await behind_encoder_s(page, room) > 0.9
    await until(
        page, "nightshift.state === 'playing' && nightshift.latency < 0.6 && nightshift.stats.rate <= 1"
    )
    assert await behind_encoder_s(page, room) < 1
    assert await page.evaluate("nightshift.stats.connects") == 1


async def test_page_jumps_to_live_when_it_is_far_behind(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    room.broadcast.hold(4)
    await until(page, "nightshift.stats.jumps > 0")
    await advances(page)
    assert await behind_encoder_s(page, room) < 1


async def test_new_epoch_plays_on(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    await advances(page)
    room.broadcast.begin()
    await until(page, "nightshift.stats.epoch === 2")
    await playing(page)
    await advances(page)
    assert await behind_encoder_s(page, room) < 1
    assert await page.evaluate("nightshift.stats.connects") == 1
    assert await page.locator("#still").is_hidden()


async def test_page_comes_back_when_the_server_does(stream: Stream, browser: Browser) -> None:
    page = await browser.new_page()
    first, second = Room(stream), Room(stream)
    await first.open()
    await page.goto(first.web.url)
    await playing(page)
    await first.close()
    await until(page, "nightshift.state === 'reconnecting'")
    second.web = WebServer(
        WebConfig(port=int(first.web.url.rstrip("/").rsplit(":", 1)[1])),
        second.hub,
        second.chat,
        second.levers,
        dict,
    )
    await second.open()
    await playing(page)
    await advances(page)
    assert await behind_encoder_s(page, second) < 1
    await second.close()
    await page.close()


# ---- the conversation


async def test_question_reaches_the_room_and_stays_text(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    hostile = '<img src=x onerror="window.owned = 1"> is it <b>waterproof</b>?'
    await page.get_by_label("Name").fill("<i>Ada</i>")
    await page.get_by_placeholder("Ask about anything you see…").fill(hostile)
    await page.keyboard.press("Enter")
    async with asyncio.timeout(5):
        message = await anext(room.chat.messages())
    assert (message.author, message.text) == ("<i>Ada</i>", hostile)
    room.web.feed.broadcast(chat_event(message))
    question = Question(
        "q", hostile, message.author, "en", (message.author,), (message.id,), message.at, message.at
    )
    line = Line("t.0", "t", 0, "<script>window.owned = 2</script> Yes, it is.", "en")
    room.web.feed.broadcast(saying_event(line, Turn("t", "answer", "en", question)))
    room.web.feed.broadcast(product_event(Card("p", "<u>Lamp</u>", "$39.00", note="In stock")))
    await until(page, "document.querySelectorAll('#messages .host').length === 1")
    await until(page, "!document.getElementById('product').hidden")
    own = page.locator("#messages .own")
    assert await own.count() == 1
    assert await own.locator(".text").text_content() == hostile
    assert await own.locator(".author").text_content() == "<i>Ada</i>"
    assert await own.locator(".answer").text_content() == "Being answered"
    assert await page.locator("#words").text_content() == line.text
    assert await page.locator("#product-name").text_content() == "<u>Lamp</u>"
    assert (
        await page.evaluate("document.querySelectorAll('.chat img, .chat b b, .now u, .chat script').length")
        == 0
    )
    assert await page.evaluate("window.owned === undefined")


async def test_a_link_to_the_cart_is_shown_while_it_is_spoken_of(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await playing(page)
    turns = [
        Turn(name, "answer", "en", Question(name, "link?", "Ada", "en", ("Ada",), (name,), 0.0, 60.0))
        for name in ("l", "m", "n")
    ]
    cart = page.locator("#cart")

    async def say(turn: Turn, sequence: int, link: str = "") -> None:
        words = f"sentence {turn.id}{sequence}"
        line = Line(f"{turn.id}.{sequence}", turn.id, sequence, words, "en")
        room.web.feed.broadcast(saying_event(line, turn, link))
        await expect(page.locator("#words")).to_have_text(words)

    await say(turns[0], 0)
    await expect(cart).to_be_hidden()
    await say(turns[0], 1, "https://shop.example/cart?add=lamp")
    await expect(cart).to_have_text("Open the cart at shop.example")
    await expect(cart).to_have_attribute("href", "https://shop.example/cart?add=lamp")
    await expect(cart).to_have_attribute("target", "_blank")
    await expect(cart).to_have_attribute("rel", "noopener noreferrer")
    size = page.viewport_size
    assert size is not None
    for width, height in ((390, 800), (844, 390), (size["width"], size["height"])):
        await page.set_viewport_size({"width": width, "height": height})
        await cart.click(trial=True)
        await expect(cart).to_be_in_viewport(ratio=1)
    await say(turns[0], 2)
    await say(Turn("p", "pitch", "en"), 0)
    await expect(cart).to_be_visible()
    await say(turns[1], 0)
    await expect(cart).to_be_hidden()
    for address in ("javascript:window.owned=3", "http://shop.example/", "no address"):
        await say(turns[2], 0, address)
        await expect(cart).to_be_hidden()
        assert await cart.get_attribute("href") is None
    assert await page.get_by_placeholder("Ask about anything you see…").input_value() == ""


async def test_name_is_remembered_and_the_disclosure_is_on_the_page(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await page.get_by_label("Name").fill("Ada")
    await page.get_by_label("Name").blur()
    await page.reload()
    await until(page, "document.getElementById('name').value === 'Ada'")
    assert await page.get_by_text("You are talking to an AI host").is_visible()


async def test_fast_writer_keeps_the_words_that_were_refused(room: Room, page: Page) -> None:
    await page.goto(room.web.url)
    await until(page, "document.getElementById('chips').children.length > 0")
    box = page.get_by_placeholder("Ask about anything you see…")
    for number in range(5):
        await box.fill(f"question {number}")
        await page.keyboard.press("Enter")
        await until(page, "document.getElementById('text').value === ''")
    await box.fill("one too many")
    await page.keyboard.press("Enter")
    await page.get_by_text("You are writing very fast").wait_for()
    assert await box.input_value() == "one too many"


async def test_chinese_viewer_reads_chinese(room: Room, browser: Browser) -> None:
    page = await browser.new_page(locale="zh-CN")
    await page.goto(room.web.url)
    await playing(page)
    assert await page.get_by_text("您正在与 AI 主播对话").is_visible()
    assert await page.get_by_role("button", name="点击开启声音").is_visible()
    assert await page.evaluate("document.documentElement.lang") == "zh-CN"
    await page.close()


# ---- the operator


async def test_operator_stops_skips_and_speaks_from_the_bar(room: Room, page: Page) -> None:
    await page.goto(room.web.operator_url)
    await page.get_by_role("button", name="Stop").wait_for()
    assert await page.evaluate("location.href") == room.web.url
    told = page.locator("#operator-told")
    await page.keyboard.press("Escape")
    await told.get_by_text("Silenced after 120 ms.").wait_for()
    await page.get_by_role("button", name="Skip").click()
    await told.get_by_text("Skipped.").wait_for()
    await page.get_by_placeholder("Say this…").fill("Back in a minute.")
    await page.keyboard.press("Enter")
    await told.get_by_text("Next: Back in a minute.").wait_for()
    await page.reload()
    await page.get_by_role("button", name="Stop").click()
    await told.get_by_text("Silenced after 120 ms.").wait_for()
    assert room.levers.done == ["stop", "skip", "Back in a minute.", "stop"]


async def test_viewer_sees_no_bar_and_a_wrong_token_does_nothing(room: Room, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(room.web.url)
    await playing(page)
    assert await page.get_by_role("button", name="Stop").is_hidden()
    await page.keyboard.press("Escape")
    await page.goto("about:blank")
    await page.goto(f"{room.web.url}#operator=not-the-right-token")
    await page.get_by_role("button", name="Stop").click()
    await page.get_by_text("this needs the operator's token").wait_for()
    assert room.levers.done == []
    await page.close()


# ---- sizes


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (390, 508), (320, 568), (844, 390), (768, 1024), (1440, 900)]
)
async def test_everything_fits_the_screen(room: Room, browser: Browser, width: int, height: int) -> None:
    page = await browser.new_page(viewport={"width": width, "height": height}, has_touch=width < 900)
    await page.goto(room.web.operator_url)
    await playing(page)
    room.web.feed.broadcast(product_event(Card("p", "Lamp" * 30, "$1,039.00", "$1,139.00", "In stock " * 20)))
    await until(page, "!document.getElementById('product').hidden")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    for part in ("#video", "#text", "#send", "#stop", "#disclosure"):
        box = await page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width + 0.5
        assert box["y"] + box["height"] <= height + 0.5
    await page.close()
