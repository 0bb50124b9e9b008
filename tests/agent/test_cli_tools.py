import json
import sys
import textwrap
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli.tools import command

ANSWERS = {
    "/p/kettle-lumen": {"price": "36.50"},
    "/orders/100045": {"status": "shipped"},
    "/coupon": {"code": "LIVE10", "percent": 10},
}
SERVER = """
    from mcp.server.fastmcp import FastMCP
    from mcp.types import ToolAnnotations
    server = FastMCP("loyalty", log_level="ERROR")
    @server.tool(annotations=ToolAnnotations(readOnlyHint=True))
    def total() -> str:
        return "120 members"
    @server.tool()
    def refund(order: str) -> str:
        return "refunded"
    server.run()
"""


class Merchant(BaseHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        answer = ANSWERS.get(self.path)
        content = json.dumps(answer).encode()
        self.send_response(200 if answer else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Merchant)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path / "home"))


def room(folder: Path, tools: str) -> Path:
    path = folder / "room.yaml"
    path.write_text("tools:\n" + textwrap.indent(textwrap.dedent(tools), "  "), "utf-8")
    return path


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def use(url: str) -> str:
    return f"""
        merchant: {{base_url: "{url}", retries: 0}}
        use:
          price: {{path: "/p/{{product}}", fields: {{price: /price}}}}
          order: {{path: "/orders/{{order}}", fields: {{status: /status}}}}
          coupon: {{path: /coupon, fields: {{code: /code, percent: /percent}}, changes_money: true}}
    """


def test_the_tools_are_listed(tmp_path: Path, url: str) -> None:
    result = run("list", room(tmp_path, use(url)))
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.partition("  ")[0] for line in lines] == ["price(product)", "order(order)", "coupon()"]
    assert "a person must approve" in lines[2]


def test_each_tool_is_tried_and_what_changes_money_is_not(tmp_path: Path, url: str) -> None:
    result = run("check", room(tmp_path, use(url)), "--order", "100045")
    assert result.exit_code == 0, result.output
    price, order, coupon = result.output.splitlines()
    assert "$36.50" in price
    assert "The order ending in 045 is on its way." in order
    assert coupon == "coupon: not called, a person must approve it"
    without = run("check", room(tmp_path, use(url)))
    assert "order: not called, give --order" in without.output


def test_a_tool_that_fails_is_one_line_and_the_exit_status(tmp_path: Path) -> None:
    result = run("check", room(tmp_path, use("http://127.0.0.1:9")))
    assert result.exit_code == 1
    assert (
        "price: FAILS: the shop's system at 127.0.0.1:9 cannot be reached: nothing answers there"
        in result.output
    )
    assert "Traceback" not in result.output


def test_an_mcp_server_is_tried_too(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(textwrap.dedent(SERVER), "utf-8")
    tools = f"""
        mcp:
          - name: loyalty
            command: {sys.executable}
            args: [{script}]
            connect_s: 60
            tools: {{total: {{}}, refund: {{}}}}
    """
    result = run("check", room(tmp_path, tools))
    assert result.exit_code == 0, result.output
    assert "120 members" in result.output
    assert "loyalty_refund: not called, a person must approve it" in result.output


@pytest.mark.parametrize(
    ("tools", "why"),
    [
        ("{}", "has no tools"),
        ("merchant: {base_url: 'http://shop.example'}", "must begin with https://"),
        ("use: {price: {path: /p}}", "use needs merchant"),
        (
            "merchant: {base_url: 'https://a.example', auth: {variable: NIGHTSHIFT_TEST_UNSET}}",
            "NIGHTSHIFT_TEST_UNSET is not set",
        ),
    ],
)
def test_a_wrong_section_is_one_clear_line(tmp_path: Path, tools: str, why: str) -> None:
    result = run("list", room(tmp_path, tools))
    assert result.exit_code == 1
    assert why in result.output
    assert "Traceback" not in result.output


def test_each_tool_says_its_own_reason_however_many_fail(tmp_path: Path) -> None:
    tools = use("http://127.0.0.1:9").replace("retries: 0", "retries: 0, break_after: 1")
    result = run("check", room(tmp_path, tools), "--order", "100045")
    assert result.output.count("nothing answers there") == 2, result.output
    assert "left alone" not in result.output


def test_a_product_that_the_api_does_not_know_is_a_fault(tmp_path: Path, url: str) -> None:
    tools = use(url).replace("retries: 0", 'product_ids: {kettle-lumen: "1", kettle: "2"}')
    result = run("check", room(tmp_path, tools), "--product", "kettle-lumen")
    assert result.exit_code == 1
    assert "price: FAILS: there is nothing for kettle-lumen; see product_ids and path" in result.output
    assert "product_ids: FAILS: the shop has no product kettle;" in result.output


def test_an_mcp_server_that_is_not_there_is_one_line_at_once(tmp_path: Path) -> None:
    tools = "mcp: [{name: crm, command: no-such-program, tools: {points: {}}}]"
    result = run("check", room(tmp_path, tools))
    assert result.exit_code == 1
    assert "crm: FAILS: cannot be started (No such file or directory: 'no-such-program')" in result.output


def test_a_tool_that_the_mcp_server_does_not_have_is_a_fault(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(textwrap.dedent(SERVER), "utf-8")
    started = f"command: {sys.executable}, args: [{script}], connect_s: 60"
    tools = f"mcp: [{{name: loyalty, {started}, tools: {{sum: {{}}}}}}]"
    result = run("check", room(tmp_path, tools))
    assert result.exit_code == 1
    assert "loyalty: FAILS: it has no tool named sum" in result.output
