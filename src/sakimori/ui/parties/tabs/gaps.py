"""The gaps of a dossier: what is open, what is coming, where each is closed, and the twelve months ahead."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Fix
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.services.gaps.counts import GapCounts
from sakimori.services.gaps.of_dossier import DueDay, GapLine, Lane
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.ui.charts.frame import draw
from sakimori.ui.charts.timelines import Deadline, timeline
from sakimori.ui.contracts.address import FIXED_IN_CONTRACT, contract_fix_words, lead_to_contract
from sakimori.ui.countries.profiles import FIXED_IN_COUNTRY, country_fix_words, lead_to_country
from sakimori.ui.flows.fix import FIXED_WITH_FLOWS, lead_to_flow
from sakimori.ui.flows.fix import fix_words as flow_fix_words
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import aside, day, linked, plain, short_cites, since
from sakimori.ui.frame.record_fields import INTAKE, record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip, mark, theme
from sakimori.ui.frame.tables import Cell, button_column, severity_column, table, text_column
from sakimori.ui.frame.text import dotted, language, t
from sakimori.ui.frame.views import from_address
from sakimori.ui.incidents.address import FIXED_AT_DESK, desk_fix_words, lead_to_desk
from sakimori.ui.records.state import FIXED_IN_RECORDS, lead_to_record, record_fix_words
from sakimori.ui.requests.words import FIXED_IN_REQUESTS, lead_to_request, request_fix_words

_MONTHS = 12
_ASSESSED_AGAIN = frozenset({"assessment", "terms_changed_on"})
"""Fields that nobody fills in: another assessment closes their gap."""
_OWN_DIALOG = frozenset({"owner_id", "contact.incident", "order_note"})


class Which(StrEnum):
    """Which gaps are listed."""

    ALL = "all"
    OPEN = "open"
    UNKNOWN = "unknown"
    COMING = "coming"


def gaps_in_words(counts: GapCounts) -> str:
    """How many gaps are open, and apart from them what nobody has answered; those to come are no gaps yet."""
    words = t("party.tab_gaps", count=counts.number)
    return dotted([words, t("party.tab_unknown", count=counts.unknown)]) if counts.unknown else words


def show_gaps(page: Page, view: DossierView) -> None:
    """The table of gaps, each with the way to close it, and the timeline."""
    if view.gaps:
        _show_table(page, view)
    elif not view.is_waiting:
        st.markdown(t("party.gaps_none"))
    if view.is_waiting:
        st.markdown(t("party.gaps_waiting"))
    _show_due_days(page, view)


def _show_table(page: Page, view: DossierView) -> None:
    listed = {
        Which.ALL: view.gaps,
        Which.OPEN: tuple(line for line in view.open_gaps if line.span.kind is not GapKind.UNKNOWN),
        Which.UNKNOWN: tuple(line for line in view.open_gaps if line.span.kind is GapKind.UNKNOWN),
        Which.COMING: tuple(line for line in view.gaps if not line.is_open),
    }
    counts = view.counts
    numbers = {
        Which.ALL: "", Which.OPEN: counts.number, Which.UNKNOWN: counts.unknown, Which.COMING: counts.coming,
    }  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        follow = from_address("which", "party_which", list(Which), Which.ALL)
        which = st.segmented_control(
            t("party.gaps_which"), list(Which), key="party_which", label_visibility="collapsed", on_change=follow,
            format_func=lambda w: f"{t(f'party.gaps_{w.value}')} {numbers[w]}".strip(), required=True, wrap=True,
        )  # fmt: skip
        st.space("stretch")
        link_to("gaps", t("party.on_board"), icon="flag", party=view.party.id)
    lines = listed[Which(which or Which.ALL)]
    if not lines:
        _show_none(view)
        return

    def fix(row: int) -> None:
        open_dialog("fix", gap_id=lines[row].span.gap_id)

    columns = {
        "severity": severity_column(t("party.col_severity"), width=96),
        "gap": text_column(t("party.col_gap"), width=368),
        "basis": text_column(t("party.col_basis"), width=130),
        "since": text_column(t("party.col_since"), width=124),
    }
    if page.is_editable:
        columns["fix"] = button_column(t("party.col_fix"), on_row=fix, width=160)
    cells = [_cells(page, line) for line in lines]
    table(cells, columns, key=f"party_gaps_{which}", alt=t("party.gaps_alt"))


def _show_none(view: DossierView) -> None:
    if view.is_waiting:
        return
    first = min((line.span.from_on for line in view.gaps if line.span.from_on and not line.is_open), default=None)
    if first is None:
        st.markdown(t("party.gaps_none"))
    else:
        st.markdown(t("party.gaps_none_next", day=day(first, language())))


def _cells(page: Page, line: GapLine) -> list[Cell]:
    span, lang = line.span, language()
    title = span.title.get(lang)
    if line.waived_until is not None:
        title = aside(title, t("party.waived", day=day(line.waived_until, lang)), lang)
    state = Mark.UNKNOWN if span.kind is GapKind.UNKNOWN else mark(span.severity)
    begun = span.since_on if line.is_open else span.from_on or span.since_on
    cells: list[Cell] = [
        [chip(state, lang)],
        title,
        short_cites(span.cites.get(lang), lang),
        since(begun, page.on, lang),
    ]
    return [*cells, fix_words(line)] if page.is_editable else cells


def fix_words(line: GapLine) -> str:  # noqa: PLR0911, PLR0912 - one wording a way to close
    """What the button beside a gap says."""
    span = line.span
    match span.fix_record:
        case "third_party" | "contract" if span.fix_field in _ASSESSED_AGAIN:
            return t("party.fix_begin")
        case "third_party" if span.fix_field in _OWN_DIALOG:
            return t(f"party.fix_{span.fix_field}")
        case "third_party" if span.fix_field in INTAKE:
            return t("party.fix_answer")
        case "third_party":
            return t("party.fix_field", field=record_label(ThirdParty, span.fix_field))
        case "assessment":
            return t("party.fix_assessment" if span.fix_id else "party.fix_begin")
        case "condition":
            return t("party.fix_condition")
        case "certificate" if span.fix_field in {"covers_us", "valid_until"}:
            return t(f"certificates.fix_{span.fix_field}")
        case "certificate":
            return t("party.fix_field", field=record_label(Certificate, span.fix_field))
        case "sub_processor_link" if span.fix_field in {"approval", "source_seen_on", "sub_third_party_id"}:
            return t(f"subs.fix_{span.fix_field}")
        case "sub_processor_link":
            return t("party.fix_field", field=record_label(SubProcessorLink, span.fix_field))
        case "ai_facts":
            return t("services.ai_confirm" if span.fix_field == "confirmed_by" else "services.ai_edit")
        case record if record in FIXED_IN_CONTRACT:
            return contract_fix_words(line)
        case record if record == FIXED_IN_COUNTRY:
            return country_fix_words(line)
        case record if record in FIXED_AT_DESK:
            return desk_fix_words(Fix(span.fix_record, span.fix_id, span.fix_field))
        case record if record in FIXED_IN_RECORDS:
            return record_fix_words(Fix(span.fix_record, span.fix_id, span.fix_field))
        case record if record in FIXED_IN_REQUESTS:
            return request_fix_words(Fix(span.fix_record, span.fix_id, span.fix_field))
        case record if record in FIXED_WITH_FLOWS:
            return flow_fix_words(Fix(span.fix_record, span.fix_id, span.fix_field))
        case _:
            return t("party.fix_waiver")


def lead_to_fix(page: Page, view: DossierView, line: GapLine) -> bool:
    """Go to the page that closes a gap; False when a dialog here does."""
    span = line.span
    if span.fix_record == "assessment" and span.fix_id:
        _leave("assess", id=span.fix_id, q=span.fix_field)
    if span.fix_record == "assessment" or span.fix_field in _ASSESSED_AGAIN:
        _leave("assess", party=view.party.id)
    if span.fix_record in FIXED_IN_CONTRACT:
        lead_to_contract(page, line)
    if span.fix_record == FIXED_IN_COUNTRY:
        lead_to_country(page, line)
    if span.fix_record in FIXED_AT_DESK:
        lead_to_desk(page, line)
    if span.fix_record in FIXED_IN_RECORDS:
        lead_to_record(line)
    if span.fix_record in FIXED_IN_REQUESTS:
        lead_to_request(Fix(span.fix_record, span.fix_id, span.fix_field))
    if span.fix_record in FIXED_WITH_FLOWS:
        lead_to_flow(page, line)
    if span.fix_record == "waiver" or not page.may(Permission.EDIT_PARTY):
        _leave("gaps", party=view.party.id)
    return False


def _leave(name: str, **query: str) -> None:
    """Go to another page; whoever comes back from there must not be sent away again."""
    close_dialog()
    go_to(name, **query)


def _show_due_days(page: Page, view: DossierView) -> None:
    section(t("party.due_days"))
    coming = [due for due in view.due_days if due.due_on <= add_months(page.on, _MONTHS)]
    if not coming:
        st.caption(t("party.due_days_none"))
        return
    used = [lane for lane in Lane if any(due.lane is lane for due in coming)]
    drawing = memo(
        page,
        "party_timeline",
        lambda: timeline(
            [(lane.value, t(f"party.lane_{lane.value}")) for lane in used],
            [_deadline(due) for due in coming],
            on=page.on,
            months=_MONTHS,
            theme=theme(),
            language=language(),
        ),
        view.party.id,
        of=view.due_days,
    )
    draw(drawing, "party_timeline")
    with st.expander(t("chart.as_table")):
        columns = {
            "due": text_column(t("party.col_due"), width=110),
            "lane": text_column(t("party.col_lane"), width=100),
            "what": text_column(t("party.col_what"), width=480),
        }
        rows: list[list[Cell]] = [
            [day(due.due_on, language()), t(f"party.lane_{due.lane.value}"), _title(due)] for due in coming
        ]
        table(rows, columns, key="party_due_days", alt=t("party.due_days"))


def _deadline(due: DueDay) -> Deadline:
    state = Mark.LOW if due.severity is None else mark(due.severity)
    return Deadline(due.due_on, due.lane.value, _title(due), state, due.gap_id)


def _title(due: DueDay) -> str:
    title = due.title.get(language())
    return t("party.answer_by", pack=title) if due.severity is None else title


def show_gap_words(line: GapLine) -> None:
    """What a gap is, on what ground, and what closes it."""
    span, lang = line.span, language()
    st.markdown(f"**{plain(span.title.get(lang))}**　:gray[{linked(span.cites.get(lang), lang)}]")
    action = span.action.get(lang)
    if action:
        st.caption(plain(action))
