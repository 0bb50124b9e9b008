"""The answer book's schema, one step a version. Steps that were released are never edited."""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE question (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            language TEXT NOT NULL,
            product TEXT NOT NULL,
            count INTEGER NOT NULL,
            first_at REAL NOT NULL,
            last_at REAL NOT NULL,
            reason TEXT NOT NULL,
            state TEXT NOT NULL,
            answer TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX question_about ON question (language, product, last_at)",
        "CREATE INDEX question_rank ON question (state, count, last_at)",
        """
        CREATE TABLE wording (
            question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
            digest BLOB NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (question, digest)
        ) STRICT
        """,
        "CREATE INDEX wording_digest ON wording (digest)",
        """
        CREATE TABLE answer (
            id TEXT PRIMARY KEY,
            approved TEXT,
            draft TEXT,
            at REAL NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,
            what TEXT NOT NULL,
            before TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE vector (
            embedding TEXT NOT NULL,
            digest BLOB NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (embedding, digest)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
