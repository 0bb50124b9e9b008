"""Whether words of a sentence are claimed, denied, asked about or left open."""

from __future__ import annotations

import re

CLAUSE_END = re.compile(r"[.,;:!?，。；：！？]")
_NEGATED = re.compile(
    r"(?:\b(?:no|not|never|neither|nor|without|cannot|hardly|zero)\b|n't\b)"
    r"(?: (?!for\b|but\b|because\b)[\w-]{1,14}){0,3}[ ]?$"
    r"|\b(?:don't|do not|never|avoid|shouldn't|can't) (?:put|place|throw|toss|use|wash|stick|pop|run|"
    r"leave|take)"
    r"(?: [\w-]{1,14}){0,4}[ ]?$"
    r"|(?:没有?|无|不|别|未|非|暂无|谈不上|算不上)(?:是|在|能|可以?|会|太|享受|支持|参加|承诺|保证|"
    r"具备|带|含|适合)?(?:任何|什么|用|放|进|放进|有)?$"
    r"|(?:没法|没办法|无法|不能|不可以?|不敢|不会|不支持)[^，。！？]{0,6}$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:check|checking|see|confirm|ask|find out|tell you|sure|know|say)\b[\w' ]{0,20}"
    r"\b(?:if|whether|what|when|how)\b[\w' ]{0,30}$"
    r"|\bwhether [\w' ]{0,30}$"
    r"|(?:是否|有没有|有无|能不能|是不是|可不可以|会不会)[\u3400-\u9fff]{0,8}$"
    r"|(?:查|确认|核实)(?:一下|下)?[^，。！？]{0,10}(?:有没有|是否|还)[\u3400-\u9fff]{0,3}$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(r"[^，。！？]{0,2}我[^，。！？]{0,4}(?:没有|没查到|没看到|不知道|不清楚|不确定)")
"""What follows in Chinese when the host says that it does not know."""
_UNSURE = re.compile(
    r"\bI (?:don't|do not|can't|cannot|couldn't|won't|wouldn't|haven't|have not)(?: \w{1,12})?"
    r" (?:know|see|have|find|say|promise|guess|think|confirm|swear|want|got|invent|make|tell)\b"
    r"|\bI(?:'m| am) (?:not (?:\w{1,12} )?(?:sure|certain|aware|told)|unsure)"
    r"|\bI(?:'d| would) (?:be guessing|rather|love to (?:tell|say)"
    r"|(?:have|need) to (?:check|ask|look|find)|only be)\b|\bI(?:'ll| will| can| could) "
    r"(?:check|ask|find out|look)\b"
    r"|\blet me (?:check|ask|find out|look|confirm|double)|\bwhether\b|\bno (?:word|idea|information|"
    r"info|details?|mention)\b"
    r"|\bnothing (?:on|about|in writing)\b|\bnot (?:listed|in my|on my|mentioned|stated)|\bblank\b|"
    r"\b(?:doesn't|does not|don't) (?:say|mention|list)\b"
    r"|\b(?:are|is) blank\b|\bask the (?:shop|team|seller)\b|\bhave it (?:checked|answered)\b|\bif "
    r"you(?:'re| are)? (?:want|need|looking|after|like|prefer)"
    r"|不确定|不清楚|不知道|没(?:有)?(?:写|提|标|查到|看到|说|注明)|查一下|查查|核实|确认|问一下|帮你问|"
    r"帮您问|去问|问问"
    r"|不敢(?:乱|说)|是否|还没有?资料|资料上没有|没有资料|手上没有|不乱",
    re.IGNORECASE,
)
_ASSERTS = re.compile(
    r"\b(?:is|are|was|has|have|can|comes|works|does|will|gets|keeps|makes)\b|'(?:s|re)\b|是|有|(?<![功性])"
    r"能|可以|支持|带",
    re.IGNORECASE,
)
_TURN = re.compile(r"\bbut\b|\bhowever\b|不过|但是|但|可是")
_YES = re.compile(
    r"[\s\"”]{0,3}(?:yes|yeah|yep|yup|sure|absolutely|definitely|of course|certainly|it (?:is|does|"
    r"can|has)\b|a clear yes"
    r"|that's a yes|是的?|对|可以|有的?|没错|能|当然|肯定|支持|：是|:是)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"[\s\"”]{0,3}(?:no\b|nope|not\b|unfortunately|sadly|sorry|i'm afraid|that's a no|否|不|没有?|无)",
    re.IGNORECASE,
)


_WRITTEN_NO = re.compile(r"[^，。！？]{0,30}写(?:的|着)?(?:是)?[“\"']?(?:否|不|没有)")


def clause_before(text: str, at: int) -> str:
    """What stands before a place in its own clause, 60 characters at most."""
    return CLAUSE_END.split(text[max(0, at - 60) : at])[-1]


def is_negated(before: str) -> bool:
    """Whether what follows this beginning of a clause is denied."""
    return bool(_NEGATED.search(before))


def is_asked(before: str) -> bool:
    """Whether what follows this beginning of a clause is a matter to be found out."""
    return bool(_ASKED.search(before))


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span."""
    first = max((match.end() for match in CLAUSE_END.finditer(text, 0, start)), default=0)
    last = CLAUSE_END.search(text, end)
    return first, last.start() if last else len(text)


def is_open(text: str, start: int, end: int) -> bool:
    """Whether a sentence leaves it open that these words are so: "I'm not sure whether it is …"."""
    first, last = clause(text, start, end)
    unsure = _UNSURE.search(text, first, last)
    if unsure:
        return not (unsure.end() <= start and _TURN.search(text, unsure.end(), start))
    following = CLAUSE_END.search(text, last + 1)
    stop = following.start() if following else len(text)
    asserted = _ASSERTS.search(text, first, last)
    if text[last : last + 1] in ",，" and not asserted and _UNSURE.search(text, last, stop):
        return not _TURN.search(text, last, stop)
    before = text[:first]
    return bool(_UNSURE.search(before) and not _TURN.search(before) and text[first - 1 : first] in ":：")


def polarity(text: str, start: int, end: int) -> bool | None:
    """Whether a plain text claims (``True``) or denies (``False``) what these words name; ``None``: neither.

    A question claims nothing unless the text answers it.
    """
    first, last = clause(text, start, end)
    mark, after = text[last : last + 1], text[last + 1 :]
    if mark in "?？" and mark:
        return True if _YES.match(after) else False if _NO.match(after) else None
    tail = text[end:last]
    if tail.rstrip().endswith(("吗", "呢", "没有")) and not mark:
        return None
    if is_open(text, start, end) or is_asked(text[first:start]):
        return None
    if mark in ":：" and mark and len(tail.strip()) <= 4 and _NO.match(after):
        return False
    if mark in ",，" and mark and re.match(r"\s?(?:no\b|否)", after, re.IGNORECASE):
        return False
    if mark in ",，" and mark and _WRITTEN_NO.match(after):
        return False
    denied = is_negated(text[max(first, start - 60) : start]) or bool(
        re.match(
            r"[^，。！？,.]{0,6}(?:是不行|不行|不可以|不能用|不支持|是没有|没有|否)|\s(?:no|is not|"
            r"isn't|is off)\b",
            tail,
        )
    )
    return not denied


def answers(text: str) -> bool | None:
    """Whether a sentence begins by saying yes (``True``) or no (``False``) to what was asked before."""
    if _NO.match(text):
        return False if re.match(r"[\s\"”]{0,3}(?:no\b|nope|not\b|不|没)", text, re.IGNORECASE) else None
    return True if _YES.match(text) else None
