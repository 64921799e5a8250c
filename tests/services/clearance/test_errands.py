"""Errands: asked of a person by a day, seen by both, done by the registration or by hand, never asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.codes import Role
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.gap import Fix
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import InvalidValueError, MyNumberError, NotFoundError, NotPermittedError, StateError
from sakimori.services.clearance.errands import ask_errand, close_errand, errands_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register

NAME = "どこにもない園芸株式会社"


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace_of()


def an_errand(about: str = NAME, person: Actor = PROCUREMENT, due_on: date = TODAY) -> Errand:
    return Errand("", ErrandKind.REGISTER, about, f"「{about}」の登録をお願いします。", "", AT, person.id, due_on)


def asked(workspace: Workspace, errand: Errand | None = None, actor: Actor = SALES) -> Errand:
    return ask_errand(workspace, errand or an_errand(), actor=actor, at=AT).record


def mended(workspace: Workspace, person: Actor = PROCUREMENT, text: str = "契約を確かめてください。") -> Errand:
    errand = replace(an_errand("みなも", person), kind=ErrandKind.MEND, text=text, third_party_id="tp1")
    return asked(workspace, errand)


def to_do(workspace: Workspace, actor: Actor) -> list[str]:
    return [row.errand.id for row in errands_of(workspace, actor=actor, on=TODAY).to_do]


def state_of(workspace: Workspace, errand: Errand) -> Errand:
    with workspace.unit() as unit:
        return unit.records.select(Errand, "id = :id", {"id": errand.id})[0]


def test_an_errand_stands_with_whom_it_was_asked_of_and_with_whoever_asked(workspace: Workspace) -> None:
    errand = asked(workspace)
    (row,) = errands_of(workspace, actor=PROCUREMENT, on=TODAY).to_do
    assert (row.errand, row.asked_by, row.person, row.party) == (errand, SALES.name, PROCUREMENT.name, "")
    assert (errand.asked_by, errand.due_on) == (SALES.id, TODAY)
    assert [row.errand.id for row in errands_of(workspace, actor=SALES, on=TODAY).asked] == [errand.id]
    for somebody in (SALES, OTHER_SALES, COMPLIANCE):
        assert to_do(workspace, somebody) == []


def test_whoever_registers_companies_sees_every_errand_to_do_so_and_others_only_his_own(workspace: Workspace) -> None:
    elsewhere = asked(workspace, an_errand(person=COMPLIANCE))
    mending = mended(workspace, COMPLIANCE)
    assert to_do(workspace, PROCUREMENT) == [elsewhere.id]
    assert set(to_do(workspace, COMPLIANCE)) == {elsewhere.id, mending.id}


@pytest.mark.parametrize("registered", [NAME, "㈱どこにもない園芸", "どこにもない園芸"])
def test_the_registration_of_the_company_does_the_errand(workspace: Workspace, registered: str) -> None:
    errand, other = asked(workspace), asked(workspace, an_errand("ほかの会社株式会社"))
    party = ThirdParty("", registered, frozenset({Role.PROCESSOR}), country="JP")
    made = register(workspace, party, actor=PROCUREMENT, at=AT).record
    done = state_of(workspace, errand)
    assert (done.state, done.third_party_id, done.closed_by) == (ErrandState.DONE, made.id, PROCUREMENT.id)
    assert state_of(workspace, other).state is ErrandState.OPEN
    assert [row.party for row in errands_of(workspace, actor=SALES, on=TODAY).asked if row.party] == [registered]
    with workspace.unit() as unit:
        lines = unit.trail.lines(record_kind="errand", record_id=errand.id)
    assert [line.entry.action for line in lines] == ["errand.done", "errand.asked"]


def test_another_name_of_the_company_does_it_too(workspace: Workspace) -> None:
    errand = asked(workspace)
    party = ThirdParty("", "グリーン企画合同会社", frozenset({Role.PROCESSOR}), country="JP")
    register(workspace, party, aliases=[NAME], actor=PROCUREMENT, at=AT)
    assert state_of(workspace, errand).state is ErrandState.DONE


def test_the_same_is_not_asked_twice_of_one_person(workspace: Workspace) -> None:
    errand = asked(workspace)
    with pytest.raises(StateError, match="open already"):
        asked(workspace, an_errand("㈱どこにもない園芸"))
    asked(workspace, an_errand(person=COMPLIANCE))
    asked(workspace, actor=OTHER_SALES)
    mended(workspace)
    mended(workspace, text="認証を確かめてください。")
    with pytest.raises(StateError):
        mended(workspace)
    close_errand(workspace, errand.id, state=ErrandState.WITHDRAWN, actor=SALES, at=AT)
    assert asked(workspace).state is ErrandState.OPEN


def test_who_was_asked_says_that_it_is_done_and_who_asked_takes_it_back(workspace: Workspace) -> None:
    mending = mended(workspace, COMPLIANCE)
    with pytest.raises(StateError):
        close_errand(workspace, mending.id, state=ErrandState.WITHDRAWN, actor=COMPLIANCE, at=AT)
    with pytest.raises(NotPermittedError):
        close_errand(workspace, mending.id, state=ErrandState.DONE, actor=OTHER_SALES, at=AT)
    done = close_errand(workspace, mending.id, state=ErrandState.DONE, actor=COMPLIANCE, at=AT).record
    assert (done.state, done.closed_by, done.closed_at) == (ErrandState.DONE, COMPLIANCE.id, AT)
    with pytest.raises(StateError, match="closed already"):
        close_errand(workspace, mending.id, state=ErrandState.WITHDRAWN, actor=SALES, at=AT)


def test_an_errand_names_a_company_a_person_who_is_here_and_a_day_to_come(workspace: Workspace) -> None:
    with pytest.raises(InvalidValueError):
        asked(workspace, an_errand("  "))
    with pytest.raises(InvalidValueError):
        asked(workspace, an_errand(due_on=TODAY - timedelta(days=1)))
    with pytest.raises(NotFoundError):
        asked(workspace, an_errand(person=ADMIN))
    with pytest.raises(NotPermittedError):
        asked(workspace, actor=AUDITOR)


@pytest.mark.parametrize("field", ["about", "text"])
@pytest.mark.parametrize(
    ("number", "refusal"), [("123456789018", MyNumberError), ("4111-1111-1111-1111", InvalidValueError)]
)
def test_no_text_of_an_errand_takes_a_personal_number(
    workspace: Workspace, field: str, number: str, refusal: type[Exception]
) -> None:
    said: dict[str, Any] = {field: f"番号 {number}"}
    with pytest.raises(refusal):
        asked(workspace, replace(an_errand(), **said))
    assert to_do(workspace, PROCUREMENT) == []


def a_bare_party(workspace: Workspace) -> ThirdParty:
    """A third party of which little is on record."""
    party = ThirdParty("", "みなもの里株式会社", frozenset({Role.PROCESSOR}), country="JP")
    return register(workspace, party, actor=PROCUREMENT, at=AT).record


def ask_to_mend(workspace: Workspace, party: ThirdParty, *fixes: Fix) -> Errand:
    errand = replace(
        an_errand(party.legal_name), kind=ErrandKind.MEND, text="直してください。", third_party_id=party.id
    )
    return ask_errand(workspace, errand, fixes=fixes, actor=SALES, at=AT).record


def test_the_end_of_its_gaps_does_an_errand_and_not_before(workspace: Workspace) -> None:
    party = a_bare_party(workspace)
    errand = ask_to_mend(workspace, party, *(Fix("third_party", party.id, f) for f in ("address", "representative")))
    assert len(errand.gap_ids) == 2
    half = edit(workspace, replace(party, address="東京都千代田区"), actor=PROCUREMENT, at=AT).record
    assert state_of(workspace, errand).state is ErrandState.OPEN
    edit(workspace, replace(half, representative="水野 葵"), actor=PROCUREMENT, at=AT)
    done = state_of(workspace, errand)
    assert (done.state, done.closed_by, done.closed_at) == (ErrandState.DONE, PROCUREMENT.id, AT)
    assert to_do(workspace, PROCUREMENT) == []
    with workspace.unit() as unit:
        lines = unit.trail.lines(record_kind="errand", record_id=errand.id)
    assert [line.entry.action for line in lines] == ["errand.done", "errand.asked"]


def test_what_no_gap_tells_is_done_by_hand(workspace: Workspace) -> None:
    party = a_bare_party(workspace)
    known, unknown = Fix("third_party", party.id, "address"), Fix("hand_over", "", "objectors_removed")
    errand = ask_to_mend(workspace, party, known, unknown)
    assert errand.gap_ids == ()
    edit(workspace, replace(party, address="東京都千代田区"), actor=PROCUREMENT, at=AT)
    assert state_of(workspace, errand).state is ErrandState.OPEN


def test_an_errand_about_a_company_follows_it_into_another(workspace: Workspace) -> None:
    from sakimori.services.parties.merge import merge  # noqa: PLC0415 - one test alone

    mending = mended(workspace)
    other = ThirdParty("", "みなもの里株式会社", frozenset({Role.PROCESSOR}), country="JP")
    into = register(workspace, other, actor=PROCUREMENT, at=AT).record
    merge(workspace, from_id="tp1", into_id=into.id, choices={}, reason="同じ会社", actor=COMPLIANCE, at=AT)
    assert state_of(workspace, mending).third_party_id == into.id
