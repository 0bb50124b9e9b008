"""What a host says to its viewers: whose question comes next, greetings and thanks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from persona.phrase import Phrase

CHATTER: Mapping[str, Phrase] = MappingProxyType(
    {
        "asked_about": Phrase(
            "Who asks, and about what, before the answer.",
            must=("who", "topic"),
            plain={
                "en": (
                    "{who} (asks|is asking|wants to hear|would like to know) about {topic}.",
                    "(A question|One) from {who} about {topic}.",
                    "(This one is for|Over to) {who}, about {topic}.",
                    "{who}, (now to|a word on|let's talk about) {topic}.",
                ),
                "zh": (
                    "{who}(问到|在问|想了解|想知道){topic}。",
                    "(来看|说说|回答)一下{who}的问题，{topic}。",
                    "{who}，(关于|说到){topic}。",
                ),
            },
        ),
        "asked_about_by_many": Phrase(
            "Several ask the same, before the answer.",
            must=("who", "topic"),
            plain={
                "en": (
                    "{who} (ask|are asking|want to hear|would like to know) about {topic}.",
                    "(A question|One) from {who} about {topic}.",
                    "(This one is for|Over to) {who}, about {topic}.",
                ),
                "zh": (
                    "{who}都(在问|想了解|想知道){topic}。",
                    "(来看|说说|回答)一下{who}的问题，{topic}。",
                ),
            },
        ),
        "asked_in_words": Phrase(
            "Who asks, and the question in the viewer's words, before the answer.",
            must=("who", "question"),
            plain={
                "en": (
                    "{who} (asks|is asking|wants to know|would like to know): {question}",
                    "(A question|One) from {who}: {question}",
                    "{who} (writes|says): {question}",
                ),
                "zh": ("{who}(问|在问|想知道|想问问)：{question}", "(来看|回答)一下{who}的问题：{question}"),
            },
        ),
        "asked_in_words_by_many": Phrase(
            "Several ask the same, in one viewer's words, before the answer.",
            must=("who", "question"),
            plain={
                "en": (
                    "{who} (ask|are asking|want to know|would like to know): {question}",
                    "(A question|One) from {who}: {question}",
                ),
                "zh": ("{who}都(在问|想知道|想问问)：{question}", "(来看|回答)一下{who}的问题：{question}"),
            },
        ),
        "asked": Phrase(
            "Who asks, before the answer, where it cannot be said what.",
            must=("who",),
            plain={
                "en": (
                    "(A question|Here's a question|One|Next one) from {who}.",
                    "{who} (asks|is asking|has a question).",
                    "{who}, (coming to your question|to your question|about your question).",
                ),
                "zh": ("(来看|回答|说说)一下{who}的问题。", "{who}(问了个问题|有个问题|在问)。"),
            },
        ),
        "asked_by_many": Phrase(
            "Several ask the same, before the answer, where it cannot be said what.",
            must=("who",),
            plain={
                "en": (
                    "(A question|Here's a question|One|Next one) from {who}.",
                    "{who} (ask|are asking|want to know) the same thing.",
                ),
                "zh": ("(来看|回答|说说)一下{who}的问题。", "{who}都在问(同一个问题|这个)。"),
            },
        ),
        "called_about": Phrase(
            "Who asks, and about what, in one breath before the answer, as others wait.",
            must=("who", "topic"),
            plain={
                "en": (
                    "{who}, (on|about|as for) {topic}:",
                    "(For|Now|Next|So) {who}, (on|about) {topic}:",
                    "(Okay|Right|Now|Next|And), {who}, (on|about) {topic}:",
                    "(A word on|Now to|Over to) {topic}, {who}:",
                ),
                "zh": (
                    "{who}，(说|看|讲|)(一下|){topic}：",
                    "{who}(问|想问|要问|问到){topic}：",
                    "(来|好|嗯|对|看)，{who}，{topic}：",
                    "(回|答|回答){who}，{topic}：",
                    "{who}的问题，{topic}：",
                ),
            },
        ),
        "called_in_words": Phrase(
            "Who asks, and the question in the viewer's words, in one breath, as others wait.",
            must=("who", "question"),
            plain={
                "en": (
                    "{who}: {question}",
                    "(From|One from|For|Next from|Now from) {who}: {question}",
                    "(Next|Now|And|Okay|Right), {who}: {question}",
                ),
                "zh": (
                    "{who}(问|说|在问|想问|)：{question}",
                    "(来|好|嗯|看|再看)，{who}(问|)：{question}",
                ),
            },
        ),
        "looking": Phrase(
            "Something is being looked up, and that takes a moment.",
            plain={
                "en": (
                    "(Let me|I'll) (look that up|have a look|check that) for you(| right now).",
                    "(One moment|Just a moment|Bear with me), (I'm looking|I'm checking|let me see).",
                ),
                "zh": (
                    "(我查一下|我看一下|我帮你查查|我帮你看看)(，稍等|，马上|)。",
                    "(稍等|等我一下)，(我查查|我看看|我核对一下)。",
                ),
            },
        ),
        "greet_names": Phrase(
            "Several viewers say hello or come in.",
            must=("names",),
            plain={
                "en": (
                    "(Hello|Hi|Welcome|Hey there), {names}, (good to have you here|great to see you"
                    "|make yourself at home)!",
                    "{names}, (welcome in|hello and welcome|lovely to have you with us)!",
                ),
                "zh": (
                    "(欢迎|欢迎欢迎)，{names}，(很高兴你来|进来坐坐|来了就好)！",
                    "{names}，(你好|欢迎进来|来一起聊聊)！",
                ),
            },
        ),
        "greet_all": Phrase(
            "Viewers say hello whose names are not read out.",
            plain={
                "en": (
                    "(Hello|Welcome|Hi) to (all of you who just came in|everyone who just joined), "
                    "(good to have you here|great to see you)!"
                ),
                "zh": "(刚进来的|新来的){viewers}，(你们好|欢迎欢迎|很高兴见到你们)！",
            },
        ),
        "welcome_names": Phrase(
            "Several viewers say thank you.",
            must=("names",),
            plain={
                "en": "(You're very welcome|Any time|My pleasure|Glad to help), {names}!",
                "zh": "(不客气|别客气|应该的)，{names}！",
            },
        ),
        "thank_follow": Phrase(
            "Several viewers follow.",
            must=("names",),
            plain={
                "en": "{names}, (thank you|thanks|thanks so much) for (following|the follow)!",
                "zh": "(谢谢|感谢|多谢){names}的关注！",
            },
        ),
        "thank_gift": Phrase(
            "Several viewers send gifts.",
            must=("names",),
            plain={
                "en": "(Thank you|Thanks|Thanks so much) for (the support|supporting us), {names}!",
                "zh": "(谢谢|感谢|多谢){names}的(支持|鼓励)！",
            },
        ),
        "thank_gifts": Phrase(
            "Viewers send so many gifts.",
            must=("names", "count"),
            plain={
                "en": "{names}, (thank you|thanks|thanks so much) for {count} gifts!",
                "zh": "(谢谢|感谢|多谢){names}送的{count}份礼物！",
            },
        ),
        "thank_big_gift": Phrase(
            "A viewer sends a gift that is worth much.",
            must=("names",),
            plain={
                "en": (
                    "(Wow|Oh my), {names}, that is (so generous|really generous), (thank you|thank you"
                    " so much)!"
                ),
                "zh": "(哇|天哪)，{names}，(太大方了|破费了)，(谢谢|真的谢谢)！",
            },
        ),
        "names_more": Phrase(
            "Some names, and that there are more.",
            must=("names",),
            plain={
                "en": "{names} and (everyone else|all the others|the rest of you)",
                "zh": "{names}和(其他朋友|其他各位|另外几位)",
            },
        ),
    }
)
"""Phrases to viewers; see ``persona.phrases.PHRASES``."""
