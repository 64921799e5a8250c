"""What the check page remembers: the recipient that was chosen, where to begin, and the facts that were answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

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
_NAMES: Final = ("party", "flow", "data")


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question as the form states it; `like` is the flow that it began with, `kinds_key` the field of the kinds."""

    request: ClearanceRequest
    party: ThirdParty
    like: DataFlow | None
    choices: OwnChoices
    kinds_key: str

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

    def key_of(self, field: str) -> str:
        """The key of the question for one fact."""
        return f"check_fact_{self.of_recipient if field in OF_RECIPIENT else self.subject}"


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
    return {field: value for (key, field), value in kept.items() if key == asked.key_of(field)}


def keep_answer(asked: CheckQuestion, field: str, value: Any) -> None:  # noqa: ANN401 - any fact
    """Remember an answer as long as the session lasts."""
    st.session_state.setdefault(_ANSWERS, {})[asked.key_of(field), field] = value
