"""The catalogue's schema, one step a version. Steps that were released are never edited."""

from __future__ import annotations

import sqlite3

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE shop (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE products (
        id TEXT NOT NULL UNIQUE,
        digest TEXT NOT NULL,
        name TEXT NOT NULL,
        brand TEXT NOT NULL,
        category TEXT NOT NULL,
        description TEXT NOT NULL,
        aliases TEXT NOT NULL,
        picture TEXT NOT NULL,
        source TEXT NOT NULL,
        at REAL NOT NULL,
        position INTEGER NOT NULL
    );
    CREATE TABLE facts (
        subject TEXT NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        lasts_s REAL,
        PRIMARY KEY (subject, name)
    ) WITHOUT ROWID;
    CREATE TABLE answers (id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE products ADD COLUMN lasts TEXT NOT NULL DEFAULT '';
    CREATE TABLE policies (
        file TEXT NOT NULL,
        name TEXT NOT NULL,
        turn INTEGER NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        lasts_s REAL,
        source TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (file, name)
    ) WITHOUT ROWID;
    INSERT INTO policies SELECT
        coalesce((SELECT value FROM shop WHERE key = 'source'), ''),
        name, 1, position, kind, value, label, text, lasts_s,
        coalesce((SELECT value FROM shop WHERE key = 'source'), ''),
        coalesce((SELECT CAST(value AS REAL) FROM shop WHERE key = 'at'), 0)
        FROM facts WHERE subject = 'shop';
    DELETE FROM facts WHERE subject = 'shop';
    ALTER TABLE answers RENAME TO answers_of_one_file;
    CREATE TABLE answers (
        file TEXT NOT NULL,
        id TEXT NOT NULL,
        turn INTEGER NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL,
        source TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (file, id)
    ) WITHOUT ROWID;
    INSERT INTO answers SELECT
        coalesce((SELECT value FROM shop WHERE key = 'source'), ''), id, 1, position, body,
        coalesce((SELECT value FROM shop WHERE key = 'source'), ''),
        coalesce((SELECT CAST(value AS REAL) FROM shop WHERE key = 'at'), 0)
        FROM answers_of_one_file;
    DROP TABLE answers_of_one_file
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalogue to the newest version, all of it or nothing.

    Raises:
        ValueError: It was written by a newer version of this program.
        sqlite3.Error: The file is no catalogue, or cannot be written.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise ValueError(f"it was written by a newer version (schema {version}, known {len(MIGRATIONS)})")
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            for statement in script.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise
