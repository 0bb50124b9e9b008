"""Comments that a person labelled: a CSV file with a column of texts and one of labels."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agent.moderation.grams import Floats
from agent.moderation.head import ModerationError

_TEXTS = ("text", "comment", "comments", "content", "message", "sentence", "评论", "内容", "文本", "弹幕")
_LABELS = (
    "label",
    "labels",
    "is_toxic",
    "toxic",
    "abusive",
    "abuse",
    "offensive",
    "bad",
    "标签",
    "标注",
    "类别",
)
_YES = frozenset(
    ("1", "1.0", "true", "yes", "y", "toxic", "abusive", "abuse", "offensive", "bad", "hate", "block",
     "blocked", "spam", "是", "坏", "辱骂", "违规", "有害")
)  # fmt: skip
_NO = frozenset(
    ("0", "0.0", "false", "no", "n", "not toxic", "non-toxic", "nontoxic", "clean",
     "innocent", "ok", "good",
     "allow", "allowed", "none", "normal", "否", "好", "正常", "无害")
)  # fmt: skip
_DELIMITERS = (",", ";", "\t")
_MOST = 200_000
_MOST_BYTES = 256 * 1024 * 1024
_LEAST = 20
"""Comments of each label that training needs."""
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Labelled:
    """Comments and what a person said of them."""

    texts: tuple[str, ...]
    labels: Floats
    """1 for what should be held back, 0 for the rest."""
    skipped: int
    """Rows without a text or with a label that means nothing."""


def read_labelled(path: Path, *, text: str = "", label: str = "", bad: str = "") -> Labelled:
    """Read a CSV file. Blocking.

    Args:
        path: UTF-8, with a line of column names.
        text: The column of texts; found by its name when empty.
        label: The column of labels; found by its name when empty.
        bad: The label of what should be held back, all others being innocent; recognised when empty.

    Raises:
        ModerationError: It cannot be read or used; one line that says what to do.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModerationError(f"{path}: is larger than {_MOST_BYTES >> 20} MiB; split it")
        with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            return _read(csv.DictReader(file, delimiter=delimiter), path, text, label, bad)
    except UnicodeDecodeError:
        raise ModerationError(f"{path}: is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise ModerationError(f"{path}: is no CSV file: {error}") from None
    except OSError as error:
        raise ModerationError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read(rows: csv.DictReader[str], path: Path, text: str, label: str, bad: str) -> Labelled:
    names = [name for name in rows.fieldnames or () if name is not None]
    text_column = _column(names, text, _TEXTS, "--text", path)
    label_column = _column(names, label, _LABELS, "--label", path)
    texts: list[str] = []
    labels: list[float] = []
    skipped = 0
    unknown = ""
    for row in rows:
        if len(texts) >= _MOST:
            raise ModerationError(f"{path}: has more than {_MOST:,} rows; split it")
        words, said = (row[text_column] or "").strip(), (row[label_column] or "").strip().casefold()
        is_bad = said == bad.strip().casefold() if bad else _meaning(said)
        if not words or is_bad is None:
            skipped += 1
            unknown = unknown or (said if words else "")
            continue
        texts.append(words[:_LONGEST])
        labels.append(float(is_bad))
    if not texts and unknown:
        raise ModerationError(
            f"{path}: the label {unknown[:40]!r} means nothing to me; use 1 and 0, or name the bad one: "
            f"--bad {unknown[:40]!r}"
        )
    return Labelled(tuple(texts), np.array(labels), skipped)


def _delimiter(names: str) -> str:
    """What stands between the columns' names; a spreadsheet writes ``;`` where the comma is decimal."""
    return max(_DELIMITERS, key=names.count)


def _meaning(said: str) -> bool | None:
    return True if said in _YES else False if said in _NO else None


def _column(names: list[str], wanted: str, usual: tuple[str, ...], option: str, path: Path) -> str:
    if wanted:
        if wanted in names:
            return wanted
    else:
        by_name = {name.strip().casefold(): name for name in reversed(names)}
        for name in usual:
            if name in by_name:
                return by_name[name]
    there = ", ".join(repr(name[:30]) for name in names[:12]) or "none"
    missing = f"there is no column {wanted!r}" if wanted else f"no column is named {' or '.join(usual[:4])}"
    raise ModerationError(f"{path}: {missing}; there are: {there}; name it with {option}")


def enough_to_learn(labelled: Labelled, path: Path) -> None:
    """Check that there is enough to train on.

    Raises:
        ModerationError: There is not.
    """
    bad = int(labelled.labels.sum())
    good = len(labelled.texts) - bad
    if min(bad, good) < _LEAST:
        raise ModerationError(
            f"{path}: holds {bad} bad and {good} innocent comments; training needs at least {_LEAST} of each"
        )
