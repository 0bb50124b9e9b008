import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from agent.events import Line
from agent.journal import Journal
from agent.speaker import Delivery, Speaker, heard_text
from avatar.lips.events import EventLips
from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance, Word
from avatar.stage.base import Stage, StageLost
from avatar.stage.messages import Begin, Clear, Command, Ended, Feed, Report, Started
from avatar.voices.base import VoiceError
from avatar.voices.tone import ToneVoice


class RecordingStage:
    def __init__(self) -> None:
        self.commands: list[Command] = []

    async def send(self, command: Command) -> None:
        self.commands.append(command)

    def reports(self) -> AsyncIterator[Report]:
        raise AssertionError

    async def close(self) -> None:
        return


class LostStage(RecordingStage):
    async def send(self, command: Command) -> None:
        raise StageLost("gone")


class On:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage


class BrokenVoice:
    """Fails, after some sound when told so."""

    def __init__(self, samples_first: int = 0) -> None:
        self._samples = samples_first

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        if self._samples:
            sound = 0.2 * np.sin(np.arange(self._samples) * 0.05)
            yield Speech(utterance.id, sound.astype(np.float32), last=False)
            await asyncio.sleep(0.5)
        raise VoiceError("it broke")

    async def warm(self) -> None:
        return

    async def close(self) -> None:
        return


class HangingVoice(BrokenVoice):
    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        await asyncio.Event().wait()
        yield Speech(utterance.id, np.zeros(1, np.float32))


def line(text: str = "The kettle is $39.", number: int = 0) -> Line:
    return Line(f"t.{number}", "t", number, text, "en")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def tone() -> ToneVoice:
    return ToneVoice(ToneVoice.Config())


def speaker(stage: Stage, journal: Journal, *voices: object) -> Speaker:
    named = [(f"voice{n}", voice) for n, voice in enumerate(voices or (tone(),))]
    return Speaker(
        On(stage), named, EventLips(), journal,  # type: ignore[arg-type]
        now=lambda: 0.0, deliver=lambda mood: Delivery("happy" if mood == "joy" else "neutral"),
    )  # fmt: skip


def kinds(journal: Journal) -> list[str]:
    return [entry.kind for entry in journal.read()]


async def test_a_line_is_journaled_before_the_stage_hears_of_it(journal: Journal) -> None:
    class Checking(RecordingStage):
        async def send(self, command: Command) -> None:
            assert kinds(journal) == ["speaking"]
            await super().send(command)

    stage = Checking()
    await speaker(stage, journal).say(line())
    assert isinstance(stage.commands[0], Begin)
    assert isinstance(stage.commands[-1], Feed)
    assert stage.commands[-1].speech.last


async def test_a_line_that_cannot_be_journaled_is_not_said(journal: Journal) -> None:
    stage = RecordingStage()
    saying = speaker(stage, journal)
    journal.close()
    with pytest.raises((RuntimeError, ValueError)):
        await saying.say(line())
    assert stage.commands == []


async def test_what_was_heard_is_kept_word_for_word(journal: Journal) -> None:
    saying = speaker(RecordingStage(), journal)
    speaking = await saying.say(line("one two three"))
    second = speaking.words[1]
    await saying.ended(Ended("t.0", second.end, complete=False, at=0))
    heard = await speaking.done
    assert (heard.text, heard.complete) == ("one two", False)
    assert [e.data["text"] for e in journal.read(kinds=("heard",))] == ["one two"]


async def test_a_whole_line_is_heard_whole(journal: Journal) -> None:
    saying = speaker(RecordingStage(), journal)
    speaking = await saying.say(line())
    await saying.ended(Ended("t.0", speaking.samples, complete=True, at=0))
    assert (await speaking.done).text == "The kettle is $39."


async def test_the_next_voice_speaks_when_the_first_one_fails(journal: Journal) -> None:
    stage = RecordingStage()
    speaking = await speaker(stage, journal, BrokenVoice(), tone()).say(line())
    assert speaking.voice == "voice1"
    assert speaking.samples > 0
    assert "fault" in kinds(journal)


@pytest.mark.looptime
async def test_a_hanging_voice_is_given_up(journal: Journal) -> None:
    speaking = await speaker(RecordingStage(), journal, HangingVoice(), tone()).say(line())
    assert speaking.voice == "voice1"


async def test_when_no_voice_works_the_caption_stands_as_long_as_it_takes_to_read_and_is_not_heard(
    journal: Journal,
) -> None:
    stage = RecordingStage()
    saying = speaker(stage, journal, BrokenVoice(), BrokenVoice())
    speaking = await saying.say(line())
    last = stage.commands[-1]
    assert isinstance(last, Feed)
    assert last.speech.last
    assert not last.speech.pcm.any()
    assert 1.0 <= len(last.speech.pcm) / SAMPLE_RATE_HZ <= 3.0
    await saying.ended(Ended("t.0", len(last.speech.pcm), complete=True, at=0))
    assert (await speaking.done).text == ""


@pytest.mark.looptime
async def test_a_line_whose_voice_breaks_in_the_middle_is_not_started_over_and_not_heard_whole(
    journal: Journal,
) -> None:
    stage = RecordingStage()
    saying = speaker(stage, journal, BrokenVoice(samples_first=48_000), tone())
    speaking = await saying.say(line())
    assert 0 < speaking.samples <= 60_000
    last = stage.commands[-1]
    assert isinstance(last, Feed)
    assert last.speech.last
    await saying.ended(Ended("t.0", speaking.samples, complete=True, at=0))
    assert not (await speaking.done).complete


class CountingVoice(ToneVoice):
    """Knows how often it was asked."""

    asked = 0

    async def speak(self, utterance: Utterance) -> AsyncIterator[Speech]:
        self.asked += 1
        async for piece in super().speak(utterance):
            yield piece


@pytest.mark.looptime
async def test_a_line_begun_ahead_is_synthesised_once_and_there_at_once(journal: Journal) -> None:
    voice = CountingVoice(ToneVoice.Config(delay_s=1.0))
    saying = speaker(RecordingStage(), journal, voice)
    saying.ahead(line())
    await asyncio.sleep(2.0)
    before = asyncio.get_running_loop().time()
    speaking = await saying.say(line())
    assert asyncio.get_running_loop().time() - before < 0.1
    assert speaking.samples > 0
    assert voice.asked == 1


@pytest.mark.looptime
async def test_a_stop_drops_what_was_begun_ahead(journal: Journal) -> None:
    voice = CountingVoice(ToneVoice.Config(delay_s=1.0))
    saying = speaker(RecordingStage(), journal, voice)
    saying.ahead(line())
    await asyncio.sleep(0.5)
    await saying.stop()
    await saying.say(line())
    assert voice.asked == 2


class Clone:
    """Somebody's voice."""

    name = "ann"

    def check(self, now: float) -> None:
        return


async def test_every_use_of_a_cloned_voice_is_journaled(journal: Journal) -> None:
    voice = tone()
    voice.clone = Clone()  # type: ignore[attr-defined]
    await speaker(RecordingStage(), journal, voice).say(line())
    (used,) = journal.read(kinds=("voice.clone",))
    assert (used.data["clone"], used.data["line"]) == ("ann", "t.0")


@pytest.mark.looptime
async def test_closing_ends_voices_and_lips_and_counts_what_was_heard(journal: Journal) -> None:
    saying = speaker(RecordingStage(), journal)
    speaking = await saying.say(line())
    await saying.close()
    await saying.close()
    assert speaking.done.done()


async def test_after_a_stop_that_holds_nothing_reaches_the_stage_until_resumed(journal: Journal) -> None:
    stage = RecordingStage()
    saying = speaker(stage, journal)
    await saying.stop(hold=True)
    speaking = await saying.say(line())
    assert stage.commands == [Clear()]
    assert not (await speaking.done).complete
    saying.resume()
    await saying.say(line(number=1))
    assert any(isinstance(command, Begin) for command in stage.commands)


async def test_a_line_said_while_the_stage_is_gone_is_not_heard(journal: Journal) -> None:
    speaking = await speaker(LostStage(), journal).say(line())
    assert not (await speaking.done).complete


@pytest.mark.looptime
async def test_when_the_stage_is_lost_what_was_played_counts_as_heard(journal: Journal) -> None:
    saying = speaker(RecordingStage(), journal)
    speaking = await saying.say(line("one two three four five six"))
    saying.started(Started("t.0", 0, asyncio.get_running_loop().time()))
    await asyncio.sleep(speaking.words[2].end / SAMPLE_RATE_HZ + 0.001)
    await saying.lost()
    assert (await speaking.done).text == "one two three"


@pytest.mark.looptime
async def test_the_end_of_what_was_handed_over_is_known(journal: Journal) -> None:
    saying = speaker(RecordingStage(), journal)
    speaking = await saying.say(line())
    now = asyncio.get_running_loop().time()
    saying.started(Started("t.0", 0, now))
    assert saying.ends_at == pytest.approx(now + speaking.samples / SAMPLE_RATE_HZ, abs=1e-3)


def test_heard_text_ends_with_the_last_word_that_was_heard_to_its_end() -> None:
    words = [Word(0, 100, 0, 3), Word(100, 200, 4, 7)]
    assert heard_text("one two", words, 199) == "one"
    assert heard_text("one two", words, 200) == "one two"
    assert heard_text("one two", [], 500) == ""
