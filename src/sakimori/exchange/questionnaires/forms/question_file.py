"""Libraries that keep each question in a file of its own: `uid`, `text_ja`, `text_en`; and their lists as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid
from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, listing, mapping, text_under, tree_of

_TEXTS: Final = ("text_ja", "text_en")
_KNOWN: Final = frozenset({"uid", "id", "category", "order", "type", "depends_on", "tags", "version"})
_PLACED: Final = frozenset({"uid", "id", "category", *_TEXTS})
_WHY: Final = Text("1問ずつの質問ファイル。", "A file of single questions with texts in Japanese and English.")
_WHY_LIST: Final = Text("質問の一覧（text_ja列とtext_en列）。", "A list of questions with columns text_ja and text_en.")


def recognise(document: Document) -> Recognised | None:
    """A mapping, or a list of mappings, that has a text by language and a number or a category."""
    if any(_is_question(item) for item, _ in _items(document)):
        return Recognised(0.98, _WHY)
    return Recognised(0.97, _WHY_LIST) if _lists(document) else None


def read(document: Document, meanings: Meanings) -> Body:
    """Each question; a library asks and answers nothing."""
    del meanings
    tree = tree_of(document) or Tree()
    questions: list[ReadQuestion] = []
    rows: list[SeenRow] = []
    for item, place in _items(document):
        at = Address("", tree.line(place))
        is_question = _is_question(item)
        rows.append(SeenRow(at, RowClass.QUESTION if is_question else RowClass.NOTE))
        if is_question:
            questions.append(_question({name: _shown(value) for name, value in item.items()}, at))
    sheets = _lists(document)
    for grid in sheets:
        for question, row in _listed(grid):
            rows.append(row)
            questions.extend([question] if question else [])
    return Body(tuple(questions), tuple(rows), sheets=tuple(grid.sheet for grid in sheets))


PROFILE: Final = Profile("question-file", Text("質問ファイル", "Question files"), recognise, read)


def _items(document: Document) -> Iterator[tuple[Mapping[str, Node], Place]]:
    tree = tree_of(document)
    if tree is None:
        return
    if isinstance(tree.data, dict):
        inner = listing(tree.data.get("questions"))
        if not inner:
            yield tree.data, ()
        yield from ((mapping(item), ("questions", number)) for number, item in enumerate(inner))
    else:
        yield from ((mapping(item), (number,)) for number, item in enumerate(listing(tree.data)))


def _is_question(item: Mapping[str, Node]) -> bool:
    return any(text_under(item, name) for name in _TEXTS) and len(_KNOWN & item.keys()) >= 2


def _lists(document: Document) -> tuple[Grid, ...]:
    """The tables whose first row names a text by language."""
    tables = (sheet.grid for sheet in document.sheets if not sheet.is_hidden)
    return tuple(
        grid
        for grid in tables
        if grid.rows and set(_TEXTS) & (names := {cell.strip().casefold() for cell in grid.rows[0].cells})
        and len(_KNOWN & names) >= 2
    )  # fmt: skip


def _listed(grid: Grid) -> Iterator[tuple[ReadQuestion | None, SeenRow]]:
    names = [cell.strip().casefold() for cell in grid.rows[0].cells]
    yield None, SeenRow(Address(grid.sheet, grid.rows[0].number), RowClass.HEADER)
    for row in grid.rows[1:]:
        at = Address(grid.sheet, row.number)
        item = {name: row.cell(column) for column, name in enumerate(names) if name}
        if row.is_blank:
            yield None, SeenRow(at, RowClass.BLANK)
        elif any(item.get(name) for name in _TEXTS):
            yield _question(item, at), SeenRow(at, RowClass.QUESTION)
        else:
            yield None, SeenRow(at, RowClass.NOTE)


def _question(item: Mapping[str, str], at: Address) -> ReadQuestion:
    texts = [item[name] for name in _TEXTS if item.get(name, "").strip()]
    more = {name: value for name, value in item.items() if value and name not in _PLACED}
    if len(texts) > 1:
        more["text_en"] = texts[1]
    return ReadQuestion(
        id=item.get("uid") or item.get("id", ""),
        text=texts[0],
        address=at,
        sections=tuple(filter(None, (item.get("category", ""),))),
        question_at=at,
        more=more,
    )


def _shown(node: Node) -> str:
    return node if isinstance(node, str) else "\n".join(one for one in listing(node) if isinstance(one, str))
