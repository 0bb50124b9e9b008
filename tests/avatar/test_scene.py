from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.media import Card, GestureCue, MouthTrack, Performance, Picture
from avatar.stage.config import BackendConfig, LabelConfig, StageConfig
from avatar.stage.picture.label import Label
from avatar.stage.picture.layout import Box, laid_out
from avatar.stage.picture.tiles import paint_over
from avatar.stage.scene import Region, Scene
from avatar.stage.template import built_in, load_template

FRAME = 1920
CARD = Card("p1", "Luna Bedside Lamp", "$39.00", "$49.00", "In stock")


def put(picture: Picture, regions: list[Region]) -> None:
    for region in regions:
        height, width = region.pixels.shape[:2]
        picture[region.y : region.y + height, region.x : region.x + width] = region.pixels


def label_of(scene: Scene, picture: Picture) -> Picture:
    box = scene.layout.label
    return picture[box.y : box.bottom, box.x : box.right]


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(StageConfig(width=640, height=360, title="Shop", host_name="Mei"))


def png(path: Path, colour: tuple[int, int, int]) -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(colour) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return str(path)


def settled_card(scene: Scene) -> Picture:
    """The card, when its picture is there or has failed."""
    shown = scene.advance(0)
    assert scene.settle(60.0)
    box = scene.layout.card
    assert box is not None
    later = [region for region in scene.advance(0) if (region.x, region.y) == (box.x, box.y)]
    return next(region.pixels for region in [*later, *shown] if (region.x, region.y) == (box.x, box.y))


def has_colour(picture: Picture, colour: tuple[int, int, int]) -> bool:
    near = np.abs(picture[..., :3].astype(int) - np.array(colour)).max(axis=-1) < 12
    return bool(near.sum() > 500)


sizes = st.sampled_from(
    [(1280, 720), (720, 1280), (1920, 1080), (1080, 1920), (640, 360), (320, 320), (1920, 320), (320, 1920)]
)
labels = st.sampled_from(
    ["AI GENERATED", "AI生成 · 数字人", "人工智能生成", "AI SYNTHETIC HOST, LIVE", "AI生成" + "数" * 20]
)


@given(
    size=sizes,
    text=labels,
    corner=st.sampled_from(["top-left", "top-right"]),
    template=st.sampled_from(built_in()),
)
@settings(deadline=None, max_examples=80)
def test_boxes_are_even_inside_apart_and_never_on_the_label(
    size: tuple[int, int], text: str, corner: str, template: str
) -> None:
    config = StageConfig.model_validate(
        {
            "width": size[0],
            "height": size[1],
            "label": {"text": text, "corner": corner},
            "template": load_template(template),
        }
    )
    layout = laid_out(config, Label(config).size)
    for box in (layout.label, layout.host, *layout.panels):
        assert all(value % 2 == 0 for value in (box.x, box.y, box.width, box.height))
        assert 0 <= box.x < box.right <= size[0]
        assert 0 <= box.y < box.bottom <= size[1]
    assert not layout.host.meets(layout.label)
    boxes = [layout.label, *layout.panels]
    for index, box in enumerate(boxes):
        assert not any(box.meets(other) for other in boxes[index + 1 :])


@given(size=sizes, text=labels)
@settings(deadline=None, max_examples=40)
def test_label_ink_is_at_least_five_percent_of_the_shorter_side(size: tuple[int, int], text: str) -> None:
    config = StageConfig(width=size[0], height=size[1], label=LabelConfig(text=text))
    label = Label(config)
    layout = laid_out(config, label.size)
    picture = _label_alone(label, config, layout.label.width, layout.label.height)
    edge = max(4, layout.label.height // 12)
    inside = picture[edge:-edge, edge:-edge, 0] > 128
    first_letter = inside[:, : max(4, int(layout.label.height * 0.75))]
    rows = np.flatnonzero(first_letter.any(axis=1))
    assert rows[-1] - rows[0] + 1 >= 0.05 * min(size) - 1


def _label_alone(label: Label, config: StageConfig, width: int, height: int) -> Picture:
    assert (width, height) == label.size
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    paint_over(pixels, lambda canvas: label.draw(canvas, Box(0, 0, width, height)))
    return pixels


def test_label_stands_out_from_its_plate(scene: Scene) -> None:
    label = label_of(scene, scene.background())[..., :3]
    assert label.max() == 255
    assert np.percentile(label, 20) < 30


text = st.text(max_size=300)


@given(caption=text, name=text, price=text, author=text, question=text)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_passed_in_reaches_the_label(
    scene: Scene, caption: str, name: str, price: str, author: str, question: str
) -> None:
    picture = scene.background()
    label = label_of(scene, picture).copy()
    scene.caption(caption, "en")
    scene.card(Card("p", name, price, price, caption))
    scene.asked(author, question)
    regions = scene.advance(FRAME)
    put(picture, regions)
    assert np.array_equal(label_of(scene, picture), label)
    for region in regions:
        height, width = region.pixels.shape[:2]
        assert region.x % 2 == region.y % 2 == height % 2 == width % 2 == 0
        assert (region.pixels[..., 3] == 255).all()


def test_only_the_face_comes_back_when_nothing_else_changed(scene: Scene) -> None:
    scene.caption("Hello", "en")
    scene.card(CARD)
    scene.asked("Lin", "How much?")
    host = scene.layout.host
    shown = scene.advance(2 * FRAME)
    assert sum(not (host.x <= region.x < host.right and region.y < host.bottom) for region in shown) == 3
    scene.caption("Hello", "en")
    scene.card(CARD)
    scene.asked("Lin", "How much?")
    regions = [region for number in range(3, 30) for region in scene.advance(number * FRAME)]
    assert regions
    for region in regions:
        check_inside(region, host)


def check_inside(region: Region, host: Box) -> None:
    height, width = region.pixels.shape[:2]
    assert host.x <= region.x < region.x + width <= host.right
    assert host.y <= region.y < region.y + height <= host.bottom
    assert region.x % 2 == region.y % 2 == height % 2 == width % 2 == 0


def test_what_was_shown_can_be_taken_away() -> None:
    scene = Scene(StageConfig(width=640, height=360))
    empty = scene.background()
    picture = empty.copy()
    scene.caption("Hello there", "en")
    scene.card(CARD)
    scene.asked("Lin", "How much?")
    put(picture, scene.advance(0))
    for box in scene.layout.panels[:3]:
        area = slice(box.y, box.bottom), slice(box.x, box.right)
        assert not np.array_equal(picture[area], empty[area])
    scene.caption("", "en")
    scene.card(None)
    scene.asked("", "")
    put(picture, scene.advance(0))
    assert np.abs(picture.astype(int) - empty).max() <= 3


def test_background_is_opaque_and_shows_host_title_and_label() -> None:
    plain = Scene(StageConfig(width=640, height=360)).background()
    titled_scene = Scene(StageConfig(width=640, height=360, title="Night Shop"))
    titled = titled_scene.background()
    assert plain.shape == (360, 640, 4)
    assert (plain[..., 3] == 255).all()
    box = titled_scene.layout.title
    assert box is not None
    changed = np.flatnonzero((plain != titled).any(axis=(0, 2)))
    assert box.x <= changed[0]
    assert changed[-1] < box.right


def test_host_stands_in_front_of_its_part_of_the_studio() -> None:
    scene = Scene(
        StageConfig(width=640, height=360, face=BackendConfig(engine="drawn", options={"theme": "kai"}))
    )
    box = scene.layout.host
    ground = scene._still[box.y : box.bottom, box.x : box.right]
    host = scene.advance(0)[0].pixels
    assert host.shape == ground.shape
    same = (host == ground).all(axis=-1)
    assert 0.2 < same.mean() < 0.9
    assert same[:4].all()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_card_shows_pictures_of_the_usual_kinds(tmp_path: Path, size: tuple[int, int]) -> None:
    red = png(tmp_path / "red.png", (200, 10, 20))
    svg = tmp_path / "green.svg"
    svg.write_text(
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50">'
        '<rect width="50" height="50" fill="#0ab414"/></svg>'
    )
    scene = Scene(StageConfig(width=size[0], height=size[1]))
    for path, colour in ((red, (200, 10, 20)), (str(svg), (10, 180, 20))):
        scene.card(Card("p", "Lamp", "$3", picture=path))
        assert has_colour(settled_card(scene), colour), path


def test_a_broken_picture_falls_back_to_the_monogram(tmp_path: Path) -> None:
    scene = Scene(StageConfig(width=640, height=360))
    scene.card(Card("p", "Lamp", "$3"))
    monogram = settled_card(scene)
    whole = Path(png(tmp_path / "whole.png", (200, 10, 20))).read_bytes()
    broken = {
        "missing.png": None,
        "empty.png": b"",
        "text.jpg": b"not a picture",
        "half.png": whole[:40],
        "huge.svg": b'<svg width="9e9" height="9e9">' + b" " * 100 + b"</svg>",
        "sizeless.svg": b"<svg></svg>",
        "cut.svg": b'<svg width="10" height="10"><rect',
        "large.png": whole + b"\0" * (16 * 1024 * 1024),
    }
    for name, data in broken.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
        scene.card(Card("p", "Lamp", "$3", picture=str(tmp_path / name)))
        assert np.array_equal(settled_card(scene), monogram), name
        (fault,) = scene.faults()
        assert name in fault
        assert "\n" not in fault
    scene.card(Card("p", "Lamp", "$3", picture=str(tmp_path)))
    assert np.array_equal(settled_card(scene), monogram)


def test_a_card_that_stands_is_not_drawn_again() -> None:
    scene = Scene(StageConfig(width=320, height=320))
    scene.card(Card("29", "Lamp 29", "$3"))
    assert len(scene.advance(0)) == 2
    scene.card(Card("29", "Lamp 29", "$3"))
    assert len(scene.advance(0)) <= 1


def test_consecutive_pictures_of_a_silent_host_hardly_differ(scene: Scene) -> None:
    box, picture = scene.layout.host, scene.background()
    pictures = []
    for number in range(10):
        put(picture, scene.advance((10 + number) * FRAME))
        pictures.append(picture[box.y : box.bottom, box.x : box.right].astype(int))
    for one, other in pairwise(pictures):
        assert np.abs(one - other).mean() < 3


def test_regions_add_up_to_the_whole_picture() -> None:
    scene = Scene(StageConfig(width=640, height=360))
    weights = np.eye(15, dtype=np.float32)[np.arange(120) // 8 % 15]
    scene.perform(Performance("u", 0, MouthTrack(0, weights), "happy", (GestureCue("wave", 10 * FRAME),)))
    box, picture = scene.layout.host, scene.background()
    whole = scene._face.frame(0)
    sizes = set()
    for number in range(1, 60):
        regions = scene.advance(number * FRAME)
        put(picture, regions)
        sizes.add(regions[0].pixels.shape)
        assert np.array_equal(picture[box.y : box.bottom, box.x : box.right], whole), number
    assert len(sizes) > 3
