import os
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from avatar.lips.features import BANDS
from avatar.lips.net import PhoneNet
from avatar.lips.phones import CLASSES
from avatar.media import VISEMES
from evals.lips_training import dialogues, shards
from evals.lips_training.augment import augmented, noise, non_speech
from evals.lips_training.english import entries
from evals.lips_training.recording import Recording, Segment, labelled, load, save, visemes_of

P, AA, HH, S = (CLASSES.index(name) for name in ("p", "aa", "hh", "s"))


def recording(seconds: float = 2.0, seed: int = 1) -> Recording:
    chance = np.random.default_rng(seed)
    rows = int(seconds * 100)
    phones = np.repeat(chance.choice([0, P, AA, S], rows // 10), 10).astype(np.int8)
    sound = noise(rows * 160, chance) * np.repeat(phones, 160) / AA
    return Recording((3_000 * sound).astype(np.int16), phones)


def test_a_stop_dated_by_its_burst_gets_its_closure() -> None:
    pcm = np.full(16_000, 3_000, np.int16)
    pcm[6_400:7_200] = 0
    segments = [Segment((("aa", 1.0),), 0.0, 0.45), Segment((("p", 1.0),), 0.45, 0.5)]
    assert labelled(pcm, segments).phones[40:45].tolist() == [AA] * 5
    assert labelled(pcm, segments, burst_dated=True).phones[40:50].tolist() == [P] * 10


def test_a_tone_goes_on_with_its_vowel_and_a_pause_does_not() -> None:
    pcm = np.full(16_000, 3_000, np.int16)
    segments = [Segment((("aa", 1.0),), 0.0, 0.5), Segment((), 0.5, 1.0)]
    assert set(labelled(pcm, segments, burst_dated=True).phones[50:]) == {AA}
    pcm[8_000:] = 0
    assert set(labelled(pcm, segments, burst_dated=True).phones[50:]) == {0}


def test_h_has_the_viseme_of_what_follows() -> None:
    visemes = visemes_of(np.array([0, HH, HH, AA, -1], np.int8))
    assert visemes.tolist() == [0, VISEMES.index("aa"), VISEMES.index("aa"), VISEMES.index("aa"), -1]


def test_a_voice_is_kept_as_it_was(tmp_path: Path) -> None:
    voice = [recording(seed=seed) for seed in (1, 2)]
    save(tmp_path / "voice.npz", voice)
    for before, after in zip(voice, load(tmp_path / "voice.npz"), strict=True):
        assert np.array_equal(before.pcm, after.pcm)
        assert np.array_equal(before.phones, after.phones)


def test_variations_have_a_label_for_every_row_and_repeat_with_their_seed() -> None:
    for seed in range(25):
        features, phones = augmented(recording(), np.random.default_rng(seed))
        assert features.shape[1] == BANDS
        assert 0 <= len(features) - len(phones) <= 1 or 0 <= len(phones) - len(features) <= 1
        assert np.isfinite(features.astype(np.float32)).all()
    again = [augmented(recording(), np.random.default_rng(7))[0] for _ in range(2)]
    assert np.array_equal(again[0], again[1])


def test_what_is_no_speech_is_silence() -> None:
    assert set(non_speech(2.0, np.random.default_rng(1)).phones) == {0}


def test_of_people_every_tenth_recording_is_only_measured_on(tmp_path: Path) -> None:
    save(tmp_path / "people-xx.npz", [recording(0.5, seed) for seed in range(20)])
    assert len(list(shards.held_out(tmp_path / "people-xx.npz"))) == 2
    with np.load(shards.write(tmp_path / "people-xx.npz", tmp_path, 0)) as file:
        assert len(file["n"]) >= 18


def _torch() -> None:
    """The rest needs what only training needs; where everything must be there, it is an error."""
    if find_spec("torch") is None or find_spec("onnx") is None:
        assert os.environ.get("NIGHTSHIFT_REQUIRE_EXTRAS") != "1", "torch or onnx is missing"
        pytest.skip("torch and onnx are not installed")


def test_a_net_learns_and_runs_without_torch(tmp_path: Path) -> None:
    _torch()
    import torch

    from evals.lips_training.train import Plan, Shard, finish, train

    torch.set_num_threads(1)
    save(tmp_path / "voice.npz", [recording(4.0, seed) for seed in range(6)])
    files = [shards.write(tmp_path / "voice.npz", tmp_path, number) for number in range(2)]
    found = [Shard.read(file) for file in files]
    plan = Plan(steps=8, checkpoint=tmp_path / "kept.pt")
    finish(train(found, plan), found, tmp_path / "net.onnx")
    net = PhoneNet(tmp_path / "net.onnx")
    rows = net.rows(np.zeros(4_800, np.float32))
    assert rows.phones.shape == (10, len(CLASSES))
    assert (tmp_path / "kept.pt").exists()
    assert (tmp_path / "net.onnx").stat().st_size < 3_000_000


def test_a_known_text_is_found_in_the_sound() -> None:
    from evals.lips_training.people import best_path

    states = [0, P, P, AA, AA, 0]
    truth = [0] * 3 + [P] * 4 + [AA] * 5
    scores = np.full((len(truth), len(CLASSES)), -5.0, np.float32)
    scores[np.arange(len(truth)), truth] = 0.0
    path = best_path(scores[:, states], states)
    assert path is not None
    assert [states[at] for at in path] == truth
    assert best_path(scores[:3, states], states) is None


def test_of_a_dictionary_only_common_words_are_taken_each_with_a_few_pronunciations() -> None:
    lines = "a AH0\na(2) EY1\naalto AA1 L T OW2\nthe DH AH0 # weak\nx.y. EH1 K S\n"
    assert entries(lines, {"a", "the", "x.y."}) == {"a": ["AH0", "EY1"], "the": ["DH AH0"]}


def game() -> bytes:
    """One dialogue: two lines of the hero, one of somebody else, and what they say when they meet again."""

    def line(number: int, text: str, at: int) -> bytes:
        whole = struct.pack(">HH", 0, number) + bytes([len(text)]) + text.encode()
        return whole + bytes(-(at + len(whole)) % 4)

    hero = b""
    for number, text in ((1, "Hello there.*FLWho are you?"), (0x1E, "Bye!")):
        hero += line(number, text, 32 + len(hero))
    other = line(1, "*XY00(237,112)I'm a guide.", 32 + len(hero))
    again = bytes([5]) + b"Again" + bytes([4]) + b"Yes!"
    places = struct.pack(">3H", 32 + len(hero), 0, 32 + len(hero) + len(other))
    head = struct.pack(">5h", 0, 0, 7, 2, 1) + bytes(12) + places + bytes(4)
    dialogue = bytes(20) + head + hero + other + again
    sounds = ["070001J1", "070001J2", "07001EJ1", "070001P2", "07XXXXP1", "07XXXXJ1"]
    names = ["GUIDE.DOG", *(f"{name}.SB" for name in sounds)]
    start = 15 + 21 * len(names)
    table = b"".join(
        struct.pack(">12sBII", name.encode(), 1, start, len(dialogue) if number == 0 else 0)
        for number, name in enumerate(names)
    )
    return b"QTBLCEM10\0\0\0\1" + struct.pack(">H", len(names)) + table + dialogue


def test_the_lines_of_a_game_are_found_by_the_names_of_their_sounds() -> None:
    assert dialogues.lines(game()) == {
        "070001J1.SB": "Hello there.",
        "070001J2.SB": "Who are you?",
        "07001EJ1.SB": "Bye!",
        "070001P2.SB": "I'm a guide.",
        "07XXXXP1.SB": "Again",
        "07XXXXJ1.SB": "Yes!",
    }


def test_a_line_with_a_word_that_is_not_in_the_dictionary_is_left_out() -> None:
    units = dialogues.said("Hello, the guide.")
    assert [unit.pause for unit in units] == [True, False, True]
    assert dialogues.said("Hello xqzzt.") == ()
    assert dialogues.said("Room 12") == ()
