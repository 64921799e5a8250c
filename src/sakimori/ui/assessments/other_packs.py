"""Other packs of an assessment under way: a short one that asks what is left open, and the newer version of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.pack import Pack, Question, TextRights
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.assessments.files import Outgoing, outgoing
from sakimori.services.assessments.gap_pack import CHOSEN, AskReason, Gaps, gaps_of, make_gap_pack, short_pack
from sakimori.services.assessments.pack_upgrade import TakeOver, offered_take_over, take_over
from sakimori.services.assessments.packs.shelf import skipped_files
from sakimori.services.assessments.short_answers import answered_again
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.assessments.write import ReturnedAnswers, bring_back, returned_answers
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.packs.detail import form_button
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import go_to, link_to, refusal
from sakimori.ui.frame.dialogs import close_dialog, open_dialog, show_dialog
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count

_OPEN, _MADE, _BROUGHT = "gaps_pack_is_open", "gaps_pack_made", "gaps_pack_brought"
_REASONS = (AskReason.OPEN, AskReason.STALE, AskReason.NEW, AskReason.FAILED)


@dataclass(frozen=True, slots=True)
class _Made:
    """The short pack that somebody just made, and what it was made for."""

    assessment_id: str
    reasons: frozenset[AskReason]
    pack: Pack
    at: datetime


def gaps_pack_button(page: Page, work: AssessmentView) -> None:
    """Opens the short pack, where there is somebody else to ask."""
    assessment_id = work.assessment.id

    def opened() -> None:
        st.session_state[_OPEN] = assessment_id
        st.session_state.pop(_MADE, None)

    is_theirs = work.assessment.third_party_id != SELF_ID and work.assessment.state is not AssessmentState.CANCELLED
    if is_theirs and page.may(Permission.FILL_ASSESSMENT):
        st.button(
            t("gaps_pack.title"), key="gaps_pack_open", icon=":material/playlist_add_check:", type="tertiary",
            on_click=opened,
        )  # fmt: skip


def show_gaps_pack(page: Page, assessment_id: str) -> None:
    """The dialog in which the short pack is made, while it is open."""
    if st.session_state.get(_OPEN) == assessment_id:
        st.dialog(t("gaps_pack.title"), width="large", on_dismiss=_close)(_body)(page, assessment_id)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def show_came_back(page: Page, work: AssessmentView) -> None:
    """What answers to a short pack would do here, and the button that brings them in."""
    if not page.may(Permission.FILL_ASSESSMENT):
        return
    brought = st.session_state.pop(_BROUGHT, None)
    if brought is not None:
        st.info(t_count("gaps_pack.brought", brought), icon=":material/task_alt:")
    found = returned_answers(page.workspace, work.assessment.id)
    if not found:
        return
    fills = sum(len(one.fills) for one in found)
    with st.container(border=True, gap="small"):
        st.markdown(f":material/mark_email_read: {t('gaps_pack.came_back')}　{_sums(found)}")
        for one in found:
            _stays(one)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(
                t("gaps_pack.bring_back"), key="gaps_pack_bring_back", type="primary",
                icon=":material/download_done:", disabled=not fills,
                help=None if fills else t("gaps_pack.nothing_fills"),
            ):  # fmt: skip
                _bring(fresh(page), work.assessment.id)
            for one in found:
                _way_to_short(one.short_id)


def show_answered_again(page: Page, work: AssessmentView) -> None:
    """Which questions of a decided assessment were answered again since, and where."""
    for one in answered_again(page.workspace, work.assessment.id, number=page.known):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            said = t_count("gaps_pack.again", len(one.question_ids), ids=plain(", ".join(one.question_ids)))
            st.caption(f":material/update: {said}", width="stretch")
            _way_to_short(one.short_id)


def _sums(found: tuple[ReturnedAnswers, ...]) -> str:
    return t(
        "gaps_pack.sums",
        fills=sum(len(one.fills) for one in found),
        contested=sum(len(one.contested) for one in found),
        elsewhere=sum(len(one.elsewhere) for one in found),
    )


def _stays(one: ReturnedAnswers) -> None:
    """Which answers of a short assessment stay behind, and why."""
    if one.contested:
        st.caption(t("gaps_pack.contested", ids=plain(", ".join(one.contested))))
    if one.elsewhere:
        st.caption(t("gaps_pack.elsewhere", ids=plain(", ".join(one.elsewhere))))


def _way_to_short(short_id: str) -> None:
    if st.button(
        t("gaps_pack.short"), key=f"gaps_pack_short_{short_id}", icon=":material/checklist:", type="tertiary"
    ):  # fmt: skip
        go_to("assess", id=short_id)


def _bring(page: Page, assessment_id: str) -> None:
    try:
        st.session_state[_BROUGHT] = bring_back(page.workspace, assessment_id, actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
        return
    st.rerun()


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    gaps = gaps_of(page.workspace, assessment_id, on=page.on)
    st.caption(t("gaps_pack.what"), width="stretch")
    counts = {reason: gaps.count(reason) for reason in _REASONS if gaps.count(reason)}
    if not counts:
        st.markdown(t("gaps_pack.none"))
        return
    ticked = [reason for reason, number in counts.items() if _tick(reason, number)]
    asked = _asked(gaps, ticked)
    st.markdown(t_count("gaps_pack.asked", asked) if asked else t("gaps_pack.tick"))
    letter, tongue = _letter(page, outgoing(page.workspace, assessment_id))
    if st.button(t("gaps_pack.make"), key="gaps_pack_make", icon=":material/table_view:", disabled=not asked):
        _make(page, assessment_id, frozenset(ticked))
    made: _Made | None = st.session_state.get(_MADE)
    if made is not None and (made.assessment_id, made.reasons) == (assessment_id, frozenset(ticked)):
        _files(made, Order(gaps.sheet.assessment.group, tongue, made.at, letter, gaps.sheet.facts))
        _what_next(gaps)


def _tick(reason: AskReason, number: int) -> bool:
    return st.checkbox(
        t_count(f"gaps_pack.reason.{reason.value}", number), value=reason in CHOSEN, key=f"gaps_pack_ask_{reason.value}"
    )


def _asked(gaps: Gaps, ticked: list[AskReason]) -> int:
    """How many questions the short pack would have; those that hang on another one come with it."""
    try:
        return len(short_pack(gaps, "preview", ticked).questions)
    except RefusedError:
        return 0


def _letter(page: Page, known: Outgoing) -> tuple[Letter, str]:
    """What the cover says, filled from the assessment where that knows, and in which language the questions go out."""
    left, middle, right = st.columns(3)
    asker = left.text_input(t("packs.asker"), value=known.company, key="gaps_pack_asker", max_chars=120)
    send_to = middle.text_input(t("packs.send_to"), value=known.send_to, key="gaps_pack_send_to", max_chars=200)
    due: date | None = right.date_input(
        t("packs.due_by"), value=known.due_from(page.today), min_value=page.today, key="gaps_pack_due"
    )
    tongues = {one: t(f"packs.language.{one}") for one in LANGUAGES}
    tongue = st.segmented_control(
        t("packs.language"), list(tongues), default=language(), format_func=tongues.__getitem__, required=True,
        key="gaps_pack_language",
    )  # fmt: skip
    return Letter(asker.strip(), known.service, due, send_to.strip()), tongue


def _make(page: Page, assessment_id: str, reasons: frozenset[AskReason]) -> None:
    try:
        pack = make_gap_pack(page.workspace, assessment_id, reasons=reasons, actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
        return
    st.session_state[_MADE] = _Made(assessment_id, reasons, pack, page.at)


def _files(made: _Made, order: Order) -> None:
    """The short pack in every form in which a pack goes out, made when somebody takes it."""
    st.markdown(t_count("gaps_pack.made", len(made.pack.questions), title=plain(made.pack.title.get(language()))))
    if made.pack.source.text_rights is not TextRights.FULL:
        st.warning(t("gaps_pack.only_ids"), icon=":material/copyright:")
    with st.container(horizontal=True):
        for form in Form:
            form_button(made.pack, form, order, key="gaps_pack_get", name=made.pack.id)


def _what_next(gaps: Gaps) -> None:
    """Where the answers go once they come: back in here while this one is open, else they stand by themselves."""
    is_open = gaps.sheet.assessment.state in {AssessmentState.DRAFT, AssessmentState.SENT_BACK}
    st.caption(t("gaps_pack.next_open" if is_open else "gaps_pack.next_closed"))
    if st.button(t("gaps_pack.import"), key="gaps_pack_import", icon=":material/upload_file:", type="tertiary"):
        _close()
        go_to("imports", kind="questionnaire", party=gaps.sheet.party.id)


_DIALOG, _OPENED = "take_over", "take_over_of"


def show_take_over(page: Page, work: AssessmentView) -> None:
    """What a newer version of the pack would do to the answers, for whoever may take the assessment there."""
    if not work.is_fillable or not page.may(Permission.FILL_ASSESSMENT):
        return
    if st.session_state.get(_OPENED, work.assessment.id) != work.assessment.id:  # the dialog of another assessment
        close_dialog()
    st.session_state[_OPENED] = work.assessment.id
    if skipped_files(pack_id=work.assessment.pack_id, folder=page.workspace.pack_folder):
        # Answers can still be given on the frozen pack; nobody can tell whether there is a newer one.
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.warning(t("take_over.cannot_tell"), icon=":material/rule:", width="stretch")
            link_to("packs", t("take_over.to_packs"), icon="quiz")
        return
    offer = offered_take_over(page.workspace, work.assessment.id)
    if offer is not None:
        _banner(work, offer)
        show_dialog({_DIALOG: ("take_over.title", lambda **facts: _dialog(page, work, **facts))})


def _banner(work: AssessmentView, offer: TakeOver) -> None:
    with st.container(border=True, gap="xsmall", key="take_over_banner"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            said = t("take_over.there_is", version=offer.version, now=work.assessment.pack_version)
            st.markdown(f":blue[:material/update:] **{said}**", width="stretch")
            st.button(
                t("take_over.open"),
                key="take_over_open",
                icon=":material/move_up:",
                on_click=open_dialog,
                args=(_DIALOG,),
                kwargs={"version": offer.version},
            )
        st.markdown(_figures(offer))
        with st.expander(t("take_over.details"), icon=":material/list:"):
            _details(work, offer)


def _figures(offer: TakeOver) -> str:
    """How many answers stay, are asked again, are new, are dropped."""
    parts = {
        "take_over.kept": (offer.kept, "green", "check_circle"),
        "take_over.again": (offer.again, "orange", "sync_problem"),
        "take_over.added": (offer.added, "blue", "add_circle"),
        "take_over.dropped": (offer.dropped, "gray", "remove_circle"),
    }
    return "　".join(
        f":{colour}[:material/{icon}:] {t(key, count=count(len(found), Unit.QUESTIONS, language()))}"
        for key, (found, colour, icon) in parts.items()
    )


def _details(work: AssessmentView, offer: TakeOver) -> None:
    was = {question.id: question for question in offer.changes.old.questions}
    becomes = {question.id: question for question in offer.changes.new.questions}
    _questions("take_over.again_head", [becomes[one] for one in offer.again])
    _questions("take_over.added_head", [becomes[one] for one in offer.added])
    _questions("take_over.dropped_head", [was[one] for one in offer.dropped])
    if not (offer.again or offer.added or offer.dropped):
        st.caption(t("take_over.all_stay"))
    named = f"{work.assessment.pack_id}@{offer.version}"
    link_to("packs", t("take_over.to_changes"), icon="difference", pack=named, tab="changes")


def _questions(head: str, questions: Sequence[Question]) -> None:
    if questions:
        lines = [f"{plain(one.id)}　{plain(one.text.get(language()))}" for one in questions]
        st.markdown("  \n".join([f"**{t(head)}**", *lines]))


def _dialog(page: Page, work: AssessmentView, *, version: str) -> None:
    try:  # the dialog is drawn again by itself, long after the page
        offer = offered_take_over(page.workspace, work.assessment.id)
    except RefusedError as error:
        refusal(error)
        return
    if offer is None or offer.version != version:
        st.info(t("take_over.gone"), icon=":material/info:")
        return
    st.markdown(t("take_over.lead", version=version))
    st.markdown(_figures(offer))
    st.caption(t("take_over.what_stays"))
    is_sure = st.checkbox(t("take_over.confirm"), key="take_over_confirm")
    if st.button(t("take_over.do"), key="take_over_do", type="primary", disabled=not is_sure):
        now = fresh(page)
        try:
            begun = take_over(now.workspace, work.assessment.id, seen=version, actor=now.actor, at=now.at)
        except RefusedError as error:
            refusal(error)
            return
        close_dialog()
        go_to("assess", id=begun.id)
