"""Policies and approved answers of a shop, kept by the file they came from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge import rows
from knowledge.model import SHOP, ApprovedAnswer, Fact

_POLICIES = """
    SELECT name, position, kind, value, label, text, lasts_s, source, at FROM policies
    ORDER BY turn, file, position
"""
_ANSWERS = "SELECT id, body, source, at FROM answers ORDER BY turn, file, position"
_KEPT = """
    SELECT file, name, kind, value, label, text, lasts_s FROM policies ORDER BY file, name;
    SELECT file, id, body FROM answers ORDER BY file, id
"""


@dataclass(frozen=True, slots=True)
class ShopTexts:
    """What one file says of the shop in words."""

    file: str
    """The file's name: what came from it before is replaced."""
    policies: tuple[Fact, ...] = ()
    answers: tuple[ApprovedAnswer, ...] = ()
    at: float = 0.0
    """Unix seconds: when it was read."""


def write(db: sqlite3.Connection, texts: ShopTexts) -> None:
    """Replace what came from a file; of several files that say the same, the one read last is believed."""
    forget(db, texts.file)
    turn = 1 + max(
        int(db.execute(f"SELECT coalesce(max(turn), 0) FROM {table}").fetchone()[0])
        for table in ("policies", "answers")
    )
    for position, fact in enumerate(texts.policies):
        _, _, kind, name, value, label, text, lasts = rows.fact_row(fact, position)
        row = (texts.file, name, turn, position, kind, value, label, text, lasts, fact.source, fact.at)
        db.execute("INSERT OR REPLACE INTO policies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for position, answer in enumerate(texts.answers):
        body = rows.dump(rows.answer_to_json(answer))
        source, at = (answer.fact.source, answer.fact.at) if answer.fact else (texts.file, texts.at)
        db.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (texts.file, answer.id, turn, position, body, source, at),
        )


def forget(db: sqlite3.Connection, file: str) -> int:
    """Remove what came from a file, and return how many policies and answers that were."""
    return sum(
        db.execute(f"DELETE FROM {table} WHERE file = ?", (file,)).rowcount
        for table in ("policies", "answers")
    )


def counts(db: sqlite3.Connection) -> list[tuple[str, int, int]]:
    """The files, with how many policies and approved answers each gave."""
    found = db.execute(
        "SELECT file, sum(policy), sum(1 - policy) FROM (SELECT file, 1 AS policy FROM policies"
        " UNION ALL SELECT file, 0 FROM answers) GROUP BY file ORDER BY file"
    )
    return [(str(file), int(policies), int(answers)) for file, policies, answers in found]


def policies(db: sqlite3.Connection) -> tuple[Fact, ...]:
    """All policies, one a name; several files may each give it in a language.

    Raises:
        ValueError: A row is damaged.
    """
    found = (
        rows.fact_from_row((SHOP, position, kind, name, value, label, text, lasts), source, at)
        for name, position, kind, value, label, text, lasts, source, at in db.execute(_POLICIES)
    )
    return together(found)


def together(policies: Iterable[Fact]) -> tuple[Fact, ...]:
    """Policies of one name as one: each language as it was given last."""
    found: dict[str, Fact] = {}
    for fact in policies:
        known = found.get(fact.name, fact)
        label, text = {**known.label, **fact.label}, {**known.text, **fact.text}
        found[fact.name] = replace(fact, label=label, text=text)
    return tuple(found.values())


def answers(db: sqlite3.Connection) -> tuple[ApprovedAnswer, ...]:
    """All approved answers, one an id."""
    found: dict[str, ApprovedAnswer] = {}
    for key, body, source, at in db.execute(_ANSWERS):
        found[key] = rows.answer_from_json(key, rows.parse(body, None), source, at)
    return tuple(found.values())


def contents(db: sqlite3.Connection) -> Iterable[tuple[object, ...]]:
    """All that is said, in a fixed order, without when it was read."""
    for query in _KEPT.split(";"):
        yield from db.execute(query)
