import asyncio
import logging
from typing import Any

import pytest

from tools.base import ToolConfigError, ToolError
from tools.config import MerchantConfig
from tools.merchant import Merchant

GOOD = {"data": {"price": "36.50", "currency": "USD"}}


async def price(box: Any) -> Any:
    return await box.call("price", {"product": "kettle"})


async def test_the_secret_is_sent_and_never_written(
    merchant: Any, open_box: Any, uses: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SHOP_TOKEN", "s3cret")
    box = open_box({"price": uses["price"]}, auth={"variable": "SHOP_TOKEN"})
    merchant.says("/p/kettle", {"status": 401})
    merchant.replies["/p/kettle"][0].status = 401
    with pytest.raises(ToolError, match=r"refuses the key \(401\)") as caught:
        await price(box)
    assert merchant.seen[0].headers["authorization"] == "Bearer s3cret"
    assert "s3cret" not in str(caught.value) + caplog.text


def test_a_missing_or_unsendable_secret_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    config = MerchantConfig.model_validate(
        {"base_url": "https://a.example", "auth": {"variable": "SHOP_TOKEN"}}
    )
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    with pytest.raises(ToolConfigError, match="the environment variable SHOP_TOKEN is not set"):
        Merchant(config, now=lambda: 0.0)
    monkeypatch.setenv("SHOP_TOKEN", "a\nb: c")
    with pytest.raises(ToolConfigError, match="SHOP_TOKEN holds what no header can hold") as caught:
        Merchant(config, now=lambda: 0.0)
    assert "b: c" not in str(caught.value)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_passing_failure_is_tried_again(merchant: Any, open_box: Any, uses: Any, status: int) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {}, GOOD)
    merchant.replies["/p/kettle"][0].status = status
    assert (await price(box)).facts[0].value.minor == 3650
    assert len(merchant.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 409, 422, 451])
async def test_a_lasting_failure_is_not(merchant: Any, open_box: Any, uses: Any, status: int) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].status = status
    with pytest.raises(ToolError, match=str(status)):
        await price(box)
    assert len(merchant.seen) == 1


async def test_what_is_no_get_is_sent_once(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"cart": uses["cart"]})
    merchant.says("/carts", {})
    merchant.replies["/carts"][0].status = 503
    with pytest.raises(ToolError):
        await box.call("cart", {"product": "kettle"})
    assert [seen.method for seen in merchant.seen] == ["POST"]


async def test_a_server_that_asks_for_a_long_pause_is_not_asked_again(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    box = open_box({"price": uses["price"]}, retries=3)
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].status = 429
    merchant.replies["/p/kettle"][0].headers = {"retry-after": "30"}
    with pytest.raises(ToolError, match="429"):
        await price(box)
    assert len(merchant.seen) == 1


@pytest.mark.parametrize("said", ["0", "Sun, 17 Mar 2030 17:46:40 GMT", "soon", "-1"])
async def test_a_short_or_senseless_pause_is_kept_and_it_is_asked_again(
    merchant: Any, open_box: Any, uses: Any, said: str
) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {}, GOOD)
    merchant.replies["/p/kettle"][0].status = 503
    merchant.replies["/p/kettle"][0].headers = {"retry-after": said}
    assert (await price(box)).facts


async def test_a_silent_server_is_given_up(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"price": uses["price"]}, timeout_s=0.5)
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].never = True
    with pytest.raises(ToolError, match="did not answer in time"):
        await price(box)
    assert len(merchant.seen) == 2


async def test_all_attempts_together_have_an_end(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"price": uses["price"]}, timeout_s=5, total_s=1.0, retries=5)
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].never = True
    with pytest.raises(ToolError, match="did not answer in time"):
        await price(box)
    assert len(merchant.seen) == 1


async def test_a_server_that_keeps_failing_is_left_alone(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"price": uses["price"]}, retries=0, break_after=2)
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].status = 500
    for _ in range(2):
        with pytest.raises(ToolError, match="500"):
            await price(box)
    with pytest.raises(ToolError, match="left alone"):
        await price(box)
    assert len(merchant.seen) == 2


@pytest.mark.parametrize(
    "away", ["http://127.0.0.2:1/p/kettle", "https://evil.example/", "//evil.example/x", "file:///etc/passwd"]
)
async def test_nobody_is_followed_elsewhere(merchant: Any, open_box: Any, uses: Any, away: str) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].status = 302
    merchant.replies["/p/kettle"][0].headers = {"location": away}
    with pytest.raises(ToolError):
        await price(box)
    assert len(merchant.seen) == 1


async def test_a_redirect_on_the_same_host_is_followed_but_not_in_circles(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].status = 307
    merchant.replies["/p/kettle"][0].headers = {"location": "/v2/kettle"}
    merchant.says("/v2/kettle", GOOD)
    assert (await price(box)).facts
    merchant.replies["/v2/kettle"] = merchant.replies["/p/kettle"]
    other = open_box({"price": uses["price"]})
    with pytest.raises(ToolError, match="circles"):
        await price(other)


@pytest.mark.parametrize(
    ("raw", "headers", "why"),
    [
        (b"<html>", {"content-type": "text/html"}, "no JSON"),
        (b"{", {}, "no JSON"),
        (b'{"data": NaN}', {}, "no JSON"),
        (b"[" * 500 + b"]" * 500, {}, "nested"),
        (b"[" * 200_000, {}, "no JSON"),
        (b"\xff\xfe\x00", {}, "no JSON"),
        (b'"' + b"a" * 300_000 + b'"', {}, "more than is read"),
        (b"[" + b"1," * 30_000 + b"1]", {}, "too much"),
        (b"{}", {"content-encoding": "gzip"}, "compressed"),
        (b"{}", {}, "no price"),
        (b"[]", {}, "no price"),
        (b"null", {}, "no price"),
    ],
)
async def test_rubbish_is_refused(
    merchant: Any, open_box: Any, uses: Any, raw: bytes, headers: dict[str, str], why: str
) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].raw = raw
    merchant.replies["/p/kettle"][0].headers = headers
    with pytest.raises(ToolError, match=why) as caught:
        await price(box)
    assert caught.value.kind == "answer"
    assert len(merchant.seen) == 1


async def test_a_server_that_is_not_there_is_unavailable(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"price": uses["price"]})
    await merchant.close()
    with pytest.raises(ToolError, match="cannot be reached") as caught:
        await price(box)
    assert caught.value.kind == "unavailable"


async def test_the_same_question_at_once_is_asked_once_and_kept_while_fresh(
    merchant: Any, open_box: Any, uses: Any, clock: Any
) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", GOOD)
    results = await asyncio.gather(*(price(box) for _ in range(20)))
    assert len(merchant.seen) == 1
    assert all(result == results[0] for result in results)
    clock.at += 59.9
    await price(box)
    assert len(merchant.seen) == 1
    clock.at += 0.1
    assert (await price(box)).facts[0].at == clock.at
    assert len(merchant.seen) == 2


async def test_one_who_gives_up_takes_nothing_from_the_others(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    box = open_box({"price": uses["price"]})
    merchant.says("/p/kettle", GOOD)
    merchant.hold = asyncio.Event()
    first, second = asyncio.create_task(price(box)), asyncio.create_task(price(box))
    await merchant.asked.wait()
    first.cancel()
    merchant.hold.set()
    assert (await second).facts
    assert len(merchant.seen) == 1


async def test_failures_are_not_kept(merchant: Any, open_box: Any, uses: Any) -> None:
    box = open_box({"price": uses["price"]}, retries=0)
    merchant.says("/p/kettle", {}, GOOD)
    merchant.replies["/p/kettle"][0].status = 500
    with pytest.raises(ToolError):
        await price(box)
    assert (await price(box)).facts


async def test_more_different_questions_at_once_than_allowed_are_refused(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    box = open_box({"order": uses["order"]}, connections=1, timeout_s=5)
    merchant.hold = asyncio.Event()
    asking = [asyncio.create_task(box.call("order", {"order": str(10_000 + n)})) for n in range(70)]
    done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    assert "too much" in str(done.pop().exception())
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    merchant.hold.set()
