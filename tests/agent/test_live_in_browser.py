"""`nightshift live` as a visitor has it: the real command, the real page, a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """The addresses of a demo room on air."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
    environment["NIGHTSHIFT_HOME"] = str(tmp_path_factory.mktemp("home"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent.cli.main", "live", "--port", "0",
        env=environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    said: dict[str, str] = {}
    try:
        async with asyncio.timeout(60):
            while "Ctrl-C" not in (line := (await process.stderr.readline()).decode()):
                assert line, "the room ended before it was on air"
                if match := re.match(r"\s+(page|operator)\s+(\S+)", line):
                    said[match.group(1)] = match.group(2)
        yield said
    finally:
        process.terminate()
        async with asyncio.timeout(20):
            await process.wait()
    assert process.returncode == 0


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def page(room: dict[str, str], chromium: dict[str, Any]) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium)
        page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        await page.goto(room["operator"])
        yield page
        await browser.close()


async def until(page: Page, condition: str, *, timeout_s: float = 15.0) -> None:
    """Wait in the page until a JavaScript expression is true."""
    done = await page.evaluate(
        """([source, limit]) => new Promise(resolve => {
            const began = performance.now();
            const look = () => {
                if (CONDITIONS[source]()) resolve(true);
                else if (performance.now() - began > limit) resolve(false);
                else setTimeout(look, 50);
            };
            const video = document.querySelector("video");
            const CONDITIONS = {
                plays: () => video.currentTime > 2,
                shows: () => {  // neither black nor flat
                    const canvas = document.createElement("canvas");
                    canvas.width = 64; canvas.height = 36;
                    const context = canvas.getContext("2d");
                    context.drawImage(video, 0, 0, 64, 36);
                    const data = context.getImageData(0, 0, 64, 36).data;
                    const grey = [];
                    for (let i = 0; i < data.length; i += 4)
                        grey.push((data[i] + data[i + 1] + data[i + 2]) / 3);
                    return Math.max(...grey) - Math.min(...grey) > 60;
                },
                told: () => document.getElementById("operator-told").innerText.includes("silent"),
                answered: () => document.getElementById("messages").innerText.includes("$39"),
            };
            look();
        })""",
        [condition, 1000 * timeout_s],
    )
    assert done, f"not within {timeout_s} s: {condition}"


async def test_the_video_plays_with_a_picture_in_it(page: Page) -> None:
    await until(page, "plays")
    await until(page, "shows")
    size = await page.evaluate(
        """() => {
            const video = document.querySelector("video");
            return [video.videoWidth, video.videoHeight];
        }"""
    )
    assert size == [1280, 720]


async def loudness(page: Page, seconds: float) -> float:
    """The loudest sample the page plays in that time."""
    return float(
        await page.evaluate(
            """async seconds => {
            const video = document.querySelector("video");
            window.ears ??= (() => {
                const context = new AudioContext();
                const analyser = context.createAnalyser();
                context.createMediaStreamSource(video.captureStream()).connect(analyser);
                return analyser;
            })();
            const samples = new Float32Array(window.ears.fftSize);
            let loudest = 0;
            for (let n = 0; n < seconds * 25; n++) {
                await new Promise(resolve => setTimeout(resolve, 40));
                window.ears.getFloatTimeDomainData(samples);
                loudest = Math.max(loudest, ...samples.map(Math.abs));
            }
            return loudest;
        }""",
            seconds,
        )
    )


async def test_the_sound_is_not_silent(page: Page) -> None:
    assert 0.02 < await loudness(page, 5) <= 1.0


async def test_a_typed_question_is_answered_from_the_catalogue(page: Page, tmp_path: Path) -> None:
    box = page.get_by_placeholder(re.compile("Ask"))
    await box.fill("How much is the Lumen kettle?")
    await box.press("Enter")
    await until(page, "answered", timeout_s=5.0)
    latency = await page.evaluate("() => window.nightshift.latency")
    assert latency is None or latency < 1.0
    await page.screenshot(path=os.environ.get("NIGHTSHIFT_SCREENSHOT", tmp_path / "page.png"))


async def test_stop_silences_the_host_until_the_operator_lets_it_go_on(page: Page) -> None:
    await page.locator("#stop").click()
    await until(page, "told", timeout_s=5.0)
    await asyncio.wait_for(loudness(page, 1.5), 20)
    assert await loudness(page, 3) < 0.005, "the host speaks after a stop"
    await page.locator("#skip").click()
    assert await loudness(page, 5) > 0.02, "the host never spoke again"
