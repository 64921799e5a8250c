"""METI クラウドサービスレベルのチェックリスト, filled by a vendor: a unit tells how each is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, is_answered_in
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.tables import labels_of, layouts_of, read_tables

_HEADER: Final = tuple(map(fold, ("種別", "規定内容", "測定単位")))
_ITEM: Final = fold("サービスレベル項目")
_ANY_ID: Final = re.compile(r"^[^\u3040-\u30ff\u4e00-\u9fff]*[0-9０-９][^\u3040-\u30ff\u4e00-\u9fff]*$")
"""A number of an item: headings stand in the same column in words."""
_MOST: Final = 0.8
_WHOLE: Final = 0.95
_PART: Final = 0.7
_WHY: Final = Text(
    "見出しに「種別」「規定内容」「測定単位」があります。",
    "Its header has the type, the provision and the unit of measure of a service level.",
)
_WHY_PART: Final = Text(
    "見出しの多くがサービスレベルのチェックリストのものです。",
    "Most of its header is that of a checklist of service levels.",
)
_OTHER: Final = Text("サービスレベルのチェックリストではありません。", "It is no checklist of service levels.")


def _fit(_: Sheet, layout: Layout) -> Layout | None:
    if _likeness(layout) < _PART:
        return None
    return layout if layout.has_answers else _with_answer(layout)


def _likeness(layout: Layout) -> float:
    labels = labels_of(layout)
    held = sum(any(word in label for label in labels) for word in _HEADER)
    if held == len(_HEADER):
        return _WHOLE
    has_item = any(_ITEM in label for label in labels)
    return _PART if has_item and held == len(_HEADER) - 1 else 0.0


def _with_answer(layout: Layout) -> Layout:
    """The column after the unit is the one to answer in, however a vendor has named it; else any other that is left."""
    unit = layout.column(ColumnRole.UNIT)
    free = [one for one in range(len(layout.header.labels)) if layout.roles.get(one) in {None, ColumnRole.GUIDANCE}]
    after = next((column for column in (-1 if unit is None else unit + 1, *free) if column in free), None)
    if after is None:
        return layout
    label = layout.header.label(after)
    doubt = "" if is_answered_in(label) else label
    return replace(layout, roles={**layout.roles, after: ColumnRole.ANSWER}, doubt=doubt)


def _layouts(document: Document) -> Mapping[str, Layout]:
    return layouts_of(document, _fit)


def _recognise(document: Document) -> Recognised | None:
    likeness = max(map(_likeness, _layouts(document).values()), default=0.0)
    if not likeness:
        return None
    return Recognised(likeness, _WHY if likeness == _WHOLE else _WHY_PART)


def _read(document: Document, meanings: Meanings) -> Body:
    layouts = _layouts(document)
    numbered = all(_is_numbered(sheet, layouts[sheet.name]) for sheet in document.sheets if sheet.name in layouts)
    return read_tables(document, meanings, layouts, id_pattern=_ANY_ID if numbered else None, why_skipped=_OTHER)


def _is_numbered(sheet: Sheet, layout: Layout) -> bool:
    """Whether nearly every item has its number: then a row without one was cut off from the row above, by printing."""
    key, question = layout.column(ColumnRole.ID), layout.column(ColumnRole.QUESTION)
    if key is None or question is None:
        return False
    items = [row for row in sheet.grid.rows if row.number > layout.header.row and question in row.own]
    return sum(bool(row.cell(key)) for row in items) >= _MOST * len(items)


PROFILE: Final = Profile(
    "meti-sla",
    Text("経済産業省 クラウドサービスレベルのチェックリスト", "METI checklist of cloud service levels"),
    _recognise,
    _read,
)
