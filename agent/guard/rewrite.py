"""What is left of a sentence when its unsupported parts are taken out.

Conservative: only whole clauses and brackets go. A sentence whose truth may hang on the part to be dropped
("waterproof, but only to 1 m"; "if you buy three, …") is not rewritten, and neither is one whose rest would
not stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[int, int]

_BRACKETS = re.compile(r"\s?[(（][^()（）]{1,160}[)）]")
_SUBJECT = r"(?:it|you|we|they|there|the|this|that|these|those|i|i'm|i'll|it's|you'll|we'll|they're)"
_BREAK = re.compile(
    rf",\s(?:and |but |so )?|;\s|[，；]|\s[—–-]\s|—+|\s(?:and|so)\s(?={_SUBJECT}\b)|(?=而且|并且|所以|，)",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\s?(?:and |but |so )?(?:if|when|unless|until|although|though|because|after|before|while|once"
    r"|as long as|but|except|only|not|otherwise|or|than|whether|provided|which|who|whose|whereas|without"
    r"|in|for|at|with|on|from|to|by|as|of|compared|unlike|like)\b"
    r"|(?:如果|要是|只要(?![0-9一二两三四五六七八九十百])|除非|当|买|满|每|但|不过|除了|否则|还是|虽然|因为|等|比|对于|在|从|用|跟|和|或|只有|才|才能|就)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?:{_SUBJECT}\b|please\b|just\b|let\b|let's\b|thanks?\b|它|这|那|我|你|您|大家|咱|而且|并且|欢迎)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"[,;]?\s{0,2}(?:[—–-]{1,2}\s?)?(?:so|which|that means|meaning|that's why|therefore|hence|thus)\b"
    r"|[，；]?(?:所以|因此|这样|那|于是|也就|意味着|就|都|也|还|才)",
    re.IGNORECASE,
)
"""What a dropped clause leads to, which would stand there without its reason."""
_DANGLING = re.compile(
    r"\b(?:for|at|is|are|was|only|just|of|with|to|from|by|the|a|an|and|or|but|costs?|about|around|has|have|in|on|up)$"
    r"|(?:的(?:朋友|宝宝|家人|姐妹|老铁)们?|的|是|到|卖|要|只|和|或|有|在|为|约|大概|仅|才)$",
    re.IGNORECASE,
)
_JOINERS = re.compile(r"^(?:and|but|so|also)\s|^(?:而且|并且|所以|还有)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_END = re.compile(r"[.!?。！？…]+[\"”』」)）]*$")


def without(text: str, spans: Sequence[Span]) -> str | None:
    """The sentence without the clauses that hold these spans; None when no safe rest is left."""
    bracketless = _without_brackets(text, spans)
    if bracketless is not None:
        return bracketless
    clauses = _clauses(text)
    bad = [any(start < stop and end > begin for begin, stop in spans) for start, end in clauses]
    said = [_body(text[start:end]) for start, end in clauses]
    for at in range(1, len(clauses)):
        if bad[at - 1] and _FOLLOWS.match(text, clauses[at - 1][1]):
            bad[at] = True
    if all(bad) or not any(bad) or (bad[0] and not _ALONE.match(said[0])):
        return None
    if any(_LIMITS.match(clause) for clause, dropped in zip(said, bad, strict=True) if dropped):
        return None
    kept = [clause for clause, dropped in zip(said, bad, strict=True) if not dropped and clause]
    after_gap = [said[at] for at in range(1, len(said)) if not bad[at] and bad[at - 1]]
    if not kept or not all(_ALONE.match(_JOINERS.sub("", clause)) for clause in after_gap if clause):
        return None
    if _LIMITS.match(kept[0]) or any(_DANGLING.search(clause) for clause in kept):
        return None
    return _sentence(kept, text)


def _without_brackets(text: str, spans: Sequence[Span]) -> str | None:
    brackets = [match.span() for match in _BRACKETS.finditer(text)]
    hit = [span for span in brackets if any(span[0] < stop and span[1] > begin for begin, stop in spans)]
    inside = all(any(start <= begin and stop <= end for start, end in hit) for begin, stop in spans)
    if not hit or not inside:
        return None
    for start, end in reversed(hit):
        text = text[:start] + text[end:]
    return text if _enough(text) else None


def _clauses(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.end() > start and match.start() > start:
            spans.append((start, match.start()))
            start = match.end()
    spans.append((start, len(text)))
    return spans


def _body(clause: str) -> str:
    return _END.sub("", clause).strip(" ,，;；")


def _enough(text: str) -> bool:
    han = len(_HAN.findall(text))
    return han >= 4 or len(re.findall(r"[A-Za-z']+", text)) >= 3


def _sentence(clauses: list[str], original: str) -> str | None:
    chinese = bool(_HAN.search("".join(clauses)))
    clauses[0] = _JOINERS.sub("", clauses[0])
    text = ("，" if chinese else ", ").join(clauses)
    if not _enough(text):
        return None
    end = re.search(r"[.!?。！？…]$", original.rstrip('"”』」)）'))
    closing = end[0] if end else ("。" if chinese else ".")
    return text[0].upper() + text[1:] + closing
