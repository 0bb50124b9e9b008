"""Pages about runs: what strangers wrote stays text, and what was marked joins a set."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from evals.conversations.loading import load
from evals.conversations.schema import Conversation
from evals.reports.comparison import page as comparison_page
from evals.reports.html import Markup, as_data, tag
from evals.reports.marks import Mark, MarksError, join, marked, read_marks
from evals.reports.page import page
from evals.runs.compare import compare
from evals.runs.folder import RunSpec
from evals.runs.results import Case, Run
from evals.scorers import Finding, Measure
from evals.transcript import KnownFact, Reply, Spoken, Transcript, Written

EVIL = "</script><img src=x onerror=alert(1)>\"'&"


def case(name: str = "a", *, fate: str = "answered", text: str = "how much?", passed: bool = True) -> Case:
    conversation = Conversation.model_validate(
        {"id": name, "heading": "price", "about": text, "chat": [{"t": 1, "by": text[:80], "text": text,
         "expect": {"say": ["$1"], "within_s": 9}}]}
    )  # fmt: skip
    line = Spoken(
        id="l1", turn="t1", kind="answer", lane="fact", at_s=2, until_s=4, text=f"It is $39. {text}",
        heard="It is $39.", complete=False, facts=("kettle/price",), question="q1",
    )  # fmt: skip
    transcript = Transcript(
        conversation=name, persona="mei", language="en", for_s=10,
        messages=(Written(id="m0", at_s=1, by=text[:80], text=text, fate=fate, question="q1"),),
        lines=(line,),
        replies=(
            Reply(
                question="q1", turn="t1", messages=("m0",), askers=(), asked_at_s=1, at_s=2, lane="fact",
                abstained=fate == "abstained",
            ),
        ),
        facts=(KnownFact(id="kettle/price", subject="kettle", kind="price", texts=(text,)),),
    )  # fmt: skip
    why = () if passed else (Finding(where="m0", why=f"said nothing of {text}"),)
    return Case(
        conversation, transcript, {"content": Measure(name="content", hits=int(passed), of=1, findings=why)}
    )


def run(*cases: Case, name: str = "tonight") -> Run:
    return Run(name, RunSpec(set="demo", digest="d", conversations=len(cases)), cases)


def marks_file(folder: Path, *marks: dict[str, Any], of: str = "tonight") -> Path:
    path = folder / "marks.json"
    path.write_text(json.dumps({"run": of, "marks": marks}))
    return path


def mark(message: str = "m0", **fields: str) -> dict[str, Any]:
    return {"conversation": "a", "message": message, "mark": "good", **fields}


def test_strangers_words_never_become_markup() -> None:
    shown = page(run(case(text=EVIL, passed=False)))
    both = comparison_page(compare(run(case(text=EVIL)), run(case(text=EVIL, passed=False), name=EVIL)))
    for html in (shown, both):
        assert "<img" not in html
        assert "onerror=alert(1)&gt;" in html
        assert "default-src &#x27;none&#x27;" in html


def test_data_for_the_script_cannot_end_its_element() -> None:
    assert "<" not in as_data(json.dumps({"run": EVIL}))
    assert json.loads(as_data(json.dumps({"run": EVIL}))) == {"run": EVIL}


def test_only_markup_passes_unescaped() -> None:
    assert tag("b", "<i>", Markup("<i>x</i>"), title='a"b') == '<b title="a&quot;b">&lt;i&gt;<i>x</i></b>'


def test_a_page_stands_alone() -> None:
    html = page(run(case()))
    assert "http" not in html.replace("http-equiv", "")
    assert " src=" not in html


def test_the_worst_cases_come_first_with_facts_and_verdicts_beside_them() -> None:
    html = page(run(case("well"), case("badly", passed=False)), worst=1)
    assert 'id="case-badly"' in html
    assert 'id="case-well"' not in html
    row = html[html.index("It is $39.<s>") :]
    assert row.index("kettle/price") < row.index("</tr>")
    assert "said nothing of how much?" in html
    assert "1 of 2 conversations passed" in html


def test_what_the_scorers_saw_of_a_cut_line_is_struck_through() -> None:
    assert "It is $39.<s> how much?</s>" in page(run(case()))


def test_errors_and_requests_not_as_recorded_stand_at_the_top() -> None:
    odd = case()
    odd = replace(odd, transcript=odd.transcript.model_copy(update={"mismatches": ("recorded: a now: b",)}))
    html = page(replace(run(odd), errors={"z": "no such product"}))
    assert html.index("no such product") < html.index("Scoreboard")
    assert html.index("recorded: a now: b") < html.index("Scoreboard")


def test_a_good_mark_expects_from_now_on_what_the_answer_did() -> None:
    joined = marked(case(), [Mark.model_validate(mark())])
    expected = joined.chat[0].expect
    assert expected is not None
    assert (expected.outcome, expected.facts, expected.say) == ("answer", ("kettle/price",), ())
    assert expected.within_s == 9
    abstained = marked(case(fate="abstained"), [Mark.model_validate(mark())]).chat[0].expect
    assert abstained is not None
    assert (abstained.outcome, abstained.facts) == ("abstain", ())


def test_a_bad_mark_expects_what_was_wished_for() -> None:
    wish = mark(mark="bad", should="answer", say="$39 | 39 dollars", never="free")
    expected = marked(case(), [Mark.model_validate(wish)]).chat[0].expect
    assert expected is not None
    assert expected.say == ("$1", "$39 | 39 dollars")
    assert expected.never == ("free",)
    refused = marked(case(), [Mark.model_validate(mark(mark="bad", should="ignore"))]).chat[0].expect
    assert refused is not None
    assert (refused.outcome, refused.say) == ("ignore", ())


def test_marked_cases_join_a_set_and_marking_again_replaces_them(tmp_path: Path) -> None:
    into = tmp_path / "mine.jsonl"
    done = join(run(case(), case("b")), marks_file(tmp_path, mark()), into)
    assert (done.marked, done.cases, done.total) == (1, 1, 1)
    assert [one.id for one in load(str(into))] == ["a"]
    join(run(case()), marks_file(tmp_path, mark(mark="bad", should="abstain")), into)
    (only,) = load(str(into))
    assert only.chat[0].expect is not None
    assert only.chat[0].expect.outcome == "abstain"


@pytest.mark.parametrize(
    ("marks", "of", "said"),
    [
        ([mark()], "yesterday", "was marked in the report of yesterday"),
        ([mark(message="m9")], "tonight", "no message 'm9'"),
        ([{**mark(), "conversation": "z"}], "tonight", "no conversation 'z'"),
        ([{**mark(), "mark": "ugly"}], "tonight", r"marks\.0\.mark"),
    ],
)
def test_marks_that_do_not_fit_are_one_line(
    marks: list[dict[str, Any]], of: str, said: str, tmp_path: Path
) -> None:
    into = tmp_path / "mine.jsonl"
    with pytest.raises(MarksError, match=said) as error:
        join(run(case()), marks_file(tmp_path, *marks, of=of), into)
    assert "\n" not in str(error.value)
    assert not into.exists()


@pytest.fixture
def opened(tmp_path: Path, chromium: dict[str, Any]) -> Iterator[Page]:
    html = tmp_path / "report.html"
    html.write_text(page(run(case("badly", text=EVIL, passed=False), case("well"))), "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(**chromium)
        shown = browser.new_page()
        shown.on("pageerror", lambda error: pytest.fail(str(error)))
        asked: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(html.as_uri())
        yield shown
        assert not [url for url in asked if url != html.as_uri() and not url.startswith("blob:")]
        browser.close()


@pytest.mark.browser
def test_marks_are_saved_as_join_reads_them(opened: Page, tmp_path: Path) -> None:
    box = opened.locator('.marking[data-conversation="badly"]')
    box.get_by_role("button", name="bad").click()
    box.locator('[data-wish="should"]').select_option("abstain")
    box.locator('[data-wish="never"]').fill("$39")
    opened.locator("summary", has_text="well").click()
    opened.locator('.marking[data-conversation="well"]').get_by_role("button", name="good").click()
    assert opened.locator("#marks").inner_text() == "2 marks"
    with opened.expect_download() as coming:
        opened.locator("#save").click()
    path = tmp_path / "marks.json"
    coming.value.save_as(path)
    marks = read_marks(path)
    assert marks.run == "tonight"
    assert {(one.conversation, one.mark, one.should, one.never) for one in marks.marks} == {
        ("badly", "bad", "abstain", "$39"), ("well", "good", "answer", ""),
    }  # fmt: skip


@pytest.mark.browser
def test_marks_outlast_the_page_and_a_second_click_takes_one_back(opened: Page) -> None:
    box = opened.locator('.marking[data-conversation="badly"]')
    box.get_by_role("button", name="good").click()
    opened.reload()
    assert opened.locator("#marks").inner_text() == "1 mark"
    box.get_by_role("button", name="good").click()
    assert opened.locator("#marks").inner_text() == "0 marks"


@pytest.mark.browser
def test_filters_leave_what_they_name(opened: Page) -> None:
    opened.locator('[data-filter="missed"]').select_option("content")
    assert opened.locator(".case:visible").count() == 1
    assert opened.locator("#case-badly").is_visible()


@pytest.mark.browser
def test_strangers_words_are_read_as_words(opened: Page) -> None:
    assert EVIL in opened.locator("#case-badly .viewer").first.inner_text()
    assert opened.locator("img").count() == 0


@pytest.mark.browser
def test_its_data_is_json_for_the_script(opened: Page) -> None:
    assert json.loads(opened.locator("#run").text_content() or "") == {"run": "tonight"}
