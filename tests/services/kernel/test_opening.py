"""Opening a workspace: it writes what is missing once, and keeps nobody who writes waiting after that."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from kit.builders import AT, a_third_party, an_actor
from kit.homes import lies_at
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import OlderProgramError
from sakimori.rules.evaluation import rules_by_default
from sakimori.services.kernel.judge_queue import DIGEST_KEY, holds_lease, make_up, mark_current
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import BUSY_TIMEOUT_MS, open_engine
from sakimori.store.made_for import LAST_STEP


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    mark_current(Workspace(path))
    return path


def test_somebody_opens_and_reads_while_somebody_else_writes(path: Path) -> None:
    writer, begun = open_engine(lies_at(path)), perf_counter()

    with writer.write():
        workspace = Workspace(path)
        make_up(workspace, at=AT)
        with workspace.unit() as unit:
            assert unit.records.get(ThirdParty, SELF_ID).is_self

    assert perf_counter() - begun < BUSY_TIMEOUT_MS / 1000 / 2


def test_a_new_database_has_our_own_dossier_when_it_is_open(tmp_path: Path) -> None:
    with Workspace(tmp_path / "new.db").unit() as unit:
        assert [party.id for party in unit.records.select(ThirdParty)] == [SELF_ID]


def test_what_lists_read_is_kept_when_a_database_of_an_earlier_program_is_opened(path: Path) -> None:
    party = a_third_party(id="tp1", legal_name="青葉")
    with Workspace(path).writing() as unit:
        unit.records.insert(party)
        put_meta(unit, "lists_kept", "0001_earlier")

    with Workspace(path).unit() as unit:
        assert unit.query("SELECT 1 FROM party_head WHERE third_party_id = 'tp1'")


def test_lists_are_made_up_whichever_step_an_earlier_program_had_last_in_its_file(path: Path) -> None:
    with Workspace(path).writing() as unit:
        unit.records.insert(a_third_party(id="tp1", legal_name="青葉"))
        put_meta(unit, "lists_kept", "0071_webhooks")

    assert Workspace(path).meta("lists_kept") == LAST_STEP
    with Workspace(path).unit() as unit:
        assert unit.query("SELECT 1 FROM party_head WHERE third_party_id = 'tp1'")


def register(workspace: Workspace, party_id: str) -> None:
    with workspace.change("third_party.registered", actor=an_actor(), at=AT) as change:
        change.insert(a_third_party(id=party_id, legal_name=party_id))


def test_a_program_that_is_older_than_the_database_reads_and_writes_no_record(path: Path) -> None:
    older = Workspace(path)
    register(older, "tp1")
    with Workspace(path).writing() as newer:
        put_meta(newer, "lists_kept", "9998_later")

    with pytest.raises(OlderProgramError, match="may not save") as refused:
        register(older, "tp2")
    assert "再起動" in refused.value.message("ja")
    assert not holds_lease(older, "older", at=AT)
    older.set_meta(seen="1")  # what is no record: sign-ins and the like
    again = Workspace(path)
    make_up(again, at=AT)
    with again.unit() as unit:
        assert {one.id for one in unit.records.select(ThirdParty)} == {SELF_ID, "tp1"}
        assert unit.meta("lists_kept") == "9998_later"


def test_a_program_whose_rules_others_have_followed_judges_and_writes_no_more(path: Path) -> None:
    older = Workspace(path)
    make_up(older, at=AT)
    register(older, "tp1")
    assert holds_lease(older, "older", at=AT)
    with Workspace(path).writing() as newer:
        put_meta(newer, "rules", "later ones")

    assert not holds_lease(older, "older", at=AT)
    with pytest.raises(OlderProgramError):
        register(Workspace(path), "tp2")


def test_whoever_comes_with_other_rules_takes_over_at_a_start(path: Path) -> None:
    with Workspace(path).writing() as earlier:
        put_meta(earlier, "rules", "earlier ones")
        put_meta(earlier, DIGEST_KEY, "earlier ones")

    newer = Workspace(path)
    register(newer, "tp1")  # a command, before the server has started
    make_up(newer, at=AT)
    register(newer, "tp2")
    assert newer.meta("rules") == rules_by_default()


def test_a_database_of_a_program_that_did_not_name_its_rules_is_given_their_name(path: Path) -> None:
    with Workspace(path).writing() as unit:
        unit.engine.execute("DELETE FROM meta WHERE key = 'rules'")
    make_up(Workspace(path), at=AT)
    assert Workspace(path).meta("rules") == rules_by_default()
