"""Databases of every earlier schema: opened, brought up to date, judged anew, and nothing of them lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kit.builders import AT, a_third_party, an_actor
from kit.older import of_version
from sakimori.bench.synthetic import make_synthetic
from sakimori.domain.questions.assessment import Answer
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import judge_all_waiting, make_up
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.store.schema.steps import STEPS

pytestmark = pytest.mark.on_file  # files of earlier programs; a server had none of most of them
EARLIER = range(1, len(STEPS))
REGISTER = next(place for place, (name, _) in enumerate(STEPS, start=1) if name == "0005_register")


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("present") / "own.db"
    make_synthetic(path, 2, progress=lambda _: None).close()
    return path


@pytest.mark.parametrize("steps", EARLIER, ids=[STEPS[number - 1][0] for number in EARLIER])
def test_a_database_of_an_earlier_version_is_brought_up_to_date(steps: int, present: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    of_version(steps, present, path)

    older = Workspace(path)

    assert verify(older).is_intact, verify(older).sentence
    make_up(older, at=AT)
    list(judge_all_waiting(older, clock=lambda: AT))
    assert [found for *_, found in recompute(older, on=legal_day(AT)) if found] == []
    register(older, a_third_party(legal_name="移したあとの会社"), actor=an_actor(), at=AT)
    report = verify(older)
    assert report.is_intact
    assert "署名のない版" in report.notes[0].ja
    with older.unit() as unit, Workspace(present).unit() as now:
        kept: list[type[Any]] = [ThirdParty, Answer, *([Contract, DataFlow] if steps >= REGISTER else [])]
        for kind in kept:
            ids = {record.id for record in now.records.select(kind)}
            assert ids <= {record.id for record in unit.records.select(kind)}


def test_the_schema_of_a_database_brought_up_to_date_is_that_of_a_new_one(present: Path, tmp_path: Path) -> None:
    def shape(workspace: Workspace) -> set[tuple[str, tuple[str, ...]]]:
        with workspace.unit() as unit:
            tables = [str(row["name"]) for row in unit.query("SELECT name FROM sqlite_master WHERE type <> 'view'")]
            return {
                (table, tuple(sorted(str(row["name"]) for row in unit.query(f"PRAGMA table_info({table})"))))
                for table in tables
            }

    of_version(1, present, tmp_path / "own.db")
    assert shape(Workspace(tmp_path / "own.db")) == shape(Workspace(tmp_path / "new.db"))
