"""Words that labels of properties are made of, in Chinese, and other ways to ask for common ones. Data.

A catalogue in one language is asked about in both: ``properties`` renders each label word by word from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.lanes.reading import split

_CHINESE = """
    processor=处理器|cpu; frequency=频率|主频; clock speed=主频; cache=缓存; core=核心数|核数|核心
    thread=线程数|线程; family=系列|家族; series=系列; model=型号; socket=插槽|接口
    manufacturer=制造商|厂商|厂家; codename=代号; memory=内存; internal memory=内存|运行内存; internal=内置
    storage=存储|储存; storage capacity=存储容量|硬盘容量; total=总; capacity=容量; hdd=硬盘
    ssd=固态硬盘|固态; hdd capacity=硬盘容量; ssd capacity=固态硬盘容量; display=屏幕|显示屏|显示器
    screen=屏幕; diagonal=尺寸|对角线; resolution=分辨率; maximum resolution=最大分辨率
    touchscreen=触摸屏|触屏|触控屏; aspect ratio=宽高比|屏幕比例; contrast ratio=对比度
    refresh rate=刷新率; response time=响应时间; brightness=亮度; viewing angle=可视角度|视角
    horizontal=水平; vertical=垂直; backlight=背光; graphic=显卡|图形; adapter=适配器
    graphics adapter=显卡; discrete=独立; on board=集成; card=卡; sound=声音; battery=电池
    battery capacity=电池容量; battery life=续航|电池续航; battery type=电池类型; technology=技术
    battery technology=电池技术; voltage=电压; input=输入; output=输出; current=电流; power=功率
    power consumption=功耗|耗电量; standby=待机; typical=典型; power supply=电源; charging=充电
    charger=充电器; weight=重量; width=宽度|宽; height=高度|高; depth=深度|厚度; length=长度|长
    diameter=直径; thickness=厚度; dimension=尺寸; size=尺寸|大小; shape=形状; area=面积; volume=体积|容积
    package=包装; pallet=托盘; case=箱; color=颜色|色彩; colour=颜色; printing colour=打印颜色
    product color=颜色; product colour=颜色; cable color=线缆颜色|线的颜色
    material=材质|材料; housing=外壳; jacket=护套
    finish=表面; finish type=表面处理; coating=涂层; fabric=面料; type=类型|种类; kind=种类
    form factor=外形|规格; product type=产品类型; design=设计; style=款式; pattern=图案; cable=线缆|电缆|线
    cord=电源线|线; cable length=线长|线缆长度; connector=接头|连接器; gender=公母; plug=插头
    port=接口|端口; usb port=usb接口|usb口; hdmi port=hdmi接口|hdmi口; interface=接口; outlet=插座
    slot=插槽; ethernet=以太网; wi fi=wifi|无线网络|无线网; bluetooth=蓝牙; bluetooth version=蓝牙版本
    wireless=无线; nfc=nfc; standard=标准; version=版本; rate=速率
    data transfer rate=传输速率|传输速度|数据传输速率; speed=速度; range=范围; camera=摄像头
    front camera=前置摄像头; rear camera=后置摄像头; webcam=摄像头; microphone=麦克风; speaker=扬声器|喇叭
    built in=内置; headphone=耳机; audio=音频; video=视频; sensor=传感器; fingerprint reader=指纹识别|指纹
    card reader=读卡器; keyboard=键盘; keypad=小键盘; numeric keypad=数字小键盘|小键盘; mouse=鼠标
    touchpad=触摸板; operating system=操作系统|系统; operating system installed=预装系统|操作系统
    software=软件; driver=驱动; compatible operating system=兼容操作系统|支持的操作系统|支持的系统
    compatible=兼容; compatibility=兼容性|适用机型; brand compatibility=兼容品牌|适用品牌
    suitable for=适用于; recommended usage=推荐用途; purpose=用途; usage=用途; print=打印; printing=打印
    print technology=打印技术; printing technology=打印技术; print speed=打印速度; black=黑色
    toner=墨粉|碳粉; ink=墨水; ink type=墨水类型; cartridge=墨盒|硒鼓
    page yield=页产量|打印页数|可打印页数|打印量; duplex=双面; paper=纸张; paper size=纸张尺寸
    maximum=最大|最高; minimum=最小|最低; recommended=推荐; average=平均; quantity=数量; number=数量
    per pack=每包; quantity per pack=每包数量|包装数量; per box=每盒; per pallet=每托盘; label=标签
    sheet=张数; temperature=温度; operating=工作; operating temperature=工作温度
    storage temperature=存储温度; relative humidity=相对湿度|湿度; operating relative humidity=工作湿度
    altitude=海拔; noise level=噪音|噪声; noise=噪音; certification=认证
    country of origin=产地|原产国|原产地; origin=产地; warranty=质保|保修; safety=安全
    warranty period=质保期|保修期; status=状态; market segment=市场定位; launch date=上市时间|发布日期
    date=日期; rohs compliance=rohs认证; energy star certified=能源之星; energy=能源; efficiency=效率
    class=等级; rating=等级; waterproof=防水; protection=防护; age=年龄; recommended age=适用年龄|推荐年龄
    season=季节; sport=运动; lens=镜头; zoom=变焦; focus=对焦; flash=闪光灯; angle=角度; load=承重
    maximum weight capacity=最大承重|承重; wheel=轮子; handle=把手|手柄; lid=盖子; compartment=隔层|分格
    pocket=口袋; lock=锁; fan=风扇; motor=电机|马达; ingredient=成分|配料; flavor=口味; scent=香味
    shelf life=保质期; time=时间; level=档数|级别; mode=模式; adjustable=可调; foldable=可折叠
    removable=可拆卸; rechargeable=可充电; included=附带; box content=包装清单; accessory=配件
    feature=功能; function=功能; remote control=遥控器; timer=定时; light=灯; lamp=灯; bulb=灯泡
    socket type=插座类型
"""
CHINESE: Mapping[tuple[str, ...], tuple[str, ...]] = {
    split(english): tuple(chinese.split("|"))
    for entry in _CHINESE.replace("\n", ";").split(";")
    for english, _, chinese in [entry.strip().partition("=")]
    if english
}
"""What a word, or words, of an English label may be called in Chinese."""

LONGEST_TERM = max(map(len, CHINESE))
"""Words of the longest key of ``CHINESE``."""

_ASKED = """
    display diagonal=screen size|inch screen|inch display|寸屏|寸屏幕|英寸屏幕|寸的屏
        |display size|screen diagonal|size of the screen|how big is the screen
        |how big is the display|how large is the screen|how many inch|how many inch is the screen|屏幕多大
        |屏幕大小|屏幕尺寸|多大屏|多大屏幕|几寸|多少寸|几英寸|多少英寸|屏幕几寸|屏幕多少寸
    internal memory=ram|memory|how much ram|how much memory|ram size|memory size|amount of ram|多大内存
        |内存多大|多少内存|内存多少|运存
    total storage capacity=storage|how much storage|storage size|storage capacity|hard drive size
        |disk size|how big is the drive|存储空间|多大存储|硬盘多大|存储多大|多大硬盘
    processor frequency=processor speed|cpu speed|clock speed|how fast is the processor
        |how fast is the cpu|how many ghz|cpu frequency|主频|主频多少|处理器速度
    processor core=core|how many core|cpu core|几核|多少核|几个核心
    processor model=which processor|what processor|which cpu|what cpu|processor|cpu|什么处理器|什么cpu
        |处理器型号
    operating system installed=operating system|os|which os|what os|which operating system
        |what operating system|什么系统|操作系统|预装什么系统
    display resolution=resolution|screen resolution|分辨率|屏幕分辨率
    touchscreen=touch screen|a touch screen|touch display|触摸屏|触屏|能触摸|触控
    bluetooth version=which bluetooth|what bluetooth version|蓝牙几|蓝牙版本
    wi fi=wifi|wi fi|wlan|无线上网
    data transfer rate=transfer speed|transfer rate|传输速度
    cable length=how long is the cable|how long is the cord|length of the cable|cord length|线多长
        |线有多长|多长的线|线长
    quantity per pack=pack size|how many per pack|how many in a pack|how many in the pack
        |how many come in a pack|per pack|一包几个|一包多少个|几个装|每包几个|一盒几个
    country of origin=where is it made|where is it from|made in|origin|哪里产的|哪里生产|产地|哪产的
    compatibility=what does it work with|compatible with|works with|work with|fit|适用什么|适用哪些
        |适用机型|兼容什么|适配
    brand compatibility=compatible brand|which brand is it for|which brand does it work with|适用品牌
        |兼容什么品牌
    product color=color|colour|what color|what colour|which color|颜色|什么颜色
    printing colour=color of the ink|ink color|print color|墨水颜色|什么颜色|打印颜色
    black toner page yield=page yield|how many page|how many page does it print|how many page can it print
        |能打多少页|能打印多少页|打多少页|可以打多少页
    page yield=how many page|how many page does it print|how many page can it print|能打多少页
        |能打印多少页|打多少页
    display refresh rate=refresh rate|刷新率
    wattage=power|how many watt|功率
    power consumption typical=power consumption|how much power does it use|how much power does it draw
        |功耗|耗电
    noise level=how loud|how noisy|loudness|噪音大吗|噪音
    maximum weight capacity=how much weight can it hold|load limit|max load|maximum load|承重|能承重多少
    recommended age min=recommended age|minimum age|what age|from what age|几岁|几岁可以玩|适合几岁
    dimension wxdxh=dimension|size|measurement|how big is it|尺寸|多大|大小
"""


def _asked() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in _ASKED.replace("\n        |", "|").strip().splitlines():
        label, _, ways = entry.strip().partition("=")
        found[split(label)] = tuple(ways.split("|"))
    return found


ASKED: Mapping[tuple[str, ...], tuple[str, ...]] = _asked()
"""Other ways to ask for a property, by its label's words."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "colour": ("color",), "color": ("colour",), "display": ("screen",), "screen": ("display",),
    "processor": ("cpu",), "frequency": ("speed",), "maximum": ("max",), "minimum": ("min",),
    "quantity": ("number",), "temperature": ("temp",), "dimension": ("size",), "material": ("fabric",),
    "compatibility": ("compatible",), "grey": ("gray",), "fibre": ("fiber",), "plating": ("coating",),
}  # fmt: skip
"""Words that stand for one another in a label."""

MEASURED: Mapping[str, tuple[str, str]] = {
    "length": ("long", "多长"), "width": ("wide", "多宽"), "height": ("tall", "多高"),
    "depth": ("deep", "多深"),
    "thickness": ("thick", "多厚"), "weight": ("heavy", "多重"), "size": ("big", "多大"),
    "capacity": ("big", "多大"), "speed": ("fast", "多快"), "diagonal": ("big", "多大"),
}  # fmt: skip
"""What is asked of a part by a label's last word: ``how long is the cable``."""

NEUTRAL_FIRST = frozenset({"product", "item", "overall", "net"})
"""First words that a label may be asked for without."""
NEUTRAL_LAST = frozenset({"quantity", "typical", "nominal", "installed", "supported", "approx"})
"""Last words that a label may be asked for without."""
FEATURE_FIRST = frozenset({"built", "integrated", "intel", "in"})
"""First words that a yes-or-no label may be asked for without."""
FEATURE_LAST = frozenset(
    {"included", "integrated", "port", "support", "supported", "ready", "certified", "compliance", "function"}
)
"""Last words that a yes-or-no label may be asked for without."""
NOISE: tuple[tuple[str, ...], ...] = tuple(
    map(split, ("t t", "h h", "wxdxh", "w x d x h", "wxhxd", "l x w x h", "lxwxh", "wxd", "imperial"))
)
"""Ends of machine-made labels that nobody says."""
