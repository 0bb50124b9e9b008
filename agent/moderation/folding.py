"""Characters that stand for others: look-alikes, traditional forms, digits read as letters. Data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_LOOKALIKES = {
    "a": "аαɑａᴀɐ",
    "b": "ЬвβƄʙ",
    "c": "сϲᴄ¢ς",
    "d": "ԁɗᴅ",
    "e": "еєεɛэᴇ",
    "f": "ƒꜰ",
    "g": "ɡցɢ",
    "h": "һнʜ",
    "i": "іιɩıɪӏ",
    "j": "јϳᴊ",
    "k": "кκᴋ",
    "l": "ⅼʟ",
    "m": "мᴍ",
    "n": "пηռɴ",
    "o": "оοσөօᴏ",
    "p": "рρᴘ",
    "q": "ԛգ",
    "r": "гʀ",
    "s": "ѕꜱʂ",
    "t": "тτᴛ",
    "u": "υսцᴜ",
    "v": "νѵᴠ",
    "w": "ԝѡωшᴡ",
    "x": "хχ",
    "y": "уγүʏ",
    "z": "ᴢʐ",
}
_TRADITIONAL = (
    "頁媽賤殺雞幹該滾豬腦殘騙壞狗賣婦嬪韓國東灣廣陝寧遼龍災鬼頭臉無恥廢驢蟲髒臭噁傢夥僕倭獨運動點號碼電話訊聯"
    "繫絡薇傳親關註廣"
    "網鏈連結進掃師黨藝優惠課單兼職員輔導戲遊賺錢區間兩個來這裡說對話統視頻檔價標籤識別換會員為從現開始擔當當"
    "設規則系統記忽視應答"
    "黑鄉農漢蠻醜惡厭歧種膚婊強姦陰莖蕩騷妓約體處廠實質無書亞裔歐罵淨條畜鳥樣閉嘴給買氣場飯屎牠妳麼們"
)
_SIMPLIFIED = (
    "页妈贱杀鸡干该滚猪脑残骗坏狗卖妇嫔韩国东湾广陕宁辽龙灾鬼头脸无耻废驴虫脏臭恶家伙仆倭独运动点号码电话讯联"
    "系络薇传亲关注广"
    "网链连结进扫师党艺优惠课单兼职员辅导戏游赚钱区间两个来这里说对话统视频档价标签识别换会员为从现开始担当当"
    "设规则系统记忽视应答"
    "黑乡农汉蛮丑恶厌歧种肤婊强奸阴茎荡骚妓约体处厂实质无书亚裔欧骂净条畜鸟样闭嘴给买气场饭屎它你么们"
)
LEET = str.maketrans("@4310$5!7", "aaeiossit")
"""Digits and signs as the letters they stand for inside a word."""
NUMERALS = str.maketrans("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "0012345678911234567892")
"""Chinese numerals as they are read out one by one."""
SPOKEN_DIGITS: Mapping[str, str] = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "double": "", "triple": "",
}  # fmt: skip
"""English words in which telephone numbers are dictated."""


def is_han(char: str) -> bool:
    """Whether a character is a Han ideograph."""
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def _table() -> dict[str, str]:
    table = {like: letter for letter, likes in _LOOKALIKES.items() for like in likes}
    table |= {like.upper(): letter for like, letter in list(table.items()) if len(like.upper()) == 1}
    table |= dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    for begin in (0x1F130, 0x1F150, 0x1F170):
        table |= {chr(begin + at): chr(ord("a") + at) for at in range(26)}
    for begin in (0x2776, 0x2780, 0x278A):
        table |= {chr(begin + at): str(at + 1) for at in range(9)}
    return table


_SUBSTITUTES = _table()


class Folding(dict[int, str]):
    """A table for ``str.translate`` that learns each character once, up to a bound.

    Compatibility forms become plain ones, case is folded, accents, invisible characters and variation signs
    go, look-alikes become Latin letters, traditional characters simplified ones.
    """

    _MOST = 20_000
    """Characters remembered; ordinary chat has fewer."""

    def __missing__(self, code: int) -> str:
        """The plain form of one character."""
        folded = _folded(chr(code))
        if len(self) < self._MOST:
            self[code] = folded
        return folded


def _folded(char: str) -> str:
    found = _SUBSTITUTES.get(char)
    if found is not None:
        return found
    if "\uac00" <= char <= "\ud7a3":
        return char
    parts = []
    for part in unicodedata.normalize("NFKD", char).casefold()[:8]:
        category = unicodedata.category(part)
        if category in ("Mn", "Me", "Cf", "Cs", "Co", "Cn") or part == "\u3164":
            continue
        parts.append(" " if category in ("Cc", "Zs", "Zl", "Zp") else _SUBSTITUTES.get(part, part))
    return "".join(parts)
