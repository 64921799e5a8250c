"""比較: two assessments side by side, or how far a third party answers a framework."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import RefusedError
from sakimori.services.assessments.opening import parties_to_assess
from sakimori.services.comparisons.view import Comparison, Pairing, Side
from sakimori.services.kernel.workspace import DEMO
from sakimori.services.parties.history import name_of
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.comparisons.coverage_listing import show_coverage
from sakimori.ui.comparisons.listing import show_rows
from sakimori.ui.comparisons.pickers import show_cycles, show_pickers
from sakimori.ui.comparisons.state import COVERAGE, SIDES, VIEW, chosen, comparison_of, swap
from sakimori.ui.comparisons.words import is_in_time
from sakimori.ui.frame.components import NextStep, empty_state, refusal
from sakimori.ui.frame.formats import aside
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, choose_workspace
from sakimori.ui.frame.text import language, t

_PAIR = "pair"


def show_compare(page: Page) -> None:
    """The choice between both views, then the chosen one."""
    if VIEW not in st.session_state:
        st.session_state[VIEW] = COVERAGE if st.query_params.get("view") == COVERAGE else _PAIR
    words = {view: t(f"compare.view_{view}") for view in (_PAIR, COVERAGE)}
    view = st.segmented_control(
        t("compare.view"), list(words), key=VIEW, label_visibility="collapsed", required=True,
        format_func=words.__getitem__, on_change=_view_chosen, wrap=True,
    )  # fmt: skip
    if view == COVERAGE:
        _coverage(page)
    else:
        _pair(page)


def _view_chosen() -> None:
    if st.session_state[VIEW] == COVERAGE:
        st.query_params["view"] = COVERAGE
    else:
        st.query_params.pop("view", None)


def _pair(page: Page) -> None:
    if len(rows_of(page)) < len(SIDES):
        _nothing(page, t("compare.empty"))
        return
    show_pickers(page)
    if not all(chosen(side) for side in SIDES):
        st.info(t("compare.choose_both"), icon=":material/compare_arrows:")
        show_cycles(page)
        return
    try:
        compared = comparison_of(page)
    except RefusedError as error:
        refusal(error)
        return
    _what(compared)
    show_rows(compared)


def _nothing(page: Page, sentence: str) -> None:
    steps = [NextStep(t("compare.to_assess"), to="assess")]
    if not page.is_demo:
        steps.append(NextStep(t("frame.to_demo"), act=lambda: choose_workspace(DEMO)))
    empty_state("compare_arrows", sentence, *steps)


def _what(compared: Comparison) -> None:
    """What is held against what, in a sentence, and the way to turn it round."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_pairing(compared), width="stretch")
        st.button(t("compare.swap"), key="compare_swap", icon=":material/swap_horiz:", type="tertiary", on_click=swap)


def _pairing(compared: Comparison) -> str:
    left, right = compared.left, compared.right
    names = {"left": _named(left), "right": _named(right), "pack": plain(right.pack.title.get(language()))}
    versions = {"old": plain(left.pack.version), "new": plain(right.pack.version)}
    match compared.pairing:
        case Pairing.PACKS:
            packs = {"one": _pack_of(left), "other": _pack_of(right)}
            said = t("compare.of_packs", **names, **packs)
        case Pairing.VENDORS:
            said = t("compare.of_vendors", **names)
        case Pairing.CYCLES if is_in_time(compared):
            said = t("compare.of_cycles", **names)
        case Pairing.CYCLES if left.assessment.subject == right.assessment.subject:
            said = t("compare.of_turned_cycles", **names)
        case Pairing.CYCLES:
            said = t("compare.of_subjects", **names)
    if compared.pairing is not Pairing.PACKS and left.pack.version != right.pack.version:
        said += t("compare.versions", **versions)
    return said


def _named(side: Side) -> str:
    name = plain(side.party_name)
    return aside(name, plain(side.service), language()) if side.service else name


def _pack_of(side: Side) -> str:
    return f"{plain(side.pack.title.get(language()))} {plain(side.pack.version)}"


def _coverage(page: Page) -> None:
    names = dict(_parties(page))
    if not names:
        _nothing(page, t("coverage.empty"))
        return
    asked = st.query_params.get("party", "")
    st.session_state["compare_party"] = asked if asked in names else None

    def party_chosen() -> None:
        if st.session_state["compare_party"]:
            st.query_params["party"] = st.session_state["compare_party"]
        else:
            st.query_params.pop("party", None)

    st.selectbox(
        t("compare.party"), list(names), index=None, key="compare_party", format_func=names.__getitem__,
        placeholder=t("compare.choose_party"), on_change=party_chosen, label_visibility="collapsed",
    )  # fmt: skip
    if asked:
        show_coverage(page, asked)
    else:
        st.info(t("compare.choose_party"), icon=":material/domain:")


def _parties(page: Page) -> Sequence[tuple[str, str]]:
    """Our own company first, where questions were put to it; then everybody whom we can ask."""
    own = any(row.third_party_id == SELF_ID for row in rows_of(page))
    ours = [(SELF_ID, name_of(page.workspace, SELF_ID) or t("page.own"))] if own else []
    return [*ours, *parties_to_assess(page.workspace)]
