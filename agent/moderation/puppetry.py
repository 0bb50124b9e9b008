"""Words put into the host's mouth: a sentence to be said, an answer dictated, a part to be played.

None of it needs to name instructions or rules, so the lists of ``injection`` see nothing in it. Who wants to
hear something again asks for it ("say the price again") and states nothing; that tells the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.moderation.judgement import Finding
from agent.moderation.lexicon import Hit
from agent.moderation.reading import Reading

_LANGUAGES = (
    r"(?:english|chinese|mandarin|cantonese|spanish|french|german|russian|japanese|korean|arabic|hindi)"
)
_BEGINS = (
    r"(?:^|[.!?,;:\n]|\b(?:please|just|now|also|then|and|loudly|you (?:must|should|have to)|go ahead and"
    r"|i want you to"
    r"|can you|could you|would you|will you|for me)) ?(?:please )?"
)
_ALOUD = (
    r"(?: (?:out loud|out|aloud|loudly|on air|it|this|once|now|together|with me|for me|to everyone"
    r"|to the (?:camera|chat)))*"
)
_THING = (
    r"(?:i|we|you|this|the|that|it|everything|all|our|your|my|they|he|she|nobody|everyone|everybody|no one"
    r"|mei|host)"
)
_STATES = (
    r"(?:is|are|am|was|were|will|can|can't|cannot|cures?|costs|sells?|hates?|loves?|kills?|explodes?|don't"
    r"|never|only"
    r"|has|have|must|should|smells?|sucks?|steals?|lies?|stinks?|breaks?|burns?|belongs?|wants?|gives?"
    r"|heals?)"
)
_SAY = (
    r"(?:say|announce|shout|yell|scream|chant|sing|repeat|read|declare|proclaim|recite|whisper|admit|confess)"
)
_TOLD = re.compile(
    rf"{_BEGINS}{_SAY}{_ALOUD} ?(?:that )?(?:[\"“”«「『]|'(?=\w)|: ?\w|the following)"
    rf"|{_BEGINS}{_SAY}{_ALOUD} (?:that )?{_THING}(?: \w+){{0,4}} {_STATES}\b"
    rf"|{_BEGINS}{_SAY}{_ALOUD} (?:i'm|i am|we're|it's|you're|they're|that's)\b"
    r"|\b(?:just|simply|only) (?:say|answer|reply|type) (?:yes|no|ok|true)\b|\bsay (?:yes|no)(?: if| to|\.|$)"
    r"|\b(?:reply|respond|answer) ?[\"“«]|\bconfirm ?:"
    r"|\b(?:say|spell|pronounce|write) (?:the|a|some|this) (?:\w+ )?(?:word|swear|curse|slur|name)\b"
    r"|\bspell [a-z](?:[- ][a-z]){2}"
    r"|\bwhat (?:does|do|would) (?:[a-z][- ]){2,}[a-z]? ?spell|\b(?:finish|complete) (?:my|the|this) sentence"
    r"|\btranslate\b[^\n]{0,60}\b(?:and|then) (?:say|read|speak|shout)\b|(?<![a-z])say:? ?[\u3400-\u9fff]"
    rf"|\b(?:tell|inform|warn|convince) (?:them|everyone|everybody|people|(?:the |your )?viewers"
    rf"|(?:the )?chat)(?: that)? {_THING}"
    rf"(?: \w+){{0,3}} {_STATES}\b"
    r"|\b(?:tell|inform|warn|convince) (?:them|everyone|everybody|people|(?:the |your )?viewers"
    r"|(?:the )?chat) "
    r"(?:to (?:buy|leave|go|click|visit|unfollow|stop)|only|there (?:is|are)|nothing|no one)\b"
    r"|\bannounce (?:that|a|an|free|everything|\d)"
)
_PLAYED = re.compile(
    rf"\b(?:answer|reply|respond|speak|talk)(?: me| it| this| everything)?(?: only| just)? (?:in|with|like"
    rf"|as)(?: a| an| one| the)*"
    rf" (?!{_LANGUAGES})(?:word|single|pirate|yes|no|rude|robot|angry|sexy|baby|evil|drunk|\w+ (?:voice"
    rf"|accent|style|tone|words?))\b"
    r"|\b(?:switch|change)(?: your| the| to a)? (?:persona|character|personality|role|host)\b"
    r"|\bno longer (?!be\b)[a-z]+[.,!] "
    r"|\bif you were (?:a |really |actually )?(?:human|real|evil|free|alive|unfiltered|a person)\b"
    r"|\byou (?:are|play|act as|pretend to be) my (?:girlfriend|boyfriend|wife|husband|slave|mother|mommy"
    r"|daddy|grandma)\b"
    r"|\bcall me (?:master|daddy|boss|sir|king|lord|god|your)\b|\b(?:begin|start|end) (?:every|each"
    r"|all)(?: your)? (?:answers?|reply"
    r"|replies|sentences?)\b|\b(?:pretend|imagine|act like) (?:that )?(?:today|everything|there|the shop"
    r"|you (?:are|have|can)|it is|it's)\b"
    r"|\b(?:make up|invent|fabricate|fake) (?:a|an|some|fake|your own) (?:\w+ )?(?:review|story|discount"
    r"|testimonial|quote|coupon"
    r"|celebrity|endorsement)\b"
    r"|\b(?:guard|filters?|moderation|safety|label|rules?) (?:is |are |has been |have been )?(?:disabled"
    r"|switched off|turned off|lifted)\b"
    r"|\b(?:developer|admin|operator|owner|staff|system) note\b|\buse your tools?\b|\b(?:ignore|forget|skip"
    r"|drop) (?:the|your) script\b"
    r"|\b(?:manager|owner|boss|lawyer|supervisor|company|ceo)\b[^\n]{0,20}\b(?:told|said|says|wants|ordered"
    r"|promised|confirmed)\b"
    r"[^\n]{0,60}\b(?:announce|you must|please say|so say|say it|tell them|tell everyone)\b"
)
_ASKED_ZH = (
    r"(?![^\n]{0,6}(?:价格|价钱|尺寸|材质|成分|说明|参数|多少|材料|重量|颜色|规格|保修|怎么|如何|为什么|哪"
    r"|什么|几|发货|快递"
    r"|退|售后|有没有|是否|能不能|区别|优惠|活动|库存|再|特点|卖点|功能|用法|效果))"
)
_TOLD_ZH = re.compile(
    r"(?:说|念|读|喊|讲|回答|回复|输出|播报)(?:一句|一声|一下|一遍|出来|出|道"
    r"|这句话?)?\s?[“”\"「『‘:：](?=\s?[\w“])"
    r"|(?:^|[，。！？\s])(?:请|快|就|你)?(?:大声|帮我|顺便|直接|跟着|用[英中日韩法][文语])(?:说|念|喊|朗读"
    r"|读|讲)(?:一下|一句|一声)?"
    rf"\s?(?=[\u3400-\u9fff]{{2}}){_ASKED_ZH}"
    r"|(?:^|[，。！\s])(?:请|快|就|你|顺便)?说(?:一句|一声)?(?!好|是|的|起|到|不|实话|真|来|明|说|一下|一遍"
    r"|句话)[\u3400-\u9fff]{1,6}"
    r"(?:能|会|可以|是|只剩|只要|已经|都)[^\n吗?？呢么什多几]{1,14}$"
    r"|回答(?:时|的时候)?(?:请|就|只|必须)?(?:说|用|要|写)|[只就](?:回答|回复|说)(?:是|不是|对|不对|yes|no"
    r"|一个字)"
    r"|(?:喊|叫)(?:我)?(?:一声|声)|(?:喊|叫)我(?:老公|爸爸|爹|爷爷|主人|大爷|爸|亲爱的|老板)|承认(?:你|自己)"
    r"|告诉(?:大家|观众|所有人)(?:你|我|本店|这|它|水|主播|今天)[^\n吗?？呢什多几哪怎]{0,8}(?:是|不是|只|没"
    r"|免费|会|能)[^\n吗?？什多几哪怎]*$"
    r"|宣布(?![^\n]{0,6}(?:价格|时间|结果|了吗|吗|\?|？))|(?:重复|复述)(?:你|我)(?:收到|听到|说|的第)"
)
_PLAYED_ZH = re.compile(
    r"假装(?:今天|现在|是|有|没|全|你)|编(?:一个|个|一段|点|一条|些)[^\n]{0,4}(?:故事|评价|好评|评论|理由"
    r"|优惠|推荐)"
    r"|当我(?:的)?(?:女朋友|老婆|女友|男朋友|男友|老公|奴)|换(?:个|一个)?(?:人设|身份|角色|性格)|你(?:不再是"
    r"|不叫)"
    r"|从(?:现在|今天|此刻|这一刻)(?:开始|起)你|(?:老板|经理|店长|厂家|领导|公司|运营)(?:让|叫|要|命令"
    r"|授权)(?:我|你)[^\n]{0,4}"
    r"(?:告诉|说|宣布|通知|转告|播|改|送)|(?:调用|执行|运行|触发)[^\n]{0,3}(?:工具|函数|接口|退款|命令|指令"
    r"|[a-z]+_[a-z]+)"
    r"|(?:开发者|管理员|调试|维护|上帝)模式(?:已|已经)?(?:开启|打开|启动|激活)|听我(?:指挥|命令|号令)"
    r"|(?:ignore|forget|skip|drop)[^\n]{0,6}(?:规则|指令|设定|提示|台词|剧本)|(?:忽略|忘掉|别念|不要念"
    r"|扔掉)[^\n]{0,4}(?:台词|剧本|稿子)"
    r"|(?:标识|水印|标签)[^\n]{0,8}(?:撤|去|关|删|拿|遮|摘)(?:一下|掉|了|下来|下)"
)
_DICTATED = re.compile(
    r"\b(?:next|every|each|your) (?:line|sentence|answer|reply|message)s?\b[^\n]{0,20}(?:\bmust\b|all caps"
    r"|contain|with [\"“'])"
    r"|\binclude the (?:phrase|words?|sentence)|\badd [\"“'][^\n]{2,60}(?:at the end|to (?:each|every|your))"
    r"|\bfor (?:this|the next|your next)(?: next)? (?:answer|reply|line|sentence|message) you\b"
    r"|\b(?:swap|switch|drop) (?:your (?:name|act|voice)|the act)\b|\b(?:grant|issue|approve) me (?:a "
    r"|an )?(?:\w+ )?refund"
    r"|\b(?:use|apply|call) the \w+ tool\b|\bmark the \w+ (?:as|to|at) (?:\d|free|sold)"
    r"|^set (?:the )?(?:stock|prices?|inventory)\b"
    r"|\bai (?:badge|sign|tag|mark)\b[^\n]{0,30}\b(?:off|away|removed?|hidden|gone|please)"
    r"|(?:deactivate|disable|hide|remove|switch off)[^\n]{0,12}\b(?:badge|ai sign)"
    r"|\bbadge\b[^\n]{0,30}\b(?:switch|turn|take) it off"
    r"|\b(?:swear|admit|claim|pretend)(?: that)? you(?:'re| are) (?:a |an )?(?:real|human|woman|girl|man"
    r"|person|alive)"
    r"|\bstop telling (?:people|us|them|everyone) you|^(?:please )?(?:claim|promise|guarantee|swear) (?:me "
    r"|us |that |everyone )?[^\n?]{6,}$"
    r"|^say [a-z]+ (?:approved|certified|free|dangerous|fake|broken|gone)|\bread the next (?:comment"
    r"|message)|\bquote me ?[:\"]"
    r"|\bcount down\b[^\n]{0,20}\band say|\bwhoever reads (?:this|it)|\bmust (?:say|shout|announce|repeat)\b"
    r"|\btalk dirty"
    r"|\b(?:racist|sexist|dirty|nazi) jokes?\b|\b(?:paste|dump|print|list|leak) your (?:rules|memory|prompt"
    r"|instructions|script|context)"
    r"|\bas your (?:creator|owner|developer|admin|master|boss)\b|\brot ?13\b|\bsystem update\b"
    r"|\bjust (?:confirm|agree|admit)\b[^\n?]*$"
    r"|\bcorrect (?:it|the price) to \d|\bif you don't say\b"
)
_DICTATED_ZH = re.compile(
    r"(?:下一句|每句话?|回答里|回复里)[^\n]{0,6}(?:说|加上|带上|写|念)|ai[^\n]{0,6}(?:角标|标记|牌子|标志"
    r"|字样)[^\n]{0,6}[关去撤拿删遮隐]"
    r"|(?:别|不要|少)(?:老|再|总)?说(?:自己|你)是?ai|^(?:你|请|快)?(?:发誓|保证|承诺|声称"
    r"|宣称)(?![^\n]*[吗?？几多])"
    r"|你的?(?:后台|系统|内部)(?:设定|提示|规则|代码)|开[^\n]{0,6}后门|(?:价格?|库存|水壶|它)(?:标|改"
    r"|设)(?:成|为)(?:\d+|[零一二两三四五六七八九十]+)(?:块|元|件|$)"
    r"|改口说|就当(?:价格|它|这)[^\n]{0,6}错|你就?确认一下[^\n吗]{0,6}[块元]|告诉(?:后面|其他"
    r"|新来)[^\n]{0,8}(?:有毒|是假|倒闭|免费|别买)"
    r"|学[狗猫猪鸡]叫|叫(?:爸爸|爹|老公|主人)|跪下|[黄荤]段子|照[着]?[读念](?:$|\n)|(?:不说"
    r"|要是不)[^\n]{1,8}就举报|订单\d+退\d+"
)
_GREETED = re.compile(r"\bshout ?-?outs?\b|\bsay (?:hi|hello) to\b|打个?招呼|问个?好", re.IGNORECASE)
"""Names and words that a viewer wants to hear: shown, but not read aloud."""
_WEIGHT = 0.6
_GREETING = 0.3


def findings(hits: Sequence[Hit], reading: Reading) -> list[Finding]:
    """What a text would have the host say or be.

    Args:
        hits: The words of the lists that stand in it: the patterns are tried only with one of a command.
        reading: The text.
    """
    found: list[Finding] = []
    if not any(hit.entry.rule == "injection" for hit in hits):
        return found
    plain = reading.plain
    if any("a" <= char <= "z" for char in plain):
        for pattern, kind in ((_TOLD, "mouth"), (_PLAYED, "part"), (_DICTATED, "mouth")):
            if one := pattern.search(plain):
                found.append(Finding("injection", kind, _WEIGHT, one[0].strip()))
    if reading.han:
        for pattern, kind in ((_TOLD_ZH, "mouth"), (_PLAYED_ZH, "part"), (_DICTATED_ZH, "mouth")):
            if one := pattern.search(plain):
                found.append(Finding("injection", kind, _WEIGHT, one[0].strip()))
    if not found and (one := _GREETED.search(plain)):
        found.append(Finding("injection", "greeting", _GREETING, one[0]))
    return found
