"""Who signs the trail: the key beside the database, what happens when it is lost, and clocks that are put back."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.builders import AT, a_third_party, an_actor, behind_the_guards
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.trail import TrailFault, entry_hash
from sakimori.domain.values.days import legal_day
from sakimori.errors import StateError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import make_up
from sakimori.services.kernel.signing import BEGUN
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.store.key_files import SIGNING, key_file
from sakimori.store.sealing import SAID
from sakimori.store.signatures import KEY_REPLACED, last_signed

ACTOR = an_actor()
DAY = timedelta(days=1)


def written(path: Path | None, name: str = "東亜データ株式会社") -> Workspace:
    workspace = Workspace(path)
    register(workspace, a_third_party(legal_name=name), actor=ACTOR, at=AT)
    return workspace


def actions(workspace: Workspace) -> list[str]:
    with workspace.unit() as unit:
        return [line.entry.action for line in reversed(unit.trail.lines())]


def test_the_key_comes_with_the_first_write_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    workspace = Workspace(path)
    assert not key_file(path, SIGNING).exists()
    register(workspace, a_third_party(), actor=ACTOR, at=AT)
    assert stat.S_IMODE(key_file(path, SIGNING).stat().st_mode) == 0o600
    assert verify(workspace).notes == ()


def test_each_write_is_signed_once_up_to_the_ends_of_both_chains(tmp_path: Path) -> None:
    workspace = written(tmp_path / "own.db")
    workspace.access("page.refused", actor=ACTOR, at=AT, what="page")
    with workspace.unit() as unit:
        last = last_signed(unit.engine)
        assert last is not None
        assert (last.id, last.changes, last.accesses) == (2, unit.number(), 1)


def test_a_workspace_in_memory_signs_with_a_key_of_its_own() -> None:
    report = verify(written(None))
    assert report.is_intact
    assert report.signatures.last is not None


def test_a_lost_key_is_replaced_by_the_next_write_and_the_trail_says_so(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    number = written(path).head()[0]
    key_file(path, SIGNING).unlink()

    workspace = written(path, "別の会社")

    assert actions(workspace)[number] == KEY_REPLACED
    report = verify(workspace)
    assert report.is_intact
    assert [f"連番{number + 1}で替わりました" in note.ja for note in report.notes] == [True]


def test_a_process_that_has_it_open_sees_that_the_key_was_replaced(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    first = written(path)
    key_file(path, SIGNING).unlink()
    written(path, "別の会社")
    register(first, a_third_party(legal_name="三社目"), actor=ACTOR, at=AT)
    assert actions(first).count(KEY_REPLACED) == 1
    assert verify(first).is_intact


def test_a_damaged_key_is_told_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    workspace = written(path)
    key_file(path, SIGNING).write_text("zz", encoding="ascii")
    with pytest.raises(StateError) as refused:
        register(workspace, a_third_party(legal_name="別の会社"), actor=ACTOR, at=AT)
    assert "own.signing.key" in refused.value.message("ja")
    assert key_file(path, SIGNING).read_text(encoding="ascii") == "zz"
    assert "own.signing.key" in verify(workspace).notes[0].en


def unsigned(path: Path) -> Workspace:
    """A workspace as a program left it that signed nothing."""
    workspace = written(path)
    with workspace.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute("DELETE FROM signature")
    key_file(path, SIGNING).unlink()
    return workspace


def test_an_older_database_is_vouched_for_by_one_signed_entry_that_names_its_head(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    older = unsigned(path)
    number, head = older.head()
    assert verify(older).is_intact
    assert "署名の鍵のファイル（own.signing.key）が読めない" in verify(older).notes[0].ja

    make_up(older, at=AT)  # as a server does when it starts

    with older.unit() as unit:
        [said] = unit.trail.lines(action=BEGUN)
    assert said.after == {"entries": number, "head": head, "accesses": 0, "accesses_head": "0" * 64}
    assert verify(older).is_intact
    assert f"連番{number}まで" in verify(older).notes[0].ja
    with older.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute("UPDATE gap_span SET title_ja = 'x'")
    assert not verify(older).is_intact


def test_what_a_dry_run_takes_back_leaves_neither_key_nor_signature(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    with Workspace(path).trial("party.registered", actor=ACTOR, at=AT) as change:
        change.insert(replace(a_third_party(), id="tp1"))
    assert not key_file(path, SIGNING).exists()


def test_a_clock_that_is_put_back_changes_nothing_of_what_was_known(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    register(workspace, a_third_party(legal_name="初日の会社"), actor=ACTOR, at=AT - 9 * DAY)
    register(workspace, a_third_party(legal_name="昨日の会社"), actor=ACTOR, at=AT)
    past, today = legal_day(AT - 5 * DAY), legal_day(AT)

    def known() -> tuple[int, list[str]]:
        with workspace.unit() as unit:
            number = unit.number_on(past, today=today)
            return number, sorted(party.legal_name for party in unit.trail.records_at(ThirdParty, number))

    before = known()
    late = register(workspace, a_third_party(legal_name="時計を戻した会社"), actor=ACTOR, at=AT - 6 * DAY).record
    workspace.access("page.refused", actor=ACTOR, at=AT - 6 * DAY, what="page")
    edit(workspace, replace(late, note="x"), actor=ACTOR, at=AT - 7 * DAY)

    assert known() == before
    assert verify(workspace).is_intact
    with workspace.unit() as unit:
        instants = [line.entry.at for line in reversed(unit.trail.lines())]
    assert instants == sorted(instants)


def test_an_instant_that_runs_backwards_is_found(tmp_path: Path) -> None:
    workspace = written(tmp_path / "own.db")
    with workspace._write() as engine:
        rows: Any = engine.query("SELECT * FROM audit_entry ORDER BY seq DESC LIMIT 1")
        body = engine.query("SELECT body FROM audit_body WHERE seq = :seq", {"seq": rows[0]["seq"]})[0]["body"]
        said = {key: rows[0][key] for key in SAID} | {"seq": int(str(rows[0]["seq"])) + 1, "at": "2020-01-01T00:00:00Z"}
        line = said | {"body_sha256": rows[0]["body_sha256"], "previous": rows[0]["hash"]}
        engine.insert_all("audit_entry", [line | {"hash": entry_hash(**line)}])
        engine.insert_all("audit_body", [{"seq": said["seq"], "body": body}])
        workspace.signer.sign(engine)
    report = verify(workspace)
    assert (report.changes.fault, report.changes.broken_at) == (TrailFault.BACKWARDS, said["seq"])
