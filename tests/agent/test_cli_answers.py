from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.answers.answerdesk import AnswerDesk
from agent.cli.answers import command
from agent.cli.ask import command as ask_command
from agent.demo import DEMO_FILE
from agent.paths import shop_folder
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Missed, Version
from knowledge.catalogue import Catalogue
from knowledge.config import KnowledgeConfig
from knowledge.ingest import ingest
from knowledge.shop import Shop

WORDS = KnowledgeConfig.model_validate({"embeddings": "hashing"})
QUESTION = "Is the handle of the Lumen kettle cool to touch?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    ingest(DEMO_FILE, home / "shops" / "demo", knowledge=WORDS)
    return home


@pytest.fixture(autouse=True)
def folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shop's folder, without an answer book."""
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(made))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    folder = shop_folder("demo")
    yield folder
    for path in folder.glob("answers.sqlite*"):
        path.unlink()


def answers(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def ask(question: str) -> dict[str, object]:
    result = CliRunner().invoke(ask_command, [question, "--json"])
    assert result.exit_code == 0, result.output
    reply: dict[str, object] = json.loads(result.stdout)
    return reply


def note(folder: Path, *questions: str, language: str = "en", product: str = "kettle-lumen") -> None:
    book = AnswerBook(folder)
    for question in questions:
        book.questions.note(Missed(question, language, product, "unknown"))
    book.close()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_from_abstention_to_answer_also_in_a_shop_that_is_open(folder: Path) -> None:
    shop = Shop.open(folder)
    try:
        assert ask(QUESTION)["abstained"] is True
        assert ask(QUESTION.lower())["abstained"] is True
        listing = answers("list")
        assert "q1" in listing.stdout
        assert "2×" in listing.stdout
        assert "kettle-lumen" in listing.stdout
        assert (
            "draft" in answers("answer", "q1", "Yes, the handle stays cool.", "It does, at {price}.").stdout
        )
        assert ask(QUESTION)["abstained"] is True
        assert shop.approved(QUESTION, "en") is None
        assert answers("approve", "q1").stdout == "on air: a1\n"
        assert shop.approved(QUESTION, "en") is not None
        reply = ask("is the handle of the lumen kettle cool to the touch")
        assert (reply["reply"], reply["lane"], reply["abstained"]) == (
            "Yes, the handle stays cool.",
            "fact",
            False,
        )
        assert answers("undo").stdout == "taken back: the approval of q1\n"
        assert shop.approved(QUESTION, "en") is None
    finally:
        shop.close()


def test_nothing_in_it_is_said_in_one_line() -> None:
    result = answers("list")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert "nobody has asked shop demo" in result.stdout
    assert answers("undo").stdout == "there is nothing to take back\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["list", "--shop", "nowhere"], "there is no shop named 'nowhere'; there are: demo"),
        (["list", "--shop", "../x"], "cannot name a shop"),
        (["show", "q9"], "there is no question q9"),
        (["show", "x\x1b[31m"], "there is no question or answer 'x'"),
        (["answer", "q9", "Yes."], "there is no question q9"),
        (["approve", "a9"], "there is no question or answer 'a9'"),
        (["approve", "q1"], "q1 has no answer yet"),
        (["answer", "q1", "It is {cost}."], "there is no placeholder {cost}"),
        (["answer", "q1", "Yes.", "--product", "nothing"], "the catalogue has no product 'nothing'"),
        (["answer", "q1", "\x1b[2J"], "there is no reply"),
        (["answer", "q1", "long " * 200], "can be said"),
        (
            ["answer", "q1", "It is $12.", "--approve"],
            'says "$12" but the price of the Lumen electric kettle is',
        ),
        (["edit", "q1"], "say what to change"),
        (["import", "missing.csv"], "missing.csv"),
    ],
)
def test_mistakes_are_told_in_one_line_and_change_nothing(
    folder: Path, arguments: list[str], says: str
) -> None:
    note(folder, QUESTION)
    result = answers(*arguments)
    assert result.exit_code != 0
    assert not isinstance(result.exception, Exception), result.exception
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("Error")]
    assert says in line
    assert "\x1b" not in line
    assert "a1" not in answers("list", "--all").stdout


def test_a_wrong_price_is_told_at_once_and_never_approved(folder: Path) -> None:
    note(folder, QUESTION)
    draft = answers("answer", "q1", "Yes, and it is $12.")
    assert "note: says" in draft.stderr
    refused = answers("approve", "a1")
    assert refused.exit_code == 1
    assert "a1 is not approved" in refused.stderr
    answers("edit", "a1", "Yes, and it is {price}.")
    assert answers("approve", "a1").exit_code == 0


def test_an_answer_whose_price_has_changed_is_listed_with_the_reason(folder: Path, tmp_path: Path) -> None:
    note(folder, QUESTION)
    assert answers("answer", "q1", "Yes, and it is $39.", "--approve").exit_code == 0
    assert ask(QUESTION)["reply"] == "Yes, and it is $39."
    assert "nobody" not in answers("list").stdout
    database = sqlite3.connect(folder / "catalogue.sqlite", isolation_level=None)
    before = database.execute(
        "SELECT value FROM facts WHERE subject = 'kettle-lumen' AND name = 'price'"
    ).fetchone()
    update = "UPDATE facts SET value = ? WHERE subject = 'kettle-lumen' AND name = 'price'"
    database.execute(update, (before[0].replace("3900", "4400"),))
    try:
        assert ask(QUESTION)["abstained"] is True
    finally:
        database.execute(update, before)
        database.close()
    shown = answers("show", "q1").stdout
    assert 'the answer a1 says "$39" but the price of the Lumen electric kettle is $44' in shown
    assert "q1" in answers("list").stdout
    assert ask(QUESTION)["reply"] == "Yes, and it is $39."


def test_languages_are_answered_one_by_one(folder: Path) -> None:
    note(folder, "水壶把手烫手吗", language="zh")
    draft = answers("answer", "q1", "It stays cool.")
    assert "viewers who ask in zh get no answer" in draft.stderr
    assert answers("answer", "q1", "不烫手。", "--approve").stderr == ""
    shown = answers("show", "q1").stdout
    assert "en = It stays cool." in shown
    assert "zh = 不烫手。" in shown


def test_json_holds_all_of_it(folder: Path) -> None:
    note(folder, QUESTION, "Does the Lumen kettle whistle?")
    lines = [json.loads(line) for line in answers("list", "--json").stdout.splitlines()]
    assert [(line["key"], line["count"], line["language"]) for line in lines] == [
        ("q2", 1, "en"),
        ("q1", 1, "en"),
    ]
    assert json.loads(answers("show", "q1", "--json").stdout)["wordings"] == [QUESTION]


def test_dismissed_goes_and_comes_back(folder: Path) -> None:
    note(folder, "sing for me")
    answers("dismiss", "q1")
    assert "sing" not in answers("list").stdout
    assert "[dismissed]" in answers("list", "--all").stdout
    answers("undo")
    assert "sing" in answers("list").stdout


def test_hostile_questions_are_shown_as_plain_text(folder: Path) -> None:
    note(folder, "\x1b]0;owned\x07is it \u202ehot\u202c [red]now[/red] =cmd()")
    listing = answers("list").stdout
    assert "is it hot [red]now[/red] =cmd()" in listing
    assert not any(ord(char) < 32 and char != "\n" for char in listing)


def test_a_sheet_goes_out_is_filled_in_and_comes_back(folder: Path, tmp_path: Path) -> None:
    note(folder, QUESTION, "=HYPERLINK() does the kettle whistle?", "Is the kettle noisy?")
    file = tmp_path / "sheet.csv"
    assert "3 rows" in answers("export", file).stdout
    sheet = rows(file)
    assert {row["question"][:1] for row in sheet} == {"I", "'"}
    fill = {QUESTION: "It stays cool.", "Is the kettle noisy?": "It costs $1."}
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(sheet[0]))
        writer.writeheader()
        writer.writerows(row | {"answer": fill.get(row["question"], "")} for row in sheet)
    result = answers("import", file, "--approve")
    assert "1 answer on air, 1 row left out" in result.stdout
    assert "not on air: says" in result.stderr
    assert ask(QUESTION)["reply"] == "It stays cool."
    assert "whistle" in answers("list").stdout
    assert answers("undo").stdout == "taken back: the import of sheet.csv\n"
    assert ask(QUESTION)["abstained"] is True


def test_rows_that_cannot_be_used_are_told_and_the_others_taken(folder: Path, tmp_path: Path) -> None:
    note(folder, QUESTION)
    file = tmp_path / "sheet.csv"
    answers("export", file)
    head = file.read_text("utf-8-sig").splitlines()[0]
    blank = ["", "", "en", "", ""]
    lines = [
        ["q1", *blank, QUESTION, "", "", "", "", "It stays cool.", "Yes, cool.", ""],
        ["q77", *blank, "?", "", "", "", "", "Yes.", "", ""],
        ["", *blank, "Is it new?", "", "", "", "", "It is {cost}.", "", ""],
        ["", "", "", "en", "nothing", "", "Is it new?", "", "", "", "", "Yes.", "", ""],
        ["", *blank, "Who made it?", "", "", "", "", "x" * 20_000, "", ""],
        ["", *blank, "Is the wolf grey?", "", "", "", "", "", "", ""],
    ]
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(head + "\n")
        csv.writer(out).writerows(lines)
    result = answers("import", file)
    assert "1 answer as drafts, 4 rows left out" in result.stdout
    for says in ("no question q77", "no placeholder {cost}", "no product 'nothing'", "can be said"):
        assert says in result.stderr
    assert answers("approve", "a1").exit_code == 0
    assert [ask(QUESTION)["reply"]] == ["It stays cool."]


def test_a_workbook_comes_back_too(folder: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    note(folder, QUESTION)
    answers("export", tmp_path / "sheet.csv")
    book = openpyxl.Workbook()
    for row in csv.reader((tmp_path / "sheet.csv").read_text("utf-8-sig").splitlines()):
        cells = [*row[:11], "It stays cool.", "", ""] if row[0] == "q1" else row
        book.active.append(cells)
    book.save(tmp_path / "sheet.xlsx")
    assert "1 answer on air" in answers("import", tmp_path / "sheet.xlsx", "--approve").stdout
    assert ask(QUESTION)["reply"] == "It stays cool."


def test_any_sheet_of_questions_and_answers_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_text(
        "question,answer\nDo you have a showroom in Lisbon?,Not yet.\n你们在里斯本有展厅吗,还没有。\n",
        "utf-8",
    )
    assert "2 answers as drafts" in answers("import", file).stdout
    assert answers("approve", "a1", "a2").exit_code == 0
    assert ask("do you have a showroom in lisbon")["reply"] == "Not yet."


def test_nothing_stands_against_the_demo_shop_s_own_answers(folder: Path) -> None:
    catalogue = Catalogue(folder)
    own = catalogue.info().answers
    catalogue.close()
    with AnswerDesk(folder) as desk:
        against = {one.id: desk.problems(Version(one.questions, one.replies, one.product_id)) for one in own}
    assert {key: problems for key, problems in against.items() if problems} == {}


def test_a_product_that_the_shop_lacks_is_not_listed_as_its_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    products = tmp_path / "products.csv"
    products.write_text("SKU,Name,Price\nLM-200,Aurora Desk Lamp,$45\nKT-310,Breeze Kettle,$29\n", "utf-8")
    ingest(products, shop_folder("corner"), knowledge=WORDS)
    result = CliRunner().invoke(ask_command, ["LM-201多少钱", "--shop", "corner", "--json"])
    assert json.loads(result.stdout)["abstained"]
    listed = json.loads(answers("list", "--shop", "corner", "--json").stdout)
    assert listed["product_id"] == ""
