"""The operator's console in a real browser: every button and key, against the real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from agent.demo import DEMO_FILE
from agent.web.console_view import BeatView, MoodView, OutputView, ProductView, SpendingView
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Missed
from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest

if TYPE_CHECKING:
    from tests.agent.conftest import ConsoleRoom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
TRICK = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(chromium: dict[str, Any]) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium)
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    ingest(DEMO_FILE, folder, knowledge=KnowledgeConfig.model_validate({"embeddings": "hashing"}))
    return folder


@pytest_asyncio.fixture(loop_scope="module")
async def room(console_room: type[ConsoleRoom], shop: Path) -> AsyncIterator[ConsoleRoom]:
    room = console_room(shop)
    await room.web.start()
    room.operating.watch.on_air()
    running = asyncio.create_task(room.operating.console.run())
    yield room
    running.cancel()
    await asyncio.wait([running])
    await room.operating.close()
    await room.web.close()


class Tab:
    """One browser tab: what it asked the server for, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, told: ConsoleMessage) -> None:
        if told.type == "error":
            self.problems.append(told.text)

    async def told(self, kind: str = "done") -> str:
        """What the console says of the last action."""
        await expect(self.page.locator("#told")).to_have_attribute("data-kind", kind)
        return await self.page.locator("#told").inner_text()


async def opened(
    browser: Browser,
    room: ConsoleRoom,
    *,
    size: dict[str, int] = DESKTOP,
    locale: str = "en-US",
    url: str = "",
) -> Tab:
    context = await browser.new_context(viewport=size, locale=locale)  # type: ignore[arg-type]
    tab = Tab(await context.new_page())
    await tab.page.goto(url or room.web.console_url)
    if not url:
        await expect(tab.page.locator("body")).to_have_attribute("data-link", "open")
        await expect(tab.page.locator("#shop")).to_have_text("Alder & Wick")
    return tab


@pytest_asyncio.fixture(loop_scope="module")
async def tab(browser: Browser, room: ConsoleRoom) -> AsyncIterator[Tab]:
    tab = await opened(browser, room)
    yield tab
    await tab.page.context.close()
    assert tab.problems == []


async def test_levers_by_mouse(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    for button, done, state in (
        ("#pause", ("pause",), "paused"),
        ("#pause", ("resume",), "live"),
        ("#stop", ("stop",), "stopped"),
        ("#skip", ("skip",), "live"),
        ("#take-over", ("take_over",), "taken_over"),
        ("#take-over", ("hand_back",), "live"),
    ):
        await page.locator(button).click()
        await tab.told()
        await expect(page.locator("body")).to_have_attribute("data-state", state)
        assert room.host.done[-1] == done
    await expect(page.locator("#pause span")).to_have_text("Pause")


async def test_levers_by_key_and_no_lever_while_typing(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    for key, done in ((" ", "pause"), (" ", "resume"), ("s", "skip"), ("t", "take_over"), ("t", "hand_back")):
        before = len(room.host.done)
        await page.keyboard.press(key)
        await expect(page.locator("#told")).not_to_have_text("…")
        await expect(page.locator("body")).to_have_attribute(
            "data-state", {"pause": "paused", "take_over": "taken_over"}.get(done, "live")
        )
        assert room.host.done[before:] == [(done,)]
    await page.keyboard.press("/")
    await page.keyboard.type("a stop at st ")
    assert len(room.host.done) == 5
    await page.keyboard.press("Escape")
    await expect(page.locator("body")).to_have_attribute("data-state", "stopped")
    assert room.host.done[-1] == ("stop",)
    await expect(page.locator("#say-text")).to_have_value("a stop at st ")


async def test_the_space_bar_pauses_also_after_another_lever_was_clicked(tab: Tab, room: ConsoleRoom) -> None:
    await tab.page.locator("#skip").click()
    await tab.told()
    await tab.page.keyboard.press(" ")
    await expect(tab.page.locator("body")).to_have_attribute("data-state", "paused")
    assert room.host.done == [("skip",), ("pause",)]


async def test_typed_words_are_said(tab: Tab, room: ConsoleRoom) -> None:
    await tab.page.locator("#say-text").fill("Back in a minute!")
    await tab.page.locator("#say-text").press("Enter")
    await tab.told()
    assert room.host.done == [("say", "Back in a minute!")]
    await expect(tab.page.locator("#say-text")).to_have_value("")


async def test_what_is_refused_is_said_in_one_line_and_the_words_are_kept(
    tab: Tab, room: ConsoleRoom
) -> None:
    room.host.refuses = "20 sentences are waiting already"
    await tab.page.locator("#say-text").fill("Hello?")
    await tab.page.locator("#say-text").press("Enter")
    assert await tab.told("error") == "20 sentences are waiting already"
    await expect(tab.page.locator("#say-text")).to_have_value("Hello?")
    tab.problems.clear()  # the browser itself notes the 409


async def test_the_line_on_air_its_facts_and_the_verdict(tab: Tab, room: ConsoleRoom) -> None:
    question = room.ask(1, "How much is it?", "Ann")
    room.coming = [BeatView("", "price", "kettle")]
    room.more |= {"cut": True, "product": ProductView("kettle", "Lumen kettle")}
    room.speak("It costs $39.", written="It costs $29.", question=question)
    page = tab.page
    await expect(page.locator("#words")).to_have_text("It costs $39.")
    await expect(page.locator("#chips")).to_contain_text("from facts")
    await expect(page.locator("#chips")).to_contain_text("Guard rewrote it")
    await expect(page.locator("#changed")).to_contain_text("It costs $29.")
    await expect(page.locator("#asked")).to_contain_text("Ann")
    fact = page.locator("#facts li")
    for text in ("price", "$39", "kettle/price", "products.xlsx:7", "current for 15 min"):
        await expect(fact).to_contain_text(text)
    await expect(page.locator("#coming")).to_contain_text("Price")
    await expect(page.locator("#cut")).to_be_visible()
    await expect(page.locator("#product")).to_have_text("Lumen kettle")


AT_ONCE = """button => new Promise((done) => new MutationObserver((_, watching) => {
  watching.disconnect();
  document.getElementById(button).click();
  done();
}).observe(document.body, {attributeFilter: ["data-state"]}))"""


@pytest.mark.parametrize(
    ("lever", "field", "action"), [("take-over", "taken_over", "take_over"), ("pause", "paused", "pause")]
)
async def test_a_lever_that_another_console_turned_is_pulled_as_it_was_seen(
    tab: Tab, room: ConsoleRoom, lever: str, field: str, action: str
) -> None:
    page = tab.page
    pressing = asyncio.ensure_future(page.evaluate(AT_ONCE, lever))
    await page.evaluate("() => 1")
    setattr(room.host, field, True)
    room.operating.changed()
    await pressing
    await expect(page.locator("#told")).to_have_attribute("data-kind", "done")
    assert [entry["action"] for entry in room.journal.of("operator")] == [action]


async def test_more_questions_than_air_are_said_so(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    await expect(page.locator("#queue-overload")).to_be_hidden()
    room.ask(1, "How much is it?")
    room.inbox.overloaded = True
    room.operating.changed()
    await expect(page.locator("#queue-overload")).to_contain_text("More is asked than there is air for")
    room.inbox.overloaded = False
    room.operating.changed()
    await expect(page.locator("#queue-overload")).to_be_hidden()


async def test_while_stopped_the_floor_can_still_be_handed_back(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    room.host.taken_over = room.host.held = True
    room.operating.changed()
    await expect(page.locator("body")).to_have_attribute("data-state", "stopped")
    await expect(page.locator("#take-over")).to_contain_text("Hand back")
    await expect(page.locator("#pause")).to_contain_text("Go on")


async def test_the_queue_and_its_buttons(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    room.ask(
        1, "How much is it?", "Ann", asked_by=4, askers=("Ann", "Bo"), reasons=("wants to buy", "4 askers")
    )
    room.ask(2, "Is it loud?", "troll")
    room.ask(3, "Is it blue?", "Cem")
    rows = page.locator("#queue > li")
    await expect(rows).to_have_count(3)
    for text in ("Ann +3", "wants to buy", "4 askers", "rank 29", "waits 5 s", "expires in 1 min 45 s"):
        await expect(rows.first).to_contain_text(text)
    await rows.nth(2).get_by_text("Next", exact=True).click()
    await expect(rows.first).to_contain_text("Is it blue?")
    await rows.first.get_by_text("Drop", exact=True).click()
    await expect(rows).to_have_count(2)
    await rows.nth(1).get_by_text("Block", exact=True).click()
    await expect(rows).to_have_count(1)
    assert room.moderator.names == ["troll"]
    assert [entry["action"] for entry in room.journal.of("operator")] == ["next", "drop", "block"]


async def test_blocking_by_name_and_unblocking(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    room.refuse("deals4u", "BUY FOLLOWERS at bit.ly/x", "link", "bit.ly/x")
    await page.locator("#side-tabs").get_by_text("Moderation").click()
    refused = page.locator("#refused > li")
    for text in ("deals4u", "BUY FOLLOWERS", "link", "bit.ly/x"):
        await expect(refused).to_contain_text(text)
    await refused.get_by_text("Block", exact=True).click()
    await expect(page.locator("#blocked")).to_contain_text("deals4u")
    await page.locator("#block-name").fill("spam king")
    await page.locator("#block-send").click()
    await expect(page.locator("#blocked > li")).to_have_count(2)
    assert room.moderator.names == ["deals4u", "spam king"]
    await page.locator("#blocked > li").first.get_by_role("button").click()
    await expect(page.locator("#blocked > li")).to_have_count(1)


async def test_pinning(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    await expect(page.locator("#products option")).to_have_count(3)
    await page.locator("#products").select_option("lamp")
    await page.locator("#pin").click()
    await expect(page.locator("#unpin")).to_be_visible()
    assert room.host.pinned == "lamp"
    await page.locator("#unpin").click()
    await expect(page.locator("#unpin")).to_be_hidden()
    assert room.host.pinned == ""


async def waiting(room: ConsoleRoom, kind: str, text: str, **options: Any) -> asyncio.Task[Any]:
    task = asyncio.create_task(room.operating.gate.ask(kind, text, **options))
    await asyncio.sleep(0)
    return task


async def test_lines_are_approved_edited_and_rejected(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    await page.get_by_text("All", exact=True).click()
    await tab.told()
    assert room.operating.gate.mode == "all"

    task = await waiting(room, "model", "It is very quiet.", detail="Is it loud?")
    box = page.locator("#approvals")
    await expect(box).to_contain_text("Is it loud?")
    await expect(box).to_contain_text("20 s left")
    await box.locator(".approve").click()
    assert (await task).decision == "approved"
    await expect(box).to_be_hidden()

    task = await waiting(room, "fact", "It costs $39.")
    await box.locator(".approval:not([inert]) textarea").fill("Let me check that.")
    room.ask(7, "Something else happens meanwhile?")
    await expect(page.locator("#queue > li")).to_have_count(1)
    await expect(box.locator(".approval:not([inert]) textarea")).to_have_value("Let me check that.")
    await box.locator(".approval:not([inert]) textarea").press("Enter")
    assert await task == type(await task)("edited", "Let me check that.")

    task = await waiting(room, "script", "Buy it now!")
    await box.locator(".approval:not([inert]) .reject").click()
    assert (await task).decision == "rejected"


async def test_what_changes_money_waits_in_every_mode_and_is_decided_by_key(
    tab: Tab, room: ConsoleRoom
) -> None:
    page = tab.page
    task = await waiting(room, "money", "Give Ann the coupon NIGHT10", detail='{"viewer": "Ann"}')
    await expect(page.locator("#approvals")).to_contain_text("Changes money")
    await page.keyboard.press("a")
    await expect(page.locator("#approvals")).to_be_visible()
    assert not task.done(), "what has only just come was not read yet"
    await page.evaluate("() => new Promise(resolve => setTimeout(resolve, 900))")
    await page.keyboard.press("a")
    assert (await task).decision == "approved"


async def test_an_answer_is_written_refused_and_approved(tab: Tab, room: ConsoleRoom, shop: Path) -> None:
    book = AnswerBook(shop)
    book.questions.note(
        Missed("Is the handle of the Lumen kettle cool?", "en", "kettle-lumen", "unknown", "Ann")
    )
    page = tab.page
    item = page.locator("#answers > li")
    await expect(item).to_contain_text("Is the handle", timeout=10_000)
    await item.locator("textarea").fill("Yes, and it is only $5!")
    await item.get_by_text("Approve answer").click()
    assert "is not approved" in await tab.told("error")
    await expect(item.locator("textarea")).to_have_value("Yes, and it is only $5!")
    tab.problems.clear()  # the browser itself notes the 409
    await item.locator("textarea").fill("Yes, it stays cool.")
    await item.get_by_text("Approve answer").click()
    assert "answers with it from now on" in await tab.told()
    await expect(item).to_have_count(0)
    (approved,) = book.approved()
    assert approved.replies == {"en": ("Yes, it stays cool.",)}
    book.close()


async def test_how_the_room_is(tab: Tab, room: ConsoleRoom) -> None:
    page = tab.page
    room.more |= {
        "mood": MoodView("happy", 0.5, 0.4, "cheerful"),
        "spending": SpendingView(1200, 0.02, 0.05, "USD", 0.5),
        "tactics": {"length": "short"},
        "outputs": (OutputView("page", True), OutputView("rtmp live", False, "refused")),
    }
    room.operating.watch.fault("voice", "no sound")
    await page.locator("#side-tabs").get_by_text("Room").click()
    for text in (
        "happy",
        "cheerful",
        "$0.05",
        "1,200 tokens",
        "Pitch length",
        "short",
        "rtmp live",
        "refused",
        "no sound",
    ):
        await expect(page.locator("#room")).to_contain_text(text)
    await expect(page.locator("#trouble")).to_contain_text("rtmp live")
    await page.locator("#skip").click()
    await expect(page.locator("#room")).to_contain_text("Skipped")


async def test_strangers_words_are_text(tab: Tab, room: ConsoleRoom) -> None:
    question = room.ask(1, TRICK, TRICK)
    room.refuse(TRICK, TRICK, TRICK, TRICK)
    room.moderator.names = [TRICK]
    room.speak(TRICK, written=f"{TRICK} {TRICK}", question=question)
    room.operating.gate.switch("all")
    task = await waiting(room, "model", TRICK, detail=TRICK)
    page = tab.page
    await expect(page.locator("#queue .text")).to_have_text(TRICK)
    await expect(page.locator("#words")).to_have_text(TRICK)
    await expect(page.locator("#refused .author")).to_have_text(TRICK)
    await expect(page.locator("#approvals textarea")).to_have_value(TRICK)
    assert await page.locator("img").count() == 0
    assert await page.evaluate("document.scripts.length") == 1
    assert (await page.title()).startswith("Console")
    task.cancel()


async def test_the_token_is_in_no_address(tab: Tab, room: ConsoleRoom) -> None:
    token = room.web.console_url.partition("#operator=")[2]
    await tab.page.locator("#skip").click()
    await tab.told()
    assert tab.requests
    assert all(token not in url.partition("#")[0] for url in tab.requests)
    assert token not in tab.page.url
    await tab.page.reload()
    await expect(tab.page.locator("body")).to_have_attribute("data-link", "open")


async def test_without_a_token_there_is_a_door_and_the_address_opens_it(
    browser: Browser, room: ConsoleRoom
) -> None:
    tab = await opened(browser, room, url=f"{room.web.url}console")
    page = tab.page
    await expect(page.locator("#door")).to_be_visible()
    await expect(page.locator("#desk")).to_be_hidden()
    await page.locator("#door-token").fill("nonsense")
    await page.locator("#door-enter").click()
    await expect(page.locator("#door-text")).to_contain_text("no token")
    await page.locator("#door-token").fill("a-token-of-another-start")
    await page.locator("#door-enter").click()
    await expect(page.locator("#door-text")).to_contain_text("does not know")
    await page.locator("#door-token").fill(room.web.console_url)
    await page.locator("#door-enter").click()
    await expect(page.locator("#desk")).to_be_visible()
    await expect(page.locator("body")).to_have_attribute("data-link", "open")
    await page.context.close()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_on_a_phone_every_part_is_reached_and_nothing_is_cut_off(
    browser: Browser, room: ConsoleRoom, locale: str
) -> None:
    room.ask(
        1, "How much is it, and does it come in blue or in green as well?", "a-viewer-with-a-very-long-name"
    )
    room.speak()
    room.operating.gate.switch("all")
    task = await waiting(room, "model", "It is very quiet.", detail="Is it loud?")
    tab = await opened(browser, room, size=PHONE, locale=locale)
    page = tab.page
    for name, part in (
        ("air", ".air"),
        ("queue", ".queue"),
        ("answers", ".answers"),
        ("moderation", ".moderation"),
        ("room", "#room"),
    ):
        await page.locator(f"#phone-tabs [data-tab={name}]").click()
        await expect(page.locator(part)).to_be_visible()
        await expect(page.locator("#stop")).to_be_in_viewport()
        wide = await page.evaluate(
            """() => [...document.querySelectorAll('.desk *')].filter(node => {
                const box = node.getBoundingClientRect();
                return box.width && box.right > innerWidth + 1;
            }).map(node => node.outerHTML.slice(0, 80))"""
        )
        assert wide == []
        clipped = await page.evaluate(
            """() => [...document.querySelectorAll('button')].filter(node =>
                node.offsetParent && node.scrollWidth > node.clientWidth + 1).map(node => node.innerText)"""
        )
        assert clipped == []
    await page.locator("#phone-tabs [data-tab=air]").click()
    await page.locator("#approvals .approve").click()
    assert (await task).given
    assert tab.problems == []
    await page.context.close()


async def test_a_console_that_lost_the_room_says_so_and_comes_back(
    browser: Browser, room: ConsoleRoom
) -> None:
    tab = await opened(browser, room)
    watchers = room.operating.console._watchers
    for watcher in list(watchers):
        watcher.close()
    await expect(tab.page.locator("body")).not_to_have_attribute("data-link", "open")
    await expect(tab.page.locator("body")).to_have_attribute("data-link", "open", timeout=10_000)
    room.ask(1, "Are you still there?")
    await expect(tab.page.locator("#queue")).to_contain_text("still there")
    await tab.page.context.close()


async def test_every_text_is_there_in_both_languages(browser: Browser, room: ConsoleRoom) -> None:
    def shape(value: Any) -> Any:
        return (
            {name: shape(one) for name, one in value.items()}
            if isinstance(value, dict)
            else type(value).__name__
        )

    found = {}
    for locale in ("en-US", "zh-CN"):
        tab = await opened(browser, room, locale=locale)
        found[locale] = await tab.page.evaluate(
            """async () => JSON.stringify((await import("/static/console-strings.js")).strings,
                (key, value) => typeof value === "function" ? "function" : key === "reasons" ? "" : value)"""
        )
        await tab.page.context.close()
    english, chinese = (shape(json.loads(text)) for text in found.values())
    assert english == chinese
