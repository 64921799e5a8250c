"""Whom to reach at a third party, and the other names by which it is found."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Alias, Contact
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import add_alias, add_contact, edit_contact, erase_contact, remove_alias
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, fresh_key, open_dialog, save_button
from sakimori.ui.frame.formats import none, plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.trail_words import first_shown


def show_contacts(page: Page, view: DossierView) -> None:
    """Contacts as a table whose rows open their form, then the other names."""
    may = page.may(Permission.EDIT_PARTY)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("party.contacts"))
        st.button(
            t("party.add_contact"), icon=":material/add:", key="contact_add", type="tertiary", disabled=not may,
            on_click=open_dialog, args=("contact",), kwargs={"contact_id": ""},
        )  # fmt: skip
    if view.contacts:
        columns = {
            field: text_column(_label(field), width=width)
            for field, width in (("kind", 150), ("name", 180), ("email", 220), ("phone", 140), ("department", 200))
        }
        chosen = table(
            [_cells(contact) for contact in view.contacts],
            columns,
            key=fresh_key("party_contacts"),
            alt=t("party.contacts_alt"),
            select="one" if may else "none",
        )
        if chosen:
            open_dialog("contact", contact_id=view.contacts[chosen[0]].id)
        if may:
            st.caption(t("party.row_hint"))
    else:
        st.caption(t("party.contacts_none"))
    _show_aliases(page, view, may=may)


def contact_dialog(page: Page, view: DossierView, *, contact_id: str) -> None:
    """One contact: new, or to be changed or erased."""
    standing = next((contact for contact in view.contacts if contact.id == contact_id), None)
    contact = first_shown(standing or Contact("", view.party.id, ContactKind.SECURITY), key="party_save")
    changes = contact_fields(contact)
    save_button(page, contact, changes, edit_contact if standing else add_contact)
    if standing is not None and standing.is_reachable and page.may(Permission.ERASE_PERSONAL):
        with st.expander(t("party.erase_contact")):
            st.caption(t("party.erase_note"))
            reason = st.text_input(t("party.field.reason"), key="erase_reason")
            write = partial(erase_contact, page.workspace, contact.id, seen=contact.version)
            act(page, t("party.erase_contact"), write, key="erase_do", reason=reason, type="secondary")


def contact_fields(contact: Contact, *, with_kind: bool = True) -> dict[str, Any]:
    """Ask for the fields of a contact."""
    kinds = list(ContactKind)
    changes: dict[str, Any] = {}
    if with_kind:
        changes["kind"] = st.selectbox(
            record_label(Contact, "kind"), kinds, index=kinds.index(contact.kind), format_func=label, key="contact_kind"
        )
    for field in ("name", "email", "phone", "department"):
        text = st.text_input(_label(field), value=getattr(contact, field) or "", key=f"contact_{field}")
        changes[field] = text if field == "department" else text or None
    return changes


def _label(field: str) -> str:
    return t("party.contact_name") if field == "name" else record_label(Contact, field)


def _cells(contact: Contact) -> list[Cell]:
    if not contact.is_reachable:
        return [label(contact.kind), *[t("party.erased")] * 3, contact.department or none(language())]
    return [label(contact.kind), contact.name, contact.email, contact.phone, contact.department or none(language())]


def _show_aliases(page: Page, view: DossierView, *, may: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("party.aliases"))
        st.button(
            t("party.add_alias"), icon=":material/add:", key="alias_add", type="tertiary", disabled=not may,
            on_click=open_dialog, args=("alias",),
        )  # fmt: skip
    if not view.aliases:
        st.caption(t("party.aliases_none"))
    for alias in view.aliases:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(alias.name), width="content")
            st.button(
                t("party.remove_alias"), key=f"alias_{alias.id}", type="tertiary", icon=":material/close:",
                disabled=not may, on_click=open_dialog, args=("alias_out",), kwargs={"alias_id": alias.id},
            )  # fmt: skip


def alias_dialog(page: Page, view: DossierView) -> None:
    """Add another name."""
    name = st.text_input(record_label(Alias, "name"), key="alias_name")
    write = partial(add_alias, page.workspace, view.party.id, name)
    act(page, t("party.add_alias"), write, key="alias_save", disabled=not name.strip())


def alias_out_dialog(page: Page, view: DossierView, *, alias_id: str) -> None:
    """Take a name out of use."""
    alias = first_shown(next(alias for alias in view.aliases if alias.id == alias_id), key="alias_out_save")
    st.markdown(plain(alias.name))
    act(page, t("party.remove_alias"), partial(remove_alias, page.workspace, alias.id), key="alias_out_save", of=alias)
