"""What can be done to a whole dossier: status, owner, archive, merging into another, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from sakimori.domain.codes import Lifecycle
from sakimori.domain.dossier import Side
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.rules.facts.assessments import CERTIFICATE_CHECK_TIER
from sakimori.services.assessments.decisions import record_certificate_check
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.lifecycle import STEPS, archive, change_lifecycle, deletion_blockers, restore
from sakimori.services.parties.merge import FieldDifference, MergePreview, merge, merge_preview, merges_of
from sakimori.services.parties.merge_records import MergeUndo, undo_merge
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import set_owner
from sakimori.ui.clearance.what_if_button import WHAT_IF, About, open_what_if
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act, close_dialog, open_dialog
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import parents, record_input, record_label, record_shown
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.frame.views import open_tab

_TAB_OF = {"service": "services", "alias": "contacts", "contact": "contacts", "assessment": "assessments"}
_TAB_OF |= {"condition": "assessments", "evidence": "evidence", "periodic_review": "evidence", "gap": "gaps"}
_TAB_OF |= {
    "contract": "contracts",
    "certificate": "certificates",
    "data_flow": "flows",
    "sub_processor_link": "sub_processors",
}


def show_actions(page: Page, view: DossierView) -> None:
    """The menu 操作, with only what this person may do now."""
    acts = _acts(page, view)
    if not acts:
        return

    def chosen() -> None:
        act = acts[st.session_state["party_menu"]]
        if act == WHAT_IF:
            open_what_if(About.PARTY, view.party.id)
        else:
            open_dialog(act)

    st.menu_button(
        t("party.actions"), range(len(acts)), format_func=lambda place: t(f"party.act_{acts[place]}"),
        key="party_menu", on_click=chosen, icon=":material/more_horiz:",
    )  # fmt: skip


def lifecycle_dialog(page: Page, view: DossierView) -> None:
    """The next step of the relation, with its reason."""
    party = first_shown(view.party, key="lifecycle_do")
    st.caption(t("party.lifecycle_from", before=label(party.lifecycle)))
    steps = STEPS[party.lifecycle]
    to = st.segmented_control(t("party.lifecycle_to"), steps, format_func=label, key="lifecycle_to", wrap=True)
    write = partial(change_lifecycle, page.workspace, party.id, to=Lifecycle(to or party.lifecycle))
    act(page, t("party.act_lifecycle"), write, key="lifecycle_do", of=party, reason=_reason(), disabled=not to)


def owner_dialog(page: Page, view: DossierView) -> None:
    """Who of us looks after this third party."""
    names = {user.id: user.name for user in people()}
    party = first_shown(view.party, key="owner_do")
    owner = record_input(party, "owner_id", key="owner_to", names=names)
    act(page, t("party.save"), partial(set_owner, page.workspace, party.id, owner), key="owner_do", of=party)


def certificate_check_dialog(page: Page, view: DossierView) -> None:
    """That the certificates were checked, which completes the review of tier 3."""
    st.markdown(t("party.certificate_check_note"))
    note = st.text_area(t("party.certificate_checked"), key="certificate_check_what", height=80).strip()
    write = partial(record_certificate_check, page.workspace, view.party.id, note=note)
    act(page, t("party.act_certificate_check"), write, key="certificate_check_do", disabled=not note)


def archive_dialog(page: Page, view: DossierView) -> None:
    """Put it away, with the effect counted."""
    st.markdown(t("party.archive_note", count=len(view.open_gaps)))
    write = partial(archive, page.workspace, view.party.id)
    act(page, t("party.act_archive"), write, key="archive_do", of=view.party, reason=_reason())


def restore_dialog(page: Page, view: DossierView) -> None:
    """Bring it back."""
    st.markdown(t("party.restore_note"))
    write = partial(restore, page.workspace, view.party.id)
    act(page, t("party.act_restore"), write, key="restore_do", of=view.party, reason=_reason())


def delete_dialog(page: Page, view: DossierView) -> None:
    """Why it cannot be deleted: each kind of record in the way leads to its tab."""
    st.markdown(t("party.delete_note"))
    with st.container(horizontal=True):
        for blocker in deletion_blockers(page.workspace, view.party.id):
            words = t("party.delete_open", label=blocker.label.get(language()), count=blocker.count)
            if st.button(words, key=f"block_{blocker.record_kind}", type="tertiary", icon=":material/arrow_forward:"):
                open_tab("party_tabs", _TAB_OF.get(blocker.record_kind, "history"))
                close_dialog()
                st.rerun()
    st.caption(t("party.delete_history"))
    with st.container(horizontal=True):
        _go(t("party.act_archive"), "archive")
        if page.may(Permission.MERGE):
            _go(t("party.act_merge"), "merge")


def _go(words: str, act: str) -> None:
    if st.button(words, key=f"delete_to_{act}"):
        open_dialog(act)
        st.rerun()


def _acts(page: Page, view: DossierView) -> list[str]:
    party = view.party
    if party.is_self or party.merged_into is not None:
        return []
    is_archived = party.archived_on is not None
    wanted: list[tuple[str, Callable[[], bool]]] = [
        ("lifecycle", lambda: page.may(Permission.CHANGE_LIFECYCLE) and not is_archived),
        ("owner", lambda: page.may(Permission.EDIT_PARTY)),
        ("edit", lambda: page.may(Permission.EDIT_PARTY)),
        (
            "certificate_check",
            lambda: page.may(Permission.REVIEW_ASSESSMENT) and view.tier == CERTIFICATE_CHECK_TIER and not is_archived,
        ),
        (WHAT_IF, lambda: page.may(Permission.READ) and not is_archived),
        ("merge", lambda: page.may(Permission.MERGE)),
        ("undo", lambda: page.may(Permission.MERGE) and bool(merges_of(page.workspace, party.id))),
        ("archive", lambda: page.may(Permission.CHANGE_LIFECYCLE) and not is_archived),
        ("restore", lambda: page.may(Permission.CHANGE_LIFECYCLE) and is_archived),
        ("delete", lambda: page.may(Permission.CHANGE_LIFECYCLE)),
    ]
    return [act for act, is_possible in wanted if is_possible()]


def _reason() -> str:
    return st.text_area(t("party.field.reason"), key="act_reason", height=80).strip()


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
        index=0 if len(merges) == 1 else None,
        format_func=lambda m: t(
            "party.undo_option",
            name=m.from_name,
            day=day(legal_day(m.merge.at), language()),
            reason=m.merge.reason,
        ),
        key="undo_which",
        placeholder=t("party.choose_hint"),
    )
    if chosen is None:
        return
    st.caption(t("party.undo_note"))
    reason = st.text_area(t("party.field.reason"), key="undo_reason", height=80)
    write = partial(undo_merge, page.workspace, chosen.merge.id)
    act(page, t("party.undo_do"), write, key="undo_do", of=chosen.merge, reason=reason, note=_kept_note)


def _kept_note(undone: MergeUndo) -> str:
    fields = listed(record_label(ThirdParty, kept.field) for kept in undone.kept)
    return t("party.undo_kept", fields=fields) if fields else ""


def _ask_sides(differences: Sequence[FieldDifference], names: Mapping[str, str]) -> dict[str, str]:
    """First the fields in which both say something else, then, folded, those that only one side knows."""
    both = [d for d in differences if d.from_value not in _BLANK and d.into_value not in _BLANK]
    single = [d for d in differences if d not in both]
    choices = {difference.field: _side(difference, names) for difference in both}
    if single:
        with st.expander(t("party.merge_one_sided", count=len(single))):
            choices |= {difference.field: _side(difference, names) for difference in single}
    return choices


def _side(difference: FieldDifference, names: Mapping[str, str]) -> str:
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
