"""Company policy: its numbers, what a change of them would turn, and the judging anew that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from sakimori.ui.frame.text import language, t

GROUPS: dict[str, tuple[str, ...]] = {
    "cadence": tuple(key for key in POLICY_KEYS if key.startswith("cadence_")),
    "due": ("due_block", "due_high", "due_medium", "due_low", "review_overdue_high_after", "start_period_days"),
    "register": (
        "contract_notice_warning_days",
        "certificate_warning_days",
        "certificate_near_days",
        "annual_check_months",
        "annual_check_warning_days",
        "annual_check_block_after",
        "erasure_certificate_days",
        "country_profile_months",
        "sub_processor_list_months",
        "data_set_verify_months",
        "change_notice_days",
        "campaign_ready_days",
        "campaign_record_months",
    ),
    "requests": (
        "request_alarm_days",
        "request_target_days",
        "request_identity_days",
        "passed_on_days",
        "request_keep_months",
    ),
    "clearance": (
        "approval_persons",
        "few_persons",
        "confirmation_days",
        "own_words_until",
        "optout_notice_days",
        "suppression_mail_days",
        "suppression_post_days",
        "stop_pass_on_days",
        "stop_answer_days",
        "list_recall_days",
        "amendment_main_on",
    ),
    "reminders": (
        "remind_early_days",
        "remind_near_days",
        "remind_late_days",
        "remind_lead_days",
        "remind_compliance_days",
    ),
    "training": ("training_months", "training_grace_days", "training_pass_percent", "training_stops_releases"),
    "governance": (
        "policy_review_months",
        "policy_read_days",
        "internal_audit_months",
        "meeting_months",
        "own_check_months",
        "own_erasure_months",
    ),
    "incidents": (
        "incident_target_days",
        "incident_report_days",
        "incident_persons_days",
        "incident_item_days",
        "incident_plan_months",
        "drill_months",
    ),
    "other": ("persons_tier_1", "persons_tier_2", "assessment_answer_days", "coming_days", "fiscal_year_month"),
}
"""The numbers as they stand together on the page."""

_PREVIEW, _SAVED, _FAILED = "settings_preview", "settings_saved", "settings_refused"
_SHOWN, _RACE = "settings_shown", "settings_race"
_COLUMNS = 4


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
    values: dict[str, PolicyValue] = {}
    for group, keys in GROUPS.items():
        section(t(f"settings.group_{group}"), t("basis.policy"))
        cells = st.grid(_COLUMNS, min_column_width=170)
        for key in keys:
            with cells.container(gap="xsmall"):
                values[key] = _number(key, standing, may=may)
    if may:
        _change(page, standing, values)
    elif page.is_editable:
        st.caption(t("settings.cannot"))


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
    st.session_state.pop(_SHOWN, None)
    if policy is not None:
        st.session_state[_SHOWN] = policy


def _field(key: str) -> str:
    return f"policy_{key}"


def _number(key: str, standing: Policy, *, may: bool) -> PolicyValue:
    field, default = _field(key), getattr(DEFAULT_POLICY, key)
    if not may:
        st.session_state.pop(_SHOWN, None)
        st.session_state[field] = getattr(standing, key)
    label = t(f"settings.policy.{key}")
    value: PolicyValue
    if isinstance(default, date):
        value = st.date_input(
            label, value=cast(date, getattr(standing, key)), min_value=DAY_RANGES[key][0],
            max_value=DAY_RANGES[key][1], key=field, disabled=not may,
        )  # fmt: skip
    else:
        number = st.number_input(label, min_value=0, value=getattr(standing, key), step=1, key=field, disabled=not may)
        value = int(number)
    words = day(default, language()) if isinstance(default, date) else f"{default:,}"
    if value != default and may:
        st.button(t("settings.reset", value=words), key=f"reset_{key}", type="tertiary", on_click=_reset, args=(key,))
    else:
        st.caption(t("settings.default", value=words))
    return value


def _reset(*keys: str) -> None:
    for key in keys:
        st.session_state[_field(key)] = getattr(DEFAULT_POLICY, key)


def _change(page: Page, standing: Policy, values: dict[str, PolicyValue]) -> None:
    changed = sum(getattr(standing, key) != value for key, value in values.items())
    with st.container(horizontal=True, vertical_alignment="center"):
        tried = st.button(t("settings.try"), key="settings_try", type="primary", disabled=not changed)
        st.button(
            t("settings.reset_all"),
            key="settings_reset_all",
            on_click=_reset,
            args=POLICY_KEYS,
            disabled=all(getattr(DEFAULT_POLICY, key) == value for key, value in values.items()),
        )
        if changed:
            st.caption(t("settings.changed", count=changed), width="content")
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
    with st.container(border=True):
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
    for key in POLICY_KEYS:
        was, mine, other = (getattr(policy, key) for policy in (race.shown, race.mine, theirs))
        st.session_state[_field(key)] = mine if mine != was else other
        if other != was:
            field = bold(t(f"settings.policy.{key}"))
            st.markdown(t("settings.race", field=field, was=f"{was:,}", mine=f"{mine:,}", theirs=f"{other:,}"))
