"""Sentences for the engines to read: Debian's fortune files, Mandarin poems and words."""

from __future__ import annotations

import random
import re
from pathlib import Path

FORTUNES = Path("/usr/share/games/fortunes")
"""Where Debian's packages fortunes, fortunes-min, -cs -de -es -it -ru and -zh put their texts."""

_FILES = {
    "cs": ("cs/*",),
    "de": ("de/*",),
    "es": ("es/*", "*.fortunes"),
    "it": ("italia", "formiche", "leggi", "definizioni", "luttazzi"),
    "ru": ("ru/*",),
    "en": ("fortunes", "literature", "people", "work", "wisdom", "science", "miscellaneous", "kids", "food"),
}
_LETTERS = {
    "cs": "a-záčďéěíňóřšťúůýž",
    "de": "a-zäöüß",
    "es": "a-záéíóúñü¿¡",
    "it": "a-zàèéìòù",
    "ru": "а-яё",
    "en": "a-z",
}
_HAN = re.compile(r"[\u4e00-\u9fff]{4,24}")


def sentences(language: str, seed: int) -> list[str]:
    """All sentences of a language, shuffled.

    Raises:
        OSError: The texts are not installed.
    """
    found = _mandarin(seed) if language == "zh" else _from_fortunes(language)
    if not found:
        raise OSError(f"no texts of {language} in {FORTUNES}: install Debian's fortunes packages")
    random.Random(seed).shuffle(found)
    return found


def _texts(*patterns: str) -> str:
    paths = sorted(path for pattern in patterns for path in FORTUNES.glob(pattern))
    wanted = [path for path in paths if path.is_file() and path.suffix not in (".dat", ".u8")]
    return "\n%\n".join(path.read_text("utf-8", "replace") for path in wanted)


def _from_fortunes(language: str) -> list[str]:
    whole = re.compile(f"[{_LETTERS[language]} ,;:'’-]{{20,140}}", re.IGNORECASE)
    found = set()
    for fortune in re.split(r"\n%\n", _texts(*_FILES[language])):
        body = " ".join(re.split(r"\n\s*--|\n\s*\(c\)", fortune)[0].split())
        for sentence in re.split(r"(?<=[.!?])\s+", body):
            if whole.fullmatch(sentence.rstrip(".!?")):
                found.add(sentence)
    return sorted(found)


def _mandarin(seed: int) -> list[str]:
    """Lines of poems, and as many rows of common words, since poems lack today's."""
    import jieba

    lines = sorted(set(_HAN.findall(_texts("chinese", "tang300", "song100"))))
    entries = [line.split() for line in jieba.get_dict_file().read().decode("utf-8").splitlines()]
    words = [(word, int(count)) for word, count, *_ in entries if re.fullmatch(r"[\u4e00-\u9fff]+", word)]
    common = sorted(words, key=lambda entry: -entry[1])[:30_000]
    names, counts = zip(*((word, count**0.6) for word, count in common), strict=True)
    chance = random.Random(seed)
    rows = ["".join(chance.choices(names, counts, k=chance.randint(3, 9))) for _ in range(4_000)]
    return lines + [f"{row[: len(row) // 2]}，{row[len(row) // 2 :]}" for row in rows]
