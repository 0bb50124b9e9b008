"""Countries by what viewers call them. Codes are ISO 3166-1 alpha-2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.model import Text

_COUNTRIES = """
AE|the United Arab Emirates|阿联酋|uae,united arab emirates,dubai,迪拜
AR|Argentina|阿根廷
AT|Austria|奥地利
AU|Australia|澳大利亚|aussie,澳洲,sydney,melbourne,悉尼,墨尔本
BD|Bangladesh|孟加拉国
BE|Belgium|比利时
BG|Bulgaria|保加利亚
BR|Brazil|巴西
CA|Canada|加拿大|toronto,vancouver,montreal,多伦多,温哥华
CH|Switzerland|瑞士
CL|Chile|智利
CN|China|中国|mainland china,中国大陆,大陆,国内
CO|Colombia|哥伦比亚
CR|Costa Rica|哥斯达黎加
CY|Cyprus|塞浦路斯
CZ|Czechia|捷克|czech republic
DE|Germany|德国|berlin,柏林
DK|Denmark|丹麦
DZ|Algeria|阿尔及利亚
EC|Ecuador|厄瓜多尔
EE|Estonia|爱沙尼亚
EG|Egypt|埃及
ES|Spain|西班牙
FI|Finland|芬兰
FR|France|法国|paris,巴黎
GB|the United Kingdom|英国|uk,united kingdom,england,scotland,wales,great britain,britain,london,伦敦
GE|Georgia|格鲁吉亚
GH|Ghana|加纳
GR|Greece|希腊
HK|Hong Kong|香港
HR|Croatia|克罗地亚
HU|Hungary|匈牙利
ID|Indonesia|印度尼西亚|印尼,bali
IE|Ireland|爱尔兰
IL|Israel|以色列
IN|India|印度
IS|Iceland|冰岛
IT|Italy|意大利
JP|Japan|日本|tokyo,东京
KE|Kenya|肯尼亚
KH|Cambodia|柬埔寨
KR|South Korea|韩国|korea
KW|Kuwait|科威特
KZ|Kazakhstan|哈萨克斯坦
LA|Laos|老挝
LK|Sri Lanka|斯里兰卡
LT|Lithuania|立陶宛
LU|Luxembourg|卢森堡
LV|Latvia|拉脱维亚
MA|Morocco|摩洛哥
MM|Myanmar|缅甸
MO|Macau|澳门|macao
MT|Malta|马耳他
MX|Mexico|墨西哥
MY|Malaysia|马来西亚|大马
NG|Nigeria|尼日利亚
NL|the Netherlands|荷兰|netherlands,holland
NO|Norway|挪威
NP|Nepal|尼泊尔
NZ|New Zealand|新西兰
OM|Oman|阿曼
PE|Peru|秘鲁
PH|the Philippines|菲律宾|philippines
PK|Pakistan|巴基斯坦
PL|Poland|波兰
PR|Puerto Rico|波多黎各
PT|Portugal|葡萄牙
QA|Qatar|卡塔尔
RO|Romania|罗马尼亚
RS|Serbia|塞尔维亚
RU|Russia|俄罗斯
SA|Saudi Arabia|沙特阿拉伯|沙特,ksa
SE|Sweden|瑞典
SG|Singapore|新加坡
SI|Slovenia|斯洛文尼亚
SK|Slovakia|斯洛伐克
TH|Thailand|泰国
TN|Tunisia|突尼斯
TR|Turkey|土耳其|turkiye
TW|Taiwan|台湾
UA|Ukraine|乌克兰
US|the United States|美国|usa,u.s.,u.s.a.,united states,america,california,texas,florida,new york,纽约,加州
UY|Uruguay|乌拉圭
VN|Vietnam|越南
ZA|South Africa|南非
"""
"""Code, English, Chinese, what else it is called (cities and states stand for their country)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is shipped to."""

    code: str
    """ISO 3166-1 alpha-2, or the shop's own."""
    name: Text


@dataclass(frozen=True, slots=True)
class Found:
    """A place named in a text."""

    place: Place
    start: int
    end: int


class Places:
    """The countries, and a shop's own places."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """Know the countries.

        Args:
            own: Further names, each with the code that the shop's system has for it.
        """
        self._by_code, self._by_name = (dict(known) for known in _known())
        self._own: dict[str, Place] = {}
        for name, code in (own or {}).items():
            self._by_name[name.casefold()] = self._own[code] = Place(code, {"und": name})
        names = sorted(self._by_name, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, names)))

    def by_code(self, code: str) -> Place | None:
        """The place of a code, or of a name."""
        return self._by_code.get(code.strip().upper()) or self._by_name.get(code.strip().casefold())

    def own(self, code: str) -> Place | None:
        """The shop's own place of a code."""
        return self._own.get(code)

    def find(self, text: str) -> Found | None:
        """The first place that a text names; ``US`` only in capitals, since "us" is a word."""
        lower = text.casefold()
        match = self._pattern.search(lower) if len(lower) == len(text) else None
        if match is not None:
            return Found(self._by_name[match[0]], match.start(), match.end())
        short = re.search(r"(?<![A-Za-z])US(?![A-Za-z])", text)
        return Found(self._by_code["US"], short.start(), short.end()) if short else None


def _whole(name: str) -> str:
    return rf"(?<![a-z]){re.escape(name)}(?![a-z])" if name.isascii() else re.escape(name)


@lru_cache(maxsize=1)
def _known() -> tuple[dict[str, Place], dict[str, Place]]:
    by_code: dict[str, Place] = {}
    by_name: dict[str, Place] = {}
    for line in _COUNTRIES.split("\n"):
        if not line:
            continue
        code, english, chinese, *others = line.split("|")
        place = Place(code, {"en": english, "zh": chinese})
        by_code[code] = place
        names = [english.removeprefix("the "), chinese, *(others[0].split(",") if others else [])]
        by_name.update(dict.fromkeys(map(str.casefold, names), place))
    return by_code, by_name
