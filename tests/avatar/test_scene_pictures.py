from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import skia

from avatar.media import Picture
from avatar.stage.picture import opening
from avatar.stage.picture.opening import PictureError, Pictures, open_picture

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 90">'
)


def png_bytes(width: int, height: int, rows: bytes | None = None) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    if rows is None:
        rows = (b"\0" + b"\xc8\x0a\x14" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def encoded(kind: str, width: int = 60, height: int = 40) -> bytes:
    pixels = np.full((height, width, 4), (200, 10, 20, 255), dtype=np.uint8)
    image = skia.Image.fromarray(pixels, colorType=skia.ColorType.kRGBA_8888_ColorType)
    return bytes(image.encodeToData(getattr(skia.EncodedImageFormat, kind), 95))


def bomb(levels: int = 12) -> str:
    """Ten times as many shapes a level: a million million of them."""
    layers = ["<g id='a0'><rect width='9' height='9'/></g>"]
    for level in range(1, levels):
        uses = f"<use xlink:href='#a{level - 1}'/>" * 10
        layers.append(f"<g id='a{level}'>{uses}</g>")
    return f"{SVG}<defs>{''.join(layers)}</defs><use xlink:href='#a{levels - 1}'/></svg>"


def entities() -> str:
    declared = ["<!ENTITY e0 'x'>"] + [
        f"<!ENTITY e{number} '{f'&e{number - 1};' * 10}'>" for number in range(1, 12)
    ]
    return f"<!DOCTYPE svg [{''.join(declared)}]>{SVG}<text>&e11;</text></svg>"


HOSTILE: dict[str, tuple[bytes, str]] = {
    "hundred-megapixels.png": (png_bytes(10_000, 10_000, b"\0" * 1000), "100 million pixels"),
    "strip.png": (png_bytes(30_000, 1), "too thin"),
    "half.jpg": (encoded("kJPEG")[:200], "broken"),
    "text.jpg": (b"not a picture", "no PNG, JPEG"),
    "empty.png": (b"", "empty"),
    "use-bomb.svg": (bomb().encode(), "takes too long"),
    "entities.svg": (entities().encode(), "declares entities"),
    "external.svg": (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG}<text>&x;</text></svg>'.encode(),
        "declares entities",
    ),
    "deep.svg": ((SVG + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>").encode(), ""),
    "huge.svg": (b"<svg xmlns='http://www.w3.org/2000/svg' width='9e9' height='9e9'/>", "size"),
    "sizeless.svg": (b"<svg></svg>", "does not say its size"),
    "cut.svg": (b'<svg width="10" height="10"><rect', "broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_ends_in_one_clear_line(tmp_path: Path, name: str) -> None:
    data, why = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(PictureError, match="is not shown") as caught:
        open_picture(str(path), 300, 300, cover=False)
    line = str(caught.value)
    assert name in line
    assert why in line
    assert "\n" not in line
    assert len(line) < 400


def test_filters_without_end_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "filters.svg"
    blurs = "<feGaussianBlur stdDeviation='400'/><feTurbulence baseFrequency='9' numOctaves='255'/>" * 400
    path.write_text(
        f"{SVG}<filter id='f'>{blurs}</filter><rect filter='url(#f)' width='90' height='90'/></svg>"
    )
    pictures = Pictures()
    assert pictures.get(str(path), 300, 300) is None
    assert pictures.wait(60.0)
    picture, faults = pictures.get(str(path), 300, 300), pictures.faults()
    assert picture is not None or "to draw" in faults[0]
    pictures.close()


def test_what_an_svg_refers_to_outside_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png_bytes(40, 40))
    path = tmp_path / "outside.svg"
    path.write_text(
        f"{SVG}<image xlink:href='{secret}' href='file://{secret}' width='90' height='90'/></svg>"
    )
    assert not open_picture(str(path), 90, 90, cover=False).any()


@pytest.mark.parametrize("kind", ["kPNG", "kJPEG", "kWEBP"])
def test_the_usual_kinds_are_opened_at_the_size_that_is_needed(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    path.write_bytes(encoded(kind, 600, 400))
    whole = open_picture(str(path), 300, 300, cover=False)
    assert whole.shape == (200, 300, 4)
    assert (np.abs(whole.astype(int) - (200, 10, 20, 255)).max(axis=-1) < 12).all()
    filled = open_picture(str(path), 300, 300, cover=True)
    assert filled.shape == (300, 300, 4)
    assert (filled[..., 3] == 255).all()


def test_a_moving_picture_shows_its_first(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    red, blue = ((b"\xff\x00\x00", b"\x00\x00\xff")[number] for number in range(2))
    frames = b"".join(
        b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x03"
        + (b"\x04\x82\x05\x00" if number == 0 else b"\x4c\x94\x05\x00")
        for number in range(2)
    )
    head = b"GIF89a\x02\x00\x02\x00\x80\x00\x00" + red + blue
    shown = []
    for data in (frames, frames[: len(frames) // 2]):
        path.write_bytes(head + data + b"\x3b")
        shown.append(open_picture(str(path), 4, 4, cover=False))
    assert shown[0].any()
    assert np.array_equal(shown[0], shown[1])


def test_a_path_that_is_no_path_is_one_line() -> None:
    for path in ("/nowhere/\n\x1b[31m.png", "a\0b", "x" * 5000):
        with pytest.raises(PictureError) as caught:
            open_picture(path, 10, 10, cover=False)
        assert str(caught.value).isprintable()


def test_pictures_come_later_and_are_remembered_but_not_without_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def picture(path: str, width: int, height: int, *, cover: bool) -> Picture:
        opened.append(path)
        if "bad" in path:
            raise PictureError(f"the picture {path} is not shown")
        return np.zeros((height, width, 4), dtype=np.uint8)

    monkeypatch.setattr(opening, "open_picture", picture)
    pictures = Pictures()
    names = [str(tmp_path / f"{number}.png") for number in range(20)]
    for name in names:
        assert pictures.get(name, 8, 8) is None
        assert pictures.wait(30.0)
        assert pictures.get(name, 8, 8) is not None
    assert opened == names
    assert pictures.get(names[-1], 8, 8) is not None
    assert pictures.get(names[0], 8, 8) is None, "forgotten, and asked for again"
    assert pictures.wait(30.0)
    assert pictures.get("bad", 8, 8) is None
    assert pictures.wait(30.0)
    assert pictures.get("bad", 8, 8) is None
    assert opened.count("bad") == 1, "what cannot be shown is not tried at every picture"
    assert pictures.faults() == ["the picture bad is not shown"]
    assert pictures.faults() == []
    pictures.close()


def test_a_picture_that_was_replaced_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"1")
    count: list[str] = []

    def picture(path: str, width: int, height: int, *, cover: bool) -> Picture:
        count.append(path)
        return np.zeros((height, width, 4), dtype=np.uint8)

    monkeypatch.setattr(opening, "open_picture", picture)
    pictures = Pictures()
    for data in (b"1", b"12"):
        path.write_bytes(data)
        pictures.get(str(path), 8, 8)
        assert pictures.wait(30.0)
        assert pictures.get(str(path), 8, 8) is not None
    assert len(count) == 2
    pictures.close()
