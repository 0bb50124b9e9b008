"""What a host costs: draw and convert per picture, the stage beside its encode alone, hosts a core carries.

Times are processor seconds of the thread that draws. Ratios are of parts that ran in turn in one run, so
that what else the machine does falls on both; every figure is the median of several runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

import numpy as np

from avatar.clock import frame_samples
from avatar.faces.drawn.characters import character, names
from avatar.media import Card
from avatar.stage.config import BackendConfig, StageConfig
from avatar.stage.messages import Begin, Ended, Feed
from avatar.stage.scene import Scene
from avatar.stage.timeline import Timeline
from avatar.stage.utterance import Act, Begun, Hush
from avatar.stage.yuv import YuvPicture
from evals.bench import stage
from evals.bench.face_motion import motion_figures
from evals.bench.face_mouth import mouth_figures
from evals.bench.machine import machine
from evals.bench.talk import Spoken, Talk, spoken

DRAWN_MS, PHOTO_MS, RATIO = 3.0, 9.0, 1.5
"""Goals: milliseconds a 720p picture while speaking, and the whole stage to the encode alone."""
_CARD = Card("lamp", "Folding desk lamp", "$39.00", was="$49.00", note="12 in stock")
_WARM = 25
_SIZES = ((1280, 720, 25), (1280, 720, 30), (1920, 1080, 25))


def run(*, quick: bool = False, avatar: str = "") -> dict[str, Any]:
    """Measure.

    Args:
        quick: One character, one short run of each, to see that it works.
        avatar: Name of a prepared photo host, to be measured too.

    Returns:
        ``hosts`` (milliseconds a picture by host, speaking and idle), ``stage`` (by size and rate),
        ``rooms_a_core``, ``between_1_5_and_now`` (each part's share of the encode), ``mouth`` (opening on
        pixels against the viseme track, of human heads: a cat's nose has the colour of its lips) and
        ``motion`` (the largest steps in an hour of random tags).
    """
    sys.setswitchinterval(0.001)
    said = spoken()
    pictures, rounds, seconds = (40, 1, 1.5) if quick else (500, 3, 15.0)
    characters = names()[:1] if quick else names()
    hosts = [BackendConfig(engine="drawn", options={"theme": name}) for name in characters]
    if avatar:
        hosts.append(BackendConfig(engine="photo", options={"avatar": avatar}))
    costs = {
        "-".join(str(part) for part in (host.engine, *host.options.values())): _host(
            host, said, pictures, rounds
        )
        for host in hosts
    }
    stages = {
        f"{width}x{height}@{fps}": _stage(_config(width=width, height=height, fps=fps), said, seconds, rounds)
        for width, height, fps in (_SIZES[:1] if quick else _SIZES)
    }
    first = stages["1280x720@25"]
    human = [name for name in characters if character(name).head.kind == "human"]
    mouths = {name: mouth_figures(name, seconds=4 if quick else 20) for name in human}
    return {
        "goals": {"drawn_ms": DRAWN_MS, "photo_ms": PHOTO_MS, "ratio_to_encode": RATIO},
        "hosts": costs,
        "stage": stages,
        "rooms_a_core": first["rooms_a_core"],
        "between_1_5_and_now": _between(first),
        "mouth": mouths,
        "motion": motion_figures(quick=quick),
        "voice": said.voice,
        "machine": machine(),
    }


def _host(face: BackendConfig, said: Spoken, pictures: int, rounds: int) -> dict[str, Any]:
    """One host on the usual 720p stage, speaking without end and silent."""
    found: dict[str, Any] = {}
    for kind, talk in (("speaking", said), ("idle", None)):
        times = [_times(face, talk, pictures) for _ in range(rounds)]
        found[kind] = {
            part: {
                "mean_ms": round(median(mean(each[part]) for each in times), 3),
                "p95_ms": round(median(float(np.percentile(each[part], 95)) for each in times), 3),
            }
            for part in ("draw", "convert", "both")
        }
    return found


def _times(face: BackendConfig, said: Spoken | None, pictures: int) -> dict[str, list[float]]:
    """Milliseconds of each picture, by part."""
    config = _config(face=face)
    scene, yuv = Scene(config), YuvPicture(config.width, config.height)
    yuv.convert(0, 0, scene.background())
    scene.card(_CARD)
    scene.settle(5.0)
    timeline = Timeline(stock_s=0.1)
    talk = Talk(said) if said is not None else None
    samples = frame_samples(config.fps)
    times: dict[str, list[float]] = {"draw": [], "convert": [], "both": []}
    for number in range(_WARM + pictures):
        while timeline.at <= number * samples:
            if talk is not None:
                talk.speak(timeline.at, lambda command: _told(timeline, command))
            timeline.pull()
            _follow(scene, timeline)
        began_s = time.thread_time()
        regions = scene.advance(number * samples)
        drawn_s = time.thread_time()
        yuv.update(regions)
        done_s = time.thread_time()
        if number >= _WARM:
            times["draw"].append((drawn_s - began_s) * 1000)
            times["convert"].append((done_s - drawn_s) * 1000)
            times["both"].append((done_s - began_s) * 1000)
    scene.close()
    return times


def _told(timeline: Timeline, command: Begin | Feed) -> None:
    if isinstance(command, Begin):
        timeline.begin(command)
    else:
        timeline.feed(command)


def _follow(scene: Scene, timeline: Timeline) -> None:
    for event in timeline.events():
        match event:
            case Begun(begin=begin):
                scene.caption(begin.caption, begin.language)
            case Act(performance=performance):
                scene.perform(performance)
            case Hush(at=at):
                scene.clear(at)
            case Ended():
                pass


def _config(**fields: Any) -> StageConfig:
    return StageConfig.model_validate({"title": "Nightshift", "host_name": "Nova", **fields})


def _stage(config: StageConfig, said: Spoken, seconds: float, rounds: int) -> dict[str, Any]:
    """The whole stage several times; of each figure the median."""
    runs = [stage.run(seconds=seconds, config=config, said=said) for _ in range(rounds)]
    parts = {
        name: round(median(run["cpu_s_per_stream_s"][name] for run in runs), 4)
        for name in runs[0]["cpu_s_per_stream_s"]
    }
    return {
        "cpu_s_per_stream_s": parts,
        "encode_alone_cpu_s_per_stream_s": _median(runs, "encode_alone_cpu_s_per_stream_s"),
        "ratio_to_encode": _median(runs, "ratio_to_encode"),
        "picture_ratio_to_encode": _median(runs, "picture_ratio_to_encode"),
        "ratios": [run["ratio_to_encode"] for run in runs],
        "rooms_a_core": round(1.0 / parts["sum"], 1),
    }


def _median(runs: Iterable[dict[str, Any]], name: str) -> float:
    return round(float(median(run[name] for run in runs)), 4)


def _between(figures: dict[str, Any]) -> dict[str, Any]:
    """What each part of the stage takes, as a share of the encode alone; 0.5 is allowed beside the encode."""
    alone_s = figures["encode_alone_cpu_s_per_stream_s"]
    beside = {
        name: spent for name, spent in figures["cpu_s_per_stream_s"].items() if name not in {"sum", "encode"}
    }
    return {
        "allowed_beside_the_encode": RATIO - 1.0,
        **{name: round(spent / alone_s, 3) for name, spent in beside.items()},
        "in_all": round(sum(beside.values()) / alone_s, 3),
    }
