"""Gestures and gaze from a line's tags and words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.acting.director import Director, Script, Setting
from avatar.acting.lexicon import mentions, triggers
from avatar.acting.manners import fitting, instead, lasts_s
from avatar.acting.places import Places, directed, direction
from avatar.acting.stress import Heard, Stress, guessed, heard
from avatar.faces.drawn.clips import CLIPS
from avatar.media import (
    SAMPLE_RATE_HZ,
    GazeCue,
    GestureCue,
    MouthTrack,
    Performance,
    Speech,
    Word,
)
from avatar.stage.messages import Begin, Feed
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import Act
from persona.schema import GESTURES

LAMP = Setting("Moonlight desk lamp")
HOURS = 3600 * SAMPLE_RATE_HZ


def acted(
    text: str,
    language: str = "en",
    mood: str = "neutral",
    *tags: str,
    setting: Setting = LAMP,
    director: Director | None = None,
    begun: int = 0,
    disclosure: bool = False,
) -> tuple[tuple[GestureCue, ...], tuple[GazeCue, ...]]:
    """A line whose words all come at once."""
    script = Script("u", text, language, mood, tuple(map(GestureCue, tags)), disclosure)
    line = (director or Director()).line(script, setting)
    return line.take([Heard(word, 0.1) for word in guessed(text)], begun, sound=48_000, last=True)


def names(cues: tuple[GestureCue, ...]) -> list[str]:
    return [cue.name for cue in cues if cue.name != "beat"]


def word_at(text: str, part: str) -> Word:
    return next(word for word in guessed(text) if word.text_end > text.index(part))


@pytest.mark.parametrize(
    ("text", "language", "gesture"),
    [
        ("Hello and welcome, everyone!", "en", "wave"),
        ("大家好，欢迎来到直播间！", "zh", "wave"),
        ("There are three reasons to take it.", "en", "count"),
        ("它有三个卖点。", "zh", "count"),
        ("Add it to your cart now.", "en", "point_down"),
        ("点下方的购物车链接。", "zh", "point_down"),
        ("I like the Moonlight.", "en", "point_card"),
        ("这款卖得很快。", "zh", "point_card"),
        ("I recommend it.", "en", "thumbs_up"),
        ("真心推荐。", "zh", "thumbs_up"),
        ("Maybe, I am not sure.", "en", "shrug"),
        ("这不确定。", "zh", "shrug"),
        ("Let me think about that.", "en", "think"),
        ("好问题，我想想。", "zh", "think"),
        ("Just ask me anything.", "en", "listen"),
        ("有什么问题尽管问。", "zh", "listen"),
        ("Congratulations to you!", "en", "clap"),
        ("恭喜这位朋友！", "zh", "clap"),
        ("I adore that shade.", "en", "heart"),
        ("我最爱它。", "zh", "heart"),
        ("Wow, look how bright.", "en", "surprise"),
        ("哇，好亮。", "zh", "surprise"),
        ("I apologise for that.", "en", "bow"),
        ("抱歉，没货了。", "zh", "bow"),
    ],
)
def test_words_call_for_gestures(text: str, language: str, gesture: str) -> None:
    tries = [names(acted(text, language, director=Director(seed))[0]) for seed in range(6)]
    assert [gesture] in [found[:1] for found in tries]


@pytest.mark.parametrize("text", ["Thank you so much!", "谢谢你们！"])
def test_thanks_are_a_bow_or_a_heart(text: str) -> None:
    language = "zh" if text[0] > "z" else "en"
    seen = {names(acted(text, language, director=Director(seed))[0])[0] for seed in range(8)}
    assert seen == {"bow", "heart"}


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("It comes in five colours.", "en", 5),
        ("两种颜色。", "zh", 2),
        ("第一，很轻。", "zh", 1),
        ("很轻。", "zh", 0),
    ],
)
def test_the_number_that_is_said_is_the_number_of_fingers(text: str, language: str, number: int) -> None:
    counts = [cue for cue in acted(text, language)[0] if cue.name == "count"]
    assert [cue.number for cue in counts] == [number] * bool(number)


def test_the_stroke_falls_on_the_word_that_asks_for_it() -> None:
    text = "It is small and it is light, and you find it in the cart."
    cue = next(cue for cue in acted(text)[0] if cue.name == "point_down")
    away_s = (word_at(text, "cart").start - cue.at) / SAMPLE_RATE_HZ
    assert 0.2 < away_s < 0.6


def test_a_tag_is_placed_on_the_words_that_fit_it() -> None:
    text = "It is small and light, and I recommend it to you."
    cue = acted(text, "en", "happy", "thumbs_up")[0][0]
    assert cue.name == "thumbs_up"
    assert abs(cue.at - word_at(text, "recommend").start) < 0.6 * SAMPLE_RATE_HZ


def test_a_tag_with_a_place_keeps_it() -> None:
    line = Director().line(Script("u", "Hello.", tags=(GestureCue("nod", 4_800),)), Setting())
    assert line.take((), 0, sound=480)[0] == (GestureCue("nod", 4_800),)


def test_words_may_come_one_by_one_and_none_is_acted_twice() -> None:
    text = "Hello friends, there are three reasons, and the link is below in your cart, thank you."
    words = [Heard(word, 0.1) for word in guessed(text)]
    line = Director(1).line(Script("u", text), LAMP)
    cues: list[GestureCue] = []
    for index, item in enumerate(words):
        gestures, _ = line.take((item,), 0, sound=4_800, last=index == len(words) - 1)
        assert all(cue.at <= item.word.start for cue in gestures)
        cues += gestures
    whole = acted(text, director=Director(1))[0]
    assert names(tuple(cues)) == names(whole)
    assert len(set(cues)) == len(cues)


def test_a_voice_without_word_times_is_acted_all_the_same() -> None:
    line = Director().line(Script("u", "Hello, add it to your cart."), LAMP)
    first, _ = line.take((), 0, sound=48_000)
    again, _ = line.take((), 0, sound=48_000, last=True)
    assert "wave" in names(first)
    assert not again


def test_sad_lines_do_not_celebrate() -> None:
    for seed in range(12):
        cues, _ = acted("Congratulations, I love it, great!", "en", "sad", "clap", director=Director(seed))
        assert not set(names(cues)) & {"clap", "heart", "thumbs_up", "surprise", "wave"}


def test_a_disclosure_is_said_with_quiet_hands() -> None:
    text = "Wow, thank you, this one is in the cart, and I am an AI."
    cues, _ = acted(text, "en", "happy", "clap", "nod", disclosure=True)
    assert set(names(cues)) <= {"nod", "open_palms", "bow", "wave", "listen"}


def test_only_what_the_host_does_is_done() -> None:
    director = Director(0, allowed=("nod",))
    for seed in range(5):
        cues, _ = acted(
            "Hello, add it to your cart!", "en", "happy", "wave", "nod", director=director, begun=seed * HOURS
        )
        assert set(names(cues)) <= {"nod"}


def test_no_gesture_follows_itself_and_hands_rest_between() -> None:
    director, at = Director(2), 0
    done: list[tuple[int, str]] = []
    text = "Hello, thank you, I recommend it, add it to the cart, it has three modes, wow."
    for _ in range(40):
        cues, _ = acted(text, "en", "happy", "wave", director=director, begun=at)
        done += [(at + cue.at, cue.name) for cue in cues if cue.name != "beat"]
        at += 8 * SAMPLE_RATE_HZ
    done.sort()
    assert len(done) > 40
    for (start, name), (after, other) in pairwise(done):
        assert name != other
        assert after - start >= lasts_s(name) * SAMPLE_RATE_HZ
    assert len({name for _, name in done}) >= 3


def test_the_same_seed_acts_the_same() -> None:
    text = "Hello, I love the lamp, it has three modes, thank you."
    assert acted(text, director=Director(5)) == acted(text, director=Director(5))
    assert len({acted(text, director=Director(seed)) for seed in range(6)}) > 1


def test_eyes_go_to_the_card_with_the_product_and_to_the_chat_with_the_asker() -> None:
    text = "Ana, the lamp costs thirty-nine dollars."
    _, gaze = acted("We have a desk lamp.", setting=LAMP)
    assert [cue.target for cue in gaze] == ["card"]
    _, gaze = acted(text, setting=Setting("Moonlight desk lamp", "Ana"))
    assert [(cue.target, cue.at) for cue in gaze] == [("chat", 0)]
    _, gaze = acted(text, setting=Setting())
    assert not gaze


def test_stress_goes_to_content_that_is_long_and_loud() -> None:
    text = "the lamp is AMAZING!"
    quiet = Word(0, 9_600, 0, 3), Word(9_600, 24_000, 4, 8), Word(24_000, 28_800, 9, 11)
    loud = Word(28_800, 76_800, 12, 19)
    stress = Stress()
    *others, last = [stress.score(Heard(word, 0.05), text) for word in quiet] + [
        stress.score(Heard(loud, 0.2), text)
    ]
    assert last > max(others)
    assert others[1] > others[0]


def test_loudness_is_that_of_the_words_sound() -> None:
    pcm = np.concatenate([np.full(4_800, 0.1, np.float32), np.full(4_800, 0.4, np.float32)])
    speech = Speech("u", pcm, 9_600, words=(Word(9_600, 14_400, 0, 1), Word(14_400, 19_200, 2, 3)))
    assert [round(item.level, 3) for item in heard(speech)] == [0.1, 0.4]


@pytest.mark.parametrize(
    ("text", "product", "found"),
    [
        ("Our Lamp and two lamps.", "Moonlight desk lamp", ["Lamp", "lamps"]),
        ("今天这款台灯很亮", "月光台灯", ["台灯"]),
        ("Nothing of it.", "Moonlight desk lamp", []),
        ("Anything", "", []),
        ("a+b (c)", "(c", ["(c"]),
    ],
)
def test_a_product_is_known_by_parts_of_its_name(text: str, product: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in mentions(text, product)] == found


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300), st.sampled_from(["en", "zh", "de"]), st.text(max_size=40), st.text(max_size=40),
    st.lists(st.sampled_from([*GESTURES, "moonwalk"]), max_size=3), st.integers(1, 6),
)  # fmt: skip
def test_any_text_is_acted_within_its_bounds(
    text: str, language: str, product: str, asker: str, tags: list[str], pieces: int
) -> None:
    for trigger in triggers(text, language):
        assert 0 <= trigger.start < trigger.end <= len(text)
    script = Script("u", text, language, "happy", tuple(map(GestureCue, tags)))
    line, words = Director().line(script, Setting(product, asker)), guessed(text)
    cues: list[GestureCue] = []
    for piece in range(pieces):
        share = [Heard(word, 0.1) for word in words[piece::pieces]]
        gestures, gaze = line.take(
            sorted(share, key=lambda item: item.word.start), 0, last=piece == pieces - 1
        )
        cues += gestures
        assert all(look.at >= 0 and look.seconds > 0 for look in gaze)
    assert all(cue.at >= 0 and 0.3 <= cue.strength <= 1.5 for cue in cues)
    assert set(names(tuple(cues))) <= set(GESTURES)


def test_everything_that_may_replace_a_gesture_is_fitting_and_another() -> None:
    for mood in ("neutral", "sad"):
        for name in GESTURES:
            for other in instead(name, mood, disclosure=False):
                assert other != name
                assert fitting(other, mood, disclosure=False)


def test_the_drawn_host_knows_every_gesture_of_a_persona() -> None:
    assert set(GESTURES) - {"point_card"} <= set(CLIPS)
    assert len(CLIPS) >= 18


@pytest.mark.parametrize(
    ("card", "gesture"),
    [
        ((0.95, 0.1), "point_right"),
        ((-0.9, 0.2), "point_left"),
        ((0.1, 0.99), "point_down"),
        (None, "open_palms"),
    ],
)
def test_pointing_goes_where_the_card_is(card: tuple[float, float] | None, gesture: str) -> None:
    mouth = MouthTrack(0, np.zeros((1, 15), np.float32))
    looks = (GazeCue("card", 0, 1.0), GazeCue("chat", 9, 1.0), GazeCue("viewer", 9, 1.0))
    performance = Performance(
        "u", 0, mouth, gestures=(GestureCue("point_card", 5), GestureCue("nod")), gaze=looks
    )
    found = directed(performance, Places(card, (-0.3, 0.5)))
    assert found.gestures == (GestureCue(gesture, 5), GestureCue("nod"))
    seen = {look.target: (look.x, look.y) for look in found.gaze}
    assert seen.pop("card", None) == card
    assert seen == {"chat": (-0.3, 0.5), "viewer": (0.0, 0.0)}


def test_a_direction_has_length_one_and_nowhere_is_the_viewer() -> None:
    assert direction((100, 100), (400, 500)) == (0.6, 0.8)
    assert direction((7, 7), (7, 7)) == (0.0, 0.0)


def test_the_timeline_acts_with_what_is_on_stage_when_a_line_is_heard() -> None:
    text = "Ana, the desk lamp is in the cart."
    timeline = Timeline()
    timeline.begin(Begin("u", text, mood="happy", feel=(0.9, 0.8)))
    words = guessed(text)
    pcm = np.full(words[-1].end, 0.1, np.float32)
    timeline.feed(Feed(Speech("u", pcm, words=words), MouthTrack(0, np.zeros((1, 15), np.float32))))
    timeline.shown("Moonlight desk lamp")
    timeline.asked("Ana")
    timeline.pull()
    (act,) = [event.performance for event in timeline.events() if isinstance(event, Act)]
    assert act.feel == (0.9, 0.8)
    assert act.words == words
    assert [cue.target for cue in act.gaze] == ["chat"]
    assert "point_down" in names(act.gestures)


def test_a_tag_waits_a_little_for_busy_hands_and_plain_words_do_too() -> None:
    director = Director()
    first = acted("Hello!", director=director)[0][0]
    begun = SAMPLE_RATE_HZ * 3 // 2
    second = next(cue for cue in acted("Cart!", director=director, begun=begun)[0] if cue.name != "beat")
    assert (first.name, second.name) == ("wave", "point_down")
    assert begun + second.at >= lasts_s("wave") * SAMPLE_RATE_HZ
    third, _ = acted("Great!", director=director, begun=begun + SAMPLE_RATE_HZ)
    assert names(third) == []
