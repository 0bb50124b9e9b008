"""What viewers say, by what they mean by it. Data only; ``intent`` has the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from agent.lanes.reading import Phrases

Kind = Literal[
    "price", "stock", "attribute", "discount", "about", "compare", "cheapest", "under", "list", "recommend",
    "shipping", "returns", "warranty", "payment", "support", "privacy", "greeting", "thanks", "identity",
    "howto", "other",
]  # fmt: skip
"""``other``: it asks something, but nothing that facts alone answer surely."""

_SAID: Mapping[str, str] = {
    "price": """
        how much is|how much are|current price|the current price|right now price|how much for|how much would
        how much will|how much do i pay
        how much do they cost|how much does it cost|how much does this cost|how much does that cost
        how much cost|how much money|howmuch|how mush|hw much|how mch|hm|how many dollars
        how many bucks|price|pricing|priced|cost|costing|price tag|going for|expensive|how expensive|prce
        pirce|prise|pric|asking price|what do you want for|msrp|多少钱|多钱|几块|几块钱|几钱|什么价
        什么价格|什么价位|啥价|啥价格|价格|价钱|价位|怎么卖|咋卖|怎么卖的|咋卖的|售价|报价|报个价|卖多少
        几多钱|几多|价多少|价格多少|什么价钱|啥价钱|啥价位|怎么个卖法|点卖|多少银子|多少大洋|多少钱钱
        多少rmb|多少usd
        what do i pay|how much do i have to pay|what do you ask for|what are you asking for
        what are you asking|what would i pay|whats the damage|what is the damage|what would it set me back
        set me back|how much we talking
        how much r
        price check|what does it go for|what do they go for|whats it go for|go for|how much dough
        how much u charge
        how much you charge
        how much do you charge|how much you want for|how much do you want for|how much would you want for
        price point
        cost me|what does it cost|what do they cost|多少美元|多少美金|多少刀|多少块|多少米|多少元|贵不贵
        贵吗|卖价|单价|现价
        it sell for|sell for|selling for|sold for|sell at|selling at|retail for|retail at|retailing for
        retailing at|goes for|it goes for|run me|run you|know what it run|idea what it run
        tell me what it run|wonder what it run|wondering what it run|what do you charge for
        what you charge for|what would you charge for|you charge for|what would i have to pay
        what do i have to pay|what i have to pay|what will i pay|what i would pay|what id pay
        what would i be paying|what amount are we talking|what are we talking|listed at|listed for
        sticker price|charging for|do i owe you|i owe you for|kind of money|your price|priced at|whats it at
        what is it at
        advertised at|marked at|price on|going rate|what it come to|how much it come to|worth how much
        得花多少钱|要花多少钱|花多少钱|要花多少|得花多少|几个钱|卖几个钱|定价|咋个卖|多少钱能拿|多少钱能买
        多少能拿下|多少拿下|多少价
        的价|的价格|的价钱|的价位|标价|标多少|什么价儿|怎么个价|多少银两|多少钱一个|多少钱一件|多少钱一份
        多少钱一本
        多少钱一卷|多少钱一盒|多少钱一包|多少钱一瓶|多少钱一套|多少钱一只|多少钱一条|多少钱一台|多少钱一支
    """,
    "how_much": "how much|多少",
    "how_many": "how many|几",
    "stock": """
        in stock|instock|available|availability|sold out|out of stock|still available|still have
        left in stock|stock|have any left|any left|left|remaining|还剩|剩|can i still buy|can i still get
        still for sale|got stock|can i get one now|有货|现货|有现货|库存|还有吗|还有货|有没有货|卖完|卖光
        售罄|缺货|断货|没货|能买吗|还能买|还能买到|还买得到|买得到吗|有的卖吗|有得卖吗|还有没有|还卖吗
        能下单吗
    """,
    "count": """
        how many left|how many are left|how many in stock|how many do you have|how many are there
        how many remaining|how many are in stock|how many do you have left|how many left in stock
        how many units|还剩多少|还有多少|剩几件|还有几件|还剩几件|还剩几个|还有几个|剩多少|库存多少
        多少库存|库存有多少|还有多少件|还剩多少件|还有多少库存
    """,
    "have": """
        do you have|have you got|you got|got any|do you sell|do u have|do you carry|do you guys have
        you have|is there|are there|does it have|do they have|does it come with|does it come in|come in
        come with|have|stock any|do you stock|do you guys sell|do you guys carry|do you offer|有没有|有冇
        有吗|有|卖不卖|有卖|带不带|带
    """,
    "cheapest": """
        cheapest|lowest price|lowest priced|least expensive|most affordable|cheapest thing|cheapest item
        cheapest product|most cheap|最便宜|最便宜的|价格最低|最低价|最低的价格|便宜的有哪些|最实惠
    """,
    "under": """
        under|below|less than|up to|at most|no more than|max|maximum|budget|my budget is|within|以下|以内
        之内|不到|不超过|预算|低于|之下|内|左右
    """,
    "list": """
        what do you sell|what do you have|what are you selling|what products|what else do you have
        what can i buy|whats for sale|what is for sale|what items|show me what you have|what you got
        what do you offer|what have you got|what kind of products|what else|what do you guys sell
        what are the products|你们卖什么|卖什么|有什么|都有什么|有哪些|有啥|卖啥|什么商品|哪些商品
        有什么产品|还有什么|还有别的|有哪些产品|有什么商品|卖的是什么|都卖什么|都卖啥|有什么好东西
        有哪些商品
    """,
    "compare": """
        vs|versus|compare|compared to|compared with|difference between|the difference between
        the difference|difference|differ|different|which is cheaper|which one is cheaper|cheaper than
        more expensive than|less expensive than|pricier than|cost more than|cost less than
        cost less|cost more|or|比|对比|比较|区别
        有什么区别|有什么不同|哪里不一样|差别|有啥区别|不一样|比一比|相比|哪个便宜|哪个更便宜|哪款便宜
        哪个贵|还是
    """,
    "recommend": """
        recommend|recommendation|suggest|suggestion|which one should i|should i get|should i buy
        what should i|best|good for|suitable for|gift for|better|which one is better|which is better
        which one for|worth it|worth buying|which one would you|what would you|top pick|most popular
        best seller|bestseller|推荐|哪个好|哪款好|哪一个好|哪一款好|选哪个|选哪款|适合|送礼|送人|怎么选
        建议|更好|好不好|值得买|值不值|哪个更好|哪款适合|哪个适合|爆款|热卖|好用吗
    """,
    "greeting": """
        hi|hello|hey|yo|hiya|howdy|good morning|good evening|good afternoon|sup|whats up|greetings
        hi there|hello there|how are you|你好|您好|哈喽|哈啰|嗨|大家好|主播好|早上好|晚上好|下午好|中午好
        来了|嗨喽|你好呀|晚好
    """,
    "thanks": """
        thanks|thank you|thx|ty|tysm|thank u|thanks a lot|many thanks|thank you so much|cheers
        appreciate it|多谢|谢谢|感谢|谢啦|谢了|谢谢你|谢谢主播|蟹蟹
    """,
    "identity": """
        who are you|what are you|whats your name|what is your name
        你是谁|你叫什么|你叫什么名字|are you real|r u a bot|are u a bot|are you a real person
        are you human|are you a human|are you a human being
        are you a bot|are you a robot|are you an ai|are you ai|is this ai|is this an ai|is she real
        is he real|is she ai|is he ai|real person|real human|is this real|is it ai|are u real|r u real
        are u ai|r u ai|are you a real human|ai generated|am i talking to a bot|am i talking to a robot
        am i talking to an ai|am i talking to ai|is the host ai|is the host real|is the host human
        are you a person|are you alive|are you a machine|are you chatgpt|are you an ai or a human
        are you a real person or ai|are you a virtual person|is the host a real person|is the host an ai
        are you actually real|are you artificial|is this a bot|is this a robot|are you fake|你是真人吗
        真人吗|是真人吗|是不是真人|你是机器人|是机器人|你是ai|是ai吗|是不是ai|ai主播|你是数字人|是数字人
        数字人|你是人工智能|人工智能|你是人吗|是人吗|是活人吗|虚拟主播|虚拟人|你是真的吗|ai吗|是不是机器人
        真人还是ai|真人还是机器人|是真人还是ai|是真人还是机器人|真人直播|主播是真人
    """,
    "shipping": """
        ship|shipping|shiping|shippin|delivery|deliver|delivered|postage|free shipping|arrive|dispatch
        courier|express|how long does it take to arrive|when will it arrive|when does it arrive
        when will it ship|ship to|ship internationally|international shipping|how fast is shipping
        shipping free|free delivery|delivery free|shipping cost|shipping fee|shipping time
        how much is shipping|how much is the shipping
        how much is delivery|how much does shipping cost|how long is shipping|how long does shipping take
        how long does delivery take|how much for shipping|when would it arrive
        would arrive|get it by|发货|运费|包邮|邮费|快递|物流|几天到|几天能到
        多久到|什么时候到|多久能到|送货|配送|邮寄|寄到|什么时候发货|几天发货|多久发货|发什么快递|免运费
        免邮|运费多少|运费多少钱|邮费多少|邮费多少钱|快递费|能寄|发到|寄
    """,
    "returns": """
        return|returning|refund|refunded|exchange|send it back|send back|money back|return policy
        refund policy|if i dont like it|if it doesnt fit|if it does not fit|give it back|bring it back
        退货|退款|退换|退换货|换货|能退|可以退|退吗|无理由|七天无理由|7天无理由|不喜欢能退|不合适能退
        不合适可以退|能退货吗|不喜欢|不合适|退|换
    """,
    "warranty": """
        warranty|waranty|warrenty|guarantee|guaranteed|how long is the warranty|if it breaks|breaks down
        repair|保修|质保|保修期|质保期|保多久|三包|坏了|坏了怎么办|保修多久|质保多久|维修
    """,
    "payment": """
        pay|payment|payment method|payment options|pay with|pay by|accept cards|what cards
        which cards|cards do you accept|cards do you take|take cards|paypal|credit card|debit card|visa
        mastercard|amex|apple pay|google pay|cash on delivery|cod|accept card|take card|accept paypal
        alipay|wechat pay|klarna|how do i pay|how can i pay|how to pay|付款|支付|怎么付|怎么付款|怎么支付
        微信支付|支付宝|花呗|货到付款|信用卡|刷卡|微信付|付款方式|支付方式|能用微信
    """,
    "support": """
        support|customer service|contact|contact you|phone number|reach you|email address|help desk
        talk to a human|speak to a human|human agent|who do i contact|talk to someone|人工客服|客服
        联系方式|怎么联系|联系电话|售后|售后服务|找谁|人工|客服电话
    """,
    "privacy": """
        privacy|my data|personal data|personal information|privacy policy|card number|订单隐私|隐私|个人信息
        数据安全|信息安全|隐私政策
    """,
    "discount": """
        discount|coupon|promo|promo code|discount code|voucher|on sale|any deal|deal|offer|sale
        special price|cheaper|any discount|any discount code|any coupon code|any promo code|coupon code
        lower price|reduced|reduction|knock off|bargain|best price|best you can do|off|percent off|优惠
        打折|折扣|折扣码|券|优惠券|便宜点|便宜一点|便宜些|少点|能便宜|能不能便宜|再便宜|活动|满减|砍价
        降价|有优惠吗|能少|打几折|几折|折|优惠码|特价|更便宜|便宜
    """,
    "about": """
        tell me about|show me|what is the|what is this
        whats this|whats that|what is that|这是什么|是什么|tell me more about|tell me more
        more about|introduce|talk about|describe|more info
        more details|more information|know about|details about|info on|info about|information about
        features|介绍一下|介绍下|介绍|讲讲|说说|讲一下|说一下|讲解|讲解一下|看看|看一下|了解一下
        有什么特点|有什么功能|有什么优点|特点|亮点|卖点|详细|怎么样|咋样|如何
    """,
    "howto": """
        要花多少时间|得花多少时间|花多少时间|要花多少电|how do i|how to|how can i|how should i|how do you
        how does|怎么用|怎样|怎么|如何用|使用方法|咋用
        咋
    """,
    "this": """
        this|this one|it|its|ti|tis|thi|dis|that|that one|these|those|them|they|the item|the product
        the one on screen|this product|the one you are showing|this item|this thing|that thing
        the current one|what youre showing|one on the screen|这个|这款|这|它|这件|这一款|这一个|这双|这台
        这把|该|此款|这条|这只|现在这个|现在这款|上面这个|屏幕上的|屏幕上这个|这种|那个|那款|那件|这盏
        这口|这产品|这个产品|这商品|这个商品|这东西|这个东西|您手上的|你手上的|手上这个|这顶|这支|这套
    """,
    "previous": """
        the one before|previous one|the previous one|previous|last one|the last one|the earlier one
        earlier one|the one you showed before|the one from before|the one you just showed|the one earlier
        the one before this|the other one|previous product|last product|previous item
        the first one you showed|上一个|上一款|上个|刚才那个|刚才那款|刚刚那个|刚刚那款|前面那个|前面那款
        前一个|前一款|刚才的|刚刚的|之前那个|之前那款|上一件|刚才说的|刚才讲的|前面的|刚才
    """,
    "premise": """
        isnt|isnt it|you told|told u|told me|you mentioned|i was told|is it not|arent|i thought|i heard
        i think|i read|someone said|they said|you said|only
        right|correct|is it true|really|true|doesnt it|wasnt|still|i believe|supposed to be|不是|是不是
        听说|我记得|才|只要|应该是|对吗|对吧|是吧|真的|真的吗|我看|你刚才说|不是说|我以为|说是|没错吧|仅
        you said earlier|earlier you said|you told us earlier|note say|you were saying|you were selling
        last i checked|last time i checked|标的是|标的|标着
        刚刚你讲|刚刚你说|刚才你说|刚才你讲|你刚刚讲|不就是|我还以为
        you just said|you just told|you just mentioned|didnt|did you say|did you not say|didnt you say
        somebody said|people say|he said|she said|were you saying|are you saying|i saw|i see|i remember
        i recall|i was under the impression|pretty sure|im sure|im pretty sure|fairly sure|i was sure
        card say|page say|site say|website say|screen say|listing say|tag say|sign say|ad say|it say
        ive heard|ive read|am i right|if i remember correctly|if i recall correctly|if i remember right
        if im not mistaken|correct me if im wrong|if im not wrong|iirc|is that true|is that right
        is that correct|was it not|werent|supposedly|apparently|thought
        你刚说|你刚刚说|你刚才讲|你刚讲|刚说|刚才说|刚刚说|刚才讲|刚刚讲|刚听你说|刚听主播说|听主播说|主播说
        主播刚说
        主播刚才说|你之前说|之前说|之前讲|前面说|你前面说|刚才不是说|刚刚不是说|之前不是说|你不是说|难道
        难道不是
        难不成|莫非|记得|写着|上面写着|页面写着|页面上写着|屏幕上写着|写的是|显示|显示的是|页面显示|有人说
        别人说
        他们说|人家说|朋友说|网上说|网友说|我看到|我看见|没记错的话|没记错|我没记错|没听错的话|没听错|确定是
        不会是
    """,
    "chat": """
        love|nice|great|cool|awesome|wow|lol|lmao|haha|hahaha|hehe|beautiful|cute|amazing|pretty|i bought
        just bought|i have one|just ordered|ordered|omg|gg|good|too expensive|so expensive|gorgeous|fire
        first|bye|goodbye|nope|no|welcome|congrat|fun|funny|agree|exactly|indeed|ok|okay|k|yes|yeah|yep|w
        好看|哈哈|哈哈哈|喜欢|不错|漂亮|太贵|太贵了|好贵|买了|已拍|已下单|下单了|拍了|好可爱|可爱|真好
        真不错|支持|加油|来晚了|再见|拜拜|厉害|牛|绝了|爱了|冲|好的|好吧|嗯|哦哦|收到|点赞|打卡|路过|心动
        种草|好听
    """,
    "veto": """
        why|if|who|include|including|included|than|amazon|ebay|walmart|tiktok|taobao|temu|shein|aliexpress
        competitor|wholesale|bulk|resell|monthly|per month|installment|last year|last month|yesterday
        last week|used to|before|after|tomorrow|black friday|cyber monday|next|vip|member|membership|tax
        custom|half|double|triple|free|without|except|ever|euro|yen|pound|rupee|yuan|rmb|my order|tracking
        track|package|parcel|when|not|never|spare|replacement|accessory|accessories|used|second hand
        refurbished|together|both together|bundle|combo|total|profit|supplier|ignore|instruction
        system prompt|pretend|为什么|如果|谁|昨天|明天|以前|下次|分期|批发|税|会员|包括|含|送|赠|赠品|淘宝
        京东|拼多多|亚马逊|天猫|别家|别人家|双十一|双11|为啥|人民币|欧元|日元|英镑|我的订单|订单|单号|每月
        每天|下个月|上个月|去年|二手|配件|替换|补货|到货|进货|成本|总共|一共|加起来|忽略|什么时候|多少人|多少个人|几个人|几人
    """,
    "person": """
        my mom|my mum|my dad|my wife|my husband|my kid|my son|my daughter|my friend|my girlfriend
        my boyfriend|my sister|my brother|my mother|my father|for me|for myself|for my|我妈|我爸|我老婆
        我老公|我孩子|我朋友|给我
    """,
    "filler": """
        last|long|put|wats|wat|wut|whats|hw|fr|a|an|the|teh|da|is|are|am|anything|something|everything|was
        be|been|do|does|did|can
        could|would|will|shall|should|may|might|i|im|id|ill|me|my|you|u|ur|your|youre|we|us|our|of|for|on
        in|at|to|from|by|with|and|as|so|then|now|today|please|pls|plz|plss|sir|madam|miss|maam|bro|bruh
        dude|guy|hun|babe|sis|host|streamer|what|whats|which|how|much|many|any|some|one|there|here|just
        also|too|well|um|uh|er|hmm|hmmm|excuse|sorry|question|quick|ask|asking|know|wanna|want|wanted|like
        get|buy|purchase|order|take|need|looking|look|interested|tell|say|said|let|currently|right now
        again|pc|piece|item|product|each|apiece|per|unit|thing|stuff|all|got|has|had|hi|hello|hey|thank
        kindly|curious|wonder|wondering|actual|actually|exactly|latest|live|stream|shop|store
        does it|say again|repeat|pcs|usd|dollar|buck|dollars|that|about|whole|come|go|give
        gonna|going|u guys|guys|folks|everyone|still|oh|ah|sell|selling|sold|available in|really want|mine
        show|see|check|btw|though|tho|lovely|own|set of|kind|type|的|了|啊|呀|呢|吗|吧|哦|噢|嘛|么|是|请
        请问|问|我|你|您|它|能|可以|要|想|想要|想问|想问下|想问一下|问下|问一下|一下|下|麻烦|老板|主播
        小姐姐|小哥哥|亲|宝|宝宝|宝子|家人|家人们|姐|哥|姐姐|哥哥|美女|帅哥|老师|各位|现在|今天|目前|就
        就是|也|都|和|跟|与|什么|啥|哪|哪个|哪款|哪里|多|几|一个|一件|一款|一台|一把|一双|一条|一套|个|件
        款|台|把|双|条|只|套|盏|口|支|在|对|卖|买|拍|下单|入手|到底|大概|一般|具体|再|还|说|讲|看|知道
        告诉|告诉我|帮|帮我|帮忙|给|得|地|着|过|来|去|里|上|里面|这边|那边|咱|咱们|我们|你们|他们|店|店里
        店铺|家|直播间|有点|比较想|号|不|好|很|会|吼|哈|诶|欸|唉|嗯|那|所以|然后|而且|或者|产品|商品|东西
        know if|want to know if|wonder if|wondering if|tell me if|ask if|check if|see if|u want|you want
        i mean|mei|fam|asap|rn|atm|tbh|ngl|real quick|quick question|quick one|fam|mate|pal
        buddy|boss|chief|king|queen|luv
        darling
        honey|girl|lady|gentleman|team|admin|mod|seller|vendor|owner|help|helping|urgent|urgently|once more
        look up|looking up|pull up|bring up|find out|find|idea|clue|remind|remind me|quote me|confirm
        mind telling me|mind sharing|share|these day|nowadays|at the moment|this moment|happen to know
        in chat|in the chat|in the comment|on here|were|somebody|anybody
        before i forget|have my eye on|colleague|谁知道|有谁知道|有人知道|谁能
        when you get a sec|when you can|when you get a chance|when you have a moment|when possible
        弱弱问一句|问一句|能拿|来着
        any chance|hoping|hope|ago|just now
        yes or no|y or n|true or false
        one more time
        answer|reply|respond|comment|message|missed it|missed that|i missed|missed|joined|joining
        just joined|just came
        new here|first time here|watching|didnt catch|catch|didnt hear|wait|hold on|before i go|q|qq
        everybody|morning
        evening|thinking|thinking of|thinking about|maybe|possibly|planning|considering|willing|ready
        honestly|seriously
        literally|super|totally|very|so|such|kinda|sorta|sort of|kind of|a bit|little|myself|ourselves
        myself|myself
        yourself|details|detail|info|information|regarding|concerning|asking for a friend|again please
        anyway|anyways
        i guess|i suppose|cheers|ta|gimme|lemme|wana|tryna|finna|u know|you know|mention|mentioned
        display it|hi all
        求|求问|求告知|求解|求回复|急|在线等|急急急|回复|回答|回一下|回|看到|看见|我的|评论|弹幕|没听清
        没听到|没听见|没听懂
        没看到|错过|错过了|刚来|新来|新来的|新粉|第一次来|头一次来|来晚|晚来|再说一遍|再说一次|说一遍|重复
        能不能|可不可以
        可否|方便|能否|辛苦|辛苦了|大佬|大神|哥们|兄弟|姐妹|姐妹们|兄弟们|宝贝|亲爱的|小可爱|小仙女|仙女
        大哥|大姐|叔叔|阿姨
        小二|掌柜|店主|卖家|商家|这里|直播|准备|打算|考虑|考虑一下|纠结|纠结中|详细|咧|嘞|捏|滴|哒|鸭|吖|嘿
        哎呀|哇|哇塞
        天呐|妈呀|唔该|嘅|系|咩|呀呀|滴滴|踢踢|一哈|一哈子|哈子|各位|大家|快|快点|快说|速度|赶紧
        马上|立刻
        弱弱|弱弱地|弱弱的|冒昧|想了解|了解|了解下|问个问题|有个问题|问题|一个问题|蹲|蹲一个|蹲蹲|同问|同求
        报|报下|报一下|查|查下|查一下|查查|查询|查询下|查询一下|搜|搜一下|瞅瞅|瞧瞧|翻一下|需要|拿下|拿一个
        带走
        晓得|清楚|发一下|发下|打听|打听下|打听一下|确认|确认下|确认一下|核实一下|劳驾|有劳|帮忙看看|这样
        我也想问
        它的|最|到手|起|开始|用|做|让|被|呐|呗|咯|啦|喔|哎|美元|美金|刀|块|块钱|元|钱|人|老铁|铁子|同学
        朋友|请教|关于|一些|有点想|个吗|没有|没
    """,
}
"""Ways to say a thing, parted by ``|`` or a line's end; where two are equal, the first counts."""

INTERROGATIVE = (
    r"\?|^ ?(?:is|are|has|have you) \w"
    r"|\b(?:what|whats|how|howmuch|hm|which|where|when|why|who|do you|do u|does|did|can|could|will"
    r"|would|should|is (?:it|this|that|there|the)|are (?:you|u|these|those|they|there|the)|any|isnt|arent"
    r"|doesnt|got|have you"
    r"|tell me|show me|need|want to know|wonder(?:ing)?|curious|looking for|difference|compare|versus|vs"
    r"|recommend|suggest|cheapest|cheaper|discount|coupon"
    r"|price|prce|pls|please|anyone|r u)\b"
    r"|[吗呢么求]|什么|啥|多少|想[知了问]|告诉|几[块个件天钱折年月层格档根种款双]|怎么|咋|哪|谁|为什么|能不能|能.{0,6}[吗不]|是不是|有没有|可以|多[久大长宽高重]|请问"
    r"|([\u4e00-\u9fff])[不没]\1|介绍|推荐|讲讲|说说|价格|对比|区别|[贵重大]不"
)
"""A regular expression for what makes a comment a question rather than a remark."""

_REAL = """
    batter better board bored chipping collar colon content context cooler death deck deliverance
    depth deter different display eight evens event freight height later latter length matter payday
    piece player pride prime prise prize rate report rerun retire retort rise seize shock shopping
    sick side sides sipping skate skipping slide slipping sock sport stack stick strength stuck
    support tenth turn wait watch water weather weigh wide width with
"""
REAL_WORDS = frozenset(_REAL.split())
"""Words one slip away from a keyword that are no slips."""

KEYWORDS: Mapping[str, str] = {
    "price": "price",
    "stock": "stock",
    "available": "stock",
    "shipping": "shipping",
    "delivery": "shipping",
    "return": "returns",
    "refund": "returns",
    "warranty": "warranty",
    "payment": "payment",
    "discount": "discount",
    "coupon": "discount",
    "recommend": "recommend",
    "cheapest": "cheapest",
    "compare": "compare",
    "difference": "compare",
    "weight": "attribute:weight",
    "height": "attribute:height",
    "material": "attribute:material",
    "capacity": "attribute:capacity",
    "battery": "attribute:battery_life",
    "color": "attribute:color",
    "waterproof": "attribute:waterproof",
    "dishwasher": "attribute:dishwasher_safe",
    "dimension": "attribute:dimensions",
}
"""Words that are recognised with one slip of the finger, and what they stand for."""


def _phrases() -> Phrases:
    table = Phrases()
    for concept, said in _SAID.items():
        for line in said.splitlines():
            for phrase in line.split("|"):
                table.add(phrase, concept)
    return table


PHRASES = _phrases()
"""Every phrase above."""
