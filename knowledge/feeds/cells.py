"""Cells of unknown type, read without losing anything."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from knowledge.feeds.base import RowError, clean
from knowledge.feeds.plain import plain
from knowledge.model import Money, Quantity, Value
from knowledge.money import PriceError, money, read_price

_ERRORS = frozenset(["#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!"])
_TEXT_FORMULA = re.compile(r'="([^"]{0,200})"')
_DASHES = frozenset(["-", "--", "—", "/", "n/a", "na", "null", "none", "无", "暂无", "nil"])


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, a spreadsheet's error, not a number."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in _ERRORS)


def is_dash(cell: object) -> bool:
    """Whether a cell only says that there is nothing to say: ``-``, ``N/A``, ``无``."""
    return isinstance(cell, str) and cell.strip().casefold() in _DASHES


def told(cell: object) -> object:
    """A cell as its writer meant it: ``="007"`` is the text 007.

    Raises:
        RowError: It is a formula.
    """
    if isinstance(cell, str) and cell.startswith("="):
        found = _TEXT_FORMULA.fullmatch(cell.strip())
        if found is None:
            raise RowError(f"{cell[:40]!r} is a formula, not a value")
        return found[1]
    return cell


def price_cell(cell: object, currency: str, *, minor: bool = False) -> Value:
    """A price as a file has it: text, or a number in whole units (``minor``: in the smallest unit).

    Raises:
        RowError: It is no price.
    """
    try:
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
            raise PriceError("it is no number")
        if isinstance(cell, str):
            return read_price(plain(cell, 200), currency)
        if minor:
            return money(Decimal(cell).scaleb(-2), currency)
        if isinstance(cell, float):
            return money(Decimal(format(cell, ".12g")), currency)
        return money(Decimal(str(cell)), currency)
    except (PriceError, ArithmeticError, ValueError) as error:
        raise RowError(f"price {_shown(cell)}: {error}") from error


def _shown(cell: object) -> str:
    return repr(cell[:40]) if isinstance(cell, str) else repr(_word(cell))[:42]


def _word(cell: object) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 10**18:
        return "a huge number"
    return str(cell)[:40]


_AVAILABLE = """
    true|yes|y|in stock|instock|in_stock|available|limited availability|limitedavailability|in store
    only|instoreonly
    online only|onlineonly|有货|现货|有|是|在售|充足|库存充足|上架|有库存|热卖
"""
_GONE = """
    false|no|n|out of stock|outofstock|out_of_stock|sold out|soldout|unavailable|discontinued
    缺货|无货|售罄|无|否|下架|断货|没货|已售完|无库存|补货中
"""
_IN_STOCK = {
    word.strip(): is_there
    for words, is_there in ((_AVAILABLE, True), (_GONE, False))
    for line in words.strip().splitlines()
    for word in line.split("|")
}
_LATER = frozenset(
    ["preorder", "pre-order", "pre_order", "presale", "backorder", "back_order", "预售", "预订", "预定"]
)
_COUNT = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.0+)?\s*"
    r"(?:[件个台只双条盒瓶包套支袋箱把张本块组]|pcs|pieces|units|items|left|in stock)?"
)
_AT_LEAST = re.compile(r"(?:>|≥|>=|over |more than |超过)\s*\d{1,9}|\d{1,9}\s*(?:\+|以上)")


def is_later(cell: object) -> bool:
    """Whether an availability says that it can be ordered but is not there yet."""
    return isinstance(cell, str) and clean(cell, 40).casefold() in _LATER


def stock_cell(cell: object) -> Value:
    """A stock count, or whether there is any.

    Raises:
        RowError: It is neither.
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str):
        text = clean(cell, 40).casefold().rsplit("schema.org/", 1)[-1]
        if text in _IN_STOCK:
            return _IN_STOCK[text]
        if _AT_LEAST.fullmatch(text):
            return True
        count = _COUNT.fullmatch(text)
        cell = int(count[1].replace(",", "")) if count else text
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if not isinstance(cell, int) or not 0 <= cell < 10**12:
        raise RowError(f"stock {_shown(cell)} is no count")
    return cell


_TRUE, _FALSE = ("true", "yes", "是"), ("false", "no", "否")
_MEASURE = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,6})?)\s*(\D{0,12})")
_UNITS = """
    mm cm m km in inch inches ft yd nm µm μm m² cm² m³ g kg mg lb lbs oz t ml cl dl l
    w kw mw v kv a ma mah ah wh kwh j kj kcal hz khz mhz ghz b kb mb gb tb kbit mbit gbit
    h hr hrs hour hours min mins minute minutes s sec seconds ms day days week weeks month months year years
    % ° °c ℃ °f k lm lx cd nits db dpi ppi rpm bar psi pa kpa px mp fps
    pcs pc pieces sheets pages tablets capsules
    克 千克 公斤 斤 毫升 升 厘米 毫米 米 寸 英寸 瓦 伏 毫安 毫安时 小时 分钟 秒 天 个月 月 年 件 个 片 粒 支
    张 页
    """
_UNIT_NAMES = frozenset(_UNITS.split())
_UNIT_CODES = {
    "KGM": "kg", "GRM": "g", "LBR": "lb", "ONZ": "oz", "CMT": "cm", "MMT": "mm", "MTR": "m", "INH": "in",
    "FOT": "ft", "LTR": "l", "MLT": "ml", "WTT": "W", "KWT": "kW", "VLT": "V", "HUR": "h", "MIN": "min",
    "DAY": "day", "MON": "month", "ANN": "year", "C62": "", "H87": "pcs", "P1": "%", "4L": "MB", "E34": "GB",
}  # fmt: skip
"""UN/CEFACT common codes, as schema.org's ``unitCode`` uses them."""


def unit_named(text: str) -> str:
    """A unit as a header writes it, or as a UN/CEFACT code; empty if it is none."""
    text = text.strip()
    return _UNIT_CODES.get(text, text if text.casefold() in _UNIT_NAMES else "")


def attribute_cell(cell: object, unit: str = "") -> Value | None:
    """An attribute of unknown type: yes or no, a number with its unit, or text; ``None`` when empty.

    Text is taken for a number only if nothing is lost by it: ``1.7 L``, ``230``; not ``007``, ``1,5``.
    Links, formulas and dashes are nothing that could be said.

    Args:
        cell: As the file has it.
        unit: Of a number that names none.
    """
    if is_blank(cell) or isinstance(cell, bool):
        return cell if isinstance(cell, bool) else None
    if isinstance(cell, int | float):
        number = float(cell) if abs(cell) < 1e300 else float("inf")
        return Quantity(number, unit) if abs(number) < 1e15 else clean(_word(cell), 40)
    if isinstance(cell, Money | Quantity):
        return cell
    if isinstance(cell, list | tuple):
        items = tuple(plain(_word_of(item), 200) for item in cell[:100])
        return tuple(item for item in items if item and not is_link(item)) or None
    if isinstance(cell, date | time | timedelta):
        return date_text(cell)
    return _text_attribute(plain(cell), unit) if isinstance(cell, str) else None


def _text_attribute(text: str, unit: str) -> Value | None:
    if text.startswith("=") or is_link(text) or text in ("-", "--", "—", "/"):
        return None
    if text.casefold() in _TRUE or text.casefold() in _FALSE:
        return text.casefold() in _TRUE
    measure = _MEASURE.fullmatch(text)
    if measure and not re.match(r"[+-]?0\d", measure[1]):
        own = measure[2].strip()
        if not own or own.casefold() in _UNIT_NAMES:
            return Quantity(float(measure[1]), own or unit)
    return text or None


def _word_of(item: object) -> str:
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        return ""
    return item[:1000] if isinstance(item, str) else _word(item)


def is_link(text: str) -> bool:
    """Whether a text is nothing but addresses."""
    return text.startswith(("http://", "https://", "//", "data:", "www."))


def date_text(cell: date | time | timedelta) -> str:
    """A spreadsheet's date or time as text: ``2026-03-01``."""
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else str(cell)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def moment(cell: object, *, end: bool = False) -> float | None:
    """A date or a time as Unix seconds, UTC where no zone is named; ``None`` if it is none.

    Args:
        cell: ISO 8601 text, or a spreadsheet's date.
        end: A date alone means the end of its day.
    """
    if isinstance(cell, str):
        text = cell.strip().replace("/", "-")[:40]
        try:
            cell = datetime.fromisoformat(text)
        except ValueError:
            return None
        end = end and _DAY.fullmatch(text) is not None
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime(cell.year, cell.month, cell.day)
    if not isinstance(cell, datetime):
        return None
    aware = cell if cell.tzinfo else cell.replace(tzinfo=UTC)
    try:
        return aware.timestamp() + (86_400 if end else 0)
    except (OverflowError, ValueError):
        return None
