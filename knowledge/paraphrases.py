"""Everyday ways of asking the same thing, brought to one form before questions are compared by their words.

One set a line, its first form stands for all. Only forms that may replace each other in nearly every shop's
questions are here; what merely lies close ("return" and "refund") is not.
"""

from __future__ import annotations

import re

_HAN = """
怎么 如何 怎样 咋样 咋 要怎么 该怎么
多少钱 什么价格 什么价位 什么价 啥价 价钱多少 价格多少 几多钱 多少米 咋卖 怎么卖
多久 多长时间 多少时间 几天 多少天 多少小时 几个小时 几小时
什么时候 啥时候 何时 几时 哪天 什么时间
什么 啥 什麽 哪种
能 能不能 可不可以 可以 可否 能否 能够 行不行 可不可 可以不可以 好不好用来
有 有没有 有无 有木有
是 是不是 是否 算不算 算是
会 会不会
寄到 发到 送到 配送到 邮到 发往 寄往 邮寄到 运到 送货到 发货到
快递 物流 包裹 运单 快件
尺码 尺寸 码数 号码 大小
颜色 色号 配色 颜色款式
清洗 清洁 洗涤 刷洗 打理 清理
保养 护理 养护
小孩 孩子 儿童 小朋友 小娃 娃
宝宝 婴儿 小宝宝 新生儿 婴幼儿
老人 长辈 老年人 爸妈 父母
孕妇 怀孕 孕期 孕妈 准妈妈
材质 材料 面料 用料 质地 料子
门店 实体店 线下店 专卖店 店面 实体门店 线下门店
优惠券 优惠码 折扣码 折扣券 代金券 抵用券
正品 真货 正版 行货
赠品 送的东西 小礼品
取消 撤销 撤回
订单 单子
付款 支付 付钱 结账 买单
保修 质保 售后保障
保质期 有效期
破损 摔坏 碎了 压坏 弄坏 破了
没收到 未收到 还没到 没到货
飞机 登机 乘机 航班 坐飞机
安装 组装 装起来
说明书 教程 使用说明
批发 团购 批量 批量采购
礼物 礼品
主播 主持人
真人 活人 人类 真实的人
机器人 人工智能 数字人 虚拟人 ai
客服 人工客服 客服人员
充电 充电时间
去除 除 去掉 清除 除去
异味 臭味 怪味 味道重 味儿
过敏 敏感反应
出国 国外 境外 海外
用几次 用多少次
"""
_LATIN = """
clean wash rinse cleaning washing cleaned washed
ship deliver mail shipped delivered
shipping delivery postage
package parcel
phone mobile cellphone smartphone
kid child children
baby infant newborn
plane flight airplane aircraft fly flying
allowed permitted allow
color colour
invoice receipt
track trace tracking
ai bot robot chatbot robotic
person human
abroad overseas international internationally worldwide
manual instruction guide
broken defective faulty
smell odor odour stink
noise noisy loud
wrap wrapping wrapped
gift present
expire expiry expiration
store shop
pay payment
weigh weight heavy
big large
cheap cheaper
fix repair
purchase buy
assemble assembly install
genuine authentic real original
bulk wholesale
sensitive sensitivity
pregnant pregnancy
waterproof water-proof
remove removing
"""


def _sets(lines: str) -> dict[str, str]:
    return {form: line.split()[0] for line in lines.strip().splitlines() for form in line.split()}


_HAN_FORMS = _sets(_HAN)
_LATIN_FORMS = _sets(_LATIN)
_HAN_FORM = re.compile("|".join(sorted(map(re.escape, _HAN_FORMS), key=len, reverse=True)))
_NOT = re.compile(
    r"\b(do|does|did|is|are|was|were|wo|would|could|should|has|have|had|ca|can)(?:n['’]?t|not)\b"
)
_WHOLE = {"wo": "will", "ca": "can"}
_HAS_HAN = re.compile(r"[㐀-鿿]")


def one_form(text: str) -> str:
    """A normal text with its contractions written out and its Chinese ways of asking in one form."""
    text = _NOT.sub(lambda match: f"{_WHOLE.get(match[1], match[1])} not", text)
    if not _HAS_HAN.search(text):
        return text
    return _HAN_FORM.sub(lambda match: _HAN_FORMS[match[0]], text)


def one_word(word: str) -> str:
    """The form that stands for a Latin word."""
    return _LATIN_FORMS.get(word, word)
