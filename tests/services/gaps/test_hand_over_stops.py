"""What stops hand-overs: everything, some flows, nothing; and what the dossier makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.assessing import REVIEWER, a_decided, an_assessing_workspace, later
from kit.builders import AT, TODAY, an_actor
from kit.flowing import a_contract, a_flow, keep
from sakimori.domain.codes import DataCategory, Lifecycle
from sakimori.domain.gap import Span
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.services.gaps.of_dossier import Blocks, blocks_of
from sakimori.services.gaps.write import ask_waiver, decide_waiver
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import change_lifecycle
from sakimori.services.parties.view import PartyStanding, dossier_view
from sakimori.services.parties.write import add_service
from sakimori.services.settings.users import add_user

Subject = tuple[Workspace, ThirdParty]


@pytest.fixture
def subject() -> Subject:
    """A processor in use whose assessment holds; it has no contract and no flow yet."""
    workspace, party = an_assessing_workspace()
    for user_id in ("us02", "us03"):
        add_user(
            workspace, name=user_id, department="", roles=an_actor().roles, user_id=user_id, actor=an_actor(), at=AT
        )
    a_decided(workspace, party)
    change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="契約した", actor=an_actor(), at=AT)
    return workspace, party


def found(subject: Subject, *, on: date = TODAY, number: int | None = None) -> Blocks:
    workspace, party = subject
    with workspace.unit() as unit:
        known = unit.number() if number is None else number
        return blocks_of(unit, party.id, on=on, number=known)


def rule_ids(subject: Subject, gap_ids: set[str]) -> set[str]:
    workspace, party = subject
    with workspace.unit() as unit:
        return {span.rule_id for span in unit.spans.known_now(party.id) if span.gap_id in gap_ids}


def undecided(workspace: Workspace, party: ThirdParty, **facts: Any) -> DataFlow:
    return a_flow(workspace, party, **({"route": LegalRoute.UNDECIDED, "name": "名簿の受渡し"} | facts))


def test_without_a_contract_nothing_may_go_to_a_processor_whose_assessment_is_valid(subject: Subject) -> None:
    blocks = found(subject)
    assert blocks.is_stopped
    assert blocks.gravest is not None
    assert rule_ids(subject, {blocks.gravest.gap_id}) == {"C-CN1"}
    assert blocks.gravest.is_unknown, "in the start period nobody has said yet that there is none"
    later = found(subject, on=TODAY + timedelta(days=30)).gravest
    assert later is not None
    assert not later.is_unknown


def test_with_a_contract_the_assessment_is_what_counts(subject: Subject) -> None:
    a_contract(*subject)
    assert found(subject) == Blocks()


def test_the_day_after_the_contract_ends_everything_is_stopped(subject: Subject) -> None:
    a_contract(*subject, open_ended=False, end_on=TODAY + timedelta(days=10))
    assert not found(subject, on=TODAY + timedelta(days=10)).is_stopped
    assert found(subject, on=TODAY + timedelta(days=11)).is_stopped


def test_a_stopped_flow_stops_everything_only_when_no_other_flow_may_run(subject: Subject) -> None:
    a_contract(*subject)
    sound = a_flow(*subject)
    stopped = undecided(*subject)
    blocks = found(subject)
    assert ([flow.id for flow in blocks.stopped], blocks.flows, blocks.is_stopped) == ([stopped.id], 2, False)
    assert [flow.name for flow in blocks.stopped] == ["名簿の受渡し"]
    record(subject[0], replace(sound, end_on=TODAY - timedelta(days=1)), actor=an_actor(), at=AT)
    blocks = found(subject)
    assert blocks.is_stopped
    assert blocks.gravest is not None
    assert blocks.gravest.is_unknown, "nobody knows the ground of the hand-over"


def test_what_we_receive_neither_stops_nor_carries_a_hand_over(subject: Subject) -> None:
    a_contract(*subject)
    a_flow(*subject, direction=Direction.IN, name="受領")
    undecided(*subject)
    assert found(subject).flows == 1
    assert found(subject).is_stopped


def test_a_flow_that_is_still_to_begin_is_judged_by_its_first_day(subject: Subject) -> None:
    a_contract(*subject)
    undecided(*subject, start_on=TODAY + timedelta(days=30))
    assert found(subject).is_stopped


def test_a_sub_processor_without_consent_stops_the_flows_that_go_on_to_it(subject: Subject) -> None:
    workspace, party = subject
    a_contract(*subject)
    services = [
        add_service(workspace, Service("", party.id, name), actor=an_actor(), at=AT).record.id for name in "甲乙"
    ]
    numbers = frozenset({DataCategory.MYNUMBER})
    flows = [a_flow(*subject, name=service, service_id=service, categories=numbers) for service in services]
    link = SubProcessorLink("", party.id, "株式会社さざなみ", handles_my_number=True, service_id=services[0])
    keep(workspace, link)
    of_links = {
        flow.id for flow in found(subject).stopped if "A-MN4" in rule_ids(subject, {b.gap_id for b in flow.blocks})
    }
    assert of_links == {flows[0].id}


def waived(subject: Subject, *, last_day: date) -> None:
    workspace, party = subject
    with workspace.unit() as unit:
        span: Span = next(s for s in unit.spans.known_now(party.id) if s.rule_id == "C-CN1")
    asked = ask_waiver(workspace, span.gap_id, justification="締結待ち", last_day=last_day, actor=an_actor(), at=AT)
    decide_waiver(workspace, asked.record.id, approve=True, note="", actor=REVIEWER, at=AT)


def test_what_was_accepted_for_a_time_stays_a_condition_until_its_last_day(subject: Subject) -> None:
    last = TODAY + timedelta(days=20)
    waived(subject, last_day=last)
    assert not found(subject, on=last).is_stopped
    assert [waived.last_day for waived in found(subject, on=last).waived] == [last]
    assert found(subject, on=last + timedelta(days=1)).is_stopped


def test_a_past_day_is_judged_by_what_was_known_then(subject: Subject) -> None:
    workspace, _party = subject
    with workspace.unit() as unit:
        before = unit.number()
    a_contract(*subject)
    assert found(subject, number=before).is_stopped
    assert not found(subject).is_stopped


def test_the_dossier_keeps_the_assessment_and_the_stop_apart(subject: Subject) -> None:
    workspace, party = subject
    view = dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=workspace.head()[0])
    assert view.standing is PartyStanding.VALID
    assert view.blocks == found(subject)


def test_a_contract_of_a_later_day_is_no_contract_yet(subject: Subject) -> None:
    workspace, party = subject
    contract = Contract(
        "", party.id, "契約", ContractKind.ENTRUSTMENT, signed_on=TODAY, start_on=later(5).date(), open_ended=True
    )
    record(workspace, contract, actor=an_actor(), at=AT)
    assert found(subject).is_stopped
