import pytest

from avatar.clock import BLOCK, Pace, frame_samples, next_frame


def test_a_picture_is_a_whole_number_of_samples() -> None:
    assert frame_samples(25) == 1920
    assert frame_samples(30) == 1600


def test_a_rate_that_does_not_divide_the_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        frame_samples(29)
    with pytest.raises(ValueError, match="do not divide"):
        frame_samples(0)


def test_a_restart_goes_on_at_the_next_whole_picture() -> None:
    assert next_frame(0, 25) == 0
    assert next_frame(1, 25) == 1
    assert next_frame(1920, 25) == 1
    assert next_frame(2**40, 25) * 1920 >= 2**40


def test_samples_are_due_at_their_rate() -> None:
    pace = Pace(at=48_000, now_s=100.0)
    assert pace.due_s(48_000) == 100.0
    assert pace.due_s(48_000 + 100 * BLOCK) == pytest.approx(101.0)
    assert pace.behind_s(96_000, now_s=103.5) == pytest.approx(2.5)


def test_rebasing_forgets_the_delay() -> None:
    pace = Pace(at=0, now_s=0.0)
    pace.rebase(at=480, now_s=60.0)
    assert pace.behind_s(480, now_s=60.0) == 0.0
    assert pace.due_s(960) == pytest.approx(60.01)
