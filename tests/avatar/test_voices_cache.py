"""Sentences kept on disk: found again, never believed when damaged, bounded."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.media import Phoneme, Speech, Utterance, Word
from avatar.voices.base import VoiceError
from avatar.voices.cache.entry import BrokenEntry, Entry, packed, unpacked
from avatar.voices.cache.store import CacheConfig, SpeechCache, cache_key, forget_clone
from avatar.voices.chain.voice import ChainConfig, VoiceChain, VoiceFault, VoiceUse
from avatar.voices.prosody import snapped
from avatar.voices.tone import ToneVoice

HELLO = Utterance("u", "Hello and welcome in, everybody.", "en")


def entry(key: str = "key", samples: int = 9600) -> Entry:
    rng = np.random.default_rng(samples)
    return Entry(
        key,
        "espeak",
        rng.uniform(-0.9, 0.9, samples).astype(np.float32),
        (Phoneme("h", 0, 480), Phoneme("", 480, 9600)),
        (Word(0, 4800, 0, 5), Word(4800, 9600, 6, 9)),
    )


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_what_is_kept_is_found_with_its_times(tmp_path: Path) -> None:
    kept = entry()
    await SpeechCache(tmp_path).put(kept)
    found = await SpeechCache(tmp_path).get("key")
    assert found is not None
    assert (found.voice, found.phonemes, found.words) == (kept.voice, kept.phonemes, kept.words)
    assert np.abs(found.pcm - kept.pcm).max() < 1e-4
    assert await SpeechCache(tmp_path).get("another") is None
    assert await SpeechCache(tmp_path).get("key", clone="mei") is None


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_bytes_are_believed_that_were_not_written_whole(noise: bytes, at: int) -> None:
    data = packed(entry(samples=100))
    for broken in (
        noise,
        data[: at % len(data)],
        data + noise + b"x",
        data[:at] + b"\xff\x00" + data[at + 2 :],
    ):
        if broken != data:
            with pytest.raises((BrokenEntry, ValueError)):
                unpacked(broken, "key")
    assert unpacked(data, "key").voice == "espeak"


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "other", "folder"])
async def test_a_damaged_file_is_a_miss_and_is_replaced(tmp_path: Path, damage: str) -> None:
    cache = SpeechCache(tmp_path)
    await cache.put(entry())
    (path,) = files(tmp_path)
    data = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "cut": data[:-7],
                "flipped": data[:-7] + bytes([data[-7] ^ 1]) + data[-6:],
                "other": packed(entry("another")),
            }[damage]
        )
    assert await cache.get("key") is None
    if damage != "folder":
        await cache.put(entry())
        assert await cache.get("key") is not None


async def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, CacheConfig(size_mb=1))
    for n in range(8):
        await cache.put(entry(f"key{n}", 80_000))
        path = cache._path(f"key{n}", "")
        os.utime(path, (1000 + n, 1000 + n))
        assert await cache.get("key0") is not None, "what is used stays"
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 1_000_000
    assert await cache.get("key0") is not None
    assert await cache.get("key1") is None
    assert await cache.get("key7") is not None


async def test_a_disk_that_refuses_is_left_alone_for_a_while(tmp_path: Path) -> None:
    clock = [1000.0]
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    cache = SpeechCache(blocked, now=lambda: clock[0])
    await cache.put(entry())
    assert await cache.get("key") is None
    blocked.unlink()
    await cache.put(entry())
    assert not blocked.exists(), "it rests"
    clock[0] += 61
    await cache.put(entry())
    assert await cache.get("key") is not None


async def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    await SpeechCache(tmp_path).put(entry())
    assert files(tmp_path) == []


_WRITER = """
import asyncio, sys
from pathlib import Path
import numpy as np
from avatar.voices.cache.store import SpeechCache
from avatar.voices.cache.entry import Entry

async def write():
    cache = SpeechCache(Path(sys.argv[1]))
    while True:
        for n in range(5):
            await cache.put(Entry(f"key{n}", "a", np.full(200_000 + n, 0.1, np.float32), (), ()))

asyncio.run(write())
"""


async def test_processes_killed_while_they_write_leave_nothing_that_is_believed(tmp_path: Path) -> None:
    writers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _WRITER, str(tmp_path)) for _ in range(2)
    ]
    cache, found = SpeechCache(tmp_path), 0
    async with asyncio.timeout(60):
        while found < 200:
            for n in range(5):
                read = await cache.get(f"key{n}")
                if read is not None:
                    found += 1
                    assert len(read.pcm) == 200_000 + n
    for writer in writers:
        writer.kill()
        await writer.wait()
    for n in range(5):
        read = await cache.get(f"key{n}")
        assert read is None or len(read.pcm) == 200_000 + n


def test_a_mood_that_drifts_a_little_has_the_same_key_and_other_things_have_not() -> None:
    def key(utterance: Utterance, voice: str = "a", fingerprint: str = "1", finish: str = "") -> str:
        return cache_key(voice, fingerprint, finish, snapped(utterance))

    base = replace(HELLO, rate=1.04, pitch=1.03)
    assert key(base) == key(replace(base, rate=1.05, pitch=1.035, energy=1.03, pause=0.97, id="other"))
    others = [
        key(base, voice="b"), key(base, fingerprint="2"), key(base, finish="x"),
        *(key(replace(base, **change)) for change in (
            {"text": "Hello."}, {"language": "zh"}, {"mood": "sad"}, {"rate": 1.2}, {"pitch": 1.2},
            {"energy": 1.5}, {"pause": 1.5},
        )),
    ]  # fmt: skip
    assert len({key(base), *others}) == len(others) + 1


class Told(ToneVoice):
    """A tone that says what it depends on, and counts."""

    said = 0
    version = "1"

    def fingerprint(self, language: str) -> str:
        return f"tone {self.version} {language}"

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        self.said += 1
        async for piece in super().speak(utterance):
            yield piece


async def said(chain: VoiceChain, utterance: Utterance) -> Speech:
    (piece,) = [piece async for piece in chain.speak(utterance)]
    return piece


async def test_a_greeting_costs_nothing_the_second_time(tmp_path: Path) -> None:
    uses: list[VoiceUse] = []
    first, again = Told(), Told()
    chain = VoiceChain([("tone", first)], cache=SpeechCache(tmp_path), on_used=uses.append)
    fresh = await said(chain, HELLO)
    await chain.close()
    chain = VoiceChain([("tone", again)], cache=SpeechCache(tmp_path), on_used=uses.append)
    kept = await said(chain, replace(HELLO, id="again", rate=1.01))
    assert (first.said, again.said) == (1, 0)
    assert [use.cached for use in uses] == [False, True]
    assert kept.utterance == "again"
    assert kept.words == fresh.words
    assert np.abs(kept.pcm - fresh.pcm).max() < 1e-4
    again.version = "2"
    await said(chain, HELLO)
    assert again.said == 1
    await chain.close()


async def test_a_voice_that_rests_still_says_what_it_said_before(tmp_path: Path) -> None:
    voice = Told()
    chain = VoiceChain([("tone", voice)], ChainConfig(), cache=SpeechCache(tmp_path))
    await said(chain, HELLO)
    await chain.close()
    chain = VoiceChain([("tone", voice), ("b", ToneVoice())], cache=SpeechCache(tmp_path))
    breaker = chain._surroundings().engines[0].breaker
    for _ in range(3):
        breaker.failed()
    await said(chain, HELLO)
    assert chain.spoken_by("u") == "tone"
    assert voice.said == 1
    await chain.close()


class Consented:
    """A consent that can end."""

    name = "somebody"
    over = False

    def check(self, now: float) -> None:
        if self.over:
            raise VoiceError("somebody's consent ended", retryable=False)


async def test_what_a_cloned_voice_said_is_not_used_after_its_consent_and_goes_with_it(
    tmp_path: Path,
) -> None:
    voice = Told()
    faults: list[VoiceFault] = []
    voice.clone = Consented()  # type: ignore[attr-defined]
    uses: list[VoiceUse] = []
    chain = VoiceChain(
        [("cloned", voice), ("b", ToneVoice())], cache=SpeechCache(tmp_path),
        on_used=uses.append, on_fault=faults.append,
    )  # fmt: skip
    await said(chain, HELLO)
    await chain.close()
    await said(chain, replace(HELLO, id="kept"))
    assert [(use.voice, use.cached, use.clone) for use in uses] == [
        ("cloned", False, "somebody"), ("cloned", True, "somebody"),
    ]  # fmt: skip
    voice.clone.over = True  # type: ignore[attr-defined]
    for n in range(3):
        await said(chain, replace(HELLO, id=f"over{n}"))
    assert chain.spoken_by("over2") == "b"
    assert [fault.reason for fault in faults] == ["somebody's consent ended"]
    assert files(tmp_path / "clones")
    forget_clone(tmp_path, "somebody")
    assert files(tmp_path / "clones") == []
