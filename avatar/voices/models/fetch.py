"""Getting a voice model: downloaded, checked, unpacked beside its place, then put there at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from avatar.voices.coqui.files import coqui_files
from avatar.voices.models.catalogue import ChecksumList, Entry, RemoteFile
from avatar.voices.models.download import client, download, forget
from avatar.voices.models.installed import FILE, ModelError
from avatar.voices.models.unpack import unpack
from avatar.voices.sherpa.files import sherpa_files

Progress = Callable[[str, int, int | None], None]
"""Called with what is done, how much of it, and of how much (``None``: unknown); in bytes."""

_SPACE = 2.6
"""Free space needed, in sizes of the download: the archive and what is in it."""
_MOST_LIST_BYTES = 2_000_000
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


class Fetched:
    """What came of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []
        """How each file was checked; one line each."""


def fetch(
    entry: Entry,
    root: Path,
    *,
    lists: tuple[ChecksumList, ...] = (),
    replace: bool = False,
    progress: Progress = lambda _stage, _done, _total: None,
    http: httpx.Client | None = None,
) -> Fetched:
    """Get a model into ``root / entry.name``. What was downloaded before is gone on with.

    Args:
        entry: Which one.
        root: The folder of all models.
        lists: Publishers' lists of digests, asked where the entry has none.
        replace: Whether a model of that name may be replaced.
        progress: Told now and then.
        http: Client to use.

    Raises:
        Interrupted: The network failed; the next call goes on.
        ModelError: It is there already, does not fit on the disk, is not what it should be.
    """
    place = root / entry.name
    if place.exists() and not replace:
        raise ModelError(f"{entry.name} is there already ({place}); --replace gets it anew")
    coming = root / f".{entry.name}.coming"
    try:
        coming.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"cannot write {root}: {error.strerror}") from error
    with _alone(coming / "lock", entry.name):
        _fits(entry, root)
        own = http is None
        http = http or client()
        try:
            fetched = _complete(entry, root=root, coming=coming, lists=lists, progress=progress, http=http)
        finally:
            if own:
                http.close()
    shutil.rmtree(coming, ignore_errors=True)
    return fetched


def _complete(
    entry: Entry,
    *,
    root: Path,
    coming: Path,
    lists: tuple[ChecksumList, ...],
    progress: Progress,
    http: httpx.Client,
) -> Fetched:
    fetched = Fetched(root / entry.name)
    trust = _Trust(root / "checksums.json", lists, http)
    digests = []
    for file in entry.files:
        part = coming / file.file_name

        def told(done: int, total: int | None, file: RemoteFile = file) -> None:
            progress(file.file_name, done, total or file.bytes)

        found = download(file.url, part, size=file.bytes, progress=told, http=http)
        try:
            fetched.notes.append(f"{file.file_name}: {trust.check(file, found)}")
        except ModelError:
            forget(part)
            raise
        digests.append(found)
    with tempfile.TemporaryDirectory(prefix="unpacked-", dir=coming) as folder:
        made = Path(folder) / "model"
        made.mkdir()
        for file in sorted(entry.files, key=lambda file: not file.archive):
            part = coming / file.file_name
            if file.archive:
                unpack(part, made, progress=lambda done: progress("unpacking", done, None))
            else:
                os.replace(part, made / file.file_name)
        (coqui_files if entry.engine == "coqui" else sherpa_files)(made)
        card = entry.card(digests[0])
        (made / FILE).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
        _put(made, fetched.path, Path(folder))
    trust.remember()
    return fetched


class _Trust:
    """Which digest a file may have: the catalogue's, the publisher's, or that of the first download."""

    def __init__(self, store: Path, lists: tuple[ChecksumList, ...], http: httpx.Client) -> None:
        self._store, self._lists, self._http = store, lists, http
        self._new: dict[str, str] = {}

    def check(self, file: RemoteFile, found: str) -> str:
        """Say how the digest was checked.

        Raises:
            ModelError: It is another file.
        """
        if file.sha256:
            if found not in file.sha256:
                raise ModelError(
                    f"{file.file_name} is not the file this version knows: its SHA-256 is {found}, expected "
                    f"{' or '.join(file.sha256)}; it was thrown away. If its publisher replaced it, say so: "
                    f"--url {file.url} --sha256 HEX"
                )
            return "checksum as in the catalogue"
        listed = self._listed(file)
        if listed:
            if found != listed:
                raise ModelError(f"{file.file_name} differs from its publisher's list: {found}, not {listed}")
            return "checksum as in its publisher's list"
        before = self._kept().get(file.url)
        if before and before != found:
            raise ModelError(f"{file.file_name} changed since it was first downloaded: {found}, not {before}")
        self._new[file.url] = found
        same = "as at its first download" if before else "not known before; remembered from now on"
        return f"checksum {found[:16]}… {same}"

    def remember(self) -> None:
        """Keep the digests of first downloads."""
        if not self._new:
            return
        unfinished = self._store.with_name(f"{self._store.name}.{os.getpid()}")
        unfinished.write_text(json.dumps({**self._kept(), **self._new}, indent=1), encoding="utf-8")
        os.replace(unfinished, self._store)

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._store.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _listed(self, file: RemoteFile) -> str:
        for publisher in self._lists:
            if not file.url.startswith(publisher.prefix):
                continue
            try:
                with self._http.stream("GET", publisher.url) as answer:
                    text = b""
                    for block in answer.iter_bytes():
                        text += block
                        if len(text) > _MOST_LIST_BYTES:
                            break
                if answer.status_code != httpx.codes.OK:
                    continue
            except httpx.HTTPError:
                continue
            for line in text.decode("utf-8", "replace").splitlines():
                digest = _DIGEST.search(line)
                if digest and file.file_name in line.replace("*", " ").split():
                    return digest[0]
        return ""


def _fits(entry: Entry, root: Path) -> None:
    needed = round((entry.bytes or 0) * _SPACE)
    free = shutil.disk_usage(root).free
    if free < needed:
        raise ModelError(f"{root} has {free // 10**6} MB free; {entry.name} needs about {needed // 10**6} MB")


def _put(made: Path, place: Path, aside: Path) -> None:
    """Put the folder in its place; one that was there goes away only then."""
    if place.exists():
        os.replace(place, aside / "old")
    os.replace(made, place)


@contextmanager
def _alone(path: Path, name: str) -> Iterator[None]:
    """One download of a model at a time, also across processes, where the system has such locks."""
    with path.open("wb") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except OSError:
            raise ModelError(f"{name} is being downloaded by another process") from None
        yield
