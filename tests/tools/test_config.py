from pathlib import Path
from typing import Any

import pytest

from agent.config import RoomConfig
from persona.yamlfile import DocumentError, read_model
from tools.base import ToolConfigError
from tools.config import ToolsConfig, web_address
from tools.registry import TOOLS, load

MERCHANT = {"base_url": "https://api.shop.example/v2/"}
PRICE = {"path": "/p/{product}", "fields": {"price": "/price"}}


def section(**tools: Any) -> ToolsConfig:
    return ToolsConfig.model_validate({"merchant": MERCHANT, **tools})


def test_nothing_is_needed() -> None:
    assert ToolsConfig() == ToolsConfig(merchant=None, use={}, mcp=())


def test_a_whole_section_is_read(uses: Any) -> None:
    config = section(
        use=uses, mcp=[{"name": "crm", "url": "https://mcp.example/mcp", "tools": {"points": {}}}]
    )
    assert config.merchant is not None
    assert config.merchant.base_url == "https://api.shop.example/v2"
    assert list(config.use) == list(uses)


@pytest.mark.parametrize(
    ("use", "why"),
    [
        ({"prize": PRICE}, "no tool is called 'prize'; there are price, stock"),
        ({"no.module:Tool": PRICE}, "does not load"),
        ({"os.path:join": PRICE}, "is no tool"),
        ({"price": {"fields": {"price": "/price"}}}, "use.price.path: is missing"),
        ({"price": {**PRICE, "colour": 1}}, "use.price.colour: is no known field"),
        ({"price": {**PRICE, "fields": {"price": "price"}}}, "use.price.fields.price"),
        ({"price": {**PRICE, "path": "p/{product}"}}, "must begin with one /"),
        ({"price": {**PRICE, "path": "//evil.example/{product}"}}, "must begin with one /"),
        ({"price": {**PRICE, "path": "/p?id={product}"}}, r"hold no \?"),
        ({"price": {**PRICE, "path": "/p/{order}"}}, r"there is no \{order\} here; there is \{product\}"),
        ({"price": {**PRICE, "path": "/p/{product.__class__}"}}, "a parameter is a plain name"),
        ({"price": {**PRICE, "path": "/p/{product!r:>10}"}}, "a parameter is a plain name"),
        ({"price": {**PRICE, "path": "/p/{}"}}, "a parameter is a plain name"),
        ({"price": {**PRICE, "path": "/p/{product"}}, "a brace too many or too few"),
        ({"price": {**PRICE, "body": {"a": 1}}}, "only sent with method: POST"),
        ({"stock": {"path": "/s", "fields": {}}}, "give count or available"),
        ({"coupon": {"path": "/c", "fields": {"code": "/c"}}}, "give either percent or amount"),
        (
            {"order": {"path": "/o/{order}", "fields": {"status": "/s"}, "number": "(["}},
            "is no regular expression",
        ),
    ],
)
def test_a_wrong_tool_is_named_with_what_to_mend(use: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        section(use=use)


def test_tools_without_a_merchant_ask_for_one() -> None:
    with pytest.raises(ValueError, match="use needs merchant"):
        ToolsConfig.model_validate({"use": {"price": PRICE}})


@pytest.mark.parametrize(
    "url",
    ["http://shop.example", "ftp://shop.example", "https://user:pw@shop.example", "shop.example", "https://",
     "https://shop.example/?a=1", "http://127.0.0.1.evil.example", "http://169.254.169.254/latest"],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        web_address(url)


@pytest.mark.parametrize(
    "url", ["https://shop.example/api", "http://127.0.0.1:80", "http://localhost:1", "http://[::1]:5"]
)
def test_https_or_this_machine_may_be_asked(url: str) -> None:
    assert web_address(url) == url


def test_a_fault_in_a_file_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "tools.yaml"
    path.write_text("merchant:\n  base_url: http://shop.example\n", "utf-8")
    with pytest.raises(DocumentError, match=r"tools.yaml:2: merchant.base_url: .*must begin with https://"):
        read_model(path, ToolsConfig)


@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_loads_and_says_how_it_is_called(name: str) -> None:
    tool = load(name)
    assert tool.Config.model_fields["path"].is_required()
    assert set(tool.PARAMETERS) <= {"product", "place", "order"}


def test_an_unknown_tool_names_the_known_ones() -> None:
    with pytest.raises(ToolConfigError, match=r"there are price, .*, or module:Class"):
        load("weather")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "    stock: {path: /s, fields: {amount: /a}}",
            "5: tools.use.stock.fields.amount: is no known field; there are count",
        ),
        ("    stok: {path: /s}", "5: tools.use.stok: no tool is called 'stok'"),
        (
            "    stock: {path: /s, fields: {count: a.b}}",
            "5: tools.use.stock.fields.count: 'a.b' must be a JSON Pointer",
        ),
        (
            "    stock: {path: '/{item}', fields: {count: /a}}",
            "5: tools.use.stock: there is no {item} here; there is {product}",
        ),
        (
            "    cart: {path: /c, fields: {url: /u}, hosts: ['https://a.example']}",
            "5: tools.use.cart.hosts[0]: 'https://a.example' must be a host name alone",
        ),
    ],
)
def test_a_fault_of_a_tool_names_its_own_line(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("tools:\n  merchant:\n    base_url: https://a.example\n  use:\n" + line + "\n", "utf-8")
    with pytest.raises(DocumentError) as caught:
        read_model(path, RoomConfig)
    assert str(caught.value).startswith(f"{path}:{says}")


@pytest.mark.parametrize("auth", ["sk-live-123", "{variable: sk-live-123}"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, auth: str) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(f"tools:\n  merchant: {{base_url: 'https://a.example', auth: {auth}}}\n", "utf-8")
    with pytest.raises(DocumentError) as caught:
        read_model(path, RoomConfig)
    assert "never the secret" in str(caught.value)
    assert "sk-live" not in str(caught.value)
