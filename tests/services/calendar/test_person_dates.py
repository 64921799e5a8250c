"""Errands, slips that end and permissions lent until a day, among the deadlines of whoever may see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, PROCUREMENT, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from kit.reminding import LEAD, OWNER, Box, a_mail_server, a_reminding_workspace, a_run
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, calendar_counts, deadline_page
from sakimori.services.calendar.feed import Wish, calendar_of
from sakimori.services.calendar.places import place_of
from sakimori.services.clearance.errands import ask_errand, close_errand
from sakimori.services.clearance.slips import issue_slip, revoke_slip
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.delegations import lend, take_back

A_DAY = timedelta(days=1)
DUE = TODAY + 5 * A_DAY
OTHER = Actor("us8", "法務 二", frozenset({UserRole.COMPLIANCE}))


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace_of()


def seen(
    workspace: Workspace, kind: DeadlineKind, actor: Actor | None = COMPLIANCE, *, on: date = TODAY, owner: str = ""
) -> list[Deadline]:
    wanted = DeadlineFilter(
        first=TODAY, last=TODAY + 800 * A_DAY, overdue=True, kinds=frozenset({kind}), owner=owner
    )  # fmt: skip
    return deadline_page(workspace, AsOf(on, NEWEST), wanted, first=0, limit=50, actor=actor)[0]


def asked(workspace: Workspace, kind: ErrandKind, person: Actor, actor: Actor) -> Errand:
    party = None if kind is ErrandKind.REGISTER else "tp1"
    errand = Errand("", kind, "みなも", "確かめてください。", "", AT, person.id, DUE, party)
    return ask_errand(workspace, errand, actor=actor, at=AT).record


def issued(workspace: Workspace) -> Slip:
    return issue_slip(workspace, a_question(), actor=SALES, at=AT).record


def test_an_errand_stands_with_both_people_until_it_is_done_and_is_late_after_its_day(workspace: Workspace) -> None:
    errand = asked(workspace, ErrandKind.MEND, PROCUREMENT, COMPLIANCE)
    for person in (COMPLIANCE, PROCUREMENT):
        (one,) = seen(workspace, DeadlineKind.ERRAND, person)
        assert (one.day, one.owner_id, one.third_party_id, one.is_overdue) == (DUE, PROCUREMENT.id, "tp1", False)
        assert (one.title.ja, one.start_on, place_of(one).page) == ("依頼：確かめてください。", TODAY, "gaps")
    assert seen(workspace, DeadlineKind.ERRAND, on=DUE + A_DAY)[0].is_overdue
    close_errand(workspace, errand.id, state=ErrandState.DONE, actor=PROCUREMENT, at=AT)
    assert seen(workspace, DeadlineKind.ERRAND) == []


def test_whoever_may_not_read_an_errand_sees_none_of_it(workspace: Workspace) -> None:
    asked(workspace, ErrandKind.MEND, PROCUREMENT, COMPLIANCE)
    wanted = DeadlineFilter(first=TODAY, last=DUE, overdue=True)
    for person in (AUDITOR, OTHER, None):
        assert seen(workspace, DeadlineKind.ERRAND, person) == []
        counts = calendar_counts(workspace, AsOf(TODAY, NEWEST), wanted, actor=person)
        assert DeadlineKind.ERRAND not in counts.by_kind
        assert PROCUREMENT.id not in counts.by_owner
    asked(workspace, ErrandKind.REGISTER, COMPLIANCE, SALES)
    assert len(seen(workspace, DeadlineKind.ERRAND, PROCUREMENT)) == 2  # who registers companies sees it too
    assert len(seen(workspace, DeadlineKind.ERRAND, AUDITOR)) == 0


def test_a_slip_stands_until_its_last_day_and_not_once_it_is_revoked(workspace: Workspace) -> None:
    slip = issued(workspace)
    assert slip.valid_until is not None
    (one,) = seen(workspace, DeadlineKind.SLIP)
    assert (one.day, one.owner_id, one.start_on) == (slip.valid_until, SALES.id, slip.judged_on)
    assert slip.number in one.title.ja
    assert place_of(one) == ("slip", {"number": slip.number})
    assert [row.id for row in seen(workspace, DeadlineKind.SLIP, on=slip.valid_until)] == [one.id]
    assert seen(workspace, DeadlineKind.SLIP, on=slip.valid_until + A_DAY) == []
    revoke_slip(workspace, slip.id, reason="取りやめ", actor=COMPLIANCE, at=AT)
    assert seen(workspace, DeadlineKind.SLIP) == []


def test_a_slip_that_has_lapsed_has_no_last_day_any_more(workspace: Workspace) -> None:
    issued(workspace)
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE outcome_span SET is_against = 1 WHERE subject_kind = 'slip'")
    assert seen(workspace, DeadlineKind.SLIP) == []


def test_a_delegation_stands_in_the_calendars_of_both_people_through_its_last_day(workspace: Workspace) -> None:
    lent = lend(
        workspace, lender_id=COMPLIANCE.id, borrower_id=PROCUREMENT.id, permission=Permission.DECIDE_CLEARANCE,
        from_on=TODAY, last_on=DUE, reason="休暇", actor=COMPLIANCE, at=AT,
    ).record  # fmt: skip
    for person in (COMPLIANCE, PROCUREMENT):
        (one,) = seen(workspace, DeadlineKind.DELEGATION, person, owner=person.id)
        assert (one.day, one.owner_id, one.start_on) == (DUE, COMPLIANCE.id, TODAY)
        assert one.title.ja == f"代行の最終日（{COMPLIANCE.name}の代わりに{PROCUREMENT.name}）"
    assert seen(workspace, DeadlineKind.DELEGATION, owner=SALES.id) == []
    wanted = DeadlineFilter(first=TODAY, last=DUE, kinds=frozenset({DeadlineKind.DELEGATION}))
    counts = calendar_counts(workspace, AsOf(TODAY, NEWEST), wanted)
    assert {who: n for who, (_, n) in counts.by_owner.items()} == {COMPLIANCE.id: 1, PROCUREMENT.id: 1}
    assert seen(workspace, DeadlineKind.DELEGATION, on=DUE + A_DAY) == []
    take_back(workspace, lent.id, actor=COMPLIANCE, at=AT)
    assert seen(workspace, DeadlineKind.DELEGATION) == []


def test_the_feed_of_a_person_holds_their_errands_and_no_others(workspace: Workspace) -> None:
    asked(workspace, ErrandKind.MEND, PROCUREMENT, COMPLIANCE)
    wish = Wish(kinds=frozenset({DeadlineKind.ERRAND}))

    def feed(actor: Actor) -> bytes:
        return calendar_of(workspace, wish, actor=actor, on=TODAY, base="https://sakimori.example.co.jp")

    assert feed(PROCUREMENT).count(b"BEGIN:VEVENT") == 1
    assert b"BEGIN:VEVENT" not in feed(AUDITOR)


def test_the_mail_of_an_errand_goes_to_whom_it_was_asked_of() -> None:
    workspace, box = a_reminding_workspace(), Box()
    asker = Actor(LEAD, "中村 由紀", frozenset({UserRole.PROCUREMENT}))
    errand = Errand("", ErrandKind.REGISTER, "みなも", "登録をお願いします。", "", AT, OWNER, TODAY + A_DAY)
    ask_errand(workspace, errand, actor=asker, at=AT)
    with a_mail_server(box) as sending:
        a_run(workspace, sending, errand.due_on)
    (text,) = box.to(OWNER)
    assert "依頼の期日：" in text
    assert [to for to, _ in box.mails] == ["ken@aoba.example.jp"]
