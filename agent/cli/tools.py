"""``nightshift tools``: what a room can look up live, and whether it works."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import click

from agent.config import ConfigError, RoomConfig, load_room
from agent.demo import ensure_shop
from knowledge.errors import ShopError
from knowledge.shop import Shop
from persona.yamlfile import DocumentError
from tools.base import Tool, ToolConfigError, ToolError, ToolSpec
from tools.config import MerchantConfig
from tools.toolbox import Toolbox

_CONNECT_S = 15.0
"""Longest wait for the MCP servers together."""
_OF_A_PRODUCT = ("price", "stock")
"""Tools whose answer there must be for a product of the catalogue."""
_MOST_FAILURES = 100
_SHOWN = 160
"""Characters of one result that are shown."""


@click.group()
def command() -> None:
    """Look at a room's live tools.

    Example: nightshift tools check room.yaml --order 100045
    """


@command.command("list")
@click.argument("room", type=click.Path(dir_okay=False, exists=True, path_type=Path))
def list_(room: Path) -> None:
    """List the tools of ROOM and what each is called with."""
    asyncio.run(_listed(_config(room)))


@command.command()
@click.argument("room", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--product", default="", help="Id of a product to ask about; the shop's first when not given.")
@click.option("--order", default="", help="An order number to ask about; without one no order is asked for.")
@click.option("--place", default="CA", show_default=True, help="Where to ship to.")
def check(room: Path, *, product: str, order: str, place: str) -> None:
    """Call each tool of ROOM that only reads, and print what it says.

    What changes money is named and not called. The exit status is 1 when a tool does not work.
    """
    if not asyncio.run(_checked(_config(room), {"product": product, "order": order, "place": place})):
        raise SystemExit(1)


def _config(room: Path) -> RoomConfig:
    try:
        config = load_room(room)
    except (DocumentError, ConfigError) as error:
        raise click.ClickException(str(error)) from error
    if config.tools.merchant is None and not config.tools.mcp:
        raise click.ClickException(f"{room} has no tools; write a tools section, see docs/room.md")
    return config


def _opened(config: RoomConfig) -> tuple[Toolbox, Shop]:
    try:
        shop = Shop.open(ensure_shop(config.shop), knowledge=config.knowledge, wait_s=0.0)
    except ShopError as error:
        raise click.ClickException(str(error)) from error
    try:
        return Toolbox.open(config.tools, shop), shop
    except ToolConfigError as error:
        shop.close()
        raise click.ClickException(str(error)) from error


async def _connected(box: Toolbox) -> list[str]:
    """Wait for the MCP servers; the lines about what is not there."""
    logging.getLogger("tools.mcp").setLevel(logging.ERROR)
    await box.start()
    await asyncio.gather(*(server.tried(_CONNECT_S) for server in box.servers))
    away = [f"{server.config.name}: FAILS: {server.trouble}" for server in box.servers if server.trouble]
    return away + [
        f"{server.config.name}: FAILS: it has no tool named {', '.join(server.missing)}"
        for server in box.servers
        if server.missing
    ]


async def _listed(config: RoomConfig) -> None:
    box, shop = _opened(config)
    try:
        away = await _connected(box)
        for tool in box.tools:
            click.echo(f"{tool.spec.name}({_called_with(tool.spec)})  {tool.spec.about}{_mark(tool.spec)}")
        for line in away:
            click.echo(line)
    finally:
        await box.close()
        shop.close()


async def _checked(config: RoomConfig, given: dict[str, str]) -> bool:
    box, shop = _opened(_patient(config))
    try:
        strangers = [] if config.tools.merchant is None else _strangers(config.tools.merchant, shop)
        if not given["product"]:
            first = shop.products(limit=1)
            given = {**given, "product": first[0].id if first else ""}
        away = await _connected(box)
        well = [await _tried(tool, given) for tool in box.tools]
        for line in away + strangers:
            click.echo(line)
        return all(well) and not away and not strangers
    finally:
        await box.close()
        shop.close()


def _patient(config: RoomConfig) -> RoomConfig:
    """The same room, which asks on however often it fails: each line is to say its own reason."""
    if config.tools.merchant is None:
        return config
    merchant = config.tools.merchant.model_copy(update={"break_after": _MOST_FAILURES})
    tools = config.tools.model_copy(update={"merchant": merchant})
    return config.model_copy(update={"tools": tools})


def _strangers(merchant: MerchantConfig, shop: Shop) -> list[str]:
    """A line about each id under ``product_ids`` that the catalogue does not have."""
    return [
        f"product_ids: FAILS: the shop has no product {name}; nightshift search finds its id"
        for name in merchant.product_ids
        if shop.product(name) is None
    ]


async def _tried(tool: Tool, given: dict[str, str]) -> bool:
    """Call one tool and print one line; whether nothing is wrong with it."""
    spec = tool.spec
    if spec.changes_money:
        click.echo(f"{spec.name}: not called, a person must approve it")
        return True
    arguments: dict[str, Any] = {}
    for parameter in spec.parameters:
        arguments[parameter.name] = given.get(parameter.name) or parameter.example
        if not arguments[parameter.name] and parameter.required:
            click.echo(f"{spec.name}: not called, give --{parameter.name}")
            return True
    if spec.schema is not None and spec.schema.get("required"):
        click.echo(f"{spec.name}: there, not called: it needs {', '.join(spec.schema['required'])}")
        return True
    begun = time.perf_counter()
    try:
        result = await tool.call(arguments)
    except ToolError as error:
        click.echo(f"{spec.name}: FAILS: {str(error).removeprefix(f'{spec.name}: ')}")
        return False
    if spec.name in _OF_A_PRODUCT and result.problem == "not_found":
        click.echo(
            f"{spec.name}: FAILS: there is nothing for {arguments['product']}; see product_ids and path"
        )
        return False
    took_ms = (time.perf_counter() - begun) * 1000
    text = result.text()
    click.echo(
        f"{spec.name}: {text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}  ({took_ms:.0f} ms)"
    )
    return result.problem != "unknown"


def _called_with(spec: ToolSpec) -> str:
    if spec.schema is not None:
        return ", ".join(spec.schema.get("properties", {}))
    return ", ".join(one.name if one.required else f"[{one.name}]" for one in spec.parameters)


def _mark(spec: ToolSpec) -> str:
    return "  (a person must approve each call)" if spec.changes_money else ""
