"""Words by which properties and attributes are claimed, in English and Chinese.

A line holds a key, its English words and, behind the semicolon, its Chinese ones; an indented line goes on.

A property is claimed by its very word ("waterproof", 防水); an aspect names which number is meant ("weighs",
重量). Words of one line mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.guard.features import FEATURES

_PROPERTIES = """
waterproof: waterproof|water proof|water-proof|watertight|fully waterproof ; 完全防水|全防水|防水级
splash: feet stay dry|stay dry|stays dry|keeps you dry|keep you dry|keeps your feet dry|rain proof|
    water-resistant|water resistant|rain-proof|rainproof|splash-proof|splashproof|splash proof|
    waterproof ; 防水|防泼溅|防雨|防溅|不怕水|不怕雨|不怕淋|淋雨也没事|淋雨都没事
sweat: sweat-proof|sweatproof|sweat-resistant ; 防汗|不怕汗
submersible: submersible|submerge it|dive with|underwater ; 潜水|浸泡|水下
dishwasher: dishwasher safe|dishwasher-safe|dishwasher proof|dishwasher|dishwashers ; 洗碗机
microwave: microwave safe|microwave-safe|microwave|microwaveable ; 微波炉
oven: oven safe|oven-safe|ovenproof|oven proof|in the oven ; 烤箱
induction: induction ; 电磁炉
machine_wash: machine washable|machine-washable|washing machine ; 机洗|洗衣机
leak: leak-proof|leakproof|leak proof|spill-proof|spillproof|drip-free|leak-free ; 防漏|不漏|不会漏|密封
leaks: leaks|leaky ; 会漏|漏水
non_stick: non-stick|nonstick ; 不粘
bpa: bpa free|bpa-free|bpa|phthalate-free ; 双酚|BPA
keep_warm: keep-warm|keep warm function|keep-warm function ; 保温功能|自动保温|恒温
keeps_hot:  ; 保温|保热
keeps_cold:  ; 保冷
shutoff: shut-off|shutoff|shut off|shuts itself off|switches itself off|switch itself off|
    turns itself off|turn itself off|turns off by itself|switches off by itself ; 自动断电|自动关|
    自动断
boil_dry: boil-dry|boil dry|dry-boil ; 防干烧|干烧|空烧
wireless: wireless|wirelessly|cordless|cable-free ; 无线|无绳
wireless_charge: wireless charging|charges wirelessly|wireless charger|qi charging ; 无线充
bluetooth: bluetooth ; 蓝牙
wifi: wi-fi|wifi|wlan ; WiFi|Wi-Fi|wifi|无线网
app: app|app-controlled|smartphone app|from your phone|smart home|homekit ; App|APP|手机控制|
    手机远程|智能控制|远程控制
voice: voice control|voice-controlled|by voice|alexa|siri|google assistant|google home ; 语音控制|
    喊一声|说句话|一句话就|
    声控|小爱|天猫精灵|语音
touch: touchscreen|touch screen|touch control|touch controls|touch-sensitive ; 触屏|触摸屏|触控|触摸
display: lcd|oled|led display|digital display|digital screen ; 液晶|显示屏|数显|屏显
usb: usb|usb port ; USB
usb_c: usb-c|usb c|type-c|type c ; USB-C|Type-C|type-c
rechargeable: rechargeable|recharge|recharges ; 可充电|充电式
fast_charge: fast charging|fast-charging|quick charge|quick-charging|fast charge ; 快充|闪充
solar: solar|solar-powered ; 太阳能
battery_run: battery-powered|battery powered|battery-operated|runs on batteries ; 电池供电|装电池
dimmable: dimmable|dimmer ; 可调光|无极调光
adjustable_temp: exact temperature|choose the temperature|pick the temperature|pick your temperature|
    set the temperature|set your temperature|temperature control|temperature settings|variable temperature|
    adjustable temperature|thermostat ; 温控|控温|调温|可调温
timer: timer|delay start ; 定时|预约
remote: remote control|remote-controlled ; 遥控
foldable: foldable|folds|folding|collapsible|fold-up ; 可折叠|折叠
noise: noise-cancelling|noise cancelling|noise-canceling|noise canceling|soundproof ; 降噪|隔音
silent: silent|noiseless|whisper-quiet|whisper quiet ; 静音|无声|零噪音
shockproof: shockproof|shock-proof|drop-proof|shatterproof|shatter-proof|drop-resistant|
    shock-resistant ; 防摔|抗摔|防震|摔不坏|摔不破
scratch: scratch-resistant|scratch-proof|scratchproof ; 防刮|耐刮|耐磨
dust: dustproof|dust-proof|dust-resistant ; 防尘
fire: fireproof|fire-resistant|flame-retardant|heat-resistant|heatproof|heat-proof ; 防火|阻燃|
    耐高温|耐热
rust: rustproof|rust-proof|rust-free|won't rust|stain-resistant ; 防锈|不生锈
slip: non-slip|nonslip|anti-slip|slip-resistant ; 防滑
uv: uv protection|uv-resistant|uv-proof|spf ; 防晒|防紫外线
windproof: windproof|wind-proof ; 防风
breathable: breathable ; 透气
stretch: stretchy|elastic|wrinkle-free|iron-free ; 弹力|免烫|抗皱
hypoallergenic: hypoallergenic|allergy-friendly|fragrance-free|unscented ; 低敏|防过敏|无香
vegan: vegan|cruelty-free ; 纯素|素食
organic: organic ; 有机
sugar: sugar-free|gluten-free|dairy-free|nut-free|alcohol-free|fat-free ; 无糖|零糖|无麸质|零脂|
    低脂|无酒精
food_grade: food-grade|food grade|food-safe|food safe ; 食品级
eco: eco-friendly|recyclable|recycled|biodegradable|compostable|sustainable|carbon-neutral ; 环保|
    可降解|可回收|再生
handmade: handmade|hand-made|handcrafted|hand-crafted|hand-painted|hand-stitched ; 手工|纯手工|手作
antibacterial: antibacterial|anti-bacterial|antimicrobial ; 抗菌|抑菌
gps: gps|nfc|5g|4g lte ; GPS|NFC|北斗
speaker: built-in speaker|built-in speakers|built-in camera|built-in microphone|webcam ; 内置音箱|
    内置麦克风|摄像头
filter: built-in filter|water filter|filtered ; 过滤网|滤芯
heavy_duty: heavy-duty|military-grade|industrial-grade|commercial-grade|professional-grade|
    aerospace-grade ; 军工级|工业级|专业级|航天级|商用级
genuine: genuine|authentic|original packaging ; 正品|原装
refurbished: refurbished|second-hand|pre-owned|used condition ; 翻新|二手
detachable: detachable|removable ; 可拆卸|可拆
magnetic: magnetic|magsafe ; 磁吸|磁力
lockable: lockable|tsa ; 密码锁|TSA|海关锁
child: child-safe|childproof|child-proof|child lock|baby-safe|pet-safe ; 童锁|儿童锁
ergonomic: ergonomic|orthopedic ; 人体工学
insulated: double-walled|double-wall|vacuum-insulated|vacuum insulated ; 双层|真空
cold_touch: cool-touch|cool touch|stays cool ; 防烫|不烫
energy: energy-saving|energy-efficient|energy efficient|saves energy ; 节能|省电|低功耗
limited: limited-edition|limited edition|exclusive|handpicked ; 限量|独家
flicker: flicker-free|flicker free|eye-friendly ; 无频闪|不伤眼|防蓝光
new_model: brand-new|new model|new version|latest model|latest version|next-generation|
    next generation|upgraded ; 最新款|新款|升级版|新一代|全新|升级款
"""
_MATERIALS = """
titanium:钛 aluminum,aluminium:铝 stainless:不锈钢 steel:钢 brass:黄铜 copper:紫铜,纯铜
iron,cast-iron:铸铁,铁的,纯铁
gold,gold-plated:镀金,纯金,黄金 silver,sterling:纯银,镀银,白银 bronze:青铜 chrome:镀铬 plastic:塑料
polycarbonate:聚碳酸酯
polypropylene:聚丙烯 acrylic:亚克力 silicone:硅胶 glass:玻璃 borosilicate:高硼硅 ceramic:陶瓷
porcelain:瓷器,骨瓷 clay:陶土,紫砂
wood,wooden:木头,实木,木质 bamboo:竹 beech:榉木 oak:橡木 walnut:胡桃木 pine:松木
leather:真皮,皮革,牛皮 suede:麂皮 cotton:棉 linen:亚麻
viscose:粘纤 modal:莫代尔 lyocell,tencel:天丝,莱赛尔 chiffon:雪纺 corduroy:灯芯绒 tweed:粗花呢
sheepskin,lambskin,shearling:羊皮,羊羔毛,羊羔绒 mohair:马海毛 alpaca:羊驼
mink:貂毛,貂皮 fur:皮草 goose:鹅绒,鸭绒
microfiber:超细纤维 lycra:莱卡 canvas:帆布 mesh:网布
wool,woolen:羊毛 cashmere:羊绒 silk:真丝,丝绸,蚕丝 polyester:涤纶,聚酯 nylon:尼龙 denim:牛仔布
velvet:天鹅绒 latex:乳胶 rubber:橡胶
foam:记忆棉,海绵 carbon:碳纤维 marble:大理石 granite:花岗岩 crystal:水晶 pearl:珍珠 diamond:钻石
jade:翡翠,玉石 enamel:搪瓷,珐琅
graphene:石墨烯 kevlar:凯夫拉 teflon:特氟龙 rattan:藤编 fleece:抓绒 down:羽绒 alloy:合金
magnesium:镁 resin:树脂 spandex:氨纶 satin:缎面
"""
_COLORS = """
red:红色 orange:橙色,橘色 yellow:黄色 green:绿色 blue:蓝色 purple,violet,lilac,lavender:紫色
pink,rose:粉色,粉红,玫红
brown,tan,caramel:棕色,咖色,咖啡色,焦糖色 black:黑色 white:白色 gray,grey:灰色 silver:银色
gold,golden:金色 beige,cream,ivory:米色,米白,奶白,杏色
navy:藏青,深蓝 turquoise,teal,cyan:青色,湖蓝,天青 maroon,burgundy:酒红 mint:薄荷绿 magenta:品红
charcoal:炭黑 champagne:香槟色 khaki,olive:卡其,军绿 indigo:靛蓝
"""
_ASPECTS = """
weight: weigh|weighs|weighing|weight|heavy ; 重量|净重|毛重|体重|重
capacity: hold|holds|holding|capacity|fits up to ; 容量|能装|装得下|装
height: tall|height|high ; 高度|身高|高
width: wide|width ; 宽度|宽
depth: deep|depth|thick|thickness ; 深度|厚度|厚
length: long|length ; 长度|长
diameter: diameter|across ; 直径
cord: cord|cable|lead ; 电源线|线长|数据线
power: wattage|power|watt|watts ; 功率
voltage: voltage|volts ; 电压
boil: boil|boils|boiling|from cold to boiling|from cold|cold to boiling ; 烧开|煮沸
keeps_hot: keeps hot|hot|warm|warmth ; 保温|保热
keeps_cold: cold|cool|chilled ; 保冷
battery: battery|runtime|run time|batteries|lasts|last ; 续航|电池|能亮|能用
charge: charge time|charging time|to charge|recharge|charges|charging ; 充电时间|充满|充电
brightness: brightness|lumens|lumen|bright ; 亮度
levels: levels|level|settings|speeds|modes ; 档|模式
warranty: warranty|guarantee|guaranteed|covered ; 质保|保修|质保期|包换
shipping: shipping|ships|ship|delivery|delivered|deliver|express|overnight|standard|postage|arrives|
    arrive ;
    配送|发货|运费|送达|加急|次日达|到货|快递|包邮
returns: return|returns|returned|exchange|refund|unused ; 退|退换|退货|退款|换货
support: support|answer|answered|reply|messages ; 客服|回复|答复
price: price|priced|cost|costs|pay|yours for ; 价格|价钱|售价|只要|卖
memory: ram|memory ; 内存
storage: storage|ssd|hdd|hard drive|disk ; 硬盘|存储
screen: screen|display|diagonal ; 屏幕|屏
resolution: resolution ; 分辨率
pages: page yield|pages ; 页
ports: ports|port ; 接口
speed: rpm ; 转速
pieces: pieces|set of ; 件套|一套
age: ages|age ; 岁
"""


def _entries(block: str) -> list[tuple[str, list[str], list[str]]]:
    found = []
    for line in block.strip().replace("\n    ", "").splitlines():
        key, _, words = line.partition(":")
        english, _, chinese = words.partition(";")
        found.append(
            (
                key,
                [word.strip() for word in english.split("|")],
                [word.strip() for word in chinese.split("|")],
            )
        )
    return found


def _pairs(block: str) -> list[tuple[list[str], list[str]]]:
    return [(item.split(":")[0].split(","), item.split(":")[1].split(",")) for item in block.split()]


def _index(entries: list[tuple[str, list[str], list[str]]], which: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, *by_language in entries:
        for word in by_language[which]:
            if word:
                lower = word.lower() if which else word.lower().replace("-", " ")
                found[lower] = (*found.get(lower, ()), key)
    return found


PROPERTIES_EN: Mapping[str, tuple[str, ...]] = _index(_entries(_PROPERTIES + FEATURES), 0)
"""English words (small letters, hyphens as spaces) to the properties that they claim."""
PROPERTIES_ZH: Mapping[str, tuple[str, ...]] = _index(_entries(_PROPERTIES + FEATURES), 1)
ASPECTS_EN: Mapping[str, tuple[str, ...]] = _index(_entries(_ASPECTS), 0)
"""English words to the aspects that a number near them is about."""
ASPECTS_ZH: Mapping[str, tuple[str, ...]] = _index(_entries(_ASPECTS), 1)
MATERIALS: Mapping[str, str] = {
    word: names[0][0] for names in _pairs(_MATERIALS) for part in names for word in part
}
"""Words of both languages to a material."""
COLORS: Mapping[str, str] = {
    word: names[0][0] for names in _pairs(_COLORS) for part in names for word in part
}
"""Words of both languages to a colour."""
LONGEST_PHRASE = max(len(words.split()) for words in (*PROPERTIES_EN, *ASPECTS_EN))

_IDLE = """
viewer viewers friendly notice nicely pick honest camera walk closer tonight camping hand hands
mornings evenings camp beach park gym class train plane car pool yoga hike hiking picnic discount
sale offer deal stock warranty guarantee coupon coupons gift price prices saving shipping left a
about actually again all almost already also always am an and any anything are around as at
available away back be because been before being bit both box but by can card chat check come comes
could day days detail details do does doesn't done down each either else enough even ever every
everybody everyone everything evening extra fact facts far feel feels few find fine finish first fit
fits for free friends from full fun get gets getting give gives go goes going good got great guys
had handy happy has have having he help helps her here hey hi home honestly how i if in inside into
is it its it's just keep keeps kind know lets let like little ll long look looking looks lot lots
love lovely made main make makes many matter matters maybe me mind moment more morning most much my
need needs never new next nice no not note notes nothing now of off ok okay on once one ones only
open or order other our out outside over own part people perfect piece please plus point points
pretty price put question questions quick quite range re read ready real really right room s say
says see set sheet shop short show shows side simple single size small so some something sort spec
specs standard start stay still stuff style such super sure t take takes talk tell than thank thanks
that the their them then there these they thing things think this those though three time to today
together too top touch try two type up us use used useful using ve version very want was way we
welcome well were what whatever when where whether which while who why will with without word work
works would yes yet you your yourself yours feature features function option options choice design
simple clean neat cute soft gentle warm cozy cosy calm subtle sleek slim elegant beautiful gorgeous
charming charm character personality smooth solid sturdy comfortable comfy handsome pleasant
satisfying easy easily everyday daily regular normal usual ordinary guest guests family kids kitchen
counter table desk bag backpack shelf office bedroom trip travel trips weekend breakfast lunch
dinner tea coffee water drink drinks drinking cup mug plenty space edge effect vibe mood atmosphere
story reason reasons purpose idea sense taste ease mind-set answer answers host stream yeah oh ah
wow hmm label listed sold per item product products model models color colour colors colours shade
shades material materials
"""
IDLE = frozenset(_IDLE.split())
"""English words that claim nothing by themselves."""
