"""The clause that is read for now: what may carry it, quoted and marked on the page beside it, answered by one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import ClauseState
from sakimori.exchange.documents.clauses import ClauseProposal
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import DocumentReading
from sakimori.services.contracts.proposals import TakenPassage
from sakimori.services.contracts.view import ContractSheet, SheetClause
from sakimori.ui.contracts.reading import Found
from sakimori.ui.contracts.saving import a_check, save_checks, save_taken
from sakimori.ui.contracts.words import clause_chip, level_tag
from sakimori.ui.evidence.proposals import show_passage
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t

_AT = "contracts_at"
_MOST_PAGES = 8
KEYS = {ClauseState.PRESENT: "1", ClauseState.WEAK: "2", ClauseState.ABSENT: "3"}
_NEXT_PASSAGE, _NEXT, _PREVIOUS = "n", "Alt+Right", "Alt+Left"


class Side(StrEnum):
    """What stands to the left of the clauses."""

    PAPER = "paper"
    RECORD = "record"


def side_key(contract_id: str) -> str:
    """The key of the control that chooses the side."""
    return f"contract_side_{contract_id}"


@dataclass(frozen=True, slots=True)
class Current:
    """One clause of a sheet, with the passages that may carry it, best first; `place` says which one is shown."""

    clause: SheetClause
    paper: Evidence | None
    proposals: tuple[ClauseProposal, ...] = ()
    place: int = 0
    is_blind: bool = False
    """Whether the document is a scan, of which nothing was read."""

    @property
    def proposal(self) -> ClauseProposal | None:
        """What is shown."""
        return self.proposals[self.place] if self.proposals else None

    @property
    def passage(self) -> Passage | None:
        """The passage that is shown."""
        return self.proposal.passage if self.proposal else None


def current_of(sheet: ContractSheet, order: Sequence[SheetClause], found: Found | None) -> Current | None:
    """The clause that somebody chose, else the first that nobody has read for; None where all were."""
    contract_id, chosen, place = st.session_state.get(_AT, ("", "", 0))
    clause = next((c for c in order if contract_id == sheet.contract.id and c.clause.id == chosen), None)
    if clause is None:
        clause, place = next((c for c in order if is_unread(c)), None), 0
    if clause is None:
        return None
    if found is None:
        return Current(clause, None)
    proposals = found.proposals(clause.clause.id)
    return Current(clause, found.paper, proposals, place % len(proposals) if proposals else 0, found.reading.is_scan)


def is_unread(clause: SheetClause) -> bool:
    """Whether nobody has looked for it here, and no other contract has it."""
    return clause.state is ClauseState.NOT_CHECKED and not clause.is_settled


def go_to_clause(sheet: ContractSheet, clause_id: str, place: int = 0) -> None:
    """Read for this clause, beside the document, from the next run on; for a callback."""
    if clause_id:
        st.session_state[side_key(sheet.contract.id)] = Side.PAPER
    st.session_state[_AT] = (sheet.contract.id, clause_id, place)


def show_current(
    page: Page, sheet: ContractSheet, order: Sequence[SheetClause], current: Current, found: Found | None
) -> None:
    """The card of the clause; by its key the script of the screens keeps it in sight."""
    clause = current.clause.clause
    st.session_state[_AT] = (sheet.contract.id, clause.id, current.place)
    if found is not None:
        _show_silence(found.reading)
    with (
        st.container(border=True, gap="small", key=f"box_reading_{clause.id}"),
        st.container(gap="small", key=f"reading_current_{clause.id}"),
    ):
        text, base = plain(clause.text.get(language())), plain(clause.base.get(language()))
        st.markdown(f"**:primary[▶] {clause.id}** {level_tag(clause.level)} **{text}**　:gray[:small[{base}]]")
        if found is not None and not found.reading.is_scan:
            _show_passage(current)
        _show_answers(page, sheet, order, current)
        _show_moves(sheet, order, current)


def _show_silence(reading: DocumentReading) -> None:
    """That no passage can come from a page that is a picture."""
    if reading.is_scan:
        st.info(t("contracts.scan"), icon=":material/image:")
    elif reading.silent_pages:
        pages = listed(map(str, reading.silent_pages), most=_MOST_PAGES)
        st.caption(f":material/image: {t('contracts.scan_pages', pages=pages)}")
    if reading.has_changes:
        st.caption(f":material/edit_document: {t('contracts.tracked')}")
    if reading.is_cut:
        st.caption(t("contracts.read_until", page=len(reading.pages)))


def _show_passage(current: Current) -> None:
    proposal = current.proposal
    if proposal is None:
        st.caption(f":material/search_off: {t('contracts.passage_none')}")
        return
    passage = proposal.passage
    show_passage(passage)
    name = plain(current.paper.filename) if current.paper else ""
    place = t("contracts.passage_at", page=passage.page, name=name)
    if len(current.proposals) > 1:
        place += t("contracts.passage_of", number=current.place + 1, count=len(current.proposals))
    st.caption(place)
    for word, points in (("contracts.passage_has", proposal.has), ("contracts.passage_lacks", proposal.lacks)):
        if points:
            st.caption(t(word, points=listed(plain(point.get(language())) for point in points)))


def _show_answers(page: Page, sheet: ContractSheet, order: Sequence[SheetClause], current: Current) -> None:
    clause_id = current.clause.clause.id

    def answered(state: ClauseState) -> None:
        if not _is_shown(sheet, clause_id):  # a key that was pressed twice: the next one was not on the screen yet
            return
        if _save(page, sheet, current, state):
            go_to_clause(sheet, _following(order, clause_id))

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for state, key in KEYS.items():
            st.button(
                clause_chip(state), key=f"reading_{state.value}_{clause_id}", shortcut=key, on_click=answered,
                args=(state,), type="primary" if current.clause.state is state else "secondary",
            )  # fmt: skip
        if len(current.proposals) > 1:
            st.button(
                t("contracts.passage_next"), key=f"reading_next_{clause_id}", shortcut=_NEXT_PASSAGE, type="tertiary",
                icon=":material/find_in_page:", on_click=go_to_clause, args=(sheet, clause_id, current.place + 1),
            )  # fmt: skip


def _is_shown(sheet: ContractSheet, clause_id: str) -> bool:
    """Whether this is still the clause that is read for."""
    contract_id, chosen, _place = st.session_state.get(_AT, ("", "", 0))
    return (contract_id, chosen) == (sheet.contract.id, clause_id)


def _save(page: Page, sheet: ContractSheet, current: Current, state: ClauseState) -> bool:
    """Store what was found, with the passage that was shown; where it is missing the document alone is its ground."""
    clause, passage = current.clause, current.passage
    is_gone = state is ClauseState.ABSENT
    if current.paper is None or current.is_blind or not (passage or is_gone):
        return save_checks(page, sheet.contract.id, [a_check(clause, state=state)])
    seen = clause.record.version if clause.record else 0
    taken = TakenPassage(clause.clause.id, seen, state, None if is_gone else passage)
    return save_taken(page, sheet.contract.id, current.paper.id, taken)


def _show_moves(sheet: ContractSheet, order: Sequence[SheetClause], current: Current) -> None:
    """To the clause before and after, without answering."""
    ids = [one.clause.id for one in order]
    at = ids.index(current.clause.clause.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for word, shortcut, to in (
            ("contracts.clause_previous", _PREVIOUS, ids[at - 1] if at else ""),
            ("contracts.clause_next", _NEXT, ids[at + 1] if at + 1 < len(ids) else ""),
        ):
            st.button(
                t(word), key=word.replace(".", "_"), shortcut=shortcut, type="tertiary", disabled=not to,
                on_click=go_to_clause, args=(sheet, to),
            )  # fmt: skip


def _following(order: Sequence[SheetClause], clause_id: str) -> str:
    """The next clause that nobody has read for, from here on and then from the start; else none is chosen."""
    ids = [one.clause.id for one in order]
    at = ids.index(clause_id)
    return next((c.clause.id for c in (*order[at + 1 :], *order[:at]) if is_unread(c)), "")
