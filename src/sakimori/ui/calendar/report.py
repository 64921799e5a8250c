"""期限一覧: what the calendar shows under its filters, day by day, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.days import add_months
from sakimori.exchange.paper.report import Block, Report, ReportCell, Table
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, deadline_page, undated_reviews
from sakimori.services.calendar.words import kind_words
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.services.settings.users import list_users
from sakimori.ui.calendar.listing import ALL, MONTH, start_in_words
from sakimori.ui.calendar.shown import Shown, shown_month, shown_of
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, month, not_set
from sakimori.ui.frame.paper import day_cell, mark_cell, report_table, words_cell
from sakimori.ui.frame.report import left_cell, report_exports, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import mark
from sakimori.ui.frame.text import language, listed, t, tier_label

_AT_ONCE: Final = 500


def deadline_exports(page: Page) -> Sequence[Export]:
    """The list as PDF and as a workbook."""
    return report_exports(page, ReportKind.DEADLINES, lambda: deadline_report(page))


def deadline_report(page: Page) -> Report:
    """What is overdue, and unless only that is asked for, what falls due in the month of the page."""
    shown = shown_of(page, shown_month(page))
    is_late, is_all = bool(MONTH.chosen("overdue")), MONTH.chosen("show") == ALL
    blocks: list[Block] = [_table(page, t("calendar.overdue_title"), shown.late)]
    if not is_late:
        blocks += [_all_coming(page, shown) if is_all else _month(page, shown), _undated(page)]
    span = t("calendar.all_title") if is_all else month(shown.first, language())
    subject = t("calendar.overdue_title") if is_late else span
    title = t("deadline_report.title")
    return report_of(
        page, title, subject, blocks, filters=tuple(_filters(page, shown, span="" if is_late else span)), is_wide=True
    )


def _filters(page: Page, shown: Shown, *, span: str) -> Iterator[str]:
    if span:
        yield span
    if shown.owner:
        yield t("calendar.owned_by", who=_name_of(page, shown.owner))
    if shown.kinds:
        yield listed(kind_words(kind).get(language()) for kind in DeadlineKind if kind in shown.kinds)
    if not span:
        yield t("calendar.overdue_title")


def _name_of(page: Page, user_id: str) -> str:
    return next((user.name for user in list_users(page.workspace) if user.id == user_id), user_id)


def _month(page: Page, shown: Shown) -> Table:
    last = add_months(shown.first, 1) - timedelta(days=1)
    first = max(shown.first, page.on)
    title = t("calendar.month_table", month=month(shown.first, language()))
    return _table(page, title, shown.between(first, last) if first <= last else None)


def _all_coming(page: Page, shown: Shown) -> Table:
    return _table(page, t("calendar.coming_all"), shown.between(page.on, shown.end))


def _table(page: Page, title: str, wanted: DeadlineFilter | None) -> Table:
    found = list(_all(page, wanted)) if wanted is not None else []
    return report_table(
        title,
        [
            (t("calendar.col_day"), 1.2), (t("calendar.col_left"), 1.2), (t("calendar.col_kind"), 1.6),
            (t("calendar.col_party"), 2.6), (t("calendar.col_title"), 3.4), (t("calendar.col_after"), 1.0),
            (t("calendar.col_owner"), 1.2), (t("calendar.col_start"), 2.0), (t("calendar.col_basis"), 2.2),
        ],
        (list(cells) for cells in _cells(page, found)),
        empty=t("calendar.nothing"),
        note=count(len(found), Unit.CASES, language()) if found else "",
    )  # fmt: skip


def _all(page: Page, wanted: DeadlineFilter) -> Iterator[Deadline]:
    first = 0
    while True:
        some, total = deadline_page(page.workspace, page.as_of, wanted, first=first, limit=_AT_ONCE, actor=page.actor)
        yield from some
        first += _AT_ONCE
        if first >= total:
            return


def _cells(page: Page, found: Sequence[Deadline]) -> Iterator[Iterator[ReportCell]]:
    last: date | None = None
    for one in found:
        yield _line(page, one, is_first=one.day != last)
        last = one.day


def _line(page: Page, one: Deadline, *, is_first: bool) -> Iterator[ReportCell]:
    """A deadline; on paper a day stands at the first of its lines, in a workbook in all of them."""
    day, left = day_cell(one.day, ""), left_cell(page, one.day)
    yield day if is_first else ReportCell("", day.value)
    yield left if is_first else ReportCell("", left.text)
    yield words_cell(kind_words(one.kind).get(language()))
    yield words_cell(one.third_party_name)
    yield words_cell(one.title.get(language()))
    yield mark_cell(mark(one.severity))
    yield words_cell(one.owner_name or not_set(language()))
    yield words_cell(start_in_words(one))
    yield words_cell(one.cites.get(language()))


def _undated(page: Page) -> Table:
    return report_table(
        t("calendar.undated_title"),
        [(t("calendar.col_party"), 4.0), (t("calendar.col_tier"), 1.0), (t("calendar.col_owner"), 1.5)],
        (
            [
                words_cell(one.third_party_name),
                words_cell(tier_label(one.tier)),
                words_cell(one.owner_name or not_set(language())),
            ]
            for one in undated_reviews(page.workspace, page.as_of)
        ),
        note=t("calendar.undated_why"),
    )
