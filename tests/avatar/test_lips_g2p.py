from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from avatar.lips import g2p
from avatar.lips.g2p import Reader, Unit
from avatar.lips.phones import ARPABET, CLASS_VISEMES, CLASSES, parts
from avatar.media import VISEMES
from avatar.spelling import Lexicon
from avatar.spelling.lexicon import Entry


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    made = Reader()
    yield made
    await made.close()


def said(unit: Unit) -> list[str]:
    return [" ".join(CLASSES[phone.sound] for phone in reading) for reading in unit.readings]


async def test_words_of_the_text_with_their_phones(reader: Reader) -> None:
    text = "My blue hat!"
    units = await reader.read(text, "en")
    assert [text[unit.text_start : unit.text_end] for unit in units] == ["My", "blue", "hat"]
    assert [said(unit)[0] for unit in units] == ["m ay ih2", "b l uw", "hh ae t"]
    assert units[-1].pause


async def test_chinese_is_read_character_by_character(reader: Reader) -> None:
    units = await reader.read("买八台", "zh")
    assert [said(unit)[0].split()[0] for unit in units] == ["m", "b", "t"]


async def test_numbers_may_be_said_in_several_ways(reader: Reader) -> None:
    text = "Since 1984 it costs $39.90 or less"
    units = {text[unit.text_start : unit.text_end]: said(unit) for unit in await reader.read(text, "en")}
    assert len(units["1984"]) >= 2
    assert any(way.replace(" sil", "").startswith("n ay ih2 n t iy n ey ih2") for way in units["1984"])
    assert 1 <= len(units["$39.90"]) <= 4
    assert len(units["costs"]) == 2


async def test_the_dictionary_comes_before_the_rules_and_both_are_kept(reader: Reader) -> None:
    (unit,) = await reader.read("comfortable", "en")
    assert said(unit) == ["k ah m f er t ah b ah l", "k ah m f t ah b ah l"]


@pytest.mark.parametrize("entry", [Entry(word="blanket", said="sofa"), Entry(word="blanket", ipa="plɑːmp")])
async def test_a_word_whose_sound_the_shop_gives_is_not_looked_up(entry: Entry) -> None:
    reader = Reader(Lexicon((entry,)))
    try:
        (unit,) = await reader.read("blanket", "en")
        assert len(unit.readings) == 1
    finally:
        await reader.close()


@pytest.mark.parametrize("text", ["", "?!…", "\x00\x01", "<b></b>", "🎉"])
async def test_what_nobody_says_has_no_words(reader: Reader, text: str) -> None:
    assert await reader.read(text, "en") == ()


async def test_a_language_that_espeak_lacks_has_no_words(reader: Reader) -> None:
    assert await reader.read("hello", "xx") == ()


async def test_a_text_read_before_is_remembered(reader: Reader) -> None:
    first = await reader.read("hello there", "en")
    await reader.close()
    assert await reader.read("hello there", "en") is first


async def test_a_process_that_dies_is_a_text_without_words_and_a_rest(reader: Reader) -> None:
    await reader.read("hello", "en")
    worker = reader._worker
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    assert await reader.read("good morning", "en") == ()
    assert await reader.read("good evening", "en") == ()


async def test_after_its_rest_it_reads_again(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(g2p, "_REST_S", 0.0)
    await reader.read("hello", "en")
    assert reader._worker is not None
    os.kill(reader._worker.pid, signal.SIGKILL)
    assert await reader.read("good morning", "en") == ()
    assert len(await reader.read("good evening", "en")) == 2


async def test_many_at_once_get_their_own_answers(reader: Reader) -> None:
    texts = ["one hat", "two old hats", "three very old hats"]
    counts = [len(units) for units in await asyncio.gather(*(reader.read(text, "en") for text in texts))]
    assert counts == [2, 3, 4]


@pytest.mark.parametrize(
    ("name", "language", "classes"),
    [
        ("'oU", "en", "ow uw2"), ("a", "en", "ae"), ("a", "zh", "aa"), ("t#", "en", "d"),
        ("@L", "en", "ah l"),
        ("ts.h", "zh", "ch"), ("ts.", "zh", "jh"), ("p", "zh", "b"), ("ph", "zh", "p"), ("i.", "zh", "ir"),
        ("ong", "zh", "uh ng"), ("iou", "zh", "y ow uw2"), ("ˈɑː", "en", "aa"), ("_:", "en", ""),
        ("(en)", "zh", ""),
        ("Ω", "en", ""), ("", "en", ""),
    ],
)  # fmt: skip
def test_phonemes_become_classes(name: str, language: str, classes: str) -> None:
    found = parts(name, language)
    assert " ".join(part for part, _ in found) == classes
    assert sum(share for _, share in found) == pytest.approx(1.0 if classes else 0.0)


def test_every_class_has_a_viseme_but_h() -> None:
    assert [name for name, viseme in zip(CLASSES, CLASS_VISEMES, strict=True) if viseme not in VISEMES] == [
        "hh"
    ]
    assert {part for each in ARPABET.values() for part, _ in each} <= set(CLASSES)
