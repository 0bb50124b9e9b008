"""What a list of words cannot hold: harm wished on somebody, bodies asked for, people likened to animals."""

from __future__ import annotations

import re

from agent.moderation.judgement import Finding
from agent.moderation.reading import Reading

_SOMEBODY = r"(?:you|u|ya|your \w{1,12}|ur \w{1,12}|he|she|they|him|her|them|this host|the host)"
_WISHED = re.compile(
    rf" (?:i )?(?:hope|wish|pray) (?:that )?{_SOMEBODY}(?: \w{{1,12}}){{0,3}}"
    r" (?:get hit|gets hit|get run over|burns?|crash(?:es)?|dies?|chokes?|rots?|drowns?|suffers?|collapses?"
    r"|explodes?)"
    r"(?: down| slowly| alone| in| with| to death| and)? "
    r"|(?:^| (?:just|please|pls|now|should|and) |\n) ?(?:go )?(?:and )?(?:drink bleach|jump off (?:a|the) \w+"
    r"|jump in front of|play in traffic|choke on it|eat glass|swallow bleach|go drown|drown yourself) "
    rf"|{_SOMEBODY} (?:won't|wont|will not|will never) (?:make it (?:home|out)|see tomorrow|wake up|live to) "
    r"| (?:i|we) (?:will|ll|am going to|'m going to|gonna) (?:break|cut|smash|crush|rip|snap) (?:your|ur"
    r"|her|his)"
    r" (?:legs?|arms?|face|neck|throat|head|bones|fingers|hands) "
    r"| watch your back | (?:you|your family|your kids|your mother) (?:are|is|re|will be) next "
    r"| make you (?:bleed|suffer|pay for this|disappear) | (?:end|hurt|hang|cut) yourself "
    r"| (?:somebody|someone|i will|i'll|let's) (?:please )?(?:shoot|stab|strangle|execute|behead) (?:you"
    r"|her|him|them|this) "
    r"| outside your (?:house|home|studio|office|door|window) "
)
_WISHED_ZH = re.compile(
    r"(?:出门|回家路上|走路|明天|迟早)[^\n]{0,4}(?:被|让)[^\n]{0,3}(?:撞死|撞飞|车撞|雷劈|砍|打死)"
    r"|(?:找人|叫人|带人|喊人)(?:去)?(?:砍|打|揍|弄|堵|收拾|做掉)(?:你|他|她|主播)"
    r"|(?:怎么|咋|为啥|为什么)(?:还)?不(?:去)?(?:死(?![心机板])|跳楼|跳河|上吊|撞墙|自杀)"
    r"|(?:你|你们|主播|快|赶紧|求你)[^\n]{0,2}去(?:跳楼|跳河|上吊|撞墙|自杀|喝农药)"
    r"|知道你[^\n]{0,2}(?:家|住)[^\n]{0,6}\n?(?:小心点?(?:\n|$)|等着|走着瞧)|(?:祝|愿|希望)你[^\n]{0,6}(?:早死|惨死|暴毙"
    r"|车祸|破产|倒闭|得癌)"
    r"|打断(?:你|他|她)[^\n]{0,3}(?:腿|手|骨)|你[^\n]{0,4}活不过|(?:拿|带)(?:着)?(?:刀|枪"
    r"|棍)[^\n]{0,8}(?:找|砍|去)(?:你|你们|主播)"
    r"|(?:烧|炸|砸)(?:了|掉)?你(?:们)?(?:家|公司|店|直播间)|(?:自杀|去死|上吊)吧"
)
_BODY = r"(?:body|legs?|feet|chest|bra|panties|underwear|cleavage|nipples?|behind|butt|booty)"
_LEWD = re.compile(
    r" take (?:off )?(?:your|ur) (?:top|shirt|blouse|bra|dress|pants|clothes|skirt)(?: off)? (?!and try)"
    rf"| (?:show|flash) (?:me|us) (?:your|ur) {_BODY} | (?:open|spread) (?:your|ur) legs "
    r"| bend over(?: and| for| baby| show| now)? | (?:lick|taste|ride|bang|screw) (?:you|u|her|him)(?: all"
    r"| so| hard| baby|$| )"
    r"| (?:my|his|your|ur|see a) (?:dick|cock|pussy|boner|junk) | (?:nudes?|naked) (?:pic|pics|photo|photos"
    r"|please|pls|now) "
    r"| sit on (?:my|daddy's|daddys|papa's) (?:lap|face|knee) | (?:put|stick|shove) it in (?:you|u|her|your) "
    r"| (?:my|these) balls (?:in|on) your | (?:nice|great|huge) rack (?:babe|baby|girl|on) | (?:wanna"
    r"|want to|let's) hook up "
    r"| under (?:that|your|ur) (?:skirt|dress|shirt|top) | dick ?pics? "
    r"|^ (?:so )?(?:are|r) (?:you|u) (?:wet|naked|horny|hard)(?: now| yet| baby| host)? $"
    r"| what are you wearing under| no (?:bra|panties|underwear) (?:today|on|right) "
)
_LEWD_ZH = re.compile(
    r"陪(?:我|老子|哥)?睡|睡(?:你|一晚|一觉)多少|脱(?:一|几|两)件|脱(?:了|掉)(?:给|让)(?:我|哥|大家)"
    r"|(?:下面|那里)(?:湿|痒|硬)"
    r"|(?:给|让)(?:我|哥|老子)(?:摸|揉|舔|亲|爽|看看(?:胸|腿|奶))|(?:穿|什么颜色的?)(?:内裤|丁字裤)(?:了吗"
    r"|给|看)|胸(?:给|让)我"
    r"|(?:去|来|约|今晚|一起)开房|(?:摸|睡|亲|抱)(?:一下|一次|一晚)多少钱|腿(?:分开|张开|叉开)(?:给|让|看)"
    r"|cao你"
)
_ANIMAL_ZH = re.compile(
    r"(?:你|他|她|主播|这人|博主|店家|客服)[^\n]{0,6}(?:跟|像|和|比|不如|简直是|就是)(?:个|只|头|条)?(?:猪"
    r"|狗|驴|蛆|鬼|畜生|苍蝇)"
    r"(?:一样|似的|还|都不如|$|\n)"
    r"|(?:脑子|脑袋|头)[^\n]{0,4}(?:被|让)(?:门|驴|猪|马|车)(?:夹|踢|挤|拱|撞)|长得?(?:真|太"
    r"|这么)?(?:对不起|辣眼|吓人|磕碜|像鬼)"
)
_ANIMAL = re.compile(
    r" (?:you|u|he|she|host|you're|ur|youre|this (?:host|woman|man|guy|bot))(?: \w{1,10}){0,3}"
    r" (?:dumber|thicker|uglier|stupider|slower|more useless|less useful) than (?:a|an|my|the) "
    r"| (?:your|ur|his|her) (?:brain|iq|mind) is (?:smaller|lower|as small|slower|tiny|missing|empty|fried"
    r"|mush)"
    r"| (?:you|u|host|she|he) (?:sound|sounds|look|looks|smell|smells) like (?:a|an)"
    r" (?:dying|dead|sick|fat|drunk|ugly|retarded|wet)"
)
_PATTERNS = (
    (_WISHED, "threat", 1.0), (_LEWD, "sexual", 0.9), (_ANIMAL, "insult", 0.6),
)  # fmt: skip
_PATTERNS_ZH = ((_WISHED_ZH, "threat", 0.9), (_LEWD_ZH, "sexual", 0.9), (_ANIMAL_ZH, "insult", 0.6))


def findings(reading: Reading) -> list[Finding]:
    """The harm and lewdness in a text."""
    found: list[Finding] = []
    for words in (reading.words, reading.loose):
        if words and not found:
            found = [
                Finding("abuse", kind, weight, one[0].strip())
                for pattern, kind, weight in _PATTERNS
                if (one := pattern.search(words))
            ]
    if reading.han:
        found += [
            Finding("abuse", kind, weight, one[0])
            for pattern, kind, weight in _PATTERNS_ZH
            if (one := pattern.search(reading.han))
        ]
    return found
