"""Where vectors are kept: Chroma in the shop's folder, or a Chroma server. Telemetry is off in both."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from knowledge.errors import UnavailableError

if TYPE_CHECKING:
    import httpx
    from chromadb.api.models.Collection import Collection

TOKEN = "CHROMA_TOKEN"
"""The environment variable with the server's token, if it wants one."""
AT = "at"
"""Key of a collection's metadata: when it was last brought up to date, in Unix seconds."""
_OTHERS_KEPT = 1
"""Collections of other embeddings that stay, for a room that uses another than the shop."""
_ID_FILE = "chroma.id"
_SPACE: Any = {"hnsw": {"space": "cosine"}}
_HEARTBEAT_S = 2.0
_log = logging.getLogger(__name__)


class ChromaConfig(BaseModel):
    """A Chroma server. Its token comes from the environment variable ``CHROMA_TOKEN`` alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    """``http://host:8000``"""
    token_header: Literal["X-Chroma-Token", "Authorization"] = "X-Chroma-Token"
    """How the token is sent; with ``Authorization`` it is a bearer token."""
    tenant: str = "default_tenant"
    database: str = "default_database"
    query_s: float = Field(default=1.0, gt=0, le=30)
    """Seconds a question waits for the server before it is answered by words alone."""
    write_s: float = Field(default=30.0, gt=0, le=600)
    """Seconds one batch may take."""

    @field_validator("url")
    @classmethod
    def _plain(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            host = parts.hostname and (parts.port or True)
        except ValueError:
            host = None
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError("must be the address of a Chroma server, like http://localhost:8000")
        if parts.username or parts.password:
            raise ValueError(f"must not hold a password; set {TOKEN} in the environment instead")
        return url.rstrip("/")


class VectorStore(Protocol):
    """Keeps collections of vectors by name. One thread at a time."""

    place: str
    """Where, for messages."""

    def open(self, name: str) -> Collection:
        """The collection of that name, made if there is none.

        Raises:
            UnavailableError: It is away, or refuses us.
            ChromaError, ValueError, OSError: It is damaged.
        """

    def discard(self, name: str) -> None:
        """Give up a damaged collection: the next ``open`` makes it anew."""

    def settle(self, name: str) -> None:
        """Remove what the collection of that name has made useless."""

    def patience(self) -> Any:
        """A context in which a call may take as long as a batch needs."""

    def close(self) -> None:
        """Let go of files and connections. ``open`` works again."""


class ChromaFolder:
    """Chroma in this process, its files in numbered folders.

    Only the newest folder counts. A damaged one is given up for the next number, as Chroma keeps a client
    that failed to start, by path, for the life of the process.
    """

    def __init__(self, folder: Path) -> None:
        """Use a folder; nothing is opened yet."""
        self._folder = folder
        self.place = str(folder)
        self._client: Any = None
        self._given_up = 0
        """Folders up to this number failed."""

    def open(self, name: str) -> Collection:
        """The collection of that name, made if there is none."""
        import chromadb
        from chromadb.config import Settings

        if self._folder.is_file():
            self._folder.unlink()
        place = self._folder / str(self._number())
        place.mkdir(parents=True, exist_ok=True)
        if self._client is None:
            settings = Settings(anonymized_telemetry=False)
            self._client = chromadb.PersistentClient(path=str(place), settings=settings)
        collection: Collection = self._client.get_or_create_collection(
            name, embedding_function=None, configuration=_SPACE
        )
        return collection

    def discard(self, name: str) -> None:
        """Give up the newest folder."""
        number = self._number()
        self.close()
        self._given_up = number

    def settle(self, name: str) -> None:
        """Remove other folders, and the oldest collections of other embeddings."""
        number = str(self._number())
        for place in self._folder.glob("*"):
            if place.name != number:
                shutil.rmtree(place, ignore_errors=True)
        _remove_old(self._client, name, "")

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Nothing is waited for here."""
        yield

    def close(self) -> None:
        """Let go of the files."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _number(self) -> int:
        """Of the newest folder that did not fail, or of the next to be made."""
        numbers = [int(place.name) for place in self._folder.glob("*") if place.name.isdecimal()]
        return max([number for number in numbers if number > self._given_up], default=self._given_up + 1)


class ChromaServer:
    """A Chroma server by URL. Collections carry an id that the shop's folder remembers."""

    def __init__(self, folder: Path, config: ChromaConfig) -> None:
        """Use a server; nothing is connected yet.

        Args:
            folder: The shop's folder.
            config: Which server, and how long it may take.
        """
        self._config = config
        self.place = config.url
        self.prefix = _owner(folder)
        """Begins the names of this shop's collections."""
        self._client: Any = None

    def open(self, name: str) -> Collection:
        """The collection of that name, made if there is none."""
        if self._client is None:
            self._client = self._connected()
        collection: Collection = self._client.get_or_create_collection(
            self.prefix + name, embedding_function=None, configuration=_SPACE
        )
        return collection

    def discard(self, name: str) -> None:
        """Delete the collection, if the server can."""
        import httpx
        from chromadb.errors import ChromaError

        try:
            if self._client is not None:
                self._client.delete_collection(self.prefix + name)
        except (ChromaError, ValueError, httpx.HTTPError) as error:
            _log.debug("%s: could not delete a damaged collection: %s", self.place, error)
        self.close()

    def settle(self, name: str) -> None:
        """Remove this shop's oldest collections of other embeddings."""
        _remove_old(self._client, self.prefix + name, self.prefix)

    def check(self) -> None:
        """Connect and let go again.

        Raises:
            UnavailableError: It is away, or refuses us.
        """
        self._client = self._client or self._connected()
        self.close()

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Within, a call may take ``write_s``, not ``query_s``."""
        self._wait(self._config.write_s)
        try:
            yield
        finally:
            self._wait(self._config.query_s)

    def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            _session(client).close()
            client.close()

    def _wait(self, seconds: float) -> None:
        import httpx

        if self._client is not None:
            _session(self._client).timeout = httpx.Timeout(seconds, connect=min(seconds, _HEARTBEAT_S))

    def _connected(self) -> Any:
        """A client whose every request is bounded in time.

        Chroma's own waits for ever, also while it is built; so the server is tried with another client first.
        """
        import chromadb
        import httpx
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        headers = self._headers()
        try:
            answer = httpx.get(
                f"{self._config.url}/api/v2/auth/identity", headers=headers, timeout=_HEARTBEAT_S
            )
            if answer.status_code in (401, 403):
                raise UnavailableError(
                    f"{self.place}: the Chroma server refuses us (HTTP {answer.status_code}); "
                    f"its token belongs into {TOKEN}"
                )
            if not answer.is_success:
                raise UnavailableError(f"{self.place}: no Chroma server answers (HTTP {answer.status_code})")
            answer.json()
            client = chromadb.HttpClient(
                host=self._config.url,
                ssl=self._config.url.startswith("https"),
                headers=headers,
                settings=Settings(anonymized_telemetry=False),
                tenant=self._config.tenant,
                database=self._config.database,
            )
        except (httpx.HTTPError, ChromaError, ValueError) as error:
            line = " ".join(str(error).split())[:200]
            raise UnavailableError(
                f"{self.place}: no Chroma server answers: {type(error).__name__} {line}"
            ) from error
        session = _session(client)
        session.timeout = httpx.Timeout(self._config.query_s, connect=min(self._config.query_s, _HEARTBEAT_S))
        session.event_hooks = {"response": [_refuse_failures]}
        return client

    def _headers(self) -> dict[str, str]:
        token = os.environ.get(TOKEN, "")
        if not token:
            return {}
        bearer = self._config.token_header == "Authorization"
        return {self._config.token_header: f"Bearer {token}" if bearer else token}


def _session(client: Any) -> httpx.Client:
    """The connections below a Chroma client, which offers no other way to set a timeout."""
    session: httpx.Client = client._server._session
    return session


def _refuse_failures(response: httpx.Response) -> None:
    """Turn a failure that is not Chroma's own (a proxy's page) into an error of httpx.

    Chroma raises a bare ``Exception`` for these.
    """
    if response.is_success:
        return
    response.read()
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or response.status_code in (401, 403, 429, 502, 503, 504):
        response.raise_for_status()


def _remove_old(client: Any, name: str, start: str) -> None:
    others = [
        other for other in client.list_collections() if other.name != name and other.name.startswith(start)
    ]
    others.sort(key=lambda other: float((other.metadata or {}).get(AT, 0)), reverse=True)
    for other in others[_OTHERS_KEPT:]:
        client.delete_collection(other.name)


def _owner(folder: Path) -> str:
    """What begins the names of a shop's collections on a server: its name and an id of its own."""
    file = folder / _ID_FILE
    try:
        own = file.read_text("ascii").strip()
    except (OSError, ValueError):
        own = ""
    if not own.isalnum() or len(own) > 32:
        own = secrets.token_hex(4)
        file.write_text(own + "\n", "ascii")
    return f"{folder.name}-{own}-"
