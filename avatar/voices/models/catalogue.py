"""The voice models that can be got by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from avatar.voices.models.installed import ModelCard, ModelError

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]

_FILE = Path(__file__).parent / "catalogue.yaml"
_ARCHIVES = (".tar.bz2", ".tar.gz", ".tar.xz", ".tgz")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RemoteFile(_Strict):
    """One file to download."""

    url: str = Field(pattern=r"^https?://", max_length=2000)
    bytes: int | None = Field(default=None, gt=0)
    """Its size, where it is known."""
    sha256: tuple[Sha256, ...] = ()
    """The digests it may have; publishers have been seen to replace a file."""

    @property
    def file_name(self) -> str:
        """Its name in the model's folder."""
        return urlsplit(self.url).path.rpartition("/")[2]

    @property
    def archive(self) -> bool:
        """Whether it is to be unpacked."""
        return self.file_name.endswith(_ARCHIVES)


class Entry(_Strict):
    """One model."""

    name: Name
    title: str = ""
    engine: str = Field(default="sherpa", pattern=r"^(sherpa|coqui)$")
    languages: tuple[str, ...] = ()
    speakers: dict[str, int] = {}
    licence: str = ""
    files: tuple[RemoteFile, ...] = Field(min_length=1, max_length=20)

    @property
    def bytes(self) -> int | None:
        """Size of all files; None where one is not known."""
        sizes = [file.bytes for file in self.files]
        return sum(size for size in sizes if size) if all(sizes) else None

    def card(self, sha256: str) -> ModelCard:
        """What the model's folder keeps of this."""
        return ModelCard(
            engine=self.engine, languages=self.languages, speakers=self.speakers,
            licence=self.licence, url=self.files[0].url, sha256=sha256,
        )  # fmt: skip


class ChecksumList(_Strict):
    """A publisher's own list of digests, one ``name digest`` or ``digest name`` a line."""

    prefix: str
    """Addresses it speaks of."""
    url: str


class Catalogue(_Strict):
    """All of them."""

    lists: tuple[ChecksumList, ...] = ()
    voices: tuple[Entry, ...]


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with this version."""
    return Catalogue.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def entry(name: str) -> Entry:
    """One model of the catalogue.

    Raises:
        ModelError: There is none of that name.
    """
    for found in catalogue().voices:
        if found.name == name:
            return found
    known = ", ".join(found.name for found in catalogue().voices)
    raise ModelError(f"no voice model {name!r} in the catalogue: {known}; or give --url")


def rank(name: str) -> tuple[int, str]:
    """Where a model stands by quality, the best least; those that are not in the catalogue come first.

    Somebody who installed a model of their own wants it used.
    """
    names = [found.name for found in catalogue().voices]
    return (names.index(name) if name in names else -1, name)
