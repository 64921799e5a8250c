"""自社: our own dossier: its gaps, its registers, the facts that notices give, and what customers asked of us."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import streamlit as st

from sakimori.domain.codes import AssessmentKind, UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView, dossier_view
from sakimori.services.settings.users import list_users
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.frame.components import go_to, link_to, section, tag, tile
from sakimori.ui.frame.dialogs import is_open, open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import Unit, count, country, day, distance, no_date, none, plain, unknown
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, percent_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.views import tabs
from sakimori.ui.own_company.state import counts_of, unpublished_of, view_of
from sakimori.ui.parties.contacts import alias_dialog, alias_out_dialog, contact_dialog, show_contacts
from sakimori.ui.parties.fix import fields_form, fix_dialog, leads_elsewhere
from sakimori.ui.parties.head import gaps_tile
from sakimori.ui.parties.tabs.certificates import certificate_dialog, certificate_rows, show_certificates
from sakimori.ui.parties.tabs.gaps import gaps_in_words, show_gaps
from sakimori.ui.parties.tabs.history import show_history

FACTS = (
    "legal_name", "kana", "english_name", "corporate_number", "address", "representative", "country", "website", "note",
)  # fmt: skip
_PUBLIC = ("legal_name", "address", "representative")


class Tab(StrEnum):
    """The tabs of our own dossier."""

    GAPS = "gaps"
    REGISTERS = "registers"
    CERTIFICATES = "certificates"
    ASKED = "asked"
    FACTS = "facts"
    CONTACTS = "contacts"
    HISTORY = "history"


def own_dossier(page: Page) -> DossierView:
    """Our own dossier on the day of the page."""
    return memo(
        page,
        "dossier",
        lambda: dossier_view(page.workspace, SELF_ID, on=page.on, today=page.today, number=page.known),
        SELF_ID,
    )


def show_own(page: Page) -> None:
    """Head, tiles, tabs, and whichever dialog is open."""
    view = own_dossier(page)
    show_done()
    _head(page, view)
    _tiles(page, view)
    _tabs(page, view)
    _dialogs(page, view)


def _head(page: Page, view: DossierView) -> None:
    party, lang = view.party, language()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        tag(t("own.badge"), icon="apartment")
        said = [plain(party.legal_name) if party.legal_name else t("own.name_missing")]
        if party.corporate_number:
            said.append(t("party.number", number=shown_corporate_number(party.corporate_number)))
        said.append(plain(party.address) if party.address else t("own.address_missing"))
        said.append(
            t("own.representative", name=plain(party.representative))
            if party.representative
            else t("own.representative_missing")
        )
        if party.country and party.country != "JP":
            said.append(country(party.country, lang))
        st.caption("　".join(said), width="stretch")


def _tiles(page: Page, view: DossierView) -> None:
    registers, unsaid, lang = view_of(page), unpublished_of(page), language()
    published = sum(line.is_published(page.on) for line in registers.purposes)
    notice = registers.standing_notice
    with st.grid(4, min_column_width=150):
        nothing_known = registers.is_empty and not view.counts.number
        gaps_tile(view.counts, t("own.no_gaps"), nothing_known)
        sure = sum(not line.is_unknown for line in unsaid)
        note = t("own.unsaid_unknown", count=len(unsaid) - sure) if len(unsaid) > sure else t("own.unsaid_note")
        tile(t("own.unsaid"), unknown(lang) if nothing_known else count(sure, Unit.CASES, lang), note=note)
        tile(
            t("own.purposes"),
            count(len(registers.purposes), Unit.CASES, lang) if registers.purposes else unknown(lang),
            note=t("own.published", count=published),
        )
        tile(
            t("own.notice"),
            day(notice.published_on, lang) if notice and notice.published_on else unknown(lang),
            note=notice.name if notice else t("own.notice_none"),
        )


def _tabs(page: Page, view: DossierView) -> None:
    names = {user.id: user.name for user in list_users(page.workspace)}
    counts = {
        Tab.CERTIFICATES: len(certificate_rows(page, SELF_ID)),
        Tab.ASKED: len(asked_rows(page)),
        Tab.CONTACTS: len(view.contacts),
    }
    draw: dict[Tab, Callable[[], None]] = {
        Tab.GAPS: lambda: show_gaps(page, view),
        Tab.REGISTERS: lambda: _show_registers(page),
        Tab.CERTIFICATES: lambda: show_certificates(page, view),
        Tab.ASKED: lambda: show_asked(page),
        Tab.FACTS: lambda: _show_facts(page, view),
        Tab.CONTACTS: lambda: show_contacts(page, view),
        Tab.HISTORY: lambda: show_history(page, view, names),
    }
    words = {tab: t(f"own.tab_{tab.value}", count=counts.get(tab, 0)) for tab in Tab}
    words[Tab.GAPS] = gaps_in_words(view.counts)
    tab, panel = tabs(words, key="own_tabs")
    with panel:
        draw[tab]()


def register_rows(page: Page) -> dict[str, list[Cell]]:
    """Of each register of ours: how many records, and how many gaps and unknowns are closed there."""
    view, lang = view_of(page), language()
    groups = {
        "purposes": view.purposes,
        "data_sets": view.data_sets,
        "consent": view.consent_texts,
        "notices": view.notices,
        "shared": (*view.joint_uses, *view.filings),
    }
    rows: dict[str, list[Cell]] = {}
    for name, lines in groups.items():
        gaps = counts_of(gap for line in lines for gap in line.gaps)
        rows[name] = [
            t(f"own.register_{name}"),
            count(len(lines), Unit.CASES, lang) if lines else t("own.not_registered"),
            *(count(number, Unit.CASES, lang) if number else none(lang) for number in (gaps.number, gaps.unknown)),
        ]
    return rows


def _show_registers(page: Page) -> None:
    """How many records of each kind there are, and how many gaps on them; the links lead to their tabs."""
    may_open = page_named("purposes").is_for(page.actor.roles)
    if not may_open:
        st.caption(t("own.for_compliance", roles=label(UserRole.COMPLIANCE)))
    rows = register_rows(page)
    columns = {
        "register": text_column(t("own.col_register"), width=300),
        "count": text_column(t("own.col_count"), width=160),
        "gaps": text_column(t("own.col_gaps"), width=160),
        "unknown": text_column(t("own.col_unknown"), width=180),
    }
    table(list(rows.values()), columns, key="own_registers", alt=t("own.registers_alt"))
    if may_open:
        with st.container(horizontal=True):
            for name in rows:
                link_to("purposes", t(f"own.register_{name}"), icon="arrow_forward", tab=name)


def _show_facts(page: Page, view: DossierView) -> None:
    can = page.may(Permission.EDIT_OWN_REGISTER)
    st.button(
        t("party.edit"), icon=":material/edit:", key="own_edit", disabled=not can, on_click=open_dialog,
        args=("own_facts",),
    )  # fmt: skip
    missing = [record_label(ThirdParty, field) for field in _PUBLIC if not getattr(view.party, field)]
    if missing:
        st.caption(t("own.public_missing", fields="・".join(missing)))
    columns = {
        "field": text_column(t("party.col_field"), width=210),
        "value": text_column(t("party.col_value"), width=460),
    }
    rows: list[list[Cell]] = [
        [record_label(ThirdParty, field), record_shown(ThirdParty, field, getattr(view.party, field))]
        for field in FACTS
    ]
    table(rows, columns, key="own_facts", alt=t("own.facts_alt"))


def _facts_dialog(page: Page, view: DossierView) -> None:
    section(t("own.facts_note"))
    fields_form(page, view.party, FACTS, per_row=2, key="own")


def _dialogs(page: Page, view: DossierView) -> None:
    fix = is_open("fix")
    if fix is not None and leads_elsewhere(page, view, **fix):
        return

    def of_view(body: Callable[..., None]) -> Callable[..., None]:
        return lambda **facts: body(page, view, **facts)

    show_dialog(
        {
            "fix": ("party.fix", of_view(fix_dialog)),
            "own_facts": ("party.edit", of_view(_facts_dialog)),
            "certificate": ("certificates.dialog", of_view(certificate_dialog)),
            "contact": ("party.edit_contact", of_view(contact_dialog)),
            "alias": ("party.add_alias", of_view(alias_dialog)),
            "alias_out": ("party.remove_alias", of_view(alias_out_dialog)),
            **what_if_dialogs(page),
        }
    )


def asked_rows(page: Page) -> list[AssessmentRow]:
    """What our own company was asked: what waits for answers first, the sooner day before the later."""
    asked = [row for row in rows_of(page, SELF_ID) if row.kind is AssessmentKind.ASKED]
    return sorted(asked, key=lambda row: (not row.is_fillable, row.due_on is None, row.due_on or page.on, row.id))


def show_asked(page: Page) -> None:
    """The ways in, then what was asked; a row opens it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if page.may(Permission.IMPORT) and st.button(
            t("own.take_in_sheet"), icon=":material/upload_file:", key="own_take_in"
        ):
            go_to("imports", kind="questionnaire", party=SELF_ID)
        if page.may(Permission.FILL_ASSESSMENT) and st.button(
            t("own.answer_pack"), icon=":material/add:", key="own_add"
        ):
            go_to("assess", party=SELF_ID)
        link_to("library", t("page.library"), icon="library_books", party=SELF_ID)
    rows = asked_rows(page)
    if not rows:
        st.markdown(t("own.asked_none"))
        return
    columns = {
        "pack": text_column(t("party.col_pack"), width=330),
        "stage": text_column(t("party.col_stage"), width=110),
        "due": text_column(t("party.col_due"), width=110),
        "left": text_column(t("own.col_left"), width=120),
        "share": percent_column(t("own.col_answered"), width=130),
    }
    cells = [_cells(page, row) for row in rows]
    chosen = table(cells, columns, key="own_asked", alt=t("own.asked_alt"), select="one")
    if chosen:
        go_to("assess", id=rows[chosen[0]].id)


def _cells(page: Page, row: AssessmentRow) -> list[Cell]:
    lang = language()
    return [
        row.pack.get(lang),
        label(row.state),
        day(row.due_on, lang) if row.due_on else no_date(lang),
        distance(row.due_on, page.on, lang) if row.is_fillable else t("assess.handed_in"),
        round(100 * row.answered / row.applicable) if row.applicable else 0,
    ]
