"""Words that exclude each other: a question about one of them is not answered by what was said of another.

One kind a line; ``|`` parts what excludes each other (at the end of a line, the next one goes
on with it), words side by side mean the same. English words are in
the singular, as ``knowledge.tokens`` gives them.
"""

from __future__ import annotations

from collections.abc import Sequence

_KINDS = """
hot 热 烫|cold cool 冷 凉 冰|warm lukewarm 温
indoor inside indoors 室内|outdoor outside outdoors 室外 户外
man men male mens boy husband boyfriend 男|woman women female womens girl wife girlfriend 女
baby newborn infant toddler 婴儿 宝宝|kid child children 孩子 小孩 儿童|adult grownup 大人 成人|
elderly senior 老人|teen teenager 青少年
dog puppy 狗|cat kitten 猫|bird 鸟|fish 鱼|rabbit 兔|hamster 仓鼠
open 打开|close shut 关上 合上
on|off
before 之前|after 之后|during 期间
with|without
from|to
first|last final
buy purchase 购买|sell 卖掉
import|export
big large bigger larger 大号 大码|small little tiny smaller 小号 小码|medium 中号 中码
long longer 长款|short shorter 短款
left 左|right 右
upper top|lower bottom
light lightweight|heavy
wet damp|dry
oily 油皮 油性|dry 干皮 干性|sensitive 敏感
summer 夏|winter 冬|spring 春|autumn fall 秋
morning 早上 早晨|evening night bedtime 晚上 睡前|noon 中午
today 今天|tomorrow 明天|yesterday 昨天
monday 周一 星期一|tuesday 周二 星期二|wednesday 周三 星期三|thursday 周四 星期四|friday 周五 星期五|
saturday 周六 星期六|sunday 周日 星期日 周天
weekday 工作日|weekend 周末|holiday 节假日 假期
cancel cancellation 取消|return refund 退货 退换 退款 退|exchange swap 换货 退换 换|
repair fix 维修 修理 修|rent rental hire 租 出租|replace replacement 换
increase raise 提高|decrease reduce lower 降低
start begin 开始|stop end finish 结束 停止
enable|disable
charge charging 充电|discharge
install assemble 安装 组装|uninstall remove disassemble 拆卸 拆
lock 锁|unlock 解锁
send ship 寄出|receive 收到
public|private
real genuine authentic original 正品 真的|fake counterfeit replica 假货 假的 山寨
new 全新|used secondhand refurbished 二手 翻新
safe 安全|dangerous harmful toxic unsafe 危险 有害 有毒
natural 天然|artificial synthetic 人工合成
vegan vegetarian 素食|halal 清真|kosher
raw 生|cooked 熟
front|back rear
thick thicker 厚|thin thinner 薄
fast faster quick quickly 快|slow slower slowly 慢
loud noisy 吵|quiet silent 安静
strong|weak
hard firm 硬|soft 软
sweet 甜|sour 酸|bitter 苦|salty 咸|spicy 辣
red 红|blue 蓝|green 绿|black 黑|white 白|yellow 黄|pink 粉色 粉红|purple violet 紫|orange 橙|
brown 棕 咖色|grey gray 灰|gold golden 金色|silver 银色|beige 米色
cotton 棉|wool 羊毛|silk 真丝 丝绸|linen 亚麻|leather 皮革 真皮|plastic 塑料|metal 金属 铁|steel 钢|
aluminum aluminium 铝|glass 玻璃|wood wooden bamboo 木 竹|ceramic 陶瓷|rubber|silicone 硅胶|nylon 尼龙|
polyester 涤纶
dishwasher 洗碗机|microwave 微波炉|oven 烤箱|dryer 烘干机 烘干|freezer 冷冻|fridge refrigerator 冰箱|
iron ironing 熨 熨烫|bleach 漂白|stove gas 明火 燃气|induction 电磁炉
paypal|visa|mastercard|amex|klarna afterpay 分期|cash 现金 货到付款|cheque check|bitcoin crypto 比特币|
alipay 支付宝|wechat 微信|applepay
iphone ios apple 苹果|android samsung 安卓 三星|huawei 华为|xiaomi 小米|windows|mac macbook
bluetooth 蓝牙|wifi 无线网|usb|cable wired 有线
europe eu 欧洲|usa america us 美国|canada 加拿大|mexico 墨西哥|uk england britain 英国|germany 德国|
france 法国|spain 西班牙|italy 意大利|japan 日本|korea 韩国|china 中国 国内|india 印度|
australia 澳洲 澳大利亚|brazil 巴西|russia 俄罗斯|singapore 新加坡|thailand 泰国|hongkong 香港|
taiwan 台湾|africa 非洲|hawaii 夏威夷|alaska 阿拉斯加
beijing 北京|shanghai 上海|guangzhou 广州|shenzhen 深圳|xinjiang 新疆|tibet 西藏
plane flight fly airplane aircraft 飞机 登机 航班|train 火车 高铁|ship boat 船|car 汽车 车上|
bike bicycle 自行车|bus 公交
coffee 咖啡|tea 茶|milk 牛奶 奶|juice 果汁|soup 汤|soda 汽水 可乐|beer 啤酒|wine 红酒|oil 油|alcohol 酒精|
vinegar 醋|soap 肥皂|perfume 香水
shower 淋浴 洗澡|bath 泡澡|pool swim swimming 游泳|rain 雨|snow 雪|sea ocean beach 海边|sauna 桑拿
face 脸 面部|hand 手部|foot feet 脚|hair 头发|body 身体|eye 眼|lip 唇
pregnant pregnancy 孕妇 怀孕|breastfeeding nursing 哺乳|diabetic diabetes 糖尿病|
allergic allergy allergies 过敏
kitchen 厨房|bathroom 浴室 卫生间|bedroom 卧室|office 办公室|garden 花园|garage|living 客厅
coupon code voucher promo 优惠券 折扣码|points loyalty membership member 积分 会员|invoice receipt 发票|
wrapping wrap 包装|sample 小样 试用装 样品
hour 小时|day 天|week 周|month 月|year 年
store shop showroom 门店 实体店|warehouse 仓库|factory 工厂|website app 网站
email 邮件 邮箱|phone call telephone 电话|chat
black-friday|christmas 圣诞|easter|valentine 情人节|birthday 生日|wedding 婚礼
"""


def _table() -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for kind, line in enumerate(_KINDS.strip().replace("|\n", "|").splitlines()):
        for member, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(word, []).append((kind, member))
    return {word: tuple(places) for word, places in found.items()}


_TABLE = _table()
_LONGEST_HAN = max(len(word) for word in _TABLE if not word.isascii())


def members(words: Sequence[str]) -> frozenset[tuple[int, int]]:
    """What a text says of each kind: (kind, member), by its single words and Han characters."""
    found: set[tuple[int, int]] = set()
    at = 0
    while at < len(words):
        if words[at].isascii():
            found.update(_TABLE.get(words[at], ()))
            at += 1
            continue
        for size in range(min(_LONGEST_HAN, len(words) - at), 0, -1):
            places = _TABLE.get("".join(words[at : at + size]))
            if places:
                found.update(places)
                at += size
                break
        else:
            at += 1
    return frozenset(found)


def contrary(asked: frozenset[tuple[int, int]], held: frozenset[tuple[int, int]]) -> bool:
    """Whether a question names something that a wording names otherwise.

    Args:
        asked: What the question says of each kind.
        held: What the wording says.
    """
    kinds = {kind for kind, _ in held}
    return any(kind in kinds and (kind, member) not in held for kind, member in asked)
