from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Card, Picture
from avatar.stage.config import StageConfig
from avatar.stage.picture.layout import Box
from avatar.stage.picture.tiles import tile
from avatar.stage.scene import Region, Scene
from avatar.stage.template import load_template

NOW = 1_800_000_000.0
OFFER = Card("p", "Luna lamp", "$39.00", "$49.00", "Only 3 left", stock=3, until=NOW + 65, off="-20%")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def scene_of(clock: Clock, language: str = "en", template: str = "studio") -> Scene:
    config = StageConfig(width=640, height=360, language=language, template=load_template(template))
    return Scene(config, now=clock)


def put(picture: Picture, regions: list[Region]) -> None:
    for region in regions:
        height, width = region.pixels.shape[:2]
        picture[region.y : region.y + height, region.x : region.x + width] = region.pixels


def in_card(scene: Scene, regions: list[Region]) -> list[Box]:
    card = scene.layout.card
    assert card is not None
    boxes = [Box(region.x, region.y, region.pixels.shape[1], region.pixels.shape[0]) for region in regions]
    return [box for box in boxes if box.meets(card)]


def card_of(scene: Scene, picture: Picture) -> Picture:
    box = scene.layout.card
    assert box is not None
    return picture[box.y : box.bottom, box.x : box.right].copy()


def at_second(scene: Scene, clock: Clock, second: float) -> list[Region]:
    clock.now = NOW + second
    return scene.advance(round(second * SAMPLE_RATE_HZ))


def test_the_countdown_is_drawn_once_a_second_and_nothing_else_of_the_card() -> None:
    clock = Clock()
    scene = scene_of(clock)
    scene.card(OFFER)
    assert in_card(scene, at_second(scene, clock, 0.0))
    assert not in_card(scene, at_second(scene, clock, 0.4))
    (box,) = in_card(scene, at_second(scene, clock, 1.0))
    whole = scene.layout.card
    assert whole is not None
    assert box.width * box.height < whole.width * whole.height / 5
    assert not in_card(scene, at_second(scene, clock, 1.5))


def test_it_counts_on_the_audio_clock() -> None:
    clock = Clock()
    scene = scene_of(clock)
    scene.card(OFFER)
    at_second(scene, clock, 0.0)
    ticks = sum(bool(in_card(scene, scene.advance(frame * 1920))) for frame in range(1, 251))
    assert ticks == 10


def test_when_the_offer_is_over_its_prices_go_with_the_countdown() -> None:
    clock = Clock()
    scene = scene_of(clock)
    picture = scene.background()
    scene.card(OFFER)
    put(picture, at_second(scene, clock, 0.0))
    during = card_of(scene, picture)
    put(picture, at_second(scene, clock, 65.0))
    over = card_of(scene, picture)
    assert not np.array_equal(during, over)
    without = scene_of(clock)
    bare = without.background()
    without.card(replace(OFFER, price="", was="", off="", until=None))
    put(bare, without.advance(0))
    assert np.array_equal(over, card_of(without, bare))
    assert not in_card(scene, at_second(scene, clock, 70.0))


def test_a_stage_that_lost_time_never_shows_an_offer_that_is_over() -> None:
    clock = Clock()
    scene = scene_of(clock)
    picture = scene.background()
    scene.card(OFFER)
    put(picture, at_second(scene, clock, 0.0))
    during = card_of(scene, picture)
    clock.now = NOW + 100
    put(picture, scene.advance(2 * SAMPLE_RATE_HZ))
    assert not np.array_equal(card_of(scene, picture), during)
    assert not in_card(scene, scene.advance(4 * SAMPLE_RATE_HZ))


def test_an_offer_that_was_over_before_it_is_shown_has_no_price() -> None:
    clock = Clock()
    scenes = [scene_of(clock), scene_of(clock)]
    scenes[0].card(replace(OFFER, until=NOW - 1))
    scenes[1].card(replace(OFFER, price="", was="", off="", until=None))
    pictures = [scene.background() for scene in scenes]
    for scene, picture in zip(scenes, pictures, strict=True):
        put(picture, scene.advance(0))
    over, bare = (card_of(scene, one) for scene, one in zip(scenes, pictures, strict=True))
    assert np.array_equal(over, bare)


@pytest.mark.parametrize("left_s", [5, 600, 7200, 200_000, 86_400 * 400])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("template", ["studio", "spotlight"])
def test_any_time_left_stays_inside_the_card(left_s: int, language: str, template: str) -> None:
    clock = Clock()
    scene = scene_of(clock, language, template)
    box = scene.layout.card
    assert box is not None
    for card in (replace(OFFER, until=NOW + left_s), replace(OFFER, until=None)):
        scene.card(card)
        for region in in_card(scene, scene.advance(0)):
            assert region.within(box) == region
    scene.close()


def test_stock_that_runs_out_looks_urgent() -> None:
    def shown(stock: int | None) -> Picture:
        scene = scene_of(Clock())
        picture = scene.background()
        scene.card(Card("p", "Luna lamp", "", note="A note", stock=stock))
        put(picture, scene.advance(0))
        return card_of(scene, picture)

    plenty, few, none, unknown = (shown(stock) for stock in (50, 3, 0, None))
    assert np.array_equal(plenty, unknown)
    assert not np.array_equal(plenty, few)
    assert not np.array_equal(few, none)


def test_a_name_of_ten_thousand_characters_leaves_the_price_where_it_is() -> None:
    long, other = (scene_of(Clock()), scene_of(Clock()))
    long.card(replace(OFFER, until=None, name="Very long name " * 700))
    other.card(replace(OFFER, until=None, name="Very long name " * 20))
    pictures = [scene.background() for scene in (long, other)]
    for scene, picture in zip((long, other), pictures, strict=True):
        put(picture, scene.advance(0))
    assert np.array_equal(card_of(long, pictures[0]), card_of(other, pictures[1]))


def test_nothing_is_drawn_where_nothing_was_drawn() -> None:
    for size in range(2, 200, 7):
        image = tile(size, size, lambda canvas: None)
        garbage = [np.full((size, size, 4), 255, dtype=np.uint8) for _ in range(4)]
        assert not image.toarray().any()
        assert garbage
