"""取引先リスク報告: what the dashboard shows, what changed since last month, and what was decided, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import ControlArea, Severity
from sakimori.exchange.paper.report import Bars, Block, Report, ReportCell, Table, Tiles
from sakimori.services.dashboard.decisions import DecisionTaken, decisions_taken
from sakimori.services.dashboard.figures import known_days
from sakimori.services.dashboard.view import HeatCell, Overview, Party, overview
from sakimori.services.reports.kinds import ReportKind
from sakimori.ui.charts import heat_colour
from sakimori.ui.dashboard.charts import cell_words
from sakimori.ui.dashboard.figures import FigureTile, figure_tiles, short_tier, tile_value
from sakimori.ui.dashboard.state import figures_of, forecast_of, reasons_of
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, day, month_short, none, not_set, risk_scale, since, unknown, year
from sakimori.ui.frame.paper import day_cell, mark_cell, number_cell, report_table, risk_cell, words_cell
from sakimori.ui.frame.report import report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LIGHT, LOOKS, Mark, decision_mark, mark, word
from sakimori.ui.frame.text import label, language, t

TOP: Final = 10
_NAMED: Final = 20
"""So many third parties at most are named as worse than last month, and as better."""


def risk_exports(page: Page) -> Sequence[Export]:
    """The report as PDF and as a workbook."""
    return report_exports(page, ReportKind.RISK, lambda: risk_report(page))


def risk_report(page: Page) -> Report:
    """The report on the day of the page."""
    figures, before = figures_of(page), _last_month(page)
    blocks: list[Block] = [_tiles(figures, before), _gaps(figures, before)]
    if figures.parties:
        blocks += [_heat(figures), _forecast(page), _first(page, figures)]
    if before is not None:
        blocks += [_turned(figures, before, is_worse=True), _turned(figures, before, is_worse=False)]
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
    change = "" if now is None or then is None else t("risk_report.change", change=_signed(now - then))
    value = unknown(language()) if now is None else tile_value(now, shown.unit)
    return t(f"risk.tile_{shown.name}", days=figures.soon_days), value, change


def _signed(change: int) -> str:
    return f"{change:+,}" if change else "±0"


def _gaps(figures: Overview, before: Overview | None) -> Tiles:
    """The open gaps by severity, the unknown ones apart."""
    then = _by_mark(before) if before else {}
    return Tiles(
        t("risk.now", count=figures.counts.number),
        tuple(
            (
                word(state, language()),
                count(number, Unit.CASES, language()),
                t("risk_report.change", change=_signed(number - then[state])) if state in then else "",
            )
            for state, number in _by_mark(figures).items()
        ),
    )


def _by_mark(figures: Overview) -> Mapping[Mark, int]:
    counts = figures.counts
    return {mark(one): counts.defects.get(one, 0) for one in Severity} | {Mark.UNKNOWN: counts.unknown}


def _heat(figures: Overview) -> Table:
    return report_table(
        t("risk.heat"),
        [(t("risk.tier"), 1.2), (t("risk.companies"), 1.0), *((label(area), 1.0) for area in ControlArea)],
        (
            [
                words_cell(short_tier(row.tier)),
                number_cell(row.total),
                *(_heat_cell(cell, row.total) for cell in row.cells),
            ]
            for row in figures.heat
        ),
        note=t("risk_report.heat_note"),
        numbers=(1,),
        centred=range(2, 2 + len(ControlArea)),
    )


def _heat_cell(cell: HeatCell, total: int) -> ReportCell:
    """The number of those with a gap over that of those of whom nobody knows; a workbook has them in one line."""
    fill = LIGHT.chips["gray"] if cell.number is None else heat_colour(cell.number, total, LIGHT)
    known = [] if cell.number is None else [f"{cell.number:,}"]
    unknowns = [f"{LOOKS[Mark.UNKNOWN].glyph}{len(cell.unknown):,}"] if cell.unknown else []
    return ReportCell("\n".join([*known, *unknowns]), cell_words(cell) if cell.unknown else cell.number, fill=fill)


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


def _first(page: Page, figures: Overview) -> Table:
    first, reasons = figures.worst[:TOP], reasons_of(page, TOP)
    return report_table(
        t("risk_report.top", count=TOP),
        [
            (t("risk.worst"), 0.9), (t("risk.third_party"), 2.2), (t("risk.value"), 1.15), (t("risk.reason"), 3.0),
            (t("risk.since"), 1.3), (t("risk.persons"), 0.9), (t("risk.owner"), 1.1),
        ],
        (
            [
                mark_cell(mark(party.worst)),
                words_cell(party.name),
                risk_cell(party.risk),
                words_cell(reasons[party.id].title.get(language())),
                words_cell(since(reasons[party.id].since_on, page.on, language())),
                number_cell(party.persons),
                words_cell(party.owner or not_set(language())),
            ]
            for party in first
        ),
        empty=t("risk.first_none"),
        note=risk_scale(),
        numbers=(5,),
    )  # fmt: skip


def _turned(figures: Overview, before: Overview, *, is_worse: bool) -> Table:
    """The third parties whose gravest gap is graver than at the end of last month, or less grave."""
    turned = [
        (before.parties.get(one.id), one)
        for one in figures.parties.values()
        if _is_turned(before.parties.get(one.id), one, is_worse=is_worse)
    ]
    turned.sort(key=lambda pair: (_rank(pair[1]), _rank(pair[0]), pair[1].name))
    name = "worse" if is_worse else "better"
    left = len(turned) - _NAMED
    return report_table(
        t(f"risk_report.{name}"),
        [
            (t("risk.third_party"), 3.0), (t("risk_report.then"), 1.1), (t("risk_report.now"), 1.1),
            (t("risk.value"), 1.0), (t("risk.owner"), 1.4),
        ],
        (
            [
                words_cell(now.name),
                _worst_cell(then),
                _worst_cell(now),
                risk_cell(now.risk),
                words_cell(now.owner or not_set(language())),
            ]
            for then, now in turned[:_NAMED]
        ),
        empty=t(f"risk_report.{name}_none"),
        note=t("risk_report.turned_note", day=day(before.on, language()))
        + (t("risk_report.more", count=left) if left > 0 else ""),
    )  # fmt: skip


def _is_turned(then: Party | None, now: Party, *, is_worse: bool) -> bool:
    return _rank(now) < _rank(then) if is_worse else _rank(now) > _rank(then)


def _rank(party: Party | None) -> int:
    return len(Severity) if party is None or party.worst is None else party.worst.rank


def _worst_cell(party: Party | None) -> ReportCell:
    if party is None:
        return words_cell(t("risk_report.not_yet"))
    return words_cell(none(language())) if party.worst is None else mark_cell(mark(party.worst))


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
        (list(_decision_cells(one)) for one in found),
        empty=t("risk_report.decisions_none"),
        note=t("risk_report.decisions_note", first=day(first, language()), last=day(page.on, language())),
    )  # fmt: skip


def _decision_cells(one: DecisionTaken) -> Iterator[ReportCell]:
    yield day_cell(one.on, "")
    yield words_cell(one.third_party)
    yield words_cell(one.about.get(language()))
    if one.decision is not None:
        yield ReportCell(label(one.decision), fill=mark_cell(decision_mark(one.decision)).fill)
    else:
        yield words_cell(t("risk_report.waived" if one.approved else "risk_report.waiver_refused"))
    yield day_cell(one.last_day if one.approved is not False else None, none(language()))
    yield words_cell(one.by or not_set(language()))
