"""What a host says to keep its viewers company: the time, questions to them, and what it has said before."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from persona.phrase import Phrase

COMPANY: Mapping[str, Phrase] = MappingProxyType(
    {
        "show_time": Phrase(
            "The time of day.",
            must=("time",),
            may=("shop",),
            plain={
                "en": (
                    "[happy] [wave] It's {time}(| here| on our clock| by our clock), (and we're live"
                    "|good to have you"
                    " here|welcome to everyone who just came in|and there's more to see).",
                    "[happy] (A quick look at the clock|The clock says|Time check|By our clock): {time}.",
                ),
                "zh": (
                    "[happy] [wave] 现在是{time}，(欢迎刚进来的朋友|咱们接着看|直播还在继续|很高兴你在)。",
                    "[happy] (看一眼时间|报个时|钟上是)，{time}。",
                ),
            },
        ),
        "show_slot_end": Phrase(
            "How long a product stays on stage.",
            must=("product", "left"),
            plain={
                "en": "[happy] (We'll stay with|I'm staying with|We're with) {product} for {left}(| more).",
                "zh": "[happy] {product}(再讲|还会讲|再聊){left}。",
            },
        ),
        "show_asked": Phrase(
            "Viewers of this stream have asked about a product.",
            must=("product",),
            plain={
                "en": (
                    "[happy] (You've been asking about|The chat has been asking about|There were"
                    " questions about"
                    "|Some of you asked about) {product}(|, so here it is|, so let's go there|, so a bit"
                    " more on it)."
                ),
                "zh": (
                    "[happy] (刚才有朋友问到|公屏上问到|大家问过|有人问起){product}(，咱们多说两句|"
                    "，再讲讲|，接着说|)。"
                ),
            },
        ),
        "show_coupon": Phrase(
            "A coupon the shop really has.",
            must=("text",),
            plain={
                "en": "[excited] [point_card] (One more thing on the price|If you're ordering"
                "|For your order|Before you check out): {text}",
                "zh": "[excited] [point_card] (说到优惠|价格上再提一句|要下单的朋友|结账之前)：{text}",
            },
        ),
        "engage": Phrase(
            "A question to the viewers about a product.",
            must=("product",),
            plain={
                "en": (
                    "[curious] [open_palms] (Where would you put|When would you use|How would you use"
                    "|Where would you"
                    " take) {product}?",
                    "[happy] (Who would you give|Who would you show) {product} to?",
                    "[curious] (Tell me in the chat|Let me know|I'm curious|Type it in the chat), what"
                    " (would you like to"
                    " know|matters to you|would you ask first) about {product}?",
                    "[happy] [count] (Type a one|Send a one|Drop a one) in the chat if you('d like|"
                    " want) to hear"
                    " more about {product}.",
                ),
                "zh": (
                    "[curious] [open_palms] {product}，(你会放在哪儿|你打算送给谁|你会什么时候用"
                    "|你会怎么用)？",
                    "[curious] (公屏上告诉我|说说看|我想听听)，(对|关于){product}(，你最关心什么|"
                    "，你会先问什么|，你想知道什么)？",
                    "[happy] [count] 想(多听听|再了解){product}的，(公屏扣一|扣个一|打个一)。",
                ),
            },
        ),
        "engage_choice": Phrase(
            "A question to the viewers: which of two?",
            must=("first", "second"),
            may=("product",),
            plain={
                "en": (
                    "[curious] [open_palms] (Tell me|Let me know|Type it in the chat|I'm curious),"
                    " {first} or {second}?",
                    "[happy] (Which one is yours|Which would you pick|Help me out|What do you say),"
                    " {first} or"
                    " {second}?",
                ),
                "zh": (
                    "[curious] [open_palms] (公屏上说|告诉我|我想知道|选一个)，{first}还是{second}？",
                    "[happy] (你会选|你更想要|换成你，选)哪个，{first}还是{second}？",
                ),
            },
        ),
        "show_idle": Phrase(
            "Invites questions, naming a topic.",
            must=("topic",),
            plain={
                "en": (
                    "[curious] [open_palms] (Questions about|Anything on|Want to know about|Curious"
                    " about) {topic}?"
                    " (Type it in the chat|Just ask|Ask me here|I'll look it up).",
                    "[happy] (You can ask me about|Feel free to ask about|I can also tell you about"
                    "|Ask away about)"
                    " {topic}(| any time| in the chat|, I have it here).",
                ),
                "zh": (
                    "[curious] [open_palms] (想问|想了解|关心){topic}的(朋友|话)，(打在公屏上|直接问我"
                    "|说一声)。",
                    "[happy] {topic}(这块|方面|的问题)，(随时问我|我可以查|也可以问)。",
                ),
            },
        ),
        "show_bridge": Phrase(
            "Back to a product after an answer.",
            must=("product",),
            plain={
                "en": (
                    "[happy] [point_card] (So|Now|Right|Okay|Good|Well), (back to|on with|let's go on"
                    " with|we were at"
                    "|more on|I was at) {product}.",
                    "[happy] (That's answered|That was the question|So much for that), (back to|on"
                    " with|more on)"
                    " {product}.",
                    "[curious] (Where was I, yes|Where did we stop, right|What was next, ah): {product}.",
                    "[happy] {product}(, then| again|, as I was saying|, where I stopped|, let's go on).",
                ),
                "zh": (
                    "[happy] [point_card] (好|那|来|嗯|行)，(回到|接着说|继续说|咱们继续看|再看){product}。",
                    "[happy] (问题答完了|这个说完了|刚才还没讲完)，(接着讲|继续|回到){product}。",
                    "[happy] {product}(，咱们接着来|，往下说|，刚才讲到这儿|，继续)。",
                ),
            },
        ),
        "show_disclosure": Phrase(
            "What the host is: an AI. Every wording says AI.",
            may=("host", "shop"),
            plain={
                "en": (
                    "[calm] [nod] (A reminder|For everyone new here|Just so you know|To be clear|As"
                    " always), I'm"
                    " (an AI host|an AI|an AI, not a person), and (what I say comes from the shop's"
                    " own facts|my voice"
                    " and my picture are AI generated|this picture is AI generated).",
                    "[happy] (I'm {host}|My name is {host}|{host} here), (an AI host|the AI host of"
                    " {shop}), (made by"
                    " software|speaking with a generated voice|reading from the shop's own facts).",
                ),
                "zh": (
                    "[calm] [nod] (跟大家说明一下|给新来的朋友说一声|提醒一下|说明一下)，我是(AI主播"
                    "|AI数字人主播|AI数字人，不是真人)，"
                    "(说的内容来自店里的资料|声音和画面都是AI生成的|画面由AI生成)。",
                    "[happy] (我是{host}|我叫{host})，(AI数字人主播|{shop}的AI主播)，(声音是合成的"
                    "|照着店里的资料讲|画面是AI生成的)。",
                ),
            },
        ),
        "again": Phrase(
            "Words that were said lately, said again.",
            must=("text",),
            plain={
                "en": (
                    "(Once more|Once again|One more time|Again|I'll say it again|I'll repeat it)(| for"
                    " everyone| for"
                    " everyone new| for those who just came in| in case you missed it| for the new"
                    " faces): {text}",
                    "(As I said|As mentioned|Like I said|As I told you)(| earlier| before|, for"
                    " everyone new): {text}",
                    "(Still true|And it holds|Worth repeating|Coming back to it|To say it again)(|,"
                    " for everyone new|,"
                    " while you look around): {text}",
                    "(For everyone who just joined|If you just came in|In case you missed it|For the"
                    " new faces): {text}",
                ),
                "zh": (
                    "(再说一遍|再讲一遍|重复一下|再提一次|我再说一次)(|，新来的朋友听一下|"
                    "，给刚进来的朋友|，没听到的朋友听好)：{text}",
                    "(刚才说过|前面说过|刚刚讲过|之前提到过|像我刚才说的)(|，再强调一下|，再提一句|"
                    "，新来的朋友听一下)，{text}",
                    "(刚进来的朋友注意|错过的朋友听一下|回过头来说|这句值得再说一遍|还是那句话)：{text}",
                ),
            },
        ),
        "again_asked": Phrase(
            "A question that was put lately, put again.",
            must=("text",),
            plain={
                "en": (
                    "(I'll ask again|Once more, my question|Same question again|Let me ask once more"
                    "|Asking again)"
                    "(| for everyone| for the new faces| while we're at it| because I'd like to know): {text}"
                ),
                "zh": (
                    "(再问一次|再问一遍|还是那个问题|我再问问|接着问)(|，新来的朋友也说说|，大家说说|"
                    "，刚进来的朋友)：{text}"
                ),
            },
        ),
    }
)
"""Phrases between the pitches; see ``persona.phrases.PHRASES``."""
