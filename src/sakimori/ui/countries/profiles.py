"""Country profiles: what needs work first, every country, one to read and write down, and the way there from a gap."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.country import CountryProfile
from sakimori.domain.rule import DeadlineKind
from sakimori.errors import RefusedError
from sakimori.exchange.reference import ShippedProfile, shipped_profiles
from sakimori.rules import rules_with
from sakimori.services.countries.profiles import (
    ProfileRow,
    ProfileState,
    adopt_profiles,
    as_profile,
    profile_rows,
    save_profile,
)
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.policy import policy_known
from sakimori.ui.clearance.what_if_button import About, what_if_button
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.countries.facts import add_fact, show_draft, show_facts
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import NextStep, empty_state, go_to, link_to, refusal, section, tag
from sakimori.ui.frame.dialogs import (
    Dialogs,
    act,
    close_dialog,
    fresh_key,
    open_dialog,
    remember,
    save_button,
    show_dialog,
    show_done,
)
from sakimori.ui.frame.formats import aside, country, day, headed, none, not_applicable, plain, yes_no
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, TableColumn, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import SEMICOLONS, language, listed, t, t_count
from sakimori.ui.frame.views import from_address

_DIALOG, _FAILED = "country", "countries_refused"
_NAMED = 5
_COLOURS = {
    ProfileState.MISSING: "gray",
    ProfileState.STALE: "yellow",
    ProfileState.OPEN: "blue",
    ProfileState.READ: "green",
}
_FIELDS = (
    ("checked_on", "source"),
    ("law", "breach_hours"),
    ("has_general_law", "eu_adequacy", "cbpr_economy"),
    ("missing_oecd",),
    ("government_access", "localisation"),
    ("government_access_note", "localisation_note"),
    ("note",),
)
"""The fields of a profile as they stand beside each other."""


class CountryFilter(StrEnum):
    """Which countries the table shows."""

    USED = "used"
    RECORDED = "recorded"
    ALL = "all"


def show_countries(page: Page) -> None:
    """What our flows reach and nobody has read lately, then the whole list."""
    show_done()
    if refused := st.session_state.pop(_FAILED, None):
        refusal(refused)
    st.caption(t("countries.lead"))
    rows = memo(page, "country_profiles", lambda: profile_rows(page.workspace, number=page.known, on=page.on))
    _work(page, rows)
    _all(page, rows)
    asked = st.query_params.pop("id", "")
    if any(row.code == asked for row in rows):
        open_dialog(_DIALOG, code=asked)
    dialogs: Dialogs = {_DIALOG: ("countries.dialog", lambda code: _profile(page, _row_of(rows, code)))}
    show_dialog({**dialogs, **what_if_dialogs(page)})


def _row_of(rows: Sequence[ProfileRow], code: str) -> ProfileRow:
    return next(row for row in rows if row.code == code)


def _work(page: Page, rows: Sequence[ProfileRow]) -> None:
    used, open_ones = [r for r in rows if r.flows], [r for r in rows if r.needs_work]
    if not used and not any(row.profile for row in rows):
        everything = t_count("countries.adopt_many", len(shipped_profiles()))
        step = NextStep(everything, act=lambda: _adopt(page, list(shipped_profiles())))
        empty_state("public", t("countries.empty"), *((step,) if page.may(Permission.EDIT_COUNTRIES) else ()))
        return
    if not used:
        st.info(t("countries.none_used"), icon=":material/public:")
        return
    if not open_ones:
        months = policy_known(page.workspace, number=page.known).country_profile_months
        st.info(t_count("countries.fine", len(used), months=months), icon=":material/task_alt:")
        return
    section(t("countries.work"), t_count("countries.work_note", len(open_ones)))
    columns = {
        "country": text_column(t("countries.country"), width=170),
        "state": _state_column(),
        "checked": text_column(t("countries.checked_on"), width=110),
        "flows": text_column(t("countries.flow_names"), width=480),
    }
    key = fresh_key("countries_work")
    cells: list[list[Cell]] = [[_name(r), [_state(r)], _read_on(r), _uses(r)] for r in open_ones]
    chosen = table(cells, columns, key=key, alt=t("countries.work_alt"), select="one")
    if chosen:
        open_dialog(_DIALOG, code=open_ones[chosen[0]].code)
    if page.may(Permission.EDIT_COUNTRIES):
        _adopt_all(page, [row for row in open_ones if row.profile is None])


def _adopt_all(page: Page, missing: Sequence[ProfileRow]) -> None:
    """Whatever comes along for the countries that are missing, in one go."""
    known = [row.code for row in missing if row.shipped is not None]
    if not known:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t_count("countries.adopt_many", len(known)), key="countries_adopt", type="primary",
            icon=":material/download_done:", on_click=_adopt, args=(page, known),
        )  # fmt: skip
        if len(known) < len(missing):
            st.caption(t_count("countries.adopt_rest", len(missing) - len(known)), width="content")


def _all(page: Page, rows: Sequence[ProfileRow]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        section(
            t("countries.all"), t("countries.hint" if page.may(Permission.EDIT_COUNTRIES) else "countries.hint_read")
        )
        usual = CountryFilter.USED if any(r.flows for r in rows) else CountryFilter.ALL
        follow = from_address("show", "countries_show", list(CountryFilter), usual)
        shown = st.segmented_control(
            t("countries.show"), list(CountryFilter), on_change=follow,
            format_func=lambda which: t(f"countries.show_{which.value}"), key="countries_show",
            label_visibility="collapsed", required=True,
        )  # fmt: skip
    listed = _listed(rows, shown or CountryFilter.ALL)
    columns = {
        "country": text_column(t("countries.country"), width=134),
        "code": text_column(t("countries.code"), width=65),
        "state": _state_column(),
        "checked": text_column(t("countries.checked_on"), width=110),
        "stale": text_column(t("countries.stale_from"), width=120),
        "law": text_column(t("countries.general_law"), width=90),
        "designated": text_column(t("countries.designated"), width=138),
        "flows": number_column(t("countries.flows"), width=70),
    }
    chosen = table(
        [_cells(row) for row in listed], columns, key=fresh_key(f"countries_all_{shown}"),
        alt=t("countries.all_alt"), select="one",
    )  # fmt: skip
    if chosen:
        open_dialog(_DIALOG, code=listed[chosen[0]].code)


def _listed(rows: Sequence[ProfileRow], shown: CountryFilter) -> list[ProfileRow]:
    """Countries that flows reach in their order, then the others by name."""
    chosen = [row for row in rows if shown is not CountryFilter.RECORDED or row.profile is not None]
    used = [row for row in chosen if row.flows]
    if shown is CountryFilter.USED:
        return used
    return used + sorted((row for row in chosen if not row.flows), key=_name)


def _cells(row: ProfileRow) -> list[Cell]:
    stale = day(row.stale_from, language()) if row.stale_from else not_applicable(language())
    law = row.profile.has_general_law if row.profile else None
    designated = yes_no(row.is_designated, language())
    return [
        _name(row),
        row.code,
        [_state(row)],
        _read_on(row),
        stale,
        yes_no(law, language()),
        designated,
        len(row.flows),
    ]


def _name(row: ProfileRow) -> str:
    return country(row.code, language())


def _state(row: ProfileRow) -> str:
    return t(f"countries.state_{row.state.value}")


def _state_column() -> TableColumn:
    options = {t(f"countries.state_{state.value}"): _COLOURS[state] for state in ProfileState}
    return chip_column(t("countries.state"), options, width=150)


def _read_on(row: ProfileRow) -> str:
    return day(row.profile.checked_on, language()) if row.profile else none(language())


def _uses(row: ProfileRow) -> str:
    return listed((headed(use.third_party, use.flow, language()) for use in row.flows), SEMICOLONS)


def _profile(page: Page, row: ProfileRow) -> None:
    """One country: where our data stand in it, the facts that come along, and our own reading."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(aside(_name(row), row.code, language()))}**", width="content")
        tag(_state(row), colour=_COLOURS[row.state])
        if row.is_designated:
            tag(t("countries.designated_tag"), colour="green", icon="verified")
        if row.flows:
            what_if_button(page, About.COUNTRY, row.code)
    _flows(row)
    may = page.may(Permission.EDIT_COUNTRIES)
    if row.shipped is not None and row.is_offered_more:
        _shipped(page, row.shipped, may=may)
    if row.profile is None and not may:
        return
    if row.profile is not None:
        with st.expander(t("countries.facts"), icon=":material/fact_check:", expanded=True):
            show_facts(page, row.profile)
        if may:
            add_fact(page, row.profile)
        show_draft(page, row.code)
        section(t("countries.answers"), t("countries.answers_note"))
    profile = row.profile or CountryProfile(row.code, page.today, version=0)
    changes: dict[str, object] = {}
    for fields in _FIELDS:
        for field, cell in zip(fields, st.columns(len(fields)), strict=True):
            with cell:
                changes[field] = _field(row, profile, field, may=may)
        if fields[0] == "checked_on" and row.profile is not None and may:
            st.caption(t("countries.fresh_day"))
        if fields[0] == "missing_oecd":
            st.caption(t("countries.oecd_note"))
    if may:
        changes["missing_oecd"] = changes["missing_oecd"] or None
        needs = {record_label(CountryProfile, "checked_on"): changes["checked_on"]}
        save_button(page, profile, changes, save_profile, key="country", needs=needs)


def _field(row: ProfileRow, profile: CountryProfile, field: str, *, may: bool) -> Any:  # noqa: ANN401 - what it holds
    """One answer; the day on which somebody looked begins empty where nobody has looked yet."""
    key = f"country_{row.code}"
    if field == "checked_on" and row.profile is None:
        return ask_day(record_label(CountryProfile, field), key=f"{key}_{field}")
    return record_input(profile, field, key=key, disabled=not may)


def _flows(row: ProfileRow) -> None:
    if not row.flows:
        st.caption(t("countries.not_used"))
        return
    st.caption(t_count("countries.used_by", len(row.flows)))
    for use in row.flows[:_NAMED]:
        link_to("party", headed(use.third_party, use.flow, language()), party=use.third_party_id)
    if len(row.flows) > _NAMED:
        st.caption(t_count("countries.more", len(row.flows) - _NAMED))


def _shipped(page: Page, facts: ShippedProfile, *, may: bool) -> None:
    with st.container(border=True):
        section(t("countries.shipped", day=day(facts.checked_on, language())), facts.source)
        for line in facts.remark.get(language()).split("\n"):
            st.markdown(plain(line))
        with st.expander(t("countries.facts"), icon=":material/fact_check:"):
            show_facts(page, as_profile(facts, language()))
        if may:
            st.caption(t("countries.shipped_note"))
            act(
                page, t("countries.adopt"), partial(adopt_profiles, page.workspace, [facts.code], language=language()),
                key="country_adopt", icon=":material/download_done:", type="secondary",
                note=t_count("countries.adopted", 1),
            )  # fmt: skip


def _adopt(page: Page, codes: Sequence[str]) -> None:
    try:
        saved = adopt_profiles(page.workspace, codes, language=language(), actor=page.actor, at=page.at)
    except RefusedError as error:
        st.session_state[_FAILED] = error
    else:
        remember(saved, at=page.at, note=t_count("countries.adopted", len(saved.record)))


FIXED_IN_COUNTRY: Final = "country_profile"


def country_fix_words(line: GapLine) -> str:
    """What the button beside such a gap says."""
    is_stale = line.span.rule_id in rules_with(DeadlineKind.COUNTRY)
    return t("countries.fix_again" if is_stale else "countries.fix")


def lead_to_country(page: Page, line: GapLine) -> None:
    """Open the profile of the country; whoever may not write it sees the gap on the board."""
    close_dialog()
    if page.may(Permission.EDIT_COUNTRIES):
        go_to("settings", tab="countries", id=line.span.fix_id)
    go_to("gaps", party=line.span.third_party_id)
