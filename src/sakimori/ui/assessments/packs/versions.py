"""The versions of a pack: the questions of one, what each changed, old beside new, and where each is used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import streamlit as st

from sakimori.domain.codes import AssessmentState, Role
from sakimori.domain.questions.headings import heading_words
from sakimori.domain.questions.pack import Pack, Question
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.exchange.packs.build import in_words
from sakimori.exchange.questionnaires.ours.pack_tables import condition_words
from sakimori.services.assessments.packs.questions import (
    MEANING,
    Aspect,
    Fate,
    PackChanges,
    QuestionChange,
    ReadSection,
    pack_changes,
    read_sections,
)
from sakimori.services.assessments.packs.rows import PackRow, PackUse, PackVersion
from sakimori.ui.assessments.packs.words import (
    answers_words,
    both_words,
    due_words,
    evidence_words,
    group_words,
    is_asked,
    is_raised,
    section_words,
    trigger_words,
)
from sakimori.ui.frame.components import apart, go_to, link_to, section
from sakimori.ui.frame.formats import Unit, aside, count, day, none, not_applicable, not_set, plain
from sakimori.ui.frame.states import ASSESSMENT_COLOURS, assessment_chip, badge, mark
from sakimori.ui.frame.tables import Cell, TableColumn, button_column, chip_column, table, text_column
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.frame.views import from_address, text_from_address

_A_PAGE = 10
_EVERY = ""


def show_questions(pack: Pack) -> None:
    """Search, depth, section; then the questions that these leave, some at a time."""
    apart(partial(_reading, pack), key="packs_reading")()


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
            on_change=text_from_address("q", f"packs_q_{key}"),
        )
        chosen = st.selectbox(
            t("packs.section"),
            list(headings),
            format_func=headings.__getitem__,
            key=f"packs_section_{key}",
            label_visibility="collapsed",
            width=250,
            on_change=from_address("section", f"packs_section_{key}", list(headings), _EVERY),
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


FATES = (
    Fate.MEANING, Fate.REMOVED, Fate.DISABLED, Fate.REVIVED, Fate.ADDED, Fate.COUNTED, Fate.REWORDED, Fate.OTHER,
)  # fmt: skip
"""What became of questions, in the order of what it does to answers that were given."""

_LOOKS = {
    Fate.MEANING: ("orange", "sync_problem"),
    Fate.REMOVED: ("orange", "remove_circle"),
    Fate.DISABLED: ("orange", "block"),
    Fate.REVIVED: ("blue", "restart_alt"),
    Fate.ADDED: ("blue", "add_circle"),
    Fate.COUNTED: ("yellow", "scale"),
    Fate.REWORDED: ("gray", "edit"),
    Fate.OTHER: ("gray", "tune"),
}


def earlier_versions(row: PackRow, held: PackVersion) -> tuple[PackVersion, ...]:
    """The versions before one, the nearest first."""
    return tuple(one for one in reversed(row.versions) if one.pack.release < held.pack.release)


def show_changes(row: PackRow, held: PackVersion) -> None:
    """Which earlier version is compared, the counts, then every change."""
    earlier = {one.pack.version: one for one in earlier_versions(row, held)}
    if not earlier:
        st.info(t("packs.first_version"), icon=":material/looks_one:")
        return
    version = next(iter(earlier))
    if len(earlier) > 1:
        version = st.selectbox(
            t("packs.compared_with"), list(earlier), key=f"packs_before_{row.id}_{held.pack.version}", width=200
        )
    changes = pack_changes(earlier[version].pack, held.pack)
    same = count(changes.same, Unit.QUESTIONS, language())
    st.caption(t("packs.changes_lead", old=version, new=held.pack.version, same=same))
    if not changes.changes:
        st.success(t("packs.nothing_changed"), icon=":material/check_circle:")
    for fate in FATES:
        if found := changes.of(fate):
            section(t("packs.fate_head", fate=t(f"packs.fate.{fate.value}.name"), count=len(found)), _effect(fate))
            for change in found:
                _change(changes, change)


def fate_badge(fate: Fate) -> str:
    """What became of a question, as markdown for running text."""
    colour, icon = _LOOKS[fate]
    return f":{colour}-badge[:material/{icon}: {t(f'packs.fate.{fate.value}.name')}]"


def _effect(fate: Fate) -> str:
    return t(f"packs.fate.{fate.value}.effect")


def _change(changes: PackChanges, change: QuestionChange) -> None:
    asked = change.question
    with st.container(border=True, gap="xsmall"):
        text = plain(asked.text.get(language())) or f":gray[{t('packs.no_wording')}]"
        st.markdown(f"{fate_badge(change.fate)} **{plain(asked.id)}　{text}**")
        if change.old is None or change.new is None:
            return
        for aspect in sorted(change.aspects, key=lambda one: (one not in MEANING, list(Aspect).index(one))):
            was, becomes = (plain(side) for side in both_words(changes, change, aspect))
            if was == becomes:  # told by another aspect already
                continue
            before, after = st.columns(2, gap="small")
            head = t(f"packs.aspect.{aspect.value}")
            before.markdown(f":gray[{t('packs.before', what=head)}]  \n{was or none(language())}")
            after.markdown(f":gray[{t('packs.after', what=head)}]  \n**{becomes or none(language())}**")


_TABLE, _PARTY = "packs_uses", "packs_uses_party"
_WANTED = "packs_uses_wanted"


def show_uses(row: PackRow) -> None:
    """Every assessment, those under way first; a row opens it, its button the dossier."""
    if row.uses:
        _assessments(row)
    else:
        st.info(t("packs.no_uses"), icon=":material/checklist:")
    if row.gap_packs:
        section(t("packs.gap_packs"), t("packs.gap_packs_note"))
        for record in row.gap_packs:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link_to("packs", record.title, icon="quiz", pack=record.pack_id)
                said = t("packs.gap_pack_made", day=day(record.made_on, language()))
                st.caption(said if record.withdrawn_on is None else f"{said}　{t('packs.withdrawn')}", width="content")


def _assessments(row: PackRow) -> None:
    def to_party(place: int) -> None:
        st.session_state[_WANTED] = row.uses[place].assessment.third_party_id

    behind = {use.assessment.id for use in row.behind}
    chips = {assessment_chip(state): ASSESSMENT_COLOURS[state] for state in AssessmentState}
    columns: dict[str, TableColumn] = {
        "state": chip_column(t("packs.col_state"), chips, width=128),
        "party": text_column(t("packs.col_party"), width=230),
        "version": text_column(t("packs.col_version"), width=130),
        "depth": text_column(t("packs.col_depth"), width=80),
        "due": text_column(t("packs.col_due"), width=96),
        "decided": text_column(t("packs.col_decided"), width=96),
        "open": button_column("", on_row=to_party, width=90),
    }
    st.caption(t("packs.uses_lead"))
    cells = [_cells(row, use, is_behind=use.assessment.id in behind) for use in row.uses]
    chosen = table(cells, columns, key=_TABLE, alt=t("packs.uses_alt"), select="one")
    if party := st.session_state.pop(_WANTED, ""):
        go_to("party", party=party, tab="assessments")
    if chosen:
        go_to("assess", id=row.uses[chosen[0]].assessment.id)


def _cells(row: PackRow, use: PackUse, *, is_behind: bool) -> list[Cell]:
    asked, lang = use.assessment, language()
    held = row.version(asked.pack_version)
    groups = {group.id: group.title.get(lang) for group in held.pack.groups} if held else {}
    version = t("packs.older", version=asked.pack_version) if is_behind else asked.pack_version
    return [
        [assessment_chip(asked.state)],
        aside(_party(use), use.service, lang) if use.service else _party(use),
        version,
        groups.get(asked.group) or asked.group,
        day(asked.due_on, lang) if asked.due_on else not_set(lang),
        _decided(use),
        t("packs.to_dossier"),
    ]


def _party(use: PackUse) -> str:
    return use.party or label(Role.SELF)


def _decided(use: PackUse) -> str:
    decided_on = use.assessment.decided_on
    if decided_on is not None:
        return day(decided_on, language())
    return t("assess.not_yet") if use.is_running else not_applicable(language())


def behind_links(row: PackRow) -> None:
    """The assessments that could go to the newest version, each a link to the page where that is done."""
    for use in row.behind:
        asked = use.assessment
        words = t("packs.behind_link", party=_party(use), version=asked.pack_version)
        link_to("assess", words, icon="checklist", id=asked.id)
