"""Words that name nothing: what questions are made of, and what marks a variant of a product."""

from __future__ import annotations

from knowledge.tokens import singular

_FUNCTION = """
a an the this that these those it its one ones some any all both each every other another same such i me
my mine we us our you your he she his her they them their who whom whose which what when where why how
is are was were be been being am do does did done have has had having can could will would shall should
may might must isnt arent doesnt dont didnt cant wont couldnt wouldnt whats wheres hows im ive id thats
theres lets and or but nor so than then as if of for from to in into on onto at by with without about
over under after before until during between against per via up down out off not no yes also too very
really just only still even ever again here there now today tomorrow tonight soon later already yet
please thanks thank hi hello hey ok okay sorry well much many more most less least few lot lots bit
enough kind sort type
"""
_ENGLISH = """
get got give take make made come go going want need like love see look show tell say said ask know think
mean use used using work works working fit fits hold holds last lasts keep keeps run runs stay stays help
feel buy buying bought order ordering pay paid sell selling sold cost costs costing ship ships shipping
shipped deliver delivered delivery arrive arrives return returns returning returned refund exchange warranty
guarantee cancel price priced pricing cheap cheaper expensive worth deal discount off sale coupon available
availability stock left include includes included including contain contains weigh weighs weight measure
measures size sizes big large small long short tall wide deep high heavy light thick thin color colour
colors colours material materials dimension good better best bad worse great nice new old real different
difference compare compared vs versus recommend between suitable safe compatible support supports allow
allows allowed require requires charge charges charging wash washed washing clean cleaning open opened close
closed turn put wear carry bring plug play dollar dollars usd cent cents euro euros eur pound pounds gbp
yuan rmb cny buck bucks piece pieces pair pairs pack packs unit units set sets item items product products
thing things stuff day days week weeks month months year years hour hours minute minutes second seconds
people person lovely beautiful cute pretty awesome amazing cool fancy favorite favourite famous popular fine
perfect simple same maybe sure actually basically guys friends bro sis host dear wow omg lol hmm um uh oh
anyone somebody someone everyone right correct true wrong false heard thought hear told tells mention
mentioned guess suppose supposed believe remember seriously honestly literally probably possibly perhaps
kinda gonna wanna gotta gimme lemme dunno pls plz plss thx ty bruh dude mate buddy guy girl man boy folks yo
yall ya yeah yep nope nah hiya howdy greetings welcome cheers morning evening afternoon stream live chat
channel streamer seller store shop website site cart checkout account email phone number call message reply
answer answers question questions quick quickly slow fast first next previous early late soon yesterday ago
another whole full total sum amount figure range quote rate setting goes gone came comes went puts let lets
try tried trying start started end ended stop stopped check checked checking looking looks looked seen saw
seeing watch watching listen wait waiting asking asks telling explain describe confirm certain exact exactly
roughly approximately approx about around currently current latest instead otherwise however although though
because since while whether unless both either neither none nobody somewhere anywhere everywhere where
wherever whenever whoever whatever lowdown deals rrp msrp retail tag damage willing planning thinking
considering hoping excited happy sad glad afraid worried wonderful excellent fantastic brilliant super
ridiculous crazy insane everything something anything nothing else two three four five six couple wondering
wonder interested curious info information detail details link page finally mother mom dad father wife
husband daughter son kid child baby friend family birthday christmas home house
"""
_CHINESE = """
们 求 听 刚 前 后 中 间 家 天 年 月 点 先 等 其 啦 哟 亲 姐 哥 宝 妈 爸 老 婆 公 友 人 每 全 刚才 昨天
朋友 宝宝 家里 大家
的 了 吗 呢 吧 啊 呀 哦 嘛 么 哈 是 有 没 无 不 别 能 可 会 要 想 买 卖 给 我 你 您 它 他 她 咱 这 那 哪
个 款 种 只 件 条 双
把 台 支 套 盒 瓶 箱 袋 包 顶 张 块 元 角 分 毛 和 跟 与 及 或 还 也 都 就 很 太 最 更 再 又 才 多 少 几
谁 啥 咋 在 到 从 用
请 问 下 里 上 看 说 讲 发 送 寄 退 换 修 洗 装 放 带 拿 试 穿 戴 开 关 充 比 对 被 让 叫 像 好 行 得 地
着 过 去 来 为 于 以 之
钱 价 贵 重 大 长 宽 高 深 厚 薄 轻 亮 新 旧 真 假 值 省 久 快 慢 号 码 第
多少 多久 多大 多重 多长 多高 价格 价钱 售价 现价 原价 怎么 怎样 如何 什么 为什么 可以 能不能 可不可以
是不是 有没有 哪里 哪个
库存 有货 现货 缺货 颜色 尺寸 尺码 大小 重量 容量 材质 质量 材料 规格 功能 保修 质保 包邮 运费 发货 快递
配送 退货 换货 优惠 折扣
便宜 好用 适合 支持 介绍 推荐 链接 主播 直播 商品 产品 东西 美元 人民币 块钱 区别 对比 比较 怎么样 使用
保养 清洗 清洁
今天 明天 现在 时候 时间 小时 分钟 一下 一个 一款 这个 那个 这款 那款 你们 我们 咱们 他们 还有 没有 需要
想要 喜欢 感觉 觉得
查一下 查下 查查 报一下 报下 搜一下 需要 拿下 带走 难道 写着 页面 花多少 主播 刚刚 之前 记得
听说 打听 确认 晓得 清楚 有人 别人 以为 应该 到底 告诉
"""
FUNCTION = frozenset(singular(word) for word in _FUNCTION.split())
"""English words that say nothing of what is asked for."""

_CLAUSES = """
am is are was were isnt arent do does did done have has had having can could will would should what which
how whose
"""
BRIDGES = FUNCTION - {singular(word) for word in _CLAUSES.split()}
"""Function words that may stand inside a name; a verb ends it ("the X *does have* Y")."""

ORDINARY = FUNCTION | frozenset(singular(word) for word in (_ENGLISH + _CHINESE).split())
"""English words, and Chinese words of one to four characters, that questions are made of."""
_VARIANTS = """
pro plus max mini lite ultra air se mk mark gen generation ii iii iv v2 v3 xl xxl xs junior jr kids
deluxe premium
special limited classic original refill spare replacement
代 版 升级 旗舰 青春 迷你 二代 三代 四代 第二代 第三代 升级版 旗舰版 青春版 迷你版 大号 中号 小号 加大
加长 儿童 儿童款 儿童版 新版 老版
同款 配件 替换 替换装 专用
"""
VARIANTS = frozenset(singular(word) for word in _VARIANTS.split())
"""Words that, beside a product's name and not part of it, mean another product."""
_COUNTED = """
dollar dollars usd cent cents euro euros eur pound pounds gbp yuan rmb cny buck bucks percent
piece pieces pcs pair pairs pack packs unit units set sets item items times people person
day days week weeks month months year years hour hours hr hrs h minute minutes min mins second seconds sec
个 款 种 只 件 条 双 把 台 支 套 盒 瓶 箱 袋 包 顶 张 块 元 角 毛 美 欧 刀 折 小 天 周 月 年 分 秒 人 次
点 倍
"""
COUNTED = frozenset(singular(word) for word in _COUNTED.split())
"""What may stand after a number that counts, prices or times, rather than names a model."""

JOINTS = frozenset({"and", "or", "vs", "versus", "than", "plus", "和", "跟", "与", "或", "比", "还", "及"})
"""Words that join two products that a question names."""

MONEY = frozenset(
    "dollar usd cent euro eur pound gbp yuan rmb cny buck quid 块 元 美 刀 毛 欧 镑".split()  # noqa: SIM905
)
"""What stands after a number that is an amount of money."""

_SIZES = """
l liter litre ml cl dl oz kg g gram mg lb mm cm m in inch ft w watt kw v volt mah ah wh gb tb mb hz mp
升 毫 克 千 公 斤 厘 米 寸 瓦 伏
"""
SIZES = frozenset(_SIZES.split())
"""Units that a variant of a product may be told by."""

BUYING = frozenset({"buy", "get", "take", "want", "order", "need", "have", "purchase"})
"""Words after which a number counts pieces."""

_MEASURES = """
l ml cl dl oz kg g mg lb lbs mm cm m km in inch ft w kw v a ah mah wh hz khz mhz ghz gb mb tb kb mp h hr min
s sec dpi rpm db va kva pc pcs p
"""
MEASURES = frozenset(_MEASURES.split())
"""Units that are written to their number without a space."""
