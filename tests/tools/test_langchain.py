import json
from typing import Any

from tools.langchain import as_langchain


async def test_a_model_is_given_words_and_the_caller_the_facts(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    merchant.says("/coupon", {"code": "LIVE10", "percent": 10})
    box = open_box(uses)
    tools = {tool.name: tool for tool in as_langchain(box.tools, "zh")}
    assert set(tools) == set(uses)
    call = {"type": "tool_call", "id": "1", "name": "coupon", "args": {}}
    message = await tools["coupon"].ainvoke(call)
    assert json.loads(message.content) == {
        "say": ["用优惠码LIVE10下单打9折。"],
        "code": "LIVE10",
        "percent": 10.0,
    }
    assert message.artifact.facts[0].id == "shop/coupon"


async def test_what_could_not_be_looked_up_is_said_and_nothing_raised(
    merchant: Any, open_box: Any, uses: Any
) -> None:
    box = open_box(uses)
    tools = {tool.name: tool for tool in as_langchain(box.tools)}
    call = {"type": "tool_call", "id": "1", "name": "price", "args": {"product": "../../etc"}}
    message = await tools["price"].ainvoke(call)
    assert json.loads(message.content) == {"problem": "could not be looked up (arguments)"}
    assert message.artifact is None
    assert merchant.seen == []


async def test_the_schema_names_each_argument(open_box: Any, uses: Any) -> None:
    tools = {tool.name: tool for tool in as_langchain(open_box(uses).tools)}
    schema = tools["shipping"].args_schema
    assert isinstance(schema, dict)
    assert list(schema["properties"]) == ["place"]
    assert schema["required"] == ["place"]
