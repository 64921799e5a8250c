"""What stands on a slip, the same for its PDF and its dialog, the way to check it, and the step that takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import Slip
from sakimori.exchange.paper.pdf import SheetLine, SlipSheet
from sakimori.services.access.address import address_of
from sakimori.services.clearance.slip_sheet import address_of_check, slip_sheet, standing_in
from sakimori.services.clearance.slips import SlipStanding, SlipState, revoke_slip
from sakimori.services.clearance.view import SlipPaper, print_slip, slip_paper
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.own_words import PROVE, prove_body
from sakimori.ui.clearance.talk.inquiry_send import SEND, send_body
from sakimori.ui.clearance.words import outcome_on_tint, show_rows
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import Dialogs, act, open_dialog
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import day_long, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import first_version
from sakimori.ui.records.release_dialog import RELEASE, RELEASE_DIALOGS


def slip_address(number: str) -> str:
    """The address of the page that checks a slip: the public one, else as this browser reaches it."""
    here = urlsplit(st.context.url or "")
    base = urlunsplit((here.scheme, here.netloc, here.path.rpartition("/")[0], "", ""))
    return address_of_check(number, base=address_of().public or base)


def state_word(state: SlipState) -> str:
    """How a slip stands, in a word."""
    return t(f"slip.state_{state.value}")


def say_standing(slip: Slip, standing: SlipStanding, on: date, *, revoked_by: str) -> str:
    """How a slip stands on a day, in a sentence with the reason."""
    return standing_in(slip, standing, on, language(), revoked_by=revoked_by)


SLIP: Final = "slip"


def open_slip(slip_id: str) -> None:
    """Have the next run open a slip."""
    open_dialog(SLIP, slip_id=slip_id)


def slip_body(page: Page, slip_id: str) -> None:
    """The slip in a dialog."""
    paper = slip_paper(page.workspace, slip_id, on=page.on, actor=page.actor, at=page.at, known=page.known)
    show_paper(page, paper)
    show_revoking(page, paper)


def show_revoking(page: Page, paper: SlipPaper) -> None:
    """The way to take a slip back, for whoever issued it and for compliance."""
    is_issuer = paper.slip.issued_by == page.actor.id and may(page.actor, Permission.ASK_CLEARANCE)
    may_revoke = page.is_editable and (is_issuer or may(page.actor, Permission.DECIDE_CLEARANCE))
    if (
        may_revoke
        and paper.slip.revoked_on is None
        and st.button(t("slip.revoke"), key="slip_revoke", icon=":material/block:")
    ):
        open_dialog("slip_revoke", slip_id=paper.slip.id, number=paper.slip.number, version=paper.slip.version)
        st.rerun()


def show_paper(page: Page, paper: SlipPaper, *, has_stamp: bool = True) -> None:
    """What stands on a slip, the file, and the address of the page that checks it."""
    sheet = slip_sheet(paper, page.on, language(), address=slip_address(paper.slip.number))
    if page.on < page.today:
        st.info(t("slip.history", day=day_long(page.on, language())), icon=":material/history:")
    if has_stamp and sheet.stamp:
        st.error(f"**{plain(sheet.stamp)}**", icon=":material/block:")
    with st.container(horizontal=True, vertical_alignment="center"):
        outcome = outcome_on_tint(paper.slip.outcome)
        if sheet.stamp:  # the word of its day must not look like today's
            st.markdown(t("slip.then", outcome=outcome, number=plain(sheet.number)), width="stretch")
        else:
            st.markdown(f"## {outcome}", width="content")
            st.markdown(f"**{plain(sheet.number)}**", width="stretch")
        if page.on >= page.today:
            _release(page, paper)
            _ask(page, paper)
            _file(page, paper, sheet)
    st.markdown(f"**{plain(sheet.judged)}**")
    if sheet.company:
        st.caption(plain(sheet.company))
    if not sheet.stamp:
        st.markdown(plain(sheet.sentence))
    if has_stamp and not sheet.stamp:
        st.caption(plain(say_standing(paper.slip, paper.standing, page.on, revoked_by=paper.revoked_by)))
    show_rows(sheet.facts)
    for part in sheet.parts:
        icon = "check_box_outline_blank" if part.has_boxes else "check" if part.is_small else "event_upcoming"
        lines = "  \n".join(f":material/{icon}: {_drawn(line)}" for line in part.lines)
        if part.is_small:
            with st.expander(part.heading, icon=":material/check_circle:", type="compact"):
                st.markdown(lines)
        else:
            section(part.heading)
            st.markdown(lines)
    if sheet.notice:
        st.caption(f":material/info: {plain(sheet.notice)}")
    st.divider()
    proof, code = st.columns([80, 20], vertical_alignment="top")
    proof.markdown("  \n".join(f":gray[:small[{plain(head)}]]　:small[{plain(said)}]" for head, said in sheet.proof))
    code.image(sheet.code, width=120)
    st.caption(plain(sheet.code_words))
    with st.expander(t("slip.rules_which"), icon=":material/rule:", type="compact"):
        rules = dict.fromkeys(f"{reason.rule_id} r{reason.revision}" for reason in paper.verdict.reasons)
        st.caption(plain(", ".join(rules)))
    st.caption(t("slip.link_help"))
    st.code(slip_address(paper.slip.number), language=None, wrap_lines=True)
    st.caption(plain(sheet.disclaimer))


def _release(page: Page, paper: SlipPaper) -> None:
    """From a good slip to the record of the hand-over."""
    if paper.standing.state is not SlipState.GOOD or not page.may(Permission.RELEASE):
        return
    if st.button(t("slip.release"), key="slip_release", icon=":material/outbox:"):
        open_dialog(RELEASE, slip_id=paper.slip.id)
        st.rerun()


def _ask(page: Page, paper: SlipPaper) -> None:
    """Whoever issued it may put the same question to compliance, as of today."""
    if paper.slip.issued_by != page.actor.id or not page.may(Permission.ASK_CLEARANCE):
        return
    if st.button(t("inquiry.ask"), key="slip_ask", icon=":material/contact_support:"):
        open_dialog(SEND, request=replace(paper.request, on=max(paper.request.on, page.today)))
        st.rerun()


def _drawn(line: SheetLine) -> str:
    asides = "　".join(plain(one) for one in (line.who, line.cites) if one)
    inside = "".join(f"  \n　:small[・{plain(one)}]" for one in line.details)
    return f"{plain(line.text)}　:gray[:small[{asides}]]{inside}"


def _file(page: Page, paper: SlipPaper, sheet: SlipSheet) -> None:
    """Made when somebody asks for it: that somebody took it is noted."""
    file_button(
        t("slip.pdf"),
        lambda: print_slip(page.workspace, paper.slip.id, sheet, actor=page.actor, at=now()),
        name=f"{paper.slip.number}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key="slip_pdf",
        type="primary",
    )


def revoke_body(page: Page, slip_id: str, number: str, version: int) -> None:
    """Take a slip back, with the reason."""
    st.markdown(plain(t("slip.revoke_what", number=number)))
    seen = first_version(slip_id, version, key="slip_revoke_do")
    why = st.text_area(t("slip.revoke_why"), key="slip_revoke_why")
    act(
        page,
        t("slip.revoke"),
        partial(revoke_slip, page.workspace, slip_id, reason=why, seen=seen),
        key="slip_revoke_do",
    )


def slip_dialogs(page: Page) -> Dialogs:
    """The dialogs about slips that already exist, and about the hand-over under one."""
    return {
        **{name: (title, partial(body, page)) for name, (title, body) in RELEASE_DIALOGS.items()},
        SEND: ("inquiry.send_title", partial(send_body, page)),
        PROVE: ("check.prove", partial(prove_body, page)),
        SLIP: ("slip.title", partial(slip_body, page)),
        "slip_revoke": ("slip.revoke_title", partial(revoke_body, page)),
    }
