"""What was read in the document of a contract, proposed for its form: days, renewal, notice, parties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.errors import RefusedError
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import DocumentKind, DocumentReading
from sakimori.services.contracts.fields import contract_fields
from sakimori.services.evidence.offers import FieldOffer, PartyNames
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import LARGEST, MEGABYTE, Paper
from sakimori.services.parties.write import edit
from sakimori.ui.evidence.proposals import Offer, offers_of, show_offers, show_passage
from sakimori.ui.evidence.reading import read_upload
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import listed, t


class Term(StrEnum):
    """Whether a contract has an end."""

    DATED = "dated"
    OPEN = "open"


_DAYS: Final = ("signed_on", "start_on", "end_on", "auto_renews")
_RENEWAL: Final = ("renewal_months", "notice_days_ours", "notice_days_theirs")
_REST: Final = ("breach_notice_hours", "our_side", "other_side", "governing_law")
_NAMES: Final = 4
_TROUBLE: Final = "contract_number_trouble"
_LONGEST_TITLE: Final = 60
_TITLE: Final = re.compile(
    r"契\s*約|覚\s*書|約\s*款|規\s*約|協\s*定|合\s*意|注\s*文|agreement|addendum|terms|contract|order|clauses|deed",
    re.IGNORECASE,
)
_ASKED: Final = frozenset({"signed_on", "start_on", "end_on", "auto_renews", "notice_days_ours", "other_side"})
"""What nearly every contract says: where nothing was read of it, that is told."""


def document_of(page: Page, contract: Contract, *, key: str) -> tuple[Paper | None, tuple[Offer, ...]]:
    """The document of a new contract, and what was read in it."""
    if contract.id or not page.may(Permission.FILL_ASSESSMENT):
        return None, ()
    upload = st.file_uploader(t("contracts.document_file"), key=f"{key}_paper", max_upload_size=LARGEST // MEGABYTE)
    if upload is None:
        st.caption(t("contracts.document_why"))
        return None, ()
    paper = Paper(upload.name, upload.getvalue())
    reading = read_upload(page, paper)
    if reading is None:
        return paper, ()
    offers = _offers(page, contract, reading, key=key)
    read = {offer.title for offer in offers}
    missing = [name for field in _DAYS if field in _ASKED and (name := record_label(Contract, field)) not in read]
    show_offers(reading, offers, paper.filename, key=key, missing=missing)
    return paper, offers


def _offers(page: Page, contract: Contract, reading: DocumentReading, *, key: str) -> tuple[Offer, ...]:
    """Proposals for the fields of the form, each with the choices without which the form does not ask for it."""
    with page.workspace.unit() as unit:
        own, party = (unit.records.get(ThirdParty, one) for one in (SELF_ID, contract.third_party_id))
    facts = reading.facts_of(DocumentKind.CONTRACT)
    found, names = contract_fields(facts, own=own, party=party)
    _show_names(names, party)
    _show_number(page, facts, own, party)
    dated: Mapping[str, Any] = {f"{key}_term": Term.DATED}
    renews = {**dated, f"{key}_auto_renews": True}
    needs = dict.fromkeys(("end_on", "auto_renews"), dated) | dict.fromkeys(_RENEWAL, renews)
    offers = offers_of(contract, found, (*_DAYS, *_RENEWAL, *_REST), key=key, needs=needs)
    return (*_title(contract, reading, key=key), *offers, *_without_end(contract, found, key=key))


def _title(contract: Contract, reading: DocumentReading, *, key: str) -> Iterator[Offer]:
    """What heads the document, where that is what contracts are called."""
    first = reading.pages[0].text.partition("\n")[0].strip() if reading.pages else ""
    if len(first) <= _LONGEST_TITLE and _TITLE.search(first):
        passage = Passage(1, 0, len(first), first)
        yield Offer(record_label(Contract, "title"), first, passage, {f"{key}_title": first}, contract.title)


def _without_end(contract: Contract, found: Sequence[FieldOffer], *, key: str) -> Iterator[Offer]:
    """That it has no end is said by a choice of the form, not by a field."""
    for one in found:
        if one.field == "open_ended" and one.value is True:
            standing = Term.OPEN if contract.open_ended else None
            puts = {f"{key}_term": Term.OPEN}
            yield Offer(t("contracts.form_term"), t("contracts.term_open"), one.proposal.passage, puts, standing)
            return


def _show_names(names: PartyNames, party: ThirdParty) -> None:
    """What does not agree with the dossier: whoever signs for another is told before anything is taken."""
    if names.names_them is False:
        named = listed(map(plain, names.named), most=_NAMES)
        st.warning(
            t("contracts.other_party", name=plain(party.legal_name), named=named), icon=":material/person_alert:"
        )
    if names.is_number_other:
        st.warning(
            t("contracts.other_number", number=shown_corporate_number(party.corporate_number or ""),
              named=listed(map(shown_corporate_number, names.numbers), most=_NAMES)),
            icon=":material/tag:",
        )  # fmt: skip


def _show_number(page: Page, facts: Sequence[FactProposal], own: ThirdParty, party: ThirdParty) -> None:
    """The 法人番号 of the other side, to be put on record in its dossier, where none stands there yet."""
    trouble: RefusedError | None = st.session_state.pop(_TROUBLE, None)
    if trouble is not None:
        refusal(trouble)
    if party.corporate_number or not page.may(Permission.EDIT_PARTY):
        return
    for fact in (one for one in facts if one.field == "numbers" and one.value != own.corporate_number):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            name = record_label(ThirdParty, "corporate_number")
            st.markdown(f":gray[:small[{plain(name)}]]  \n**{shown_corporate_number(fact.value)}**", width="stretch")
            words = t("proposals.page", page=fact.passage.page)
            with st.popover(words, icon=":material/format_quote:", type="tertiary", key=f"number_passage_{fact.value}"):
                show_passage(fact.passage)
            st.button(
                t("contracts.number_take"), key=f"number_take_{fact.value}", on_click=_take_number,
                args=(page, party, fact.value),
            )  # fmt: skip


def _take_number(page: Page, party: ThirdParty, number: str) -> None:
    try:
        edit(page.workspace, replace(party, corporate_number=number), actor=page.actor, at=now())
    except RefusedError as error:
        st.session_state[_TROUBLE] = error
