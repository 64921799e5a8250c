"""What is asked: which data, for what and when, begun from a registered flow; the rest is folded away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow, TransferMethod
from sakimori.domain.records.hand_over import HandOver
from sakimori.errors import RefusedError
from sakimori.services.clearance.choices import (
    OwnChoices,
    Recipient,
    asked_flow,
    checked_items,
    first_flow,
    known_facts,
    with_answers,
)
from sakimori.services.clearance.reason_words import of_way
from sakimori.ui.clearance.ground import ask_ground
from sakimori.ui.clearance.state import FIRST, CheckQuestion, answers_of, keep_answer, named_data, named_flow
from sakimori.ui.flows.hand_over_questions import FACTS, given_fact, is_given
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.formats import Unit, aside, count, plain, unknown
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.record_fields import count_input, record_input
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SENTENCES, label, language, listed, t

_NONE = ""
_FEW = 7
"""So many kinds stand as pills; more are chosen from a list."""
_LAST_DAY = date(2300, 12, 31)


def ask_question(page: Page, choices: OwnChoices, found: Recipient, like: DataFlow | None) -> CheckQuestion | None:
    """The question as it stands in the form; None while its day is missing or an entry was refused."""
    key = f"check_{found.party.id}_{like.id if like else 'new'}"
    slots: dict[str, DeltaGenerator] = {}
    flow = _ask_data(first_flow(found, like), choices, key)
    slots["categories"] = slots["data_set_id"] = st.empty()
    flow = _ask_purpose(page, flow, choices, key)
    slots["purpose_id"] = st.empty()
    on = _ask_day(page, key, of_way(flow.comes_in))
    ground = ask_ground(flow, like, choices, found, key)
    flow = ground.flow
    slots |= dict.fromkeys(("route", "filing_id", "joint_use_id"), st.empty())
    with st.expander(t("check.details"), icon=":material/tune:", type="compact"):
        items = _ask_items(flow, key)
        flow = _ask_size(replace(flow, data_items=items or ()), like, choices, key)
        if flow.data_set_id is None:
            flow = replace(flow, origins=record_input(flow, "origins", key=f"{key}_own"))
    slots["origins"] = slots["person_count"] = st.empty()
    if on is None or items is None:
        return None
    flow = asked_flow(flow, like, on=on)
    ground.say(is_registered=bool(flow.id))
    within = t("check.is_within" if flow.id else f"check.is_new{of_way(flow.comes_in)}") if like else ""
    st.caption(listed([within, t("check.no_names")], SENTENCES))
    request = ClearanceRequest(
        flow, HandOver("", found.party.id, flow.id), on, ground_by=None if flow.id else ground.by
    )  # fmt: skip
    asked = CheckQuestion(request, found.party, like, choices, _kinds_key(flow, key), slots)
    if not asked.is_whole:
        return asked
    known = known_facts(page.workspace, like if flow.id and like else flow, actor=page.actor)
    _keep_given(asked)
    return replace(asked, request=replace(request, facts=with_answers(known, answers_of(asked))))


def choose_data_first(choices: OwnChoices) -> None:
    """Data may be chosen before the recipient; the question then begins with a flow of that data."""
    if not choices.data:
        return
    words = _data_words(choices)
    st.selectbox(
        t("check.data"), list(words), index=None, format_func=words.__getitem__, key=FIRST,
        placeholder=t("check.choose"), icon=":material/dataset:",
    )  # fmt: skip


def _data_words(choices: OwnChoices) -> dict[str, str]:
    return {
        one.data_set.id: aside(one.data_set.name, count(one.persons, Unit.PERSONS, language()), language())
        for one in choices.data
    }


def _keep_given(asked: CheckQuestion) -> None:
    """What was answered beside the form, before the answer is judged."""
    for name in FACTS:
        if is_given(name, key=asked.key_of(name)):
            keep_answer(asked, name, given_fact(name, key=asked.key_of(name)))


def begin_with(found: Recipient, choices: OwnChoices) -> DataFlow | None:
    """The registered flow with which the question begins, if there is one and it is chosen."""
    flows = (*found.flows, *found.receipts)
    if not flows:
        return None
    named = {flow.id: flow.name for flow in found.flows}
    named |= {flow.id: aside(flow.name, t("check.like_in"), language()) for flow in found.receipts}
    named[_NONE] = t("check.like_none")
    options = list(named)
    chosen = st.selectbox(
        t("check.like"), options, index=options.index(_begun_with(found, choices)), format_func=named.__getitem__,
        key=f"check_like_{found.party.id}", help=t("check.like_help"),
    )  # fmt: skip
    return next((flow for flow in flows if flow.id == chosen), None)


def _begun_with(found: Recipient, choices: OwnChoices) -> str:
    """The flow that the address names, else one of the data that it names, else the first."""
    named, data = named_flow(), named_data()
    flows = (*found.flows, *found.receipts)
    if any(flow.id == named for flow in flows):
        return named
    if choices.of(data):
        return next((flow.id for flow in found.flows if flow.data_set_id == data), _NONE)
    return flows[0].id


def _ask_data(flow: DataFlow, choices: OwnChoices, key: str) -> DataFlow:
    """Data set and kinds; other data than those of the flow begin with every kind that they hold."""
    words = _data_words(choices)
    standing = next((code for code in (named_data(), flow.data_set_id) if code in words), _NONE)
    words[_NONE] = t("check.data_none")
    is_open = standing == _NONE and not flow.categories and bool(choices.data)
    chosen = st.selectbox(
        t(f"check.data{of_way(flow.comes_in)}"), list(words), index=None if is_open else list(words).index(standing),
        format_func=words.__getitem__, key=f"{key}_data", icon=":material/dataset:", placeholder=t("check.choose"),
    )  # fmt: skip
    if chosen is None:
        return flow
    data_set_id = chosen or None
    if data_set_id != flow.data_set_id:
        flow = replace(flow, data_set_id=data_set_id, categories=_all_kinds(choices, data_set_id), data_items=(),
                       volume_band=None, person_count=None)  # fmt: skip
    kinds = _ask_kinds(flow, choices, _kinds_key(flow, key))
    return replace(flow, categories=kinds or None)


def _all_kinds(choices: OwnChoices, data_set_id: str | None) -> frozenset[DataCategory] | None:
    """Every kind that a data set holds: what is not handed over is taken away, nothing goes along unseen."""
    own = choices.of(data_set_id)
    kinds = [part.categories for part in own.parts] if own else []
    return frozenset(kind for one in kinds for kind in one or ()) or None


def _kinds_key(flow: DataFlow, key: str) -> str:
    """The field of the kinds, one for each data set."""
    return f"{key}_{flow.data_set_id or _NONE}_kinds"


def _ask_kinds(flow: DataFlow, choices: OwnChoices, key: str) -> frozenset[DataCategory]:
    own = choices.of(flow.data_set_id)
    of_parts = [part.categories for part in own.parts] if own else []
    offered = set(DataCategory)
    if of_parts and all(of_parts):
        offered = {kind for kinds in of_parts for kind in kinds or ()} | (flow.categories or frozenset())
    title = t(f"check.kinds{of_way(flow.comes_in)}")
    words = {kind: label(kind) for kind in DataCategory if kind in offered}
    standing = [kind for kind in words if kind in (flow.categories or ())]
    if len(words) > _FEW:
        return frozenset(
            st.multiselect(
                title, list(words), default=standing, format_func=words.__getitem__, key=key,
                placeholder=unknown(language()),
            )
        )  # fmt: skip
    return frozenset(
        st.pills(
            title, list(words), selection_mode="multi", default=standing, format_func=words.__getitem__,
            key=key, wrap=True,
        )
    )  # fmt: skip


def _ask_items(flow: DataFlow, key: str) -> tuple[str, ...] | None:
    """The items in words; None where what was typed is refused."""
    full = f"{key}_{flow.data_set_id}_items"
    if flow.data_items:
        chosen = st.pills(
            t("check.items"), list(flow.data_items), selection_mode="multi", default=list(flow.data_items), key=full,
            wrap=True, format_func=plain,
        )  # fmt: skip
        return tuple(item for item in flow.data_items if item in chosen)
    typed = st.text_input(t("check.items"), key=full, placeholder=t("check.items_hint"))
    try:
        return checked_items(typed)
    except RefusedError as error:
        refusal(error)
        return None


def _ask_size(flow: DataFlow, like: DataFlow | None, choices: OwnChoices, key: str) -> DataFlow:
    """Persons and method; those of a registered flow stay as they are, else the data set says how many."""
    own = choices.of(flow.data_set_id)
    is_registered = like is not None and like.data_set_id == flow.data_set_id
    standing = own.persons if own and flow.persons is None and not is_registered else flow.persons
    left, right = st.columns(2)
    with left:
        persons = count_input(
            t("check.persons"), standing, key=f"{key}_{flow.data_set_id}_persons", blank=unknown(language())
        )
    with right:
        words = {method: label(method) for method in TransferMethod}
        options = list(words)
        method = st.selectbox(
            t("check.method"), options, format_func=words.__getitem__, key=f"{key}_method",
            index=options.index(flow.transfer_method) if flow.transfer_method else None,
            placeholder=unknown(language()),
        )  # fmt: skip
    if persons != flow.persons:
        flow = replace(flow, person_count=persons, volume_band=None)
    return replace(flow, transfer_method=method)


def _ask_purpose(page: Page, flow: DataFlow, choices: OwnChoices, key: str) -> DataFlow:
    purposes = {purpose.id: purpose.name for purpose in choices.purposes}
    if not purposes:
        _say_no_purpose(page)
        return replace(flow, purpose_id=None)
    options = list(purposes)
    purpose = st.selectbox(
        t("check.purpose"), options, index=options.index(flow.purpose_id) if flow.purpose_id in purposes else None,
        format_func=purposes.__getitem__, key=f"{key}_purpose", placeholder=t("check.choose"),
    )  # fmt: skip
    return replace(flow, purpose_id=purpose)


def _say_no_purpose(page: Page) -> None:
    """No purpose is registered: the way to where it is, or who sees to it."""
    st.markdown(f":small[{t('check.purpose')}]")
    if spec_of("purposes").is_for(page.actor.roles):
        st.caption(t("check.no_purpose"))
        link_to("purposes", t("check.add_purpose"), icon="add")
    else:
        st.caption(t("check.no_purpose_ask"))


def _ask_day(page: Page, key: str, way: str) -> date | None:
    """The day of the deed: it is judged on that day, by what is known now."""
    first = max(page.today, page.on)
    on: date | None = st.date_input(
        t(f"check.day{way}"), value=first, min_value=date(2, 1, 1), max_value=_LAST_DAY, format="YYYY/MM/DD",
        key=f"{key}_day",
    )  # fmt: skip
    if on is None:
        st.caption(f":orange[{t(f'check.day_needed{way}')}]")
        return None
    if on < page.today:
        st.caption(f":orange[{t(f'check.day_past{way}')}]")
        return None
    return on
