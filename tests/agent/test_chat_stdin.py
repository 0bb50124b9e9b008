import io

from agent.chat.stdin import StdinChat


async def comments(typed: bytes) -> list[tuple[str, str]]:
    source = StdinChat(StdinChat.Config(), now=lambda: 5.0, stream=io.BytesIO(typed))
    return [(message.author, message.text) async for message in source.messages()]


async def test_each_line_is_a_comment_and_the_end_ends_it() -> None:
    assert await comments(b"how much?\n\n  \nLin: is it red?\n") == [
        ("terminal", "how much?"),
        ("Lin", "is it red?"),
    ]


async def test_words_before_a_colon_that_are_no_name_stay_in_the_text() -> None:
    assert await comments(b"one more thing: does it float?\n") == [
        ("terminal", "one more thing: does it float?")
    ]


async def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    [(_, text)] = await comments(b"\xff\xfe how much?\n")
    assert "how much?" in text
