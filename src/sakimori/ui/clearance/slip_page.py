"""The page that checks a slip: is it good today, does it read as it was issued, what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import Slip
from sakimori.errors import NotFoundError
from sakimori.services.audit.rows import called
from sakimori.services.clearance.slip_checks import Changes, Rejudged, SlipChange, SlipCheck, changed_since, check_slip
from sakimori.services.clearance.slips import SlipState, slip_digest
from sakimori.services.clearance.view import slip_paper
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.slip_dialog import say_standing, show_paper, show_revoking, state_word
from sakimori.ui.clearance.words import outcome_on_tint, reason_text
from sakimori.ui.frame.components import empty_state, section
from sakimori.ui.frame.formats import aside, day_long, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import field, record_kind, value

NUMBER = "number"
_FIELD, _CHECKED = "slip_number", "slip_checked"
_LOOKS = {
    SlipState.GOOD: ("green", "check_circle"),
    SlipState.NOT_YET: ("blue", "schedule"),
    SlipState.JUDGED_AGAIN: ("violet", "autorenew"),
    SlipState.LAPSED: ("red", "cancel"),
    SlipState.REVOKED: ("red", "block"),
}
_REJUDGED = {
    Rejudged.SAME: ("slip.same", "green", "check"),
    Rejudged.OTHER_RULES: ("slip.other_rules", "gray", "info"),
    Rejudged.DIFFERENT: ("slip.different", "red", "error"),
}


def follow_number() -> None:
    """What the address names stands in the field, until somebody types another number."""
    asked = st.query_params.get(NUMBER, "")
    if asked and asked != st.session_state.get(f"{_FIELD}_asked"):
        st.session_state[f"{_FIELD}_asked"] = st.session_state[_FIELD] = asked


def show_slip_page(page: Page) -> None:
    """The number, how the slip stands, and what may be read of it."""
    st.text_input(
        t("slip.number"), key=_FIELD, placeholder=t("slip.number_hint"), max_chars=40, width=320, on_change=_typed
    )
    number = str(st.session_state.get(_FIELD, "")).strip()
    if not number:
        empty_state("receipt_long", t("slip.empty"))
        return
    try:
        checked = _checked(page, number)
    except NotFoundError:
        st.warning(plain(t("slip.not_found", number=number)), icon=":material/search_off:")
        return
    _show_standing(page, checked)
    _show_proof(checked)
    if not checked.may_read:
        st.caption(t("slip.not_yours"))
        return
    if not checked.is_unaltered or checked.rejudged is Rejudged.DIFFERENT:
        return  # what stands there now is not what was issued
    paper = slip_paper(page.workspace, checked.slip.id, on=page.on, actor=page.actor, at=page.at, known=page.known)
    _show_since(page, checked.slip)
    with st.container(border=True):
        show_paper(page, paper, has_stamp=False)
    show_revoking(page, paper)


def _typed() -> None:
    number = str(st.session_state[_FIELD]).strip()
    st.session_state[f"{_FIELD}_asked"] = number
    if number:
        st.query_params[NUMBER] = number
    else:
        st.query_params.pop(NUMBER, None)


def _checked(page: Page, number: str) -> SlipCheck:
    """Checked anew where anything changed; drawing the page once more is not another look that the trail notes."""
    key = (str(page.workspace.target), page.head, page.on, page.actor.id, number)
    known: tuple[tuple[object, ...], SlipCheck] | None = st.session_state.get(_CHECKED)
    if known is None or known[0] != key:
        checked = check_slip(page.workspace, number, on=page.on, actor=page.actor, at=now(), known=page.known)
        known = st.session_state[_CHECKED] = (key, checked)
    return known[1]


def _show_standing(page: Page, checked: SlipCheck) -> None:
    colour, icon = _LOOKS[checked.standing.state]
    word = state_word(checked.standing.state)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"## :{colour}-background[:material/{icon}: {word}]", width="content")
            st.markdown(f"**{plain(checked.slip.number)}**", width="stretch")
        if checked.may_read:
            words = say_standing(checked.slip, checked.standing, page.on, revoked_by=checked.revoked_by)
        else:
            words = t(f"slip.other_{checked.standing.state.value}", day=day_long(page.on, language()))
        st.markdown(plain(words))


def _show_proof(checked: SlipCheck) -> None:
    """Three things that the records prove, each with its sign."""
    lines = [
        ("slip.genuine", "green", "check") if checked.is_unaltered else ("slip.altered", "red", "error"),
        ("slip.head_holds", "green", "check") if checked.head_holds else ("slip.head_broken", "red", "error"),
        _REJUDGED[checked.rejudged],
    ]
    seq = f"{checked.entry:,}" if checked.entry else ""
    st.markdown("  \n".join(f":{colour}[:material/{icon}:] {t(key, seq=seq)}" for key, colour, icon in lines))
    st.caption(f"{t('slip.digest')}　SHA-256 {slip_digest(checked.slip)}")


def _show_since(page: Page, slip: Slip) -> None:
    """Today's answer to the same question; which records differ is told to those who read them."""
    found = changed_since(page.workspace, slip, on=page.on)
    section(t("slip.since"))
    rows = list(_rows(page, found)) if may(page.actor, Permission.READ) else []
    if not (found.came or found.went or rows):
        st.markdown(t("slip.since_nothing"))
        return
    lines = [t("slip.since_now", outcome=outcome_on_tint(found.now.outcome))]
    lines += [f":material/add: {plain(t('slip.since_came', text=reason_text(reason)))}" for reason in found.came]
    lines += [f":material/remove: {plain(t('slip.since_went', text=reason_text(reason)))}" for reason in found.went]
    st.markdown("  \n".join(lines))
    if rows:
        table(
            rows,
            {
                "record": text_column(t("slip.since_record"), width=230),
                "field": text_column(t("audit.field"), width=170),
                "before": text_column(t("slip.since_before"), width=250),
                "after": text_column(t("slip.since_after"), width=250),
            },
            key="slip_since",
            alt=t("slip.since_alt"),
        )


def _rows(page: Page, found: Changes) -> Iterator[list[Cell]]:
    known = called(page.workspace, (content for one in found.records for content in (one.before, one.after)))
    for one in found.records:
        kind = record_kind(one.kind)
        record = aside(kind, one.name, language()) if one.name else kind
        if one.field is None:
            is_new = one.before is None
            yield [record, t("slip.since_whole"), t("slip.since_none"), t("slip.since_new")] if is_new else [
                record, t("slip.since_whole"), t("slip.since_used"), t("slip.since_gone"),
            ]  # fmt: skip
        elif head := field(one.field, one.kind):
            yield [record, head, *(_said(one, content, known) for content in (one.before, one.after))]


def _said(one: SlipChange, content: object, known: Mapping[str, str]) -> str:
    return value(one.field or "", content, known, one.kind)
