"""Addresses, handles and hashtags, said shortly: ``shop dot com``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from avatar.spelling.rule import Rule

_ENDINGS = (
    "com|net|org|cn|hk|tw|sg|jp|us|uk|eu|de|fr|co|io|ai|app|dev|me|tv|cc|info|biz|shop|store|online|live|club|"
    "link|site|top|vip|xyz|gg|ly|be|edu|gov"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.){{1,4}}(?:{_ENDINGS})"
_PATH = r"(?:/[A-Za-z0-9._~%!$&'()*+,;=:@/?#-]*)?"
_URL = re.compile(
    rf"(?:https?://(?:www\.)?(?P<any>[A-Za-z0-9.-]{{1,80}}[A-Za-z0-9])|"
    rf"(?<![A-Za-z0-9_@.-])(?:www\.)?(?P<host>{_HOST})(?![A-Za-z0-9_-]))"
    rf"(?::\d{{2,5}}(?!\d))?(?P<path>{_PATH})"
)
_MAIL = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<name>[A-Za-z0-9][\w.+-]{{0,40}})@(?P<host>{_LABEL}(?:\.{_LABEL}){{1,4}})(?![A-Za-z0-9_])"
)
_SEGMENT = re.compile(r"/([A-Za-z]{2,16})/?$")
_HASHTAG = re.compile(r"[#＃](?P<name>(?=\w*[^\W\d_])\w{1,60})[#＃]?")
_HANDLE = re.compile(r"(?<![A-Za-z0-9_.])@(?=\w*[^\W\d])(?P<name>\w[\w.]{0,38}\w|\w)")
_GREETED = re.compile(
    r"(?:^|[.!?,;:。！？，]\s*|\b(?:hi|hey|hello|thanks|thank you|welcome|dear|and|bye|to)[,!]?\s+)$",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Za-z]{2})|_+")


@dataclass(frozen=True, slots=True)
class Web:
    """How a language says the signs of an address."""

    dot: str
    at: str
    slash: str
    dash: str
    underscore: str
    plus: str
    hashtag: str
    handle: str
    digits: Callable[[str], str]

    def rules(self) -> tuple[Rule, ...]:
        """In the order in which they apply."""
        return (
            (_MAIL, lambda match: self._mail(match["name"], match["host"])),
            (_URL, self._url),
            (_HASHTAG, lambda match: self.hashtag + words(match["name"])),
            (_HANDLE, self._handle),
        )

    def _mail(self, name: str, host: str) -> str:
        return f"{self._said(name)}{self.at}{self._said(host)}"

    def _url(self, match: re.Match[str]) -> str:
        path = _SEGMENT.fullmatch(match["path"])
        tail = f"{self.slash}{path[1]}" if path else ""
        left = match["path"]
        stop = left[-1] if left and left[-1] in ".,;:!?)" and not path else ""
        return self._said(match["any"] or match["host"]) + tail + stop

    def _handle(self, match: re.Match[str]) -> str:
        greeted = _GREETED.search(match.string[max(0, match.start() - 20) : match.start()])
        return ("" if greeted or not self.handle else self.handle) + words(match["name"])

    def _said(self, address: str) -> str:
        for sign, word in ((".", self.dot), ("-", self.dash), ("_", self.underscore), ("+", self.plus)):
            address = address.replace(sign, word)
        return re.sub(r"\d{2,}", lambda match: f" {self.digits(match[0])} ", address).strip()


def words(name: str) -> str:
    """A name written as one, in words: ``BlackFriday_sale`` is ``Black Friday sale``."""
    return _HUMP.sub(" ", name.replace(".", " ")).strip()
