"""Sets of conversations: the built-in ones by name, YAML and JSON lines by path, folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.conversations.schema import Conversation, ConversationSet, repeated
from persona.yamlfile import DocumentError, read_model

BUILT_IN = Path(__file__).parent / "sets"
"""The finished set over the demo shop: a file for each heading and language."""
WHOLE_SET = "demo"
"""The name of all built-in files together; ``demo-en`` and ``demo-zh`` are those of one language."""
MOST_LINES = 50_000
MOST_LINE_BYTES = 256 * 1024
_SUFFIXES = (".yaml", ".yml", ".jsonl")

ModelT = TypeVar("ModelT", bound=BaseModel)


def load(name: str) -> tuple[Conversation, ...]:
    """Read a set.

    Args:
        name: ``demo``, ``demo-en``, ``demo-zh``, the name of one built-in file (``en-price``), or the path
        of a
            ``.yaml`` or ``.jsonl`` file or of a folder of them.

    Raises:
        DocumentError: There is no such set, or a file of it cannot be used; each line names file and line.
    """
    files = list(_files(name))
    conversations = tuple(one for file in files for one in _read(file))
    if twice := repeated(one.id for one in conversations):
        raise DocumentError(f"{name}: two conversations are called {twice}")
    return conversations


def built_in() -> list[str]:
    """The names of the built-in files."""
    return sorted(file.stem for file in BUILT_IN.glob("*.yaml"))


def write(path: Path, conversations: Iterable[Conversation]) -> int:
    """Write conversations as JSON lines, without what is at its default; the number of them.

    Raises:
        DocumentError: The file cannot be written.
    """
    written = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            for one in conversations:
                data = one.model_dump(mode="json", exclude_defaults=True)
                print(json.dumps(data, ensure_ascii=False), file=file)
                written += 1
    except OSError as error:
        raise DocumentError(f"{path}: cannot be written: {error.strerror or error}") from None
    return written


def read_lines(path: Path, model: type[ModelT]) -> Iterator[ModelT]:
    """A JSON lines file, each line as a model; empty lines are passed over.

    Raises:
        DocumentError: It cannot be read, or a line does not fit: ``file:line: field: what is wrong``.
    """
    try:
        with path.open("rb") as file:
            for number in range(1, MOST_LINES + 2):
                line = file.readline(MOST_LINE_BYTES + 1)
                if not line:
                    return
                if number > MOST_LINES or len(line) > MOST_LINE_BYTES:
                    limit = f"{MOST_LINES} lines of {MOST_LINE_BYTES // 1024} KiB"
                    raise DocumentError(f"{path}:{number}: is larger than {limit}")
                if line.strip():
                    yield _line(path, number, line, model)
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror or error}") from None


def _line(path: Path, number: int, line: bytes, model: type[ModelT]) -> ModelT:
    try:
        return model.model_validate(json.loads(line))
    except UnicodeDecodeError:
        raise DocumentError(f"{path}:{number}: is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise DocumentError(f"{path}:{number}: is not JSON: {error.msg}") from None
    except RecursionError:
        raise DocumentError(f"{path}:{number}: is nested too deeply") from None
    except ValidationError as error:
        faults = (
            f"{path}:{number}: {'.'.join(map(str, fault['loc'])) or 'line'}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise DocumentError("\n".join(faults)) from None


def _files(name: str) -> Iterator[Path]:
    files = {file.stem: file for file in sorted(BUILT_IN.glob("*.yaml"))}
    path = Path(name)
    if name == WHOLE_SET or name in (f"{WHOLE_SET}-{language}" for language in ("en", "zh")):
        prefix = name.removeprefix(WHOLE_SET).removeprefix("-")
        yield from (file for stem, file in files.items() if stem.startswith(prefix))
    elif name in files:
        yield files[name]
    elif path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
        if not found:
            raise DocumentError(f"{path}: has no .yaml or .jsonl file")
        yield from found
    elif path.is_file():
        yield path
    else:
        known = f"{WHOLE_SET}, {WHOLE_SET}-en, {WHOLE_SET}-zh, {', '.join(files)}"
        raise DocumentError(f"{name}: no such set or file; there are {known}")


def _read(file: Path) -> Iterator[Conversation]:
    if file.suffix == ".jsonl":
        return read_lines(file, Conversation)
    return iter(read_model(file, ConversationSet).conversations)
