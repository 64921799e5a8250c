"""体制: what must I still read, who is responsible, and does what we decided stand?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from sakimori.services.kernel.access import Permission, may
from sakimori.services.own_company.governance import Governance, MyPolicy, my_policies
from sakimori.services.own_company.governance_steps import acknowledge
from sakimori.ui.frame.components import NextStep, empty_state, link_to, section, tile
from sakimori.ui.frame.dialogs import Dialogs, act, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, distance, none, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip
from sakimori.ui.frame.text import SENTENCES, language, t
from sakimori.ui.frame.views import tabs
from sakimori.ui.own_company.governance.forms import (
    audit_dialog,
    decision_dialog,
    exception_dialog,
    finding_dialog,
    meeting_dialog,
    officer_dialog,
)
from sakimori.ui.own_company.governance.listing import (
    show_audits,
    show_exceptions,
    show_meetings,
    show_officers,
    show_policies,
)
from sakimori.ui.own_company.governance.measures import check_dialog, checks_of, show_measures
from sakimori.ui.own_company.governance.policies import policy_dialog, readings_dialog
from sakimori.ui.own_company.governance.state import Tab, governance_of, may_write
from sakimori.ui.own_company.state import counts_of
from sakimori.ui.parties.tabs.gaps import gaps_in_words

_SHOW: dict[Tab, Callable[[Page], None]] = {
    Tab.POLICIES: show_policies,
    Tab.OFFICERS: show_officers,
    Tab.EXCEPTIONS: show_exceptions,
    Tab.AUDITS: show_audits,
    Tab.MEETINGS: show_meetings,
    Tab.MEASURES: show_measures,
}


def show_governance(page: Page) -> None:
    """What I must read; then, for those who may see it, how the company is organised."""
    mine = memo(
        page, "governance.mine", lambda: my_policies(page.workspace, actor=page.actor, on=page.on), page.actor.id
    )
    _show_mine(page, mine)
    if may(page.actor, Permission.READ):
        _show_all(page)


def governance_dialogs(page: Page) -> Dialogs:
    """The dialogs of the view, for those who may see what they show."""
    if not may(page.actor, Permission.READ):
        return {}
    bodies: dict[str, tuple[str, Callable[..., None]]] = {
        "officer": ("governance.dialog_officer", officer_dialog),
        "policy_text": ("governance.dialog_policy", policy_dialog),
        "readings": ("governance.dialog_readings", readings_dialog),
        "policy_exception": ("governance.dialog_exception", exception_dialog),
        "internal_audit": ("governance.dialog_audit", audit_dialog),
        "audit_finding": ("governance.dialog_finding", finding_dialog),
        "meeting": ("governance.dialog_meeting", meeting_dialog),
        "meeting_decision": ("governance.dialog_decision", decision_dialog),
        "own_check": ("governance.dialog_check", check_dialog),
    }
    return {name: (title, partial(body, page)) for name, (title, body) in bodies.items()}


def _show_mine(page: Page, mine: tuple[MyPolicy, ...]) -> None:
    section(t("governance.mine"))
    if not mine:
        st.markdown(t("governance.mine_none"))
    read = []
    for line in mine:
        if line.read_on is None:
            _show_waiting(page, line)
        else:
            read.append(t("governance.mine_read", name=_name(line), day=day(line.read_on, language())))
    if read:
        st.caption(plain(SENTENCES.get(language()).join(read)))


def _name(line: MyPolicy) -> str:
    return f"{line.text.name} {line.text.text_version}"


def _show_waiting(page: Page, line: MyPolicy) -> None:
    state = Mark.MEDIUM if line.is_overdue else Mark.UNKNOWN
    with st.container(horizontal=True, vertical_alignment="center"):
        far = distance(line.due_on, page.on, language())
        words = t("governance.mine_line", name=_name(line), day=day(line.due_on, language()), far=far)
        where = t("governance.where", where=line.text.location) if line.text.location else ""
        st.markdown(f"{chip(state, language())} {plain(words)}　:gray[:small[{plain(where)}]]", width="stretch")
        if page.is_editable and page.on == page.today:
            act(
                page, t("governance.confirm"), partial(acknowledge, page.workspace, line.text.id),
                key=f"governance_read_{line.text.id}", icon=":material/task_alt:",
            )  # fmt: skip


def _show_all(page: Page) -> None:
    found = governance_of(page)
    section(t("governance.all"))
    if found.is_empty:
        step = NextStep(t("governance.add_officer"), act=lambda: open_dialog("officer", record_id=""))
        empty_state("account_balance", t("governance.empty"), *((step,) if may_write(page) else ()))
    else:
        _tiles(page, found)
    counts: dict[Tab, int] = {
        Tab.POLICIES: sum(line.stands for line in found.policies),
        Tab.OFFICERS: sum(line.is_in_office for line in found.officers),
        Tab.EXCEPTIONS: sum(line.stands for line in found.exceptions),
        Tab.AUDITS: len(found.audits),
        Tab.MEETINGS: len(found.meetings),
        Tab.MEASURES: len(checks_of(page)),
    }
    words = {tab: t(f"governance.tab_{tab.value}", count=f"{counts[tab]:,}") for tab in Tab}
    tab, panel = tabs(words, key="governance_tabs")
    with panel:
        _SHOW[tab](page)
    if found.gaps:
        link_to(
            "gaps", t("governance.to_board", counts=gaps_in_words(counts_of(found.gaps))), icon="flag", of="own",
            point="A8",
        )  # fmt: skip


def _tiles(page: Page, found: Governance) -> None:
    """Who is responsible, what is still to be read, and when the last audit and meeting were."""
    lang = language()
    chief = found.chief
    asked = sum(line.asked for line in found.policies if line.stands)
    read = sum(line.read for line in found.policies if line.stands)
    audited = max((line.audit.held_on for line in found.audits if line.audit.held_on), default=None)
    met = max((line.meeting.held_on for line in found.meetings if line.meeting.held_on), default=None)
    with st.grid(4, min_column_width=150):
        tile(
            t("governance.tile_officer"),
            chief.person if chief and chief.person else unknown(lang),
            note=chief.officer.name if chief else t("governance.officer_none"),
        )
        tile(
            t("governance.tile_read"),
            t("governance.read_of", read=f"{read:,}", asked=f"{asked:,}") if asked else none(lang),
            note=t("governance.read_note", count=count(sum(line.stands for line in found.policies), Unit.CASES, lang)),
        )
        _dated(page, t("governance.tile_audit"), audited, found.audit_due_on)
        _dated(page, t("governance.tile_meeting"), met, found.meeting_due_on)


def _dated(page: Page, title: str, on: date | None, due_on: date | None) -> None:
    lang = language()
    again = t("governance.next", day=day(due_on, lang)) if due_on else t("governance.never")
    late = t("governance.late", far=distance(due_on, page.on, lang)) if due_on and due_on < page.on else ""
    tile(title, day(on, lang) if on else unknown(lang), note=late or again)
