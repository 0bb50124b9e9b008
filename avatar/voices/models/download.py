"""One file over HTTP: goes on where it stopped, bounded, checked."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from avatar.voices.models.installed import ModelError

MOST_BYTES = 8 * 1024**3
TRIES = 5
"""Failures in a row of a download that had begun."""
_TRIES_AT_FIRST = 2
_PAUSES_S = (1.0, 2.0, 5.0, 10.0)
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there, and how many there will be (``None``: unknown)."""


class Interrupted(ModelError):
    """The download stopped before its end; the next one goes on from there."""


def client() -> httpx.Client:
    """A client for downloads: redirects are followed, the system's proxies used."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=True, max_redirects=5)


def download(
    url: str,
    path: Path,
    *,
    size: int | None = None,
    progress: Progress = lambda _done, _total: None,
    http: httpx.Client | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Download a file; what an earlier try left in ``path`` is kept if the server still has the same file.

    Args:
        url: ``https://``; plain ``http://`` from this machine alone.
        path: Where to; its state is kept beside it.
        size: Bytes it must have, where that is known.
        progress: Told now and then.
        http: Client to use.
        sleep: Waits between tries.

    Returns:
        Its SHA-256.

    Raises:
        Interrupted: The network failed several times in a row.
        ModelError: The server refuses, or the file is not the right size; the disk is full.
    """
    _encrypted(url)
    own = http is None
    http = http or client()
    failures = 0
    allowed = _TRIES_AT_FIRST
    try:
        while True:
            there = path.stat().st_size if path.exists() else 0
            try:
                _more(http, url, path, size, progress)
                break
            except httpx.HTTPError as error:
                now = path.stat().st_size if path.exists() else 0
                if now > there:
                    failures, allowed = 0, TRIES
                failures += 1
                if failures >= allowed:
                    raise Interrupted(_unreachable(url, now, error)) from error
                sleep(_PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
    except OSError as error:
        raise ModelError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if own:
            http.close()
    found = path.stat().st_size
    if size is not None and found != size:
        forget(path)
        raise ModelError(f"{url} has {found} bytes, not {size}; it was thrown away")
    return digest(path)


def forget(path: Path) -> None:
    """Throw away what was downloaded, and its state."""
    path.unlink(missing_ok=True)
    _state(path).unlink(missing_ok=True)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _more(http: httpx.Client, url: str, path: Path, size: int | None, progress: Progress) -> None:
    """One request: the rest of the file, or all of it where the server does not know what we have."""
    mark = _mark(path, url)
    there = path.stat().st_size if mark and path.exists() else 0
    if size is not None and there == size:
        return
    headers = {"Range": f"bytes={there}-", "If-Range": mark} if there else {}
    headers["Accept-Encoding"] = "identity"
    with http.stream("GET", url, headers=headers) as answer:
        for step in (*answer.history, answer):
            _encrypted(str(step.url))
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            whole = answer.headers.get("content-range", "").rpartition("/")[2]
            if whole != str(there):
                forget(path)
                raise httpx.ReadError("the file changed on the server")
            return
        goes_on = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if answer.status_code == httpx.codes.PARTIAL_CONTENT and goes_on and int(goes_on[1]) == there:
            total = int(goes_on[2]) if goes_on[2] != "*" else None
        elif answer.status_code == httpx.codes.OK:
            there = 0
            length = answer.headers.get("content-length", "")
            total = int(length) if length.isdecimal() else None
        else:
            raise _refused(url, answer)
        most = size if size is not None else MOST_BYTES
        if total is not None and total > most:
            raise ModelError(f"{url} has {total} bytes, not {most}")
        _remember(path, url, answer)
        _append(
            path, there=there, blocks=answer.iter_bytes(), most=most, total=total,
            progress=progress, url=url,
        )  # fmt: skip
        if total is not None and path.stat().st_size < total:
            raise httpx.ReadError("the connection ended early")


def _append(
    path: Path,
    *,
    there: int,
    blocks: Iterator[bytes],
    most: int,
    total: int | None,
    progress: Progress,
    url: str,
) -> None:
    with path.open("ab" if there else "wb") as file:
        progress(there, total)
        for block in blocks:
            there += len(block)
            if there > most:
                raise ModelError(f"{url} is larger than {most} bytes; the download was stopped")
            file.write(block)
            progress(there, total)


def _refused(url: str, answer: httpx.Response) -> Exception:
    status = answer.status_code
    if status >= 500 or status in (408, 425, 429):
        return httpx.ReadError(f"HTTP {status}")
    return ModelError(f"{url} answers HTTP {status}")


def _unreachable(url: str, there: int, error: httpx.HTTPError) -> str:
    host = urlsplit(url).hostname
    said = " ".join(str(error).split())[:150] or type(error).__name__
    kept = f"; {there} bytes are kept, the next try goes on from there" if there else ""
    return f"{host} cannot be reached (is there a network?): {said}{kept}"


def _encrypted(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise ModelError(
        f"{url[:200]} is not https://; a voice model is a program's data and is not taken from it"
    )


def _state(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _mark(path: Path, url: str) -> str:
    """What the server called the version of the file we have a part of; empty when it is not known."""
    try:
        said = json.loads(_state(path).read_text(encoding="utf-8"))
        return str(said["mark"]) if said["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _remember(path: Path, url: str, answer: httpx.Response) -> None:
    tag = answer.headers.get("etag", "")
    mark = tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified", "")
    _state(path).write_text(json.dumps({"url": url, "mark": mark}), encoding="utf-8")
