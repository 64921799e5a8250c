"""Verification of a workspace: the chains, and every record against what the trail last said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, behind_the_guards
from kit.demos import DemoIn
from sakimori.bench.synthetic import make_synthetic
from sakimori.domain.codes import ContactKind
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import SELF_ID, Contact, ThirdParty
from sakimori.domain.trail import TrailFault
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit_contact, erase_contact, register
from sakimori.services.settings.policy import change_policy

ACTOR = an_actor()


def a_history() -> tuple[Workspace, str, str]:
    """A workspace with one third party and its contact, and the ids of both."""
    workspace = a_workspace()
    contact = Contact("", "", ContactKind.SECURITY, name="山田 太郎", email="yamada@example.jp")
    party = register(workspace, a_third_party(), contacts=(contact,), actor=ACTOR, at=AT).record
    with workspace.unit() as unit:
        [stored] = unit.records.select(Contact)
    return workspace, party.id, stored.id


def behind_the_trail(workspace: Workspace, sql: str, **params: str) -> None:
    with workspace.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute(sql, params)


def test_an_empty_workspace_is_intact() -> None:
    report = verify(Workspace())
    assert (report.is_intact, report.entries) == (True, 0)
    assert report.sentence.ja == "改ざんは見つかりません。"


def test_a_workspace_written_by_services_is_intact() -> None:
    workspace, _, _ = a_history()
    report = verify(workspace)
    assert report.is_intact
    assert (report.entries, report.head) == workspace.head()


def test_the_demo_is_intact(tmp_path: Path, demo_in: DemoIn) -> None:
    assert verify(Workspace(demo_in(tmp_path, TODAY))).is_intact


def test_a_synthetic_workspace_has_an_entry_for_each_record_of_its_register(tmp_path: Path) -> None:
    workspace = make_synthetic(tmp_path / "x.db", 3, progress=lambda _: None)
    report = verify(workspace)
    assert report.is_intact
    with workspace.unit() as unit:
        kinds: tuple[type[Any], ...] = (ThirdParty, Contract, DataFlow, Assessment, Answer)
        for kind in kinds:
            stands = {record.id: record for record in unit.records.select(kind) if record.id != SELF_ID}
            assert {record.id: record for record in unit.trail.records_at(kind, unit.number())} == stands
        lines = unit.trail.lines(third_party_id="tp00001", limit=10**6)
    assert len(lines) > 100
    assert {line.entry.action for line in lines} == {"register.recorded"}


def test_a_record_changed_behind_the_trail_is_named_with_its_fields() -> None:
    workspace, party, _ = a_history()
    behind_the_trail(workspace, "UPDATE third_party SET legal_name = 'x', country = 'US' WHERE id = :id", id=party)

    report = verify(workspace)

    [found] = report.disagreements
    assert (found.kind, found.record_id, set(found.fields)) == ("third_party", party, {"legal_name", "country"})
    assert report.changes.is_intact
    assert not report.is_intact
    assert "1件" in report.sentence.ja


def test_a_personal_value_changed_behind_the_trail_is_found() -> None:
    workspace, _, contact = a_history()
    behind_the_trail(workspace, "UPDATE contact SET name = 'x' WHERE id = :id", id=contact)
    [found] = verify(workspace).disagreements
    assert (found.record_id, found.fields) == (contact, ("name",))


def test_an_erased_contact_agrees_with_its_trail() -> None:
    workspace, _, contact = a_history()
    erase_contact(workspace, contact, actor=ACTOR, at=AT)
    assert verify(workspace).is_intact


def test_a_personal_value_that_is_gone_without_an_entry_about_it_is_found() -> None:
    workspace, _, contact = a_history()
    with workspace.writing() as unit:
        unit.trail.erase_personal(record_kind="contact", record_id=contact)
    report = verify(workspace)
    assert (report.changes.broken_at, report.changes.fault) == (3, TrailFault.GONE)
    assert "消去の記録がない" in report.sentence.ja


def test_a_value_that_came_after_an_erasure_must_be_there() -> None:
    workspace, _, contact = a_history()
    erase_contact(workspace, contact, actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        standing = unit.records.get(Contact, contact)
    edit_contact(workspace, replace(standing, name="鈴木 花子"), actor=ACTOR, at=AT)
    assert verify(workspace).is_intact
    with workspace.writing() as unit:
        unit.trail.erase_personal(record_kind="contact", record_id=contact)
    assert verify(workspace).changes.fault is TrailFault.GONE


def test_a_record_added_behind_the_trail_has_no_entry() -> None:
    workspace, party, _ = a_history()
    behind_the_trail(
        workspace, "INSERT INTO alias (id, third_party_id, name, version) VALUES ('al9', :id, 'x', 1)", id=party
    )
    [found] = verify(workspace).disagreements
    assert (found.kind, found.record_id, found.seq) == ("alias", "al9", None)


def test_a_record_deleted_behind_the_trail_is_missed() -> None:
    workspace, _, contact = a_history()
    behind_the_trail(workspace, "DELETE FROM contact WHERE id = :id", id=contact)
    [found] = verify(workspace).disagreements
    assert (found.kind, found.record_id, found.fields) == ("contact", contact, ())
    assert found.seq is not None


def test_our_own_dossier_renamed_behind_the_trail_is_found() -> None:
    workspace = a_workspace()
    behind_the_trail(workspace, "UPDATE third_party SET legal_name = 'x' WHERE id = 'self'")
    assert [d.record_id for d in verify(workspace).disagreements] == ["self"]


def test_a_gap_owner_set_behind_the_trail_is_found() -> None:
    workspace, _, _ = a_history()
    behind_the_trail(workspace, "UPDATE gap SET owner_id = 'us01'")
    found = verify(workspace).disagreements
    assert {d.kind for d in found} == {"gap"}


def test_a_policy_changed_behind_the_trail_is_found() -> None:
    workspace, _, _ = a_history()
    change_policy(workspace, replace(DEFAULT_POLICY, due_low=60), actor=ACTOR, at=AT)
    assert verify(workspace).is_intact

    behind_the_trail(workspace, "UPDATE policy SET value = 900 WHERE key = 'due_low'")

    [found] = verify(workspace).disagreements
    assert (found.kind, found.fields) == ("policy", ("due_low",))


def test_a_policy_that_nobody_set_is_found() -> None:
    workspace, _, _ = a_history()
    behind_the_trail(workspace, "INSERT INTO policy (key, id, value, version) VALUES ('due_low', 'due_low', 9, 1)")
    assert [d.kind for d in verify(workspace).disagreements] == ["policy"]


def test_an_exchanged_file_is_found() -> None:
    workspace, _, _ = a_history()
    with workspace.writing() as unit:
        unit.files.put(b"before")
    assert verify(workspace).is_intact
    behind_the_trail(workspace, "UPDATE stored_file SET body = 'after'")
    assert [d.kind for d in verify(workspace).disagreements] == ["stored_file"]


def test_an_edited_entry_is_named_and_the_records_are_left_out() -> None:
    workspace, party, _ = a_history()
    behind_the_trail(workspace, "UPDATE audit_entry SET actor = 'us09' WHERE seq = 2")
    behind_the_trail(workspace, "UPDATE third_party SET country = 'US' WHERE id = :id", id=party)

    report = verify(workspace)

    assert (report.changes.broken_at, report.changes.fault) == (2, TrailFault.CHANGED)
    assert report.disagreements == ()
    assert "連番2" in report.sentence.ja


def test_the_log_of_reads_is_verified_too() -> None:
    workspace, _, _ = a_history()
    workspace.access("evidence.downloaded", actor=ACTOR, at=AT, what="evidence")
    assert verify(workspace).is_intact
    behind_the_trail(workspace, "UPDATE access_entry SET actor = 'us09'")
    report = verify(workspace)
    assert report.accesses.fault is TrailFault.CHANGED
    assert "閲覧記録" in report.sentence.ja


def test_a_noted_head_shows_a_tail_that_was_cut() -> None:
    workspace, _, _ = a_history()
    _, noted = workspace.head()
    assert verify(workspace, expected_head=noted).is_intact
    assert verify(workspace, expected_head="0" * 63 + "1").changes.fault is TrailFault.CUT


def test_progress_ends_at_the_whole() -> None:
    shares: list[float] = []
    verify(a_history()[0], progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
