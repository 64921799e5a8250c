"""The check of the audit page: whether the trail holds and since when, and the ways to check again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import streamlit as st

from sakimori.clock import now
from sakimori.services.audit.since import verify_since
from sakimori.services.audit.view import Disagreement, VerifyReport, verify
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import dotted, language, t
from sakimori.ui.frame.trail_words import field, record_kind

_AT_ONCE = 20_000
"""Up to so many new entries are verified when the page is opened; more only when somebody asks."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its moment; `whole` is the one that walked all, on which those of what came since stand."""

    report: VerifyReport
    at: datetime
    whole: Check | None = None


@st.cache_resource(show_spinner=False)
def _last_checks() -> dict[str, Check]:
    """What this process has seen itself, by workspace; nothing of it is kept anywhere else."""
    return {}


_ONE_AT_A_TIME = Lock()
"""Of several who open the page at once, one walks the trail."""


def show_check(page: Page) -> None:
    """The finding of the last check, the head, and the ways to check again."""
    place = str(page.workspace.target)
    number, _ = page.workspace.head()
    with _ONE_AT_A_TIME:
        check = _up_to_date(page, place, number)
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


def _up_to_date(page: Page, place: str, number: int) -> Check | None:
    """The last check, and what came since; one that found something stands until somebody asks for another."""
    checks = _last_checks()
    check = checks.get(place)
    if number - (check.report.entries if check else 0) > _AT_ONCE:
        return check
    if check is None:
        checks[place] = Check(verify(page.workspace), page.at)
    elif check.report.is_intact:
        report = verify_since(page.workspace, check.report)
        if report is None:  # a demo may have been made anew
            noted = None if page.is_demo else check.report.head
            checks[place] = Check(verify(page.workspace, expected_head=noted), page.at)
        elif report != check.report:
            checks[place] = Check(report, page.at, check.whole or check)
    return checks[place]


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
    for line in (*report.damage_lines, *report.notes):
        st.caption(plain(line.get(language())))
    whole = check.whole or check
    st.caption(_told("audit.checked", whole, whole.report.changes.entries, whole.report.accesses.entries))
    if check.whole:
        changes = report.changes.entries - whole.report.changes.entries
        st.caption(
            _told("audit.checked_since", check, changes, report.accesses.entries - whole.report.accesses.entries)
        )
    if report.is_intact and number > report.entries:
        st.caption(t("audit.checked_before", count=f"{number - report.entries:,}"))
    if report.disagreements:
        _disagreements(report.disagreements)


def _told(words: str, check: Check, changes: int, reads: int) -> str:
    return t(words, at=moment(check.at, language()), entries=f"{changes:,}", reads=f"{reads:,}")


def _what_holds(report: VerifyReport) -> str:
    broken = report.changes.broken_at or report.accesses.broken_at or report.signatures.entry or None
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
        reads=check.report.accesses.head,
    )
    file_button(
        t("audit.note_head"), note.encode, name=f"sakimori-head-{check.report.entries}.txt", mime="text/plain",
        key="audit_note",
    )  # fmt: skip
