"""Forty-four ways to change a database behind the program, and what finds each; some need a head that was noted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from kit.builders import AT, TODAY, an_actor
from kit.demos import DemoIn
from kit.examples import some
from kit.homes import behind_our_back, copy_home, lies_at
from kit.older import chained
from sakimori.domain.trail import SignatureFault, TrailFault, canonical_json, entry_hash
from sakimori.services.audit.since import verify_since
from sakimori.services.audit.view import VerifyReport, verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import erase_contact
from sakimori.store.engine import Engine, Value
from sakimori.store.key_files import KINDS, SIGNING, key_file
from sakimori.store.sealing import SAID
from sakimori.store.signatures import signing_key

Tamper = Callable[[Engine], object]
MIDDLE: Final = 3183
READS: Final = 3


def sql(*statements: str, **params: Value) -> Tamper:
    return lambda engine: [engine.execute(one, params) for one in statements]


def entry_that_fits(engine: Engine) -> None:
    engine.execute(f"UPDATE audit_entry SET actor = 'us09' WHERE seq = {MIDDLE}")
    found: Any = engine.query(f"SELECT * FROM audit_entry WHERE seq = {MIDDLE}")
    made = entry_hash(**{key: found[0][key] for key in (*SAID, "body_sha256", "previous")})
    engine.execute(f"UPDATE audit_entry SET hash = :hash WHERE seq = {MIDDLE}", {"hash": made})


def moved(engine: Engine, *, from_: int, to: int) -> None:
    for table in ("entry", "body", "personal"):
        engine.execute(f"UPDATE audit_{table} SET seq = {to} WHERE seq = {from_}")


def swapped(engine: Engine) -> None:
    for from_, to in ((MIDDLE, -1), (MIDDLE + 1, MIDDLE), (-1, MIDDLE + 1)):
        moved(engine, from_=from_, to=to)


def without(engine: Engine, where: str, chain: str = "audit") -> None:
    for table in ("personal", "body", "entry"):
        engine.execute(f"DELETE FROM {chain}_{table} WHERE {where}")


def renumbered(engine: Engine) -> None:
    without(engine, f"seq = {MIDDLE}")
    for seq in range(MIDDLE + 1, last(engine) + 1):
        moved(engine, from_=seq, to=seq - 1)


def the_one(engine: Engine, query: str) -> Any:
    [(found,)] = engine.values(query)
    return found


def last(engine: Engine) -> int:
    return int(the_one(engine, "SELECT MAX(seq) FROM audit_entry"))


def rewritten(engine: Engine) -> None:
    engine.execute("UPDATE audit_entry SET actor = 'us09' WHERE seq = 100")
    chained(engine, 100)


def added(engine: Engine) -> None:
    seq = last(engine) + 1
    engine.execute(
        f"INSERT INTO audit_entry SELECT {seq}, at, 'us09', 'party.viewed', 'x', 'y', '', '', body_sha256, '', '' "
        f"FROM audit_entry WHERE seq = {seq - 1}"
    )
    engine.execute(f"""INSERT INTO audit_body VALUES ({seq}, '{{"after":null,"before":null,"reason":""}}')""")
    chained(engine, seq)


PARTY: Final = "(SELECT id FROM third_party WHERE id <> 'self' AND merged_into IS NULL ORDER BY id LIMIT 1)"


def record_and_its_entry(engine: Engine) -> None:
    engine.execute(f"UPDATE third_party SET website = 'https://x.example' WHERE id = {PARTY}")
    entries = f"FROM audit_entry WHERE record_kind = 'third_party' AND record_id = {PARTY}"
    seq = the_one(engine, f"SELECT MAX(seq) {entries}")
    body = json.loads(the_one(engine, f"SELECT body FROM audit_body WHERE seq = {seq}"))
    body["after"]["website"] = "https://x.example"
    engine.execute(f"UPDATE audit_body SET body = :body WHERE seq = {seq}", {"body": canonical_json(body)})
    chained(engine, seq)


def file_and_its_hash(engine: Engine) -> None:
    both = {"old": the_one(engine, f"SELECT {FILE}"), "new": hashlib.sha256(b"other").hexdigest(), "body": b"other"}
    engine.execute("UPDATE stored_file SET body = :body, sha256 = :new WHERE sha256 = :old", both)
    engine.execute("UPDATE evidence SET sha256 = :new WHERE sha256 = :old", both)


def emptied(engine: Engine) -> None:
    without(engine, "1 = 1", "access")


FILE: Final = "(SELECT sha256 FROM evidence ORDER BY id LIMIT 1)"
SLIP: Final = "(SELECT id FROM slip ORDER BY number LIMIT 1)"
PAST: Final = "(SELECT MIN(id) FROM gap_span WHERE known_until IS NOT NULL)"
NOW: Final = "(SELECT MIN(id) FROM gap_span WHERE known_until IS NULL)"
ERASES: Final = "DELETE FROM audit_personal WHERE seq IN (SELECT seq FROM audit_entry WHERE record_kind = '{}')"

CHAIN, SIGNATURE, RECORDS, FILES, HEAD = "chain", "signature", "records", "file", "noted head"

TAMPERINGS: Final[dict[str, tuple[Tamper, str, object]]] = {
    "edit_entry": (sql(f"UPDATE audit_entry SET actor = 'us09' WHERE seq = {MIDDLE}"), CHAIN, TrailFault.CHANGED),
    "edit_body": (
        sql(f"UPDATE audit_body SET body = replace(body, ':', ': ') WHERE seq = {MIDDLE}"), CHAIN, TrailFault.BODY
    ),
    "edit_entry_hash_fits": (entry_that_fits, CHAIN, TrailFault.UNLINKED),
    "swap": (swapped, CHAIN, TrailFault.UNLINKED),
    "delete_middle": (lambda engine: without(engine, f"seq = {MIDDLE}"), CHAIN, TrailFault.MISSING),
    "delete_middle_renumbered": (renumbered, CHAIN, TrailFault.UNLINKED),
    "cut_tail": (lambda engine: without(engine, f"seq > {last(engine) - 20}"), SIGNATURE, SignatureFault.CHANGED),
    "whole_chain_rewritten": (rewritten, SIGNATURE, SignatureFault.CHANGED),
    "trail_emptied": (lambda engine: without(engine, "1 = 1"), SIGNATURE, SignatureFault.CHANGED),
    "entry_added": (added, SIGNATURE, SignatureFault.UNSIGNED),
    "edit_record": (sql(f"UPDATE third_party SET country = 'US' WHERE id = {PARTY}"), RECORDS, "third_party"),
    "edit_record_and_last_entry": (record_and_its_entry, SIGNATURE, SignatureFault.CHANGED),
    "delete_record": (sql("DELETE FROM periodic_review WHERE id = (SELECT MIN(id) FROM periodic_review)"), RECORDS,
                      "periodic_review"),
    "insert_record": (sql(f"INSERT INTO alias (id, third_party_id, name, version) VALUES ('al9', {PARTY}, 'x', 1)"),
                      RECORDS, "alias"),
    "edit_answer": (sql("UPDATE answer SET value = '[\"yes\"]x' WHERE id = (SELECT MIN(id) FROM answer)"), RECORDS,
                    "answer"),
    "edit_decision": (sql("UPDATE assessment SET decision = 'rejected' WHERE id = (SELECT MIN(id) FROM assessment "
                          "WHERE decision = 'approved')"), RECORDS, "assessment"),
    "edit_personal": (sql("UPDATE audit_personal SET value = '1' WHERE seq = (SELECT MIN(seq) FROM audit_personal)"),
                      CHAIN, TrailFault.PERSONAL),
    "delete_personal": (sql(ERASES.format("contact")), CHAIN, TrailFault.GONE),
    "delete_personal_of_answers": (sql(ERASES.format("answer")), CHAIN, TrailFault.GONE),
    "edit_span": (sql(f"UPDATE gap_span SET severity = 'low', title_ja = 'x' WHERE id = {NOW}"), SIGNATURE,
                  SignatureFault.HELD),
    "close_span": (sql(f"UPDATE gap_span SET known_until = {MIDDLE} WHERE id = {NOW}"), SIGNATURE, SignatureFault.HELD),
    "edit_past_span": (sql(f"UPDATE gap_span SET title_ja = 'x' WHERE id = {PAST}"), SIGNATURE, SignatureFault.HELD),
    "delete_past_span": (sql(f"DELETE FROM gap_span WHERE id = {PAST}"), SIGNATURE, SignatureFault.HELD),
    "edit_tally": (sql("UPDATE gap_tally SET known = known + 1 WHERE third_party_id = (SELECT MIN(third_party_id) "
                       "FROM gap_tally)"), RECORDS, "gap_tally"),
    "edit_outcome_any": (sql("UPDATE outcome_span SET outcome = 'allowed' WHERE id = (SELECT MIN(id) FROM outcome_span "
                             "WHERE outcome <> 'allowed')"), SIGNATURE, SignatureFault.HELD),
    "replace_file": (sql(f"UPDATE stored_file SET body = :body WHERE sha256 = {FILE}", body=b"0"), RECORDS,
                     "stored_file"),
    "replace_file_and_hash": (file_and_its_hash, RECORDS, "evidence"),
    "delete_file": (sql(f"DELETE FROM stored_file WHERE sha256 = {FILE}"), FILES, "stored_file"),
    "edit_pack": (sql("UPDATE pack_snapshot SET body = replace(body, ':', ': ')"), RECORDS, "pack_snapshot"),
    "edit_slip_until": (sql(f"UPDATE slip SET valid_until = '2099-01-01' WHERE id = {SLIP}"), RECORDS, "slip"),
    "edit_slip_answer": (sql(f"UPDATE slip SET outcome = 'blocked' WHERE id = {SLIP}"), RECORDS, "slip"),
    "edit_slip_case": (sql(f"UPDATE slip SET case_body = replace(case_body, ':', ': ') WHERE id = {SLIP}"), RECORDS,
                       "slip"),
    "unrevoke_slip": (sql("UPDATE slip SET revoked_on = NULL, revoked_by = NULL WHERE revoked_on IS NOT NULL"), RECORDS,
                      "slip"),
    "delete_slip": (sql(f"DELETE FROM slip WHERE id = {SLIP}"), RECORDS, "slip"),
    "edit_policy": (sql("INSERT INTO policy (key, id, value, version) VALUES ('due_high', 'due_high', 900, 1)"),
                    RECORDS, "policy"),
    "edit_role": (sql("UPDATE app_user SET roles = '[\"admin\"]' WHERE id = 'us03'"), RECORDS, "app_user"),
    "delete_stop": (sql("DELETE FROM stop WHERE id = (SELECT MIN(id) FROM stop)"), RECORDS, "stop"),
    "edit_provision": (sql("UPDATE provision_record SET person_count = 1 + person_count"), RECORDS, "provision_record"),
    "edit_gap_owner": (sql("UPDATE gap SET owner_id = 'us09', version = 9 WHERE id = (SELECT MIN(id) FROM gap)"),
                       RECORDS, "gap"),
    "edit_progress": (sql("UPDATE assessment_progress SET risk = 0, failed = 99"), RECORDS, "assessment_progress"),
    "access_edit": (sql("UPDATE access_entry SET actor = 'us09' WHERE seq = 2"), CHAIN, TrailFault.CHANGED),
    "access_cut": (lambda engine: without(engine, "seq = 3", "access"), SIGNATURE, SignatureFault.CHANGED),
    "access_emptied": (emptied, SIGNATURE, SignatureFault.CHANGED),
}  # fmt: skip
"""What is done, and what of a check finds it; the forty-fourth, `cut_tail_and_records`, stands by itself below."""


@dataclass(frozen=True)
class Prepared:
    """The demo with a few reads in its second chain."""

    folder: Path

    def copy(self, into: Path) -> Path:
        copy_home(self.folder, into)
        return into / "demo.db"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    workspace = Workspace(demo_in(folder, TODAY))
    for key in range(READS):
        workspace.access("evidence.downloaded", actor=an_actor(), at=AT, what="evidence", key=str(key))
    assert verify(workspace).is_intact
    workspace.close()
    return Prepared(folder)


def tampered(path: Path, tamper: Tamper) -> None:
    """Change a database without the guards of its tables."""
    with behind_our_back(lies_at(path)) as engine:
        before = engine.changes()
        tamper(engine)
        assert engine.changes() > before


def found_by(report: VerifyReport) -> Iterator[tuple[str, object]]:
    """Everything that a check found, with the part of it that did."""
    for chain in (report.changes, report.accesses):
        if chain.fault is not None:
            yield HEAD if chain.fault is TrailFault.CUT else CHAIN, chain.fault
    if report.signatures.fault is not None:
        yield SIGNATURE, report.signatures.fault
    yield from ((RECORDS, one.kind) for one in report.disagreements)
    yield from ((FILES, line.split()[-1]) for line in report.damage.references)


@pytest.mark.parametrize("name", some(TAMPERINGS, 0))
def test_a_change_behind_the_program_is_found(name: str, prepared: Prepared, tmp_path: Path) -> None:
    tamper, part, what = TAMPERINGS[name]
    path = prepared.copy(tmp_path)
    tampered(path, tamper)
    report = verify(Workspace(path))
    assert not report.is_intact
    assert (part, what) in set(found_by(report)), list(found_by(report))
    assert report.sentence.ja != "改ざんは見つかりません。"


def test_there_are_forty_four_of_them() -> None:
    assert len(TAMPERINGS) + len(["cut_tail_and_records"]) == 44


def test_a_database_put_back_to_an_earlier_state_needs_a_noted_head(prepared: Prepared, tmp_path: Path) -> None:
    """`cut_tail_and_records`: everything that hung on the last entries is gone as well, their signatures included."""
    later, earlier = tmp_path / "later", tmp_path / "earlier"
    later.mkdir()
    earlier.mkdir()
    workspace = Workspace(prepared.copy(later))
    contact = contact_of(workspace)
    erase_contact(workspace, contact, actor=an_actor(), at=AT)
    workspace.access("evidence.downloaded", actor=an_actor(), at=AT, what="evidence", key="later")
    noted = verify(workspace)

    cut = Workspace(prepared.copy(earlier))

    assert verify(cut).is_intact
    report = verify(cut, expected_head=noted.head)
    assert set(found_by(report)) == {(HEAD, TrailFault.CUT)}
    assert set(found_by(verify(cut, expected_head=noted.accesses.head))) == {(HEAD, TrailFault.CUT)}
    assert verify(workspace, expected_head=noted.accesses.head).is_intact


def test_another_name_of_the_company_is_found(prepared: Prepared, tmp_path: Path) -> None:
    path = prepared.copy(tmp_path)
    before = verify(Workspace(path))
    assert before.is_intact
    tampered(path, lambda engine: engine.execute("UPDATE meta SET value = '株式会社別会社' WHERE key = 'name'"))
    report = verify(Workspace(path))
    assert [(one.kind, one.fields) for one in report.disagreements] == [("workspace", ("name",))]
    since = verify_since(Workspace(path), before)
    assert since is not None
    assert [(one.kind, one.fields) for one in since.disagreements] in ([], [("workspace", ("name",))])


def test_a_head_of_reads_that_is_gone_is_not_told_as_an_entry_of_the_trail(prepared: Prepared, tmp_path: Path) -> None:
    later = tmp_path / "later"
    later.mkdir()
    workspace = Workspace(prepared.copy(later))
    workspace.access("evidence.downloaded", actor=an_actor(), at=AT, what="evidence", key="later")
    noted = verify(workspace).accesses.head
    report = verify(Workspace(prepared.copy(tmp_path)), expected_head=noted)
    assert not report.is_intact
    assert "閲覧記録" in report.sentence.ja
    assert "access log" in report.sentence.en

    path = prepared.copy(later)
    head = verify(Workspace(path)).accesses.head
    tampered(path, lambda engine: without(engine, "seq >= (SELECT MAX(seq) FROM access_entry)", "access"))
    report = verify(Workspace(path), expected_head=head)
    assert not report.is_intact
    assert not report.sentence.ja.startswith("監査記録")


def contact_of(workspace: Workspace) -> str:
    with workspace.unit() as unit:
        return str(unit.query("SELECT id FROM contact ORDER BY id LIMIT 1")[0]["id"])


@pytest.mark.parametrize("first", [2, READS], ids=["emptied of what the demo did not read", "cut"])
def test_an_access_log_cut_with_its_last_signatures_needs_a_noted_head(
    first: int, prepared: Prepared, tmp_path: Path
) -> None:
    path = prepared.copy(tmp_path)
    head = verify(Workspace(path)).accesses.head

    def cut(engine: Engine) -> None:
        without(engine, f"seq >= {first}", "access")
        engine.execute(f"DELETE FROM signature WHERE accesses >= {first}")

    tampered(path, cut)
    assert verify(Workspace(path)).is_intact
    assert set(found_by(verify(Workspace(path), expected_head=head))) == {(HEAD, TrailFault.CUT)}


def test_a_chain_signed_by_another_key_is_found_by_the_key_beside_the_database(
    prepared: Prepared, tmp_path: Path
) -> None:
    path = prepared.copy(tmp_path)
    secret = key_file(path, SIGNING).read_bytes()
    key_file(path, SIGNING).write_text("11" * 32, encoding="ascii")
    forger = Workspace(path)
    forger.access("evidence.downloaded", actor=an_actor(), at=AT, what="evidence")
    assert verify(forger).is_intact
    key_file(path, SIGNING).write_bytes(secret)

    report = verify(Workspace(path))

    assert set(found_by(report)) == {(SIGNATURE, SignatureFault.NOT_OURS)}
    assert "鍵が連番" in report.notes[0].ja


def test_a_signature_with_a_key_of_which_no_entry_speaks_is_found(prepared: Prepared, tmp_path: Path) -> None:
    path = prepared.copy(tmp_path)
    tampered(path, sql(f"UPDATE signature SET key = '{signing_key(b'1' * 32).public}' WHERE id > 100"))
    assert (SIGNATURE, SignatureFault.CHANGED) in set(found_by(verify(Workspace(path))))


def test_without_any_signature_the_key_tells_that_there_were_some(prepared: Prepared, tmp_path: Path) -> None:
    path = prepared.copy(tmp_path)
    tampered(path, sql("DELETE FROM signature"))
    report = verify(Workspace(path))
    assert (report.signatures.fault, report.signatures.entry) == (SignatureFault.UNSIGNED, 1)


def test_without_its_key_a_database_is_checked_but_for_the_signatures_and_says_so(
    prepared: Prepared, tmp_path: Path
) -> None:
    path = prepared.copy(tmp_path)
    for kind in KINDS:
        key_file(path, kind).unlink(missing_ok=True)
    report = verify(Workspace(path))
    assert report.is_intact
    told = [note.ja for note in report.notes]
    assert [name for note in told for name in ("demo.signing.key", "demo.stop.key") if name in note] == [
        "demo.signing.key",
        "demo.stop.key",
    ]
    assert len(told) == 2
