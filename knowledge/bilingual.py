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
    固态硬盘=ssd|solid state drive; u盘=flash drive|usb; 优盘=flash drive|usb; 光盘=disc|dvd|cd
    显卡=graphics card
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
_HOUSEHOLD = """
    杯子=cup|mug|tumbler; 水杯=water bottle|cup|tumbler; 马克杯=mug; 玻璃杯=glass; 茶杯=teacup|cup
    保温杯=thermos|insulated bottle|flask|tumbler; 水瓶=water bottle|bottle; 瓶子=bottle; 水壶=water bottle
    茶壶=teapot; 电水壶=electric kettle|kettle; 电热水壶=electric kettle|kettle; 热水壶=kettle; 烧水壶=kettle
    锅=pan|pot|wok; 锅具=cookware|pan|pot; 平底锅=frying pan|skillet; 煎锅=frying pan|skillet; 炒锅=wok
    汤锅=pot|saucepan; 高压锅=pressure cooker; 电饭煲=rice cooker; 电饭锅=rice cooker
    空气炸锅=air fryer; 碗=bowl; 盘子=plate; 筷子=chopstick; 勺子=spoon; 叉子=fork; 菜刀=kitchen knife|knife
    砧板=cutting board; 菜板=cutting board; 饭盒=lunch box|lunchbox|bento box; 便当盒=lunch box|bento box
    保鲜盒=food container; 搅拌机=blender|mixer; 榨汁机=juicer; 面包机=bread maker|toaster; 烤面包机=toaster
    灯=lamp|light|lantern; 灯具=lamp|light; 夜灯=night light; 小夜灯=night light
    吊灯=pendant light|chandelier
    落地灯=floor lamp; 床头灯=bedside lamp|bedside light; 露营灯=camping lantern|lantern
    手电筒=flashlight|torch
    蜡烛=candle; 香薰=aroma diffuser|scented candle; 加湿器=humidifier; 空气净化器=air purifier
    风扇=fan; 电风扇=fan; 电暖器=heater; 取暖器=heater; 空调=air conditioner; 电熨斗=iron
    挂烫机=garment steamer
    枕头=pillow; 颈枕=neck pillow|travel pillow; 抱枕=cushion; 被子=quilt|duvet; 毯子=blanket|throw
    毛毯=blanket; 床单=bed sheet|sheet; 床垫=mattress; 毛巾=towel; 浴巾=bath towel; 地毯=rug|carpet
    窗帘=curtain
    镜子=mirror; 椅子=chair; 桌子=table|desk; 书桌=desk; 沙发=sofa|couch; 书架=bookshelf; 衣架=hanger
    收纳袋=packing cube|storage bag|organizer; 收纳盒=storage box|organizer; 垃圾桶=trash can|bin; 花瓶=vase
    伞=umbrella; 雨伞=umbrella; 折叠伞=folding umbrella; 箱子=suitcase
    行李箱=suitcase|luggage; 旅行箱=suitcase|luggage; 拉杆箱=suitcase|luggage; 登机箱=cabin suitcase|carry on
    双肩包=backpack; 书包=backpack; 手提包=handbag; 钱包=wallet|purse; 腰带=belt; 皮带=belt; 手套=glove
    围巾=scarf; 帽子=hat|cap|beanie; 袜子=sock; 鞋=shoe; 鞋子=shoe; 运动鞋=sneaker|trainer; 靴子=boot
    拖鞋=slipper; 凉鞋=sandal; 外套=jacket|coat; 大衣=coat; 夹克=jacket; 冲锋衣=rain jacket|shell jacket
    衣服=clothing|clothes|apparel|shirt|jacket|coat|sweater|dress; 上衣=top|shirt|jacket
    雨衣=raincoat|rain jacket; 羽绒服=down jacket; 衬衫=shirt; 衬衣=shirt; 毛衣=sweater|jumper
    卫衣=hoodie|sweatshirt; 裤子=trousers|pants; 牛仔裤=jeans; 短裤=shorts; 裙子=skirt|dress
    连衣裙=dress; 睡衣=pajama|pyjama; 内衣=underwear; 泳衣=swimsuit; 手表=watch; 眼镜=glasses
    太阳镜=sunglasses; 墨镜=sunglasses; 项链=necklace; 耳环=earring; 戒指=ring; 手链=bracelet
    牙刷=toothbrush; 电动牙刷=electric toothbrush|sonic toothbrush; 牙膏=toothpaste
    吹风机=hair dryer|hairdryer
    电吹风=hair dryer|hairdryer; 剃须刀=shaver|razor; 梳子=comb|hairbrush; 洗发水=shampoo; 香水=perfume
    口红=lipstick; 面膜=face mask; 护肤霜=face cream; 防晒霜=sunscreen; 洗面奶=cleanser|face wash; 香皂=soap
    移动电源=power bank; 无线充电器=wireless charger; 充电线=charging cable|cable; 笔记本支架=laptop stand
    手机支架=phone stand|phone holder; 瑜伽垫=yoga mat; 哑铃=dumbbell; 帐篷=tent; 睡袋=sleeping bag
    自行车=bike
    婴儿车=stroller; 尿布=diaper; 奶瓶=baby bottle; 咖啡=coffee; 茶叶=tea; 巧克力=chocolate; 零食=snack
    sneaker=trainer; trainer=sneaker; trousers=pants; pants=trousers; jumper=sweater; sweater=jumper
    sofa=couch; couch=sofa; flashlight=torch; torch=flashlight; luggage=suitcase; suitcase=luggage
    hoover=vacuum; raincoat=rain jacket; hairdryer=hair dryer; powerbank=power bank; lunchbox=lunch box
    solid state drive=ssd; ssd=solid state drive
"""


def _table(text: str) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for entry in ";".join(text.strip().splitlines()).split(";"):
        said, _, meant = entry.partition("=")
        if said.strip():
            found[tuple(name_words(said))] = tuple(tuple(name_words(words)) for words in meant.split("|"))
    return found


SAID: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = (
    _table(_BRANDS) | _table(_HOUSEHOLD) | _table(_KINDS)
)
"""Words as said, and the words of a name that each may stand for."""
SHORT = "杯裤鞋袜帽瓶椅桌镜裙靴勺梳毯"
"""What is asked for with 子 and sold without: 杯子 are 保温杯 and 马克杯."""
LONGEST_SAID = max(map(len, SAID))
