"""Links: made once, known by their hash, dead when they should be; and who of ours may make them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kit.assessing import FILLER, REVIEWER, a_draft, a_party, an_assessing_workspace, fill, later
from kit.builders import AT, an_actor, everything_stored
from kit.inviting import an_invited_vendor, came, linked, remarked
from sakimori.domain.codes import UserRole
from sakimori.domain.invitation import LINK_HOLDS, Invitation, InvitationState
from sakimori.domain.questions.assessment import CommentKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import InvalidValueError, NotPermittedError, StateError
from sakimori.services.assessments.decisions import send_back, submit
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.pack_upgrade import take_over
from sakimori.services.audit.rows import people
from sakimori.services.audit.view import verify
from sakimori.services.invitations.letters import letter_with
from sakimori.services.invitations.links import enter, vendor_of
from sakimori.services.invitations.rows import InvitationRow, invitations_of, stands_already
from sakimori.services.invitations.vendor import invite_colleague, reply, vendor_submit
from sakimori.services.invitations.view import vendor_view
from sakimori.services.invitations.write import erase_invited, invite, new_link, note_sent, revoke
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.parties.merge_records import undo_merge
from services.assessments.test_pack_upgrade import ADDED, on_later

WHO = {"name": "西村 遥", "email": "nishimura@vendor.example.jp", "language": "ja"}


def states(workspace: Workspace, assessment_id: str, *, days: int = 0) -> list[InvitationState]:
    return [row.state for row in rows(workspace, assessment_id, days=days)]


def rows(workspace: Workspace, assessment_id: str, *, days: int = 0) -> list[InvitationRow]:
    return invitations_of(workspace, assessment_id, at=later(days))


def test_the_link_stands_nowhere_but_in_the_letter() -> None:
    workspace, party = an_assessing_workspace()
    made = linked(workspace, a_draft(workspace, party))
    assert len(made.token) >= 43
    assert made.token not in everything_stored(workspace)
    letter = letter_with(workspace, made, base="https://sakimori.example.co.jp")
    assert letter.link == f"https://sakimori.example.co.jp/answer#{made.token}"
    assert letter.link in letter.body.splitlines()
    assert "?" not in letter.link


def test_every_step_of_an_invitation_is_seen() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    made = invite(workspace, draft, **WHO, actor=FILLER, at=AT).record
    assert states(workspace, draft) == [InvitationState.PREPARED]
    link = new_link(workspace, made.id, actor=FILLER, at=AT)
    assert states(workspace, draft) == [InvitationState.SENT]
    vendor = enter(workspace, link.token, at=AT)
    assert vendor is not None
    assert states(workspace, draft) == [InvitationState.OPENED]
    fill(workspace, draft)
    vendor_submit(workspace, actor=vendor, at=AT)
    assert states(workspace, draft) == [InvitationState.SUBMITTED]
    send_back(workspace, draft, reason="Q-1を見直す", actor=REVIEWER, at=AT)
    assert states(workspace, draft) == [InvitationState.STARTED]
    assert states(workspace, draft, days=30) == [InvitationState.EXPIRED]
    revoke(workspace, made.id, reason="担当が代わった", actor=FILLER, at=AT)
    assert states(workspace, draft) == [InvitationState.REVOKED]


def test_opening_is_noted_once() -> None:
    place = an_invited_vendor()
    head = place.workspace.head()
    assert enter(place.workspace, place.token, at=later(1)) is not None
    assert place.workspace.head() == head
    assert place.invitation.opened_at == AT


@pytest.mark.parametrize(
    "token",
    ["", "x", "x" * 43, "x" * 100_000, "\ud800", "' OR 1=1 --", "\x00"],
    ids=["nothing", "short", "guessed", "long", "half a character", "a statement", "zero"],
)
def test_what_is_no_link_opens_nothing(token: str) -> None:
    place = an_invited_vendor()
    assert enter(place.workspace, token, at=AT) is None


def test_the_hash_of_a_link_is_no_link() -> None:
    place = an_invited_vendor()
    assert enter(place.workspace, place.invitation.link_hash, at=AT) is None


def test_a_link_holds_thirty_days_to_the_second() -> None:
    place = an_invited_vendor()
    assert enter(place.workspace, place.token, at=AT + LINK_HOLDS - timedelta(seconds=1)) is not None
    assert enter(place.workspace, place.token, at=AT + LINK_HOLDS) is None
    assert vendor_of(place.workspace, place.vendor.id, at=AT + LINK_HOLDS) is None


def test_a_new_link_ends_the_one_before_and_who_came_by_it() -> None:
    place = an_invited_vendor()
    assert vendor_of(place.workspace, place.vendor.id, at=AT, since=AT) is not None
    again = new_link(place.workspace, place.vendor.id, actor=FILLER, at=later(1))
    assert enter(place.workspace, place.token, at=later(1)) is None
    assert vendor_of(place.workspace, place.vendor.id, at=later(1), since=AT) is None
    assert enter(place.workspace, again.token, at=later(1)) is not None
    assert vendor_of(place.workspace, place.vendor.id, at=later(2), since=later(1)) is not None
    assert vendor_of(place.workspace, place.vendor.id, at=AT + LINK_HOLDS, since=later(1)) is not None


def test_a_revoked_invitation_is_over_at_once_and_gets_no_link_again() -> None:
    place = an_invited_vendor()
    revoke(place.workspace, place.vendor.id, reason="担当が代わった", actor=FILLER, at=AT)
    assert enter(place.workspace, place.token, at=AT) is None
    assert vendor_of(place.workspace, place.vendor.id, at=AT) is None
    with pytest.raises(StateError):
        vendor_view(place.workspace, actor=place.vendor, at=AT)
    with pytest.raises(StateError):
        new_link(place.workspace, place.vendor.id, actor=FILLER, at=AT)
    with pytest.raises(StateError):
        revoke(place.workspace, place.vendor.id, reason="もう一度", actor=FILLER, at=AT)


def test_a_cancelled_assessment_is_out_of_reach() -> None:
    place = an_invited_vendor()
    cancel_assessment(place.workspace, place.assessment_id, reason="取引をやめた", actor=REVIEWER, at=AT)
    assert enter(place.workspace, place.token, at=AT) is None
    with pytest.raises(StateError):
        vendor_view(place.workspace, actor=place.vendor, at=AT)


def test_the_same_person_is_invited_once_at_a_time() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    first = invite(workspace, draft, **WHO, actor=FILLER, at=AT).record
    with pytest.raises(StateError):
        invite(workspace, draft, **WHO | {"email": "NISHIMURA@vendor.example.jp"}, actor=FILLER, at=AT)
    revoke(workspace, first.id, reason="言語の誤り", actor=FILLER, at=AT)
    assert invite(workspace, draft, **WHO, actor=FILLER, at=AT).record.id != first.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"name": "あ" * 300}, {"email": ""}, {"email": "none"}, {"email": "a@b@c.example.jp"},
        {"language": "fr"}, {"email": "a@vendor.example.jp\nBcc: b@vendor.example.jp"},
    ],
)  # fmt: skip
def test_who_is_invited_can_be_written_to(wrong: dict[str, str]) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with pytest.raises(InvalidValueError):
        invite(workspace, draft, **WHO | wrong, actor=FILLER, at=AT)
    assert rows(workspace, draft) == []


def test_our_own_company_and_what_is_decided_take_no_vendor() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    cancel_assessment(workspace, draft, reason="取引をやめた", actor=REVIEWER, at=AT)
    with pytest.raises(StateError):
        invite(workspace, draft, **WHO, actor=FILLER, at=AT)
    with workspace.unit() as unit:
        own = unit.records.get(type(party), SELF_ID)
    with pytest.raises(StateError):
        invite(workspace, a_draft(workspace, own), **WHO, actor=FILLER, at=AT)


def test_questions_that_went_out_as_a_file_are_noted_and_may_be_followed_by_a_link() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    sent = note_sent(workspace, draft, **WHO, actor=FILLER, at=AT).record
    (row,) = rows(workspace, draft)
    assert (row.state, row.invitation.sent_at, row.invitation.is_by_file) == (InvitationState.SENT, AT, True)
    with pytest.raises(StateError):
        invite(workspace, draft, **WHO, actor=FILLER, at=AT)
    linked = new_link(workspace, sent.id, actor=FILLER, at=AT)
    assert not linked.invitation.is_by_file
    assert enter(workspace, linked.token, at=AT) is not None


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_who_fills_no_assessment_invites_nobody(role: UserRole) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with pytest.raises(NotPermittedError):
        invite(workspace, draft, **WHO, actor=an_actor(role), at=AT)


def test_what_the_dialog_says_is_what_stands_there() -> None:
    place = an_invited_vendor()
    remarked(place)
    known = stands_already(place.workspace, place.assessment_id)
    assert (known.answers, known.notes, known.remarks, known.contacts) == (1, 0, 1, ())


def test_after_an_erasure_nothing_tells_who_it_was_and_the_trail_still_verifies() -> None:
    place = an_invited_vendor()
    invite_colleague(
        place.workspace, name="小林 蓮", email="kobayashi@vendor.example.jp", language="ja", actor=place.vendor, at=AT
    )
    email = place.invitation.email or "-"
    erase_invited(place.workspace, place.vendor.id, reason="本人の求め", actor=REVIEWER, at=AT)
    stored = everything_stored(place.workspace)
    assert email not in stored
    assert "西村 遥" not in stored
    assert "小林 蓮" in stored
    assert enter(place.workspace, place.token, at=AT) is None
    assert people(place.workspace)[place.vendor.id] == "株式会社つむぎコールセンター"
    assert verify(place.workspace).is_intact


def test_a_person_of_a_vendor_is_named_with_the_company() -> None:
    place = an_invited_vendor()
    assert people(place.workspace)[place.vendor.id] == "西村 遥（株式会社つむぎコールセンター）"
    with place.workspace.unit() as unit:
        assert unit.user_name(place.vendor.id) == "西村 遥（株式会社つむぎコールセンター）"


def test_invitations_follow_a_merging_and_come_back_with_it() -> None:
    workspace, party = an_assessing_workspace()
    into = a_party(workspace, "株式会社つむぎ")
    place = came(workspace, a_draft(workspace, party))
    done = merge(
        workspace, from_id=party.id, into_id=into.id, choices={}, reason="同じ会社", actor=REVIEWER, at=AT
    ).record
    assert place.invitation.third_party_id == into.id
    assert vendor_view(workspace, actor=place.vendor, at=AT).party_name == "株式会社つむぎ"
    invite_colleague(workspace, name="小林", email="k@vendor.example.jp", language="ja", actor=place.vendor, at=AT)
    undo_merge(workspace, done.id, reason="別の会社", actor=REVIEWER, at=AT)
    with workspace.unit() as unit:
        assert {one.third_party_id for one in unit.records.select(Invitation)} == {party.id}


def test_a_link_leads_to_the_newer_version_of_the_pack_with_what_was_said(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    place = came(workspace, a_draft(workspace, party))
    said = remarked(place)
    reply(workspace, said, "来年3月です", actor=place.vendor, at=AT)
    on_later(workspace, tmp_path, ADDED)
    begun = take_over(workspace, place.assessment_id, actor=FILLER, at=later(1))
    assert place.invitation.assessment_id == begun.id
    assert enter(workspace, place.token, at=later(1)) is not None
    asked = vendor_view(workspace, actor=place.vendor, at=later(1)).question("Q-1")
    assert asked is not None
    (remark,) = asked.remarks
    assert (remark.kind, [one.text for one in remark.replies]) == (CommentKind.REMARK, ["来年3月です"])


def test_answers_of_the_vendor_count_as_those_of_whoever_may_not_decide() -> None:
    place = an_invited_vendor()
    fill(place.workspace, place.assessment_id)
    submit(place.workspace, place.assessment_id, actor=FILLER, at=AT)
    (row,) = rows(place.workspace, place.assessment_id)
    assert (row.state, row.invited_by) == (InvitationState.OPENED, FILLER.id)
