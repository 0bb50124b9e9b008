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
_FIRST_HAN = "㐀"
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


_TRADITIONAL = (
    "這個錢貨價嗎麼運費顏換還買賣貴長寬輕電壓質條雙隻現沒種碼紅藍綠黃紫幾適裝點無時間會員請問說講紹兩氣親哪裡誰幫選薦於優惠發遞郵"
    "寄網總線燈開關機聲檯臺筆記腦視頻線鍵盤滑鼠標墊印表墨碳顯示屏螢幕攝像頭鏡頭電話號碼書桌雨傘衛衫褲襪鞋帽手環錶鐘爐鍋壺杯盒箱櫃"
    "櫥廚衣飾樣圖畫邊蓋鎖輪車門窗簾燙熱溫濕風扇吹髮齒膚霧噴淨壓縮顆顯卡讀寫儲存驅動器轉換頻寬訊號"
)
_SIMPLIFIED = (
    "这个钱货价吗么运费颜换还买卖贵长宽轻电压质条双只现没种码红蓝绿黄紫几适装点无时间会员请问说讲绍两气亲哪里谁帮选荐于优惠发递邮"
    "寄网总线灯开关机声台台笔记脑视频线键盘滑鼠标垫印表墨碳显示屏荧幕摄像头镜头电话号码书桌雨伞卫衫裤袜鞋帽手环表钟炉锅壶杯盒箱柜"
    "橱厨衣饰样图画边盖锁轮车门窗帘烫热温湿风扇吹发齿肤雾喷净压缩颗显卡读写储存驱动器转换频宽讯号"
)
_SIMPLER = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simple(text: str) -> str:
    """The text with common traditional characters in their simplified form; its length stays."""
    return text.translate(_SIMPLER)


def normal(text: str) -> str:
    """The text in compatibility form (NFKC) and folded case."""
    return unicodedata.normalize("NFKC", text).casefold()


def is_han(token: str) -> bool:
    """Whether a token begins with a Han character."""
    return token[:1] >= _FIRST_HAN and bool(_HAN.match(token))


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
