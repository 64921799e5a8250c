"""The top of the dossier: who it is, how its assessment stands, what stops hand-overs, four tiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import streamlit as st

from sakimori.domain.codes import AssessmentState, Lifecycle
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.services.gaps.counts import GapCounts
from sakimori.services.gaps.of_dossier import Blocks
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.new_data import answer_to_new
from sakimori.services.parties.view import DossierView, PartyStanding
from sakimori.ui.flows.words import mark_of
from sakimori.ui.frame.components import go_to, link_to, tag, tile
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import (
    Unit,
    aside,
    count,
    country,
    day,
    day_long,
    distance,
    no_date,
    plain,
    risk_scale,
    risk_words,
    unknown,
)
from sakimori.ui.frame.record_fields import ROLES, lifecycle_badge
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, mark, tally, word
from sakimori.ui.frame.text import SENTENCES, label, language, listed, t, t_count, tier_label
from sakimori.ui.parties.risk import view_reason
from sakimori.ui.parties.tabs.contracts import show_contract_tile
from sakimori.ui.parties.tabs.gaps import fix_words
from sakimori.ui.parties.tabs.services import flows_of

_NAMED = 2
_WARNED = frozenset(
    {
        PartyStanding.NO_ROLE,
        PartyStanding.EXPIRED,
        PartyStanding.MISSING,
        PartyStanding.RUNNING,
        PartyStanding.CONDITIONS_OPEN,
    }
)
_QUIET = frozenset({PartyStanding.OVER, PartyStanding.ARCHIVED, PartyStanding.NOT_NEEDED})
_DECIDED = frozenset({PartyStanding.VALID, PartyStanding.CONDITIONS_OPEN, PartyStanding.NOT_NEEDED})
_BEGIN = frozenset({PartyStanding.MISSING, PartyStanding.EXPIRED, PartyStanding.REJECTED})


def show_identity(view: DossierView) -> None:
    """Badges of role, tier and status, and one line that tells this company from others."""
    party = view.party
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for role in ROLES:
            if role in party.roles:
                tag(label(role), icon="handshake")
        tag(tier_label(view.tier), colour="gray" if view.tier is None else "blue")
        word, colour = lifecycle_badge(party.lifecycle)
        tag(word, colour=colour)
        if party.archived_on is not None:
            tag(t("party.archived"), colour="gray", icon="inventory_2")
        st.caption("　".join(_identity(view)), width="stretch")
    _show_family(view)


def show_new_data(page: Page, view: DossierView) -> None:
    """One line: whether anything new may go there, why, and the one thing to do about it."""
    state = new_data_mark(page, view)
    answer = t("party.new_data_line", answer=new_data_words(view))
    words = f"**{answer}**　{listed(new_data_sentences(page, view), SENTENCES)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        match state:
            case Mark.BLOCKED:
                st.error(words, icon=":material/cancel:", width="stretch")
            case Mark.REVIEW:
                with st.container(border=True, width="stretch"):
                    st.markdown(f":violet[:material/contact_support:] {words}")
            case Mark.CONDITIONAL:
                st.warning(words, icon=":material/warning:", width="stretch")
            case Mark.UNKNOWN:
                st.info(words, icon=":material/info:", width="stretch")
            case _:
                st.success(words, icon=":material/check_circle:", width="stretch")
        if not (view.standing in _DECIDED and show_stop_step(page, view)):
            _show_next_step(page, view)


def show_check(page: Page, view: DossierView) -> None:
    """The way to a check whose recipient is chosen already."""
    if view.party.archived_on is None and page.may(Permission.ASK_CLEARANCE) and st.button(
        t("party.check"), icon=":material/fact_check:", key="party_check"
    ):  # fmt: skip
        go_to("check", party=view.party.id)


def new_data_mark(page: Page, view: DossierView) -> Mark:
    """How the answer to anything new is drawn; where the data decide, whether anything is open about it or a flow."""
    answer, blocks = answer_to_new(view), view.blocks
    if answer is not None:
        return mark(answer)
    if view.standing in _WARNED or view.standing is PartyStanding.REJECTED or blocks.stopped or blocks.waived:
        return Mark.CONDITIONAL
    if not {Mark.BLOCKED, Mark.REVIEW}.isdisjoint(_answers_of_flows(page, view)):
        return Mark.CONDITIONAL
    return Mark.UNKNOWN if view.standing in _QUIET else Mark.OK


def new_data_words(view: DossierView) -> str:
    """The answer to anything new, in words."""
    answer = answer_to_new(view)
    return t("party.new_by_data") if answer is None else word(mark(answer), language())


def new_data_sentences(page: Page, view: DossierView, escape: Callable[[str], str] = plain) -> list[str]:
    """Why: what stops it, how the assessment stands, and the answers of the flows on record where the data decide."""
    blocks, said = view.blocks, [standing_sentence(view, page.on)]
    if view.party.lifecycle is Lifecycle.SUSPENDED:
        said.insert(0, t("party.suspended"))
    if view.is_waiting:
        said.append(t("party.gaps_waiting"))
    if view.standing in _DECIDED:
        said = [*stop_sentences(blocks, escape), *said]
    elif blocks.count:
        said.append(t_count("party.stops", blocks.count))
    if answer_to_new(view) is None and (flows := tally(_answers_of_flows(page, view), language())):
        said.append(t("party.new_flows", counts=flows))
    return said


def _answers_of_flows(page: Page, view: DossierView) -> dict[Mark, int]:
    """How many flows that run there now have each answer."""
    running = [row for row in flows_of(page, view.party.id) if not (row.is_over or row.flow.comes_in)]
    return dict(Counter(mark_of(row.verdict) for row in running))


def show_tiles(page: Page, view: DossierView) -> None:
    """Gaps now, risk value with its worst case, the day of the assessment, the day of notice of contracts."""
    with st.grid(4, min_column_width=150):
        _gaps_tile(view)
        _risk_tile(view)
        _assessment_tile(page, view)
        show_contract_tile(page, view)


def _identity(view: DossierView) -> list[str]:
    party = view.party
    names = [plain(name) for name in (party.kana, party.english_name) if name and name != party.legal_name]
    if party.corporate_number:
        names.append(t("party.number", number=shown_corporate_number(party.corporate_number)))
    names.append(country(party.country, language()) if party.country else t("party.country_unknown"))
    owner = view.owner
    if owner is None:
        names.append(t("party.owner_missing"))
    elif owner.left_on is not None:
        names.append(t("party.owner_left", name=plain(owner.name), day=day(owner.left_on, language())))
    elif owner.department:
        names.append(t("party.owner", name=plain(owner.name), department=plain(owner.department)))
    else:
        names.append(t("party.owner_alone", name=plain(owner.name)))
    return names


def _show_family(view: DossierView) -> None:
    if view.parent is None and not view.children:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if view.parent is not None and view.party.parent_id is not None:
            link_to("party", t("party.parent", name=view.parent), icon="account_tree", party=view.party.parent_id)
        if view.children:
            st.caption(t("party.children"), width="content")
        for child_id, name in view.children[:6]:
            link_to("party", name, icon="subdirectory_arrow_right", party=child_id)


def standing_sentence(view: DossierView, on: date) -> str:  # noqa: PLR0911 - one sentence a standing
    """How the assessment of the third party stands."""
    key, lang = f"party.standing_{view.standing.value}", language()
    until = view.governing_until
    match view.standing:
        case PartyStanding.OVER:
            return t(key, lifecycle=label(view.party.lifecycle))
        case PartyStanding.EXPIRED if until is not None:
            return t(key, day=day(until, lang))
        case PartyStanding.RUNNING:
            due = view.assessment_due
            return t(key, day=day_long(due, lang)) if due else t(f"{key}_undated")
        case PartyStanding.CONDITIONS_OPEN:
            first = min(condition.due_on for condition in view.open_conditions)
            if first < on:
                return t("party.standing_overdue", day=day_long(first, lang))
            return t(key, count=len(view.open_conditions), day=day_long(first, lang))
        case PartyStanding.VALID:
            return t(key, day=day_long(until, lang)) if until else t(f"{key}_undated")
        case _:
            return t(key)


def _show_next_step(page: Page, view: DossierView) -> None:
    running = [
        line.assessment.id
        for line in view.assessments
        if line.assessment.state not in {AssessmentState.DECIDED, AssessmentState.CANCELLED}
    ]
    if running:
        if st.button(t("party.open_assessment"), icon=":material/checklist:", key="party_assess", type="primary"):
            go_to("assess", id=running[0])
    elif (
        view.standing in _BEGIN
        and page.may(Permission.FILL_ASSESSMENT)
        and st.button(t("party.begin_assessment"), icon=":material/checklist:", key="party_assess", type="primary")
    ):
        open_dialog("begin_assessment")
        st.rerun()


def _gaps_tile(view: DossierView) -> None:
    is_unknown = (view.is_new or view.is_waiting) and not view.counts.number
    gaps_tile(view.counts, t("party.tile_gaps_waiting" if view.is_waiting else "party.tile_gaps_none"), is_unknown)


def gaps_tile(counts: GapCounts, none: str, is_unknown: bool) -> None:  # noqa: FBT001 - a fact of the figure
    """How many gaps there are now, by severity, and beside them what nobody has answered; `none` where there are none.

    While nobody can tell (`is_unknown`), the number is 未確認 instead of 0.
    """
    unknowns, by_mark = counts.unknown, {mark(severity): number for severity, number in counts.defects.items()}
    title = t("party.tile_gaps_unknown", count=unknowns) if unknowns else t("party.tile_gaps")
    value = unknown(language()) if is_unknown else count(counts.number, Unit.CASES, language())
    tile(title, value, note=tally(by_mark, language()) or none)


def _risk_tile(view: DossierView) -> None:
    risk, at_worst = view.risk, view.risk_at_worst
    note = t("party.tile_pessimistic", value=at_worst) if at_worst != risk else view_reason(view)
    with st.container(gap="xxsmall"):
        tile(t("party.tile_risk"), risk_words(risk), note=note, help_text=risk_scale())
        st.button(
            t("party.score_show"),
            key="party_risk",
            type="tertiary",
            icon=":material/bar_chart:",
            on_click=open_dialog,
            args=("risk",),
        )


def _assessment_tile(page: Page, view: DossierView) -> None:
    """The day of the running or governing assessment; behind the mark, when the next review is due."""
    lang, title, review = language(), t("party.tile_assessment"), _next_review(page, view)
    if view.assessment_due is not None:
        note = t("party.tile_answer_by", day=day_long(view.assessment_due, lang))
        tile(title, distance(view.assessment_due, page.on, lang), note=note, help_text=review)
    elif view.governing_until is not None:
        note = t("party.tile_valid_until", day=day_long(view.governing_until, lang))
        tile(title, distance(view.governing_until, page.on, lang), note=note, help_text=review)
    else:
        tile(title, no_date(lang), note=t("party.tile_no_score"), help_text=review)


def _next_review(page: Page, view: DossierView) -> str:
    lang = language()
    if view.next_review is not None:
        left = distance(view.next_review, page.on, lang)
        return t("party.tile_review", when=aside(day(view.next_review, lang), left, lang))
    return t("party.tile_review_none" if view.tier is None else "party.tile_review_first")


def stop_sentences(blocks: Blocks, escape: Callable[[str], str] = plain) -> Iterator[str]:
    """That everything is stopped, or some flows, with the gravest reason; or what a waiver carries."""
    lang, gravest = language(), blocks.gravest
    if blocks.is_stopped and gravest is not None:
        key = "party.stopped_unknown" if gravest.is_unknown else "party.stopped"
        yield t(key, what=escape(gravest.title.get(lang)), cites=escape(gravest.cites.get(lang)))
        if blocks.count > 1:
            yield t_count("party.stopped_more", blocks.count - 1)
    elif blocks.stopped:
        names = listed((escape(flow.name) for flow in blocks.stopped), most=_NAMED)
        yield t("party.stopped_some", flows=blocks.flows, count=len(blocks.stopped), names=names)
    for waived in blocks.waived[:1]:
        yield t("party.stopped_waived", what=escape(waived.title.get(lang)), day=day(waived.last_day, lang))


def show_stop_step(page: Page, view: DossierView) -> bool:
    """The button that leads to what closes the gravest reason, or to the flows that must stop."""
    blocks, gravest = view.blocks, view.blocks.gravest
    if gravest is None:
        return False
    if not blocks.is_stopped:
        if st.button(t("party.stopped_flows"), icon=":material/account_tree:", key="party_stopped", type="primary"):
            first = blocks.stopped[0].id
            if len(blocks.stopped) == 1:
                go_to("flow", flow=first)
            go_to("party", party=view.party.id, tab="flows")
        return True
    line = next((line for line in view.gaps if line.span.gap_id == gravest.gap_id), None)
    if line is None or not page.is_editable:
        return False
    if st.button(fix_words(line), icon=":material/build:", key="party_stopped", type="primary"):
        open_dialog("fix", gap_id=gravest.gap_id)
    return True
