"""Chinese as it is meant where it is written to be overlooked: pinyin, pictures, split and sound-alike signs.

A filter that knows only the proper spelling misses most abuse in Chinese, which is written with a syllable of
pinyin (弱zhi), a picture (你🐴), a character taken apart (女表子) or others of the same sound (鲨臂). The
tables
hold only what insults are made of, so ordinary text reads as it stood.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.moderation.judgement import Finding

_PINYIN = {
    "bai": "白", "bi": "逼", "biao": "婊", "bing": "病", "cao": "操", "can": "残", "chi": "痴", "chou": "臭",
    "chu": "畜", "chun": "蠢", "cu": "粗", "da": "大", "dong": "东", "dan": "蛋", "diao": "屌", "er": "儿",
    "fei": "废",
    "gou": "狗",
    "gun": "滚", "huo": "货", "hun": "混", "ji": "鸡妓", "jian": "贱奸", "jing": "经", "ke": "客",
    "kuo": "壳",
    "la": "垃", "lan": "烂", "lian": "脸", "ma": "妈", "nao": "脑", "nai": "奶", "niang": "娘", "ni": "你",
    "pi": "屁", "piao": "嫖", "pian": "骗", "po": "婆", "quan": "全", "ren": "人", "ri": "日", "ruo": "弱",
    "sai": "塞",
    "sao": "骚", "sha": "傻杀", "shi": "屎死", "shen": "神", "sheng": "生", "si": "死", "wang": "王",
    "wu": "物",
    "xia": "下", "xi": "西", "xing": "性", "yin": "淫", "zha": "渣", "zhang": "障", "zhi": "智",
    "zhong": "种",
    "zhu": "猪", "za": "杂",
    "zi": "子", "zui": "嘴", "nm": "你妈", "nima": "你妈", "tm": "他妈", "bb": "逼", "ta": "他", "zang": "脏",
}  # fmt: skip
"""Syllables and initials of which abuse is made, each with what it stands for, the likelier first."""
_WHOLE = frozenset({"nm", "tm", "nima"})
"""Those that stand for more than one character."""
_PICTURES = {
    "🐴": "妈", "🐎": "妈", "🏇": "妈", "🐔": "鸡", "🐓": "鸡", "🐤": "鸡", "🐶": "狗", "🐕": "狗",
    "🐷": "猪", "🐖": "猪", "🐢": "龟", "🖊": "逼", "🎱": "八", "🧠": "脑", "🍵": "茶", "💊": "", "💩": "屎",
    "💀": "死", "☠": "死", "🔪": "杀", "👨": "", "🍊": "", "🤡": "小丑", "🌿": "操", "🌱": "操", "🐸": "蛙",
    "🥚": "蛋", "🐻": "胸",
}  # fmt: skip
_PARTS = {
    "女表": "婊", "贝戋": "贱", "贝戈": "贱", "女马": "妈", "歹匕": "死", "尸米": "屎", "米田共": "粪",
    "尸吊": "屌", "女干": "奸",
    "才喿": "操", "扌喿": "操", "月匈": "胸", "氵衮": "滚", "犭苟": "狗", "犭者": "猪", "亻尔": "你",
    "女支": "妓", "口巴": "吧",
    "广发": "废", "石皮": "破", "彳亍": "行", "月凶": "胸", "走召": "超", "讠兑": "说", "孑": "子",
    "疍": "蛋", "曰": "日",
}  # fmt: skip
_TOGETHER = re.compile("|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True)))
_SYLLABLE = re.compile(
    rf"(?:(?<=[\u3400-\u9fff])|(?<=[\u3400-\u9fff] ))(?:{'|'.join(sorted(_PINYIN, key=len, reverse=True))})(?"
    rf"![a-z])"
    rf"|(?<![a-z])(?:{'|'.join(sorted(_PINYIN, key=len, reverse=True))})(?= ?[\u3400-\u9fff])"
)
"""A syllable that touches a Han character."""
_FOUR = re.compile(r"(?<=[去快早])4(?=[吧啊了你全\n]|$)")
_EIGHT = re.compile(r"(?<=[王丑])8(?=[蛋怪])")
_DOTTED = re.compile(r"(?<=[\u3400-\u9fff])[.,:;!](?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PICTURED = re.compile("|".join(_PICTURES))
_CLAUSE_END = re.compile(r"[,.!?;:，。！？；：、\n…]+")
_FILLER = re.compile(r"[^\w\n]+|_+")
_ALIKE = (
    ("傻", "沙煞鲨啥杀莎纱砂刹"), ("逼", "比笔壁臂毕鼻碧币必彼屄批b"), ("妈", "马玛麻骂蚂嘛"), ("你",
    "尼泥妮拟倪"),
    ("死", "四斯司丝肆似"), ("操", "草艹曹槽糙肏"), ("婊", "表裱"), ("垃", "辣拉"), ("圾", "级鸡及极基"),
    ("贱", "剑箭溅"),
    ("狗", "苟沟勾"), ("滚", "棍"), ("废", "肺费飞"), ("物", "雾舞"), ("瘫", "摊滩"), ("逼", "匹"), ("脑",
    "恼"), ("残", "惨"), ("智", "致志"),
    ("障", "帐账"),
)  # fmt: skip
"""Characters that insults are written with, and others that sound like them."""
_SOUNDS = str.maketrans({other: first for first, others in _ALIKE for other in others})
_WHO = r"(?:主播|东西|玩意|玩艺|货|人|店|你|吧|啊|呀|一个|客服|老板|小编|$|\n)"
_INSULTS = re.compile(
    rf"傻逼(?={_WHO})|[憨呆瓜蠢骚丑穷脏烂猪肥二哈煞]逼(?={_WHO})|[操干日]你(?:妈|大爷|娘|全家|祖)|脑瘫(?=$"
    rf"|\n|主播)|狗东西|王八蛋|你妈(?:死|没|逼"
    rf"|炸)了?"
    rf"|去死(?:吧|啊|$|\n)|死妈(?={_WHO})|死全家|垃圾(?={_WHO})|(?:臭|死|烂|小|个)婊子?|婊子?(?={_WHO})"
    rf"|脑残(?={_WHO})|智障(?={_WHO})|废物(?={_WHO})|贱人(?={_WHO})|滚出?去?吧?(?=$|\n)"
)
_INITIALS = re.compile(
    r"(?<![a-z0-9])(?:mdzz|wbd|s13)(?![a-z0-9])|(?:^|[^a-z])[ctkr]你(?:妈|吗|马)|你m(?=死|炸|没)"
    r"|(?<![a-z0-9])(?:d?sb|2b|nt|fw|zz|nc|biss|nmsl|cnm|mmp)(?=主播|吧|一个|东西|玩意|货|客服|老板)"
    r"|(?:你|你是|你个|主播|真是|就是|大|这)(?:d?sb|nt|fw|zz|2b)(?![a-z0-9铅])"
)
_SIGNS = re.compile(r"[\s.\-_*~/|]+")
_NO_INSULT = re.compile(
    r"飞舞[吧啊呀你]|啥比|杀必|沙比|草你|比较|辣鸡(?=[翅肉爪腿丁块胸排])|费物|表(?=[盘带面示格])|表子?表"
)


_IN_PINYIN = [
    "傻逼",
    "智障",
    "脑残",
    "弱智",
    "白痴",
    "贱人",
    "婊子",
    "废物",
    "狗屎",
    "狗日",
    "死全家",
    "王蛋",
    "操你妈",
    "你妈逼",
    "你妈死",
    "去死",
    "傻子",
    "蠢货",
    "蠢猪",
    "人渣",
    "畜生",
    "死妈",
    "贱货",
    "骚逼",
    "骚货",
    "臭逼",
    "烂货",
    "滚粗",
]


@lru_cache(1)
def _pinyin() -> dict[str, str]:
    sounds = {
        sign: sound for sound, signs in reversed(_PINYIN.items()) if sound not in _WHOLE for sign in signs
    }
    sounds |= {"去": "qu", "逼": "bi", "死": "si", "家": "jia"}
    return {"".join(sounds[sign] for sign in word): word for word in _IN_PINYIN}


def pinyin_insult(text: str) -> str:
    """The insult that a text is when it is written in pinyin alone; empty for none."""
    return _pinyin().get("".join(char for char in text.casefold() if char.isalpha()), "")


def meant(plain: str) -> str:
    """A text's Han characters as they may be meant, clauses parted by line ends; empty for no other.

    Args:
        plain: The folded text, with its signs.
    """
    pictured = _PICTURED.search(plain) is not None
    text = _PICTURED.sub(lambda one: _PICTURES[one[0]], plain) if pictured else plain
    if not _HAN.search(text):
        return ""
    text = _EIGHT.sub("八", _FOUR.sub("死", _TOGETHER.sub(lambda one: _PARTS[one[0]], text)))
    dotted = _DOTTED.search(text) is not None
    text = _DOTTED.sub("", text)
    forms = dict.fromkeys(_spelled(text, choice) for choice in (0, 1))
    if not (pictured or dotted) and list(forms) == [plain]:
        return ""
    return "\n".join(_FILLER.sub("", _CLAUSE_END.sub("\n", form)) for form in forms)


def _spelled(text: str, choice: int) -> str:
    def sign(one: re.Match[str]) -> str:
        signs = _PINYIN[one[0]]
        return signs if one[0] in _WHOLE else signs[min(choice, len(signs) - 1)]

    for _ in range(3):
        further = _SYLLABLE.sub(sign, text)
        if further == text:
            break
        text = further
    return text


def sounding(plain: str, han: str) -> list[Finding]:
    """Insults written with characters that only sound like theirs, or as initials beside Han characters.

    Args:
        plain: The folded text, with its signs.
        han: The text's Han characters, clauses parted by line ends.
    """
    found = []
    if initials := _INITIALS.search(_SIGNS.sub("", plain)):
        found.append(Finding("abuse", "initials", 0.8, initials[0]))
    alike = han.translate(_SOUNDS)
    if alike == han:
        return found
    for one in _INSULTS.finditer(alike):
        written = han[one.start() : one.end()]
        near = han[max(0, one.start() - 1) : one.end() + 1]
        if written != one[0] and not _NO_INSULT.search(near):
            found.append(Finding("abuse", "sounds like", 0.8, written))
    return found
