import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.heads import nouns
from knowledge.tokens import tokens


def is_called(name: str, kind: str) -> bool:
    wanted = tuple(tokens(kind))[-2:]
    return bool(wanted) and any(found[-len(wanted) :] == wanted for found in nouns(name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Lumen electric kettle", "kettle"),
        ("Acme Pro Laptop 15", "laptop"),
        ("Notebook PC, silver", "notebook"),
        ("Blue Umbrellas", "umbrella"),
        ("wireless mouse Optical 1000 DPI", "mouse"),
        ("Kettle with thermometer", "kettle"),
        ("Kettle Red 1.5 L", "kettle"),
        ("USB hub", "usb hub"),
        ("Desktop USB Hub with AC Adapter", "hub"),
        ("Mouse Black USB 2.0, 800dpi, 80cm cable", "mouse"),
        ("Cordless drill 18 V, 2 batteries", "drill"),
        ("For Acme phones, leather case", "case"),
        ("MDR headphones/headset Head-band", "headphone"),
        ("暖炉电热水壶", "水壶"),
        ("机械键盘 黑色", "键盘"),
    ],
)
def test_a_thing_is_what_it_is_called(name: str, kind: str) -> None:
    assert is_called(name, kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Classic Laptop Sleeve", "laptop"),
        ("notebook case 40 cm", "notebook"),
        ("Sleeve for laptop", "laptop"),
        ("Laptop / Notebook Power Cord", "laptop"),
        ("Toner cartridge for laser printers", "printer"),
        ("键盘膜", "键盘"),
        ("适用于打印机的墨盒", "打印机"),
        ("Laptop 12-24V Car Adapter 90W", "laptop"),
        ("Digital Camera Black Sport Case", "camera"),
        ("PS/2 Keyboard or Mouse Cable - M/M", "mouse"),
        ("PS/2 Mouse to USB Adapter - F/M", "mouse"),
        ("USB to PS/2 Adapter - Keyboard and Mouse", "mouse"),
        ("Audio cable for microphones, speakers and headphones", "headphone"),
        ("3y next day exchange printer -E Svc", "printer"),
        ("Garden hose", "kettle"),
        ("", "kettle"),
        ("kettle", ""),
    ],
)
def test_what_only_goes_with_a_thing_is_not_it(name: str, kind: str) -> None:
    assert not is_called(name, kind)


@given(st.text(max_size=400), st.text(max_size=30))
def test_no_name_fails(name: str, kind: str) -> None:
    assert all(nouns(name))
    assert not (is_called(name, kind) and not name.strip())
