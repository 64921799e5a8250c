"""The page of one contract: how it stands, the document and whom it covers to the left, its clauses to the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sakimori.domain.records.contract import Contract
from sakimori.errors import NotFoundError
from sakimori.services.contracts.rows import ContractState
from sakimori.services.contracts.view import ContractSheet, contract_sheet
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.clearance.what_if_open import About, what_if_button
from sakimori.ui.contracts.clauses import many_dialog, show_clauses
from sakimori.ui.contracts.document import (
    confirm_dialog,
    cover_dialog,
    document_dialog,
    show_covers,
    show_documents,
    show_facts,
    show_tree,
    uncover_dialog,
)
from sakimori.ui.contracts.forms import contract_form
from sakimori.ui.contracts.renewal import renewal_dialog, show_standing
from sakimori.ui.contracts.saving import show_trouble
from sakimori.ui.contracts.words import state_chip, state_colour
from sakimori.ui.frame.components import link_to, refusal, tag
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import Page, kept, workspace
from sakimori.ui.frame.text import label, t


def contract_title(contract_id: str) -> str:
    """What heads the page of a contract; empty where there is none."""
    if not contract_id:
        return ""
    with workspace().unit() as unit:
        found = unit.records.find(Contract, contract_id)
    return found.title if found else ""


def sheet_of(page: Page, contract_id: str) -> ContractSheet | None:
    """The contract on the day of the page; None after saying why there is none."""
    try:
        return kept(
            page,
            "contract_sheet",
            lambda: contract_sheet(page.workspace, contract_id, on=page.on, today=page.today, number=page.number),
            contract_id,
        )
    except NotFoundError as error:
        refusal(error)
        link_to("contracts", t("contracts.to_list"), icon="list")
        return None


def show_contract(page: Page, contract_id: str) -> None:
    """Everything about one contract."""
    sheet = sheet_of(page, contract_id)
    if sheet is None:
        return
    _show_head(page, sheet)
    show_trouble()
    show_done()
    show_standing(page, sheet)
    left, right = st.columns([34, 66], gap="medium")
    with left:
        show_documents(page, sheet)
        show_covers(page, sheet)
        show_facts(page, sheet)
        show_tree(sheet)
    with right:
        show_clauses(page, sheet)
    _show_dialogs(page, sheet)


def _show_head(page: Page, sheet: ContractSheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link_to("contracts", t("contracts.to_list"), icon="arrow_back")
        tag(label(sheet.contract.kind), icon="contract")
        tag(state_chip(sheet.state), colour=state_colour(sheet.state))
        st.space("stretch")
        if sheet.state is not ContractState.ENDED:
            what_if_button(page, About.CONTRACT, sheet.contract.id)
        link_to("party", sheet.party.legal_name, icon="folder_shared", party=sheet.party.id, tab="contracts")


def _show_dialogs(page: Page, sheet: ContractSheet) -> None:
    def of_sheet(body: Callable[..., None]) -> Callable[..., None]:
        return lambda **facts: body(page, sheet, **facts)

    dialogs: dict[str, tuple[str, Callable[..., Any]]] = {
        "contract_form": ("contracts.edit", lambda **facts: contract_form(page, **facts)),
        "contract_document": ("contracts.add_document", of_sheet(document_dialog)),
        "contract_confirm": ("contracts.confirm", of_sheet(confirm_dialog)),
        "contract_uncover": ("contracts.remove", of_sheet(uncover_dialog)),
        "contract_cover": ("contracts.add_cover", of_sheet(cover_dialog)),
        "contract_renewal": ("contracts.renewal", of_sheet(renewal_dialog)),
        "clauses_many": ("contracts.many", of_sheet(many_dialog)),
    }
    show_dialog({**dialogs, **what_if_dialogs(page)})
