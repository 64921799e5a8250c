"""報告: issue the quarter report, find every other one, see what was issued, and know a file again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.values.quarter import Quarter
from sakimori.domain.values.text import LANGUAGES
from sakimori.services.dashboard.reports.history import IssuedRow, issues_of, last_issued, verify_file
from sakimori.services.dashboard.reports.issuing import Issue, report_file
from sakimori.services.dashboard.reports.kinds import FORMS, ISSUED_BY, ReportForm, ReportKind
from sakimori.services.dashboard.reports.quarter import quarter_facts, quarters_known, seen_at
from sakimori.services.kernel.access import ALLOWED, Permission, may
from sakimori.ui.dashboard.reports.history import kind_word, show_history
from sakimori.ui.dashboard.reports.quarter import quarter_paper
from sakimori.ui.dashboard.reports.quarter_events import quarter_label
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import aside, day, moment, plain
from sakimori.ui.frame.listing import XLSX
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.views import from_address, tabs

_LARGEST: Final = 50
"""Megabytes of a file that is compared: no paper of ours is as large."""
_MIME: Final = {ReportForm.PDF: "application/pdf", ReportForm.XLSX: XLSX}
_PLACES: Final = {
    ReportKind.QUARTER: "reports", ReportKind.SCORECARD: "scorecard", ReportKind.RISK: "risk",
    ReportKind.DEADLINES: "calendar", ReportKind.DOSSIER: "parties", ReportKind.ASSESSMENT: "assess",
    ReportKind.INCIDENT: "incidents", ReportKind.SLIP: "approved", ReportKind.RECORDS: "records",
}  # fmt: skip
"""Where each is issued: on that page, or on the record that is opened there."""
_QUARTER, _LANGUAGE, _FILE = "reports_quarter", "reports_language", "reports_file"


class Tab(StrEnum):
    """What stands below the quarter report; the address names the open one."""

    HISTORY = "history"
    KINDS = "kinds"
    CHECK = "check"


def show_reports(page: Page) -> None:
    """The quarter report, then the open tab."""
    _show_quarter(page)
    tab, panel = tabs({tab: t(f"reports.tab_{tab.value}") for tab in Tab}, key="reports_tabs")
    with panel:
        _SHOW[tab](page)


# The quarter report


def _show_quarter(page: Page) -> None:
    section(t("quarter.title"), t("reports.quarter_note"))
    known = {one.code: one for one in quarters_known(page.workspace, on=page.on, today=page.today)}
    codes, words = list(known), {code: _name(quarter) for code, quarter in known.items()}
    usual = codes[min(1, len(codes) - 1)]  # the last one that is over
    follow = from_address("quarter", _QUARTER, codes, usual)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            t("reports.quarter"), codes, key=_QUARTER, on_change=follow, width=360,
            format_func=words.__getitem__,
        )  # fmt: skip
        chosen = known[str(st.session_state[_QUARTER])]
        if may(page.actor, Permission.ISSUE_REPORT):
            _issue_buttons(page, chosen)
    st.caption(plain(_standing(page, chosen)))


def _name(quarter: Quarter) -> str:
    days = t("quarter.days", first=day(quarter.first, language()), last=day(quarter.last, language()))
    return aside(quarter_label(quarter), days, language())


def _issue_buttons(page: Page, quarter: Quarter) -> None:
    st.session_state.setdefault(_LANGUAGE, language())
    words = {code: t(f"reports.language_{code}") for code in LANGUAGES}
    st.segmented_control(
        t("reports.language"), list(words), key=_LANGUAGE, required=True, width="content",
        format_func=words.__getitem__,
    )  # fmt: skip
    wanted = str(st.session_state[_LANGUAGE])
    for form in ReportForm:
        file_button(
            t(f"list.export_{form.value}"), partial(_issued, page, quarter, wanted, form),
            name=f"sakimori-quarter-report-{quarter.code}-{wanted}.{form.value}", mime=_MIME[form],
            key=f"reports_issue_{form.value}",
        )  # fmt: skip


def _issued(page: Page, quarter: Quarter, wanted: str, form: ReportForm) -> bytes:
    """The report of a quarter as a file, which is noted as issued."""
    facts = quarter_facts(page.workspace, quarter, on=page.on, today=page.today)
    as_of = facts.now.as_of
    of = Issue(kind=ReportKind.QUARTER, form=form, language=wanted, on=as_of.on, number=as_of.number, key=quarter.code)
    return report_file(page.workspace, quarter_paper(facts, wanted), of, actor=page.actor, at=now())


def _standing(page: Page, quarter: Quarter) -> str:
    """On which day the report stands, and whether it was issued before."""
    as_of = seen_at(page.workspace, quarter, on=page.on, today=page.today)
    made = issues_of(page.workspace, ReportKind.QUARTER, quarter.code, on=page.on)
    said = [t("reports.stands", day=day(as_of.on, language()), number=f"{as_of.number:,}")]
    said.append(_last(made[0]) if made else t("reports.not_issued"))
    if not may(page.actor, Permission.ISSUE_REPORT):
        said.append(t("reports.issued_by", roles=_roles(Permission.ISSUE_REPORT)))
    return "　".join(said)


def _last(row: IssuedRow) -> str:
    return t("reports.last", at=moment(row.at, language()), who=row.who)


def _when(row: IssuedRow | None) -> str:
    return t("reports.when", at=moment(row.at, language()), who=row.who) if row else t("reports.never")


def _roles(permission: Permission) -> str:
    return dotted(label(role) for role in UserRole if role in ALLOWED[permission])


# Every report in one place


def _show_kinds(page: Page) -> None:
    """Each kind with what it says, who may issue it, and when it was issued last; a row leads to where it is made."""
    made, kinds = last_issued(page.workspace, on=page.on), list(ReportKind)
    chosen = table(
        [
            (
                kind_word(kind),
                t(f"reports.about.{kind.value}"),
                dotted(t(f"reports.form_{form.value}") for form in FORMS[kind]),
                t("reports.whoever_reads") if kind is ReportKind.SLIP else _roles(ISSUED_BY[kind]),
                _when(made.get(kind)),
            )
            for kind in kinds
        ],
        {
            "kind": text_column(t("reports.col_kind"), width=160),
            "about": text_column(t("reports.col_about"), width=270),
            "forms": text_column(t("reports.col_forms"), width=90),
            "who": text_column(t("reports.col_issuers"), width=150),
            "last": text_column(t("reports.col_last"), width=206),
        },
        key="reports_kinds", alt=t("reports.tab_kinds"), select="one",
    )  # fmt: skip
    st.caption(t("reports.kinds_note"))
    if chosen and spec_of(place := _PLACES[kinds[chosen[0]]]).is_for(page.actor.roles):
        go_to(place)


# Is this one of ours?


def _show_check(page: Page) -> None:
    """A file is compared with what was issued; nothing in it is opened."""
    st.markdown(plain(t("reports.check_lead")))
    file = st.file_uploader(t("reports.check_file"), key=_FILE, max_upload_size=_LARGEST)
    if file is None:
        return
    hold_upload(file.file_id)
    check = verify_file(page.workspace, file.getvalue())
    if check.is_issued:
        st.success(t("reports.check_yes"), icon=":material/verified:")
    elif check.rows:
        st.error(t("reports.check_not_vouched"), icon=":material/gpp_bad:")
    else:
        st.warning(t("reports.check_no"), icon=":material/help:")
    for row in check.rows if check.is_issued else ():
        st.markdown(plain(_told(row)))
        st.caption(plain(t("reports.head", number=f"{row.number:,}", head=row.head)))
    st.caption(t("reports.sha256"))
    st.code(check.sha256, language=None, wrap_lines=True)


def _told(row: IssuedRow) -> str:
    lang = language()
    spoken, form = t(f"reports.language_{row.language}"), t(f"reports.form_{row.form.value}")
    return t(
        "reports.told", kind=kind_word(row.kind), day=day(row.on, lang), spoken=spoken, form=form,
        at=moment(row.at, lang), who=row.who,
    )  # fmt: skip


_SHOW: Final[Mapping[Tab, Callable[[Page], None]]] = {
    Tab.HISTORY: show_history, Tab.KINDS: _show_kinds, Tab.CHECK: _show_check,
}  # fmt: skip
