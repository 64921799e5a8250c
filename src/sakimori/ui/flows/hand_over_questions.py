"""The facts of one hand-over as questions: only those that decide now, and those that were answered already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.records.hand_over import DemandKind, HandOver, Misuse, Objection, SuccessionKind
from sakimori.domain.records.own_registers import AcquisitionHistory, StopChannel
from sakimori.ui.frame.formats import plain, unknown, yes_no
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.text import label, language, t

RECORD: Final = "hand_over"
BY_STEP: Final = frozenset({"approved_by", "approved_on"})
"""Set by a step of their own, never typed."""
_NO_FACTS: Final = frozenset({"id", "third_party_id", "flow_id", "note", "version", *BY_STEP})
FACTS: Final = tuple(field.name for field in fields(HandOver) if field.name not in _NO_FACTS)
"""Every fact that can be answered, in the order of the record."""
_OTHER: Final = frozenset({"misuse", "demand", "succession", "provider_history", "record_exempt", "suppression_on"})
_SIDE_BY_SIDE: Final[dict[str, type[StrEnum]]] = {
    "misuse": Misuse, "demand": DemandKind, "succession": SuccessionKind, "provider_history": AcquisitionHistory,
}  # fmt: skip
"""Facts with few answers: each is one click."""
CONTACT: Final = (
    StopChannel.MAIL, StopChannel.SMS, StopChannel.PHONE, StopChannel.POST, StopChannel.AD_TARGETING,
)  # fmt: skip
"""The channels by which marketing reaches a person."""
_YES, _NO, _UNKNOWN = "yes", "no", "unknown"
_ANSWERS: Final[dict[str, bool | None]] = {_YES: True, _NO: False, _UNKNOWN: None}
_ASKING: Final = (ReasonKind.BAR, ReasonKind.QUESTION, ReasonKind.UNKNOWN, ReasonKind.CONDITION)


def asked_fields(verdict: Verdict | None, facts: HandOver, *, but: Collection[str] = ()) -> tuple[str, ...]:
    """The facts that the answer asks for or rests on as answered, in the order of the record."""
    named = {
        reason.fix.field
        for reason in (verdict.of_kind(*_ASKING) if verdict else ())
        if reason.fix is not None and reason.fix.record == RECORD
    }
    return tuple(name for name in FACTS if name not in but and (name in named or getattr(facts, name) is not None))


def choose_more(names: Collection[str], *, key: str, disabled: bool = False) -> tuple[str, ...]:
    """Facts that nothing asks for and that somebody has to tell all the same; each chosen one is asked then."""
    words = {name: record_label(HandOver, name) for name in FACTS if name in names}
    if not words:
        return ()
    with st.expander(t("hand_over.more"), icon=":material/add:", type="compact"):
        chosen = st.multiselect(
            t("hand_over.more_which"), list(words), format_func=words.__getitem__, key=f"{key}_more",
            placeholder=unknown(language()), disabled=disabled, help=t("hand_over.more_help"),
        )  # fmt: skip
    return tuple(name for name in words if name in chosen)


def ask_facts(facts: HandOver, names: Iterable[str], *, key: str, disabled: bool = False) -> dict[str, Any]:
    """Ask for some facts one below the other, each with why it is asked; what nobody knows stays 未確認."""
    given: dict[str, Any] = {}
    for name in names:
        with st.container(gap="xxsmall"):
            given[name] = ask_fact(facts, name, key=key, disabled=disabled)
            st.caption(t(f"hand_over.why_{name}"))
    return given


def ask_fact(facts: HandOver, name: str, *, key: str, disabled: bool = False) -> Any:  # noqa: ANN401 - any fact
    """Ask for one fact."""
    shared = {"key": f"{key}_{name}", "disabled": disabled}
    if name == "objections":
        return _objections(facts, **shared)  # type: ignore[arg-type]
    if name == "channels":
        return channels_input(facts.channels, **shared)  # type: ignore[arg-type]
    if name in _SIDE_BY_SIDE:
        return _side_by_side(facts, name, **shared)  # type: ignore[arg-type]
    if name in _OTHER:
        return record_input(facts, name, key=key, disabled=disabled)
    value: bool | None = getattr(facts, name)
    return tri_state(record_label(HandOver, name), value=value, **shared)  # type: ignore[arg-type]


def _side_by_side(facts: HandOver, name: str, *, key: str, disabled: bool) -> StrEnum | None:
    """One of a few codes; none chosen is no answer."""
    codes: list[StrEnum] = list(_SIDE_BY_SIDE[name])
    standing: StrEnum | None = getattr(facts, name)
    return st.pills(
        plain(record_label(HandOver, name)), codes, default=standing, format_func=label, key=key, disabled=disabled,
        wrap=True,
    )  # fmt: skip


def tri_state(
    title: str, *, value: bool | None, key: str, disabled: bool = False, is_narrow: bool = False
) -> bool | None:
    """はい, いいえ or 未確認; nothing is chosen on behalf of the person who answers."""
    words = {code: yes_no(answer, language()) for code, answer in _ANSWERS.items()}
    standing = next(code for code, answer in _ANSWERS.items() if answer is value)
    shared: dict[str, Any] = {"format_func": words.__getitem__, "key": key, "disabled": disabled}
    if is_narrow:  # three words side by side need more than half a column
        return _ANSWERS[st.selectbox(plain(title), list(words), index=list(words).index(standing), **shared)]
    return _ANSWERS[st.segmented_control(plain(title), list(words), default=standing, required=True, **shared)]


def channels_input(
    value: frozenset[StopChannel] | None, *, key: str, disabled: bool = False
) -> frozenset[StopChannel] | None:
    """By which ways persons are contacted; none chosen is no answer."""
    words = {channel: label(channel) for channel in CONTACT}
    chosen = st.pills(
        plain(record_label(HandOver, "channels")), list(words), selection_mode="multi",
        default=[channel for channel in words if channel in (value or ())], format_func=words.__getitem__, key=key,
        disabled=disabled, wrap=True,
    )  # fmt: skip
    return frozenset(chosen) or None


def gives_yes(name: str) -> bool:
    """Whether a fact is answered by yes or no, so that it can be ticked."""
    return name not in {*_OTHER, "objections", "channels"}


def is_given(name: str, *, key: str) -> bool:
    """Whether a fact was asked in this session and its question still stands on the page."""
    return f"{key}_{name}" in st.session_state


def given_fact(name: str, *, key: str) -> Any:  # noqa: ANN401 - any fact
    """What the question for a fact holds now, before it is drawn again."""
    value = st.session_state[f"{key}_{name}"]
    if name == "objections":
        which = frozenset(st.session_state.get(f"{key}_{name}_which", ()))
        return (which or None) if value == _YES else frozenset() if value == _NO else None
    if name == "channels":
        return frozenset(value) or None
    return value if name in _OTHER else _ANSWERS.get(value)


def _objections(facts: HandOver, *, key: str, disabled: bool) -> frozenset[Objection] | None:
    """Somebody who looked and found none has answered; some without their kind are no answer yet."""
    words = {_NO: t("hand_over.none_on_file"), _YES: t("hand_over.some_on_file"), _UNKNOWN: unknown(language())}
    known = facts.objections
    chosen = st.segmented_control(
        plain(record_label(HandOver, "objections")), list(words),
        default=_UNKNOWN if known is None else _YES if known else _NO, format_func=words.__getitem__, key=key,
        disabled=disabled, required=True,
    )  # fmt: skip
    if chosen != _YES:
        return None if chosen == _UNKNOWN else frozenset()
    kinds = {kind: label(kind) for kind in Objection}
    which = st.multiselect(
        t("hand_over.which"), list(kinds), default=sorted(known or (), key=list(kinds).index),
        format_func=kinds.__getitem__, key=f"{key}_which", disabled=disabled, placeholder=unknown(language()),
    )  # fmt: skip
    return frozenset(which) or None
