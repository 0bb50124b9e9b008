import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.encoding import LOST, decoded

CHINESE = "商品编号,商品名称,价格\nA1,不锈钢保温杯,199\nA2,电热水壶,99\n"
WESTERN = "id,name,price\n1,Crème brûlée torch,19\n2,Décor für Küche,5\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_chinese_tables_are_read_in_any_usual_encoding(encoding: str) -> None:
    text = CHINESE if "16-" not in encoding else "id,name,price\n1,Kettle,5\n" + CHINESE
    assert decoded(text.encode(encoding))[0] == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "utf-16"])
def test_western_tables_are_read_in_any_usual_encoding(encoding: str) -> None:
    assert decoded(WESTERN.encode(encoding))[0] == WESTERN


@pytest.mark.parametrize(
    "wrong", ["5,Crème,9\n".encode("latin-1"), "5,水壶,9\n".encode("gbk"), b"5,\xff\xfe,9\n"]
)
def test_a_row_in_another_encoding_leaves_the_others_as_they_are(wrong: bytes) -> None:
    text, name = decoded(CHINESE.encode() + wrong + b"6,ok,9\n")
    assert name == "utf-8"
    lines = text.splitlines()
    assert lines[:3] == CHINESE.splitlines()
    assert LOST in lines[3]
    assert lines[4] == "6,ok,9"


@given(st.binary(max_size=500))
def test_any_bytes_become_text(data: bytes) -> None:
    assert isinstance(decoded(data)[0], str)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    marked = text.lstrip("\ufeff")
    assert decoded(b"\xef\xbb\xbf" + marked.encode())[0] == marked
