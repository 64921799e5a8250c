"""認証: what a third party has been certified for, until when each says anything, and whether it covers our work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.certificates.rows import CertificateRow, CertificateState, certificates_of
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.ui.certificates.forms import certificate_form, compare_form
from sakimori.ui.clearance.what_if_button import About, what_if_button
from sakimori.ui.frame.components import NextStep, empty_state, link_to
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import day, distance, none, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import language, listed, t, t_count

_MARKS = {
    CertificateState.WITHDRAWN: Mark.BLOCKED,
    CertificateState.LAPSED: Mark.HIGH,
    CertificateState.UNKNOWN: Mark.UNKNOWN,
    CertificateState.ENDING: Mark.MEDIUM,
    CertificateState.RENEWING: Mark.UNKNOWN,
    CertificateState.COMING: Mark.NOT_APPLICABLE,
    CertificateState.VALID: Mark.OK,
    CertificateState.REPLACED: Mark.NOT_APPLICABLE,
}
_COVERS = {True: Mark.OK, False: Mark.LOW, None: Mark.UNKNOWN}
"""A scope that leaves us out counts as no certificate: little is lost, but nothing is proven."""
_WIDTHS = {
    JAPANESE: {"state": 120, "scheme": 184, "covers": 88, "through": 158, "next": 170, "scope": 158},
    ENGLISH: {"state": 122, "scheme": 150, "covers": 100, "through": 186, "next": 196, "scope": 124},
}


def certificate_rows(page: Page, third_party_id: str) -> tuple[CertificateRow, ...]:
    """The certificates of one third party on the day of the page."""
    make = lambda: certificates_of(page.workspace, third_party_id, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "certificates", make, third_party_id)


def show_certificates(page: Page, view: DossierView) -> None:
    """What needs a look, then every certificate; a row opens its form."""
    rows = certificate_rows(page, view.party.id)
    may = page.may(Permission.EDIT_REGISTER)
    if not rows:
        add = NextStep(t("certificates.add"), act=lambda: open_dialog("certificate", certificate_id=""))
        said = t("certificates.own_none" if view.party.is_self else "certificates.none")
        empty_state("workspace_premium", said, *([add] if may else []))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("certificates.add"), icon=":material/add:", key="certificate_add", disabled=not may,
            on_click=open_dialog, args=("certificate",), kwargs={"certificate_id": ""},
        )  # fmt: skip
        st.caption(t("certificates.own_role" if view.party.is_self else "certificates.role"), width="stretch")
    _show_open(page, rows, is_own=view.party.is_self)
    _show_table(page, rows, is_own=view.party.is_self, may=may)


def certificate_dialog(page: Page, view: DossierView, *, certificate_id: str, renews_id: str = "") -> None:
    """One certificate: new, renewed from an earlier one, or to be changed and compared."""
    rows = {row.certificate.id: row for row in certificate_rows(page, view.party.id)}
    row = rows.get(certificate_id)
    if row is not None:
        _tell(page, row)
        what_if_button(page, About.CERTIFICATE, row.certificate.id)
        compare_form(page, view, row)
        certificate_form(page, view, row.certificate)
        return
    earlier = rows.get(renews_id)
    if earlier is None:
        certificate_form(page, view, None)
        return
    old = earlier.certificate
    blank = Certificate("", view.party.id, old.scheme)
    again = replace(blank, number=old.number, scope=old.scope, issuer=old.issuer, service_ids=old.service_ids)
    certificate_form(page, view, again)


def certificate_fix(page: Page, view: DossierView, *, certificate_id: str, field: str) -> None:
    """What closes a gap of a certificate: the comparison, the one fact that is missing, or the one that follows it."""
    row = next((r for r in certificate_rows(page, view.party.id) if r.certificate.id == certificate_id), None)
    if row is None:
        _lead_to_own(page, certificate_id)
        return
    _tell(page, row)
    if field == "covers_us":
        compare_form(page, view, row)
        return
    certificate_form(page, view, row.certificate, only=(field,))
    if page.may(Permission.EDIT_REGISTER):
        _renewal_button(row)


def _lead_to_own(page: Page, certificate_id: str) -> None:
    """Where a certificate is kept that is not among those of this third party: with ours, or nowhere."""
    if any(row.certificate.id == certificate_id for row in certificate_rows(page, SELF_ID)):
        st.markdown(t("certificates.is_own"))
        link_to("own", t("certificates.to_own"), icon="workspace_premium", tab="certificates")
    else:
        st.markdown(t("certificates.gone"))


def state_chip(state: CertificateState) -> str:
    """Glyph and word of how a certificate stands."""
    return f"{LOOKS[_MARKS[state]].glyph} {t(f'certificates.state_{state.value}')}"


def covers_chip(*, covers_us: bool | None) -> str:
    """Glyph and word of whether it covers our work."""
    words = {True: "certificates.covers_yes", False: "certificates.covers_no", None: "fact.unknown"}
    return f"{LOOKS[_COVERS[covers_us]].glyph} {t(words[covers_us])}"


def state_options() -> dict[str, str]:
    """Every chip that may stand for a certificate, with its colour."""
    return {state_chip(state): LOOKS[_MARKS[state]].colour for state in CertificateState}


def covers_options() -> dict[str, str]:
    """Every chip that may say whether it covers our work, with its colour."""
    return {covers_chip(covers_us=value): LOOKS[mark].colour for value, mark in _COVERS.items()}


def _show_open(page: Page, rows: Sequence[CertificateRow], *, is_own: bool) -> None:
    open_rows = [row for row in rows if row.is_open and row.state is not CertificateState.REPLACED]
    if open_rows:
        names = listed(plain(row.scheme.name.get(language())) for row in open_rows)
        key = "certificates.own_to_compare" if is_own else "certificates.to_compare"
        st.markdown(f":gray-badge[:material/help: {t_count(key, len(open_rows), names=names)}]")
    windows = [(row, row.certificate.renewal_window) for row in rows if row.certificate.renewal_applied_on is None]
    for row, window in windows:
        if window is not None and window[0] <= page.on <= window[1]:
            last = day(window[1], language())
            name = plain(row.scheme.name.get(language()))
            st.caption(
                t("certificates.window_open", name=name, day=last, left=distance(window[1], page.on, language()))
            )


def _show_table(page: Page, rows: Sequence[CertificateRow], *, is_own: bool, may: bool) -> None:
    states, covers = state_options(), covers_options()
    widths = _WIDTHS[language()]
    heading = "certificates.own_col_covers" if is_own else "certificates.col_covers"
    columns = {
        "state": chip_column(t("certificates.col_state"), states, width=widths["state"]),
        "scheme": text_column(t("certificates.col_scheme"), width=widths["scheme"]),
        "covers": chip_column(t(heading), covers, width=widths["covers"]),
        "through": text_column(t("certificates.col_through"), width=widths["through"]),
        "next": text_column(t("certificates.col_next"), width=widths["next"]),
        "scope": text_column(t("certificates.col_scope"), width=widths["scope"]),
    }
    chosen = table(
        [certificate_cells(page, row) for row in rows],
        columns,
        key=fresh_key("party_certificates"),
        alt=t("certificates.alt"),
        select="one" if may else "none",
    )
    if chosen:
        open_dialog("certificate", certificate_id=rows[chosen[0]].certificate.id)
    if may:
        st.caption(t("party.row_hint"))


def certificate_cells(page: Page, row: CertificateRow) -> list[Cell]:
    """State, scheme, whether it covers our work, last day, next step, scope."""
    lang = language()
    return [
        [state_chip(row.state)],
        row.scheme.name.get(lang),
        [covers_chip(covers_us=row.certificate.covers_us if not row.is_open else None)],
        _through(page, row),
        _next(page, row),
        row.certificate.scope or unknown(lang),
    ]


def _through(page: Page, row: CertificateRow) -> str:
    if row.is_endless:
        return t("certificates.endless")
    if row.through is None:
        return unknown(language())
    return f"{day(row.through, language())}　{distance(row.through, page.on, language())}"


def _next(page: Page, row: CertificateRow) -> str:
    """The next step that the scheme asks for."""
    certificate, lang = row.certificate, language()
    if row.state in {CertificateState.REPLACED, CertificateState.WITHDRAWN, CertificateState.LAPSED}:
        return none(lang)
    if certificate.renewal_window is not None and certificate.renewal_applied_on is None:
        return t("certificates.next_renewal", day=day(certificate.renewal_window[1], lang))
    due = certificate.surveillance_due
    if due is not None and due < page.on:
        return t("certificates.late_surveillance", distance=distance(due, page.on, lang))
    if due is not None:
        return t("certificates.next_surveillance", day=day(due, lang))
    return none(lang)


def _tell(page: Page, row: CertificateRow) -> None:
    """How the certificate stands and what proves it."""
    lang = language()
    state = f"{state_chip(row.state)}　{_through(page, row)}"
    st.markdown(f"**{plain(row.scheme.name.get(lang))}**　{plain(state)}")
    st.caption(t("certificates.proof", proof=row.scheme.proof.get(lang)))
    if row.lacks_base:
        st.caption(t("certificates.lacks_base"))
    if row.certificate.scope_compared_on is not None:
        when = day(row.certificate.scope_compared_on, lang)
        st.caption(t("certificates.compared", who=plain(row.compared_by), day=when))


def _renewal_button(row: CertificateRow) -> None:
    if st.button(t("certificates.renew"), icon=":material/autorenew:", key="certificate_renew"):
        open_dialog("certificate", certificate_id="", renews_id=row.certificate.id)
        st.rerun()
