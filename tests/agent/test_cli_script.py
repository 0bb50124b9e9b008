import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from agent.agenda.scriptdesk import ScriptDesk
from agent.agenda.scriptimport import Found, Left, Piece, _Pasted, sorted_words
from agent.cli.script import _write_all, command
from agent.lanes.model import ModelConfig
from evals.bench import stub_wire
from evals.bench.stub_openai import StubOpenAI
from knowledge.ingest import ingest
from persona.loader import load_persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"
PASTED = """Lumen electric kettle
Mornings are short, so let's talk about the Lumen kettle. Tired of waiting for water? It boils a full 1.7
liters in about 7 minutes with 1500 watts. It is only $39, down from $49. It's the best kettle in the world.
Tap the card if you like it.

Heron lamp
Hook: Who reads at night?
Price: The Heron desk lamp costs $29.
Call: The card is right beside me.

【燕鸥登机箱】
痛点：出差总是怕箱子太重？
价格：现在129美元，原价159美元。
逼单：手慢无，赶紧抢！

# Toaster 3000
Golden toast for everyone.

The Brook insulated bottle keeps tea hot for 12 hours.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    ingest(DEMO, folder / "shops" / "demo", progress=lambda *_: None)
    return folder


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(home))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for path in (home / "shops" / "demo" / "scripts").glob("*"):
        path.unlink()


def run(*args: str) -> Result:
    return CliRunner().invoke(command, list(args))


def kept(home: Path, name: str) -> str:
    return (home / "shops" / "demo" / "scripts" / name).read_text(encoding="utf-8")


def test_a_first_script_is_composed_from_facts_and_passes_its_own_check(home: Path) -> None:
    for language in ("en", "zh"):
        made = run("write", "kettle-lumen", "--composed", "--language", language)
        assert made.exit_code == 0, made.output
    text = kept(home, "kettle-lumen.en.md")
    assert "{price}" in text
    assert "$39" not in text
    assert "39美元" not in kept(home, "kettle-lumen.zh.md")
    checked = run("check")
    assert checked.exit_code == 0, checked.output
    assert "2 scripts, 0 faults" in checked.output
    assert "kettle-lumen  en  hook 4, pain 4, proof 4, price 4, call 4" in run("list").output
    assert "$39" in run("show", "kettle-lumen").output


def test_without_a_model_a_script_is_composed_and_that_is_said(home: Path) -> None:
    made = run("write", "kettle-lumen")
    assert made.exit_code == 0, made.output
    assert "no chat model is set up" in made.output
    assert "{price}" in kept(home, "kettle-lumen.en.md")


def test_a_script_that_is_there_is_kept_unless_told_otherwise(home: Path) -> None:
    run("write", "kettle-lumen", "--composed")
    path = home / "shops" / "demo" / "scripts" / "kettle-lumen.en.md"
    path.write_text(path.read_text().replace("## Hook", "## Hook\n- Edited by hand, {product}."))
    assert "kept as it is" in run("write", "kettle-lumen", "--composed").output
    assert "Edited by hand" in path.read_text()
    run("write", "kettle-lumen", "--composed", "--replace")
    assert "Edited by hand" not in path.read_text()


def test_pasted_scripts_of_many_products_are_sorted_checked_and_reported(home: Path, tmp_path: Path) -> None:
    pasted = tmp_path / "scripts.txt"
    pasted.write_text(PASTED, encoding="utf-8")
    done = run("import", str(pasted))
    assert done.exit_code == 0, done.output
    kettle = kept(home, "kettle-lumen.en.md")
    assert re.search(r"## Pain\n- Tired of waiting for water\?", kettle)
    assert re.search(r"## Price\n- It is only \{price\}, down from \{list_price\}\.", kettle)
    assert re.search(r"## Call\n- Tap the card if you like it\.", kettle)
    assert "1.7 liters in about 7 minutes" in kettle
    assert "best kettle" not in kettle
    assert "Who reads at night?" in kept(home, "lamp-heron.en.md")
    assert "现在{price}，原价{list_price}。" in kept(home, "carryon-tern.zh.md")
    assert "12 hours" in kept(home, "bottle-brook.en.md")
    for left, why in (("$29", "price"), ("best kettle", "superlative"), ("手慢无", "scarce")):
        assert re.search(rf"left out: .*{re.escape(left)}.*{why}", done.output), (left, done.output)
    assert "no product of the shop is called 'Toaster 3000'" in done.output
    assert run("check").exit_code == 0


def test_a_sheet_goes_out_and_comes_back(home: Path, tmp_path: Path) -> None:
    run("write", "kettle-lumen", "lamp-heron", "--composed")
    sheet = tmp_path / "scripts.csv"
    assert "40 wordings" in run("export", str(sheet)).output
    again = run("import", str(sheet))
    assert "0 taken, 40 known already, 0 left out" in again.output
    lines = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(
        lines + "lamp-heron,,hook,A new line for the evening.,en\nlamp-heron,,jingle,La la.,en\n"
    )
    again = run("import", str(sheet))
    assert "lamp-heron en: 1 wording taken" in again.output
    assert "'jingle' is no beat" in again.output
    assert "A new line for the evening." in kept(home, "lamp-heron.en.md")


def test_a_workbook_with_chinese_headers_is_read(home: Path, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("商品", "环节", "话术"),
        ("白鹭台灯", "开场", "晚上看书的朋友看这里。"),
        ("", "价格", "白鹭台灯现在59美元。"),
    ):
        sheet.append(row)
    path = tmp_path / "话术.xlsx"
    book.save(path)
    done = run("import", str(path))
    assert "lamp-heron zh: 2 wordings taken" in done.output
    assert "白鹭台灯现在{price}。" in kept(home, "lamp-heron.zh.md")


def test_check_names_file_line_and_reason(home: Path) -> None:
    run("write", "kettle-lumen", "--composed")
    path = home / "shops" / "demo" / "scripts" / "kettle-lumen.en.md"
    path.write_text(path.read_text().replace("## Hook\n", "## Hook\n- Only $5 today!\n"))
    checked = run("check", "kettle-lumen")
    assert checked.exit_code == 1
    assert f'{path}:7: "Only $5 today!"' in checked.output
    path.write_text("# no script\n")
    broken = run("check")
    assert broken.exit_code == 1
    assert f"{path}:1: lacks a line 'product: …'" in broken.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["write", "toaster", "--composed"], "the shop has no product 'toaster'"),
        (["write", "kettle-lumen", "--composed", "--language", "fr"], "does not speak 'fr'"),
        (["show", "kettle-lumen"], "there is no script of kettle-lumen in en"),
        (["show", "../../x"], "the shop has no product '../../x'"),
        (["check", "toaster"], "there is no script of toaster"),
        (["list", "--shop", "nowhere"], "there is no shop named 'nowhere'"),
        (["list", "--shop", "../x"], "cannot name a shop"),
        (["import", "/no/such/file.txt"], "/no/such/file.txt: No such file"),
        (["import", "/no/such/file.csv"], "/no/such/file.csv: No such file"),
        (["export", "/no/such/folder/x.csv"], "/no/such/folder/x.csv: No such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(args: list[str], says: str) -> None:
    done = run(*args)
    assert done.exit_code == 1
    assert says in done.output
    assert "Traceback" not in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_sheet_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    assert "no row names the columns product and text" in run("import", str(path)).output


@given(st.text(max_size=400))
def test_any_pasted_text_ends_up_taken_or_left(text: str) -> None:
    def find(name: str, whole: bool) -> Found:
        return Found("kettle") if "kettle" in name.casefold() else Found("", "unknown")

    for piece in _Pasted(find).read(text):
        assert isinstance(piece, Piece | Left)
        assert 1 <= piece.line <= text.count("\n") + len(text) + 1


def test_sentences_are_sorted_into_beats() -> None:
    text = "Look at this lamp. Tired of dim rooms? It has 5 levels. It costs $59. Tap the card."
    assert [beat for beat, _ in sorted_words(text)] == ["hook", "pain", "proof", "price", "call"]


SCRIPT = (
    "Of course!\n```markdown\n## Hook\n- Hello to {product}.\n\n## Price\n- {product} is {price} today.\n```"
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.cli.script.PAUSES_S", (0.01, 0.01))


async def written_by(stub: StubOpenAI, *products: str) -> int:
    """Have scripts written by a server; the exit status."""
    persona = load_persona("mei")
    config = ModelConfig(base_url=stub.base_url, name="stub", complete_s=5.0)
    with ScriptDesk(Path(os.environ["NIGHTSHIFT_HOME"]) / "shops" / "demo") as desk:
        try:
            await _write_all(desk, products, "en", persona, config)
        except SystemExit as ended:
            return int(str(ended.code))
    return 0


async def test_a_server_writes_scripts_and_is_asked_again_while_it_is_busy(
    home: Path, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    async with StubOpenAI([SCRIPT], failures=["429", "500"]) as stub:
        assert await written_by(stub, "kettle-lumen", "lamp-heron") == 0
    assert "- {product} is {price} today." in kept(home, "kettle-lumen.en.md")
    assert (home / "shops" / "demo" / "scripts" / "lamp-heron.en.md").is_file()
    told = capsys.readouterr()
    assert told.err.count("trying again") == 2
    assert "429" in told.err
    assert "kettle-lumen: 2 wordings in" in told.out


async def test_a_script_that_a_server_does_not_write_is_named_and_the_others_are_written(
    home: Path, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = "I'm sorry, but I can't help with that request."
    async with StubOpenAI([refusal, SCRIPT]) as stub:
        assert await written_by(stub, "kettle-lumen", "lamp-heron") == 1
    told = capsys.readouterr()
    assert f'kettle-lumen: the model wrote no script: "{refusal}"' in told.err
    assert "lamp-heron: 2 wordings in" in told.out


@pytest.mark.parametrize("failure", ["429", "500"])
async def test_a_server_that_never_answers_ends_the_writing_soon_in_plain_words(
    home: Path, impatient: None, capsys: pytest.CaptureFixture[str], failure: str
) -> None:
    async with StubOpenAI([SCRIPT], failures=[failure] * 30) as stub:  # type: ignore[list-item]
        assert await written_by(stub, "kettle-lumen", "lamp-heron", "carryon-tern") == 1
        assert stub.counters.requests <= 6
    told = capsys.readouterr().err
    assert "the chat model does not answer; the others are left as they are" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "body", [{"choices": []}, {"error": "no such model"}, {"choices": [{"message": None}]}]
)
async def test_a_reply_that_is_no_reply_is_one_line(
    home: Path,
    impatient: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    body: dict[str, Any],
) -> None:
    monkeypatch.setattr(stub_wire, "completion", lambda pieces, asked: body)
    async with StubOpenAI([SCRIPT]) as stub:
        assert await written_by(stub, "kettle-lumen") == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("kettle-lumen: the model sent")


async def test_a_reply_that_was_cut_at_its_longest_is_not_taken_for_a_script(
    home: Path, impatient: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stub_wire.completion

    def cut(pieces: list[str], body: dict[str, Any]) -> dict[str, Any]:
        made = whole(pieces, body)
        made["choices"][0]["finish_reason"] = "length"
        return made

    monkeypatch.setattr(stub_wire, "completion", cut)
    async with StubOpenAI([SCRIPT]) as stub:
        assert await written_by(stub, "kettle-lumen") == 1
    assert "longer than allowed" in capsys.readouterr().err
