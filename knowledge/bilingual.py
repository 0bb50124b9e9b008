"""What viewers call brands and kinds of things in other words than a catalogue does. Data.

A catalogue in English is asked about in Chinese, and a notebook is a laptop.
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.phrases import name_words

_BRANDS = """
    惠普=hp|hewlett packard; 佳能=canon; 爱普生=epson; 施乐=xerox; 富士施乐=xerox; 兄弟=brother
    联想=lenovo; 戴尔=dell; 三星=samsung; 索尼=sony; 飞利浦=philips; 英特尔=intel; 利盟=lexmark
    京瓷=kyocera; 东芝=toshiba; 华硕=asus; 宏碁=acer; 宏基=acer; 微软=microsoft; 苹果=apple
    罗技=logitech; 金士顿=kingston; 威宝=verbatim; 肯辛顿=kensington; 泰格斯=targus; 网件=netgear
    思科=cisco; 友讯=d link; 施耐德=schneider|apc; 松下=panasonic; 夏普=sharp; 理光=ricoh
    柯尼卡美能达=konica minolta; 柯达=kodak; 尼康=nikon; 富士通=fujitsu; 富士=fujifilm|fuji
    优派=viewsonic; 明基=benq; 博世=bosch; 西门子=siemens; 诺基亚=nokia; 华为=huawei; 小米=xiaomi
    摩托罗拉=motorola; 卡西欧=casio; 乐高=lego; 美泰=mattel; 孩之宝=hasbro; 万代=bandai; 芭比=barbie
    特百惠=tupperware; 博朗=braun; 德龙=delonghi; 特福=tefal; 希捷=seagate; 西部数据=western digital|wd
    闪迪=sandisk; 英伟达=nvidia; 超微=supermicro; 樱桃=cherry; 捷波朗=jabra; 缤特力=plantronics
    森海塞尔=sennheiser; 铁三角=audio technica; 拜亚=beyerdynamic; 哈曼=harman; 雷蛇=razer
"""
_KINDS = """
    墨粉=toner; 碳粉=toner; 粉盒=toner; 硒鼓=toner|drum; 墨盒=ink|cartridge; 墨水=ink; 墨粉盒=toner
    色带=ribbon; 打印机=printer|laserjet|inkjet; 激光打印机=laser printer|laserjet; 复印机=copier
    扫描仪=scanner; 传真机=fax; 一体机=multifunctional|all in one|printer; 笔记本=notebook|laptop
    笔记本电脑=notebook|laptop; 电脑=pc|computer|notebook; 台式机=pc|desktop; 平板=tablet
    平板电脑=tablet; 显示器=monitor|display; 电视=tv|television; 电视机=tv|television; 投影仪=projector
    投影机=projector; 键盘=keyboard; 鼠标=mouse; 鼠标垫=mouse pad; 摄像头=webcam|camera; 相机=camera
    照相机=camera; 镜头=lens; 三脚架=tripod; 闪光灯=flash; 手机=phone|smartphone; 手机壳=case|cover
    保护壳=case|cover; 耳机=headset|headphone|earphone; 音箱=speaker; 音响=speaker; 麦克风=microphone
    话筒=microphone; 充电器=charger; 充电宝=power bank; 电池=battery; 电源=power supply|ups|power
    适配器=adapter|adaptor; 转接头=adapter|adaptor; 转换器=adapter|converter; 转接线=adapter|cable
    网线=cable|patch|cat5e|cat6; 数据线=cable; 电源线=power cord|power cable
    延长线=extension; 光纤=fiber|fibre; 跳线=patch; 线缆=cable; 电缆=cable; 连接线=cable
    插座=outlet|socket; 插排=surge|power strip; 不间断电源=ups; 路由器=router; 交换机=switch
    切换器=switch|kvm; 网卡=network card|adapter; 集线器=hub; 服务器=server; 处理器=processor
    主板=motherboard; 内存=memory; 内存条=memory; 内存卡=memory card|card; 硬盘=drive|hdd|ssd|disk
    固态硬盘=ssd; u盘=flash drive|usb; 优盘=flash drive|usb; 光盘=disc|dvd|cd; 显卡=graphics card
    机箱=case|chassis; 机柜=rack; 支架=mount|stand|bracket; 底座=dock|docking; 扩展坞=docking|dock
    电脑包=bag|case|backpack; 背包=backpack; 标签=label; 标签纸=label; 标签机=label printer
    相纸=photo paper; 照片纸=photo paper; 文件夹=binder|folder; 玩具=toy; 娃娃=doll
    积木=block|brick; 拼图=puzzle; 水壶=kettle|bottle; 烤箱=oven; 冰箱=fridge|refrigerator|freezer
    洗衣机=washing machine|washer; 洗碗机=dishwasher; 吸尘器=vacuum; 微波炉=microwave; 咖啡机=coffee
    灶具=hob; 台灯=lamp; 灯泡=bulb|lamp; 电话=phone|telephone; 计算器=calculator
    软件=software; 许可证=license|licence; 屏幕=screen; laptop=notebook; notebook=laptop
    mousepad=mouse pad; television=tv; smartphone=phone; cellphone=phone; cell=mobile; fibre=fiber
    fiber=fibre; grey=gray; gray=grey; colour=color; color=colour; adaptor=adapter; adapter=adaptor
    licence=license; fridge=refrigerator; headphone=headset; earphone=headphone; pendrive=flash drive
    usb stick=flash drive|usb drive; memory stick=flash drive; copier=photocopier; ink=cartridge
    inch=in; photocopier=copier
"""


def _table(text: str) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for entry in ";".join(text.strip().splitlines()).split(";"):
        said, _, meant = entry.partition("=")
        if said.strip():
            found[tuple(name_words(said))] = tuple(tuple(name_words(words)) for words in meant.split("|"))
    return found


SAID: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = _table(_BRANDS) | _table(_KINDS)
"""Words as said, and the words of a name that each may stand for."""
LONGEST_SAID = max(map(len, SAID))
