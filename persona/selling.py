"""What a host says of its own accord between questions, in many wordings: hours pass without a repetition.

Most wordings are one sentence that holds a product, a fact or a topic, so that each of them is said of each
of those anew. A persona may have its own for any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from persona.phrase import Phrase

SELLING: Mapping[str, Phrase] = MappingProxyType(
    {
        "show_hook": Phrase(
            "A pitch begins.",
            must=("product",),
            plain={
                "en": (
                    "[excited] [point_card] (Next up|Coming up now|Up next|Next on my list|And now),"
                    " {product}.",
                    "[happy] [open_palms] Let's (have a look at|take a look at|turn to|talk about|move on to"
                    "|spend a moment with) {product}(| together).",
                    "[happy] (I'd like to show you|Let me show you|I'll show you|Time to show you)"
                    " {product}(| now).",
                    "[excited] (All right|Okay|So|Well), (on to|over to|here comes|this is|let's look"
                    " at) {product}.",
                    "[curious] [point_card] On the card (now|beside me|next to me|over here): {product}.",
                    "[happy] (Take a seat|Stay with me|Have a moment), (this is about|I'm going"
                    " through|I'll tell you"
                    " about) {product}.",
                    "[curious] (Have you seen|Do you know|Did you spot|Who has an eye on) {product}?",
                ),
                "zh": (
                    "[excited] [point_card] (接下来|下面|现在|这会儿|好)，(看看|说说|聊聊|看一看"
                    "|轮到){product}。",
                    "[happy] [open_palms] (来|好嘞|那么|嗯)，(这一款是|咱们看|下一个是|说说){product}(|吧)。",
                    "[happy] (我给大家|我来给大家|给大家|再给大家)(介绍|讲讲|看看|说一说){product}。",
                    "[curious] [point_card] (旁边卡片上|卡片上现在|屏幕旁边)(是|就是|这一款是){product}。",
                    "[curious] (有没有人在看|有朋友在看|谁在看|大家看过){product}(？|吗？)",
                    "[happy] (先别走|慢慢听|不着急)，(咱们说说|我来讲讲|一起看看){product}。",
                ),
            },
        ),
        "show_pain": Phrase(
            "What a buyer worries about, and the property that answers it.",
            must=("product", "attribute", "value"),
            plain={
                "en": (
                    "[curious] If (you're unsure about|you're asking about|you go by|you decide by"
                    "|you have to watch) {attribute}, (here it is|this is it) for {product}: {value}.",
                    "[curious] (Before you order|Before you decide|So that nothing surprises you at"
                    " home|If you're"
                    " comparing|If you've bought the wrong one before), check {attribute}, and for {product}"
                    " it's {value}.",
                    "[calm] For (anyone|everyone|those) (unsure about|thinking about|comparing)"
                    " {attribute}: {product}, {value}.",
                ),
                "zh": (
                    "[curious] (在意|纠结|担心|关心|拿不准){attribute}的(朋友|话)，{product}是{value}。",
                    "[curious] (下单之前|买之前|挑的时候|对比的时候)(先看|看看|别忘了看){attribute}"
                    "，{product}是{value}。",
                    "[calm] (怕买回去不合适|怕买错)，先看{attribute}，{product}(写的是|是){value}。",
                ),
            },
        ),
        "show_point": Phrase(
            "A selling point.",
            must=("point",),
            may=("product",),
            plain={
                "en": (
                    "[happy] [nod] (About|On|A word on|One thing about|Something about|Worth knowing about"
                    "|A detail about|Good to know about) {product}: {point}.",
                    "[curious] [open_palms] (Listen to this|Here's a detail|One thing to know|Look at this"
                    "|A small thing that helps|Here's what I'd point out|And then there's this|And this"
                    "|Now the nice part|Let me add this): {point}.",
                    "[calm] (What you get with|What I'd tell a friend about|The thing with|To remember about)"
                    " {product}: {point}.",
                ),
                "zh": (
                    "[happy] [nod] (说到|关于|再说说|讲讲|说一下){product}，{point}。",
                    "[curious] [open_palms] (有个细节|这一点|大家注意|再说一点|还有呢|听好了|补充一句"
                    "|值得一说的是|我挑一点说)：{point}。",
                    "[calm] {product}(这一款|嘛|呢)，{point}。",
                ),
            },
        ),
        "show_proof": Phrase(
            "A property as proof.",
            must=("product", "attribute", "value"),
            plain={
                "en": (
                    "[calm] [point_card] (The sheet|The spec sheet|My sheet|The data sheet) for {product}"
                    " (says|reads|notes|has), {attribute}: {value}.",
                    "[happy] (To be exact|For the record|In plain words|By the sheet|Just to be clear)"
                    ", {product},"
                    " {attribute}: {value}.",
                    "[calm] [nod] (A word about|Now about|A line about|And since it matters,)"
                    " {attribute}: {product}, {value}.",
                ),
                "zh": (
                    "[calm] [point_card] (资料上|参数表上|单子上|我这边){product}的{attribute}(写的是"
                    "|是|标的是){value}。",
                    "[happy] (准确地说|给个准数|照资料念|看参数)，{product}，{attribute}(：|是){value}。",
                    "[calm] [nod] (说到|讲到|再看){attribute}，{product}(是|写的是){value}。",
                ),
            },
        ),
        "show_two": Phrase(
            "Two properties in one sentence.",
            must=("product", "attribute", "value", "other_attribute", "other_value"),
            plain={
                "en": (
                    "[calm] [count] (In short|Put together|At a glance|In one breath|To sum up), {product}:"
                    " {attribute}, {value}, and {other_attribute}, {other_value}.",
                    "[happy] (I'll read you a bit of|Straight from|Let me read from) the sheet for {product}:"
                    " {attribute}, {value}; {other_attribute}, {other_value}.",
                ),
                "zh": (
                    "[calm] [count] (一句话|连起来说|简单说|合起来看)，{product}，{attribute}{value}，"
                    "{other_attribute}{other_value}。",
                    "[happy] (照着资料|给大家|我来)念(一下|一段)，{product}：{attribute}是{value}，"
                    "{other_attribute}是{other_value}。",
                ),
            },
        ),
        "show_yes": Phrase(
            "It has a property.",
            must=("product", "feature"),
            plain={
                "en": (
                    "[happy] [thumbs_up] (On the sheet for|Checked for|Looked up for|For) {product},"
                    " {feature}: yes.",
                    "[happy] [nod] (If you need it|A tick on the list|Here's a yes), {product},"
                    " {feature}: yes.",
                ),
                "zh": (
                    "[happy] [thumbs_up] (资料上|我查过|单子上)，{product}，{feature}：是。",
                    "[happy] [nod] (再打个勾|这条有|这个可以打勾)，{product}，{feature}：是。",
                ),
            },
        ),
        "show_no": Phrase(
            "It does not have a property; said plainly.",
            must=("product", "feature"),
            plain={
                "en": (
                    "[calm] [open_palms] (To be straight with you|An honest note|So that nobody is"
                    " surprised"
                    "|Just so you know), {product}, {feature}: no."
                ),
                "zh": "[calm] [open_palms] (跟大家说实话|提前说清楚|先说明白)，{product}，{feature}：否。",
            },
        ),
        "show_cheaper": Phrase(
            "Of two products of a kind the first costs less.",
            must=("first", "first_price", "second", "second_price"),
            plain={
                "en": (
                    "[curious] [open_palms] (Side by side|If you compare|Next to each other|On price),"
                    " {first} at"
                    " {first_price} is cheaper than {second} at {second_price}.",
                    "[happy] (Still choosing|Either of a kind|Undecided), {first} for {first_price} or"
                    " {second} for {second_price}.",
                ),
                "zh": (
                    "[curious] [open_palms] (放一起看|比一比|看价格)，{first}{first_price}，比{second}便宜，"
                    "{second}是{second_price}。",
                    "[happy] (还在选的话|都在看的朋友)，{first}是{first_price}，{second}是{second_price}。",
                ),
            },
        ),
        "show_compare": Phrase(
            "Two products of a kind and one property.",
            must=("attribute", "first", "first_value", "second", "second_value"),
            plain={
                "en": (
                    "[curious] [open_palms] (Side by side|Next to each other|If you're comparing),"
                    " {attribute}:"
                    " {first}, {first_value}; {second}, {second_value}.",
                    "[calm] [count] (Both from our shop|A look left and right|For everyone comparing),"
                    " {attribute} of"
                    " {first} is {first_value}, of {second} it's {second_value}.",
                ),
                "zh": (
                    "[curious] [open_palms] (放一起看|横着比一比|对比一下)，{attribute}"
                    "，{first}是{first_value}，"
                    "{second}是{second_value}。",
                    "[calm] [count] (放在一起比的话|帮大家比一下)，{first}的{attribute}{first_value}"
                    "，{second}"
                    "是{second_value}。",
                ),
            },
        ),
        "show_price": Phrase(
            "The price, in a pitch.",
            must=("product", "price"),
            plain={
                "en": (
                    "[happy] [point_card] (The price|The price tag|The tag|The price on the card) (of|for|on)"
                    " {product}: {price}.",
                    "[happy] (You pay|That makes|It comes to|We're at) {price} for {product}.",
                    "[excited] {price}(, that's the price of| is what you pay for| gets you|, and"
                    " it's) {product}.",
                ),
                "zh": (
                    "[happy] [point_card] (价格|售价|卡片上的价格)(呢|嘛|这边)，{product}是{price}。",
                    "[happy] {product}(卖|的价格是|标的是|这边是){price}。",
                    "[excited] {price}，(就是|这是|说的是){product}(|的价格)。",
                ),
            },
        ),
        "show_price_was": Phrase(
            "Both prices, in a pitch.",
            must=("product", "price", "list_price"),
            plain={
                "en": (
                    "[excited] [point_card] (The list price|The price on the list|The full list price)"
                    " of {product} is"
                    " {list_price}, (and|but) the price (now|here|on the card) is {price}.",
                    "[happy] (You pay|That makes|Right now it's) {price} for {product}, (with|next to"
                    "|against) a list"
                    " price of {list_price}.",
                    "[happy] {product}(:| comes in at| sells for) {price}, list price {list_price}.",
                ),
                "zh": (
                    "[excited] [point_card] {product}(标价|的标价是|列表价){list_price}，(现在|目前"
                    "|卡片上)(是|卖){price}。",
                    "[happy] (现在|目前|这会儿){product}(是|卖){price}，标价(是|写的是){list_price}。",
                ),
            },
        ),
        "show_price_changed": Phrase(
            "The price has changed since it was said.",
            must=("product", "price"),
            plain={
                "en": (
                    "[calm] (Let me correct myself|A correction|An update from the catalog|I have a"
                    " new price here):"
                    " {product} (is now|now costs|is) {price}."
                ),
                "zh": "[calm] (更正一下|刚刚价格有变动|我更新一下)，{product}(现在是|是){price}。",
            },
        ),
        "show_call": Phrase(
            "A pitch ends with an invitation.",
            must=("product",),
            plain={
                "en": (
                    "[happy] [point_card] (Have a look at|Take your time with|Open|See) the card (for"
                    "|of) {product}(|, if"
                    " you like|, whenever you like).",
                    "[happy] [open_palms] (Questions about|Anything else about|Anything you'd like to"
                    " know about)"
                    " {product}(, the chat is yours|, just type|, ask away|, I'm listening).",
                    "[happy] (If it suits you|If that's yours|If you like it|If it fits), (you'll find"
                    " {product} on the"
                    " card|{product} is on the card|the card has {product}).",
                ),
                "zh": (
                    "[happy] [point_card] (喜欢的|感兴趣的|想要的|看中的)(朋友|家人)，{product}的卡片"
                    "(就在旁边|在这儿|点开看看)。",
                    "[happy] [open_palms] (关于|对){product}(还有什么想知道的|有疑问|有想了解的)，"
                    "(打在公屏上|直接问我|问我就好)。",
                    "[happy] (合适的话|觉得可以|需要的话)，(点一下|看看|打开){product}的卡片。",
                ),
            },
        ),
        "show_sold_out": Phrase(
            "What was pitched is sold out.",
            must=("product",),
            plain={
                "en": (
                    "[sorry] (I have to stop here|An honest note|Sorry to say it|I've just seen it):"
                    " {product}"
                    " (is sold out|is listed as sold out|has sold out)."
                ),
                "zh": (
                    "[sorry] (说句实话|跟大家说一声|我刚看到|不好意思)，{product}(卖完了|已经售罄|没货了)。"
                ),
            },
        ),
        "show_low_stock": Phrase(
            "Few are left, as the catalogue counts them.",
            must=("product", "count"),
            plain={
                "en": (
                    "[calm] [count] (My sheet says|As the stock list has it|By the count I have|For"
                    " your planning"
                    "|The catalog counts): {count} left of {product}.",
                    "[calm] (Of|For) {product}, (the stock list says {count} left|I count {count} left"
                    "|there are"
                    " {count} left).",
                ),
                "zh": (
                    "[calm] [count] (库存这边|我看了下库存|按库存|单子上)，{product}还剩{count}件。",
                    "[calm] {product}(库存|目前|现在)还有{count}件。",
                ),
            },
        ),
        "show_topic": Phrase(
            "Invites a question on a property of a product.",
            must=("product", "attribute"),
            plain={
                "en": (
                    "[curious] [open_palms] (Want to know|Curious about|Wondering about|Interested in)"
                    " the {attribute}"
                    " of {product}? Ask me(|, I have it here| in the chat| any time).",
                    "[happy] (Ask me about|You can ask me about|Just ask about|I can look up) the"
                    " {attribute} of"
                    " {product}(| any time|, it's on my sheet|, I have the sheet here).",
                ),
                "zh": (
                    "[curious] [open_palms] (想知道|想了解){product}的{attribute}(的朋友|的话)，"
                    "(打在公屏上|问我|直接问)。",
                    "[happy] {product}的{attribute}我(这儿有|能查|手边有)，(随时问|要的话说一声|想听就说)。",
                ),
            },
        ),
        "show_policy": Phrase(
            "One sentence of the shop's own terms.",
            must=("topic", "text"),
            plain={
                "en": (
                    "[calm] [nod] (A word on|About|On|Quick note on|Good to know about|For everyone"
                    " wondering about"
                    "|While you look around, on|Since it comes up, on) {topic}: {text}",
                    "[happy] [open_palms] ({topic}, in our words|The shop on {topic}|From our terms,"
                    " {topic}): {text}",
                ),
                "zh": (
                    "[calm] [nod] (说一下|顺便说说|讲讲|提一下|再说说|给新来的朋友说说){topic}：{text}",
                    "[happy] [open_palms] (关于|店里的){topic}(，|这块，|，照规定，){text}",
                ),
            },
        ),
        "show_faq": Phrase(
            "A question from the shop's list; its answer follows.",
            must=("question",),
            plain={
                "en": (
                    "[curious] (From my list of questions|A question I can answer right here|Here's"
                    " one from the list"
                    "|Something you may want to know|Let me take one from the list|One for the new faces):"
                    " {question}"
                ),
                "zh": (
                    "[curious] (常见问题里有一条|单子上有个问题|先替大家问一句|有一个问题|挑一个问题说"
                    "|给新来的朋友说一个)：{question}"
                ),
            },
        ),
    }
)
"""Phrases of the pitch; see ``persona.phrases.PHRASES``."""
