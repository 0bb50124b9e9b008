from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from avatar.faces.drawn import DrawnFace
from avatar.faces.drawn.characters import built_in, character
from avatar.faces.drawn.clips import CLIPS
from avatar.media import VISEMES, GestureCue, MouthTrack, Performance, Picture, Word
from avatar.registry import load
from evals.bench.face_mouth import opening

FRAME = 1920
MOUTH = slice(200, 262), slice(325, 395)
EYES = slice(145, 195), slice(295, 425)


def backdrop(width: int = 720, height: int = 480) -> Picture:
    picture = np.zeros((height, width, 4), dtype=np.uint8)
    picture[:] = (38, 40, 74, 255)
    return picture


def host(**options: object) -> DrawnFace:
    return DrawnFace(DrawnFace.Config.model_validate(options), backdrop())


def said(
    viseme: str, start: int = 0, seconds: float = 4.0, mood: str = "neutral", *gestures: GestureCue
) -> Performance:
    weights = np.zeros((int(seconds * 100), len(VISEMES)), dtype=np.float32)
    weights[:, VISEMES.index(viseme)] = 1
    return Performance(f"u{start}", start, MouthTrack(0, weights), mood, gestures)


def at_frame(face: DrawnFace, last: int, first: int = 0) -> Picture:
    for number in range(first, last):
        face.frame(number * FRAME)
    return face.frame(last * FRAME).copy()


def dark(picture: Picture) -> int:
    """Pixels of the mouth's inside."""
    red, green, blue = (picture[MOUTH][..., channel].astype(int) for channel in range(3))
    return int(((red < 120) & (green < 60) & (blue < 70)).sum())


def change(one: Picture, other: Picture) -> float:
    return float(np.abs(one[..., :3].astype(int) - other[..., :3].astype(int)).mean())


def test_registry_resolves_the_drawn_face() -> None:
    assert load("face", "drawn") is DrawnFace


@pytest.mark.parametrize("theme", [name for name in built_in() if character(name).head.kind == "human"])
def test_mouth_opens_for_aa_and_is_shut_for_closures_and_silence(theme: str) -> None:
    opened = {}
    for viseme in ("sil", "PP", "FF", "ou", "aa"):
        face = host(theme=theme, skin={"lip": "#ff00ff"})
        face.perform(said(viseme))
        opened[viseme] = opening(at_frame(face, 10), character(theme).mouth.y)
    assert opened["aa"][1] > 3 * opened["ou"][1] > 0
    assert opened["aa"][0] > 3 * opened["FF"][0]
    assert opened["sil"] == opened["PP"] == (0, 0)


def test_lips_lead_the_sound() -> None:
    face = host()
    face.perform(said("aa", start=10 * FRAME))
    before, after = at_frame(face, 8), at_frame(face, 9, first=9)
    assert dark(before) < 40 < 150 < dark(after)


def test_every_viseme_is_told_from_silence() -> None:
    face = host()
    still = at_frame(face, 10)
    for viseme in VISEMES[1:]:
        talking = host()
        talking.perform(said(viseme))
        assert change(at_frame(talking, 10)[MOUTH], still[MOUTH]) > 0.5, viseme


def test_host_blinks_within_six_seconds_and_opens_its_eyes_again() -> None:
    face = host()
    pictures = [face.frame(number * FRAME)[EYES].copy() for number in range(6 * 25)]
    white = [int((picture[..., :3].min(axis=-1) > 225).sum()) for picture in pictures]
    assert min(white) < 0.1 * max(white)
    assert sum(count > 0.5 * max(white) for count in white) > 0.8 * len(white)


def test_moods_look_different_from_one_another() -> None:
    faces = {}
    for mood in ("neutral", "happy", "angry", "sad", "relaxed", "surprised"):
        face = host()
        face.perform(said("sil", mood=mood))
        faces[mood] = at_frame(face, 20)[60:270, 250:470]
    names = list(faces)
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            assert change(faces[one], faces[other]) > 1.0, (one, other)


def test_an_unknown_mood_is_neutral_and_an_unknown_gesture_nothing() -> None:
    plain, odd = host(), host()
    plain.perform(said("aa"))
    odd.perform(said("aa", 0, 4.0, "sarcastic", GestureCue("moonwalk")))
    assert np.array_equal(at_frame(plain, 15), at_frame(odd, 15))


def test_clear_closes_the_mouth_within_three_frames_and_ends_the_gesture() -> None:
    face = host()
    face.perform(said("aa", 0, 4.0, "happy", GestureCue("wave", 0), GestureCue("open_palms", 30 * FRAME)))
    assert dark(at_frame(face, 20)) > 150
    face.clear(20 * FRAME)
    assert dark(at_frame(face, 23, first=21)) < 40
    still = host()
    assert change(at_frame(face, 120, first=24), at_frame(still, 120)) < 0.3


def test_clear_keeps_what_was_played_before_it() -> None:
    face = host()
    face.perform(said("aa"))
    face.clear(50 * FRAME)
    assert dark(at_frame(face, 20)) > 150


def test_speech_after_clear_is_played() -> None:
    face = host()
    face.perform(said("aa"))
    at_frame(face, 10)
    face.clear(10 * FRAME)
    face.perform(said("aa", start=20 * FRAME))
    assert dark(at_frame(face, 16, first=11)) < 40
    assert dark(at_frame(face, 24, first=17)) > 150


def test_pieces_of_one_utterance_add_up() -> None:
    face = host()
    weights = np.zeros((100, len(VISEMES)), dtype=np.float32)
    weights[:, VISEMES.index("aa")] = 1
    for piece in range(3):
        track = MouthTrack(piece * 48_000, weights)
        face.perform(Performance("u", 0, track, gestures=(GestureCue("wave"),), words=(Word(0, 9600, 0, 2),)))
    assert dark(at_frame(face, 65)) > 150
    assert dark(at_frame(face, 82, first=66)) < 40


@pytest.mark.parametrize("gesture", sorted(set(CLIPS) - {"nod", "shake", "beat"}))
def test_gesture_shows_a_hand_and_goes_back_to_rest(gesture: str) -> None:
    face, still = host(), host()
    face.perform(said("sil", 0, 0.2, "neutral", GestureCue(gesture)))
    for number in (0, 10, 22, 34):
        shown, plain = face.frame(number * FRAME), still.frame(number * FRAME)
        if number == 22:
            assert change(shown, plain) > 3.0
    for number in range(46, 180, 12):
        shown, plain = face.frame(number * FRAME), still.frame(number * FRAME)
    assert change(shown, plain) < 0.3


def test_nothing_jumps_when_gestures_switch_and_are_cleared() -> None:
    face = host()
    names = ("wave", "thumbs_up", "open_palms", "point_left", "count", "heart", "think", "bow")
    cues = tuple(GestureCue(name, index * 20 * FRAME) for index, name in enumerate(names))
    face.perform(said("sil", 0, 8.0, "happy", *cues))
    pictures: list[NDArray[np.uint8]] = []
    for number in range(200):
        if number == 150:
            face.clear(number * FRAME)
        pictures.append(face.frame(number * FRAME)[::4, ::4].copy())
    whole = max(change(pictures[0], picture) for picture in pictures)
    steps = [change(one, other) for one, other in pairwise(pictures)]
    assert whole > 10
    assert max(steps) < 0.6 * whole
    rises = [abs(later - step) for step, later in pairwise(steps)]
    assert max(rises) < 0.35 * whole


def test_idle_life_moves_without_repeating() -> None:
    face = host()
    pictures = [face.frame(number * FRAME)[40:280, 240:480].copy() for number in range(0, 25 * 24, 5)]
    assert all(change(pictures[0], picture) > 0.05 for picture in pictures[1:])


def test_same_seed_and_times_give_the_same_pictures() -> None:
    pictures = []
    for seed in (3, 3, 4):
        face = host(seed=seed)
        face.perform(said("E", 0, 2.0, "happy", GestureCue("point_right")))
        pictures.append(at_frame(face, 30))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


@pytest.mark.parametrize(("width", "height"), [(720, 480), (720, 578), (320, 200), (1080, 720)])
def test_frame_is_opaque_and_keeps_the_backdrop_around_the_host(width: int, height: int) -> None:
    ground = backdrop(width, height)
    face = DrawnFace(DrawnFace.Config(), ground)
    picture = face.frame(0)
    assert picture.shape == ground.shape
    assert (picture[..., 3] == 255).all()
    assert (picture[: height // 3, : width // 8] == ground[: height // 3, : width // 8]).all()
    assert change(picture, ground) > 10


def test_frame_gives_the_same_array_each_time() -> None:
    face = host()
    assert face.frame(0) is face.frame(FRAME)


def test_memory_of_what_was_played_does_not_grow() -> None:
    face = host()
    for number in range(100):
        face.perform(said("aa", number * 48_000, 1.0, "happy", GestureCue("nod")))
        face.frame(number * 48_000)
    kept = face._motion._performer
    assert len(kept._pieces) < 5
    assert len(kept._cues) < 5


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"theme": "bob"}, "kai, lan, lu, mei"),
        ({"theme": "mei", "moustache": True}, "moustache"),
        ({"skin": {"base": "red"}}, "base"),
        ({"hair": {"style": "mohawk"}}, "style"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DrawnFace.Config.model_validate(options)


def test_a_theme_can_be_changed_in_parts() -> None:
    plain, green = host(), host(clothes={"base": "#2f6a4d", "light": "#3f7a5d"}, glasses=True)
    assert change(plain.frame(0), green.frame(0)) > 3.0
