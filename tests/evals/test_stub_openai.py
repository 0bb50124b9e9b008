from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from evals.bench.stub_openai import Failure, StubOpenAI, stub_process, tokens

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


async def streamed(client: httpx.AsyncClient, url: str) -> tuple[str, list[str]]:
    async with client.stream("POST", f"{url}/chat/completions", json=ASK | {"stream": True}) as response:
        events = [line.removeprefix("data: ") async for line in response.aiter_lines() if line]
    chunks = [json.loads(event) for event in events if event != "[DONE]"]
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks), events


async def test_replies_are_said_in_turn_streamed_and_whole() -> None:
    async with StubOpenAI(["Hello there.", "好的，39.99美元。"]) as stub, httpx.AsyncClient() as client:
        text, events = await streamed(client, stub.base_url)
        assert text == "Hello there."
        assert events[-1] == "[DONE]"
        whole = await client.post(f"{stub.base_url}/chat/completions", json=ASK)
        assert whole.json()["choices"][0]["message"]["content"] == "好的，39.99美元。"
        assert (await streamed(client, stub.base_url))[0] == "Hello there."
        assert (stub.counters.requests, stub.counters.completed, stub.counters.disconnects) == (3, 3, 0)
        assert stub.asked[0]["messages"] == ASK["messages"]


async def test_reply_may_depend_on_the_messages() -> None:
    def echo(messages: list[dict[str, Any]]) -> str:
        return str(messages[-1]["content"]).upper()

    async with StubOpenAI(echo) as stub, httpx.AsyncClient() as client:
        assert (await streamed(client, stub.base_url))[0] == "HI"


async def test_models_are_listed_and_other_paths_are_not_found() -> None:
    async with StubOpenAI() as stub, httpx.AsyncClient() as client:
        assert (await client.get(f"{stub.base_url}/models")).json()["data"][0]["id"] == "stub"
        assert (await client.get(f"{stub.base_url}/nothing")).status_code == 404


@pytest.mark.parametrize("failure", ["500", "429"])
async def test_scripted_status_is_answered_once(failure: Failure) -> None:
    async with StubOpenAI(failures=[failure]) as stub, httpx.AsyncClient() as client:
        first = await client.post(f"{stub.base_url}/chat/completions", json=ASK)
        second = await client.post(f"{stub.base_url}/chat/completions", json=ASK)
        assert (first.status_code, second.status_code) == (int(failure), 200)
        assert stub.counters.failures == 1


async def test_cut_breaks_the_connection_in_the_middle() -> None:
    async with StubOpenAI(["one two three four"], failures=["cut"]) as stub, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await streamed(client, stub.base_url)
        assert (stub.counters.tokens, stub.counters.completed) == (2, 0)


async def test_garbage_is_no_json() -> None:
    async with StubOpenAI(failures=["garbage"]) as stub, httpx.AsyncClient() as client:
        with pytest.raises(json.JSONDecodeError):
            await streamed(client, stub.base_url)


async def test_client_that_leaves_is_counted() -> None:
    async with StubOpenAI(failures=["hang"]) as stub, httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.post(f"{stub.base_url}/chat/completions", json=ASK))
        async with asyncio.timeout(5):
            await stub.requested.wait()
            asking.cancel()
            await stub.disconnected.wait()
        assert (stub.counters.disconnects, stub.counters.completed) == (1, 0)


async def test_time_to_first_token_and_rate_are_kept() -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with (
        StubOpenAI([["a", "b", "c"]], first_token_s=0.05, tokens_per_s=50) as stub,
        httpx.AsyncClient() as client,
    ):
        await streamed(client, stub.base_url)
    assert loop.time() - begun >= 0.05 + 2 / 50


async def test_nonsense_on_the_wire_is_dropped() -> None:
    async with StubOpenAI() as stub:
        host, port = stub.base_url.removeprefix("http://").removesuffix("/v1").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"NONSENSE\r\n\r\n")
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_server_in_a_process_of_its_own_answers() -> None:
    async with (
        stub_process(reply=["Hel", "lo."], first_token_s=0, tokens_per_s=0) as url,
        httpx.AsyncClient() as client,
    ):
        assert (await streamed(client, url))[0] == "Hello."


def test_a_text_is_cut_into_tokens_without_loss() -> None:
    text = "Hello, it's $39.99 for 三十九块九！"
    assert "".join(tokens(text)) == text
