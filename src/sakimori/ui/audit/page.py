"""The check of the audit page: whether the trail holds and since when, and the ways to check again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from sakimori.clock import now
from sakimori.services.audit.view import Disagreement, VerifyReport, verify
from sakimori.ui.frame.formats import moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import dotted, language, t
from sakimori.ui.frame.trail_words import field, record_kind

_AT_ONCE = 20_000
"""Up to so many entries are verified when the page is opened; more only when somebody asks."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its moment."""

    report: VerifyReport
    at: datetime


@st.cache_resource(show_spinner=False)
def _last_checks() -> dict[str, Check]:
    return {}


def show_check(page: Page) -> None:
    """The finding of the last check, the head, and the ways to check again."""
    place = str(page.workspace.target)
    with page.workspace.unit() as unit:
        number = unit.number()
    check = _last_checks().get(place)
    if number <= _AT_ONCE and (check is None or check.report.entries < number):
        check = _checked(page, place)
    _finding(check, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(t("audit.again"), icon=":material/refresh:", key="audit_again"):
            _check_in_sight(page, place)
        if check is not None:
            _note_button(page, check)
        with st.popover(t("audit.compare"), icon=":material/compare_arrows:"):
            noted = st.text_input(t("audit.compare_label"), key="audit_noted", help=t("audit.compare_help"))
            if st.button(t("audit.compare_go"), key="audit_compare", disabled=not noted.strip()):
                _check_in_sight(page, place, expected_head=noted.strip())
    if check is not None:
        st.code(check.report.head, language=None, wrap_lines=True)


def _checked(page: Page, place: str) -> Check:
    check = Check(verify(page.workspace), page.at)
    _last_checks()[place] = check
    return check


def _check_in_sight(page: Page, place: str, *, expected_head: str | None = None) -> None:
    with st.status(t("audit.checking"), expanded=True) as status:
        bar = st.progress(0.0)
        report = verify(page.workspace, expected_head=expected_head, progress=lambda share: _show(bar, share))
        status.update(label=t("audit.done"), state="complete" if report.is_intact else "error", expanded=False)
    _last_checks()[place] = Check(report, now())
    st.rerun()


def _show(bar: st.delta_generator.DeltaGenerator, share: float) -> None:
    bar.progress(share)


def _finding(check: Check | None, number: int) -> None:
    if check is None:
        st.markdown(f"### :gray[:material/help: {t('audit.not_checked')}]")
        return
    report, said = check.report, check.report.sentence.get(language())
    if report.is_intact:
        st.markdown(f"### :green[:material/verified_user:] {t('audit.intact')}")
    else:
        held = "" if report.damage_lines else _what_holds(report)
        st.error(f"**{plain(said)}**　{held}", icon=":material/gpp_bad:")
    for line in report.damage_lines:
        st.caption(plain(line.get(language())))
    st.caption(
        t(
            "audit.checked",
            at=moment(check.at, language()),
            entries=f"{report.changes.entries:,}",
            reads=f"{report.accesses.entries:,}",
        )
    )
    if number > report.entries:
        st.caption(t("audit.checked_before", count=f"{number - report.entries:,}"))
    if report.disagreements:
        _disagreements(report.disagreements)


def _what_holds(report: VerifyReport) -> str:
    broken = report.changes.broken_at or report.accesses.broken_at
    if broken is None:
        return t("audit.different")
    return t("audit.proven", seq=f"{broken - 1:,}") if broken > 1 else t("audit.proven_none")


def _disagreements(found: tuple[Disagreement, ...]) -> None:
    rows = [
        [
            record_kind(d.kind),
            d.record_id,
            dotted(field(name, d.kind) or name for name in d.fields)
            or t("audit.no_entry" if d.seq is None else "audit.row_gone"),
            f"{d.seq:,}" if d.seq else t("audit.nothing"),
        ]
        for d in found
    ]
    columns = {
        "kind": text_column(t("audit.record"), width=120),
        "id": text_column("ID", width=180),
        "fields": text_column(t("audit.field"), width=320),
        "seq": text_column(t("audit.seq"), width=90),
    }
    table(rows, columns, key="audit_different", alt=t("audit.different_alt"))


def _note_button(page: Page, check: Check) -> None:
    note = t(
        "audit.note_file",
        company=page.workspace.meta("name") or "",
        at=moment(check.at, language()),
        entries=f"{check.report.entries:,}",
        head=check.report.head,
    )
    st.download_button(
        t("audit.note_head"),
        note.encode(),
        file_name=f"sakimori-head-{check.report.entries}.txt",
        mime="text/plain",
        icon=":material/download:",
        key="audit_note",
        on_click="ignore",
    )
