from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.native import NativeFeed
from knowledge.model import Money, Product, Quantity

READING = Reading("USD", "", 1000.0)
HEAD = "shop: {name: Test, currency: USD, languages: [en]}\n"


def products(file: Path) -> list[Product | BadRow]:
    return list(NativeFeed(file, READING).rows())


def written(folder: Path, products_yaml: str, head: str = HEAD) -> Path:
    file = folder / "shop.yaml"
    file.write_text(f"{head}products:\n{products_yaml}", "utf-8")
    return file


def test_a_product_comes_with_all_its_typed_facts(shop_file: Path) -> None:
    kettle = products(shop_file)[0]
    assert isinstance(kettle, Product)
    assert kettle.name == {"en": "Ember electric kettle", "zh": "暖炉电热水壶"}
    assert kettle.aliases[0] == "AB-K100"
    assert Path(kettle.picture) == shop_file.parent.resolve() / "pictures" / "kettle.svg"
    values = {fact.name: fact.value for fact in kettle.facts}
    assert values == {
        "price": Money(3900, "USD"),
        "list_price": Money(4900, "USD"),
        "stock": 120,
        "capacity": Quantity(1.7, "L"),
        "color": "sage green",
        "dishwasher_safe": False,
        "warranty": Quantity(2.0, "year"),
        "point-1": "Boils in seven minutes.",
    }
    color = kettle.fact("color")
    assert color is not None
    assert color.text == {"en": "sage green", "zh": "鼠尾草绿"}
    assert color.id == "kettle-ember/color"
    assert color.source.startswith("shop.yaml:")


def test_price_and_stock_age_and_attributes_do_not(shop_file: Path) -> None:
    kettle = products(shop_file)[0]
    assert isinstance(kettle, Product)
    ageing = {fact.name for fact in kettle.facts if fact.fresh_until == 1000.0 + 3600}
    assert ageing == {"price", "list_price", "stock"}
    assert all(fact.fresh_until is None for fact in kettle.facts if fact.name not in ageing)


def test_the_shop_has_policies_and_answers_with_their_facts(shop_file: Path) -> None:
    shop = NativeFeed(shop_file, READING).shop()
    assert shop is not None
    assert shop.languages == ("en", "zh")
    assert [fact.id for fact in shop.policies] == ["shop/returns", "shop/shipping"]
    gift = next(answer for answer in shop.answers if answer.id == "faq-gift")
    assert gift.fact is not None
    assert gift.fact.kind == "faq"
    assert gift.fact.text["en"] == "Yes, gift wrap is free. Of course, at checkout."
    descale = next(answer for answer in shop.answers if answer.id == "faq-descale")
    assert descale.product_id == "kettle-ember"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.svg",
        "/etc/passwd.svg",
        "pictures/../../secret.svg",
        "pictures/link.svg",
        "pictures\\..\\..\\a",
    ],
)
def test_a_picture_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "shop"
    (folder / "pictures").mkdir(parents=True)
    (tmp_path / "secret.svg").write_text("<svg/>")
    (folder / "pictures" / "link.svg").symlink_to(tmp_path / "secret.svg")
    rows = products(written(folder, f"  - {{id: a, name: A, picture: {name!r}}}\n"))
    assert isinstance(rows[0], BadRow)
    assert "picture" in rows[0].reason


def test_a_missing_picture_costs_only_the_picture(tmp_path: Path) -> None:
    rows = products(written(tmp_path, "  - {id: a, name: A, picture: pictures/none.svg}\n"))
    assert isinstance(rows[0], Product)
    assert rows[0].picture == ""


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{id: a, name: A, colour: red}", "line 3, colour: there is no such field"),
        ("{name: A}", "line 3, id: it is missing"),
        ("{id: a, name: A, price: -1}", "line 3, price"),
        ("{id: a, name: A, price: cheap}", "price 'cheap'"),
        ("{id: shop, name: A}", "'shop' cannot be"),
        ("{id: 'a b', name: A}", "line 3, id"),
        ("{id: a, name: A, attributes: {price: {value: 1}}}", "'price' has a meaning of its own"),
        ("{id: a, name: A, stock: -3}", "line 3, stock"),
        ("just words", "it is no mapping"),
    ],
)
def test_a_bad_product_is_named_by_number_line_and_field(tmp_path: Path, entry: str, reason: str) -> None:
    rows = products(written(tmp_path, f"  - {entry}\n  - {{id: good, name: Good}}\n"))
    assert isinstance(rows[0], BadRow)
    assert rows[0].number == 1
    assert reason in rows[0].reason
    assert "\n" not in rows[0].reason
    assert isinstance(rows[1], Product)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("shop: {name: T, currency: usd, languages: [en]}\n", "line 1, shop.currency"),
        ("shop: {name: T, currency: USD, languages: []}\n", "line 1, shop.languages"),
        (HEAD + "policies:\n  returns: {label: R}\n", "line 3, policies.returns.text: it is missing"),
        (
            HEAD + "faq:\n  - {id: q, product: none, questions: {en: [a]}, replies: {en: [b]}}\n",
            "no product 'none'",
        ),
        (HEAD + "extra: 1\n", "line 2, extra: there is no such field"),
        (HEAD + "a: [\n", "line 4: "),
        (HEAD + "shop: {}\n", "line 2: 'shop' stands twice"),
        ("x: &a [1]\ny: *a\n", "line 2: aliases"),
    ],
)
def test_what_is_wrong_around_the_products_stops_the_file_in_one_line(
    tmp_path: Path, head: str, reason: str
) -> None:
    with pytest.raises(FeedError) as caught:
        products(written(tmp_path, "  - {id: a, name: A}\n", head))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_python_tags_are_not_obeyed(tmp_path: Path) -> None:
    with pytest.raises(FeedError):
        products(written(tmp_path, "  - !!python/object/apply:os.getcwd []\n"))


def test_deep_nesting_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FeedError):
        products(written(tmp_path, "  - " + "[" * 5000))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_a_shop_or_a_feed_error(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(data)
    try:
        products(file)
        message = ""
    except FeedError as error:
        message = str(error)
    assert "\n" not in message
