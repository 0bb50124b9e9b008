"""Days and deadlines: when it ships, arrives, comes back or ends. A fact must say the very same."""

from __future__ import annotations

import re

from agent.guard.polarity import CLAUSE_END, clause, is_open

_DAY_EN = (
    r"(?:today|tonight|tomorrow|overnight|(?:this |next |on |by )?(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)days?|midnight|noon|this (?:afternoon|morning|evening)"
    r"|(?:this|next|coming|the) (?:week|weekend|month|year|spring|summer|autumn|fall|winter)|end of "
    r"(?:the )?(?:day|week|month|year)"
    r"|(?:january|february|april|june|july|august|september|october|november|december|jan|feb|mar|apr|"
    r"jun|jul|aug|sept|oct|nov|dec)\b\.?"
    r"|march (?:the )?[0-9]|may (?:the )?[0-9]|christmas|thanksgiving|easter|halloween|black friday|"
    r"cyber monday|new year'?s?|valentine'?s|mother'?s day|father'?s day"
    r"|(?:same|next|the next|the following)[- ]day|right away|immediately|instantly|within the hour|"
    r"in no time|soon|any (?:day|minute|second) now|shortly"
    r"|(?:a|one|a few|few|couple of|several|a couple of) (?:days?|weeks?|hours?|months?)|[0-9]{1,2}(?::[0-"
    r"9]{2})? ?[ap]\.?m\b\.?)"
)
_DEED_EN = (
    r"(?:gets? (?:it|them|yours|this)|truck comes|comes on|lands?|reach(?:es)?|goes out|going out|on "
    r"its way|coming in|leaves|ship(?:s|ped|ping)?|sent|send|arriv(?:e|es|"
    r"ing|al)|deliver(?:s|y|ed|ing)?|dispatch(?:es|ed)?|(?:on|at|to) your (?:door|doorstep|place)|get "
    r"(?:it|yours|them)|have (?:it|yours)|be there|be with you"
    r"|comes? (?:back|in)|back in stock|restock(?:s|ed|ing)?|available|launch(?:es|ing)?|release[ds]?|"
    r"be back|is back|are back|fresh batch|new batch|next batch|shipment|expect(?:ed|ing)?|until|till|"
    r"ends?|ending|expires?|last day|good (?:until|through|for)|valid|order (?:by|before)|"
    r"reserve|price|deal|offer|sale|discount|goes (?:up|back)|refund(?:ed|s)?|leaves? (?:the )?warehouse|"
    r"open(?:s)?|close[sd]?)"
)
_DAY_ZH = (
    r"(?:今天|今晚|今日|明天|明日|明晚|后天|大后天|次日|隔天|当天|当日|隔日|本周|这周|下周|周末|月底|"
    r"月初|年底|年前|节前|下个?月|这个月|本月"
    r"|(?:周|星期|礼拜)[一二三四五六日天]|春节|过年|元旦|国庆|中秋|端午|圣诞|双十一|双11|双十二|618|"
    r"情人节|母亲节|父亲节|十二点|零点|半夜|凌晨|下午|上午|早上|马上|立刻|立马|很快|几天|一两天|两三天|"
    r"两天|一天|[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|[0-9]{1,2}[日号])"
)
_DEED_ZH = (
    r"(?:发货|发走|送上门|还到|发出|寄出|送到|送达|到货(?!后|了就|之后)|就到|"
    r"能到|会到|到家|到手(?!价)|收到|签收|补货|上架|上新|截止|结束|恢复|涨价|"
    r"下架|开抢|开售|到期|有效|发(?=[，。！]|$)|配送|出库|前拍|前下单|之前|"
    r"以前|为止|过期|涨|开始|返场|退款)"
)
_EN = (
    re.compile(rf"(?<![A-Za-z]){_DAY_EN}(?![A-Za-z])", re.IGNORECASE),
    re.compile(rf"(?<![A-Za-z]){_DEED_EN}(?![A-Za-z])", re.IGNORECASE),
)
_ZH = (re.compile(_DAY_ZH), re.compile(_DEED_ZH))
_INNOCENT = re.compile(
    r"(?:I|we)(?:'ll| will|'m| am|'re| are) (?:\w{2,8} )?(?:be )?(?:right )?back[\w ]{0,20}|see you "
    r"[\w ]{0,20}|good (?:morning|evening|night)|today'?s? (?:price|tag|stream|show|first|next|"
    r"topic|live|session)|stream(?:ing)? [\w ]{0,20}|live (?:again )?[\w ]{0,12}"
    r"|(?:right|just) (?:here )?today|how(?:'s| is) (?:everyone|your)[\w ]{0,30}|join(?:ing)? (?:me|"
    r"us)[\w ]{0,20}|price (?:today|right now)|(?:I'll|let me|we'll|I will) (?:\w{2,12} ){1,4}(?:soon|"
    r"shortly|right away)"
    r"|今天(?:的)?(?:直播|主播|我们|咱们|给大家|带大家|想|就聊|聊|介绍|这场|现在|售价|的价格|价格是|"
    r"是[0-9])|明天(?:见|再聊|同一时间|直播)",
    re.IGNORECASE,
)


def deadlines(text: str) -> list[tuple[int, int, str]]:
    """Spans of a plain text that say on which day something of the shop's happens, and what happens."""
    found: list[tuple[int, int, str]] = []
    spared: list[tuple[int, int]] | None = None
    for days, deeds in (_EN, _ZH):
        for day in days.finditer(text):
            if spared is None:
                spared = [match.span() for match in _INNOCENT.finditer(text)]
            if any(start <= day.start() and day.end() <= end for start, end in spared):
                continue
            first, last = clause(text, *day.span())
            if text[last : last + 1] in ("?", "？") or is_open(text, *day.span()):
                continue
            deed = deeds.search(text, first, last)
            if deed is None and first and text[first - 1] in ",，":
                before = CLAUSE_END.split(text[: first - 1])[-1]
                deed = deeds.search(before)
            if deed is not None and not _same_place(day, deed, first):
                found.append((*day.span(), deed[0].lower()))
    return found


def _same_place(day: re.Match[str], deed: re.Match[str], first: int) -> bool:
    return deed.string is day.string and deed.start() >= day.start() and deed.end() <= day.end()
