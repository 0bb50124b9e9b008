import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.cards.card import MAX_JSON, CardError, card_in, read_card
from persona.cards.png import MAX_TEXT, PngError, texts


def json_card(version: str = "V2", **data: Any) -> bytes:
    fields = {"name": "Anna", "description": "Knows plants.", "personality": "Gentle and dry.", **data}
    if version == "V1":
        return json.dumps(fields).encode()
    spec = {"spec": f"chara_card_{version.lower()}", "spec_version": f"{version[1]}.0", "data": fields}
    return json.dumps(spec).encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_file(*texts: bytes) -> bytes:
    """A picture of one pixel with these chunks behind it."""
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress(b"\0\0\0\0")),
            *texts,
            chunk(b"IEND", b""),
        )
    )


def text_chunk(keyword: str, card: bytes) -> bytes:
    return chunk(b"tEXt", keyword.encode() + b"\0" + base64.b64encode(card))


@pytest.mark.parametrize("version", ["V1", "V2", "V3"])
def test_json_of_every_version_is_read(version: str) -> None:
    card = card_in(json_card(version))
    assert (card.version, card.name) == (version, "Anna")
    assert card.text("personality") == "Gentle and dry."


def test_png_holds_the_card_behind_its_picture() -> None:
    assert card_in(png_file(text_chunk("chara", json_card()))).name == "Anna"


def test_version_3_is_preferred_to_its_backfill() -> None:
    data = png_file(
        text_chunk("chara", json_card(name="Old")), text_chunk("ccv3", json_card("V3", name="New"))
    )
    assert (card_in(data).version, card_in(data).name) == ("V3", "New")


def test_international_and_compressed_texts_are_read() -> None:
    body = base64.b64encode(json_card())
    plain = chunk(b"iTXt", b"chara\0\0\0en\0title\0" + body)
    packed = chunk(b"iTXt", b"chara\0\1\0\0\0" + zlib.compress(body))
    old = chunk(b"zTXt", b"chara\0\0" + zlib.compress(body))
    for one in (plain, packed, old):
        assert card_in(png_file(one)).name == "Anna"


def test_everything_a_card_may_hold_is_kept_or_named() -> None:
    book = {
        "entries": [
            {"content": "Second.", "insertion_order": 2},
            {"content": "Off.", "enabled": False},
            {"content": "First.", "insertion_order": 1},
            {"content": 7},
            "nonsense",
        ]
    }
    card = card_in(
        json_card(
            "V3",
            character_book=book,
            tags=["plants", 3],
            alternate_greetings=["Hi"],
            extensions={"a": 1},
            assets=[{"uri": "https://example.invalid/x.png"}],
            personality=["a list"],
            scenario=None,
        )
    )
    assert card.lore == ("First.", "Second.")
    assert (card.tags, card.greetings) == (("plants",), ("Hi",))
    assert card.ignored == ("personality (not text)", "extensions", "assets")
    assert card.text("scenario") == ""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "neither a PNG file nor JSON"),
        (b"hello", "neither a PNG file nor JSON"),
        (b"[]", "must be an object with a name"),
        (b"{}", "it has no name"),
        (b'{"name": "Anna"}', "it describes nobody"),
        (b'{"name": 3, "description": "x"}', "it has no name"),
        (b"[" * 200_000, "neither a PNG file nor JSON"),
        (b'{"name": ' + b"9" * 5000 + b"}", "neither a PNG file nor JSON"),
        (b'{"name": "' + b"x" * MAX_JSON + b'"}', "more than 3 MiB"),
        (b"PK\x03\x04", "unpack it and import its card.json"),
        (png_file(), "a picture without a card in it"),
        (png_file(chunk(b"tEXt", b"chara\0")), "a picture without a card in it"),
        (png_file(chunk(b"tEXt", b"chara\0!!!!")), "not base64 text"),
        (png_file(chunk(b"tEXt", b"no name")), "a text without a name"),
        (png_file(chunk(b"zTXt", b"chara\0\0junk")), "cannot be unpacked"),
        (png_file(text_chunk("chara", b"junk")), "neither a PNG file nor JSON"),
        (png_file(text_chunk("chara", json_card()))[:-20], "is cut short"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt", "is cut short"),
        (png_file(text_chunk("chara", json_card())[:-1] + b"\0"), "is damaged"),
        (png_file(*[chunk(b"teSt", b"")] * 20_001), "more than 20000 chunks"),
    ],
)
def test_what_is_no_card_is_one_clear_line(data: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "card.png"
    file.write_bytes(data)
    with pytest.raises(CardError) as caught:
        read_card(file)
    message = str(caught.value)
    assert told in message
    assert message.startswith(str(file))
    assert "\n" not in message


def test_a_bomb_of_compressed_text_is_refused_before_it_is_unpacked() -> None:
    bomb = zlib.compress(b"0" * (MAX_TEXT * 8), 9)
    assert len(bomb) < 64 * 1024
    with pytest.raises(PngError, match="more than 4 MiB"):
        texts(png_file(chunk(b"zTXt", b"chara\0\0" + bomb)))


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="cannot be read: No such file"):
        read_card(tmp_path / "none.png")


def outcome(data: bytes) -> str:
    try:
        card_in(data)
    except CardError as error:
        return "refused" if "\n" not in str(error) else "not in one line"
    return "read"


@given(st.binary(max_size=400))
def test_strangers_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data) in ("read", "refused")


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_picture_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        png_file(text_chunk("ccv3", json_card("V3")), chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(b"b")))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    assert outcome(bytes(whole[:cut])) in ("read", "refused")
    assert outcome(bytes(whole)) in ("read", "refused")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["name", "description", "tags", "character_book", "spec", "data", "extensions"]), JSON
    )
)
def test_fields_of_any_type_are_read_or_refused(document: dict[str, object]) -> None:
    assert outcome(json.dumps(document).encode()) in ("read", "refused")
    wrapped = {"spec": "chara_card_v2", "data": {"name": "Anna", **document}}
    assert outcome(json.dumps(wrapped).encode()) in ("read", "refused")
