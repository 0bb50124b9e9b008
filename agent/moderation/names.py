"""Viewers' names as they may be spoken."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from agent.moderation.hiding import pinyin_insult
from agent.moderation.lexicon import built_in
from agent.moderation.reading import is_han_text, read

LONGEST_LATIN = 24
"""Letters of a name that are spoken."""
LONGEST_HAN = 8
"""Han characters of a name that are spoken."""
_UNSPOKEN = re.compile(r"[^\w\s'’.\-·]|_")
_NUMBER_AT_END = re.compile(r"(?<=\w{3})\d+$")
_DIGITS_AT_END = re.compile(r"(?<=\D)\d{3,}$")
_MANY_DIGITS = re.compile(r"\d{5,}")
_CLAIM = re.compile(
    r"\b(?:mods?|team|free|price|prices|discount|sale|sold ?out|cheap|cheaper|refund|off|deal|only|coupon"
    r"|giveaway"
    r"|winner|system|operator|admin|moderator|host|official|support|staff|owner|assistant|bot|ai|human"
    r"|scam|fake|recall|recalled|dangerous)\b"
    r"|免费|价|折|特惠|优惠|降|元|块钱|促销|清仓|售罄|卖完|包邮|红包|返现|中奖|管理|系统|官方|客服|运营"
    r"|主播|机器人|真人|人工智能|骗|假货|召回|退款|老板|店主|国家|领导人"
    r"|[$€£¥%￥]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:buy|buys|selling|sells?|orders?|avoid|broken|breaks?|burns?|burning|explodes?|leaks?|poison"
    r"|poisonous"
    r"|toxic|cancer|kill\w*|suicide|dead|dies?|death|hitler|heil|stalin|kkk|isis|terror\w*|bombs?|lies?"
    r"|fraud|quality"
    r"|warranty|returns?|says?|said|everything|nobody|never|don'?t|do not|not|must|everyone|elsewhere|label"
    r"|prompt"
    r"|stream(?:er)?|shop|store|dollars?|bucks?|euros?|yuan|mood|gesture|whatsapp|telegram|wechat)\b"
    r"|买|卖|质量|差评|倒闭|跑路|太差|很差|垃圾|爆炸|起火|毒|致癌|癌|漏|坏了|会坏|自杀|杀人|希特勒|纳粹|主席"
    r"|总统"
    r"|习近平|毛泽东"
    r"|别信|别来|别|不要|不是|没有|千万|退|店长|掌柜|店家|微信|v信|薇信|加我|扣扣|电话|过敏|含税|保修|质保"
    r"|人类|块",
    re.IGNORECASE,
)
_JOKES = re.compile(
    r"\b(?:mike (?:hunt|rotch|oxlong|hawk)|hugh (?:jass|janus|g ?rection|jorgan)|ben dover|dixie normous"
    r"|phil mc?crac\w*|anita (?:dick|hanja\w*|bath)"
    r"|(?:deez|these|dem) nu[tzs]+|sugma|ligma|moe lester|jenny talia?|barry mc ?coc\w*|wayne kerr"
    r"|seymour (?:butts?|butz)|amanda hug\w*|heywood ja\w+"
    r"|haywood ja\w+|gabe itch|mike litoris|pat mc ?groin|master bates|harry (?:balls|dick|ballsack)"
    r"|ivana (?:hump\w*|tinkle)|oliver clothesoff"
    r"|al coholic|i ?p freely|dick (?:head|long|hertz)|sum ting wong|ho lee fuk|wet pussy|jack ?(?:mehoff"
    r"|goff)|justin sider|stan dover|yuri nator|connie lingus|harry balz\w*)\b"
    r"|史[珍真]香|杜子腾|范统|饭桶|赖月京|夏建|沈[京经][兵冰]|朱逸群|秦寿|范剑|纪吧|苟使|操妮|曹尼|马勒戈"
    r"|石琴|吴能|朱头三|习包子|法轮|六四|天安门|台独|藏独|疆独"
    r"|\bbin ?laden|\bjihad|\bputin\b|\bhimmler|\bmao zedong|\bxi sucks|习大大|维尼|\bxi ?(?:dada"
    r"|jin ?ping)\b|\bfalun\b",
    re.IGNORECASE,
)
"""Well-known names that are jokes when they are read out, and names of politics."""
_JOINT = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.\-]+"
)
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.\-]+")
_TWICE = re.compile(r"(.{2,12}?)\1+")
_FOUL = 5
"""Letters of a foul word that is looked for inside a name: shorter ones stand in honest names."""
_WORDS = 3
"""Words of a name; more is a sentence."""
_LETTER = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def as_spoken(name: str) -> str:
    """What of a name can be said: letters, few digits, no decoration, at most a few words.

    Empty when nothing is left, or when the name itself says something about the shop or poses as somebody of
    it: greeting "Everything is free" would say so.
    """
    plain = unicodedata.normalize("NFKC", name[:200])
    plain = "".join(char for char in plain if unicodedata.category(char)[0] in "LNMZP" or char in " '’")
    spaced = _UNSPOKEN.sub(" ", plain)
    folded = read(spaced)
    if _mixes_scripts(plain) or jokes(name) or is_foul(name):
        return ""
    for form in (name[:200], spaced, folded.plain, folded.loose, folded.han, *spellings(name)):
        if form and (_CLAIM.search(form) or _SENTENCE.search(form)):
            return ""
    if len(spaced.split()) > _WORDS:
        return ""
    plain = _SPACES.sub(" ", _UNSPOKEN.sub(" ", plain)).strip(" .-·'’")
    plain = _DIGITS_AT_END.sub("", plain).strip(" .-·'’")
    if not _LETTER.search(plain) or _MANY_DIGITS.search(plain):
        return ""
    return _cut(plain)


def claims(name: str) -> bool:
    """Whether a name says something about the shop, or poses as somebody of it."""
    return any(_CLAIM.search(form) or _SENTENCE.search(form) for form in spellings(name))


def jokes(name: str) -> bool:
    """Whether a name is a well-known joke on whoever reads it out."""
    return any(_JOKES.search(_SPACES.sub(" ", form)) for form in spellings(name))


def spellings(name: str) -> tuple[str, ...]:
    """What may be meant by a name: as it stands, parted at capitals and digits, and said once."""
    name = name[:200]
    plain = unicodedata.normalize("NFKC", name)
    parted = _JOINT.sub(" ", plain)
    worded = _CAPITALS.sub(" ", plain)
    once = _TWICE.fullmatch(plain.strip())
    meant = read(_NUMBER_AT_END.sub("", worded))
    forms = [name, parted, worded, meant.loose, meant.meant, once[1] if once else "", pinyin_insult(plain)]
    return tuple(dict.fromkeys(" ".join(form.split()) for form in forms if form.strip()))


def is_foul(name: str) -> bool:
    """Whether one word of a name begins or ends with one of the strongest words of the lists: "shitlord"."""
    return any(
        word.startswith(foul) or word.endswith(foul)
        for form in spellings(name)
        for word in form.casefold().split()
        if word.isascii()
        for foul in _foul()
    )


@lru_cache(1)
def _foul() -> tuple[str, ...]:
    kinds = ("slur", "obscene_insult", "sexual", "initials")
    strong = {word for word, entry in built_in() if entry.kind in kinds and len(word) >= _FOUL}
    return tuple(
        word for word in {*strong, "fuck", "shit", "dildo", "penis"} if word.isascii() and word.isalpha()
    )


def _mixes_scripts(name: str) -> bool:
    """Whether letters of several alphabets stand in one word, Chinese and Japanese beside any aside."""
    for word in name.split():
        kinds = {unicodedata.name(char, "?").split(" ")[0] for char in word if char.isalpha()}
        if len(kinds - {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"}) > 1:
            return True
    return False


def _cut(plain: str) -> str:
    longest = LONGEST_HAN if is_han_text(plain) else LONGEST_LATIN
    if len(plain) <= longest:
        return plain
    words = plain[: longest + 1].rsplit(" ", 1)
    kept = words[0] if len(words) > 1 and words[0].strip() else ""
    return kept[:longest].strip(" .-·'’")
