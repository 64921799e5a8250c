"""The decision on an assessment asked of a person: whom of, how it ends, and on whose first page it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.assessing import FILLER, REVIEWER, a_draft, an_assessing_workspace, fill, later
from kit.builders import AT, an_actor
from sakimori.domain.codes import Decision, UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.days import legal_day
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.assessments.decisions import decide, send_back, submit
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.clearance.errands import ask_errand, close_errand, errands_of
from sakimori.services.invitations.post import DroppedMailError
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.handing_over import WorkPart, hand_over, work_of
from sakimori.services.settings.reach import set_reach
from sakimori.services.settings.users import add_user
from sakimori.services.talk.decisions import asked_decisions
from sakimori.services.talk.letters import notice_of
from sakimori.services.talk.waiting import WaitKind, waits_for
from sakimori.store.outgoing.outbox import Kind, Outbox

OTHER = an_actor(user_id="us04", name="法務 次郎")
BUYER = replace(an_actor(user_id="us05", name="調達 三郎"), roles=frozenset({UserRole.PROCUREMENT}))
DUE = legal_day(AT) + timedelta(days=7)


def submitted(*, is_submitted: bool = True) -> tuple[Workspace, Errand]:
    """An assessment that its filler handed in, and what asks for its decision."""
    workspace, party = an_assessing_workspace()
    for one in (FILLER, REVIEWER, OTHER, BUYER):
        add_user(workspace, name=one.name, department="", roles=one.roles, user_id=one.id, actor=FILLER, at=AT)
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    if is_submitted:
        submit(workspace, draft, actor=FILLER, at=AT)
    errand = Errand(
        "", ErrandKind.DECISION, party.legal_name, "今週中に", "", AT, REVIEWER.id, DUE, party.id, assessment_id=draft
    )
    return workspace, errand


def kinds(workspace: Workspace, actor: object) -> list[WaitKind]:
    return [one.kind for one in waits_for(workspace, actor=actor)]  # type: ignore[arg-type]


def test_a_decision_is_asked_of_a_person_and_done_by_the_decision() -> None:
    workspace, wanted = submitted()
    asked = ask_errand(workspace, wanted, actor=FILLER, at=AT).record
    assert asked_decisions(workspace, wanted.assessment_id or "") == ((asked, REVIEWER.name),)
    (row,) = waits_for(workspace, actor=REVIEWER)
    assert (row.kind, row.who, row.due_on) == (WaitKind.ASKED, FILLER.name, DUE)
    (mine,) = errands_of(workspace, actor=FILLER, on=legal_day(AT)).asked
    assert mine.errand.state is ErrandState.OPEN
    decide(
        workspace, wanted.assessment_id or "", decision=Decision.APPROVED, reason="確認した", actor=OTHER, at=later(1)
    )  # whoever decides
    (mine,) = errands_of(workspace, actor=FILLER, on=legal_day(AT)).asked
    assert (mine.errand.state, mine.errand.closed_by) == (ErrandState.DONE, OTHER.id)
    assert asked_decisions(workspace, wanted.assessment_id or "") == ()
    assert waits_for(workspace, actor=REVIEWER) == ()
    assert all(not differences for _, _, differences in recompute(workspace, on=legal_day(AT)))


def test_sending_back_is_an_answer_as_well_and_cancelling_takes_it_back() -> None:
    workspace, wanted = submitted()
    ask_errand(workspace, wanted, actor=FILLER, at=AT)
    send_back(workspace, wanted.assessment_id or "", reason="足りない", actor=REVIEWER, at=AT)
    assert errands_of(workspace, actor=FILLER, on=legal_day(AT)).asked[0].errand.state is ErrandState.DONE
    submit(workspace, wanted.assessment_id or "", actor=FILLER, at=later(1))
    ask_errand(workspace, wanted, actor=FILLER, at=later(1))
    send_back(workspace, wanted.assessment_id or "", reason="まだ足りない", actor=REVIEWER, at=later(1))
    cancel_assessment(workspace, wanted.assessment_id or "", reason="中止", actor=FILLER, at=later(2))
    assert kinds(workspace, REVIEWER) == []


@pytest.mark.parametrize("who", [FILLER, BUYER, an_actor(user_id="us99")], ids=["answered it", "role", "nobody"])
def test_it_is_asked_only_of_who_could_decide(who: object) -> None:
    workspace, wanted = submitted()
    with pytest.raises((NotFoundError, StateError)):
        ask_errand(workspace, replace(wanted, person_id=who.id), actor=BUYER, at=AT)  # type: ignore[attr-defined]


def test_it_is_asked_only_while_a_decision_is_due_and_once_of_a_person() -> None:
    workspace, wanted = submitted(is_submitted=False)
    with pytest.raises(StateError):
        ask_errand(workspace, wanted, actor=FILLER, at=AT)
    submit(workspace, wanted.assessment_id or "", actor=FILLER, at=AT)
    ask_errand(workspace, wanted, actor=FILLER, at=AT)
    with pytest.raises(StateError):
        ask_errand(workspace, wanted, actor=FILLER, at=AT)
    ask_errand(workspace, replace(wanted, person_id=OTHER.id), actor=FILLER, at=AT)


def test_nobody_notes_it_as_done_and_the_asker_takes_it_back() -> None:
    workspace, wanted = submitted()
    asked = ask_errand(workspace, wanted, actor=FILLER, at=AT).record
    for who in (REVIEWER, FILLER):
        with pytest.raises(StateError):
            close_errand(workspace, asked.id, state=ErrandState.DONE, actor=who, at=AT)
    close_errand(workspace, asked.id, state=ErrandState.WITHDRAWN, actor=FILLER, at=AT)
    assert kinds(workspace, REVIEWER) == [WaitKind.SUBMITTED]


def test_what_is_submitted_waits_for_whoever_may_decide_it_and_did_not_answer() -> None:
    workspace, wanted = submitted()
    assert kinds(workspace, REVIEWER) == [WaitKind.SUBMITTED]
    assert kinds(workspace, FILLER) == []
    assert kinds(workspace, BUYER) == []
    ask_errand(workspace, wanted, actor=FILLER, at=AT)
    assert kinds(workspace, OTHER) == [WaitKind.SUBMITTED]
    assert kinds(workspace, replace(REVIEWER, id="us77", one_with=frozenset({REVIEWER.id}))) == [WaitKind.ASKED]


def test_its_day_stands_in_the_calendar_of_both() -> None:
    workspace, wanted = submitted()
    ask_errand(workspace, wanted, actor=FILLER, at=AT)
    for who in (FILLER, REVIEWER):
        as_of = AsOf(legal_day(AT), NEWEST)
        rows, _ = deadline_page(workspace, as_of, DeadlineFilter(first=DUE, last=DUE), actor=who, first=0, limit=9)
        assert [(str(one.target.record), one.target.record_id) for one in rows if one.owner_id == REVIEWER.id] == [
            ("assessment", wanted.assessment_id)
        ]


def test_whoever_leaves_hands_it_to_one_who_may_decide() -> None:
    workspace, wanted = submitted()
    ask_errand(workspace, wanted, actor=FILLER, at=AT)
    assert set(work_of(workspace, REVIEWER.id, on=legal_day(AT)).parts) == {WorkPart.DECISIONS}
    with pytest.raises(InvalidValueError):
        hand_over(workspace, REVIEWER.id, to={WorkPart.DECISIONS: BUYER.id}, actor=OTHER, at=AT)
    hand_over(workspace, REVIEWER.id, to={WorkPart.DECISIONS: OTHER.id}, actor=FILLER, at=AT)
    assert kinds(workspace, OTHER) == [WaitKind.ASKED]


def test_whoever_is_asked_is_told_by_mail_and_whoever_asked_of_the_end() -> None:
    workspace, wanted = submitted()
    for one in (FILLER, REVIEWER):
        set_reach(workspace, one.id, email=f"{one.id}@aoba.example.jp", language="ja", lead_id=None, actor=one, at=AT)
    errand = ask_errand(workspace, wanted, actor=FILLER, at=AT).record
    assert told(workspace) == [
        (REVIEWER.id, errand.id, "【先守】審査の判定を依頼されました（株式会社つむぎコールセンター）")
    ]
    decide(workspace, wanted.assessment_id or "", decision=Decision.APPROVED, reason="可", actor=REVIEWER, at=later(1))
    assert told(workspace) == [
        (FILLER.id, errand.id, "【先守】依頼した審査の結果が出ました（株式会社つむぎコールセンター）"),
        (REVIEWER.id, errand.id, None),
    ]


def told(workspace: Workspace) -> list[tuple[str | None, str | None, str | None]]:
    """The notices that wait, with their subject; None of one that would be dropped."""
    rows = []
    with workspace.unit() as unit:
        for mail in Outbox(unit.engine).due(later(2), 99, {Kind.NOTICE}):
            try:
                subject = notice_of(unit, mail, base="", at=later(2)).subject
            except DroppedMailError:
                subject = None
            rows.append((mail.person_id, mail.errand_id, subject))
    return sorted(rows)
