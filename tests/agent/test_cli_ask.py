from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli.ask import command
from agent.demo import ensure_shop
from evals.bench.stub_openai import StubOpenAI


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(home))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def ask(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_question_is_answered_from_the_demo_shop() -> None:
    result = ask("How much is the electric kettle?")
    assert result.exit_code == 0, result.output
    reply, note = result.output.splitlines()
    assert "$39" in reply
    assert "fact lane" in note
    assert "/price" in note


def test_json_tells_the_whole_answer() -> None:
    result = ask("电热水壶多少钱？", "--json")
    answer = json.loads(result.stdout)
    assert set(answer) == {"id", "reply", "lane", "product_ids", "fact_ids", "abstained", "verdict"}
    assert (answer["lane"], answer["abstained"], answer["verdict"]) == ("fact", False, "pass")
    assert "39" in answer["reply"]
    assert answer["product_ids"]
    assert all("/" in fact for fact in answer["fact_ids"])


def test_product_on_stage_is_what_it_means(tmp_path: Path) -> None:
    answer = json.loads(ask("how heavy is it", "--on-stage", "carryon-tern", "--json").stdout)
    assert answer["fact_ids"] == ["carryon-tern/weight"]
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    row = {"id": 1, "question": "how much is the second one", "listed": ["lamp-heron", "bottle-brook"]}
    source.write_text(json.dumps(row), encoding="utf-8")
    assert ask("--batch", source, "--out", out).exit_code == 0
    assert rows(out)[0]["product_ids"] == ["bottle-brook"]


def test_language_may_be_set() -> None:
    answer = json.loads(ask("???", "--language", "zh", "--json").stdout)
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["reply"])


def test_unknown_question_is_an_honest_abstention() -> None:
    answer = json.loads(ask("Does the electric kettle work on Mars?", "--json").stdout)
    assert (answer["lane"], answer["abstained"]) == ("abstain", True)
    assert answer["reply"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Hi", "--shop", "nowhere"], "no shop"),
        (["Hi", "--shop", "../x"], "cannot name a shop"),
        (["Hi", "--persona", "nobody"], "no persona"),
        ([], "ask one QUESTION"),
        ([" "], "ask one QUESTION"),
        (["Hi", "--batch", "a", "--out", "b"], "ask one QUESTION"),
        (["--batch", "missing.jsonl"], "go together"),
        (["--batch", "missing.jsonl", "--out", "o.jsonl"], "missing.jsonl: No such file"),
    ],
)
def test_mistakes_are_told_in_one_line(arguments: list[str], says: str) -> None:
    result = ask(*arguments)
    assert result.exit_code != 0
    assert not isinstance(result.exception, Exception), result.exception
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("Error")]
    assert says in line


def test_batch_keeps_the_order_and_reports_bad_rows(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = '{"id": "d", "question": "电热水壶有货吗？"}'.encode()
    first = b'{"id": 7, "question": "How much is the electric kettle?", "note": "x"}'
    bad = [b"nonsense", b"", b'{"id": "b"}', b'{"id": "c", "question": ""}']
    source.write_bytes(b"\n".join([first, *bad, good, b"\xff"]))
    result = ask("--batch", source, "--out", out)
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in rows(out)] == [7, "d"]
    for number, field in ((2, "Invalid JSON"), (4, "question"), (5, "question"), (7, "Invalid JSON")):
        assert any(f"in.jsonl:{number}: skipped: {field}" in line for line in result.stderr.splitlines())
    assert "2 answers" in result.stderr
    assert result.stdout == ""


def test_batch_without_a_usable_row_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("[]\n", encoding="utf-8")
    result = ask("--batch", source, "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "no usable row" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_batch_does_not_overwrite_its_input(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "question": "Hi"}\n', encoding="utf-8")
    result = ask("--batch", source, "--out", source)
    assert result.exit_code == 2
    assert rows(source) == [{"id": 1, "question": "Hi"}]


async def test_model_is_used_when_an_endpoint_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions = [f"Would the electric kettle suit poet number {'i' * n}?" for n in range(1, 7)]
    lines = [json.dumps({"id": n, "question": question}) for n, question in enumerate(questions)]
    source.write_text("\n".join(lines), encoding="utf-8")

    def reply(messages: list[dict[str, Any]]) -> str:
        return "[happy]It would suit a poet. It costs $1,234."

    async with StubOpenAI(reply) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        result = await asyncio.to_thread(ask, "--batch", source, "--out", out)
    assert result.exit_code == 0, result.output
    answers = rows(out)
    assert [answer["id"] for answer in answers] == list(range(6))
    assert {answer["lane"] for answer in answers} == {"model"}
    assert {answer["reply"] for answer in answers} == {"It would suit a poet."}
    assert {answer["verdict"] for answer in answers} == {"block"}


def test_demo_shop_is_loaded_once(home: Path) -> None:
    folder = ensure_shop("demo")
    assert folder == home / "shops" / "demo"
    stamp = (folder / "catalogue.sqlite").stat().st_mtime_ns
    assert ensure_shop("demo") == folder
    assert (folder / "catalogue.sqlite").stat().st_mtime_ns == stamp


def test_sentences_in_latin_letters_stay_apart_in_a_chinese_reply() -> None:
    from agent.cli.ask import _joined

    assert _joined(["这款39美元。", "有货。"]) == "这款39美元。有货。"
    assert _joined(["We ship in 2 days.", "Orders over $50 ship free."]).count(". ") == 1


def test_an_unknown_product_on_stage_is_said() -> None:
    result = ask("how much is it", "--on-stage", "nope")
    assert "no product of this shop has the id 'nope'" in result.output
