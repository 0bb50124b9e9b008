import shutil
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.aigc import Aigc
from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.outputs.file import FileOutput
from avatar.stage.config import EncoderConfig, StageConfig
from avatar.stage.encoder import Encoder

LABEL = Aigc(ContentProducer="a maker", ProduceID="1")
TONE_S = (2.0, 2.4)


@pytest.fixture(scope="module")
def show() -> tuple[Airing, list[Packet]]:
    """Four seconds: a flash and a tone from 2.0 to 2.4 s."""
    config = StageConfig(width=320, height=320, encoder=EncoderConfig(preset="ultrafast"))
    encoder = Encoder(config)
    frame = av.VideoFrame(320, 320, "yuv420p")
    packets: list[Packet] = []
    for number in range(100):
        on = TONE_S[0] <= number / 25 < TONE_S[1]
        np.frombuffer(memoryview(frame.planes[0]), np.uint8)[:] = 200 if on else 30
        times = (number * 1920 + np.arange(1920)) / 48_000
        pcm = (0.4 * on * np.sin(2 * np.pi * 1000 * times)).astype(np.float32)
        packets += encoder.sound(pcm) + encoder.picture(frame, number)
    packets += encoder.finish()
    return Airing(config, encoder.header, LABEL.metadata(), lambda report: None), packets


def in_order(packets: list[Packet], start: int = 0) -> list[Packet]:
    """As an output gets them: the picture at ``start`` first, then everything from there on."""
    first = next(packet for packet in packets if packet.video and packet.at >= start)
    rest = [each for each in packets if (each.at > first.at if each.video else each.sounds_at(first.at))]
    return [first, *rest]


def record(output: FileOutput, packets: list[Packet]) -> None:
    output.open()
    for packet in packets:
        output.write(packet)
    output.close()


def decoded(path: Path) -> tuple[list[tuple[float, float]], float, np.ndarray]:
    with av.open(str(path)) as media:
        pictures = [(frame.time, float(frame.to_ndarray()[:320].mean())) for frame in media.decode(video=0)]
    with av.open(str(path)) as media:
        frames = list(media.decode(audio=0))
    return pictures, float(frames[0].time or 0.0), np.concatenate([frame.to_ndarray()[0] for frame in frames])


def make(show: tuple[Airing, list[Packet]], path: Path, **options: float) -> FileOutput:
    return FileOutput(FileOutput.Config(path=path, **options), show[0])


def test_every_picture_and_sample_is_there_at_its_time(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    record(make(show, tmp_path / "out.mp4"), in_order(show[1]))
    pictures, sound_s, pcm = decoded(tmp_path / "out.mp4")
    assert [round(time * 25) for time, _ in pictures] == list(range(100))
    assert abs(sound_s + pcm.size / 48_000 - (pictures[-1][0] + 0.04)) < 0.04
    loud = np.flatnonzero(np.abs(pcm) > 0.1) / 48_000 + sound_s
    bright = [time for time, level in pictures if level > 100]
    assert loud[0] == pytest.approx(TONE_S[0], abs=0.005)
    assert loud[-1] == pytest.approx(TONE_S[1], abs=0.03)
    assert bright[0] == pytest.approx(TONE_S[0])
    assert bright[-1] + 0.04 == pytest.approx(TONE_S[1])


def test_a_recording_that_joins_late_is_in_time_too(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    record(make(show, tmp_path / "out.mp4"), in_order(show[1], start=25 * 1920))
    pictures, sound_s, pcm = decoded(tmp_path / "out.mp4")
    loud_s = np.argmax(np.abs(pcm) > 0.1) / 48_000 + sound_s
    assert len(pictures) == 75
    assert pictures[0][0] == 0.0
    assert loud_s == pytest.approx(TONE_S[0] - 1.0, abs=0.005)


def test_the_implicit_label_reads_back_once(show: tuple[Airing, list[Packet]], tmp_path: Path) -> None:
    record(make(show, tmp_path / "out.mp4"), in_order(show[1]))
    with av.open(str(tmp_path / "out.mp4")) as media:
        assert Aigc.read(media.metadata) == LABEL
    assert (tmp_path / "out.mp4").read_bytes().count(b'"ContentProducer"') == 1


def test_a_killed_recording_plays_up_to_its_last_keyframe(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    output = make(show, tmp_path / "out.mp4")
    output.open()
    for packet in in_order(show[1]):
        output.write(packet)
    shutil.copy(tmp_path / "out.mp4", tmp_path / "killed.mp4")
    output.close()
    pictures, _, pcm = decoded(tmp_path / "killed.mp4")
    assert len(pictures) == 75
    assert pcm.size >= 2.9 * 48_000
    with av.open(str(tmp_path / "killed.mp4")) as media:
        assert Aigc.read(media.metadata) == LABEL


def test_an_existing_recording_is_never_overwritten(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    (tmp_path / "out.mp4").write_bytes(b"precious")
    (tmp_path / "out-1.mp4").write_bytes(b"precious too")
    output = make(show, tmp_path / "out.mp4")
    detail = output.open()
    output.write(in_order(show[1])[0])
    output.close()
    assert "out-2.mp4" in detail
    assert "out.mp4 exists" in detail
    assert (tmp_path / "out.mp4").read_bytes() == b"precious"
    assert (tmp_path / "out-1.mp4").read_bytes() == b"precious too"


def test_a_restarted_stage_goes_on_in_the_next_part(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    (tmp_path / "out.mp4").write_bytes(b"before")
    restarted = replace(show[0], stage=show[0].stage.model_copy(update={"start_at": 48_000}))
    record(FileOutput(FileOutput.Config(path=tmp_path / "out.mp4"), restarted), in_order(show[1]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp4", "out.part2.mp4"]


def test_a_long_recording_goes_on_in_parts_at_keyframes(
    show: tuple[Airing, list[Packet]], tmp_path: Path
) -> None:
    packets = [packet for packet in in_order(show[1]) if 0 <= packet.at < 4 * 48_000 - 1024]
    output = make(show, tmp_path / "out.mp4", part_s=10.0)
    output.open()
    for lap in range(4):
        for packet in packets:
            output.write(replace(packet, at=packet.at + lap * 4 * 48_000))
    output.close()
    parts = {path.name: decoded(path) for path in tmp_path.iterdir()}
    assert {name: len(pictures) for name, (pictures, _, _) in parts.items()} == {
        "out.mp4": 250,
        "out.part2.mp4": 150,
    }
    assert parts["out.part2.mp4"][1] == pytest.approx(0.0, abs=0.022)


def test_a_missing_folder_is_one_clear_line(show: tuple[Airing, list[Packet]], tmp_path: Path) -> None:
    with pytest.raises(OutputDown, match=r"cannot record to .*nowhere/out\.mp4: No such file or directory"):
        make(show, tmp_path / "nowhere" / "out.mp4").open()


def test_nothing_recorded_leaves_nothing_behind(show: tuple[Airing, list[Packet]], tmp_path: Path) -> None:
    output = make(show, tmp_path / "out.mp4")
    output.open()
    output.close()
    output.close()
    assert not list(tmp_path.iterdir())


def test_a_recording_must_be_called_mp4() -> None:
    with pytest.raises(ValueError, match=r"must end in \.mp4"):
        FileOutput.Config(path=Path("show.mkv"))


def test_sound_is_whole_from_its_first_sample(tmp_path: Path) -> None:
    config = StageConfig(width=320, height=320, encoder=EncoderConfig(preset="ultrafast"))
    encoder = Encoder(config)
    tone = (0.4 * np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000)).astype(np.float32)
    packets: list[Packet] = []
    for number in range(25):
        packets += encoder.sound(tone[number * 1920 : (number + 1) * 1920])
        packets += encoder.picture(av.VideoFrame(320, 320, "yuv420p"), number)
    airing = Airing(config, encoder.header, LABEL.metadata(), lambda report: None)
    record(FileOutput(FileOutput.Config(path=tmp_path / "out.mp4"), airing), in_order(packets))
    _, sound_s, pcm = decoded(tmp_path / "out.mp4")
    assert sound_s == 0.0
    assert np.abs(pcm[:4800] - tone[:4800]).max() < 0.05
