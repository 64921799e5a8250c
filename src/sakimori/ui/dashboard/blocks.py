"""Blocks that several reports of the dashboard share; `words` begins the wordings of the report in which one stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sakimori.domain.codes import ControlArea, Severity
from sakimori.exchange.paper.report import ReportCell, Table, Tiles
from sakimori.services.dashboard.decisions import DecisionTaken
from sakimori.services.dashboard.everybody import HeatCell, Party
from sakimori.services.dashboard.gaps import WorstGap
from sakimori.services.dashboard.view import Overview
from sakimori.ui.charts import heat_colour
from sakimori.ui.dashboard.charts import cell_words
from sakimori.ui.dashboard.figures import short_tier
from sakimori.ui.frame.formats import Unit, count, day, none, not_set, risk_scale, since
from sakimori.ui.frame.paper import day_cell, mark_cell, number_cell, report_table, risk_cell, words_cell
from sakimori.ui.frame.states import LIGHT, LOOKS, Mark, decision_mark, mark, word
from sakimori.ui.frame.text import label, language, t

TOP: Final = 10
_NAMED: Final = 20
"""So many third parties at most are named as worse than before, and as better."""


def signed(change: int) -> str:
    """A change with its sign."""
    return f"{change:+,}" if change else "±0"


def gaps_block(figures: Overview, before: Overview | None, words: str, *, heading: str = "") -> Tiles:
    """The open gaps by severity, the unknown ones apart."""
    then = _by_mark(before) if before else {}
    return Tiles(
        heading or t("risk.now", count=figures.counts.number),
        tuple(
            (
                word(state, language()),
                count(number, Unit.CASES, language()),
                t(f"{words}.change", change=signed(number - then[state])) if state in then else "",
            )
            for state, number in _by_mark(figures).items()
        ),
    )


def _by_mark(figures: Overview) -> Mapping[Mark, int]:
    counts = figures.counts
    return {mark(one): counts.defects.get(one, 0) for one in Severity} | {Mark.UNKNOWN: counts.unknown}


def heat_block(figures: Overview) -> Table:
    """In which control areas the third parties of each tier have gaps."""
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


def first_block(figures: Overview, reasons: Mapping[str, WorstGap], on: date) -> Table:
    """The third parties to deal with first."""
    first = figures.worst[:TOP]
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
                words_cell(since(reasons[party.id].since_on, on, language())),
                number_cell(party.persons),
                words_cell(party.owner or not_set(language())),
            ]
            for party in first
        ),
        empty=t("risk.first_none"),
        note=risk_scale(),
        numbers=(5,),
    )  # fmt: skip


def turned_block(figures: Overview, before: Overview, words: str, *, is_worse: bool) -> Table:
    """The third parties whose gravest gap is graver than before, or less grave."""
    turned = [
        (before.parties.get(one.id), one)
        for one in figures.parties.values()
        if _is_turned(before.parties.get(one.id), one, is_worse=is_worse)
    ]
    turned.sort(key=lambda pair: (_rank(pair[1]), _rank(pair[0]), pair[1].name))
    name = "worse" if is_worse else "better"
    left = len(turned) - _NAMED
    return report_table(
        t(f"{words}.{name}"),
        [
            (t("risk.third_party"), 3.0), (t(f"{words}.then"), 1.1), (t(f"{words}.now"), 1.1),
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
        empty=t(f"{words}.{name}_none"),
        note=t(f"{words}.turned_note", day=day(before.on, language()))
        + (t(f"{words}.more", count=left) if left > 0 else ""),
    )  # fmt: skip


def _is_turned(then: Party | None, now: Party, *, is_worse: bool) -> bool:
    return _rank(now) < _rank(then) if is_worse else _rank(now) > _rank(then)


def _rank(party: Party | None) -> int:
    return len(Severity) if party is None or party.worst is None else party.worst.rank


def _worst_cell(party: Party | None) -> ReportCell:
    if party is None:
        return words_cell(t("risk_report.not_yet"))
    return words_cell(none(language())) if party.worst is None else mark_cell(mark(party.worst))


def decision_cells(one: DecisionTaken) -> Iterator[ReportCell]:
    """A line of the decisions that were taken."""
    yield day_cell(one.on, "")
    yield words_cell(one.third_party)
    yield words_cell(one.about.get(language()))
    if one.decision is not None:
        yield ReportCell(label(one.decision), fill=mark_cell(decision_mark(one.decision)).fill)
    else:
        yield words_cell(t("risk_report.waived" if one.approved else "risk_report.waiver_refused"))
    yield day_cell(one.last_day if one.approved is not False else None, none(language()))
    yield words_cell(one.by or not_set(language()))
