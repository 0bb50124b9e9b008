"""Configuration of the page's server."""

from __future__ import annotations

import os
import re
import secrets

from pydantic import BaseModel, ConfigDict, Field, field_validator

TOKEN_VARIABLE = "NIGHTSHIFT_OPERATOR_TOKEN"
"""Environment variable with the operator's token."""

_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


class OperatorTokenError(ValueError):
    """The operator's token in the environment cannot be used."""


class WebConfig(BaseModel):
    """Where the page is served, and to how many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on. Leave it, and put a reverse proxy with TLS in front to go public."""
    port: int = Field(default=8188, ge=0, le=65535)
    """0 picks a free one."""
    allowed_hosts: tuple[str, ...] = ()
    """Names, without port, under which a reverse proxy serves the page."""
    max_viewers: int = Field(default=200, ge=1, le=10_000)

    @field_validator("allowed_hosts")
    @classmethod
    def _are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not _HOST_NAME.fullmatch(name):
                raise ValueError(
                    f"{name!r} is not a host name: give only the name, e.g. live.example.com, "
                    "without https://, port or *"
                )
        return tuple(name.lower() for name in names)


def operator_token() -> str:
    """The token from the environment, else a new one for this start.

    Raises:
        OperatorTokenError: The variable is set to something too short or not fit for an address.
    """
    given = os.environ.get(TOKEN_VARIABLE, "")
    if not given:
        return secrets.token_urlsafe(24)
    if not _TOKEN.fullmatch(given):
        raise OperatorTokenError(
            f"{TOKEN_VARIABLE} must be 16 to 128 letters, digits, - or _; "
            "unset it to get a new one at each start"
        )
    return given
