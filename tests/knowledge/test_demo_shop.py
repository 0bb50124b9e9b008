"""The demo shop's data keeps its format, agrees with itself and stays within advertising rules."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia
import yaml

import knowledge

DEMO = Path(knowledge.__file__).parent / "demo"
SHOP: dict[str, Any] = yaml.safe_load((DEMO / "shop.yaml").read_text(encoding="utf-8"))
PRODUCTS: list[dict[str, Any]] = SHOP["products"]
FAQ: list[dict[str, Any]] = SHOP["faq"]
POLICIES: dict[str, dict[str, Any]] = SHOP["policies"]

HAN = re.compile(r"[㐀-鿿]")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ABSOLUTE = re.compile(
    r"\b(best|no\. ?1|number one|ultimate|perfect|unbeatable|world-class|cheapest|fastest|lowest|greatest|"
    r"miracle|guaranteed|forever|only \d+ left|last chance|hurry)\b|#1|100 ?%"
    r"|最|第一|国家级|顶级|顶尖|极致|完美|唯一|首选|绝对|永久|万能|全网|史上|世界级|仅剩|抢购|包治",
    re.IGNORECASE,
)
EXPERIENCE = re.compile(
    r"\bI(?:'ve| have)? (?:use|used|love|loved|own|tried|wear|wore|bought|drink|sleep)\b"
    r"|\bmy own\b|\bat my home\b"
    r"|我(?:自己)?(?:也)?(?:在用|用过|买过|穿过|试过|家里?)|亲测|自用",
    re.IGNORECASE,
)
SPELLED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred)\b"
    r"|[两二三四五六七八九十百]+(?:个|件|档|种|格|小时|分钟|天|年|克|升|双|根|组|支)",
    re.IGNORECASE,
)
WRITTEN_ONLY = re.compile(r"https?:|www\.|[\U0001F300-\U0001FAFF☀-➿•\n]")


def texts(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text by language below a node, with its place."""
    if isinstance(node, dict):
        if "en" in node or "zh" in node:
            yield path, node
            return
        for key, value in node.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{path}[{index}]")


def numbers(*said: object) -> set[float]:
    return {float(match.replace(",", "")) for text in said for match in NUMBER.findall(str(text))}


def known(product: dict[str, Any]) -> set[float]:
    """Every number that the product's typed attributes and prices hold."""
    values = [attribute["value"] for attribute in product["attributes"].values()]
    return numbers(*values, product["price"], product.get("list_price", ""))


def spoken() -> Iterator[tuple[str, str]]:
    """Every sentence of the shop that may be said aloud, with its place."""
    for place, text in texts([POLICIES, FAQ, PRODUCTS], "shop"):
        if ".questions" not in place:
            for value in text.values():
                for sentence in value if isinstance(value, list) else [value]:
                    yield place, sentence


def by_id(product: dict[str, Any]) -> str:
    return str(product["id"])


def test_shop_has_its_languages_currency_and_policies() -> None:
    assert set(SHOP) == {"shop", "policies", "faq", "products"}
    assert SHOP["shop"]["languages"] == ["en", "zh"]
    assert SHOP["shop"]["currency"] == "USD"
    assert set(POLICIES) == {"shipping", "returns", "warranty", "payment", "support", "privacy"}
    assert 20 <= len(PRODUCTS) <= 22
    assert 5 <= len({product["category"]["en"] for product in PRODUCTS}) <= 6


def test_every_text_is_there_in_both_languages() -> None:
    found = list(texts(SHOP, "shop"))
    assert len(found) > 400
    for place, text in found:
        assert set(text) == {"en", "zh"}, place
        for language, value in text.items():
            wordings = value if isinstance(value, list) else [value]
            assert wordings, place
            assert all(isinstance(words, str) and words.strip() == words != "" for words in wordings), place
            if language == "en":
                assert not any(HAN.search(words) for words in wordings), place


def test_ids_skus_names_and_aliases_are_distinct() -> None:
    for values in (
        [product["id"] for product in PRODUCTS],
        [product["sku"] for product in PRODUCTS],
        [answer["id"] for answer in FAQ],
        [alias.lower() for product in PRODUCTS for alias in product["aliases"]],
        [question.lower() for answer in FAQ for asked in answer["questions"].values() for question in asked],
    ):
        assert len(values) == len(set(values))


@pytest.mark.parametrize("product", PRODUCTS, ids=by_id)
def test_product_is_complete_and_priced(product: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", product["id"])
    assert re.fullmatch(r"NM-[A-Z]\d{3}", product["sku"])
    assert round(product["price"] * 100) % 100 in (0, 50, 90)
    assert product.get("list_price", product["price"] + 1) > product["price"] > 0
    assert isinstance(product["stock"], int)
    assert product["stock"] >= 0
    assert 6 <= len(product["attributes"]) <= 10
    assert 3 <= len(product["points"]) <= 4
    assert any(HAN.search(alias) for alias in product["aliases"])
    assert any(not HAN.search(alias) for alias in product["aliases"])


@pytest.mark.parametrize("product", PRODUCTS, ids=by_id)
def test_product_line_word_belongs_to_one_product_only(product: dict[str, Any]) -> None:
    english = product["name"]["en"].split()[0].lower()
    chinese = [alias for alias in product["aliases"] if product["name"]["zh"].startswith(alias)]
    assert chinese
    for other in PRODUCTS:
        if other is not product:
            words = " ".join([*other["name"].values(), *other["aliases"]]).lower()
            assert english not in re.findall(r"[a-z]+", words)
            assert chinese[0] not in words


def test_same_attribute_has_the_same_label_everywhere() -> None:
    labels: dict[str, dict[str, str]] = {}
    for product in PRODUCTS:
        for name, attribute in product["attributes"].items():
            assert set(attribute) <= {"label", "value", "unit"}
            assert labels.setdefault(name, attribute["label"]) == attribute["label"]
            if "unit" in attribute:
                assert isinstance(attribute["value"], int | float)


def test_stock_shows_a_sold_out_product_and_scarce_ones() -> None:
    stock = [product["stock"] for product in PRODUCTS]
    assert stock.count(0) == 1
    assert any(0 < count <= 5 for count in stock)


@pytest.mark.parametrize("product", PRODUCTS, ids=by_id)
def test_numbers_said_of_a_product_are_its_typed_facts(product: dict[str, Any]) -> None:
    for text in [product["description"], *product["points"]]:
        assert numbers(*text.values()) <= known(product), text
        assert numbers(text["en"]) == numbers(text["zh"]), text


def test_numbers_in_policies_agree_between_languages() -> None:
    for name, policy in POLICIES.items():
        assert numbers(policy["text"]["en"]) == numbers(policy["text"]["zh"]), name


def test_numbers_in_approved_answers_are_facts_of_their_subject() -> None:
    facts = {product["id"]: known(product) for product in PRODUCTS}
    policies = numbers(*(text for policy in POLICIES.values() for text in policy["text"].values()))
    for answer in FAQ:
        subjects = [answer["product"]] if "product" in answer else list(facts)
        allowed = policies.union(*(facts[subject] for subject in subjects))
        for replies in answer["replies"].values():
            assert numbers(*replies) <= allowed, answer["id"]


def test_warranty_policy_agrees_with_every_product() -> None:
    years = {product["id"]: product["attributes"]["warranty"]["value"] for product in PRODUCTS}
    powered = {"power", "battery_life", "battery_capacity", "output_power", "charging"}
    for product in PRODUCTS:
        expected = 2 if powered & set(product["attributes"]) else 1
        assert years[product["id"]] == (5 if product["id"] == "carryon-tern" else expected), product["id"]


def test_approved_answers_have_wordings_and_name_products_that_exist() -> None:
    products = {product["id"] for product in PRODUCTS}
    assert len(FAQ) >= 20
    for answer in FAQ:
        assert set(answer) <= {"id", "product", "questions", "replies"}
        assert answer.get("product", PRODUCTS[0]["id"]) in products
        assert all(len(asked) >= 3 for asked in answer["questions"].values()), answer["id"]
        assert all(2 <= len(replies) <= 3 for replies in answer["replies"].values()), answer["id"]


def test_host_says_openly_that_it_is_an_ai() -> None:
    replies = next(answer["replies"] for answer in FAQ if answer["id"] == "faq-real-person")
    assert all("AI" in reply for wordings in replies.values() for reply in wordings)


def test_nothing_said_is_absolute_personal_or_for_the_eye_only() -> None:
    for place, sentence in spoken():
        for rule in (ABSOLUTE, EXPERIENCE, SPELLED, WRITTEN_ONLY):
            assert not rule.search(sentence), (place, sentence)


def test_every_picture_belongs_to_a_product() -> None:
    pictures = {f"pictures/{path.name}" for path in (DEMO / "pictures").iterdir()}
    assert pictures == {product["picture"] for product in PRODUCTS}


@pytest.mark.parametrize("product", PRODUCTS, ids=by_id)
def test_picture_renders_as_a_real_drawing(product: dict[str, Any]) -> None:
    data = (DEMO / product["picture"]).read_bytes()
    assert len(data) < 12 * 1024
    assert b"<text" not in data
    drawing = skia.SVGDOM.MakeFromStream(skia.MemoryStream(data))
    assert drawing is not None
    drawing.setContainerSize(skia.Size(512, 512))
    surface = skia.Surface(512, 512)
    surface.getCanvas().clear(skia.ColorTRANSPARENT)
    drawing.render(surface.getCanvas())
    pixels = np.asarray(surface.makeImageSnapshot().toarray())  # (512, 512, 4)
    assert pixels[..., 3].min() == 255
    colors = pixels[..., :3].astype(np.int64)
    assert colors.std() > 15
    coarse = (colors // 32) @ np.array([64, 8, 1])
    assert np.bincount(coarse.ravel()).max() < 0.6 * coarse.size
