"""What a stage costs: processor time by part, and the ratio to encoding the same pictures alone.

A speaking host on the real scene, run as fast as the machine goes. Beside the stage's own coder a second
one with the same settings encodes the very same pictures; its time is the denominator, and no part of the
stage's.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import av

from avatar.media import SAMPLE_RATE_HZ, Card
from avatar.outputs.base import Airing, Packet
from avatar.outputs.fanout import Fanout
from avatar.stage.config import StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.loop import StageLoop
from avatar.stage.messages import Asked, Report, Show
from avatar.stage.scene import Scene
from avatar.worker_child import pack
from evals.bench.machine import machine
from evals.bench.talk import Spoken, Talk, spoken

_QUICK_S = 3.0
_WARM_S = 1.0
_PARTS = ("face", "convert", "encode", "audio", "mux")


class TwinEncoder(Encoder):
    """Encodes every picture a second time, apart, and counts what that takes."""

    def __init__(self, config: StageConfig) -> None:
        super().__init__(config)
        self._twin = Encoder(config)
        self.alone_s = 0.0
        """Seconds of processor time of the second coder."""

    def picture(self, frame: av.VideoFrame, number: int) -> list[Packet]:
        """Encode a picture twice, each coder first in turn, so that neither always finds it in the cache."""
        if number % 2:
            self._alone(frame, number)
        packets = super().picture(frame, number)
        if not number % 2:
            self._alone(frame, number)
        return packets

    def _alone(self, frame: av.VideoFrame, number: int) -> None:
        began_s = time.thread_time()
        self._twin.picture(frame, number)
        self.alone_s += time.thread_time() - began_s


def run(
    *,
    seconds: float = 20.0,
    quick: bool = False,
    config: StageConfig | None = None,
    said: Spoken | None = None,
) -> dict[str, Any]:
    """Measure.

    Args:
        seconds: Length of the stream.
        quick: Three seconds, to see that it works.
        config: The stage; by default the one a room has: 720p25, the drawn host, the page as output.
        said: What the host says; spoken when it is not given.

    Returns:
        ``cpu_s_per_stream_s`` by part and as ``sum``, ``encode_alone_cpu_s_per_stream_s``,
        ``ratio_to_encode`` (all of the stage to the encode alone), ``picture_ratio_to_encode`` (the same
        without the sound), ``realtime`` (seconds of stream a second,
        second coder included) and the machine.
    """
    sys.setswitchinterval(0.001)
    config = config or StageConfig(title="Nightshift", host_name="Nova")
    said = said or spoken()
    talk = Talk(said)
    encoder = TwinEncoder(config)
    sent = _Sent()
    fanout = Fanout(Airing(config, encoder.header, {}, sent))
    scene = Scene(config)
    loop = StageLoop(config, scene, encoder, fanout.put, sent, hurry=True)
    loop.take(Show(Card("lamp", "Folding desk lamp", "$39.00", was="$49.00", note="12 in stock")))
    loop.take(Asked("mira", "does it run on a battery?"))
    fanout.start()
    loop.start()
    _advance(loop, talk, _WARM_S)
    before, before_alone_s = _cpu(loop, fanout), encoder.alone_s
    began_s, began_cpu_s = time.monotonic(), time.process_time()
    length_s = _QUICK_S if quick else seconds
    _advance(loop, talk, length_s)
    after, alone_s = _cpu(loop, fanout), encoder.alone_s - before_alone_s
    wall_s, all_s = time.monotonic() - began_s, time.process_time() - began_cpu_s
    loop.finish()
    fanout.close()
    scene.close()
    spent = {part: after[part] - before[part] for part in _PARTS}
    spent["encode"] -= alone_s
    spent["other"] = max(0.0, all_s - alone_s - sum(spent.values()))
    total_s = sum(spent.values())
    return {
        "cpu_s_per_stream_s": {
            **{part: round(spent_s / length_s, 4) for part, spent_s in spent.items()},
            "sum": round(total_s / length_s, 4),
        },
        "encode_alone_cpu_s_per_stream_s": round(alone_s / length_s, 4),
        "ratio_to_encode": round(total_s / alone_s, 3),
        "picture_ratio_to_encode": round((total_s - spent["audio"]) / alone_s, 3),
        "realtime": round(length_s / wall_s, 2),
        "stream_s": length_s,
        "size": f"{config.width}x{config.height}",
        "fps": config.fps,
        "preset": config.encoder.preset,
        "bitrate_kbps": round(sent.bytes * 8 / 1000 / (length_s + _WARM_S)),
        "voice": said.voice,
        "machine": machine(),
    }


class _Sent:
    """Takes reports as the room's pipe would: packed."""

    def __init__(self) -> None:
        self.bytes = 0

    def __call__(self, report: Report) -> None:
        self.bytes += len(pack(report))


def _cpu(loop: StageLoop, fanout: Fanout) -> dict[str, float]:
    return loop.stats({}, fanout.cpu_s).cpu_s


def _advance(loop: StageLoop, talk: Talk, seconds: float) -> None:
    """Run the loop as fast as it goes."""
    until = loop.at + round(seconds * SAMPLE_RATE_HZ)
    while loop.at < until:
        talk.speak(loop.at, loop.take)
        loop.step()
