"""Cells of unknown type, read without losing anything."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.feeds.base import RowError, clean
from knowledge.model import Quantity, Value
from knowledge.money import PriceError, money, read_price


def price_cell(cell: object, currency: str, *, minor: bool = False) -> Value:
    """A price as a file has it: text, or a number in whole units (``minor``: in the smallest unit).

    Raises:
        RowError: It is no price.
    """
    try:
        if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
            raise PriceError("it is no number")
        if isinstance(cell, str):
            return read_price(cell, currency)
        if minor:
            return money(Decimal(cell).scaleb(-2), currency)
        return money(Decimal(str(cell)), currency)
    except (PriceError, ArithmeticError) as error:
        raise RowError(f"price {str(cell)[:40]!r}: {error}") from error


_IN_STOCK = {
    **dict.fromkeys(
        ("true", "yes", "y", "in stock", "instock", "in_stock", "available", "有货", "现货", "有"), True
    ),
    **dict.fromkeys(("false", "no", "n", "out of stock", "outofstock", "out_of_stock", "sold out"), False),
    **dict.fromkeys(("缺货", "无货", "售罄", "无"), False),
}


def stock_cell(cell: object) -> Value:
    """A stock count, or whether there is any.

    Raises:
        RowError: It is neither.
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str):
        text = clean(cell, 40).casefold()
        if text in _IN_STOCK:
            return _IN_STOCK[text]
        cell = int(text.replace(",", "")) if re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,12}", text) else text
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if not isinstance(cell, int) or not 0 <= cell < 10**12:
        raise RowError(f"stock {str(cell)[:40]!r} is no count")
    return cell


_TRUE, _FALSE = ("true", "yes", "是"), ("false", "no", "否")
_MEASURE = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,6})?)\s*(\D{0,12})")
_UNITS = """
    mm cm m km in inch inches ft yd nm µm μm m² cm² m³ g kg mg lb lbs oz t ml cl dl l
    w kw mw v kv a ma mah ah wh kwh j kj kcal hz khz mhz ghz b kb mb gb tb kbit mbit gbit
    h hr hrs hour hours min mins minute minutes s sec seconds ms day days week weeks month months year years
    % ° °c ℃ °f k lm lx cd nits db dpi ppi rpm bar psi pa kpa px mp fps
    pcs pc pieces sheets pages tablets capsules
    克 千克 公斤 斤 毫升 升 厘米 毫米 米 寸 瓦 伏 小时 分钟 秒 天 个月 年 件 个 片 粒 支
    """
_UNIT_NAMES = frozenset(_UNITS.split())


def attribute_cell(cell: object) -> Value | None:
    """An attribute of unknown type: yes or no, a number with its unit, or text; ``None`` when empty.

    Text is taken for a number only if nothing is lost by it: ``1.7 L``, ``230``; not ``007``, ``1,5``.
    """
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        number = float(cell) if abs(cell) < 1e300 else float("inf")
        return Quantity(number, "") if abs(number) < 1e15 else clean(str(cell), 40)
    if isinstance(cell, list | tuple):
        items = tuple(clean(str(item), 200) for item in cell[:100] if isinstance(item, str | int | float))
        return tuple(item for item in items if item) or None
    if not isinstance(cell, str):
        return None
    text = clean(cell)
    if text.casefold() in _TRUE or text.casefold() in _FALSE:
        return text.casefold() in _TRUE
    measure = _MEASURE.fullmatch(text)
    if measure and not re.match(r"[+-]?0\d", measure[1]):
        unit = measure[2].strip()
        if not unit or unit.casefold() in _UNIT_NAMES:
            return Quantity(float(measure[1]), unit)
    return text or None
