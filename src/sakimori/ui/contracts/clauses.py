"""The right half of a clause sheet: clause by clause, what a reader found, and how that is saved when chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import ClauseSetCode, ClauseState, ContractClause
from sakimori.errors import RefusedError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.view import ContractSheet, SheetClause, SheetSet
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import approve_clause_reason
from sakimori.ui.contracts.address import asked_clause, newly_asked_set
from sakimori.ui.contracts.current import Current, go_to_clause, is_unread, show_current
from sakimori.ui.contracts.reading import Found
from sakimori.ui.contracts.saving import a_check, note_trouble, save_checks, saved_in_words
from sakimori.ui.contracts.words import clause_chip, level_tag
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import act, open_dialog, remember, tell_own
from sakimori.ui.frame.formats import day, none, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SEMICOLONS, label, language, listed, t

_SET, _OTHER, _ORDER = "contracts_set", "contracts_other_set", "contracts_order"
_HIGH = 380
_QUOTED = 120
_GONE = frozenset({ClauseState.ABSENT, ClauseState.WEAK})


def show_clauses(page: Page, sheet: ContractSheet, current: Current | None, found: Found | None) -> None:
    """The sets that apply, one of them open; above its clauses the one that is read for now."""
    section(t("contracts.clauses"))
    if page.may(Permission.EDIT_REGISTER):
        saved = saved_in_words()
        how = "contracts.clauses_note" if current is None else "contracts.reading_keys"
        st.caption(f":green[:material/cloud_done:] {saved}" if saved else t(how))
    listed = _listed(sheet)
    if not sheet.applied:
        st.info(t("contracts.no_set" if sheet.covers else "contracts.no_cover"), icon=":material/help:")
    _missing_box(sheet)
    one = chosen_set(sheet)
    if one is not None:
        _choose_set(listed)
        if current is not None:
            show_current(page, sheet, in_order(sheet, one), current, found)
        elif sheet.documents and one.clauses and not any(is_unread(clause) for clause in one.clauses):
            st.success(t("contracts.reading_done"), icon=":material/task_alt:")
        _show_set(page, sheet, one, current)
    _other_sets(listed)


def _listed(sheet: ContractSheet) -> list[SheetSet]:
    """Sets that apply, those that somebody has read for all the same, and the one that was asked for."""
    extra = st.session_state.get(_OTHER)
    return [s for s in sheet.sets if s.applies or any(c.record for c in s.clauses) or s.set.code == extra]


def _missing_box(sheet: ContractSheet) -> None:
    missing = [clause for one in sheet.applied for clause in one.missing_musts]
    if missing:
        names = listed((f"{c.clause.id} {plain(c.clause.text.get(language()))}" for c in missing), SEMICOLONS)
        st.error(t("contracts.musts_missing", count=len(missing), names=names), icon=":material/dangerous:")


def chosen_set(sheet: ContractSheet) -> SheetSet | None:
    """The set that is open: the one that the address asks for, the chosen one, else one in which something is open."""
    listed = _listed(sheet)
    if not listed:
        return None
    codes = [one.set.code for one in listed]
    asked = newly_asked_set()
    if asked in set(codes):
        st.session_state[_SET] = ClauseSetCode(asked)
    elif st.session_state.get(_SET) not in codes:
        first = next((s.set.code for s in listed if s.missing_musts), None)
        st.session_state[_SET] = first or next((s.set.code for s in listed if s.applies and s.unread), codes[0])
    return next(s for s in listed if s.set.code is ClauseSetCode(st.session_state[_SET]))


def _choose_set(listed: list[SheetSet]) -> None:
    words = {s.set.code: f"{s.set.title.get(language())} {s.settled}/{len(s.clauses)}" for s in listed}
    st.segmented_control(
        t("contracts.sets"), list(words), key=_SET, required=True, label_visibility="collapsed", wrap=True,
        format_func=words.__getitem__,
    )  # fmt: skip


def _other_sets(listed: list[SheetSet]) -> None:
    """Sets that nothing calls for may be read for too."""
    shown = {one.set.code for one in listed}
    others = [code for code in ClauseSetCode if code not in shown]
    words = {code: f"{code.value} {of_set.title.get(language())}" for code, of_set in CLAUSE_SETS.items()}

    def chosen() -> None:
        if st.session_state[_OTHER] is not None:
            st.session_state[_SET] = st.session_state[_OTHER]

    with st.expander(t("contracts.other_sets")):
        st.selectbox(
            t("contracts.other_sets"), [*others, *([st.session_state[_OTHER]] if st.session_state.get(_OTHER) else [])],
            index=None, key=_OTHER, on_change=chosen, label_visibility="collapsed",
            format_func=words.__getitem__,
            placeholder=t("contracts.other_sets_hint"),
        )  # fmt: skip


def _show_set(page: Page, sheet: ContractSheet, one: SheetSet, current: Current | None) -> None:
    lang = language()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{one.set.code.value}　{plain(one.set.title.get(lang))}**", width="stretch")
        if one.unread and page.may(Permission.EDIT_REGISTER):
            st.button(
                t("contracts.check_many", count=len(one.unread)), key="contracts_many", icon=":material/done_all:",
                on_click=open_dialog, args=("clauses_many",), kwargs={"code": one.set.code.value},
            )  # fmt: skip
    st.caption(plain(one.set.explains.get(lang)))
    for name, why in one.why:
        st.caption(
            f":material/subdirectory_arrow_right: {t('contracts.why', name=plain(name), why=plain(why.get(lang)))}"
        )
    if not one.applies:
        st.caption(t("contracts.why_not"))
    for clause in in_order(sheet, one):
        _show_clause(page, sheet, clause, current)


def in_order(sheet: ContractSheet, one: SheetSet) -> list[SheetClause]:
    """The asked one, missing musts, then what is open, as it was when the set was opened: nothing jumps away."""
    held: tuple[str, dict[str, int]] = st.session_state.get(_ORDER, ("", {}))
    asked = asked_clause()
    name = f"{sheet.contract.id} {one.set.code} {asked}"
    if held[0] != name:
        ordered = sorted(
            one.clauses,
            key=lambda c: (c.clause.id != asked, not c.is_missing_must, _is_settled(c), c.clause.level.rank),
        )
        held = (name, {c.clause.id: place for place, c in enumerate(ordered)})
        st.session_state[_ORDER] = held
    return sorted(one.clauses, key=lambda c: held[1].get(c.clause.id, len(held[1])))


def _is_settled(clause: SheetClause) -> bool:
    """Whether nothing is left to do about it: it is there, or its absence is approved."""
    return clause.state is ClauseState.PRESENT or clause.is_excused


def _show_clause(page: Page, sheet: ContractSheet, clause: SheetClause, current: Current | None) -> None:
    lang, found, clause_id = language(), clause.record, clause.clause.id
    may = page.may(Permission.EDIT_REGISTER)
    is_current = current is not None and current.clause.clause.id == clause_id
    with st.container(border=True, gap="xsmall", key=f"clause_{clause_id}"):
        mark = ":primary[▶] " if is_current else ":red[:material/dangerous:] " if clause.is_missing_must else ""
        text, base = plain(clause.clause.text.get(lang)), plain(clause.clause.base.get(lang))
        st.markdown(f"{mark}**{clause_id}** {level_tag(clause.clause.level)} {text}　:gray[:small[{base}]]")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _state_input(page, sheet, clause, may=may)
            _page_input(page, sheet, clause, may=may)
            _words_popover(page, sheet, clause, may=may)
            if may and not is_current:
                st.button(
                    t("contracts.read_for"), key=f"clause_read_{clause_id}", type="tertiary",
                    icon=":material/find_in_page:", on_click=go_to_clause, args=(sheet, clause_id),
                )  # fmt: skip
        for other in clause.elsewhere:
            where = t("contracts.at_page", page=plain(other.page)) if other.page else ""
            link_to("contracts", t("contracts.elsewhere", title=other.title, where=where), contract=other.contract_id)
        if found is not None:
            _show_words(page, sheet, clause, found)
        if clause.state is ClauseState.NOT_CHECKED:
            st.caption(t("contracts.unread_yet"))


def _state_input(page: Page, sheet: ContractSheet, clause: SheetClause, *, may: bool) -> None:
    key = f"clause_state_{clause.clause.id}"
    st.session_state[key] = clause.state

    def chosen() -> None:
        state = st.session_state[key]
        if state is not None and state is not clause.state:
            save_checks(page, sheet.contract.id, [a_check(clause, state=ClauseState(state))])

    st.segmented_control(
        clause.clause.id, list(ClauseState), key=key, on_change=chosen, required=True, format_func=clause_chip,
        label_visibility="collapsed", disabled=not may,
    )  # fmt: skip


def _page_input(page: Page, sheet: ContractSheet, clause: SheetClause, *, may: bool) -> None:
    key = f"clause_page_{clause.clause.id}"
    st.session_state[key] = clause.record.page if clause.record else ""

    def typed() -> None:
        save_checks(page, sheet.contract.id, [a_check(clause, page=st.session_state[key])])

    title = field_words(ContractClause, "page").get(language())
    st.text_input(
        title, key=key, on_change=typed, label_visibility="collapsed", placeholder=title, width=84, disabled=not may
    )


def _words_popover(page: Page, sheet: ContractSheet, clause: SheetClause, *, may: bool) -> None:
    found = clause.record
    has_words = found is not None and bool(found.note or found.reason)
    if not may:
        return
    key = f"clause_words_{clause.clause.id}"
    icon = ":material/edit_note:" if has_words else ":material/add_comment:"
    popover = st.popover(t("contracts.words"), icon=icon, type="tertiary", key=key, on_change="rerun")
    if not popover.open:
        return
    before = found or ContractClause("", sheet.contract.id, sheet.contract.third_party_id, clause.clause.id)
    with popover:
        note = st.text_area(
            field_words(ContractClause, "note").get(language()), value=before.note, key=f"{key}_note", height=80
        )
        reason, evidence_id = before.reason, before.evidence_id
        if clause.state in _GONE or before.reason:
            st.caption(t("contracts.why_reason"))
            reason = st.text_area(
                field_words(ContractClause, "reason").get(language()), value=reason, key=f"{key}_reason", height=80
            )
            evidence_id = _evidence_input(sheet, before, key=f"{key}_evidence")
        check = ClauseCheck(
            clause.clause.id,
            before.version if found else 0,
            note=note,
            reason=reason,
            evidence_id=evidence_id,
            drops_evidence=evidence_id is None,
        )

        def save() -> None:
            save_checks(page, sheet.contract.id, [check])

        st.button(t("party.save"), key=f"{key}_save", type="primary", on_click=save)


def _evidence_input(sheet: ContractSheet, before: ContractClause, *, key: str) -> str | None:
    names = {filed.id: filed.filename for filed in sheet.filed}
    if not names:
        return before.evidence_id
    return st.selectbox(
        field_words(ContractClause, "evidence_id").get(language()), list(names), format_func=names.__getitem__,
        index=list(names).index(before.evidence_id) if before.evidence_id in names else None, key=key,
        placeholder=none(language()),
    )  # fmt: skip


def _show_words(page: Page, sheet: ContractSheet, clause: SheetClause, found: ContractClause) -> None:
    """Note, reason and who stands for them."""
    lang = language()
    if found.quote and found.source_page is not None:
        names = {filed.id: filed.filename for filed in sheet.documents}
        place = t("contracts.passage_at", page=found.source_page, name=plain(names.get(found.source_id or "", "")))
        st.caption(f":material/format_quote: {t('contracts.found_at', quote=plain(_short(found.quote)), place=place)}")
    if found.note:
        st.caption(f":material/sticky_note_2: {plain(found.note)}")
    if found.reason:
        st.caption(f":material/assignment_late: {t('contracts.reason_is', reason=plain(found.reason))}")
    if found.reason_approved_on is not None:
        by = plain(sheet.people.get(found.reason_approved_by or "", ""))
        word = "contracts.approved_by" if clause.is_excused else "contracts.approved_in_vain"
        st.caption(f":violet[:material/verified:] {t(word, name=by, day=day(found.reason_approved_on, lang))}")
    elif clause.waits_for_approval:
        _approval(page, found)
    if found.checked_on is not None:
        by = plain(sheet.people.get(found.checked_by or "", ""))
        st.caption(t("contracts.checked_by", name=by, day=day(found.checked_on, lang)))


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]}…"


def _approval(page: Page, found: ContractClause) -> None:
    """The reason waits: compliance approves it, but not whoever wrote it."""
    may = page.may(Permission.DECIDE_REGISTER)
    is_own = found.checked_by == page.actor.id

    def approve() -> None:
        at = now()
        try:
            remember(
                approve_clause_reason(page.workspace, found.id, actor=page.actor, at=at, seen=found.version), at=at
            )
        except RefusedError as error:
            note_trouble(error)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":orange[:material/hourglass_top: {t('contracts.waits')}]", width="content")
        if may:
            st.button(
                t("contracts.approve"), key=f"clause_approve_{found.clause_id}", disabled=is_own, on_click=approve,
                help=t("contracts.approve_own") if is_own else None,
            )  # fmt: skip
    if not is_own:
        tell_own(page, ContractClause, found.id, Permission.DECIDE_REGISTER)


def _choose_all(keys: Sequence[str]) -> None:
    for key in keys:
        st.session_state[key] = True


def many_dialog(page: Page, sheet: ContractSheet, *, code: str) -> None:
    """Several clauses of a set that were found alike, in one write."""
    one = next(s for s in sheet.sets if s.set.code.value == code)
    st.caption(t("contracts.many_note"))
    st.button(
        t("contracts.many_all"),
        key="many_all",
        icon=":material/select_all:",
        type="tertiary",
        on_click=_choose_all,
        args=([f"many_{clause.clause.id}" for clause in one.unread],),
    )
    with st.container(height=_HIGH, border=True, gap="xsmall"):
        chosen = [
            clause
            for clause in one.unread
            if st.checkbox(
                f"**{clause.clause.id}** {level_tag(clause.clause.level)} {plain(clause.clause.text.get(language()))}",
                key=f"many_{clause.clause.id}",
            )
        ]  # fmt: skip
    with st.container(horizontal=True):
        for state in (ClauseState.PRESENT, ClauseState.WEAK, ClauseState.ABSENT):
            checks = [a_check(clause, state=state) for clause in chosen]
            act(
                page, t("contracts.many_do", count=len(chosen), state=label(state)),
                partial(check_clauses, page.workspace, sheet.contract.id, checks),
                key=f"many_do_{state.value}", disabled=not checks,
                type="primary" if state is ClauseState.PRESENT else "secondary",
            )  # fmt: skip
