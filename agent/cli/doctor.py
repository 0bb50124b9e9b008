"""``nightshift doctor``: what works on this machine, and how to get what does not."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import click

State = Literal["works", "off", "missing"]
_MARKS = {"works": ("✓", "green"), "off": ("–", "yellow"), "missing": ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    part: str
    state: State
    detail: str
    remedy: str = ""
    """What to do about it; empty when there is nothing to do."""


class _Missing(Exception):
    """Tried, and it does not work."""


def _python() -> str:
    if not (3, 11) <= sys.version_info < (3, 14):
        raise _Missing(f"Python {platform.python_version()} is not supported")
    return f"Python {platform.python_version()}, {os.cpu_count()} cores"


def _voice() -> str:
    from avatar.media import SAMPLE_RATE_HZ, Utterance
    from avatar.registry import load
    from avatar.voices.base import VoiceError

    async def speak() -> str:
        engine = load("voice", "espeak")
        voice = engine(engine.Config())
        lengths = {}
        try:
            for language, words in (("en", "Good evening."), ("zh", "晚上好。")):
                pieces = [p async for p in voice.speak(Utterance(language, words, language))]
                samples = sum(len(piece.pcm) for piece in pieces)
                if not samples:
                    raise _Missing(f"espeak says nothing in {language}")
                lengths[language] = f"{samples / SAMPLE_RATE_HZ:.1f} s"
        except VoiceError as error:
            raise _Missing(str(error)) from error
        finally:
            await voice.close()
        return "speaks " + ", ".join(f"{language} ({length})" for language, length in lengths.items())

    return asyncio.run(speak())


def _auto_voice() -> str:
    """Which voice `auto` would take; of the others, what each would need."""
    from avatar.voices.auto import candidates

    found = candidates()
    taken = next((it.engine for it in found if it.works), "")
    if not taken:
        raise _Missing("; ".join(f"{it.engine}: {it.reason}" for it in found))
    others = "; ".join(f"{it.engine}: {it.reason}" for it in found if it.engine not in (taken, "espeak"))
    return f"{taken} ({others})"


def _face() -> str:
    import numpy as np

    from avatar.stage.config import StageConfig
    from avatar.stage.scene import Scene

    picture = Scene(StageConfig()).background()
    if float(np.std(picture[..., :3])) < 1:
        raise _Missing("the picture is empty")
    return f"draws {picture.shape[1]}x{picture.shape[0]}"


def _photo() -> str:
    """Whether photos can be prepared here; those that are can be shown without it."""
    from avatar.faces.photo.avatar import AvatarError
    from avatar.faces.photo.prepare.run import environment

    try:
        return f"photos can be prepared ({environment().parents[1]})"
    except AvatarError as error:
        raise _Off from error


def _codecs() -> str:
    import av

    for name in ("libx264", "aac"):
        try:
            av.CodecContext.create(name, "w")
        except (ValueError, av.error.FFmpegError) as error:
            raise _Missing(f"PyAV has no {name}: {error}") from error
    return f"H.264 and AAC (PyAV {version('av')})"


def _index() -> str:
    import chromadb
    import numpy as np
    from chromadb.config import Settings

    with tempfile.TemporaryDirectory() as folder:
        client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
        collection = client.create_collection("probe", embedding_function=None)
        collection.add(ids=["a", "b"], embeddings=np.eye(2, dtype=np.float32))
        found = collection.query(query_embeddings=np.asarray([[0.9, 0.1]], np.float32), n_results=1)["ids"]
    if found != [["a"]]:
        raise _Missing(f"Chroma found {found}")
    return f"Chroma {version('chromadb')}, embedded"


def _embedding() -> str:
    from knowledge import embeddings
    from knowledge.errors import ShopError

    embedding = embeddings.load("auto")
    if embedding.embed(["a kettle", "水壶"]).any(axis=1).all():
        try:
            embeddings.load(embeddings.AUTO[0])
        except ShopError as error:
            return f"{embedding.name}: spelling, not meaning ({error}; reinstall to have it)"
        return f"{embedding.name}, {embedding.dim} components"
    raise _Missing(f"{embedding.name} makes nothing of a text")


def _servers() -> str:
    """Of the shops that remember a choice: an endpoint for their vectors, or a server that keeps them."""
    from agent.paths import home
    from knowledge import embeddings
    from knowledge.chroma import ChromaServer
    from knowledge.config import FILE, remembered
    from knowledge.errors import ShopError

    working, failing = [], []
    for file in sorted((home() / "shops").glob(f"*/{FILE}")):
        shop = file.parent
        try:
            config = remembered(shop)
            embeddings.load(config.embeddings).embed_query("probe")
            if config.chroma is not None:
                ChromaServer(shop, config.chroma).check()
            working.append(shop.name)
        except ShopError as error:
            failing.append(f"shop {shop.name}: {error}")
    if failing:
        raise _Missing("; ".join(failing))
    return f"as chosen for {', '.join(working)}" if working else "the default, in the shop's folder, for all"


def _model() -> str:
    import httpx

    from agent.lanes.model import ModelConfig

    config = ModelConfig()
    if not config.available:
        raise _Off
    base = (config.resolved_base_url or "https://api.openai.com/v1").rstrip("/")
    key = os.environ.get("OPENAI_API_KEY", "")
    try:
        answer = httpx.get(f"{base}/models", headers={"Authorization": f"Bearer {key}"}, timeout=5.0)
    except httpx.HTTPError as error:
        raise _Missing(f"{base} does not answer: {error}") from error
    if answer.status_code in (401, 403):
        raise _Missing(f"{base} refuses the key (HTTP {answer.status_code})")
    return f"{base} answers (HTTP {answer.status_code})"


class _Off(Exception):
    """Not configured, which is fine."""


def _shops() -> str:
    from agent.paths import home

    folder = home() / "shops"
    names = sorted(p.parent.name for p in folder.glob("*/catalogue.sqlite"))
    return f"{', '.join(names) or 'none yet; the demo shop is loaded at its first use'} ({folder})"


def _home() -> str:
    from agent.paths import home

    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder):
        return f"{folder} can be written"


_REINSTALL = "run `make clean live`, or reinstall with `pip install -r requirements.lock`"
CHECKS: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("python", _python, "install Python 3.11, 3.12 or 3.13"),
    ("data folder", _home, "set NIGHTSHIFT_HOME to a folder that can be written"),
    ("shops", _shops, "load one: nightshift ingest FILE --shop NAME"),
    ("index: chroma", _index, _REINSTALL),
    ("embedding", _embedding, _REINSTALL),
    (
        "vectors",
        _servers,
        "choose another for one shop: nightshift ingest FILE --shop NAME --embeddings NAME",
    ),
    ("voice: espeak", _voice, _REINSTALL),
    ("voice: auto", _auto_voice, "see them: nightshift voice list"),
    ("face: drawn", _face, _REINSTALL),
    ("face: photo", _photo, "run `make photo` to prepare photos (460 MB)"),
    ("encoder", _codecs, _REINSTALL),
    (
        "model",
        _model,
        "set OPENAI_API_KEY (and OPENAI_BASE_URL, OPENAI_MODEL); without one the catalogue answers alone",
    ),
)


def examine() -> list[Finding]:
    """Try every part."""
    findings = []
    for part, check, remedy in CHECKS:
        try:
            findings.append(Finding(part, "works", check()))
        except _Off:
            findings.append(Finding(part, "off", "not configured", remedy))
        except (_Missing, ImportError, OSError, ValueError, RuntimeError) as error:
            findings.append(Finding(part, "missing", " ".join(str(error).split()), remedy))
    return findings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Try every part on this machine; say what works and how to get what does not.

    Exits with 1 when something that a room cannot do without does not work.
    """
    findings = examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        click.echo(f"Nightshift {_version()} in {Path(sys.prefix)}")
        for finding in findings:
            mark, colour = _MARKS[finding.state]
            click.echo(f" {click.style(mark, fg=colour)} {finding.part:<15} {finding.detail}")
            if finding.remedy:
                click.echo(f"   {'':<15} → {finding.remedy}")
    if any(finding.state == "missing" for finding in findings):
        sys.exit(1)


def _version() -> str:
    try:
        return version("nightshift")
    except PackageNotFoundError:
        return "(not installed)"
