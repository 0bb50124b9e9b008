"""How the drawn host moves: nothing jumps, the mouth follows its track, moods come and go."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.faces.drawn import DrawnFace
from avatar.faces.drawn.arms import Arms
from avatar.faces.drawn.characters import character
from avatar.faces.drawn.clips import CLIPS
from avatar.faces.drawn.figure import Moment
from avatar.faces.drawn.gestures import Play, mirrored
from avatar.faces.drawn.ink import surface
from avatar.faces.drawn.life import breath, stand
from avatar.faces.drawn.moods import MOODS, rate, vector
from avatar.faces.drawn.motion import Motion
from avatar.media import SAMPLE_RATE_HZ, VISEMES, GazeCue, GestureCue, MouthTrack, Performance, Picture
from evals.bench.face_motion import NAMES, largest_steps, limit
from evals.bench.face_mouth import mouth_figures

FRAME = 1920


def said(mood: str = "neutral", *gestures: GestureCue, seconds: float = 4.0, **rest: object) -> Performance:
    weights = np.zeros((round(seconds * 100), len(VISEMES)), np.float32)
    return Performance("u", 0, MouthTrack(0, weights), mood, gestures, **rest)  # type: ignore[arg-type]


def moments(performance: Performance | None, seconds: float) -> list[Moment]:
    motion = Motion(7)
    if performance is not None:
        motion.perform(performance)
    return [motion.moment(number * FRAME) for number in range(round(seconds * 25))]


@pytest.mark.parametrize("fps", [25, 30])
def test_nothing_jumps_in_minutes_of_random_tags_moods_cuts_and_clears(fps: int) -> None:
    for name, step in zip(NAMES, largest_steps(150, fps, seed=4), strict=True):
        assert 0 < step <= limit(name), name


def test_the_measure_of_jumps_has_a_limit_for_everything_and_says_when_one_is_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(limit(name) > 0 for name in NAMES)
    monkeypatch.setattr("avatar.faces.drawn.limb._RATE", 60.0)
    steps = dict(zip(NAMES, largest_steps(30, 25), strict=True))
    assert steps["right_y"] > limit("right_y")


@pytest.mark.parametrize("theme", ["mei", "omar"])
def test_the_mouth_follows_its_track_on_the_pixels(theme: str) -> None:
    found = mouth_figures(theme, seconds=8.0)
    assert found["r"] >= 0.95
    assert found["best_lag_ms"] == 0
    assert found["closures"] > 3
    assert found["closures_open"] == found["silence_open"] == 0


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_the_mouth_is_closed_in_silence_in_every_mood(mood: str) -> None:
    assert all(now.mouth.jaw == 0 for now in moments(said(mood), 2.0))


def test_moods_come_faster_than_they_go() -> None:
    smiles = [now.smile for now in moments(said("happy", seconds=3.0), 8.0)]
    rest, glad = smiles[0], max(smiles)
    middle = (rest + glad) / 2
    rise = next(index for index, smile in enumerate(smiles) if smile > middle)
    after = smiles[round(3.5 * 25) :]
    fall = next(index for index, smile in enumerate(after) if smile < middle)
    assert rise < 0.6 * 25
    assert fall > 1.3 * rise
    assert rate("surprised") > rate("sad") > rate("neutral")


def test_a_moods_own_feeling_shows_as_more_or_less_of_its_preset() -> None:
    plain, excited, mild = (vector("happy", feel) for feel in (None, (0.8, 0.95), (0.4, 0.3)))
    brow, energy = 3, 9
    assert excited[brow] > plain[brow] > mild[brow]
    assert excited[energy] > plain[energy] > mild[energy]
    assert np.array_equal(vector("happy", (0.7, 0.6)), plain)
    assert np.isfinite(vector("sad", (9.0, -9.0))).all()


@pytest.mark.parametrize(("x", "y"), [(0.9, 0.1), (-0.9, 0.1), (0.0, 0.9)])
def test_eyes_and_then_head_go_to_what_is_looked_at_and_come_back(x: float, y: float) -> None:
    plain = moments(said(seconds=6.0), 6.0)
    looking = moments(said(seconds=6.0, gaze=(GazeCue("card", 48_000, 2.0, x, y),)), 6.0)
    assert looking[20].eyes == plain[20].eyes
    there, back = 25 + 5, 145
    eyes, head = looking[there].eyes, looking[25 + 40]
    assert np.hypot(eyes.gaze_x - x, eyes.gaze_y - y) < 0.45
    assert (head.turn - plain[65].turn) * x >= 0
    assert (head.pitch - plain[65].pitch) * y >= 0
    assert abs(looking[back].turn - plain[back].turn) < 0.05


def test_nod_and_shake_are_done_as_often_as_asked() -> None:
    for name, axis in (("nod", "pitch"), ("shake", "turn")):
        plain = moments(said(), 2.0)
        moved = []
        for number in (1, 3):
            shown = moments(said("neutral", GestureCue(name, 0, number)), 2.0)
            course = [getattr(one, axis) - getattr(two, axis) for one, two in zip(shown, plain, strict=True)]
            assert max(map(abs, course[:20])) > 0.2
            moved.append(np.ptp(course[24:40]))
        assert moved[1] > 2 * moved[0]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_count_ends_with_that_many_fingers(number: int) -> None:
    clip = CLIPS["count"]
    assert clip.right is not None
    hand = clip.right(Play(clip.seconds(number) - 0.1, number)).hand
    fingers = sum(curl < 0.5 for curl in hand.curl) + (hand.thumb > 0.5)
    assert fingers == number
    first = clip.right(Play(0.1, number)).hand
    assert [curl < 0.5 for curl in first.curl] == [True, False, False, False]


def test_strength_makes_a_gesture_larger() -> None:
    depth = [
        max(now.pitch for now in moments(said("neutral", GestureCue("bow", 0, 0, strength)), 2.0))
        for strength in (0.4, 1.0)
    ]
    assert depth[0] < 0.7 * depth[1]


def test_the_other_arm_does_the_same_to_the_other_side() -> None:
    clip, play = CLIPS["think"], Play(1.0)
    other = mirrored(clip)
    assert (other.right, other.left) == (clip.left, clip.right)
    assert other.stance(play).turn == -clip.stance(play).turn
    assert other.stance(play).pitch == clip.stance(play).pitch


def hand_pixels(name: str, theme: str, side: str, number: int = 0) -> Picture:
    """One arm of a gesture at its height, alone: uint8 (480, 720, 4), the body's middle at x 360."""
    clip = CLIPS[name]
    pose = clip.right if side == "right" else clip.left
    assert pose is not None
    pixels = np.zeros((480, 720, 4), np.uint8)
    target = surface(pixels, opaque=False)
    canvas = target.getCanvas()
    canvas.translate(360, 286)
    looks = character(theme)
    shoulder = (111.0, 60.0) if looks.build == "slim" else (130.0, 60.0)
    Arms(looks, shoulder, 1.0).draw(canvas, -1 if side == "right" else 1, pose(Play(1.2, number)))
    return pixels


@pytest.mark.parametrize("theme", ["mei", "kai"])
def test_the_hands_of_a_heart_meet_in_the_middle(theme: str) -> None:
    edges = [
        np.flatnonzero(hand_pixels("heart", theme, side)[..., 3].max(axis=0) > 128)
        for side in ("right", "left")
    ]
    assert abs(int(edges[0].max()) - 360) < 10
    assert abs(int(edges[1].min()) - 360) < 10


@pytest.mark.parametrize("theme", ["mei", "kai"])
def test_hands_that_clap_touch_and_part(theme: str) -> None:
    clip = CLIPS["clap"]
    assert clip.right is not None
    ways = [clip.right(Play(at)).x for at in np.arange(0.42, 1.5, 0.01)]
    assert min(ways) < 14
    assert max(ways) > 40


@pytest.mark.parametrize("name", sorted(name for name, clip in CLIPS.items() if clip.right or clip.left))
def test_every_raised_hand_is_seen_above_the_counter(name: str) -> None:
    clip = CLIPS[name]
    for side in ("right", "left"):
        if getattr(clip, side) is not None:
            picture = hand_pixels(name, "mei", side)
            skin = (
                (picture[..., 0] > 235)
                & (picture[..., 1] > 190)
                & (picture[..., 2] > 160)
                & (picture[..., 3] > 250)
            )
            assert skin[:470].sum() > 300


def test_breath_and_stance_never_repeat() -> None:
    seconds = np.arange(0, 600, 0.5)
    for life in (breath, stand):
        course = np.array([life(3, float(at)) for at in seconds])
        assert np.abs(course).max() <= 1.05
        for lag in (8, 16, 22, 44, 200):
            assert np.abs(course[lag:] - course[:-lag]).max() > 0.2
        assert life(3, 5.0) != life(4, 5.0)


def test_on_nothing_the_host_is_cut_out_and_on_a_colour_it_is_the_same() -> None:
    clear = np.zeros((480, 720, 4), np.uint8)
    ground = clear.copy()
    ground[:] = (40, 90, 160, 255)
    faces = [DrawnFace(DrawnFace.Config(), backdrop) for backdrop in (clear, ground)]
    for face in faces:
        face.perform(said("happy", GestureCue("wave", 0)))
    for number in range(0, 30, 5):
        cut, whole = (face.frame(number * FRAME).astype(int) for face in faces)
        alpha = cut[..., 3:]
        assert (cut[..., :3] <= alpha).all()
        assert np.abs(cut[..., :3] + ground[..., :3] * (255 - alpha) // 255 - whole[..., :3]).max() <= 4
    assert 0 < (cut[..., 3] == 255).mean() < (cut[..., 3] == 0).mean()


def test_a_clear_frame_says_what_it_changed() -> None:
    face = DrawnFace(DrawnFace.Config(), np.zeros((480, 720, 4), np.uint8))
    face.perform(said("happy", GestureCue("wave", 10 * FRAME)))
    shown = face.frame(0).copy()
    for number in range(1, 60):
        picture = face.frame(number * FRAME)
        shown[face.changed] = picture[face.changed]
        assert np.array_equal(shown, picture)
    assert SAMPLE_RATE_HZ // FRAME == 25
