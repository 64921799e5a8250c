"""The left half of a clause sheet: documents, whom the contract covers, its days, its master and children."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.exchange.evidence.show import can_be_shown
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.view import ContractSheet, CoverLine
from sakimori.services.contracts.write import add_cover
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import confirm_cover, remove_cover
from sakimori.services.kernel.evidence import LARGEST, file_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.contracts.words import state_chip
from sakimori.ui.evidence.document import document_button
from sakimori.ui.frame.choices import ask_checked
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import act, open_dialog, tell_own
from sakimori.ui.frame.formats import day, headed, plain, unknown
from sakimori.ui.frame.record_fields import parents, record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t

_MEGABYTE = 1024 * 1024
_LONGEST = 200
"""A longer note folds away: it would push the master and its children off the page."""
_FACTS = (
    "signed_on", "start_on", "end_on", "open_ended", "auto_renews", "renewal_months", "notice_days_ours",
    "notice_days_theirs", "renewal_decided_until", "terminated_on", "breach_notice_hours", "governing_law",
    "our_side", "other_side", "terms_url", "terms_version", "terms_changed_on", "external_key", "note",
)  # fmt: skip
_ALWAYS = frozenset({"signed_on", "start_on", "end_on", "auto_renews", "breach_notice_hours"})
_ON_RENEWAL = frozenset({"renewal_months", "notice_days_ours"})


def show_documents(page: Page, sheet: ContractSheet) -> None:
    """The documents of the contract; each opens with its pages, which those noted beside the clauses lead to."""
    section(t("contracts.documents"))
    for filed in sheet.documents:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            document_button(
                page, filed.id, filed.filename, key=f"contract_file_{filed.id}", words=plain(filed.filename)
            )
            word = "contracts.document_withdrawn" if filed.withdrawn_on else "contracts.document_filed"
            st.caption(t(word, day=day(filed.withdrawn_on or filed.uploaded_on, language())), width="content")
    if not sheet.documents:
        st.caption(t("contracts.documents_none"))
    if sheet.contract.terms_url:
        st.caption(t("contracts.terms_at", url=plain(sheet.contract.terms_url)))
    if page.may(Permission.EDIT_REGISTER):
        st.button(
            t("contracts.add_document"), icon=":material/upload_file:", key="contract_add_document", type="tertiary",
            on_click=open_dialog, args=("contract_document",),
        )  # fmt: skip


def paper_of(sheet: ContractSheet) -> Evidence | None:
    """The document to read: the last one filed that stands and whose pages can be drawn."""
    standing = (
        filed for filed in reversed(sheet.documents) if filed.withdrawn_on is None and can_be_shown(filed.media_type)
    )
    return max(standing, key=lambda filed: filed.uploaded_on, default=None)


def document_dialog(page: Page, sheet: ContractSheet) -> None:
    """File a document of the contract, or name one that is filed already."""
    contract = sheet.contract
    upload = st.file_uploader(t("contracts.document_file"), key="contract_upload", max_upload_size=LARGEST // _MEGABYTE)
    others = {e.id: e.filename for e in sheet.filed if e.id not in contract.document_ids}
    chosen = None
    if others and upload is None:
        chosen = st.selectbox(
            t("contracts.document_reuse"), list(others), index=None, format_func=others.__getitem__,
            key="contract_reuse", placeholder=t("contracts.choose"),
        )  # fmt: skip

    def write(**by: Any) -> WriteResult[Contract]:  # noqa: ANN401 - who and when
        evidence_id = chosen or ""
        if upload is not None:
            filed: WriteResult[Evidence] = file_evidence(
                page.workspace,
                third_party_id=contract.third_party_id,
                filename=upload.name,
                body=upload.getvalue(),
                note=contract.title,
                **by,
            )
            evidence_id = filed.record.id
        named = replace(contract, document_ids=(*contract.document_ids, evidence_id))
        return record(page.workspace, named, **by)

    is_none = upload is None and not chosen
    act(page, t("contracts.add_document"), write, key="contract_document_do", disabled=is_none)


def show_covers(page: Page, sheet: ContractSheet) -> None:
    """The third parties that the contract covers; each counts once a person has confirmed it."""
    section(t("contracts.covers"), t("contracts.covers_note"))
    if not any(line.cover.removed_on is None for line in sheet.covers):
        st.caption(t("contracts.covers_none"))
    for line in sheet.covers:
        _show_cover(page, sheet, line)
    if page.may(Permission.EDIT_REGISTER):
        st.button(
            t("contracts.add_cover"), icon=":material/add:", key="contract_add_cover", type="tertiary",
            on_click=open_dialog, args=("contract_cover",),
        )  # fmt: skip


def _show_cover(page: Page, sheet: ContractSheet, line: CoverLine) -> None:
    cover, lang = line.cover, language()
    with st.container(border=True, gap="xsmall", key=f"cover_{cover.id}"):
        link_to("party", line.name, icon="folder_shared", party=cover.third_party_id)
        if cover.removed_on is not None:
            st.caption(t("contracts.cover_removed", day=day(cover.removed_on, lang)))
            return
        sets = dotted(plain(CLAUSE_SETS[code].title.get(lang)) for code in line.sets) or unknown(lang)
        st.caption(t("contracts.cover_sets", sets=sets))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if cover.confirmed_on is not None:
                by = plain(sheet.people.get(cover.confirmed_by or "", ""))
                words = t("contracts.cover_confirmed", name=by, day=day(cover.confirmed_on, lang))
                st.caption(f":green[:material/check_circle:] {words}", width="stretch")
            else:
                st.caption(f":gray[:material/help:] {t('contracts.cover_open')}", width="stretch")
            if page.may(Permission.EDIT_REGISTER):
                if cover.confirmed_on is None:
                    st.button(
                        t("contracts.confirm"), key=f"cover_confirm_{cover.id}", type="primary",
                        on_click=open_dialog, args=("contract_confirm",), kwargs={"cover_id": cover.id},
                    )  # fmt: skip
                st.button(
                    t("contracts.remove"), key=f"cover_remove_{cover.id}", type="tertiary", on_click=open_dialog,
                    args=("contract_uncover",), kwargs={"cover_id": cover.id},
                )  # fmt: skip


def _line(sheet: ContractSheet, cover_id: str) -> CoverLine:
    return next(line for line in sheet.covers if line.cover.id == cover_id)


def confirm_dialog(page: Page, sheet: ContractSheet, *, cover_id: str) -> None:
    """Say that the contract covers a third party."""
    cover = _line(sheet, cover_id).cover
    st.markdown(t("contracts.confirm_what", title=plain(sheet.contract.title), name=plain(_line(sheet, cover_id).name)))
    st.caption(t("contracts.confirm_note"))
    tell_own(page, ContractCover, cover_id, Permission.EDIT_REGISTER)
    write = partial(confirm_cover, page.workspace, cover_id)
    needs = ask_checked(key=f"contract_confirm_{cover_id}")
    act(page, t("contracts.confirm"), write, key="contract_confirm_do", of=cover, needs=needs)


def uncover_dialog(page: Page, sheet: ContractSheet, *, cover_id: str) -> None:
    """Take a third party out of the contract."""
    cover = _line(sheet, cover_id).cover
    st.markdown(t("contracts.remove_what", title=plain(sheet.contract.title), name=plain(_line(sheet, cover_id).name)))
    reason = st.text_input(t("contracts.reason"), key="contract_uncover_reason")
    write = partial(remove_cover, page.workspace, cover_id)
    act(page, t("contracts.remove"), write, key="contract_uncover_do", of=cover, reason=reason)


def cover_dialog(page: Page, sheet: ContractSheet) -> None:
    """Add a third party that the contract covers too."""
    covered = {line.cover.third_party_id for line in sheet.covers if line.cover.removed_on is None}
    names = {party_id: name for party_id, name in parents(page).items() if party_id not in covered}
    chosen = st.selectbox(
        t("contracts.form_party"), list(names), index=None, format_func=names.__getitem__, key="contract_cover_party",
        placeholder=t("contracts.form_party_hint"),
    )  # fmt: skip
    st.caption(t("contracts.add_cover_note"))
    write = partial(add_cover, page.workspace, sheet.contract.id, chosen or "")
    act(page, t("contracts.add_cover"), write, key="contract_cover_do", disabled=chosen is None)


def show_facts(page: Page, sheet: ContractSheet) -> None:
    """What is on record about the contract; what matters and nobody has answered says so."""
    contract = sheet.contract
    section(t("contracts.facts"))
    names = {s.id: s.name for s in sheet.services}
    told = {
        record_label(Contract, field): record_shown(Contract, field, getattr(contract, field), names)
        for field in (*_FACTS, "service_ids")
        if _is_told(contract, field)
    }
    if sheet.term_end is not None and contract.end_on is not None and sheet.term_end != contract.end_on:
        # The term on record is over: what runs now is the one that followed it by itself.
        term, recorded = day(sheet.term_end, language()), day(contract.end_on, language())
        told[record_label(Contract, "end_on")] = t("contracts.term_followed", term=term, recorded=recorded)
    st.markdown(
        "  \n".join(headed(name, plain(words), language()) for name, words in told.items() if len(words) <= _LONGEST)
    )
    for name, words in told.items():
        if len(words) > _LONGEST:
            with st.expander(name):
                st.markdown(plain(words))
    if page.may(Permission.EDIT_REGISTER):
        st.button(
            t("contracts.edit"), icon=":material/edit:", key="contract_edit", type="tertiary", on_click=open_dialog,
            args=("contract_form",), kwargs={"contract_id": contract.id, "third_party_id": contract.third_party_id},
        )  # fmt: skip


def _is_told(contract: Contract, field: str) -> bool:
    """A field that holds something, or whose silence matters."""
    if getattr(contract, field) not in (None, "", (), False) or field in _ALWAYS:
        return not (contract.open_ended and field in {"end_on", "auto_renews"})
    return field in _ON_RENEWAL and bool(contract.auto_renews)


def show_tree(sheet: ContractSheet) -> None:
    """The master of this contract and what hangs on it; nothing where it stands alone."""
    if len(sheet.tree) == 1:
        return
    section(t("contracts.tree"))
    for line in sheet.tree:
        indent = "　" * line.depth
        words = f"{indent}{line.contract.title}　{label(line.contract.kind)}　{state_chip(line.state)}"
        if line.contract.id == sheet.contract.id:
            st.markdown(f"**{plain(words)}**" if not line.depth else f"{indent}**{plain(words)}**")
        else:
            link_to("contracts", words, icon="subdirectory_arrow_right", contract=line.contract.id)
