import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Searchable
from knowledge.names import NameIndex
from knowledge.shop import Shop


def sure(shop: Shop, question: str) -> set[str]:
    return {hit.product.id for hit in shop.search(question) if hit.sure}


@pytest.mark.parametrize(
    ("question", "product_id"),
    [
        ("how much is the Ember kettle?", "kettle-ember"),
        ("price of Ember", "kettle-ember"),
        ("is ember dishwasher safe", "kettle-ember"),
        ("do you have the ember electric kettle in stock", "kettle-ember"),
        ("can I buy 2 Ember kettles", "kettle-ember"),
        ("Ember kettle 3 pieces please", "kettle-ember"),
        ("is the Ember kettle $20?", "kettle-ember"),
        ("AB-K100 price", "kettle-ember"),
        ("ab k100", "kettle-ember"),
        ("abk100?", "kettle-ember"),
        ("the K100", "kettle-ember"),
        ("how much is the kettle", "kettle-ember"),
        ("ember kettel price", "kettle-ember"),
        ("Egret lamp, how bright?", "lamp-egret"),
        ("how much is the umbrella", "umbrella-gale"),
        ("umbrellas?", "umbrella-gale"),
        ("does the Depot power bank charge a laptop", "bank-depot"),
        ("暖炉水壶多少钱", "kettle-ember"),
        ("暖炉多少钱", "kettle-ember"),
        ("水壶多少钱", "kettle-ember"),
        ("这个雨伞有货吗", "umbrella-gale"),
        ("我要2个充电宝", "bank-depot"),
        ("暖炉水壶2个多少钱", "kettle-ember"),
        ("AB-K100多少钱", "kettle-ember"),
        ("充电宝10000毫安的吗", "bank-depot"),
    ],
)
def test_a_question_that_names_a_product_is_sure_of_it(shop: Shop, question: str, product_id: str) -> None:
    assert sure(shop, question) == {product_id}


@pytest.mark.parametrize(
    "question",
    [
        "Ember 2 kettle price",
        "Ember 2 price",
        "Ember kettle 2",
        "Ember kettle 2L price",
        "Ember kettle 500 ml",
        "Ember pro kettle",
        "Ember kettle mini",
        "mini ember kettle",
        "Ember toaster",
        "Philips Ember kettle",
        "AB-K101 price",
        "AB-K10",
        "AB-K100-B price",
        "AB-K100B",
        "ember kettle xk9000",
        "do you have a stovetop kettle",
        "beach umbrella price",
        "umbrella stand price",
        "which charger do you have",
        "Alderbank",
        "ambre",
        "暖炉2代多少钱",
        "暖炉水壶2多少钱",
        "暖炉水壶升级版多少钱",
        "暖炉烤箱多少钱",
        "迷你暖炉水壶",
        "小米充电宝",
        "羽绒台灯",
        "微波炉多少钱",
        "hello everyone",
        "",
        "???",
    ],
)
def test_a_near_miss_is_never_sure(shop: Shop, question: str) -> None:
    assert sure(shop, question) == set()


def test_two_products_that_are_compared_are_both_sure(shop: Shop) -> None:
    assert sure(shop, "is the egret lamp better than the ember kettle?") == {"lamp-egret", "kettle-ember"}
    assert sure(shop, "雨伞和台灯哪个好") == {"umbrella-gale", "lamp-egret"}


def index(*products: Searchable) -> NameIndex:
    return NameIndex(products, lambda key: frozenset())


def named(key: str, name: str, *aliases: str, brand: str = "", category: str = "") -> Searchable:
    return Searchable(key, {"en": name}, brand, {"en": category} if category else {}, {}, aliases)


def test_a_name_that_two_products_share_is_sure_of_neither() -> None:
    found = index(named("a", "Ember kettle", "X-100"), named("b", "Ember kettle", "X-100")).match(
        "ember kettle x-100"
    )
    assert {match.product_id for match in found} == {"a", "b"}
    assert not any(match.sure for match in found)


def test_the_longer_name_wins() -> None:
    names = index(named("a", "Ember kettle"), named("b", "Ember mini kettle"), named("c", "Ember 2 kettle"))
    for question, product_id in (("ember kettle", "a"), ("ember mini kettle", "b"), ("ember 2 kettle", "c")):
        assert [match.product_id for match in names.match(question) if match.sure] == [product_id]


def test_brand_with_category_is_sure_where_only_one_product_has_both() -> None:
    names = index(
        named("a", "Solis", brand="Acme", category="kettle"),
        named("b", "Terra", brand="Zenit", category="kettle"),
        named("c", "Luna", brand="Zenit", category="lamp"),
        named("d", "Mira", brand="Zenit", category="lamp"),
    )
    assert [match.product_id for match in names.match("the acme kettle") if match.sure] == ["a"]
    assert not any(match.sure for match in names.match("the zenit lamp"))


def test_a_first_word_that_other_products_texts_use_is_no_name() -> None:
    lamp = Searchable("b", {"en": "Egret lamp"}, "", {}, {"en": "Shines with 450 lumen."}, ())
    names = index(named("a", "Lumen electric kettle"), lamp)
    assert not any(match.sure for match in names.match("how many lumen"))
    assert [match.product_id for match in names.match("the lumen electric kettle") if match.sure] == ["a"]


def test_a_first_word_that_other_names_hold_is_no_name() -> None:
    names = index(named("a", "iPad stand"), named("b", "Case for iPad"))
    assert not any(match.sure for match in names.match("ipad"))


@given(st.text(max_size=80))
def test_any_question_is_matched_without_complaint(question: str) -> None:
    names = index(named("a", "Ember kettle", "AB-K100", "暖炉水壶"), named("b", "Egret lamp"))
    assert len(names.match(question)) <= 2
    assert isinstance(names.corrected(question), str)
