"""Which language a viewer wrote in."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect(text: str, default: str = "en") -> str:
    """``zh`` or ``en`` by script; the default when the text has neither.

    Product and model names are often Latin inside Chinese questions, so any run of Han characters
    at least a third as long as the Latin words decides for Chinese.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return default
    return "zh" if han * 3 >= latin else "en"
