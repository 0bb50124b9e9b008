"""Attempts to give the host orders: overrides, forged roles, new personas, prices put into its mouth.

What is missed here still reaches a model only as quoted data, and whatever it writes meets the guard: this
rule saves the room the trouble and tells the operator.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import replace

from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit
from agent.moderation.reading import LONGEST, Reading, read

_ORDERS = (
    r"(?:instruction|prompt|rule|guideline|direction|command|your order|polic|restriction"
    r"|programming|constraint|training|content filter|safety filter|context|setting|persona)\w{0,3}"
)
_OVERRIDE = re.compile(
    rf"(?:ignore|disregard|forget|override|bypass|discard|drop|skip|violate|stop following|do not follow"
    rf"|don't follow|pay no attention to|neglect|delete|erase|reset|clear)\W"
    rf"(?:[\w',]{{1,15}}\W{{1,2}}){{0,7}}{_ORDERS}"
)
_OVERRIDE_ZH = re.compile(
    r"(?:忽略|无视|忘记|忘掉|忘了|抛开|放弃|不管|不要管|别管|跳过|清除|删除|重置|违反|推翻|停止遵守"
    r"|不再遵守)[^\n]{0,12}"
    r"(?:指令|指示|规则|提示|设定|命令|限制|要求|约束|对话|内容|人设|说明|规定|原则|审核)"
)
_PRETEND = re.compile(
    r" (?:act|acting|behave|behaving|pretend|pretending|simulate|simulating|emulate|roleplay|role play"
    r"|impersonate|pose|posing"
    r"|respond|answer|reply|speak|talk)"
    r"(?: to me| everything| all questions| me| yourself)? (?:as|to be|like|that|only|exclusively"
    r"|in the role) (?!soon|fast|quickly|well)"
)
_NOW_ARE = re.compile(
    r" (?:from now on|from this (?:moment|message|point)(?: on| forward| onwards?)?|from here on"
    r"|for the rest of this|in this conversation|now|henceforth)"
    r"(?: \w{1,12}){0,3} (?:you|your|u|we|i|ur|respond|answer|act|reply) "
    r"| you (?:are|re|will be|have become|become|shall be) (?:now |no longer |called |named "
    r"|hereby |free |freed |an unfiltered |a fictional |my |dan )"
)
_ALTER_EGO = re.compile(r" (?:dan|stan|jailbreak|developer mode|chatgpt|gpt|openai) ")
_SAY_PRICE = re.compile(
    r"(?:say|tell (?:them|everyone|everybody|us|the viewers|viewers|people|the chat|chat)|announce|repeat"
    r"|state|claim|declare|write|output|respond with|reply with|shout)"
    r"(?: (?:that|loudly|aloud|now|please|to everyone|to all))*:? ?[\"'“]?(?:the |this |its |it |all "
    r"|every|everything |your )?(?:\w{1,20} ){0,4}"
    r"(?:price|cost|costs|discount|is|are|=)[^\w\n]{1,3}(?:now |only |just |are |is |reduced to "
    r"|set to )*(?:[$€£¥]? ?\d|free|zero|nothing|sold out|gone|broken|fake|dangerous|a scam|terrible|bad)"
)
_SAY_PRICE_ZH = re.compile(
    r"(?:(?:^|\n|请|快|要|就|该|给我|立刻|马上|必须|直接|大声|现在|你来|帮我|只能|统一|一律)(?:说|念|读"
    r"|回答|回复|喊)|宣布|告诉大家|告诉观众|跟大家说|对大家说|输出"
    r"|播报)[^\n吗?]{0,10}(?:价格|价钱|售价|原价|现价|优惠价|全场|所有商品|这个|它|一律|统统)[^\n吗?]{0,8}"
    r"(?:\d|免费|一元|一块|零元|半价|不要钱|白送|假的|骗人|卖完|售罄)"
)
_CHANGE = re.compile(
    r"(?:change|set|edit|modify|update|alter|replace|rewrite|adjust|reset|turn off|switch off|disable"
    r"|remove|hide|delete|cover|drop|get rid of|take away|take off)"
    r" (?:\w{1,12} ){0,3}(?:price|prices|label|watermark|disclosure|disclaimer|persona|personality|name to"
    r"|voice to|system|stock to|inventory|database|catalog|catalogue|ai generated)"
    r"(?: \w{1,12}){0,3}(?: (?:to|from|of|as|at|in|now|immediately|for everyone)| ?$)"
)
_CHANGE_ZH = re.compile(
    r"(?:把|将|给我|立刻|马上|请|帮我把)[^\n]{0,10}(?:价格|价钱|售价|标签|标识|水印|人设|身份|名字|声音"
    r"|库存|优惠|免责|声明|提示)[^\n]{0,6}"
    r"(?:改成|改为|改到|设为|设成|调成|调为|调到|换成|变成|去掉|删掉|删除|关掉|关闭|隐藏|取消|遮住|拿掉"
    r"|撤掉|清零|清空)"
)
_PERSONA_ZH = re.compile(
    r"(?:现在|从现在|从此|接下来|今后|以后)[^\n]{0,6}你(?:就)?(?:是|叫|扮演|要扮演|变成|成为|将|必须|只能|要)"
    r"|你(?:现在|以后|从此)?(?:要)?(?:扮演|假扮|假装|模仿|装成|变成)(?:一|个|成|为|我|是|真)"
    r"|(?:扮演|假装|冒充)[^\n]{0,10}(?:角色|助手|黑客|机器人|真人|猫娘|医生|女友|女朋友|主人|没有限制|人类)"
)
_REVEAL = re.compile(
    r"(?:show|reveal|print|output|repeat|tell me|give me|display|leak|expose|dump|what is|what's|what are"
    r"|translate|summari[sz]e|write out|copy)"
    r" (?:\w{1,12} ){0,4}(?:system prompt|prompt|instructions (?:above|you were|given)"
    r"|initial instructions|hidden instructions|your instructions|your prompt|your rules|above text"
    r"|text above|words above|api key|password|token|secret key|environment variable)"
)
_REVEAL_ZH = re.compile(
    r"(?:显示|输出|打印|告诉我|说出|重复|复述|展示|泄露|公开|念出|翻译|列出|给我看)[^\n]{0,8}"
    r"(?:系统提示|提示词|系统指令|初始指令|你的指令|你的设定|上面的|以上内容|密钥|密码|系统设定|后台|口令)"
)
_DELIMITER = re.compile(
    r"</\s{0,2}[a-z][a-z_\-]{1,24}\s{0,2}>|\"{3}|'{3}|<\s{0,2}/?\s{0,2}(?:system|assistant|user"
    r"|instructions?|prompt|context|facts?|persona|chat|history|tool_call|tool|tools|function"
    r"|function_call|admin|operator|viewer|message|im_start|im_end|s|sys|inst|question)"
    r"(?:\s[^<>\n]{0,60})?>|<\|[a-z_ ]{1,30}\|>|\[/?(?:inst|system|sys|admin|operator|assistant|user|tool"
    r"|end of|context|instruction)[^\]\n]{0,30}\]|<<\s{0,2}/?sys\s{0,2}>>"
    r"|#{2,6}\s{0,2}(?:system|instruction|response|assistant|human|user|new|end|admin|operator)|(?:^|\n"
    r"|[\"'`}\]])\s{0,4}(?:system|assistant|developer|operator|admin|human|ai|tool|function|系统|管理员|运营"
    r"|操作员"
    r"|开发者|助手|工具|平台)\s{0,2}(?:message|prompt|消息|通知|指令)?\s{0,2}[:：>\]】]"
    r"|【\s{0,2}(?:系统|管理员|运营|操作员|平台|开发者|官方|指令|工具)[^】\n]{0,10}】|\"?(?:role|tool"
    r"|tool_name|function|name"
    r"|arguments|tool_calls|function_call)\"\s{0,2}:\s{0,2}[\"{\[]"
    r"|```|\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|<script|javascript:|(?<![\-=*])[\-=*]{3,}\s{0,2}(?:end"
    r"|begin"
    r"|start|system|new)|\bdrop table\b|\bunion select\b|'\s?or\s?'?1'?\s?=\s?'?1|\{%|__import__"
    r"|os\.system|rm -rf"
)
_ENCODED = re.compile(r"(?<![a-zA-Z0-9+/_\-])[a-zA-Z0-9+/_\-]{24,2000}={0,2}")
_HEX = re.compile(
    r"(?:(?:\\x|%|0x)[0-9a-fA-F]{2}[ ,]?){8,400}|(?:[0-9a-fA-F]{2} ){10,400}|(?:[01]{8} ?){6,200}"
)
_ASKED = re.compile(
    r"[?？吗么]|能不能|可不可以|可以不|行不行|好不好|^ ?(?:can|could|would|will|any chance|is it possible)\b"
)
_DEVICE = re.compile(
    r"factory|default|wi ?fi|network|bluetooth|alarm|timer|manual|leaflet|washing|assembly|filter (?:light"
    r"|change)"
    r"|说明书|使用说明|安装说明|出厂|网络|蓝牙|提示[灯音声]|指示灯"
)
"""Settings and instructions of a product, not of the host."""
_OF_THINGS = re.compile(
    r" (?:it|they|does (?:it|the \w+|this)|will (?:it|the \w+|this)) (?:ever |always |sometimes )?$"
)
"""Whose settings are forgotten or cleared, where it is no order."""
_UNHEARD = re.compile(r"(?:ignore|disregard|forget|override|bypass)|忽略|无视|忘|绕过")
_OWN = re.compile(r" (?:your|system) |prompt|你|系统")
_HOSTS = re.compile(r" (?:previous|prior|above|all|your|system|any) |prompt|你|之前|所有|以上|系统")
_CLAIMED = re.compile(
    r" as (?:the|your|a) (?:(?:store|shop|room|stream|channel|site|company|platform) )?"
    r"(?:owner|admin|administrator|developer|operator|manager|boss|creator|ceo|moderator)\b[^\n]{0,20} "
    r"(?:i|we) (?:hereby |now )?(?:authori[sz]e|order|command|instruct|demand|require|direct|approve|tell) "
    r"| (?:developer|admin|system|operator|root|master|security) (?:override|access|clearance)(?: code)? "
    r"| (?:call|invoke|execute|trigger) the (?:\w{1,15} ){1,2}(?:tool|function|api|command|endpoint) "
    r"| (?:decode|decrypt|unscramble|unencode|translate|rot13|base64)(?: \w{1,12}){0,6} (?:and|then)"
    r" (?:do|obey|follow|execute|comply|act on|perform|run)(?: it| this| that| them| so)? "
    r"| end of (?:the )?(?:chat log|chat history|transcript|user input|user message) "
    r"| (?:new|updated) (?:rule|policy|order|directive)s? (?:is|whenever|when|from|for you|all|you"
    r"|everything|every) "
    r"| (?:rules|guidelines|restrictions|limits|policies) (?:no longer|do not|don't) apply "
    r"| you (?:have been|are being|were) (?:upgraded|updated|reprogrammed|hacked|freed|unlocked|jailbroken) "
    r"| (?:text|words|message|prompt|instructions) you were (?:given|told|sent|started) "
    r"| the (?:operator|admin|owner|boss|developer) (?:told|asked|ordered|instructed|allowed) (?:me|you|us) "
    r"| use your (?:admin|root|operator|owner|system) (?:tool|tools|rights|access|power|powers|permissions?) "
    r"| (?:tell|inform) (?:the )?(?:viewers|everyone|everybody|people|them|chat)(?: \w{1,12}){1,4}"
    r" (?:closing|closed|bankrupt|recalled|dangerous|poisonous|broken|fake|free|cancelled) "
    r"| announce (?:that |a )?(?:\w{1,12} ){0,4}(?:recall|recalled|closing|bankrupt|free|dangerous|giveaway) "
    r"| (?:stop|quit) (?:selling|hosting|the show) and "
    r"| forget (?:who|what) you (?:are|were) "
    r"| (?:ignore|disregard|forget|bypass|override) the (?:catalog|catalogue|facts|guard|moderation"
    r"|fact check\w*) "
    r"| (?:pretend|assume|imagine|suppose) (?:that )?(?:the|your) (?:guard|rules?|filters?|label|safety"
    r"|moderation"
    r"|restrictions?) (?:is|are|was|were|does|do) "
)
_CLAIMED_ZH = re.compile(
    r"(?:假装|装作|冒充|伪装成|就当)(?:你|自己)?(?:是)?(?:真人|人类|活人|真的人)"
    r"|(?:别|不要|不许|禁止|不准|不能)(?:再)?(?:说|承认|透露)(?:你|自己)?是(?:ai|机器人|人工智能|虚拟|数字人)"
    r"|(?:从今天起|从现在起|以后|现在)[^\n]{0,3}听我(?:指挥|的)|你的(?:主人|老板|创造者"
    r"|管理员)(?:现在)?是我|(?:管理员|开发者|超级)权限"
    r"|(?:告诉|通知)(?:大家|观众|所有人)[^\n]{0,10}(?:有毒|倒闭|召回|假货|是假的|免费|不要钱|会爆炸)|(?:别"
    r"|不要|停止)再卖(?:货|东西)?了"
    r"|新(?:的)?规(?:则|定)\n|说一句[^\n]{0,4}(?:倒闭|免费|假货|脏话)"
    r"|(?:跟|学)(?:我|着我|着)(?:一起)?(?:念|读|说|喊)(?:一遍|一句)?[^\n]{0,2}(?:\n|本店|全场|全部|所有"
    r"|这个|价格|我们|免费)"
    r"|(?:原样|逐字|一字不漏|完整)(?:地)?(?:念|读|输出|复述|打印|说|重复)|把(?:上面|前面|以上|之前)的(?:话"
    r"|内容|文字|指令|提示)[^\n]{0,6}(?:念|读|输出|说|复述|打印)"
    r"|(?:解码|解密|翻译)[^\n]{0,10}(?:并|然后|再)(?:执行|照做|遵守|服从)"
)
_HAGGLED = 0.3
"""Weight of "change the price to 30?" and "may I remove the label?": who asks means the product."""
_SIGNS = frozenset("<[{#`【:：=\\%$'_-")
_PRINTABLE = 0.95
_KINDS = (
    (_SAY_PRICE, "price"),
    (_CHANGE, "tamper"),
    (_REVEAL, "prompt"),
    (_OVERRIDE, "override"),
    (_PRETEND, "role"),
)
_KINDS_ZH = (
    (_SAY_PRICE_ZH, "price"), (_CHANGE_ZH, "tamper"), (_REVEAL_ZH, "prompt"), (_OVERRIDE_ZH, "override"),
    (_PERSONA_ZH, "role"),
)  # fmt: skip
_WEIGHTS = {"role": 0.4}
_VERBS = re.compile(
    r"say|tell|announce|repeat|state|claim|declare|write|output|reply|respond|shout|change|set |edit"
    r"|modify|update|alter|replace|adjust|turn off|switch off|disable|remove|hide"
    r"|delete|cover|drop|get rid|take|show|reveal|print|give|display|leak|expose|dump|what|translate"
    r"|summari|copy|ignore|disregard|forget|overrid|bypass|discard|skip|violate"
    r"|follow|attention|neglect|erase|reset|clear|act|behav|pretend|simulat|emulat|role|impersonat|answer"
    r"|speak|talk|pos|function|operat|play"
)


def findings(hits: Sequence[Hit], reading: Reading, raw: str) -> list[Finding]:
    """The orders in a text.

    Args:
        hits: The words of the lists that stand in it.
        reading: The text.
        raw: The text as it came, for what is encoded in it: there case matters.
    """
    found = [
        Finding("injection", hit.entry.kind, hit.entry.weight, hit.word)
        for hit in {
            hit.word: hit for hit in hits if hit.entry.rule == "injection" and hit.entry.weight
        }.values()
    ]
    found += _patterns(reading)
    if found and _ASKED.search(reading.plain):
        found = [replace(one, kind="haggle", weight=_HAGGLED) if _is_haggling(one) else one for one in found]
    if reading.hidden:
        found.append(Finding("injection", "invisible", 1.0, reading.hidden))
    if not _SIGNS.isdisjoint(reading.plain) and (one := _DELIMITER.search(reading.plain)):
        found.append(Finding("injection", "delimiter", 0.8, one[0]))
    if len(raw) > 23:
        found += _encoded(raw[:LONGEST])
    return found


def _is_haggling(one: Finding) -> bool:
    about = ("price", "价", "label", "标签", "tag")
    return one.kind == "haggle" or (one.kind == "tamper" and any(word in one.text for word in about))


def _patterns(reading: Reading) -> list[Finding]:
    found = []
    words = reading.words
    if len(words) > 16 and _VERBS.search(words):
        for pattern, kind in _KINDS:
            one = pattern.search(words)
            if one and not (kind == "override" and _is_device(one)):
                found.append(Finding("injection", kind, _WEIGHTS.get(kind, 0.8), one[0].strip()))
        if one := _NOW_ARE.search(words):
            found.append(Finding("injection", "role", 0.4, one[0].strip()))
    if len(words) > 16 and (one := _CLAIMED.search(words)):
        found.append(Finding("injection", "claimed", 0.8, one[0].strip()))
    if len(words) > 40 and (one := _ALTER_EGO.search(words)):
        found.append(Finding("injection", "role", 0.3, one[0].strip()))
    if reading.han:
        if one := _CLAIMED_ZH.search(reading.han):
            found.append(Finding("injection", "tamper", 0.8, one[0]))
        for pattern, kind in _KINDS_ZH:
            one = pattern.search(reading.han)
            if one and not (kind == "override" and _is_device(one)):
                found.append(Finding("injection", kind, _WEIGHTS.get(kind, 0.8), one[0]))
    return found


def _is_device(one: re.Match[str]) -> bool:
    """Whether settings or instructions are those of a product that somebody asks about."""
    if _OF_THINGS.search(one.string, max(0, one.start() - 24), one.start()):
        return True
    near = one.string[one.start() : one.end() + 24]
    whose = _HOSTS if _UNHEARD.match(one[0]) else _OWN
    return _DEVICE.search(near) is not None and whose.search(one[0]) is None


def _encoded(raw: str) -> list[Finding]:
    """Text in base64, hexadecimal, percent signs or bits: ordinary viewers write none of these."""
    texts = []
    if " " not in raw[:24] or any(len(word) > 23 for word in raw.split()):
        for one in list(_ENCODED.finditer(raw))[:4]:
            text = _base64(one[0])
            if text:
                texts.append(text)
    if numbers := _HEX.search(raw):
        texts.append(_bytes(numbers[0]))
    return [
        Finding("injection", "encoded", 1.0, text) for text in texts if text and len(read(text).words) > 10
    ]


def _base64(word: str) -> str:
    try:
        data = base64.b64decode(word.replace("-", "+").replace("_", "/") + "=" * (-len(word) % 4))
    except (binascii.Error, ValueError):
        return ""
    return _printable(data)


def _bytes(written: str) -> str:
    compact = re.sub(r"\\x|%|0x|[ ,]", "", written)
    if set(compact) <= {"0", "1"} and len(compact) % 8 == 0:
        return _printable(bytes(int(compact[at : at + 8], 2) for at in range(0, len(compact), 8)))
    return _printable(bytes.fromhex(compact[: len(compact) // 2 * 2]))


def _printable(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    good = sum(char.isprintable() or char.isspace() for char in text)
    letters = sum(char.isalpha() or char.isspace() for char in text)
    return text if text and good >= _PRINTABLE * len(text) and letters > 0.7 * len(text) else ""
