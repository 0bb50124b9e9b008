"""``nightshift script``: what the host says about each product, as text that a marketer writes and edits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agent.demo import ensure_shop
from agent.paths import BadNameError, home
from knowledge.catalogue import FILE
from knowledge.errors import FeedError, ShopError

if TYPE_CHECKING:
    from agent.agenda.scriptdesk import Imported, ScriptDesk
    from agent.agenda.scriptform import ScriptText

_SHOWN = 20
"""Things left out of an import that are listed without ``--all``."""
_WIDTH = 70
"""Characters of a wording in a list."""
PAUSES_S = (2.0, 6.0, 20.0)
"""Before a server that is busy or away is asked again for the same script."""
AWAY = 2
"""Scripts that no server wrote, one after the other, after which the others are not asked for."""
_PRODUCTS = 500
"""Products written in one call, at most."""
_Command = TypeVar("_Command", bound=Callable[..., Any])

_HELP = """Write, check and import what the host says about each product.

A script is a Markdown file, one for each product and language, with a heading for each beat: Hook, Pain,
Proof, Price, Call. Every line under a heading is one way of saying it; the host takes them in turn, and words
more from the facts when all were said within the hour. {product}, {price} and attribute names like {capacity}
are filled from the catalogue when they are spoken. Edited files are used from the product's next pitch on.

\b
nightshift script write kettle-lumen     a first script, to proofread
nightshift script check                  what the guard would not let be said, with file and line
nightshift script import scripts.txt     pasted scripts of many products, or a sheet
"""


@click.group(help=_HELP)
def command() -> None:
    """The ``script`` command."""


def _shop(function: _Command) -> _Command:
    return click.option("--shop", default="demo", show_default=True, metavar="NAME", help="Whose scripts.")(
        function
    )


def _language(function: _Command) -> _Command:
    return click.option("--language", default="", metavar="CODE", help="en or zh.")(function)


@contextmanager
def _desk(shop: str) -> Iterator[ScriptDesk]:
    """The shop's desk; what goes wrong is one line."""
    from agent.agenda.scriptdesk import ScriptDesk
    from agent.agenda.scriptform import ScriptError
    from agent.agenda.scriptwriter import WriterError
    from agent.lanes.model import ModelError

    try:
        folder = ensure_shop(shop)
        if not (folder / FILE).is_file():
            shops = sorted(one.parent.name for one in (home() / "shops").glob(f"*/{FILE}"))
            known = (
                f"there are: {', '.join(shops)}"
                if shops
                else "make one with: nightshift ingest FILE --shop NAME"
            )
            raise click.ClickException(f"there is no shop named {shop!r}; {known}")
        with ScriptDesk(folder) as desk:
            yield desk
    except ModelError as error:
        raise click.ClickException(f"the chat model did not write it: {error}") from error
    except (BadNameError, FeedError, ShopError, ScriptError, WriterError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


@command.command()
@click.argument("products", nargs=-1, metavar="[PRODUCT]...")
@_shop
@click.option("--language", default="", metavar="CODE", help="en or zh; the shop's first if not given.")
@click.option("--persona", default="mei", show_default=True, metavar="NAME", help="Whose words.")
@click.option("--composed", is_flag=True, help="From the facts alone, without a chat model.")
@click.option("--replace", "over", is_flag=True, help="Replace scripts that are there already.")
def write(
    products: tuple[str, ...], shop: str, language: str, persona: str, *, composed: bool, over: bool
) -> None:
    """Have scripts written for PRODUCTs (all, if none is named) from their facts.

    With a chat model (OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL) it writes them; without one, or with
    --composed, they are put together from the facts. Either way only what the guard lets be said is kept.
    """
    from agent.lanes.model import ModelConfig
    from persona.loader import PersonaError, load_persona

    config = ModelConfig()
    if not composed and not config.available:
        click.echo(
            "no chat model is set up (OPENAI_API_KEY, OPENAI_BASE_URL): composed from the facts alone",
            err=True,
        )
        composed = True
    try:
        speaker = load_persona(persona)
    except PersonaError as error:
        raise click.ClickException(str(error)) from error
    with _desk(shop) as desk:
        spoken_in = language or desk.languages[0]
        if spoken_in not in speaker.languages:
            known = ", ".join(speaker.languages)
            raise click.ClickException(f"{persona} does not speak {spoken_in!r}; it speaks {known}")
        ids = list(products) or [one.id for one in desk.shop.products(_PRODUCTS)]
        there = [one for one in ids if desk.book.path(one, spoken_in).is_file() and not over]
        for product_id in there:
            path = desk.book.path(product_id, spoken_in)
            click.echo(f"{product_id}: kept as it is in {path}; --replace writes it anew")
        todo = [one for one in ids if one not in there]
        if composed:
            for product_id in todo:
                _saved(desk, desk.composed(product_id, spoken_in, speaker))
        elif todo:
            asyncio.run(_write_all(desk, todo, spoken_in, speaker, config))


async def _write_all(desk: ScriptDesk, ids: Sequence[str], language: str, persona: Any, config: Any) -> None:
    """Write one after the other; one that fails is named, and the others are written."""
    from agent.agenda.scriptwriter import Draft, ScriptWriter, WriterError
    from agent.lanes.model import ModelError, ModelLane

    async def here(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)

    async def written(product_id: str) -> Draft:
        """Its script; a server that is busy or away is asked again, with longer and longer pauses."""
        for pause_s in PAUSES_S:
            try:
                return await writer.write(product_id, language)
            except ModelError as error:
                if not error.retryable:
                    raise
                click.echo(f"{product_id}: {error}; trying again in {pause_s:g} s", err=True)
                await asyncio.sleep(pause_s)
        return await writer.write(product_id, language)

    model = ModelLane(config, persona)
    writer = ScriptWriter(model, desk.shop, persona, desk.book, off_loop=here, now=time.time)
    failed = away = 0
    try:
        for product_id in ids:
            try:
                draft = await written(product_id)
            except (WriterError, ModelError) as error:
                failed += 1
                click.secho(f"{product_id}: {error}", fg="yellow", err=True)
                away = away + 1 if isinstance(error, ModelError) else 0
                if away >= AWAY:
                    click.secho("the chat model does not answer; the others are left as they are", err=True)
                    break
                continue
            away = 0
            for one in draft.refused:
                click.echo(f'  left out: "{one.text}": {one.reason}', err=True)
            _saved(desk, draft.script)
    finally:
        await model.close()
    if failed:
        raise SystemExit(1)


def _saved(desk: ScriptDesk, script: ScriptText) -> None:
    path = desk.book.save(script)
    count = sum(len(variants) for variants in script.beats.values())
    click.echo(f"{script.product_id}: {_counted(count, 'wording')} in {path}")


@command.command()
@click.argument("products", nargs=-1, metavar="[PRODUCT]...")
@_shop
def check(products: tuple[str, ...], shop: str) -> None:
    """Say what in the scripts (of PRODUCTs, or all) cannot be read or may not be said, with file and line."""
    from agent.agenda.scriptform import ScriptError

    faults = checked = 0
    with _desk(shop) as desk:
        for path in desk.book.paths():
            if products and not path.name.startswith(tuple(f"{one}." for one in products)):
                continue
            checked += 1
            try:
                refused = desk.book.refused(desk.book.load(path))
            except ScriptError as error:
                faults += len(error.faults)
                click.echo("\n".join(error.faults))
                continue
            faults += len(refused)
            for one in refused:
                click.echo(f'{path}:{one.line}: "{one.text}": {one.reason}')
    if products and not checked:
        raise click.ClickException(f"there is no script of {', '.join(products)}")
    click.echo(f"{_counted(checked, 'script')}, {_counted(faults, 'fault')}")
    if faults:
        raise SystemExit(1)


@command.command("list")
@_shop
def list_(shop: str) -> None:
    """List the scripts there are, and how many wordings each beat has."""
    from agent.agenda.beats import WRITTEN
    from agent.agenda.scriptform import ScriptError

    with _desk(shop) as desk:
        paths = desk.book.paths()
        if not paths:
            click.echo(f"shop {shop} has no scripts; write some: nightshift script write --shop {shop}")
        for path in paths:
            try:
                script = desk.book.load(path)
            except ScriptError as error:
                click.secho(str(error), fg="yellow")
                continue
            counts = ", ".join(f"{beat} {len(script.beats.get(beat, ()))}" for beat in WRITTEN)
            click.echo(f"{script.product_id}  {script.language}  {counts}  {path}")


@command.command()
@click.argument("product", metavar="PRODUCT")
@_shop
@_language
def show(product: str, shop: str, language: str) -> None:
    """Print a product's script as it would be spoken now, gaps filled."""
    from agent.agenda.beats import WRITTEN

    with _desk(shop) as desk:
        script = desk.script(product, language or desk.languages[0])
        if not script.beats:
            raise click.ClickException(
                f"there is no script of {product} in {script.language}; write one: nightshift script write "
                f"{product} --shop {shop} --language {script.language}"
            )
        for beat in WRITTEN:
            for one in desk.book.filled(script, beat):
                click.echo(f"{beat:6} {one.text}")


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@_shop
@click.option("--language", default="", metavar="CODE", help="Of the words; by their script, if not given.")
@click.option(
    "--product", default="", metavar="ID", help="What all of it is about, if the file does not say."
)
@click.option("--all", "everything", is_flag=True, help="List everything that was left out.")
def import_(files: tuple[Path, ...], shop: str, language: str, product: str, *, everything: bool) -> None:
    """Take scripts from FILEs: pasted texts of many products (.txt, .md), or sheets (.csv, .tsv, .xlsx).

    A sheet has the columns product, beat, text and, if need be, language. In a pasted text a product's name
    alone on a line begins its script. Written-out prices become {price}; what the guard does not let be said
    is left out and listed. Scripts that are there already are added to.
    """
    taken = 0
    with _desk(shop) as desk:
        for path in files:
            done = desk.bring_in(path, language=language, product_id=product)
            taken += sum(done.taken.values()) + done.known
            _told(path, done, everything=everything)
    if not taken:
        raise SystemExit(1)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _told(path: Path, done: Imported, *, everything: bool) -> None:
    for (product_id, language), count in done.taken.items():
        click.echo(f"{product_id} {language}: {_counted(count, 'wording')} taken")
    shown = done.left if everything else done.left[:_SHOWN]
    for one in shown:
        text = one.text if len(one.text) <= _WIDTH else one.text[: _WIDTH - 1] + "…"
        click.echo(f'  {path}:{one.line}: left out: "{text}": {one.reason}', err=True)
    if len(done.left) > len(shown):
        click.echo(f"  … and {len(done.left) - len(shown)} more: --all", err=True)
    known = f", {done.known} known already" if done.known else ""
    click.echo(f"{path}: {sum(done.taken.values())} taken{known}, {len(done.left)} left out")


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_shop
@_language
def export_(file: Path, shop: str, language: str) -> None:
    """Write all scripts into a sheet (CSV); edit it, and bring it back with import."""
    with _desk(shop) as desk:
        count = desk.export(file, language=language)
        click.echo(f"{_counted(count, 'wording')} in {file}")
