"""比較: which two assessments are compared side by side, or how far a third party answers a framework."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import RefusedError
from sakimori.services.assessments.comparisons.view import Comparison, Pairing, Side
from sakimori.services.assessments.opening import parties_to_assess
from sakimori.services.assessments.rows import (
    AssessmentFilter,
    AssessmentRow,
    Stage,
    assessed_among,
    assessed_parties,
    cycle_page,
    row_page,
)
from sakimori.services.kernel.demos import first_demo
from sakimori.services.parties.history import name_of
from sakimori.services.parties.search import search
from sakimori.ui.assessments.comparisons.coverage_listing import coverage_exports, show_coverage
from sakimori.ui.assessments.comparisons.listing import comparison_exports, show_rows
from sakimori.ui.assessments.comparisons.state import (
    COVERAGE,
    LEFT,
    PART,
    RIGHT,
    SIDES,
    VIEW,
    choose,
    comparison_of,
    id_on,
    is_in_time,
    swap,
)
from sakimori.ui.assessments.listing import counts_of, rows_of
from sakimori.ui.frame.components import Export, NextStep, empty_state, refusal, section
from sakimori.ui.frame.formats import aside, day, plain
from sakimori.ui.frame.listing import PER_PAGE, Column, Listing
from sakimori.ui.frame.session import Page, choose_workspace, memo
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.views import from_address

_OTHER = {LEFT: RIGHT, RIGHT: LEFT}


def show_pickers(page: Page) -> None:
    """Both sides beside each other."""
    for side, column in zip(SIDES, st.columns(2, gap="medium"), strict=True):
        with column:
            _side(page, side)


def _side(page: Page, side: str) -> None:
    party_key, one_key, kept_key = f"compare_{side}_party", f"compare_{side}_one", f"compare_{side}_of"
    now = _one(page, id_on(side))
    party = now.third_party_id if now else st.session_state.get(kept_key)
    names = _to_choose_from(page, side, party or "")

    def party_chosen() -> None:
        st.session_state[kept_key] = st.session_state[party_key]
        choose(side, _newest(page, st.session_state[party_key], but=id_on(_OTHER[side])))

    def one_chosen() -> None:
        choose(side, st.session_state[one_key])

    st.session_state[party_key] = party if party in names else None
    st.selectbox(
        t(f"compare.{side}_party"), list(names), index=None, key=party_key, format_func=names.__getitem__,
        placeholder=t("compare.choose_party"), on_change=party_chosen,
    )  # fmt: skip
    # The other side is left out: an assessment says nothing beside itself.
    options = {r.id: _words(r) for r in rows_of(page, party or "-") if r.id != id_on(_OTHER[side])}
    st.session_state[one_key] = now.id if now and now.id in options else None
    st.selectbox(
        t(f"compare.{side}_one"), list(options), index=None, key=one_key, format_func=options.__getitem__,
        placeholder=t("compare.choose_one") if options or not party else t("compare.no_other"),
        on_change=one_chosen, disabled=not options, label_visibility="collapsed",
    )  # fmt: skip


_FEW: Final = 500
"""So many third parties stand in a box; of more only those that a search finds, for a box sends all that it holds."""


def _to_choose_from(page: Page, side: str, chosen: str) -> dict[str, str]:
    """Everybody of whom there is an assessment; of many those that a search finds, and whoever is chosen."""
    names = memo(page, "assessed_parties", partial(assessed_parties, page.workspace, page.as_of, most=_FEW))
    if names is not None:
        return names
    text = st.text_input(
        t("compare.find"), type="search", live="250ms", key=f"compare_{side}_find", placeholder=t("compare.find"),
        label_visibility="collapsed",
    )  # fmt: skip
    ids = [chosen] if chosen else []
    ids += [hit.third_party_id for hit in search(page.workspace, text)] if text.strip() else []
    return assessed_among(page.workspace, page.as_of, ids)


def _one(page: Page, assessment_id: str) -> AssessmentRow | None:
    """An assessment by its id; None where there is none."""
    if not assessment_id:
        return None
    wanted = AssessmentFilter(ids=frozenset({assessment_id}))
    read = partial(row_page, page.workspace, page.as_of, wanted, first=0, limit=1)
    return next(iter(memo(page, "assessment_one", read, wanted)), None)


def _newest(page: Page, party: str, *, but: str) -> str:
    """The assessment of a third party that was opened last; empty where it has no other one."""
    found = [row for row in rows_of(page, party) if row.id != but]
    return max(found, key=lambda row: (row.opened_on, row.id)).id if found else ""


def _words(row: AssessmentRow) -> str:
    """Pack and version, of which service, how it stands and since when."""
    parts = [f"{row.pack.get(language())} {row.pack_version}", row.service, label(row.kind), standing_since(row)]
    return dotted(filter(None, parts))


def show_cycles(page: Page) -> None:
    """Two cycles in a row; choosing it puts them side by side."""

    def pairs(first: int, limit: int) -> tuple[list[_Cycles], int]:
        return memo(page, "cycles", partial(cycle_page, page.workspace, page.as_of, first=first, limit=limit), first)

    if not pairs(0, PER_PAGE)[1]:
        return
    section(t("compare.cycles"), t("compare.cycles_hint"))
    CYCLES.draw(page, pairs, of=page.on)


_Cycles = tuple[AssessmentRow, AssessmentRow]
CYCLES: Final[Listing[_Cycles]] = Listing(
    name="compare_cycles",
    words="compare",
    alt="compare.cycles_alt",
    identity=lambda pair: f"{pair[0].id} {pair[1].id}",
    leads=lambda pair, _: ("compare", {side: one.id for side, one in zip(SIDES, pair, strict=True)}),
    columns=(
        Column(
            name="party", widths=(230, 230),
            cell=lambda pair, _: aside(pair[1].name, pair[1].service, language()) if pair[1].service else pair[1].name,
        ),
        Column(name="pack", widths=(250, 250), cell=lambda pair, _: pair[1].pack.get(language())),
        Column(name="earlier", widths=(190, 190), cell=lambda pair, _: standing_since(pair[0])),
        Column(name="later", widths=(190, 190), cell=lambda pair, _: standing_since(pair[1])),
    ),
)  # fmt: skip


def standing_since(row: AssessmentRow) -> str:
    """How an assessment stands, and since when."""
    return f"{label(row.state)} {day(row.decided_on or row.submitted_on or row.opened_on, language())}"


_PAIR = "pair"


def show_compare(page: Page) -> None:
    """The choice between both views, then the chosen one."""
    follow = from_address(PART, VIEW, (_PAIR, COVERAGE), _PAIR)
    words = {view: t(f"compare.view_{view}") for view in (_PAIR, COVERAGE)}
    view = st.segmented_control(
        t("compare.view"), list(words), key=VIEW, label_visibility="collapsed", required=True,
        format_func=words.__getitem__, on_change=follow, wrap=True,
    )  # fmt: skip
    if view == COVERAGE:
        _coverage(page)
    else:
        _pair(page)


def compare_exports(page: Page) -> tuple[Export, ...]:
    """A workbook and a CSV of whichever view is open; none while there is nothing to give."""
    if st.query_params.get(PART) == COVERAGE:
        return coverage_exports(page, st.query_params.get("party", ""))
    return comparison_exports(page)


def _pair(page: Page) -> None:
    if counts_of(page)[Stage.ALL] < len(SIDES):
        _nothing(page, t("compare.empty"))
        return
    show_pickers(page)
    if not all(id_on(side) for side in SIDES):
        st.info(t("compare.choose_both"), icon=":material/compare_arrows:")
        show_cycles(page)
        return
    try:
        compared = comparison_of(page)
    except RefusedError as error:
        refusal(error)
        return
    _what(compared)
    show_rows(page, compared)


def _nothing(page: Page, sentence: str) -> None:
    steps = [NextStep(t("compare.to_assess"), to="assess")]
    if not page.is_demo:
        steps.append(NextStep(t("frame.to_demo"), act=lambda: choose_workspace(first_demo())))
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
    own = bool(counts_of(page, SELF_ID)[Stage.ALL])
    ours = [(SELF_ID, name_of(page.workspace, SELF_ID) or t("page.own"))] if own else []
    return [*ours, *parties_to_assess(page.workspace)]
