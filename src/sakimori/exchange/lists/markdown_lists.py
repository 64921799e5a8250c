"""Tables and bullet lists of a Markdown page to grids, as published lists of sub-processors are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sakimori.exchange.lists.grid import Grid, GridRow

BULLET_HEADERS: Final = ("Name", "Website", "Purpose", "Location")
_FRONT_MATTER: Final = re.compile(r"\A---\s*\n.*?\n---\s*(?:\n|\Z)", re.DOTALL)
_PLACES: Final = (
    re.compile(r"\b(?:located|based|hosted|established)\s+in\s+([^:.;()\n]+?)\s*[:.;]?\s*$", re.IGNORECASE),
    # No name of a country holds hiragana, but a list of them may: 日本および米国.
    re.compile(
        r"([^\s、。，,（）()ぁ-ん]+(?:(?:および|及び|と|や|、)[^\s、。，,（）()ぁ-ん]+)*)に(?:所在|あり|拠点|位置)"
    ),
)
_SEPARATOR: Final = re.compile(r"^[\s.。:：,、;；–—―-]+|^\s*[（(]")


def read_markdown(text: str) -> tuple[Grid, ...]:
    """A grid for each table, and one for all bullet lists of names; rows carry the line of the page.

    A place that stands only in the sentence above a list becomes the place of each of its items.
    """
    page = _FRONT_MATTER.sub(lambda matter: "\n" * matter.group().count("\n"), text)
    root = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(page))
    tables: list[Grid] = []
    bullets: list[GridRow] = []
    heading, lead = "", ""
    for node in root.children:
        match node.type:
            case "heading":
                heading, lead = _plain(node), ""
            case "paragraph":
                lead = _plain(node)
            case "table":
                tables.append(Grid(_unused(heading or "Table", tables), tuple(_table_rows(node))))
            case "bullet_list" | "ordered_list":
                bullets.extend(_bullet_rows(node, place=place_in(lead)))
            case _:
                lead = ""
    if not bullets:
        return tuple(tables)
    listed = Grid(_unused("List", tables), (GridRow(0, BULLET_HEADERS), *bullets))
    return (*tables, listed)


def place_in(lead: str) -> str:
    """The place that a sentence above a list gives to all of its items, as written; empty when it names none."""
    sentence = lead.strip().splitlines()[-1] if lead.strip() else ""
    found = next((match for pattern in _PLACES if (match := pattern.search(sentence))), None)
    return found.group(1).strip() if found else ""


def _table_rows(table: SyntaxTreeNode) -> Iterator[GridRow]:
    for row in table.walk():
        if row.type == "tr":
            yield GridRow(_line(row), tuple(_plain(cell).strip() for cell in row.children))


def _bullet_rows(listing: SyntaxTreeNode, *, place: str) -> Iterator[GridRow]:
    for item in listing.children:
        head = _Head.of(item)
        if head.name:
            yield GridRow(_line(item), (head.name, head.link, head.rest, place))


@dataclass(frozen=True, slots=True)
class _Head:
    """What a bullet begins with: a name, perhaps linked, and the words after it."""

    name: str
    link: str
    rest: str

    @classmethod
    def of(cls, item: SyntaxTreeNode) -> _Head:
        inline = next((node for node in item.walk() if node.type == "inline"), None)
        children = list(inline.children) if inline else []
        while children and children[0].type == "text" and not children[0].content.strip():
            children.pop(0)
        if not children:
            return cls("", "", "")
        first, after = children[0], "".join(map(_plain, children[1:]))
        if first.type in {"link", "strong", "em"}:
            link = next((node for node in first.walk() if node.type == "link"), None)
            rest = _SEPARATOR.sub("", after).strip()
            return cls(_plain(first).strip(), str(link.attrs.get("href", "")) if link else "", _sentence(rest))
        name, _, rest = re.sub(r"\s+[–—-]\s+|[:：]\s*", "\x1f", _plain(first) + after, count=1).partition("\x1f")
        return cls(name.strip().rstrip("。.") if rest else name.strip(), "", _sentence(rest))


def _sentence(text: str) -> str:
    """A description without the full stop that only ends the bullet."""
    bare = text.strip()
    return bare[:-1] if bare.endswith((".", "。")) and bare.count(bare[-1]) == 1 else bare


def _plain(node: SyntaxTreeNode) -> str:
    """The text of a node without its marks."""
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    if node.type in {"text", "code_inline", "html_inline"}:
        return node.content
    return "".join(_plain(child) for child in node.children)


def _line(node: SyntaxTreeNode) -> int:
    """The line of the page on which a node begins."""
    return node.map[0] + 1 if node.map else 0


def _unused(name: str, grids: list[Grid]) -> str:
    """A sheet name that no grid has yet."""
    taken = {grid.sheet for grid in grids}
    return name if name not in taken else f"{name} ({len(grids) + 1})"
