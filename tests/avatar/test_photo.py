"""The photo host on air, with a portrait in the public domain that was prepared once."""

from __future__ import annotations

import shutil
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from avatar.faces.drawn.mouth import mixed
from avatar.faces.photo import PhotoFace
from avatar.faces.photo.moment import Life, movements
from avatar.faces.photo.portrait import Moment, Pose
from avatar.media import VISEMES, GestureCue, MouthTrack, Performance, Picture
from avatar.registry import load
from persona.schema import GESTURES

ASTRONAUT = Path(__file__).parent / "astronaut"
FRAME = 1920
WIDTH, HEIGHT = 480, 320


def backdrop(width: int = WIDTH, height: int = HEIGHT, *, clear: bool = False) -> Picture:
    picture = np.zeros((height, width, 4), dtype=np.uint8)
    if not clear:
        picture[:] = (20, 40, 160, 255)
    return picture


def host(ground: Picture | None = None, **options: object) -> PhotoFace:
    config = PhotoFace.Config.model_validate({"avatar": str(ASTRONAUT), **options})
    return PhotoFace(config, backdrop() if ground is None else ground)


def track(*visemes: tuple[str, float]) -> NDArray[np.float32]:
    """Rows of weights: each viseme for so many seconds."""
    rows = [np.eye(len(VISEMES), dtype=np.float32)[VISEMES.index(name)] for name, _ in visemes]
    return np.repeat(np.stack(rows), [round(100 * seconds) for _, seconds in visemes], axis=0)


def said(
    weights: NDArray[np.float32], start: int = 0, mood: str = "neutral", *gestures: GestureCue
) -> Performance:
    return Performance(f"u{start}", start, MouthTrack(0, weights), mood, gestures)


def mouth_box(face: PhotoFace) -> tuple[slice, slice]:
    x, y = face._portrait.rig.mouth - 40
    reach = face._portrait.rig.height * 0.2
    return slice(int(y - reach * 0.3), int(y + reach * 1.1)), slice(int(x - reach), int(x + reach))


def opening(picture: Picture, box: tuple[slice, slice]) -> float:
    """How high the mouth stands open in its middle, pixels."""
    rows, columns = box
    middle = (columns.start + columns.stop) // 2
    return inside(picture, (rows, slice(middle - 4, middle + 5)), dark=345) / 9


def inside(picture: Picture, box: tuple[slice, slice], dark: int = 200) -> int:
    """Pixels of a mouth's inside: dark, or teeth."""
    part = picture[box][..., :3].astype(int)
    return int(((part.sum(axis=-1) < dark) | white(part)).sum())


def white(part: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pixels are teeth: bright, and less coloured than skin."""
    return np.asarray((part.min(axis=-1) > 118) & (part.max(axis=-1) - part.min(axis=-1) < 36))


def change(one: Picture, other: Picture) -> float:
    return float(np.abs(one[..., :3].astype(int) - other[..., :3].astype(int)).mean())


def at_frame(face: PhotoFace, last: int, first: int = 0) -> Picture:
    for number in range(first, last, 5):
        face.frame(number * FRAME)
    return face.frame(last * FRAME).copy()


def test_registry_resolves_the_photo_face() -> None:
    assert load("face", "photo") is PhotoFace


def test_the_person_stands_before_the_stage() -> None:
    picture = host().frame(0)
    assert picture.shape == (HEIGHT, WIDTH, 4)
    assert (picture[..., 3] == 255).all()
    assert (picture[:40, :40] == backdrop()[:40, :40]).all()
    red, _, blue = (int(picture[HEIGHT // 2, WIDTH // 2, channel]) for channel in range(3))
    assert red > blue + 20


def test_before_a_clear_backdrop_the_frame_is_premultiplied_and_gives_the_same_over_it() -> None:
    ground = backdrop()
    opaque, clear = host(ground), host(backdrop(clear=True))
    for number in range(0, 30):
        solid, floating = opaque.frame(number * FRAME), clear.frame(number * FRAME)
    alpha = floating[..., 3:].astype(float) / 255
    assert (floating[..., :3] <= floating[..., 3:]).all()
    assert (floating[:40, :40] == 0).all()
    laid = floating[..., :3] + ground[..., :3] * (1 - alpha)
    assert np.abs(laid - solid[..., :3]).max() < 4


def test_its_own_background_can_be_kept() -> None:
    kept = host(background="photo").frame(0)
    assert (kept[..., 3] == 255).all()
    assert change(kept[:60, :60], backdrop()[:60, :60]) > 20


def test_the_opening_follows_the_visemes_at_zero_lag() -> None:
    face = host()
    generator = np.random.default_rng(5)
    pieces = [
        (VISEMES[index], float(length))
        for index, length in zip(generator.integers(0, 15, 60), generator.uniform(0.08, 0.2, 60), strict=True)
    ]
    weights = track(*pieces)
    kernel = np.exp(-0.5 * (np.arange(-10, 11) / 3.5) ** 2)
    smooth = np.stack([np.convolve(column, kernel / kernel.sum(), "same") for column in weights.T], axis=1)
    face.perform(said(smooth.astype(np.float32)))
    box, jaw, seen = mouth_box(face), [], []
    for number in range(len(smooth) * 480 // FRAME - 3):
        row = smooth[min(len(smooth) - 1, (number * FRAME + 2880) // 480)]
        shape = mixed(row.astype(np.float32))
        jaw.append(shape.jaw * (1 - 0.55 * shape.bite))
        seen.append(opening(face.frame(number * FRAME), box))
    lags = [float(np.corrcoef(jaw[: len(jaw) - lag] if lag else jaw, seen[lag:])[0, 1]) for lag in range(3)]
    assert lags[0] > 0.95
    assert lags[0] == max(lags)


def test_lips_lead_the_sound() -> None:
    face = host()
    face.perform(said(track(("aa", 2.0)), start=10 * FRAME))
    box = mouth_box(face)
    before, after = inside(at_frame(face, 8), box), inside(at_frame(face, 9, first=9), box)
    assert before < 0.2 * after


@pytest.mark.parametrize("mood", ["neutral", "happy", "sad", "angry", "surprised", "relaxed"])
def test_lips_close_for_closures_and_in_silence_though_the_photo_shows_teeth(mood: str) -> None:
    face = host()
    face.perform(said(track(("aa", 0.4), ("PP", 0.16), ("aa", 0.4), ("sil", 1.0)), 0, mood))
    box = mouth_box(face)
    seen = [inside(face.frame(number * FRAME), box) for number in range(48)]
    closed = min(seen[9:13]), max(seen[30:])
    assert max(seen[4:8]) > 90
    assert max(closed) < 0.12 * max(seen)
    assert max(seen[16:20]) > 90


def test_no_teeth_show_under_a_pucker() -> None:
    teeth = {}
    for viseme in ("sil", "ou", "E"):
        face = host()
        face.perform(said(track((viseme, 1.0))))
        part = at_frame(face, 12)[mouth_box(face)][..., :3].astype(int)
        teeth[viseme] = int(white(part).sum())
    assert teeth["E"] > teeth["sil"] + 50
    assert teeth["ou"] < teeth["sil"] + 8


def test_every_viseme_looks_different_from_silence() -> None:
    face = host()
    face.perform(said(track(*((viseme, 0.4) for viseme in VISEMES))))
    box = mouth_box(face)
    shown = [face.frame(number * 10 * FRAME + 4 * FRAME)[box].copy() for number in range(len(VISEMES))]
    for viseme, picture in zip(VISEMES[1:], shown[1:], strict=True):
        assert change(picture, shown[0]) > 0.5, viseme


def test_moods_look_different_from_one_another() -> None:
    face = host()
    moods = ("neutral", "happy", "angry", "sad", "relaxed", "surprised")
    left, top, right, bottom = face._portrait.features
    pictures = []
    for index, mood in enumerate(moods):
        start = index * 3 * 48_000
        face.perform(said(track(("sil", 3.0)), start, mood))
        for number in range(6):
            picture = face.frame(start + number * 24_000)
        pictures.append(picture[top:bottom, left:right].copy())
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert change(one, other) > 1.0


def test_the_host_blinks_within_six_seconds_and_opens_its_eyes_again() -> None:
    face = host()
    (left, top), (right, bottom) = (
        np.min([eye.middle - 0.5 * eye.breadth for eye in face._portrait._eyes], axis=0).astype(int) - 40,
        np.max([eye.middle + 0.5 * eye.breadth for eye in face._portrait._eyes], axis=0).astype(int) - 40,
    )
    dark = []
    for number in range(150):
        part = face.frame(number * FRAME)[top:bottom, left:right, :3]
        dark.append(int((part.max(axis=-1) < 70).sum()))
    usual = float(np.median(dark))
    assert min(dark) < 0.6 * usual
    assert sum(count > 0.8 * usual for count in dark) > 120


@pytest.mark.parametrize("gesture", sorted(set(GESTURES) - {"point_card"}))
def test_a_gesture_is_played_by_the_head_and_never_leaves_it_turned(gesture: str) -> None:
    acting, idle = Life(7), Life(7)
    acting.performer.perform(said(track(("sil", 0.2)), 0, "neutral", GestureCue(gesture)))
    pairs = [(acting.moment(n * FRAME), idle.moment(n * FRAME)) for n in range(150)]
    moved = [
        np.abs(np.subtract(astuple(one.pose), astuple(other.pose))).max()
        + 5 * abs(one.movements.raise_brows - other.movements.raise_brows)
        for one, other in pairs
    ]
    assert max(moved) > 0.6
    assert moved[-1] < 0.1
    assert max(abs(one.pose.yaw) for one, _ in pairs) <= 6.0


def test_nothing_jumps_when_moods_gestures_and_speech_switch_and_are_cleared() -> None:
    face = host()
    names = sorted(set(GESTURES) - {"point_card"})
    for index in range(10):
        mood = ("happy", "sad", "surprised", "angry", "relaxed")[index % 5]
        cue = GestureCue(names[index * 3 % len(names)], 4800)
        face.perform(
            said(track(("aa", 0.1), ("PP", 0.1), ("ou", 0.2), ("E", 0.2)), index * 28_800, mood, cue)
        )
    pictures = []
    for number in range(150):
        if number == 100:
            face.clear(number * FRAME)
        pictures.append(face._portrait.points(face._life.moment(number * FRAME)))
    steps = [np.hypot(*(later - one).T).max() for one, later in pairwise(pictures)]
    assert max(steps) < 0.14 * face._portrait.rig.height
    head = [np.hypot(*(later[10] - one[10])) for one, later in pairwise(pictures)]
    assert max(head) < 0.03 * face._portrait.rig.height


def test_nothing_changes_outside_what_a_frame_says_it_changed() -> None:
    face = host()
    face.perform(said(track(("aa", 0.3), ("ou", 0.3), ("E", 2.0)), 0, "happy", GestureCue("nod", 9600)))
    shown = face.frame(0).copy()
    for number in range(1, 80):
        picture = face.frame(number * FRAME)
        shown[face.changed] = picture[face.changed]
        assert np.array_equal(shown, picture), number


def test_a_frame_that_redraws_the_face_alone_is_what_drawing_all_would_give() -> None:
    face, partial = host(), 0
    face.perform(said(track(("aa", 0.3), ("ou", 0.3), ("E", 2.0)), 0, "happy"))
    for number in range(60):
        picture = face.frame(number * FRAME).copy()
        held, life = face._held, face._life
        assert held is not None
        if held.at != number * FRAME:
            partial += 1
            now = life.moment(number * FRAME)
            face._draw(Moment(held.pose, now.movements, now.mouth, now.gaze), face._portrait.box)
            apart = np.abs(picture.astype(int) - face._pixels)
            assert apart.max() <= 16, number
            assert apart.mean() < 0.005, number
    assert partial > 15


def test_the_mesh_never_folds_over_the_background() -> None:
    face = host()
    portrait = face._portrait
    corners = portrait._rest[:, :2][portrait._triangles]
    for viseme in VISEMES:
        shape = mixed(np.eye(15, dtype=np.float32)[VISEMES.index(viseme)])
        for yaw, pitch, roll in ((6, 5, 5), (-6, -5, -5), (6, -5, 0)):
            now = Moment(Pose(yaw, pitch, roll), movements(shape, smile=0.6), shape, (0, 0))
            moved = portrait.points(now)[portrait._triangles]
            ring = (portrait._triangles >= 468).any(axis=1)
            turned = _area(moved) * np.sign(_area(corners))
            assert (turned[ring] > -1.0).mean() > 0.995


def _area(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2


def test_same_seed_and_times_give_the_same_pictures() -> None:
    pictures = []
    for seed in (3, 3, 4):
        face = host(seed=seed)
        face.perform(said(track(("E", 2.0)), 0, "happy"))
        pictures.append(at_frame(face, 20))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


@pytest.mark.parametrize(("width", "height"), [(756, 498), (720, 700), (320, 200), (1136, 748)])
@pytest.mark.parametrize("background", ["stage", "photo"])
def test_it_fits_any_picture(width: int, height: int, background: str) -> None:
    ground = backdrop(width, height)
    face = host(ground, background=background)
    picture = face.frame(0)
    assert picture.shape == ground.shape
    x, y = face._portrait.rig.mouth - 40
    assert 0.4 * width < x < 0.6 * width
    assert 0.4 * height < y < 0.75 * height
    assert change(picture[-4:, width // 2 - 10 : width // 2 + 10], ground[-4:, :20]) > 20


def test_when_the_consent_ends_on_air_a_drawn_host_takes_over() -> None:
    now = [2_000_000_000.0]
    config = PhotoFace.Config(avatar=str(ASTRONAUT))
    face = PhotoFace(config, backdrop(), now=lambda: now[0])
    face.perform(said(track(("aa", 60.0))))
    shown = at_frame(face, 11)
    now[0] = config.likeness.consent.ends
    drawn = at_frame(face, 120, first=12)
    assert change(shown, drawn) > 15
    face.perform(said(track(("aa", 2.0)), start=121 * FRAME))
    assert change(at_frame(face, 140, first=121), drawn) > 0.05


def copied(folder: Path, **files: str) -> Path:
    shutil.copytree(ASTRONAUT, folder / "copy")
    for name, text in files.items():
        (folder / "copy" / name.replace("_", ".")).write_text(text, "utf-8")
    return folder / "copy"


def refused(folder: Path, **options: object) -> str:
    with pytest.raises(ValidationError) as error:
        PhotoFace.Config.model_validate({"avatar": str(folder), **options})
    return str(error.value)


def test_a_photo_that_is_not_there_is_named_with_the_way_to_make_one() -> None:
    assert "nightshift avatar photo" in refused(Path("nobody"))


@pytest.mark.parametrize("name", ["photo.jpg", "matte.png", "consent.yaml"])
def test_files_that_were_changed_are_refused(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    with (folder / name).open("ab") as file:
        file.write(b"\n# later\n")
    assert f"{name} was changed" in refused(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"landmarks": [\n', '"landmarks": [\n["x", 0, 0],\n', "landmarks"),
        ('"face_px": ', '"face_px": "wide", "was": ', "avatar.json"),
        ('"triangles": [\n', '"triangles": [\n[0, 1, 468],\n', "triangles"),
        ("{", "", "avatar.json"),
    ],
)
def test_a_damaged_description_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = copied(tmp_path)
    text = (folder / "avatar.json").read_text("utf-8")
    (folder / "avatar.json").write_text(text.replace(old, new, 1), "utf-8")
    said_of_it = refused(folder)
    assert told in said_of_it
    assert "prepare it anew" in said_of_it


def test_a_consent_that_is_taken_away_is_noticed_at_the_next_check(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    config = PhotoFace.Config(avatar=str(folder))
    face = PhotoFace(config, backdrop())
    before = face.frame(0).copy()
    (folder / "consent.yaml").unlink()
    assert change(at_frame(face, 60), before) > 15
