"""Parts, functions and ingredients that a host may invent: a clamp, a torch, stevia, 感应.

One line, one thing, in both languages, as in ``lexicon``: what a line claims the product to have or hold must
be named by a fact of it. Words that mean something else as often ("light", "stand", "handle") are left out.
"""

from __future__ import annotations

FEATURES = """
camera: camera|cameras|webcam|lens cover ; 摄像头|高清镜头
sensor: sensor|sensors|motion detection|auto-detect|face recognition|facial recognition ; 传感器|
    感应|人脸识别|指纹
torch: flashlight|flash light|torch|sos light|strobe ; 手电|照明灯|爆闪
clamp: clamp|clamps|suction cup|suction cups ; 夹子|夹具|吸盘
hook: hook|hooks|carabiner|hanging loop ; 挂钩|登山扣|挂绳
kickstand: kickstand|tripod ; 三脚架|脚架
clip: belt clip|pocket clip ; 腰夹|背夹
strap: shoulder strap|wrist strap|chest strap ; 肩带|腕带|胸带
zip: zipper|zippers|zip at the back|hidden zip ; 拉链
velcro: velcro ; 魔术贴
drawstring: drawstring|elastic waist|elastic waistband ; 抽绳|松紧腰|松紧带
thermometer: thermometer|temperature display|temperature gauge ; 温度计|测温|温度显示|显温
clock: alarm clock|built-in clock ; 闹钟|时钟
alarm: alarm|siren|buzzer ; 警报|报警|蜂鸣
microphone: microphone|microphones|mic|answer a call|take calls|phone calls|hands-free calls ;
    麦克风|通话|接电话
radio: fm radio|radio ; 收音机
swipe: swipe|tap the|double-tap|touch panel ; 轻触|双击|滑动|触摸面板
reverse_charge: reverse charging|charges your phone|charge your phone from|as a power bank ;
    反向充电|当充电宝|给手机充电|给手机供电
charging_pad: charging pad|charging tray ; 充电板
battery_kind: lithium battery|built-in battery|replaceable battery|replaceable batteries ; 锂电池|
    内置电池|可换电池
car: car charger|car adapter ; 车充|车载充电
aux: aux|headphone jack|3.5 mm|audio jack ; 音频口|耳机孔|音频线
hdmi: hdmi ; HDMI
ethernet: ethernet ; 网口
card_slot: card slot|sd card|memory card|microsd ; 读卡|内存卡|存储卡|卡槽
codec: ldac|aptx|lossless|hi-res|dolby|atmos|surround sound ; LDAC|aptX|无损|杜比|环绕声|高清编码|全景声
bass: bass boost|subwoofer|equalizer ; 低音炮|重低音|均衡器
hdr: hdr|hdr10|curved|g-sync|freesync|144 hz|touch display ; HDR|曲面|防撕裂
pressure: pressure sensor|pressure control ; 压力感应
steam: steam function|self-cleaning|self-clean|auto-clean ; 蒸汽功能|自清洁|自动清洗|自动清洁
humidity: humidity sensor|hygrometer|humidistat ; 湿度|恒湿
uv_light: uv-c|uv light|uv lamp|ozone|ionizer|negative ions|anion ; 紫外线|臭氧|负离子|等离子
aroma: diffuser|aroma|essential oil|essential oils ; 香薰|精油
nightlight: night light|mood lighting|rgb|color-changing|colour-changing ; 氛围灯|七彩|变色|呼吸灯
daylight: cool white|daylight white|cold white|cool daylight ; 冷白|日光色|正白光
memory_function: memory function|remembers your|saves your settings ; 记忆功能|断电记忆
child_mode: kids mode|child mode|night mode|sleep mode|turbo mode|eco mode ; 儿童模式|夜间模式|
    睡眠模式|强力模式|节能模式
extendable: extendable|extends|expandable|telescopic|expands ; 可伸缩|伸缩|可扩展|扩容
wheels_off: swivel base|rotating base|360-degree|360 degrees ; 360度|三百六十度|旋转底座
spare: spare parts|replacement parts|interchangeable ; 备用件|替换装|可替换
laptop_sleeve: laptop compartment|laptop sleeve|shoe compartment|hidden pocket|secret pocket ;
    电脑仓|电脑隔层|鞋仓|暗袋|隐藏口袋
rfid: rfid|anti-theft ; 防盗
reflective: reflective|glow in the dark|glows in the dark ; 反光|夜光
heated: heated|heating pad|self-heating ; 加热|发热
padding: padded|memory foam|gel ; 凝胶|气垫
fleece_lined: fleece-lined|fleece lined|fur-lined|thermal lining ; 加绒|加厚|内绒
wrinkle: wrinkle-free|wrinkle-resistant|never iron|iron it|need to iron|no ironing ; 抗皱|免熨|
    不用熨|不起皱
stain: stain-proof|stain-resistant|anti-pilling ; 防污|不起球|抗起球
cooling: cooling fabric|cooling effect|moisture-wicking|quick-drying|quick-dry|sweat-wicking ; 凉感|
    冰感|速干|吸汗|排汗
shape: tummy control|shapewear|push-up|slimming effect ; 收腹|塑形|显瘦神器|提臀
designer: designer|collaboration|collab|signed by|numbered ; 联名|设计师款|签名款
plated: gold-plated|14k|18k|platinum|sterling|swarovski ; 镀金|铂金|18K|施华洛世奇
stone: granite coating|marble coating|diamond coating ; 麦饭石|大理石涂层|钻石涂层
lamp_timer: white noise|lullaby|lullabies|sleep timer ; 白噪音|摇篮曲|定时关
zips: pit zips|vents|ventilation ; 透气拉链|透气孔|散热孔
bra: built-in bra|bra pads ; 胸垫|自带文胸
screen: little screen|small screen|oled screen|percentage display ; 电量显示|小屏幕|数字屏
transparency: transparency mode|ambient mode|wear detection|multipoint ; 通透模式|环境音|佩戴检测
tint: tint|tinted|shimmer|glitter ; 提亮肤色|素颜|遮瑕
feet: metal feet|rubber feet ; 脚钉|防滑脚
pfas: pfas|pfas-free|pfoa|ptfe|teflon-free ; 特氟龙|不含PFAS
raw: raw|unfiltered|unpasteurized|cold-pressed|freeze-dried ; 生蜜|未过滤|冷榨|冻干|现磨|手剥
enzymes: enzymes|probiotics|prebiotics|antioxidants|omega-3|electrolytes ; 酵素|益生菌|益生元|
    抗氧化|活性酶
vitamin: vitamin|vitamins|minerals|calcium|iron-rich|zinc|magnesium ; 维生素|维C|矿物质|钙|锌|微量元素
protein: high-protein|high protein|low-carb|low carb|keto|low-calorie|calorie-free ; 高蛋白|低碳水|
    生酮|低卡|零卡|0卡
sweetener: stevia|xylitol|erythritol|sweetener|sweetened with ; 代糖|木糖醇|赤藓糖醇|甜菊
additives: preservatives|additives|artificial colors|artificial flavors|msg|gmo|pesticides|
    palm oil ; 防腐剂|添加剂|色素|香精|转基因|农药|激素|糖浆
nuts: hazelnuts|almonds|peanuts|walnuts|pistachios|cashews|raisins|whole nuts ; 榛子|杏仁|花生|核桃|
    开心果|腰果|葡萄干
caffeine: caffeine-free|decaf|caffeinated ; 无咖啡因|低因
actives: retinol|collagen|hyaluronic|niacinamide|ceramide|ceramides|peptides|salicylic|glycolic|
    vitamin c|aloe ; 视黄醇|A醇|胶原蛋白|玻尿酸|透明质酸|烟酰胺|神经酰胺|多肽|水杨酸|果酸|芦荟|
    氨基酸
spf: spf|sunscreen ; SPF|防晒霜|隔离
free_of: paraben-free|parabens|sulfate-free|silicone-free|mineral oil ; 无添加|无硅油|无酒精|无香精|
    无香型
smell: rose scent|roses|lavender|vanilla|citrus|jasmine|peppermint|coconut ; 玫瑰香|薰衣草|香草味|
    柑橘|茉莉|薄荷|椰子
inflatable: inflatable|inflates|blow it up ; 充气
dual_voltage: dual voltage|dual-voltage|universal voltage|worldwide voltage ; 双电压|全球电压|宽电压|全球通用
infuser: infuser|tea strainer ; 茶滤|茶漏|泡茶仓
cutlery: cutlery|chopsticks|with a fork|fork and ; 餐具|筷子|叉子
phone_pocket: phone pocket|phone holder ; 手机袋|手机架|放手机的
ionic: ionic|ions|frizz-free|anti-frizz ; 负离子护发|离子
frost: frost-proof|frost proof|frost-resistant|frost ; 防冻|不怕冻|抗冻
"""
