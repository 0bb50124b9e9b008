"""A shop's written scripts: files that a marketer reads and edits, used on air while the guard lets them.

``scripts/<product>.<language>.md`` in the shop's folder. A file that was edited is read again at the next
pitch; one that cannot be read is reported in one line, and the composed pitch is used.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent.agenda.beats import WRITTEN, Kind, Written
from agent.agenda.scriptform import GAP, ScriptError, ScriptText, Variant, parse, written
from agent.events import Turn
from agent.lanes import spoken
from agent.lanes.base import Composed
from agent.writer import LineWriter
from knowledge.model import Fact, Money, Product, Text
from persona.phrases import fill

FOLDER = "scripts"
KEPT = 256
"""Files remembered; the one used longest ago is forgotten first."""
LOOK_S = 2.0
"""Seconds for which a file is believed to be as it was."""
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


class Shop(Protocol):
    """What is needed of a shop."""

    @property
    def title(self) -> Text:
        """Its name."""
        ...

    def product(self, product_id: str, /) -> Product | None:
        """One product, as it is now."""
        ...

    def shop_facts(self) -> Sequence[Fact]:
        """Its terms."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wording that may not be said, and why."""

    text: str
    reason: str
    line: int = 0
    """In its file; 0 when unknown."""


@dataclass(slots=True)
class _Held:
    script: ScriptText | None
    stamp: tuple[int, int] | None
    looked_at: float
    turns: dict[Kind, int]


def file_name(product_id: str, language: str) -> str:
    """The name of a script's file; ids that are no plain names get one made of them."""
    if _PLAIN_ID.fullmatch(product_id):
        return f"{product_id}.{language}.md"
    plain = re.sub(r"[^A-Za-z0-9]+", "-", product_id).strip("-")[:40] or "product"
    return f"{plain}-{hashlib.sha256(product_id.encode()).hexdigest()[:8]}.{language}.md"


class ScriptBook:
    """The scripts of one shop. Blocking; one call at a time."""

    def __init__(
        self,
        folder: Path,
        shop: Shop,
        writer: LineWriter,
        names: Callable[[tuple[str, ...]], Mapping[str, str]],
        *,
        now: Callable[[], float] = time.time,
        report: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Use the scripts in a shop's folder.

        Args:
            folder: The shop's folder.
            shop: What is true.
            writer: Its guard checks every sentence.
            names: What products may be called.
            now: Unix seconds.
            report: Told, once for each state of a file, what is wrong with it: ``file:line: what``.
        """
        self.folder = folder / FOLDER
        self._shop = shop
        self._writer = writer
        self._names = names
        self._now = now
        self._report = report
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()

    def path(self, product_id: str, language: str) -> Path:
        """Where a script is kept."""
        return self.folder / file_name(product_id, language)

    def paths(self) -> list[Path]:
        """Every script's file."""
        return sorted(self.folder.glob("*.md")) if self.folder.is_dir() else []

    def load(self, path: Path) -> ScriptText:
        """Read one file.

        Raises:
            ScriptError: It cannot be read or is not of the form; names file and line.
        """
        try:
            script = parse(path.read_text(encoding="utf-8-sig"), str(path))
        except UnicodeDecodeError:
            raise ScriptError(f"{path}:1: is not UTF-8 text; save it as UTF-8") from None
        except OSError as error:
            raise ScriptError(f"{path}:1: cannot be read: {error.strerror or error}") from None
        if path.name != file_name(script.product_id, script.language):
            raise ScriptError(
                f"{path}:1: its name and its lines 'product:' and 'language:' disagree; it should be called "
                f"{file_name(script.product_id, script.language)}"
            )
        if self._shop.product(script.product_id) is None:
            raise ScriptError(f"{path}:1: the shop has no product {script.product_id!r}")
        return script

    def save(self, script: ScriptText) -> Path:
        """Write a script to its file, whole or not at all.

        Raises:
            OSError: It cannot be written.
        """
        path = self.path(script.product_id, script.language)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(written(script), encoding="utf-8")
        part.replace(path)
        return path

    def get(self, product_id: str, language: str) -> ScriptText | None:
        """A product's script as its file has it now; nothing when there is none, or none that can be used."""
        return self._current(product_id, language).script

    def words(self, kind: Kind, product_id: str, language: str) -> Iterator[Composed]:
        """A script's wordings of a beat, filled from the facts as they are now; the next in turn first."""
        held = self._current(product_id, language)
        if held.script is None:
            return iter(())
        held.turns[kind] = held.turns.get(kind, -1) + 1
        return self.filled(held.script, kind, held.turns[kind])

    def filled(self, script: ScriptText, kind: Kind, turn: int = 0) -> Iterator[Composed]:
        """A script's wordings of a beat that can be filled now, from one on."""
        beat = _beat_of(kind)
        product = self._shop.product(script.product_id)
        if beat is None or product is None or (beat == "call" and _sold_out(product)):
            return
        variants = script.beats.get(beat, ())
        for step in range(len(variants)):
            variant = variants[(turn + step) % len(variants)]
            try:
                yield self.composed(variant, product, script.language, kind)
            except ScriptError:
                continue

    def composed(self, variant: Variant, product: Product, language: str, kind: str = "script") -> Composed:
        """A wording with its gaps filled.

        Raises:
            ScriptError: A gap cannot be filled from a current fact; says which.
        """
        values = {"product": spoken.name(product, language)}
        for name in GAP.findall(variant.text):
            if name not in values:
                values[name] = self._value(product, name, language)
        text = fill(variant.text, values, language)
        facts = [fact for fact in product.facts if fact.fresh(self._now())]
        return Composed(text, (*facts, *self._shop.shop_facts()), (product.id,), reason=f"script_{kind}")

    def _value(self, product: Product, name: str, language: str) -> str:
        fact = product.fact(name)
        if fact is None:
            known = ", ".join(f"{{{one.name}}}" for one in product.facts if one.kind != "point")
            raise ScriptError(f"{{{name}}} is no fact of {product.id}; there are {{product}}, {known}")
        if not fact.fresh(self._now()):
            raise ScriptError(f"the {name} of {product.id} is too old to be said")
        if fact.kind == "stock" and (isinstance(fact.value, bool) or fact.value == 0):
            raise ScriptError(f"the stock of {product.id} is no number above zero")
        if fact.kind in ("price", "list_price") and not isinstance(fact.value, Money):
            raise ScriptError(f"the {name} of {product.id} is no price")
        return spoken.value(fact, language)

    def refused(self, script: ScriptText) -> list[Refusal]:
        """The wordings that may not be said as things are, and why."""
        product = self._shop.product(script.product_id)
        if product is None:
            return [Refusal("", f"the shop has no product {script.product_id!r}")]
        found: list[Refusal] = []
        for beat in WRITTEN:
            for variant in script.beats.get(beat, ()):
                try:
                    composed = self.composed(variant, product, script.language, beat)
                except ScriptError as error:
                    found.append(Refusal(variant.text, str(error), variant.line))
                    continue
                found += self.objections(composed, variant)
        return found

    def objections(self, composed: Composed, variant: Variant) -> list[Refusal]:
        """What the guard has against a wording, sentence by sentence."""
        language = "zh" if any("\u4e00" <= char <= "\u9fff" for char in composed.text) else "en"
        turn = Turn("script", "pitch", language)
        found = []
        for one in self._writer.write(
            composed.text, turn, composed.facts, names=self._names(composed.product_ids)
        ):
            if one.verdict.decision != "pass":
                evidence = ", ".join(one.verdict.evidence[:2])
                why = next(iter(one.verdict.reasons), "")
                why = why.removeprefix(f"{one.verdict.rule}: ") or "the guard does not let it be said"
                reason = f"may not be said, for {evidence!r} ({one.verdict.rule}): {why}"
                found.append(Refusal(one.line.text, reason, variant.line))
        return found

    def without(self, script: ScriptText, refused: Sequence[Refusal]) -> ScriptText:
        """A script without the wordings at the lines refused."""
        lines = {one.line for one in refused}
        beats: dict[Written, tuple[Variant, ...]] = {}
        for beat, variants in script.beats.items():
            kept = tuple(one for one in variants if one.line not in lines)
            if kept:
                beats[beat] = kept
        return ScriptText(script.product_id, script.language, script.title, beats)

    def _current(self, product_id: str, language: str) -> _Held:
        key = product_id, language
        held = self._held.get(key)
        now = self._now()
        if held is not None and 0 <= now - held.looked_at < LOOK_S:
            return held
        path = self.path(product_id, language)
        stamp = _stamp(path)
        if held is None or held.stamp != stamp:
            held = _Held(self._read(path) if stamp is not None else None, stamp, now, {})
            self._held[key] = held
        held.looked_at = now
        self._held.move_to_end(key)
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return held

    def _read(self, path: Path) -> ScriptText | None:
        """A file for use on air: wordings that the guard refuses are reported and left out."""
        try:
            script = self.load(path)
        except ScriptError as error:
            self._report(str(error))
            return None
        refused = self.refused(script)
        for one in refused:
            self._report(f"{path}:{one.line}: not said as things are: {one.reason}")
        return script


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _beat_of(kind: Kind) -> Written | None:
    if kind in ("proof", "point"):
        return "proof"
    return next((beat for beat in WRITTEN if beat == kind), None)


def _sold_out(product: Product) -> bool:
    stock = product.fact("stock")
    return stock is not None and (stock.value is False or stock.value == 0)
