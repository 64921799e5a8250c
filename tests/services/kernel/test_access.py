"""Who may do what: written out once more, so that a slip in the table shows."""

from __future__ import annotations

import pytest

from kit.builders import an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.errors import NotPermittedError
from sakimori.services.kernel.access import ALLOWED, ROLE_NAMES, Permission, may, require

P, C, S, A, X = (
    UserRole.PROCUREMENT,
    UserRole.COMPLIANCE,
    UserRole.SALES,
    UserRole.AUDITOR,
    UserRole.ADMIN,
)

EXPECTED: dict[UserRole, str] = {
    P: "enter read_settings "
    "read read_approved edit_party change_lifecycle import fill_assessment work_on_gaps ask_waiver edit_register "
    "ask_clearance report_incident read_incidents",
    C: "enter read_settings "
    "read read_approved read_trail edit_party change_lifecycle merge import fill_assessment review_assessment "
    "work_on_gaps ask_waiver decide_waiver set_policy erase_personal "
    "edit_register decide_register edit_own_register edit_countries "
    "ask_clearance decide_clearance release read_records purge_records "
    "report_incident read_incidents edit_incident handle_requests issue_report",
    S: "enter read_approved ask_clearance release report_incident",
    A: "enter read read_settings read_approved read_trail read_records report_incident read_incidents",
    X: "enter read_settings read_trail set_policy manage_users erase_personal edit_countries report_incident",
}


@pytest.mark.parametrize("role", list(UserRole))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_has_the_permissions_that_are_written_here(role: UserRole, permission: Permission) -> None:
    assert may(an_actor(role), permission) == (permission.value in EXPECTED[role].split())


def test_every_permission_is_given_to_somebody_but_that_of_the_vendor() -> None:
    assert set(ALLOWED) == set(Permission)
    assert {one for one, roles in ALLOWED.items() if not roles} == {Permission.ANSWER_INVITED}


def test_nobody_of_ours_answers_as_a_vendor() -> None:
    with pytest.raises(NotPermittedError) as refused:
        require(an_actor(), Permission.ANSWER_INVITED)
    assert "取引先の回答者" in refused.value.message("ja")


def test_nobody_without_a_role_may_do_anything() -> None:
    nobody = Actor("us09", "x", frozenset())
    assert not any(may(nobody, permission) for permission in Permission)


def test_two_roles_together_have_what_either_has() -> None:
    assert may(an_actor(S, X), Permission.MANAGE_USERS)
    assert may(an_actor(S, X), Permission.READ_APPROVED)


def test_a_refusal_names_those_who_may() -> None:
    with pytest.raises(NotPermittedError) as refused:
        require(an_actor(S), Permission.SET_POLICY)
    assert ROLE_NAMES[C].ja in refused.value.message("ja")
    assert "the administrator" in refused.value.message("en")
