"""A line as it is judged: look-alikes of letters and digits made plain, disguises refused.

Facts are read through the same mapping, so that both sides of a comparison are written alike.
"""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = (
    "價价無无貨货庫库運运費费貴贵優优買买賣卖贈赠禮礼銷销單单雙双個个條条雜杂標标準准質质證证認认檢检測测險险"
    "療疗藥药減减體体膚肤顏颜髮发發发對对經经過过還还這这們们話话說说請请誰谁讓让進进電电腦脑網网線线連连邊边"
    "內内後后裡里裏里間间時时鐘钟點点號号塊块錢钱萬万億亿兩两幾几倉仓從从來来給给見见現现產产廠厂國国際际級级"
    "獨独專专業业極极頂顶強强輕轻長长寬宽圓圆黃黄紅红綠绿藍蓝銀银鋼钢鐵铁銅铜鋁铝鈦钛絲丝棉棉麻麻絨绒純纯"
    "傷伤癒愈醫医癌癌癢痒壓压糖糖腫肿濕湿熱热涼凉溫温衛卫潔洁淨净殺杀滅灭護护防防漏漏燈灯檔档開开關关啟启"
    "動动關关聯联絡络應应該该實实驗验試试總总終终身身換换壞坏賠赔償偿擔担險险諾诺絕绝對对保保修修處处"
    "機机氣气風风車车軟软錶表鏡镜鍋锅壺壶盤盘飯饭餐餐麵面鹽盐濃浓滿满搶抢殘残剩剩餘余僅仅盡尽馬马訂订週周"
    "禮礼雞鸡魚鱼豬猪貓猫愛爱媽妈爺爷孫孙兒儿親亲閨闺蜜蜜歲岁歷历史史與与為为於于將将當当會会準准據据"
    "萊莱歐欧韓韩灣湾門门鮮鲜樂乐課课讀读書书筆笔畫画廣广場场館馆樓楼層层區区縣县鎮镇陸陆陽阳陰阴隨随"
    "場场郵邮寶宝樣样種种復复範范圍围頭头臉脸嘗尝張张確确維维務务獲获薦荐權权釐厘嗎吗麼么沒没歡欢亞亚線线"
    "飛飞簡简單单聲声聽听"
    "裝装備备選选擇择適适配配兼兼容容讚赞評评論论數数據据億亿約约較较勝胜負负贏赢輸输優优勢势賽赛獎奖"
)
_SIMPLE = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
_KEPT = frozenset("，。！？；：（）、“”「」『』《》…～°²³℃℉№㎡¥￥€£½¼¾⅓⅔⅛×±")
_SIGNS = {
    "廿": "二十",
    "卅": "三十",
    "’": "'",
    "‘": "'",
    "′": "'",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "\u00a0": " ",
    "\u3000": " ",
}
_GREEK = frozenset("µμΩαβγ")
_SPACED_LETTERS = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .*_-]){3,40}[A-Za-z](?![A-Za-z'])")
_SPACED_DIGITS = re.compile(r"(?<![0-9.,])[0-9](?: [0-9]){1,40}(?![0-9])")
_SPACED_HAN = re.compile(
    r"(?:[\u3400-\u9fff][ .*_·-]){2,40}[\u3400-\u9fff](?![\u3400-\u9fff])|[\u3400-\u9fff][*_·][\u3400-\u9fff]"
)
_WORD = re.compile(r"[^\W_]{1,60}")
_SIGN = re.compile(r"(?<=[A-Za-z])[$|*_~^](?=[A-Za-z])")
_UNLIKE = frozenset("бгджзийлфцчшщъыьэюяδθλξπσφψω")
"""Cyrillic and Greek letters that look like no Latin one."""
_MOST_FOREIGN = 20
"""Letters of other scripts that a line may have, in names of viewers."""
_INSIDE_WORD = re.compile(r"[A-Za-z]{1,20}[$|*_~^][A-Za-z]{1,20}")


def plain(text: str) -> str:
    """The same words in plain letters and digits; Chinese punctuation stays, combining marks go."""
    if text.isascii():
        return text
    return "".join(map(_plain, text))


def _plain(char: str) -> str:  # one character in, at most a few out
    if char.isascii() or char in _KEPT:
        return char
    if char in _SIMPLE:
        return _SIMPLE[char]
    if char in _SIGNS:
        return _SIGNS[char]
    if "\u3400" <= char <= "\u9fff":
        return char
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me"):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if kind == "No" or char in _GREEK:
        return (
            unicodedata.normalize("NFKC", char) if float(unicodedata.numeric(char, 0)).is_integer() else char
        )
    if kind == "Zs":
        return " "
    parts = unicodedata.normalize("NFKD", char)
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me"))


def disguised(text: str, known: str = "") -> bool:
    """Whether a plain text hides words: spelled out, cut by signs, or in letters of other scripts.

    Args:
        text: In plain letters.
        known: What may stand so all the same, in small letters: the words of the facts.
    """
    for pattern in (_SPACED_LETTERS, _SPACED_DIGITS, *(() if text.isascii() else (_SPACED_HAN,))):
        if any(match[0].casefold() not in known for match in pattern.finditer(text)):
            return True
    if text.isascii():
        return False
    words = [match for match in _WORD.finditer(text) if any(map(_foreign, match[0]))]
    words = [match for match in words if match[0].casefold() not in known]
    return sum(len(match[0]) for match in words) > _MOST_FOREIGN or not all(
        _is_name(match[0]) for match in words
    )


def cut_words(text: str) -> tuple[str, ...]:
    """A plain text whose words hold signs ("dark_star", "fr*ee"), without them and with spaces for them.

    Such a word may be a viewer's name, or hide a claim: what it hides is to be judged too.
    """
    if not _INSIDE_WORD.search(text):
        return ()
    return tuple(_SIGN.sub(instead, text) for instead in ("", " "))


def _is_name(word: str) -> bool:
    """Whether a word in a foreign script may be a name: it mixes no scripts and is not made to look Latin."""
    scripts = {unicodedata.name(char, "?").split()[0] for char in word if char.isalpha()}
    if scripts & {"LATIN", "?"}:
        return False
    looks_like_latin = scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
    return not looks_like_latin or (len(scripts) == 1 and any(char.lower() in _UNLIKE for char in word))


def _foreign(char: str) -> bool:
    """Whether a character is a letter that the guard cannot read."""
    if char.isascii() or "\u3400" <= char <= "\u9fff" or char in _GREEK or not char.isalpha():
        return False
    return unicodedata.normalize("NFKD", char)[:1] not in ("", *"abcdefghijklmnopqrstuvwxyz") and not (
        "\u00c0" <= char <= "\u024f"
    )
