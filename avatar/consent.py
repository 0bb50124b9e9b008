"""A person's consent to the use of their voice or likeness: what it must say, and for what it holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from persona.yamlfile import FieldError, read_model

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
_Scope = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]

Use = Literal["voice", "likeness"]
"""What of a person is used: how they sound, or how they look."""

_FORM = """\
# Consent to the use of a {thing}. Fill it in with the person; a copy is stored beside the {kept}.
# {things}使用同意书：请与本人一起填写；副本与{keeps}保存在一起。
person: ""                  # whose {thing} it is / {things}本人
purpose: ""                 # what it is for, e.g. "live shopping host of Lumen Store" / 用途
granted_by: ""              # who gives the consent: the person / 同意人（本人）
# on_behalf: ""             # why somebody else may give it (parent, guardian) / 代为同意的理由
covers: [{use}]{gap}# voice, likeness or both / 同意的范围：声音、肖像
granted_on: 2026-01-01      # the day it was given / 同意日期
valid_until: 2027-01-01     # the last day on which the {thing} may be used / 有效期至（含当日）
timezone: UTC               # where that day ends, e.g. Asia/Shanghai / 时区
shops: all                  # all, or a list: [lumen, mine] / 店铺范围
channels: all               # all, or a list of: page, rtmp, file / 渠道范围
signature:                  # a signature, or the recording below, or both / 签名
  name: ""
  on: 2026-01-01
# recording: consent.wav    # the person saying that they agree, beside this file / 本人口头同意的录音
"""
TEMPLATES: dict[Use, str] = {
    "voice": _FORM.format(use="voice", gap=" " * 13, thing="voice", kept="voice", things="声音", keeps="声音")
    + '# sample_sha256: ""         # optional: the one recording that this is about / 指定样本的校验值\n',
    "likeness": _FORM.format(
        use="likeness", gap=" " * 10, thing="likeness", kept="picture", things="肖像", keeps="照片"
    )
    + '# picture_sha256: ""        # optional: the one picture that this is about / 指定照片的校验值\n',
}
"""Forms to fill in."""


class ConsentError(ValueError):
    """A voice or likeness may not be used; one clear line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(_Strict):
    """Who signed, and when."""

    name: _Name
    on: dt.date


class Consent(_Strict):
    """A consent, as its file has it."""

    person: _Name
    """Whose voice or likeness it is."""
    purpose: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=1000)]
    """What it is used for."""
    granted_by: _Name
    """Who gives the consent."""
    on_behalf: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    """Why somebody else than the person may give it."""
    covers: Annotated[tuple[Use, ...], Field(min_length=1, max_length=2)] = ("voice",)
    """What of the person may be used."""
    granted_on: dt.date
    """The first day on which it may be used."""
    valid_until: dt.date
    """The last day on which it may be used."""
    timezone: str = Field(default="UTC", max_length=60)
    """Where these days begin and end."""
    shops: Literal["all"] | Annotated[tuple[_Scope, ...], Field(min_length=1, max_length=100)]
    """Where it may be used."""
    channels: Literal["all"] | Annotated[tuple[_Scope, ...], Field(min_length=1, max_length=20)] = "all"
    """On what it may be heard or seen."""
    signature: Signature | None = None
    recording: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """File beside the consent in which the person agrees aloud."""
    sample_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The one recording of the voice that is meant."""
    picture_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The one picture that is meant."""

    @field_validator("timezone")
    @classmethod
    def _is_a_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("is no time zone; write one like UTC or Asia/Shanghai") from None
        return name

    @field_validator("recording")
    @classmethod
    def _is_beside_the_file(cls, name: str | None) -> str | None:
        if name is not None and (Path(name).name != name or name.startswith(".")):
            raise ValueError("must be the name of a file beside the consent, without folders")
        return name

    @model_validator(mode="after")
    def _is_complete(self) -> Consent:
        if self.signature is None and self.recording is None:
            raise FieldError(("signature",), "is missing; give a signature (name, on) or a recording")
        for name in ("granted_on", "valid_until"):
            if not 2000 <= getattr(self, name).year <= 2200:
                raise FieldError((name,), "must lie in the years 2000 to 2200")
        if self.valid_until < self.granted_on:
            raise FieldError(("valid_until",), f"is before the day it was granted ({self.granted_on})")
        if self.granted_by.casefold() != self.person.casefold() and not self.on_behalf:
            raise FieldError(
                ("granted_by",), f"is not {self.person}; say in on_behalf why somebody else may consent"
            )
        if self.signature is not None and self.signature.name.casefold() != self.granted_by.casefold():
            raise FieldError(("signature", "name"), f"must be who gives the consent: {self.granted_by}")
        return self

    @property
    def begins(self) -> float:
        """Unix seconds from which it holds."""
        return self._midnight(self.granted_on)

    @property
    def ends(self) -> float:
        """Unix seconds at which it ends: the midnight after its last day."""
        return self._midnight(self.valid_until + dt.timedelta(days=1))

    def check(self, now: float, *, of: Use = "voice", shop: str = "", channels: tuple[str, ...] = ()) -> None:
        """See that the voice or likeness may be used.

        Args:
            now: Unix seconds.
            of: Which of the two.
            shop: The shop's name; empty where there is none, as in a trial at home.
            channels: What it will be heard or seen on.

        Raises:
            ConsentError: It may not.
        """
        if of not in self.covers:
            raise ConsentError(
                f"{self.person}'s consent covers their {' and '.join(self.covers)}, not their {of}: "
                f"ask them, and write covers: [{', '.join((*self.covers, of))}]"
            )
        if not self.begins <= now < self.ends:
            if now < self.begins:
                raise ConsentError(f"{self.person}'s consent begins only on {self.granted_on}")
            raise ConsentError(f"{self.person}'s consent ended with {self.valid_until} ({self.timezone})")
        if shop and self.shops != "all" and shop not in self.shops:
            raise ConsentError(f"{self.person}'s consent is for {', '.join(self.shops)}, not for {shop}")
        if self.channels != "all":
            for channel in channels:
                if channel not in self.channels:
                    raise ConsentError(
                        f"{self.person}'s consent is for {', '.join(self.channels)}, not for {channel}"
                    )

    def _midnight(self, day: dt.date) -> float:
        return dt.datetime.combine(day, dt.time(), ZoneInfo(self.timezone)).timestamp()


def read_consent(path: Path) -> Consent:
    """Read a consent file.

    Raises:
        persona.yamlfile.DocumentError: It cannot be read or is not complete; names file, line and field.
    """
    return read_model(path, Consent)
