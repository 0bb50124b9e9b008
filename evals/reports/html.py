"""HTML in which strangers' words stay words: texts are escaped where they are put in, tags are made here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias


class Markup(str):
    """HTML that is finished; whatever is no ``Markup`` is text."""

    __slots__ = ()


Content: TypeAlias = str | Markup | Iterable["Content"]
_EMPTY = frozenset(["br", "meta", "input"])


def text(content: Content) -> Markup:
    """Content as HTML."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return Markup(escape(content, quote=True))
    return Markup("".join(text(one) for one in content))


def tag(name: str, /, *content: Content, **attributes: str | float | bool | None) -> Markup:
    """An element.

    Args:
        name: Of the element.
        content: What stands in it; texts are escaped.
        attributes: A trailing underscore goes, others become hyphens; ``True`` stands alone, ``None`` and
            ``False`` are left out.
    """
    given = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        plain = key.rstrip("_").replace("_", "-")
        given.append(plain if value is True else f'{plain}="{escape(str(value), quote=True)}"')
    opened = " ".join([name, *given])
    if name in _EMPTY:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{text(content)}</{name}>")


def table(heads: Iterable[Content], rows: Iterable[Iterable[Content]], **attributes: str) -> Markup:
    """A table with a line of heads."""
    head = tag("tr", *(tag("th", one, scope="col") for one in heads))
    body = [tag("tr", *(one if _is_cell(one) else tag("td", one) for one in row)) for row in rows]
    return tag("table", tag("thead", head), tag("tbody", *body), **attributes)


def _is_cell(content: Content) -> bool:
    return isinstance(content, Markup) and content.startswith(("<td", "<th"))


def document(title: str, body: Content, *, style: str, script: str = "") -> str:
    """A whole page that loads nothing.

    Args:
        title: Of the page.
        body: What stands in it.
        style: CSS, written by us.
        script: JavaScript, written by us.
    """
    rule = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; media-src data:"
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{escape(rule)}">'),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    ]
    scripts = Markup(f"<script>{script}</script>") if script else Markup("")
    whole = tag("html", tag("head", *head), tag("body", body, scripts), lang="en")
    return f"<!doctype html>\n{whole}\n"


def as_data(json_text: str) -> Markup:
    """JSON that a script may read from an element of the page; nothing in it can end the element."""
    safe = json_text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup(safe)
