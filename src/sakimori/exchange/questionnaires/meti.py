"""METI クラウドサービスレベルのチェックリスト, filled by a vendor: a unit tells how each is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sakimori.domain.names import fold
from sakimori.domain.text import Text
from sakimori.exchange.questionnaires.document import Document, Sheet
from sakimori.exchange.questionnaires.layout import ColumnRole, Layout, find_layout
from sakimori.exchange.questionnaires.normal import Meanings
from sakimori.exchange.questionnaires.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.tables import labels_of, layouts_of, read_tables

_HEADER: Final = tuple(map(fold, ("種別", "規定内容", "測定単位")))
_ITEM: Final = fold("サービスレベル項目")
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


def _find(sheet: Sheet) -> Layout | None:
    layout = find_layout(sheet)
    if layout is None or _likeness(layout) < _PART:
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
    """The column after the unit is the one to answer in, however a vendor has named it."""
    unit = layout.column(ColumnRole.UNIT)
    after = None if unit is None else unit + 1
    if after is None or after in layout.roles or after >= len(layout.header.labels):
        return layout
    return replace(layout, roles={**layout.roles, after: ColumnRole.ANSWER})


def _layouts(document: Document) -> Mapping[str, Layout]:
    return layouts_of(document, _find)


def _recognise(document: Document) -> Recognised | None:
    likeness = max(map(_likeness, _layouts(document).values()), default=0.0)
    if not likeness:
        return None
    return Recognised(likeness, _WHY if likeness == _WHOLE else _WHY_PART)


def _read(document: Document, meanings: Meanings) -> Body:
    return read_tables(document, meanings, _layouts(document), why_skipped=_OTHER)


PROFILE: Final = Profile(
    "meti-sla",
    Text("経済産業省 クラウドサービスレベルのチェックリスト", "METI checklist of cloud service levels"),
    _recognise,
    _read,
)
