"""Embeddings of any OpenAI-compatible endpoint: ``POST {base_url}/embeddings``."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import httpx
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from knowledge.embeddings.base import Vectors, encodable
from knowledge.errors import UnavailableError

_MAX_BYTES = 64 * 1024 * 1024
"""Of one answer."""
_CONNECT_S = 2.0
_LONGEST_PAUSE_S = 20.0
_RETRIED = frozenset((408, 409, 429, 500, 502, 503, 504))
_PLAIN = re.compile(r"[^a-z0-9]+")


class OpenAIEmbeddingConfig(BaseModel):
    """Which model embeds, and how long it may take. The key comes from the environment alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(default="", max_length=200)
    """Empty for OPENAI_EMBEDDING_MODEL, else ``text-embedding-3-small``."""
    base_url: str = Field(default="", pattern=r"^(https?://[^\s@]+)?$")
    """Of the endpoint, ``/v1`` included; empty for OPENAI_BASE_URL, else OpenAI's own."""
    key_variable: str = Field(default="OPENAI_API_KEY", pattern=r"^[A-Z][A-Z0-9_]{0,63}$")
    """The environment variable that holds the key; unset for a server that needs none."""
    dimensions: int | None = Field(default=None, ge=8, le=8192)
    """Asked of the model, for those that offer a choice; ``None`` takes what it gives."""
    query_prefix: str = Field(default="", max_length=500)
    """What the model wants before a question (``query: ``)."""
    document_prefix: str = Field(default="", max_length=500)
    """What it wants before a product (``passage: ``)."""
    batch: int = Field(default=128, ge=1, le=2048)
    """Texts of one request."""
    max_characters: int = Field(default=4000, ge=100, le=100_000)
    """Of a text; what comes after is not sent."""
    query_s: float = Field(default=0.8, gt=0, le=30)
    """Seconds a question waits before it is answered by words alone. It is not tried again."""
    batch_s: float = Field(default=60.0, gt=0, le=600)
    """Seconds one request of an embedding run may take."""
    retries: int = Field(default=4, ge=0, le=10)
    """How often such a request is tried again after a failure that may pass."""
    floor: float = Field(default=0.0, ge=-1, le=1)
    """The similarity below which this model's texts have nothing in common."""
    weight: float = Field(default=1.0, ge=0, le=10)
    """How far its ranking is trusted next to that by words."""

    @property
    def resolved_model(self) -> str:
        """The model's name."""
        return self.model or os.environ.get("OPENAI_EMBEDDING_MODEL") or "text-embedding-3-small"

    @property
    def resolved_base_url(self) -> str:
        """The endpoint."""
        base_url = self.base_url or os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"
        return base_url.rstrip("/")


class OpenAIEmbedding:
    """One model of one endpoint. Any thread may call."""

    Config = OpenAIEmbeddingConfig

    def __init__(
        self, config: OpenAIEmbeddingConfig | None = None, *, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        """Use a model; nothing is connected yet.

        Args:
            config: Which model, and its limits.
            sleep: Waits between two tries, in seconds.
        """
        self._config = config or OpenAIEmbeddingConfig()
        self._sleep = sleep
        self._model = self._config.resolved_model
        self._url = f"{self._config.resolved_base_url}/embeddings"
        self._client = httpx.Client(timeout=httpx.Timeout(self._config.batch_s, connect=_CONNECT_S))
        self._dim = self._config.dimensions or 0
        self._lock = threading.Lock()
        self.floor = self._config.floor
        self.weight = self._config.weight
        prefixes = f"{self._config.query_prefix}\0{self._config.document_prefix}"
        identity = f"{self._model}\0{prefixes}\0{self._config.dimensions}"
        digest = blake2b(identity.encode(), digest_size=4).hexdigest()
        self.name = f"openai-{_PLAIN.sub('-', self._model.lower()).strip('-')[:40]}-{digest}"

    @property
    def dim(self) -> int:
        """Components of a vector; the endpoint is asked for one where the configuration does not say.

        Raises:
            UnavailableError: It does not answer.
        """
        if not self._dim:
            with self._lock:
                if not self._dim:
                    self._dim = self._ask(["probe"], time.monotonic() + self._config.query_s).shape[1]
        return self._dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, several requests if need be, each tried again after passing failures.

        Raises:
            UnavailableError: The endpoint does not answer, or refuses us.
        """
        return self._rows(self._config.document_prefix, texts, self._patiently)

    def embed_query(self, text: str) -> Vectors:
        """One row, within ``query_s``, in one try.

        Raises:
            UnavailableError: The endpoint does not answer in time, or refuses us.
        """
        end = time.monotonic() + self._config.query_s
        return self._rows(self._config.query_prefix, [text], lambda texts: self._ask(texts, end))

    def _rows(self, prefix: str, texts: Sequence[str], ask: Callable[[list[str]], Vectors]) -> Vectors:
        cut = [encodable(text[: self._config.max_characters]).strip() for text in texts]
        spoken = [at for at, text in enumerate(cut) if text]
        rows: Vectors | None = None
        for start in range(0, len(spoken), self._config.batch):
            places = spoken[start : start + self._config.batch]
            vectors = ask([prefix + cut[at] for at in places])
            if rows is None:
                rows = np.zeros((len(texts), vectors.shape[1]), np.float32)
            elif vectors.shape[1] != rows.shape[1]:
                raise self._error("changed the size of its vectors")
            rows[places] = vectors
        return np.zeros((len(texts), self.dim), np.float32) if rows is None else rows

    def _patiently(self, texts: list[str]) -> Vectors:
        for tried in range(self._config.retries + 1):
            try:
                return self._ask(texts, time.monotonic() + self._config.batch_s)
            except _PassingError as error:
                if tried == self._config.retries:
                    raise
                self._sleep(min(error.after_s or 0.5 * 2**tried, _LONGEST_PAUSE_S))
        raise AssertionError

    def _ask(self, texts: list[str], end: float) -> Vectors:
        """The vectors of one request.

        Args:
            texts: What to embed.
            end: Of ``time.monotonic``, by when the answer must be complete.
        """
        body: dict[str, Any] = {"model": self._model, "input": texts, "encoding_format": "float"}
        if self._config.dimensions:
            body["dimensions"] = self._config.dimensions
        key = os.environ.get(self._config.key_variable, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        left = max(0.01, end - time.monotonic())
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT_S))
        try:
            with self._client.stream(
                "POST", self._url, json=body, headers=headers, timeout=timeout
            ) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise self._refused(answer)
                return self._vectors(_read(answer, end), len(texts))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = (
                "does not answer in time"
                if isinstance(error, httpx.TimeoutException)
                else "cannot be reached"
            )
            raise self._passing(f"{why} ({type(error).__name__})") from None
        except (ValueError, KeyError, TypeError, UnicodeError):
            raise self._error("does not answer with embeddings") from None

    def _vectors(self, raw: bytes, count: int) -> Vectors:
        entries = sorted(json.loads(raw)["data"], key=lambda entry: int(entry["index"]))
        rows = np.array([entry["embedding"] for entry in entries], np.float32)
        if rows.ndim != 2 or len(rows) != count or not rows.shape[1] or not np.isfinite(rows).all():
            raise ValueError
        if self._dim and rows.shape[1] != self._dim:
            raise self._error(f"gives vectors of {rows.shape[1]} components, not {self._dim}")
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, np.float32(1))
        return rows

    def _refused(self, answer: httpx.Response) -> UnavailableError:
        status = answer.status_code
        if status in _RETRIED:
            after = answer.headers.get("retry-after", "")
            return self._passing(f"fails (HTTP {status})", float(after) if after.isdecimal() else 0.0)
        if status in (401, 403):
            return self._error(f"refuses the key in {self._config.key_variable} (HTTP {status})")
        return self._error(f"refuses the request (HTTP {status}); are base_url, model and dimensions right?")

    def _error(self, what: str) -> UnavailableError:
        return UnavailableError(f"embedding model {self._model} at {self._url} {what}")

    def _passing(self, what: str, after_s: float = 0.0) -> _PassingError:
        return _PassingError(str(self._error(what)), after_s)


class _PassingError(UnavailableError):
    """A failure after which the same request may succeed."""

    def __init__(self, message: str, after_s: float) -> None:
        super().__init__(message)
        self.after_s = after_s
        """Seconds the endpoint wants to be left alone; 0 if it did not say."""


def _read(answer: httpx.Response, end: float) -> bytes:
    """The whole answer, if it comes in time and is not too long."""
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > _MAX_BYTES:
            raise ValueError
        if time.monotonic() > end:
            raise httpx.ReadTimeout("")
        parts.append(part)
    return b"".join(parts)
