"""What a version of a pack changed: what changes the meaning of answers first, old beside new."""

from __future__ import annotations

import streamlit as st

from sakimori.services.packs.questions import MEANING, Aspect, Fate, PackChanges, QuestionChange, pack_changes
from sakimori.services.packs.rows import HeldVersion, PackRow
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import Unit, count, none
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import language, t
from sakimori.ui.packs.words import both_words

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


def earlier_versions(row: PackRow, held: HeldVersion) -> tuple[HeldVersion, ...]:
    """The versions before one, the nearest first."""
    return tuple(one for one in reversed(row.versions) if one.pack.release < held.pack.release)


def show_changes(row: PackRow, held: HeldVersion) -> None:
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
