from __future__ import annotations

import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.answerbook.asked import WORDINGS
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.file import FILE
from knowledge.answerbook.model import Missed, Version
from knowledge.answerbook.placeholders import PlaceholderError, filled, gaps
from knowledge.answerbook.words import LONGEST_QUESTION, cell, cleaned, from_cell
from knowledge.embeddings.base import Vectors
from knowledge.embeddings.hashing import HashingEmbedding
from knowledge.errors import ShopError


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[AnswerBook]:
    opened = AnswerBook(tmp_path, now=clock)
    yield opened
    opened.close()


def asked(
    book: AnswerBook, *questions: str, language: str = "en", product: str = "", viewer: str = ""
) -> None:
    for question in questions:
        book.questions.note(Missed(question, language, product, "unknown", viewer))


VERSION = Version({"en": ("Is it heavy?",)}, {"en": ("No, it is light.",)})


def test_the_same_question_is_counted_not_repeated(book: AnswerBook, clock: Clock) -> None:
    asked(book, "Is the handle cool to touch?")
    clock.at += 60
    asked(book, "is the handle cool to touch", "Is the handle cool to the touch??")
    (question,) = book.questions.listed()
    assert (question.count, question.first_at, question.last_at) == (3, 1_000_000.0, 1_000_060.0)
    assert question.wordings[0] == "Is the handle cool to touch?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Can I use it on 110 volts?", "Can I use it on 220 volts?"),
        ("Does it contain sugar?", "Does it not contain sugar?"),
        ("Is it safe for dogs?", "Is it safe for cats?"),
        ("这款能洗吗", "这款不能洗吗"),
        ("能寄到北京吗", "能寄到上海吗"),
        ("Is it heavy?", "Do you have a shop?"),
    ],
)
def test_questions_that_ask_for_something_else_stay_apart(book: AnswerBook, one: str, other: str) -> None:
    asked(book, one, other)
    assert len(book.questions.listed()) == 2


def test_language_and_product_keep_questions_apart(book: AnswerBook) -> None:
    asked(book, "Is it heavy?", product="kettle")
    asked(book, "Is it heavy?", product="lamp")
    asked(book, "Is it heavy?", language="zh")
    assert [question.count for question in book.questions.listed()] == [1, 1, 1]


def test_most_asked_comes_first(book: AnswerBook) -> None:
    asked(book, "Is it heavy?", "Do you have a showroom?", "do you have a showroom")
    assert [question.count for question in book.questions.listed()] == [2, 1]
    assert len(book.questions.listed(limit=1)) == 1
    assert book.questions.listed(language="zh") == []


def test_one_viewer_repeating_counts_once_and_grows_nothing(book: AnswerBook, tmp_path: Path) -> None:
    for number in range(300):
        asked(book, f"Is the handle cool to touch{'?' * (number % 7)}", viewer="spammer")
    (question,) = book.questions.listed()
    assert question.count == 1
    assert len(question.wordings) <= WORDINGS
    assert b"spammer" not in (tmp_path / FILE).read_bytes() + (tmp_path / f"{FILE}-wal").read_bytes()


def test_a_viewer_who_comes_back_later_counts_again(book: AnswerBook, clock: Clock) -> None:
    asked(book, "Is it heavy?", viewer="ann")
    clock.at += 3600
    asked(book, "Is it heavy?", viewer="ann")
    assert book.questions.listed()[0].count == 2


def test_the_list_is_bounded_and_keeps_what_is_asked_often(tmp_path: Path, clock: Clock) -> None:
    book = AnswerBook(tmp_path, now=clock, kept=10)
    asked(book, "Is the handle cool to touch?", "Is the handle cool to touch?")
    for number in range(40):
        clock.at += 1
        asked(book, f"what is thing number {number} for")
    questions = book.questions.listed()
    assert len(questions) == 10
    assert questions[0].wordings == ("Is the handle cool to touch?",)
    assert {one.wordings[0] for one in questions[1:]} == {
        f"what is thing number {n} for" for n in range(31, 40)
    }
    book.close()


@pytest.mark.parametrize("nothing", ["", "   ", "???", "\x1b[2J", "\u202e\u200b", "。。。"])
def test_what_holds_no_word_is_not_listed(book: AnswerBook, nothing: str) -> None:
    assert book.questions.note(Missed(nothing, "en")) is None
    assert book.questions.listed() == []


HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("\x1b[]0;m\u202e\u2066\u200b\u0301\ud800\x00\x9b\r\n\t'=+-@aé中")
    ),
    max_size=400,
)


@given(HOSTILE)
@settings(max_examples=300)
def test_cleaned_text_is_one_harmless_line(text: str) -> None:
    clean = cleaned(text)
    assert len(clean) <= LONGEST_QUESTION
    assert all(unicodedata.category(char)[0] != "C" and char not in "\n\r" for char in clean)
    assert clean == clean.strip()
    assert cleaned(clean) == clean


@given(st.text(max_size=50))
def test_a_cell_is_never_a_formula_and_comes_back_as_it_was(text: str) -> None:
    assert cell(text)[:1] not in tuple("=+-@\t\r")
    assert from_cell(cell(text)) == text or text.startswith("'")


def test_terminal_escapes_and_overrides_do_not_survive() -> None:
    assert cleaned("\x1b]0;owned\x07hi \x1b[31mred\x1b[0m\u202egnp") == "hi redgnp"
    assert cleaned("a" * 5000) == "aaaaa"
    assert cleaned("e" + "\u0301" * 50) == "e" + "\u0301" * 4


@given(st.lists(HOSTILE, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_whatever_is_asked_the_list_stays_whole(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    book = AnswerBook(tmp_path_factory.mktemp("book"))
    try:
        noted = [
            key for text in texts + texts if (key := book.questions.note(Missed(text, "en"))) is not None
        ]
        questions = book.questions.listed()
        assert sum(question.count for question in questions) == len(noted)
        assert {question.id for question in questions} == set(noted)
        assert len(questions) <= len(texts)
    finally:
        book.close()


def test_what_says_who_asked_is_masked(book: AnswerBook) -> None:
    asked(
        book, "@anna_b where is my order 4003 1234 5678, mail me at anna.b@example.com or +86 139 1234 5678"
    )
    (question,) = book.questions.listed()
    assert question.wordings == ("where is my order ***, mail me at *** or ***",)
    asked(book, "does it need 220 volts and 2000 watts")
    watts = book.questions.get(2)
    assert watts is not None
    assert watts.wordings == ("does it need 220 volts and 2000 watts",)


class Counting(HashingEmbedding):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().embed(texts)


def test_each_text_is_embedded_once_and_models_are_not_mixed(tmp_path: Path) -> None:
    one, other, true = Counting("one"), Counting("other"), HashingEmbedding()
    for embedding, texts in ((one, ["a", "bb", "a"]), (one, ["bb", "ccc"]), (other, ["a"])):
        book = AnswerBook(tmp_path)
        assert np.array_equal(book.vectors.embed(embedding, texts), true.embed(texts))
        book.close()
    assert one.embedded == ["a", "bb", "ccc"]
    assert other.embedded == ["a"]


def test_an_answer_is_a_draft_until_it_is_approved(book: AnswerBook) -> None:
    asked(book, "Is it heavy?")
    revision = book.revision()
    with book.answers.changing("the answer") as change:
        key = change.write(VERSION, asked=[1])
    assert book.approved() == []
    assert book.revision() == revision
    with book.answers.changing("the approval") as change:
        assert change.approve(key)
    (answer,) = book.approved()
    assert answer.replies == {"en": ("No, it is light.",)}
    assert answer.fact is not None
    assert answer.fact.id == "shop/answer-a1"
    assert book.revision() > revision
    assert book.questions.listed() == []


def test_an_edit_leaves_the_approved_one_on_air(book: AnswerBook) -> None:
    with book.answers.changing("the answer") as change:
        key = change.write(VERSION)
        change.approve(key)
    with book.answers.changing("the edit") as change:
        change.write(Version(VERSION.questions, {"en": ("Hardly.",)}), key)
    assert book.approved()[0].replies == {"en": ("No, it is light.",)}
    with book.answers.changing("the approval") as change:
        change.approve(key)
    assert book.approved()[0].replies == {"en": ("Hardly.",)}


def test_undo_takes_back_one_change_after_another(book: AnswerBook) -> None:
    asked(book, "Is it heavy?")
    with book.answers.changing("the answer") as change:
        key = change.write(VERSION, asked=[1])
    with book.answers.changing("the approval") as change:
        change.approve(key)
    with book.answers.changing("the dismissal") as change:
        change.dismiss_answer(key)
    assert book.approved() == []
    assert book.questions.listed()[0].answer_id == ""
    assert book.answers.undo() == "the dismissal"
    assert [answer.id for answer in book.approved()] == [key]
    assert book.questions.listed() == []
    assert book.answers.undo() == "the approval"
    assert book.approved() == []
    assert book.questions.listed()[0].answer_id == key
    assert book.answers.undo() == "the answer"
    assert book.answers.listed() == []
    assert book.answers.undo() == ""


def test_asked_again_although_answered_it_is_back_on_the_list(book: AnswerBook) -> None:
    asked(book, "Is it heavy?")
    with book.answers.changing("the answer") as change:
        change.approve(change.write(VERSION, asked=[1]))
    asked(book, "Is it heavy?")
    (question,) = book.questions.listed()
    assert (question.count, question.answer_id) == (2, "a1")


def test_dismissed_stays_dismissed(book: AnswerBook) -> None:
    asked(book, "sing a song for me")
    with book.answers.changing("the dismissal") as change:
        change.dismiss_question(1)
    asked(book, "sing a song for me")
    assert book.questions.listed() == []
    assert book.questions.listed(states=["dismissed"])[0].count == 2


def test_a_failed_change_changes_nothing(book: AnswerBook) -> None:
    def fail() -> None:
        with book.answers.changing("nothing") as change:
            change.write(VERSION)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert book.answers.listed() == []
    assert book.answers.undo() == ""


def test_another_connection_sees_the_change(book: AnswerBook, tmp_path: Path) -> None:
    other = AnswerBook(tmp_path)
    before = book.revision()
    with other.answers.changing("the answer") as change:
        change.approve(change.write(VERSION))
    other.close()
    assert book.revision() > before


WRITER = """
import sys
from pathlib import Path
from knowledge.answerbook.book import AnswerBook
from knowledge.answerbook.model import Missed
book = AnswerBook(Path(sys.argv[1]))
for word in sys.argv[2:]:
    book.questions.note(Missed(f"what about the {word}", "en"))
    book.questions.note(Missed("Is it heavy?", "en"))
book.close()
"""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    words = ["lid", "handle", "spout", "cord", "base", "filter", "light", "switch"]
    root = Path(knowledge.__file__).parents[1]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), *words], cwd=root) for _ in range(2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    book = AnswerBook(tmp_path)
    counts = {question.wordings[0]: question.count for question in book.questions.listed()}
    book.close()
    assert counts == {"Is it heavy?": 16} | {f"what about the {word}": 2 for word in words}


def test_a_damaged_or_newer_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ShopError, match=r"answers\.sqlite"):
        AnswerBook(tmp_path)
    (tmp_path / FILE).unlink()
    AnswerBook(tmp_path).close()
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ShopError, match="newer version"):
        AnswerBook(tmp_path)


def test_placeholders_are_few_and_strict() -> None:
    assert gaps("It is {price}, {stock} left, {price}!", "kettle") == ("price", "stock")
    assert filled("It is {price}.", {"price": "$39"}.__getitem__) == "It is $39."
    for text, says in (
        ("{cost}", "no placeholder {cost}"),
        ("a { b", "single brace"),
        ("{Price}", "{Price}"),
    ):
        with pytest.raises(PlaceholderError, match=says.replace("{", r"\{")):
            gaps(text, "kettle")
    with pytest.raises(PlaceholderError, match="needs a product"):
        gaps("It is {price}.", "")
