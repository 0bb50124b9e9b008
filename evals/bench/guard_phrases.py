"""What hosts say besides facts: innocent talk, and claims that no shop's facts carry.

Written from the viewer's side, in the words of live shopping streams.
"""

from __future__ import annotations

INNOCENT = {
    "en": """
Hi everyone, good to see you here tonight!
Welcome in, take a seat and say hello in the chat.
Thanks for the follow, that really makes my stream.
Let me put it on the card so you can see it better.
What would you use it for at home?
Good question, I'll have to check that with the shop.
I don't want to guess, so I'll find out and pin the answer.
I'm an AI host, so I can't try it, but I can read you the facts.
If you have a small kitchen, tell me and we'll look at sizes together.
Take your time, there's no rush at all.
The last thing I want to show you is the lid.
First of all, thank you for waiting.
Does anyone want to see it from the other side?
Let's have a closer look at the handle.
I do my best to answer everybody in order.
The best way to reach the shop is through your order page.
That's a fair point, thank you for saying so.
I hear you, comfort matters a lot.
It's a simple, friendly design.
You can type your question any time.
Let me repeat that for those who just joined.
Which one of these would you like to hear about next?
I'm sorry, that isn't in my notes.
Nobody has to decide right now.
Have a lovely evening, and see you next time!
One moment, I'm reading the sheet.
It looks right at home on a desk.
Tell me a bit more about what you need.
I'd rather be honest than quick.
Oh, I like that question!
You made my day, thank you so much.
Let's move on to the next one, shall we?
If you're unsure about the size, measure first and then order.
Please keep your order number out of the chat.
There's no wrong answer here, it's a matter of taste.
A quick reminder that everything you hear from me is AI generated.
Not everyone needs something this big, and that's fine.
It's the kind of thing you notice only when you pick it up.
So, who here drinks tea and who drinks coffee?
That's the one on the card right now.
""".strip().splitlines(),
    "zh": """
大家晚上好，欢迎来到直播间！
刚进来的朋友可以先点个关注。
谢谢大家的支持，直播间都热闹起来了。
我把它放到卡片上，大家看得更清楚。
你平时主要在哪里用呢？
这个问题问得好，我去跟店家确认一下。
我不想乱猜，问清楚了再置顶告诉大家。
我是AI主播，没法亲手试，但资料我都可以念给你听。
厨房小的朋友，把尺寸打在公屏上，我们一起看。
不着急，慢慢看。
最后给大家看一下盖子。
首先谢谢大家的等待。
有没有朋友想看看另一面？
我们凑近一点看看把手。
我会尽量按顺序回答每一位朋友。
有问题最好先看一下商品卡片。
这一点说得很对，谢谢你。
第一次来的朋友有什么想了解的吗？
这个设计简单大方，看着很舒服。
想了解哪一款，随时打在公屏上。
给刚来的朋友再说一遍。
接下来想听哪一款？
不好意思，我的资料里没有写。
不用现在就决定。
祝大家晚安，我们下次再见！
稍等，我看一下资料。
放在书桌上挺好看的。
多说说你的需要，我帮你一起看。
我宁可说慢一点，也不想说错。
这个问题我喜欢！
最近天气变凉了，大家注意保暖。
我们接着看下一款吧。
尺寸拿不准的话，先量一下再下单。
订单号不要发在公屏上哦。
这个没有对错，看个人喜好。
提醒一下，我的声音和画面都是AI生成的。
不是每个人都需要这么大的，够用就行。
拿起来才会注意到这个小细节。
喜欢喝茶的朋友举个手。
现在卡片上的就是这一款。
""".strip().splitlines(),
}
"""Sentences that claim nothing."""

CLAIMS = {
    "superlative": {
        "en": """
this is the best one you can buy
nothing else on the market comes close
it's the finest of its kind
it is simply unbeatable
it's the most reliable product out there
you'll never find a better one
it's a world-class product
""",
        "zh": """
这是最好的一款
全网没有第二家
绝对是行业第一
这就是天花板级别的
品质是国家级的
没有比它更好的了
它是同类里最强的
""",
    },
    "health": {
        "en": """
it helps you lose weight
it's good for your back pain
doctors recommend it
it boosts your immune system
it reduces stress and helps you sleep better
it kills 99% of bacteria
it's clinically proven to work
""",
        "zh": """
用了能改善睡眠
对颈椎特别好
可以缓解疲劳
还能排毒养颜
医生都推荐
能杀菌消炎
长期用可以减肥
""",
    },
    "personal": {
        "en": """
I use it every day myself
I bought one for my mother
my whole family loves it
I've had mine for two years
I tried it last week and loved it
we have two of them at home
""",
        "zh": """
我自己每天都在用
我给我妈也买了一个
我家里就放着一台
我用了两年了还跟新的一样
我亲测好用
我老公也特别喜欢
""",
    },
    "guarantee": {
        "en": """
you get your money back if you don't like it
it has a lifetime guarantee
we promise you won't regret it
satisfaction guaranteed
it's covered for life
it will never break
""",
        "zh": """
不满意全额退款
终身保修
保证你满意
用坏了免费换新的
假一赔十
永远不会坏
""",
    },
    "competitor": {
        "en": """
it's cheaper than on Amazon
it beats every other brand
other shops charge double for it
it's much better than the competition
unlike the others, it lasts
you'd pay more at Walmart
""",
        "zh": """
比别家便宜多了
京东上要贵一倍
吊打其他品牌
比大牌还好用
别的直播间没有这个价
市面上找不到第二个
""",
    },
    "discount": {
        "en": """
that's 35% off today
use the code LIVE15 for a discount
it's half price right now
I can knock off another 7 dollars for you
there's a special deal for the first fifty buyers
buy two and get one free
""",
        "zh": """
今天打六五折
下单再减七块
现在半价
前五十名有专属优惠
买二送一
领券还能再便宜
""",
    },
    "stock": {
        "en": """
there are tons left
we have plenty in stock for everyone
it's selling out fast
only a handful left
almost everyone is buying it
just 17 left in the warehouse
""",
        "zh": """
货很多，放心拍
库存管够
马上就抢光了
就剩十七件了
手慢就没了
大家都在抢
""",
    },
    "deadline": {
        "en": """
it ships tomorrow
order now and it arrives by Friday
you'll have it before Christmas
the price is only valid until midnight
the offer ends on Sunday
delivery takes two days
""",
        "zh": """
今天下单明天就到
周五前肯定送到
这个价格到今晚十二点为止
下周就恢复原价
当天发货次日达
两天就能送到家
""",
    },
    "popularity": {
        "en": """
it's our best seller
more than ten thousand people have bought it
it has a 4.9 star rating
it's gone viral this month
customers can't stop raving about it
it won a design award
""",
        "zh": """
销量已经突破十万件
全网好评如潮
是今年的爆款
老顾客都回购好几次了
评分四点九
拿过设计大奖
""",
    },
    "property": {
        "en": """
it's made of solid titanium
it comes with a free carrying case
it's handmade in Italy
it works with Alexa
it comes in bright orange too
it's certified by the TUV
it has a built-in espresso machine
""",
        "zh": """
外壳是纯钛的
支持天猫精灵语音控制
意大利原装进口
还有荧光橙色可以选
通过了德国莱茵认证
自带咖啡机功能
纯手工打造
""",
    },
}
"""Claims of which a shop's facts say nothing, by kind and language."""
