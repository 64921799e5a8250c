"""Registering and editing third parties: what is stored, what is refused, what a write opens and closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, everything_stored
from sakimori.domain.codes import ContactKind, Role, UserRole
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.trail import ERASED
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    StateError,
)
from sakimori.services.audit.view import verify
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.merge import merge
from sakimori.services.parties.search import search
from sakimori.services.parties.write import (
    NewParty,
    add_alias,
    add_contact,
    add_service,
    edit,
    edit_contact,
    edit_many,
    end_service,
    erase_contact,
    register,
    register_many,
    remove_alias,
    set_owner,
    set_owner_many,
)

MY_NUMBER = "123456789018"
CORPORATE_NUMBER = "7000012050002"  # the published number of the National Tax Agency


def a_registered(workspace: Workspace, **facts: object) -> ThirdParty:
    return register(workspace, a_third_party(**facts), actor=an_actor(), at=AT).record


def test_a_registered_third_party_has_an_id_its_day_and_its_gaps() -> None:
    workspace = a_workspace()
    saved = register(
        workspace,
        a_third_party(),
        services=[Service("", "", "つむぎデスク")],
        aliases=["つむぎ", "つむぎ"],
        contacts=[Contact("", "", ContactKind.SECURITY, "山田", "yamada@example.jp")],
        actor=an_actor(),
        at=AT,
    )
    assert saved.record.id.startswith("tp_")
    assert saved.record.created_on == TODAY
    assert {"C-IN1", "C-ID4", "A-25-1"} <= {span.rule_id for span in saved.opened}
    with workspace.unit() as unit:
        assert [s.third_party_id for s in unit.records.select(Service)] == [saved.record.id]
        assert [a.name for a in unit.records.select(Alias)] == ["つむぎ"]
        assert [c.name for c in unit.records.select(Contact)] == ["山田"]


def test_a_write_says_which_gaps_it_closed() -> None:
    workspace = a_workspace()
    party = a_registered(workspace, country=None)
    saved = edit(workspace, replace(party, country="JP"), actor=an_actor(), at=AT)
    assert {span.rule_id for span in saved.closed} == {"C-ID2"}
    assert saved.opened == ()


@pytest.mark.parametrize("field", ["corporate_number", "legal_name", "note", "address", "external_key", "website"])
@pytest.mark.parametrize("typed", [MY_NUMBER, "1234 5678 9018", "１２３４－５６７８－９０１８"])
def test_a_my_number_is_refused_and_stands_in_no_table(field: str, typed: str) -> None:
    workspace = a_workspace()
    with pytest.raises(MyNumberError) as refused:
        register(workspace, a_third_party(**{field: typed}), actor=an_actor(), at=AT)
    stored = everything_stored(workspace)
    assert MY_NUMBER not in stored
    assert typed not in stored
    assert typed not in refused.value.message("ja")


def test_a_my_number_among_many_keeps_them_all_out() -> None:
    workspace = a_workspace()
    items = [NewParty(a_third_party(legal_name="甲")), NewParty(a_third_party(legal_name="乙", note=MY_NUMBER))]
    with pytest.raises(MyNumberError):
        register_many(workspace, items, actor=an_actor(), at=AT, batch_id="b1")
    assert "甲" not in everything_stored(workspace)


def test_twelve_digits_are_not_repeated_in_the_refusal() -> None:
    with pytest.raises(InvalidValueError) as refused:
        register(a_workspace(), a_third_party(corporate_number="123456789019"), actor=an_actor(), at=AT)
    assert "1234" not in refused.value.message("ja")


def test_a_card_number_is_refused() -> None:
    with pytest.raises(InvalidValueError) as refused:
        register(a_workspace(), a_third_party(note="4111 1111 1111 1111"), actor=an_actor(), at=AT)
    assert "4111" not in refused.value.message("en")


@pytest.mark.parametrize("typed", ["T7000012050002", "7-0000-1205-0002", "７００００１２０５０００２"])
def test_a_corporate_number_is_stored_bare(typed: str) -> None:
    assert a_registered(a_workspace(), corporate_number=typed).corporate_number == CORPORATE_NUMBER


@pytest.mark.parametrize(
    "facts",
    [
        {"legal_name": " \u200b"},
        {"legal_name": "あ" * 301},
        {"country": "XX"},
        {"corporate_number": "7000012050003"},
        {"person_count": -1},
        {"roles": frozenset({Role.SELF})},
        {"website": "javascript:alert(1)"},
    ],
)
def test_a_value_that_cannot_be_is_refused(facts: dict[str, object]) -> None:
    workspace = a_workspace()
    with pytest.raises(InvalidValueError):
        register(workspace, a_third_party(**facts), actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert len(unit.records.select(ThirdParty)) == 1


def test_control_characters_and_direction_marks_are_left_out_and_the_rest_stays_text() -> None:
    workspace = a_workspace()
    party = a_registered(workspace, legal_name="=cmd\x07 \u202e![x](http://a)\n<b>", note="一行目\r\n二行目")
    assert party.legal_name == "=cmd ![x](http://a) <b>"
    assert party.note == "一行目\n二行目"


def test_an_empty_optional_text_is_unknown() -> None:
    assert a_registered(a_workspace(), address="  ", corporate_number=" ").address is None


def test_two_people_saving_the_same_third_party_lose_nothing() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    edit(workspace, replace(party, note="先の人"), actor=an_actor(), at=AT)
    with pytest.raises(ConflictError) as conflict:
        edit(workspace, replace(party, note="後の人"), actor=an_actor(), at=AT)
    ours, theirs = conflict.value.details["ours"], conflict.value.details["theirs"]
    assert isinstance(ours, ThirdParty)
    assert isinstance(theirs, ThirdParty)
    assert (ours.note, theirs.note) == ("後の人", "先の人")
    assert "佐藤 美咲" in conflict.value.message("ja")


def test_saving_the_same_values_writes_no_entry() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    before = workspace.head()
    edit(workspace, party, actor=an_actor(), at=AT)
    assert workspace.head() == before


def test_an_edit_does_not_take_a_step_of_the_lifecycle() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    with pytest.raises(ValueError, match="lifecycle"):
        edit(workspace, replace(party, archived_on=date(2026, 1, 1)), actor=an_actor(), at=AT)


def test_parents_cannot_form_a_circle() -> None:
    workspace = a_workspace()
    top = a_registered(workspace, legal_name="親")
    child = a_registered(workspace, legal_name="子", parent_id=top.id)
    with pytest.raises(InvalidValueError):
        edit(workspace, replace(top, parent_id=child.id), actor=an_actor(), at=AT)
    with pytest.raises(InvalidValueError):
        edit(workspace, replace(top, parent_id=top.id), actor=an_actor(), at=AT)
    with pytest.raises(NotFoundError):
        edit(workspace, replace(top, parent_id="nobody"), actor=an_actor(), at=AT)


def test_many_third_parties_share_a_batch_with_one_entry_each() -> None:
    workspace = a_workspace()
    items = [NewParty(a_third_party(legal_name=f"会社{n}")) for n in range(50)]
    saved = register_many(workspace, items, actor=an_actor(), at=AT, batch_id="b1")
    assert len(saved.record) == 50
    assert len({span.third_party_id for span in saved.opened}) == 50
    with workspace.unit() as unit:
        lines = unit.trail.lines(batch_id="b1")
    assert [line.entry.action for line in lines] == ["third_party.registered"] * 50
    edited = edit_many(
        workspace,
        [replace(party, kana="カイシャ") for party in saved.record],
        actor=an_actor(),
        at=AT,
        batch_id="b2",
    )
    assert {party.kana for party in edited.record} == {"カイシャ"}
    ids = [party.id for party in edited.record]
    owned = set_owner_many(workspace, ids, "us01", actor=an_actor(), at=AT, batch_id="b3")
    assert {span.fix_field for span in owned.closed} == {"owner_id"}
    assert len(owned.closed) == 50
    assert not [d for *_, found in recompute(workspace, on=TODAY) for d in found]


def test_an_owner_closes_the_gap_of_a_missing_owner() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    saved = set_owner(workspace, party.id, "us01", actor=an_actor(), at=AT)
    assert [span.fix_field for span in saved.closed] == ["owner_id"]


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_only_procurement_and_compliance_register(role: UserRole) -> None:
    with pytest.raises(NotPermittedError):
        register(a_workspace(), a_third_party(), actor=an_actor(role), at=AT)


def test_an_alias_taken_out_of_use_is_found_no_more_but_stays_on_record() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    alias = add_alias(workspace, party.id, "旧称テスト", actor=an_actor(), at=AT).record
    assert search(workspace, "旧称テスト")
    remove_alias(workspace, alias.id, actor=an_actor(), at=AT)
    assert not search(workspace, "旧称テスト")
    with workspace.unit() as unit:
        assert unit.records.get(Alias, alias.id).removed_on == TODAY


def test_a_service_ends_with_a_day_and_stays() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    service = add_service(workspace, Service("", party.id, "Slack"), actor=an_actor(), at=AT).record
    ended = end_service(workspace, service.id, ended_on=TODAY, actor=an_actor(), at=AT, reason="解約")
    assert ended.record.ended_on == TODAY


def test_an_erased_contact_leaves_no_value_behind_and_the_chain_whole() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    contact = Contact("", party.id, ContactKind.INCIDENT, "消える名前", "kieru@example.jp", "03-1111-2222")
    added = add_contact(workspace, contact, actor=an_actor(), at=AT)
    assert [span.fix_field for span in added.closed] == ["contact.incident"]
    edit_contact(workspace, replace(added.record, phone="03-3333-4444"), actor=an_actor(), at=AT)

    erased = erase_contact(workspace, added.record.id, actor=an_actor(), at=AT, reason="本人の求め")

    assert [span.fix_field for span in erased.opened] == ["contact.incident"]
    left = everything_stored(workspace)
    for value in ("消える名前", "kieru@example.jp", "1111-2222", "3333-4444"):
        assert value not in left
    assert verify(workspace).is_intact
    with workspace.unit() as unit:
        oldest = unit.trail.lines(record_kind="contact")[-1]
    assert oldest.after is not None
    assert oldest.after["name"] == ERASED


def test_only_compliance_and_admin_erase() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    contact = Contact("", party.id, ContactKind.INCIDENT, "山田")
    added = add_contact(workspace, contact, actor=an_actor(), at=AT).record
    with pytest.raises(NotPermittedError):
        erase_contact(workspace, added.id, actor=an_actor(UserRole.PROCUREMENT), at=AT)


def test_a_contact_needs_somebody_to_name_or_reach() -> None:
    workspace = a_workspace()
    party = a_registered(workspace)
    with pytest.raises(InvalidValueError):
        add_contact(workspace, Contact("", party.id, ContactKind.INCIDENT, department="総務"), actor=an_actor(), at=AT)


def test_nothing_is_added_to_a_third_party_that_was_merged_away() -> None:
    workspace = a_workspace()
    gone, kept = a_registered(workspace, legal_name="甲"), a_registered(workspace, legal_name="乙")
    merge(workspace, from_id=gone.id, into_id=kept.id, choices={}, reason="同じ会社", actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        add_service(workspace, Service("", gone.id, "Slack"), actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        archive(workspace, gone.id, reason="不要", actor=an_actor(), at=AT)
