"""The deeper judgement: the sentences that come with the project, and what a shop trains."""

import asyncio
import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from agent.cli.moderation import command
from agent.events import ChatMessage
from agent.moderation import ModerationConfig, ModerationError, Moderator
from agent.moderation.head import load, save
from agent.moderation.labelled import Labelled, read_labelled
from agent.moderation.prototypes import built_in_head, prototypes
from agent.moderation.training import Trained, measured, train
from knowledge.errors import UnavailableError

BAD = ("the blorp is a zzyzx", "zzyzx again, blorp", "what a zzyzx blorp", "全是呱呱货", "呱呱货滚开")
GOOD = ("the lamp is nice", "how much is the lamp", "what a nice kettle", "台灯多少钱", "全是好东西")


def labelled(copies: int = 12) -> Labelled:
    texts = [f"{text} {number % 7}" for number in range(copies) for text in (*BAD, *GOOD)]
    return Labelled(tuple(texts), np.array(([1.0] * 5 + [0.0] * 5) * copies), 0)


@pytest.fixture(scope="module")
def learned() -> Trained:
    return train(labelled(), None)


def moderator(**config: object) -> Moderator:
    return Moderator(ModerationConfig.model_validate(config), now=lambda: 0.0)


async def deeply(judge: Moderator, text: str) -> tuple[bool, str]:
    judged = await judge.judge_deeply(ChatMessage("1", "page", "ann", text, 0.0), "en")
    return judged.allowed, judged.rule


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))


def test_the_projects_own_sentences_are_many_and_in_both_languages() -> None:
    made = prototypes()
    for abusive in (True, False):
        texts = [text for text, bad in made if bad is abusive]
        assert sum(any(char > "\u3400" for char in text) for text in texts) > 300
        assert sum(text.isascii() for text in texts) > 150
        assert not any(sign in text for text in texts for sign in "{}|()\\")


async def test_the_model_helps_where_the_rules_doubt() -> None:
    judge = moderator()
    doubtful = "这种女人真的恶心"
    assert await deeply(judge, doubtful) == (False, "abuse")
    assert await deeply(judge, "这个台灯多少钱") == (True, "")
    assert await deeply(judge, "how much is the lamp") == (True, "")
    assert await deeply(moderator(model="off"), "how much is the lamp") == (True, "")


async def test_what_the_rules_hold_back_needs_no_model() -> None:
    assert await deeply(moderator(), "加微信 abc12345") == (False, "contact")


async def test_a_warm_model_is_ready_before_the_first_question() -> None:
    calls: list[int] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(len(texts))
        return np.ones((len(texts), 3), np.float32)

    judge = Moderator(ModerationConfig(), now=lambda: 0.0, embed=embed)
    await judge.warm()
    calls.clear()
    assert await deeply(judge, "台灯多少钱") == (True, "")
    assert calls == [1]
    await moderator(model="off").warm()


async def test_many_at_once_wait_for_one_model() -> None:
    judge = moderator()
    found = await asyncio.gather(*(deeply(judge, "台灯多少钱") for _ in range(8)))
    assert set(found) == {(True, "")}


def test_a_model_learns_a_shops_own_words_and_comes_back_from_its_file(
    tmp_path: Path, learned: Trained
) -> None:
    assert learned.unseen.f1 > 0.9
    path = tmp_path / "deep" / "head.npz"
    save(learned.head, path)
    again = load(path)
    texts = ["a zzyzx of a blorp", "is the lamp nice", "呱呱货"]
    assert again.probabilities(texts, None) == pytest.approx(
        learned.head.probabilities(texts, None), abs=1e-3
    )
    assert list(again.probabilities(texts, None) >= again.certainty) == [True, False, True]
    assert list(path.parent.iterdir()) == [path]


def test_a_model_asks_for_the_embedding_it_was_trained_with() -> None:
    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[float("zzyzx" in text), 1.0] for text in texts], np.float32)

    head = train(labelled(4), embed).head
    assert head.dimensions == 2
    assert head.probability("zzyzx", embed) > head.probability("lamp", embed)
    with pytest.raises(ModerationError, match="2 dimensions, here there are none; train it again"):
        head.probability("zzyzx", None)


async def test_a_room_with_another_embedding_falls_back_to_the_built_in_model(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 3), np.float32)

    path = tmp_path / "head.npz"
    save(train(labelled(4), embed).head, path)
    judge = moderator(trained=str(path))
    assert await deeply(judge, "台灯多少钱") == (True, "")
    assert "train it again" in caplog.text


async def test_the_rules_judge_alone_while_the_embedding_is_away() -> None:
    away = False

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        if away:
            raise UnavailableError("the endpoint is away")
        return np.ones((len(texts), 3), np.float32)

    judge = Moderator(ModerationConfig(), now=lambda: 0.0, embed=embed)
    assert await deeply(judge, "台灯多少钱") == (True, "")
    away = True
    assert await deeply(judge, "台灯多少钱") == (True, "")
    assert await deeply(judge, "you are an idiot") == (False, "abuse")


def test_the_built_in_model_needs_no_embedding() -> None:
    head = built_in_head(None)
    abusive, innocent = head.probabilities(["女人都是垃圾，真恶心", "这个水壶包邮吗"], None)
    assert abusive > 0.7 > 0.3 > innocent


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken", b"\x93NUMPY\x01\x00"])
def test_a_damaged_model_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trained.npz"
    path.write_bytes(content)
    with pytest.raises(ModerationError, match="no moderation model, or a damaged one; make it again"):
        moderator(trained=str(path))


def test_a_file_of_impossible_numbers_is_refused(tmp_path: Path, learned: Trained) -> None:
    path = tmp_path / "trained.npz"
    save(learned.head, path)
    with np.load(path) as kept:
        parts = {name: kept[name] for name in kept.files}
    parts["features"] = parts["features"] + 10**8
    np.savez(path, **parts)
    with pytest.raises(ModerationError, match="damaged"):
        load(path)


def test_a_room_that_insists_on_a_trained_model_says_how_to_make_one() -> None:
    with pytest.raises(ModerationError, match="nightshift moderation train"):
        moderator(model="own")


def test_figures_are_what_they_say() -> None:
    held = np.array([True, True, False, False])
    figures = measured(held, np.array([1.0, 0.0, 1.0, 0.0]))
    assert (figures.precision, figures.recall, figures.f1, figures.accuracy) == (0.5, 0.5, 0.5, 0.5)
    assert measured(np.array([False]), np.array([0.0])).f1 == 0.0


def write(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_columns_and_labels_are_found_by_name_or_named(tmp_path: Path) -> None:
    plain = write(
        tmp_path / "a.csv",
        ["id,TEXT,is_toxic", "1,hello,Not Toxic", "2,blorp,Toxic", "3,,Toxic", "4,x,maybe"],
    )
    found = read_labelled(plain)
    assert (found.texts, list(found.labels), found.skipped) == (("hello", "blorp"), [0.0, 1.0], 2)
    named = write(tmp_path / "b.csv", ["says,kind", "hello,fine", "blorp,rude"])
    found = read_labelled(named, text="says", label="kind", bad="Rude")
    assert list(found.labels) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        (
            ["a,b", "x,1"],
            [],
            "no column is named text or comment .* there are: 'a', 'b'; name it with --text",
        ),
        (["text,b", "x,1"], ["--label", "c"], "there is no column 'c'; there are: 'text', 'b'"),
        (["text,label", "x,rude"], [], "the label 'rude' means nothing to me.*--bad 'rude'"),
        (["text,label", "x,1", "y,0"], [], "holds 1 bad and 1 innocent comments; training needs at least 20"),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_one_clear_line(
    tmp_path: Path, rows: list[str], options: list[str], message: str
) -> None:
    file = write(tmp_path / "c.csv", rows)
    result = CliRunner().invoke(command, ["train", str(file), *options])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert re.search(message, result.output)


def test_train_test_and_check_on_the_command_line(tmp_path: Path) -> None:
    data = labelled()
    rows = [f"{text},{int(bad)}" for text, bad in zip(data.texts, data.labels, strict=True)]
    file = write(tmp_path / "c.csv", ["text,label", *rows])
    runner = CliRunner()
    before = json.loads(runner.invoke(command, ["test", str(file), "--json"]).output)
    made = runner.invoke(command, ["train", str(file), "--json"])
    assert made.exit_code == 0, made.output
    assert Path(json.loads(made.output)["file"]).is_file()
    after = json.loads(runner.invoke(command, ["test", str(file), "--json"]).output)
    assert after["rules and model"]["f1"] > 0.9 > before["rules and model"]["f1"]
    checked = runner.invoke(
        command, ["check", "what a zzyzx blorp", "how much is the lamp", "加微信 abc12345"]
    )
    assert checked.exit_code == 0, checked.output
    assert "held back: abuse" in checked.output
    assert "held back: contact" in checked.output
    assert "trained" in checked.output
    assert "allowed" in checked.output


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_sheet_as_a_spreadsheet_writes_it_is_read(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "sheet.csv"
    rows = [["Comment", "Label"], ["hello, you", "0"], ['a "quoted; one"', "1"]]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    found = read_labelled(file)
    assert (found.texts, list(found.labels)) == (("hello, you", 'a "quoted; one"'), [0.0, 1.0])
