"""Words and characters of both scripts, as every index here sees them."""

from __future__ import annotations

import re
import unicodedata

TOKEN = re.compile(
    r"[㐀-䶿一-鿿豈-﫿]|\d+(?:[.,]\d+)+[^\W\d_㐀-䶿一-鿿豈-﫿]*"
    r"|[^\W_㐀-䶿一-鿿豈-﫿]+(?:['’][a-z]{1,2}(?![^\W_]))?"
)
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
_WORD = re.compile(r"[^\W_㐀-䶿一-鿿豈-﫿]+(?:[-./][^\W_㐀-䶿一-鿿豈-﫿]+)*")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


def normal(text: str) -> str:
    """The text in compatibility form (NFKC) and folded case."""
    return unicodedata.normalize("NFKC", text).casefold()


def is_han(token: str) -> bool:
    """Whether a token begins with a Han character."""
    return bool(_HAN.match(token))


def han_runs(text: str) -> list[str]:
    """The runs of Han characters in a normal text, in order."""
    return _HAN_RUN.findall(text)


def words(text: str) -> list[str]:
    """The other words of a normal text; those joined by ``-``, ``.`` or ``/`` stay whole."""
    return _WORD.findall(text)


def tokens(text: str) -> list[str]:
    """Single words (singular, without possessive) and single Han characters of a normal text, in order."""
    return [token if is_han(token) else singular(token) for token in TOKEN.findall(text)]


def singular(word: str) -> str:
    """An English word without its plural or possessive ``s``; words with digits stay as they are."""
    word = word.removesuffix("'s").removesuffix("’s").replace("'", "").replace("’", "")
    if not word.isalpha() or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")
