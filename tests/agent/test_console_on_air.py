"""The console of a real room on air: the real command, a real browser, and what the viewers get of it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocketRoute, async_playwright, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),
]


class OnAir:
    """A demo room on air, its console and a viewer."""

    def __init__(self, said: dict[str, str], journal: Path) -> None:
        self.said = said
        self._journal = journal
        self.console: Page
        self.viewer: Page

    async def open(self, browser: Browser) -> None:
        self.console = await browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-US")
        self.viewer = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        await self.console.goto(self.said["console"])
        await self.viewer.goto(self.said["page"])
        await expect(self.console.locator("body")).to_have_attribute("data-state", "live", timeout=20_000)

    async def ask(self, text: str) -> None:
        """Write a comment as the viewer."""
        await self.viewer.locator("#text").fill(text)
        await self.viewer.locator("#text").press("Enter")
        await expect(self.viewer.locator("#text")).to_have_value("")

    async def told(self) -> None:
        """The last action was done."""
        await expect(self.console.locator("#told")).to_have_attribute("data-kind", "done")

    def journaled(self, kind: str) -> list[dict[str, Any]]:
        """Events of a kind, in order."""
        with sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True) as db:
            rows = db.execute("SELECT data FROM event WHERE kind = ? ORDER BY id", (kind,)).fetchall()
        return [json.loads(data) for (data,) in rows]

    async def heard(self, part: str, *, timeout_s: float = 20.0) -> None:
        """Wait until viewers have heard words."""
        await self.until(lambda: any(part in line["text"] for line in self.journaled("heard")), timeout_s)

    async def until(self, condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                await self.wait(0.2)

    async def ask_as(self, name: str, text: str) -> None:
        """Write a comment under a name."""
        await self.viewer.locator("#name").fill(name)
        await self.ask(text)

    def asked(self, part: str) -> str:
        """The id of the latest question with these words."""
        return str([one["question"] for one in self.journaled("question") if part in one["text"]][-1])

    async def wait(self, seconds: float) -> None:
        """Let the room go on for a while."""
        await self.console.evaluate("ms => new Promise(resolve => setTimeout(resolve, ms))", 1000 * seconds)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory, chromium: dict[str, Any]) -> AsyncIterator[OnAir]:
    home = tmp_path_factory.mktemp("home")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
    environment["NIGHTSHIFT_HOME"] = str(home)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent.cli.main", "live", "--port", "0",
        env=environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    said: dict[str, str] = {}
    try:
        async with asyncio.timeout(90):
            while "Ctrl-C" not in (line := (await process.stderr.readline()).decode()):
                assert line, "the room ended before it was on air"
                if match := re.match(r"\s+(page|console)\s+(\S+)", line):
                    said[match.group(1)] = match.group(2)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**chromium)
            (journal,) = home.rglob("journal.sqlite")
            room = OnAir(said, journal)
            await room.open(browser)
            yield room
            await browser.close()
    finally:
        process.terminate()
        async with asyncio.timeout(20):
            await process.wait()
    assert process.returncode == 0


async def test_the_sentence_on_air_and_what_comes_next_are_shown(room: OnAir) -> None:
    console = room.console
    await expect(console.locator("#words")).not_to_have_text("Nothing is being said.", timeout=20_000)
    await expect(console.locator("#coming > li").first).to_be_visible(timeout=20_000)
    await expect(console.locator("#products option")).not_to_have_count(1)
    await console.wait_for_selector("#video")
    async with asyncio.timeout(20):
        while not await console.evaluate("() => document.getElementById('video').currentTime > 1"):
            await room.wait(0.2)


async def test_an_answer_is_shown_with_the_fact_behind_it(room: OnAir) -> None:
    await room.ask("How much is the Lumen kettle?")
    console = room.console
    fact = console.locator("#facts li", has_text="price").first
    await expect(fact).to_contain_text("$39", timeout=30_000)
    await expect(fact).to_contain_text("kettle-lumen/price")
    await expect(console.locator("#asked")).to_contain_text("Lumen kettle")
    await expect(console.locator("#chips")).to_contain_text("from facts")


async def test_pausing_and_going_on(room: OnAir) -> None:
    console = room.console
    await console.locator("#pause").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "paused")
    await room.told()
    await room.until(lambda: len(room.journaled("heard")) == len(room.journaled("speaking")))
    before = len(room.journaled("speaking"))
    await room.wait(4)
    assert len(room.journaled("speaking")) == before, "the host speaks while it is paused"
    await console.locator("#pause").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "live")
    await room.until(lambda: len(room.journaled("speaking")) > before)


async def test_taking_over_saying_and_handing_back(room: OnAir) -> None:
    console = room.console
    await console.locator("#take-over").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "taken_over")
    await room.told()
    await console.locator("#say-text").fill("Hello, this is the shop itself.")
    await console.locator("#say-text").press("Enter")
    await room.heard("this is the shop itself")
    await room.ask("Is the Lumen kettle in stock?")
    await expect(console.locator("#queue > li")).to_contain_text("in stock", timeout=10_000)
    await room.wait(3)
    await expect(console.locator("#queue > li")).to_have_count(1)
    await expect(console.locator("body")).to_have_attribute("data-state", "taken_over")
    await console.locator("#take-over").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "live")
    await expect(console.locator("#queue > li")).to_have_count(0, timeout=15_000)


async def test_a_line_is_said_in_the_operators_wording_or_not_at_all(room: OnAir) -> None:
    console = room.console
    await console.get_by_text("All", exact=True).click()
    await room.told()
    await expect(console.locator(".approval").first).to_be_visible(timeout=20_000)
    await console.locator(".approval textarea").first.fill("These are my own words for it.")
    await console.locator(".approval .approve").first.click()
    await room.heard("my own words for it")
    await expect(console.locator(".approval:not([inert])").first).to_be_visible(timeout=20_000)
    rejected = await console.locator(".approval:not([inert]) textarea").first.input_value()
    await console.locator(".approval:not([inert]) .reject").first.click()
    await room.told()
    await console.get_by_text("Off", exact=True).click()
    await room.told()
    decisions = {entry["written"]: entry["decision"] for entry in room.journaled("approval")}
    assert decisions[rejected] == "rejected"
    for button in await console.locator(".approval:not([inert]) .reject").all():
        await button.click()


async def test_pinning_a_product_puts_it_on_stage(room: OnAir) -> None:
    console = room.console
    name = await console.locator("#products option").nth(3).inner_text()
    await console.locator("#products").select_option(index=3)
    await console.locator("#pin").click()
    await room.told()
    await expect(console.locator("#product")).to_contain_text(name, timeout=20_000)
    await expect(console.locator("#product")).to_contain_text("pinned")
    await console.locator("#unpin").click()
    await room.told()


async def test_what_was_asked_in_vain_is_answered_from_the_next_time_on(room: OnAir) -> None:
    question = "Is the handle of the Lumen kettle cool to touch?"
    await room.ask(question)
    console = room.console
    item = console.locator("#answers > li", has_text="handle")
    await expect(item).to_be_visible(timeout=30_000)
    await item.locator("textarea").fill("Yes, the handle stays cool.")
    await item.get_by_text("Approve answer").click()
    await room.told()
    await room.wait(12)  # asked again sooner it would count as a repetition
    await room.until(lambda: any(entry["abstained"] for entry in room.journaled("answered")))
    await room.ask("Does the handle of the Lumen kettle stay cool to touch?")
    await room.heard("the handle stays cool", timeout_s=40)


async def test_a_blocked_viewer_is_not_heard(room: OnAir) -> None:
    console = room.console
    await room.viewer.locator("#name").fill("Nosy")
    await console.locator("#side-tabs").get_by_text("Moderation").click()
    await console.locator("#block-name").fill("Nosy")
    await console.locator("#block-send").click()
    await room.told()
    await room.ask("How much is the Heron lamp?")
    await expect(console.locator("#refused > li").first).to_contain_text("Nosy", timeout=10_000)
    await console.locator("#blocked > li").get_by_role("button").click()
    await expect(console.locator("#blocked > li")).to_have_count(0)


async def test_skipping_ends_the_sentence_and_goes_on_with_another_thought(room: OnAir) -> None:
    console = room.console
    heard = {entry["line"] for entry in room.journaled("heard")}
    await room.until(lambda: len(room.journaled("speaking")) > len(room.journaled("heard")))
    await room.wait(0.8)
    speaking = [entry for entry in room.journaled("speaking") if entry["line"] not in heard]
    await console.locator("#skip").click()
    await room.told()
    await room.until(
        lambda: any(not entry["complete"] for entry in room.journaled("heard") if entry["line"] not in heard)
    )
    assert "skip" in [entry["what"] for entry in room.journaled("interrupt")]
    said = {entry["text"] for entry in speaking}
    await room.until(lambda: room.journaled("speaking")[-1]["text"] not in said)


async def test_the_operator_says_which_question_is_next_and_which_is_none(room: OnAir) -> None:
    console = room.console
    await console.locator("#pause").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "paused")
    await room.until(lambda: len(room.journaled("heard")) == len(room.journaled("speaking")))
    await room.ask_as("Ana", "How much is the Cubby packing cubes set?")
    await room.ask_as("Bea", "What colour is the Heron lamp?")
    await room.ask_as("Cem", "How much is the Murmur humidifier?")
    rows = console.locator("#queue > li")
    await expect(rows).to_have_count(3, timeout=15_000)
    first, dropped, raised = (room.asked(part) for part in ("Cubby", "Heron", "Murmur"))
    await rows.filter(has_text="Heron").get_by_text("Drop", exact=True).click()
    await expect(rows).to_have_count(2)
    await rows.filter(has_text="Murmur").get_by_text("Next", exact=True).click()
    await expect(rows.first).to_contain_text("Murmur")
    await expect(rows.first).to_contain_text("raised by the operator")
    await console.locator("#pause").click()
    await room.until(lambda: {first, raised} <= {one["question"] for one in room.journaled("answered")}, 40)
    order = [one["question"] for one in room.journaled("answered")]
    assert order.index(raised) < order.index(first)
    assert dropped not in order
    reasons = {one["question"]: one["reason"] for one in room.journaled("question.dropped")}
    assert reasons[dropped] == "dropped by the operator"
    assert not any("Heron" in one["text"] for one in room.journaled("speaking") if one["question"] == dropped)


async def test_what_needs_no_answer_is_taken_off_the_list(room: OnAir) -> None:
    console = room.console
    await console.locator("#side-tabs button[data-tab=answers]").click()
    await room.ask_as("Dov", "Was the Murmur humidifier designed in Osaka?")
    item = console.locator("#answers > li", has_text="Osaka")
    await expect(item).to_be_visible(timeout=30_000)
    await item.get_by_text("Dismiss").click()
    await room.told()
    await expect(item).to_have_count(0)
    assert room.journaled("operator")[-1]["action"] == "dismiss"


async def test_silence_and_take_over_cross_without_getting_lost(room: OnAir) -> None:
    console, body = room.console, room.console.locator("body")
    pause, take_over = console.locator("#pause"), console.locator("#take-over")
    await pause.click()
    await expect(body).to_have_attribute("data-state", "paused")
    await take_over.click()
    await expect(body).to_have_attribute("data-state", "taken_over")
    await console.keyboard.press("Escape")
    await expect(body).to_have_attribute("data-state", "stopped")
    await expect(take_over).to_contain_text("Hand back")
    await pause.click()
    await expect(body).to_have_attribute("data-state", "taken_over")
    await console.locator("#say-text").fill("The shop is still here.")
    await console.locator("#say-text").press("Enter")
    await room.heard("The shop is still here")
    await console.keyboard.press("Escape")
    await expect(body).to_have_attribute("data-state", "stopped")
    await take_over.click()
    await expect(body).to_have_attribute("data-state", "live")
    before = len(room.journaled("speaking"))
    await room.until(lambda: len(room.journaled("speaking")) > before)
    for press in ("#pause", "#stop", "#pause"):
        await console.locator(press).click()
        await room.told()
    await expect(body).to_have_attribute("data-state", "live")
    before = len(room.journaled("speaking"))
    await room.until(lambda: len(room.journaled("speaking")) > before)


async def test_two_consoles_act_at_once_and_see_the_same(room: OnAir) -> None:
    other = await room.console.context.browser.new_page(locale="zh-CN")  # type: ignore[union-attr]
    await other.goto(room.said["console"])
    both = (room.console, other)
    address, _, token = room.said["console"].partition("console#operator=")
    async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:

        async def at_once(*actions: str) -> list[int]:
            asked = [
                http.post("/operator/act", json={"action": action, "console": 90 + number})
                for number, action in enumerate(actions)
            ]
            return sorted([answer.status_code for answer in await asyncio.gather(*asked)])

        async def shown(state: str) -> None:
            for page in both:
                await expect(page.locator("body")).to_have_attribute("data-state", state, timeout=20_000)

        await shown("live")
        assert await at_once("take_over", "take_over") == [200, 200]
        await shown("taken_over")
        assert await at_once("hand_back", "hand_back") == [200, 409]
        await shown("live")
        assert room.journaled("operator.refused")[-1]["reason"] == "the host has the floor already"
        assert await at_once("stop", "pause", "stop") == [200, 200, 200]
        await room.wait(1)
        assert await at_once("resume", "skip", "resume") == [200, 200, 200]
        await shown("live")
    before = len(room.journaled("speaking"))
    await room.until(lambda: len(room.journaled("speaking")) > before)
    await other.close()


async def test_blocking_who_is_being_answered_ends_the_answer(room: OnAir) -> None:
    console = room.console
    await room.ask_as("Nemo", "Tell me all about the Lumen kettle please, what can it do?")
    await expect(console.locator("#asked")).to_contain_text("Nemo", timeout=20_000)
    await console.locator("#side-tabs button[data-tab=moderation]").click()
    await console.locator("#block-name").fill("Nemo")
    await console.locator("#block-send").click()
    await room.told()
    question = room.asked("all about the Lumen")
    await room.until(lambda: question in {one["question"] for one in room.journaled("answered")})
    lines = [one for one in room.journaled("speaking") if one["question"] == question]
    await room.until(lambda: room.journaled("speaking")[-1]["line"] not in {one["line"] for one in lines})
    heard = {one["line"]: one["complete"] for one in room.journaled("heard")}
    assert not heard[lines[-1]["line"]], "the answer went on to its end"


async def test_a_console_that_was_cut_off_comes_back_by_itself_and_a_wrong_token_does_not(
    room: OnAir,
) -> None:
    page = await room.console.context.browser.new_page(locale="en-US")  # type: ignore[union-attr]
    lines: list[WebSocketRoute] = []

    def line(route: WebSocketRoute) -> None:
        lines.append(route)
        route.connect_to_server()

    await page.route_web_socket("**/operator/watch", line)
    await page.goto(room.said["console"])
    body = page.locator("body")
    await expect(body).to_have_attribute("data-state", "live", timeout=20_000)
    assert "operator=" not in page.url, "the token stays in the address bar"
    await lines[0].close()
    await room.until(lambda: len(lines) == 2)
    await expect(body).to_have_attribute("data-link", "open", timeout=20_000)
    await page.goto("about:blank")
    await page.goto(room.said["console"].partition("#")[0] + "#operator=" + "x" * 43)
    await expect(page.locator("#door")).to_be_visible(timeout=20_000)
    await expect(page.locator("#door-text")).to_contain_text("token")
    await expect(page.locator("#desk")).to_be_hidden()
    await page.close()


async def test_the_operators_own_words_are_said_with_a_warning(room: OnAir) -> None:
    console = room.console
    await console.locator("#say-text").fill("The Lumen kettle is only $5 today.")
    await console.locator("#say-text").press("Enter")
    await expect(console.locator("#told")).to_have_attribute("data-kind", "warned")
    await expect(console.locator("#told")).to_contain_text("$5")
    await room.heard("only $5 today")
    assert room.journaled("operator.warned")[-1]["text"] == "The Lumen kettle is only $5 today."


async def test_stop_is_at_once_and_everything_was_journaled_first(room: OnAir) -> None:
    console = room.console
    await console.keyboard.press("Escape")
    await expect(console.locator("body")).to_have_attribute("data-state", "stopped")
    await console.locator("#pause").click()
    await expect(console.locator("body")).to_have_attribute("data-state", "live")
    await console.screenshot(path=os.environ.get("NIGHTSHIFT_CONSOLE_SCREENSHOT", os.devnull), type="png")
    done = [entry["action"] for entry in room.journaled("operator")]
    for action in (
        "pause",
        "resume",
        "take_over",
        "say",
        "hand_back",
        "mode",
        "approve",
        "reject",
        "pin",
        "unpin",
    ):
        assert action in done
    for action in ("answer", "block", "unblock", "stop"):
        assert action in done
    assert all(entry["who"].startswith("console ") for entry in room.journaled("operator"))
