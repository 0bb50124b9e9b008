"""Runs: their folders, and two of them compared."""

from pathlib import Path

import pytest

from evals.conversations.schema import Conversation
from evals.rooms.recording import Exchange, Recording, RecordingError, key_of, plain
from evals.rooms.recording import read as read_recording
from evals.rooms.recording import write as write_recording
from evals.runs.compare import compare
from evals.runs.folder import RunError, RunFolder, RunSpec, begin, find
from evals.runs.results import Case, Run, board
from evals.runs.spread import spread
from evals.scorers import Finding, Measure
from evals.transcript import Transcript


def conversation(name: str) -> Conversation:
    return Conversation.model_validate(
        {"id": name, "heading": "price", "chat": [{"t": 1, "by": "Ann", "text": "hi"}]}
    )


def case(name: str, *, hits: int, of: int = 4, waits: tuple[float, ...] = (1.0,)) -> Case:
    findings = (Finding(where="m0", why="<b>wrong</b>"),) if hits < of else ()
    return Case(
        conversation(name),
        Transcript(conversation=name, persona="mei", language="en", for_s=45),
        {
            "grounded": Measure(name="grounded", hits=hits, of=of, findings=findings),
            "latency": Measure(name="latency", hits=len(waits), of=len(waits), values=waits),
        },
    )


def run(name: str, cases: list[Case], **spec: str) -> Run:
    return Run(name, RunSpec(set="demo", digest="d", conversations=len(cases), **spec), tuple(cases))


SPEC = RunSpec(set="demo-en", digest="abc", conversations=1, persona="kai")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    return tmp_path


def test_a_run_that_was_not_finished_goes_on_and_a_finished_one_does_not() -> None:
    first, again = begin(SPEC, [conversation("a")])
    assert not again
    assert first.name == "demo-en-kai-1"
    same, again = begin(SPEC, [conversation("a")])
    assert (same.path, again) == (first.path, True)
    first.finish()
    fresh, again = begin(SPEC, [conversation("a")])
    assert (fresh.name, again) == ("demo-en-kai-2", False)


def test_another_seed_is_another_run_beside_the_unfinished_one() -> None:
    first, _ = begin(SPEC, [conversation("a")])
    other, again = begin(SPEC.model_copy(update={"seed": 2}), [conversation("a")])
    assert other.path != first.path
    assert not again


def test_a_named_run_never_takes_over_one_of_another_spec() -> None:
    begin(SPEC, [conversation("a")], "tonight")
    with pytest.raises(RunError, match="seed: none"):
        begin(SPEC.model_copy(update={"seed": 2}), [conversation("a")], "tonight")
    with pytest.raises(RunError, match="cannot name a run"):
        begin(SPEC, [conversation("a")], "../tonight")


def test_a_run_is_found_by_its_name_or_folder_and_else_the_names_are_told(home: Path) -> None:
    folder, _ = begin(SPEC, [conversation("a")], "tonight")
    assert find("tonight").spec == SPEC
    assert find(str(folder.path)).spec == SPEC
    with pytest.raises(RunError, match="there are: tonight"):
        find("yesterday")


def test_a_damaged_run_is_named_with_its_field(home: Path) -> None:
    folder, _ = begin(SPEC, [conversation("a")], "tonight")
    (folder.path / "run.json").write_text('{"set": 3}')
    with pytest.raises(RunError, match=r"run\.json: set"):
        RunFolder(folder.path)


def test_a_limit_takes_conversations_from_all_over_the_set() -> None:
    found = [conversation(f"c{number}") for number in range(10)]
    assert [one.id for one in spread(found, 4)] == ["c0", "c2", "c5", "c7"]
    assert spread(found, 0) == found
    assert spread(found, 50) == found


def test_the_scoreboard_sums_over_conversations_and_leaves_out_what_had_nothing_to_see() -> None:
    rows = {row.name: row for row in board([case("a", hits=4), case("b", hits=1, waits=(3.0, 5.0))])}
    assert (rows["grounded"].hits, rows["grounded"].of) == (5, 8)
    assert rows["latency"].median == 3.0
    assert "refused" not in rows


def test_a_difference_in_every_conversation_is_sure_and_none_is_not() -> None:
    names = [f"c{number}" for number in range(40)]
    worse = run("a", [case(name, hits=2) for name in names])
    better = run("b", [case(name, hits=4, waits=(0.5,)) for name in names])
    found = {one.title: one for one in compare(worse, better).differences}
    grounded = found["Grounded claims"]
    assert (grounded.a, grounded.b) == (0.5, 1.0)
    assert grounded.low == grounded.high == pytest.approx(0.5)
    assert grounded.sure
    assert grounded.better
    assert found["In time, mean"].change == pytest.approx(-0.5)
    assert found["In time, mean"].better
    assert not any(one.sure for one in compare(worse, worse).differences)


def test_one_conversation_of_many_is_no_sure_difference_and_it_is_named() -> None:
    names = [f"c{number}" for number in range(40)]
    before = run("a", [case(name, hits=4) for name in names])
    after = run("b", [case(name, hits=4 if name != "c7" else 3) for name in names], persona_digest="x")
    both = compare(before, after)
    grounded = next(one for one in both.differences if one.name == "grounded")
    assert grounded.change < 0
    assert grounded.low < grounded.change < grounded.high == 0
    assert not grounded.sure
    assert [(one.a.conversation.id, one.worse) for one in both.turned] == [("c7", True)]
    assert "The personas differ." in both.notes


def test_the_same_comparison_gives_the_same_intervals() -> None:
    names = [f"c{number}" for number in range(20)]
    before = run("a", [case(name, hits=number % 5) for number, name in enumerate(names)])
    after = run("b", [case(name, hits=(number * 3) % 5) for number, name in enumerate(names)])
    assert compare(before, after).differences == compare(before, after).differences


def test_runs_without_a_common_conversation_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="no conversation in common"):
        compare(run("a", [case("x", hits=1)]), run("b", [case("y", hits=1)]))


def body(text: str, mark: str) -> dict[str, object]:
    words = f"Data stands between the lines that carry {mark}, and so on.\n----- {mark} question\n{text}"
    return {"model": "m", "max_completion_tokens": 300, "messages": [{"role": "user", "content": words}]}


def exchange(text: str, nth: int = 0) -> Exchange:
    request = plain(body(text, "0123456789abcdef"))
    return Exchange(
        conversation="a", key=key_of(request), nth=nth, request=request, pieces=((0.1, "data: x"),)
    )


def test_a_request_is_known_again_whatever_its_mark() -> None:
    held = Recording([exchange("how much")])
    found = held.find(plain(body("how much", "fedcba9876543210")))
    assert isinstance(found, Exchange)
    assert held.find(plain(body("how much", "fedcba9876543210"))) == (
        "the recording has this request 1 times; it was sent once more"
    )


def test_a_request_that_is_not_there_is_shown_where_it_differs() -> None:
    line = Recording([exchange("how much is the lamp")]).find(plain(body("how much is the mug", "f" * 16)))
    assert isinstance(line, str)
    assert "the lamp" in line
    assert "the mug" in line
    assert (
        Recording([]).find(plain(body("x", "f" * 16))) == "the recording has no request of this conversation"
    )


def test_a_recording_is_read_back_and_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.jsonl"
    write_recording(path, [exchange("one"), exchange("two")])
    assert read_recording(path) == {"a": (exchange("one"), exchange("two"))}
    path.write_text(path.read_text() + '{"conversation": "b"}\n')
    with pytest.raises(RecordingError, match=r"model\.jsonl:3: key"):
        read_recording(path)
