import numpy as np
import pytest

from avatar.lips.features import BANDS, SILENCE, LogMel


def tone(hertz: float, rate_hz: int, seconds: float = 0.5) -> np.ndarray:
    return (0.1 * np.sin(2 * np.pi * hertz * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(np.float32)


def test_silence_has_one_value() -> None:
    rows = LogMel(48_000)(np.zeros(4_800, np.float32))
    assert rows.shape == (8, BANDS)
    assert np.allclose(rows, SILENCE)


def test_too_little_sound_gives_no_rows() -> None:
    assert LogMel(48_000)(np.zeros(1_199, np.float32)).shape == (0, BANDS)


@pytest.mark.parametrize("hertz", [200.0, 1_000.0, 3_500.0])
def test_training_and_use_hear_the_same_at_their_own_rates(hertz: float) -> None:
    trained, used = LogMel(16_000)(tone(hertz, 16_000)), LogMel(48_000)(tone(hertz, 48_000))
    heard = trained.max(axis=1, keepdims=True) - 8
    assert trained.shape == used.shape
    assert np.abs(trained - used)[trained > heard].max() < 0.05


def test_the_loudest_band_follows_the_pitch() -> None:
    bands = [
        int(LogMel(48_000)(tone(hertz, 48_000)).mean(axis=0).argmax()) for hertz in (150, 600, 2_400, 6_500)
    ]
    assert bands == sorted(set(bands))


def test_a_warp_moves_the_bands() -> None:
    sound = tone(2_000, 16_000)
    plain, warped = (LogMel(16_000, warp)(sound).mean(axis=0).argmax() for warp in (1.0, 1.15))
    assert warped < plain
