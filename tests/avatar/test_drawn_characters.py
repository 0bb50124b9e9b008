"""Every drawn character, on its pixels: draws in all moods and visemes, closes its mouth, is itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import skia
from numpy.typing import NDArray
from pydantic import ValidationError

from avatar.faces.drawn import DrawnFace
from avatar.faces.drawn.characters import LIBRARY, CharacterError, built_in, character, names
from avatar.faces.drawn.clips import CLIPS
from avatar.faces.drawn.figure import Figure, Moment
from avatar.faces.drawn.ink import surface
from avatar.faces.drawn.moods import MOODS
from avatar.faces.drawn.motion import Motion
from avatar.faces.drawn.mouth import MouthShape, mixed
from avatar.faces.drawn.sheet import contact_sheet
from avatar.faces.drawn.themes import Beard, DressStyle, Earrings, GlassesStyle, HairStyle
from avatar.media import VISEMES, GestureCue, MouthTrack, Performance, Picture

FRAME = 1920
EVERY = built_in()


def moment(mood: str = "neutral", mouth: MouthShape | None = None) -> Moment:
    """A host that stands still in a mood."""
    motion = Motion(7)
    motion.perform(Performance("u", 0, MouthTrack(0, np.zeros((200, 15), np.float32)), mood))
    motion.moment(0)
    now = motion.moment(30 * FRAME)
    return now if mouth is None else replace(now, mouth=mouth)


class Easel:
    """One character on a clear canvas."""

    def __init__(self, name: str, scale: float) -> None:
        self.pixels: Picture = np.zeros((int(480 * scale), int(720 * scale), 4), dtype=np.uint8)
        self.canvas = surface(self.pixels, opaque=False).getCanvas()
        self.canvas.scale(scale, scale)
        self.figure = Figure(character(name), scale)
        self.mouth_y = 158.0 + character(name).head.drop + character(name).mouth.y
        self.scale = scale

    def draw(self, now: Moment) -> Picture:
        self.pixels[:] = 0
        self.figure.draw(self.canvas, now)
        return self.pixels

    def inside(self, now: Moment) -> int:
        """Pixels of the dark between the lips."""
        at = slice(int((self.mouth_y - 22) * self.scale), int((self.mouth_y + 44) * self.scale))
        across = slice(int(337 * self.scale), int(383 * self.scale))
        red, green, blue = (self.draw(now)[at, across, channel].astype(int) for channel in range(3))
        return int(((red > 38) & (red < 104) & (green < 31) & (blue < 48) & (red - green > 26)).sum())


def apart(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def spoken(viseme: str, mood: str = "neutral", *gestures: GestureCue) -> Performance:
    weights = np.zeros((400, len(VISEMES)), dtype=np.float32)
    weights[:, VISEMES.index(viseme)] = 1
    return Performance("u", 0, MouthTrack(0, weights), mood, gestures)


def test_the_cast_is_mixed() -> None:
    cast = [character(name) for name in EVERY]
    assert len(EVERY) >= 5
    for feature in ("skin", "hair", "clothes", "head"):
        assert len({getattr(theme, feature) for theme in cast}) == len(cast)
    assert len({theme.hair.style for theme in cast}) == len(cast)
    assert len({theme.clothes.style for theme in cast}) >= 6
    assert any(theme.head.lines > 0.5 for theme in cast)
    assert any(theme.head.kind == "cat" for theme in cast)
    light = [int(theme.skin.base[1:3], 16) for theme in cast]
    assert min(light) < 0x90
    assert max(light) > 0xF0


@pytest.mark.parametrize("name", EVERY)
def test_it_draws_in_every_mood_with_every_viseme_and_stays_in_its_box(name: str) -> None:
    easel = Easel(name, 0.4)
    shown = set()
    for mood in MOODS:
        still = moment(mood)
        for number in range(len(VISEMES)):
            now = replace(still, mouth=mixed(np.eye(15, dtype=np.float32)[number]))
            drawn = easel.draw(now)
            rows, columns = np.nonzero(drawn[..., 3])
            box = easel.figure.place(easel.canvas, now).whole
            inside = skia.IRect.MakeLTRB(
                int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
            )
            assert box.contains(inside), (mood, VISEMES[number])
            assert (drawn[..., :3] <= drawn[..., 3:]).all()
            shown.add(drawn.tobytes())
    assert len(shown) == len(MOODS) * len(VISEMES)


@pytest.mark.parametrize("name", EVERY)
def test_its_head_fits_under_the_top_of_the_picture(name: str) -> None:
    drawn = Easel(name, 0.5).draw(moment())
    assert not drawn[:2, :, 3].any()


@pytest.mark.parametrize("name", EVERY)
def test_all_that_speaking_changes_lies_among_the_features(name: str) -> None:
    easel = Easel(name, 0.5)
    still = moment("happy")
    before = easel.draw(replace(still, mouth=MouthShape())).copy()
    after = easel.draw(replace(still, mouth=MouthShape(jaw=1.0, width=0.4)))
    rows, columns = np.nonzero((before != after).any(axis=-1))
    box = easel.figure.features(easel.canvas, still)
    assert box.left() <= columns.min()
    assert columns.max() < box.right()
    assert box.top() <= rows.min()
    assert rows.max() < box.bottom()


@pytest.mark.parametrize("name", EVERY)
def test_its_mouth_opens_with_the_jaw(name: str) -> None:
    easel, still = Easel(name, 1.0), moment()
    jaws = np.linspace(0.0, 1.0, 11)
    areas = [easel.inside(replace(still, mouth=MouthShape(jaw=float(jaw)))) for jaw in jaws]
    assert areas[-1] > 200
    assert areas[0] < 0.04 * areas[-1]
    assert np.corrcoef(jaws, areas)[0, 1] > 0.97
    assert all(later > earlier for earlier, later in pairwise(areas))


@pytest.mark.parametrize("name", EVERY)
def test_its_mouth_is_shut_in_silence_and_for_closures(name: str) -> None:
    easel = Easel(name, 1.0)
    for mood in sorted(set(MOODS) - {"surprised"}):
        still = moment(mood)
        wide, *shut = (
            easel.inside(replace(still, mouth=mixed(np.eye(15, dtype=np.float32)[VISEMES.index(viseme)])))
            for viseme in ("aa", "sil", "PP")
        )
        assert max(shut) < 0.06 * wide, mood


def test_no_two_look_alike_in_colour_or_in_outline() -> None:
    drawn = {name: Easel(name, 0.5).draw(moment()).copy() for name in EVERY}
    for one, other in combinations(EVERY, 2):
        assert apart(drawn[one], drawn[other]) > 6.0, (one, other)
        first, second = drawn[one][:125, ..., 3] > 127, drawn[other][:125, ..., 3] > 127
        assert (first ^ second).sum() > 0.03 * (first | second).sum(), (one, other)


@pytest.mark.parametrize("name", EVERY)
def test_a_frame_on_a_clear_backdrop_laid_over_a_picture_is_the_frame_before_that_picture(name: str) -> None:
    ground = np.zeros((240, 360, 4), dtype=np.uint8)
    ground[:] = (38, 40, 74, 255)
    solid, clear = (
        DrawnFace(DrawnFace.Config(theme=name), backdrop) for backdrop in (ground, np.zeros_like(ground))
    )
    for face in (solid, clear):
        face.perform(spoken("aa", "happy", GestureCue("wave")))
    for number in range(0, 30):
        opaque, over = solid.frame(number * FRAME), clear.frame(number * FRAME)
        if number % 6 == 5:
            assert (over[..., :3] <= over[..., 3:]).all()
            assert (over[..., 3] == 0).any()
            assert (over[..., 3] == 255).any()
            alpha = over[..., 3:].astype(int)
            laid = over[..., :3] + (ground[..., :3] * (255 - alpha) + 127) // 255
            assert np.abs(laid.astype(int) - opaque[..., :3]).max() <= 6, number


@pytest.mark.parametrize("name", EVERY)
def test_nothing_changes_outside_what_a_frame_says_it_changed(name: str) -> None:
    face = DrawnFace(DrawnFace.Config(theme=name), np.full((240, 360, 4), 255, dtype=np.uint8))
    generator = np.random.default_rng(4)
    weights = np.eye(len(VISEMES), dtype=np.float32)[generator.integers(0, len(VISEMES), 30)].repeat(8, 0)
    gestures = (GestureCue("nod"), GestureCue("point_card", 15 * FRAME))
    face.perform(Performance("u", 0, MouthTrack(0, weights), "happy", gestures))
    shown = face.frame(0).copy()
    for number in range(1, 50):
        picture = face.frame(number * FRAME)
        shown[face.changed] = picture[face.changed]
        assert np.array_equal(shown, picture), number


CHOICES: dict[str, list[dict[str, Any]]] = {
    "hair": [{"hair": {"style": style}} for style in get_args(HairStyle)],
    "dress": [{"clothes": {"style": style}} for style in get_args(DressStyle)],
    "cuff": [{"clothes": {"cuff": cuff}} for cuff in ("cuff", "rib", "plain")],
    "beard": [{"hair": {"beard": beard}} for beard in get_args(Beard)],
    "glasses": [{"glasses": style} for style in get_args(GlassesStyle)],
    "earrings": [{"earrings": style} for style in get_args(Earrings)],
    "nose": [{"head": {"nose": nose}} for nose in ("soft", "strong", "broad")],
    "marks": [{}, {"head": {"freckles": True}}, {"head": {"lines": 1.0}}],
    "pupil": [{"eyes": {"pupil": pupil}} for pupil in ("round", "slit")],
    "pin": [{"hair": {"style": "bun"}, "hairpin": pin} for pin in (False, True)],
    "build": [{"build": build} for build in ("slim", "broad")],
    "fingers": [{"hands": {"fingers": fingers}} for fingers in (3, 4)],
}


@pytest.mark.parametrize("choice", sorted(CHOICES))
def test_every_choice_shows(choice: str) -> None:
    pictures = set()
    for options in CHOICES[choice]:
        face = DrawnFace(
            DrawnFace.Config(theme="kai", **options), np.full((320, 480, 4), 255, dtype=np.uint8)
        )
        face.perform(spoken("sil", "neutral", GestureCue("wave")))
        face.frame(0)
        pictures.add(face.frame(12 * FRAME).tobytes())
    assert len(pictures) == len(CHOICES[choice])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({'base: "#f3e7da"': 'base: "cream"'}, "clothes.base"),
        ({"style: bob": "style: mullet"}, "hair.style"),
        ({"chin: 98": "chin: far"}, "head.chin: must be a number"),
        ({"build: slim\n": ""}, "build: is missing"),
        ({"build: slim": "build: slim\ntail: long"}, "tail"),
        ({"[[76, -30], ": "["}, "head.jaw"),
    ],
)
def test_a_fault_in_a_file_is_one_line_that_names_file_line_and_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], told: str
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    text = (LIBRARY / "mei.yaml").read_text(encoding="utf-8")
    for before, after in change.items():
        assert before in text
        text = text.replace(before, after, 1)
    (tmp_path / "characters").mkdir()
    (tmp_path / "characters" / "zoe.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CharacterError) as caught:
        character("zoe")
    message = str(caught.value)
    assert told in message
    assert "zoe.yaml:" in message
    assert "\n" not in message


def test_an_own_character_is_found_listed_and_read_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    (tmp_path / "characters").mkdir()
    own = tmp_path / "characters" / "zoe.yaml"
    text = (LIBRARY / "nora.yaml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    assert names() == tuple(sorted((*EVERY, "zoe")))
    assert DrawnFace.Config(theme="zoe").resolved() == character("nora")
    own.write_text(text.replace("freckles: true", "freckles: false # none"), encoding="utf-8")
    assert not character("zoe").head.freckles


@pytest.mark.parametrize(
    "name", ["zoe", "../mei", "/etc/passwd", "MEI", "", "mei.yaml", "a" * 10_000], ids=range(7)
)
def test_a_name_that_is_none_is_told_in_one_line_with_all_there_are(name: str) -> None:
    with pytest.raises(
        ValidationError, match="there are: amara, kai, lan, lu, mei, nora, omar, yue"
    ) as caught:
        DrawnFace.Config(theme=name)
    assert len(caught.value.errors()) == 1
    assert len(caught.value.errors()[0]["msg"]) < 200


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"skin": {"base": "red"}}, "skin.base"),
        ({"skin": {"bass": "#ffffff"}}, "skin.bass"),
        ({"eyes": {"tall": -3}}, "eyes.tall"),
        ({"head": {"jaw": [[0, 9000]] * 5}}, "head.jaw"),
        ({"head": {"jaw": [[0, float("nan")]] * 5}}, "head.jaw"),
        ({"head": {"chin": 0}}, "head.chin"),
        ({"glasses": "monocle"}, "glasses"),
        ({"clothes": {"style": "armour"}}, "clothes.style"),
    ],
)
def test_a_wrong_option_is_told_by_its_name(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace(".", r"\.")):
        DrawnFace.Config.model_validate(options)


def test_the_contact_sheet_shows_all_of_a_character() -> None:
    told: list[tuple[int, int]] = []
    sheet = contact_sheet(["yue"], lambda done, of: told.append((done, of)))
    cells = 1 + len(MOODS) * len(VISEMES) + len(set(CLIPS) - {"beat"})
    assert told == [(number + 1, cells) for number in range(cells)]
    assert (sheet[..., 3] == 255).all()
    taller = contact_sheet(["yue", "kai"])
    assert taller.shape[1] == sheet.shape[1]
    assert taller.shape[0] > 1.8 * sheet.shape[0]
    assert skia.Image.fromarray(sheet, colorType=skia.kRGBA_8888_ColorType).encodeToData(skia.kWEBP, 40)


def silhouette(pixels: Picture) -> NDArray[np.bool_]:
    return np.asarray(pixels[..., 3] > 127)


@pytest.mark.parametrize("name", EVERY)
def test_a_raised_hand_is_seen_beside_it(name: str) -> None:
    resting, waving = (
        DrawnFace(DrawnFace.Config(theme=name), np.zeros((240, 360, 4), dtype=np.uint8)) for _ in range(2)
    )
    waving.perform(spoken("sil", "neutral", GestureCue("wave")))
    for number in range(20):
        still, moved = resting.frame(number * FRAME), waving.frame(number * FRAME)
    grown = silhouette(moved) & ~silhouette(still)
    assert grown.sum() > 800
