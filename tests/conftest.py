"""What every test may use."""

import os
import shutil
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> dict[str, Any]:
    """How Playwright launches the machine's Chromium. Without one the test is skipped, but never in CI."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        assert not os.environ.get("CI"), "no Chromium on this machine: install the package chromium"
        pytest.skip("no Chromium on this machine")
    return {"executable_path": path, "args": list(ARGUMENTS)}
