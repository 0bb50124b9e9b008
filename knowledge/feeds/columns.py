"""What the headers of tables and the keys of records mean. Mostly data."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.feeds.base import clean, machine_name
from knowledge.feeds.cells import unit_named
from knowledge.feeds.plain import language_of
from knowledge.model import Text
from knowledge.money import currency_named

ATTRIBUTE, IGNORED = "attribute", "ignored"

_COLUMNS = {
    "id": """id product_id item_id handle url_handle spu product_code item_no item_number article_no
        article_number asin
        编号 商品编号 商品id 产品编号 产品id 宝贝id 货号 款号 商品货号 商品代码 编码 序列号""",
    "sku": """sku sku_id variant_sku seller_sku mpn model model_number model_no part_number style_number
        商品编码 商家编码 规格编码 sku编码 产品编码 型号 产品型号 商品型号""",
    "code": """ean gtin upc barcode variant_barcode gtin13 ean13 gtin_ean isbn 条码 条形码 商品条码 商品条形码
        国际条码""",
    "name": """name title product_name product_title item_name product item 名称 商品名称 产品名称 标题
        商品标题 产品标题 品名 商品 产品 商品名 产品名 宝贝名称 宝贝标题 货品名称""",
    "name_en": "name_en title_en english_name en_name 英文名称 英文名 英文标题",
    "name_zh": "name_zh title_zh chinese_name zh_name name_cn title_cn 中文名称 中文名 中文标题",
    "alias": "alias aliases nickname also_called other_names 别名 俗称 简称 商品别名 又名",
    "brand": """brand brand_name vendor manufacturer supplier make 品牌 商品品牌 品牌名称 厂商 生产商 制造商
        厂家""",
    "category": """category product_type product_category categories type department 类目 分类 类别 品类
        商品分类 商品类目 产品分类 产品类别 商品类别 类型 宝贝类目""",
    "google_category": "google_product_category",
    "description": """description body body_html short_description long_description product_description desc
        details 描述 商品描述 产品描述 详情 商品详情 产品详情 简介 商品简介 产品介绍 介绍 商品介绍 卖点
        商品卖点""",
    "description_en": "description_en desc_en english_description 英文描述 英文介绍 英文详情",
    "description_zh": "description_zh desc_zh chinese_description 中文描述 中文介绍 中文详情",
    "price": """price current_price unit_price selling_price variant_price our_price retail_price
        价格 售价 现价 单价 销售价 商品价格 产品价格 销售价格 零售价 一口价""",
    "sale_price": """sale_price special_price discount_price promo_price live_price
        直播价 直播间价 活动价 促销价 特价 折扣价 优惠价""",
    "list_price": """list_price compare_at_price variant_compare_at_price original_price msrp rrp
        regular_price was_price 原价 市场价 划线价 吊牌价 建议零售价 专柜价 官方价 指导价""",
    "sale_dates": "sale_price_effective_date sale_price_dates",
    "valid_until": "price_valid_until valid_until fresh_until price_expires 价格有效期 有效期至 活动结束时间",
    "currency": "currency price_currency currency_code 币种 货币 货币单位",
    "stock": """stock quantity inventory qty stock_quantity inventory_quantity stock_qty available_quantity
        on_hand variant_inventory_qty 库存 库存数量 库存量 可用库存 现有库存 剩余库存 总库存 可售库存 商品库存
        现货数量""",
    "availability": "availability in_stock stock_status available 是否有货 库存状态 有货",
    "picture": """image picture image_link image_url image_src photo img img_high picture_url main_image
        images 图片 主图 图片链接 商品图片 产品图片 主图链接 图片地址 商品主图""",
    "link": """link url product_url product_link permalink page_url 链接 商品链接 网址 产品链接 宝贝链接
        商品网址""",
    "language": "language lang content_language 语言",
}  # fmt: skip
_IGNORED = """
    cost cost_per_item cost_price unit_cost purchase_price wholesale_price supply_price margin profit
    commission
    internal_note internal_notes note_internal private_note supplier_phone supplier_contact
    成本 成本价 进价 进货价 供货价 采购价 批发价 供货价格 利润 毛利 毛利率 利润率 佣金 佣金比例 佣金率
    内部备注 备注 供应商电话
    additional_image_link additional_images mobile_link canonical_link link_template mobile_link_template
    lifestyle_image_link virtual_model_link identifier_exists adult ads_redirect ads_grouping ads_labels
    adwords_redirect adwords_grouping adwords_labels excluded_destination included_destination
    shopping_ads_excluded_country pause external_seller_id promotion_id tax tax_category
    auto_pricing_min_price
    display_ads_id display_ads_link display_ads_title display_ads_value display_ads_similar_ids
    cost_of_goods_sold shipping_label transit_time_label item_group_id
    published is_featured visibility_in_catalog tax_status tax_class low_stock_amount backorders_allowed
    sold_individually allow_customer_reviews purchase_note shipping_class download_limit download_expiry_days
    parent grouped_products upsells cross_sells external_url button_text position tags
    序号 行号 created_at updated_at published_at seo_title seo_description meta_title meta_description
    """
"""Columns that no viewer should hear: what things cost the shop, and what only machines read."""
_IGNORED_BEGINNINGS = ("custom_label_", "unnamed_", "google_shopping_", "additional_image")

_FIELDS = {header: field for field, headers in _COLUMNS.items() for header in headers.split()}
FIELDS = (*_COLUMNS, ATTRIBUTE, IGNORED)
"""What a column can be."""

_ATTRIBUTES = """
    color=颜色,颜色分类,商品颜色,产品颜色 size=尺码,尺寸,码数,大小 material=材质,材料,面料,主要材质
    weight=重量,净重,产品重量,商品重量
    capacity=容量,净含量,容积 dimensions=产品尺寸,外形尺寸,商品尺寸 length=长度 width=宽度 height=高度
    depth=深度,厚度
    power=功率,额定功率 voltage=电压,额定电压 battery_capacity=电池容量 battery_life=续航,续航时间,电池续航
    warranty=质保,保修,保修期,质保期 origin=产地,原产地,原产国 shelf_life=保质期
    ingredients=成分,配料,配料表 style=风格,款式
    pattern=图案,花型 gender=性别,适用性别 season=季节,适用季节 age_group=年龄段,适用年龄
    condition=成色,新旧程度
    flavor=口味 scent=香味,香型 specification=规格,产品规格,商品规格,规格型号 package_contents=包装清单
    waterproof=防水
    features=功能,产品功能 series=系列 screen_size=屏幕尺寸 resolution=分辨率 memory=内存,运行内存
    storage=存储容量,存储
    shipping=运费,邮费,快递费 production_date=生产日期 unit=单位,计量单位 sizes=可选尺码 colors=可选颜色
"""
_COMMON = {
    header: (name, {"en": name.replace("_", " "), "zh": headers.split(",")[0]})
    for entry in _ATTRIBUTES.split()
    for name, _, headers in [entry.partition("=")]
    for header in headers.split(",")
}
_COMMON |= {
    "sold_out": ("sold_out", {"en": "sold out", "zh": "已售罄的款式"}),
    "price_range": ("price_range", {"en": "price range", "zh": "价格区间"}),
}
"""Common properties with Chinese headers, and those that the feeds make: one name in every catalogue."""

_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{0,40})[)）\]】]")
_MARKS = re.compile(r"^[*#＊\s]+|[*＊:：\s]+$")


@lru_cache(maxsize=4096)
def bare(header: str) -> str:
    """A header without brackets and the star of a form: ``*价格（元）`` becomes ``价格``."""
    text = clean(header, 120)
    return _MARKS.sub("", _BRACKETS.sub(" ", text)).strip() or _MARKS.sub("", text)


@lru_cache(maxsize=4096)
def field_of(header: str) -> str:
    """The field that a header means (``Price (USD)``: the price), ``ignored``, or nothing: an attribute."""
    name = machine_name(bare(header))
    field = _FIELDS.get(name) or _FIELDS.get(_without_currency(name), "")
    if field in ("name", "description") and (tongue := _TONGUES.get(aside(header).casefold())):
        return f"{field}_{tongue}"
    if field in _PRICES or name in _FIELDS:
        return field
    if not name or name in _IGNORED_NAMES or name.startswith(_IGNORED_BEGINNINGS):
        return IGNORED
    return ""


def is_usual_price(header: str) -> bool:
    """Whether a ``list_price`` column holds what the shop asks outside a sale, not a recommendation."""
    return _without_currency(machine_name(bare(header))) in _USUAL


_USUAL = ("regular_price", "original_price", "list_price", "原价")
_IGNORED_NAMES = frozenset(_IGNORED.split())
_PRICES = ("price", "sale_price", "list_price")
_TONGUES = {
    **dict.fromkeys(("en", "english", "英文", "英语"), "en"),
    **dict.fromkeys(("zh", "cn", "chinese", "中文", "汉语"), "zh"),
}


def _without_currency(name: str) -> str:
    """``price_usd`` and ``price_in_usd`` as ``price``."""
    return "_".join(part for part in name.split("_") if part != "in" and not currency_named(part.upper()))


@lru_cache(maxsize=4096)
def aside(header: str) -> str:
    """What stands in a header's brackets: ``元`` in ``价格（元）``."""
    found = _BRACKETS.search(clean(header, 120))
    return re.sub(r"^单位\s*[:：]\s*", "", found[1].strip()) if found else ""


@lru_cache(maxsize=4096)
def currency_of(header: str) -> str:
    """The currency that a price's header names, as ``Price (USD)`` does; empty if none."""
    named = currency_named(aside(header).split("/")[0])
    parts = machine_name(bare(header)).split("_")
    return named or next(
        (code for part in parts if len(part) == 3 and (code := currency_named(part.upper()))), ""
    )


@lru_cache(maxsize=4096)
def unit_of(header: str) -> str:
    """The unit that an attribute's header names: ``Weight (kg)``; empty if none."""
    return unit_named(aside(header))


@lru_cache(maxsize=4096)
def attribute_of(header: str) -> tuple[str, Text]:
    """The machine name and the label of an attribute with this header; an empty name for no name."""
    shown = bare(header) if unit_of(header) else clean(header, 80)
    common = _COMMON.get(machine_name(bare(header)))
    if common:
        return common
    return machine_name(shown), {language_of(shown): shown}
