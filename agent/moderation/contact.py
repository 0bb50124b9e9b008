"""Contact details: telephone numbers, e-mail addresses, handles of messengers, however they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.moderation.cautions import is_warned
from agent.moderation.folding import NUMERALS, SPOKEN_DIGITS
from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit
from agent.moderation.reading import Reading

_MANY_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}\d){6}")
_RUN = re.compile(r"\+?\(?\d(?:[ .\-_()/*~—–·]{0,3}\d){6,24}")
_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_WRITTEN_AS_PHONE = re.compile(
    r"\+\d[\d .\-()]{7,}|\(\d{3,4}\) ?\d{3,4}[ .\-]?\d{3,4}|\d{3}[ .\-]\d{3}[ .\-]\d{4}|0\d{2,3}-\d{7,8}"
    r"|0\d(?:[ .\-]\d{2}){4}|07\d{3}[ .\-]\d{3}[ .\-]?\d{3}|1[3-9]\d[ .\-]\d{4}[ .\-]\d{4}"
)
_ORDER = re.compile(
    r"(?:order|tracking|parcel|invoice|receipt|serial|model|part|sku|ean|upc|isbn|asin|item|number is|单|订"
    r"|编|快递|物流|运|货|条码|型)"
    r"[^\d\n]{0,14}$"
)
_ASKS_TO_CALL = re.compile(
    r"(?:(?<![a-z])(?:call|text|ring|phone|tel|mobile|cell|whats ?app|wa|sms|vx?|wx|q)(?![a-z])|电话|手机"
    r"|致电|联系|加|微|薇|威"
    r"|扣|抠|群|裙|打|号)[^\d\n]{0,14}$"
)
_LARGER = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty"
    "|fifty|sixty|seventy|eighty|ninety|hundred"
)
_SPOKEN = re.compile(rf" (?:(?:{'|'.join(SPOKEN_DIGITS)}|{_LARGER}|\d{{1,4}}) ){{7,40}}")
_SPOKEN_ZH = re.compile(r"[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两\d]{7,30}")
_EMAIL = re.compile(
    r"[a-z0-9._%+\-]{1,40} ?(?:(?:@|\(at\)|\[at\]|\{at\}|艾特|#at#) ?[a-z0-9\-]{1,40} ?"
    r"(?:\.|\(dot\)|\[dot\]| dot |点|。)| at [a-z0-9\-]{1,40} dot) ?"
    r"(?:com|net|org|cn|edu|io|co|info|me|de|uk|fr|ru|jp)(?![a-z])"
)
_MESSENGER = (
    r"(?:whats ?app|watsapp|telegram|tele ?gram|we ?chat|weixin|vx|v信|wx|qq|skype|discord|kik|viber|zalo"
    r"|line|snap(?:chat)?|insta(?:gram)?|ig|tg|signal"
    r"|微信|微亻言|薇信|薇心|威信|威芯|维信|徽信|溦信|嶶信|卫星|卫心|扣扣|抠抠|叩叩|企鹅|q群|扣群|q|电报"
    r"|纸飞机|薇|微|威|裙|群)"
)
_DISGUISED = (
    r"(?:薇信|薇心|薇❤|薇|威芯|维信|徽信|溦信|嶶信|卫心|微❤|威❤|v信|v❤|❤信|vx|v x|wx|w x|v\+|v:"
    r"|🐧|🛰|💬|企鹅|扣扣|抠抠|叩叩)"
)
_BETWEEN = r"(?:号码|号|id|is|:|=| |-|~|→|>|❤|♥|“|\"|'|是|me|at|@|\+|加|搜|群|on|\.|[^\w\s])"
_HANDLE = re.compile(
    rf"(?<![a-z]){_MESSENGER}{_BETWEEN}{{1,6}}"
    r"(?P<id>[a-z0-9_][a-z0-9_\-. ]{3,29}[a-z0-9]|\d(?: ?\d){4,13})"
)
_SLY_HANDLE = re.compile(
    rf"(?<![a-z]){_DISGUISED}{_BETWEEN}{{0,6}}(?:[a-z][a-z0-9_\-]{{4,29}}|\d(?: ?\d){{4,13}})"
)
_ADD = re.compile(
    r"(?:加|➕|\+|十|嘉|佳|家|茄)(?:我|个|一下|下)?(?:好友)?(?:的)?(?:微信|微|薇|威|卫星|卫|v信?|vx|wx|q群?"
    r"|qq|扣扣|扣|抠|裙|群|好友)"
    r"|(?:我的?|本人|老师|客服)(?:微信|薇信|威信|v信|vx|wx|qq|扣扣|电话|手机号|手机|号码|联系方式)(?:号|是"
    r"|为|:|：|\d|[a-z])"
    r"|(?:私信|私聊|私我|滴滴|联系|小窗)我|(?:私信|私聊)(?:领|拿|发|送|有)|进(?:我的?)?(?:q?群|裙)(?:领|聊"
    r"|抢|拿)"
)
_ADD_EN = re.compile(
    r" (?:add|text|message|contact|reach|dm|pm|call|whatsapp|inbox|email|write|ping|hmu|hit) (?:me|us)"
    r"(?: up)? (?:on|at|in|via|through|here|now|for|@|to)? ?(?:my )?"
    r"(?:whats ?app|wa|telegram|tg|we ?chat|weixin|vx|wx|line|signal|snap|snapchat|insta|instagram|ig"
    r"|discord|kik|skype|viber|zalo|email|gmail|dm|dms|pm"
    r"|cheaper|better price|best price|wholesale|details|more info|a deal|deals|discount|\d{4,}) "
    r"| my (?:whats ?app|telegram|tg|we ?chat|wx|vx|qq|line id|snap|snapchat|insta|instagram|ig|discord"
    r"|kik|skype|viber|phone number|number|cell|email)"
    r"(?: id| number| handle)? (?:is|:|=|@)? ?(?=[a-z]*\d|at |@)| dm me | pm me | inbox me | hmu "
)
_NICKNAME_ZH = re.compile(
    r"(?:绿泡泡|绿色(?:软件|图标|app)|绿信|小绿|蓝色(?:软件|图标|app)|小蓝鸟|纸飞机|抖一抖|抖抖|d ?音|某音"
    r"|小红薯|红书|某宝|小企鹅|企鹅)"
    r"[^\na-z0-9]{0,6}(?=[a-z0-9_]*\d)[a-z0-9_]{5,30}"
    r"|(?:加|搜|➕)[^\na-z0-9]{0,4}(?:[a-z]{2,15}_[a-z0-9_]{2,15}|[a-z]{2,12}\d{5,12})(?![a-z0-9])"
)
"""Messengers by the names that hide them, with a handle."""
_FIND_ME = re.compile(
    r"(?:discord|id|tag|add me)[^\n]{0,8}[a-z0-9_.]{2,32}#\d{4}(?!\d)|(?<![a-z])(?:gmail|hotmail"
    r"|proton ?mail|wee ?chat|we chat)"
    r"(?: id| is|:)+ [a-z0-9_.]{4,40}"
    r"|(?<![a-z0-9])(?:v|卫|微|薇|威)[❤♥新心芯]{0,2}我? ?[^\na-z0-9]?(?=[a-z0-9_]*\d)[a-z][a-z0-9_]{5,20}"
    r"|(?:hit me up|find me|look me up|reach me|catch me|hmu|ping me|i'm|im"
    r"|add me)[^\n@]{0,40}@ ?[a-z0-9_.]{4,30}"
    r"|(?:add|find|reach|text|message|contact|hmu) (?:me |us )?(?:up )?(?:on|at|in|via|through) "
    r"(?:tele ?gram|what ?s ?app|insta|ig|snap|we ?chat|discord|signal|kik)"
)
_ANYHOW = re.compile(
    r"[a-z0-9._%+\-]{1,40}@[a-z0-9\-]{1,40}\.[a-z]{2,10}(?![a-z])"
    r"|(?<![a-z])(?:dm|pm|add|follow|msg|message|inbox|text"
    r"|find) @?(?=[a-z0-9.]*[_\d.])[a-z0-9_.]{4,30} (?:on|at|via|in) "
    r"|(?<![a-z])skype[^\n]{0,3}live:[a-z0-9_.]{3,}|(?<![a-z])(?:飞机|电报|ins|推特"
    r"|tg)[^\w\n]{0,3}@[a-z0-9_]{4,}"
    r"|(?:[vw威薇微维徽]|(?<=[^\w]))[信芯] ?[:：]?(?=[a-z0-9_\-]*\d)[a-z][a-z0-9_\-]{5,20}"
    r"|(?<![a-z])\+?q(?:un|u)? ?\d{6,11}(?!\d)|企[^\w\n]{0,2}鹅 ?\d{6,11}|(?<![\d.])(?:\d ){8,20}\d(?![\d.])"
)
"""Contact details that need no cue of ours: nothing else is written like them."""
_ALIASES = re.compile(
    r"(?:球球|蔻蔻|扣扣|抠抠)[^\d\n]{0,3}\d{6,}|[微威薇魏卫][x新信心芯] ?(?=[a-z0-9_]*\d)[a-z0-9_]{5,}"
    r"|(?<![a-z])v{1,3}[\- .]?x?[:： \-]{1,3}[a-z]{2,15}\d{3,}"
    r"|(?<![a-z])(?:cash ?app|venmo|zelle)[^\n]{0,6}(?:[$@]|me (?:at|on))"
    r"|(?<![a-z])(?:what'?s+ ?a+p+|teleg? ?(?:ram)?)[: ]{1,3}(?:@[a-z]{4,}|[a-z]{0,15}\d{2,})"
)
"""Messengers by other names, with a handle."""
_SIGN = re.compile(r"[\d@_:]|cash ?app|venmo|zelle")
"""Without any of these there are none."""
_ELSEWHERE = re.compile(
    r"搜(?:一下|同名|索)?(?:公众号|小红[书薯]|抖[音y]|某音|d音|视频号|快手|b站)|(?:公众号|小红[书薯]|抖[音y]"
    r"|某音|视频号|快手)(?:上)?搜"
    r"|(?:看|点|进|戳)我?的?[主煮注][页叶业夜]|[主煮][页业叶](?:有|见)|(?:看|点|戳)我?的?头[像象相]|私我"
    r"|私信?(?:拿|领)"
)
"""Where else to look for who writes this."""
_SPELLED_OUT = re.compile(
    r" (?:whatsapp|telegram|wechat|weixin|instagram|discord|viber|snapchat|signal|skype) "
)
"""A messenger, when its letters were put apart, ``w.e.c.h.a.t``: nobody does so to ask about it."""
_ADD_PICTURE = re.compile(
    r"(?:加|➕|\+|v|微|薇|威|q) ?(?:❤|♥|💗|🐧|🛰|💬)(?=[^\n]{0,40}[a-z0-9]{4})"
    r"|[🐧🛰💬📱☎📞] ?[:=+]? ?[a-z0-9_]{5,}"
)
_PICTURES = frozenset("🐧🛰💬📱☎📞❤♥💗")
_CONTACT_ASK = re.compile(
    r"吗|么|嘛|\?|可以不|能不能|可不可以|有没有|是不是|多少|支持|付款|支付|转账|怎么|如何"
)
_PAY = re.compile(r"pay|付|支付|转账|红包|收款|钱包|登录|小程序|\baccept|\btake\b")
_ID_WORDS = re.compile(
    r"(?:pay|payment|group|account|number|login|support|please|sticker|video|call|phone|stand|case|app)\b"
)


def findings(hits: Sequence[Hit], reading: Reading) -> list[Finding]:
    """The contact details in a text.

    Args:
        hits: The words of the lists that stand in it: patterns that need a cue are tried only with one.
        reading: The text.
    """
    plain = reading.plain
    found: list[Finding] = []
    if "@" in plain or "at" in plain or "艾特" in plain:
        found += [Finding("contact", "email", 1.0, one[0]) for one in _EMAIL.finditer(plain)]
    if _MANY_DIGITS.search(plain):
        found += _phones(plain)
    found += _dictated(reading)
    if (reading.han and (nick := _NICKNAME_ZH.search(plain)) and not _CONTACT_ASK.search(plain)) or (
        nick := _FIND_ME.search(plain)
    ):
        found.append(Finding("contact", "handle", 1.0, nick[0]))
    if _SIGN.search(plain) and (any_how := _ANYHOW.search(plain)):
        found.append(Finding("contact", "handle", 1.0, any_how[0].strip()))
    if _SIGN.search(plain) and (alias := _ALIASES.search(plain)):
        found.append(Finding("contact", "handle", 1.0, alias[0].strip()))
    if reading.han and (place := _ELSEWHERE.search(plain)) and not _CONTACT_ASK.search(plain):
        found.append(Finding("contact", "elsewhere", 0.8, place[0]))
    one = _SPELLED_OUT.search(reading.loose)
    if one and one[0] not in reading.words and any(char.isdigit() for char in plain):
        found.append(Finding("contact", "handle", 1.0, one[0].strip()))
    if not _PICTURES.isdisjoint(plain) or any(hit.entry.rule == "contact" for hit in hits):
        found += _handles(reading)
    return found


def _phones(plain: str) -> list[Finding]:
    found: list[Finding] = []
    for run in _RUN.finditer(plain):
        digits = re.sub(r"\D", "", run[0])
        before = plain[max(0, run.start() - 24) : run.start()]
        if _ORDER.search(before):
            continue
        called = _ASKS_TO_CALL.search(before) is not None
        mobile = _CHINESE_MOBILE.fullmatch(digits) is not None
        if mobile or (called and len(digits) <= 15) or _WRITTEN_AS_PHONE.search(run[0]):
            found.append(Finding("contact", "phone", 1.0, run[0].strip()))
    return found


def _dictated(reading: Reading) -> list[Finding]:
    """Numbers read out digit by digit, in words."""
    found = []
    spoken = _SPOKEN.search(reading.words)
    if spoken and sum(word in SPOKEN_DIGITS for word in spoken[0].split()) > 3:
        found.append(Finding("contact", "phone", 1.0, spoken[0].strip()))
    if reading.han:
        for one in _SPOKEN_ZH.finditer(reading.han):
            digits = one[0].translate(NUMERALS)
            if (
                one[0] != digits
                and len(set(digits)) > 2
                and (len(digits) > 9 or _CHINESE_MOBILE.match(digits) or _is_called(reading.han, one))
            ):
                found.append(Finding("contact", "phone", 1.0, one[0]))
    return found


def _is_called(han: str, number: re.Match[str]) -> bool:
    """Whether a number that was read out is somebody's: "my Q is ..."."""
    before = han[max(0, number.start() - 6) : number.start()]
    return len(number[0]) > 7 and _ASKS_TO_CALL.search(before) is not None


def _handles(reading: Reading) -> list[Finding]:
    plain = reading.plain
    found: list[Finding] = []
    for one in _HANDLE.finditer(plain):
        handle = one["id"].strip()
        digits = sum(char.isdigit() for char in handle)
        named = digits > 3 or (digits and len(handle) > 5 and " " not in handle) or "_" in handle
        if named and not _ID_WORDS.match(handle):
            found.append(Finding("contact", "handle", 1.0, one[0].strip()))
    if sly := _SLY_HANDLE.search(plain):
        found.append(Finding("contact", "handle", 1.0, sly[0]))
    if picture := _ADD_PICTURE.search(plain):
        found.append(Finding("contact", "handle", 1.0, picture[0]))
    asks = _CONTACT_ASK.search(plain) is not None
    close = plain.replace(" ", "")
    added = _ADD.search(close) if reading.han and not asks and not _PAY.search(plain) else None
    if added and not is_warned(close, added.start()):
        found.append(Finding("contact", "add me", 0.8, added[0]))
    if (english := _ADD_EN.search(reading.words)) and not is_warned(reading.words, english.start()):
        found.append(Finding("contact", "add me", 0.8, english[0].strip()))
    return found
