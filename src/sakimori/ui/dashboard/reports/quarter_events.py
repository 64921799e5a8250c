"""What happened in a quarter, for its report: decisions, exceptions, incidents, requests, and the dates to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sakimori.domain.codes import Decision
from sakimori.domain.incident import Report as Sent
from sakimori.domain.records.person_requests import RequestKind
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.quarter import Quarter
from sakimori.exchange.paper.report import ReportCell, Table, Tiles
from sakimori.services.calendar.words import kind_words
from sakimori.services.dashboard.reports.quarter import DatesOfDay, QuarterFacts
from sakimori.services.incidents.shapes import IncidentRow
from sakimori.ui.dashboard.blocks import (
    decision_cells,
)
from sakimori.ui.frame.formats import (
    Unit,
    aside,
    count,
    day,
    day_short,
    none,
    not_set,
    unknown,
)
from sakimori.ui.frame.paper import chip_cell, day_cell, mark_cell, number_cell, report_table, words_cell
from sakimori.ui.frame.states import mark
from sakimori.ui.frame.text import SENTENCES, label, language, listed, t

_JANUARY: Final = 1
_DATES: Final = 40
_DECISIONS: Final = 25
"""So many lines at most stand on paper; the workbook has them all."""


def decided_block(facts: QuarterFacts) -> Tiles:
    """How much was decided, and how much stands as an exception."""
    made, clearance = facts.decisions, facts.clearance
    decided = [one.decision for one in made if one.decision is not None]
    waivers = [one.approved for one in made if one.approved is not None]
    return Tiles(
        t("quarter.decided"),
        (
            _tile("decided_assessments", len(decided), listed(_by_decision(decided))),
            _tile("decided_waivers", len(waivers), t("quarter.refused", count=waivers.count(False))),
            _tile(
                "decided_inquiries", clearance.approved + clearance.refused,
                t("quarter.waiting", refused=clearance.refused, waiting=clearance.waiting),
            ),
            _tile("decided_slips", clearance.slips, ""),
            _tile("decided_exceptions", len(facts.exceptions), t("quarter.at_the_end")),
        ),
        t("quarter.decided_note", first=day(facts.quarter.first, language()), last=_last(facts)),
    )  # fmt: skip


def _by_decision(decided: Sequence[Decision]) -> Iterator[str]:
    for one in Decision:
        if number := decided.count(one):
            yield f"{label(one)}{SENTENCES.get(language())}{number}"


def _last(facts: QuarterFacts) -> str:
    return day(facts.now.as_of.on, language())


def _tile(name: str, number: int, remark: str) -> tuple[str, str, str]:
    return t(f"quarter.{name}"), count(number, Unit.CASES, language()), remark


def decisions_block(facts: QuarterFacts) -> Table:
    """What was decided about third parties, the latest first."""
    return report_table(
        t("quarter.decisions"),
        [
            (t("risk_report.col_on"), 1.1), (t("risk.third_party"), 2.2), (t("risk_report.col_about"), 2.6),
            (t("risk_report.col_decision"), 2.1), (t("risk_report.col_until"), 1.1), (t("risk_report.col_by"), 1.1),
        ],
        (list(decision_cells(one)) for one in facts.decisions),
        empty=t("quarter.decisions_none"),
        most=_DECISIONS,
    )  # fmt: skip


def exceptions_block(facts: QuarterFacts) -> Table:
    """The exceptions that stand, those that end first before the others."""
    return report_table(
        t("quarter.exceptions"),
        [
            (t("quarter.col_sort"), 1.2), (t("quarter.col_about"), 3.0), (t("quarter.col_whose"), 2.2),
            (t("quarter.col_severity"), 1.2), (t("quarter.col_last"), 1.2), (t("quarter.col_asked"), 1.1),
            (t("quarter.col_approved"), 1.1),
        ],
        (
            [
                words_cell(t(f"quarter.exception_{one.sort.value}")),
                words_cell(one.about.get(language())),
                words_cell(one.whose or t("quarter.ourselves")),
                mark_cell(mark(one.severity)) if one.severity else words_cell(none(language())),
                day_cell(one.last_day, "") if one.last_day else words_cell(not_set(language())),
                words_cell(one.asked_by or not_set(language())),
                words_cell(one.approved_by or not_set(language())),
            ]
            for one in facts.exceptions
        ),
        empty=t("quarter.exceptions_none"),
        note=t("quarter.exceptions_note", day=_last(facts)),
        most=_DECISIONS,
    )  # fmt: skip


def quarter_label(quarter: Quarter) -> str:
    """2026年度 第3四半期, FY2026 Q3; where the year begins in January it is no other than that of the calendar."""
    key = "quarter.of_year" if quarter.start_month == _JANUARY else "quarter.of_business_year"
    return t(key, year=quarter.year, number=quarter.number)


# Incidents and requests


def incident_figures(facts: QuarterFacts) -> Tiles:
    """The incidents of the quarter in numbers."""
    found = facts.incidents
    reportable = [row.reportable for row in found.known]
    return Tiles(
        t("quarter.incidents"),
        (
            _tile("incidents_known", len(reportable), t("quarter.not_judged", count=reportable.count(None))),
            _tile("incidents_reportable", reportable.count(True), ""),
            _tile("incidents_sent", sum(found.sent.values()), listed(_by_sort(found.sent))),
            _tile("incidents_closed", found.closed, ""),
            _tile(
                "incidents_open", len(found.open),
                t("quarter.past_due", count=sum(row.is_late for row in found.open)),
            ),
        ),
        t("quarter.incidents_note"),
    )  # fmt: skip


def _by_sort(sent: Mapping[Sent, int]) -> Iterator[str]:
    for one in Sent:
        if number := sent.get(one):
            yield f"{label(one)}{SENTENCES.get(language())}{number}"


def incidents_block(facts: QuarterFacts) -> Table:
    """Those that became known in the quarter, and those that are still open."""
    rows = {row.incident.id: row for row in (*facts.incidents.open, *facts.incidents.known)}
    return report_table(
        t("quarter.incident_rows"),
        [
            (t("incidents.col_known"), 1.2), (t("incidents.col_name"), 3.4), (t("incidents.col_where"), 2.0),
            (t("quarter.col_reportable"), 1.4), (t("incidents.col_standing"), 1.2), (t("incidents.col_due"), 2.0),
        ],
        (list(_incident_cells(row)) for row in rows.values()),
        empty=t("quarter.incidents_none"),
        most=_DECISIONS,
    )  # fmt: skip


_REPORTABLE: Final = {True: ("reportable", "red"), False: ("not_reportable", ""), None: ("unknown", "gray")}


def _incident_cells(row: IncidentRow) -> Iterator[ReportCell]:
    lang, incident = language(), row.incident
    key, colour = _REPORTABLE[row.reportable]
    yield day_cell(incident.known_on, "")
    yield words_cell(incident.name)
    yield words_cell(row.third_party_name or t("quarter.ourselves"))
    yield chip_cell(unknown(lang) if row.reportable is None else t(f"quarter.{key}"), colour)
    yield words_cell(t("quarter.closed" if incident.closed_on else "quarter.open"))
    due = "" if row.due_on is None else aside(day(row.due_on, lang), row.due_words.get(lang), lang)
    yield chip_cell(due, "red") if row.is_late else words_cell(due or none(lang))


def request_figures(facts: QuarterFacts) -> Tiles:
    """The requests of persons in numbers; nobody is named."""
    found = facts.requests
    days = none(language()) if found.median_days is None else _days_word(found.median_days)
    return Tiles(
        t("quarter.requests"),
        (
            _tile("requests_received", sum(found.received.values()), ""),
            _tile("requests_replied", sum(found.replied.values()), ""),
            (t("quarter.requests_median"), days, ""),
            _tile("requests_open", found.open, t("quarter.at_the_end")),
            _tile("requests_late", found.over_target, t("quarter.target_note")),
        ),
    )


def _days_word(days: float) -> str:
    whole = int(days)
    return count(whole, Unit.DAYS, language()) if days == whole else t("quarter.half_days", days=f"{days:.1f}")


def requests_block(facts: QuarterFacts) -> Table:
    """The same by what was asked for."""
    found = facts.requests
    kinds = [kind for kind in RequestKind if found.received.get(kind) or found.replied.get(kind)]
    return report_table(
        t("quarter.requests_by_kind"),
        [(t("quarter.col_kind"), 4.0), (t("quarter.requests_received"), 1.5), (t("quarter.requests_replied"), 1.5)],
        (
            [
                words_cell(label(kind)),
                number_cell(found.received.get(kind, 0)),
                number_cell(found.replied.get(kind, 0)),
            ]
            for kind in kinds
        ),
        empty=t("quarter.requests_none"),
        numbers=(1, 2),
    )


# What comes


def dates_block(facts: QuarterFacts) -> Table:
    """By when somebody must act in the next quarter."""
    following, lang = facts.quarter.moved(1), language()
    total = sum(facts.dates_by_kind.values())
    kinds = [
        f"{kind_words(kind).get(lang)}{SENTENCES.get(lang)}{facts.dates_by_kind[kind]:,}"
        for kind in DeadlineKind
        if facts.dates_by_kind.get(kind)
    ]
    return report_table(
        t("quarter.dates", quarter=quarter_label(following)),
        [
            (t("calendar.col_day"), 1.1), (t("calendar.col_kind"), 1.6), (t("calendar.col_party"), 2.4),
            (t("calendar.col_title"), 3.4), (t("quarter.col_after"), 1.2), (t("calendar.col_owner"), 1.1),
        ],
        (
            [
                day_cell(one.first.day, ""),
                words_cell(kind_words(one.first.kind).get(lang)),
                words_cell(one.first.third_party_name),
                words_cell(_matter(one)),
                mark_cell(mark(one.first.severity)),
                words_cell(one.first.owner_name or not_set(lang)),
            ]
            for one in facts.dates
        ),
        empty=t("quarter.dates_none"),
        note=t(
            "quarter.dates_note", first=day(following.first, lang), last=day_short(following.last, lang),
            count=count(total, Unit.CASES, lang), kinds=listed(kinds),
        ) if total else "",
        most=_DATES,
    )  # fmt: skip


def _matter(one: DatesOfDay) -> str:
    """What falls due; of several alike the gravest, with how many more there are."""
    title = one.first.title.get(language())
    return title if one.number == 1 else t("quarter.dates_alike", title=title, count=one.number - 1)
