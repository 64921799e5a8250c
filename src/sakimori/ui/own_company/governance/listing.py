"""The tabs of 体制: what is on record, its gap first; a row opens its form, a chosen one what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import streamlit as st

from sakimori.domain.records.governance import AuditFinding, MeetingDecision
from sakimori.services.own_company.governance import AuditLine, ExceptionLine, MeetingLine, OfficerLine, PolicyLine
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, day, no_date, none, not_set, unknown
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, TableColumn, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.own_company.governance.state import gap_chip, governance_of, may_write
from sakimori.ui.own_company.listing import gap_column, record_table


def _add(page: Page, kind: str, words: str, **facts: str) -> None:
    st.button(
        t(words), icon=":material/add:", key=f"governance_add_{kind}", disabled=not may_write(page),
        on_click=open_dialog, args=(kind,), kwargs={"record_id": "", **facts}, type="tertiary",
    )  # fmt: skip


@contextmanager
def _head(words: str, kind: str, record_id: str, name: str, note: str) -> Iterator[None]:
    """The chosen record above what belongs to it, with the way into its form; the block stands beside."""
    with st.container(horizontal=True, vertical_alignment="center"):
        section(name, note)
        st.button(
            t(f"governance.edit_{words}"), key=f"governance_{words}_edit", type="tertiary", icon=":material/edit:",
            on_click=open_dialog, args=(kind,), kwargs={"record_id": record_id},
        )  # fmt: skip
        yield


def _list(
    kind: str, rows: Sequence[tuple[str, Sequence[Cell]]], columns: Mapping[str, int], words: str, *, empty: str
) -> None:
    """Records of a kind, each of which opens its form; or that there is none."""
    if not rows:
        st.markdown(t(empty))
        return
    shown: dict[str, TableColumn] = {"gap": gap_column()}
    shown |= {name: text_column(t(f"governance.col_{name}"), width=width) for name, width in columns.items()}
    record_table(kind, rows, shown, key=f"governance_{kind}", alt=t(words))


def show_policies(page: Page) -> None:
    """The versions of policies, those that stand first."""
    _add(page, "policy_text", "governance.add_policy")
    lines = governance_of(page).policies
    columns = {"policy": 250, "kind": 92, "force": 146, "approved": 120, "review": 100, "read": 84}
    rows = [(line.text.id, _policy_cells(line)) for line in lines]
    _list("policy_text", rows, columns, "governance.policies", empty="governance.policies_none")
    if lines:
        st.caption(t("governance.row_hint"))


def _policy_cells(line: PolicyLine) -> list[Cell]:
    text, lang = line.text, language()
    begins = day(text.in_force_from, lang) if text.in_force_from else unknown(lang)
    if line.stands or text.in_force_from is None:
        force = begins
    else:
        force = t("governance.ended", day=begins) if line.until else t("governance.coming", day=begins)
    return [
        gap_chip(line.gaps),
        f"{text.name} {text.text_version}",
        label(text.kind) if text.kind else unknown(lang),
        force,
        text.approver or none(lang),
        day(line.review_due_on, lang) if line.stands and line.review_due_on else none(lang),
        t("governance.read_of", read=f"{line.read:,}", asked=f"{line.asked:,}") if line.asked else none(lang),
    ]


def show_officers(page: Page) -> None:
    """Who is responsible, those in office first."""
    _add(page, "officer", "governance.add_officer")
    lines = governance_of(page).officers
    columns = {"office": 200, "for": 200, "person": 150, "since": 110, "until": 110}
    rows = [(line.officer.id, _officer_cells(line)) for line in lines]
    _list("officer", rows, columns, "governance.officers", empty="governance.officers_none")


def _officer_cells(line: OfficerLine) -> list[Cell]:
    one, lang = line.officer, language()
    kind = label(one.kind) if one.kind else unknown(lang)
    return [
        gap_chip(line.gaps),
        one.name,
        f"{kind} {one.department}".strip(),
        line.person or unknown(lang),
        day(one.appointed_on, lang) if one.appointed_on else unknown(lang),
        day(line.left_on, lang) if line.left_on else none(lang),
    ]


def show_exceptions(page: Page) -> None:
    """What may be done otherwise than a policy says, those that stand first."""
    _add(page, "policy_exception", "governance.add_exception")
    lines = governance_of(page).exceptions
    columns = {"exception": 230, "policy": 180, "asked_by": 110, "approved_by": 110, "last_day": 110}
    rows = [(line.exception.id, _exception_cells(line)) for line in lines]
    _list("policy_exception", rows, columns, "governance.exceptions", empty="governance.exceptions_none")


def _exception_cells(line: ExceptionLine) -> list[Cell]:
    one, lang = line.exception, language()
    last = day(one.last_day, lang) if one.last_day else no_date(lang)
    return [
        gap_chip(line.gaps),
        one.name if line.stands else t("governance.over", name=one.name),
        line.policy or none(lang),
        line.asked_by or unknown(lang),
        line.approved_by or t("governance.not_approved"),
        last,
    ]


def show_audits(page: Page) -> None:
    """The audits; the chosen one with what it found below."""
    _add(page, "internal_audit", "governance.add_audit")
    lines = governance_of(page).audits
    if not lines:
        st.markdown(t("governance.audits_none"))
        return
    columns = {
        "gap": gap_column(),
        **{
            name: text_column(t(f"governance.col_{name}"), width=width)
            for name, width in {"audit": 240, "held": 120, "auditor": 160, "findings": 130, "open": 110}.items()
        },
    }
    place = chosen_row(
        "audit", [line.audit.id for line in lines], [_audit_cells(line) for line in lines], columns,
        key="governance_audits", alt=t("governance.audits"),
    )  # fmt: skip
    if place is None:
        st.caption(t("governance.audit_hint"))
    else:
        _show_findings(page, lines[place])


def _audit_cells(line: AuditLine) -> list[Cell]:
    one, lang = line.audit, language()
    planned = t("governance.planned", day=day(one.planned_on, lang)) if one.planned_on else unknown(lang)
    gaps = [*line.gaps, *(gap for _, spans in line.findings for gap in spans)]
    return [
        gap_chip(gaps),
        one.name,
        day(one.held_on, lang) if one.held_on else planned,
        one.auditor or unknown(lang),
        count(len(line.findings), Unit.CASES, lang) if line.findings else none(lang),
        count(line.open_findings, Unit.CASES, lang) if line.open_findings else none(lang),
    ]


def _show_findings(page: Page, line: AuditLine) -> None:
    people, lang = governance_of(page).people, language()
    with _head("audit", "internal_audit", line.audit.id, line.audit.name, line.audit.result_note):
        _add(page, "audit_finding", "governance.add_finding", audit_id=line.audit.id)
    columns = {"finding": 320, "owner": 110, "due": 110, "mended": 250}
    rows: list[tuple[str, Sequence[Cell]]] = [
        (
            one.id,
            [
                gap_chip(gaps),
                t("governance.major", name=one.name) if one.is_major else one.name,
                people.get(one.owner_id or "", not_set(lang)),
                day(one.due_on, lang) if one.due_on else no_date(lang),
                f"{day(one.fixed_on, lang)} {one.fixed_note}" if one.fixed_on else t("governance.not_mended"),
            ],
        )
        for one, gaps in line.findings
    ]
    _list("audit_finding", rows, columns, "governance.findings", empty="governance.findings_none")
    if rows:
        st.caption(t("governance.finding_hint", field=record_label(AuditFinding, "fixed_on")))


def show_meetings(page: Page) -> None:
    """The meetings; the chosen one with what it decided below."""
    _add(page, "meeting", "governance.add_meeting")
    lines = governance_of(page).meetings
    if not lines:
        st.markdown(t("governance.meetings_none"))
        return
    columns = {
        "gap": gap_column(),
        **{
            name: text_column(t(f"governance.col_{name}"), width=width)
            for name, width in {"meeting": 220, "held": 110, "agenda": 300, "decisions": 130}.items()
        },
    }
    place = chosen_row(
        "meeting", [line.meeting.id for line in lines], [_meeting_cells(line) for line in lines], columns,
        key="governance_meetings", alt=t("governance.meetings"),
    )  # fmt: skip
    if place is None:
        st.caption(t("governance.meeting_hint"))
    else:
        _show_decisions(page, lines[place])


def _meeting_cells(line: MeetingLine) -> list[Cell]:
    one, lang = line.meeting, language()
    return [
        gap_chip(gap for _, spans in line.decisions for gap in spans),
        one.name,
        day(one.held_on, lang) if one.held_on else unknown(lang),
        one.agenda_note or none(lang),
        count(len(line.decisions), Unit.CASES, lang) if line.decisions else none(lang),
    ]


def _show_decisions(page: Page, line: MeetingLine) -> None:
    people, lang = governance_of(page).people, language()
    with _head("meeting", "meeting", line.meeting.id, line.meeting.name, line.meeting.participants):
        _add(page, "meeting_decision", "governance.add_decision", meeting_id=line.meeting.id)
    columns = {"decision": 400, "owner": 130, "due": 120, "done": 120}
    rows: list[tuple[str, Sequence[Cell]]] = [
        (
            one.id,
            [
                gap_chip(gaps),
                one.name,
                people.get(one.owner_id or "", not_set(lang)),
                day(one.due_on, lang) if one.due_on else no_date(lang),
                day(one.done_on, lang) if one.done_on else t("governance.not_done"),
            ],
        )
        for one, gaps in line.decisions
    ]
    _list("meeting_decision", rows, columns, "governance.decisions", empty="governance.decisions_none")
    if rows:
        st.caption(t("governance.decision_hint", field=record_label(MeetingDecision, "done_on")))
