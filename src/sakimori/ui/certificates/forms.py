"""The form of one certificate, which asks only what its scheme makes relevant, and the comparison of its scope."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.certificate import (
    ADD_ONS,
    ISMAP_SCHEMES,
    REPORTS,
    SURVEYED,
    Certificate,
    Scheme,
    end_is_told_by,
)
from sakimori.domain.values.text import JAPANESE
from sakimori.rules.facts.certificates import SCHEMES
from sakimori.services.certificates.proposals import certificate_fields, facts_for_certificate
from sakimori.services.certificates.rows import CertificateRow, own_certificate_uses
from sakimori.services.certificates.write import register_certificate
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.evidence import LARGEST, MEGABYTE, Paper
from sakimori.services.parties.view import DossierView
from sakimori.ui.evidence.proposals import Offer, are_ready, offers_of, show_offers, take_all
from sakimori.ui.evidence.reading import read_upload
from sakimori.ui.frame.dialogs import act, open_dialog, save_record
from sakimori.ui.frame.formats import aside, day, plain, yes_no
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import first_shown

_FIRST = ("number", "scope", "issuer")
_OF_REPORTS = ("period_from", "period_until", "bridge_until", "opinion", "exceptions")
_OF_ISMAP = ("period_from", "period_until", "renewal_applied_on", "register_seen_on")
_LAST = ("service_ids", "evidence_id", "withdrawn_on", "note")
_NOT_READ = frozenset({"service_ids", "evidence_id", "withdrawn_on", "note", "register_seen_on", "bridge_until"})
"""What no document says of itself."""
_TALL = frozenset({"scope", "exceptions", "note", "service_ids"})


def certificate_form(
    page: Page, view: DossierView, standing: Certificate | None, *, only: tuple[str, ...] = ()
) -> None:
    """Ask for the facts of a certificate, and store them; `only` names the ones to ask for.

    A new one begins with its document: what was read in it is proposed for the fields below.
    """
    certificate = standing or Certificate("", view.party.id, Scheme.CBPR if view.party.is_self else Scheme.PMARK)
    is_new = not certificate.id
    key = certificate.id or ("certificate" if standing is None else "certificate_again")
    changes: dict[str, Any] = {}
    paper, offers = _document(page, certificate, key=key) if is_new else (None, ())
    if is_new:
        changes["scheme"] = record_input(certificate, "scheme", key=key) or certificate.scheme
        _show_scheme(page, changes["scheme"])
    fields = only or _askable(view, certificate, fields_of(changes.get("scheme", certificate.scheme)))
    if paper is not None:
        fields = tuple(field for field in fields if field != "evidence_id")
    with st.expander(t("certificates.facts"), expanded=is_new or bool(only)):
        changes |= _ask(page, view, certificate, fields, key=key)
        _show_end(replace(certificate, **changes))
        if not page.may(Permission.EDIT_REGISTER):
            return
        if is_new:
            _register(page, replace(certificate, **changes), paper, offers)
            return
        save_record(page, certificate, changes, key="certificate")
        if not only:
            _offer_renewal(page, certificate)


def _document(page: Page, certificate: Certificate, *, key: str) -> tuple[Paper | None, tuple[Offer, ...]]:
    """The document of a new certificate, and what was read in it."""
    if not page.may(Permission.FILL_ASSESSMENT):
        return None, ()
    upload = st.file_uploader(t("certificates.document"), key=f"{key}_paper", max_upload_size=LARGEST // MEGABYTE)
    if upload is None:
        st.caption(t("certificates.document_why"))
        return None, ()
    paper = Paper(upload.name, upload.getvalue())
    reading = read_upload(page, paper)
    if reading is None:
        return paper, ()
    _, facts = facts_for_certificate(reading)
    found = tuple(certificate_fields(facts))
    scheme = next((one.value for one in found if isinstance(one.value, Scheme)), certificate.scheme)
    fields = ("scheme", *(field for field in fields_of(scheme) if field not in _NOT_READ))
    offers = offers_of(certificate, found, fields, key=key)
    offers = tuple(replace(offer, default=certificate.scheme) for offer in offers)
    read = {offer.title for offer in offers}
    missing = [record_label(Certificate, field) for field in fields if record_label(Certificate, field) not in read]
    show_offers(reading, offers, paper.filename, key=key, missing=missing)
    return paper, offers


def _register(page: Page, certificate: Certificate, paper: Paper | None, offers: tuple[Offer, ...]) -> None:
    """The button that registers it; while proposals wait for blank fields, also one that takes them first."""
    write = partial(register_certificate, page.workspace, certificate, paper=paper)
    is_open = are_ready(offers, "certificate_take_save")
    with st.container(horizontal=True, gap="small"):
        if is_open:
            act(
                page, t("proposals.take_and_save"), write, key="certificate_take_save", icon=":material/done_all:",
                on_click=take_all, args=(offers,),
            )  # fmt: skip
        act(page, t("party.save"), write, key="certificate_save", type="secondary" if is_open else "primary")


def _show_scheme(page: Page, scheme: Scheme) -> None:
    """What proves it, and whether it can be asked for yet."""
    facts = SCHEMES[scheme]
    st.caption(t("certificates.proof", proof=facts.proof.get(language())))
    if facts.required_from is not None and page.on < facts.required_from:
        st.caption(t("certificates.not_begun", day=day(facts.required_from, language())))


def compare_form(page: Page, view: DossierView, row: CertificateRow) -> None:
    """Set the scope beside what is done for us, and have a person say whether the one covers the other."""
    certificate = first_shown(row.certificate, key="certificate_compare")
    left, right = st.columns(2)
    with left:
        st.markdown(
            f"**{record_label(Certificate, 'scope')}**\n\n{plain(certificate.scope) or t('certificates.no_scope')}"
        )
    with right:
        _show_use(page, view, certificate)
    may = page.may(Permission.EDIT_REGISTER)
    covers = st.segmented_control(
        t("certificates.own_compare" if view.party.is_self else "certificates.compare"), [True, False],
        format_func={value: yes_no(value, language()) for value in (True, False)}.__getitem__, disabled=not may,
        key="certificate_covers",
    )  # fmt: skip
    why = st.text_input(t("certificates.compare_why"), key="certificate_why", disabled=not may)
    write = partial(compare_scope, page.workspace, certificate.id, covers_us=bool(covers), reason=why.strip())
    act(
        page, t("certificates.compare_save"), write, key="certificate_compare", of=certificate, type="secondary",
        disabled=not may or covers is None,
    )  # fmt: skip


def _show_use(page: Page, view: DossierView, certificate: Certificate) -> None:
    """What a scope is compared with: the services of a third party; of ours, what rests on the certificate abroad."""
    if view.party.is_self:
        uses = own_certificate_uses(page.workspace, certificate, number=page.known)
        lines = [f"- {plain(aside(use.flow, use.third_party, language()))}" for use in uses]
        title, nothing = t("certificates.own_use"), t("certificates.own_use_none")
    else:
        running = [service for service in view.services if service.ended_on is None]
        lines = [f"- {plain(s.name)}" + (f"：{plain(s.description)}" if s.description else "") for s in running]
        title, nothing = t("certificates.our_work"), t("certificates.no_services")
    st.markdown(f"**{title}**\n\n" + ("\n".join(lines) or nothing))


def fields_of(scheme: Scheme) -> tuple[str, ...]:
    """The facts that matter to a scheme, in the order in which its paper gives them."""
    if scheme in REPORTS:
        middle: tuple[str, ...] = ("issued_on", *_OF_REPORTS)
        if scheme is Scheme.SOC2_T1:
            middle = tuple(f for f in middle if f not in {"period_from", "bridge_until"})
    elif scheme in ISMAP_SCHEMES:
        middle = ("issued_on", "valid_until", *_OF_ISMAP)
    elif scheme in SURVEYED:
        middle = ("standard_edition", "issued_on", "valid_until", "surveyed_on")
    elif scheme is Scheme.PMARK:
        middle = ("issued_on", "valid_until", "renewal_applied_on", "register_seen_on")
    else:
        middle = ("standard_edition", "issued_on", "valid_until", "register_seen_on")
    return (*_FIRST, *middle, *_LAST)


def _askable(view: DossierView, certificate: Certificate, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Without what cannot be answered: a choice among no services or no evidence, the withdrawal of a new one."""
    has = {
        "service_ids": bool(view.services or certificate.service_ids),
        "evidence_id": any(e.gone_on is None for e in view.evidence) or certificate.evidence_id is not None,
        "withdrawn_on": bool(certificate.id),
    }
    return tuple(field for field in fields if has.get(field, True))


def _ask(
    page: Page, view: DossierView, certificate: Certificate, fields: tuple[str, ...], *, key: str
) -> dict[str, Any]:
    names = {
        "service_ids": {service.id: service.name for service in view.services},
        "evidence_id": {e.id: e.filename for e in view.evidence if e.gone_on is None},
    }
    disabled = not page.may(Permission.EDIT_REGISTER)
    whys = {"service_ids": t("certificates.whole")}
    changes: dict[str, Any] = {}
    for pair in _pairs(fields):
        for column, field in zip(st.columns(len(pair)), pair, strict=True):
            with column:
                changes[field] = record_input(
                    certificate, field, key=key, names=names.get(field), disabled=disabled, why=whys.get(field, "")
                )
    return changes


def _pairs(fields: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Two short fields a line; a long one alone."""
    lines: list[tuple[str, ...]] = []
    for field in fields:
        if lines and len(lines[-1]) == 1 and not {field, lines[-1][0]} & _TALL:
            lines[-1] = (lines[-1][0], field)
        else:
            lines.append((field,))
    return lines


def _show_end(certificate: Certificate) -> None:
    """Its last day as its scheme counts it, before anything is saved."""
    through = certificate.valid_through
    if certificate.scheme in ADD_ONS:
        st.caption(t("certificates.with_base"))
    if certificate.is_endless:
        st.caption(t("certificates.endless"))
    elif through is None and certificate.scheme not in ADD_ONS:
        either = "か" if language() == JAPANESE else " or "
        told_by = either.join(record_label(Certificate, field) for field in end_is_told_by(certificate.scheme))
        st.caption(t("certificates.end_unknown", fields=told_by))
    elif through is not None:
        st.caption(t("certificates.end_on", day=day(through, language())))


def _offer_renewal(page: Page, certificate: Certificate) -> None:
    may = page.may(Permission.EDIT_REGISTER)
    if st.button(t("certificates.renew"), icon=":material/autorenew:", key="certificate_renew", disabled=not may):
        open_dialog("certificate", certificate_id="", renews_id=certificate.id)
        st.rerun()
