"""What the default voice makes of a spelling: the sounds of a price are the sounds of its words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from avatar.media import Speech, Utterance
from avatar.voices.espeak.voice import EspeakVoice

PAIRS = [
    ("en", "It's $1,299 today", "It's one thousand two hundred ninety nine dollars today"),
    ("en", "$39.90 for 2-3kg", "thirty nine dollars and ninety cents for two to three kilograms"),
    ("en", "Nov 20, 8:30pm", "November twentieth, eight thirty p.m."),
    ("en", "order 20394857", "order two zero three nine, four eight five seven"),
    ("en", "ages 3-12", "ages three to twelve"),
    ("zh", "只要¥1,299", "只要一千二百九十九元"),
    ("zh", "2个2斤的", "两个两斤的"),
    ("zh", "2026年11月20日", "二零二六年十一月二十日"),
    ("zh", "打电话138 0013 8000", "打电话幺三八，零零幺三，八零零零"),
    ("zh", "100005人", "十万零五人"),
]


@pytest.fixture
async def voice() -> AsyncIterator[EspeakVoice]:
    voice = EspeakVoice()
    yield voice
    await voice.close()


async def heard(voice: EspeakVoice, text: str, language: str) -> list[str]:
    pieces: list[Speech] = [piece async for piece in voice.speak(Utterance("one", text, language))]
    return [phoneme.name for piece in pieces for phoneme in piece.phonemes]


@pytest.mark.parametrize(("language", "text", "words"), PAIRS)
async def test_numbers_sound_like_their_words(
    voice: EspeakVoice, language: str, text: str, words: str
) -> None:
    assert await heard(voice, text, language) == await heard(voice, words, language)


async def test_the_letter_a_does_not_sound_like_the_article(voice: EspeakVoice) -> None:
    assert "eI" in (await heard(voice, "A4 paper", "en"))[:2]
    assert "eI" not in await heard(voice, "A kettle", "en")


async def test_every_chinese_character_is_one_syllable(voice: EspeakVoice) -> None:
    names = await heard(voice, "¥1,299.50和2026年", "zh")
    vowels = [name for name in names if re.match(r"[aeiouy@]", name)]
    assert len(vowels) == len("一千二百九十九点五元和二零二六年")
