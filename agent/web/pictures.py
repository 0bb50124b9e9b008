"""Product pictures on the page."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from pathlib import Path

from starlette.responses import Response

_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}

MAX_PICTURES = 64
"""Pictures that can be asked for; the one shown longest ago is forgotten."""

MAX_BYTES = 4 * 1024 * 1024

_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Opened by itself, a stranger's SVG runs nothing and loads nothing."""


class Pictures:
    """The pictures that were put on stage. Nothing else on the disk can be asked for."""

    def __init__(self) -> None:
        self._paths: OrderedDict[str, Path] = OrderedDict()

    def offer(self, path: str) -> str:
        """Make a picture available.

        Returns:
            Its address on this server; empty when there is no picture of a known kind.
        """
        suffix = Path(path).suffix.lower()
        if not path or suffix not in _MEDIA_TYPES:
            return ""
        name = hashlib.sha256(path.encode()).hexdigest()[:16] + suffix
        self._paths[name] = Path(path)
        self._paths.move_to_end(name)
        if len(self._paths) > MAX_PICTURES:
            self._paths.popitem(last=False)
        return f"/picture/{name}"

    async def answer(self, name: str) -> Response:
        """The picture of that name, or 404."""
        path = self._paths.get(name)
        if path is None:
            return Response(status_code=404)
        try:
            data = await asyncio.to_thread(_read, path)
        except OSError:
            return Response(status_code=404)
        return Response(
            data,
            media_type=_MEDIA_TYPES[path.suffix.lower()],
            headers={"Content-Security-Policy": _ALONE, "Cache-Control": "max-age=300"},
        )


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(f"{path} is larger than {MAX_BYTES} bytes")
    return data
