"""The scorecard on one sheet: each point with its state, what is open on it, and its articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimori.domain.codes import Severity
from sakimori.exchange.paper.report import Report, ReportCell
from sakimori.services.dashboard.points import PointStanding
from sakimori.services.reports.kinds import ReportKind
from sakimori.ui.dashboard.points.page import chosen_whose, scorecard_of
from sakimori.ui.dashboard.points.states import state_mark
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.paper import mark_cell, number_cell, report_table, words_cell
from sakimori.ui.frame.report import report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, mark, word
from sakimori.ui.frame.text import language, point_label, t


def scorecard_exports(page: Page) -> Sequence[Export]:
    """The sheet as PDF and as a workbook."""
    return report_exports(page, ReportKind.SCORECARD, lambda: scorecard_report(page))


def scorecard_report(page: Page) -> Report:
    """The points on the day of the page."""
    whose = chosen_whose()
    rows = report_table(
        t("points.of_fifteen"),
        [
            (t("points.point"), 2.1),
            (t("points.state"), 1.0),
            *((word(mark(severity), language()), 0.6) for severity in Severity),
            (word(Mark.UNKNOWN, language()), 0.8),
            (t("points.overdue"), 0.8),
            (t("points.articles"), 3.4),
        ],
        (list(_cells(standing)) for standing in scorecard_of(page, whose).points),
        note=t("points.note"),
        numbers=range(2, 4 + len(Severity)),
    )
    return report_of(page, t("page.scorecard"), t(f"points.whose_{whose}"), [rows])


def _cells(standing: PointStanding) -> Iterator[ReportCell]:
    yield words_cell(point_label(standing.point))
    yield mark_cell(state_mark(standing))
    for severity in Severity:
        yield number_cell(standing.defects.get(severity, 0))
    yield number_cell(standing.unknown)
    yield number_cell(standing.overdue)
    yield words_cell(t(f"point.{standing.point}.articles"))
