"""A small shop in two languages, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.ingest import ingest
from knowledge.shop import Shop

SHOP = """
shop: {name: {en: Alderbank, zh: 桤岸}, currency: USD, languages: [en, zh], fresh_for_s: 3600}
policies:
  returns: {label: {en: returns, zh: 退换货}, text: {en: "Returns within 30 days.", zh: "30天内可以退货。"}}
  shipping: {label: {en: shipping, zh: 配送}, text: {en: "Shipping costs 5 dollars.", zh: "运费5美元。"}}
faq:
  - id: faq-human
    questions:
      en: ["Are you a real person?", "Are you an AI?", "Is this host a robot?"]
      zh: ["你是真人吗", "你是AI吗", "主播是机器人吗"]
    replies: {en: ["I'm an AI host."], zh: ["我是AI主播。"]}
  - id: faq-gift
    questions:
      en: ["Do you offer gift wrapping?", "Can you wrap it as a gift?"]
      zh: ["可以包装成礼物吗", "有礼品包装吗"]
    replies: {en: ["Yes, gift wrap is free.", "Of course, at checkout."], zh: ["可以，免费。"]}
  - id: faq-voltage
    questions:
      en: ["Does it work in Europe?", "Can I use it on 220 volts?"]
      zh: ["220伏能用吗", "带去欧洲能用吗"]
    replies: {en: ["It needs 120 volts."], zh: ["只能用120伏。"]}
  - id: faq-cancel
    questions: {en: ["Can I cancel my order?", "How do I change my order?"], zh: ["可以取消订单吗"]}
    replies: {en: ["Yes, until it ships."], zh: ["发货前可以。"]}
  - id: faq-descale
    product: kettle-ember
    questions:
      en: ["How do I descale the kettle?", "How do I clean the Ember kettle?"]
      zh: ["水壶怎么除水垢", "暖炉水壶怎么清洗"]
    replies: {en: ["Use vinegar."], zh: ["用白醋。"]}
  - id: faq-oil
    product: humidifier-haze
    questions: {en: ["Can I put essential oil in the humidifier?"], zh: ["加湿器能加精油吗"]}
    replies: {en: ["No oils, please."], zh: ["不能加精油。"]}
products:
  - id: kettle-ember
    sku: AB-K100
    name: {en: Ember electric kettle, zh: 暖炉电热水壶}
    brand: Alderbank
    category: {en: kitchen, zh: 厨房}
    description: {en: A kettle for the breakfast table., zh: 一把早餐用的电热水壶。}
    aliases: [Ember kettle, electric kettle, 暖炉水壶, 暖炉, 热水壶]
    picture: pictures/kettle.svg
    price: 39.00
    list_price: 49.00
    stock: 120
    attributes:
      capacity: {label: {en: capacity, zh: 容量}, value: 1.7, unit: L}
      color: {label: {en: color, zh: 颜色}, value: {en: sage green, zh: 鼠尾草绿}}
      dishwasher_safe: {label: {en: dishwasher safe, zh: 可机洗}, value: false}
      warranty: {label: {en: warranty, zh: 质保}, value: 2, unit: year}
    points:
      - {en: Boils in seven minutes., zh: 七分钟烧开。}
  - id: lamp-egret
    sku: AB-L110
    name: {en: Egret desk lamp, zh: 池鹭台灯}
    brand: Alderbank
    category: {en: lighting, zh: 灯具}
    description: {en: A lamp that bends., zh: 一盏会弯的灯。}
    aliases: [Egret lamp, desk lamp, 池鹭, 台灯]
    price: 59.5
    stock: true
    attributes:
      sizes: {label: sizes, value: [S, M]}
  - id: umbrella-gale
    sku: AB-T540
    name: {en: Gale folding umbrella, zh: 听风折叠伞}
    brand: Alderbank
    category: {en: travel, zh: 旅行}
    aliases: [Gale umbrella, umbrella, 听风, 雨伞, 折叠伞]
    price: 25
    stock: 0
  - id: humidifier-haze
    sku: AB-C730
    name: {en: Haze humidifier, zh: 轻雾加湿器}
    brand: Alderbank
    category: {en: care, zh: 个护}
    aliases: [humidifier, 轻雾, 加湿器]
    price: 45
    stock: 8
  - id: charger-branch
    sku: AB-D630
    name: {en: Branch wireless charger, zh: 枝桠无线充电器}
    brand: Alderbank
    category: {en: desk, zh: 桌面}
    aliases: [wireless charger, 无线充电器]
    price: 35
  - id: bank-depot
    sku: AB-D620
    name: {en: Depot power bank, zh: 补给充电宝}
    brand: Alderbank
    category: {en: desk, zh: 桌面}
    aliases: [power bank, portable charger, 充电宝, 移动电源]
    price: 42
    attributes:
      capacity: {label: {en: capacity, zh: 容量}, value: 10000, unit: mAh}
"""


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    """The shop's file, free to be changed by one test."""
    return write_shop(tmp_path / "source")


def write_shop(folder: Path) -> Path:
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "kettle.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    file = folder / "shop.yaml"
    file.write_text(SHOP, "utf-8")
    return file


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop, open; tests only read it."""
    folder = tmp_path_factory.mktemp("shops") / "alderbank"
    ingest(write_shop(tmp_path_factory.mktemp("source") / "files"), folder)
    opened = Shop.open(folder)
    yield opened
    opened.close()
