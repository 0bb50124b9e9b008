"""YAML read safely, remembering on which line everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.errors import FeedError

_MAX_BYTES = 32 << 20
_BRANCHES = ("dict[", "list[", "function-", "constrained-")
_PLAIN_BRANCHES = ("str", "int", "float", "bool", "dict", "list")
_PLAIN = {
    "extra_forbidden": "there is no such field",
    "missing": "it is missing",
    "model_type": "it is no mapping of fields",
}


class _Loader(yaml.SafeLoader):
    """Plain YAML: no aliases (they can grow without bound) and no key twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """A node, unless it is an alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.event_mark()
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read", problem_mark=mark)
        return super().compose_node(parent, index)

    def event_mark(self) -> Any:
        """Where the next event stands."""
        return self.peek_event().start_mark  # type: ignore[no-untyped-call]

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """A mapping whose keys differ."""
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen if isinstance(key.value, str) else False:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return node


class MarkedYaml:
    """A YAML file as plain data, with the line of every part of it."""

    def __init__(self, path: Path) -> None:
        """Read a file.

        Raises:
            FeedError: It cannot be read or is no plain YAML mapping; names the line.
        """
        self.path = path
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise FeedError(f"{path}: larger than {_MAX_BYTES >> 20} MiB")
            loader = _Loader(path.read_bytes().decode("utf-8-sig"))
            node = loader.get_single_node()
            self.data: Any = loader.construct_document(node) if node is not None else None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise FeedError(f"{path}: line {line}: {error.problem or error.context}") from error
        except (yaml.YAMLError, UnicodeError, OSError, ValueError, OverflowError) as error:
            raise FeedError(f"{path}: it cannot be read: {' '.join(str(error).split())}") from error
        except RecursionError as error:
            raise FeedError(f"{path}: it is nested too deeply") from error
        if not isinstance(self.data, dict):
            raise FeedError(f"{path}: it is no YAML mapping with 'shop' and 'products'")
        self._node = node

    def line(self, place: Sequence[object]) -> int:
        """The line (from 1) of the deepest part of ``place`` that exists, keys and indexes from the top."""
        node = self._node
        line = 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == step), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line

    def complaint(self, error: ValidationError, place: Sequence[object] = ()) -> str:
        """The first thing wrong with the part at ``place``: ``line 12, price: …``."""
        first = error.errors(include_url=False)[0]
        inside = [step for step in first["loc"] if not (isinstance(step, str) and _is_branch(step))]
        field = ".".join(str(step) for step in inside) or "it"
        message = _PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        return f"line {self.line([*place, *inside])}, {field}: {message[:1].lower()}{message[1:]}"


def _is_branch(step: str) -> bool:
    """Whether pydantic names a branch of a union here, not a field."""
    return step.startswith(_BRANCHES) or step in _PLAIN_BRANCHES
