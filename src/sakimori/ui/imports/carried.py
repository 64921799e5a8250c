"""取り込まれた決定: what register folders carried in as decided elsewhere, for whoever is named or may decide it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.gap import Fix
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.services.audit.rows import people
from sakimori.services.imports.register_files.carried import (
    CarriedCounts,
    CarriedDecision,
    carried_counts,
    carried_page,
    dismiss_carried,
)
from sakimori.ui.frame.components import empty_state, go_to, link_to
from sakimori.ui.frame.dialogs import Dialogs, act, open_dialog
from sakimori.ui.frame.formats import day, headed, moment, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import SEMICOLONS, SENTENCES, dotted, label, language, listed, t, t_count
from sakimori.ui.frame.trail_words import record_kind
from sakimori.ui.own_company.address import FIXED_IN_OWN, own_address

_GOING, _DISMISS = "carried_going", "carried_dismiss"

Place = tuple[str, dict[str, str]]
_OF_PARTY: Final = {Certificate: "certificates", SubProcessorLink: "sub_processors", Evidence: "evidence"}
"""Kinds that are decided in a dossier, by its tab."""
_QUESTIONS: Final = {rule.id: rule.title for rule in CLEARANCE_RULES}


def place_of(row: CarriedDecision) -> Place:  # noqa: PLR0911 - one return a kind
    """The page on which a record is decided, with what its address says."""
    match said := row.said:
        case Contract():
            return "contracts", {"contract": said.id}
        case ContractClause():
            return "contracts", {"contract": said.contract_id, "clause": said.clause_id}
        case ContractCover():
            return "contracts", {"contract": said.contract_id}
        case PassedOn():
            return "purposes", {"tab": "stops", "line": said.id}
        case Certificate() if said.third_party_id == SELF_ID:
            return "own", {"tab": "certificates"}
        case Certificate() | SubProcessorLink() | Evidence():
            return "party", {"party": said.third_party_id, "tab": _OF_PARTY[type(said)]}
        case FactConfirmation(flow_id=None):
            return "check", {"party": said.third_party_id}
        case _ if row.key[0] in FIXED_IN_OWN:
            return own_address(Fix(*row.key, ""))
        case _:
            return "flow", {"flow": getattr(said, "flow_id", said.id)}


def carried_notice(page: Page) -> None:
    """One line with the way to the list, where something waits that this person is named in or may decide."""
    found = _counts(page)
    if not found.to_decide:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="carried_notice"):
        words = [t_count("carried.waiting", found.to_decide)]
        if found.mine:
            words.append(t("carried.waiting_mine", count=found.mine))
        st.markdown(f":material/gavel: {listed(words, SENTENCES)}", width="stretch")
        link_to("carried", t("carried.to_list"), icon="arrow_forward")


def follow_carried() -> None:
    """Go where the row whose button was pressed is decided."""
    if going := st.session_state.pop(_GOING, None):
        name, query = going
        go_to(name, **query)


def show_carried(page: Page) -> None:
    """The decisions that stand open, those that name this person first."""
    found = _counts(page)
    if not found.number:
        empty_state("task_alt", t("carried.none"))
        return
    st.caption(t("carried.lead"))
    read = partial(carried_page, page.workspace, on=page.today, actor=page.actor)

    def rows(first: int, limit: int) -> tuple[list[CarriedDecision], int]:
        return memo(page, "carried_rows", partial(read, first=first, limit=limit), page.actor, first, limit)

    for row in CARRIED.draw(page, rows, of=page.actor.id):
        _chosen(page, row)


def carried_dialogs(page: Page) -> Dialogs:
    """The dialog in which a decision is said not to be so."""
    return {_DISMISS: ("carried.dismiss_title", partial(_dismiss, page))}


def _chosen(page: Page, row: CarriedDecision) -> None:
    """The carried decision of the chosen row, the way to where it is decided, and who may say that it is not so."""
    with st.container(border=True, key="carried_chosen"):
        st.markdown(f"**{plain(_about(row))}**  \n{plain(_said(row, people(page.workspace)))}")
        with st.container(horizontal=True, vertical_alignment="center"):
            name, query = place_of(row)
            if page_named(name).is_for(page.actor.roles):
                link_to(name, t("carried.open_place"), icon="gavel", **query)
            if not row.may_dismiss:
                st.caption(t("carried.not_yours"))
            elif st.button(
                t("carried.dismiss"), icon=":material/block:", key="carried_dismiss", disabled=not page.is_editable
            ):
                open_dialog(_DISMISS, row=row)


def _counts(page: Page) -> CarriedCounts:
    read = partial(carried_counts, page.workspace, on=page.today, actor=page.actor)
    return memo(page, "carried_counts", read, page.actor)


def _dismiss(page: Page, *, row: CarriedDecision) -> None:
    names = people(page.workspace)
    st.markdown(f"**{plain(_about(row))}**  \n{plain(_said(row, names))}")
    st.caption(t("carried.dismiss_note"))
    why = st.text_area(t("carried.dismiss_why"), key="carried_why", height=90)
    write = partial(dismiss_carried, page.workspace, *row.key, seq=row.seq)
    act(page, t("carried.dismiss"), write, key="carried_dismiss_do", reason=why, note=t("carried.dismissed_note"))


def _about(row: CarriedDecision) -> str:
    """The kind of a record, whose it is, what it belongs to, and what it is called."""
    said, own = row.said, ""
    match said:
        case Certificate():
            own = label(said.scheme)
        case ContractClause():
            own = said.clause_id
        case Judgement():
            own = _QUESTIONS[said.rule_id].get(language()) if said.rule_id in _QUESTIONS else said.rule_id
        case FactConfirmation():
            own = record_label(HandOver, said.fact)
        case PassedOn():
            own = label(said.about)
        case _:
            own = next((getattr(said, name, "") for name in _NAMES if getattr(said, name, "")), "")
    called = dotted(part for part in (row.party, row.part_of, own) if part)
    kind = record_kind(row.key[0])
    return headed(kind, called, language()) if called else kind


_NAMES: Final = ("title", "name", "filename")


def _said(row: CarriedDecision, names: Mapping[str, str]) -> str:
    """The carried decision, field by field."""
    said = row.said
    if isinstance(said, Evidence):
        state, on, who = t(f"evidence.state_{said.review.value}"), said.reviewed_on, said.reviewed_by or ""
        words = t("evidence.state_by", state=state, day=day(on, language()), name=names.get(who, who)) if on else state
        return dotted(part for part in (words, said.review_reason) if part)
    return listed(
        (
            headed(
                record_label(type(said), name), record_shown(type(said), name, getattr(said, name), names), language()
            )
            for name in row.names
        ),
        SEMICOLONS,
    )


def _decider(row: CarriedDecision, _page: Page) -> str:
    if row.is_mine:
        return t("carried.you")
    return row.decider or t("carried.anybody")


def _brought(row: CarriedDecision, _page: Page) -> str:
    return dotted((row.brought_by, moment(row.brought_at, language())))


def _open(row: CarriedDecision, page: Page) -> str:
    return t("carried.open") if page_named(place_of(row)[0]).is_for(page.actor.roles) else ""


def _go(row: CarriedDecision) -> None:
    st.session_state[_GOING] = place_of(row)


CARRIED: Final[Listing[CarriedDecision]] = Listing(
    name="carried",
    link="record",
    words="carried",
    alt="carried.alt",
    identity=lambda row: f"{row.key}{row.seq}",
    columns=(
        Column(name="decider", widths=(84, 110), cell=_decider),
        Column(name="record", widths=(236, 246), cell=lambda row, _: _about(row)),
        Column(name="said", widths=(296, 306), cell=lambda row, page: _said(row, people(page.workspace))),
        Column(name="brought", widths=(178, 132), cell=_brought),
        Column(name="open", widths=(80, 80), cell=_open, press=_go),
    ),
)
