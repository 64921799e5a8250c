"""What stands at a question beside its answer: the documents, a reviewer's remarks, and the ruling on 該当なし."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import streamlit as st

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Comment, CommentKind, Evidence
from sakimori.domain.questions.pack import AnswerState, QuestionType
from sakimori.errors import RefusedError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import AssessmentView, FilledDocument, FilledQuestion, Remark
from sakimori.services.assessments.write import answer, comment, resolve_comment, rule_on_na
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import LARGEST, file_evidence, reuse_evidence, withdraw_evidence
from sakimori.ui.assessments.saving import fragment_of
from sakimori.ui.assessments.state import FIGURES, draw_again, fresh
from sakimori.ui.assessments.wanted import ask_button, show_ask_dialog
from sakimori.ui.evidence.document import button_in_popover, show_opened
from sakimori.ui.frame.formats import day, moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.frame.trail_words import in_words

_TROUBLE = "assess_evidence_trouble"
_MEGABYTE = 1024 * 1024


def show_evidence(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """The popover of a question; what it holds is drawn only when it is open."""
    if not work.is_running and not asked.question.evidence and not asked.documents:
        return
    key = f"evidence_{asked.question.id}"
    popover = st.popover(_label(asked), icon=":material/attach_file:", type="tertiary", key=key, on_change="rerun")
    if popover.open:
        with popover:
            _body(page, work, asked)
    for filed in (document.evidence for document in asked.documents):
        show_opened(page, filed.id, filed.filename, key=f"get_{filed.id}")
    show_ask_dialog(page, work, asked)


def _label(asked: FilledQuestion) -> str:
    if asked.missing:
        return f":orange[{t('assess.evidence_missing')}]"
    return t("assess.evidence_count", count=len(asked.documents)) if asked.documents else t("assess.evidence")


def _body(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    if asked.question.evidence:
        what = listed(plain(request.text.get(language())) for request in asked.question.evidence)
        st.caption(t("assess.evidence_asked", what=what))
    trouble = st.session_state.pop(_TROUBLE, "")
    if trouble:
        st.warning(plain(trouble), icon=":material/block:")
    may_file = page.may(Permission.FILL_ASSESSMENT) and work.assessment.state is not AssessmentState.CANCELLED
    for document in asked.documents:
        _document(page, asked, document, may_withdraw=may_file)
    if not asked.documents:
        st.caption(t("assess.evidence_none"))
    if may_file:
        _file(page, work, asked)
        _reuse(page, work, asked)
    ask_button(page, work, asked, popover=f"evidence_{asked.question.id}")


def _document(page: Page, asked: FilledQuestion, document: FilledDocument, *, may_withdraw: bool) -> None:
    filed = document.evidence
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":material/description: {plain(filed.filename)}", width="stretch")
        if document.last_day is None:
            st.caption(t("assess.evidence_no_end"), width="content")
        else:
            word = "assess.evidence_until" if document.is_valid else "assess.evidence_expired"
            line = t(word, day=day(document.last_day, language()))
            st.caption(line if document.is_valid else f":orange[:material/warning: {line}]", width="content")
        st.caption(t(f"assess.evidence_{filed.review.value}"), width="content")
        button_in_popover(key=f"get_{filed.id}", popover=f"evidence_{asked.question.id}")
    if may_withdraw:
        why = st.text_input(t("assess.evidence_why"), key=f"why_{filed.id}", label_visibility="collapsed",
                            placeholder=t("assess.evidence_why"))  # fmt: skip
        st.button(
            t("assess.evidence_withdraw"),
            key=f"withdraw_{filed.id}",
            disabled=not why.strip(),
            on_click=_withdraw,
            args=(page, asked.question.id, filed, why),
        )


def _file(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    question = asked.question
    turn = st.session_state.get(f"filed_{question.id}", 0)
    key = f"file_{question.id}_{turn}"
    is_there = st.file_uploader(t("assess.evidence_file"), key=key, max_upload_size=LARGEST // _MEGABYTE) is not None
    requests = {request.id: plain(request.text.get(language())) for request in question.evidence}
    chosen = next(iter(requests), None)
    if len(requests) > 1:
        chosen = st.selectbox(
            t("assess.evidence_request"),
            list(requests),
            format_func=lambda r: requests[r],
            key=f"request_{question.id}",
        )
    left, right = st.columns(2)
    effective = left.date_input(t("assess.evidence_effective"), value=None, key=f"effective_{question.id}")
    valid = right.date_input(t("assess.evidence_valid"), value=None, key=f"valid_{question.id}")
    question_id, assessment_id, third_party_id = question.id, work.assessment.id, work.assessment.third_party_id
    is_answer, seq = question.type is QuestionType.FILE, asked.seq

    def file() -> None:
        upload = st.session_state[key]
        if upload is None:
            return
        now = fresh(page)
        try:
            saved = file_evidence(
                now.workspace,
                third_party_id=third_party_id,
                assessment_id=assessment_id,
                question_id=question_id,
                request_id=chosen,
                filename=upload.name,
                body=upload.getvalue(),
                effective_on=effective,
                valid_until=valid,
                actor=now.actor,
                at=now.at,
            )
            if is_answer:  # a question that asks for a document is answered by the document
                given = AnswerInput(question_id, value=(saved.record.id,), seen_seq=seq)
                now = fresh(page)
                answer(now.workspace, assessment_id, given, actor=now.actor, at=now.at)
        except RefusedError as error:
            st.session_state[_TROUBLE] = error.message(language())
        st.session_state[f"filed_{question_id}"] = turn + 1
        _draw(question_id)

    st.button(
        t("assess.evidence_save"), key=f"save_{question.id}", type="primary", disabled=not is_there, on_click=file
    )


def _reuse(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    here = {document.evidence.sha256 for document in asked.documents}
    others = {e.id: e.filename for e in {e.sha256: e for e in work.filed}.values() if e.sha256 not in here}
    if not others:
        return
    question = asked.question
    chosen = st.selectbox(
        t("assess.evidence_reuse"),
        list(others),
        index=None,
        format_func=lambda e: others[e],
        placeholder=t("assess.choose"),
        key=f"reuse_{question.id}",
    )
    question_id, assessment_id = question.id, work.assessment.id
    request_id = question.evidence[0].id if question.evidence else None

    def reuse() -> None:
        now = fresh(page)
        if chosen is None:
            return
        try:
            reuse_evidence(
                now.workspace,
                chosen,
                assessment_id=assessment_id,
                question_id=question_id,
                request_id=request_id,
                actor=now.actor,
                at=now.at,
            )
        except RefusedError as error:
            st.session_state[_TROUBLE] = error.message(language())
        _draw(question_id)

    st.button(t("assess.evidence_reuse_save"), key=f"take_{question.id}", disabled=chosen is None, on_click=reuse)


def _withdraw(page: Page, question_id: str, filed: Evidence, why: str) -> None:
    now = fresh(page)
    try:
        withdraw_evidence(now.workspace, filed.id, reason=why, actor=now.actor, at=now.at, seen=filed.version)
    except RefusedError as error:
        st.session_state[_TROUBLE] = in_words(error)
    _draw(question_id)


def _draw(question_id: str) -> None:
    draw_again(*FIGURES, fragment_of(question_id))


_REMARK_TROUBLE = "assess_remark_trouble"


def show_remark_form(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """For a reviewer: remark on the answer, accept or refuse 該当なし."""
    if not work.is_running or not page.may(Permission.REVIEW_ASSESSMENT) or asked.answer is None:
        return
    question_id = asked.question.id
    with st.popover(t("assess.remark"), icon=":material/add_comment:", type="tertiary"):
        trouble = st.session_state.pop(_REMARK_TROUBLE, "")
        if trouble:
            st.warning(plain(trouble), icon=":material/block:")
        text = st.text_area(t("assess.remark_text"), key=f"remark_{question_id}_{len(asked.remarks)}", max_chars=2_000)
        st.button(
            t("assess.remark_save"),
            key=f"remark_save_{question_id}",
            on_click=_remark,
            args=(page, work.assessment.id, question_id, text),
        )
        if asked.answer.state is AnswerState.NA:
            _na_form(page, work.assessment.id, asked)


def _na_form(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    question_id = asked.question.id
    st.divider()
    text = st.text_input(t("assess.na_text"), key=f"na_text_{question_id}_{len(asked.remarks)}")
    with st.container(horizontal=True):
        for accept, word in ((True, "assess.na_accept"), (False, "assess.na_refuse")):
            st.button(
                t(word),
                key=f"{word}_{question_id}",
                on_click=_rule,
                args=(page, assessment_id, question_id, text),
                kwargs={"accept": accept},
            )


_ICONS: Final = {CommentKind.REMARK: "comment", CommentKind.MEASURE: "health_and_safety", CommentKind.REPLY: "reply"}


def show_remarks(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """What reviewers and the vendor said, oldest first, replies below what they answer, and whether it was settled."""
    for remark in _in_order(asked.remarks):
        said = remark.comment
        if said.kind is not CommentKind.REMARK and not said.text:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            when = t("assess.answered_by", who=plain(remark.who), moment=moment(said.at, language()))
            icon, indent = _ICONS.get(said.kind, "rule"), "&emsp;&emsp;" if said.reply_to else ""
            what = f"**{t('assess.measure')}**　" if said.kind is CommentKind.MEASURE else ""
            words = f"{indent}:violet[:material/{icon}:] {what}{plain(said.text or '')}　:gray[:small[{when}]]"
            st.markdown(words, width="stretch")
            if said.kind is not CommentKind.REMARK:
                continue
            if said.resolved_on is not None:
                st.caption(t("assess.remark_resolved", day=day(said.resolved_on, language())), width="content")
            elif work.is_running and page.may(Permission.FILL_ASSESSMENT):
                st.button(
                    t("assess.remark_resolve"),
                    key=f"resolve_{said.id}",
                    type="tertiary",
                    on_click=_resolve,
                    args=(page, asked.question.id, said),
                )


def _in_order(remarks: Sequence[Remark]) -> Iterator[Remark]:
    for remark in remarks:
        if remark.comment.reply_to is None:
            yield remark
            yield from (one for one in remarks if one.comment.reply_to == remark.comment.id)


def _remark(page: Page, assessment_id: str, question_id: str, text: str) -> None:
    now = fresh(page)
    try:
        comment(now.workspace, assessment_id, question_id, text=text, actor=now.actor, at=now.at)
    except RefusedError as error:
        st.session_state[_REMARK_TROUBLE] = error.message(language())
    _draw(question_id)


def _rule(page: Page, assessment_id: str, question_id: str, text: str, *, accept: bool) -> None:
    now = fresh(page)
    try:
        rule_on_na(now.workspace, assessment_id, question_id, accept=accept, text=text, actor=now.actor, at=now.at)
    except RefusedError as error:
        st.session_state[_REMARK_TROUBLE] = error.message(language())
    _draw(question_id)


def _resolve(page: Page, question_id: str, said: Comment) -> None:
    now = fresh(page)
    try:
        resolve_comment(now.workspace, said.id, actor=now.actor, at=now.at, seen=said.version)
    except RefusedError as error:
        st.session_state[_REMARK_TROUBLE] = in_words(error)
    _draw(question_id)
