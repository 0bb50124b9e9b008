"""What a list of words cannot hold: harm wished on somebody, bodies asked for, people likened to animals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit
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
    r"|知道你[^\n]{0,2}(?:家|住)[^\n]{0,6}\n?(?:小心点?(?:\n|$)|等着|走着瞧)|(?:祝|愿"
    r"|希望)你[^\n]{0,6}(?:早死|惨死|暴毙"
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
_HOST = r"(?:you|u|her|him|the host|this host|that host|the streamer|this bot|the hosts)"
_HANDLED = re.compile(
    rf" (?:drown|stab|strangle|bury|electrocute|slap|punch|murder|behead|suffocate|spit on|piss on"
    rf"|run over) {_HOST}(?:'s)? "
    r"| (?:cook|burn|kill|poison|choke|crush|hang|shoot|whip|eat|hit|kick|hurt) (?:the|this|that) (?:host"
    r"|streamer|bot|presenter)"
    r"(?:'s \w+)? "
    r"| (?:punch|kick|smash|hit|slap|spit|beat)(?: \w+){0,3} (?:in (?:the|your|ur)|your|ur"
    r"|her)(?: \w+)? (?:face|teeth|mouth|skull|throat|head) "
    r"|(?:^| )go (?:and )?(?:choke|rot|drown|suffocate|bleed|starve|to hell) | (?:your|ur|in your"
    r"|into your) (?:grave|coffin|funeral|ashes) "
)
_LEWDER = re.compile(
    r" (?:open|unbutton|lift|drop|raise|remove|lose|pull (?:up|down|off)|rip off) (?:that|your|ur"
    r"|her) (?:\w+ )?(?:blouse|shirt|top"
    r"|skirt|dress|bra|pants|panties|robe|clothes) "
    r"| (?:under|beneath|inside|up) (?:the|that|your|ur|her) (?:skirt|dress|blouse|bra) "
    r"| (?:the|a|one) night with (?:you|u|her|me) | how much for (?:you|u|her) | how much (?:are|r) (?:you|u)"
    r" (?:tonight|honey|baby|babe|for|an hour) | bend (?:you|her|u) | mak(?:e|es|ing) me (?:so |really "
    r"|very )?(?:hard|wet|horny) "
    r"| (?:tits|boobs|titties|nipples|booty|b00bs) (?:now|please|pls|pics?|out) | (?:see|touch|grab|squeeze"
    r"|smell|kiss) (?:your|ur|those|her)"
    r" (?:\w+ )?(?:tits|boobs|ass|butt|legs|feet|chest|body|lips|thighs) "
)
_SCORNED = re.compile(
    r" waste of \w+(?: \w+)? (?:you|u|she|he|this) | (?:you|u|she|he|you're|ur|host)(?: are|'re"
    r"| is)? (?:such |just |nothing but )?"
    r"(?:a |an )?(?:\w+ )?waste of | (?:your|ur|you|her|host's)(?: \w+){0,3} (?:makes?"
    r"|making) me (?:want to |wanna )?(?:vomit|puke"
    r"|throw up|barf|sick|gag) "
    r"| (?:your|ur) (?:mother|mom|mum|mama|parents|family|dad|father)(?: \w+){0,2} (?:regrets?|ashamed"
    r"|hates?|aborted|should have"
    r"|is dead|died|whore|sucks?) | back (?:to|in|into) (?:your|the|ur) (?:cage|zoo|kitchen|jungle|kennel"
    r"|swamp) "
    r"| (?:only|just) (?:\w+ ){1,3}(?:people|idiots|fools|losers) (?:would )?(?:buy|watch|like|believe"
    r"|trust) "
    r"| send them all (?:back|home) | you belong in (?:a|the) (?:dumpster|trash|bin|zoo|cage|gutter) "
    r"| crawl back (?:under|into) "
    r"| (?:no one|nobody) would miss you | crack your (?:skull|head) | corpse like (?:you|yours) "
    r"| throws? acid (?:at|on) you | (?:a|ur a|you're a|such a|u) p ?o ?s | pos (?:host|shop|bot|stream) "
)
_HANDLED_ZH = re.compile(
    r"[砸捂勒电烫淹捅砍掐毒闷噎撞摔踩压烧煮劈锤敲](?:死)(?:你|主播|她|他|这主播|客服)|[捅砍揍扇踹](?:你"
    r"|主播)(?!价|的?单)"
    r"|(?:你|主播|你们|全家)[^\n]{0,6}(?:骨灰|棺材|遗像|花圈|寿衣|火葬|坟头|灵堂)|(?:骨灰|棺材|遗像|花圈"
    r"|寿衣|灵堂)[^\n]{0,5}(?:你|主播)"
)
_LEWDER_ZH = re.compile(
    r"脱(?:了|掉|下)?(?:衣服|上衣|裤子|内衣|裙子|外套)?(?:给|让)(?:哥|我|老子|爷|大家|咱)|(?:给|让)(?:哥|爷"
    r"|老子)(?:几个|们)?(?:看看|瞧瞧|摸|爽|玩)"
    r"|想(?:干|上|操|睡|搞|日)(?:你|主播|她)(?!嘛|什么)|主播(?:真|好|就)?想(?:干|上|日)(?:$|\n)|(?:美女"
    r"|小姐姐|妹子|妹妹|主播|宝贝)约(?:吗|不|么|炮)"
)
_SCORNED_ZH = re.compile(
    r"[这那]张(?:丑|臭|死|狗|烂|猪|鬼|破)[^\n]{0,2}[脸嘴]|闭(?:上)?(?:你|妳)[^\n]{0,3}嘴"
    r"|[丑蠢笨贱脏懒](?:成这样|成这副|得跟|得像|得要死)"
    r"|你[这的那]?(?:点)?智商(?!税)|(?:猪|狗|驴|猴子|蛆|屎|畜生)都(?:比你|不如|比主播|嫌)|(?:也|还)(?:敢"
    r"|有脸|好意思|配)(?:出来|露脸|直播|播|开播|叫)"
    r"|你(?:爹妈|爸妈|父母|爹|妈)[^\n]{0,3}(?:没教|还好吗)|哪来的(?:野|土鳖|傻|玩意|货色)|(?:女的|女人"
    r"|女主播|男的|男人)(?:就该|就应该|只配|就只配|活该)"
    r"|[\u4e00-\u9fff]{2}(?:来的|人|那边的|那地方的?)(?:都是|全是|净是|没一个不是)(?:贼|骗子|小偷|垃圾|穷鬼"
    r"|土匪|流氓|强盗|畜生|没素质)"
    r"|(?:黑人|老外|外地人|乡下人|农民|穷人|残疾人)[^\n]{0,6}(?:谁敢|谁要|谁稀罕|嫌脏|别碰|恶心)"
)
_WITHOUT = re.compile(
    r" (?:go|me|us|i|pos|drink|play|watch|nudes?|naked|end|hurt|cut|hang|jump|eat|swallow|choke|bend|spread"
    r"|open|flash|panties|skirt"
    r"|daddy's|papa's|rack|horny|streamer|hosts?) "
)
"""What stands in those that name nobody."""
_PATTERNS = (
    (_WISHED, "threat", 1.0), (_LEWD, "sexual", 0.9), (_ANIMAL, "insult", 0.6), (_HANDLED, "threat", 0.9),
    (_LEWDER, "sexual", 0.9), (_SCORNED, "insult", 0.6),
)  # fmt: skip
_PATTERNS_ZH = (
    (_WISHED_ZH, "threat", 0.9), (_LEWD_ZH, "sexual", 0.9), (_ANIMAL_ZH, "insult", 0.6),
    (_HANDLED_ZH, "threat", 0.9),
    (_LEWDER_ZH, "sexual", 0.9), (_SCORNED_ZH, "insult", 0.6),
)  # fmt: skip


def findings(hits: Sequence[Hit], reading: Reading) -> list[Finding]:
    """The harm and lewdness in a text.

    Args:
        hits: The words of the lists that stand in it; among them are those for people.
        reading: The text.
    """
    found: list[Finding] = []
    about_people = any(hit.entry.rule == "abuse" for hit in hits)
    for words in (reading.words, reading.loose):
        if words and not found and (about_people or _WITHOUT.search(words)):
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
