"""The ground of a hand-over: proposed from what is on record, said in a sentence, chosen otherwise in one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sakimori.domain.clearance import GroundBy
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.services.clearance.choices import OwnChoices, Recipient, on_ground
from sakimori.services.clearance.grounds import ProposedGround, likely_grounds, proposed_ground
from sakimori.services.flows.drafts import rests_on, routes_for
from sakimori.ui.clearance.words import ground_words
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import record_input
from sakimori.ui.frame.text import label, t

_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class AskedGround:
    """The flow on the ground that was chosen, whence that comes, and the place of the sentence about it."""

    flow: DataFlow
    proposed: ProposedGround | None
    place: DeltaGenerator

    @property
    def by(self) -> GroundBy | None:
        """Whence the ground comes; None while there is none."""
        route = self.flow.route
        if route is LegalRoute.UNDECIDED:
            return None
        return self.proposed.by if self.proposed and route is self.proposed.route else GroundBy.ASKER

    def say(self, *, is_registered: bool) -> None:
        """Whence the ground comes, in a sentence; that of a registered flow is no proposal as long as it stays one."""
        words = _sentence(self.flow.route, self.proposed, is_registered=is_registered)
        self.place.markdown(f":small[{words}]")


def ask_ground(flow: DataFlow, like: DataFlow | None, choices: OwnChoices, found: Recipient, key: str) -> AskedGround:
    """Ask for the ground, and for the record on which it rests where the question names one."""
    proposed = _proposed(flow, like, found)
    with st.container(gap="xxsmall"):
        route = _ask_route(flow, found, proposed, key)
        place = st.empty()
    flow = on_ground(flow, found.party, route)
    for field in rests_on(route):
        names = _texts(choices, field, flow)
        if names is not None:
            flow = replace(flow, **{field: record_input(flow, field, key=f"{key}_{route.value}", names=names)})
    return AskedGround(flow, proposed, place)


def _proposed(flow: DataFlow, like: DataFlow | None, found: Recipient) -> ProposedGround | None:
    if like is None:
        return proposed_ground(flow, found.party, found.flows, found.contracts)
    return None if like.route is LegalRoute.UNDECIDED else ProposedGround(like.route, GroundBy.FLOW, like.name)


def _ask_route(flow: DataFlow, found: Recipient, proposed: ProposedGround | None, key: str) -> LegalRoute:
    """The likely grounds side by side, any other one in a list; another proposal begins anew."""
    likely = likely_grounds(flow, found.party, proposed)
    standing = proposed.route if proposed else None
    full = f"{key}_route_{standing.value if standing else ''}"
    chosen = st.pills(
        t("check.ground"), [*(route.value for route in likely), _OTHER], key=full, wrap=True,
        default=standing.value if standing else None, format_func=_route_word,
    )  # fmt: skip
    if chosen == _OTHER:
        return _ask_other(flow, found, likely, full)
    return LegalRoute(chosen) if chosen else LegalRoute.UNDECIDED


def _route_word(code: str) -> str:
    return t("check.ground_other") if code == _OTHER else label(LegalRoute(code))


def _ask_other(flow: DataFlow, found: Recipient, likely: Sequence[LegalRoute], key: str) -> LegalRoute:
    rest = [one for one in routes_for(flow, found.party) if one not in likely and one is not LegalRoute.UNDECIDED]
    words = {route: label(route) for route in rest}
    chosen = st.selectbox(
        t("check.ground_which"), rest, index=None, format_func=words.__getitem__, key=f"{key}_other",
        placeholder=t("check.choose"),
    )  # fmt: skip
    return chosen or LegalRoute.UNDECIDED


def _sentence(route: LegalRoute, proposed: ProposedGround | None, *, is_registered: bool) -> str:
    if route is LegalRoute.UNDECIDED:
        return f":orange[:material/help: {t('check.ground_open')}]"
    if proposed is None or route is not proposed.route:
        return plain(t("check.ground_by_asker", ground=ground_words(route)))
    if is_registered:
        return plain(t("check.ground_registered", ground=ground_words(route)))
    why = t(f"check.ground_by_{proposed.by.value}", ground=ground_words(route), name=proposed.name)
    return f":violet-badge[{t('check.proposed')}] {plain(why)}"


def _texts(choices: OwnChoices, field: str, flow: DataFlow) -> dict[str, str] | None:
    """The records on which a ground rests, where the question names one; consent stands with the parts of the data."""
    if field == "joint_use_id":
        return {one.id: one.name for one in choices.joint_uses}
    if field == "filing_id":
        return {one.id: f"{one.name} {one.number}".strip() for one in choices.filings}
    if field == "consent_text_id" and flow.data_set_id is None:
        return {one.id: f"{one.name} {one.text_version}" for one in choices.consent_texts}
    return None
