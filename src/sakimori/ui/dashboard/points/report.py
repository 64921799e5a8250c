"""The scorecard on one sheet: how each point stands in front, what it asks and what the law says on the back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.exchange.paper.report import Report, ReportCell, Table
from sakimori.services.dashboard.points import POINTS, PointOwner, PointStanding, owners_of_points
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.ui.dashboard.points.page import IS_OWN, chosen_whose, scorecard_of
from sakimori.ui.dashboard.points.states import owners_in_words, state_mark
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import none
from sakimori.ui.frame.paper import mark_cell, number_cell, report_table, words_cell
from sakimori.ui.frame.report import report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, mark, word
from sakimori.ui.frame.text import language, point_label, t

_WIDTHS: Final = {Severity.BLOCK: 0.6, Severity.HIGH: 0.65, Severity.MEDIUM: 0.9, Severity.LOW: 0.6}
"""As wide as their heads are in either language."""


def scorecard_exports(page: Page) -> Sequence[Export]:
    """The sheet as PDF and as a workbook."""
    return report_exports(page, ReportKind.SCORECARD, lambda: scorecard_report(page))


def scorecard_report(page: Page) -> Report:
    """The points on the day of the page."""
    whose = chosen_whose()
    owners = owners_of_points(page.workspace, page.as_of, is_own=IS_OWN[whose])
    rows = report_table(
        t("points.of_fifteen"),
        [
            (t("points.point"), 2.1),
            (t("points.state"), 1.2),
            *((word(mark(severity), language()), _WIDTHS[severity]) for severity in Severity),
            (word(Mark.UNKNOWN, language()), 0.8),
            (t("points.overdue"), 0.8),
            (t("points.owners"), 2.5),
            (t("points.articles"), 2.7),
        ],
        (list(_cells(standing, owners[standing.point])) for standing in scorecard_of(page, whose).points),
        note=t("points.note"),
        numbers=range(2, 4 + len(Severity)),
    )
    return report_of(page, t("page.scorecard"), t(f"points.whose_{whose}"), [rows, _back()])


def _back() -> Table:
    """What each point asks, and where the law is narrower or wider than people think."""
    return report_table(
        t("points.back"),
        [(t("points.point"), 1.4), (t("points.asks"), 3.4), (t("points.law_short"), 5.0)],
        (
            [
                words_cell(point_label(point)),
                words_cell(t(f"point.{point}.asks")),
                words_cell(t(f"point.{point}.law")),
            ]
            for point in POINTS
        ),
        on_new_page=True,
    )


def _cells(standing: PointStanding, owners: Sequence[PointOwner]) -> Iterator[ReportCell]:
    yield words_cell(point_label(standing.point))
    yield mark_cell(state_mark(standing))
    for severity in Severity:
        yield number_cell(standing.defects.get(severity, 0))
    yield number_cell(standing.unknown)
    yield number_cell(standing.overdue)
    yield words_cell(owners_in_words(owners) or none(language()))
    yield words_cell(t(f"point.{standing.point}.articles"))
