"""A YAML file a person wrote, read into a pydantic model; every fault names its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 256 * 1024
"""Bytes; a room or persona file is far smaller."""
MAX_DEPTH = 24
"""Levels of nesting."""
MAX_FAULTS = 20
"""Faults named in one error; the rest are counted."""

Where = tuple[str | int, ...]
"""Keys and indexes from the top of the document to a field."""

ModelT = TypeVar("ModelT", bound=BaseModel)

_BOOL = "tag:yaml.org,2002:bool"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads ``on``, ``off``, ``yes`` and ``no`` as the words they are, as YAML 1.2 does (its core schema)."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_BOOL, re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF"))

_PLAINER = {
    "missing": "is missing",
    "extra_forbidden": "is no known field; remove it or correct its spelling",
}


class DocumentError(ValueError):
    """A file that cannot be used: one line for each fault, ``file:line: field: what is wrong``."""


@dataclass(frozen=True, slots=True)
class Document(Generic[ModelT]):
    """A file that was read, and where in it each field stands."""

    path: Path
    model: ModelT
    lines: dict[Where, int]
    """Line (from 1) of each field."""

    def error(self, faults: Iterable[tuple[Where, str]]) -> DocumentError:
        """The error that names these faults of the document, each with its line."""
        return _error(self.path, self.lines, faults)


def read_model(path: Path, model: type[ModelT]) -> ModelT:
    """Read a YAML file into a model.

    Raises:
        DocumentError: It cannot be read, is not plain YAML, or does not fit the model.
    """
    return read_document(path, model).model


def read_document(path: Path, model: type[ModelT]) -> Document[ModelT]:
    """Like :func:`read_model`, keeping the lines for later checks.

    Raises:
        DocumentError: It cannot be read, is not plain YAML, or does not fit the model.
    """
    text = _text(path)
    try:
        _refuse_tricks(text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            lines = dict(_lines(root, ()))
            data = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
    except _FaultAt as fault:
        raise DocumentError(f"{path}:{fault.line}: {fault}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DocumentError(
            f"{path}:{line}: not valid YAML: {error.problem}; text that begins with [ or {{ needs quotes"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise DocumentError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise DocumentError(f"{path}:1: must be a list of fields, each as 'name: value'")
    try:
        return Document(path, model.model_validate(data), lines)
    except ValidationError as error:
        faults = [(_where(item["loc"], lines), _plainer(item)) for item in error.errors(include_url=False)]
        raise _error(path, lines, faults) from None


class _FaultAt(Exception):
    def __init__(self, mark: Any, message: str) -> None:
        super().__init__(message)
        self.line: int = mark.line + 1


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path}: is larger than {MAX_BYTES // 1024} KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{path}:{line}: is not UTF-8 text; save it as UTF-8") from None


def _refuse_tricks(text: str) -> None:
    """Refuse what could make reading costly (aliases, deep nesting) before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _FaultAt(event.start_mark, "anchors (&) and aliases (*) are not supported; write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _FaultAt(event.start_mark, f"is nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _lines(node: yaml.Node | None, at: Where) -> Iterable[tuple[Where, int]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                raise _FaultAt(key.start_mark, f"{name}: stands here a second time")
            seen.add(name)
            yield (*at, name), key.start_mark.line + 1
            yield from _lines(value, (*at, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*at, index), item.start_mark.line + 1
            yield from _lines(item, (*at, index))


def _where(location: Where, lines: dict[Where, int]) -> Where:
    """A validation error's place without the steps that are pydantic's own (union members)."""
    where: Where = ()
    for step in location:
        if (*where, step) in lines or step == location[-1]:
            where = (*where, step)
    return tuple(step for step in where if step != "[key]")


def _plainer(item: Any) -> str:
    if item["type"] in _PLAINER:
        return _PLAINER[item["type"]]
    message = str(item["msg"]).removeprefix("Value error, ").replace("Input should", "should")
    if item["type"] == "string_type" and isinstance(item["input"], (list, dict)):
        message += '; text that begins with [ or { needs quotes: "[happy] Hello."'
    elif isinstance(item["input"], (str, int, float, bool)):
        message += f" (it is {_short(item['input'])})"
    return message


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _error(path: Path, lines: dict[Where, int], faults: Iterable[tuple[Where, str]]) -> DocumentError:
    found = list(faults)
    rows = []
    for where, message in found[:MAX_FAULTS]:
        held = where
        while held and held not in lines:
            held = held[:-1]
        rows.append(f"{path}:{lines.get(held, 1)}: {_dotted(where)}: {message}")
    if len(found) > MAX_FAULTS:
        rows.append(f"{path}: and {len(found) - MAX_FAULTS} more")
    return DocumentError("\n".join(rows))


def _dotted(where: Where) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")
