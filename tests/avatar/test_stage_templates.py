from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.media import Card, GestureCue, MouthTrack, Performance, Picture
from avatar.stage.config import BackgroundConfig, StageConfig
from avatar.stage.picture.layout import Box, NoRoomError
from avatar.stage.scene import Region, Scene
from avatar.stage.template import Template, built_in, load_template
from persona.yamlfile import DocumentError

FRAME = 1920
MINIMAL = "wide: {host: {box: [0, 90, 0, 0]}}\ntall: {host: {box: [0, 90, 0, 0]}}\n"
edge = st.integers(0, 1280)


def put(picture: Picture, regions: list[Region]) -> None:
    for region in regions:
        height, width = region.pixels.shape[:2]
        picture[region.y : region.y + height, region.x : region.x + width] = region.pixels


def box_of(region: Region) -> Box:
    return Box(region.x, region.y, region.pixels.shape[1], region.pixels.shape[0])


def busy(template: Template, size: tuple[int, int], background: BackgroundConfig | None = None) -> Scene:
    scene = Scene(
        StageConfig(
            width=size[0],
            height=size[1],
            title="Shop",
            template=template,
            background=background,
            ticker=("One", "Two"),
        )
    )
    scene.card(Card("p", "Lamp", "$3", was="$4", stock=2, note="2 left"))
    scene.asked("Ana", "How much?")
    scene.caption("It is three dollars tonight", "en")
    weights = np.eye(15, dtype=np.float32)[np.arange(120) // 8 % 15]
    scene.perform(Performance("u", 0, MouthTrack(0, weights), "happy", (GestureCue("wave", 0),)))
    return scene


@pytest.mark.parametrize("name", built_in())
@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
def test_regions_never_meet_and_add_up_to_the_whole_picture(name: str, size: tuple[int, int]) -> None:
    scene = busy(load_template(name), size)
    picture = scene.background()
    label = scene.layout.label
    before = picture[label.y : label.bottom, label.x : label.right].copy()
    for number in range(24):
        if number == 12:
            scene.caption("", "en")
            scene.card(None)
        regions = scene.advance(number * FRAME)
        boxes = [box_of(region) for region in regions]
        for index, box in enumerate(boxes):
            assert not any(value % 2 for value in (box.x, box.y, box.width, box.height))
            assert not box.meets(label)
            assert not any(box.meets(other) for other in boxes[index + 1 :])
        put(picture, regions)
        assert (picture[..., 3] == 255).all()
    assert np.array_equal(picture, scene.background())
    assert np.array_equal(picture[label.y : label.bottom, label.x : label.right], before)
    scene.close()


def test_on_a_phone_panels_float_over_the_host() -> None:
    scene = busy(load_template("spotlight"), (360, 640))
    layout = scene.layout
    assert layout.caption is not None
    assert layout.caption.meets(layout.host)
    assert layout.host.width == 360
    assert layout.host.height > 0.45 * 640
    picture = scene.background()
    for number in range(10):
        put(picture, scene.advance(number * FRAME))
    box = layout.caption
    through = picture[box.y : box.bottom, box.x : box.right].copy()
    scene.caption("", "en")
    put(picture, scene.advance(11 * FRAME))
    bare = picture[box.y : box.bottom, box.x : box.right]
    middle = slice(box.width // 3, 2 * box.width // 3)
    assert np.ptp(bare[:, middle].astype(int), axis=1).max() > 60, "the host stands there"
    assert not np.array_equal(through, bare)
    scene.close()


@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
def test_the_host_points_to_where_the_card_is(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Performance] = []
    for name in ("studio", "daylight"):
        scene = busy(load_template(name), size)
        monkeypatch.setattr(scene._face, "perform", told.append)
        scene.perform(
            Performance(
                "v", 0, MouthTrack(0, np.zeros((10, 15), np.float32)), "happy", (GestureCue("point_card"),)
            )
        )
        scene.card(None)
        scene.perform(
            Performance(
                "w", 0, MouthTrack(0, np.zeros((10, 15), np.float32)), "happy", (GestureCue("point_card"),)
            )
        )
        scene.close()
    gestures = [one.gestures[0].name for one in told]
    sides = ["point_right", "point_left"] if size[0] > size[1] else ["point_down", "point_down"]
    assert gestures[0::2] == sides
    assert not any(name.startswith("point") for name in gestures[1::2])


def test_a_file_of_ones_own_needs_only_the_host(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINIMAL)
    template = load_template("mine.yaml", tmp_path)
    assert template.name == "mine"
    scene = busy(template, (360, 640))
    picture = scene.background()
    put(picture, scene.advance(0))
    assert scene.layout.panels == ()
    scene.close()


def test_the_template_in_the_documents_is_a_whole_one(tmp_path: Path) -> None:
    text = Path(__file__).parents[2].joinpath("docs", "stage.md").read_text(encoding="utf-8")
    block = next(part.split("```")[0] for part in text.split("```yaml\n")[1:] if "name: corner" in part)
    path = tmp_path / "corner.yaml"
    path.write_text(block, encoding="utf-8")
    for size in ((1280, 720), (720, 1280)):
        template = load_template(str(path))
        assert template.name == "corner"
        scene = busy(template, size)
        assert scene.layout.panels
        scene.advance(0)
        scene.close()


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (MINIMAL + "look: {accent: red}\n", 3, "look.accent"),
        (MINIMAL + "look: {highlihgt: pill}\n", 3, "look.highlihgt"),
        (MINIMAL + "scene: beach\n", 3, "scene"),
        (MINIMAL.replace("[0, 90, 0, 0]", "[0, 90, 0]", 1), 1, "wide.host.box"),
        (MINIMAL.replace("[0, 90, 0, 0]", "[400, 90, 300, 0]", 1), 1, "wide.host.box"),
        (MINIMAL.replace("[0, 90, 0, 0]", "[.nan, 90, 300, 0]", 1), 1, "wide.host.box"),
        ("wide: {host: {box: [0, 90, 0, 0]}}\n", 1, "tall"),
        (MINIMAL + "colours: []\n", 3, "colours"),
    ],
)
def test_a_broken_template_names_file_line_and_field(
    tmp_path: Path, text: str, line: int, field: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(DocumentError) as caught:
        load_template(str(path))
    assert f"mine.yaml:{line}: {field}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nothing", "../studio", "", "STUDIO", "a\nb"])
def test_a_template_that_is_not_there_is_one_clear_line(name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_template(name)
    assert "\n" not in str(caught.value)


def test_a_panel_without_room_is_named() -> None:
    template = Template.model_validate(
        {
            "name": "tight",
            "wide": {"host": {"box": [0, 90, 0, 0]}, "card": [0, 90, 0, 0], "caption": [0, 600, 0, 0]},
            "tall": {"host": {"box": [0, 90, 0, 0]}},
        }
    )
    with pytest.raises(NoRoomError, match=r"caption of the template .tight. in 640 x 360"):
        Scene(StageConfig(width=640, height=360, template=template))


@given(
    boxes=st.lists(st.tuples(edge, edge, edge, edge), min_size=4, max_size=4),
    size=st.sampled_from([(640, 360), (360, 640), (320, 320)]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_template_says_panels_never_meet_each_other_or_the_label(
    boxes: list[tuple[int, int, int, int]], size: tuple[int, int]
) -> None:
    from avatar.stage.picture.label import Label
    from avatar.stage.picture.layout import PANELS, laid_out

    shape = {"host": {"box": [0, 90, 0, 0]}, **dict(zip(PANELS, boxes, strict=True))}
    try:
        template = Template.model_validate({"wide": shape, "tall": shape})
        config = StageConfig(width=size[0], height=size[1], template=template)
        layout = laid_out(config, Label(config).size)
    except ValueError:
        return
    everything = [layout.label, *layout.panels]
    for index, box in enumerate(everything):
        assert box.within(layout.whole) == box
        assert not any(box.meets(other) for other in everything[index + 1 :])


def test_backgrounds_of_colours_and_pictures_fill_the_picture(tmp_path: Path) -> None:
    red = tmp_path / "red.png"
    pixels = np.full((8, 8, 4), (200, 10, 20, 255), dtype=np.uint8)
    image = skia.Image.fromarray(pixels, colorType=skia.ColorType.kRGBA_8888_ColorType)
    image.save(str(red))
    for background, colour in (
        (BackgroundConfig(colours=("#0a1e96",)), (10, 30, 150)),
        (BackgroundConfig(picture=red), (200, 10, 20)),
        (BackgroundConfig(picture=red, shade=0.5), (100, 5, 10)),
    ):
        scene = busy(load_template("studio"), (640, 360), background)
        corner = scene.background()[50, 200, :3]
        assert np.abs(corner.astype(int) - colour).max() < 8, background
        scene.close()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"colours": ["#ffffff"], "picture": "a.png"},
        {"colours": ["white"]},
        {"video": "a", "picture": "b"},
    ],
)
def test_a_background_is_one_thing(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"background|colours"):
        BackgroundConfig.model_validate(given)


def test_a_background_that_does_not_open_says_so(tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"nothing")
    for background in (BackgroundConfig(picture=bad), BackgroundConfig(video=bad)):
        with pytest.raises(ValueError, match=r"bad\.mp4 .*(not shown|cannot be played)"):
            Scene(StageConfig(width=640, height=360, background=background))


def test_ticker_texts_take_turns_and_cost_nothing_while_they_stand() -> None:
    scene = Scene(StageConfig(width=640, height=360, ticker=("One", "Two")))
    box = scene.layout.ticker
    assert box is not None
    changed = [
        number
        for number in range(25 * 15)
        if any(box_of(region).meets(box) for region in scene.advance(number * FRAME))
    ]
    assert 10 <= len(changed) <= 40
    assert any(number >= 7 * 25 for number in changed)
    still = Scene(StageConfig(width=640, height=360, ticker=("One",)))
    drawn = sum(
        any(box_of(region).meets(box) for region in still.advance(number * FRAME)) for number in range(400)
    )
    assert drawn == 1
