"""The page of one assessment: progress above, sections and gaps to the left, up to four questions to the right."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.days import legal_day
from sakimori.services.assessments.comparisons.pairs import pair_for
from sakimori.services.assessments.gap_pack import original_of
from sakimori.services.assessments.view import party_of_assessment
from sakimori.services.assessments.view_parts import AssessmentView, FilledSection
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.document_answers import documents_button
from sakimori.ui.assessments.ending import show_band, show_finish
from sakimori.ui.assessments.files import send_button, show_reply, show_send
from sakimori.ui.assessments.invitations import invite_button, show_invitations
from sakimori.ui.assessments.other_packs import (
    gaps_pack_button,
    show_answered_again,
    show_came_back,
    show_gaps_pack,
    show_take_over,
)
from sakimori.ui.assessments.question import gap_mark, show_question
from sakimori.ui.assessments.saving import has_unsaved, show_conflict
from sakimori.ui.assessments.state import (
    FOOT,
    HEAD,
    PANE,
    SAVED,
    SCORE,
    SIDE,
    Focus,
    at_question,
    batches,
    draw_again,
    fresh,
    in_section,
    keep,
    next_open,
    part,
    place_in,
    previous_section,
    section_of,
    view_of,
    with_focus,
)
from sakimori.ui.assessments.suggestions import batch_button, proposals_button, suggestions_button
from sakimori.ui.assessments.words import show_score
from sakimori.ui.frame.components import go_to, link_to
from sakimori.ui.frame.dialogs import show_done
from sakimori.ui.frame.formats import Unit, clock_seconds, count, day_long, distance, moment, plain
from sakimori.ui.frame.session import Page, memo, workspace
from sakimori.ui.frame.states import badge
from sakimori.ui.frame.text import label, language, t, t_count

_GAPS_SHOWN = 5
_SECTION, _FOCUS = "assess_section", "assess_focus"


def assessment_title(assessment_id: str) -> str:
    """The heading of the page: whose assessment it is, or that we are the ones who are asked."""
    found = party_of_assessment(workspace(), assessment_id)
    if found is None:
        return t("page.assess")
    third_party_id, name = found
    return t("assess.ours") if third_party_id == SELF_ID else t("assess.title_of", name=name)


def show_assessment(page: Page, assessment_id: str) -> None:
    """Everything about one assessment; each part is drawn again by itself."""
    work = view_of(page, assessment_id)  # an unknown one is refused here: inside a fragment nobody would hear it
    show_done()
    _what(page, work)
    part(page, lambda now: _head(now, assessment_id), key=HEAD)
    show_band(page, work)
    show_take_over(page, work)
    show_reply(page, work)
    show_ways(page, work)
    show_conflict(page)
    left, right = st.columns([29, 71], gap="small")
    with left:
        part(page, lambda now: _side(now, assessment_id), key=SIDE)
    with right:
        part(page, lambda now: _pane(now, assessment_id), key=PANE)
        part(page, lambda now: _foot(now, assessment_id), key=FOOT)
    part(page, lambda now: _score(view_of(now, assessment_id)), key=SCORE)


def _score(work: AssessmentView) -> None:
    """What makes up the risk value; our own answers are judged by whoever asked."""
    if not work.is_asked_of_us:
        show_score(work)


def _what(page: Page, work: AssessmentView) -> None:
    """Which pack, why, by when; whether everything is saved; the way to the dossier."""
    assessment, assessment_id = work.assessment, work.assessment.id
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        what = t(
            "assess.what",
            pack=plain(work.pack.get(language())),
            version=assessment.pack_version,
            group=plain(work.group.get(language())),
            kind=label(assessment.kind),
        )
        parts = [what]
        if work.service:
            parts.append(t("assess.of_service", service=plain(work.service)))
        if assessment.due_on is not None and work.is_fillable:
            left = distance(assessment.due_on, page.on, language())
            parts.append(t("assess.due_line", day=day_long(assessment.due_on, language()), distance=left))
        st.caption("　".join(parts), width="stretch")
        part(page, lambda now: _saved(now, assessment_id), key=SAVED)
        # Not in a fragment: a link to another page wants the navigation of a whole run.
        if assessment.third_party_id == SELF_ID:
            _link_to_own(work)
        else:
            link_to("party", t("assess.dossier"), icon="folder_shared", party=assessment.third_party_id)


def _link_to_own(work: AssessmentView) -> None:
    """To where our company is asked by others, or checks itself."""
    if work.is_asked_of_us:
        link_to("own", t("page.own"), icon="apartment", tab="asked")
    else:
        link_to("governance", t("page.governance"), icon="account_balance", tab="measures")


def _saved(page: Page, assessment_id: str) -> None:
    work = view_of(page, assessment_id)
    saved_at = work.saved_at
    if not work.is_fillable:
        return
    if has_unsaved(assessment_id):
        st.caption(f":orange[:material/cloud_off: {t('assess.unsaved')}]", width="content")
    elif saved_at is not None:
        is_today = legal_day(saved_at) == page.today
        when = clock_seconds(saved_at, language()) if is_today else moment(saved_at, language())
        st.caption(f":green[:material/cloud_done:] {t('assess.saved', time=when)}", width="content")


def _head(page: Page, assessment_id: str) -> None:
    work = view_of(page, assessment_id)
    progress = work.progress
    share = progress.answered / progress.applicable if progress.applicable else 0.0
    st.progress(share, text=_progress_words(work))


def _progress_words(work: AssessmentView) -> str:
    progress = work.progress
    said = t("assess.progress", answered=progress.answered, applicable=progress.applicable)
    minutes = count(work.minutes, Unit.MINUTES, language())
    rest = t_count("assess.rest", work.blanks, minutes=minutes) if work.blanks else t("assess.no_rest")
    tally = Counter(gap_mark(gap) for gap in work.gaps)
    badges = " ".join(badge(mark, language()).removesuffix("]") + f" {number}]" for mark, number in tally.items())
    gaps = f"　　{t('assess.gaps')} {badges}" if badges else ""
    return f"{said}　:gray[{rest}]{gaps}"


def _side(page: Page, assessment_id: str) -> None:
    work = view_of(page, assessment_id)
    place = place_in(work)

    def focus_chosen() -> None:
        keep(with_focus(view_of(fresh(page), assessment_id), place_in(work), st.session_state[_FOCUS]))
        draw_again(SIDE, PANE, FOOT)

    def section_chosen() -> None:
        keep(in_section(view_of(fresh(page), assessment_id), st.session_state[_SECTION], place_in(work).focus))
        draw_again(SIDE, PANE, FOOT)

    focuses = {focus: t(f"assess.focus.{focus.value}") for focus in Focus}
    st.session_state[_FOCUS] = place.focus
    st.segmented_control(
        t("assess.focus"),
        list(focuses),
        format_func=focuses.__getitem__,
        key=_FOCUS,
        on_change=focus_chosen,
        label_visibility="collapsed",
        required=True,
        width="stretch",
        wrap=True,
    )
    sections = {section.id: _section_label(section) for section in work.sections}
    st.session_state[_SECTION] = place.section
    st.radio(
        t("assess.sections"),
        list(sections),
        format_func=sections.__getitem__,
        key=_SECTION,
        on_change=section_chosen,
        label_visibility="collapsed",
    )
    if not work.is_asked_of_us:
        _gaps_box(page, work)


def _section_label(section: FilledSection) -> str:
    asked, answered = len(section.asked), section.answered
    if answered == asked and asked:
        icon = ":green[:material/check_circle:]"
    elif answered:
        icon = ":blue[:material/clock_loader_60:]"
    else:
        icon = ":gray[:material/circle:]"
    failed = f" :orange[:material/warning: {section.failed}]" if section.failed else ""
    return f"{plain(section.id)} {plain(section.title.get(language()))} {icon} {answered}/{asked}{failed}"


def _gaps_box(page: Page, work: AssessmentView) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{t('assess.gaps_title', count=len(work.gaps))}**")
        if not work.gaps:
            st.caption(t("assess.gaps_none"))
            return
        if work.is_fillable:
            st.caption(t("assess.gaps_draft"))
        for gap in work.gaps[:_GAPS_SHOWN]:
            st.button(
                f"{badge(gap_mark(gap), language())} {plain(gap.title.get(language()))}",
                key=f"gap_{gap.question_id}",
                type="tertiary",
                wrap=False,
                on_click=_go_to_question,
                args=(page, work.assessment.id, gap.question_id),
            )
        if len(work.gaps) > _GAPS_SHOWN:
            st.caption(t("assess.gaps_more", count=len(work.gaps) - _GAPS_SHOWN))


def _pane(page: Page, assessment_id: str) -> None:
    work = view_of(page, assessment_id)
    place = place_in(work)
    section = section_of(work, place.section)
    with st.container(horizontal=True, vertical_alignment="center"):
        heading = f"{plain(section.id)} {plain(section.title.get(language()))}"
        st.subheader(heading, anchor=False, width="stretch")
        batch_button(page, work)
        proposals_button(page, work)
        suggestions_button(page, work)
        documents_button(page, work)
        _pager(page, work)
    if not place.shown:
        word = "assess.nothing_here" if with_focus(work, place, place.focus).shown else "assess.nothing_anywhere"
        st.info(t(word, focus=t(f"assess.focus.{place.focus.value}")), icon=":material/filter_alt:")
    for question_id in place.shown:
        show_question(page, assessment_id, question_id)


def _pager(page: Page, work: AssessmentView) -> None:
    """Through a section of more than four questions."""
    place, assessment_id = place_in(work), work.assessment.id
    batch, total = batches(work, place)
    if total == 1:
        return
    key = f"assess_batch_{place.section}_{place.focus}_{batch}"

    def chosen() -> None:
        newest = view_of(fresh(page), assessment_id)
        keep(in_section(newest, place.section, place.focus, batch=st.session_state[key] - 1))
        draw_again(PANE, FOOT)

    st.pagination(total, default=batch + 1, key=key, on_change=chosen)


def _foot(page: Page, assessment_id: str) -> None:
    work = view_of(page, assessment_id)
    place = place_in(work)
    is_first = place.section == work.sections[0].id
    is_done = not any(question.is_open for question in work.questions)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("assess.previous_section"),
            key="assess_previous",
            icon=":material/arrow_back:",
            shortcut="Alt+Left",
            disabled=is_first,
            on_click=_move,
            args=(page, assessment_id, "previous"),
        )
        st.button(
            t("assess.next_open"),
            key="assess_next",
            type="primary" if work.is_fillable and not is_done else "secondary",
            icon=":material/arrow_forward:",
            icon_position="right",
            shortcut="Alt+Right",
            disabled=is_done,
            help=t("assess.all_answered") if is_done else None,
            on_click=_move,
            args=(page, assessment_id, "next"),
        )
        st.space("stretch")
        if work.is_fillable and page.may(Permission.FILL_ASSESSMENT):
            show_finish(page, work)


def _move(page: Page, assessment_id: str, way: str) -> None:
    work = view_of(fresh(page), assessment_id)
    place = place_in(work)
    keep(previous_section(work, place) if way == "previous" else next_open(work, place))
    draw_again(SIDE, PANE, FOOT)


def _go_to_question(page: Page, assessment_id: str, question_id: str) -> None:
    keep(at_question(view_of(fresh(page), assessment_id), question_id))
    draw_again(SIDE, PANE, FOOT)


def show_ways(page: Page, work: AssessmentView) -> None:
    """What came back, the row, and the dialog of files that go out while one is open."""
    show_came_back(page, work)
    show_answered_again(page, work)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        invite_button(page, work)
        send_button(page, work)
        gaps_pack_button(page, work)
        _way_to_compare(page, work)
        _way_to_original(page, work)
    show_invitations(page, work)
    show_send(page, work.assessment.id)
    show_gaps_pack(page, work.assessment.id)


def _way_to_compare(page: Page, work: AssessmentView) -> None:
    make = lambda: pair_for(page.workspace, work.assessment, number=page.known)  # noqa: E731
    pair = memo(page, "pair", make, work.assessment.id, of=work)
    if pair is not None:
        words = t("compare.with_last" if pair.is_cycle else "compare.with_other")
        link_to("compare", words, icon="compare_arrows", left=pair.left_id, right=pair.right_id)


def _way_to_original(page: Page, work: AssessmentView) -> None:
    """Where an assessment asks the gaps of another one."""
    with page.workspace.unit() as unit:
        original_id = original_of(unit, work.assessment)
    if original_id is not None:
        # A button: a link to the page on which one is looks like the page itself.
        if st.button(t("gaps_pack.original"), key="gaps_pack_original", icon=":material/checklist:", type="tertiary"):
            go_to("assess", id=original_id)
        st.caption(t("gaps_pack.is_short"), width="stretch")
