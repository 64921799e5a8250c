"""Whom strangers invite: seen first by people of ours where the domain is another, ended with whoever invited them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from kit.assessing import FILLER, REVIEWER, later
from kit.builders import AT
from kit.inviting import Invited, an_invited_vendor
from sakimori.domain.invitation import LINK_HOLDS, Invitation, InvitationState
from sakimori.domain.user import Actor
from sakimori.errors import InvalidValueError, NotFoundError, NotPermittedError, StateError
from sakimori.services.invitations.companies import is_same_company
from sakimori.services.invitations.links import begotten_by, enter, vendor_of
from sakimori.services.invitations.outbox import send_next
from sakimori.services.invitations.rows import invitations_of
from sakimori.services.invitations.vendor import colleague_link, invite_colleague, mail_colleague
from sakimori.services.invitations.view import vendor_view
from sakimori.services.invitations.write import erase_invited, new_link, release, revoke, send_by_mail
from services.invitations.test_outbox import Received, a_server

ELSEWHERE = "k@elsewhere.example"


def invited_by(
    place: Invited, who: Actor, *, name: str = "小林 蓮", email: str = "k@vendor.example.jp", days: int = 0
) -> Invitation:
    return invite_colleague(place.workspace, name=name, email=email, language="ja", actor=who, at=later(days)).record


def come(place: Invited, who: Actor, *, email: str = "k@vendor.example.jp", days: int = 0) -> Actor:
    """A colleague who came by the link that the inviter handed over."""
    made = invited_by(place, who, name=email.partition("@")[0], email=email, days=days)
    linked = colleague_link(place.workspace, made.id, actor=who, at=later(days))
    came = enter(place.workspace, linked.token, at=later(days))
    assert came is not None
    return came


def opens(place: Invited, who: Actor, *, days: int = 0) -> bool:
    return vendor_of(place.workspace, who.id, at=later(days)) is not None


def states(place: Invited) -> dict[str, InvitationState]:
    return {row.invitation.id: row.state for row in invitations_of(place.workspace, place.assessment_id, at=AT)}


# Another domain


def test_a_colleague_at_another_domain_waits_for_a_person_of_ours() -> None:
    place = an_invited_vendor()
    made = invited_by(place, place.vendor, email=ELSEWHERE)
    assert states(place)[made.id] is InvitationState.HELD
    for step in (colleague_link, mail_colleague):
        with pytest.raises(StateError, match="look at it first"):
            step(place.workspace, made.id, actor=place.vendor, at=AT)
    for ours in (new_link, send_by_mail):
        with pytest.raises(StateError):
            ours(place.workspace, made.id, actor=FILLER, at=AT)
    [colleague] = vendor_view(place.workspace, actor=place.vendor, at=AT).colleagues
    assert colleague.waits
    received = Received()
    with a_server(received) as sending:
        assert send_next(place.workspace, sending, at=AT) is None
    assert received.mails == []


def test_once_released_the_link_goes_out() -> None:
    place = an_invited_vendor()
    made = invited_by(place, place.vendor, email=ELSEWHERE)
    with pytest.raises(NotPermittedError):
        release(place.workspace, made.id, actor=place.vendor, at=AT)
    released = release(place.workspace, made.id, actor=FILLER, at=AT, seen=made.version).record
    assert states(place)[made.id] is InvitationState.PREPARED
    with pytest.raises(StateError):
        release(place.workspace, made.id, actor=FILLER, at=AT)
    send_by_mail(place.workspace, made.id, actor=FILLER, at=AT, seen=released.version)
    received = Received()
    with a_server(received) as sending:
        assert send_next(place.workspace, sending, at=AT) is True
    assert [to for to, _ in received.mails] == [[ELSEWHERE]]
    with place.workspace.unit() as unit:
        [line] = unit.trail.lines(action="invitation.released")
    assert line.entry.actor == FILLER.id


def test_an_invitation_that_waits_can_be_taken_back_and_is_not_released_then() -> None:
    place = an_invited_vendor()
    made = invited_by(place, place.vendor, email=ELSEWHERE)
    revoke(place.workspace, made.id, reason="知らない方", actor=FILLER, at=AT)
    assert states(place)[made.id] is InvitationState.REVOKED
    with pytest.raises(StateError):
        release(place.workspace, made.id, actor=FILLER, at=AT)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a@vendor.example.jp", "b@VENDOR.example.jp", True),
        ("a@vendor.example.jp", "b@vendor.example", False),
        ("a@vendor.example.jp", "b@mail.vendor.example.jp", False),
        ("a@vendor.example.jp", "b@evil-vendor.example.jp", False),
        ("a@gmail.com", "b@gmail.com", False),
        (None, "b@vendor.example.jp", False),
        ("", "", False),
    ],
)
def test_one_company_is_one_domain_that_is_not_everybodys(one: str | None, other: str, *, expected: bool) -> None:
    assert is_same_company(one, other) is expected


@pytest.mark.parametrize(
    "name",
    [
        "http://evil.example で確認",
        "www.evil.example",
        "evil.example/login",
        "ログイン evil.example",
        "<b>小林</b>",
        "k@evil.example",
        "=?utf-8?q?=0d=0aBcc:x?=",
    ],
)
def test_a_stranger_gives_a_name_and_no_link_for_a_mail_of_ours(name: str) -> None:
    place = an_invited_vendor()
    with pytest.raises(InvalidValueError, match="the name alone"):
        invited_by(place, place.vendor, name=name)


@pytest.mark.parametrize("name", ["小林 蓮", "J. R. Smith", "営業部／小林", "O'Neil-Smith, Jr.", "Dr. Ren Kobayashi"])
def test_names_of_people_are_taken_as_they_are(name: str) -> None:
    place = an_invited_vendor()
    assert invited_by(place, place.vendor, name=name).name == name


# What an invitation begot


def bare(number: int, parent: int | None) -> Invitation:
    maker = "user_1" if parent is None else f"iv_{parent}"
    return Invitation(f"iv_{number}", "as_1", "tp_1", "ja", maker, AT + timedelta(minutes=number))


def test_whom_a_person_brought_in_is_found_at_every_depth_in_every_tree() -> None:
    """Every way in which five invitations can have come from one another, in whatever order they are listed."""
    for parents in product(*([None, *range(number)] for number in range(5))):
        tree = [bare(number, parent) for number, parent in enumerate(parents)]
        for top in range(5):

            def comes_from(number: int | None, top: int = top, parents: Sequence[int | None] = parents) -> bool:
                above = parents[number] if number is not None else None
                return above is not None and (above == top or comes_from(above))

            found = [one.id for one in begotten_by(f"iv_{top}", tree[::-1])]
            assert found == [f"iv_{number}" for number in range(5) if comes_from(number)]


def a_line_of_three(place: Invited) -> list[Actor]:
    """A person, whom that one invited, whom that one invited, and one more of the first."""
    second = come(place, place.vendor, email="two@vendor.example.jp")
    third = come(place, second, email="three@vendor.example.jp")
    other = come(place, place.vendor, email="four@vendor.example.jp")
    return [place.vendor, second, third, other]


def test_revoking_shows_and_ends_all_that_came_of_it() -> None:
    place = an_invited_vendor()
    people = a_line_of_three(place)
    first = invitations_of(place.workspace, place.assessment_id, at=AT)[0]
    assert [one.id for one in first.begotten] == [one.id for one in people[1:]]
    waiting = invited_by(place, people[2], email=ELSEWHERE)
    revoke(place.workspace, people[0].id, reason="退職", actor=FILLER, at=AT)
    assert [opens(place, one) for one in people] == [False] * 4
    assert set(states(place).values()) == {InvitationState.REVOKED}
    with pytest.raises(StateError):
        release(place.workspace, waiting.id, actor=FILLER, at=AT)
    with place.workspace.unit() as unit:
        lines = [
            line for line in unit.trail.lines(action="invitation.revoked") if line.entry.record_kind == "invitation"
        ]
    assert len(lines) == 5
    assert {line.reason for line in lines} == {"退職"}


def test_whoever_is_to_stay_stays_and_may_get_a_new_link_of_ours() -> None:
    place = an_invited_vendor()
    people = a_line_of_three(place)
    revoke(place.workspace, people[0].id, reason="退職", keeps={people[2].id}, actor=FILLER, at=AT)
    assert [opens(place, one) for one in people] == [False, False, True, False]
    again = new_link(place.workspace, people[2].id, actor=FILLER, at=later(3)).invitation
    assert again.expires_at == later(3) + LINK_HOLDS


def test_revoking_a_colleague_leaves_whoever_invited_it() -> None:
    place = an_invited_vendor()
    people = a_line_of_three(place)
    revoke(place.workspace, people[1].id, reason="退職", actor=FILLER, at=AT)
    assert [opens(place, one) for one in people] == [True, False, False, True]


def test_erasing_who_somebody_was_ends_the_links_that_came_of_it() -> None:
    place = an_invited_vendor()
    people = a_line_of_three(place)
    erase_invited(place.workspace, people[0].id, actor=REVIEWER, at=AT)
    assert [opens(place, one) for one in people] == [False] * 4


@pytest.mark.parametrize("days", [0, 1, 15, 29])
def test_no_link_outlives_the_one_it_came_from(days: int) -> None:
    place = an_invited_vendor()
    second = come(place, place.vendor, email="two@vendor.example.jp", days=days)
    third = come(place, second, email="three@vendor.example.jp", days=days)
    assert all(opens(place, one, days=29) for one in (place.vendor, second, third))
    assert not any(opens(place, one, days=30) for one in (place.vendor, second, third))
    with place.workspace.unit() as unit:
        assert {one.expires_at for one in unit.records.select(Invitation)} == {AT + LINK_HOLDS}
    for one in (second, third):
        with pytest.raises(StateError, match="is over"):
            new_link(place.workspace, one.id, actor=FILLER, at=later(31))
    new_link(place.workspace, place.vendor.id, actor=FILLER, at=later(31))
    assert new_link(place.workspace, second.id, actor=FILLER, at=later(32)).invitation.expires_at == later(61)


def test_a_link_that_an_older_program_let_hold_longer_ends_with_its_source() -> None:
    place = an_invited_vendor()
    second = come(place, place.vendor, email="two@vendor.example.jp", days=10)
    with place.workspace.change("test", actor=FILLER, at=AT) as change:
        change.update(replace(change.records.get(Invitation, second.id), expires_at=later(40)), runs_rules=False)
    assert opens(place, second, days=29)
    assert not opens(place, second, days=30)


def test_a_mail_of_a_colleague_whose_source_is_over_goes_nowhere() -> None:
    place = an_invited_vendor()
    made = invited_by(place, place.vendor)
    mail_colleague(place.workspace, made.id, actor=place.vendor, at=AT)
    received = Received()
    with a_server(received) as sending:
        assert send_next(place.workspace, sending, at=later(31)) is None
    assert received.mails == []
    with pytest.raises((StateError, NotFoundError)):
        colleague_link(place.workspace, made.id, actor=place.vendor, at=later(31))
