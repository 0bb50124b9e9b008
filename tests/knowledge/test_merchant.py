from pathlib import Path

import pytest

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.merchant import MerchantFeed
from knowledge.model import Money, Product

READING = Reading("USD", "", 0.0)
RSS = (
    '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">'
    "<channel><title>My shop</title>"
)
WATCH = """<item><g:id>w1</g:id><title>RSS title</title><g:title>Steel Watch</g:title>
<g:description>Nice &lt;b&gt;watch&lt;/b&gt;</g:description><link>https://shop.example/w1</link>
<g:image_link>https://x/y.png</g:image_link>
<g:price>1299.00 USD</g:price><g:sale_price>999.00 USD</g:sale_price>
<g:availability>in_stock</g:availability><g:brand>Diesel</g:brand><g:gtin>698615070527</g:gtin><g:mpn>DZ1437</g:mpn>
<g:google_product_category>Apparel &gt; Jewelry &gt; Watches</g:google_product_category>
<g:color>Black</g:color>
<g:shipping><g:country>US</g:country><g:price>4.99 USD</g:price></g:shipping>
<g:custom_label_0>secret</g:custom_label_0>
<g:product_highlight>Sapphire glass</g:product_highlight><g:product_highlight>50 m</g:product_highlight>
<g:product_detail><g:attribute_name>Strap</g:attribute_name><g:attribute_value>Leather</g:attribute_value></g:product_detail>
</item>"""
PLAIN = "<item><g:id>{}</g:id><g:title>{}</g:title><g:price>5.00 EUR</g:price></item>"
END = "</channel></rss>"


def read(folder: Path, text: str | bytes) -> list[Product | BadRow]:
    file = folder / "feed.xml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(MerchantFeed(file, READING).rows())


def test_an_item_becomes_a_product(tmp_path: Path) -> None:
    (row,) = read(tmp_path, RSS + WATCH + END)
    assert isinstance(row, Product)
    assert (row.id, row.name, row.brand) == ("w1", {"en": "Steel Watch"}, "Diesel")
    assert (row.category, row.description) == ({"en": "Watches"}, {"en": "Nice watch"})
    assert row.aliases == ("DZ1437", "698615070527")
    assert {fact.name: fact.value for fact in row.facts} == {
        "price": Money(99900, "USD"),
        "list_price": Money(129900, "USD"),
        "stock": True,
        "color": "Black",
        "shipping": "US 4.99 USD",
        "product_highlight": ("Sapphire glass", "50 m"),
        "strap": "Leather",
    }
    assert {fact.source for fact in row.facts} == {"https://shop.example/w1"}


def test_atom_feeds_are_read_too(tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>'
        '<entry><title>Kettle</title><link href="https://s/k"/><g:id>k</g:id>'
        "<g:price>39.00 USD</g:price></entry></feed>"
    )
    (row,) = read(tmp_path, atom)
    assert isinstance(row, Product)
    assert row.facts[0].value == Money(3900, "USD")
    assert row.facts[0].source == "https://s/k"


def test_a_prefix_that_was_never_declared_is_understood(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "<rss><channel>" + PLAIN.format(1, "A") + END)
    assert isinstance(row, Product)
    assert row.facts[0].value == Money(500, "EUR")


def test_a_broken_item_costs_only_itself(tmp_path: Path) -> None:
    bad_price = "<item><g:id>2</g:id><g:title>B</g:title><g:price>5.00 or 6.00</g:price></item>"
    huge = f"<item><g:id>3</g:id><g:title>C</g:title><g:description>{'x' * (3 << 20)}</g:description></item>"
    rows = read(tmp_path, RSS + PLAIN.format(1, "A") + bad_price + huge + PLAIN.format(4, "D\x01\x0b") + END)
    assert [type(row) for row in rows] == [Product, BadRow, BadRow, Product]
    assert [row.number for row in rows if isinstance(row, BadRow)] == [2, 3]


def test_wrong_bytes_cost_only_their_item(tmp_path: Path) -> None:
    data = (RSS + PLAIN.format(1, "水壶") + PLAIN.format(2, "XX") + PLAIN.format(3, "台灯") + END).encode()
    rows = read(tmp_path, data.replace(b"XX", b"\xff\xe9"))
    assert [type(row) for row in rows] == [Product, BadRow, Product]


def test_chinese_encodings_are_read(tmp_path: Path) -> None:
    text = (RSS + PLAIN.format(1, "水壶") + END).replace(
        'version="1.0"?', 'version="1.0" encoding="GB2312"?', 1
    )
    (row,) = read(tmp_path, text.encode("gbk"))
    assert isinstance(row, Product)
    assert row.name == {"zh": "水壶"}


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><item><title>&j;</title></item></channel></rss>"
)
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><id>1</id><title>&x;</title></item></rss>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "entities"),
        (OUTSIDE, "entities"),
        ("<rss>" + "<a>" * 100_000, "nested too deeply"),
        (RSS + WATCH, "no XML"),
        (RSS + "<item><title>A & B</title></item>" + END, "no XML"),
        (RSS + END, "no <item>"),
        ("", "no XML"),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)
