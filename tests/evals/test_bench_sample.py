from pathlib import Path

import pytest

from evals.bench.sample import share_of, shop_folder, wilson


def test_the_interval_holds_the_share_and_narrows() -> None:
    low, high = wilson(97, 100)
    assert low < 0.97 < high
    assert wilson(970, 1000)[0] > low
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_a_share_of_nothing_has_no_interval() -> None:
    assert share_of(0, 0) == {"n": 0}
    assert share_of(1, 2)["share"] == 0.5


def test_a_file_and_a_shop_are_not_taken_together(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"), shop_folder(tmp_path / "a.csv", "demo"):
        pass
