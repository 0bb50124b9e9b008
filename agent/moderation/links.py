"""Links, also those written so that a platform's filter does not see them."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.moderation.judgement import Finding
from agent.moderation.reading import Reading

_ENDINGS = (
    "com|net|org|info|biz|shop|store|xyz|top|online|site|club|vip|live|link|click|icu|cc|io|co|cn|ru|tk|gg"
    "|ly|tv|app|dev|pro|fun|win|bet|page|ltd"
    "|wang|ink|work|space|website|tech|buzz|gift|sale|promo|deals|outlet|market|world|today|cheap|plus|asia"
    "|com\\.cn|co\\.uk"
)
_AMBIGUOUS = "me|be|to|it|in|is|us|at|so|de|fr|eu|uk|ai|my|no|es|ca|jp|kr|la|sh|st|ws|am|fm"
_WRITTEN = re.compile(
    r"(?:https?|hxxps?|ftp)\s{0,2}[:：]\s{0,2}/{1,2}\s{0,2}(?P<a>[a-z0-9\-.]{1,80})"
    rf"|(?<![a-z0-9@.\-])(?P<b>(?:[a-z0-9][a-z0-9\-]{{0,40}}\.){{1,4}}(?:{_ENDINGS}))(?![a-z0-9\-])"
    rf"|(?<![a-z0-9@.\-])(?P<c>(?:[a-z0-9][a-z0-9\-]{{0,40}}\.){{1,4}}(?:{_AMBIGUOUS})(?=/[a-z0-9]))"
    r"|(?<![a-z0-9])(?P<d>www\s?[.。]\s?[a-z0-9\-]{2,40})"
)
_HIDDEN = re.compile(
    r"(?<![a-z0-9\-])(?P<name>[a-z0-9\-]{2,63})\s{0,2}(?:\(dot\)|\[dot\]|\{dot\}|\(\.\)|\[\.\]|\{\.\}"
    r"|\sdot\s|点|丶|\(点\)|[。,]|\s\.\s?)\s{0,2}"
    r"(?P<ending>com|net|org|shop|store|site|online|xyz|top|cn|cc|vip|io|gg|ru|me/)(?![a-z0-9])"
)
_SPOKEN = re.compile(
    r"(?:三个w|3个w|3w|三w|www)[^\n]{0,2}点|(?![一二三四五六七八九十两几半])[\u4e00-\u9fff] ?(?:点"
    r"|dot) ?(?:com|cn|net|cc|top|xyz|shop)(?![a-z0-9])"
    r"|(?<![a-z0-9])[a-z0-9\-]{3,40} (?:dot|punto|point) (?:co|io|me|com|net) (?:slash|$)"
    r"|(?<![a-z0-9])[a-z0-9\-]{3,40} punto com|(?<![a-z0-9])(?:bit|tiny|cutt|goo|is|ow) (?:ly|url|gl"
    r"|gd) (?:slash|/|\\)"
    r"|(?<![a-z0-9])[a-z][a-z\-]{3,30}\d[a-z0-9\-]{0,20} (?:com|net|org|shop|xyz)(?![a-z0-9])"
    r"|点(?:com|cn|net|cc)(?:/|斜杠| ?slash )|[\u3400-\u9fff][.。](?:com|cn|net|cc|top|shop|vip"
    r"|xyz)(?![a-z0-9])"
    r"|(?<![a-z0-9])(?:www|https?) [a-z0-9\-]{2,40} (?:com|net|org|cn|shop|store|xyz|top)(?![a-z0-9])"
    r"|点(?:西欧|西恩"
    r"|康姆|抗姆)"
    r"|(?<![a-z0-9])[a-z0-9\-]{1,40}\.[a-z]{2,4} (?:slash|斜杠) |复制(?:这条|本条|此条?|整段)(?:消息|信息"
    r"|口令|内容|话)"
)
"""Addresses as they are read out."""
_ADDRESS = re.compile(
    r"https?\s{0,2}:\s{0,2}/{1,2}\s{0,2}\S{2,80}|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\w|$| )"
    r"|(?<![a-z0-9])xn--[a-z0-9\-]{2,60}"
    r"|(?<![a-z0-9@.\-])[a-z0-9\-]{1,40}\.[a-z]{2,6}/[a-z0-9][^\s]{1,60}"
)
"""Addresses whatever their ending."""
_SPACED = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9\-] ){3,30}[.,] (?:[a-z] ){1,6}[a-z](?![a-z0-9])|(?<=[a-z0-9]) ?\. ?(?=[a-z0-9])"
)
_DOTS = str.maketrans("。｡․·•⨀∙⋅・", ".........")
_HINTS = ("www", "http", " punto ", "复制", "dot", "点", "com", "cn", ".", "。", "slash", " ly", " gl")
"""Without any of these no address is hidden in a text."""
_SURE = frozenset(
    {"com", "net", "org", "cn", "shop", "store", "xyz", "top", "ru", "biz", "vip", "cc", "ly", "gl", "deals"}
)
"""Endings that no sentence begins with where a blank was left out behind a full stop."""
_TOKEN = re.compile(
    r"[¥$€][a-z0-9]{8,14}[¥$€]|(?<![a-z])[a-z]{8,14}¥|(?:^"
    r"|[^a-z0-9])[¥$€₤₳¢₴《(/ ]{1,2}(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{9,13}[¥$€₤₳¢₴》)/]"
)
_SHOPS = frozenset(
    {
        "amazon", "ebay", "walmart", "target", "etsy", "aliexpress", "alibaba",
        "temu", "shein", "bestbuy", "ikea", "costco",
        "taobao", "tmall", "jd", "pinduoduo", "yangkeduo", "1688",
        "vip", "dangdang", "suning", "rakuten", "mercadolibre", "shopee",
        "lazada", "google", "youtube", "wikipedia", "booking", "paypal", "alipay",
    }
)  # fmt: skip
"""Sites that are named without being linked to, as long as no page of theirs follows."""
_PLAIN_WORDS = frozenset({"node", "vue", "next", "d3", "asp", "socket", "is", "at", "the", "and"})
"""What stands before such an ending without being a link: ``node.io``."""


def findings(reading: Reading, allowed: Collection[str]) -> list[Finding]:
    """The links in a text.

    Args:
        reading: The text.
        allowed: Domains that may be linked to, with all below them.
    """
    plain = reading.plain
    found: list[Finding] = []
    if "." in plain or ":" in plain or "：" in plain or "。" in plain:
        for one in _WRITTEN.finditer(plain):
            host = next(group for group in one.groups() if group).strip(". ")
            if not _is_allowed(host, allowed) and not _is_named(host, plain, one):
                found.append(Finding("link", "address", 1.0, one[0]))
    if ("¥" in plain or "$" in plain or "/" in plain or "(" in plain) and (token := _TOKEN.search(plain)):
        found.append(Finding("link", "token", 0.9, token[0]))
    if not found and any(sign in plain for sign in _HINTS):
        for one in _HIDDEN.finditer(plain):
            host = f"{one['name']}.{one['ending']}"
            if not _is_allowed(host, allowed) and one["name"] not in _PLAIN_WORDS:
                found.append(Finding("link", "disguised", 0.9, one[0]))
    if not found and ("." in plain or ":" in plain or "--" in plain or not plain.isascii()):
        address = _ADDRESS.search(plain)
        if address and not _is_allowed(_host(address[0]), allowed):
            found.append(Finding("link", "address", 0.9, address[0]))
        found += [] if found else _put_apart(plain, allowed)
    if not found and (spoken := _SPOKEN.search(plain)):
        found.append(Finding("link", "spoken", 0.9, spoken[0]))
    return found


def _put_apart(plain: str, allowed: Collection[str]) -> list[Finding]:
    """Addresses with blanks in them, with another dot, or with a digit for a letter of their ending."""
    dotted = plain.translate(_DOTS)
    if "." not in dotted and " , " not in dotted:
        return []
    joined = _SPACED.sub(lambda one: one[0].replace(" ", ""), dotted).replace(".c0m", ".com")
    if joined == plain:
        return []
    found = []
    for one in _WRITTEN.finditer(joined):
        host = next(group for group in one.groups() if group).strip(". ")
        near = joined[one.end() : one.end() + 1]
        certain = one["b"] is None or host.rpartition(".")[2] in _SURE or near == "/"
        if certain and not _is_allowed(host, allowed) and not _is_named(host, joined, one):
            found.append(Finding("link", "disguised", 0.9, one[0]))
    return found


def _host(address: str) -> str:
    return address.split("://", 1)[-1].split("/", 1)[0].strip()


def _is_named(host: str, plain: str, one: re.Match[str]) -> bool:
    """Whether a site is only mentioned."""
    if one["a"] or one["d"] or plain.startswith("/", one.end()):
        return False
    name = host.removesuffix(".cn").removesuffix(".co.uk").split(".")
    return name[0] in _PLAIN_WORDS or name[-2 if len(name) > 1 else 0] in _SHOPS


def _is_allowed(host: str, allowed: Collection[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in allowed)
