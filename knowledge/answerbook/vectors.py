"""Vectors of wordings, kept by the text's digest so that each is embedded once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from knowledge.answerbook.file import BookFile
from knowledge.embeddings.base import Embedding, Vectors
from knowledge.errors import ShopError

KEPT = 40_000
"""Vectors kept of one embedding; beyond, all are made again as they are wanted."""
_ASKED_AT_ONCE = 500


class VectorCache:
    """Vectors of short texts on disk. Rows of different embeddings are never mixed."""

    def __init__(self, file: BookFile) -> None:
        """Keep them in a book's file."""
        self._file = file

    def embed(self, embedding: Embedding, texts: Sequence[str]) -> Vectors:
        """One row for each text; only those never seen before are computed.

        A cache that cannot be read or written costs time and nothing else.
        """
        digests = [blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        name, size = f"{embedding.name}/{embedding.dim}", 4 * embedding.dim
        known = {key: row for key, row in self._read(name, digests).items() if len(row) == size}
        missing = dict.fromkeys(key for key in digests if key not in known)
        at = {key: number for number, key in enumerate(digests)}
        if missing:
            made = np.asarray(embedding.embed([texts[at[key]] for key in missing]), np.float32)
            fresh = {key: row.tobytes() for key, row in zip(missing, made, strict=True)}
            known |= fresh
            self._write(name, fresh)
        if not digests:
            return np.zeros((0, embedding.dim), np.float32)
        return np.stack([np.frombuffer(known[key], np.float32) for key in digests])  # (texts, dim)

    def _read(self, name: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        try:
            with self._file.reading() as db:
                for start in range(0, len(digests), _ASKED_AT_ONCE):
                    part = digests[start : start + _ASKED_AT_ONCE]
                    marks = ",".join("?" * len(part))
                    found.update(
                        db.execute(
                            f"SELECT digest, vector FROM vector WHERE embedding = ? AND digest IN ({marks})",
                            (name, *part),
                        ).fetchall()
                    )
        except ShopError:
            return {}
        return found

    def _write(self, name: str, rows: dict[bytes, bytes]) -> None:
        try:
            with self._file.writing() as db:
                (count,) = db.execute("SELECT count(*) FROM vector WHERE embedding = ?", (name,)).fetchone()
                if count + len(rows) > KEPT:
                    db.execute("DELETE FROM vector WHERE embedding = ?", (name,))
                _insert(db, name, rows)
        except ShopError:
            return


def _insert(db: sqlite3.Connection, name: str, rows: dict[bytes, bytes]) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", [(name, key, row) for key, row in rows.items()]
    )
