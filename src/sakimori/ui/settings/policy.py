"""Company policy: its numbers, what a change of them would turn, and the judging anew that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import streamlit as st

from sakimori.domain.policy import (
    DAY_RANGES,
    DEFAULT_POLICY,
    OWN_WORDS_NEVER,
    POLICY_KEYS,
    Policy,
    PolicyValue,
)
from sakimori.errors import ConflictError, SakimoriError
from sakimori.services.clearance.unconfirmed import turning_without_own_words
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.recompute import Effect, preview
from sakimori.services.settings.policy import change_policy, checked_policy, policy_known
from sakimori.ui.frame.components import link_to, refusal, section
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import bold
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.settings.policy_fields import FIELDS, GROUPS, KINDS, Kind, PolicyField

_PREVIEW, _SAVED, _FAILED = "settings_preview", "settings_saved", "settings_refused"
_SHOWN, _RACE = "settings_shown", "settings_race"
_SEARCH, _GROUP = "settings_search", "settings_group"
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What a policy would turn; it counts for that policy only."""

    policy: Policy
    effect: Effect


@dataclass(frozen=True, slots=True)
class Race:
    """A change that came too late: what was shown, what was typed over it, and the refusal that holds theirs."""

    shown: Policy
    mine: Policy
    conflict: ConflictError

    @property
    def theirs(self) -> Policy:
        """The policy that the other person put in force."""
        return cast("Policy", self.conflict.details["theirs"])


def show_policy(page: Page) -> None:
    """The numbers with their defaults; a change is tried before it can be saved."""
    if note := st.session_state.pop(_SAVED, None):
        st.info(t(note), icon=":material/task_alt:")
    if refused := st.session_state.pop(_FAILED, None):
        refusal(refused)
    _settle()
    st.markdown(f"{t('settings.company')}　**{plain(page.workspace.meta('name') or '')}**")
    st.caption(t("settings.policy_lead"))
    _tell_own_words(page)
    standing = policy_known(page.workspace, number=page.known)
    may = page.may(Permission.SET_POLICY)
    if may:
        standing = _shown(standing)
    values = _values(standing, may=may)
    shown = _chosen(standing, values)
    for group in GROUPS:
        if fields := [field for field in shown if field.group == group]:
            section(t(f"settings.group_{group}"), t("basis.policy"))
            cells = st.grid(_COLUMNS, min_column_width=230)
            for field in fields:
                with cells.container(gap="xsmall"):
                    values[field.key] = _ask(field, may=may)
    if may:
        with st.bottom, st.container(border=True, gap="xsmall", key="settings_bar"):
            _change(page, standing, values)
    elif page.is_editable:
        st.caption(t("settings.cannot"))


def _chosen(standing: Policy, values: Mapping[str, PolicyValue]) -> list[PolicyField]:
    """The values to show: those that a search meets, wherever they stand, else those of the chosen group."""
    text = st.text_input(
        t("settings.search"),
        key=_SEARCH,
        type="search",
        live="250ms",
        placeholder=t("settings.search"),
        label_visibility="collapsed",
    ).strip()
    changed = Counter(field.group for field in FIELDS if values[field.key] != getattr(standing, field.key))

    def words(group: str) -> str:
        name = t(f"settings.group_{group}")
        return t("settings.group_changed", group=name, count=changed[group]) if changed[group] else name

    st.session_state.setdefault(_GROUP, GROUPS[0])
    group = st.pills(
        t("settings.groups"),
        GROUPS,
        format_func=words,
        key=_GROUP,
        label_visibility="collapsed",
        required=True,
        disabled=bool(text),
        wrap=True,
    )
    if not text:
        return [field for field in FIELDS if field.group == group]
    found = [field for field in FIELDS if field.is_met(text)]
    if not found:
        st.markdown(t("settings.search_none", text=plain(text)))
    return found


def _tell_own_words(page: Page) -> None:
    """How many answers and slips turn once what only the asker says counts no more, while it still does."""
    until = policy_known(page.workspace, number=page.known).own_words_until
    if until == OWN_WORDS_NEVER or until < page.today:
        return
    turning = turning_without_own_words(page.workspace)
    with st.container(horizontal=True, vertical_alignment="center"):
        words = t("settings.own_words", last=day(until, language()), flows=turning.flows, slips=turning.slips)
        st.info(plain(words), icon=":material/how_to_reg:", width="stretch")
        link_to("inbox", t("settings.to_facts"), icon="how_to_reg", tab="facts")


def _shown(standing: Policy) -> Policy:
    """The policy over which the numbers on the page are typed: the one that was in force when they were drawn first."""
    if _SHOWN not in st.session_state or _field(POLICY_KEYS[0]) not in st.session_state:
        _begin_from(standing)
    shown: Policy = st.session_state[_SHOWN]
    return shown


def _begin_from(policy: Policy | None) -> None:
    """Draw the fields from a policy; None: from the one in force at the next run."""
    for key in POLICY_KEYS:
        st.session_state.pop(_field(key), None)
        st.session_state.pop(_switch(key), None)
    st.session_state.pop(_SHOWN, None)
    if policy is not None:
        st.session_state[_SHOWN] = policy


def _field(key: str) -> str:
    return f"policy_{key}"


def _switch(key: str) -> str:
    return f"policy_{key}_on"


def _put(key: str, value: PolicyValue) -> None:
    """Let the controls of a value hold it."""
    match KINDS[key]:
        case Kind.YES_NO:
            st.session_state[_field(key)] = bool(value)
        case Kind.DATE_OR_NEVER:
            is_on = value != getattr(DEFAULT_POLICY, key)
            st.session_state[_switch(key)] = is_on
            st.session_state[_field(key)] = value if is_on else None
        case _:
            st.session_state[_field(key)] = value


def _values(standing: Policy, *, may: bool) -> dict[str, PolicyValue]:
    """What the controls hold, whether they are in sight or not: what was typed outlasts a search and another group."""
    if not may:
        st.session_state.pop(_SHOWN, None)
    for field in FIELDS:
        if not may or _field(field.key) not in st.session_state:
            _put(field.key, getattr(standing, field.key))
        for kept in (_field(field.key), _switch(field.key)):
            if kept in st.session_state:
                st.session_state[kept] = st.session_state[kept]
    return {field.key: _held(field) for field in FIELDS}


def _held(field: PolicyField) -> PolicyValue:
    held = st.session_state[_field(field.key)]
    if field.kind is Kind.YES_NO:
        return int(held)
    if field.kind is Kind.DATE_OR_NEVER and (held is None or not st.session_state[_switch(field.key)]):
        return field.default
    value: PolicyValue = held
    return value


def _ask(field: PolicyField, *, may: bool) -> PolicyValue:
    """The control of a value, what it decides, what the law says of it, and its default."""
    key = field.key
    match field.kind:
        case Kind.YES_NO:
            st.toggle(field.label, key=_field(key), disabled=not may)
        case Kind.DATE_OR_NEVER:
            if st.toggle(field.label, key=_switch(key), disabled=not may):
                st.date_input(
                    t("settings.last_day"),
                    min_value=DAY_RANGES[key][0],
                    max_value=DAY_RANGES[key][1],
                    key=_field(key),
                    disabled=not may,
                    value=None,
                )
        case Kind.DATE:
            st.date_input(
                field.label,
                min_value=DAY_RANGES[key][0],
                max_value=DAY_RANGES[key][1],
                key=_field(key),
                disabled=not may,
            )
        case _:
            st.number_input(field.label, min_value=0, step=1, key=_field(key), disabled=not may)
    value = _held(field)
    st.caption(" ".join(part for part in (field.does, plain(field.law)) if part))
    words = field.words(field.default)
    if value != field.default and may:
        st.button(t("settings.reset", value=words), key=f"reset_{key}", type="tertiary", on_click=_reset, args=(key,))
    else:
        st.caption(t("settings.default", value=words))
    return value


def _reset(*keys: str) -> None:
    for key in keys:
        _put(key, getattr(DEFAULT_POLICY, key))


def _change(page: Page, standing: Policy, values: dict[str, PolicyValue]) -> None:
    changed = [field for field in FIELDS if getattr(standing, field.key) != values[field.key]]
    with st.container(horizontal=True, vertical_alignment="center"):
        tried = st.button(t("settings.try"), key="settings_try", type="primary", disabled=not changed)
        st.button(
            t("settings.reset_all"),
            key="settings_reset_all",
            on_click=_reset,
            args=POLICY_KEYS,
            disabled=all(getattr(DEFAULT_POLICY, key) == value for key, value in values.items()),
        )
        names = listed([field.label for field in changed])
        told = t("settings.changed", count=len(changed), names=names) if changed else t("settings.nothing_changed")
        st.caption(plain(told), width="stretch")
    if not changed:
        return
    try:
        wanted = checked_policy(standing, **values)
    except SakimoriError as error:
        refusal(error)
        return
    if tried:
        with st.spinner(t("settings.trying")):
            st.session_state[_PREVIEW] = Preview(wanted, preview(page.workspace, wanted, today_at=page.at))
    tried_out: Preview | None = st.session_state.get(_PREVIEW)
    if tried_out is not None and tried_out.policy == wanted:
        _save(page, tried_out)


def _save(page: Page, tried_out: Preview) -> None:
    effect = tried_out.effect
    with st.container(gap="xsmall"):
        if effect.third_parties:
            st.markdown(
                t(
                    "settings.effect",
                    parties=f"{effect.third_parties:,}",
                    opened=f"{effect.opened:,}",
                    closed=f"{effect.closed:,}",
                    moved=f"{effect.moved:,}",
                )
            )
        else:
            st.markdown(t("settings.no_effect"))
        reason = st.text_input(t("settings.reason"), key="settings_reason", max_chars=500)
        if st.button(t("settings.save"), key="settings_save", type="primary", disabled=not reason.strip()):
            _put_in_force(page, tried_out.policy, reason.strip())


def _put_in_force(page: Page, policy: Policy, reason: str) -> None:
    shown: Policy = st.session_state[_SHOWN]
    try:
        change_policy(page.workspace, policy, actor=page.actor, at=page.at, reason=reason, seen=shown)
    except ConflictError as conflict:
        st.session_state[_RACE] = Race(shown, mine=policy, conflict=conflict)
    except SakimoriError as error:
        st.session_state[_FAILED] = error
    else:
        st.session_state[_SAVED] = "settings.saved"
        _begin_from(None)
    st.session_state.pop(_PREVIEW, None)
    st.rerun()


def _settle() -> None:
    """Tell a lost race with both values; what only the other person changed is theirs, what was typed here stays."""
    race: Race | None = st.session_state.pop(_RACE, None)
    if race is None:
        return
    theirs = race.theirs
    _begin_from(theirs)
    refusal(race.conflict)
    for field in FIELDS:
        key = field.key
        was, mine, other = (getattr(policy, key) for policy in (race.shown, race.mine, theirs))
        _put(key, mine if mine != was else other)
        if other != was:
            said = {name: field.words(value) for name, value in (("was", was), ("mine", mine), ("theirs", other))}
            st.markdown(t("settings.race", field=bold(field.label), **said))
