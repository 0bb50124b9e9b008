import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.clock import BLOCK
from avatar.media import GestureCue, MouthTrack, Pcm, Speech, Word
from avatar.stage.messages import Begin, Ended, Feed
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import FADE, Act, Begun, Hush, TimelineEvent

MOUTH = np.zeros((1, 15), np.float32)


def begin(name: str, **rest: bool) -> Begin:
    return Begin(utterance=name, caption=name, **rest)  # type: ignore[arg-type]


def feed(
    name: str,
    samples: int,
    *,
    start: int = 0,
    last: bool = True,
    level: float = 0.5,
    words: tuple[Word, ...] = (),
) -> Feed:
    pcm = np.full(samples, level, np.float32)
    return Feed(Speech(name, pcm, start=start, last=last, words=words), MouthTrack(start, MOUTH))


def run(timeline: Timeline, blocks: int) -> tuple[Pcm, list[TimelineEvent]]:
    events: list[TimelineEvent] = []
    pieces = []
    for _ in range(blocks):
        pieces.append(timeline.pull())
        events += timeline.events()
    return np.concatenate(pieces), events


def said(timeline: Timeline, name: str, samples: int, **rest: bool) -> None:
    timeline.begin(begin(name, **rest))
    timeline.feed(feed(name, samples))


def begun(events: list[TimelineEvent]) -> list[tuple[str, int]]:
    return [(event.begin.utterance, event.at) for event in events if isinstance(event, Begun)]


def ended(events: list[TimelineEvent]) -> list[Ended]:
    return [event for event in events if isinstance(event, Ended)]


def largest_step(sound: Pcm) -> float:
    return float(np.max(np.abs(np.diff(sound))))


def test_nothing_to_say_is_silence_and_the_clock_goes_on() -> None:
    timeline = Timeline(at=960)
    sound, events = run(timeline, 3)
    assert sound.shape == (3 * BLOCK,)
    assert not sound.any()
    assert not events
    assert timeline.at == 960 + 3 * BLOCK


def test_utterances_follow_each_other_without_a_gap() -> None:
    timeline = Timeline()
    said(timeline, "a", 700)
    said(timeline, "b", 500)
    sound, events = run(timeline, 3)
    assert np.count_nonzero(sound) == 1200
    assert sound[:1200].all()
    assert begun(events) == [("a", 0), ("b", 700)]
    assert ended(events) == [Ended("a", 700, True, 700), Ended("b", 500, True, 1200)]


def test_the_end_is_reported_with_the_block_that_holds_the_last_sample() -> None:
    timeline = Timeline()
    said(timeline, "a", BLOCK)
    _, events = run(timeline, 1)
    assert ended(events) == [Ended("a", BLOCK, True, BLOCK)]


def test_an_underrun_is_silence_and_the_mouth_moves_on_with_the_sound() -> None:
    timeline = Timeline()
    timeline.begin(begin("a"))
    timeline.feed(feed("a", BLOCK, last=False))
    sound, events = run(timeline, 3)
    assert sound[:BLOCK].all()
    assert not sound[BLOCK:].any()
    assert not ended(events)
    timeline.feed(feed("a", BLOCK, start=BLOCK))
    sound, events = run(timeline, 1)
    assert sound.all()
    acts = [event.performance for event in events if isinstance(event, Act)]
    assert [act.start for act in acts] == [2 * BLOCK]
    assert ended(events) == [Ended("a", 2 * BLOCK, True, 4 * BLOCK)]


def test_gestures_are_given_once_and_pieces_keep_the_start() -> None:
    timeline = Timeline()
    cue = GestureCue("wave", 10)
    timeline.begin(Begin("a", "a", mood="happy", gestures=(cue,)))
    timeline.feed(feed("a", BLOCK, last=False))
    timeline.feed(feed("a", BLOCK, start=BLOCK, last=False))
    run_events = run(timeline, 1)[1]
    timeline.feed(feed("a", BLOCK, start=2 * BLOCK))
    run_events += run(timeline, 1)[1]
    acts = [event.performance for event in run_events if isinstance(event, Act)]
    assert [act.gestures for act in acts] == [(cue,), (), ()]
    assert {act.start for act in acts} == {0}
    assert {act.mood for act in acts} == {"happy"}


def test_a_failed_voice_is_an_utterance_of_no_length() -> None:
    timeline = Timeline()
    said(timeline, "failed", 0)
    said(timeline, "next", BLOCK)
    sound, events = run(timeline, 1)
    assert sound.all()
    assert begun(events) == [("next", 0)]
    assert ended(events)[0] == Ended("failed", 0, True, 0)


def test_clear_is_silent_within_20_ms_without_a_click() -> None:
    timeline = Timeline()
    said(timeline, "a", 48_000)
    said(timeline, "b", 48_000)
    before, _ = run(timeline, 5)
    timeline.clear()
    after, events = run(timeline, 5)
    assert before.all()
    assert not after[FADE:].any()
    assert largest_step(np.concatenate([before, after])) < 0.005
    assert [(end.utterance, end.heard, end.complete) for end in ended(events)] == [
        ("b", 0, False),
        ("a", 5 * BLOCK + FADE, False),
    ]
    assert Hush(5 * BLOCK + FADE) in events
    assert timeline.idle


def test_clearing_twice_does_not_lengthen_the_fade() -> None:
    timeline = Timeline()
    said(timeline, "a", 48_000)
    run(timeline, 1)
    timeline.clear()
    first, _ = run(timeline, 1)
    timeline.clear()
    second, events = run(timeline, 2)
    assert not second[FADE - BLOCK :].any()
    assert largest_step(np.concatenate([first, second])) < 0.005
    assert len(ended(events)) == 1


def test_sound_that_comes_after_the_end_is_dropped() -> None:
    timeline = Timeline()
    timeline.begin(begin("a"))
    timeline.feed(feed("a", 4800, last=False))
    run(timeline, 1)
    timeline.clear()
    timeline.feed(feed("a", 4800, start=4800))
    run(timeline, 5)
    timeline.feed(feed("a", 4800, start=4800))
    sound, events = run(timeline, 5)
    assert not sound.any()
    assert not events


@pytest.mark.parametrize("stop", ["clear", "cut"])
def test_a_disclosure_cannot_be_ended(stop: str) -> None:
    timeline = Timeline()
    said(timeline, "disclosure", 4800, protected=True, interruptible=True)
    run(timeline, 1)
    if stop == "clear":
        timeline.clear()
    else:
        said(timeline, "answer", 480, cut=True)
    _, events = run(timeline, 20)
    assert Ended("disclosure", 4800, True, 4800) in events


def test_a_cut_waits_for_the_first_sound_of_whoever_cuts() -> None:
    timeline = Timeline()
    said(timeline, "pitch", 480_000, interruptible=True)
    timeline.begin(begin("answer", cut=True))
    sound, events = run(timeline, 50)
    assert sound.all()
    assert not ended(events)
    timeline.feed(feed("answer", 4800))
    _, events = run(timeline, 12)
    assert begun(events) == [("answer", 50 * BLOCK + FADE)]
    assert [end.utterance for end in ended(events)] == ["pitch", "answer"]


def test_a_cut_falls_on_the_end_of_a_word_within_120_ms() -> None:
    timeline = Timeline()
    words = (Word(0, 4000, 0, 2), Word(4000, 9000, 3, 5), Word(9000, 30_000, 6, 9))
    timeline.begin(begin("pitch", interruptible=True))
    timeline.feed(feed("pitch", 30_000, words=words))
    before, _ = run(timeline, 10)
    said(timeline, "answer", 480, cut=True)
    after, events = run(timeline, 12)
    assert ended(events)[0] == Ended("pitch", 9000, False, 9000)
    assert begun(events) == [("answer", 9000)]
    assert largest_step(np.concatenate([before, after])[:9000]) < 0.005


def test_a_cut_fades_at_once_when_no_word_ends_soon() -> None:
    timeline = Timeline()
    timeline.begin(begin("pitch", interruptible=True))
    timeline.feed(feed("pitch", 48_000, words=(Word(0, 40_000, 0, 5),)))
    run(timeline, 10)
    said(timeline, "answer", 480, cut=True)
    _, events = run(timeline, 12)
    assert ended(events)[0] == Ended("pitch", 10 * BLOCK + FADE, False, 10 * BLOCK + FADE)


def test_a_cut_drops_what_waits_unheard_and_spares_what_may_not_be_interrupted() -> None:
    timeline = Timeline()
    said(timeline, "pitch", 48_000, interruptible=True)
    said(timeline, "more pitch", 48_000, interruptible=True)
    said(timeline, "earlier answer", 960)
    run(timeline, 1)
    said(timeline, "answer", 960, cut=True)
    _, events = run(timeline, 10)
    assert [(end.utterance, end.heard > 0) for end in ended(events)] == [
        ("more pitch", False),
        ("pitch", True),
        ("earlier answer", True),
        ("answer", True),
    ]


def test_a_cut_leaves_no_dead_air_before_an_answer_that_is_still_made() -> None:
    timeline = Timeline()
    said(timeline, "pitch", 48_000, interruptible=True)
    timeline.begin(begin("slow answer"))
    run(timeline, 1)
    said(timeline, "answer", 960, cut=True)
    sound, _ = run(timeline, 20)
    assert sound.all()
    timeline.feed(feed("slow answer", 960))
    _, events = run(timeline, 10)
    assert [name for name, _ in begun(events)] == ["slow answer", "answer"]


def test_a_voice_that_failed_cuts_nothing() -> None:
    timeline = Timeline()
    said(timeline, "pitch", 9600, interruptible=True)
    said(timeline, "failed answer", 0, cut=True)
    _, events = run(timeline, 25)
    assert ended(events)[0] == Ended("pitch", 9600, True, 9600)


def test_an_utterance_that_never_gets_its_sound_does_not_block_the_queue() -> None:
    timeline = Timeline(stall_s=1.0, blocking_stall_s=0.1)
    timeline.begin(begin("lost"))
    said(timeline, "next", 480)
    _, events = run(timeline, 12)
    assert [(end.utterance, end.heard, end.complete) for end in ended(events)] == [
        ("lost", 0, False),
        ("next", 480, True),
    ]


def test_an_utterance_that_loses_its_voice_is_ended() -> None:
    timeline = Timeline(stall_s=1.0, blocking_stall_s=0.1)
    timeline.begin(begin("broken"))
    timeline.feed(feed("broken", 480, last=False))
    _, events = run(timeline, 101)
    assert ended(events) == [Ended("broken", 480, False, 100 * BLOCK)]


def test_a_full_queue_refuses_the_newest() -> None:
    timeline = Timeline(max_utterances=2)
    for name in "abc":
        timeline.begin(begin(name))
    assert timeline.events() == [Ended("c", 0, False, 0)]
    assert timeline.utterances == 2


def test_too_many_seconds_refuse_the_newest() -> None:
    timeline = Timeline(max_queued_s=1.0)
    said(timeline, "a", 48_000)
    timeline.begin(begin("b"))
    assert timeline.events() == [Ended("b", 0, False, 0)]


def test_one_utterance_cannot_pile_up_sound_without_end() -> None:
    timeline = Timeline(max_queued_s=1.0)
    timeline.begin(begin("a"))
    for piece in range(10):
        timeline.feed(feed("a", 9600, start=piece * 9600, last=False))
    assert timeline.queued <= 48_000
    _, events = run(timeline, 101)
    assert ended(events) == [Ended("a", 48_000, False, 48_000)]


def test_rubbish_from_a_voice_never_reaches_the_encoder() -> None:
    timeline = Timeline()
    timeline.begin(begin("a"))
    pcm = np.array([np.nan, np.inf, -np.inf, 7.0, -7.0] * 96, np.float32)
    timeline.feed(Feed(Speech("a", pcm), MouthTrack(0, MOUTH)))
    sound, _ = run(timeline, 1)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1.0


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.integers(0, 9), st.booleans(), st.booleans(), st.booleans()),
        st.tuples(st.just("feed"), st.integers(0, 9), st.integers(0, 3000), st.booleans()),
        st.tuples(st.just("pull"), st.integers(1, 12)),
        st.tuples(st.just("clear")),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(ACTIONS)
def test_every_begin_ends_exactly_once_and_the_sound_adds_up(actions: list[tuple[object, ...]]) -> None:
    timeline = Timeline(max_utterances=4, max_queued_s=0.5, stall_s=0.2, blocking_stall_s=0.1)
    names: set[str] = set()
    fed: dict[str, int] = {}
    words = (Word(100, 2000, 0, 1),)
    events: list[TimelineEvent] = []
    sound: list[Pcm] = []
    for number, action in enumerate(actions):
        match action:
            case ("begin", int(line), bool(interruptible), bool(protected), bool(cut)):
                name = f"{line}-{number}"
                names.add(name)
                timeline.begin(begin(name, interruptible=interruptible, protected=protected, cut=cut))
            case ("feed", int(line), int(samples), bool(last)):
                for name in sorted(names):
                    if name.startswith(f"{line}-"):
                        timeline.feed(feed(name, samples, start=fed.get(name, 0), last=last, words=words))
                        fed[name] = fed.get(name, 0) + samples
            case ("pull", int(blocks)):
                sound += [timeline.pull() for _ in range(blocks)]
            case _:
                timeline.clear()
        events += timeline.events()
        assert timeline.utterances <= 4
    for name in names:
        timeline.feed(feed(name, 0))
    sound += [timeline.pull() for _ in range(600)]
    events += timeline.events()
    assert timeline.idle
    assert all(block.shape == (BLOCK,) for block in sound)
    endings = ended(events)
    assert sorted(end.utterance for end in endings) == sorted(names)
    starts = [name for name, _ in begun(events)]
    assert len(starts) == len(set(starts))
    assert set(starts) == {end.utterance for end in endings if end.heard}
    assert all(0 <= end.heard <= fed.get(end.utterance, 0) for end in endings)
    heard = sum(end.heard for end in endings)
    assert int(np.count_nonzero(np.concatenate(sound))) <= heard
    assert [event.at for event in events if isinstance(event, Begun)] == sorted(
        event.at for event in events if isinstance(event, Begun)
    )


def test_an_unfinished_utterance_begins_once_enough_of_it_is_there() -> None:
    timeline = Timeline(stock_s=0.1)
    timeline.begin(begin("a"))
    timeline.feed(feed("a", 4000, last=False))
    _, events = run(timeline, 3)
    assert begun(events) == []
    timeline.feed(feed("a", 800, start=4000, last=False))
    _, events = run(timeline, 1)
    assert begun(events) == [("a", 3 * BLOCK)]


def test_a_short_utterance_that_is_complete_needs_no_stock() -> None:
    timeline = Timeline(stock_s=0.1)
    said(timeline, "a", 700)
    _, events = run(timeline, 1)
    assert begun(events) == [("a", 0)]


def test_an_interruption_waits_until_its_sound_is_enough_to_begin() -> None:
    timeline = Timeline(stock_s=0.1)
    said(timeline, "pitch", 48_000, interruptible=True)
    run(timeline, 2)
    timeline.begin(begin("answer", cut=True))
    timeline.feed(feed("answer", 1000, last=False))
    sound, events = run(timeline, 20)
    assert sound.all()
    assert begun(events) == []
    timeline.feed(feed("answer", 9000, start=1000, last=False))
    _, events = run(timeline, 30)
    assert [name for name, _ in begun(events)] == ["answer"]
