import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.aigc import Aigc
from avatar.outputs.base import Airing, OutputDown, Packet
from avatar.outputs.fanout import Fanout
from avatar.outputs.rtmp import RtmpOutput, masked
from avatar.stage.config import BackendConfig, EncoderConfig, StageConfig
from avatar.stage.encoder import Encoder
from avatar.stage.messages import OutputState, Report

WAIT_S = 20.0
KEY = "very-secret-key"

LISTENER = """
import sys, av
with av.open(sys.argv[1], options={"listen": "1", "analyzeduration": "500000"}) as media:
    print("label", media.metadata.get("AIGC", ""), flush=True)
    for packet in media.demux():
        if packet.pts is not None:
            print(packet.stream.type, packet.pts, flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Studio:
    """Encodes endlessly in real time's order, as fast as it is asked to."""

    def __init__(self, outputs: tuple[BackendConfig, ...]) -> None:
        self.config = StageConfig(
            width=320, height=320, encoder=EncoderConfig(preset="ultrafast"), outputs=outputs
        )
        self.encoder = Encoder(self.config)
        self.reports: list[Report] = []
        label = Aigc(ContentProducer="a maker", ProduceID="1").metadata()
        self.airing = Airing(self.config, self.encoder.header, label, self.reports.append)
        self._frame = av.VideoFrame(320, 320, "yuv420p")
        self._number = 0

    def picture(self) -> list[Packet]:
        for plane, level in zip(self._frame.planes, (16 + self._number % 200, 128, 128), strict=True):
            np.frombuffer(memoryview(plane), np.uint8)[:] = level
        packets = self.encoder.picture(self._frame, self._number)
        self._number += 1
        return packets + self.encoder.sound(np.zeros(1920, np.float32))

    def states(self, name: str) -> list[tuple[bool, str]]:
        return [
            (report.up, report.detail)
            for report in self.reports
            if isinstance(report, OutputState) and report.name == name
        ]


def rtmp(port: int, **options: float) -> BackendConfig:
    return BackendConfig(engine="rtmp", options={"url": f"rtmp://127.0.0.1:{port}/live/{KEY}", **options})


@contextmanager
def on_air(studio: Studio) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Run a fanout; gives a function that encodes until something is true."""
    fanout = Fanout(studio.airing)
    fanout.start()
    never = threading.Event()

    def until(done: Callable[[], bool]) -> None:
        limit_s = time.monotonic() + WAIT_S
        while not done():
            assert time.monotonic() < limit_s, (studio.reports, fanout.queues())
            for packet in studio.picture():
                fanout.put(packet)
            never.wait(0.004)

    try:
        yield until
    finally:
        fanout.close()


@contextmanager
def listener(port: int) -> Iterator[list[str]]:
    """FFmpeg's own RTMP server for one publisher; gives the lines it prints."""
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENER, f"rtmp://127.0.0.1:{port}/live/{KEY}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)  # type: ignore[arg-type]
    reader.start()
    try:
        yield lines
    finally:
        process.kill()
        process.wait()
        reader.join(WAIT_S)
        process.stdout.close()


def test_a_server_receives_picture_sound_and_label() -> None:
    port = free_port()
    studio = Studio((rtmp(port),))
    with listener(port) as lines, on_air(studio) as until:
        until(lambda: sum(line.startswith("video") for line in list(lines)) >= 60)
    assert studio.states("rtmp") == [(True, f"live at rtmp://127.0.0.1:{port}/live/***")]
    assert lines[0].startswith("label")
    assert '"ContentProducer":"a maker"' in lines[0]
    sounds_ms = [int(line.split()[1]) for line in lines if line.startswith("audio")]
    pictures_ms = [int(line.split()[1]) for line in lines if line.startswith("video")]
    assert np.diff(pictures_ms).tolist() == [40] * (len(pictures_ms) - 1)
    assert set(np.diff(sounds_ms)) <= {21, 22}
    assert abs(sounds_ms[-1] - pictures_ms[-1]) < 100


def test_a_server_that_goes_away_and_comes_back_gets_a_fresh_stream(tmp_path: Path) -> None:
    port = free_port()
    recording = BackendConfig(engine="file", options={"path": str(tmp_path / "out.mp4")})
    studio = Studio((rtmp(port), recording))
    with on_air(studio) as until:
        with listener(port) as lines:
            until(lambda: sum(line.startswith("video") for line in list(lines)) >= 30)
        until(lambda: studio.states("rtmp")[-1][0] is False)
        with listener(port) as lines:
            until(lambda: sum(line.startswith("video") for line in list(lines)) >= 30)
            first_ms = int(next(line for line in lines if line.startswith("video")).split()[1])
    ups = [up for up, _ in studio.states("rtmp")]
    assert ups[-1]
    assert False in ups
    assert first_ms < 1000
    assert [up for up, _ in studio.states("file")] == [True]
    with av.open(str(tmp_path / "out.mp4")) as media:
        times = [packet.pts for packet in media.demux(video=0) if packet.pts is not None]
    assert len(times) == studio._number
    assert set(np.diff(times)) == {1920}


def test_a_refused_port_is_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    port = free_port()
    recording = BackendConfig(engine="file", options={"path": str(tmp_path / "out.mp4")})
    studio = Studio((rtmp(port), recording))
    with on_air(studio) as until:
        until(lambda: bool(studio.states("rtmp")) and studio._number > 300)
    assert studio.states("rtmp") == [
        (
            False,
            f"rtmp://127.0.0.1:{port}/live/***: the server refuses the connection; is it running, "
            "and is the port right?",
        )
    ]
    assert [up for up, _ in studio.states("file")] == [True]


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(1)
        port = mute.getsockname()[1]
        studio = Studio(())
        config = RtmpOutput.Config(url=f"rtmp://127.0.0.1:{port}/live/{KEY}", connect_s=1.0)
        output = RtmpOutput(config, studio.airing)
        with pytest.raises(OutputDown, match=r"/live/\*\*\*: the server does not answer"):
            output.open()
        child = output._child
        output.close()
        assert child is not None
        assert child.returncode is not None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtmp://live.example.com/app/key", "rtmp://live.example.com/app/***"),
        ("rtmps://a:b@live.example.com:443/app/key?token=x", "rtmps://live.example.com:443/app/***"),
        ("rtmp://live.example.com/app/room/key", "rtmp://live.example.com/app/***"),
        ("rtmp://[::1]:1935/app/key", "rtmp://[::1]:1935/app/***"),
    ],
)
def test_the_stream_key_is_never_shown(url: str, shown: str) -> None:
    assert masked(url) == shown
    assert url not in repr(RtmpOutput.Config(url=url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://a/b",
        "rtmp:///app/key",
        "rtmp://host",
        "rtmp://host:x/a/b",
        "rtmp://host/a b",
        "file:///etc/passwd",
    ],
)
def test_a_wrong_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="must look like rtmp://server/application/key") as error:
        RtmpOutput.Config(url=url)
    assert not url or url not in str(error.value)


def test_an_output_that_cannot_be_made_is_reported_and_left_out() -> None:
    studio = Studio(
        (BackendConfig(engine="carrier-pigeon"), BackendConfig(engine="file", options={"path": "x.avi"}))
    )
    with on_air(studio):
        pass
    assert studio.states("carrier-pigeon")[0][1].startswith("no output named 'carrier-pigeon'")
    assert studio.states("file") == [(False, "output file: path: 'x.avi' must end in .mp4")]


NGINX = """
load_module {module};
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
rtmp {{ access_log off; server {{ listen 127.0.0.1:{port}; application live {{ live on; }} }} }}
"""


def nginx_module() -> Path | None:
    places = (Path("/usr/lib/nginx/modules"), Path("/usr/share/nginx/modules"))
    return next((file for place in places for file in place.glob("ngx_rtmp_module.so")), None)


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[None]:
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(module=nginx_module(), folder=folder, port=port))
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        limit_s = time.monotonic() + WAIT_S
        while not listening(port):
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < limit_s
            threading.Event().wait(0.02)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.rtmp
@pytest.mark.skipif(
    not (shutil.which("nginx") and nginx_module()), reason="nginx with its RTMP module is missing"
)
def test_nginx_takes_the_stream_and_gets_it_back_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    studio = Studio((rtmp(port),))
    pulled: list[int] = []

    def pull() -> None:
        options = {"analyzeduration": "1500000", "probesize": "1000000", "rw_timeout": "15000000"}
        with av.open(f"rtmp://127.0.0.1:{port}/live/{KEY}", options=options) as media:
            for frame in media.decode(video=0):
                pulled.append(frame.pts or 0)
                if len(pulled) >= 30:
                    return

    with on_air(studio) as until:
        with nginx(tmp_path, port):
            until(lambda: studio.states("rtmp")[-1:] == [(True, f"live at rtmp://127.0.0.1:{port}/live/***")])
        until(lambda: studio.states("rtmp")[-1][0] is False)
        with nginx(tmp_path, port):
            until(lambda: studio.states("rtmp")[-1][0] is True)
            viewer = threading.Thread(target=pull, daemon=True)
            viewer.start()
            until(lambda: not viewer.is_alive())
    assert len(pulled) == 30
