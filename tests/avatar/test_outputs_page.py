import io

import av
import numpy as np
import pytest

from avatar.aigc import Aigc
from avatar.outputs.base import Airing, Packet
from avatar.outputs.page import PageOutput, codecs
from avatar.stage.config import EncoderConfig, StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.messages import Fragment, Report

LABEL = Aigc(ContentProducer="a maker", ProduceID="1")
START = 3 * 48_000


def show() -> tuple[Encoder, StageConfig, list[Packet]]:
    config = StageConfig(width=320, height=320, encoder=EncoderConfig(preset="ultrafast"))
    encoder = Encoder(config, START)
    frame = av.VideoFrame(320, 320, "yuv420p")
    packets: list[Packet] = []
    for number in range(75):
        np.frombuffer(memoryview(frame.planes[0]), np.uint8)[:] = 200 if number >= 50 else 30
        level = 0.4 if number >= 50 else 0.0
        pcm = (level * np.sin(2 * np.pi * 1000 * np.arange(1920) / 48_000)).astype(np.float32)
        packets += encoder.sound(pcm) + encoder.picture(frame, START // 1920 + number)
    first = next(packet for packet in packets if packet.video)
    return encoder, config, [first, *(packet for packet in packets if packet is not first)]


@pytest.fixture(scope="module")
def fragments() -> list[Fragment]:
    return carried(show()[2])


def carried(packets: list[Packet]) -> list[Fragment]:
    encoder, config, _ = show()
    reports: list[Report] = []
    output = PageOutput(PageOutput.Config(), Airing(config, encoder.header, LABEL.metadata(), reports.append))
    output.open()
    for packet in packets:
        output.write(packet)
    output.close()
    assert all(isinstance(report, Fragment) for report in reports)
    return [report for report in reports if isinstance(report, Fragment)]


def played(fragments: list[Fragment]) -> tuple[list[tuple[float, float]], float]:
    data = b"".join(fragment.data for fragment in fragments)
    with av.open(io.BytesIO(data), "r") as media:
        pictures = [(frame.time, float(frame.to_ndarray()[:320].mean())) for frame in media.decode(video=0)]
    with av.open(io.BytesIO(data), "r") as media:
        frames = list(media.decode(audio=0))
    pcm = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return pictures, float(frames[0].time or 0.0) + int(np.argmax(np.abs(pcm) > 0.1)) / 48_000


def test_the_stream_begins_with_an_initialisation_segment_and_its_codecs(fragments: list[Fragment]) -> None:
    first, *rest = fragments
    assert (first.kind, first.codecs) == ("init", "avc1.42c00d,mp4a.40.2") or first.codecs.startswith("avc1.")
    assert first.data[4:8] == b"ftyp"
    assert {fragment.kind for fragment in rest} == {"media"}
    assert {fragment.epoch for fragment in fragments} == {first.epoch}
    with av.open(io.BytesIO(first.data)) as media:
        assert Aigc.read(media.metadata) == LABEL


def test_fragments_are_about_one_picture_long_and_keyframes_are_marked(fragments: list[Fragment]) -> None:
    media = fragments[1:]
    assert len(media) >= 72
    assert [number for number, fragment in enumerate(media) if fragment.keyframe] == [0, 25, 50]
    for fragment in media:
        assert fragment.data[4:8] == b"moof"


def test_the_fragments_together_play_with_picture_and_sound_in_step(fragments: list[Fragment]) -> None:
    pictures, loud_s = played(fragments)
    bright_s = next(time for time, level in pictures if level > 100)
    assert len(pictures) >= 72
    assert loud_s == pytest.approx(bright_s, abs=0.04)


def test_a_viewer_can_join_at_any_keyframe(fragments: list[Fragment]) -> None:
    joined = [fragments[0], *fragments[1 + 25 :]]
    pictures, loud_s = played(joined)
    bright_s = next(time for time, level in pictures if level > 100)
    assert len(pictures) >= 47
    assert loud_s == pytest.approx(bright_s, abs=0.04)


def test_dropped_pictures_begin_a_new_epoch() -> None:
    packets = show()[2]
    keyframe = next(packet for packet in packets if packet.keyframe and packet.video and packet.at > START)
    kept = [packet for packet in packets if packet.at < START + 20_000]
    kept += [keyframe, *(packet for packet in packets if packet.at > keyframe.at)]
    fragments = carried(kept)
    starts = [fragment for fragment in fragments if fragment.kind == "init"]
    assert len(starts) == 2
    assert starts[0].epoch < starts[1].epoch
    second = [fragment for fragment in fragments if fragment.epoch == starts[1].epoch]
    assert second[1].keyframe
    assert len(played(second)[0]) >= 47


def test_codecs_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match=r"no H\.264"):
        codecs(b"nothing of the kind")
