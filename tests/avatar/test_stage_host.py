from __future__ import annotations

import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict

from avatar.media import MouthTrack, Performance, Picture
from avatar.registry import UnknownBackend
from avatar.stage import host
from avatar.stage.config import BackendConfig
from avatar.stage.host import HostFace, NoFace

HERE = f"{__name__}:"
EMPTY = slice(0, 0), slice(0, 0)
WHOLE = slice(0, 40), slice(0, 60)
STEP = 1920
PIECE = Performance("a", 0, MouthTrack(0, np.zeros((1, 15), np.float32)))


class Grey:
    """A face that counts its pictures in grey, and does what its option says."""

    made = 0

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid", frozen=True)

        fault: str = ""
        after: int = 3

    def __init__(self, config: Config, backdrop: Picture) -> None:
        Grey.made += 1
        if config.fault == "make" or (config.fault == "make again" and Grey.made > 1):
            raise KeyError("no such\nhair")
        self.config, self.pixels, self.count = config, backdrop, 0
        self.changed = slice(0, 40), slice(0, 60)
        self.told: list[str] = []

    def perform(self, performance: Performance) -> None:
        if self.config.fault == "perform":
            raise ZeroDivisionError
        self.told.append(performance.utterance)

    def clear(self, at: int) -> None:
        self.told.append(f"clear {at}")

    def frame(self, at: int) -> Picture:
        self.count += 1
        if self.count > self.config.after and Grey.made == 1:
            match self.config.fault:
                case "raise":
                    raise RuntimeError("out of paint")
                case "hang":
                    RELEASE.wait(30)
                case "size":
                    return np.zeros((40, 61, 4), np.uint8)
                case "float":
                    return self.pixels.astype(np.float32)
                case "none":
                    return None  # type: ignore[return-value]
        self.pixels[..., :3] = self.count
        return self.pixels


class Partly(Grey):
    def frame(self, at: int) -> Picture:
        self.count += 1
        self.pixels[:10, :10, :3] = self.count
        self.changed = (slice(0, 10), slice(0, 10)) if self.count < 3 else ("all", 3)  # type: ignore[assignment]
        return self.pixels


class Silent:
    Config = Grey.Config

    def __init__(self, config: object, backdrop: Picture) -> None: ...


RELEASE = threading.Event()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    Grey.made = 0
    RELEASE.clear()
    monkeypatch.setattr(host, "_REST_S", 0.0)
    monkeypatch.setattr(host, "_LATE_S", 5.0)


def face(kind: str = "Grey", **options: object) -> HostFace:
    backdrop = np.full((40, 60, 4), 200, np.uint8)
    return HostFace(BackendConfig(engine=HERE + kind, options=options), backdrop)


def levels(made: HostFace, count: int) -> list[int]:
    return [int(made.frame(number * STEP)[0, 0, 0]) for number in range(count)]


def test_a_face_from_elsewhere_is_shown_picture_by_picture() -> None:
    made = face()
    assert levels(made, 4) == [1, 2, 3, 4]
    assert made.changed == WHOLE
    assert made.faults() == []
    made.close()


def test_it_is_told_in_order_before_the_next_picture() -> None:
    made = face()
    made.perform(PIECE)
    made.clear(7)
    made.frame(0)
    assert isinstance(inner := made._face, Grey)
    assert inner.told == ["a", "clear 7"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise", "RuntimeError: out of paint"),
        ("size", r"frame\(\) must give uint8 \(40, 60, 4\), not uint8 \(40, 61, 4\)"),
        ("float", "not float32"),
        ("none", "not NoneType"),
    ],
)
def test_a_face_that_fails_stands_still_is_named_once_and_comes_back(fault: str, said: str) -> None:
    made = face(fault=fault)
    assert levels(made, 4) == [1, 2, 3, 3]
    assert made.changed == EMPTY
    (line,) = made.faults()
    assert "\n" not in line
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(line)
    assert levels(made, 3) == [3, 1, 2]
    assert made.changed == WHOLE
    assert made.faults() == []


def test_what_fails_in_perform_counts_too() -> None:
    made = face(fault="perform")
    made.frame(0)
    made.perform(PIECE)
    made.frame(STEP)
    assert made.faults() == [f"face {HERE}Grey: ZeroDivisionError"]


def test_a_face_that_cannot_be_made_again_rests_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Grey):
        def frame(self, at: int) -> Picture:
            raise RuntimeError("out of paint")

    monkeypatch.setattr(sys.modules[__name__], "Failing", Failing, raising=False)
    clock = [0.0]
    monkeypatch.setattr("avatar.stage.host.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(host, "_REST_S", 1.0)
    made = face("Failing", fault="make again")
    for _ in range(1200):
        made.frame(0)
        clock[0] += 0.1
    assert 4 <= len(made.faults()) <= 8
    assert made.changed == EMPTY


def test_a_face_that_hangs_is_left_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_HUNG_S", 0.0)
    made = face(fault="hang")
    assert levels(made, 3) == [1, 2, 3]
    monkeypatch.setattr(made, "_late_s", 0.001)
    assert levels(made, 1) == [3]
    assert made.faults() == [f"face {HERE}Grey: it does not answer"]
    monkeypatch.setattr(made, "_late_s", 5.0)
    assert levels(made, 3) == [3, 1, 2]
    RELEASE.set()


def test_a_late_picture_leaves_the_last_one_and_is_shown_when_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = face(fault="hang")
    assert levels(made, 3) == [1, 2, 3]
    monkeypatch.setattr(made, "_late_s", 0.001)
    assert levels(made, 2) == [3, 3]
    assert made.changed == EMPTY
    RELEASE.set()
    monkeypatch.setattr(made, "_late_s", 5.0)
    assert levels(made, 2) == [4, 5]
    assert made.faults() == []


def test_only_what_it_says_it_changed_is_taken_over_and_nonsense_means_everything() -> None:
    made = face("Partly")
    assert made.frame(0).shape == (40, 60, 4)
    assert made.changed == WHOLE
    made.frame(STEP)
    assert made.changed == (slice(0, 10), slice(0, 10))
    made.frame(2 * STEP)
    assert made.changed == WHOLE


@pytest.mark.parametrize(
    ("engine", "options", "said"),
    [
        ("ghost", {}, "no face named 'ghost'"),
        ("no.such.module:Face", {}, "does not load: No module named"),
        (HERE + "Silent", {}, r"it has no perform\(\), clear\(\), frame\(\)"),
        (HERE + "Grey", {"hat": 1}, "hat: Extra inputs are not permitted"),
        (HERE + "Grey", {"fault": "make"}, r"KeyError: 'no such\\nhair'"),
        ("drawn", {"theme": "nobody"}, "theme: no host is called 'nobody'"),
    ],
)
def test_what_cannot_be_a_face_is_refused_in_one_line(
    engine: str, options: dict[str, object], said: str
) -> None:
    with pytest.raises((NoFace, UnknownBackend), match=said) as caught:
        HostFace(BackendConfig(engine=engine, options=options), np.zeros((40, 60, 4), np.uint8))
    assert "\n" not in str(caught.value)


def test_a_module_that_fails_when_imported_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_face.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NoFace, match="broken_face:Face: ZeroDivisionError: division by zero"):
        HostFace(BackendConfig(engine="broken_face:Face"), np.zeros((40, 60, 4), np.uint8))
