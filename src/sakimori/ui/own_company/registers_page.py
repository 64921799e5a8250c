"""The page of our registers: what is not said first, each with the text that a notice lacks, then tabs and dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from sakimori.domain.records.own_registers import PublicItem
from sakimori.domain.records.sharing import JointUse, OptoutItem
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.gaps.flows.optout import ITEM_NAMES
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact
from sakimori.ui.frame.components import NextStep, empty_state, link_to, section
from sakimori.ui.frame.dialogs import close_dialog, open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import Unit, count, linked, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, chip, mark
from sakimori.ui.frame.tables import Cell, TableColumn, button_column, chip_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.views import tabs
from sakimori.ui.own_company.changes import change_dialog, changes_of, show_changes
from sakimori.ui.own_company.forms import (
    consent_dialog,
    data_set_dialog,
    filing_dialog,
    joint_use_dialog,
    notice_dialog,
    part_dialog,
    purpose_dialog,
)
from sakimori.ui.own_company.keeping import duty_dialog, erasure_dialog
from sakimori.ui.own_company.listing import show_data_sets, show_purposes
from sakimori.ui.own_company.notice_page import check_of
from sakimori.ui.own_company.sentences import draft_of_line
from sakimori.ui.own_company.state import (
    Tab,
    counts_of,
    few_of,
    follow_address,
    may_write,
    state_options,
    unpublished_of,
    view_of,
)
from sakimori.ui.own_company.stop_rounds import ROUNDS, rounds_dialog
from sakimori.ui.own_company.stops import (
    check_dialog,
    import_dialog,
    show_stops,
    stop_counts_of,
    stop_dialog,
    withdraw_dialog,
)
from sakimori.ui.own_company.texts import show_consent, show_notices, show_shared
from sakimori.ui.parties.tabs.gaps import gaps_in_words


def show_unpublished(page: Page) -> None:
    """The table of differences, worst first; or that none was found, and what was not compared."""
    lines, loose = unpublished_of(page), view_of(page).without_purpose
    section(t("purposes.unsaid"), count(len(lines), Unit.CASES, language()) if lines else "")
    if not lines:
        note = t("purposes.unsaid_loose", count=count(len(loose), Unit.CASES, language())) if loose else ""
        if note:
            st.info(f"{t('purposes.unsaid_none')}{note}", icon=":material/info:")
        else:
            st.success(t("purposes.unsaid_none"), icon=":material/check_circle:")
        return

    def see(row: int) -> None:
        open_dialog("unsaid", key=f"{lines[row].sort.value}/{lines[row].key}/{lines[row].name.ja}")

    columns: dict[str, TableColumn] = {
        "state": chip_column(t("purposes.col_state"), state_options(), width=92),
        "what": text_column(t("purposes.col_unsaid"), width=356),
        "cites": text_column(t("purposes.col_basis"), width=148),
        "who": text_column(t("purposes.col_who"), width=188),
        "text": button_column(t("purposes.col_add"), on_row=see, width=96),
    }
    table([_cells(line) for line in lines], columns, key="purposes_unsaid_table", alt=t("purposes.unsaid_alt"))


def unpublished_dialog(page: Page, *, key: str) -> None:
    """One difference: what is not said, who does it, the text to add, and the way to record that it was added."""
    line = next((u for u in unpublished_of(page) if f"{u.sort.value}/{u.key}/{u.name.ja}" == key), None)
    if line is None:
        close_dialog()
        st.rerun()
    st.markdown(f"**{plain(_what(line))}**　:gray[{linked(line.cites.get(language()))}]")
    if line.sort is not Sort.NOTICE:
        st.caption(t("purposes.add_note"))
        st.code(draft_of_line(line, check_of(page), language()), language=None, wrap_lines=True)
    _show_users(line)
    _show_way(page, line)


def _show_users(line: UnpublishedFact) -> None:
    if line.data_sets:
        st.markdown(t("purposes.used_sets", names=plain(few_of(list(line.data_sets)))))
    for use in line.uses[:6]:
        link_to("party", f"{use.third_party}　{use.flow}", icon="account_tree", party=use.third_party_id, tab="flows")


def _show_way(page: Page, line: UnpublishedFact) -> None:
    if not may_write(page):
        return
    if line.sort is Sort.JOINT_USE:
        words, which, facts = t("purposes.to_joint_use"), "joint_use", {"record_id": line.key}
    elif line.sort is Sort.NOTICE or view_of(page).standing_notice is None:
        words, which, facts = t("purposes.to_first_notice"), "notice", {"record_id": ""}
    elif line.is_unknown:
        standing = view_of(page).standing_notice
        words, which, facts = t("purposes.to_read"), "notice", {"record_id": standing.id if standing else ""}
    else:
        words, which, facts = (
            t("purposes.to_new_notice"),
            "notice",
            {"record_id": "", "adds": f"{line.sort.value}/{line.key}"},
        )
    if st.button(words, type="primary", key="purposes_way", icon=":material/edit_note:"):
        open_dialog(which, **facts)
        st.rerun()


def unpublished_cells(line: UnpublishedFact) -> list[Cell]:
    """How grave it is, what is not said, on what ground, and who does it."""
    state = Mark.UNKNOWN if line.is_unknown else mark(line.severity)
    users = list(dict.fromkeys([use.third_party for use in line.uses])) + list(line.data_sets)
    return [
        [chip(state, language())],
        _what(line),
        line.cites.get(language()),
        few_of(users) if users else t("purposes.own_company"),
    ]


def _cells(line: UnpublishedFact) -> list[Cell]:
    return [*unpublished_cells(line), t("purposes.see_way" if line.sort is Sort.NOTICE else "purposes.see_text")]


def _what(line: UnpublishedFact) -> str:
    name = line.name.get(language())
    match line.sort:
        case Sort.NOTICE:
            return name
        case Sort.COUNTRY if not line.key:
            return t("purposes.what_country_unknown")
        case Sort.ITEM:
            key = "purposes.what_item_unknown" if line.is_unknown else "purposes.what_item"
            return t(key, item=label(PublicItem(line.key)))
        case Sort.JOINT_USE if line.joint_use is None:
            return t("purposes.what_joint_unrecorded", name=name)
        case Sort.JOINT_USE | Sort.OPTOUT if not line.is_unknown and (items := _lacking(line)):
            return t(f"purposes.what_{line.sort.value}_lacks", name=name, items=items)
        case _:
            return t(f"purposes.what_{line.sort.value}{'_unknown' if line.is_unknown else ''}", name=name)


def _lacking(line: UnpublishedFact) -> Text | None:
    """Which of several items a record lacks; None where it lacks none, or an opt-out is not stated at all."""
    if line.joint_use is not None and line.joint_use.missing:
        return listed(field_words(JointUse, field) for field in line.joint_use.missing)
    return listed(ITEM_NAMES[item] for item in line.lacks) if 0 < len(line.lacks) < len(OptoutItem) else None


def _show_sharing(page: Page) -> None:
    show_shared(page)
    show_changes(page)


_SHOW: dict[Tab, Callable[[Page], None]] = {
    Tab.PURPOSES: show_purposes,
    Tab.DATA_SETS: show_data_sets,
    Tab.CONSENT: show_consent,
    Tab.NOTICES: show_notices,
    Tab.SHARED: _show_sharing,
    Tab.STOPS: show_stops,
}
_DIALOGS: dict[str, tuple[str, Callable[..., None]]] = {
    "unsaid": ("purposes.dialog_unsaid", unpublished_dialog),
    "purpose": ("purposes.dialog_purpose", purpose_dialog),
    "data_set": ("purposes.dialog_data_set", data_set_dialog),
    "data_set_part": ("purposes.dialog_part", part_dialog),
    "keeping_duty": ("keeping.dialog_duty", duty_dialog),
    "own_erasure": ("keeping.dialog_erasure", erasure_dialog),
    "consent_text": ("purposes.dialog_consent", consent_dialog),
    "notice": ("purposes.dialog_notice", notice_dialog),
    "joint_use": ("purposes.dialog_joint_use", joint_use_dialog),
    "filing": ("purposes.dialog_filing", filing_dialog),
    "sharing_change": ("purposes.dialog_change", change_dialog),
    "stop": ("purposes.stop", stop_dialog),
    "stop_withdraw": ("purposes.stop_withdraw", withdraw_dialog),
    "stop_check": ("purposes.stop_check", check_dialog),
    "stop_import": ("purposes.stop_import", import_dialog),
    ROUNDS: ("purposes.rounds", rounds_dialog),
}


def show_registers(page: Page) -> None:
    """The whole page."""
    follow_address()
    show_done()
    if view_of(page).is_empty:
        _show_empty(page)
    else:
        show_unpublished(page)
    _show_tabs(page)
    show_dialog({name: (title, partial(body, page)) for name, (title, body) in _DIALOGS.items()})


def _show_empty(page: Page) -> None:
    """Nothing is registered: the purposes that flows need come first."""
    loose = view_of(page).without_purpose
    sentence = (
        t("purposes.empty_flows", count=count(len(loose), Unit.CASES, language())) if loose else t("purposes.empty")
    )
    first = NextStep(t("purposes.add_purpose_new"), act=lambda: open_dialog("purpose", record_id=""))
    steps = (first,) if may_write(page) else ()
    empty_state("menu_book", sentence, *steps, NextStep(t("purposes.to_own"), to="own"))


def _show_tabs(page: Page) -> None:
    view = view_of(page)
    counts = {
        Tab.PURPOSES: len(view.purposes),
        Tab.DATA_SETS: len(view.data_sets),
        Tab.CONSENT: len(view.consent_texts),
        Tab.NOTICES: len(view.notices),
        Tab.SHARED: len(view.joint_uses) + len(view.filings) + len(changes_of(page)),
        Tab.STOPS: sum(found.standing for found in stop_counts_of(page)),
    }
    words = {tab: t(f"purposes.tab_{tab.value}", count=f"{counts[tab]:,}") for tab in Tab}
    tab, panel = tabs(words, key="purposes_tabs")
    with panel:
        _SHOW[tab](page)
    if view.gaps:
        link_to("own", t("purposes.to_own_gaps", counts=gaps_in_words(counts_of(view.gaps))), icon="apartment")
