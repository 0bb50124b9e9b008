import io

import av
import numpy as np
import pytest

from avatar.outputs.base import Packet
from avatar.outputs.mux import Muxer
from avatar.stage.config import EncoderConfig, StageConfig
from avatar.stage.encoder import Encoder

FAST = EncoderConfig(preset="ultrafast", keyframe_s=1.0)


def config(fps: int = 25) -> StageConfig:
    return StageConfig(width=320, height=320, fps=fps, encoder=FAST)


def encode(encoder: Encoder, fps: int, seconds: float, at: int = 0) -> list[Packet]:
    frame = av.VideoFrame(320, 320, "yuv420p")
    packets: list[Packet] = []
    step = 48_000 // fps
    for number in range(round(seconds * fps)):
        for plane, level in zip(frame.planes, (40 + number % 100, 128, 128), strict=True):
            np.frombuffer(memoryview(plane), np.uint8)[:] = level
        packets += encoder.picture(frame, at // step + number)
        packets += encoder.sound(np.zeros(step, np.float32))
    return packets


@pytest.mark.parametrize("fps", [25, 30])
def test_packets_carry_the_audio_clocks_times(fps: int) -> None:
    at = 2**33 // 9600 * 9600
    encoder = Encoder(config(fps), at)
    packets = encode(encoder, fps, 3.0, at) + encoder.finish()
    pictures = [packet for packet in packets if packet.video]
    sound = [packet for packet in packets if not packet.video]
    step = 48_000 // fps
    assert [packet.at for packet in pictures] == [at + step * number for number in range(3 * fps)]
    assert [packet.at for packet in sound] == [at - 1024 + 1024 * number for number in range(len(sound))]
    assert sound[-1].at + sound[-1].duration >= at + 3 * 48_000
    assert {packet.duration for packet in pictures} == {step}


def test_every_picture_comes_out_at_once_and_keyframes_at_their_distance() -> None:
    encoder = Encoder(config())
    frame = av.VideoFrame(320, 320, "yuv420p")
    for number in range(60):
        (packet,) = encoder.picture(frame, number)
        assert packet.keyframe == (number % 25 == 0)


def test_sound_may_come_in_any_pieces() -> None:
    generator = np.random.default_rng(7)
    pcm = generator.uniform(-0.5, 0.5, 20_000).astype(np.float32)
    whole, pieces = Encoder(config()), Encoder(config())
    expected = whole.sound(pcm) + whole.finish()
    got: list[Packet] = []
    for part in np.split(pcm, np.sort(generator.integers(0, pcm.size, 40))):
        got += pieces.sound(part)
    assert got + pieces.finish() == expected


def test_the_header_says_what_players_need() -> None:
    encoder = Encoder(config())
    with av.open(io.BytesIO(encoder.header), format="mp4") as header:
        picture = header.streams.video[0].codec_context
        sound = header.streams.audio[0].codec_context
        assert (picture.name, picture.width, picture.height) == ("h264", 320, 320)
        assert (picture.color_primaries, picture.color_trc, picture.colorspace) == (1, 1, 1)
        assert picture.color_range == 1
        assert (sound.name, sound.sample_rate, sound.channels) == ("aac", 48_000, 1)


def test_a_tone_and_a_flash_come_out_together() -> None:
    encoder = Encoder(config())
    flash = 25
    tone = 0.4 * np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000).astype(np.float32)
    frame = av.VideoFrame(320, 320, "yuv420p")
    file = io.BytesIO()
    muxer = Muxer(file, "mp4", encoder.header, options={"movflags": "delay_moov+frag_keyframe"})
    for number in range(50):
        np.frombuffer(memoryview(frame.planes[0]), np.uint8)[:] = 200 if number >= flash else 30
        piece = tone[:1920] if number >= flash else np.zeros(1920, np.float32)
        for packet in encoder.picture(frame, number) + encoder.sound(piece):
            muxer.write(packet)
    for packet in encoder.finish():
        muxer.write(packet)
    muxer.close()
    file.seek(0)
    with av.open(file, "r") as media:
        pictures = [(frame.time, frame.to_ndarray()[:320].mean()) for frame in media.decode(video=0)]
    file.seek(0)
    with av.open(file, "r") as media:
        frames = list(media.decode(audio=0))
    pcm = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    first_loud_s = float(frames[0].time or 0.0) + int(np.argmax(np.abs(pcm) > 0.1)) / 48_000
    first_bright_s = next(time for time, level in pictures if level > 100)
    assert len(pictures) == 50
    assert first_bright_s == pytest.approx(1.0)
    assert first_loud_s == pytest.approx(1.0, abs=0.005)
