"""A YAML file a person wrote, read into a pydantic model; every fault names its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

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


_Loader.add_implicit_resolver(_BOOL, re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))

_FIELDS = "must be fields, each as 'name: value'"
_LIST = "must be a list: lines that begin with '- ', or [one, two]"
_NUMBER = "must be a number"
_PLAINER = {
    "missing": "is missing",
    "model_type": _FIELDS,
    "dict_type": _FIELDS,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "bool_parsing": "must be true or false",
    "float_parsing": _NUMBER,
    "decimal_parsing": _NUMBER,
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
}
"""Pydantic's faults in a shop's words, by their type."""
_UNSHOWN = frozenset(["missing", "model_type", "dict_type", "list_type", "tuple_type", "secret"])
"""Types of faults whose value is not repeated: it says nothing, or nobody may see it."""


class DocumentError(ValueError):
    """A file that cannot be used: one line for each fault, ``file:line: field: what is wrong``."""


class FieldError(ValueError):
    """A fault of a field further in, found by a validator that looks at several at once."""

    def __init__(self, where: Where, fault: str) -> None:
        """Name it.

        Args:
            where: The steps to the field, from the validator's own on.
            fault: What is wrong with it, without its name.
        """
        super().__init__(f"{_dotted(where)}: {fault}")
        self.where = where
        self.fault = fault


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
        raise _error(path, lines, _faults(error, model, lines)) from None


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


def _faults(
    error: ValidationError, model: type[BaseModel], lines: dict[Where, int]
) -> list[tuple[Where, str]]:
    """What is wrong, each with its place.

    A validator may raise a :class:`FieldError`, or an error of its own with the same ``where`` and ``fault``.
    """
    items = error.errors(include_url=False)
    faults = []
    for item in items:
        location = item["loc"]
        if _other_form(item, items):
            continue
        raised = item.get("ctx", {}).get("error")
        location += tuple(getattr(raised, "where", ()))
        faults.append((_where(location, lines), getattr(raised, "fault", "") or _plainer(item, model)))
    return faults


def _other_form(item: Any, items: list[Any]) -> bool:
    """Whether a fault only says that fields are no text, where both may stand and the fields are at fault."""
    is_form = item["type"] == "string_type" and item["loc"][-1] == "str"
    if not (is_form and isinstance(item["input"], dict)):
        return False
    beside = item["loc"][:-1]
    return any(one is not item and one["loc"][: len(beside)] == beside for one in items)


def _where(location: Where, lines: dict[Where, int]) -> Where:
    """A validation error's place without the steps that are pydantic's own (union members)."""
    where: Where = ()
    for step in location:
        if (*where, step) in lines or step == location[-1]:
            where = (*where, step)
    return tuple(step for step in where if step != "[key]")


def _plainer(item: Any, model: type[BaseModel]) -> str:
    kind, given = item["type"], item["input"]
    if kind == "extra_forbidden":
        near = get_close_matches(str(item["loc"][-1]), _fields(model, item["loc"]), n=1)
        hint = f"did you mean {near[0]}?" if near else "remove it or correct its spelling"
        return f"is no known field; {hint}"
    if given is None and kind in _UNSHOWN:
        return "is empty; write its value, or remove the line"
    message = _PLAINER.get(kind) or str(item["msg"]).removeprefix("Value error, ")
    message = message.replace("Input should", "should").replace("String should", "should")
    if kind == "string_type" and isinstance(given, (list, dict)):
        message += '; text that begins with [ or { needs quotes: "[happy] Hello."'
    elif kind == "string_type" and isinstance(given, (int, float)):
        message = f'must be a text; write it in quotes: "{given}"'
    elif kind not in _UNSHOWN and isinstance(given, (str, int, float, bool)):
        message += f" (it is {_short(given)})"
    return message


def _fields(model: type[BaseModel], where: Where) -> list[str]:
    """The names of the fields that there are where an unknown one stands."""
    found = model
    for step in where[:-1]:
        field = found.model_fields.get(str(step))
        found = (_model_in(field.annotation) if field is not None else None) or found
    return [field.alias or name for name, field in found.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation names, also inside a list or beside others."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


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
