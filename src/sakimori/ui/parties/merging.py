"""Merging this third party into another, and taking a merging back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from sakimori.domain.dossier import Side
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.services.parties.merge import Difference, MergePreview, merge, merge_preview, merges_of
from sakimori.services.parties.merge_records import Undone, undo_merge
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.party_fields import parents
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.frame.trail_words import first_shown

_BLANK: tuple[object, ...] = (None, "", frozenset())


def merge_dialog(page: Page, view: DossierView) -> None:
    """The other side, each field that differs, what would move, and the reason."""
    others = {party: name for party, name in parents(page).items() if party != view.party.id}
    into = st.selectbox(
        t("party.merge_into"), list(others), index=None, format_func=lambda party: others[party], key="merge_into",
        placeholder=t("party.merge_choose"),
    )  # fmt: skip
    if into is None:
        return
    try:
        preview = merge_preview(page.workspace, from_id=view.party.id, into_id=into)
    except RefusedError as error:
        refusal(error)
        return
    names = others | {user.id: user.name for user in people()}
    choices = _ask_sides(preview.differences, names)
    _show_effects(preview)
    pair = first_shown(preview.from_party, key="merge_do"), first_shown(preview.into_party, key="merge_do")
    reason = st.text_area(t("party.field.reason"), key="merge_reason", height=80)
    seen = {party.id: party.version for party in pair}
    write = partial(merge, page.workspace, from_id=view.party.id, into_id=into, choices=choices, seen=seen)
    act(page, t("party.merge_do"), write, key="merge_do", reason=reason)


def undo_dialog(page: Page, view: DossierView) -> None:
    """Which merging to take back, and why."""
    merges = merges_of(page.workspace, view.party.id)
    chosen = st.selectbox(
        t("party.undo_which"),
        merges,
        format_func=lambda m: t(
            "party.undo_option",
            name=m.from_name,
            day=day(legal_day(m.merge.at), language()),
            reason=m.merge.reason,
        ),
        key="undo_which",
    )
    st.caption(t("party.undo_note"))
    reason = st.text_area(t("party.field.reason"), key="undo_reason", height=80)
    write = partial(undo_merge, page.workspace, chosen.merge.id)
    act(page, t("party.undo_do"), write, key="undo_do", of=chosen.merge, reason=reason, note=_kept_note)


def _kept_note(undone: Undone) -> str:
    fields = listed(record_label(ThirdParty, kept.field) for kept in undone.kept)
    return t("party.undo_kept", fields=fields) if fields else ""


def _ask_sides(differences: Sequence[Difference], names: Mapping[str, str]) -> dict[str, str]:
    """First the fields in which both say something else, then, folded, those that only one side knows."""
    both = [d for d in differences if d.from_value not in _BLANK and d.into_value not in _BLANK]
    single = [d for d in differences if d not in both]
    choices = {difference.field: _side(difference, names) for difference in both}
    if single:
        with st.expander(t("party.merge_one_sided", count=len(single))):
            choices |= {difference.field: _side(difference, names) for difference in single}
    return choices


def _side(difference: Difference, names: Mapping[str, str]) -> str:
    """Ask which side a field keeps."""
    field = difference.field
    st.markdown(
        t(
            "party.merge_field",
            field=f"**{record_label(ThirdParty, field)}**",
            mine=plain(record_shown(ThirdParty, field, difference.from_value, names)),
            theirs=plain(record_shown(ThirdParty, field, difference.into_value, names)),
        )
    )
    sides = [Side.INTO, Side.FROM, *([Side.BOTH] if difference.proposed is Side.BOTH else [])]
    words = {Side.INTO: "party.merge_keep", Side.FROM: "party.merge_from", Side.BOTH: "party.merge_both"}
    chosen = st.segmented_control(
        record_label(ThirdParty, field), sides, default=difference.proposed, format_func=lambda side: t(words[side]),
        key=f"merge_{field}", label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    return Side(chosen or difference.proposed).value


def _show_effects(preview: MergePreview) -> None:
    lines = [
        t(
            "party.merge_effects",
            services=preview.services,
            aliases=preview.aliases,
            contacts=preview.contacts,
            assessments=preview.assessments,
            evidence=preview.evidence,
            conditions=preview.conditions,
            children=preview.children,
        ),
        t(
            "party.merge_register",
            contracts=preview.contracts,
            certificates=preview.certificates,
            flows=preview.flows,
            sub_processors=preview.sub_processors,
        ),
    ]
    if preview.to_adopt:
        lines.append(t("party.merge_adopt", count=preview.to_adopt))
    if preview.lapsing_waivers:
        lines.append(t("party.merge_waivers", count=preview.lapsing_waivers))
    if preview.new_aliases:
        lines.append(t("party.merge_aliases", names=plain(listed(preview.new_aliases))))
    st.info("\n\n".join(lines), icon=":material/call_merge:")
