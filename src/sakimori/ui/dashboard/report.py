"""取引先リスク報告: what the dashboard shows, what changed since last month, and what was decided, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.exchange.paper.report import Bars, Block, Report, Table, Tiles
from sakimori.services.dashboard.decisions import decisions_taken
from sakimori.services.dashboard.figures import known_days
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.services.dashboard.view import Overview, overview
from sakimori.ui.dashboard.blocks import TOP, decision_cells, first_block, gaps_block, heat_block, signed, turned_block
from sakimori.ui.dashboard.figures import FigureTile, figure_tiles, tile_value
from sakimori.ui.dashboard.state import figures_of, forecast_of, reasons_of
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, day, month_short, unknown, year
from sakimori.ui.frame.paper import report_table
from sakimori.ui.frame.report import report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LIGHT, mark, word
from sakimori.ui.frame.text import language, t

_WORDS: Final = "risk_report"


def risk_exports(page: Page) -> Sequence[Export]:
    """The report as PDF and as a workbook."""
    return report_exports(page, ReportKind.RISK, lambda: risk_report(page))


def risk_report(page: Page) -> Report:
    """The report on the day of the page."""
    figures, before = figures_of(page), _last_month(page)
    blocks: list[Block] = [_tiles(figures, before), gaps_block(figures, before, _WORDS)]
    if figures.parties:
        blocks += [heat_block(figures), _forecast(page), first_block(figures, reasons_of(page, TOP), page.on)]
    if before is not None:
        blocks += [turned_block(figures, before, _WORDS, is_worse=worse) for worse in (True, False)]
    blocks.append(_decisions(page))
    companies = count(len(figures.parties), Unit.COMPANIES, language())
    return report_of(page, t("risk_report.title"), t("risk_report.subject", companies=companies), blocks)


def _month_end(on: date) -> date:
    return on.replace(day=1) - timedelta(days=1)


def _last_month(page: Page) -> Overview | None:
    """The state at the end of last month as known then; None where nothing is on record from then."""
    known = dict(known_days(page.workspace, on=page.on, today=page.today))
    last = _month_end(page.on)
    if last not in known:
        return None
    return overview(page.workspace, on=last, today=page.today, number=known[last])


def _tiles(figures: Overview, before: Overview | None) -> Tiles:
    tiles = tuple(_tile(shown, figures, before) for shown in figure_tiles(figures.soon_days))
    note = t("risk_report.no_last_month") if before is None else ""
    if not figures.parties:
        note = t("risk.empty")
    return Tiles(t("risk_report.tiles"), tiles, note)


def _tile(shown: FigureTile, figures: Overview, before: Overview | None) -> tuple[str, str, str]:
    now: int | None = getattr(figures.now, shown.name)
    then: int | None = getattr(before.now, shown.name) if before else None
    change = "" if now is None or then is None else t("risk_report.change", change=signed(now - then))
    value = unknown(language()) if now is None else tile_value(now, shown.unit)
    return t(f"risk.tile_{shown.name}", days=figures.soon_days), value, change


def _forecast(page: Page) -> Bars:
    months = forecast_of(page)
    return Bars(
        heading=t("risk.forecast"),
        columns=tuple(_month(one.first, is_first=one is months[0]) for one in months),
        kinds=tuple((word(mark(severity), language()), LIGHT.fills[mark(severity)]) for severity in Severity),
        figures=tuple(tuple(one.counts.get(severity, 0) for one in months) for severity in Severity),
        total=t("risk.total"),
        note=t("risk.forecast_note"),
    )


def _month(first: date, *, is_first: bool) -> str:
    """A month; the first one and each January name their year."""
    name = month_short(first, language())
    return f"{year(first, language())}\n{name}" if is_first or first.month == 1 else name


def _decisions(page: Page) -> Table:
    """What was decided since the beginning of last month."""
    first = _month_end(page.on).replace(day=1)
    found = decisions_taken(page.workspace, page.as_of, since=first)
    return report_table(
        t("risk_report.decisions"),
        [
            (t("risk_report.col_on"), 1.1), (t("risk.third_party"), 2.2), (t("risk_report.col_about"), 2.6),
            (t("risk_report.col_decision"), 2.1), (t("risk_report.col_until"), 1.1), (t("risk_report.col_by"), 1.1),
        ],
        (list(decision_cells(one)) for one in found),
        empty=t("risk_report.decisions_none"),
        note=t("risk_report.decisions_note", first=day(first, language()), last=day(page.on, language())),
    )  # fmt: skip
