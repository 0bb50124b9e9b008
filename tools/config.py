"""The ``tools`` section of a room file."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError


def _pointer(text: str) -> str:
    if not re.fullmatch(r"(/[^/]{1,80}){0,12}", text):
        raise ValueError(f"{text[:60]!r} must be a JSON Pointer: /data/0/price")
    return text


def _host(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9.-]{1,200}", name):
        raise ValueError(f"{name[:60]!r} must be a host name alone: shop.example")
    return name


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,80}", name):
        raise PydanticCustomError("secret", "{what}", {"what": _A_NAME})
    return name


_A_NAME = "must be the name of an environment variable, SHOP_TOKEN; never the secret itself"
Pointer = Annotated[str, AfterValidator(_pointer)]
"""JSON Pointer (RFC 6901) to a value in an answer: ``/data/0/price``; empty for none."""
HostName = Annotated[str, AfterValidator(_host)]
EnvironmentName = Annotated[str, AfterValidator(_variable)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Template = Annotated[str, StringConstraints(max_length=400)]
"""A text with parameters in braces: ``{product}``."""
ToolName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][\w.-]{0,63}$")]


class Strict(BaseModel):
    """A part of the configuration: unknown fields are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def web_address(url: str) -> str:
    """An address that may be talked to: https, or http on this machine.

    Raises:
        ValueError: It is neither; says what to write instead.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise ValueError("must be an address like https://shop.example/api, without a user name in it")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("must begin with https:// (http:// only for this machine itself)")
    if parts.query:
        raise ValueError("must have no ? part; write it under query")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class AuthConfig(Strict):
    """A header that proves who asks. Its value is never written in a file."""

    header: HeaderName = "Authorization"
    variable: EnvironmentName
    """The environment variable that holds the secret."""
    prefix: Annotated[str, StringConstraints(max_length=20)] = "Bearer "
    """Written before the secret."""

    @model_validator(mode="before")
    @classmethod
    def _never_the_secret(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise PydanticCustomError(
                "secret",
                "must be {{variable: SHOP_TOKEN}}: the name of an environment variable, never the secret",
            )
        return given


class MerchantConfig(Strict):
    """The merchant's HTTP API."""

    base_url: str
    """``https://…``; every tool's path is appended. ``http`` only for this machine."""
    auth: AuthConfig | None = None
    headers: dict[HeaderName, Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,200}$")]] = {}
    """Further headers, none of them secret."""
    timeout_s: Seconds = 1.5
    """Of one attempt."""
    total_s: Seconds = 4.0
    """Of a call with all its attempts and pauses."""
    retries: int = Field(default=2, ge=0, le=5)
    """Further attempts of a GET; anything else is sent once."""
    most_pause_s: Seconds = 1.0
    """Longest pause before a further attempt; a server that asks for a longer one is not asked again."""
    most_bytes: int = Field(default=256 * 1024, ge=256, le=4 * 1024 * 1024)
    """Of an answer."""
    connections: int = Field(default=8, ge=1, le=64)
    break_after: int = Field(default=5, ge=1, le=100)
    """Calls that fail in a row before the API is left alone for a while."""
    break_s: Seconds = 15.0
    """For how long."""
    product_ids: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=200)]] = {}
    """What the API calls a product, by its id in the catalogue; the same id where none is given."""

    @field_validator("base_url")
    @classmethod
    def _may_be_asked(cls, url: str) -> str:
        return web_address(url)


class LookupConfig(Strict):
    """How one thing is asked of the merchant's API. Subclasses say where in the answer it stands."""

    method: Literal["GET", "POST"] = "GET"
    path: Template
    """Begins with ``/``; a parameter stands within one segment: ``/products/{product}/price``."""
    query: dict[str, Template] = Field(default={}, max_length=20)
    body: dict[str, Any] | None = None
    """Sent as JSON with POST; parameters stand in its texts."""
    fresh_s: float = Field(default=60.0, ge=0, le=86_400)
    """How long an answer may be spoken as current, from when it was asked."""
    changes_money: bool = False
    """Whether a person must approve each call."""
    approval_s: Seconds = 30.0
    """How long the operator is waited for."""

    @model_validator(mode="after")
    def _is_a_request(self) -> LookupConfig:
        if not self.path.startswith("/") or self.path.startswith("//") or set(self.path) & set("?#\\"):
            raise ValueError("path must begin with one / and hold no ?, # or backslash")
        if self.body is not None and self.method != "POST":
            raise ValueError("body is only sent with method: POST")
        for text in self.templates():
            parameters(text)
        return self

    def templates(self) -> list[str]:
        """All texts that parameters may stand in."""
        return [self.path, *self.query.values(), *texts_in(self.body)]

    def parameters(self) -> frozenset[str]:
        """The parameters that it needs."""
        return frozenset(name for text in self.templates() for name in parameters(text))


def parameters(template: str) -> list[str]:
    """The parameters of a template.

    Raises:
        ValueError: It is no template; says what is wrong.
    """
    try:
        fields = [name for _, name, spec, how in Formatter().parse(template) if name is not None]
        fancy = any(spec or how for _, _, spec, how in Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{template!r} has a brace too many or too few; write {{{{ for a brace") from error
    wrong = [name for name in fields if not re.fullmatch(r"[a-z_]{1,40}", name)]
    if wrong or fancy:
        raise ValueError(f"{template!r}: a parameter is a plain name in braces, like {{product}}")
    return fields


def texts_in(held: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(held, str):
        return [held]
    if isinstance(held, Mapping):
        return [text for one in held.values() for text in texts_in(one)]
    if isinstance(held, list):
        return [text for one in held for text in texts_in(one)]
    return []


class McpToolConfig(Strict):
    """A tool of an MCP server that the host may use."""

    about: Annotated[str, StringConstraints(max_length=400)] = ""
    """What it does, for the model; the server's own words (a stranger's) when not given."""
    changes_money: bool = False
    """Whether a person must approve each call, whatever the server says of it."""
    speakable: bool = False
    """Whether what it answers may be said as fact. Otherwise only the model sees it."""
    fresh_s: float = Field(default=60.0, ge=0, le=86_400)
    """How long it may be said."""


class McpConfig(Strict):
    """An MCP server: a command on this machine, or an address."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    command: Annotated[str, StringConstraints(max_length=400)] = ""
    """Starts the server, which then talks over its standard input and output."""
    args: tuple[Annotated[str, StringConstraints(max_length=2000)], ...] = ()
    env: tuple[EnvironmentName, ...] = ()
    """Names of the environment variables that it is given beside PATH, HOME and the like."""
    url: str = ""
    """Its streamable HTTP address."""
    auth: AuthConfig | None = None
    """For ``url``."""
    tools: dict[ToolName, McpToolConfig] = Field(min_length=1, max_length=40)
    """The tools that may be used, by name; no other is ever called."""
    connect_s: Seconds = 10.0
    timeout_s: Seconds = 3.0
    """Of one call."""
    approval_s: Seconds = 30.0
    """How long the operator is waited for."""
    most_characters: int = Field(default=2000, ge=100, le=20_000)
    """Of an answer; the rest is cut off."""

    @model_validator(mode="after")
    def _has_one_way_in(self) -> McpConfig:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command or url")
        if self.url:
            web_address(self.url)
        if (self.args or self.env) and not self.command:
            raise ValueError("args and env belong to command")
        if self.auth and not self.url:
            raise ValueError("auth belongs to url; a command gets its secrets through env")
        return self


class ToolsConfig(Strict):
    """What the host can look up or do live. Without any, it knows what the catalogue says."""

    merchant: MerchantConfig | None = None
    """The API that the tools under ``use`` ask."""
    use: dict[str, dict[str, Any]] = Field(default={}, max_length=20)
    """Tools by name (``price``, ``stock``, ``coupon``, ``shipping``, ``order``, ``cart``, ``module:Class``),
    each with its own options."""
    mcp: tuple[McpConfig, ...] = Field(default=(), max_length=8)
    refresh_s: Seconds = 5.0
    """How often the line-up's live prices and stock are looked through for what ages."""

    @model_validator(mode="after")
    def _fits_together(self) -> ToolsConfig:
        from tools.registry import checked_options

        if self.use and self.merchant is None:
            raise ValueError("use needs merchant: {base_url: https://…}")
        names = [server.name for server in self.mcp]
        if len(set(names)) < len(names):
            raise ValueError("two MCP servers have the same name")
        checked_options(self.use)
        return self
