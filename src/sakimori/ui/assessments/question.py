"""One question on the screen: what is asked, the answer, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.questions.assessment import AnswerMethod, CommentKind
from sakimori.domain.questions.evaluation import Visibility
from sakimori.domain.questions.pack import AnswerState
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion, ProvisionalGap
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.evidence_and_remarks import show_evidence, show_remark_form, show_remarks
from sakimori.ui.assessments.inputs import show_input
from sakimori.ui.assessments.saving import fragment_of, give, refusal_of, waiting_answer
from sakimori.ui.assessments.state import part, place_in, view_of
from sakimori.ui.assessments.suggestions import show_certificate_source, show_proposal, show_suggestions
from sakimori.ui.assessments.wanted import show_wanted
from sakimori.ui.assessments.words import short, words_of
from sakimori.ui.frame.components import tag
from sakimori.ui.frame.formats import day, distance, linked, moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, badge, mark
from sakimori.ui.frame.text import language, listed, t


def show_question(page: Page, assessment_id: str, question_id: str) -> None:
    """A question as a part of the page that is drawn again by itself."""

    def drawn(now: Page) -> None:
        work = view_of(now, assessment_id)
        asked = work.question(question_id)
        if asked is not None:
            with st.container(border=True, gap="xsmall", key=f"box_{question_id}"):
                _body(now, work, asked)

    part(page, drawn, key=fragment_of(question_id))


def gap_mark(gap: ProvisionalGap) -> Mark:
    """The look of a gap: what is only unknown is 未確認, whatever it would weigh."""
    return Mark.UNKNOWN if gap.kind is GapKind.UNKNOWN else mark(gap.severity)


def _body(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    is_current = place_in(work).current == asked.question.id
    _head(asked, is_current=is_current)
    if asked.visibility is Visibility.PENDING:
        _waits(asked)
        return
    may_fill = work.is_fillable and page.may(Permission.FILL_ASSESSMENT)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if may_fill:
            show_input(page, work.assessment.id, asked, is_current=is_current)
            _earlier(page, work, asked)
            show_proposal(page, work, asked)
        else:
            _as_text(asked)
        show_evidence(page, work, asked)
        if may_fill:
            _note(page, work.assessment.id, asked)
        show_remark_form(page, work, asked)
    if may_fill:
        _reason(page, work.assessment.id, asked)
        _not_saved(work.assessment.id, asked)
        show_suggestions(page, work, asked)
    show_wanted(page, work, asked)
    _said(asked, with_reason=not may_fill)
    show_certificate_source(page, work, asked)
    _gap(page, asked)
    show_remarks(page, work, asked)


def _head(asked: FilledQuestion, *, is_current: bool) -> None:
    question = asked.question
    # By this key the script of the screens finds the current question, and keeps it in sight.
    key = f"assess_current_{question.id}" if is_current else None
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key=key):
        text = f"{plain(question.id)}　{plain(question.text.get(language()))}"
        cites = f"　:gray[:small[{_unbroken(question.cites.get(language()))}]]" if question.cites else ""
        if asked.visibility is Visibility.PENDING:
            st.markdown(f":gray[{text}]{cites}", width="stretch")
        else:
            st.markdown(f"**{':primary[▶]　' if is_current else ''}{text}**{cites}", width="stretch")
        if question.critical:
            tag(t("assess.critical"), colour="orange", icon="priority_high")
    if question.help is not None and asked.visibility is Visibility.VISIBLE:
        st.caption(plain(question.help.get(language())))


def _unbroken(citation: str) -> str:
    """A citation that stays on one line."""
    return linked(citation, written=lambda words: words.replace(" ", "\u00a0").replace("-", "\u2011"))


def _waits(asked: FilledQuestion) -> None:
    if asked.waits_for_questions:
        st.caption(t("assess.waits_question", questions=listed(plain(q) for q in asked.waits_for_questions)))
    if asked.waits_for_facts:
        facts = listed(plain(fact.get(language())) for fact in asked.waits_for_facts)
        st.caption(t("assess.waits_fact", facts=facts))


def _as_text(asked: FilledQuestion) -> None:
    """The answer where nothing can be changed."""
    if asked.answer is None:
        st.markdown(badge(Mark.UNKNOWN, language()), width="content")
        st.caption(t("assess.blank"), width="content")
        return
    st.markdown(f"**{plain(words_of(asked.question, asked.answer))}**", width="content")
    who = t("assess.answered_by", who=plain(asked.answered_by), moment=moment(asked.answer.at, language()))
    st.caption(who, width="content")


def _earlier(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    earlier = asked.earlier
    if earlier is None or not earlier.can_be_used or asked.answer is not None or work.last is None:
        return
    given = work.last.input(earlier, asked.answer)
    st.button(
        t("assess.earlier", answer=plain(short(words_of(asked.question, earlier)))),
        key=f"earlier_{asked.question.id}",
        type="tertiary",
        icon=":material/redo:",
        help=t("assess.earlier_help", day=day(earlier.answered_on, language())),
        on_click=give,
        args=(page, work.assessment.id, given),
        kwargs={"method": AnswerMethod.REUSE},
    )


def _note(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    key = f"note_{asked.question.id}"
    answer = asked.answer
    with st.popover(t("assess.note"), icon=":material/edit_note:", type="tertiary"):
        if answer is None:
            st.caption(t("assess.first_answer"))
            return
        st.session_state[key] = answer.note or ""
        again = AnswerInput.again(answer, seen_seq=asked.seq)

        def changed() -> None:
            give(page, assessment_id, replace(again, note=st.session_state[key]))

        st.text_area(t("assess.note_label"), key=key, on_change=changed, max_chars=2_000)


def _reason(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    """The line for the reason, where the answer needs one."""
    held = waiting_answer(assessment_id, asked.question.id)
    answer = asked.answer
    needed = held is not None or (answer is not None and answer.reason is not None)
    if not needed:
        return
    key = f"reason_{asked.question.id}"
    state = held.state if held else answer.state if answer else AnswerState.ANSWERED
    value = held.value if held else answer.value if answer else ()
    st.session_state[key] = "" if held else (answer.reason or "" if answer else "")
    note = held.note if held else (answer.note or "" if answer else "")
    without = AnswerInput(asked.question.id, state, value, note=note, seen_seq=asked.seq)

    def changed() -> None:
        reason = st.session_state[key].strip()
        if reason:
            give(page, assessment_id, replace(without, reason=reason))

    with st.container(key=f"assess_{key}"):
        st.text_input(_reason_label(state, value), key=key, on_change=changed, max_chars=2_000)


def _reason_label(state: AnswerState, value: tuple[str, ...]) -> str:
    if state is AnswerState.NA:
        return t("assess.reason_na")
    return t("assess.reason_partly" if value == ("partly",) else "assess.reason")


def _not_saved(assessment_id: str, asked: FilledQuestion) -> None:
    why = refusal_of(assessment_id, asked.question.id)
    if why:
        st.warning(t("assess.not_saved", why=plain(why)), icon=":material/cloud_off:")
    elif waiting_answer(assessment_id, asked.question.id) is not None:
        st.caption(f":material/cloud_off: {t('assess.reason_waits')}")


def _said(asked: FilledQuestion, *, with_reason: bool) -> None:
    """What stands beside the answer: reason, note, the ruling on 該当なし, and a different answer of the last time."""
    answer = asked.answer
    if answer is None:
        return
    if answer.method is AnswerMethod.VENDOR and not with_reason:  # elsewhere it stands beside the answer
        when = moment(answer.at, language())
        st.caption(f":material/domain: {t('assess.answered_by', who=plain(asked.answered_by), moment=when)}")
    if with_reason and answer.reason:
        st.markdown(t("assess.reason_said", text=plain(answer.reason)))
    if answer.note:
        st.markdown(f":gray[{t('assess.note_said', text=plain(answer.note))}]")
    if answer.state is AnswerState.NA:
        ruled = {None: "assess.na_waits", True: "assess.na_accepted", False: "assess.na_refused"}
        st.caption(t(ruled[asked.is_na_accepted]))
    earlier = asked.earlier
    if earlier is not None and earlier.differs:
        then = plain(short(words_of(asked.question, earlier)))
        st.caption(t("assess.earlier_differs", day=day(earlier.answered_on, language()), answer=then))


def _gap(page: Page, asked: FilledQuestion) -> None:
    gap = asked.gap
    if gap is None:
        return
    due = t("assess.gap_due", day=day(gap.due_on, language()))
    if gap.due_on < page.on:  # the gap of an earlier cycle goes on, with its own due day
        due = f"{due}　{distance(gap.due_on, page.on, language())}"
    st.markdown(f"{badge(gap_mark(gap), language())} **{plain(gap.title.get(language()))}**　:gray[{due}]")
    is_described = any(remark.comment.kind is CommentKind.MEASURE for remark in asked.remarks)
    measure = t("assess.gap_measure") if gap.takes_measure and not is_described else ""
    st.caption(f"{plain(gap.action.get(language()))} {measure}".strip())
