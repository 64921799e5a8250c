"""Tables of HTML pages, JSON records and Markdown pages to grids; nothing of a page is run or fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, GridRow
from sakimori.exchange.lists.html_lists import read_html_bullets

_MAX_SPAN: Final = 100
_CELLS: Final = frozenset({"td", "th"})
_DECLARED: Final = re.compile(r"<!--|<[!?]")
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript"})


def read_html_tables(text: str) -> tuple[Grid, ...]:
    """A grid for each table, or one for all lists of names where the page has no table.

    A cell that spans columns or rows is repeated in each of them.
    """
    shown = _without_declarations(text)
    reader = _TableReader()
    reader.feed(shown)
    reader.close()
    reader.end_table()
    if reader.tables:
        return tuple(Grid(f"Table {number}", rows) for number, rows in enumerate(reader.tables, start=1))
    bullets = [replace(row, cells=(*row.cells, place_in(lead))) for lead, row in read_html_bullets(shown)]
    return (Grid("List", (GridRow(0, BULLET_HEADERS), *bullets)),) if bullets else ()


def _without_declarations(text: str) -> str:
    """A page without comments, declarations and instructions, and without a mark that is never closed.

    None of them shows anything, and the parser looks for the end of each again from every further one.
    """
    last = text.rfind(">") + 1
    kept: list[str] = []
    at, has_ends = 0, True
    while (found := _DECLARED.search(text, at, last)) is not None:
        kept.append(text[at : found.start()])
        end = text.find("-->", found.start() + 2, last) if has_ends and found.group() == "<!--" else -1
        has_ends = has_ends and (end >= 0 or found.group() != "<!--")
        at = end + 3 if end >= 0 else text.index(">", found.start()) + 1
    return "".join((*kept, text[at:last], text[last:].replace("<", "&lt;")))


class _TableReader(HTMLParser):
    """Collects the cells of tables; a table inside a cell ends the one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[GridRow, ...]] = []
        self._rows: list[list[str]] = []
        self._copies: list[set[int]] = []
        self._from_above: list[set[int]] = []
        self._cells = 0
        self._below: dict[int, tuple[int, str]] = {}
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.end_table()
        elif tag == "tr":
            self._end_cell()
            self._rows.append([])
            self._copies.append(set())
            self._from_above.append(set())
            self._take_from_above()
        elif tag in _CELLS and self._rows:
            self._end_cell()
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table":
            self.end_table()

    def handle_data(self, data: str) -> None:
        """Keep the text of the open cell."""
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def end_table(self) -> None:
        """Keep the rows read so far as a table."""
        self._end_cell()
        if any(self._rows):
            rows = zip(self._rows, self._copies, self._from_above, strict=True)
            self.tables.append(
                tuple(
                    GridRow(number, tuple(cells), copies=frozenset(copies), from_above=frozenset(from_above))
                    for number, (cells, copies, from_above) in enumerate(rows, start=1)
                )
            )
        self._rows, self._copies, self._from_above, self._below = [], [], [], {}

    def _end_cell(self) -> None:
        if self._text is None:
            return
        value = "\n".join(" ".join(line.split()) for line in "".join(self._text).splitlines()).strip()
        columns, rows = self._span
        first = len(self._rows[-1])
        for place in range(first, first + columns):
            if rows > 1:
                self._below[place] = (rows - 1, value)
            self._rows[-1].append(value)
        self._copies[-1].update(range(first + 1, first + columns))
        self._count(columns)
        self._text = None
        self._take_from_above()

    def _take_from_above(self) -> None:
        """Repeat the cells of rows above that reach down to this place."""
        row = self._rows[-1]
        while (reaching := self._below.get(len(row))) is not None and reaching[0] > 0:
            rows, value = reaching
            self._below[len(row)] = (rows - 1, value)
            self._from_above[-1].add(len(row))
            row.append(value)
            self._count(1)

    def _count(self, cells: int) -> None:
        """Refuse a page whose spans would fill the memory."""
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise refuse(
                "表が広すぎます。必要な行だけにしてください。", "Its tables are too large. Keep the rows you need."
            )


def _span(given: str | None) -> int:
    """A colspan or rowspan, bounded."""
    return min(max(int(given), 1), _MAX_SPAN) if given and given.isascii() and given.isdigit() else 1


MAX_COLUMNS: Final = 500
_REJECTED = (
    "記録の一覧ではありません。[{…}, {…}] の形にしてください。",
    "It is not a list of records. Give it the form [{…}, {…}].",
)


def read_json_records(text: str, sheet: str) -> tuple[Grid, ...]:
    """Each list of records in a JSON text, at the top or one level down; row 0 holds the names, row 1 is the first."""
    try:
        content: object = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as broken:
        raise refuse("JSONとして正しくありません。", "It is not valid JSON.") from broken
    lists = {sheet: content} if isinstance(content, list) else content
    if not isinstance(lists, dict):
        raise refuse(*_REJECTED)
    grids = tuple(
        _grid_of(str(name), [dict(record) for record in value])
        for name, value in lists.items()
        if isinstance(value, list) and value and all(isinstance(record, dict) for record in value)
    )
    if not grids:
        raise refuse(*_REJECTED)
    return grids


def _grid_of(sheet: str, records: list[dict[str, object]]) -> Grid:
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if len(names) > MAX_COLUMNS:
        raise refuse("項目名が多すぎます。", "Its records have too many different names.")
    rows = (
        GridRow(number, tuple(record.get(name, "") for name in names)) for number, record in enumerate(flat, start=1)
    )
    return Grid(sheet, (GridRow(0, tuple(names)), *rows))


def _flatten(record: dict[str, object]) -> dict[str, str]:
    """The values of a record as text; those of a record inside it get a name of two parts."""
    flat: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": _shown(deeper) for inner, deeper in value.items()})
        else:
            flat[name] = _shown(value)
    return flat


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case list() if not any(isinstance(item, (list, dict)) for item in value):
            return "、".join(_shown(item) for item in value)
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


BULLET_HEADERS: Final = ("Name", "Website", "Purpose", "Location")
_FRONT_MATTER: Final = re.compile(r"\A---\s*\n.*?\n---\s*(?:\n|\Z)", re.DOTALL)
_PLACES: Final = (
    re.compile(r"\b(?:located|based|hosted|established)\s+in\s+([^:.;()\n]+?)\s*[:.;]?\s*$", re.IGNORECASE),
    # No name of a country holds hiragana, but a list of them may: 日本および米国.
    re.compile(
        r"([^\s、。，,（）()ぁ-ん]+(?:(?:および|及び|と|や|、)[^\s、。，,（）()ぁ-ん]+)*)に(?:所在|あり|拠点|位置)"
    ),
)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
"""A line within a cell of a table, where a line of the page would end the row."""
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
            yield GridRow(_line(row), tuple(_BREAK.sub("\n", _plain(cell)).strip() for cell in row.children))


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
