"""経営への四半期報告: where we stand at the end of a quarter and what has changed, on paper, in either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.domain.values.quarter import Quarter
from sakimori.exchange.paper.report import Block, Notice, Report, ReportCell, Table, Tiles
from sakimori.services.dashboard.points import PointStanding, PointState
from sakimori.services.dashboard.reports.quarter import DepartmentWork, QuarterFacts
from sakimori.ui.dashboard.blocks import (
    first_block,
    gaps_block,
    heat_block,
    signed,
    turned_block,
)
from sakimori.ui.dashboard.figures import tile_value
from sakimori.ui.dashboard.points.states import state_mark
from sakimori.ui.dashboard.reports.quarter_events import (
    dates_block,
    decided_block,
    decisions_block,
    exceptions_block,
    incident_figures,
    incidents_block,
    quarter_label,
    request_figures,
    requests_block,
)
from sakimori.ui.frame.formats import (
    Unit,
    aside,
    count,
    day,
    day_long,
    moment,
    none,
    unknown,
)
from sakimori.ui.frame.paper import chip_cell, day_cell, mark_cell, number_cell, report_table, words_cell
from sakimori.ui.frame.states import LIGHT, Mark, mark, word
from sakimori.ui.frame.text import dotted, language, point_label, speaking, t

_WORDS: Final = "quarter"
_HEAD: Final = 16
_FIGURES: Final = (
    ("blocked", Unit.COMPANIES), ("overdue", Unit.CASES), ("due_soon", Unit.CASES), ("unknown", Unit.CASES),
    ("slips", Unit.CASES),
)  # fmt: skip
_ORDER: Final = (PointState.MET, PointState.UNKNOWN, PointState.OPEN)
"""From the state of a point that is good to the one that is not."""
_TURNS: Final = {"better": "green", "worse": "red", "same": "", "new": ""}


def quarter_paper(facts: QuarterFacts, wanted: str) -> Report:
    """The report in a language; nobody is named as its author, so that equal facts give equal bytes."""
    with speaking(wanted):
        title, standing = t("quarter.title"), facts.standing
        number = f"{standing.number:,}"
        when = moment(standing.at, wanted) if standing.at else ""
        return Report(
            language=wanted,
            title=title,
            subject=_subject(facts),
            made_of=(
                *(((t("report.company"), facts.company),) if facts.company else ()),
                (t("quarter.period"), _days(facts.quarter)),
                (t("frame.as_of_label"), _as_of(facts)),
                (t("quarter.compared"), _compared(facts)),
                (t("list.head"), t("report.head", number=number, at=when, head=standing.head)),
            ),
            footer=t(
                "report.footer", title=aside(title, quarter_label(facts.quarter), wanted),
                day=day(facts.now.as_of.on, wanted), number=number, head=standing.head[:_HEAD],
            ),
            overview=t("report.overview"),
            blocks=tuple(_blocks(facts)),
        )  # fmt: skip


def _subject(facts: QuarterFacts) -> str:
    name = quarter_label(facts.quarter)
    return name if facts.is_whole else aside(name, t("quarter.so_far"), language())


def _days(quarter: Quarter) -> str:
    return t("quarter.days", first=day(quarter.first, language()), last=day(quarter.last, language()))


def _as_of(facts: QuarterFacts) -> str:
    words = t("quarter.known_then" if facts.now.as_of.is_past else "quarter.known_now")
    return aside(day_long(facts.now.as_of.on, language()), words, language())


def _compared(facts: QuarterFacts) -> str:
    return day_long(facts.before.as_of.on, language()) if facts.before else t("quarter.no_before")


def _blocks(facts: QuarterFacts) -> Iterator[Block]:
    figures, before = facts.now.figures, facts.before.figures if facts.before else None
    yield _summary(facts)
    yield _points(facts)
    yield _figures(facts)
    yield gaps_block(figures, before, _WORDS, heading=t("quarter.gaps", count=f"{figures.counts.number:,}"))
    if figures.parties:
        yield heat_block(figures)
        yield first_block(figures, facts.reasons, figures.on)
    if before is not None:
        yield turned_block(figures, before, _WORDS, is_worse=True)
        yield turned_block(figures, before, _WORDS, is_worse=False)
    yield _departments(facts)
    yield decided_block(facts)
    yield decisions_block(facts)
    yield exceptions_block(facts)
    yield incident_figures(facts)
    yield incidents_block(facts)
    yield request_figures(facts)
    yield requests_block(facts)
    yield dates_block(facts)


# The fifteen points


def _counted(facts: QuarterFacts) -> Mapping[PointState, int]:
    states = [one.state for one in facts.now.card.points]
    return {state: states.count(state) for state in PointState}


def _summary(facts: QuarterFacts) -> Notice:
    """The report in three sentences."""
    states, turns = _counted(facts), [turn_of(*pair) for pair in _pairs(facts)]
    late = sum(one.late for one in facts.now.departments)
    open_, waiting = facts.incidents.open, facts.requests
    sentences = [
        t("quarter.turns", better=turns.count("better"), worse=turns.count("worse"))
        if facts.before
        else t("quarter.no_before_sentence"),
        t("quarter.late", count=count(late, Unit.CASES, language()), change=_change(late, _late_before(facts))),
        t(
            "quarter.in_hand",
            incidents=count(len(open_), Unit.CASES, language()),
            requests=count(waiting.open, Unit.CASES, language()),
            exceptions=count(len(facts.exceptions), Unit.CASES, language()),
        ),
    ]
    verdict = t(
        "quarter.verdict", met=states[PointState.MET], open=states[PointState.OPEN], unknown=states[PointState.UNKNOWN]
    )
    return Notice(t("quarter.summary"), verdict, LIGHT.primary, tuple(sentences), t("quarter.summary_note"))


def _late_before(facts: QuarterFacts) -> int | None:
    return sum(one.late for one in facts.before.departments) if facts.before else None


def _change(now: int, before: int | None) -> str:
    """A change in brackets; nothing where nothing is compared."""
    return "" if before is None else t("quarter.changed", change=signed(now - before))


def _pairs(facts: QuarterFacts) -> Iterator[tuple[PointStanding | None, PointStanding]]:
    for one in facts.now.card.points:
        yield (facts.before.card.of(one.point) if facts.before else None), one


def turn_of(before: PointStanding | None, now: PointStanding) -> str:
    """Whether a point is better or worse than it was: by its state, then by its gravest gap."""
    if before is None:
        return "new"
    then, present = ((-_ORDER.index(one.state), _rank(one)) for one in (before, now))
    return "same" if then == present else "better" if present > then else "worse"


def _rank(standing: PointStanding) -> int:
    return len(Severity) if standing.worst is None else standing.worst.rank


def _points(facts: QuarterFacts) -> Table:
    return report_table(
        t("quarter.points"),
        [
            (t("points.point"), 2.3), (t("quarter.col_now"), 1.35), (t("quarter.then"), 1.35),
            (t("quarter.col_turn"), 1.15), (t("quarter.col_gaps"), 1.35), (word(Mark.UNKNOWN, language()), 1.35),
            (t("points.overdue"), 1.35), (t("quarter.col_whose_late"), 2.6),
        ],
        (list(_point_cells(before, now, facts.now.late_on_points.get(now.point, {}))) for before, now in _pairs(facts)),
        note=t("quarter.points_note"),
        numbers=(4, 5, 6),
    )  # fmt: skip


def _point_cells(before: PointStanding | None, now: PointStanding, late: Mapping[str, int]) -> Iterator[ReportCell]:
    turn = turn_of(before, now)
    yield words_cell(point_label(now.point))
    yield mark_cell(state_mark(now))
    yield mark_cell(state_mark(before)) if before else words_cell(t("quarter.turn_new"))
    yield chip_cell(t(f"quarter.turn_{turn}"), _TURNS[turn])
    yield _changed_cell(now.number, before.number if before else None)
    yield _changed_cell(now.unknown, before.unknown if before else None)
    yield _changed_cell(now.overdue, before.overdue if before else None)
    yield words_cell(dotted(f"{name or t('risk.no_owner')} {number:,}" for name, number in late.items()))


def _changed_cell(now: int, before: int | None) -> ReportCell:
    """A figure with what it has changed by; a workbook has the figure alone."""
    return ReportCell(f"{now:,}{_change(now, before)}", now)


# The risk picture


def _figures(facts: QuarterFacts) -> Tiles:
    figures, before = facts.now.figures, facts.before.figures if facts.before else None
    companies = count(len(figures.parties), Unit.COMPANIES, language())
    return Tiles(
        t("quarter.risk"),
        tuple(
            (
                t(f"risk.tile_{name}", days=figures.soon_days),
                *_figure(getattr(figures.now, name), getattr(before.now, name) if before else None, unit),
            )
            for name, unit in _FIGURES
        ),
        t("quarter.risk_note", companies=companies) if figures.parties else t("risk.empty"),
    )


def _figure(now: int | None, before: int | None, unit: Unit) -> tuple[str, str]:
    if now is None:
        return unknown(language()), ""
    change = "" if before is None else t("quarter.change", change=signed(now - before))
    return tile_value(now, unit), change


# Whose it is


def _departments(facts: QuarterFacts) -> Table:
    before = {one.department: one.late for one in facts.before.departments} if facts.before else None
    return report_table(
        t("quarter.departments"),
        [
            (t("risk.department"), 2.4), (t("quarter.col_open"), 1.2), (t("quarter.col_late"), 1.4),
            *((word(mark(severity), language()), 0.9) for severity in Severity), (t("quarter.col_oldest"), 1.6),
        ],
        (list(_department_cells(one, before)) for one in facts.now.departments),
        empty=t("quarter.departments_none"),
        note=t("quarter.departments_note"),
        numbers=range(1, 3 + len(Severity)),
    )  # fmt: skip


def _department_cells(one: DepartmentWork, before: Mapping[str, int] | None) -> Iterator[ReportCell]:
    yield words_cell(one.department or t("risk.no_owner"))
    yield number_cell(one.open)
    yield _changed_cell(one.late, None if before is None else before.get(one.department, 0))
    for severity in Severity:
        yield number_cell(one.overdue.get(severity, 0))
    yield day_cell(one.oldest, none(language()))
