"""Twenty minutes on air before simulated viewers, and the judges that read the journal."""

from pathlib import Path
from typing import Any

import pytest

from agent.demo import DEMO_FILE
from agent.journal import Entry
from evals.audience.audience import Asked, AudienceConfig
from evals.audience.topics import Topic
from evals.bench.day import simulate
from evals.bench.day_questions import Fates
from evals.bench.day_speech import Kinds, Prices, Repeats, Resumes, amounts
from knowledge.ingest import ingest
from knowledge.model import Fact, Money


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shops") / "demo"
    ingest(DEMO_FILE, folder, progress=lambda *_: None)
    return folder


@pytest.fixture(scope="module", params=[("en", 1200.0), ("zh", 500.0)], ids=["en", "zh"])
def day(
    shop: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, Any]:
    language, seconds = request.param
    config = AudienceConfig(seed=4, language=language)
    return simulate(shop, tmp_path_factory.mktemp("day"), config, seconds)


def test_every_question_has_an_end_and_none_is_lost(day: dict[str, Any]) -> None:
    questions = day["questions"]
    assert questions["questions"] > 60
    assert questions["lost"] == 0
    assert sum(questions["fates"].values()) == questions["questions"]
    assert questions["fates"]["answered"] > 25


def test_questions_that_are_not_the_same_are_not_merged(day: dict[str, Any]) -> None:
    assert day["questions"]["merges"]["examples"] == []


def test_there_is_no_dead_air(day: dict[str, Any]) -> None:
    assert day["air"]["silences_over_2_s"] == 0


def test_every_price_spoken_is_in_the_facts_of_its_sentence(day: dict[str, Any]) -> None:
    assert day["prices"]["spoken"] > 15
    assert day["prices"]["wrong_examples"] == []
    assert day["prices"]["wrong"] == 0


def test_no_sentence_is_said_twice(day: dict[str, Any]) -> None:
    assert day["speech"]["sentences"] > 50
    assert day["speech"]["most_repeated"] == {}


def test_tactics_are_tried_and_measured(day: dict[str, Any]) -> None:
    tried = day["tactics"]
    assert sum(of["windows"] for name, of in tried.items() if name.startswith("length")) >= 3
    assert all(0 < of["mean_reward"] < 1 for of in tried.values())
    assert not any(name.startswith("coupon") and name != "coupon: never" for name in tried), (
        "the shop has none"
    )


def test_nothing_fails(day: dict[str, Any]) -> None:
    assert day["faults"] == []


def test_the_same_seed_gives_the_same_day(shop: Path, tmp_path: Path) -> None:
    runs = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        found = simulate(shop, folder, AudienceConfig(seed=9), 90.0)
        runs.append({key: found[key] for key in ("messages", "questions", "speech", "prices")})
    assert runs[0] == runs[1]


def entry(kind: str, at: float = 0.0, **data: Any) -> Entry:
    return Entry(1, at, kind, data)


def test_a_sentence_heard_twice_within_an_hour_is_a_repeat() -> None:
    repeats = Repeats()
    for at, text in ((0, "One."), (1000, "Two."), (3599, "One."), (7300, "One."), (7301, "Two.")):
        repeats.take(at, "pitch", text)
    figures = repeats.figures()
    assert figures["sentences"] == 5
    assert figures["repeated_within_an_hour"] == 1
    assert figures["most_repeated"] == {"pitch": {"One.": 1}}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("That's $39 now, down from $1,049.50.", ["39", "1049.50"]),
        ("It costs 5 dollars and takes 3 to 5 days.", ["5"]),
        ("现在39美元，原价49块。", ["39", "49"]),
        ("It holds 1.7 liters.", []),
    ],
)
def test_amounts_of_money_are_found_in_a_sentence(text: str, held: list[str]) -> None:
    assert [str(value) for value in amounts(text)] == held


def test_a_price_that_no_fact_of_its_sentence_has_is_wrong() -> None:
    fact = Fact("kettle/price", "price", "kettle", "price", Money(3900, "USD"))
    prices = Prices(lambda name: fact if name == "kettle/price" else None)
    prices.take(entry("speaking", text="It's $39.", facts=["kettle/price"]), "fact")
    prices.take(entry("speaking", text="It's $38.", facts=["kettle/price"]), "fact")
    prices.take(entry("speaking", text="It's $39.", facts=[]), "script")
    prices.take(entry("speaking", text="Tom asks: is it $1?", facts=[]), "address")
    assert (prices.spoken, prices.wrong_count, prices.quoted) == (3, 2, 1)


def test_what_is_written_ahead_is_mostly_used(day: dict[str, Any]) -> None:
    ahead = day["prepared"]
    assert ahead["begun"] > 30
    assert ahead["used"] + sum(ahead["thrown_away"].values()) >= ahead["begun"] - 1
    assert ahead["thrown_away_share"] < 0.2


def test_the_show_comes_back_behind_every_run_of_answers(day: dict[str, Any]) -> None:
    back = day["pitch_after_answers"]
    assert back["show_came_back"] >= back["runs_of_answers"] - 1
    assert sum(back["how"].values()) == back["show_came_back"]
    assert back["longest_without_the_show_s"] < 90


def _speech(resumes: Resumes, *lines: tuple[str, str, bool]) -> None:
    """Kind of turn, line id, whether it was heard to its end; each takes a second."""
    for at, (kind, line, complete) in enumerate(lines):
        resumes.speaking(float(at), {"line": line, "text": line}, kind)
        resumes.heard({"line": line, "complete": complete, "text": line if complete else line[:1]})


def test_a_pitch_taken_up_where_it_was_cut_is_seen() -> None:
    resumes = Resumes(Kinds().beat)
    _speech(resumes, ("pitch", "a.0-1", True), ("pitch", "a.1-2", False), ("answer", "b.0", True))
    _speech(resumes, ("answer", "h.0", True), ("answer", "h.1", True))
    resumes.resumed({"how": "where it was cut"})
    _speech(resumes, ("resume", "c.0", True), ("pitch", "a.1-3", True))
    figures = resumes.figures()
    assert (figures["answers"], figures["runs_of_answers"], figures["show_came_back"]) == (2, 1, 1)
    assert (figures["with_a_bridge"], figures["how"]) == (1, {"where it was cut": 1})
    assert figures["cut_and_gone_on_with_something_else"] == {}


def test_a_pitch_that_goes_on_elsewhere_or_not_at_all_is_seen_with_the_reason() -> None:
    resumes = Resumes(Kinds().beat)
    _speech(resumes, ("pitch", "a.1-2", False), ("answer", "b.0", True))
    resumes.resumed({"how": "price and call"})
    _speech(resumes, ("resume", "c.0", True), ("pitch", "a.4-3", True))
    _speech(resumes, ("answer", "d.0", True), ("pitch", "e.0-4", True))
    _speech(resumes, ("answer", "f.0", True), ("thanks", "g.0", True))
    figures = resumes.figures()
    assert figures["how"] == {"price and call": 1, "not begun": 1}
    assert figures["cut_and_gone_on_with_something_else"] == {"price and call": 1}
    assert (figures["runs_of_answers"], figures["going_on_when_it_ended"]) == (3, 1)


def test_a_beat_said_again_in_other_words_is_the_same_beat() -> None:
    kinds = Kinds()
    for line in ("a.0", "b.0"):
        kinds.take(entry("line", line=line, lane="script", beat="kettle/price/0"))
    resumes = Resumes(kinds.beat)
    _speech(resumes, ("pitch", "a.0-1", False), ("answer", "x.0", True))
    resumes.resumed({"how": "where it was cut"})
    _speech(resumes, ("resume", "y.0", True), ("pitch", "b.0-2", True))
    assert resumes.figures()["cut_and_gone_on_with_something_else"] == {}


def test_every_fate_of_a_question_is_told_apart() -> None:
    fates = Fates()
    for number in range(5):
        fates.take(entry("question", question=f"q{number}", asked_at=float(number), messages=[f"m{number}"]))
    fates.take(entry("question.joined", question="q0", messages=["m9"]))
    fates.take(entry("speaking", 12.0, question="q0"))
    fates.take(entry("answered", question="q0", abstained=False, heard="Yes."))
    fates.take(entry("answered", question="q1", abstained=True, heard="I don't know."))
    fates.take(entry("question.dropped", question="q2", reason="expired"))
    fates.take(entry("question.merged", question="q3", into="q0"))
    fates.take(entry("chat.refused", message="m7", rule="spam"))
    asked = [
        Asked(f"m{number}", 5.0, "Lin", "price?", "en", Topic("price", "kettle", "kettle/price"), 1)
        for number in (0, 1, 2, 3, 4, 7, 8, 9)
    ]
    figures = fates.figures(asked, 5000.0)
    assert figures["fates"] == {"answered": 2, "abstained": 1, "dropped: expired": 1, "open": 1}
    assert figures["lost"] == 1
    assert figures["merges"]["joined"] == 2
    assert figures["merges"]["wrong"] == 0
    assert figures["wait_s"]["p50"] == 12.0
    assert figures["answerable_messages"]["fates"] == {
        "answered": 3, "abstained": 1, "dropped: expired": 1, "open": 1, "refused: spam": 1,
        "not taken for a question": 1,
    }  # fmt: skip


def test_a_merge_of_two_different_questions_is_seen() -> None:
    fates = Fates()
    fates.take(entry("question", question="q", asked_at=0.0, messages=["m0", "m1"]))
    asked = [
        Asked("m0", 0.0, "Lin", "price?", "en", Topic("price", "kettle", "kettle/price"), 1),
        Asked("m1", 1.0, "Mo", "left?", "en", Topic("stock", "kettle", "kettle/stock"), 1),
    ]
    merges = fates.figures(asked, 10.0)["merges"]
    assert (merges["joined"], merges["wrong"]) == (1, 1)
