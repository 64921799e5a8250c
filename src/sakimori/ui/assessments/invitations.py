"""People of the vendor who answer an assessment by a link: invited, shown with how far they are, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st

from sakimori.clock import now
from sakimori.domain.invitation import LINK_HOLDS, Invitation, InvitationState
from sakimori.domain.records.third_party import SELF_ID, Contact
from sakimori.domain.values.days import legal_day
from sakimori.errors import InvalidValueError, RefusedError
from sakimori.services.access.address import address_of
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.invitations.letters import Letter, letter_with
from sakimori.services.invitations.post import MailServer, mail_server_of
from sakimori.services.invitations.rows import InvitationRow, invitations_of, stands_already
from sakimori.services.invitations.write import erase_invited, invite, new_link, release, revoke, send_by_mail
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.frame.components import tag
from sakimori.ui.frame.dialogs import Dialogs, act, close_dialog, open_dialog, show_dialog
from sakimori.ui.frame.formats import clock_time, day, moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SEMICOLONS, language, listed, t
from sakimori.ui.frame.trail_words import refuse

_DONE: Final = "invite_done"
_LONGEST: Final = 254
_LOOKS: Final = {
    InvitationState.HELD: ("orange", "front_hand"),
    InvitationState.PREPARED: ("gray", "edit"),
    InvitationState.SENT: ("blue", "send"),
    InvitationState.OPENED: ("violet", "drafts"),
    InvitationState.STARTED: ("violet", "edit_note"),
    InvitationState.SUBMITTED: ("green", "task_alt"),
    InvitationState.EXPIRED: ("orange", "timer_off"),
    InvitationState.REVOKED: ("gray", "block"),
}


def invite_button(page: Page, work: AssessmentView) -> None:
    """The way to an invitation, while something can be answered."""
    if work.assessment.third_party_id == SELF_ID or not work.is_running or not page.may(Permission.FILL_ASSESSMENT):
        return
    if st.button(t("invite.title"), key="invite", icon=":material/person_add:", type="tertiary"):
        open_dialog("invite", page=page, assessment_id=work.assessment.id)


def show_invitations(page: Page, work: AssessmentView) -> None:
    """Who was invited and how far they are, today; and the dialog that is open."""
    if done := st.session_state.pop(_DONE, ""):
        st.toast(plain(done), icon=":material/task_alt:")
    if not page.is_editable or work.assessment.third_party_id == SELF_ID:
        return
    rows = invitations_of(page.workspace, work.assessment.id, at=now())
    if held := [row for row in rows if row.state is InvitationState.HELD and work.is_running]:
        st.warning(t("invite.held", names=listed(map(_held, held), SEMICOLONS)), icon=":material/front_hand:")
    if rows:
        with st.expander(t("invite.list", count=len(rows)), icon=":material/groups:", expanded=work.is_running):
            for row in rows:
                _row(page, work, row)
    show_dialog(_DIALOGS)


def _held(row: InvitationRow) -> str:
    facts = {"name": _name(row.invitation), "email": row.invitation.email or "", "who": row.invited_by}
    return t("invite.held_one", **{key: plain(value) for key, value in facts.items()})


def _row(page: Page, work: AssessmentView, row: InvitationRow) -> None:
    invitation = row.invitation
    colour, icon = _LOOKS[row.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        tag(t(f"invite.state.{row.state.value}"), colour=colour, icon=icon)
        address = f"　:gray[{plain(invitation.email)}]" if invitation.email else ""
        st.markdown(f"**{plain(_name(invitation))}**{address}", width="stretch")
        if work.is_running and page.may(Permission.FILL_ASSESSMENT) and invitation.revoked_at is None:
            if row.state is InvitationState.HELD:
                _release_button(page, invitation)
            else:
                _step("again", page, icon="forward_to_inbox", invitation=invitation)
            _step("revoke", page, icon="link_off", invitation=invitation, begotten=row.begotten)
        if invitation.name is not None and page.may(Permission.ERASE_PERSONAL) and not _is_at_work(row):
            _step("erase", page, icon="person_remove", invitation=invitation, begotten=row.begotten)
    st.caption("　".join(_story(row)))
    if row.has_failed and row.mail is not None:
        st.warning(t("invite.failed", why=plain(row.mail.last_error)), icon=":material/mail_off:")


def _is_at_work(row: InvitationRow) -> bool:
    """Whether the person may still be needed: what is under way is revoked first."""
    return row.state not in {InvitationState.SUBMITTED, InvitationState.EXPIRED, InvitationState.REVOKED}


def _step(name: str, page: Page, *, icon: str, invitation: Invitation, **facts: tuple[Invitation, ...]) -> None:
    words = t(f"invite.{name}")
    if st.button(words, key=f"invite_{name}_{invitation.id}", icon=f":material/{icon}:", type="tertiary"):
        open_dialog(f"invite_{name}", page=page, invitation=invitation, **facts)


def _release_button(page: Page, invitation: Invitation) -> None:
    """Let an invitation to another domain go, and have its link sent or shown, by one press."""
    if not st.button(t("invite.release"), key=f"invite_release_{invitation.id}", icon=":material/how_to_reg:"):
        return
    try:
        released = release(page.workspace, invitation.id, actor=page.actor, at=now(), seen=invitation.version).record
    except RefusedError as error:
        refuse(error)
    else:
        _bring(page, released, by_mail=_mail_of(page)[0] is not None)


def _story(row: InvitationRow) -> list[str]:
    """When it was made and by whom, its last step, how long the link holds, and what became of the mail."""
    invitation, mail = row.invitation, row.mail
    parts = [t("invite.made", moment=moment(invitation.invited_at, language()), who=plain(row.invited_by))]
    last = {
        InvitationState.SENT: invitation.sent_at,
        InvitationState.OPENED: invitation.opened_at,
        InvitationState.STARTED: invitation.started_at,
        InvitationState.SUBMITTED: invitation.submitted_at,
        InvitationState.REVOKED: invitation.revoked_at,
    }.get(row.state)
    if last is not None:
        state = t(f"invite.state.{row.state.value}")
        parts.append(t("invite.since", state=state, moment=moment(last, language())))
    if invitation.is_by_file:
        parts.append(t("invite.by_file"))
    if invitation.expires_at is not None and invitation.revoked_at is None:
        parts.append(t("invite.until", day=day(legal_day(invitation.expires_at), language())))
    if mail is not None and row.is_queued:
        again = {"time": clock_time(mail.next_at) if mail.next_at else "", "why": plain(mail.last_error)}
        parts.append(t("invite.tries", **again) if mail.last_error else t("invite.waits"))
    return parts


def _name(invitation: Invitation) -> str:
    return invitation.name or t("invite.nobody")


def _invite_form(page: Page, assessment_id: str) -> None:
    """Whom to ask, what they will see, and how the link gets to them."""
    known = stands_already(page.workspace, assessment_id)
    st.markdown(t("invite.lead", days=LINK_HOLDS.days))
    seen = {"answers": known.answers, "notes": known.notes, "remarks": known.remarks}
    st.info(t("invite.sees", **seen), icon=":material/visibility:")
    name, email = ask_whom(known.contacts, key="invite")
    tongues = {one: t(f"packs.language.{one}") for one in ("ja", "en")}
    tongue = st.segmented_control(
        t("invite.language"), list(tongues), default=known.language, format_func=tongues.__getitem__,
        key="invite_language", required=True,
    )  # fmt: skip
    server = _say_how(page)

    def write(**by: Any) -> WriteResult[Invitation]:  # noqa: ANN401 - who and when
        return invite(page.workspace, assessment_id, name=name, email=email, language=tongue or known.language, **by)

    def then(made: WriteResult[Invitation]) -> None:
        _bring(page, made.record, by_mail=server is not None)

    words = t("invite.send" if server else "invite.make")
    act(page, words, write, key="invite_do", disabled=not (name.strip() and email.strip()), then=then)


def ask_whom(contacts: Sequence[Contact], *, key: str) -> tuple[str, str]:
    """Name and mail address of somebody, typed or taken from the contacts of the third party."""
    known = {contact.id: contact for contact in contacts}

    def chosen() -> None:
        contact = known.get(st.session_state[f"{key}_contact"] or "")
        if contact is not None:
            st.session_state[f"{key}_name"] = contact.name or ""
            st.session_state[f"{key}_email"] = contact.email or ""

    if known:
        st.selectbox(
            t("invite.contact"), list(known), index=None, key=f"{key}_contact", on_change=chosen,
            placeholder=t("assess.choose"),
            format_func=lambda one: f"{known[one].name or ''} {known[one].email or ''}".strip(),
        )  # fmt: skip
    left, right = st.columns(2, gap="small")
    name = left.text_input(t("invite.name"), key=f"{key}_name", max_chars=_LONGEST)
    email = right.text_input(t("invite.email"), key=f"{key}_email", max_chars=_LONGEST)
    return name, email


def _again_form(page: Page, invitation: Invitation) -> None:
    """A new link in place of the one before, by mail or to hand over."""
    st.markdown(t("invite.again_lead", name=plain(_name(invitation))))
    server = _say_how(page)
    with st.container(horizontal=True):
        if server is not None and st.button(t("invite.again_mail"), key="invite_again_mail", type="primary"):
            _bring(page, invitation, by_mail=True)
        if st.button(t("invite.again_show"), key="invite_again_show", type="secondary" if server else "primary"):
            _bring(page, invitation, by_mail=False)


def _bring(page: Page, invitation: Invitation, *, by_mail: bool) -> None:
    """Have the link sent, or make it and show it once."""
    key, seen, at = invitation.id, invitation.version, now()
    try:
        if by_mail:
            send_by_mail(page.workspace, key, actor=page.actor, at=at, seen=seen)
            tell_done(t("invite.queued"))
        else:
            made = new_link(page.workspace, key, actor=page.actor, at=at, seen=seen)
            letter = letter_with(page.workspace, made, base=_base())
            open_dialog("invite_link", invitation=made.invitation, letter=letter)
    except RefusedError as error:
        refuse(error)
    else:
        st.rerun()


def _link_body(invitation: Invitation, letter: Letter) -> None:
    """The text to send, this once."""
    st.warning(t("invite.link_once"), icon=":material/visibility_off:")
    st.markdown(t("invite.link_for", name=plain(_name(invitation)), email=plain(invitation.email or "")))
    show_letter(letter)
    if st.button(t("invite.close"), key="invite_close"):
        close_dialog()
        st.rerun()


def show_letter(letter: Letter) -> None:
    """Subject and text of a mail, each to copy."""
    st.caption(t("invite.subject"))
    st.code(letter.subject, language=None, wrap_lines=True)
    st.caption(t("invite.body"))
    st.code(letter.body, language=None, wrap_lines=True)


def _revoke_form(page: Page, invitation: Invitation, begotten: tuple[Invitation, ...]) -> None:
    """Whom else it ends, by name and with a choice to let them stay; and why."""
    st.markdown(t("invite.revoke_lead", name=plain(_name(invitation))))
    keeps = _who_stays(invitation, begotten) if begotten else frozenset()
    reason = st.text_area(t("invite.revoke_reason"), key="invite_revoke_reason", max_chars=2_000)
    write = partial(revoke, page.workspace, invitation.id, keeps=keeps)
    done = t("invite.revoked")
    act(
        page, t("invite.revoke"), write, key="invite_revoke_do", of=invitation, reason=reason,
        then=lambda _: tell_done(done),
    )  # fmt: skip


def _who_stays(invitation: Invitation, begotten: tuple[Invitation, ...]) -> frozenset[str]:
    """The people whom the person invited, and those invited by them, as far as their links are to go on."""
    by_name = sorted(begotten, key=lambda one: (_name(one), one.email or "", one.id))
    names = {one.id: f"{_name(one)} {one.email or ''}".strip() for one in by_name}
    words = t("invite.begotten", name=plain(_name(invitation)))
    gone = st.multiselect(
        words,
        list(names),
        default=list(names),
        format_func=names.__getitem__,
        key="invite_begotten",
        placeholder=t("assess.choose"),
    )
    return frozenset(names) - set(gone)


def _erase_form(page: Page, invitation: Invitation, begotten: tuple[Invitation, ...]) -> None:
    st.markdown(t("invite.erase_lead", name=plain(_name(invitation))))
    if begotten and invitation.revoked_at is None:
        names = listed(plain(_name(one)) for one in begotten)
        st.markdown(t("invite.erase_begotten", name=plain(_name(invitation)), names=names))
    reason = st.text_area(t("invite.erase_reason"), key="invite_erase_reason", max_chars=2_000)
    write = partial(erase_invited, page.workspace, invitation.id)
    done = t("invite.erased")
    act(
        page, t("invite.erase"), write, key="invite_erase_do", of=invitation, reason=reason,
        then=lambda _: tell_done(done),
    )  # fmt: skip


def tell_done(done: str) -> None:
    """Have the page say that something was done once its dialog is closed."""
    st.session_state[_DONE] = done
    close_dialog()


def _say_how(page: Page) -> MailServer | None:
    """Say how a link gets to the vendor, and whether it could open it; give the mail server by which it goes out."""
    server, note = _mail_of(page)
    st.caption(note)
    if not page.is_demo and not address_of().is_public:
        st.warning(t("invite.not_public"), icon=":material/public_off:")
    return server


def _mail_of(page: Page) -> tuple[MailServer | None, str]:
    """The mail server by which a link goes out, and how it gets to the vendor in words."""
    if page.is_demo:
        return None, t("invite.in_demo")
    try:
        server = mail_server_of()
    except InvalidValueError as error:
        return None, t("invite.badly_set", why=plain(error.message(language())))
    if server is None:
        return None, t("invite.by_hand")
    return server, t("invite.by_mail", sender=plain(server.sender.addr_spec))


def _base() -> str:
    """The address of this server: the public one, else that by which this browser came."""
    here = urlsplit(st.context.url or "")
    return address_of().public or f"{here.scheme}://{here.netloc}"


_DIALOGS: Final[Dialogs] = {
    "invite": ("invite.title", _invite_form),
    "invite_link": ("invite.link_title", _link_body),
    "invite_again": ("invite.again_title", _again_form),
    "invite_revoke": ("invite.revoke_title", _revoke_form),
    "invite_erase": ("invite.erase_title", _erase_form),
}
