from pathlib import Path

import pytest

from knowledge.kept import kept_or_made


def read(place: Path) -> str:
    text = (place / "it").read_text("utf-8")
    if text == "junk":
        raise ValueError("junk")
    return text


def write(place: Path, text: str) -> None:
    (place / "it").write_text(text, "utf-8")


def never() -> str:
    raise AssertionError("it was kept")


def test_it_is_made_once_and_then_read(tmp_path: Path) -> None:
    assert kept_or_made(tmp_path / "kind" / "one", read, lambda: "a", write) == "a"
    assert kept_or_made(tmp_path / "kind" / "one", read, never, write) == "a"


def test_a_new_revision_drops_the_old(tmp_path: Path) -> None:
    kept_or_made(tmp_path / "kind" / "one", read, lambda: "a", write)
    assert kept_or_made(tmp_path / "kind" / "two", read, lambda: "b", write) == "b"
    assert [place.name for place in (tmp_path / "kind").iterdir()] == ["two"]


def test_what_is_damaged_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept_or_made(tmp_path / "kind" / "one", read, lambda: "junk", write)
    assert kept_or_made(tmp_path / "kind" / "one", read, lambda: "b", write) == "b"
    assert "damaged" in caplog.text
    assert kept_or_made(tmp_path / "kind" / "one", read, never, write) == "b"


def test_what_cannot_be_kept_is_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "kind").write_text("a file", "utf-8")
    assert kept_or_made(tmp_path / "kind" / "one", read, lambda: "a", write) == "a"
    assert "cannot be kept" in caplog.text or "damaged" in caplog.text
