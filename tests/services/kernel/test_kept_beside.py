"""What is kept beside third parties: whatever of it is not what the records come to is found, and by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.dossier import Dossier
from sakimori.services.kernel.kept_beside import unkept
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.party_heads import keep_beside, rows_beside
from sakimori.store.reads.abroad import COLUMNS

OF_PARTY = "SELECT id FROM contract WHERE third_party_id = :id"
SPOILT = {
    "flow_facts": "UPDATE flow_facts SET person_count = COALESCE(person_count, 0) + 1 WHERE third_party_id = :id",
    "flow_abroad": "UPDATE flow_abroad SET change = change + 1 WHERE third_party_id = :id",
    "contract_head": f"DELETE FROM contract_head WHERE contract_id IN ({OF_PARTY})",
    "contract_gap": f"DELETE FROM contract_gap WHERE contract_id IN ({OF_PARTY})",
    "party_head": "UPDATE party_head SET is_watched = 1 - is_watched WHERE third_party_id = :id",
    "deadline": "UPDATE deadline SET day = '2001-01-01' WHERE third_party_id = :id",
    "record_book": "DELETE FROM flow_record WHERE third_party_id = :id",
    "gap_tally": "UPDATE gap_tally SET body = '[]' WHERE third_party_id = :id",
    "outcome_span": "UPDATE outcome_span SET reasons = '[]' WHERE third_party_id = :id AND known_until IS NULL",
    "own_answer": "INSERT INTO own_answer (flow_id, reader_id, third_party_id, begins_on, ends_on, outcome, reasons) "
    "SELECT id, 'nobody', third_party_id, NULL, NULL, 'review', '[]' FROM data_flow WHERE third_party_id = :id LIMIT 1",
}


@pytest.fixture(scope="module")
def demo(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(demo_in(Path(tmp_path_factory.mktemp("kept")), today()))


def found(unit: Unit) -> set[tuple[str, str]]:
    ids = [str(row["id"]) for row in unit.query("SELECT id FROM third_party ORDER BY id")]
    dossiers: list[Dossier] = load_dossiers(unit, ids)
    return set(unkept(unit, dossiers, unit.spans.known_of(ids), unit.policy(), on=today()))


def test_what_is_kept_otherwise_is_found_beside_whom_it_is(demo: Workspace) -> None:
    with demo.writing() as unit:
        assert found(unit) == set()
        spoilt = set()
        for what, sql in SPOILT.items():
            parties = [str(row["id"]) for row in unit.query("SELECT id FROM third_party ORDER BY id DESC")]
            party = next(one for one in parties if unit.engine.execute(sql, {"id": one}))
            spoilt.add((what, party))
        assert found(unit) == spoilt


def test_what_went_over_to_another_meanwhile_stays_with_the_other(demo: Workspace) -> None:
    """Of a batch all is read before any is kept: what a merge moved is known to stand where it stands no more."""
    with demo.writing() as unit:
        at = {str(row["third_party_id"]) for row in unit.query("SELECT third_party_id FROM flow_abroad")}
        one, other = sorted(at)[:2]
        known = rows_beside(unit.engine, {"flow_abroad": COLUMNS}, [one, other])
        (moved, *rest), theirs = known["flow_abroad"][one], known["flow_abroad"][other]
        all_theirs = sorted([*theirs, {**moved, "third_party_id": other}], key=lambda row: str(row["id"]))
        keep_beside(unit.engine, "flow_abroad", COLUMNS, other, all_theirs, known)
        keep_beside(unit.engine, "flow_abroad", COLUMNS, one, rest, known)
        now = rows_beside(unit.engine, {"flow_abroad": COLUMNS}, [one, other])["flow_abroad"]
        assert (now[one], now[other]) == (rest, all_theirs)
