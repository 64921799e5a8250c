"""A stop reaches who holds the data for what it stops, lists are called back, and every step is told and answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, COMPLIANCE, SALES, a_question, a_workspace_of
from kit.flowing import a_flow, a_party
from kit.releasing import a_draft
from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, ErasureKind, LegalRoute, SubjectGroup
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import ConflictError, InvalidValueError, NotPermittedError, StateError
from sakimori.services.clearance.judging import judge
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.releases import release_without_clearance
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.stop_rounds import RecipientStops, StopsPassedOn, Telling, stops_passed_on
from sakimori.services.requests.stops import record_stop

DAY = timedelta(days=1)
TODAY = AT.date()
MAIL, NUMBER = IdentifierKind.MAIL_ADDRESS, IdentifierKind.CUSTOMER_NUMBER


def stop(
    workspace: Workspace, channel: StopChannel, text: str = "a@example.jp", kind: IdentifierKind = MAIL, *,
    at: datetime = AT,
) -> None:  # fmt: skip
    record_stop(workspace, Identifier(kind, text), channel, received_on=at.date(), actor=ADMIN, at=at)


def passed(workspace: Workspace, about: PassedOnAbout = PassedOnAbout.STOP) -> list[PassedOn]:
    with workspace.unit() as unit:
        return [one for one in unit.records.select(PassedOn) if one.about is about]


def rounds(workspace: Workspace, on: date = TODAY) -> StopsPassedOn:
    with workspace.unit() as unit:
        number = unit.number()
    return stops_passed_on(workspace, on=on, number=number)


def the_recipient(workspace: Workspace, on: date = TODAY) -> RecipientStops:
    (found,) = rounds(workspace, on).recipients
    return found


def with_flow(**given: Any) -> Workspace:
    return a_workspace_of(recorded_flow=True, **given)


def add_flow(workspace: Workspace, **facts: Any) -> DataFlow:
    """Another recipient with one flow."""
    return a_flow(workspace, a_party(workspace), **facts)


def test_a_use_that_was_stopped_is_told_to_everybody_who_holds_the_data() -> None:
    workspace = with_flow(facts={"marketing": False})
    stop(workspace, StopChannel.USE)
    (one,) = passed(workspace)
    assert (one.third_party_id, one.flow_id, one.channel) == ("tp1", "fl1", StopChannel.USE)
    assert (one.asked_on, one.due_on) == (AT.date(), AT.date() + 10 * DAY)
    assert one.stop_batch_id == "use-2026-11-26"


@pytest.mark.parametrize(
    ("channel", "given", "reached"),
    [
        (StopChannel.MAIL, {"facts": {"marketing": False}}, False),
        (StopChannel.MAIL, {"facts": {"marketing": True, "channels": ["mail"]}}, True),
        (StopChannel.MAIL, {"facts": {"marketing": True, "channels": ["post"]}}, False),
        (StopChannel.MAIL, {"facts": {"marketing": "未回答"}}, False),
        (StopChannel.MAIL, {"facts": {"marketing": True, "channels": "未回答"}}, True),
        (StopChannel.PROVISION, {"facts": {"marketing": False}}, False),
        (StopChannel.PROVISION, {"flow": {"route": "CONSENT"}}, True),
        (StopChannel.CONSENT_WITHDRAWN, {"flow": {"route": "CONSENT"}}, True),
        (StopChannel.CONSENT_WITHDRAWN, {"flow": {"route": "OPTOUT"}}, False),
        (StopChannel.OPTOUT_PROVISION, {"flow": {"route": "OPTOUT"}}, True),
        (StopChannel.OPTOUT_PROVISION, {"flow": {"route": "CONSENT"}}, False),
        (StopChannel.OPTOUT_PROVISION, {}, False),
    ],
)
def test_a_stop_goes_no_further_than_the_act_says(
    channel: StopChannel, given: dict[str, Any], *, reached: bool
) -> None:
    workspace = with_flow(**given)
    stop(workspace, channel)
    assert bool(passed(workspace)) is reached


def test_who_has_ended_and_erased_holds_nothing_and_who_only_ended_does() -> None:
    workspace = with_flow(flow={"end_on": AT.date() - 30 * DAY})
    stop(workspace, StopChannel.USE)
    assert len(passed(workspace)) == 1
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        change.insert(
            Erasure("er1", "tp1", "fl1", ErasureKind.ERASED, AT.date(), confirmed_by="us9", confirmed_on=AT.date())
        )
    stop(workspace, StopChannel.USE, "b@example.jp", at=AT + DAY)
    assert len(passed(workspace)) == 1


@pytest.mark.parametrize(
    ("groups", "told"), [({SubjectGroup.CUSTOMER}, 1), ({SubjectGroup.EMPLOYEE}, 0), (set(), 1), (None, 1)]
)
def test_who_holds_data_of_others_alone_is_not_told(groups: set[SubjectGroup] | None, told: int) -> None:
    workspace = a_workspace_of()
    add_flow(workspace, start_on=TODAY, subject_groups=None if groups is None else frozenset(groups))
    person = Identifier(MAIL, "a@example.jp")
    record_stop(
        workspace, person, StopChannel.USE, received_on=TODAY, subject_group=SubjectGroup.CUSTOMER, actor=ADMIN, at=AT
    )  # fmt: skip
    assert len(passed(workspace)) == told
    stop(workspace, StopChannel.USE, "b@example.jp")
    assert len(passed(workspace)) == 1


def test_what_stays_with_us_is_stopped_by_ourselves() -> None:
    workspace = with_flow(flow={"route": "NOT_PROVISION", "role": "cloud_provider"})
    stop(workspace, StopChannel.USE)
    assert passed(workspace) == []


def test_who_only_gives_us_data_or_has_not_begun_is_not_told() -> None:
    workspace = a_workspace_of()
    add_flow(workspace, direction=Direction.IN)
    add_flow(workspace, direction=Direction.OUT, start_on=AT.date() + DAY, route=LegalRoute.ENTRUST)
    begun = add_flow(workspace, direction=Direction.OUT, start_on=AT.date(), route=LegalRoute.ENTRUST)
    stop(workspace, StopChannel.USE)
    assert [one.flow_id for one in passed(workspace)] == [begun.id]


def test_stops_of_one_day_are_one_round_and_those_of_the_next_another() -> None:
    workspace = with_flow()
    stop(workspace, StopChannel.USE)
    stop(workspace, StopChannel.USE, "b@example.jp")
    stop(workspace, StopChannel.USE, "b@example.jp")
    stop(workspace, StopChannel.USE, "c@example.jp", at=AT + DAY)
    found = rounds(workspace, AT.date() + DAY)
    assert [(one.id, one.stops) for one in found.rounds] == [("use-2026-11-27", 1), ("use-2026-11-26", 2)]
    assert len(found.recipients[0].cells) == 2


@pytest.mark.parametrize(("days", "state"), [(7, Telling.UNTOLD), (8, Telling.LATE)])
def test_what_nobody_told_is_late_from_the_day_after(days: int, state: Telling) -> None:
    workspace = with_flow(facts={"marketing": False})
    stop(workspace, StopChannel.USE)
    assert the_recipient(workspace, AT.date() + days * DAY).worst is state


@pytest.mark.parametrize(("days", "state"), [(10, Telling.WAITING), (11, Telling.SILENT)])
def test_who_was_told_answers_by_its_day(days: int, state: Telling) -> None:
    workspace = with_flow(facts={"marketing": False})
    stop(workspace, StopChannel.USE)
    ids = [one.id for one in passed(workspace)]
    tell_recipient(workspace, ids, how=PassedOnWay.MAIL, told_on=AT.date(), actor=COMPLIANCE, at=AT)
    assert the_recipient(workspace, AT.date() + days * DAY).worst is state
    later = AT + 10 * DAY
    note_answer(
        workspace, ids, answer=PassedOnAnswer.DONE, answered_on=later.date(), actor=COMPLIANCE, at=later
    )  # fmt: skip
    assert the_recipient(workspace, later.date()).worst is Telling.DONE
    assert the_recipient(workspace, later.date() - DAY).worst is Telling.WAITING


def test_who_is_late_stands_first() -> None:
    workspace = with_flow()
    stop(workspace, StopChannel.USE, at=AT - 20 * DAY)
    add_flow(workspace, direction=Direction.OUT, route=LegalRoute.ENTRUST, start_on=AT.date())
    stop(workspace, StopChannel.USE, "b@example.jp")
    assert [one.worst for one in rounds(workspace).recipients] == [Telling.LATE, Telling.UNTOLD]


def test_a_file_is_from_then_on_the_list_of_refusals_of_the_flow() -> None:
    workspace = with_flow(facts={"marketing": True, "channels": ["mail"], "suppression_on": AT.date() - 40 * DAY})
    stop(workspace, StopChannel.MAIL)
    ids = [one.id for one in passed(workspace)]
    tell_recipient(workspace, ids, how=PassedOnWay.FILE, told_on=AT.date(), actor=COMPLIANCE, at=AT)
    with workspace.unit() as unit:
        (facts,) = unit.records.select(HandOver)
    assert facts.suppression_on == AT.date()


def test_nothing_may_go_to_who_does_not_know_until_it_is_told() -> None:
    given = {"facts": {"objectors_removed": True}}
    workspace = with_flow(**given)
    stop(workspace, StopChannel.USE)
    day = AT + 8 * DAY
    asked = a_question(on=day.date(), recorded_flow=True, **given)
    assert judge(workspace, asked, actor=SALES).verdict.outcome is Outcome.CONDITIONAL
    ids = [one.id for one in passed(workspace)]
    tell_recipient(workspace, ids, how=PassedOnWay.MAIL, told_on=day.date(), actor=COMPLIANCE, at=day)
    assert judge(workspace, asked, actor=SALES).verdict.outcome is Outcome.ALLOWED


def test_a_list_that_went_out_is_called_back_for_some_time() -> None:
    for back, called in ((90, True), (91, False)):
        workspace = with_flow()
        went = AT - back * DAY
        release_without_clearance(
            workspace, a_draft(first_on=went.date(), last_on=went.date()), reason="急ぎ", flow_id="fl1", actor=SALES,
            at=AT,
        )  # fmt: skip
        stop(workspace, StopChannel.USE)
        assert len(passed(workspace, PassedOnAbout.RECALL)) == called
        assert the_recipient(workspace).cells["use-2026-11-26"].recalls is called
        assert len(the_recipient(workspace).lists) == called


def test_what_was_provided_before_a_withdrawn_consent_stays() -> None:
    workspace = with_flow(flow={"route": "CONSENT"})
    release_without_clearance(
        workspace, a_draft(), reason="急ぎ", flow_id="fl1", actor=SALES, at=AT
    )  # fmt: skip
    stop(workspace, StopChannel.CONSENT_WITHDRAWN)
    assert (len(passed(workspace)), passed(workspace, PassedOnAbout.RECALL)) == (1, [])


@pytest.mark.parametrize(
    ("kind", "text", "called"), [(NUMBER, "A-1", True), (NUMBER, "A-9", False), (MAIL, "a@example.jp", True)]
)
def test_a_record_with_customer_numbers_tells_whether_a_list_held_the_person(
    kind: IdentifierKind, text: str, *, called: bool
) -> None:
    workspace = with_flow(flow={"route": "CONSENT", "role": "recipient"}, recipient={"roles": ["recipient"]})
    draft = a_draft(persons=("A-1", "A-2"), person_count=None, consented=True)
    release_without_clearance(workspace, draft, reason="急ぎ", flow_id="fl1", actor=SALES, at=AT)
    stop(workspace, StopChannel.USE, text, kind)
    assert bool(passed(workspace, PassedOnAbout.RECALL)) is called


def test_days_and_order_of_the_steps_are_held() -> None:
    workspace = with_flow()
    stop(workspace, StopChannel.USE)
    ids = [one.id for one in passed(workspace)]
    told: dict[str, Any] = {"how": PassedOnWay.MAIL, "actor": COMPLIANCE, "at": AT}
    with pytest.raises(StateError):
        note_answer(workspace, ids, answer=PassedOnAnswer.DONE, answered_on=AT.date(), actor=COMPLIANCE, at=AT)
    for day in (AT.date() + DAY, AT.date() - DAY):
        with pytest.raises(InvalidValueError):
            tell_recipient(workspace, ids, told_on=day, **told)
    with pytest.raises(InvalidValueError):
        tell_recipient(workspace, ids, told_on=AT.date(), note="花さん hana@example.jp", **told)
    with pytest.raises(NotPermittedError):
        tell_recipient(workspace, ids, told_on=AT.date(), **(told | {"actor": SALES}))
    with pytest.raises(ConflictError):
        tell_recipient(workspace, ids, told_on=AT.date(), seen=dict.fromkeys(ids, 0), **told)
    tell_recipient(workspace, ids, told_on=AT.date(), seen=dict.fromkeys(ids, 1), **told)
    with pytest.raises(StateError):
        tell_recipient(workspace, ids, told_on=AT.date(), **told)
    answered: dict[str, Any] = {"answered_on": AT.date(), "actor": COMPLIANCE, "at": AT}
    with pytest.raises(InvalidValueError):
        note_answer(workspace, ids, answer=PassedOnAnswer.FOUND, **answered)
    with pytest.raises(InvalidValueError):
        note_answer(
            workspace, ids, answer=PassedOnAnswer.DONE, answered_on=AT.date() + DAY, actor=COMPLIANCE, at=AT
        )  # fmt: skip
