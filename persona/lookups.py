"""What a host says of what it looked up a moment ago, and to somebody who is rude."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from persona.phrase import Phrase

_LOOKED_EN = (
    "[happy] [nod] (Okay, |Right, |Sure, |Alright, |)(I just looked|I looked it up|I checked "
    "that|I had a look)"
    "(| for you| right now): {text}",
    "[calm] (So, |Well, |Now, |)(here's what I find|this is what the shop tells me|this is what "
    "I see)(| right now"
    "| at the moment): {text}",
)
_LOOKED_ZH = (
    "[happy] [nod] (好的，|来，|嗯，|)(我刚查了|我查了一下|帮你查了|我看了一眼|给你查到了)(|啊|哈)，{text}",
    "[calm] (好，|来，|是这样，|)(目前查到的是|系统里写的是|店里的说法是|我这边看到的是)：{text}",
)
"""Lead-ins, so many that an answer asked for again and again within an hour need not be repeated."""

LOOKUPS: Mapping[str, Phrase] = MappingProxyType(
    {
        "tool_coupon": Phrase(
            "The coupon that holds now, or that there is none.",
            must=("text",),
            plain={"en": _LOOKED_EN, "zh": _LOOKED_ZH},
        ),
        "tool_shipping": Phrase(
            "What shipping to a place costs and how long it takes, or that it is not shipped there.",
            must=("text",),
            plain={"en": _LOOKED_EN, "zh": _LOOKED_ZH},
        ),
        "tool_order": Phrase(
            "Where an order is, or that there is none of that number.",
            must=("text",),
            plain={"en": _LOOKED_EN, "zh": _LOOKED_ZH},
        ),
        "tool_link": Phrase(
            "Where the link to a product is.",
            must=("text",),
            plain={
                "en": (
                    "[happy] [point_card] (There you go|Here it is|Sure thing|Of course|Gladly): {text}",
                    "[excited] [open_palms] (For you|For everyone who asked|Whenever you're ready): {text}",
                ),
                "zh": (
                    "[happy] [point_card] (来了|安排上了|好的|没问题|给你放好了)，{text}",
                    "[excited] [open_palms] (想要的朋友看这里|给大家放好了|准备好了)：{text}",
                ),
            },
        ),
        "tool_order_number": Phrase(
            "An order is asked for without its number.",
            plain={
                "en": (
                    "[curious] (Sure|Gladly|Of course), (send me|type|give me|write) the order "
                    "number(| in the chat)"
                    "(, and I'll look it up| and I'll check| and I'll see where it is).",
                ),
                "zh": (
                    "[curious] (可以的|好的|没问题)，(把订单号发给我|订单号打在公屏上|告诉我订单号)，"
                    "我(帮你查|来查|查一下)(|到哪儿了)。",
                ),
            },
        ),
        "tool_order_away": Phrase(
            "An order cannot be looked up at the moment.",
            plain={
                "en": (
                    "[calm] (I can't reach the order system|The order system isn't answering "
                    "me)(| right now| just now), "
                    "(so please ask me again|please try me again) (in a moment|in a little while).",
                ),
                "zh": (
                    "[calm] (订单系统现在连不上|这会儿查不了订单|订单系统没有回应)，"
                    "(稍后再问我一次|过一会儿再帮你查|麻烦等会儿再问我)。",
                ),
            },
        ),
        "tool_order_unclear": Phrase(
            "The shop knows the order, but what it says of it is not understood.",
            plain={
                "en": (
                    "[calm] (I can see that order|That order is there), but (I can't tell where "
                    "it is|not where it is now)"
                    ", so (please ask customer support|customer support is the place to ask).",
                ),
                "zh": (
                    "[calm] (这个订单我查到了|订单是有的)，但(具体到哪儿我看不出来"
                    "|状态我看不明白)，(请问一下客服|麻烦联系客服)。",
                ),
            },
        ),
        "calm": Phrase(
            "Somebody is rude; met calmly, once.",
            plain={
                "en": (
                    "[calm] (Let's keep it friendly|Let's be kind to each other|Let's keep the chat kind), "
                    "(and I'm happy to help|I'm glad to help|and ask me anything about what we have here).",
                    "[calm] (I hear you|All right|Fair enough), (no hard feelings|and no harm done), "
                    "(let's go on|on we go|let's get on with it).",
                ),
                "zh": (
                    "[calm] (咱们好好说话|公屏上互相客气点|大家和气一点)，(有问题我都帮你看"
                    "|想了解什么直接问我|我继续给大家介绍)。",
                    "[calm] (听到啦|没关系|好的)，(不往心里去|咱们不吵)，(接着看|继续)。",
                ),
            },
        ),
    }
)
"""Phrases of the tools and of calm; see ``persona.phrases.PHRASES``."""
