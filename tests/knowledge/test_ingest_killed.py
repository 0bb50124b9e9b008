"""A sync that is killed with SIGKILL at many points, with SQLite and Chroma on disk."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest
from knowledge.model import Money
from knowledge.shop import Shop

COUNT = 30
HASHING = KnowledgeConfig.model_validate({"embeddings": "hashing"})
POINTS = (
    ("knowledge.catalogue", "Catalogue._insert_facts", 1),
    ("knowledge.catalogue", "Catalogue._insert_facts", COUNT - 2),
    ("knowledge.catalogue", "Catalogue._remove", COUNT),
    ("knowledge.shoptexts", "write", 1),
    ("knowledge.catalogue", "Catalogue._digest", 1),
    ("knowledge.catalogue", "Catalogue.sync", 1),
    ("knowledge.lexical", "LexicalIndex.open", 1),
    ("knowledge.embeddings.hashing", "HashingEmbedding.embed", 1),
    ("chromadb.api.models.Collection", "Collection.delete", 1),
    ("chromadb.api.models.Collection", "Collection.upsert", 1),
    ("chromadb.api.models.Collection", "Collection.modify", 1),
)
"""Where it is killed: right after that call of that function."""
CHILD = """
import json, os, signal, sys
from importlib import import_module
from pathlib import Path

import chromadb
from knowledge import ingest as module
from knowledge.config import KnowledgeConfig

config = KnowledgeConfig.model_validate({"embeddings": "hashing"})

def kill_after(where, name, count):
    owner, calls = import_module(where), 0
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    kept = owner.__dict__[last]
    inner = kept.__func__ if isinstance(kept, classmethod) else kept

    def killing(*arguments, **named):
        nonlocal calls
        found = inner(*arguments, **named)
        calls += 1
        if calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, last, classmethod(killing) if isinstance(kept, classmethod) else killing)

files = [Path(name) for name in json.loads(sys.argv[1])]
for folder, point in json.loads(sys.argv[2]):
    child = os.fork()
    if not child:
        kill_after(*point)
        module.ingest(files, Path(folder), knowledge=config)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def files(folder: Path, version: int) -> list[Path]:
    """Products and a policy, all of one version; each version has a product that the other has not."""
    folder.mkdir(exist_ok=True)
    rows = [f"{at},Lantern {at} edition{version},{version * 100 + at},{version}" for at in range(COUNT)]
    only = f"only-{version},Exclusive{version} teapot,{version * 100},{version}"
    (folder / "products.csv").write_text("\n".join(["id,name,price,stock", *rows, only]) + "\n")
    (folder / "policies.md").write_text(f"## Shipping\nEdition{version} ships free.\n")
    return [folder / "products.csv", folder / "policies.md"]


def version_of(shop: Shop) -> int:
    """Of all that the shop says, which must be one."""
    products = shop.products()
    assert len(products) == COUNT + 1
    said: set[int] = set()
    for product in products:
        price, stock = product.fact("price"), product.fact("stock")
        assert price is not None
        assert stock is not None
        assert isinstance(price.value, Money)
        said |= {price.value.minor // 10_000, int(str(stock.value))}
        if "edition" in product.name["en"]:
            said.add(int(product.name["en"].split("edition")[1]))
    said |= {int(fact.text["en"].split()[0].removeprefix("Edition")) for fact in shop.shop_facts()}
    assert len(said) == 1
    return said.pop()


def found(shop: Shop, question: str) -> list[str]:
    return [hit.product.id for hit in shop.search(question)]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, int]]:
    """By point: the shop's folder after the child was killed there, and how the child ended."""
    home = tmp_path_factory.mktemp("killed")
    ingest(files(home / "old", 1), home / "shop", knowledge=HASHING)
    Shop.open(home / "shop").close()
    new = [str(path) for path in files(home / "new", 2)]
    work = []
    for at, point in enumerate(POINTS):
        shutil.copytree(home / "shop", home / f"shop-{at}")
        work.append((str(home / f"shop-{at}"), point))
    arguments = [sys.executable, "-c", CHILD, json.dumps(new), json.dumps(work)]
    done = subprocess.run(
        arguments, check=True, capture_output=True, text=True, timeout=100, env={**os.environ}
    )
    return {at: (home / f"shop-{at}", int(code)) for at, code in enumerate(done.stdout.split())}


@pytest.mark.parametrize("at", range(len(POINTS)), ids=[f"{name}-{count}" for _, name, count in POINTS])
def test_answers_are_of_one_state_and_the_next_sync_completes_it(
    killed: dict[int, tuple[Path, int]], at: int
) -> None:
    folder, code = killed[at]
    assert code == -signal.SIGKILL, "the point was never reached"
    shop = Shop.open(folder)
    version = version_of(shop)
    assert version == (1 if at < 5 else 2)
    gone = 3 - version
    assert f"only-{version}" in found(shop, f"Exclusive{version} teapot")
    assert f"only-{gone}" not in found(shop, f"Exclusive{gone} teapot")
    shop.close()
    report = ingest(files(folder.parent / "new", 2), folder, knowledge=HASHING)
    assert report.loaded == COUNT + 1
    shop = Shop.open(folder)
    assert version_of(shop) == 2
    assert "only-2" in found(shop, "Exclusive2 teapot")
    assert "only-1" not in found(shop, "Exclusive1 teapot")
    shop.close()
    again = ingest(files(folder.parent / "new", 2), folder, knowledge=HASHING)
    assert (again.unchanged, again.embedded) == (COUNT + 1, 0)
