"""``nightshift tactics``: what a person reads of the journal."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli.tactics import command
from agent.journal import Journal
from agent.strategy.config import StrategyConfig
from agent.strategy.strategy import Strategy


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    return tmp_path


async def _shown(path: Path, windows: int) -> None:
    journal = Journal(path)
    at = [time.time() - 90.0 * (windows + 2)]
    strategy = Strategy(StrategyConfig(), 1, now=lambda: at[0])
    for _ in range(windows * 9):
        strategy.viewers(40)
        strategy.saw("order" if strategy.tactics().length == "long" else "comment", 2)
        for decision in strategy.tick(at[0]):
            await journal.write(decision.kind, at[0], **decision.data)
        strategy.take_effect()
        at[0] += 10.0
    journal.close()


def test_what_works_is_told_with_its_interval(home: Path) -> None:
    asyncio.run(_shown(home / "rooms" / "evening" / "journal.sqlite", 60))
    result = CliRunner().invoke(command, ["evening", "--json"])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.output)
    lengths = {row["option"]: row for row in rows if row["slot"] == "length"}
    assert max(lengths, key=lambda option: lengths[option]["best"]) == "long"
    assert sum(row["windows"] for row in lengths.values()) >= 55
    assert all(row["low"] <= row["mean"] <= row["high"] for row in rows)
    assert [row["slot"] for row in rows if row["now"]] == ["length", "order", "asking", "coupon"]


def test_the_table_names_every_tactic_in_words(home: Path) -> None:
    asyncio.run(_shown(home / "rooms" / "evening" / "journal.sqlite", 10))
    result = CliRunner().invoke(command, ["evening"])
    assert result.exit_code == 0, result.output
    for words in ("length of a pitch", "order of the products", "asking the audience", "mentioning a coupon"):
        assert words in result.output


def test_a_room_that_tried_nothing_is_told_so(home: Path) -> None:
    Journal(home / "rooms" / "evening" / "journal.sqlite").close()
    result = CliRunner().invoke(command, ["evening"])
    assert result.exit_code == 0
    assert "Nothing was tried" in result.output


@pytest.mark.parametrize("room", ["nowhere", "../etc"])
def test_a_room_that_is_not_there_is_one_clear_line(home: Path, room: str) -> None:
    result = CliRunner().invoke(command, [room])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
