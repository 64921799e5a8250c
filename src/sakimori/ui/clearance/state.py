"""What the check page remembers: the recipient that was chosen, where to begin, and the facts that were answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.clearance.cases import OF_RECIPIENT
from sakimori.services.clearance.choices import OwnChoices

PARTY: Final = "check_party"
FIRST: Final = "check_data_first"
"""The data that were chosen before the recipient."""
_LIKE, _DATA, _ADDRESS, _ANSWERS = "check_like", "check_data", "check_address", "check_answers"
_LEFT_OPEN, _TICKED = "check_left_open", "check_ticked"
_NAMES: Final = ("party", "flow", "data")


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question as the form states it; `like` is the flow that it began with, `kinds_key` the field of the kinds.

    `slots` are the places below the fields where it is said that one of them decides.
    """

    request: ClearanceRequest
    party: ThirdParty
    like: DataFlow | None
    choices: OwnChoices
    kinds_key: str
    slots: Mapping[str, DeltaGenerator] = field(default_factory=dict, compare=False)

    @property
    def is_within(self) -> bool:
        """Whether it stays inside a registered flow."""
        return bool(self.request.flow.id)

    @property
    def comes_in(self) -> bool:
        """Whether the data come to us."""
        return self.request.flow.comes_in

    @property
    def is_whole(self) -> bool:
        """Whether there is enough to judge: to whom, and what."""
        return bool(self.request.flow.categories)

    @property
    def subject(self) -> str:
        """What the answers to a question belong to: another recipient, other data or another ground ask anew."""
        flow = self.request.flow
        parts = (
            self.of_recipient, flow.data_set_id, flow.purpose_id, ",".join(sorted(flow.categories or ())),
            ",".join(flow.data_items),
        )  # fmt: skip
        return "|".join(str(part or "") for part in parts)

    @property
    def of_recipient(self) -> str:
        """What answers about the recipient itself belong to, whichever data go."""
        flow = self.request.flow
        return f"{self.party.id}|{self.like.id if self.like else ''}|{flow.id}|{flow.route.value}"

    def key_of(self, fact: str) -> str:
        """The key of the question for one fact."""
        return f"check_fact_{self.of_recipient if fact in OF_RECIPIENT else self.subject}"


def follow_address() -> None:
    """What the address names is chosen once; what is chosen afterwards stays until another address comes."""
    asked = tuple(st.query_params.get(name, "") for name in _NAMES)
    if any(asked) and asked != st.session_state.get(_ADDRESS):
        st.session_state[_ADDRESS] = asked
        st.session_state[PARTY], st.session_state[_LIKE], st.session_state[_DATA] = asked


def named_flow() -> str:
    """The flow that the address names."""
    return str(st.session_state.get(_LIKE, ""))


def named_data() -> str:
    """The data set that the address names."""
    return str(st.session_state.get(_DATA, ""))


def choose_recipient(third_party_id: str) -> None:
    """Ask about this recipient, or about none yet; the address says so, so that it can be sent on."""
    named = (third_party_id, "", str(st.session_state.get(FIRST) or "") if third_party_id else "")
    st.session_state[_ADDRESS] = named
    st.session_state[PARTY], st.session_state[_LIKE], st.session_state[_DATA] = named
    for name, value in zip(_NAMES, named, strict=True):
        st.query_params.pop(name, None)
        if value:
            st.query_params[name] = value


def keep_kinds(asked: CheckQuestion, kinds: frozenset[DataCategory]) -> None:
    """Choose these kinds in the form, as if the others had been taken away there."""
    st.session_state[asked.kinds_key] = [kind for kind in DataCategory if kind in kinds]


def answers_of(asked: CheckQuestion) -> dict[str, Any]:
    """What was answered to this question so far."""
    kept: dict[tuple[str, str], Any] = st.session_state.setdefault(_ANSWERS, {})
    return {name: value for (key, name), value in kept.items() if key == asked.key_of(name)}


def keep_answer(asked: CheckQuestion, fact: str, value: Any) -> None:  # noqa: ANN401 - any fact
    """Remember an answer as long as the session lasts."""
    st.session_state.setdefault(_ANSWERS, {})[asked.key_of(fact), fact] = value


def leave_open(asked: CheckQuestion, fact: str) -> None:
    """Remember that whoever was asked does not know a fact: it is not asked for again."""
    st.session_state.setdefault(_LEFT_OPEN, set()).add((asked.key_of(fact), fact))


def left_open(asked: CheckQuestion) -> frozenset[str]:
    """The facts of this question that were left open."""
    kept: set[tuple[str, str]] = st.session_state.setdefault(_LEFT_OPEN, set())
    return frozenset(fact for key, fact in kept if key == asked.key_of(fact))


def tick(asked: CheckQuestion, fact: str, words: str) -> None:
    """Remember that a condition was met, with its words; pressed again, that it was not."""
    kept: dict[tuple[str, str], str] = st.session_state.setdefault(_TICKED, {})
    key = (asked.key_of(fact), fact)
    is_met = kept.pop(key, None) is None
    if is_met:
        kept[key] = words
    keep_answer(asked, fact, True if is_met else None)


def ticked(asked: CheckQuestion) -> dict[str, str]:
    """The conditions of this question that were met, by their facts, in words."""
    kept: dict[tuple[str, str], str] = st.session_state.setdefault(_TICKED, {})
    return {fact: words for (key, fact), words in kept.items() if key == asked.key_of(fact)}
