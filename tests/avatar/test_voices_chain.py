"""A chain of voices: who speaks, in which order, and that nothing blocks it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.base import Voice, VoiceError
from avatar.voices.chain.voice import ChainConfig, VoiceChain, VoiceFault, VoiceUse
from avatar.voices.faulty import FaultyVoice
from avatar.voices.tone import ToneVoice

TEXT = "The lamp has three levels of light, and it is calm."
NONE = dict.fromkeys(("error", "refused", "hang", "deaf", "stall", "truncated", "garbage", "crash"), 0.0)


def faulty(**options: Any) -> FaultyVoice:
    return FaultyVoice(FaultyVoice.Config(**{**NONE, **options}))


class Chain:
    """A chain that remembers what it reported."""

    def __init__(self, *voices: Voice, **options: Any) -> None:
        self.faults: list[VoiceFault] = []
        self.uses: list[VoiceUse] = []
        named = [(name, voice) for name, voice in zip("abcdef", voices, strict=False)]
        self.chain = VoiceChain(
            named, ChainConfig(**options), on_fault=self.faults.append, on_used=self.uses.append
        )

    async def say(self, text: str = TEXT, name: str = "u", **options: Any) -> list[Speech]:
        pieces = [piece async for piece in self.chain.speak(Utterance(name, text, "en", **options))]
        assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
        assert {piece.utterance for piece in pieces} == {name}
        start = 0
        for piece in pieces:
            assert piece.start == start
            assert len(piece.pcm) % 480 == 0
            start += len(piece.pcm)
        return pieces

    @property
    def reasons(self) -> list[str]:
        return [f"{fault.voice}: {fault.reason}" for fault in self.faults]


def seconds(pieces: Sequence[Speech]) -> float:
    return sum(len(piece.pcm) for piece in pieces) / SAMPLE_RATE_HZ


@pytest.mark.looptime
async def test_the_first_voice_speaks() -> None:
    one = Chain(ToneVoice(), faulty())
    assert seconds(await one.say()) > 2
    assert one.chain.spoken_by("u") == "a"
    assert one.chain.whole("u")
    assert one.faults == []
    assert [(use.voice, use.cached, use.clone) for use in one.uses] == [("a", False, "")]
    await one.chain.close()


@pytest.mark.looptime
@pytest.mark.parametrize(
    "fault", ["error", "refused", "hang", "deaf", "crash", "garbage", "truncated", "stall"]
)
async def test_the_next_voice_speaks_what_the_first_cannot(fault: str) -> None:
    one = Chain(faulty(**{fault: 1.0}), ToneVoice(), breaker={"failures": 100})
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert seconds(await one.say()) > 2
    assert one.chain.spoken_by("u").endswith("b")
    assert one.chain.whole("u")
    assert {reason[0] for reason in one.reasons} == {"a"}
    assert loop.time() - begun <= 8.0
    await one.chain.close()


@pytest.mark.looptime
@pytest.mark.parametrize("fault", ["error", "refused", "hang", "deaf", "crash"])
async def test_a_sentence_that_nobody_can_speak_is_one_empty_last_piece(fault: str) -> None:
    one = Chain(faulty(**{fault: 1.0}), faulty(**{fault: 1.0}))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    (piece,) = await one.say()
    assert len(piece.pcm) == 0
    assert one.chain.spoken_by("u") == ""
    assert not one.chain.whole("u")
    assert loop.time() - begun <= 8.0
    await one.chain.close()


async def test_no_voices_at_all_are_an_empty_piece() -> None:
    one = Chain()
    (piece,) = await one.say()
    assert len(piece.pcm) == 0
    one.chain.ahead(Utterance("n", TEXT, "en"))
    await one.chain.close()


@pytest.mark.parametrize("text", ["", "  ", "😀", "?!…"])
async def test_nothing_to_say_is_no_fault(text: str) -> None:
    one = Chain(ToneVoice())
    (piece,) = await one.say(text)
    assert len(piece.pcm) == 0
    assert one.faults == []
    assert one.chain.whole("u")


@pytest.mark.looptime
async def test_an_engine_that_breaks_off_is_followed_by_the_rest_from_the_next_word() -> None:
    one = Chain(faulty(stall=1.0), ToneVoice())
    pieces = await one.say()
    words = [word for piece in pieces for word in piece.words]
    shown = [TEXT[word.text_start : word.text_end] for word in words]
    doubled = [name for name, _ in itertools.groupby(shown)]
    assert doubled == ["The", "lamp", "has", "three", "levels", "of", "light", "and", "it", "is", "calm"]
    assert len(shown) <= len(doubled) + 1, "at most the word at which it broke is said again"
    assert all(one.start < two.start for one, two in itertools.pairwise(words))
    assert all(word.start < word.end <= sum(len(it.pcm) for it in pieces) for word in words)
    assert one.chain.spoken_by("u") == "a+b"
    assert one.chain.whole("u")
    assert one.faults[0].heard_s > 0.5


@pytest.mark.looptime
async def test_without_word_times_a_sentence_that_breaks_off_ends_faded_and_is_not_whole() -> None:
    one = Chain(faulty(stall=1.0, timed=False), ToneVoice())
    pieces = await one.say()
    assert 0.5 < seconds(pieces) < 2.5
    assert not one.chain.whole("u")
    assert one.chain.spoken_by("u") == "a"
    sound = np.concatenate([piece.pcm for piece in pieces])
    assert np.abs(np.diff(sound[-4800:])).max() < 0.02, "no click at the end"
    assert np.abs(sound[-2400:]).max() < 1e-3


@pytest.mark.looptime
async def test_what_nobody_heard_is_said_anew_and_whole_when_it_broke_ahead() -> None:
    one = Chain(faulty(stall=1.0, timed=False), ToneVoice())
    one.chain.ahead(Utterance("x", TEXT, "en"))
    await asyncio.sleep(10)
    assert seconds(await one.say()) > 2.5
    assert one.chain.spoken_by("u") == "b"
    assert one.chain.whole("u")


@pytest.mark.looptime
async def test_an_error_is_tried_again_with_the_same_voice_a_slow_voice_is_not() -> None:
    erring, slow = faulty(error=1.0), faulty(hang=1.0)
    one = Chain(erring, slow, ToneVoice(), retries=2, breaker={"failures": 100})
    await one.say()
    assert (len(erring.done), len(slow.done)) == (3, 1)
    assert one.chain.spoken_by("u") == "c"


@pytest.mark.looptime
async def test_a_voice_that_keeps_failing_rests_and_comes_back() -> None:
    bad = faulty(hang=1.0)
    one = Chain(bad, ToneVoice(), breaker={"failures": 2, "rest_s": 10.0})
    loop = asyncio.get_running_loop()
    for n in range(5):
        await one.say(name=f"u{n}")
    assert len(bad.done) == 2
    assert [fault.rest_s for fault in one.faults] == [0.0, 10.0]
    begun = loop.time()
    await one.say(name="quick")
    assert loop.time() == begun, "nobody waits for a voice that rests"
    bad._config = FaultyVoice.Config(**NONE)
    await asyncio.sleep(10.0)
    await one.say(name="back")
    assert one.chain.spoken_by("back") == "a"


@pytest.mark.looptime
async def test_when_all_rest_one_is_asked_all_the_same() -> None:
    bad = faulty(error=1.0)
    one = Chain(bad, breaker={"failures": 1, "rest_s": 1000.0}, retries=0)
    await one.say(name="u1")
    bad._config = FaultyVoice.Config(**NONE)
    await one.say(name="u2")
    assert one.chain.spoken_by("u2") == "a"


@pytest.mark.looptime
async def test_what_a_voice_refuses_for_good_is_told_once_and_does_not_stop_its_other_languages() -> None:
    class English(ToneVoice):
        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            if utterance.language != "en":
                raise VoiceError("speaks only English", retryable=False)
            async for piece in super().speak(utterance):
                yield piece

    one = Chain(English(), ToneVoice())
    for n in range(4):
        async for _ in one.chain.speak(Utterance(f"zh{n}", "水壶很好", "zh")):
            pass
    assert one.reasons == ["a: speaks only English"]
    assert one.chain.spoken_by("zh3") == "b"
    await one.say(name="en")
    assert one.chain.spoken_by("en") == "a"


@pytest.mark.looptime
async def test_an_engine_that_babbles_or_trickles_is_stopped() -> None:
    class Endless(ToneVoice):
        length = 4800

        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            for n in itertools.count():
                yield Speech(utterance.id, np.full(self.length, 0.1, np.float32), n * self.length, last=False)

    class Trickling(Endless):
        length = 0

    for voice in (Endless(), Trickling()):
        one = Chain(voice)
        assert seconds(await one.say()) < 60
        assert "does not come to an end" in one.faults[-1].reason


@pytest.mark.looptime
async def test_sentences_begun_ahead_are_there_at_once_and_taken_once() -> None:
    slow = ToneVoice(ToneVoice.Config(delay_s=2.0))
    one = Chain(slow)
    loop = asyncio.get_running_loop()
    texts = [f"This is sentence number {n} of the show." for n in range(4)]
    for n, text in enumerate(texts):
        one.chain.ahead(Utterance(f"ahead{n}", text, "en", rate=1.0))
    await asyncio.sleep(20)
    for n, text in enumerate(texts):
        begun = loop.time()
        pieces = await one.say(text, name=f"u{n}", rate=1.01)
        assert loop.time() == begun
        assert pieces[0].utterance == f"u{n}"
    begun = loop.time()
    await one.say(texts[0], name="again")
    assert loop.time() - begun == pytest.approx(2.0)
    assert [use.utterance for use in one.uses][-1] == "again"


@pytest.mark.looptime
async def test_a_sentence_in_another_mood_or_much_faster_is_not_taken_from_ahead() -> None:
    one = Chain(ToneVoice(ToneVoice.Config(delay_s=1.0)))
    one.chain.ahead(Utterance("x", TEXT, "en"))
    await asyncio.sleep(5)
    loop = asyncio.get_running_loop()
    for options in ({"mood": "sad"}, {"rate": 1.3}):
        begun = loop.time()
        await one.say(**options)
        assert loop.time() - begun == pytest.approx(1.0)


@pytest.mark.looptime
async def test_ahead_is_bounded_drops_the_oldest_and_keeps_to_what_the_engine_takes() -> None:
    class Counting(ToneVoice):
        parallel = 2
        most = now = begun = 0

        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            self.now, self.begun = self.now + 1, self.begun + 1
            self.most = max(self.most, self.now)
            try:
                await asyncio.sleep(1.0)
                async for piece in super().speak(utterance):
                    yield piece
            finally:
                self.now -= 1

    voice = Counting()
    one = Chain(voice, parallel=4, ahead=3)
    for n in range(10):
        one.chain.ahead(Utterance(f"x{n}", f"Sentence number {n}, said ahead of time.", "en"))
    await asyncio.sleep(10)
    assert voice.most == 2
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await one.say("Sentence number 9, said ahead of time.")
    assert loop.time() == begun
    await one.say("Sentence number 0, said ahead of time.")
    assert loop.time() - begun == pytest.approx(1.0)


@pytest.mark.looptime
async def test_what_is_said_now_goes_before_what_is_begun_ahead() -> None:
    class OneAtATime(ToneVoice):
        def __init__(self) -> None:
            super().__init__()
            self.turn = asyncio.Lock()

        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            async with self.turn:
                await asyncio.sleep(2.0)
                async for piece in super().speak(utterance):
                    yield piece

    one = Chain(OneAtATime())
    for n in range(3):
        one.chain.ahead(Utterance(f"x{n}", f"Sentence number {n}, said ahead of time.", "en"))
    await asyncio.sleep(1.0)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await one.say("An answer that cannot wait for any of those.")
    assert loop.time() - begun == pytest.approx(2.0)
    assert one.faults == []
    await asyncio.sleep(20.0)
    begun = loop.time()
    await one.say("Sentence number 0, said ahead of time.")
    assert loop.time() == begun, "what was put back was begun again"


@pytest.mark.looptime
async def test_an_interrupt_drops_what_was_begun_and_leaves_nothing_running() -> None:
    one = Chain(faulty(hang=1.0), faulty(deaf=1.0), parallel=2)
    for n in range(4):
        one.chain.ahead(Utterance(f"x{n}", f"Sentence number {n}, said ahead of time.", "en"))
    stream = one.chain.speak(Utterance("u", TEXT, "en"))
    asking = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(1.0)
    asking.cancel()
    one.chain.drop_ahead()
    await asyncio.sleep(2.0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await one.chain.close()


@pytest.mark.looptime
async def test_dropping_the_sound_half_way_stops_the_engine() -> None:
    voice = faulty(piece_s=0.1)
    one = Chain(voice)
    stream = one.chain.speak(Utterance("u", TEXT, "en"))
    async for _ in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.5)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert not one.chain.whole("u")


@pytest.mark.looptime
async def test_closing_ends_though_an_engine_never_does() -> None:
    class Stubborn(ToneVoice):
        async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
            for _ in range(3):
                try:
                    await asyncio.sleep(3600)
                except asyncio.CancelledError:
                    continue
            yield Speech(utterance.id, np.zeros(0, np.float32))

        async def close(self) -> None:
            await asyncio.sleep(3600)

    one = Chain(Stubborn(), ToneVoice())
    await one.say()
    assert one.chain.spoken_by("u") == "b"
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await one.chain.close()
    await one.chain.close()
    assert loop.time() - begun < 20
    assert "a: took over 5 s" in one.reasons
    await asyncio.sleep(20_000)


@pytest.mark.looptime
async def test_warming_reports_what_does_not_work_and_goes_on() -> None:
    class Cold(ToneVoice):
        async def warm(self) -> None:
            raise VoiceError("no model here", retryable=False)

    one = Chain(Cold(), ToneVoice())
    await one.chain.warm()
    assert one.reasons == ["a: no model here"]


@pytest.mark.looptime
async def test_a_listener_who_does_not_come_costs_no_more_than_its_share_of_memory() -> None:
    one = Chain(faulty(piece_s=0.0), ahead_s=8.0, ahead=4)
    one.chain.ahead(Utterance("x", "word " * 200, "en"))
    await asyncio.sleep(30)
    (item,) = one.chain._ahead
    assert item.synthesis is not None
    assert item.synthesis._buffered <= 2.5 * SAMPLE_RATE_HZ
    assert seconds(await one.say("word " * 200)) > 50


@pytest.mark.looptime
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_goes_wrong_every_sentence_comes_in_order_and_in_time(seed: int) -> None:
    shares = {"error": 0.2, "refused": 0.03, "hang": 0.1, "deaf": 0.05, "stall": 0.1, "truncated": 0.1,
              "garbage": 0.1, "crash": 0.05}  # fmt: skip
    one = Chain(faulty(**shares, seed=seed, timed=seed % 2 == 0), faulty(**shares, seed=seed + 100))
    loop = asyncio.get_running_loop()
    for n in range(60):
        one.chain.ahead(
            Utterance(f"x{n + 1}", f"This is sentence {n + 1}, and there are more of them.", "en")
        )
        begun = loop.time()
        pieces = await one.say(f"This is sentence {n}, and there are more of them.", name=f"u{n}")
        assert loop.time() - begun < 8 + 4 * 12
        assert all(np.isfinite(piece.pcm).all() and np.abs(piece.pcm).max(initial=0) <= 1 for piece in pieces)
        if n % 7 == 3:
            one.chain.drop_ahead()
        await asyncio.sleep(seconds(pieces))
    await one.chain.close()
    await asyncio.sleep(2)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_sound_that_needs_no_finish_passes_as_it_is() -> None:
    voice = ToneVoice()
    raw = [piece async for piece in voice.speak(Utterance("u", TEXT, "en"))]
    chain = VoiceChain([("a", voice)], ChainConfig(mastering=None))
    passed = [piece async for piece in chain.speak(Utterance("u", TEXT, "en"))]
    assert np.array_equal(np.concatenate([it.pcm for it in raw]), np.concatenate([it.pcm for it in passed]))
    assert [replace(it, pcm=None) for it in raw] == [replace(it, pcm=None) for it in passed]  # type: ignore[arg-type]
