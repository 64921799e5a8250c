"""Reading one version of a pack: its questions by section, with all that follows from their answers."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from sakimori.domain.questions.headings import heading_words
from sakimori.domain.questions.pack import Pack, Question
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.exchange.packs.known_controls import in_words
from sakimori.exchange.questionnaires.ours.pack_columns import condition_words
from sakimori.services.packs.questions import ReadSection, read_sections
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.states import badge, mark
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.packs.words import (
    answers_words,
    due_words,
    evidence_words,
    group_words,
    is_asked,
    is_raised,
    section_words,
    trigger_words,
)

_A_PAGE = 10
_EVERY = ""


def show_questions(pack: Pack) -> None:
    """Search, depth, section; then the questions that these leave, some at a time."""
    st.fragment(lambda: _reading(pack), key="packs_reading")()


def _reading(pack: Pack) -> None:
    key = f"{pack.id}_{pack.version}"
    headings = {_EVERY: t("packs.every_section")} | {
        one.id: _heading(pack, one) for one in read_sections(pack)
    }  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input(
            t("packs.search"),
            type="search",
            live="250ms",
            placeholder=t("packs.search_hint"),
            key=f"packs_q_{key}",
            label_visibility="collapsed",
            width="stretch",
        )
        chosen = st.selectbox(
            t("packs.section"),
            list(headings),
            format_func=headings.__getitem__,
            key=f"packs_section_{key}",
            label_visibility="collapsed",
            width=250,
        )
        depth = _depth(pack, key) if len(pack.groups) > 1 else _EVERY
    _show_left_out(pack, depth)
    found = read_sections(pack, group=depth, words=words)
    shown = [(one.id, question) for one in found if chosen in {_EVERY, one.id} for question in one.questions]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_count_line(shown), width="stretch")
        pages = -(-len(shown) // _A_PAGE)
        number = st.pagination(pages, key=f"packs_page_{key}_{depth}_{chosen}_{words}") if pages > 1 else 1
    if not shown:
        st.info(t("packs.none_found"), icon=":material/filter_alt:")
    last = None
    for section_id, question in shown[(number - 1) * _A_PAGE : number * _A_PAGE]:
        if section_id != last:
            section(section_words(pack, section_id))
            last = section_id
        _question(pack, question)


def _depth(pack: Pack, key: str) -> str:
    words = {_EVERY: t("packs.every_depth")} | {group.id: group.title.get(language()) for group in pack.groups}
    chosen = st.segmented_control(
        t("packs.depth"),
        list(words),
        default=_EVERY,
        format_func=lambda one: plain(words[one]),
        key=f"packs_depth_{key}",
        label_visibility="collapsed",
        required=True,
    )
    return chosen or _EVERY


def _show_left_out(pack: Pack, depth: str) -> None:
    """The headings of the guideline that the pack says it does not ask about, with its reason."""
    left_out = [one for one in pack.not_asked if depth in {_EVERY, *one.groups}]
    if not left_out:
        return
    number = len({heading for one in left_out for heading in one.headings})
    with st.expander(t("packs.not_asked", count=number), icon=":material/do_not_disturb_on:"):
        for one in left_out:
            if len(one.groups) < len(pack.groups):
                st.markdown(f"**{plain(group_words(pack, one.groups))}**")
            st.markdown("\n".join(f"- {plain(heading_words(heading).get(language()))}" for heading in one.headings))
            st.caption(plain(one.reason.get(language())))


def _heading(pack: Pack, one: ReadSection) -> str:
    asked = sum(map(is_asked, one.questions))
    return f"{section_words(pack, one.id)} ({asked})"


def _count_line(shown: list[tuple[str, Question]]) -> str:
    asked = sum(is_asked(question) for _, question in shown)
    said = count(asked, Unit.QUESTIONS, language())
    over = len(shown) - asked
    return said if not over else f"{said}　{t('packs.and_disabled', count=count(over, Unit.QUESTIONS, language()))}"


def _question(pack: Pack, question: Question) -> None:
    with st.container(border=True, gap="xsmall"):
        text = plain(question.text.get(language())) or f":gray[{t('packs.no_wording')}]"
        tags = "".join(f"　{one}" for one in _tags(pack, question))
        if is_asked(question):
            st.markdown(f"**{plain(question.id)}　{text}**{tags}")
        else:
            st.markdown(f":gray[{plain(question.id)}　{text}]{tags}")
        if question.help is not None and question.help.get(language()):
            st.caption(plain(question.help.get(language())))
        st.markdown("  \n".join(f":gray[{head}]　{said}" for head, said in _lines(pack, question)))


def _tags(pack: Pack, question: Question) -> Iterator[str]:
    if not is_asked(question):
        yield f":gray-badge[:material/block: {t('packs.disabled')}]"
    if question.critical:
        yield f":orange-badge[:material/priority_high: {t('packs.critical')}]"
    if not question.required:
        yield f":gray-badge[{t('packs.optional')}]"
    if len(question.groups) < len(pack.groups):
        yield f":gray-badge[{plain(group_words(pack, question.groups))}]"


def _lines(pack: Pack, question: Question) -> Iterator[tuple[str, str]]:
    """What stands below a question: a head, and inert words."""
    yield t("packs.line_answer"), plain(answers_words(question))
    if question.when is not None:
        yield t("packs.line_when"), plain(condition_words(pack, question.when, language()))
    for gap in (one for one in question.gaps if is_raised(question, one)):
        due = due_words(gap)
        after = f"　:gray[{plain(due)}]" if due else ""
        said = plain(f"{trigger_words(question, gap)} → {gap.title.get(language())}")
        yield t("packs.line_gap"), f"{badge(mark(gap.severity), language())} {said}{after}"
    for request in question.evidence:
        yield t("packs.line_evidence"), plain(evidence_words(question, request))
    cited = question.cites or COMPANY_POLICY.text
    named = dict.fromkeys((cited, *map(in_words, question.controls)))
    yield t("packs.line_controls"), plain(listed(one.get(language()) for one in named))
    if question.replaced_by:
        yield t("packs.line_replaced"), plain(question.replaced_by)
