"""``nightshift live``: put a host on air."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

_LOOKED_THROUGH = 1000
"""Products among which a misspelt id is looked for."""
_SHOWN = 10
"""Unknown products that are named."""
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|)")
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


class Duration(click.ParamType[float]):
    """``60s``, ``10m``, ``8h`` or plain seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        match = _TIME.fullmatch(str(value).strip().lower())
        if match is None or float(match.group(1)) <= 0:
            self.fail(f"{value!r} is no length of time; write 60s, 10m or 8h", param, ctx)
        return float(match.group(1)) * _SECONDS[match.group(2)]


@click.command()
@click.argument("room", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--chat", "chats", multiple=True, metavar="SOURCE",
    help="Where comments come from beside the page: stdin, or replay:FILE (JSON lines). May be repeated.",
)  # fmt: skip
@click.option("--pace", type=float, default=1.0, show_default=True, help="How many times faster to replay.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Record to this MP4 file.")
@click.option("--rtmp", multiple=True, metavar="URL", help="Stream to this RTMP server too. May be repeated.")
@click.option("--for", "for_s", type=Duration(), help="Go off air after this time: 60s, 10m, 8h.")
@click.option("--no-page", is_flag=True, help="Serve no page.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The page's port (0: any free one). [default: 8188]"
)
@click.option("--language", type=click.Choice(["en", "zh"]), help="What the host speaks on its own.")
@click.option("--persona", help="A built-in persona (mei, kai, lu) or a persona file.")
@click.option("--shop", help="The shop to sell from, as named at `nightshift ingest`.")
def command(room: Path | None, for_s: float | None, **given: Any) -> None:
    """Put a host on air: ROOM.yaml, or the demo shop without one.

    Prints the page's address. Ctrl-C ends the stream in order. Set OPENAI_API_KEY (and OPENAI_BASE_URL,
    OPENAI_MODEL) to have a model answer what the catalogue alone does not.
    """
    try:
        asyncio.run(_live(room, for_s, given))
    except KeyboardInterrupt:
        sys.exit(130)
    except (ValueError, RuntimeError, OSError) as error:
        raise click.ClickException(str(error)) from error


async def _live(room_file: Path | None, for_s: float | None, given: dict[str, Any]) -> None:
    from agent.assembly import assemble
    from agent.config import load_room
    from agent.room import Room

    config = _configured(load_room(room_file), given)
    parts = await asyncio.to_thread(assemble, config)
    for line in await asyncio.to_thread(_unknown, config, parts.shop):
        click.echo(line, err=True)
    room = Room(config, parts)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ending.set)
    await room.run(on_air=_say_where, until=ending, for_s=for_s)
    click.echo("Off air.", err=True)


def _unknown(config: Any, shop: Any) -> list[str]:
    """A line about each product of the line-up that the shop does not have. Blocking."""
    wrong = [name for name in config.agenda.ids if shop.product(name) is None]
    if not wrong:
        return []
    there = [product.id for product in shop.products(limit=_LOOKED_THROUGH)]
    lines = []
    for name in wrong[:_SHOWN]:
        near = get_close_matches(name, there, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        lines.append(f"agenda.products: the shop {config.shop} has no {name!r}; it is passed over{hint}")
    return lines


def _configured(config: Any, given: dict[str, Any]) -> Any:
    from agent.assembly import recording_path
    from agent.config import changed

    changes: dict[str, Any] = {
        name: given[name] for name in ("language", "persona", "shop") if given[name] is not None
    }
    if given["chats"]:
        changes["chat"] = [_chat(text, given["pace"]) for text in given["chats"]]
    if given["record"] is not None:
        changes["record"] = recording_path(given["record"])
    if given["rtmp"]:
        changes["rtmp"] = given["rtmp"]
    if given["no_page"]:
        changes["page"] = None
    elif given["port"] is not None and config.page is not None:
        changes["page"] = {**config.page.model_dump(), "port": given["port"]}
    return changed(config, **changes)


def _chat(text: str, pace: float) -> dict[str, Any]:
    engine, _, file = text.partition(":")
    if engine == "replay":
        return {"engine": "replay", "options": {"file": file, "pace": pace}}
    return {"engine": text, "options": {}}


def _say_where(room: Any) -> None:
    """On standard error, so that standard output stays free."""
    config = room.config
    click.echo(f"On air: {config.name}", err=True)
    if room.web is not None:
        click.echo(f"  page      {room.web.url}", err=True)
        click.echo(f"  operator  {room.web.operator_url}", err=True)
        if room.web.console_url:
            click.echo(f"  console   {room.web.console_url}", err=True)
    if config.record is not None:
        click.echo(f"  recording {config.record}", err=True)
    answers = (
        "the catalogue, then the model" if room.model is not None else "the catalogue (no OPENAI_API_KEY set)"
    )
    click.echo(f"  answers   from {answers}", err=True)
    click.echo("  Ctrl-C ends it.", err=True)
