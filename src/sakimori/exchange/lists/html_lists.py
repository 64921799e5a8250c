"""Bullet lists of HTML pages, as those of Markdown pages: a name, perhaps linked, and the words after it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from sakimori.exchange.lists.grid import GridRow

_HEADS: Final = frozenset({"a", "strong", "b", "em"})
_AROUND: Final = frozenset({"nav", "header", "footer", "aside", "script", "style", "template", "noscript", "form"})
"""What surrounds the content of a page: menus are lists as well, and name nobody."""
_LEADS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_APART: Final = re.compile(r"\s+[–—-]\s+|[:：]\s*|\.\s+")
_TRIM: Final = " \t\r\n　.。:：,、;；–—―-"


def read_html_bullets(text: str) -> tuple[tuple[str, GridRow], ...]:
    """The items of the lists of a page, each with the words above its list; nested lists belong to their items."""
    reader = _ListReader()
    reader.feed(text)
    reader.close()
    reader.end_item()
    return tuple(reader.items)


class _ListReader(HTMLParser):
    """Collects the items of lists and the last words before each list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[tuple[str, GridRow]] = []
        self._around = 0
        self._depth = 0
        self._lead: list[str] | None = None
        self._above = ""
        self._name: list[str] = []
        self._rest: list[str] = []
        self._link = ""
        self._head = ""
        self._line = 0
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a list, an item, or what may be its name."""
        if tag in _AROUND:
            self._around += 1
        elif tag in {"ul", "ol"}:
            self._depth += 1
        elif tag in _LEADS and not self._depth:
            self._lead = []
        elif tag == "li" and self._depth == 1 and not self._around:
            self.end_item()
            self._is_open, self._line = True, self.getpos()[0]
        elif tag in _HEADS and self._is_open and not "".join(self._rest).strip():
            self._head = self._head or tag
            self._link = self._link or (dict(attrs).get("href") or "" if tag == "a" else "")

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag in _AROUND:
            self._around = max(0, self._around - 1)
        elif tag in {"ul", "ol"}:
            self._depth = max(0, self._depth - 1)
            if not self._depth:
                self.end_item()
        elif tag in _LEADS and self._lead is not None:
            self._above, self._lead = " ".join("".join(self._lead).split()), None
        elif tag == "li" and self._depth == 1:
            self.end_item()
        elif tag == self._head:
            self._head = ""

    def handle_data(self, data: str) -> None:
        """Keep the text of the open item, or of the words above the next list."""
        if self._lead is not None:
            self._lead.append(data)
        if self._is_open:
            (self._name if self._head else self._rest).append(data)

    def end_item(self) -> None:
        """Keep the item read so far."""
        name, rest = (" ".join("".join(part).split()) for part in (self._name, self._rest))
        if not name:
            name, rest = (*(part.strip() for part in _APART.split(rest, maxsplit=1)), "")[:2]
        if self._is_open and name.strip(_TRIM):
            cells = (name.strip(_TRIM), self._link, rest.strip(_TRIM))
            self.items.append((self._above, GridRow(self._line, cells)))
        self._name, self._rest, self._link, self._head, self._is_open = [], [], "", "", False
