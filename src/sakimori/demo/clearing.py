"""What people of the demo asked of clearance: inquiries with their answers, and slips, good, lapsed and revoked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sakimori.demo.hands import Hands
from sakimori.demo.rows import DATA
from sakimori.demo.steps import Step
from sakimori.demo.stories import Story
from sakimori.domain.clearance_request import ClearanceRequest
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.user import Actor
from sakimori.services.clearance.inquiries import Decided, answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.clearance.slips import issue_slip, issue_slip_from_inquiry, revoke_slip

_SALES = "us03"


def clearances(hands: Hands) -> Story:
    """Every inquiry and every slip of the file, in the order of its days."""
    told = tomllib.loads((DATA / "demo_clearances.toml").read_text(encoding="utf-8"))
    steps = [step for says in told["inquiry"] for step in _inquiry_steps(says, hands)]
    steps.extend(step for says in told["slip"] for step in _slip_steps(says, hands))
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _inquiry_steps(says: Mapping[str, Any], hands: Hands) -> Iterator[Step]:
    yield Step(hands.day(says["on"]), partial(_ask, says, hands))
    if "answered" in says:
        yield Step(hands.day(says["answered"]), partial(_answer, says, hands))
    if "withdrawn" in says:
        yield Step(hands.day(says["withdrawn"]), partial(_withdraw, says, hands))
    if "slip" in says:
        yield Step(hands.day(says["slip"]), partial(_issue_from_inquiry, says, hands))


def _slip_steps(says: Mapping[str, Any], hands: Hands) -> Iterator[Step]:
    yield Step(hands.day(says["on"]), partial(_issue, says, hands))
    if "revoked" in says:
        yield Step(hands.day(says["revoked"]), partial(_revoke, says, hands))


def _who(says: Mapping[str, Any], hands: Hands) -> Actor:
    return hands.people[says.get("who", _SALES)]


def _key(word: str, says: Mapping[str, Any]) -> str:
    return f"{word}/{says['party']}/{says['flow']}"


def _request(says: Mapping[str, Any], hands: Hands) -> ClearanceRequest:
    """The question whether a registered flow may run today, on the facts that stand on record."""
    party = hands.parties[says["party"]]
    with hands.workspace.unit() as unit:
        flow = unit.records.select(
            DataFlow, "third_party_id = :party AND name = :name", {"party": party, "name": says["flow"]}
        )[0]
        facts = unit.records.select(HandOver, "flow_id = :flow", {"flow": flow.id})
    return ClearanceRequest(flow, facts[0] if facts else HandOver("", party, flow.id), hands.at.date())


def _ask(says: Mapping[str, Any], hands: Hands) -> None:
    sent = send_inquiry(
        hands.workspace, _request(says, hands), message=says["message"], actor=_who(says, hands), at=hands.at
    )
    hands.ids[_key("inquiry", says)] = sent.record.id


def _answer(says: Mapping[str, Any], hands: Hands) -> None:
    answer_inquiry(
        hands.workspace, hands.ids[_key("inquiry", says)], approve=says["approve"], reason=says["answer"],
        decided=[Decided(one["rule_id"], holds=True, reason=one["reason"]) for one in says.get("decided", ())],
        actor=hands.reader, at=hands.at,
    )  # fmt: skip


def _withdraw(says: Mapping[str, Any], hands: Hands) -> None:
    inquiry = hands.ids[_key("inquiry", says)]
    withdraw_inquiry(hands.workspace, inquiry, actor=_who(says, hands), at=hands.at, reason=says["why"])


def _issue_from_inquiry(says: Mapping[str, Any], hands: Hands) -> None:
    inquiry = hands.ids[_key("inquiry", says)]
    made = issue_slip_from_inquiry(hands.workspace, inquiry, actor=_who(says, hands), at=hands.at)
    hands.ids[_key("slip", says)] = made.record.id


def _issue(says: Mapping[str, Any], hands: Hands) -> None:
    made = issue_slip(hands.workspace, _request(says, hands), actor=_who(says, hands), at=hands.at)
    hands.ids[_key("slip", says)] = made.record.id


def _revoke(says: Mapping[str, Any], hands: Hands) -> None:
    slip = hands.ids[_key("slip", says)]
    revoke_slip(hands.workspace, slip, reason=says["why"], actor=hands.reader, at=hands.at)
