"""Answer libraries: questions with the answer that a company gives to all who ask, its evidence and who keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.tables import labels_of, layouts_of, read_tables

_SCORE: Final = 0.8
_KEPT: Final = tuple(
    frozenset(map(fold, words))
    for words in (
        ("Owner", "Answer owner", "担当", "担当者", "管理者", "責任者"),
        ("Status", "Answer status", "状態", "ステータス"),
        ("Last verified", "Last reviewed", "Last updated", "Verified on", "Reviewed", "最終確認日", "確認日", "更新日"),
    )
)
_FEWEST_KEPT: Final = 2
_WHY: Final = Text(
    "質問・回答・根拠のほかに、担当・状態・確認日の列があります。",
    "Beside questions, answers and evidence it says who keeps them, how they stand and when they were checked.",
)
_OTHER: Final = Text("回答集の表ではありません。", "It is no answer library.")


def _fit(_: Sheet, layout: Layout) -> Layout | None:
    if layout.column(ColumnRole.ANSWER) is None or layout.column(ColumnRole.EVIDENCE) is None:
        return None
    labels = labels_of(layout)
    return layout if sum(bool(words & labels) for words in _KEPT) >= _FEWEST_KEPT else None


def _layouts(document: Document) -> Mapping[str, Layout]:
    return layouts_of(document, _fit)


def _recognise(document: Document) -> Recognised | None:
    return Recognised(_SCORE, _WHY) if _layouts(document) else None


def _read(document: Document, meanings: Meanings) -> Body:
    return read_tables(document, meanings, _layouts(document), why_skipped=_OTHER)


PROFILE: Final = Profile(
    "answer-library", Text("回答集の表（SIG形式など）", "Table of answers, as SIG-style libraries"), _recognise, _read
)
