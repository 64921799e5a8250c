"""How the page of our registers is put together: what is not said first, then the tabs, then the open dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sakimori.ui.frame.components import NextStep, empty_state, kept_tabs, link_to
from sakimori.ui.frame.dialogs import open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.forms import (
    consent_dialog,
    data_set_dialog,
    filing_dialog,
    joint_use_dialog,
    notice_dialog,
    part_dialog,
    purpose_dialog,
)
from sakimori.ui.own_company.listing import show_data_sets, show_purposes
from sakimori.ui.own_company.state import Tab, follow_address, may_write, view_of
from sakimori.ui.own_company.stops import (
    check_dialog,
    import_dialog,
    show_stops,
    stop_counts_of,
    stop_dialog,
    withdraw_dialog,
)
from sakimori.ui.own_company.texts import show_consent, show_notices, show_shared
from sakimori.ui.own_company.unpublished_facts import show_unsaid, unsaid_dialog

_SHOW: dict[Tab, Callable[[Page], None]] = {
    Tab.PURPOSES: show_purposes,
    Tab.DATA_SETS: show_data_sets,
    Tab.CONSENT: show_consent,
    Tab.NOTICES: show_notices,
    Tab.SHARED: show_shared,
    Tab.STOPS: show_stops,
}
_DIALOGS: dict[str, tuple[str, Callable[..., None]]] = {
    "unsaid": ("purposes.dialog_unsaid", unsaid_dialog),
    "purpose": ("purposes.dialog_purpose", purpose_dialog),
    "data_set": ("purposes.dialog_data_set", data_set_dialog),
    "data_set_part": ("purposes.dialog_part", part_dialog),
    "consent_text": ("purposes.dialog_consent", consent_dialog),
    "notice": ("purposes.dialog_notice", notice_dialog),
    "joint_use": ("purposes.dialog_joint_use", joint_use_dialog),
    "filing": ("purposes.dialog_filing", filing_dialog),
    "stop": ("purposes.stop", stop_dialog),
    "stop_withdraw": ("purposes.stop_withdraw", withdraw_dialog),
    "stop_check": ("purposes.stop_check", check_dialog),
    "stop_import": ("purposes.stop_import", import_dialog),
}


def show_registers(page: Page) -> None:
    """The whole page."""
    follow_address()
    show_done()
    if view_of(page).is_empty:
        _show_empty(page)
    else:
        show_unsaid(page)
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
        Tab.SHARED: len(view.joint_uses) + len(view.filings),
        Tab.STOPS: sum(found.standing for found in stop_counts_of(page)),
    }
    words = {tab: t(f"purposes.tab_{tab.value}", count=f"{counts[tab]:,}") for tab in Tab}
    tab, panel = kept_tabs(words, key="purposes_tabs")
    with panel:
        _SHOW[tab](page)
    if view.gaps:
        link_to("own", t("purposes.to_own_gaps", count=count(len(view.gaps), Unit.CASES, language())), icon="apartment")
