"""The room's one encode: H.264 and AAC, both on the audio clock."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
from av.container import OutputContainer

from avatar.clock import frame_samples
from avatar.media import SAMPLE_RATE_HZ, Pcm
from avatar.outputs.base import Packet
from avatar.stage.config import EncoderConfig, StageConfig

AAC_SAMPLES = 1024
"""Samples of one packet of sound. The coder's lead-in is as long: its first packet begins at -1024."""

_SOUND_BASE = Fraction(1, SAMPLE_RATE_HZ)

_BT709 = 1
_LIMITED = 1
"""Code points of ISO/IEC 23091-2 for primaries, transfer and matrix, and FFmpeg's for the range."""


class Encoder:
    """Both coders. Pictures and sound may come from two threads, each from always the same one."""

    def __init__(self, config: StageConfig, at: int = 0) -> None:
        """Open the coders.

        Args:
            config: Picture size, rate and coder settings.
            at: Audio clock, samples: where the stream begins; the start of a picture.
        """
        self._frame = frame_samples(config.fps)
        self._picture_base = Fraction(1, config.fps)
        sink = io.BytesIO()
        # The container is never written to. It owns the coders and gives their parameters as a header.
        self._owner: OutputContainer = av.open(
            sink, "w", format="mp4", container_options={"movflags": "empty_moov+default_base_moof"}
        )
        self._picture = self._owner.add_stream(
            "libx264",
            rate=config.fps,
            width=config.width,
            height=config.height,
            pix_fmt="yuv420p",
            time_base=self._picture_base,
            options=_x264_options(config.encoder, config.fps),
        )
        coder = self._picture.codec_context
        coder.thread_count = 1
        coder.color_primaries = coder.color_trc = coder.colorspace = _BT709
        coder.color_range = _LIMITED
        self._sound = self._owner.add_stream(
            "aac",
            rate=SAMPLE_RATE_HZ,
            layout="mono",
            bit_rate=config.encoder.audio_bitrate_kbps * 1000,
            time_base=_SOUND_BASE,
            options={"aac_coder": "fast"},
        )
        self._owner.start_encoding()
        self.header = sink.getvalue()
        """MP4 initialisation segment with both codecs' parameters."""
        self._gathered = np.zeros((1, AAC_SAMPLES), dtype=np.float32)
        self._filled = 0
        self._sound_at = at

    def picture(self, frame: av.VideoFrame, number: int) -> list[Packet]:
        """Encode picture ``number`` of the clock. The frame may be changed when this returns.

        Args:
            frame: yuv420p, BT.709, limited range, of the configured size.
            number: Counts up; a gap is a pause in the picture.
        """
        frame.pts = number
        frame.time_base = self._picture_base
        return [
            Packet(
                video=True,
                at=(packet.pts or 0) * self._frame,
                duration=self._frame,
                keyframe=packet.is_keyframe,
                data=bytes(packet),
            )
            for packet in self._picture.encode(frame)
        ]

    def sound(self, pcm: Pcm) -> list[Packet]:
        """Encode the samples that follow the ones before.

        Args:
            pcm: float32 (samples,), mono, [-1, 1], 48 kHz; any number of them.
        """
        packets: list[Packet] = []
        while pcm.size:
            count = min(pcm.size, AAC_SAMPLES - self._filled)
            self._gathered[0, self._filled : self._filled + count] = pcm[:count]
            self._filled += count
            pcm = pcm[count:]
            if self._filled == AAC_SAMPLES:
                packets += self._encode_sound()
        return packets

    def _encode_sound(self) -> list[Packet]:
        frame = av.AudioFrame.from_ndarray(self._gathered, format="fltp", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = self._sound_at
        frame.time_base = _SOUND_BASE
        self._filled = 0
        self._sound_at += AAC_SAMPLES
        return self._sound_packets(frame)

    def _sound_packets(self, frame: av.AudioFrame | None) -> list[Packet]:
        return [
            Packet(video=False, at=packet.pts or 0, duration=AAC_SAMPLES, keyframe=True, data=bytes(packet))
            for packet in self._sound.encode(frame)
        ]

    def finish(self) -> list[Packet]:
        """Encode the sound whose packet is not full, with silence, and what the coder still holds."""
        packets = self.sound(np.zeros(AAC_SAMPLES - self._filled, np.float32)) if self._filled else []
        return packets + self._sound_packets(None)

    def close(self) -> None:
        """Release the coders."""
        self._owner.close()


def _x264_options(config: EncoderConfig, fps: int) -> dict[str, str]:
    """No delay of any kind: no B-frames, no look-ahead, one thread; keyframes at a fixed distance.

    ``annexb=0`` gives length-prefixed units, as MP4 and FLV store them.
    """
    keyframes = str(max(1, round(config.keyframe_s * fps)))
    bitrate = f"{config.max_bitrate_kbps}k"
    return {
        "preset": config.preset,
        "tune": "zerolatency",
        "profile": "high",
        "crf": str(config.crf),
        "maxrate": bitrate,
        "bufsize": bitrate,
        "g": keyframes,
        "keyint_min": keyframes,
        "sc_threshold": "0",
        "x264-params": "annexb=0",
    }
