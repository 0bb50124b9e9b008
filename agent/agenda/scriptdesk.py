"""What a marketer does with a shop's scripts: write, check, import and export them. Blocking."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.agenda.beats import WRITTEN, Written
from agent.agenda.composer import PitchComposer
from agent.agenda.scriptform import LONGEST, MOST, ScriptError, ScriptText, Variant, gap_fault, parse
from agent.agenda.scriptimport import Find, Found, Left, Piece, read_pasted, read_sheet
from agent.agenda.scripts import Refusal, ScriptBook
from agent.agenda.scriptwriter import gapped
from agent.answers.answerer import names
from agent.guard.guard import Guard
from agent.lanes import spoken
from agent.language import detect
from agent.variety import Variety, normal
from agent.writer import LineWriter
from knowledge.answerbook.words import cell
from knowledge.catalogue import Catalogue
from knowledge.errors import FeedError, ShopError
from knowledge.model import Fact, Product, Text, text_in
from persona.phrases import TAG
from persona.schema import Persona

VARIANTS = 4
"""Wordings of a beat in a composed script."""
SHORTEST_NAME = 2
"""Characters of a name that is looked for inside a text."""
_SHEETS = (".csv", ".tsv", ".xlsx", ".xls")


@dataclass(slots=True)
class Imported:
    """What became of an import."""

    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    """Wordings taken, by product and language."""
    known: int = 0
    """Wordings that were there already."""
    left: list[Left] = field(default_factory=list)
    """What was not taken, and why."""


class CatalogueShop:
    """A shop's catalogue as the composer and the script book ask it: without the indexes of search."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._info = catalogue.info()

    @property
    def title(self) -> Text:
        """Its name."""
        return self._info.title

    def product(self, product_id: str, /) -> Product | None:
        """One product."""
        return self._catalogue.product(product_id)

    def products(self, limit: int | None = None) -> list[Product]:
        """Its products, in order."""
        return self._catalogue.products(limit)

    def shop_facts(self) -> Sequence[Fact]:
        """Its terms."""
        return self._info.policies


class ScriptDesk:
    """One shop's scripts beside its catalogue."""

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open both.

        Raises:
            ShopError: There is no shop in the folder, or it is damaged.
        """
        self._catalogue = Catalogue(folder)
        if not self._catalogue.revision():
            self._catalogue.close()
            raise ShopError(f"no shop in {folder}; make one with: nightshift ingest FILE --shop NAME")
        self.shop = CatalogueShop(self._catalogue)
        self.languages = self._catalogue.info().languages
        self._now = now
        self.book = ScriptBook(folder, self.shop, LineWriter(Guard(now), (), ()), self._names, now=now)
        self._called: list[tuple[str, str]] | None = None

    def __enter__(self) -> Self:
        """Use it in a ``with``."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the catalogue."""
        self._catalogue.close()

    def find(self, text: str, whole: bool) -> Found:
        """The product that a text is called by, or that it names.

        Args:
            text: A name, id or alias; or words with one in them.
            whole: Whether the text is the name, all of it.
        """
        plain = _plain(text)
        if whole:
            ids = {product_id for name, product_id in self._known() if name == plain}
        else:
            named = [one for one in self._known() if len(one[0]) >= SHORTEST_NAME and one[0] in plain]
            longest = max((len(name) for name, _ in named), default=0)
            ids = {product_id for name, product_id in named if len(name) == longest}
        if len(ids) == 1:
            return Found(next(iter(ids)))
        if ids:
            return Found("", f"several products are called so: {', '.join(sorted(ids)[:4])}; write the id")
        return Found(
            "", f"no product of the shop is called {text[:60]!r}" if whole else "it names no product"
        )

    def bring_in(self, path: Path, *, language: str = "", product_id: str = "") -> Imported:
        """Take a pasted text, a sheet, or a file of the form; what the guard lets be said is saved.

        Args:
            path: The file.
            language: Of its words; by their script when not given.
            product_id: The product all of it is about, where the file does not say.

        Raises:
            FeedError: The file cannot be read at all.
            OSError: A script cannot be written.
        """
        pieces: Iterable[Piece | Left]
        if path.suffix.lower() in _SHEETS:
            pieces = read_sheet(path, self.find)
        else:
            try:
                pieces = self._of_form(parse(path.read_text(encoding="utf-8-sig"), str(path)))
            except (ScriptError, UnicodeDecodeError, OSError):
                pieces = read_pasted(path, self._always(product_id) if product_id else self.find)
        done = Imported()
        for piece in pieces:
            if isinstance(piece, Left):
                done.left.append(piece)
            else:
                self._take(piece, language, done)
        return done

    def _always(self, product_id: str) -> Find:
        if self.shop.product(product_id) is None:
            raise FeedError(f"the shop has no product {product_id!r}")
        return lambda text, whole: Found("", "") if whole else Found(product_id)

    def _of_form(self, script: ScriptText) -> Iterator[Piece]:
        for beat, variants in script.beats.items():
            for one in variants:
                yield Piece(script.product_id, beat, one.text, one.line, script.language)

    def _take(self, piece: Piece, language: str, done: Imported) -> None:
        product = self.shop.product(piece.product_id)
        if product is None:
            done.left.append(Left(piece.line, piece.text, f"the shop has no product {piece.product_id!r}"))
            return
        spoken_in = language or piece.language or detect(piece.text, self.languages[0])
        variant = Variant(gapped(piece.text, product, spoken_in, self._now()), piece.line)
        refused = self.refusals(variant, product, spoken_in)
        if refused:
            done.left += [Left(piece.line, one.text, one.reason) for one in refused]
            return
        key = product.id, spoken_in
        try:
            script = self.script(*key)
        except ScriptError as error:
            done.left.append(Left(piece.line, piece.text, str(error)))
            return
        held = script.beats.get(piece.beat, ())
        if any(normal(one.text) == normal(variant.text) for one in held):
            done.known += 1
        elif len(held) >= MOST:
            done.left.append(
                Left(piece.line, piece.text, f"{product.id} has {MOST} wordings of {piece.beat}")
            )
        else:
            self.book.save(replace(script, beats={**script.beats, piece.beat: (*held, variant)}))
            done.taken[key] = done.taken.get(key, 0) + 1

    def refusals(self, variant: Variant, product: Product, language: str) -> list[Refusal]:
        """What stands against one wording."""
        if len(variant.text) > LONGEST:
            return [Refusal(variant.text, f"{len(variant.text)} characters are too long; up to {LONGEST}")]
        if fault := gap_fault(variant.text):
            return [Refusal(variant.text, fault, variant.line)]
        try:
            composed = self.book.composed(variant, product, language)
        except ScriptError as error:
            return [Refusal(variant.text, str(error), variant.line)]
        return self.book.objections(composed, variant)

    def script(self, product_id: str, language: str) -> ScriptText:
        """A product's script as its file has it; an empty one where there is none.

        Raises:
            ScriptError: The file, or the product, is not what it should be.
        """
        product = self.shop.product(product_id)
        if product is None:
            raise ScriptError(f"the shop has no product {product_id!r}")
        path = self.book.path(product_id, language)
        if path.is_file():
            return self.book.load(path)
        return ScriptText(product_id, language, text_in(product.name, language))

    def composed(self, product_id: str, language: str, persona: Persona) -> ScriptText:
        """A script composed from the facts, to begin with: it passes the guard, and prices are gaps.

        Raises:
            ScriptError: There is no such product, or nothing can be said of it.
        """
        empty = replace(self.script(product_id, language), beats={})
        product = self.shop.product(product_id)
        assert product is not None
        memory = Variety(persona, now=self._now)
        composer = PitchComposer(self.shop, persona, now=self._now, memory=memory)
        beats: dict[Written, tuple[Variant, ...]] = {}
        for beat in WRITTEN:
            found: list[Variant] = []
            for _ in range(2 * VARIANTS):
                words = next(composer.render(beat, product_id, language), None)
                if words is None or len(found) >= VARIANTS or not memory.fresh(words.text):
                    break
                memory.spoken(words.text)
                text = TAG.sub("", words.text).strip()
                text = text.replace(spoken.name(product, language), "{product}")
                variant = Variant(gapped(text, product, language, self._now()))
                if not self.refusals(variant, product, language):
                    found.append(variant)
            if found:
                beats[beat] = tuple(found)
        if not beats:
            raise ScriptError(f"the catalogue has nothing to say of {product_id} in {language}")
        return replace(empty, beats=beats)

    def export(self, path: Path, *, language: str = "") -> int:
        """Write all scripts into a sheet (CSV, UTF-8 with a mark, for Excel) that ``bring_in`` reads.

        Returns:
            How many wordings were written.

        Raises:
            OSError: The file cannot be written.
            ScriptError: A script cannot be read.
        """
        scripts = [self.book.load(one) for one in self.book.paths()]
        count = 0
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("product", "product name", "beat", "text", "language"))
            for script in scripts:
                for beat in WRITTEN if language in ("", script.language) else ():
                    for one in script.beats.get(beat, ()):
                        row = (script.product_id, script.title, beat, one.text, script.language)
                        writer.writerow([cell(text) for text in row])
                        count += 1
        return count

    def _known(self) -> list[tuple[str, str]]:
        """Every name of every product, plain, with the product's id."""
        if self._called is None:
            self._called = [
                (plain, one.id)
                for one in self._catalogue.searchables()
                for name in (one.id, *one.name.values(), *one.aliases)
                if (plain := _plain(name))
            ]
        return self._called

    def _names(self, product_ids: tuple[str, ...]) -> dict[str, str]:
        found = (self.shop.product(product_id) for product_id in product_ids)
        return names([product for product in found if product is not None])


def _plain(text: str) -> str:
    words = re.sub(r"^(?:the|a|an)\s+", "", normal(text))
    return " ".join(words.split())
