from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.media import Card, Picture
from avatar.stage.config import BackgroundConfig, StageConfig
from avatar.stage.picture.video import AHEAD, VideoError, VideoLoop
from avatar.stage.scene import Region, Scene

FRAME = 1920
WAIT_S = 20.0


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten pictures at 25 a second, each a little brighter than the one before."""
    path = tmp_path_factory.mktemp("video") / "loop.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.time_base = Fraction(1, 25)
        for number in range(10):
            picture = np.full((180, 320, 3), 20 + 20 * number, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def brightness(picture: Picture) -> float:
    return float(picture[..., 0].mean())


def put(picture: Picture, regions: list[Region]) -> None:
    for region in regions:
        height, width = region.pixels.shape[:2]
        picture[region.y : region.y + height, region.x : region.x + width] = region.pixels


def test_it_plays_at_its_own_pace_and_begins_anew_without_a_gap(loop: Path) -> None:
    video = VideoLoop(loop, 64, 64, shade=0.0, start_at=0)
    seen = []
    for number in range(30):
        video.step(number * FRAME, WAIT_S)
        seen.append(brightness(video.picture))
    video.close()
    expected = [20 + 20 * (number % 10) for number in range(30)]
    assert np.abs(np.array(seen) - expected).max() < 8


def test_few_pictures_are_held_however_late_the_stage_is(loop: Path) -> None:
    video = VideoLoop(loop, 64, 64, shade=0.0, start_at=0)
    assert video._waiting.maxsize == AHEAD
    assert video.step(20 * FRAME, WAIT_S)
    assert video._waiting.qsize() <= AHEAD
    video.close()


def test_it_fills_any_shape_and_is_made_darker(loop: Path) -> None:
    for size in ((90, 160), (160, 90), (322, 62)):
        video = VideoLoop(loop, *size, shade=0.5, start_at=0)
        assert video.picture.shape == (size[1], size[0], 4)
        assert (video.picture[..., 3] == 255).all()
        assert brightness(video.picture) < 14
        video.close()


def test_what_is_no_video_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a video" * 100)
    sound = tmp_path / "sound.wav"
    with av.open(str(sound), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
    for path in (broken, sound, tmp_path / "missing.mp4", tmp_path):
        with pytest.raises(VideoError, match="cannot be played") as caught:
            VideoLoop(path, 64, 64, shade=0.0, start_at=0)
        assert "\n" not in str(caught.value)


def test_host_and_panels_lie_over_the_video_and_the_label_over_all(loop: Path) -> None:
    config = StageConfig(width=640, height=360, title="Shop", background=BackgroundConfig(video=loop))
    scene = Scene(config, patient=True)
    plain = Scene(config.model_copy(update={"background": None}))
    label = scene.layout.label
    picture = scene.background()
    area = slice(label.y + 4, label.bottom - 4), slice(label.x + 8, label.right - 8)
    assert np.array_equal(picture[area], plain.background()[area])
    scene.card(Card("p", "Lamp", "$3"))
    scene.caption("Hello", "en")
    for number in range(12):
        regions = scene.advance(number * FRAME)
        put(picture, regions)
        for region in regions:
            assert (region.pixels[..., 3] == 255).all()
    corner = picture[label.bottom + 4, 4, :3]
    assert np.ptp(corner.astype(int)) < 6, "the video's grey"
    assert np.array_equal(picture, scene.background())
    host = scene.layout.host
    middle = picture[host.bottom - 60 : host.bottom - 20, host.x + host.width // 2 - 20 :][:, :40]
    assert np.ptp(middle[..., :3].astype(int), axis=-1).max() > 20, "the host's clothes"
    for one in (scene, plain):
        one.close()
