from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.lips.net import NetMissing, PhoneNet, Rows
from avatar.lips.phones import CLASSES
from avatar.media import SAMPLE_RATE_HZ, VISEMES

FRAME = SAMPLE_RATE_HZ // 100


@pytest.fixture(scope="module")
def net() -> PhoneNet:
    return PhoneNet()


def babble(samples: int, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    slow = np.repeat(chance.uniform(0, 1, samples // 4_000 + 1), 4_000)[:samples]
    return (0.1 * slow * chance.standard_normal(samples)).astype(np.float32)


def streamed(net: PhoneNet, pcm: np.ndarray, cuts: list[int]) -> Rows:
    stream = net.stream()
    edges = [0, *sorted(min(cut, len(pcm)) for cut in cuts), len(pcm)]
    parts = [stream.push(pcm[begin:end]) for begin, end in pairwise(edges)]
    parts.append(stream.finish())
    return Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@settings(max_examples=15, deadline=None)
@given(samples=st.integers(0, 30_000), cuts=st.lists(st.integers(0, 30_000), max_size=6))
def test_a_stream_gives_the_rows_of_the_whole(net: PhoneNet, samples: int, cuts: list[int]) -> None:
    pcm = babble(samples)
    whole, pieces = net.rows(pcm), streamed(net, pcm, cuts)
    assert len(whole.phones) == len(whole.visemes) == -(-samples // FRAME)
    assert np.allclose(whole.phones, pieces.phones, atol=1e-3)
    assert np.allclose(whole.visemes, pieces.visemes, atol=1e-3)


def test_rows_are_log_probabilities(net: PhoneNet) -> None:
    rows = net.rows(babble(48_000))
    assert rows.phones.shape == (100, len(CLASSES))
    assert rows.visemes.shape == (100, len(VISEMES))
    for part in rows:
        assert part.dtype == np.float32
        assert np.allclose(np.exp(part).sum(axis=1), 1.0, atol=1e-4)
    assert net.log_priors.shape == (len(CLASSES),)
    assert np.exp(net.log_priors).sum() == pytest.approx(1.0, abs=0.01)


def test_a_row_is_final_once_its_look_ahead_is_heard(net: PhoneNet) -> None:
    assert net.look_ahead_s <= 0.08
    pcm, stream, given = babble(48_000), net.stream(), 0
    for at in range(0, len(pcm), FRAME):
        given += len(stream.push(pcm[at : at + FRAME]).phones)
        heard_s = (at + FRAME) / SAMPLE_RATE_HZ
        assert given >= int((heard_s - net.look_ahead_s) * 100)


def test_later_sound_changes_no_row_that_was_given(net: PhoneNet) -> None:
    one, other = babble(24_000), babble(24_000)
    other[12_000:] = 0
    reach = int((0.25 - net.look_ahead_s) * 100)
    assert np.allclose(net.rows(one).phones[:reach], net.rows(other).phones[:reach], atol=1e-4)


def test_silence_is_silence(net: PhoneNet) -> None:
    for pcm in (np.zeros(48_000, np.float32), np.float32(1e-5) * babble(48_000)):
        assert set(net.rows(pcm).visemes.argmax(axis=1)) == {VISEMES.index("sil")}


def test_broken_samples_do_no_harm(net: PhoneNet) -> None:
    pcm = babble(9_600)
    pcm[100:200], pcm[300] = np.nan, np.inf
    assert np.isfinite(net.rows(pcm).phones).all()


def test_a_longer_sound_than_one_call_takes(net: PhoneNet) -> None:
    pcm = babble(25 * SAMPLE_RATE_HZ)
    assert len(net.rows(pcm).phones) == 2_500


def test_a_missing_net_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(NetMissing, match="not there"):
        PhoneNet(tmp_path / "net.onnx")


@pytest.mark.parametrize("content", [b"", b"no net at all", b"\x08\x07" * 50])
def test_another_file_is_no_net(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(content)
    with pytest.raises(NetMissing, match="is not a net for the lips"):
        PhoneNet(path)


def test_the_net_is_small() -> None:
    path = Path(__file__).parents[2] / "avatar" / "lips" / "net.onnx"
    assert path.stat().st_size < 3_000_000
