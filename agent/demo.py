"""The demo shop, loaded the first time it is wanted."""

from __future__ import annotations

import logging
from pathlib import Path

import knowledge
from agent.paths import shop_folder
from knowledge.catalogue import FILE

log = logging.getLogger(__name__)

DEMO = "demo"
DEMO_FILE = Path(knowledge.__file__).parent / "demo" / "shop.yaml"


def ensure_shop(name: str) -> Path:
    """The folder of a shop; the demo shop is loaded if it is not there yet. Blocking.

    Raises:
        BadNameError: The name cannot be a folder's.
        FeedError: The demo shop's file cannot be read.
        ShopError: The demo shop cannot be written.
    """
    folder = shop_folder(name)
    if name == DEMO and not (folder / FILE).is_file():
        from knowledge.ingest import ingest

        log.info("loading the demo shop")
        ingest(DEMO_FILE, folder)
    return folder
