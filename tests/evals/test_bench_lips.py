import json
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.media import VISEMES
from evals.bench import lips
from evals.bench.lips_clips import folders
from evals.bench.lips_truth import (
    OPENINGS,
    Interval,
    closures,
    groups_of,
    likeness,
    read_tiers,
    rhubarb,
    right_group,
    visemes_of,
)

GRID = """File type = "ooTextFile"
Object class = "TextGrid"
xmin = 0
xmax = 0.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = "pie"
    item [2]:
        class = "IntervalTier"
        name = "phones"
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.1
            text = "P"
        intervals [2]:
            xmin = 0.1
            xmax = 0.2
            text = "AY1"
        intervals [3]:
            xmin = 0.2
            xmax = 0.5
            text = ""
"""


def names(rows: np.ndarray) -> list[str]:
    return [VISEMES[row] for row in rows]


def wav(path: Path, pcm: np.ndarray) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray((pcm[None] * 32767).astype(np.int16), "s16", "mono")
        frame.rate = 16_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def test_a_diphthong_is_split_sixty_to_forty_and_what_is_not_labelled_is_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(GRID, "utf-8")
    truth = visemes_of(read_tiers(path)["phones"], 50)
    assert names(truth) == ["PP"] * 10 + ["aa"] * 6 + ["ih"] * 4 + ["sil"] * 30


def test_h_takes_the_viseme_that_follows() -> None:
    truth = visemes_of([Interval(0.0, 0.05, "hh"), Interval(0.05, 0.1, "uw")], 12)
    assert names(truth) == ["ou"] * 10 + ["sil"] * 2


def test_an_unknown_phone_is_told() -> None:
    with pytest.raises(ValueError, match="'qq' is no ARPAbet"):
        visemes_of([Interval(0.0, 0.1, "qq")], 10)


def test_a_closure_counts_within_forty_milliseconds() -> None:
    truth = np.zeros(60, np.int64)
    truth[10:15] = truth[40:45] = VISEMES.index("PP")
    closed = np.zeros(60, np.bool_)
    closed[19:22] = closed[52:55] = True
    found = closures(truth, closed)
    assert (found.true, found.found, found.said, found.right) == (2, 1, 2, 1)


def test_groups_and_openings(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    cues = [{"start": 0.0, "end": 0.1, "value": "A"}, {"start": 0.1, "end": 0.2, "value": "D"}]
    path.write_text(json.dumps({"mouthCues": cues}))
    groups, openings = rhubarb(path, 20)
    truth = np.array([VISEMES.index("PP")] * 10 + [VISEMES.index("aa")] * 10)
    assert right_group(truth, groups) == right_group(truth, groups_of(truth)) == 20
    assert likeness(truth, openings) > 0.99
    assert likeness(truth, np.ones(20)) == 0.0
    assert OPENINGS[truth].max() == 1.0


@pytest.mark.parametrize("text", ["", "[]", '{"mouthCues": [{"start": 0}]}', '{"mouthCues": [1]}'])
def test_broken_rhubarb_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="no output of Rhubarb"):
        rhubarb(path, 10)


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no recordings"):
        list(folders(tmp_path))


def test_recordings_with_tiers_are_measured(tmp_path: Path) -> None:
    people, odd = tmp_path / "people", tmp_path / "odd"
    (people / "rhubarb").mkdir(parents=True)
    odd.mkdir()
    (people / "a.TextGrid").write_text(GRID, "utf-8")
    (people / "rhubarb" / "a.json").write_text('{"mouthCues": [{"start": 0, "end": 0.5, "value": "X"}]}')
    noise = 0.05 * np.random.default_rng(1).standard_normal(8_000)
    wav(people / "a.wav", noise)
    wav(odd / "b.wav", np.concatenate((noise, np.zeros(16_000))))
    (odd / "broken.wav").write_bytes(b"no sound")
    figures = lips.run(data=tmp_path, odd=odd)
    found = figures["sets"]["people"]
    assert found["clips"] == 1
    assert found["text"]["closures"] == 1
    assert 0 < found["rhubarb"]["groups_right"] < 1
    assert figures["odd"]["recordings"] == 1
    assert figures["odd"]["silent_seconds"] > 0.5
    assert figures["odd"]["widest_opening"] < 0.1


def test_without_data_the_lips_follow_speech_made_on_the_spot() -> None:
    figures = lips.run(quick=True)
    for language in ("espeak-en", "espeak-zh"):
        found = figures["sets"][language]
        assert found["text"]["frames_right"] > 0.7
        assert found["text"]["closure_recall"] > 0.7
        assert found["audio"]["frames_right"] > 0.45
